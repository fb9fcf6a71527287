"""The journal in the database: what became of every law, case and document, entry by entry.

A run compares what is true now with what was true at the last run (`known_item`) and writes the differences, all in
one transaction with the mark up to where it is: killed half way it has written nothing, run twice it finds nothing.
Several processes may run it at once: each says from which mark it began, and gives way where that has moved on. What
may be compared at all, only the caller knows: never an older library than the one that the mark is of. The very first
run only takes stock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from corpus.store import codec
from workflow.database import Clock, Database, local_day, moment, stamp, system_clock
from workflow.following.facts import Change, Fact, Facts, Happened, changes, changes_on_shelf, sentence
from workflow.tables import journal, journal_run, known_item

LAW, CASE, DOCUMENT = "law", "case", "document"
Item = tuple[str, str]
"""(shelf, id)."""
_MOST_NAMED = 400
"""Items named in one statement: SQLite takes 32,766 variables, older ones 999."""


@dataclass(frozen=True)
class Sources:
    """Everything that is held, at one moment: (title, facts) by item. `key` names this moment of the library."""

    key: str
    library: str
    items: Mapping[Item, tuple[str, Facts]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal: `due` is the day of the law it is about, `at` when it was noticed."""

    id: int
    uid: str
    at: datetime
    day: date
    library: str
    shelf: str
    item: str
    title: str
    change: Change

    @property
    def sentence(self) -> str:
        return sentence(self.change)

    @property
    def link(self) -> str:
        """The path of the item's page."""
        return f"/{_PLACES[self.shelf]}/{self.item}"


