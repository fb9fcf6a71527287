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
}


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
    size = len(page.screenshot(path=file))
    print(f"{file.name}: {size:,} bytes")
    assert size <= MOST_BYTES


if __name__ == "__main__":
    take(FOLDER)
