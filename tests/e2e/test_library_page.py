"""The page of the library in the browser: a file tried out, then loaded; a key that is wrong; without script."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from corpus.store import Store
from search_service.access.keys import new_key
from search_service.access.scopes import Scope
from tests.e2e.conftest import MARKUP
from tests.e2e.hosting import free_port
from tests.e2e.test_states import reads_well
from tests.e2e.visiting import Visiting
from tests.homes import copy_of
from tests.samples import rules
from tests.serving import serve

SLOW = 90_000  # ms; a load builds an index


def key_of(home: Path) -> str:
    """A key that may load."""
    id, key, digest = new_key()
    with Store.open(home) as store:
        store.keys().add(id, digest, "馆员", [Scope.LOAD, Scope.SEARCH], 0, "tests")
    return key


@pytest.fixture
def workplace(small_home: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """(address of a service with a small library of its own, a key that may load)."""
    home = copy_of(small_home, tmp_path / "home")
    key = key_of(home)
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
    with page.expect_download() as report:
        page.locator(".loads > li").first.get_by_role("link", name="报告（Excel）").click()
    assert report.value.suggested_filename.endswith(".xlsx")
    visiting.open("/library/laws?q=网页载入办法")
    expect(page.locator("main")).to_contain_text("1 部法规")
    visiting.open("/library")
    page.get_by_label("密钥").fill(key)
    page.get_by_label("密钥").press("Tab")
    page.locator(".loads > li").first.get_by_role("button", name="撤回").click()
    page.locator(".loads > li").first.get_by_role("button", name="再按一次，撤回整批").click()
    expect(page.locator(".loads .status.undone")).to_have_text("已撤回", timeout=SLOW)
    expect(page.locator(".loads .running, .loads .queued")).to_have_count(0, timeout=SLOW)
    visiting.open("/library/laws?q=网页载入办法")
    expect(page.locator("main")).to_contain_text("0 部法规")
    visiting.open("/library")  # the key is forgotten, and with it what it allows
    expect(page.get_by_label("密钥")).to_have_value("")
    expect(page.get_by_role("button", name="撤回")).to_have_count(0)


def packed(folder: Path) -> bytes:
    """An archive whose load takes a few seconds."""
    rules(folder / "部门规章", 200, 8)
    into = BytesIO()
    with ZipFile(into, "w") as archive:
        for file in sorted((folder / "部门规章").iterdir()):
            archive.write(file, f"部门规章/{file.name}")
    return into.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_service_that_is_killed_while_it_loads(visit: Visiting, small_home: Path, tmp_path: Path) -> None:
    home = copy_of(small_home, tmp_path / "home")
    key, port = key_of(home), free_port()
    with serve(home, port) as served:
        visiting = visit(served.url)
        page = visiting.page
        visiting.open("/library")
        page.get_by_label("密钥").fill(key)
        page.get_by_label("先只检查").uncheck()
        page.get_by_label("文件，可以选几个").set_input_files(
            {"name": "规章.zip", "mimeType": "application/zip", "buffer": packed(tmp_path)}
        )
        page.get_by_role("button", name="上传").click()
        first = page.locator(".loads > li").first
        expect(first.locator("progress")).to_be_visible(timeout=SLOW)
        served.process.kill()
        expect(page.locator(".upload .said")).to_contain_text("恢复以后，这里接着显示进度", timeout=SLOW)
        expect(page.get_by_label("密钥")).to_have_value(key)
    with serve(home, port):
        expect(page.locator(".upload .said")).to_be_hidden(timeout=SLOW)
        resume = first.get_by_role("button", name="继续")
        expect(first.locator(".status.finished").or_(resume)).to_be_visible(timeout=SLOW)
        if resume.is_visible():
            resume.click()
        expect(page.locator(".loads > li").first.locator(".status")).to_have_text("完成", timeout=SLOW)
        visiting.open("/library")
        expect(page.locator("main .lead").first).to_contain_text("收录 201 部法规")


def test_an_upload_that_nobody_takes_keeps_the_files(visit: Visiting, workplace: tuple[str, str]) -> None:
    url, key = workplace
    visiting = visit(url)
    page = visiting.page
    visiting.open("/library")
    page.route("**/api/v1/imports", lambda route: route.abort())
    page.get_by_label("密钥").fill(key)
    page.get_by_label("文件，可以选几个").set_input_files(
        {"name": "办法.md", "mimeType": "text/markdown", "buffer": MARKUP.encode()}
    )
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".upload .said")).to_contain_text("服务没有应答，内容还在这里")
    assert page.get_by_label("文件，可以选几个").evaluate("field => field.files[0].name") == "办法.md"
    expect(page.get_by_label("密钥")).to_have_value(key)
    page.unroute("**/api/v1/imports")
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".upload .said")).to_contain_text("已收下")


def test_without_script_it_says_how_else(visit: Visiting) -> None:
    visiting = visit(java_script_enabled=False)
    visiting.open("/library")
    expect(visiting.page.locator(".loads li").first).to_contain_text("完成")
    expect(visiting.page.locator(".upload")).to_be_hidden()
    expect(visiting.page.locator(".note.without")).to_contain_text("faju load")
