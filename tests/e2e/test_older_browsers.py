"""What pages are written in is known to Chromium 84 (July 2020), which offices still have.

The versions, here and below, are those of MDN's browser-compat-data. What is newer may stand only where nothing
is lost without it.
"""

from __future__ import annotations

import re

import pytest

from search_service.pages.render import STATIC

NEWER_CSS = {  # pattern → the first version of Chromium that knows it
    r":(?:is|where)\(": 88,
    r":has\(": 105,
    r"@container": 105,
    r"@layer": 99,
    r"\baspect-ratio\s*:": 88,
    r"(?<![\w-])inset\s*:": 87,
    r"\d[dsl]vh\b": 108,
    r"\bcolor-mix\(": 111,
    r"&\s*[:.\w>]": 112,
    r"\btext-wrap\s*:": 114,
}
NEWER_JS = {
    r"\?\?=|\|\|=": 85,
    r"\.at\(": 92,
    r"\bstructuredClone\b": 98,
    r"\.findLast\b": 97,
    r"\bObject\.hasOwn\b": 93,
    r"(?m)^await\b": 89,
    r"\.replaceChildren\(": 86,
    r"\.toSorted\(|\.toReversed\(|\.with\(": 110,
    r"\bAbortSignal\.timeout\b": 103,
}
ALLOWED = {
    ("faju.css", ":has("): "the excerpt stays above the opened text; the page of a review stays narrower",
    ("review.css", ":has("): "the page of a review stays narrower",
}


@pytest.mark.parametrize("name", sorted(each.name for each in STATIC.glob("*.css")))
def test_styles(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.DOTALL)
    found = {match[0] for pattern in NEWER_CSS for match in re.finditer(pattern, text)}
    assert {each for each in found if (name, each) not in ALLOWED} == set()


@pytest.mark.parametrize("name", sorted(each.name for each in STATIC.glob("*.js")))
def test_scripts(name: str) -> None:
    text = re.sub(r"//.*", "", (STATIC / name).read_text("utf-8"))
    assert [pattern for pattern in NEWER_JS if re.search(pattern, text)] == []
