"""Running sessions as their owner and administrators see them: when, from where, with which browser; ended one by one
or all at once. Each end is in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select

from workflow import record
from workflow.accounts import passwords
from workflow.accounts.logins import IDLE_HOURS, LONGEST_HOURS
from workflow.accounts.model import Account
from workflow.database import Clock, Database, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.tables import account, login_session

SHOWN = 16
"""How much of a session's hash names it in lists: it opens nothing, the hash of it would not either."""


@dataclass(frozen=True, slots=True)
class Session:
    """One running session. `here`: the one that asks."""

    id: str
    by: str
    created_at: str
    seen_at: str
    address: str
    agent: str
    here: bool


class Sessions:
    """The sessions of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, account_id: int, token: str | None = None) -> list[Session]:
        """The sessions of an account that still open something, the last used first; `token` is the asking one."""
        here = passwords.kept(token) if token else ""
        chosen = (
            select(login_session).where(self._running(account_id)).order_by(login_session.c.seen_at.desc())
        )
        with self._database.reading() as connection:
            return [_session(row, here) for row in connection.execute(chosen)]

    def counts(self) -> dict[int, int]:
        """How many each account has."""
        whose = login_session.c.account_id
        chosen = select(whose, func.count()).where(self._running()).group_by(whose)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(chosen)}

    def end(self, whose: Account, session_id: str) -> None:
        """End one of one's own. WorkflowError `session_not_found`."""
        here = and_(
            login_session.c.account_id == whose.id,
            login_session.c.token.startswith(session_id, autoescape=True),
        )
        with self._database.writing() as connection:
            ended = 0
            if len(session_id) == SHOWN:
                ended = connection.execute(delete(login_session).where(here)).rowcount
            if not ended:
                raise WorkflowError(Kind.NOT_FOUND, "session_not_found", "没有这次登录，或者已经结束。")
            self._note(connection, whose.login, "session_ended", whose.id, ended)

    def end_all(self, by: str, account_id: int) -> int:
        """End every session of an account: its owner everywhere, or an administrator for them. How many.

        WorkflowError `account_not_found`.
        """
        with self._database.writing() as connection:
            if connection.execute(select(account.c.id).where(account.c.id == account_id)).first() is None:
                raise WorkflowError(Kind.NOT_FOUND, "account_not_found", "没有这个账号。")
            mine = login_session.c.account_id == account_id
            ended = connection.execute(delete(login_session).where(mine)).rowcount
            self._note(connection, by, "signed_out_everywhere", account_id, ended)
            return ended

    def _running(self, account_id: int | None = None) -> Any:
        now = self._clock()
        running = and_(
            login_session.c.seen_at >= stamp(now - timedelta(hours=IDLE_HOURS)),
            login_session.c.created_at >= stamp(now - timedelta(hours=LONGEST_HOURS)),
        )
        return running if account_id is None else and_(running, login_session.c.account_id == account_id)

    def _note(self, connection: Connection, by: str, act: str, account_id: int, ended: int) -> None:
        record.append(connection, self._clock(), by, act, f"account:{account_id}", {"ended": ended})


def _session(row: Any, here: str) -> Session:
    return Session(
        row.token[:SHOWN],
        row.by,
        row.created_at,
        row.seen_at,
        row.address or "",
        row.agent or "",
        row.token == here,
    )
