"""Suggestions while typing: with the keyboard, with the mouse, with an input method, with slow answers."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Route, expect

from tests.e2e.visiting import Visit, Visiting


def options(visiting: Visit) -> Locator:
    return visiting.page.locator(".suggested [role=option]")


def test_with_the_keyboard(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open()
    expect(visiting.box).to_have_attribute("role", "combobox")
    visiting.box.press_sequentially("行政处")
    expect(options(visiting).first).to_contain_text("中华人民共和国行政处罚法")
    expect(visiting.box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(visiting.box).to_have_value("中华人民共和国行政处罚法")
    active = visiting.box.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(visiting.box).to_have_value("行政处")
    expect(page.locator(".suggested")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(options(visiting).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("条结果")
    expect(visiting.box).to_have_value("中华人民共和国行政处罚法")


def test_with_the_mouse_and_at_the_top_of_other_pages(visit: Visiting) -> None:
    visiting = visit()
    visiting.open("/laws/行政处罚法")
    visiting.box.press_sequentially("民法典1254")
    expect(options(visiting).first).to_contain_text("第一千二百五十四条")
    options(visiting).first.click()
    expect(visiting.page.locator(".hit h2")).to_contain_text("第一千二百五十四条")


def test_letters_of_an_input_method_are_not_asked(visit: Visiting) -> None:
    visiting = visit()
    visiting.open()
    visiting.box.focus()
    ime = visiting.context.new_cdp_session(visiting.page)
    ime.send("Input.imeSetComposition", {"text": "xingzheng", "selectionStart": 9, "selectionEnd": 9})
    visiting.page.wait_for_timeout(200)
    assert not any("/api/v1/suggest" in each for each in visiting.requests)
    ime.send("Input.insertText", {"text": "行政许可"})
    expect(options(visiting).first).to_be_visible()
    ime.send("Input.imeSetComposition", {"text": "fa", "selectionStart": 2, "selectionEnd": 2})
    key = {"key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 229}
    ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    expect(options(visiting).first).to_be_visible()  # it ended the composition, nothing else


def test_a_slow_answer_does_not_replace_a_newer_one(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page

    def slow(route: Route) -> None:
        answer = route.fetch()
        if route.request.url.endswith("q=%E6%B0%91"):  # 民
            time.sleep(0.5)
        route.fulfill(response=answer)

    page.route("**/api/v1/suggest*", slow)
    page.add_init_script("AbortController.prototype.abort = () => {}")  # or it would end the slow one
    visiting.open()
    visiting.box.press_sequentially("民")
    visiting.box.press_sequentially("法典")
    expect(options(visiting).first).to_contain_text("民法典")
    before = options(visiting).all_inner_texts()
    page.wait_for_timeout(800)
    assert options(visiting).all_inner_texts() == before


def test_a_server_that_fails_is_no_matter(visit: Visiting) -> None:
    visiting = visit()
    visiting.page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=503, body="{}"))
    visiting.open()
    visiting.box.press_sequentially("罚款")
    visiting.page.wait_for_timeout(200)
    expect(visiting.page.locator(".suggested")).to_be_hidden()
    expect(visiting.box).to_have_value("罚款")


def test_markup_in_suggestions_is_shown(visit: Visiting) -> None:
    visiting = visit()
    told = '{"suggestions":[{"kind":"term","text":"<img src=x onerror=window.ran=1>"}]}'
    visiting.page.route(
        "**/api/v1/suggest*", lambda route: route.fulfill(body=told, content_type="application/json")
    )
    visiting.open()
    visiting.box.press_sequentially("罚款")
    expect(options(visiting).first).to_contain_text("<img src=x")
    assert visiting.page.evaluate("window.ran") is None
