"""One real service on the starter library and one real browser for all tests of the pages.

Chromium is the system's (`chromium` on the PATH). With FAJU_SCREENSHOTS=folder every state is also saved
there as a picture: wide, dark, and as narrow as a phone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.visiting import Visit, Visiting
from tests.homes import home_of, starter_home
from tests.serving import serve
from tests.support import skip_or_fail

# Playwright's five seconds are too few for a page on a machine that does other things as well.
expect.set_options(timeout=30_000)

MARKUP = (
    """# 标记显示办法

（2024年1月1日某部公布　自2024年3月1日起施行）

第一条　条文中的<script>window.ran = 1</script>与<img src=x onerror="window.ran = 2">一律照原文显示，不得运行。

第二条　本办法自2024年3月1日起施行。

第三条　登记网址为https://example.org/"""
    + "verylongword" * 40
    + """。
"""
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        skip_or_fail("chromium", "there is no chromium on the PATH")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[str]:
    """The address of `faju serve` with the starter library. (The browser first: without it, nothing is built.)"""
    with serve(starter_home()) as served:
        yield served.url


@pytest.fixture(scope="session")
def small_home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one made-up rule, whose text holds markup."""
    folder = tmp_path_factory.mktemp("markup")
    (folder / "标记显示办法.md").write_text(MARKUP, encoding="utf-8")
    return home_of([folder / "标记显示办法.md"], folder / "home")


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visiting]:
    """Opens visits to the site; at the end each must have been clean (see `Visit.complaints`)."""
    visits: list[Visit] = []

    def start(
        base: str = site,
        *,
        also: tuple[str, ...] = (),
        width: int = 1200,
        height: int = 800,
        **options: object,
    ) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        visits.append(Visit(context, base, also))
        return visits[-1]

    yield start
    for each in visits:
        each.context.close()
    assert [complaint for each in visits for complaint in each.complaints] == []


@pytest.fixture(scope="session")
def screenshots() -> Path | None:
    """Where pictures go; None when nobody wants them."""
    wanted = os.environ.get("FAJU_SCREENSHOTS")
    if not wanted:
        return None
    folder = Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
