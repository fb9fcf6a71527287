"""Working days: holidays, make-up days, years that nobody knows, and what is due when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.workflow.people import administrative, opening, way
from tests.workflow.playing import Play
from workflow.errors import WorkflowError
from workflow.matters import acts, timers
from workflow.workdays import Workdays, read_days, seed

D = date.fromisoformat


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-03-02", 15, "2026-03-23"),
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday made up before 春节
        ("2026-02-14", 1, "2026-02-24"),  # all of 春节
        ("2026-02-27", 1, "2026-02-28"),  # made up after it
        ("2026-09-30", 5, "2026-10-13"),  # 国庆, with the Saturday made up
    ],
)
def test_days_are_counted_as_the_state_council_set_them(start: str, count: int, due: str) -> None:
    found = seed().after(D(start), count)
    assert (found.day, found.certain) == (D(due), True)


def test_unknown_years_are_said() -> None:
    found = seed().after(D("2030-01-07"), 5)
    assert (found.day, found.certain) == (D("2030-01-14"), False)
    assert not Workdays({}, frozenset()).after(D("2026-03-02"), 1).certain


def test_days_left_mirror_days_after() -> None:
    days = seed()
    for each in range(200):
        start = D("2026-01-05") + timedelta(each)
        assert days.left(start, days.after(start, 7).day) == 7
    assert days.left(D("2026-03-04"), D("2026-03-02")) == -2
    assert days.left(D("2026-03-02"), D("2026-03-02")) == 0


WHOLE = [
    "日期,类型,名称",
    "2027-01-01,休,元旦",
    "2027-05-01,休,劳动节",
    "2027-10-01,休,国庆节",
    "2027-01-09,班,",
]


def test_a_loaded_year_counts() -> None:
    days = seed().with_years(read_days(WHOLE))
    assert days.after(D("2026-12-31"), 1) == days.after(D("2027-01-01"), 1)
    assert days.after(D("2027-01-08"), 1).day == D("2027-01-09")
    assert days.after(D("2026-12-30"), 10).certain


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "没有一天"),
        (["2027-1-1,休"], "第 1 行的日期"),
        ([*WHOLE, "2027-02-01,假"], "第 6 行的类型"),
        ([*WHOLE, "2027-01-01,班"], "既写了休又写了班"),
        (WHOLE[:3], "2027 年不完整：10 月 1 日"),
    ],
)
def test_a_calendar_with_gaps_is_refused(lines: list[str], why: str) -> None:
    with pytest.raises(WorkflowError, match=why):
        read_days(lines)


def due(play: Play) -> list[tuple[str, str, str]]:
    return [(each.kind, each.who, each.day.isoformat()) for each in timers.deadlines(play.matter, seed())]


def test_what_is_due_follows_the_stage() -> None:
    """The matter begins on Monday, 2026-03-02."""
    play = Play(administrative(), opening())
    assert due(play) == []
    play.walk(way(play.matter, play.today), "acceptance")
    assert due(play) == [("acceptance", "审核机构", "2026-03-09")]
    play.do("approver", acts.Accept(legal="legal", business="business", days=10))
    assert due(play) == [("review", "business", "2026-03-16"), ("review", "legal", "2026-03-16")]
    play.do("business", acts.Opine(side=acts.Side.BUSINESS, overall=acts.Overall.AGREE))
    play.do("legal", acts.AddRisk(risk="信访", measure="公告", owner="李四", due=D("2026-03-05")))
    assert due(play) == [("risk", "李四", "2026-03-05"), ("review", "legal", "2026-03-16")]


def test_a_new_version_begins_the_term_anew() -> None:
    from tests.workflow.people import ref

    play = Play(administrative(), opening())
    play.walk(way(play.matter, play.today), "review")
    play.now += timedelta(days=4)
    play.do("drafter", acts.AddVersion(file=ref(8), text=ref(9)))
    assert {each[2] for each in due(play)} == {"2026-03-20"}


def test_filing_and_evaluation_are_due_after_the_issue() -> None:
    play = Play(administrative(), opening())
    play.walk(way(play.matter, play.today), "filing")
    assert due(play) == [("filing", "drafter", "2026-04-01")]
    play.do("drafter", acts.FileAway(filed_on=play.today, to="省", receipt="1"))
    assert due(play) == [("evaluation", "drafter", "2028-03-02")]
    assert timers.months_after(D("2028-02-29"), 12) == D("2029-02-28")
    assert timers.months_after(D("2026-12-31"), 2) == D("2027-02-28")


def test_a_hasty_issue_owes_its_review() -> None:
    from tests.workflow.test_matters import hasty

    play = hasty()
    assert ("late_review", "审核机构", "2026-03-23") in due(play)
    play.do("approver", acts.Accept(legal="legal", business="business", days=5))
    assert ("late_review", "审核机构", "2026-03-23") in due(play)
