"""Search on a shelf and the links of its items: in memory, and kept in a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.store import Store, case_entry
from indexer import shelf_links
from indexer.loading import Task, load
from indexer.shelf_search import ShelfIndex
from tests.corpus.cases.samples import case
from tests.indexer.test_loading import law

TEXTS = [
    ("a", "某局要求投标企业在本市注册满三年，限制外地企业参加招标。"),
    ("b", "某县对本地纳税大户返还税收，按纳税额给予奖励。"),
    ("c", "某区指定一家公司提供共享单车服务。"),
]


def test_the_text_that_holds_the_words_is_found_and_the_others_are_not() -> None:
    index = ShelfIndex(TEXTS)
    assert [each.id for each in index.search("税收 返还")] == ["b"]
    assert [each.id for each in index.search("限制外地企业投标")] == ["a"]
    assert index.search("高空抛物 责任") == [] and index.search("、、") == []


@given(st.text(alphabet="某局县区企业税收返还单车指定 ，。ab", max_size=30))
def test_the_count_is_that_of_the_matches(query: str) -> None:
    index = ShelfIndex(TEXTS)
    found = index.search(query)
    assert index.count(query) == len(found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_links_are_kept_until_library_shelf_or_day_change(tmp_path: Path) -> None:
    home, today = tmp_path / "home", date(2026, 11, 24)
    law(tmp_path / "行政法规", 7)
    load(home, Task((tmp_path / "行政法规",)), "tester")
    with Store.open(home) as store:
        assert not shelf_links.refresh(home, store, today), "empty shelves need no links"
        running = store.begin("t", "tester", "files")
        running.add(
            case_entry(
                cited := case(legal_bases=("《第7号样例管理条例》第三条",)), path="1", source="s", reader="r"
            )
        )
        running.finish()
        assert shelf_links.refresh(home, store, today) and not shelf_links.refresh(home, store, today)
        links = shelf_links.kept(home)
        (citation,) = links.cases.citations(cited.id)
        assert (citation.article_no, citation.unit_key, links.day) == ("第三条", "a3", today)
        assert links.cases.of_unit(str(citation.law.id), str(citation.version_key), "a3") == [cited.id]
        assert shelf_links.refresh(home, store, date(2026, 11, 25)), "another day"
    (home / shelf_links.FILE).write_text("{", "utf-8")
    assert shelf_links.kept(home).day is None, "a broken file is no file"
