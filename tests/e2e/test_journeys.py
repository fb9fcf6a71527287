"""What a drafter does: search, read, copy, narrow down, go back; with the keyboard, and without script."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.e2e.visiting import Visiting, article, search

CITED = "《中华人民共和国民法典》第一千二百五十四条"


def test_from_a_search_to_a_copied_citation(visit: Visiting) -> None:
    visiting = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visiting.page
    visiting.open()
    visiting.box.fill("高空抛物 责任")
    visiting.box.press("Enter")
    first = page.locator(".hit").first
    expect(first).to_contain_text("中华人民共和国民法典 第一千二百五十四条")
    expect(first.locator("mark").first).to_be_visible()
    first.locator("h2 a").click()
    expect(page.locator("h1")).to_contain_text("第一千二百五十四条")
    expect(page.locator(".crumbs")).to_contain_text("第十章 建筑物和物件损害责任")
    page.locator("a[rel=next]").click()
    expect(page.locator("h1")).to_contain_text("第一千二百五十五条")
    page.locator("a[rel=prev]").click()
    page.get_by_role("button", name="复制引用", exact=True).click()
    expect(page.locator(".copy .said")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == CITED
    page.get_by_role("button", name="复制引用和全文").click()
    expect(page.locator(".copy .said")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{CITED}：禁止从建筑物中抛掷物品。")


def test_copying_on_an_intranet_without_the_clipboard_api(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    visiting.open(article("民法典", 1254))
    page.get_by_role("button", name="复制引用", exact=True).click()
    expect(page.locator(".copy .said")).to_have_text("已复制")
    visiting.box.focus()
    page.keyboard.press("Control+V")
    expect(visiting.box).to_have_value(CITED)


def test_from_an_article_to_its_place_in_the_law(visit: Visiting) -> None:
    visiting = visit()
    visiting.open(article("民法典", 1254))
    visiting.page.get_by_role("link", name="在全文中阅读").click()
    expect(visiting.page.locator("h1")).to_contain_text("中华人民共和国民法典")
    expect(visiting.page.locator("#a1254")).to_be_in_viewport()
    visiting.page.locator("#a1254 .label").click()
    expect(visiting.page.locator("h1")).to_contain_text("第一千二百五十四条")


@pytest.mark.parametrize("script", [True, False])
def test_finding_a_word_inside_a_law(visit: Visiting, script: bool) -> None:
    visiting = visit(java_script_enabled=script)
    page = visiting.page
    visiting.open("/laws/行政处罚法")
    page.get_by_label("在本法规中查找").fill("设定 罚款")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#places")).to_contain_text("在 2 处出现")
    page.locator("#places").get_by_role("link", name="第十四条").click()
    expect(page.locator("#a14")).to_be_in_viewport()
    expect(page.locator("#a14 mark").first).to_be_visible()
    page.get_by_role("link", name="结束查找").click()
    expect(page.locator("mark")).to_have_count(0)


def test_contents_lead_to_chapters(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open("/laws/行政处罚法")
    page.get_by_role("navigation", name="目录").get_by_role("link", name="第七章 法律责任").click()
    expect(page.get_by_role("heading", name="第七章 法律责任")).to_be_in_viewport()
    visiting.resize(360, 640)
    visiting.open("/laws/行政处罚法")
    expect(page.get_by_role("link", name="第七章 法律责任")).to_be_hidden()
    page.get_by_text("目录（12 个标题").click()
    expect(page.get_by_role("link", name="第七章 法律责任")).to_be_visible()


def test_from_a_law_to_its_comparison(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open("/laws/商标法")
    page.get_by_role("link", name="与前一文本对照").first.click()
    expect(page.locator("h1")).to_contain_text("文本对照")
    expect(page.locator(".sides del").first).to_be_visible()
    page.get_by_role("link", name="合并显示").click()
    expect(page.locator(".merged ins").first).to_be_visible()
    page.locator(".jumps a", has_text="第四十八条 → 第二条").click()
    expect(page.locator(".merged .unit:target")).to_contain_text("第四十八条 → 第二条")


def test_from_a_count_of_citations_to_the_citations(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open("/laws/刑法")
    page.locator(".cited").first.click()
    expect(page.locator("details#in")).to_have_attribute("open", "")


def test_narrowing_down_and_back(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open(search("规范性文件 设定 罚款"))
    page.locator(".facets a[href*='category=']", has_text="行政法").first.click()
    assert "category=行政法" in unquote(page.url)
    expect(page.locator(".facets a[aria-current]")).to_contain_text("行政法")
    visiting.box.fill("罚款 听证")
    visiting.box.press("Enter")
    page.wait_for_url(re.compile("category="))
    expect(visiting.box).to_have_value("罚款 听证")
    page.get_by_role("link", name="不限类别").click()
    expect(page.locator(".facets a[aria-current]")).to_have_count(0)
    assert "category" not in page.url


def test_the_way_back_keeps_the_query(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open()
    visiting.box.fill("征地补偿标准")
    visiting.box.press("Enter")
    page.locator(".hit h2 a").first.click()
    page.wait_for_url("**/laws/**")
    page.go_back()
    expect(visiting.box).to_have_value("征地补偿标准")
    expect(page.locator(".hit").first).to_be_visible()
    page.go_back()
    page.wait_for_url(f"{visiting.base}/")
    expect(visiting.box).to_have_value("征地补偿标准")


def test_the_way_back_shows_the_query_of_the_list(visit: Visiting) -> None:
    visiting = visit()
    visiting.open(search("征地补偿标准"))
    visiting.box.fill("罚款 听证")
    visiting.box.press("Enter")
    expect(visiting.page).to_have_title(re.compile("罚款 听证"))
    visiting.page.go_back()
    expect(visiting.page).to_have_title(re.compile("征地补偿标准"))
    expect(visiting.box).to_have_value("征地补偿标准")


def test_a_number_without_a_law_asks_for_it(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open(search("23条"))
    page.get_by_label("哪部法规").fill("行政许可法")
    page.get_by_role("button", name="查这一条").click()
    expect(page.locator(".hit h2")).to_contain_text("中华人民共和国行政许可法 第二十三条")


def test_thousands_of_results_can_be_leafed_through(visit: Visiting) -> None:
    visiting = visit(width=360, height=640)
    page = visiting.page
    visiting.open(search("应当", mode="advanced"))
    count = page.locator("h1").inner_text().replace(",", "")
    assert int(re.search(r"[0-9]+", count)[0]) >= 5_000  # type: ignore[index]
    expect(page.locator(".far")).to_contain_text("请加词，或用筛选条件缩小范围")
    last = re.search(r"共 ([0-9]+) 页", page.locator(".pages").inner_text())
    assert last is not None
    assert visiting.open(search("应当", mode="advanced", page=last[1])).status == 200
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.get_by_role("link", name="下一页")).to_have_count(0)
    page.get_by_role("link", name="上一页").click()
    expect(page.locator(".pages")).to_contain_text(f"第 {int(last[1]) - 1} 页")
    assert visiting.sideways() == 0


def test_nothing_found_says_what_to_try(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open(search("罚款", law="行政处罚法", level="宪法"))
    expect(page.locator("h1")).to_contain_text("没有找到条文")
    expect(page.locator(".hit")).to_have_count(0)
    expect(visiting.box).to_have_value("罚款")
    page.get_by_role("link", name="去掉全部筛选").click()
    expect(page.locator(".hit").first).to_be_visible()


def test_links_keep_the_day(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open(search("环境保护法 第六条", as_of="2026-01-01"))
    expect(page.locator(".hit .status")).to_have_text("有效")
    page.locator(".hit h2 a").click()
    expect(page.locator("h1 .status")).to_have_text("有效")
    expect(page.locator("footer")).to_contain_text("核验日期 2026-01-01")
    page.locator("a[rel=next]").click()
    expect(page.locator("footer")).to_contain_text("核验日期 2026-01-01")
    visiting.box.fill("环境保护法 第六条")
    visiting.box.press("Enter")
    expect(page.locator(".hit .status")).to_have_text("有效")


def test_long_texts_open_in_place(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open(search("个人所得税 起征点 六万元"))
    hit = page.locator(".hit:has(.rest)").first
    expect(hit.locator(".cut")).to_be_visible()
    hit.locator("summary").first.click()
    expect(hit.locator(".rest .text")).to_be_visible()
    expect(hit.locator(".cut")).to_be_hidden()
    flows = page.locator(".hit, .hit .text").evaluate_all(
        "all => all.map(e => getComputedStyle(e).overflowY)"
    )
    assert set(flows) == {"visible"}  # nothing scrolls inside the list


def test_with_the_keyboard_alone(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open()
    expect(visiting.box).to_be_focused()
    page.keyboard.insert_text("行政处罚法第十六条")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.hit h2 a')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("第十六条")


def test_without_script(visit: Visiting) -> None:
    visiting = visit(java_script_enabled=False)
    page = visiting.page
    visiting.open()
    visiting.box.fill("治安法 26条")
    visiting.box.press("Enter")
    expect(page.locator(".hit h2")).to_contain_text("中华人民共和国治安管理处罚法 第二十六条")
    visiting.box.press("Escape")
    expect(visiting.box).to_have_value("治安法 26条")
    page.locator(".hit h2 a").click()
    expect(page.locator(".cite")).to_have_text("《中华人民共和国治安管理处罚法》第二十六条")
    expect(page.locator("[data-copy]").first).to_be_hidden()  # they would do nothing
    visiting.open(search("个人所得税 起征点 六万元"))
    page.locator(".rest summary").first.click()
    expect(page.locator(".rest .text").first).to_be_visible()


@pytest.mark.parametrize(
    "query", ["“高空抛物”", "a'b\"c`d", "责任&law=x", "100%", "supercalifragilistic" * 20]
)
def test_any_query_is_shown_as_typed(query: str, visit: Visiting) -> None:
    visiting = visit(width=360, height=640)
    visiting.open()
    visiting.box.fill(query)
    visiting.box.press("Enter")
    visiting.page.wait_for_url("**/?q=**")
    expect(visiting.box).to_have_value(query)
    expect(visiting.page.locator("h1")).not_to_be_empty()
    assert visiting.sideways() == 0
