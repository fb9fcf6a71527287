"""What the workflow needs of the store: connections, and moments as it writes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Protocol

from sqlalchemy import Connection

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
Clock = Callable[[], datetime]
"""The time now, with its zone."""


class Database(Protocol):
    """A database with the workflow's tables; `corpus.store.Store` is one."""

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that no other writer overlaps in a row it has locked."""
        ...


def system_clock() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, to the millisecond, so that moments compare as texts."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def drawn_id() -> str:
    """A new id of something that people see in addresses: 12 letters that nobody guesses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment on this machine: terms are counted in local days."""
    return moment.astimezone().date()
