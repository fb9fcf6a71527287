"""The shelves of a service: they follow the store, and ask for the citations while those are behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.store import Store, case_entry
from indexer import shelf_links
from indexer.lock import writer_lock
from search_service import shelves
from search_service.shelves import Shelves
from tests.corpus.cases.samples import case


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(shelves, "_AGAIN_S", 0.0)
    return []


def put(store: Store, title: str) -> None:
    running = store.begin("t", "tester", "files")
    entry = replace(case(), title=title, document=title, measure=f"{title}要求企业在本市注册满三年。")
    running.add(case_entry(entry, path=title, source="s", reader="r"))
    running.finish()


def test_they_follow_the_store(tmp_path: Path, asked: list[str]) -> None:
    with Store.open(tmp_path) as store:
        held = Shelves(tmp_path, store, poll_seconds=0.0)
        held.on_stale = lambda: asked.append("stale")
        assert held.current().complete and not asked, "empty shelves lack nothing"
        put(store, "甲办法")
        first = held.current()
        assert len(first.cases.shelf) == 1 and first.cases.index.count("甲办法") == 1
        assert not first.complete and asked == ["stale"]
        shelf_links.refresh(tmp_path, store, date.today())
        assert held.current().complete and held.current() is held.current()
        store.undo(1)
        assert len(held.current().cases.shelf) == 0 and held.current().complete


def test_nothing_is_asked_for_while_a_load_runs(tmp_path: Path, asked: list[str]) -> None:
    with Store.open(tmp_path) as store:
        held = Shelves(tmp_path, store, poll_seconds=0.0)
        held.on_stale = lambda: asked.append("stale")
        put(store, "甲办法")
        with writer_lock(tmp_path):
            assert not held.current().complete and not asked
        held.current()
        assert asked == ["stale"]
