"""Statements and texts between the model and their rows."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, and_, exists, func, insert, select

from corpus.alike import Mark, TextForm
from corpus.identity import text_hash
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
_FAST = 1  # zlib level: 3,000 texts in one second; level 6 takes four times as long for a sixth less space


# Texts


def put_source_text(connection: Connection, raw: str) -> str | None:
    """Archive a raw text; answers its hash, None for an empty one."""
    if not raw:
        return None
    data = raw.encode()
    digest = hashlib.sha256(data).hexdigest()
    if connection.execute(select(source_text.c.size).where(source_text.c.hash == digest)).first() is None:
        connection.execute(
            insert(source_text), {"hash": digest, "size": len(data), "body": zlib.compress(data, _FAST)}
        )
    return digest


def put_text(connection: Connection, title: str, units: Sequence[Unit], content_hash: str) -> int:
    """The id of a text, which is written when it is not there yet."""
    found = connection.execute(select(text.c.id).where(text.c.content_hash == content_hash)).scalar()
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
        "text_hash": text_hash(each.text),
    }


@lru_cache(maxsize=4096)
def _headings(path: str) -> tuple[str, ...]:
    return tuple(codec.load(path))


_KINDS = {each.value: each for each in UnitKind}


def unit_of(row: Sequence[Any]) -> Unit:
    """A unit from a row of `UNIT_FIELDS`."""
    key, kind, number, sub, label, path, words = row
    return Unit(key, _KINDS[kind], number, sub, label, _headings(path), words)


def text_form(connection: Connection, text_id: int, content_hash: str, unit_count: int) -> TextForm:
    """A stored text for `corpus.merge`, read as far as the comparison asks."""
    return TextForm(
        content_hash, unit_count, partial(_marks, connection, text_id), partial(_words, connection, text_id)
    )


def _marks(connection: Connection, text_id: int) -> Iterable[Mark]:
    fields = (unit.c.text_hash, func.length(unit.c.text), unit.c.kind, unit.c.number, unit.c.sub)
    rows = connection.execute(select(*fields).where(unit.c.text_id == text_id).order_by(unit.c.position))
    return [Mark(*row) for row in rows]


def _words(connection: Connection, text_id: int) -> Sequence[str]:
    chosen = select(unit.c.text).where(unit.c.text_id == text_id).order_by(unit.c.position)
    return connection.execute(chosen).scalars().all()


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
    chosen = (
        select(*_STATEMENT_FIELDS)
        .join(load, load.c.seq == statement.c.load_seq)
        .join(text, text.c.id == statement.c.text_id)
        .where(
            statement.c.work_id == work_id, load.c.state != LoadState.UNDONE.value, ~_read_otherwise_since()
        )
        .order_by(statement.c.load_seq, statement.c.id)
    )
    return [(_statement(row), row._mapping) for row in connection.execute(chosen)]


def _read_otherwise_since() -> Any:
    newer, newer_load = statement.alias("newer"), load.alias("newer_load")
    return exists().where(
        and_(
            newer.c.source == statement.c.source,
            newer.c.path == statement.c.path,
            newer.c.raw_hash == statement.c.raw_hash,
            newer.c.work_id != statement.c.work_id,
            newer.c.load_seq > statement.c.load_seq,
            newer_load.c.seq == newer.c.load_seq,
            newer_load.c.state != LoadState.UNDONE.value,
        )
    )


def works_at(connection: Connection, source: str, path: str, raw_hash: str | None) -> set[str]:
    """The works that this raw text at this place of a source was taken for, in any load."""
    if raw_hash is None:
        return set()
    chosen = select(statement.c.work_id).where(
        statement.c.source == source, statement.c.path == path, statement.c.raw_hash == raw_hash
    )
    return set(connection.execute(chosen.distinct()).scalars())


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
