"""Who may write the journal: only a service whose library, index and shelves are what the store holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from corpus.store.dialects.choosing import URL_VARIABLE
from indexer.load_process import run
from search_service.api.app import create_app
from search_service.api.service import Service
from search_service.settings import Settings
from search_service.shelves import Shelved
from search_service.state import State
from search_service.working.following import (
    begun,
    follow,
    noted,
    search_target,
    settled,
    sources_of,
    subscribed,
)
from tests.homes import copy_of, home_of
from tests.search_service.workflow.test_following import CASES, LAW, OTHER, REPEALS
from workflow.following import Sources

SEARCH = search_target("/", QueryParams({"q": "狂犬病疫苗"}))


@pytest.fixture(scope="module")
def parking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one law, its store in a file. For copying."""
    return loaded(tmp_path_factory.mktemp("parking"))


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if URL_VARIABLE in os.environ:
        loaded(tmp_path)
    else:
        copy_of(request.getfixturevalue("parking"), tmp_path / "home")
    return tmp_path


def loaded(folder: Path) -> Path:
    (folder / "停车.md").write_text(LAW, encoding="utf-8")
    return home_of([folder / "停车.md"], folder / "home")


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    service = opened(folder)
    yield service
    service.close()


def opened(folder: Path) -> Service:
    return Service(Settings(home=folder / "home", poll_seconds=0.001, vectors=False))


def load(folder: Path, name: str, text: str, *, index: bool = True) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    run([folder / name], folder / "home", "tests", index=index, citing=False)


@pytest.mark.both_databases
def test_who_answers_from_an_older_library_leaves_the_journal_alone(folder: Path, service: Service) -> None:
    desk, old = service.desk, service.state()
    first = noted(desk, old)
    assert first is not None
    subscribed(desk, old, "reader", SEARCH, True)
    load(folder, "养犬.md", OTHER)
    assert noted(desk, old) is None  # before the other one, which loaded, has noted it
    assert desk.journal.mark() == first
    assert follow(desk, service.holder) == 1
    second = desk.journal.mark()
    assert second is not None
    assert second.key != first.key
    for _ in range(2):  # and after it
        assert noted(desk, old) is None
        assert begun(desk, old) == second
        subscribed(desk, old, "other", SEARCH, True)
        assert follow(desk, service.holder) == 0
    assert desk.journal.mark() == second
    assert [str(each.change.happened) for each in desk.journal.newest(9)] == ["added"]
    assert desk.subscriptions.told("reader")[1] == 1


def test_shelves_that_lag_behind_are_not_noted(folder: Path, service: Service) -> None:
    desk, state = service.desk, service.state()
    before, shelved = noted(desk, state), state.shelves.current()
    assert settled(desk.database, state, shelved)
    load(folder, "案例.csv", CASES)
    assert not settled(desk.database, state, shelved)
    after = noted(desk, state)  # which looks at the shelves anew
    assert before is not None
    assert after is not None
    assert [each.shelf for each in desk.journal.since(before.last, after.last)] == ["case"]


def test_nobody_is_passed_over_while_the_index_lags_behind(folder: Path, service: Service) -> None:
    follow(service.desk, service.holder)
    subscribed(service.desk, service.state(), "reader", SEARCH, True)
    load(folder, "养犬.md", OTHER, index=False)
    assert follow(service.desk, service.holder) == 0
    service.close()
    again = opened(folder)  # as after a restart: the new library, and the old index
    try:
        state = again.state()
        assert state.info.version != state.index.library_version
        assert follow(again.desk, again.holder) == 0
        assert again.desk.journal.newest(9) == []
        load(folder, "停车管理法.md", REPEALS)  # brings the index up to both
        assert follow(again.desk, again.holder) == 1
        told, _ = again.desk.subscriptions.told("reader")
        assert [each.entry.title for each in told] == ["养犬<b>示范</b>法"]
    finally:
        again.close()


def test_a_run_across_midnight_is_of_one_day(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, read = service.desk, list[date]()
    days = iter(date(2026, 3, each) for each in range(1, 9))
    monkeypatch.setattr(desk.journal, "today", lambda: next(days))

    def sources(state: State, shelved: Shelved, day: date) -> Sources:
        read.append(day)
        return sources_of(state, shelved, day)

    monkeypatch.setattr("search_service.working.following.sources_of", sources)
    for day in ("2026-03-01", "2026-03-02"):
        mark = noted(desk, service.state())
        assert mark is not None
        assert mark.day == day == read[-1].isoformat()


def test_an_index_of_another_library_is_not_settled(service: Service) -> None:
    state = service.state()
    other = replace(state, index=replace(state.index, library_version="0" * 64))
    assert noted(service.desk, other) is None
    assert begun(service.desk, other) is None
    assert noted(service.desk, state) is not None
    assert begun(service.desk, other) == service.desk.journal.mark()


def test_feeds_are_of_what_is_noted_and_move_nothing_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_service.working.watching.follow", lambda *_: 0)  # the background stands still
    app = create_app(Settings(home=folder / "home", poll_seconds=0.001, vectors=False))
    with TestClient(app) as client:
        desk = app.state.service.desk
        with monkeypatch.context() as lagging:
            lagging.setattr("search_service.working.following.settled", lambda *_: False)
            answer = client.get("/feeds/all.atom")
            assert (answer.status_code, answer.json()["code"]) == (503, "feed_not_ready")
            assert desk.journal.mark() is None
        assert client.get("/feeds/search.atom?q=狂犬病疫苗").headers["last-modified"]
        mark = desk.journal.mark()
        load(folder, "养犬.md", OTHER)
        for path in ("/feeds/all.atom", "/feeds/search.atom?q=狂犬病疫苗", "/feeds/cases.atom?q=停车"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "<entry>" not in answer.text
        assert "last-modified" not in answer.headers  # what is found is of another moment than what is noted
        assert desk.journal.mark() == mark
        assert follow(desk, app.state.service.holder) == 0
        assert "养犬" in client.get("/feeds/search.atom?q=狂犬病疫苗").text
