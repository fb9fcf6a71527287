"""`docs/errors.md` lists every code that the program can end or answer with, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.store.errors import MESSAGES
from indexer.engine import EngineErrorCode
from search_service.api.problems import CODES
from tests.support import ROOT

PACKAGES = ("corpus", "indexer", "workflow", "search_service")
ERRORS = (
    "ServiceError",
    "DraftError",
    "ReaderError",
    "StarterError",
    "LoadFailed",
    "BundleError",
    "WorkflowError",
    "EmbedderError",
)
MAKERS = frozenset((*ERRORS, "bad_request", "not_found", "problem", "refusal", "fail", "say_error"))
"""What makes an error; the first text among its arguments that is built like a code is its code."""

ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CODE = re.compile("[a-z]+(?:_[a-z]+)*")
PAIRED = ("corpus/drafts/reading.py", "indexer/system_errors.py")
"""Where a code stands beside its sentence in a tuple."""


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file, ast.parse(file.read_text("utf-8"))


def first_code(arguments: list[ast.expr]) -> str | None:
    texts = [each.value for each in arguments if isinstance(each, ast.Constant)]
    return next((each for each in texts if isinstance(each, str) and CODE.fullmatch(each)), None)


def made() -> set[str]:
    """The codes in calls that make an error, and the `code` of exception classes."""
    found: set[str] = set()
    for file, tree in sources():
        paired = file.relative_to(ROOT).as_posix() in PAIRED
        for node in ast.walk(tree):
            if paired and isinstance(node, ast.Tuple):
                code = first_code(node.elts[:1])
                found |= {code} if code else set()
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                code = first_code(node.args) if name in MAKERS or name == "__init__" else None
                found |= {code} if code else set()
            elif isinstance(node, ast.ClassDef):
                found |= set(own_code(node))
    return found


def own_code(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            names = [getattr(target, "id", "") for target in statement.targets]
            if names == ["code"] and isinstance(statement.value.value, str):
                yield statement.value.value


def listed() -> set[str]:
    """The codes that stand in tables of the code itself."""
    return {*MESSAGES, *map(str, EngineErrorCode), *CODES.values()}


def described() -> dict[str, tuple[str, str]]:
    text = (ROOT / "docs" / "errors.md").read_text("utf-8")
    return {code: (meaning, mending) for code, meaning, mending in ROW.findall(text)}


def test_codes_are_found_in_the_code() -> None:
    """The collection itself works: one of each kind."""
    assert {"page_too_deep", "law_not_found", "uri_too_long", "home_locked", "bad_setting"} <= made()
    assert {"disk_full", "index_missing", "store_busy"} <= listed()
    assert {"path_not_found", "io_error", "bad_encoding"} <= made()


def test_every_code_is_described_with_its_mending() -> None:
    assert sorted((made() | listed()) - described().keys()) == []
    assert all(len(meaning) > 2 and len(mending) > 2 for meaning, mending in described().values())


def test_no_other_code_is_described() -> None:
    texts = "".join(file.read_text("utf-8") for file, _ in sources())
    assert [code for code in described() if f'"{code}"' not in texts] == []
