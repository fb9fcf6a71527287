"""What stays is frozen once after each change, and what was replaced is let go."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Iterator

import pytest

from search_service import settling
from search_service.settling import Settling, settle


class Cycle:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settling]:
    monkeypatch.setattr(settling, "QUIET_S", 0.01)
    made = Settling()
    yield made
    made.close()


def wait_for(count: list[int], most: int) -> None:
    until = time.monotonic() + 10
    while len(count) < most and time.monotonic() < until:
        time.sleep(0.01)
    assert len(count) == most


def test_a_state_is_frozen_and_the_next_one_frees_it(own: Settling, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(settling, "settle", lambda: (settle(), done.append(gc.get_freeze_count())))
    first: Cycle | None = Cycle()
    for _ in range(3):
        own.note((first, None))
    wait_for(done, 1)
    assert done[0] > 0
    gone = weakref.ref(first)
    first = None
    gc.collect()
    assert gone() is not None, "frozen: no collection looks at it"
    second, part = Cycle(), Cycle()
    own.note((second, None))
    wait_for(done, 2)
    assert gone() is None
    own.note((second, part))
    wait_for(done, 3)  # a part of it was made later
    own.close()
    assert gc.get_freeze_count() == 0


def test_what_was_replaced_is_not_kept_alive(own: Settling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "QUIET_S", 60.0)
    first: Cycle | None = Cycle()
    own.note((first,))
    gone = weakref.ref(first)
    first = None
    gc.collect()
    assert gone() is None


def test_of_two_changes_the_last_counts(own: Settling, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(settling, "settle", lambda: done.append(1))
    first, second = Cycle(), Cycle()
    monkeypatch.setattr(settling, "QUIET_S", 0.3)
    own.note((first,))
    monkeypatch.setattr(settling, "QUIET_S", 0.01)
    own.note((second,))
    time.sleep(0.6)
    assert len(done) == 1
