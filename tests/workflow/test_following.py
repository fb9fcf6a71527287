"""Following: what becomes of laws by a load and by the calendar, who is told of it, once, whatever happens between."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.legal_time.timeline import build
from corpus.store import Store
from tests.corpus.legal_time.conftest import Text, articles, day, library_of
from tests.workflow.conftest import Hands
from workflow.errors import WorkflowError
from workflow.following import Journal, Sources, Subscriptions, Target
from workflow.following.delivering import Matcher, deliver, waiting
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
from workflow.following.journal import Item, Mark, dump, read

pytestmark = pytest.mark.both_databases

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


def sources(texts: list[Text], on: str, key: str, cases: Mapping[str, str] | None = None) -> Sources:
    library = library_of(texts)
    timeline = build(library)
    items: dict[Item, tuple[str, Facts]] = {
        ("law", work.id): (work.title, facts_of(timeline, work.id, day(on))) for work in library.works()
    }
    for name, content in (cases or {}).items():
        items["case", name] = (f"案例{name}", (Fact("content", "", "", content),))
    return Sources(key, key, items)


def ids(texts: list[Text]) -> dict[str, str]:
    return {work.title: work.id for work in library_of(texts).works()}


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


# In the database


@pytest.fixture
def clock() -> Hands:
    hands = Hands()
    hands.now = datetime(2026, 2, 15, 1, 0, tzinfo=UTC)
    return hands


def note(
    journal: Journal, texts: list[Text], on: str, key: str, cases: Mapping[str, str] | None = None
) -> int:
    """Bring the journal up to these texts; how many entries."""
    before = journal.mark()
    mark = journal.run(before, sources(texts, on, key, cases), day(on))
    assert mark is not None
    assert mark == journal.mark()
    return len(journal.since(before.last if before else 0, mark.last))


def told_now(store: Store, journal: Journal, found_by: Matcher) -> int:
    mark = journal.mark()
    assert mark is not None
    return deliver(store, journal, mark, found_by)


def test_the_first_run_takes_stock_and_the_second_finds_nothing(store: Store, clock: Hands) -> None:
    journal = Journal(store, clock)
    assert journal.mark() is None
    assert note(journal, [JIA, YI], "2026-02-15", "one") == 0
    assert note(journal, [JIA, YI, BING], "2026-02-15", "two") == 2
    assert note(journal, [JIA, YI, BING], "2026-02-15", "two") == 0
    mark = journal.mark()
    assert mark is not None
    told = [(each.title, str(each.change.happened)) for each in journal.since(0, mark.last)]
    assert sorted(told) == [("丙法", "added"), ("乙法", "repeal")]
    assert [each.title for each in journal.newest(9, item=("law", ids([YI])["乙法"]))] == ["乙法"]
    among = frozenset({("law", ids([BING])["丙法"]), ("case", "none")})
    assert [each.title for each in journal.newest(9, among=among)] == ["丙法"]
    assert len({each.uid for each in journal.newest(9)}) == 2


def test_who_began_from_an_older_mark_gives_way(store: Store, clock: Hands) -> None:
    journal = Journal(store, clock)
    assert note(journal, [JIA], "2026-02-15", "one") == 0
    before = journal.mark()
    slow = sources([JIA], "2026-02-15", "one")  # read, and then another one is faster
    assert note(journal, [JIA, YI], "2026-02-15", "two") == 1
    assert journal.run(before, slow, day("2026-02-15")) is None
    assert journal.run(None, slow, day("2026-02-15")) is None
    assert len(journal.newest(9)) == 1


def test_clocks_around_midnight_do_not_take_the_day_back() -> None:
    mark = Mark("uid", "2026-03-02", "one", "", 0)
    assert not mark.behind("one", day("2026-03-01"))
    assert not mark.behind("one", day("2026-03-02"))
    assert mark.behind("one", day("2026-03-03"))
    assert mark.behind("two", day("2026-03-01"))
    days = [mark.day_after(day(each)).isoformat() for each in ("2026-03-01", "2026-03-02", "2026-03-05")]
    assert days == ["2026-03-02", "2026-03-02", "2026-03-05"]
    assert mark.day_after(day("2026-02-01")) == day("2026-02-01")  # a clock that was wrong is put right


def test_who_follows_is_told_once(store: Store, clock: Hands) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA, YI], "2026-02-15", "one", {"a": "1"})
    yi = ids([YI])["乙法"]
    mine.subscribe("reader", Target(f"law:{yi}", "", "乙法"), (), send=False)
    mine.subscribe("reader", Target("/", "q=停车", "检索“停车”"), [("law", yi)], send=True)
    mine.subscribe("other", Target("/cases", "q=停车", "案例"), [("case", "a")], send=False)
    note(journal, [JIA, YI, BING], "2026-02-15", "two", {"a": "2", "b": "1"})

    def found_now(target: Target) -> frozenset[Item]:
        return (
            frozenset({("case", "b")})
            if target.place == "/cases"
            else frozenset({("law", ids([BING])["丙法"])})
        )

    assert told_now(store, journal, found_now) == 4
    assert told_now(store, journal, found_now) == 0
    told, total = mine.told("reader")
    assert total == 2
    assert {(each.entry.title, each.names) for each in told} == {
        ("乙法", ("乙法", "检索“停车”")),  # no longer found: told of it once more, and by both
        ("丙法", ("检索“停车”",)),
    }
    assert {each.entry.item for each in mine.told("other")[0]} == {"a", "b"}  # a was found before
    assert [(each.to, each.send) for each in waiting(store)] == [("other", False), ("reader", True)]
    keys = {each.key for each in waiting(store)}
    assert mine.mark_read("reader", told[0].id) == 1
    assert {each.key for each in waiting(store)} == keys  # reading one is no news
    assert mine.mark_read("reader") == 1
    assert [each.to for each in waiting(store)] == ["other"]
    clock.move(days=22)  # 丙法 begins, 乙法 ends
    note(journal, [JIA, YI, BING], "2026-03-09", "two", {"a": "2", "b": "1"})
    assert told_now(store, journal, found_now) == 2  # 乙法 by the law only: the search had let it go
    newest = mine.told("reader", unread=True)[0]
    assert [(each.entry.title, each.names) for each in newest if each.entry.title == "乙法"] == [
        ("乙法", ("乙法",))
    ]


def test_a_search_that_moves_without_a_change_tells_nothing(store: Store, clock: Hands) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA, YI], "2026-02-15", "one")
    mine.subscribe("reader", Target("/", "q=停车", "停车"), (), send=False)
    note(journal, [JIA, YI, DING], "2026-02-15", "two")
    old_ones = frozenset(("law", each) for each in ids([JIA, YI]).values())
    assert told_now(store, journal, lambda _: old_ones) == 0
    assert mine.all("reader")[0].matched == old_ones


def test_a_search_that_fails_is_told_later(store: Store, clock: Hands) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA], "2026-02-15", "one")
    mine.subscribe("reader", Target("/", "q=停车", "停车"), (), send=False)
    note(journal, [JIA, YI], "2026-02-15", "two")

    def away(target: Target) -> frozenset[Item]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        told_now(store, journal, away)
    assert told_now(store, journal, lambda _: frozenset({("law", ids([YI])["乙法"])})) == 1


def test_two_processes_tell_one_thing_once(store: Store, clock: Hands) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA], "2026-02-15", "one")
    mine.subscribe("reader", Target("/", "q=停车", "停车"), (), send=False)
    note(journal, [JIA, YI], "2026-02-15", "two")
    hits = frozenset({("law", ids([YI])["乙法"])})

    def meanwhile(target: Target) -> frozenset[Item]:
        assert told_now(store, journal, lambda _: hits) == 1  # another one is faster
        return hits

    assert told_now(store, journal, meanwhile) == 0
    assert mine.told("reader")[1] == 1


def test_subscribing_twice_cancelling_and_the_limit(
    store: Store, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Subscriptions(store, clock)
    target = Target("/", "q=停车", "停车")
    first = mine.subscribe("reader", target, (), send=False)
    assert mine.subscribe("reader", target, (), send=True).id == first.id
    assert mine.has("reader", target)
    assert mine.all("reader")[0].send
    with pytest.raises(WorkflowError, match="没有这项订阅"):
        mine.cancel("other", first.id)
    monkeypatch.setattr("workflow.following.subscriptions.MOST", 1)
    with pytest.raises(WorkflowError, match="最多订阅"):
        mine.subscribe("reader", Target("/", "q=别的", "别的"), (), send=False)
    mine.cancel("reader", first.id)
    assert not mine.has("reader", target)
    with pytest.raises(WorkflowError, match="太长"):
        mine.subscribe("reader", Target("/", "q" * 3000, "长"), (), send=False)
