"""Each load, trial and undoing of the library as an entry of the record.

The loader knows nothing of the record (`indexer` stands below `workflow`); its log of loads is complete by itself. Here
what ended there is entered, once for each end: at once by the command line, and by every running service, so that
nothing is left out where a process died in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import String, cast, exists, select

from corpus.store import LoadRecord, LoadState, Store
from corpus.store.schema import load
from indexer.undoing import KIND as UNDO
from workflow import record
from workflow.database import Clock, system_clock
from workflow.tables import record as entries
from workflow.tables import record_head

ENDED = (LoadState.FINISHED, LoadState.ABANDONED, LoadState.CANCELLED, LoadState.FAILED, LoadState.UNDONE)
MOST_NAMES = 100


def enter_loads(store: Store, clock: Clock = system_clock) -> int:
    """Enter the loads that ended and are not in the record; how many. Any number of processes may do so at once."""
    entered = 0
    for seq in _not_entered(store):
        each = store.jobs.get(seq)
        if each is None or each.state not in ENDED:
            continue  # taken up again since
        with store.writing() as connection:
            # Writers of the record queue here.
            connection.execute(select(record_head).with_for_update()).first()
            there = select(entries.c.seq).where(entries.c.subject == subject_of(each))
            if connection.execute(there).first() is None:
                record.append(
                    connection, clock(), each.who or "system", act_of(each), subject_of(each), body_of(each)
                )
                entered += 1
    return entered


def _not_entered(store: Store) -> Sequence[int]:
    """The loads that ended and are not in the record, the oldest first: found by the index of its subjects, without
    reading what the loads hold. Asked every 20 s by every service."""
    subject = "load:" + cast(load.c.seq, String) + ":" + cast(load.c.attempts, String)  # `subject_of`
    chosen = select(load.c.seq).where(
        load.c.state.in_([each.value for each in ENDED]),
        ~exists().where(entries.c.subject == subject),
    )
    with store.reading() as connection:
        return connection.execute(chosen.order_by(load.c.seq)).scalars().all()


def subject_of(each: LoadRecord) -> str:
    """Names one end of a load: one that is taken up again ends once more."""
    return f"load:{each.seq}:{each.attempts}"


def act_of(each: LoadRecord) -> str:
    if each.kind == UNDO:
        return "load_undone"
    return "load_tried" if each.dry_run else "load_ended"


def body_of(each: LoadRecord) -> dict[str, Any]:
    """Who is the entry's own; here when, what, by which files and checksum, how it ended, what is held since."""
    task = each.task or {}
    names = [PurePath(str(path)).name for path in task.get("paths") or ()]
    report = each.report or {}
    # Being undone is an entry of its own.
    ended = LoadState.FINISHED if each.state is LoadState.UNDONE else each.state
    return {
        "load": each.seq,
        "label": each.label,
        "kind": each.kind,
        "state": str(ended),
        "started_at": each.started_at,
        "finished_at": each.finished_at,
        "files": names[:MOST_NAMES],
        "files_in_all": len(names),
        "checksum": each.checksum,
        "counts": dict(each.counts),
        "library": report.get("library_version"),
        "undid": task.get("undo"),
        "error": dict(each.error) if each.error else None,
    }
