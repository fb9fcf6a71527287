"""The account of a load: what became of each file and row, what is odd in it, what it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from corpus.merge import Derived, derive
from corpus.model import Problem, Unit
from corpus.store import codec
from corpus.store.records import LoadItem, OutcomeKind
from corpus.store.rows import statements_of, text_form, units_of
from corpus.store.schema import load_item, shelf_item, work
from corpus.store.writing import Writing

Reading = Callable[[], AbstractContextManager[Connection]]
LAW = "law"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts of one law: the one before a load and the one after it, with the keys of their versions."""

    work_id: str
    old_key: str
    old: Sequence[Unit]
    new_key: str
    new: Sequence[Unit]


class LoadAccount:
    """The accounts of one store; made by `Store.account`."""

    def __init__(self, reading: Reading, writing: Writing) -> None:
        self._reading = reading
        self._writing = writing

    def items(
        self,
        seq: int,
        outcome: OutcomeKind | None = None,
        *,
        odd: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[list[LoadItem], int]:
        """Some lines in the order of reading, and how many there are; `odd`: only those with problems."""
        which = load_item.c.load_seq == seq
        if outcome is not None:
            which &= load_item.c.outcome == outcome.value
        if odd:
            which &= load_item.c.problems.is_not(None)
        chosen = select(load_item).where(which).order_by(load_item.c.position)
        with self._reading() as connection:
            rows = connection.execute(chosen.offset(offset).limit(limit)).all()
            total = connection.execute(select(func.count()).select_from(load_item).where(which)).scalar_one()
        return list(map(_item, rows)), int(total)

    def item(self, seq: int, position: int) -> LoadItem | None:
        with self._reading() as connection:
            chosen = select(load_item).where(load_item.c.load_seq == seq, load_item.c.position == position)
            row = connection.execute(chosen).first()
        return None if row is None else _item(row)

    def counts(self, seq: int) -> Mapping[str, Mapping[str, int]]:
        """How many of each outcome, by `law`, `case`, `document`; rows that were merged into another case count as
        `merged`."""
        chosen = (
            select(load_item.c.shelf, load_item.c.outcome, load_item.c.code == "merged_copy", func.count())
            .where(load_item.c.load_seq == seq)
            .group_by(load_item.c.shelf, load_item.c.outcome, load_item.c.code == "merged_copy")
        )
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        with self._reading() as connection:
            for shelf, outcome, merged, count in connection.execute(chosen):
                name = "merged" if merged else outcome
                counts = found[shelf or LAW]
                counts[name] = counts.get(name, 0) + count
        return dict(found)

    def problem_counts(self, seq: int) -> Mapping[str, int]:
        """How often each kind of problem occurs."""
        found: defaultdict[str, int] = defaultdict(int)
        which = (load_item.c.load_seq == seq) & load_item.c.problems.is_not(None)
        with self._reading() as connection:
            for text in connection.execute(select(load_item.c.problems).where(which)).scalars():
                for each in codec.load_problems(text):
                    found[each.code] += 1
        return dict(sorted(found.items()))

    def titles(self, items: Iterable[LoadItem]) -> Mapping[str, str]:
        """The titles of laws, cases and documents that these lines name and that are held now, by id."""
        ids = {each.work_id for each in items if each.work_id}
        with self._reading() as connection:
            laws = connection.execute(select(work.c.id, work.c.title).where(work.c.id.in_(ids)))
            found = {row.id: row.title for row in laws}
            shelved = connection.execute(
                select(shelf_item.c.id, shelf_item.c.title).where(shelf_item.c.id.in_(ids))
            )
            return found | {row.id: row.title for row in shelved}

    def note_problems(self, seq: int, found: Mapping[tuple[str, str], Sequence[Problem]]) -> None:
        """Keep what is odd in the versions that a load touched, with the last line that names each."""
        with self._writing() as connection:
            for (work_id, key), problems in found.items():
                here: ColumnElement[bool] = (
                    (load_item.c.load_seq == seq)
                    & (load_item.c.work_id == work_id)
                    & (load_item.c.version_key == key)
                )
                last = select(func.max(load_item.c.position)).where(here).scalar_subquery()
                one = (load_item.c.load_seq == seq) & (load_item.c.position == last)
                connection.execute(
                    update(load_item).where(one).values(problems=codec.dump_problems(problems))
                )

    def versions(self, seq: int) -> set[tuple[str, str]]:
        """The versions of laws that the lines of a load name."""
        chosen = (
            select(load_item.c.work_id, load_item.c.version_key)
            .where(
                load_item.c.load_seq == seq,
                load_item.c.shelf.is_(None),
                load_item.c.version_key.is_not(None),
            )
            .distinct()
        )
        with self._reading() as connection:
            return {(row.work_id, row.version_key) for row in connection.execute(chosen)}

    def compared(self, item: LoadItem) -> Compared | None:
        """What a line changed: the text of its version before the load or, for a further version, the one before it
        in time. None where there was none, or nothing differs, or the load was undone."""
        if item.work_id is None or item.version_key is None or item.shelf is not None:
            return None
        with self._reading() as connection:
            before = _derived(connection, item.work_id, item.load_seq - 1)
            after = _derived(connection, item.work_id, item.load_seq)
            if after is None:
                return None
            keys = [each.key for each in after[0].work.versions]
            if item.version_key not in keys:
                return None
            old_key, old = _before(item.version_key, keys, before, after)
            new = _text_of(item.version_key, after)
            if old is None or new is None or old == new:
                return None
            return Compared(
                item.work_id, old_key, units_of(connection, old), item.version_key, units_of(connection, new)
            )


_State = tuple[Derived, dict[str, int]]


def _derived(connection: Connection, work_id: str, until: int) -> _State | None:
    """A work as the loads up to number `until` made it, and the ids of its texts by content hash."""
    rows = [(each, row) for each, row in statements_of(connection, work_id) if each.load_seq <= until]
    forms = {
        each.content_hash: text_form(connection, row["text_id"], each.content_hash, row["unit_count"])
        for each, row in rows
    }
    found = derive(work_id, (each for each, _ in rows), forms)
    return None if found is None else (found, {each.content_hash: row["text_id"] for each, row in rows})


def _before(key: str, keys: Sequence[str], before: _State | None, after: _State) -> tuple[str, int | None]:
    """(version key, id of its text) of what stood in the place of version `key`."""
    if before is not None and (known := _text_of(key, before)) is not None:
        return key, known
    at = keys.index(key)
    return (keys[at - 1], _text_of(keys[at - 1], after)) if at else ("", None)


def _text_of(key: str, state: _State) -> int | None:
    found = next((each for each in state[0].work.versions if each.key == key), None)
    return None if found is None else state[1][found.content_hash]


def _item(row: Row[Any]) -> LoadItem:
    values = dict(row._mapping)
    values["outcome"] = OutcomeKind(row.outcome)
    values["problems"] = codec.load_problems(row.problems) if row.problems else ()
    return LoadItem(**values)
