"""What somebody has to look at because a citation of their document stands differently now, and what they did of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update

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

    def tasks(self, actor: Account, *, settled: bool = False, document_id: str | None = None) -> list[Task]:
        """The tasks on documents that `actor` may see, the nearest day first; none is left out."""
        chosen = (
            select(
                task,
                *PLACE,
                filed.c.id.label("filed_id"),
                func.coalesce(matter.c.number, filed.c.doc_number).label("printed"),
                func.coalesce(matter.c.title, filed.c.title).label("title"),
                func.coalesce(matter.c.owner, filed.c.owner).label("owner"),
                filed.c.office,
                matter.c.state,
            )
            .join(watch, watch.c.id == task.c.watch_id)
            .outerjoin(matter, matter.c.id == task.c.document_id)
            .outerjoin(filed, filed.c.id == task.c.document_id)
            .order_by(task.c.due, task.c.id)
        )
        chosen = chosen.where(task.c.settled_at.is_not(None) if settled else task.c.settled_at.is_(None))
        if document_id is not None:
            chosen = chosen.where(task.c.document_id == document_id)
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        seen: dict[str, bool] = {}
        for row in rows:
            if row.document_id not in seen:
                seen[row.document_id] = _may_see(row, actor)
        return [_task(row) for row in rows if seen[row.document_id]]

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


def _may_see(row: Any, actor: Account) -> bool:
    if row.filed_id is not None:
        return views.may_see_filed(row.office, row.owner, actor)
    return views.may_see(Matter.model_validate_json(row.state), actor)


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
