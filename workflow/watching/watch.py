"""The watch in the database: which places issued documents cite, how they stood last, and the tasks where they moved.

Several processes may run it at once: a task is made in the transaction that moves its watch on, and only where the
watch still stands as it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, tuple_, update

from workflow import record
from workflow.accounts.model import Account
from workflow.database import Clock, Database, local_day, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.matters import views
from workflow.matters.state import Matter
from workflow.tables import blob, matter, task, watch, watch_run, watched
from workflow.watching.changes import Change, Proposals, change, matters
from workflow.watching.standing import Cited, Held, Standing, cited_in, standing

BATCH = 500
PLACE = (watch.c.name, watch.c.work_id, watch.c.number, watch.c.sub, watch.c.paragraph, watch.c.item)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at: a citation of an issued document that stands differently now."""

    id: int
    matter_id: str
    number: str
    title: str
    owner: str
    cited: Cited
    change: Change
    made_at: str
    settled_at: str | None
    settled_by: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: documents read anew, distinct places looked at, tasks made."""

    documents: int
    places: int
    tasks: int


class Watch:
    """The watch of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    # Running

    def needed(self, version: str) -> bool:
        """Whether the day or the library has moved on since the last run, or a document was issued. Cheap."""
        day = local_day(self._clock()).isoformat()
        with self._database.reading() as connection:
            last = connection.execute(select(watch_run)).first()
            if last is None or (last.day, last.library) != (day, version):
                return True
            return self._unread(connection, 1) != []

    def run(self, held: Held, cancelled: Callable[[], bool] = lambda: False) -> Run:
        """Read what was issued since, judge every watched place on today, make tasks where one stands differently."""
        day = local_day(self._clock())
        documents = self._read_new(held, day)
        with self._database.reading() as connection:
            rows = connection.execute(select(*PLACE, watch.c.digest).distinct()).all()
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

    def _read_new(self, held: Held, day: date) -> int:
        with self._database.reading() as connection:
            new = self._unread(connection, None)
        for row in new:
            state = Matter.model_validate_json(row.state)
            version = state.versions[row.issued_version - 1]
            with self._database.reading() as connection:
                body = connection.execute(
                    select(blob.c.body).where(blob.c.hash == version.text.hash)
                ).scalar_one()
            cited = cited_in(bytes(body).decode(), state.title, held.titles)
            self.enter(row.id, row.issued_version, state.owner, cited, held, day)
        return len(new)

    def _unread(self, connection: Connection, limit: int | None) -> Sequence[Any]:
        chosen = (
            select(matter.c.id, matter.c.issued_version, matter.c.state)
            .outerjoin(
                watched,
                and_(watched.c.matter_id == matter.c.id, watched.c.version == matter.c.issued_version),
            )
            .where(matter.c.issued_version.is_not(None), watched.c.matter_id.is_(None))
            .limit(limit)
        )
        return connection.execute(chosen).all()

    def enter(
        self, matter_id: str, version: int, owner: str, cited: Iterable[Cited], held: Held, day: date
    ) -> None:
        """Watch these places for a document, in place of those of its earlier version."""
        rows = []
        for each in cited:
            found = standing(held, each, day)
            rows.append({**_place(each), "digest": found.digest(), "standing": found.model_dump_json()})
        with self._database.writing() as connection:
            done = and_(watched.c.matter_id == matter_id, watched.c.version == version)
            if connection.execute(select(watched.c.version).where(done)).first():
                return
            old = select(watch.c.id).where(watch.c.matter_id == matter_id)
            connection.execute(
                delete(watch).where(
                    watch.c.matter_id == matter_id,
                    watch.c.id.not_in(select(task.c.watch_id)),
                    watch.c.id.in_(old),
                )
            )
            values = {"matter_id": matter_id, "version": version, "owner": owner, "at": stamp(self._clock())}
            connection.execute(insert(watched), values)
            if rows:
                connection.execute(insert(watch), [{"matter_id": matter_id, **each} for each in rows])

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
                            "matter_id": row.matter_id,
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
        return select(watch).where(tuple_(*PLACE, watch.c.digest).in_(keys)).order_by(watch.c.id)

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

    # Reading and settling

    def tasks(self, actor: Account, *, settled: bool = False, matter_id: str | None = None) -> list[Task]:
        """The tasks on matters that `actor` may see, the nearest day first; none is left out."""
        chosen = (
            select(
                task,
                *PLACE,
                matter.c.number.label("matter_number"),
                matter.c.title,
                matter.c.owner,
                matter.c.office,
                matter.c.state,
            )
            .join(watch, watch.c.id == task.c.watch_id)
            .join(matter, matter.c.id == task.c.matter_id)
            .order_by(task.c.due, task.c.id)
        )
        chosen = chosen.where(task.c.settled_at.is_not(None) if settled else task.c.settled_at.is_(None))
        if matter_id is not None:
            chosen = chosen.where(task.c.matter_id == matter_id)
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        seen: dict[str, bool] = {}
        for row in rows:
            if row.matter_id not in seen:
                seen[row.matter_id] = views.may_see(Matter.model_validate_json(row.state), actor)
        return [_task(row) for row in rows if seen[row.matter_id]]

    def waiting(self) -> list[tuple[str, str, int]]:
        """(owner, day on which the newest were made, how many) of open tasks, for notices."""
        chosen = (
            select(matter.c.owner, func.max(task.c.made_at), func.count())
            .join(matter, matter.c.id == task.c.matter_id)
            .where(task.c.settled_at.is_(None))
            .group_by(matter.c.owner)
        )
        with self._database.reading() as connection:
            return [(row[0], row[1][:10], row[2]) for row in connection.execute(chosen)]

    def settle(self, actor: Account, task_id: int, outcome: str) -> None:
        """Say what was done about a task. WorkflowError `task_not_found`, `task_settled`, `reason_missing`."""
        outcome = outcome.strip()[:20_000]
        if not outcome:
            raise WorkflowError(Kind.INVALID, "reason_missing", "请写明处理情况。")
        mine = next((each for each in self.tasks(actor) if each.id == task_id), None)
        if mine is None:
            raise WorkflowError(Kind.NOT_FOUND, "task_not_found", "没有这项待办，或者已经处理。")
        with self._database.writing() as connection:
            values = {"settled_at": stamp(self._clock()), "settled_by": actor.login, "outcome": outcome}
            open_one = and_(task.c.id == task_id, task.c.settled_at.is_(None))
            if connection.execute(update(task).where(open_one).values(**values)).rowcount != 1:
                raise WorkflowError(Kind.CONFLICT, "task_settled", "这项待办刚刚已经由别人处理。")
            body = {"task": task_id, "outcome": outcome}
            record.append(connection, self._clock(), actor.login, "task_settled", "watch:", body)


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


def _task(row: Any) -> Task:
    return Task(
        id=row.id,
        matter_id=row.matter_id,
        number=row.matter_number,
        title=row.title,
        owner=row.owner,
        cited=Cited(row.name, row.work_id, row.number, row.sub, row.paragraph, row.item),
        change=Change.model_validate_json(row.body),
        made_at=row.made_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        outcome=row.outcome,
    )
