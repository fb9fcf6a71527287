"""Following: the journal of what becomes of laws, who is told of it, once, whatever happens between."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from corpus.legal_time.timeline import build
from corpus.store import Store
from tests.corpus.legal_time.conftest import Text, day, library_of
from tests.workflow.conftest import FEBRUARY, Hands
from tests.workflow.test_following_facts import BING, DING, JIA, YI
from workflow.errors import WorkflowError
from workflow.following import Journal, Sources, Subscriptions, Target
from workflow.following.delivering import LibraryMoved, Matcher, deliver, waiting
from workflow.following.facts import Fact, Facts, facts_of
from workflow.following.journal import Item, Mark
from workflow.notices.outbox import Outbox

pytestmark = pytest.mark.both_databases


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


@pytest.fixture
def clock() -> Hands:
    return Hands(FEBRUARY)


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


def test_a_mail_that_is_wanted_goes_out_though_its_search_failed_at_first(store: Store, clock: Hands) -> None:
    journal, mine, outbox = Journal(store, clock), Subscriptions(store, clock), Outbox(store, clock)
    note(journal, [JIA, YI], "2026-02-15", "one")
    yi = ids([YI])["乙法"]
    mine.subscribe("reader", Target(f"law:{yi}", "", "乙法"), (), send=False)
    mine.subscribe("reader", Target("/", "q=停车", "停车"), (), send=True)
    note(journal, [JIA, YI, BING], "2026-02-15", "two")

    def away(target: Target) -> frozenset[Item]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        told_now(store, journal, away)
    assert outbox.put(waiting(store)) == 1
    assert [each.send for each in outbox.of("reader")[0]] == [False]
    assert told_now(store, journal, lambda _: frozenset({("law", yi)})) == 0, "nothing is told twice"
    (told,), _ = mine.told("reader")
    assert told.names == ("乙法", "停车")
    assert outbox.put(waiting(store)) == 1
    assert [each.send for each in outbox.of("reader")[0]] == [True, False]
    assert outbox.put(waiting(store)) == 0


def test_a_search_that_fails_keeps_nobody_else_waiting(
    store: Store, clock: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA], "2026-02-15", "one")
    broken, good = Target("/", "q=坏", "坏"), Target("/", "q=好", "好")
    for login, target in (("a", broken), ("b", broken), ("b", good), ("c", good)):
        mine.subscribe(login, target, (), send=False)
    note(journal, [JIA, YI], "2026-02-15", "two")
    hits, asked = frozenset({("law", ids([YI])["乙法"])}), list[Target]()

    def found(target: Target) -> frozenset[Item]:
        asked.append(target)
        if target == broken:
            raise ValueError("坏")
        return hits

    with pytest.raises(ValueError, match="坏"):
        told_now(store, journal, found)
    assert asked == [broken, good]
    assert [mine.told(each)[1] for each in "abc"] == [0, 1, 1], "a search holds up nothing but itself"
    assert all(each.exc_info for each in caplog.records if each.name == "faju.following")
    assert "坏" in caplog.text
    assert told_now(store, journal, lambda _: hits) == 1
    assert [mine.told(each)[1] for each in "abc"] == [1, 1, 1], "nobody is told twice"


def test_a_library_that_moves_on_meanwhile_is_told_of_later(store: Store, clock: Hands) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA], "2026-02-15", "one")
    for login, query in (("a", "q=1"), ("b", "q=2")):
        mine.subscribe(login, Target("/", query, query), (), send=False)
    note(journal, [JIA, YI], "2026-02-15", "two")
    hits = frozenset({("law", ids([YI])["乙法"])})

    def moves(target: Target) -> frozenset[Item]:
        if target.query == "q=2":
            raise LibraryMoved
        return hits

    assert told_now(store, journal, moves) == 1
    assert told_now(store, journal, lambda _: hits) == 1


def test_what_waits_on_the_page_only_sends_no_mail(store: Store, clock: Hands) -> None:
    journal, mine = Journal(store, clock), Subscriptions(store, clock)
    note(journal, [JIA, YI], "2026-02-15", "one", {"a": "1"})
    law = Target(f"law:{ids([YI])['乙法']}", "", "乙法")
    mine.subscribe("reader", law, (), send=True)
    mine.subscribe("reader", Target("/cases", "q=停车", "案例"), [("case", "a")], send=False)
    note(journal, [JIA, YI, BING], "2026-02-15", "two", {"a": "1"})
    assert told_now(store, journal, lambda _: frozenset({("case", "a")})) == 1
    (mailed,) = waiting(store)
    assert mailed.send
    note(journal, [JIA, YI, BING], "2026-02-15", "three", {"a": "2"})  # while the mailed one is unread
    assert told_now(store, journal, lambda _: frozenset({("case", "a")})) == 1
    assert {(each.key == mailed.key, each.send, each.subject) for each in waiting(store)} == {
        (True, True, "你订阅的内容有 1 条变化"),
        (False, False, "你订阅的内容有 1 条变化"),
    }
    outbox = Outbox(store, clock)
    assert outbox.put([mailed]) == 1
    assert outbox.put(waiting(store)) == 1
    assert outbox.waiting().waiting == 1
    told, _ = mine.told("reader", unread=True)
    mine.mark_read("reader", next(each.id for each in told if each.entry.shelf == "law"))
    assert [each.send for each in waiting(store)] == [False]


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
