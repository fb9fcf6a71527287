"""The page of the library in the browser: a file tried out, then loaded; a key that is wrong; without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from corpus.store import Store
from search_service.access.keys import new_key
from search_service.access.scopes import Scope
from tests.e2e.conftest import MARKUP
from tests.e2e.test_states import reads_well
from tests.e2e.visiting import Visiting
from tests.homes import copy_of
from tests.serving import serve

SLOW = 30_000  # ms; a load builds an index


@pytest.fixture
def workplace(small_home: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """(address of a service with a small library of its own, a key that may load)."""
    home = copy_of(small_home, tmp_path / "home")
    id, key, digest = new_key()
    with Store.open(home) as store:
        store.keys().add(id, digest, "馆员", [Scope.LOAD, Scope.SEARCH], 0, "tests")
    with serve(home) as served:
        yield served.url, key


def test_tried_out_then_loaded(visit: Visiting, workplace: tuple[str, str], screenshots: Path | None) -> None:
    url, key = workplace
    visiting = visit(url)
    page = visiting.page
    visiting.open("/library")
    law = MARKUP.replace("标记显示办法", "网页载入办法").encode()
    page.get_by_label("文件，可以选几个").set_input_files(
        {"name": "网页载入办法.md", "mimeType": "text/markdown", "buffer": law}
    )
    page.get_by_label("密钥").fill("faju_wrong")
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".upload .said")).to_contain_text("密钥")
    page.get_by_label("密钥").fill(key)
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".upload .said")).to_contain_text("已收下")
    first = page.locator(".loads > li").first
    expect(first.locator(".status")).to_have_text("完成（只检查）", timeout=SLOW)
    expect(first).to_contain_text("新增 1")
    reads_well(visiting, "library-loads", screenshots)
    first.get_by_role("button", name="确认载入").click()
    expect(page.locator(".loads > li").first.locator(".status")).to_have_text("完成", timeout=SLOW)
    visiting.open("/library/laws?q=网页载入办法")
    expect(page.locator("main")).to_contain_text("1 部法规")
    visiting.open("/library")  # the key is forgotten, and with it what it allows
    expect(page.get_by_label("密钥")).to_have_value("")
    expect(page.get_by_role("button", name="撤回")).to_have_count(0)


def test_without_script_it_says_how_else(visit: Visiting) -> None:
    visiting = visit(java_script_enabled=False)
    visiting.open("/library")
    expect(visiting.page.locator(".loads li").first).to_contain_text("完成")
    expect(visiting.page.locator(".upload")).to_be_hidden()
    expect(visiting.page.locator(".note.without")).to_contain_text("faju load")
