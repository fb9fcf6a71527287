"""The figures of the pages: `python -m tests.e2e.figures` prints them as the table of docs/benchmarks.md.

Needs Chromium on the PATH and the `test` extra; starts `faju serve` on a fresh home with the starter library.
Times are those of the browser (milliseconds since a navigation began, or from a key to the drawn frame), all on
one machine; every page is first opened once.
"""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.e2e.hosting import hosted
from tests.e2e.visiting import search
from tests.homes import starter_home
from tests.serving import serve

ROUNDS = 7
WORDS = (
    "行政处罚",
    "民法典",
    "劳动合同",
    "土地管理",
    "食品安全",
    "个人信息",
    "道路交通",
    "公司",
    "招标投标",
    "环境保护",
)
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
INTERACTIVE = "performance.getEntriesByType('navigation')[0].domInteractive"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd || undefined"
WATCH = """([host, listed]) => {
    const within = host ? document.querySelector(host).shadowRoot : document;
    const box = within.querySelector("#q"), list = within.querySelector(listed);
    window.box = box;
    let pressed = null;
    window.shown = [];
    box.addEventListener("input", (event) => { pressed = event.timeStamp; }, true);
    new MutationObserver(() => {
        if (pressed === null) return;
        const begun = pressed;
        pressed = null;
        requestAnimationFrame(() => setTimeout(() => window.shown.push(performance.now() - begun), 0));
    }).observe(list, { childList: true, attributes: true });
    box.value = "";
    box.focus();
}"""
"""Notes for every change of the search box the milliseconds until the frame with its suggestions is drawn. In the page,
or in the shadow of the element `host`."""
PAGE, WIDGET = ("", ".suggested"), ("#inline", "#list")
BETWEEN_KEYS = 100  # ms; a quick typist


def typed(page: Page, where: tuple[str, str] = PAGE) -> list[float]:
    """Milliseconds from a key to its suggestions, for every letter of `WORDS`, typed one by one."""
    page.evaluate(WATCH, list(where))
    keys = 0
    for word in WORDS:
        page.evaluate("window.box.value = ''")
        for letter in word:
            page.keyboard.insert_text(letter)
            keys += 1
            told(page, f"window.shown.length >= {keys} || undefined")
            page.wait_for_timeout(BETWEEN_KEYS)
    times: list[float] = page.evaluate("window.shown")
    return times


def told(page: Page, script: str) -> Any:
    """What a script says, as soon as it says something. (`wait_for_function` is refused by the pages' policy.)"""
    for _ in range(500):
        value = page.evaluate(script)
        if value is not None:
            return value
        page.wait_for_timeout(20)
    raise TimeoutError(script)


def p95(times: list[float]) -> float:
    """The time that 19 of 20 keep."""
    return sorted(times)[int(0.95 * len(times))]


def measured(browser: Browser, url: str) -> list[tuple[str, str]]:
    """What is measured, with its figures."""
    rows = []
    for name, path in (
        ("检索页", search("规范性文件 设定 罚款")),
        ("首页", "/"),
        ("民法典（1,260 条）", "/laws/民法典"),
        ("商标法两个文本对照", "/laws/商标法/compare"),
    ):
        page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="zh-CN")
        answers: list[Response] = []

        def note(answer: Response, answers: list[Response] = answers) -> None:
            answers.append(answer)

        page.on("response", note)
        page.goto(url + path)
        page.wait_for_load_state("networkidle")
        weight, requests = sum(len(each.body()) for each in answers), len(answers)
        page.remove_listener("response", note)
        times: dict[str, list[float]] = {"首次绘制": [], "可交互": [], "载入完毕": []}
        for _ in range(ROUNDS):
            page.goto(url + path)
            for label, script in zip(times, (PAINT, INTERACTIVE, LOADED), strict=True):
                times[label].append(told(page, script))
        found = "，".join(
            f"{label} {median(each):.0f}（最好 {min(each):.0f}）" for label, each in times.items()
        )
        rows.append((name, f"{weight / 1000:.0f} kB，{requests} 个请求；毫秒中位数：{found}"))
        page.close()
    for name, path in (("首页", "/"), ("民法典一页", "/laws/民法典")):
        rows.append((f"按键到联想画出，{name}", typing(browser, url + path, PAGE)))
    return rows


def typing(browser: Browser, url: str, where: tuple[str, str]) -> str:
    """The figures of typing in a search box, after a round that only warms up."""
    page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="zh-CN")
    page.goto(url)
    typed(page, where)
    times = typed(page, where) + typed(page, where)
    page.close()
    return f"{len(times)} 次按键：中位数 {median(times):.0f} 毫秒，p95 {p95(times):.0f} 毫秒"


def main() -> None:
    """Print the table."""
    with serve(starter_home()) as served, hosted(starter_home()) as hosts, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, figures in measured(browser, served.url):
            print(f"| {name} | {figures} |")
        print(f"| 按键到联想画出，别的网站里的小组件 | {typing(browser, hosts.host, WIDGET)} |")
        browser.close()


if __name__ == "__main__":
    main()
