"""What becomes of a law between two days: by a load, by the calendar, by a correction of what was told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.legal_time.timeline import build
from tests.corpus.legal_time.conftest import Text, articles, day, library_of
from workflow.following.facts import (
    Change,
    Fact,
    Facts,
    Happened,
    changes,
    changes_on_shelf,
    facts_of,
    sentence,
)
from workflow.following.journal import dump, read

RULE = "任何单位和个人从事停车经营活动，应当遵守有关标准，并接受主管部门的监督检查。"


def text(title: str, published: str, begins: str, end: str = "", rule: str = RULE) -> Text:
    return Text(title, published, articles([rule, f"本法自{begins}起施行。{end}"]))


JIA = text("甲法", "2020-05-01", "2020年6月1日")
JIA_NEW = text("甲法", "2026-02-20", "2026年3月5日", rule=RULE + "不得收费。")
YI = text("乙法", "2015-05-01", "2015年6月1日")
BING = text("丙法", "2026-02-25", "2026年3月8日", "《中华人民共和国乙法》同时废止。")
DING = text("丁法", "2026-01-05", "2026年3月5日")
DECISION = Text(
    "全国人民代表大会常务委员会关于修改《中华人民共和国甲法》的决定",
    "2026-02-20",
    articles(["将第一条修改为：“停车不得收费。”", "本决定自2026年4月1日起施行。"]),
)


def facts(texts: list[Text], on: str) -> Mapping[str, Facts]:
    library = library_of(texts)
    timeline = build(library)
    return {work.title: facts_of(timeline, work.id, day(on)) for work in library.works()}


def became(before: list[Text], then: str, after: list[Text], now: str) -> dict[str, list[tuple[str, str]]]:
    old, new = facts(before, then), facts(after, now)
    found = {
        title: [(str(each.happened), each.day) for each in changes(old.get(title), new.get(title))]
        for title in sorted(old.keys() | new.keys())
    }
    return {title: some for title, some in found.items() if some}


def test_nothing_becomes_of_a_law_that_nothing_happens_to() -> None:
    assert became([JIA, YI], "2026-02-15", [YI, JIA], "2026-02-16") == {}


def test_a_new_text_an_amendment_and_its_day() -> None:
    assert became([JIA], "2026-02-15", [JIA, JIA_NEW], "2026-02-21") == {"甲法": [("version", "2026-03-05")]}
    assert became([JIA, JIA_NEW], "2026-02-21", [JIA, JIA_NEW], "2026-03-05") == {
        "甲法": [("in_force", "2026-03-05")]
    }
    assert became([JIA, JIA_NEW], "2026-02-21", [JIA], "2026-02-21") == {"甲法": [("withdrawn", "")]}


def test_a_repeal_is_told_when_it_is_published_and_on_its_day() -> None:
    published = became([YI], "2026-02-15", [YI, BING], "2026-02-26")
    assert published == {"丙法": [("added", "")], "乙法": [("repeal", "2026-03-08")]}
    reached = became([YI, BING], "2026-02-26", [YI, BING], "2026-03-08")
    assert reached == {"丙法": [("in_force", "2026-03-08")], "乙法": [("ceased", "2026-03-08")]}
    at_once = became([YI], "2026-02-15", [YI, BING], "2026-03-10")
    assert at_once["乙法"] == [("ceased", "2026-03-08")]


def test_an_amending_decision_whose_text_is_not_held() -> None:
    published = became([JIA], "2026-02-15", [JIA, DECISION], "2026-02-21")
    assert published["甲法"] == [("amended", "2026-04-01")]
    assert became([JIA, DECISION], "2026-02-21", [JIA, DECISION], "2026-04-02")["甲法"] == [
        ("in_force", "2026-04-01")
    ]


def words(before: list[Text], then: str, after: list[Text], now: str, title: str) -> list[str]:
    old, new = facts(before, then)[title], facts(after, now)[title]
    return [sentence(each) for each in changes(old, new)]


def bing(begins: str) -> Text:
    return text("丙法", "2026-02-25", begins, "《中华人民共和国乙法》同时废止。")


def decision(begins: str) -> Text:
    units = [
        "将第一条修改为：“停车不得收费。”",
        f"本决定自{begins}起施行。" if begins else "本决定另行施行。",
    ]
    return Text(DECISION.title, "2026-02-20", articles(units))


def test_a_repeal_whose_day_is_corrected() -> None:
    june, september = bing("2026年6月1日"), bing("2026年9月1日")
    assert words([YI, june], "2026-02-26", [YI, september], "2026-02-27", "乙法") == [
        "《丙法》将它废止的日期更正为 2026-09-01（原为 2026-06-01）"
    ]
    # The day that was told is over, and the right one is to come.
    assert became([YI, june], "2026-06-02", [YI, september], "2026-06-03")["乙法"] == [
        ("dates", "2026-09-01")
    ]
    assert became([YI, september], "2026-08-31", [YI, september], "2026-09-01")["乙法"] == [
        ("ceased", "2026-09-01")
    ]
    assert became([YI, september], "2026-06-02", [YI, june], "2026-06-03")["乙法"] == [
        ("ceased", "2026-06-01")
    ]
    both_over = became([YI, september], "2026-10-01", [YI, june], "2026-10-01")
    assert both_over["乙法"] == [("dates", "2026-06-01")]


def test_a_repeal_that_is_taken_back() -> None:
    assert words([YI, BING], "2026-02-26", [YI], "2026-02-27", "乙法") == ["《丙法》对它的废止已撤回"]
    assert words([YI, BING], "2026-04-01", [YI], "2026-04-01", "乙法") == ["《丙法》对它的废止已撤回"]
    other = text("戊法", "2026-02-26", "2026年5月1日", "《中华人民共和国乙法》同时废止。")
    assert words([YI, BING], "2026-02-26", [YI, other], "2026-02-27", "乙法") == [
        "《戊法》将它废止，自 2026-05-01 起"
    ]
    assert became([YI, BING], "2026-06-01", [YI, other], "2026-06-01")["乙法"] == [("repeal", "2026-05-01")]
    assert became([YI, BING, other], "2026-06-01", [YI, BING], "2026-06-01") == {"戊法": [("removed", "")]}
    again = text("乙法", "2026-05-01", "2026年6月1日", rule=RULE + "重新制定。")
    assert became([YI, BING], "2026-04-01", [YI, BING, again], "2026-05-02")["乙法"] == [
        ("version", "2026-06-01")
    ]


def test_an_amendment_whose_day_is_corrected_or_that_is_taken_back() -> None:
    april, may, unknown = decision("2026年4月1日"), decision("2026年5月1日"), decision("")
    name = f"《{DECISION.title}》的修改"
    assert words([JIA, april], "2026-02-21", [JIA, may], "2026-02-22", "甲法") == [
        f"{name}的施行日期更正为 2026-05-01（原为 2026-04-01）"
    ]
    assert words([JIA, april], "2026-04-02", [JIA, may], "2026-04-03", "甲法") == [
        f"{name}的施行日期更正为 2026-05-01（原为 2026-04-01）"
    ]
    assert became([JIA, may], "2026-04-03", [JIA, may], "2026-05-01")["甲法"] == [("in_force", "2026-05-01")]
    assert words([JIA, unknown], "2026-04-02", [JIA, april], "2026-04-02", "甲法") == [
        f"{name}的施行日期更正为 2026-04-01（原为 未能确定）"
    ]
    assert words([JIA, april], "2026-02-21", [JIA], "2026-02-22", "甲法") == [f"{name}已撤回"]


def test_equal_changes_are_told_in_one_order() -> None:
    known = (Fact("act", "b", "2026-01-01", "乙"), Fact("act", "a", "", "甲"), Fact("text", "u-1", "", "x"))
    for old in (known, known[::-1]):
        told = [(str(each.happened), each.key) for each in changes(old, ())]
        assert told == [("withdrawn", "u-1"), ("withdrawn", "a"), ("withdrawn", "b")]


def test_days_on_which_nobody_looked_lose_nothing() -> None:
    later = text("甲法", "2026-02-21", "2026年3月20日", rule=RULE + "可以收费。")
    both = [JIA, JIA_NEW, later]
    assert became(both, "2026-02-22", both, "2026-04-01") == {
        "甲法": [("in_force", "2026-03-05"), ("in_force", "2026-03-20")]
    }


_FACT = st.builds(
    Fact,
    st.sampled_from(["text", "begun", "act", "act_begun", "repeal", "ended", "currency"]),
    st.sampled_from(["", "2026-01-01", "u-12345678", "aaaaaaaaaaaa"]),
    st.sampled_from(["", "2026-01-01", "2026-05-01"]),
    st.text(max_size=20),
)
_FACTS = st.none() | st.lists(_FACT, max_size=12).map(lambda found: tuple(sorted(set(found))))


@given(_FACTS, _FACTS)
def test_every_change_can_be_told_and_equal_facts_are_none(old: Facts | None, new: Facts | None) -> None:
    for each in (*changes(old, new), *changes_on_shelf(old, new)):
        assert sentence(each)
    assert changes(old, old) == []
    assert old is None or read(dump(old)) == old


@pytest.mark.parametrize("happened", Happened)
def test_every_kind_has_words(happened: Happened) -> None:
    for key, due, words in (("2026-01-01", "2026-02-01", "某决定"), ("", "", "")):
        assert sentence(Change(happened, key, due, words))
