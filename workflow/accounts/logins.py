"""Signing in: sessions that begin anew at every sign-in, lock-out after wrong passwords, single sign-on."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from workflow import record
from workflow.accounts import passwords
from workflow.accounts.model import Account, account_of
from workflow.database import Clock, Database, moment, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.tables import account, login_session

MOST_FAILURES = 5
LOCK_MINUTES = 15
IDLE_HOURS, LONGEST_HOURS = 8, 24 * 7
"""A session ends after this long without a request, and at the latest after this long."""
_SEEN_EVERY = timedelta(minutes=5)
"""How exactly idle time is known: a request does not write more often than this."""


@dataclass(frozen=True, slots=True)
class Login:
    """A running session. `token` is what the browser holds, known only when it is made; `csrf` goes into forms."""

    account: Account
    csrf: str
    token: str = ""

    def proves(self, given: str | None) -> bool:
        """Whether a request bears this session's own proof that it comes from our pages."""
        return given is not None and hmac.compare_digest(self.csrf.encode(), given.encode())


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs in: the address and what the browser calls itself, as they say."""

    address: str = ""
    agent: str = ""


NOWHERE = Place()


class Logins:
    """The sessions of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def sign_in(self, login: str, password: str, old: str | None = None, place: Place = NOWHERE) -> Login:
        """A new session; the one the browser held before (`old`) ends, so that none can be planted on a user.

        WorkflowError `login_failed` (the same words whatever was wrong), `account_locked`.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(account).where(account.c.login == login.strip())).first()
        if row is not None and row.locked_until and moment(row.locked_until) > self._clock():
            raise _locked(row.locked_until, self._clock().timestamp())
        right = passwords.fits(row.password if row else None, password) and bool(row and row.active)
        if row is None:
            raise _failed()
        with self._database.writing() as connection:
            if not right:
                self._note_failure(connection, row.id, row.login)
            else:
                values = {"failures": 0, "locked_until": None}
                connection.execute(update(account).where(account.c.id == row.id).values(**values))
                return self._begin(connection, account_of(row), "password", old, place)
        raise _failed()

    def trust(self, login: str, old: str | None = None, place: Place = NOWHERE) -> Login:
        """A session for whom a trusted proxy has signed in. WorkflowError `login_failed` without such an account."""
        with self._database.writing() as connection:
            row = connection.execute(select(account).where(account.c.login == login.strip())).first()
            if row is None or not row.active:
                raise WorkflowError(
                    Kind.NOT_ALLOWED, "no_account", "单点登录的这个用户在法据里没有账号，请系统管理员建立。"
                )
            return self._begin(connection, account_of(row), "sso", old, place)

    def of(self, token: str | None) -> Login | None:
        """The session of a token; None when there is none, it has ended, or the account is no longer active."""
        if not token:
            return None
        chosen = (
            select(login_session, account)
            .join(account, account.c.id == login_session.c.account_id)
            .where(login_session.c.token == passwords.kept(token), account.c.active)
        )
        with self._database.reading() as connection:
            row = connection.execute(chosen).first()
        if row is None:
            return None
        now = self._clock()
        seen, created = moment(row.seen_at), moment(row._mapping[login_session.c.created_at])
        if now - seen > timedelta(hours=IDLE_HOURS) or now - created > timedelta(hours=LONGEST_HOURS):
            return None
        if now - seen > _SEEN_EVERY:
            with self._database.writing() as connection:
                chosen_row = login_session.c.token == passwords.kept(token)
                connection.execute(update(login_session).where(chosen_row).values(seen_at=stamp(now)))
        return Login(account_of(row), row.csrf)

    def sign_out(self, token: str | None) -> None:
        """End a session."""
        found = self.of(token)
        if token and found:
            with self._database.writing() as connection:
                connection.execute(
                    delete(login_session).where(login_session.c.token == passwords.kept(token))
                )
                self._note(connection, found.account, "signed_out", {})

    def _begin(self, connection: Connection, whose: Account, by: str, old: str | None, place: Place) -> Login:
        now = self._clock()
        ended = stamp(now - timedelta(hours=LONGEST_HOURS))
        connection.execute(delete(login_session).where(login_session.c.created_at < ended))
        if old:
            connection.execute(delete(login_session).where(login_session.c.token == passwords.kept(old)))
        token, csrf = passwords.drawn(), passwords.drawn()
        connection.execute(
            insert(login_session),
            {
                "token": passwords.kept(token),
                "account_id": whose.id,
                "csrf": csrf,
                "by": by,
                "created_at": stamp(now),
                "seen_at": stamp(now),
                "address": place.address[:64],
                "agent": place.agent[:200],
            },
        )
        self._note(connection, whose, "signed_in", {"by": by})
        return Login(whose, csrf, token)

    def _note_failure(self, connection: Connection, account_id: int, login: str) -> None:
        locked = select(account.c.failures).where(account.c.id == account_id).with_for_update()
        failures = connection.execute(locked).scalar_one() + 1
        values: dict[str, object] = {"failures": failures}
        if failures >= MOST_FAILURES:
            values |= {
                "failures": 0,
                "locked_until": stamp(self._clock() + timedelta(minutes=LOCK_MINUTES)),
            }
        connection.execute(update(account).where(account.c.id == account_id).values(**values))
        body = {"failures": failures, "locked": failures >= MOST_FAILURES}
        record.append(connection, self._clock(), login, "sign_in_failed", f"account:{account_id}", body)

    def _note(self, connection: Connection, whose: Account, act: str, body: dict[str, object]) -> None:
        record.append(connection, self._clock(), whose.login, act, f"account:{whose.id}", body)


def _failed() -> WorkflowError:
    return WorkflowError(Kind.UNKNOWN_PERSON, "login_failed", "登录名或密码不对。")


def _locked(until: str, now: float) -> WorkflowError:
    minutes = max(1, round((moment(until).timestamp() - now) / 60 + 0.5))
    sentence = f"密码连续输错 {MOST_FAILURES} 次，账号已锁定，请在 {minutes} 分钟后再试，或者请管理员解锁。"
    return WorkflowError(Kind.TOO_MANY, "account_locked", sentence)
