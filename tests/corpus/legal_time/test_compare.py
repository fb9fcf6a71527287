"""Comparing two texts unit by unit."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.legal_time.compare import UnitStatus, compare
from corpus.legal_time.differences import clean, differences, tokens
from corpus.model import Unit
from tests.corpus.legal_time.conftest import World, articles

A = "国家鼓励农民合作社开展农产品加工和销售。"
B = "县级以上人民政府应当建立档案管理制度。"
C = "违反前条规定的，由主管部门责令限期改正。"
D = "行政机关作出决定前应当听取当事人的陈述。"
E = "本法自2010年1月1日起施行。"


def statuses(old: list[str], new: list[str]) -> list[tuple[str, str | None, str | None]]:
    return [(str(each.status), each.old_no, each.new_no) for each in compare(articles(old), articles(new))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B], [A, B], [("same", "第一条", "第一条"), ("same", "第二条", "第二条")]),
        (
            [A, B],
            [C, A, B],
            [("new", None, "第一条"), ("moved", "第一条", "第二条"), ("moved", "第二条", "第三条")],
        ),
        (
            [A, B, C],
            [A, C],
            [("same", "第一条", "第一条"), ("deleted", "第二条", None), ("moved", "第三条", "第二条")],
        ),
        ([B], [B.replace("档案", "统计")], [("changed", "第一条", "第一条")]),
        (
            [A, B],
            [D, A, B.replace("档案", "统计")],
            [
                ("new", None, "第一条"),
                ("moved", "第一条", "第二条"),
                ("moved_and_changed", "第二条", "第三条"),
            ],
        ),
        ([A], [D], [("new", None, "第一条"), ("deleted", "第一条", None)]),
        ([], [A], [("new", None, "第一条")]),
        ([A], [], [("deleted", "第一条", None)]),
    ],
)
def test_statuses(old: list[str], new: list[str], expected: list[tuple[str, str | None, str | None]]) -> None:
    assert sorted(statuses(old, new), key=str) == sorted(expected, key=str)


def test_between_matched_neighbours_the_rule_that_holds_the_older_one_is_its_successor() -> None:
    short = "女犯由女性人民警察直接管理。"
    longer = f"对未成年犯、女犯、老年犯的管理，应当照顾其生理、心理特点，保障其各项合法权益。{short}"
    found = statuses([A, short, B], [D, A, longer, B])
    assert ("moved_and_changed", "第二条", "第三条") in found


@pytest.mark.parametrize("new", ["违反本法规定，构成犯罪的，依法追究刑事责任。", "国家建立统计制度。"])
def test_stock_phrases_and_strangers_between_neighbours_are_no_successors(new: str) -> None:
    old = "工作人员玩忽职守、滥用职权、徇私舞弊，收受财物的，依法给予处分；构成犯罪的，依法追究刑事责任。"
    assert ("deleted", "第二条", None) in statuses([A, old, B], [D, A, new, B])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("下列人员：\n（一）、甲；\n（二）、乙。", "下列人员︰\n（一）甲；\n（二）乙。"),
        ("二○○七年公布。", "二〇〇七年公布。"),
        ("处１０日以下拘留。", "处10日以下拘留。"),
        ("称为“甲”。", '称为"甲"。'),
        ("国家 鼓励　农民。", "国家鼓励农民。"),
    ],
)
def test_print_is_no_change(old: str, new: str) -> None:
    assert statuses([old], [new]) == [("same", "第一条", "第一条")]
    assert differences(old, new) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("应当在六个月内提出。", "应当在三个月内提出。", ("六个月",), ("三个月",)),
        ("处五万元以下罚款。", "处五十万元以下罚款。", ("五万元以下",), ("五十万元以下",)),
        ("依照第三十条处罚。", "依照第三十一条之一处罚。", ("第三十条",), ("第三十一条之一",)),
        ("比例不低于百分之五。", "比例不低于百分之十。", ("百分之五",), ("百分之十",)),
        ("由商标局决定。", "由商标局决定并公告。", (), ("并公告",)),
        ("自1995年9月1日起施行。", "自2026年3月1日起施行。", ("1995年9月1日",), ("2026年3月1日",)),
        ("（八）选举检察长；", "（九）选举检察长；", ("（八）",), ("（九）",)),
        ("２０日内，应当答复；", "３０日内，应当答复，并公告；", ("２０日",), ("３０日", "，并公告")),
    ],
)
def test_quantities_and_references_stay_whole(
    old: str, new: str, removed: tuple[str, ...], added: tuple[str, ...]
) -> None:
    assert differences(old, new) == (removed, added)


def test_words_are_whole_when_a_cutter_is_given() -> None:
    def cut(text: str) -> list[str]:
        return [text[at : at + 2] for at in range(0, len(text), 2)]

    assert differences("国营企业六个月", "国有企业六个月", cut) == (("国营",), ("国有",))
    assert differences("国营企业", "国有企业", lambda _: ["不", "同"])[0] == ("营",)


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_are_printed_in_the_texts(old: str, new: str) -> None:
    removed, added = differences(old, new)
    assert all(each in "".join(old.split()) for each in removed)
    assert all(each in "".join(new.split()) for each in added)


@given(st.text(alphabet="（一）、甲乙 \n　０○︰：“”", max_size=40))
def test_every_clean_character_has_its_place(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.places) in (len(cleaned.text), len(cleaned.text) + 1)
    assert not any(each.isspace() for each in cleaned.text)


@given(st.text(alphabet="甲乙六个月第三十条之一百分之五ab。，", max_size=60))
def test_tokens_keep_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(
    st.lists(st.sampled_from([A, B, C, D, E]), max_size=6),
    st.lists(st.sampled_from([A, B, C, D, E]), max_size=6),
)
def test_every_unit_appears_once(old: list[str], new: list[str]) -> None:
    before, after = articles(old), articles(new)
    changes = compare(before, after)
    assert sorted(each.old.key for each in changes if each.old) == sorted(unit.key for unit in before)
    assert [each.new.key for each in changes if each.new] == [unit.key for unit in after]


@given(st.lists(st.text(min_size=1, max_size=30), max_size=8))
def test_a_text_compared_with_itself_is_the_same(texts: list[str]) -> None:
    units = articles([f"{at}:{text}" for at, text in enumerate(texts, 1)])
    assert {each.status for each in compare(units, units)} <= {UnitStatus.SAME}


def _changed(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    texts = [each.text.replace("三十日", "十五日").replace("应当", "必须") for each in units]
    return articles(["全新的一条。", *texts])


def test_the_longest_code_compares_in_time(starter_world: World) -> None:
    identity = starter_world.id("民法典")
    units = tuple(starter_world.library.units(identity, "2020-05-28"))
    changed = _changed(units)
    started = time.process_time()
    found = compare(units, changed)
    assert len(found) == len(changed)
    # measured .5 s; the bound only catches quadratics
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("title", "versions", "old_no", "new_no"),
    [
        ("宪法", ("1982-12-04", "2018-03-11"), "第一百二十三条", "第一百二十八条"),
        ("仲裁法", ("2017-09-01", "2025-09-12"), "第四十七条", "第五十九条"),
        ("商标法", ("2019-04-23", "2026-06-26"), "第十五条", "第二十二条"),
    ],
)
def test_real_articles_that_moved(
    starter_world: World, title: str, versions: tuple[str, str], old_no: str, new_no: str
) -> None:
    identity = starter_world.id(title)
    old, new = (starter_world.library.units(identity, each) for each in versions)
    (row,) = [each for each in compare(old, new) if each.old_no == old_no]
    assert (row.status, row.new_no) == (UnitStatus.MOVED, new_no)
