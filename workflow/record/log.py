"""The record in the database: appended to inside the transaction of the act itself, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from corpus.store import codec
from workflow.database import Database, stamp
from workflow.record.chain import GENESIS, Entry, Fault, faults, hash_of
from workflow.tables import record, record_head

_PAGE = 1000


def append(
    connection: Connection, now: datetime, who: str, act: str, subject: str, body: Mapping[str, Any]
) -> Entry:
    """Note an act. The row of the head is locked first, so that two writers queue.

    Moments never go backwards: where the machine's clock was set back, the entry bears the moment of the one
    before, and what the clock said stands in its body (`clock`).
    """
    found = connection.execute(select(record_head).with_for_update()).first()
    seq, last_at, previous = (found.seq, found.at, found.hash) if found else (0, "", GENESIS)
    at = stamp(now)
    told = dict(body)
    if at < last_at:
        told["clock"] = at
        at = last_at
    text = codec.dump(told)
    entry = Entry(
        seq + 1,
        at,
        who,
        act,
        subject,
        text,
        previous,
        hash_of(seq + 1, at, who, act, subject, text, previous),
    )
    connection.execute(
        insert(record),
        {
            "seq": entry.seq,
            "at": entry.at,
            "who": entry.who,
            "act": entry.act,
            "subject": entry.subject,
            "body": entry.body,
            "previous": entry.previous,
            "hash": entry.hash,
        },
    )
    values = {"seq": entry.seq, "at": entry.at, "hash": entry.hash}
    if found:
        connection.execute(update(record_head).values(**values))
    else:
        connection.execute(insert(record_head), {"id": 1, **values})
    return entry


def head(connection: Connection) -> tuple[int, str]:
    """(seq, hash) of the last entry; (0, zeros) when there is none."""
    found = connection.execute(select(record_head)).first()
    return (found.seq, found.hash) if found else (0, GENESIS)


def entries(connection: Connection, subject: str | None = None) -> Iterator[Entry]:
    """All entries, or those of one subject, the oldest first."""
    after = 0
    while True:
        chosen = select(record).where(record.c.seq > after).order_by(record.c.seq).limit(_PAGE)
        if subject is not None:
            chosen = chosen.where(record.c.subject == subject)
        rows = connection.execute(chosen).all()
        for row in rows:
            yield Entry(*row)
        if len(rows) < _PAGE:
            return
        after = rows[-1].seq


def verify(database: Database, anchor: tuple[int, str] | None = None) -> tuple[tuple[int, str], list[Fault]]:
    """(the head, what is wrong). Reads the whole record once."""
    with database.reading() as connection:
        found = head(connection)
        return found, list(faults(entries(connection), found, anchor))
