"""The derived tables: kept equal to `corpus.merge.derive` of the statements, work by work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, union

from corpus.merge import Derived, current, derive
from corpus.model import LibraryInfo
from corpus.store import codec
from corpus.store.rows import statements_of, text_form
from corpus.store.schema import meta, statement, text, version, witness, work

_REVISION = "revision"
_INFO = "info"
_WORK = select(work).where(work.c.id == bindparam("id"))
_VERSIONS = select(version).where(version.c.work_id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a work, to tell what a load changed: without sources and places.

    `versions` maps a key to (title, publish date, text id), `problems` to the codes of its problems.
    """

    data: tuple[Any, ...]
    versions: dict[str, tuple[Any, ...]]
    problems: dict[str, set[str]]


def shown(connection: Connection, work_id: str) -> Shown | None:
    """A work as the derived rows show it now; None when it is not held."""
    data = connection.execute(_WORK, {"id": work_id}).first()
    if data is None:
        return None
    rows = connection.execute(_VERSIONS, {"id": work_id}).all()
    return Shown(
        tuple(data),
        {row.key: (row.title, row.publish_date, row.text_id) for row in rows},
        {row.key: {each.code for each in codec.load_problems(row.problems)} for row in rows},
    )


def _derived_of(connection: Connection, work_id: str) -> tuple[Derived | None, dict[str, int]]:
    rows = statements_of(connection, work_id)
    text_ids = {each.content_hash: row["text_id"] for each, row in rows}
    forms = {
        each.content_hash: text_form(connection, row["text_id"], each.content_hash, row["unit_count"])
        for each, row in rows
    }
    return derive(work_id, (each for each, _ in rows), forms), text_ids


def standing_saids(connection: Connection, work_id: str) -> dict[str, int]:
    """What is said of a work and was not replaced: hash of the saying → statement id."""
    rows = statements_of(connection, work_id)
    standing = {each.id for each in current(each for each, _ in rows)}
    return {row["said"]: each.id for each, row in rows if each.id in standing}


def replace(connection: Connection, work_id: str, *, known: bool = True) -> Derived | None:
    """Write a work's derived rows anew; `known=False` when there can be none yet."""
    result, text_ids = _derived_of(connection, work_id)
    if known:
        connection.execute(delete(witness).where(witness.c.work_id == work_id))
        connection.execute(delete(version).where(version.c.work_id == work_id))
        connection.execute(delete(work).where(work.c.id == work_id))
    if result is None:
        return None
    found = result.work
    connection.execute(
        insert(work),
        {
            "id": work_id,
            "title": found.title,
            "level": found.level.value,
            "issuer": found.issuer,
            "region": found.region,
            "category": found.category,
            "doc_number": found.doc_number,
        },
    )
    connection.execute(
        insert(version),
        [
            {
                "work_id": work_id,
                "position": place,
                "key": each.key,
                "title": each.title,
                "publish_date": each.publish_date,
                "text_id": text_ids[each.content_hash],
                "variants": codec.dump(each.variants),
                "problems": codec.dump_problems(each.problems),
            }
            for place, each in enumerate(found.versions)
        ],
    )
    connection.execute(
        insert(witness),
        [
            {"statement_id": each.id, "work_id": work_id, "version_key": key, "position": place}
            for key, members in result.members.items()
            for place, each in enumerate(members)
        ],
    )
    return result


def replace_after_undo(connection: Connection, load_seq: int) -> None:
    """Derive again what an undone load spoke of, and what it had taken from other works by reading anew."""
    there = statement.alias("there")
    own = select(statement.c.work_id).where(statement.c.load_seq == load_seq)
    same_place = (
        select(there.c.work_id)
        .join(
            statement,
            and_(
                statement.c.source == there.c.source,
                statement.c.path == there.c.path,
                statement.c.raw_hash == there.c.raw_hash,
            ),
        )
        .where(statement.c.load_seq == load_seq)
    )
    for each in sorted(connection.execute(union(own, same_place)).scalars()):
        replace(connection, each)
    touch(connection)


def rebuild(connection: Connection) -> None:
    """Derive every work again, and drop works of which nothing is said any more."""
    known = set(connection.execute(select(work.c.id)).scalars())
    said = set(connection.execute(select(statement.c.work_id).distinct()).scalars())
    for each in sorted(known | said):
        replace(connection, each)
    touch(connection)


# The library's version


def touch(connection: Connection) -> None:
    """Note that derived rows changed: the library's figures are counted again when asked for."""
    connection.execute(delete(meta).where(meta.c.name == _INFO))
    put_meta(connection, _REVISION, str(revision(connection) + 1))


def revision(connection: Connection) -> int:
    """Grows with every transaction that changes derived rows; cheap to poll."""
    return int(get_meta(connection, _REVISION) or 0)


def library_info(connection: Connection) -> LibraryInfo:
    """The library's version and size: as noted, or counted (DESIGN §2)."""
    noted = get_meta(connection, _INFO)
    return LibraryInfo(**codec.load(noted)) if noted else count_library(connection)


def note_library(connection: Connection) -> LibraryInfo:
    """Count the library and note the figures for those who open the store next."""
    found = count_library(connection)
    noted = codec.dump({"version": found.version, "works": found.works, "units": found.units})
    put_meta(connection, _INFO, noted)
    return found


def count_library(connection: Connection) -> LibraryInfo:
    """sha256 over the sorted (work, version, content hash): paths, sources and orders play no part."""
    total = hashlib.sha256()
    chosen = select(version.c.work_id, version.c.key, text.c.content_hash, text.c.unit_count).join(
        text, text.c.id == version.c.text_id
    )
    units = 0
    for work_id, key, content, size in sorted(tuple(row) for row in connection.execute(chosen)):
        total.update(f"{work_id}\t{key}\t{content}\n".encode())
        units += size
    works = connection.execute(select(func.count()).select_from(work)).scalar_one()
    return LibraryInfo(total.hexdigest(), works, units)


def get_meta(connection: Connection, name: str) -> str | None:
    return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()


def put_meta(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(meta).where(meta.c.name == name))
    connection.execute(insert(meta), {"name": name, "value": value})
