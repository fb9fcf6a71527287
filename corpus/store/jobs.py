"""The log of loads as jobs: asked for, begun, watched, cancelled, taken up again.

A load that is asked for over HTTP waits here until a process has the writer lock; one from the command line is begun
at once. Whatever ends a process, its load stays in the log with all it had committed, and can go on from there.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from corpus.store import codec
from corpus.store.errors import StoreError
from corpus.store.records import RESUMABLE, LoadRecord, LoadState
from corpus.store.schema import load
from corpus.store.writing import Load, Writing, now

Reading = Callable[[], AbstractContextManager[Connection]]

_WAITS = {"state": LoadState.QUEUED.value, "cancel": False, "error": None}


class LoadJobs:
    """The jobs of one store; made by `Store.jobs`."""

    def __init__(self, reading: Reading, writing: Writing) -> None:
        self._reading = reading
        self._writing = writing

    def listed(
        self, states: Collection[LoadState] = (), *, offset: int = 0, limit: int | None = None
    ) -> tuple[list[LoadRecord], int]:
        """Some loads, the newest first, and how many there are in all."""
        chosen, counted = select(load).order_by(load.c.seq.desc()), select(func.count()).select_from(load)
        if states:
            which = load.c.state.in_([each.value for each in states])
            chosen, counted = chosen.where(which), counted.where(which)
        with self._reading() as connection:
            rows = connection.execute(chosen.offset(offset).limit(limit)).all()
            return [record_of(row) for row in rows], int(connection.execute(counted).scalar_one())

    def get(self, seq: int) -> LoadRecord | None:
        with self._reading() as connection:
            row = connection.execute(select(load).where(load.c.seq == seq)).first()
        return None if row is None else record_of(row)

    def queue(
        self,
        label: str,
        who: str,
        kind: str,
        task: Mapping[str, Any],
        *,
        checksum: str | None = None,
        dry_run: bool = False,
    ) -> int:
        """Ask for a load; its number."""
        row = _row(label, who, kind, LoadState.QUEUED, checksum, task, dry_run)
        with self._writing() as connection:
            return int(connection.execute(insert(load).returning(load.c.seq), row).scalar_one())

    def begin(
        self,
        label: str,
        who: str,
        kind: str,
        task: Mapping[str, Any] | None = None,
        *,
        checksum: str | None = None,
        dry_run: bool = False,
    ) -> Load:
        """Begin a load at once."""
        row = _row(label, who, kind, LoadState.RUNNING, checksum, task, dry_run)
        with self._writing() as connection:
            seq = connection.execute(insert(load).returning(load.c.seq), {**row, "attempts": 1}).scalar_one()
        return Load(seq, self._writing)

    def take(self, seq: int) -> Load:
        """Begin a load that waits, where it stopped if it was begun before. StoreError `load_not_queued`."""
        values = {
            "state": LoadState.RUNNING.value,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "attempts": load.c.attempts + 1,
            "finished_at": None,
            "error": None,
        }
        with self._writing() as connection:
            waits = (load.c.seq == seq) & (load.c.state == LoadState.QUEUED.value)
            if connection.execute(update(load).where(waits).values(**values)).rowcount == 0:
                raise StoreError("load_not_queued", str(seq))
            return Load.taken_up(connection, seq, self._writing)

    def next_waiting(self) -> int | None:
        """The load that has waited longest."""
        chosen = select(func.min(load.c.seq)).where(load.c.state == LoadState.QUEUED.value)
        with self._reading() as connection:
            found = connection.execute(chosen).scalar()
        return None if found is None else int(found)

    def resume(self, seq: int) -> None:
        """Let a load that was cut short, cancelled or has failed wait again. StoreError `load_not_resumable`."""
        stopped = (load.c.seq == seq) & load.c.state.in_([each.value for each in RESUMABLE])
        with self._writing() as connection:
            known = load.c.task.is_not(None)
            if connection.execute(update(load).where(stopped, known).values(**_WAITS)).rowcount == 0:
                raise StoreError("load_not_resumable", str(seq))

    def cancel(self, seq: int) -> None:
        """Ask a running load to stop, which it does between two documents; a waiting one ends here.

        StoreError `load_unknown` where it neither waits nor runs.
        """
        ended = {"state": LoadState.CANCELLED.value, "finished_at": now()}
        here = load.c.seq == seq
        with self._writing() as connection:
            waits = here & (load.c.state == LoadState.QUEUED.value)
            runs = here & (load.c.state == LoadState.RUNNING.value)
            done = connection.execute(update(load).where(waits).values(**ended)).rowcount
            done += connection.execute(update(load).where(runs).values(cancel=True)).rowcount
        if done == 0:
            raise StoreError("load_unknown", str(seq))

    def cancel_asked(self, seq: int) -> bool:
        """Whether somebody asked this load to stop."""
        with self._reading() as connection:
            return bool(connection.execute(select(load.c.cancel).where(load.c.seq == seq)).scalar())

    def note_progress(self, seq: int, progress: Mapping[str, Any]) -> None:
        """Keep how far a load is, for other processes to read."""
        with self._writing() as connection:
            values = {"progress": codec.dump({**progress, "at": now()})}
            connection.execute(update(load).where(load.c.seq == seq).values(**values))

    def note_ended(self, seq: int, code: str, message: str, *, again: bool = False) -> None:
        """Mark a load whose process is gone without a word; nothing where it said how it ended.

        again: it waits from that moment on to be taken up, so that nobody sees it as ended.
        """
        error = codec.dump({"code": code, "message": message})
        with self._writing() as connection:
            _cut_short(connection, load.c.seq == seq, again, error)

    def abandon_stale(self, again: Callable[[LoadRecord], bool] = lambda _: False) -> list[int]:
        """Mark loads that no process runs any more. To be called by the holder of the writer lock only:
        while it is held, no other load can be alive, whatever its process id says.

        again: which loads wait from that moment on to be taken up, so that nobody sees those as ended.
        """
        running = select(load).where(load.c.state == LoadState.RUNNING.value).order_by(load.c.seq)
        with self._writing() as connection:
            found = [record_of(row) for row in connection.execute(running).all()]
            for each in found:
                _cut_short(connection, load.c.seq == each.seq, again(each))
        return [each.seq for each in found]


def _cut_short(
    connection: Connection, which: ColumnElement[bool], again: bool, error: str | None = None
) -> None:
    """Mark running loads that are dead. One that somebody had asked to stop is cancelled: that is what they wanted."""
    runs = which & (load.c.state == LoadState.RUNNING.value)
    cancelled = {"state": LoadState.CANCELLED.value, "finished_at": now()}
    connection.execute(update(load).where(runs, load.c.cancel).values(**cancelled))
    abandoned = {"state": LoadState.ABANDONED.value, "finished_at": now(), "error": error}
    connection.execute(update(load).where(runs).values(**(_WAITS if again else abandoned)))


def record_of(row: Row[Any]) -> LoadRecord:
    """A row of `load` as a value."""
    values = dict(row._mapping)
    del values["cancel"]
    values["state"] = LoadState(values["state"])
    for name in ("counts", "report", "task", "progress", "error"):
        values[name] = codec.load(values[name]) if values[name] else None
    return LoadRecord(**values)


def _row(
    label: str,
    who: str,
    kind: str,
    state: LoadState,
    checksum: str | None,
    task: Mapping[str, Any] | None,
    dry_run: bool,
) -> dict[str, Any]:
    return {
        "label": label,
        "who": who,
        "kind": kind,
        "checksum": checksum,
        "state": state.value,
        "started_at": now(),
        "counts": "{}",
        "cancel": False,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "task": None if task is None else codec.dump(dict(task)),
        "dry_run": dry_run,
    }
