"""From the journal to those who follow: for each person what is theirs, once.

An entry belongs to a subscription when its item is what is followed, or is found by the search now or was found when
it was last looked at: so a law that a change takes out of a search is told of once more, and one that only moved up
in the ranking, with nothing changed, is not. The subscriptions of a person, but for those whose search cannot be run,
move on in one transaction with what they are told, and only from where they were read: two processes never tell one
thing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from corpus.store import codec
from workflow.database import Database
from workflow.following.journal import Entry, Item, Journal, Mark
from workflow.following.subscriptions import Subscription, Subscriptions, Target, dump_items
from workflow.notices.reasons import Reason
from workflow.tables import followed, subscription

log = logging.getLogger("faju.following")
Matcher = Callable[[Target], frozenset[Item]]
"""What a search finds now; asked for searches only."""
_MOST_ROWS = 400


class _MovedOn(Exception):  # noqa: N818 - names what happened
    """Another process has told this person meanwhile."""


class LibraryMoved(Exception):  # noqa: N818 - names what happened
    """Raised by a `Matcher`: what it looks into is no longer what the mark is of. The next run tells the rest."""


def deliver(database: Database, journal: Journal, mark: Mark, found_by: Matcher) -> int:
    """Tell everybody what is theirs of the journal up to `mark` since they were last told; how much. `found_by` looks
    into the very library that the mark is of. A search that fails holds up nothing but itself: what it would have told
    is told later, and the first failure comes through at the end."""
    waiting, told = Subscriptions(database).behind(mark.last), 0
    if not waiting:
        return 0
    after = min(each.looked for some in waiting.values() for each in some)
    entries = journal.since(after, mark.last)
    look = _Looks(found_by)
    for login, mine in waiting.items():
        try:
            searched = {each.target: look(each.target) for each in mine if each.target.law is None}
            matches = {target: found for target, found in searched.items() if found is not None}
            ready = [each for each in mine if each.target.law or each.target in matches]
            told += _tell(database, login, ready, entries, matches, mark.last) if ready else 0
        except _MovedOn:
            continue
        except LibraryMoved:
            break
        except Exception as error:
            log.exception("following: %s is told later", login)
            look.failures.append(error)
    if look.failures:
        raise look.failures[0]
    return told


class _Looks:
    """Each search is run once, for all who have saved it; None for one that failed."""

    def __init__(self, found_by: Matcher) -> None:
        self.failures: list[Exception] = []
        self._found_by = found_by
        self._known: dict[Target, frozenset[Item] | None] = {}

    def __call__(self, target: Target) -> frozenset[Item] | None:
        if target not in self._known:
            self._known[target] = self._run(target)
        return self._known[target]

    def _run(self, target: Target) -> frozenset[Item] | None:
        try:
            return self._found_by(target)
        except LibraryMoved:
            raise
        except Exception as error:
            log.exception("following: the search %r is told of later", target.name)
            self.failures.append(error)
            return None


def waiting(database: Database) -> list[Reason]:
    """For the notices: who has something to read; apart what they want by mail, and what waits on the page only. The
    key names the newest of those that a person was told, so that each delivery is one notice, whatever was read before
    or since; and what waits on the page only never sends a mail, nor keeps one back that comes to be wanted."""
    newest = followed.alias()
    alike = and_(newest.c.login == followed.c.login, newest.c.send == followed.c.send)
    last = select(func.max(newest.c.journal_id)).where(alike).scalar_subquery()
    chosen = (
        select(followed.c.login, followed.c.send, func.count(), last)
        .where(followed.c.read_at.is_(None))
        .group_by(followed.c.login, followed.c.send)
        .order_by(followed.c.login, followed.c.send)
    )
    with database.reading() as connection:
        rows = connection.execute(chosen).all()
    link = "/desk/following"
    return [
        Reason(
            f"follow{'-mail' if send else ''}:{login}:{last}"[:96],
            login,
            f"你订阅的内容有 {count} 条变化",
            link,
            bool(send),
        )
        for login, send, count, last in rows
    ]


def _tell(
    database: Database,
    login: str,
    mine: Sequence[Subscription],
    entries: Sequence[Entry],
    matches: Mapping[Target, frozenset[Item]],
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
        before = _told_before(connection, login, sorted(told))
        _tell_as_well(connection, before, told)
        known = {row.journal_id for row in before}
        new = [
            {"login": login, "journal_id": each, "names": codec.dump(names), "send": send}
            for each, (names, send) in sorted(told.items())
            if each not in known
        ]
        if new:
            connection.execute(insert(followed), new)
    return len(new)


def _told_before(connection: Connection, login: str, entries: Sequence[int]) -> list[Row[Any, Any, Any, Any]]:
    """What this person was told already of these entries, by another subscription."""
    chosen = select(followed.c.id, followed.c.journal_id, followed.c.names, followed.c.send)
    found: list[Row[Any, Any, Any, Any]] = []
    for at in range(0, len(entries), _MOST_ROWS):
        some = followed.c.journal_id.in_(entries[at : at + _MOST_ROWS])
        found += connection.execute(chosen.where(followed.c.login == login, some)).all()
    return found


def _tell_as_well(
    connection: Connection,
    before: Sequence[Row[Any, Any, Any, Any]],
    told: Mapping[int, tuple[list[str], bool]],
) -> None:
    """Add to what was told the subscriptions that tell of it now, and the mail where one of them asks for it."""
    for row in before:
        names, send = told[row.journal_id]
        known = codec.load(row.names)
        values = {
            "names": codec.dump([*known, *(each for each in names if each not in known)]),
            "send": row.send or send,
        }
        if values != {"names": row.names, "send": row.send}:
            connection.execute(update(followed).where(followed.c.id == row.id).values(**values))
