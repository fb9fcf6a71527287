"""The watch in the database: which places issued documents cite, how they stood last, and the tasks where they moved.

Several processes may run it at once: a task is made in the transaction that moves its watch on, and only where the
watch still stands as it was read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import Connection, and_, insert, select, tuple_, update

from corpus.store.errors import StoreError
from workflow import record
from workflow.database import Clock, Database, local_day, stamp, system_clock
from workflow.matters.state import Matter
from workflow.tables import blob, filed, matter, task, watch, watch_run, watched
from workflow.watching.changes import Change, Proposals, change, matters
from workflow.watching.standing import Cited, Held, Standing, cited_in, standing
from workflow.watching.tasks import PLACE, Tasks, forget

log = logging.getLogger("faju.watching")

BATCH = 500
_OF_THE_TEXT = "text_not_storable"
"""The one trouble of a store that a text brings about."""
REST_S = 600.0
"""How long a document that could not be read is left alone: one that never can be must not keep the others waiting."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: documents read anew, distinct places looked at, tasks made."""

    documents: int
    places: int
    tasks: int


class Watch(Tasks):
    """The watch of one database, with its tasks."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        super().__init__(database, clock)
        self._resting: dict[tuple[str, int], float] = {}

    def needed(self, version: str) -> bool:
        """Whether the day or the library has moved on since the last run, or a document was issued. Cheap."""
        if self._moved_on(local_day(self._clock()), version):
            return True
        return self._unread(1) != []

    def run(self, held: Held, cancelled: Callable[[], bool] = lambda: False, most: int | None = None) -> Run:
        """Read what was issued or filed since (`most` documents, the rest next time), and judge every watched place on
        today, with tasks where one stands differently. Where only documents are new, they are read and that is all:
        their places were judged while reading."""
        day = local_day(self._clock())
        moved_on = self._moved_on(day, held.version)
        new = self._unread(most)
        documents, places = self._read_new(new, held, day, cancelled)
        if new and not moved_on:
            self._note(day, held.version, Run(documents, places, 0))
            return Run(documents, places, 0)
        with self._database.reading() as connection:
            rows = connection.execute(select(*PLACE, watch.c.digest).where(watch.c.active).distinct()).all()
        now = {cited: standing(held, cited, day) for cited in {Cited(*row[:6]) for row in rows}}
        digests = {cited: each.digest() for cited, each in now.items()}
        moved = [(Cited(*row[:6]), row[6]) for row in rows if row[6] != digests[Cited(*row[:6])]]
        proposals, made = Proposals(held), 0
        for at in range(0, len(moved), BATCH):
            if cancelled():
                return Run(documents, len(now), made)
            made += self._move(moved[at : at + BATCH], now, digests, proposals, day)
        self._note(day, held.version, Run(documents, len(now), made))
        return Run(documents, len(now), made)

    def _moved_on(self, day: date, version: str) -> bool:
        with self._database.reading() as connection:
            last = connection.execute(select(watch_run)).first()
        return last is None or (last.day, last.library) != (day.isoformat(), version)

    def _read_new(
        self, new: Sequence[tuple[str, int]], held: Held, day: date, cancelled: Callable[[], bool]
    ) -> tuple[int, int]:
        """(how many documents were read, how many places they cite). One that cannot be read rests."""
        documents = places = 0
        for document, version in new:
            if cancelled():
                break
            try:
                title, owner, text = self._document(document, version)
                cited = cited_in(text, title, held.titles)
                self.enter(document, version, owner, cited, held, day)
            except Exception as error:
                if isinstance(error, StoreError) and error.code != _OF_THE_TEXT:
                    raise  # the store is away: the whole run is tried again
                log.exception("watching: document %s cannot be read, and is tried again later", document)
                self._resting[document, version] = monotonic() + REST_S
                continue
            documents, places = documents + 1, places + len(cited)
        return documents, places

    def _document(self, document_id: str, version: int) -> tuple[str, str, str]:
        """(title, owner, text) of a document that was issued here or filed."""
        with self._database.reading() as connection:
            row = connection.execute(select(filed).where(filed.c.id == document_id)).first()
            if row is not None:
                title, owner, digest = row.title, row.owner, row.text_hash
            else:
                state = connection.execute(
                    select(matter.c.state).where(matter.c.id == document_id)
                ).scalar_one()
                found = Matter.model_validate_json(state)
                title, owner, digest = found.title, found.owner, found.versions[version - 1].text.hash
            body = connection.execute(select(blob.c.body).where(blob.c.hash == digest)).scalar_one()
        return title, owner, bytes(body).decode()

    def _unread(self, most: int | None) -> list[tuple[str, int]]:
        """(id, version) of the documents whose citations were not read yet, without those that rest."""
        now = monotonic()
        self._resting = {each: until for each, until in self._resting.items() if until > now}
        with self._database.reading() as connection:
            found = self._all_unread(connection, None if most is None else most + len(self._resting))
        return [each for each in found if each not in self._resting][:most]

    def _all_unread(self, connection: Connection, limit: int | None) -> list[tuple[str, int]]:
        issued = (
            select(matter.c.id, matter.c.issued_version)
            .outerjoin(
                watched,
                and_(watched.c.document_id == matter.c.id, watched.c.version == matter.c.issued_version),
            )
            .where(matter.c.issued_version.is_not(None), watched.c.document_id.is_(None))
            .limit(limit)
        )
        elsewhere = (
            select(filed.c.id)
            .outerjoin(watched, watched.c.document_id == filed.c.id)
            .where(filed.c.withdrawn_at.is_(None), watched.c.document_id.is_(None))
            .order_by(filed.c.filed_at, filed.c.id)
            .limit(limit)
        )
        found = [(row.id, row.issued_version) for row in connection.execute(issued)]
        return found + [(each, 1) for each in connection.execute(elsewhere).scalars()]

    def enter(
        self, document_id: str, version: int, owner: str, cited: Iterable[Cited], held: Held, day: date
    ) -> None:
        """Watch these places for a document, in place of those of its earlier version. One that was withdrawn while it
        was read is left alone; who withdraws it now waits for this, or this for them."""
        rows = []
        for each in cited:
            found = standing(held, each, day)
            rows.append({**_place(each), "digest": found.digest(), "standing": found.model_dump_json()})
        with self._database.writing() as connection:
            done = and_(watched.c.document_id == document_id, watched.c.version == version)
            if connection.execute(select(watched.c.version).where(done)).first():
                return
            gone = select(filed.c.withdrawn_at).where(filed.c.id == document_id).with_for_update()
            if connection.execute(gone).scalar() is not None:
                return
            forget(connection, document_id)
            values = {
                "document_id": document_id,
                "version": version,
                "owner": owner,
                "at": stamp(self._clock()),
            }
            connection.execute(insert(watched), values)
            if rows:
                connection.execute(insert(watch), [{"document_id": document_id, **each} for each in rows])

    def _move(
        self,
        moved: Sequence[tuple[Cited, str]],
        now: dict[Cited, Standing],
        digests: dict[Cited, str],
        proposals: Proposals,
        day: date,
    ) -> int:
        """Move watches on in one transaction, with a task for each where a person must look."""
        tasks: list[dict[str, Any]] = []
        told: dict[tuple[Cited, str], str | None] = {}
        at = stamp(self._clock())
        with self._database.writing() as connection:
            for row in connection.execute(self._standing_there(moved)).all():
                cited = Cited(row.name, row.work_id, row.number, row.sub, row.paragraph, row.item)
                key = (cited, row.digest)
                if key not in told:
                    told[key] = _body(row.standing, now[cited], day, proposals)
                body = told[key]
                if body is not None:
                    found = Change.model_validate_json(body)
                    tasks.append(
                        {
                            "watch_id": row.id,
                            "document_id": row.document_id,
                            "digest": digests[cited],
                            "kind": str(found.kind),
                            "due": found.due.isoformat(),
                            "body": body,
                            "made_at": at,
                        }
                    )
            for cited, digest in moved:
                values = {"digest": digests[cited], "standing": now[cited].model_dump_json()}
                where = and_(_at(cited), watch.c.digest == digest)
                connection.execute(update(watch).where(where).values(**values))
            if tasks:
                connection.execute(insert(task), tasks)
        return len(tasks)

    def _standing_there(self, moved: Sequence[tuple[Cited, str]]) -> Any:
        keys = [(*_place(cited).values(), digest) for cited, digest in moved]
        there = tuple_(*PLACE, watch.c.digest).in_(keys)
        return select(watch).where(watch.c.active, there).order_by(watch.c.id)

    def _note(self, day: date, version: str, run: Run) -> None:
        values = {"day": day.isoformat(), "library": version, "at": stamp(self._clock())}
        with self._database.writing() as connection:
            if connection.execute(update(watch_run).values(**values)).rowcount == 0:
                connection.execute(insert(watch_run), {"id": 1, **values})
            if run.tasks or run.documents:
                body = {
                    "library": version,
                    "day": values["day"],
                    "tasks": run.tasks,
                    "documents": run.documents,
                }
                record.append(connection, self._clock(), "system", "watched", "watch:", body)


def _place(cited: Cited) -> dict[str, Any]:
    return {
        "name": cited.name,
        "work_id": cited.work_id,
        "number": cited.number,
        "sub": cited.sub,
        "paragraph": cited.paragraph,
        "item": cited.item,
    }


def _at(cited: Cited) -> Any:
    return and_(*(column == value for column, value in zip(PLACE, _place(cited).values(), strict=True)))


def _body(old: str, new: Standing, day: date, proposals: Proposals) -> str | None:
    """The change as it is stored; None where nobody must look."""
    before = Standing.model_validate_json(old)
    return change(before, new, day, proposals).model_dump_json() if matters(before, new) else None
