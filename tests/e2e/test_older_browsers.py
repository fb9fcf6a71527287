"""What pages are written in is known to Chromium 84 (July 2020), which offices still have.

The versions, here and below, are those of MDN's browser-compat-data. What is newer may stand only where nothing
is lost without it.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from search_service.pages.render import STATIC
from tests.e2e.test_widget import LATER
from tests.e2e.visiting import Visiting

NEWER_CSS = {  # pattern → the first version of Chromium that knows it
    r":(?:is|where)\(": 88,
    r":has\(": 105,
    r"@container": 105,
    r"(?:padding|margin|border)-(?:block|inline)\s*:": 87,
    r"inset-(?:block|inline)\s*:": 87,
    r"overflow\s*:\s*clip": 90,
    r":not\([^()]*,": 88,
    r"@property": 85,
    r"(?<![\w-])(?:translate|scale|rotate)\s*:": 104,
    r"\bsubgrid\b": 117,
    r":popover-open": 114,
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
    r"\.replaceAll\(": 85,
    r"\bPromise\.any\b": 85,
    r"\brandomUUID\b": 92,
    r"\bIntl\.Segmenter\b": 87,
    r"\bObject\.groupBy\b": 117,
    r"\.(?:inert|popover)\b|\.showPopover\b": 102,
    r"\bcheckVisibility\b": 105,
    r"\bAbortSignal\.any\b": 116,
    r"\bstatic \{": 94,
    r"\bstructuredClone\b": 98,
    r"\.findLast\b": 97,
    r"\bObject\.hasOwn\b": 93,
    r"(?m)^await\b": 89,
    r"\.replaceChildren\(": 86,
    r"\.toSorted\(|\.toReversed\(|\.with\(": 110,
    r"\bAbortSignal\.timeout\b": 103,
}
ALLOWED = {
    ("faju.css", ":has("): "the excerpt stays above the opened text",
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


def test_pages_without_what_came_later(visit: Visiting) -> None:
    visiting = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visiting.page
    for owner, names in LATER.items():
        page.add_init_script(f"for (const name of '{names}'.split(' ')) delete {owner}[name];")
    visiting.open()
    visiting.box.press_sequentially("行政许")
    expect(page.locator(".suggested [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    visiting.box.fill("行政处罚法第十六条")
    visiting.box.press("Enter")
    page.locator(".hit a[data-basket]").click()
    expect(page.locator("[data-basket-link]")).to_have_text("依据表（1）")
    page.locator(".hit h2 a").click()
    page.get_by_role("button", name="复制引用", exact=True).click()
    expect(page.locator(".copy .said")).to_have_text("已复制")
    visiting.open("/check")
    page.get_by_label("粘贴文稿").fill("依照《行政处罚法》第十六条办理。")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.locator(".mark")).to_have_count(1)
