"""The pictures of the documents: `python -m tests.e2e.pictures` writes docs/images/search.png, article.png, widget.png.

Needs Chromium on the PATH and the `test` extra. The service answers from a fresh home with the starter
library; its day is fixed, so that the pictures change only when the pages do.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.hosting import hosted
from tests.e2e.visiting import article, search
from tests.homes import starter_home
from tests.serving import serve
from tests.support import ROOT

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 200_000
DAY = "2026-06-01"
PICTURES = {
    "search.png": search("规范性文件 设定 罚款", as_of=DAY),
    "article.png": article("民法典", 1254) + f"?as_of={DAY}",
    "law.jpg": f"/laws/行政处罚法?find=设定 罚款&as_of={DAY}",
    "comparison.jpg": f"/laws/商标法/compare?from=2019-04-23&to=2026-06-26&as_of={DAY}",
    "basket.jpg": f"/basket?add=行政处罚法第十六条%0A民法典 1254%0A立法法 91&as_of={DAY}",
    "cases.jpg": "/cases?q=招标 本地企业",
    "library.jpg": "/library",
    "help.jpg": "/help",
}
CHECKED = """示例市停车管理办法
第一条 根据《中华人民共和国合同法》第五十二条、《中华人民共和国行政处罚法》第十六条，制定本办法。
第二条 依照《民法典》第二千条处理；《某某省停车条例》另有规定的，从其规定。
第三条 依照《中华人民共和国商标法》第八十条办理。"""


def take(folder: Path) -> None:
    """Save each picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with serve(starter_home()) as served, hosted(starter_home()) as hosts, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--hide-scrollbars"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="zh-CN")
        for name, path in PICTURES.items():
            for _ in range(3):  # the first answers of a service take longer than the next
                page.goto(served.url + path)
            page.evaluate("for (const each of document.querySelectorAll('.more')) each.open = false")
            save(page, folder / name)
        for path, button, name in (("/check", "核验", "check.jpg"), ("/review", "审查", "review.jpg")):
            page.goto(served.url + path)
            page.get_by_label("粘贴文稿").fill(CHECKED)
            page.get_by_role("button", name=button, exact=True).click()
            page.locator(".mark").first.wait_for()
            save(page, folder / name)
        page.goto(hosts.host)
        page.set_viewport_size({"width": 1000, "height": 640})
        page.locator("#picker").get_by_role("button").first.click()
        page.locator("#picker").get_by_role("combobox").fill("规范性文件 设定 罚款")
        page.keyboard.press("Enter")
        page.locator("#picker .hit").first.wait_for()
        save(page, folder / "widget.png")
        browser.close()


def save(page: Page, file: Path) -> None:
    """One picture, of a size fit for a document."""
    quality = {"type": "jpeg", "quality": 72} if file.suffix == ".jpg" else {}
    size = len(page.screenshot(path=file, **quality))
    print(f"{file.name}: {size:,} bytes")
    assert size <= MOST_BYTES


if __name__ == "__main__":
    take(FOLDER)
