"""The outbox in the database: each notice once, sent until it has arrived; trouble is kept with it and visible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import and_, func, insert, select, update

from workflow.database import Clock, Database, stamp, system_clock
from workflow.notices.reasons import Reason
from workflow.tables import notice

MOST_AT_ONCE = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
LONGEST_PROBLEM = 300


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice in the outbox."""

    id: int
    to: str
    subject: str
    link: str
    made_at: str
    tries: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the outbox stands: notices not sent yet, those that failed at least once, the last trouble."""

    waiting: int
    failing: int
    problem: str


class SendError(Exception):
    """A notice could not be sent now; the message is Chinese and free of secrets."""


class Sender(Protocol):
    """A way to people. SendError when it is away: the notice stays and is tried again."""

    def __call__(self, notice: Notice) -> None: ...


class Outbox:
    """The outbox of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, reasons: Iterable[Reason]) -> int:
        """Add what is not there yet; how many were new."""
        wanted = {each.key: each for each in reasons}
        if not wanted:
            return 0
        with self._database.reading() as connection:
            known = set(connection.execute(select(notice.c.key).where(notice.c.key.in_(wanted))).scalars())
        new = [each for key, each in wanted.items() if key not in known]
        if not new:
            return 0
        with self._database.writing() as connection:
            keys = [each.key for each in new]
            known = set(connection.execute(select(notice.c.key).where(notice.c.key.in_(keys))).scalars())
            now = stamp(self._clock())
            rows = [_row(each, now) for each in new if each.key not in known]
            if rows:
                connection.execute(insert(notice), rows)
        return len(rows)

    def send(self, sender: Sender) -> int:
        """Send what is due; how many arrived. A notice that fails waits longer each time, and is never dropped."""
        arrived = 0
        for each in self._due():
            if not self._claimed(each):
                continue
            try:
                sender(each)
            except SendError as error:
                self._mark(each, problem=str(error)[:LONGEST_PROBLEM])
            else:
                self._mark(each, sent_at=stamp(self._clock()), problem=None)
                arrived += 1
        return arrived

    def waiting(self) -> Waiting:
        unsent = notice.c.sent_at.is_(None)
        with self._database.reading() as connection:
            count = connection.execute(select(func.count()).where(unsent)).scalar_one()
            failing = connection.execute(
                select(func.count()).where(and_(unsent, notice.c.problem.is_not(None)))
            ).scalar_one()
            last = connection.execute(
                select(notice.c.problem)
                .where(and_(unsent, notice.c.problem.is_not(None)))
                .order_by(notice.c.next_at.desc())
                .limit(1)
            ).scalar()
        return Waiting(count, failing, last or "")

    def _due(self) -> list[Notice]:
        due = and_(notice.c.sent_at.is_(None), notice.c.next_at <= stamp(self._clock()))
        chosen = select(notice).where(due).order_by(notice.c.id).limit(MOST_AT_ONCE)
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        return [Notice(row.id, row.to, row.subject, row.link, row.made_at, row.tries) for row in rows]

    def _claimed(self, each: Notice) -> bool:
        """Whether this process sends it: the next try is set before, so that two never send one at once, and one that
        dies in between leaves it to be tried again."""
        wait = min(FIRST_WAIT * 2**each.tries, LONGEST_WAIT)
        values = {"tries": each.tries + 1, "next_at": stamp(self._clock() + wait)}
        as_read = and_(notice.c.id == each.id, notice.c.tries == each.tries, notice.c.sent_at.is_(None))
        with self._database.writing() as connection:
            return connection.execute(update(notice).where(as_read).values(**values)).rowcount == 1

    def _mark(self, each: Notice, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(update(notice).where(notice.c.id == each.id).values(**values))


def _row(each: Reason, now: str) -> dict[str, Any]:
    return {
        "key": each.key,
        "to": each.to,
        "subject": each.subject[:300],
        "body": "",
        "link": each.link,
        "made_at": now,
        "tries": 0,
        "next_at": now,
    }
