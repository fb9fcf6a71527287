"""The widget when things go wrong: nothing typed, nothing found, slow, late, away, too often, not allowed, no key."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from corpus.store import Store
from search_service.access.keys import new_key
from tests.e2e.hosting import Hosted, hosted
from tests.e2e.visiting import Visit, Visiting

SEARCH = "**/api/v1/search?**"


@pytest.fixture(scope="module")
def hosts(browser: Browser, small_home: Path) -> Iterator[Hosted]:
    with hosted(small_home) as found:
        yield found


@pytest.fixture
def at(visit: Visiting, hosts: Hosted) -> Visiting:
    """Opens the host page; the widget that is asked is `#inline`."""

    def start(base: str = hosts.host, **options: object) -> Visit:
        visiting = visit(base, also=(hosts.faju,), **options)
        visiting.open("/")
        return visiting

    return start


def ask(visiting: Visit, text: str) -> None:
    box = visiting.page.locator("#inline").get_by_role("combobox")
    box.fill(text)
    box.press("Enter")


def told(visiting: Visit, text: str) -> None:
    """What the widget says, to eyes and to ears."""
    expect(visiting.page.locator("#inline .said")).to_contain_text(text)
    expect(visiting.page.locator("#inline").get_by_role("status")).to_contain_text(text)


def forgive(visiting: Visit, *wanted: str) -> None:
    """The complaints are the browser's own about what the test does on purpose."""
    assert all(any(each in complaint for each in wanted) for complaint in visiting.complaints)
    visiting.complaints.clear()


def test_nothing_typed_and_nothing_found(at: Visiting) -> None:
    visiting = at()
    ask(visiting, "  ")
    told(visiting, "请输入主题、法名或条文号。")
    ask(visiting, "zzzzqqqq")
    told(visiting, "没有找到")
    expect(visiting.page.locator("#inline .hit")).to_have_count(0)
    ask(visiting, "？！")
    told(visiting, "没有可以检索的文字")
    ask(visiting, "长" * 3000)
    told(visiting, "检索词有 3000 个字符，最多 2000 个")
    expect(visiting.page.locator("#inline").get_by_role("combobox")).to_have_value("长" * 3000)


def test_markup_is_shown(at: Visiting) -> None:
    visiting = at()
    ask(visiting, "一律照原文显示 img")
    shown = '<script>window.ran = 1</script>与<img src=x onerror="window.ran = 2">'
    expect(visiting.page.locator("#inline .hit").first).to_contain_text(shown)
    ask(visiting, '<img src=x onerror="window.ran = 3">')
    visiting.page.wait_for_timeout(300)
    assert visiting.page.evaluate("window.ran") is None


def test_answers_out_of_order(at: Visiting) -> None:
    visiting = at()

    def slowly(route: Route) -> None:
        if "first" in route.request.url:
            time.sleep(0.5)
        route.continue_()

    visiting.page.route(SEARCH, slowly)
    ask(visiting, "first 标记")
    ask(visiting, "施行")
    expect(visiting.page.locator("#inline .hit mark").first).to_have_text("施行")
    visiting.page.wait_for_timeout(700)
    expect(visiting.page.locator("#inline .hit mark").first).to_have_text("施行")
    expect(visiting.page.locator("#inline").get_by_role("combobox")).to_have_value("施行")


def test_pressed_twice_is_one_search(at: Visiting) -> None:
    visiting = at()
    box = visiting.page.locator("#inline").get_by_role("combobox")
    box.fill("施行")
    visiting.page.evaluate(
        "const form = document.querySelector('#inline').shadowRoot.querySelector('form');"
        "for (let i = 0; i < 3; i++) form.requestSubmit()"
    )
    expect(visiting.page.locator("#inline .hit").first).to_be_visible()
    assert sum("/api/v1/search" in each for each in visiting.requests) == 1


