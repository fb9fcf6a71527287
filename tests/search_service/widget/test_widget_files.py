"""The files of the widget: how heavy, how old a browser may be, how they are sent; the page for frames."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from search_service.api.app import create_app
from search_service.settings import Settings
from search_service.widget.script import PARTS, script
from tests.support import ROOT

MOST_BYTES = 15_000
OFFICE = "https://oa.example.gov.cn"
NEWER = {
    r"\?\?=|\|\|=|&&=": "Chromium 85",
    r"\.replaceAll\(": "Chromium 85",
    r"\.replaceChildren\(": "Chromium 86",
    r"\.at\(": "Chromium 92",
    r"AbortSignal\.(timeout|any)": "Chromium 103",
    r"structuredClone|Object\.hasOwn|crypto\.randomUUID": "Chromium 92",
    r"(?<![\w.])#\w+\s*\(|this\.#": "Chromium 84",
    r":is\(|:where\(|:has\(|:focus-visible|\binset:|\bgap:|@container|@layer|color-mix|\bdvh\b": "a newer style sheet",
    r"\bimport\b|\bexport\b": "only a module",
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(": "markup from strings",
    r"document\.cookie|localStorage|sessionStorage|indexedDB": "traces",
}
"""What browsers of early 2020 (Chromium 80: ES2020) do not know, and what the widget must not do."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("widget")
    with TestClient(create_app(Settings(home=home, allowed_origins=OFFICE))) as asking:
        yield asking


def test_it_is_light() -> None:
    assert len(gzip.compress(script().plain, 9)) <= MOST_BYTES
    assert len(script().packed) <= MOST_BYTES


@pytest.mark.parametrize("part", sorted(PARTS.glob("*.js")), ids=lambda part: part.name)
def test_an_older_browser_reads_it(part: Path) -> None:
    text = "\n".join(
        line for line in part.read_text("utf-8").splitlines() if not line.lstrip().startswith("//")
    )
    for pattern, reason in NEWER.items():
        assert not re.search(pattern, text), reason


def test_it_is_sent_packed_to_who_can_unpack(client: TestClient) -> None:
    packed = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content == script().plain
    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert int(packed.headers["content-length"]) <= MOST_BYTES
    assert plain.headers["content-type"].startswith("text/javascript")
    again = client.get("/widget.js", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_only_listed_origins_get_it_as_a_module(client: TestClient) -> None:
    answer = client.get("/widget.js", headers={"Origin": OFFICE})
    assert answer.headers["access-control-allow-origin"] == OFFICE
    assert "origin" in answer.headers["vary"].lower()
    other = client.get("/widget.js", headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers


def test_only_the_page_for_frames_may_be_framed(client: TestClient, tmp_path: Path) -> None:
    framed = client.get("/embed")
    assert f"frame-ancestors {OFFICE}" in framed.headers["content-security-policy"]
    assert "x-frame-options" not in framed.headers
    for path in ("/", "/embeds", "/widget.js", "/docs"):
        other = client.get(path).headers
        assert "frame-ancestors 'none'" in other["content-security-policy"], path
        assert other["x-frame-options"] == "DENY"
    with TestClient(create_app(Settings(home=tmp_path))) as closed:
        answer = closed.get("/embed").headers
    assert "frame-ancestors 'none'" in answer["content-security-policy"]
    assert answer["x-frame-options"] == "DENY"


@pytest.mark.parametrize("query", ["kind=x", "level=x", "theme=x", "lang=x", "nonsense=1", "q=%00", "q=？"])
def test_an_embed_page_that_cannot_be(client: TestClient, query: str) -> None:
    answer = client.get(f"/embed?{query}")
    assert answer.status_code in {400, 503}
    assert "<form" in answer.text, "the box stays"


def test_the_examples_of_the_document_are_those_of_the_folder() -> None:
    """What docs/widget.md tells to copy stands in the example that the tests run."""
    host = (ROOT / "examples" / "intranet" / "index.html").read_text("utf-8")
    document = (ROOT / "docs" / "widget.md").read_text("utf-8")
    line = '<script type="module" src="https://faju.example.gov.cn/widget.js"></script>'
    assert line in host
    assert line in document
