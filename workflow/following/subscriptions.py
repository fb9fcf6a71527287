"""Who follows what: subscriptions, the address of somebody's own feed, and what they were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.store import codec
from workflow.accounts import passwords
from workflow.database import Clock, Database, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.following.journal import Entry, Item, entry_of
from workflow.tables import account, feed_token, followed, journal, journal_run, subscription

MOST = 200
"""Subscriptions of one person."""
LONGEST_QUERY, LONGEST_NAME = 2_000, 200


@dataclass(frozen=True, slots=True)
class Target:
    """What is followed: a law (`place` is `law:ID`), or what a search finds: the path of its page and its parameters
    in their canonical form. `name` is what a reader is shown."""

    place: str
    query: str
    name: str

    @property
    def law(self) -> str | None:
        """The id of the law; None for a search."""
        kind, colon, law = self.place.partition(":")
        return law if colon and kind == "law" else None

    @property
    def link(self) -> str:
        """The page of what is followed."""
        if self.law:
            return f"/laws/{self.law}"
        return f"{self.place}?{self.query}" if self.query else self.place


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription. `looked`: up to which entry of the journal; `matched`: what it found then; `send`: whether
    its owner wants it by mail or webhook too."""

    id: int
    login: str
    target: Target
    send: bool
    looked: int
    matched: frozenset[Item]
    made_at: str


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the journal that somebody was told of, and the names of the subscriptions it came by."""

    id: int
    entry: Entry
    names: tuple[str, ...]
    read: bool


class Subscriptions:
    """The subscriptions of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def subscribe(self, login: str, target: Target, matched: Iterable[Item], *, send: bool) -> Subscription:
        """Follow something from now on; once more changes only how it is told.

        WorkflowError `too_many_subscriptions`, `bad_subscription`.
        """
        if len(target.query) > LONGEST_QUERY:
            raise WorkflowError(Kind.INVALID, "bad_subscription", "这次检索的条件太长，不能订阅。")
        values = {
            "login": login,
            "place": target.place,
            "query": target.query,
            "name": target.name[:LONGEST_NAME],
            "send": send,
            "matched": dump_items(matched),
            "made_at": stamp(self._clock()),
        }
        try:
            with self._database.writing() as connection:
                mine = select(func.count()).where(subscription.c.login == login)
                if connection.execute(_one(login, target)).first():
                    connection.execute(update(subscription).where(_same(login, target)).values(send=send))
                elif connection.execute(mine).scalar_one() >= MOST:
                    sentence = f"一个人最多订阅 {MOST} 项，请先取消一些。"
                    raise WorkflowError(Kind.CONFLICT, "too_many_subscriptions", sentence)
                else:
                    last = connection.execute(select(journal_run.c.last)).scalar() or 0
                    connection.execute(insert(subscription), {**values, "looked": last})
        except IntegrityError:  # two presses of one button at once
            pass
        with self._database.reading() as connection:
            return _subscription(connection.execute(_one(login, target)).one())

    def cancel(self, login: str, subscription_id: int) -> None:
        """Follow it no more; what was told stays. WorkflowError `subscription_not_found`."""
        mine = and_(subscription.c.id == subscription_id, subscription.c.login == login)
        with self._database.writing() as connection:
            if connection.execute(delete(subscription).where(mine)).rowcount != 1:
                raise WorkflowError(Kind.NOT_FOUND, "subscription_not_found", "没有这项订阅，或者已经取消。")

    def all(self, login: str) -> list[Subscription]:
        """What somebody follows, the newest first."""
        chosen = select(subscription).where(subscription.c.login == login).order_by(subscription.c.id.desc())
        with self._database.reading() as connection:
            return [_subscription(row) for row in connection.execute(chosen)]

    def has(self, login: str, target: Target) -> bool:
        with self._database.reading() as connection:
            return connection.execute(_one(login, target)).first() is not None

    def behind(self, last: int) -> dict[str, list[Subscription]]:
        """By login, the subscriptions that have not seen the journal up to `last`."""
        chosen = select(subscription).where(subscription.c.looked < last).order_by(subscription.c.id)
        found: dict[str, list[Subscription]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(chosen):
                found.setdefault(row.login, []).append(_subscription(row))
        return found

    # What was told

    def told(
        self, login: str, *, unread: bool = False, offset: int = 0, limit: int = 50
    ) -> tuple[list[Told], int]:
        """What somebody was told, the newest first, and how much there is."""
        mine = followed.c.login == login
        if unread:
            mine = and_(mine, followed.c.read_at.is_(None))
        chosen = (
            select(followed.c.id.label("followed_id"), followed.c.names, followed.c.read_at, journal)
            .join(journal, journal.c.id == followed.c.journal_id)
            .where(mine)
            .order_by(followed.c.journal_id.desc())
        )
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).where(mine)).scalar_one()
            rows = connection.execute(chosen.offset(offset).limit(limit)).all()
        return [_told(row) for row in rows], total

    def mark_read(self, login: str, told_id: int | None = None) -> int:
        """Mark one as read, or all; how many were not."""
        mine = and_(followed.c.login == login, followed.c.read_at.is_(None))
        if told_id is not None:
            mine = and_(mine, followed.c.id == told_id)
        with self._database.writing() as connection:
            values = {"read_at": stamp(self._clock())}
            return connection.execute(update(followed).where(mine).values(**values)).rowcount

    # The feed of one's own

    def new_token(self, login: str) -> str:
        """The token of somebody's own feed, made anew: an older address ends."""
        token = passwords.drawn()
        with self._database.writing() as connection:
            connection.execute(delete(feed_token).where(feed_token.c.login == login))
            row = {"login": login, "token": passwords.kept(token), "made_at": stamp(self._clock())}
            connection.execute(insert(feed_token), row)
        return token

    def token_made(self, login: str) -> str | None:
        """When somebody's feed address was made; None without one."""
        chosen = select(feed_token.c.made_at).where(feed_token.c.login == login)
        with self._database.reading() as connection:
            return connection.execute(chosen).scalar()

    def owner_of(self, token: str) -> str:
        """Whose feed it is. WorkflowError `feed_not_found`: unknown, renewed, or its owner may not sign in any more."""
        chosen = (
            select(feed_token.c.login)
            .join(account, account.c.login == feed_token.c.login)
            .where(feed_token.c.token == passwords.kept(token), account.c.active)
        )
        with self._database.reading() as connection:
            login: str | None = connection.execute(chosen).scalar()
        if login is None:
            raise WorkflowError(Kind.NOT_FOUND, "feed_not_found", "没有这个订阅源，或者它的地址已经更换。")
        return login


def dump_items(items: Iterable[Item]) -> str:
    """Items as they are stored."""
    return codec.dump(sorted([shelf, item] for shelf, item in items))


def _one(login: str, target: Target) -> Any:
    return select(subscription).where(_same(login, target))


def _same(login: str, target: Target) -> Any:
    return and_(
        subscription.c.login == login,
        subscription.c.place == target.place,
        subscription.c.query == target.query,
    )


def _subscription(row: Any) -> Subscription:
    matched = frozenset((shelf, item) for shelf, item in codec.load(row.matched))
    target = Target(row.place, row.query, row.name)
    return Subscription(row.id, row.login, target, bool(row.send), row.looked, matched, row.made_at)


def _told(row: Any) -> Told:
    return Told(row.followed_id, entry_of(row), tuple(codec.load(row.names)), row.read_at is not None)
