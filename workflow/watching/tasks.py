"""What somebody has to look at because a citation of their document stands differently now, and what they did of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, not_, or_, select, update

from workflow import record
from workflow.accounts.model import Account
from workflow.database import Clock, Database, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.matters import views
from workflow.matters.state import Matter
from workflow.tables import filed, matter, task, watch, watched
from workflow.watching.changes import Change
from workflow.watching.standing import Cited

PLACE = (watch.c.name, watch.c.work_id, watch.c.number, watch.c.sub, watch.c.paragraph, watch.c.item)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at: a citation of a document, issued here or `filed`, that stands differently now."""

    id: int
    document_id: str
    filed: bool
    number: str
    title: str
    owner: str
    cited: Cited
    change: Change
    made_at: str
    settled_at: str | None
    settled_by: str | None
    outcome: str | None


class Tasks:
    """The tasks of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def listed(
        self, actor: Account, *, settled: bool = False, offset: int = 0, limit: int | None = None
    ) -> tuple[list[Task], int]:
        """The tasks on documents that `actor` may see (all, or a part of them), the nearest day first, and how many
        there are."""
        done = task.c.settled_at.is_not(None) if settled else task.c.settled_at.is_(None)
        chosen = _with_documents(
            select(
                task,
                *PLACE,
                filed.c.id.label("filed_id"),
                func.coalesce(matter.c.number, filed.c.doc_number).label("printed"),
                func.coalesce(matter.c.title, filed.c.title).label("title"),
                func.coalesce(matter.c.owner, filed.c.owner).label("owner"),
            ).join(watch, watch.c.id == task.c.watch_id)
        ).order_by(task.c.due, task.c.id)
        counted = _with_documents(select(func.count()).select_from(task))
        with self._database.reading() as connection:
            mine = and_(done, _seen(connection, actor))
            total = connection.execute(counted.where(mine)).scalar_one()
            rows = connection.execute(chosen.where(mine).offset(offset).limit(limit)).all()
        return [_task(row) for row in rows], total

    def waiting(self) -> list[tuple[str, str, int]]:
        """(owner, day on which the newest were made, how many) of open tasks, for notices."""
        owner = func.coalesce(matter.c.owner, filed.c.owner)
        chosen = (
            select(owner, func.max(task.c.made_at), func.count())
            .select_from(task)
            .outerjoin(matter, matter.c.id == task.c.document_id)
            .outerjoin(filed, filed.c.id == task.c.document_id)
            .where(task.c.settled_at.is_(None))
            .group_by(owner)
        )
        with self._database.reading() as connection:
            return [(row[0], row[1][:10], row[2]) for row in connection.execute(chosen)]

    def settle(self, actor: Account, task_id: int, outcome: str) -> None:
        """Say what was done about a task. WorkflowError `task_not_found`, `task_settled`, `reason_missing`."""
        outcome = outcome.strip()[:20_000]
        if not outcome:
            raise WorkflowError(Kind.INVALID, "reason_missing", "请写明处理情况。")
        open_one = and_(task.c.id == task_id, task.c.settled_at.is_(None))
        with self._database.reading() as connection:
            mine = _with_documents(select(task.c.id)).where(open_one, _seen(connection, actor))
            if connection.execute(mine).first() is None:
                raise WorkflowError(Kind.NOT_FOUND, "task_not_found", "没有这项待办，或者已经处理。")
        with self._database.writing() as connection:
            values = {"settled_at": stamp(self._clock()), "settled_by": actor.login, "outcome": outcome}
            if connection.execute(update(task).where(open_one).values(**values)).rowcount != 1:
                raise WorkflowError(Kind.CONFLICT, "task_settled", "这项待办刚刚已经由别人处理。")
            body = {"task": task_id, "outcome": outcome}
            record.append(connection, self._clock(), actor.login, "task_settled", "watch:", body)


def forget(connection: Connection, document_id: str) -> None:
    """Watch a document no more: a place that a task speaks of stays for it, and is looked at no longer."""
    mine = watch.c.document_id == document_id
    connection.execute(update(watch).where(mine).values(active=False))
    connection.execute(delete(watch).where(mine, watch.c.id.not_in(select(task.c.watch_id))))


def withdraw(connection: Connection, document_id: str, by: str, now: str, outcome: str) -> int:
    """Let go of a document that was withdrawn, and settle what is open of it; how many tasks."""
    forget(connection, document_id)
    connection.execute(delete(watched).where(watched.c.document_id == document_id))
    mine = and_(task.c.document_id == document_id, task.c.settled_at.is_(None))
    values = {"settled_at": now, "settled_by": by, "outcome": outcome}
    return connection.execute(update(task).where(mine).values(**values)).rowcount


def _with_documents(chosen: Select[Any]) -> Select[Any]:
    """With the matter or the filed document that a task is of."""
    return chosen.outerjoin(matter, matter.c.id == task.c.document_id).outerjoin(
        filed, filed.c.id == task.c.document_id
    )


def _seen(connection: Connection, actor: Account) -> ColumnElement[bool]:
    """Which tasks `actor` sees: `views.may_see` of their documents."""
    of_matter = views.seen_rows(matter.c.office, matter.c.owner, actor)
    if views.sees_all(actor):
        return of_matter
    named = matter.c.state.contains(f'"{actor.login}"', autoescape=True)  # has a part, may be
    watched_here = matter.c.id.in_(select(task.c.document_id))
    states = connection.execute(
        select(matter.c.id, matter.c.state).where(named, watched_here, not_(of_matter))
    )
    parts = [row.id for row in states if views.may_see(Matter.model_validate_json(row.state), actor)]
    of_filed = views.seen_rows(filed.c.office, filed.c.owner, actor)
    return or_(of_matter, of_filed, task.c.document_id.in_(parts))


def _task(row: Any) -> Task:
    return Task(
        id=row.id,
        document_id=row.document_id,
        filed=row.filed_id is not None,
        number=row.printed,
        title=row.title,
        owner=row.owner,
        cited=Cited(row.name, row.work_id, row.number, row.sub, row.paragraph, row.item),
        change=Change.model_validate_json(row.body),
        made_at=row.made_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        outcome=row.outcome,
    )
