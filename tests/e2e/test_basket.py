"""The table of bases in the browser: chosen on several pages, kept here, given as a file; without script by links."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.visiting import Visiting, article, search


def test_chosen_on_several_pages_and_kept(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open(search("规范性文件 设定 罚款"))
    first = page.locator(".hit").first.locator("[data-basket]")
    first.click()
    expect(first).to_have_text("移出依据表")
    expect(first).to_have_attribute("aria-pressed", "true")
    link = page.locator("[data-basket-link]")
    expect(link).to_have_text("依据表（1）")
    visiting.open(article("民法典", 1254))
    page.locator("[data-basket]").focus()
    page.keyboard.press("Space")
    expect(link).to_have_text("依据表（2）")
    link.click()
    expect(page.locator(".bases-table tbody tr")).to_have_count(2)
    visiting.open("/basket")  # without an address of its own: what is kept
    expect(page.locator(".bases-table tbody tr")).to_have_count(2)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="依据表（Word）").click()
    assert waiting.value.suggested_filename == "法律依据表.docx"
    page.get_by_label("加入条文，一行一处").fill("行政许可法 12")
    page.get_by_role("button", name="加入").click()
    expect(link).to_have_text("依据表（3）")
    page.locator("tbody tr").first.get_by_role("link", name="移出").click()
    expect(page.locator(".bases-table tbody tr")).to_have_count(2)
    expect(link).to_have_text("依据表（2）")
    page.get_by_role("link", name="清空").click()
    expect(page.locator("main")).to_contain_text("还没有条文")
    expect(link).to_have_text("依据表")


def test_without_script_the_address_keeps_it(visit: Visiting) -> None:
    visiting = visit(java_script_enabled=False)
    page = visiting.page
    visiting.open(article("民法典", 1254))
    page.get_by_role("link", name="加入依据表").click()
    expect(page.locator(".bases-table tbody tr")).to_have_count(1)
    page.get_by_label("加入条文，一行一处").fill("行政处罚法第十六条")
    page.get_by_role("button", name="加入").click()
    expect(page.locator(".bases-table tbody tr")).to_have_count(2)
    page.locator("tbody tr").first.get_by_role("link", name="移出").click()
    expect(page.locator(".bases-table tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("《中华人民共和国行政处罚法》第十六条")


def test_without_storage_the_links_do_it(visit: Visiting) -> None:
    visiting = visit()
    visiting.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } })"
    )
    visiting.open(article("民法典", 1254))
    visiting.page.get_by_role("button", name="加入依据表").click()
    expect(visiting.page.locator(".bases-table tbody tr")).to_have_count(1)
