"""Markup in queries and in law texts is shown, never run; a home without an index says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.test_states import reads_well
from tests.e2e.visiting import Visiting, article, search
from tests.homes import copy_of
from tests.serving import serve_as_it_is

PIECES = (
    '<script>window.ran = 1</script><img src=x onerror="window.ran = 2">',
    "\"><svg onload='window.ran = 3'>",
    "</title><script>window.ran = 4</script>",
    "{{ 7 * 7 }} 罚款",
)


@pytest.mark.parametrize("query", PIECES)
def test_markup_in_a_query(query: str, visit: Visiting) -> None:
    visiting = visit()
    visiting.open(search(query))
    expect(visiting.box).to_have_value(query)
    assert query in visiting.page.title()
    assert visiting.page.evaluate("window.ran") is None
    visiting.open(search("罚款", law=query))
    expect(visiting.page.get_by_label("限定法规")).to_have_value(query)
    assert visiting.page.evaluate("window.ran") is None


def test_markup_in_a_law(visit: Visiting, small_home: Path) -> None:
    with serve_as_it_is(small_home) as url:
        visiting = visit(url)
        visiting.open(search("一律照原文显示 img"))
        shown = '<script>window.ran = 1</script>与<img src=x onerror="window.ran = 2">'
        expect(visiting.page.locator(".hit .text").first).to_contain_text(shown)
        visiting.page.locator(".hit h2 a").first.click()
        expect(visiting.page.locator(".lawtext")).to_contain_text(shown)
        assert shown in (visiting.page.locator("[data-copy]").nth(1).get_attribute("data-copy") or "")
        visiting.page.locator(".crumbs a").click()
        expect(visiting.page.locator(".lawtext")).to_contain_text(shown)
        assert visiting.page.evaluate("window.ran") is None


def test_a_word_longer_than_a_line_is_broken(visit: Visiting, small_home: Path) -> None:
    with serve_as_it_is(small_home) as url:
        visiting = visit(url, width=360, height=640)
        for path in (
            search("登记网址"),
            "/laws/标记显示办法",
            article("标记显示办法", 3),
            "/laws/标记显示办法?find=网址",
        ):
            visiting.open(path)
            expect(visiting.page.locator("main")).to_contain_text("verylongword" * 40)
            assert visiting.sideways() == 0, path


def test_without_an_index(
    visit: Visiting, small_home: Path, tmp_path: Path, screenshots: Path | None
) -> None:
    home = copy_of(small_home, tmp_path / "home")
    shutil.rmtree(home / "index")
    with serve_as_it_is(home) as url:
        visiting = visit(url)
        answer = visiting.open(search("罚款"))
        assert answer.status == 503
        assert answer.headers["retry-after"]
        expect(visiting.box).to_have_value("罚款")
        expect(visiting.page.locator("h1")).to_have_text("暂时不能检索")
        expect(visiting.page.locator(".error")).to_contain_text("faju index build")
        reads_well(visiting, "no-index", screenshots)
        assert visiting.open("/laws/x").status == 503
