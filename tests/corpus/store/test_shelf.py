"""Cases and precedents in the store: idempotent, merged, undone, the same whatever the order of loading."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from corpus.cases.merging import group
from corpus.cases.model import Bulletin, Fidelity, PolicyCase, Region
from corpus.cases.reading import CaseRow
from corpus.cases.starter import starter_cases
from corpus.cases.values import from_data, to_data
from corpus.model import Unit, UnitKind
from corpus.precedents.model import Precedent
from corpus.store import (
    LoadState,
    Outcome,
    OutcomeKind,
    ShelfEntry,
    Store,
    case_entry,
    codec,
    precedent_entry,
)
from tests.beside import sql
from tests.corpus.cases.samples import case, read
from tests.corpus.store.samples import document
from tests.support import shared

pytestmark = pytest.mark.both_databases
NEW, SAME, CHANGED = OutcomeKind.NEW, OutcomeKind.SAME, OutcomeKind.CHANGED
COPY = replace(
    case(),
    source=Bulletin("国家通报（第五批）", "国家示例部门", "2024-10-01"),
    outcome="区里已与公司解除协议，并公开邀请其他品牌进入。",
)
OTHER = case(
    title="无锡市梁溪区限定体检机构",
    issuer="无锡市梁溪区卫健委",
    measure="2023年4月1日，区卫健委发文，规定公职人员体检一律在两家医院进行，费用只同这两家结算。",
    regions=(Region("江苏省", "无锡市", "梁溪区"),),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def entry(value: PolicyCase, path: str = "第1行", source: str = "cases.jsonl", raw: str = "") -> ShelfEntry:
    return case_entry(value, path=path, source=source, reader="cases", raw=raw)


def put(store: Store, *entries: ShelfEntry) -> list[Outcome]:
    load = store.begin("t", "tester", "files")
    outcomes = [load.add(each) for each in entries]
    load.finish()
    return outcomes


def test_a_case_is_new_and_again_the_same(store: Store) -> None:
    first, again = put(store, entry(case())), put(store, entry(case()))
    assert [each.kind for each in first + again] == [NEW, SAME]
    assert first[0].work_id == again[0].work_id == case().id and first[0].shelf == "case"
    assert store.cases().items() == [(case().id, case())]
    assert sql(store, "SELECT count(*) FROM shelf_statement") == [(1,)]


def test_the_laws_do_not_notice(store: Store) -> None:
    put(store, document())  # type: ignore[arg-type]
    info, revision = store.info(), store.revision()
    put(store, entry(case()))
    assert (store.info(), store.revision()) == (info, revision)
    assert store.shelf_revision() == 1


def test_a_further_source_changes_nothing(store: Store) -> None:
    put(store, entry(case()))
    found = put(store, entry(case(), source="other.jsonl"))[0]
    assert (found.kind, found.code) == (SAME, "further_source")


def test_a_copy_is_merged_and_found_by_its_own_id(store: Store) -> None:
    put(store, entry(case()))
    found = put(store, entry(COPY, "第2行"))[0]
    assert (found.kind, found.code) == (CHANGED, "merged_copy") and case().title in found.message
    shelf = store.cases()
    assert len(shelf) == 1
    merged = shelf.item(case().id)
    assert merged is not None and merged.outcome == COPY.outcome and merged.also == (case().source,)
    assert shelf.item(COPY.id) is merged and shelf.item("nothing") is None


def test_a_shorter_copy_of_the_same_bulletin_changes_nothing(store: Store) -> None:
    put(store, entry(COPY))
    short = replace(COPY, measure=case().measure, outcome="")
    found = put(store, entry(short, "第2行"))[0]
    assert (found.kind, found.code) == (SAME, "merged_copy")


def test_undo_takes_a_load_back(store: Store) -> None:
    put(store, entry(case()), entry(OTHER, "第2行"))
    before = store.cases().info
    put(store, entry(COPY, "第3行"))
    store.undo(store.loads()[0].seq)
    assert store.cases().info == before
    store.undo(1)
    assert len(store.cases()) == 0 and store.loads()[1].state is LoadState.UNDONE
    assert [each.kind for each in put(store, entry(case()))] == [NEW]


def test_what_is_read_otherwise_now_replaces_what_was_read(store: Store) -> None:
    put(store, entry(case(), raw="row"))
    better = replace(case(), finding="认定为限定交易。")
    found = put(store, entry(better, raw="row"))[0]
    assert found.kind is CHANGED
    assert [each for _, each in store.cases().items()] == [better]
    store.undo(2)
    assert [each for _, each in store.cases().items()] == [case()]


def test_another_row_at_the_same_place_spoils_nothing(store: Store) -> None:
    put(store, entry(case(), raw="row of January"))
    put(store, entry(OTHER, raw="row of February"))
    assert len(store.cases()) == 2


@pytest.mark.sqlite_only  # two homes
def test_two_cases_that_would_have_one_id(store: Store, tmp_path: Path) -> None:
    one = case(
        title="甲", measure="2021年1月1日规定外地企业须先备案，收取费用三百元。", document="", issuer="某局"
    )
    two = case(
        title="甲",
        measure="2023年5月8日把校服采购指定给两家公司，学校只能从中选。",
        document="",
        issuer="某局",
    )
    assert one.id == two.id
    put(store, entry(one), entry(two, "第2行"))
    other = Store.open(tmp_path / "other")
    put(other, entry(two), entry(one, "第2行"))
    assert len(store.cases()) == 2 and store.cases().info == other.cases().info


def test_half_a_character_is_rejected_alone(store: Store) -> None:
    bad = case(title="坏\ud800字")
    load = store.begin("t", "tester", "files")
    outcomes = load.add_many([entry(case()), entry(bad, "第2行"), entry(OTHER, "第3行")])
    assert [each.kind for each in outcomes] == [NEW, OutcomeKind.REJECTED, NEW]
    load.finish()
    assert len(store.cases()) == 2
    lines = store.load_items(load.seq)
    assert [each.shelf for each in lines] == ["case", None, "case"]
    assert store.loads()[0].counts == {"new": 2, "rejected": 1}


def test_a_snapshot_stays_as_it_was(store: Store) -> None:
    put(store, entry(case()))
    shelf = store.cases()
    put(store, entry(OTHER, "第2行"))
    assert len(shelf) == 1 and len(store.cases()) == 2
    assert shelf.revision < store.shelf_revision()


def test_contents_are_never_changed(store: Store) -> None:
    put(store, entry(case()))
    with pytest.raises(IntegrityError, match="never updated"):
        sql(store, "UPDATE shelf_content SET body = ''")


def test_precedents_stand_on_a_shelf_of_their_own(store: Store) -> None:
    unit = Unit("a1", UnitKind.ARTICLE, 1, 0, "第一条", ("第一章 总则",), "为了规范房屋交易，制定本办法。")
    one = Precedent(
        "广州市房屋交易监督管理办法", (unit,), regions=(Region("广东省", "广州市"),), date="2021-11-13"
    )
    longer = replace(one, units=(unit, replace(unit, key="a2", number=2, label="第二条")), url="http://b")
    outcomes = put(
        store, *(precedent_entry(each, path="1", source="p", reader="r") for each in (one, longer, one))
    )
    assert [each.kind for each in outcomes] == [NEW, CHANGED, SAME]
    assert store.precedents().items() == [(one.id, longer)] and len(store.cases()) == 0
    assert store.info().works == 0


def test_rebuilding_gives_the_same(store: Store) -> None:
    put(store, *(entry(each, f"第{at}行") for at, each in enumerate(starter_cases())))
    before = store.cases()
    assert len(before) == len(starter_cases())
    store.rebuild()
    assert store.cases().info == before.info and store.cases().items() == before.items()


@pytest.mark.sqlite_only  # two homes
def test_the_known_files_in_any_order(tmp_path: Path) -> None:
    names = ("policy_cases.jsonl", "全国公平竞争审查督查发现的问题政策措施.xlsx")
    rows = [
        (name, each) for name in names for each in read(shared("data", name)) if isinstance(each, CaseRow)
    ]
    entries = [entry(each.case, each.place, name) for name, each in rows]
    infos = []
    for at in range(2):
        random.Random(at).shuffle(entries)
        store = Store.open(tmp_path / str(at))
        load = store.begin("t", "tester", "files")
        load.add_many(entries)
        load.finish()
        infos.append(store.cases().info)
        assert sum(store.loads()[0].counts.values()) == len(rows) == 645
    assert infos[0] == infos[1]
    assert infos[0].count == len(group([each.case for _, each in rows]))


_texts = st.text(max_size=8)
_bulletins = st.builds(Bulletin, _texts, _texts, _texts, _texts)
_cases = st.builds(
    PolicyCase,
    _texts,
    _texts,
    _texts,
    _bulletins,
    regions=st.lists(st.builds(Region, _texts, st.none() | _texts, st.none() | _texts), max_size=2).map(
        tuple
    ),
    document_number=st.none() | st.just("甲〔2020〕1号"),
    legal_bases=st.lists(_texts, max_size=2).map(tuple),
    categories=st.lists(_texts, max_size=2).map(tuple),
    fidelity=st.sampled_from(Fidelity),
    also=st.lists(_bulletins, max_size=2).map(tuple),
)


@given(_cases)
def test_a_case_comes_back_as_it_went(value: PolicyCase) -> None:
    assert from_data(codec.load(codec.dump(to_data(value)))) == value
