"""Statements and texts between the model and their rows."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, RowMapping, bindparam, exists, insert, select

from corpus.alike import TextForm
from corpus.merge import Statement
from corpus.model import Level, SourceDocument, Unit, UnitKind
from corpus.store import codec
from corpus.store.records import LoadState
from corpus.store.schema import load, source_text, statement, text, unit

UNIT_FIELDS = (unit.c.key, unit.c.kind, unit.c.number, unit.c.sub, unit.c.label, unit.c.path, unit.c.text)
_STATEMENT_FIELDS = (
    *(each for each in statement.c if each.name not in {"text_id", "raw_hash", "work_id", "said"}),
    statement.c.text_id,
    statement.c.said,
    text.c.content_hash,
    text.c.unit_count,
)
# Built once: making a statement costs more than running it.
_SOURCE_TEXT = select(source_text.c.size).where(source_text.c.hash == bindparam("hash"))
_TEXT = select(text.c.id).where(text.c.content_hash == bindparam("hash"))
_UNITS = select(*UNIT_FIELDS).where(unit.c.text_id == bindparam("id")).order_by(unit.c.position)
_WORKS_AT = (
    select(statement.c.work_id)
    .where(
        statement.c.source == bindparam("source"),
        statement.c.path == bindparam("path"),
        statement.c.raw_hash == bindparam("raw"),
    )
    .distinct()
)


def _read_otherwise_since() -> ColumnElement[bool]:
    newer, newer_load = statement.alias("newer"), load.alias("newer_load")
    return exists().where(
        newer.c.source == statement.c.source,
        newer.c.path == statement.c.path,
        newer.c.raw_hash == statement.c.raw_hash,
        newer.c.work_id != statement.c.work_id,
        newer.c.load_seq > statement.c.load_seq,
        newer_load.c.seq == newer.c.load_seq,
        newer_load.c.state != LoadState.UNDONE.value,
    )


_STATEMENTS = (
    select(*_STATEMENT_FIELDS)
    .join(load, load.c.seq == statement.c.load_seq)
    .join(text, text.c.id == statement.c.text_id)
    .where(
        statement.c.work_id == bindparam("id"),
        load.c.state != LoadState.UNDONE.value,
        ~_read_otherwise_since(),
    )
    .order_by(statement.c.load_seq, statement.c.id)
)
_FAST = 1  # zlib level: 3,000 texts in one second; level 6 takes four times as long for a sixth less space


# Texts


def put_source_text(connection: Connection, raw: str) -> str | None:
    """Archive a raw text; answers its hash, None for an empty one."""
    if not raw:
        return None
    data = raw.encode()
    digest = hashlib.sha256(data).hexdigest()
    if connection.execute(_SOURCE_TEXT, {"hash": digest}).first() is None:
        connection.execute(
            insert(source_text), {"hash": digest, "size": len(data), "body": zlib.compress(data, _FAST)}
        )
    return digest


def put_text(connection: Connection, title: str, units: Sequence[Unit], content_hash: str) -> int:
    """The id of a text, which is written when it is not there yet."""
    found = connection.execute(_TEXT, {"hash": content_hash}).scalar()
    if found is not None:
        return int(found)
    row = {"content_hash": content_hash, "title": title, "unit_count": len(units)}
    text_id = int(connection.execute(insert(text).returning(text.c.id), row).scalar_one())
    if units:
        connection.execute(
            insert(unit), [_unit_row(text_id, place, each) for place, each in enumerate(units)]
        )
    return text_id


def _unit_row(text_id: int, position: int, each: Unit) -> dict[str, Any]:
    return {
        "text_id": text_id,
        "position": position,
        "key": each.key,
        "kind": each.kind.value,
        "number": each.number,
        "sub": each.sub,
        "label": each.label,
        "path": codec.dump(each.path),
        "text": each.text,
    }


@lru_cache(maxsize=4096)
def _headings(path: str) -> tuple[str, ...]:
    return tuple(codec.load(path))


_KINDS = {each.value: each for each in UnitKind}


def unit_of(row: Sequence[Any]) -> Unit:
    """A unit from a row of `UNIT_FIELDS`."""
    key, kind, number, sub, label, path, words = row
    return Unit(key, _KINDS[kind], number, sub, label, _headings(path), words)


def units_of(connection: Connection, text_id: int) -> list[Unit]:
    """The units of a stored text, in order."""
    return [unit_of(row) for row in connection.execute(_UNITS, {"id": text_id})]


def text_form(connection: Connection, text_id: int, content_hash: str, unit_count: int) -> TextForm:
    """A stored text for `corpus.merge`; its units are read where the comparison asks for them."""
    return TextForm(content_hash, unit_count, partial(units_of, connection, text_id))


# Statements


def statement_values(document: SourceDocument, content_hash: str, raw_hash: str | None) -> dict[str, Any]:
    """The columns that hold what a document says; `said` is the hash over all of them."""
    values: dict[str, Any] = {
        "reader": document.reader,
        "source": document.source,
        "path": document.path,
        "title": document.title,
        "level": document.level.value,
        "issuer": document.issuer,
        "region": document.region,
        "category": document.category,
        "doc_number": document.doc_number,
        "version_date": document.version_date,
        "effective_date": document.effective_date,
        "status": document.status,
        "acts": codec.dump_acts(document.acts),
        "problems": codec.dump_problems(document.problems),
        "raw_hash": raw_hash,
    }
    values["said"] = hashlib.sha256(codec.dump([values, content_hash]).encode()).hexdigest()
    return values


def statements_of(connection: Connection, work_id: str) -> list[tuple[Statement, RowMapping]]:
    """All that was said of a work by loads that were not undone, with each row.

    Left out: what the same source says at the same place, in the same raw text, of another work since. The
    program reads the file differently now; the file did not change.
    """
    return [(_statement(row), row._mapping) for row in connection.execute(_STATEMENTS, {"id": work_id})]


def works_at(connection: Connection, source: str, path: str, raw_hash: str | None) -> set[str]:
    """The works that this raw text at this place of a source was taken for, in any load."""
    if raw_hash is None:
        return set()
    place = {"source": source, "path": path, "raw": raw_hash}
    return set(connection.execute(_WORKS_AT, place).scalars())


def _statement(row: Row[Any]) -> Statement:
    return Statement(
        id=row.id,
        load_seq=row.load_seq,
        reader=row.reader,
        source=row.source,
        path=row.path,
        title=row.title,
        level=Level(row.level),
        content_hash=row.content_hash,
        issuer=row.issuer,
        region=row.region,
        category=row.category,
        doc_number=row.doc_number,
        version_date=row.version_date,
        effective_date=row.effective_date,
        status=row.status,
        acts=codec.load_acts(row.acts),
        problems=codec.load_problems(row.problems),
    )
