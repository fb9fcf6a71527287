"""Reading settings of a browser, the `/` key, and what a page looks like on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_states import AXE, WCAG
from tests.e2e.visiting import Visiting, article, search

COLOURS = """() => {
    const style = getComputedStyle(document.body);
    const light = (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((sum, each) => sum + Number(each), 0) / 765;
    return [light(style.color), light(style.backgroundColor)];
}"""
"""How light the text and the paper are, from 0 (black) to 1 (white)."""


def dark(page: Page) -> bool:
    ink, paper = page.evaluate(COLOURS)
    return bool(ink > paper)


def test_larger_text_stays_and_fits(visit: Visiting) -> None:
    visiting = visit(width=360, height=640)
    page = visiting.page
    visiting.open()
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    with page.expect_navigation():
        page.get_by_label("文字").select_option("特大")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 1.4 * before
    for path in (
        search("规范性文件 设定 罚款"),
        "/laws/商标法",
        article("民法典", 1254),
        "/laws/商标法/compare",
        "/check",
        "/library",
        "/cases",
    ):
        visiting.open(path)
        expect(page.get_by_label("文字")).to_have_value("larger")
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 1.4 * before
        assert visiting.sideways() == 0, path
    with page.expect_navigation():
        page.get_by_label("文字").select_option("标准")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == before


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_chosen_theme_counts_more_than_the_system(visit: Visiting, system: str) -> None:
    visiting = visit(color_scheme=system)
    page = visiting.page
    visiting.open()
    assert dark(page) == (system == "dark")
    for words, wanted in (("深色", True), ("浅色", False)):
        with page.expect_navigation():
            page.get_by_label("颜色").select_option(words)
        assert dark(page) == wanted
        visiting.open(article("环境保护法", 6))
        assert dark(page) == wanted
        found = AXE.run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()
        visiting.open()
    with page.expect_navigation():
        page.get_by_label("颜色").select_option("跟随系统")
    assert dark(page) == (system == "dark")


def test_slash_goes_to_the_search_box(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open("/laws/行政处罚法")
    page.keyboard.press("/")
    expect(visiting.box).to_be_focused()
    expect(visiting.box).to_have_value("")
    page.keyboard.type("1/2")  # now it is a character
    expect(visiting.box).to_have_value("1/2")
    page.get_by_label("在本法规中查找").focus()
    page.keyboard.press("/")
    expect(page.get_by_label("在本法规中查找")).to_have_value("/")
    visiting.open(search("罚款"))
    page.keyboard.press("/")
    assert page.evaluate("getSelection().toString()") == "罚款"  # ready to be typed over


def test_on_paper(visit: Visiting) -> None:
    visiting = visit(color_scheme="dark")
    page = visiting.page
    visiting.open()
    with page.expect_navigation():
        page.get_by_label("颜色").select_option("深色")
    visiting.open("/laws/商标法")
    page.emulate_media(media="print")
    assert not dark(page)
    for hidden in (".top", ".contents", ".tools", ".foot nav", ".settings"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#a1")).to_have_css("content-visibility", "visible")
    expect(page.locator("footer")).to_contain_text("核验日期")
    visiting.open(search("罚款"))
    expect(page.locator("h1")).to_contain_text("“罚款”：")
    expect(page.locator(".onpaper")).to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000


def test_what_is_folded_is_printed(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open("/check")
    page.get_by_label("粘贴文稿").fill("依照《行政处罚法》第十六条、《民法典》第二千条办理。")
    page.get_by_role("button", name="核验", exact=True).click()
    stands = page.locator("details#stands")
    expect(stands).not_to_have_attribute("open", "")
    page.evaluate("window.opened = 0; addEventListener('beforeprint', () => { opened = stands.open; })")
    page.pdf(format="A4")
    assert page.evaluate("window.opened") is True
    expect(stands).not_to_have_attribute("open", "")
