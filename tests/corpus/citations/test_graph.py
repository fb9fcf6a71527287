"""The citation graph: load order, days, versions, names of several works, what is and is not shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.citations.graph import Edge, Graph, mentions_for_health
from corpus.legal_time.timeline import build
from corpus.model import Level, SourceDocument, Unit, UnitKind
from corpus.numerals import ordinal_label
from corpus.store import Store
from corpus.titles import book_of
from indexer.citing import refresh
from tests.corpus.store.samples import document

DAY = date(2026, 11, 23)


def law(name: str, *texts: str, published: str = "2020-01-01", **values: object) -> SourceDocument:
    day = date.fromisoformat(published)
    body = (*texts, f"本法自{day.year}年{day.month}月{day.day}日起施行。")
    units = tuple(
        Unit(f"a{number}", UnitKind.ARTICLE, number, 0, ordinal_label(number), (), text)
        for number, text in enumerate(body, 1)
    )
    given: dict[str, object] = {
        "units": units,
        "path": f"{name}-{published}.md",
        "version_date": day,
        **values,
    }
    return document(f"中华人民共和国{name}", **given)


class Home:
    """A store with its citations read after each load."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.store = Store.open(place)

    def put(self, *documents: SourceDocument) -> Graph:
        for each in documents:
            load = self.store.begin("files", who="tester", kind="files")
            load.add(each)
            load.finish()
            refresh(self.place, self.store)
        return self.graph()

    def graph(self) -> Graph:
        library = self.store.library()
        return Graph(library, build(library), book_of(library))

    def id(self, name: str) -> str:
        entry = book_of(self.store.library()).lookup(name)[0]
        assert entry.work_id is not None
        return entry.work_id

    def cited_by(self, name: str, number: int | None, day: date = DAY, every: bool = False) -> list[str]:
        article = None if number is None else (number, 0)
        edges = self.graph().cited_by(self.id(name), article, day, every=every)
        return [self.shown(each) for each in edges]

    def shown(self, each: Edge) -> str:
        work = self.store.library().work(each.work_id)
        assert work is not None
        return f"{work.title.removeprefix('中华人民共和国')} {each.unit_key}"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


PARK = law("公园法", "依照《湖泊法》第二条保护水面。", "违反本法第一条的，处罚。")
LAKE = law("湖泊法", "保护湖泊。", "不得填湖。")


def test_a_law_loaded_later_is_cited_by_texts_loaded_before(home: Home) -> None:
    graph = home.put(PARK)
    edge = graph.cites(home.id("公园法"), "2020-01-01", "a1")[0]
    assert (edge.work_ids, edge.title, edge.target) == ((), "湖泊法", (2, 0, None, None))
    graph = home.put(LAKE)
    edge = graph.cites(home.id("公园法"), "2020-01-01", "a1")[0]
    assert (edge.work_ids, edge.title) == ((home.id("湖泊法"),), "中华人民共和国湖泊法")
    assert home.cited_by("湖泊法", 2) == ["公园法 a1"]
    assert home.cited_by("湖泊法", None) == ["公园法 a1"]
    assert home.cited_by("湖泊法", 1) == []


def test_a_text_cites_itself(home: Home) -> None:
    graph = home.put(PARK)
    edge = graph.cited_by(home.id("公园法"), (1, 0), DAY)[0]
    assert (edge.unit_key, edge.internal) == ("a2", True)


def test_a_law_on_another_laws_same_number_does_not_meet_its_own_references(home: Home) -> None:
    home.put(PARK, law("山林法", "保护山林。", "违反本法第一条的，处罚。"))
    assert home.cited_by("公园法", 1) == ["公园法 a2"]


def test_repeated_mentions_are_one_edge(home: Home) -> None:
    graph = home.put(LAKE, law("公园法", "依照《湖泊法》第二条。湖泊法第二条不适用。湖泊法第一条除外。"))
    found = graph.cites(home.id("公园法"), "2020-01-01")
    assert [(each.target[0], each.times) for each in found] == [(2, 2), (1, 1)]


def test_own_text_first_then_higher_levels(home: Home) -> None:
    rule = replace(
        law("公园管理办法", "依照《湖泊法》第一条。"), level=Level.DEPARTMENT_RULE, title="公园管理办法"
    )
    home.put(
        rule, law("水法", "依照《湖泊法》第一条。"), law("湖泊法", "保护湖泊。", "本法第一条适用于水库。")
    )
    assert home.cited_by("湖泊法", 1) == ["湖泊法 a2", "水法 a1", "公园管理办法 a1"]


