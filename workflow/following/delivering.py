"""From the journal to those who follow: for each person what is theirs, once.

An entry belongs to a subscription when its item is what is followed, or is found by the search now or was found when
it was last looked at: so a law that a change takes out of a search is told of once more, and one that only moved up
in the ranking, with nothing changed, is not. All subscriptions of a person move on in one transaction with what they
are told, and only from where they were read: two processes never tell one thing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, and_, case, func, insert, select, update

from corpus.store import codec
from workflow.database import Database
from workflow.following.journal import Entry, Item, Journal, Mark
from workflow.following.subscriptions import Subscription, Subscriptions, Target, dump_items
from workflow.notices.reasons import Reason
from workflow.tables import followed, subscription

Matcher = Callable[[Target], frozenset[Item]]
"""What a search finds now; asked for searches only."""
_MOST_ROWS = 400


class _MovedOn(Exception):  # noqa: N818 - names what happened
    """Another process has told this person meanwhile."""


def deliver(database: Database, journal: Journal, mark: Mark, found_by: Matcher) -> int:
    """Tell everybody what is theirs of the journal up to `mark` since they were last told; how much. `found_by` looks
    into the very library that the mark is of. What it raises comes through, with those before it told and those after
    it not yet."""
    waiting, told = Subscriptions(database).behind(mark.last), 0
    if not waiting:
        return 0
    after = min(each.looked for some in waiting.values() for each in some)
    entries = journal.since(after, mark.last)
    matches: dict[Target, frozenset[Item]] = {}
    for login, mine in waiting.items():
        for each in mine:
            if each.target.law is None and each.target not in matches:
                matches[each.target] = found_by(each.target)
        with suppress(_MovedOn):
            told += _tell(database, login, mine, entries, matches, mark.last)
    return told


def waiting(database: Database) -> list[Reason]:
    """For the notices: who has something to read. The key names the newest of all that a person was told, so that each
    delivery is one notice, whatever was read before or since."""
    newest = followed.alias()
    last = select(func.max(newest.c.journal_id)).where(newest.c.login == followed.c.login).scalar_subquery()
    sending = func.sum(case((followed.c.send, 1), else_=0))
    chosen = (
        select(followed.c.login, func.count(), sending, last)
        .where(followed.c.read_at.is_(None))
        .group_by(followed.c.login)
    )
    with database.reading() as connection:
        rows = connection.execute(chosen).all()
    return [
        Reason(
            f"follow:{login}:{newest}"[:96],
            login,
            f"你订阅的内容有 {count} 条变化",
            "/desk/following",
            send > 0,
        )
        for login, count, send, newest in rows
    ]


def _tell(
    database: Database,
    login: str,
    mine: Sequence[Subscription],
    entries: Sequence[Entry],
    matches: dict[Target, frozenset[Item]],
    last: int,
) -> int:
    told: dict[int, tuple[list[str], bool]] = {}
    for each in mine:
        law = each.target.law
        wanted = {("law", law)} if law else each.matched | matches[each.target]
        for entry in entries:
            if entry.id > each.looked and (entry.shelf, entry.item) in wanted:
                names, send = told.get(entry.id, ([], False))
                told[entry.id] = ([*names, each.target.name], send or each.send)
    with database.writing() as connection:
        for each in mine:
            now = matches.get(each.target, frozenset())
            as_read = and_(subscription.c.id == each.id, subscription.c.looked == each.looked)
            values = {"looked": last, "matched": dump_items(now)}
            if connection.execute(update(subscription).where(as_read).values(**values)).rowcount != 1:
                raise _MovedOn
        new = _new_rows(connection, login, told)
        if new:
            connection.execute(insert(followed), new)
    return len(new)


def _new_rows(
    connection: Connection, login: str, told: dict[int, tuple[list[str], bool]]
) -> list[dict[str, Any]]:
    """The rows of what this person has not been told yet, by another subscription."""
    wanted, known = sorted(told), set[int]()
    for at in range(0, len(wanted), _MOST_ROWS):
        some = followed.c.journal_id.in_(wanted[at : at + _MOST_ROWS])
        known |= set(
            connection.execute(select(followed.c.journal_id).where(followed.c.login == login, some)).scalars()
        )
    return [
        {"login": login, "journal_id": each, "names": codec.dump(told[each][0]), "send": told[each][1]}
        for each in wanted
        if each not in known
    ]
