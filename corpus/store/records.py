"""What the store tells about loads: their state, and what became of each file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.model import Problem


class LoadState(StrEnum):
    """The life of a load; what it stored stays visible in every state but `undone`."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    ABANDONED = "abandoned"  # cut short (killed, or its parent ended): what it had committed is whole
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDONE = "undone"


RESUMABLE = frozenset({LoadState.ABANDONED, LoadState.CANCELLED, LoadState.FAILED})
"""What can go on where it stopped."""


class OutcomeKind(StrEnum):
    """What became of one document or file of a load."""

    NEW = "new"  # a work that was not held
    SAME = "same"  # nothing that a reader sees changed
    CHANGED = "changed"  # a version or the work's data changed
    NEW_VERSION = "new_version"  # a further version of a work that was held
    CONFLICT = "conflict"  # the sources disagree on a version
    REJECTED = "rejected"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. `code` and `message` (Chinese) say more where there is more to say.

    `shelf` is `case` or `document` for what is no law; `work_id` is then the id of the case or document.
    """

    kind: OutcomeKind
    work_id: str | None
    version_key: str | None
    path: str = ""
    code: str = ""
    message: str = ""
    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """One load as the store remembers it. Times are ISO 8601 in UTC; `counts` by outcome kind.

    `task` says what is read (None for loads of older programs), `progress` how far it is or came, `error` has
    `code` and `message` where it failed; `attempts` counts how often it was begun. A dry run stores nothing.
    """

    seq: int
    label: str
    who: str
    kind: str
    checksum: str | None
    state: LoadState
    started_at: str
    finished_at: str | None
    counts: Mapping[str, int]
    report: Mapping[str, Any] | None
    pid: int
    host: str
    task: Mapping[str, Any] | None = None
    dry_run: bool = False
    progress: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class LoadItem:
    """One line of a load's account: a file or row, what became of it, and what is odd in it."""

    load_seq: int
    position: int
    path: str
    outcome: OutcomeKind
    code: str
    message: str
    work_id: str | None
    version_key: str | None
    statement_id: int | None
    shelf: str | None = None
    problems: tuple[Problem, ...] = ()
