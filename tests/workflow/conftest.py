"""A store for each test, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.store import Store

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 15, 1, 0, tzinfo=UTC)
"""Before the changes that the tests of what is watched and followed are about."""


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened
