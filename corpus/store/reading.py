"""The library as it was when it was opened, read from the store.

A `StoreLibrary` is a snapshot: works and versions are read in one transaction when it is made, and unit rows
never change, so that answers stay consistent while a load goes on. Works are kept as plain rows and become
`Work` values when asked for; units are read on demand. Any number of threads may use one library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, and_, bindparam, or_, select

from corpus.model import Level, LibraryInfo, Unit, Version, Witness, Work, split_unit_id
from corpus.store import codec, deriving
from corpus.store.citing import Mentions
from corpus.store.errors import explained
from corpus.store.rows import UNIT_FIELDS, unit_of, units_of
from corpus.store.schema import statement, text, unit, version, witness, work

_MOST_KEPT = 4096
_TEXTS_KEPT = 8
_CHUNK = 64  # units asked for in one statement; more become several
_VERSION_FIELDS = (
    version.c.work_id,
    version.c.key,
    version.c.title,
    version.c.publish_date,
    version.c.text_id,
    text.c.content_hash,
    text.c.unit_count,
    version.c.variants,
    version.c.problems,
)
_WITNESS_FIELDS = (
    witness.c.work_id,
    witness.c.version_key,
    statement.c.source,
    statement.c.path,
    statement.c.reader,
    statement.c.load_seq,
    text.c.content_hash,
    statement.c.version_date,
    statement.c.effective_date,
    statement.c.status,
    statement.c.acts,
)


class StoreLibrary:
    """`corpus.library.Library` on a store; made by `Store.library`.

    `revision` is the store's when the snapshot was taken; `mentions` what the stored texts cite.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        with explained(place), engine.connect() as connection:
            self._info = deriving.library_info(connection)
            self.revision = deriving.revision(connection)
            self._rows = {row.id: tuple(row) for row in connection.execute(select(work).order_by(work.c.id))}
            versions = connection.execute(_versions()).all()
            witnesses = connection.execute(_witnesses()).all()
        self._versions = {key: tuple(rows) for key, rows in groupby(versions, lambda row: str(row[0]))}
        self._witnesses = {key: tuple(rows) for key, rows in groupby(witnesses, lambda row: str(row[0]))}
        self._texts = {(row.work_id, row.key): (row.text_id, row.unit_count) for row in versions}
        self._made: dict[str, Work] = {}
        self._all: tuple[Work, ...] | None = None
        self._sql = _UnitSql(engine)
        self._kept: dict[str, Unit] = {}  # units asked for lately; they never change
        # One page asks for a text several times.
        self._units_of = lru_cache(maxsize=_TEXTS_KEPT)(self._read_units)
        self.mentions = Mentions(engine, place)

    def info(self) -> LibraryInfo:
        return self._info

    def works(self) -> Sequence[Work]:
        if self._all is None:
            self._all = tuple(self._make(each) for each in sorted(self._rows))
        return self._all

    def work(self, work_id: str) -> Work | None:
        return self._make(work_id) if work_id in self._rows else None

    def units(self, work_id: str, version_key: str) -> Sequence[Unit]:
        place = self._texts.get((work_id, version_key))
        return [] if place is None else self._units_of(place[0])

    def text_id(self, work_id: str, version_key: str) -> int | None:
        """The store's id of a version's text."""
        place = self._texts.get((work_id, version_key))
        return None if place is None else int(place[0])

    def places(self) -> Mapping[int, Sequence[tuple[str, str]]]:
        """The (work, version) pairs whose text each stored text is."""
        found: dict[int, list[tuple[str, str]]] = {}
        for place, (text_id, _) in self._texts.items():
            found.setdefault(text_id, []).append(place)
        return found

    def text_units(self, content_hash: str) -> Sequence[Unit]:
        """The units of any stored text, of a variant too; empty when the hash is unknown."""
        with explained(self._place), self._engine.connect() as connection:
            found = connection.execute(select(text.c.id).where(text.c.content_hash == content_hash)).scalar()
        return [] if found is None else self._units_of(found)

    def unit(self, work_id: str, version_key: str, unit_key: str) -> Unit | None:
        if not unit_key or ":" in unit_key:  # no key at all; it would make another id
            return None
        name = f"{work_id}:{version_key}:{unit_key}"
        return self.units_by_id([name]).get(name)

    def units_by_id(self, unit_ids: Iterable[str]) -> Mapping[str, Unit]:
        order = list(unit_ids)
        found = {name: each for name in order if (each := self._kept.get(name)) is not None}
        wanted: dict[tuple[int, str], list[str]] = {}
        for name in order:
            if name not in found:
                work_id, version_key, key = split_unit_id(name)
                place = self._texts.get((work_id, version_key))
                if place is not None:
                    wanted.setdefault((place[0], key), []).append(name)
        if not wanted:
            return found
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        with explained(self._place):
            for row in self._sql.fetch(list(wanted)):
                each = unit_of(row[1:])
                for name in wanted[row[0], each.key]:
                    found[name] = self._kept[name] = each
        return {name: found[name] for name in order if name in found}

    def iter_units(self) -> Iterator[tuple[Work, Version, Unit]]:
        """Every unit with its work and version: works by id, versions in time, units as in the text.

        One version is in memory at a time.
        """
        for each in self.works():
            for one in each.versions:
                for found in self.units(each.id, one.key):
                    yield each, one, found

    def _read_units(self, text_id: int) -> tuple[Unit, ...]:
        with explained(self._place), self._engine.connect() as connection:
            return tuple(units_of(connection, text_id))

    def _make(self, work_id: str) -> Work:
        made = self._made.get(work_id)
        if made is None:
            _, title, level, issuer, region, category, doc_number = self._rows[work_id]
            versions = self._make_versions(work_id)
            made = Work(work_id, title, Level(level), issuer, region, category, doc_number, versions)
            self._made[work_id] = made
        return made

    def _make_versions(self, work_id: str) -> tuple[Version, ...]:
        witnesses: dict[str, list[Witness]] = {}
        for row in self._witnesses.get(work_id, ()):
            witnesses.setdefault(row.version_key, []).append(_witness(row))
        return tuple(
            Version(
                work_id=work_id,
                key=row.key,
                title=row.title,
                publish_date=row.publish_date,
                content_hash=row.content_hash,
                unit_count=row.unit_count,
                witnesses=tuple(witnesses.get(row.key, ())),
                variants=tuple(codec.load(row.variants)),
                problems=codec.load_problems(row.problems),
            )
            for row in self._versions.get(work_id, ())
        )


def _witness(row: Any) -> Witness:
    return Witness(
        source=row.source,
        path=row.path,
        reader=row.reader,
        load_seq=row.load_seq,
        content_hash=row.content_hash,
        version_date=row.version_date,
        effective_date=row.effective_date,
        status=row.status,
        acts=codec.load_acts(row.acts),
    )


def _versions() -> Any:
    return (
        select(*_VERSION_FIELDS)
        .join(text, text.c.id == version.c.text_id)
        .order_by(version.c.work_id, version.c.position)
    )


def _witnesses() -> Any:
    return (
        select(*_WITNESS_FIELDS)
        .join(statement, statement.c.id == witness.c.statement_id)
        .join(text, text.c.id == statement.c.text_id)
        .order_by(witness.c.work_id, witness.c.version_key, witness.c.position)
    )


class _UnitSql:
    """Fetches units by (text id, key), straight through the driver: every search reads a page of hits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._by_name = not engine.dialect.positional
        self._compiled = lru_cache(maxsize=_CHUNK)(self._compile)

    def fetch(self, places: Sequence[tuple[int, str]]) -> list[Any]:
        rows: list[Any] = []
        if not places:
            return rows
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            for start in range(0, len(places), _CHUNK):
                part = places[start : start + _CHUNK]
                cursor.execute(self._compiled(len(part)), self._values(part))
                rows.extend(cursor.fetchall())
            cursor.close()
        finally:
            connection.close()
        return rows

    def _values(self, part: Sequence[tuple[int, str]]) -> Any:
        if self._by_name:
            named: dict[str, int | str] = {}
            for n, (text_id, key) in enumerate(part):
                named[f"t{n}"], named[f"k{n}"] = text_id, key
            return named
        return [value for place in part for value in place]

    def _compile(self, count: int) -> str:
        pairs = or_(
            *(
                and_(unit.c.text_id == bindparam(f"t{n}"), unit.c.key == bindparam(f"k{n}"))
                for n in range(count)
            )
        )
        chosen = select(unit.c.text_id, *UNIT_FIELDS).where(pairs)
        return str(chosen.compile(self._engine))
