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
    """One notice in the outbox. Without `send` it is for its reader's page alone: nobody wanted it sent, or there was
    no way set up."""

    id: int
    to: str
    subject: str
    link: str
    made_at: str
    tries: int
    send: bool = True
    sent_at: str | None = None
    problem: str | None = None
    read: bool = False


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

    def put(self, reasons: Iterable[Reason], *, sending: bool = True) -> int:
        """Add what is not there yet; how many were new. Without `sending` they stay on the page: a way to people that
        is set up later brings them no old notices."""
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
            rows = [_row(each, now, sending and each.send) for each in new if each.key not in known]
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
        unsent = and_(notice.c.sent_at.is_(None), notice.c.send)
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
        due = and_(notice.c.sent_at.is_(None), notice.c.send, notice.c.next_at <= stamp(self._clock()))
        chosen = select(notice).where(due).order_by(notice.c.id).limit(MOST_AT_ONCE)
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        return [_notice(row) for row in rows]

    # On the page of whom they are for

    def of(
        self, login: str, *, unread: bool = False, offset: int = 0, limit: int = 50
    ) -> tuple[list[Notice], int]:
        """Everything that was sent or is waiting for somebody, the newest first, and how much there is."""
        mine = notice.c.to == login
        if unread:
            mine = and_(mine, notice.c.read_at.is_(None))
        chosen = select(notice).where(mine).order_by(notice.c.id.desc()).offset(offset).limit(limit)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).where(mine)).scalar_one()
            return [_notice(row) for row in connection.execute(chosen)], total

    def unread(self, login: str) -> int:
        """How many somebody has not read; one look into an index."""
        mine = and_(notice.c.to == login, notice.c.read_at.is_(None))
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).where(mine)).scalar_one()

    def mark_read(self, login: str, notice_id: int | None = None, *, link: str | None = None) -> int:
        """Mark one as read, those that lead to a page, or all; how many were not."""
        mine = and_(notice.c.to == login, notice.c.read_at.is_(None))
        if notice_id is not None:
            mine = and_(mine, notice.c.id == notice_id)
        if link is not None:
            mine = and_(mine, notice.c.link == link)
        with self._database.writing() as connection:
            values = {"read_at": stamp(self._clock())}
            return connection.execute(update(notice).where(mine).values(**values)).rowcount

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


def _notice(row: Any) -> Notice:
    return Notice(
        row.id,
        row.to,
        row.subject,
        row.link,
        row.made_at,
        row.tries,
        bool(row.send),
        row.sent_at,
        row.problem,
        row.read_at is not None,
    )


def _row(each: Reason, now: str, send: bool) -> dict[str, Any]:
    return {
        "key": each.key,
        "to": each.to,
        "subject": each.subject[:300],
        "body": "",
        "link": each.link,
        "made_at": now,
        "tries": 0,
        "next_at": now,
        "send": send,
    }