def test_a_slow_service(at: Visiting) -> None:
    visiting = at()
    page = visiting.page
    page.clock.install()
    page.route(SEARCH, lambda route: None)  # never answered
    ask(visiting, "施行")
    page.clock.run_for(500)
    expect(page.locator("#inline .said")).to_have_text("正在检索……")
    page.clock.run_for(5_000)
    expect(page.locator("#inline .said")).to_contain_text("还没有应答")
    page.clock.run_for(12_000)
    told(visiting, "服务没有及时应答。输入的内容还在")
    page.unroute(SEARCH)
    page.locator("#inline").get_by_role("button", name="再试一次").click()
    expect(page.locator("#inline .hit").first).to_be_visible()


def test_a_service_that_is_away_and_back(at: Visiting) -> None:
    visiting = at()
    page = visiting.page
    ask(visiting, "施行")
    hits = page.locator("#inline .hit")
    expect(hits.first).to_be_visible()
    page.route("**/api/v1/**", lambda route: route.abort())
    page.route("**/healthz", lambda route: route.abort())
    ask(visiting, "原文")
    told(visiting, "连接不上法据服务。输入的内容还在")
    expect(page.locator("#inline").get_by_role("combobox")).to_have_value("原文")
    expect(hits.first).to_be_visible()
    page.unroute("**/api/v1/**")
    page.locator("#inline").get_by_role("button", name="再试一次").click()
    expect(hits.first.locator("mark").first).to_have_text("原文")


def test_asking_too_often(at: Visiting) -> None:
    visiting = at()
    body = {"code": "rate_limited", "detail": "请求过于频繁：每分钟最多 5 次。请在 12 秒后再试。"}
    headers = {"Access-Control-Allow-Origin": "*", "Retry-After": "12"}
    visiting.page.route(
        SEARCH, lambda route: route.fulfill(status=429, headers=headers, body=json.dumps(body))
    )
    ask(visiting, "施行")
    told(visiting, "请在 12 秒后再试")
    expect(visiting.page.locator("#inline").get_by_role("button", name="再试一次")).to_be_visible()


def test_something_else_at_the_address(at: Visiting, hosts: Hosted) -> None:
    visiting = at()
    visiting.page.route(
        SEARCH, lambda route: route.fulfill(body="<html>", headers={"Access-Control-Allow-Origin": "*"})
    )
    ask(visiting, "施行")
    told(visiting, "endpoint 不是法据服务的地址")
    visiting.page.evaluate(
        "document.getElementById('inline').setAttribute('endpoint', 'javascript:alert(1)')"
    )
    ask(visiting, "施行")
    told(visiting, "endpoint 不是法据服务的地址")


def test_an_origin_that_is_not_allowed(at: Visiting, hosts: Hosted) -> None:
    visiting = at(hosts.stranger)
    page = visiting.page
    link = page.locator("#inline a")
    expect(link).to_be_visible()  # a module of another origin needs leave: what stands in the element stays
    forgive(visiting, "blocked by CORS policy")
    page.evaluate(
        """faju => new Promise((loaded) => { const script = document.createElement("script");
        const policy = trustedTypes.createPolicy("test", { createScriptURL: (url) => url });
        script.src = policy.createScriptURL(faju + "/widget.js"); script.onload = loaded;
        document.head.append(script); })""",
        hosts.faju,
    )
    ask(visiting, "施行")
    told(visiting, f"没有允许这个网站使用它。请管理员把 {hosts.stranger} 加进 FAJU_ALLOWED_ORIGINS")
    forgive(visiting, "blocked by CORS policy")


def test_with_a_key(visit: Visiting, small_home: Path) -> None:
    id, key, digest = new_key()
    with Store.open(small_home) as store:
        store.keys().add(id, digest, "内网门户", ["search"], 0, "tests")
    with hosted(small_home, anonymous="none") as hosts:
        visiting = visit(hosts.host, also=(hosts.faju,))
        visiting.open("/")
        ask(visiting, "施行")
        told(visiting, "检索与浏览需要密钥")
        visiting.page.evaluate("key => document.getElementById('inline').setAttribute('key', key)", key)
        ask(visiting, "施行")
        expect(visiting.page.locator("#inline .hit").first).to_be_visible()
