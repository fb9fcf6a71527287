"""The figures of the pages: `python -m tests.e2e.figures` prints them as the table of docs/benchmarks.md.

Needs Chromium on the PATH and the `test` extra; starts `faju serve` on a fresh home with the starter library.
Times are those of the browser (milliseconds since a navigation began, or since a key), all on one machine.
"""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Response, sync_playwright

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
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
INTERACTIVE = "performance.getEntriesByType('navigation')[0].domInteractive"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
TYPED = """async (word) => {
    const box = document.querySelector("#q"), list = document.querySelector(".suggested"), times = [];
    box.focus();
    for (let length = 1; length <= word.length; length += 1) {
        box.value = word.slice(0, length);
        const begun = performance.now();
        const shown = new Promise((done) => {
            const seen = new MutationObserver(() => { seen.disconnect(); requestAnimationFrame(done); });
            seen.observe(list, { childList: true, attributes: true });
            setTimeout(done, 2000);
        });
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
        await shown;
        times.push(performance.now() - begun);
    }
    return times;
}"""
"""Types a word letter by letter; milliseconds from each key to the next frame that shows its suggestions."""


def typed(page: Any) -> list[float]:
    """Milliseconds from key to suggestions, for every letter of `WORDS`."""
    return [each for word in WORDS for each in page.evaluate(TYPED, word)]


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
            page.wait_for_function(PAINTED)
            for label, script in zip(times, (PAINT, INTERACTIVE, LOADED), strict=True):
                times[label].append(page.evaluate(script))
        told = "，".join(
            f"{label} {median(each):.0f}（最好 {min(each):.0f}）" for label, each in times.items()
        )
        rows.append((name, f"{weight / 1000:.0f} kB，{requests} 个请求；毫秒中位数：{told}"))
        page.close()
    page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="zh-CN")
    page.goto(url)
    typed(page)
    times = sorted(each for _ in range(3) for each in typed(page))
    rows.append(
        (
            "按键到联想出现",
            f"{len(times)} 次按键：中位数 {median(times):.0f} 毫秒，p95 {times[int(0.95 * len(times))]:.0f} 毫秒",
        )
    )
    return rows


def main() -> None:
    """Print the table."""
    with serve(starter_home()) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, figures in measured(browser, served.url):
            print(f"| {name} | {figures} |")
        browser.close()


if __name__ == "__main__":
    main()