_PLACES = {LAW: "laws", CASE: "cases", DOCUMENT: "documents"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where the journal is: `day` and `key` of the sources of the last run, its last entry. `uid` names this
    journal for ever."""

    uid: str
    day: str
    key: str
    at: str
    last: int

    def behind(self, key: str, today: date) -> bool:
        """Whether the library or the day has moved on."""
        return self.key != key or self.day < today.isoformat()

    def day_after(self, today: date) -> date:
        """The day of the next run: today; or the mark's, which another machine, whose clock is ahead by less than a
        day, has reached already: what began on it does not begin twice."""
        day = date.fromisoformat(self.day)
        return day if today < day <= today + timedelta(days=1) else today


class Journal:
    """The journal of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    def today(self) -> date:
        return local_day(self._clock())

    def mark(self) -> Mark | None:
        """Up to where it is; None before the first run."""
        with self._database.reading() as connection:
            return _mark(connection)

    def run(self, before: Mark | None, sources: Sources, day: date) -> Mark | None:
        """Note what became of everything since `before`, the mark as it was before the sources were read; the new
        mark. None where another process has moved it on meanwhile. `sources` are of `day`."""
        with self._database.reading() as connection:
            if _mark(connection) != before:
                return None
            known = {
                (row.shelf, row.item): (row.title, row.facts)
                for row in connection.execute(select(known_item))
            }
        rows = [] if before is None else _entries(known, sources)
        now = stamp(self._clock())
        with self._database.writing() as connection:
            if _mark(connection, lock=True) != before:
                return None
            _replace(connection, known, sources)
            last = before.last if before else 0
            for at in range(0, len(rows), _MOST_NAMED):
                told = {"at": now, "day": day.isoformat(), "library": sources.library}
                made = [{"uid": str(uuid4()), **told, **row} for row in rows[at : at + _MOST_NAMED]]
                connection.execute(insert(journal), made)
            if rows:
                last = connection.execute(
                    select(journal.c.id).order_by(journal.c.id.desc()).limit(1)
                ).scalar_one()
            mark = Mark(before.uid if before else str(uuid4()), day.isoformat(), sources.key, now, last)
            if before is None:
                connection.execute(insert(journal_run), {"id": 1, **asdict(mark)})
            else:
                connection.execute(update(journal_run).values(**asdict(mark)))
        return mark

    # Reading

    def newest(
        self, most: int, *, item: Item | None = None, among: frozenset[Item] | None = None
    ) -> list[Entry]:
        """The newest entries, of one item or of some, the newest first."""
        chosen = select(journal).order_by(journal.c.id.desc())
        if item is not None:
            chosen = chosen.where(journal.c.shelf == item[0], journal.c.item == item[1])
        found: list[Entry] = []
        with self._database.reading() as connection:
            if among is None:
                return [entry_of(row) for row in connection.execute(chosen.limit(most))]
            for some in _parts(sorted(among)):
                rows = connection.execute(chosen.where(_is_one_of(some)).limit(most))
                found += map(entry_of, rows)
        return sorted(found, key=lambda each: -each.id)[:most]

    def since(self, after: int, until: int) -> list[Entry]:
        """The entries after one up to another, the oldest first."""
        chosen = select(journal).where(journal.c.id > after, journal.c.id <= until).order_by(journal.c.id)
        with self._database.reading() as connection:
            return [entry_of(row) for row in connection.execute(chosen)]


def entry_of(row: Any) -> Entry:
    """An entry from its row."""
    change = Change(Happened(row.happened), row.key, row.due, row.words)
    day = date.fromisoformat(row.day)
    return Entry(row.id, row.uid, moment(row.at), day, row.library, row.shelf, row.item, row.title, change)


def _mark(connection: Connection, lock: bool = False) -> Mark | None:
    chosen = select(journal_run)
    row = connection.execute(chosen.with_for_update() if lock else chosen).first()
    return None if row is None else Mark(row.uid, row.day, row.key, row.at, row.last)


def _entries(known: Mapping[Item, tuple[str, str]], sources: Sources) -> list[dict[str, Any]]:
    """The rows of what changed: by item, so that equal runs write equal journals."""
    found = []
    for item in sorted(known.keys() | sources.items.keys()):
        title, new = sources.items.get(item, ("", None))
        old_title, kept = known.get(item, ("", None))
        if new is not None and kept == dump(new):
            continue
        old = None if kept is None else read(kept)
        compare = changes if item[0] == LAW else changes_on_shelf
        for each in compare(old, new):
            found.append(
                {
                    "shelf": item[0],
                    "item": item[1],
                    "title": title or old_title,
                    "happened": str(each.happened),
                    "key": each.key,
                    "due": each.day,
                    "words": each.words,
                }
            )
    return found


def _replace(connection: Connection, known: Mapping[Item, tuple[str, str]], sources: Sources) -> None:
    """Let what is true now be what is known."""
    now = {item: (title, dump(facts)) for item, (title, facts) in sources.items.items()}
    moved = sorted(item for item, held in known.items() if now.get(item) != held)
    for some in _parts(moved):
        connection.execute(delete(known_item).where(or_(*map(_is, some))))
    new = [
        {"shelf": item[0], "item": item[1], "title": title, "facts": facts}
        for item, (title, facts) in now.items()
        if known.get(item) != (title, facts)
    ]
    if new:
        connection.execute(insert(known_item), new)


def _is(item: Item) -> Any:
    return and_(known_item.c.shelf == item[0], known_item.c.item == item[1])


def _is_one_of(items: Sequence[Item]) -> Any:
    by_shelf: dict[str, list[str]] = {}
    for shelf, item in items:
        by_shelf.setdefault(shelf, []).append(item)
    return or_(
        *(and_(journal.c.shelf == shelf, journal.c.item.in_(some)) for shelf, some in by_shelf.items())
    )


def _parts(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[at : at + _MOST_NAMED] for at in range(0, len(items), _MOST_NAMED))


def dump(facts: Facts) -> str:
    """Facts as they are stored."""
    return codec.dump([list(each) for each in facts])


def read(text: str) -> Facts:
    return tuple(Fact(*each) for each in codec.load(text))
