"""Documents filed elsewhere: watched like those issued here, once each, until they are withdrawn."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest

from corpus.store import Store, StoreError
from tests.corpus.legal_time.conftest import day
from tests.workflow.conftest import FEBRUARY, Hands
from tests.workflow.offices import Office, office
from tests.workflow.test_watching import NEW, OLD
from workflow import record
from workflow.errors import WorkflowError
from workflow.filed import Added, Filing, Given
from workflow.watching import Watch, watch

pytestmark = pytest.mark.both_databases

TEXT = "示例市停车收费办法\n\n第一条 根据《乙法》第二条、《甲法》第二条，制定本办法。"


@pytest.fixture
def clock() -> Hands:
    return Hands(FEBRUARY)


@pytest.fixture
def here(store: Store, clock: Hands) -> Office:
    return office(store, clock)


def given(title: str = "示例市停车收费办法", text: str = TEXT, **more: object) -> Given:
    return Given(title, text, f"{title}.txt", **more)  # type: ignore[arg-type]


def test_a_document_that_cannot_be_read_keeps_no_other_waiting(
    here: Office,
    store: Store,
    clock: Hands,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    filing, watcher, owner = Filing(store, clock), Watch(store, clock), here.people["drafter"]
    filing.add(owner, [given("坏的办法", f"坏的。{TEXT}"), given()])
    reading = watch.cited_in

    def read(text: str, *rest: object) -> object:
        if text.startswith("坏的"):
            raise ValueError("坏的")
        return reading(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "cited_in", read)
    assert watcher.run(OLD, most=1).documents + watcher.run(OLD, most=1).documents == 1
    assert "cannot be read" in caplog.text
    assert not watcher.needed("old"), "it rests"
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert watcher.run(NEW).tasks == 2
    monkeypatch.setattr(watch, "cited_in", reading)
    assert not watcher.needed("new"), "it rests still"
    assert Watch(store, clock).run(NEW).documents == 1, "a service that starts anew tries at once"


@pytest.mark.parametrize(("code", "rests"), [("store_busy", False), ("text_not_storable", True)])
def test_a_store_that_is_away_puts_no_document_to_rest(
    here: Office, store: Store, clock: Hands, monkeypatch: pytest.MonkeyPatch, code: str, rests: bool
) -> None:
    filing, watcher = Filing(store, clock), Watch(store, clock)
    filing.add(here.people["drafter"], [given(), given("另一办法", f"另一。{TEXT}")])

    def enter(*_: object) -> None:
        raise StoreError(code)

    with monkeypatch.context() as patched:
        patched.setattr(watcher, "enter", enter)
        with nullcontext() if rests else pytest.raises(StoreError):
            watcher.run(OLD)
    assert watcher.needed("old") is not rests
    assert watcher.run(OLD).documents == (0 if rests else 2)


def test_a_filed_document_is_watched_until_it_is_withdrawn(here: Office, store: Store, clock: Hands) -> None:
    filing, watch, owner = Filing(store, clock), Watch(store, clock), here.people["drafter"]
    assert watch.run(OLD).documents == 0
    assert not watch.needed("old")
    assert filing.add(owner, [given(doc_number="示政发〔2019〕3号", issued_on=date(2019, 5, 1))]) == Added(
        1, 0
    )
    assert filing.add(owner, [given(), given()]) == Added(0, 2)  # the same text is the same document
    assert watch.needed("old")
    assert watch.run(OLD).documents == 1
    assert not watch.needed("old")
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert watch.run(NEW).tasks == 2
    tasks = watch.listed(owner)[0]
    assert {(each.title, each.number, each.filed) for each in tasks} == {
        ("示例市停车收费办法", "示政发〔2019〕3号", True)
    }
    assert {each.cited.printed for each in tasks} == {"《乙法》第二条", "《甲法》第二条"}
    assert [(each[0], each[2]) for each in watch.waiting()] == [("drafter", 2)]
    watch.settle(owner, tasks[0].id, "已改")
    (one,), total = filing.all(owner)
    assert (one.doc_number, one.issued_on, total) == ("示政发〔2019〕3号", "2019-05-01", 1)
    filing.withdraw(owner, one.id)
    assert watch.listed(owner)[0] == []
    assert len(watch.listed(owner, settled=True)[0]) == 2
    assert filing.all(owner) == ([], 0)
    with pytest.raises(WorkflowError, match="已经撤出"):
        filing.withdraw(owner, one.id)
    assert watch.run(OLD).tasks == 0  # everything moves back: nobody watches it any more
    assert filing.add(owner, [given()]) == Added(1, 0)  # it comes back
    assert watch.run(OLD).documents == 1
    assert filing.all(owner)[1] == 1
    assert record.verify(store)[1] == []


def test_what_is_withdrawn_while_it_is_read_is_not_watched(here: Office, store: Store, clock: Hands) -> None:
    filing, watch, owner = Filing(store, clock), Watch(store, clock), here.people["drafter"]
    filing.add(owner, [given(), given("另一份", TEXT + "另")])
    wrong = next(each.id for each in filing.all(owner)[0] if each.title == "另一份")
    moments = iter(range(2))

    def withdrawn_after_it_was_chosen() -> bool:
        if next(moments) == 0:  # the ids are read, no document is
            filing.withdraw(owner, wrong)
        return False

    watch.run(OLD, withdrawn_after_it_was_chosen)
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    watch.run(NEW)
    assert {each.title for each in watch.listed(owner)[0]} == {"示例市停车收费办法"}
    assert not watch.needed("new")
    filing.add(owner, [given("另一份", TEXT + "另")])  # it comes back, and is read
    assert watch.run(NEW).documents == 1


def test_who_sees_and_for_whom(here: Office, store: Store, clock: Hands) -> None:
    filing = Filing(store, clock)
    drafter, reviewer = here.people["drafter"], here.people["legal"]
    filing.add(reviewer, [given(office="财政局")])
    assert filing.all(drafter) == ([], 0)
    assert filing.all(reviewer)[0][0].office == "财政局"
    found = filing.all(reviewer)[0][0]
    with pytest.raises(WorkflowError, match="没有登记这份文件"):
        filing.withdraw(drafter, found.id)
    filing.add(drafter, [given(office="财政局")])  # for one's own office, whatever is said
    assert {each.office for each in filing.all(reviewer)[0]} == {"财政局", drafter.office}
    assert filing.all(reviewer, q="停车 财政")[1] == 1
    assert filing.all(reviewer, q="%")[1] == 0
    with pytest.raises(WorkflowError, match="没有标题或者没有文字"):
        filing.add(drafter, [given(text="  ")])


def test_many_at_once_and_a_run_that_is_cut_short_goes_on(here: Office, store: Store, clock: Hands) -> None:
    filing, watch = Filing(store, clock), Watch(store, clock)
    many = [given(f"第{at}号文件", f"{TEXT}\n第二条 编号{at}。") for at in range(450)]
    assert filing.add(here.people["drafter"], many) == Added(450, 0)
    assert filing.add(here.people["drafter"], many) == Added(0, 450)
    left = iter(range(100))
    first = watch.run(OLD, cancelled=lambda: next(left, None) is None)
    assert first.documents == 100
    assert watch.needed("old")
    assert watch.run(OLD).documents == 350
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert watch.run(NEW).tasks == 900
    assert day("2026-03-01") <= watch.listed(here.people["drafter"])[0][0].change.due
