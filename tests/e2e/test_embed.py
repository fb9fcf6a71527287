"""The page for frames: in an allowed host, in another, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.hosting import Hosted, hosted
from tests.e2e.test_states import IN_THE_DARK, WCAG
from tests.e2e.visiting import Visiting

RULE = "《标记显示办法》第一条"


@pytest.fixture(scope="module")
def hosts(browser: Browser, small_home: Path) -> Iterator[Hosted]:
    with hosted(small_home) as found:
        yield found


def test_in_a_frame(visit: Visiting, hosts: Hosted) -> None:
    visiting = visit(hosts.host, also=(hosts.faju,))
    page = visiting.page
    visiting.open("/iframe")
    frame = page.frame_locator("#faju")
    box = frame.get_by_role("combobox")
    box.fill("照原文显示")
    box.press("Enter")
    frame.get_by_role("button", name=f"引用 {RULE}").click()
    expect(page.locator("#draft")).to_have_value(f"为了规范停车收费，根据{RULE}")
    expect(page.locator("#draft")).to_be_focused()
    assert page.locator("#faju").evaluate("each => each.style.height"), "the height was told"
    assert visiting.complaints == []
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.response["violations"]
    visiting.complaints.clear()  # axe itself sends the frame a message that is meant for its own origin


def test_in_a_host_that_is_not_allowed(visit: Visiting, hosts: Hosted) -> None:
    visiting = visit(hosts.stranger, also=(hosts.faju, "chrome-error:"))
    visiting.open("/iframe")
    visiting.page.wait_for_timeout(500)
    assert any("frame-ancestors" in each for each in visiting.complaints)
    visiting.complaints.clear()
    expect(visiting.page.frame_locator("#faju").get_by_role("combobox")).to_have_count(0)


def test_nobody_else_is_told(visit: Visiting, hosts: Hosted) -> None:
    visiting = visit(hosts.faju)
    for origin in ("https://evil.example", "*", hosts.stranger, ""):
        visiting.open(f"/embed?origin={origin}")
        assert visiting.page.locator("body").get_attribute("data-host") == ""
    visiting.open(f"/embed?origin={hosts.host}")
    assert visiting.page.locator("body").get_attribute("data-host") == hosts.host


@pytest.mark.parametrize("query", ["lang=en&theme=dark&q=原文", "q=原文", "theme=light&level=法律"])
def test_on_its_own(visit: Visiting, hosts: Hosted, query: str) -> None:
    visiting = visit(hosts.faju)
    visiting.open(f"/embed?{query}")
    if "q=" in query:
        expect(visiting.page.locator("faju-search .hit").first).to_be_visible()
    found = Axe().run(visiting.page, options=WCAG)
    assert found.violations_count == 0, found.response["violations"]
    visiting.resize(360, 640)
    assert visiting.sideways() == 0


def test_without_script(visit: Visiting, hosts: Hosted) -> None:
    visiting = visit(hosts.host, also=(hosts.faju,), java_script_enabled=False)
    page = visiting.page
    visiting.open("/iframe")
    frame = page.frame_locator("#faju")
    frame.get_by_role("textbox").fill("照原文显示")
    frame.get_by_role("button", name="检索").click()
    hit = frame.locator("li").first
    expect(hit).to_contain_text(RULE)
    expect(hit.locator("mark").first).to_be_visible()
    with page.context.expect_page() as opened:
        hit.get_by_role("link").click()
    expect(opened.value.locator("h1")).to_contain_text("第一条")
    frame.get_by_role("textbox").fill("zzzqqq")
    frame.get_by_role("button", name="检索").click()
    expect(frame.get_by_role("status")).to_contain_text("没有找到")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_without_script_it_can_be_read(visit: Visiting, hosts: Hosted, theme: str) -> None:
    visiting = visit(hosts.faju, color_scheme=theme)
    page = visiting.page
    page.route("**/widget.js", lambda route: route.abort())
    for path in ("/embed?q=原文", "/embed?q=长&as_of=x", "/embed?q=披萨&lang=en"):
        visiting.open(path)
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.response["violations"]
        assert page.evaluate(IN_THE_DARK) == []
