"""The search box: input methods, Escape, nothing or too much typed, a server that is away."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.visiting import Visiting
from tests.serving import serve_as_it_is


def test_enter_while_composing_does_not_search(visit: Visiting) -> None:
    visiting = visit()
    page = visiting.page
    visiting.open()
    visiting.box.focus()
    ime = visiting.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "xingzheng", "selectionStart": 9, "selectionEnd": 9})
    for kind in ("rawKeyDown", "keyUp"):
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        ime.send("Input.dispatchKeyEvent", {"type": kind, **key})
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.url == f"{visiting.base}/"
    ime.send("Input.imeSetComposition", {"text": "行政许可", "selectionStart": 4, "selectionEnd": 4})
    page.keyboard.press("Escape")
    ime.send("Input.insertText", {"text": "行政许可"})
    expect(visiting.box).to_have_value("行政许可")
    page.wait_for_timeout(50)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=**")
    expect(visiting.box).to_have_value("行政许可")


def test_escape_keeps_what_was_typed(visit: Visiting) -> None:
    visiting = visit()
    visiting.open()
    visiting.box.fill("行政许可")
    visiting.box.press("Escape")
    expect(visiting.box).to_have_value("行政许可")


def test_nothing_typed(visit: Visiting) -> None:
    visiting = visit()
    visiting.open()
    for nothing in ("", "　 "):
        visiting.box.fill(nothing)
        visiting.box.press("Enter")
        expect(visiting.said).to_have_text("请输入主题、法名或条文号。")
    assert visiting.page.url == f"{visiting.base}/"


def test_too_much_typed_stays_and_is_told(visit: Visiting) -> None:
    visiting = visit()
    visiting.open()
    visiting.box.fill("长" * 10_000)
    visiting.box.press("Enter")
    expect(visiting.said).to_contain_text("检索词有 10000 个字符，最多 2000 个。")
    assert visiting.page.url == f"{visiting.base}/"
    expect(visiting.box).to_have_value("长" * 10_000)
    visiting.box.fill("长江保护")
    expect(visiting.said).to_be_hidden()


def test_too_much_typed_without_script_comes_back(visit: Visiting) -> None:
    visiting = visit(java_script_enabled=False)
    visiting.open()
    visiting.box.fill("长" * 10_000)
    visiting.box.press("Enter")
    expect(visiting.page.locator("main")).to_contain_text("地址超过 50 kB")
    visiting.page.go_back()
    expect(visiting.box).to_have_value("长" * 10_000)


def test_two_presses_are_one_search(visit: Visiting) -> None:
    visiting = visit()
    visiting.open()
    visiting.box.fill("罚款")
    visiting.page.evaluate(
        "for (let i = 0; i < 3; i++) document.querySelector('form.search').requestSubmit()"
    )
    visiting.page.wait_for_url("**/?q=**")
    assert sum("/?q=" in each for each in visiting.requests) == 1


def test_a_server_that_is_away_takes_nothing_along(visit: Visiting, small_home: Path) -> None:
    with serve_as_it_is(small_home) as url:
        visiting = visit(url)
        visiting.open()
        visiting.box.fill("写了很久的一段话")
    visiting.box.press("Enter")
    expect(visiting.said).to_contain_text("服务没有应答，输入的内容还在这里")
    expect(visiting.box).to_have_value("写了很久的一段话")