OLD = law("公园法", "依照《湖泊法》第一条。", published="2010-01-01")
NEW = law("公园法", "公园应当开放。", "依照《湖泊法》第二条。", published="2020-01-01")


class TestDays:
    def test_only_the_text_of_the_day_counts(self, home: Home) -> None:
        home.put(LAKE, OLD, NEW)
        assert home.cited_by("湖泊法", None, date(2015, 5, 5)) == ["公园法 a1"]
        assert home.cited_by("湖泊法", None, date(2020, 1, 1)) == ["公园法 a2"]
        assert home.cited_by("湖泊法", 1) == []

    def test_older_texts_of_a_standing_law_are_never_shown(self, home: Home) -> None:
        home.put(LAKE, OLD, NEW)
        assert home.cited_by("湖泊法", 1, every=True) == []

    def test_a_repealed_law_is_shown_only_when_asked(self, home: Home) -> None:
        ending = law("绿地法", "《中华人民共和国公园法》同时废止。", published="2025-01-01")
        home.put(LAKE, OLD, ending)
        assert home.cited_by("湖泊法", 1, date(2024, 12, 31)) == ["公园法 a1"]
        assert home.cited_by("湖泊法", 1, date(2025, 1, 1)) == []
        assert home.cited_by("湖泊法", 1, date(2025, 1, 1), every=True) == ["公园法 a1"]

    def test_an_upcoming_law_does_not_cite_yet(self, home: Home) -> None:
        home.put(LAKE, law("绿地法", "依照《湖泊法》第一条。", published="2027-01-01"))
        assert home.cited_by("湖泊法", 1) == []
        assert home.cited_by("湖泊法", 1, date(2027, 1, 1)) == ["绿地法 a1"]
        assert home.cited_by("湖泊法", 1, every=True) == ["绿地法 a1"]


def test_a_name_of_two_works_names_both(home: Home) -> None:
    twins = [
        replace(
            law("x", f"{region}养犬。"), title="某市养犬管理条例", level=Level.LOCAL_REGULATION, region=region
        )
        for region in ("甲省", "乙省")
    ]
    home.put(
        *(replace(each, path=f"{each.region}.md") for each in twins),
        law("犬法", "依照《某市养犬管理条例》第一条。"),
    )
    edge = home.graph().cites(home.id("犬法"), "2020-01-01", "a1")[0]
    assert len(edge.work_ids) == 2
    for work_id in edge.work_ids:
        assert [each.unit_key for each in home.graph().cited_by(work_id, (1, 0), DAY)] == ["a1"]


def test_a_document_is_known_by_its_number(home: Home) -> None:
    notice = replace(
        law("公园通知", "开放公园。"),
        title="关于开放公园的通知",
        level=Level.NORMATIVE_DOCUMENT,
        doc_number="国办发〔2018〕37号",
    )
    home.put(notice, law("绿地法", "按照国办发[2018]37号执行。"))
    assert home.cited_by("关于开放公园的通知", None) == ["绿地法 a1"]


def test_an_undone_load_leaves_no_edge(home: Home) -> None:
    home.put(LAKE, PARK)
    home.store.undo(2)
    assert home.cited_by("湖泊法", 2) == []


def test_unknown_ids_answer_nothing(home: Home) -> None:
    graph = home.put(PARK)
    assert graph.cites("nowhere", "2020-01-01") == []
    assert graph.cited_by("nowhere", (1, 0), DAY) == []


def test_what_health_is_told(home: Home) -> None:
    graph = home.put(LAKE, OLD, NEW)
    assert [
        (unit.rsplit(":")[-1], title, number) for unit, title, number in mentions_for_health(graph, DAY)
    ] == [("a2", "中华人民共和国湖泊法", 2)]


def test_an_open_graph_learns_the_names_of_a_newer_pass(home: Home) -> None:
    graph = home.put(law("公园法", "公园内适用湖泊法的规定。"))
    assert graph.cites(home.id("公园法"), "2020-01-01", "a1") == []
    home.put(LAKE)
    assert [each.title for each in graph.cites(home.id("公园法"), "2020-01-01", "a1")] == ["湖泊法"]
