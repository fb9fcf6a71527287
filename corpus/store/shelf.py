"""The shelves of the store: policy cases and precedents, beside the laws and built on the same rules.

What a source says is kept for ever (`shelf_statement`, with the record's content by hash); the items that readers
see are derived from what stands: everything but what undone loads said, and what the program reads otherwise since
(the same raw record at the same place of the same source). Records that are one item are found as they come in; an
undo derives the shelf again. The items do not depend on the order of loading.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, bindparam, delete, exists, insert, select

from corpus.cases import values as case_values
from corpus.cases.merging import Matcher
from corpus.cases.merging import merge as merge_cases
from corpus.cases.model import PolicyCase
from corpus.precedents import model as precedents
from corpus.precedents.model import Precedent
from corpus.shelved import CASE, DOCUMENT, ShelfEntry
from corpus.store import codec, deriving
from corpus.store.records import LoadState, Outcome, OutcomeKind
from corpus.store.schema import load, shelf_content, shelf_item, shelf_member, shelf_statement

T = TypeVar("T", PolicyCase, Precedent)


class Finder(Protocol):
    """Finds the records that are the same item as a new one."""

    def add(self, name: str, record: Any, /) -> list[str]: ...


class _SameId:
    """Precedents: records with one id are one document."""

    def __init__(self) -> None:
        self._named: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, record: Precedent, /) -> list[str]:
        found = list(self._named[record.id])
        self._named[record.id].append(name)
        return found


@dataclass(frozen=True, slots=True)
class ShelfKind(Generic[T]):
    """How one shelf reads, writes, matches and merges its records."""

    name: str
    to_data: Callable[[T], dict[str, Any]]
    from_data: Callable[[Any], T]
    finder: Callable[[], Finder]
    merge: Callable[[list[T]], T]


KINDS: dict[str, ShelfKind[Any]] = {
    CASE: ShelfKind(CASE, case_values.to_data, case_values.from_data, Matcher, merge_cases),
    DOCUMENT: ShelfKind(DOCUMENT, precedents.to_data, precedents.from_data, _SameId, precedents.merge),
}


def _read_otherwise_since() -> Any:
    newer, newer_load = shelf_statement.alias("newer"), load.alias("newer_load")
    return exists().where(
        newer.c.shelf == shelf_statement.c.shelf,
        newer.c.source == shelf_statement.c.source,
        newer.c.path == shelf_statement.c.path,
        newer.c.raw_hash == shelf_statement.c.raw_hash,
        newer.c.content_id != shelf_statement.c.content_id,
        newer.c.id > shelf_statement.c.id,
        newer_load.c.seq == newer.c.load_seq,
        newer_load.c.state != LoadState.UNDONE.value,
    )


_STANDING = (
    select(shelf_statement.c.content_id)
    .join(load, load.c.seq == shelf_statement.c.load_seq)
    .where(
        shelf_statement.c.shelf == bindparam("shelf"),
        load.c.state != LoadState.UNDONE.value,
        ~_read_otherwise_since(),
    )
)
_SAID = _STANDING.where(
    shelf_statement.c.source == bindparam("source"),
    shelf_statement.c.path == bindparam("path"),
    shelf_statement.c.reader == bindparam("reader"),
    shelf_statement.c.raw_hash == bindparam("raw"),
)
_CONTENTS = select(shelf_content.c.id, shelf_content.c.hash, shelf_content.c.body)
# Built once: making a statement costs more than running it.
_CONTENT = select(shelf_content.c.id).where(
    shelf_content.c.shelf == bindparam("shelf"), shelf_content.c.hash == bindparam("hash")
)
_STANDS = _STANDING.where(shelf_statement.c.content_id == bindparam("content")).limit(1)
_BY_ID = _CONTENTS.where(shelf_content.c.id.in_(bindparam("ids", expanding=True))).order_by(
    shelf_content.c.hash
)
_ITEMS_OF = select(shelf_member.c.item_id).where(
    shelf_member.c.content_id.in_(bindparam("contents", expanding=True))
)
_MEMBERS = select(shelf_member.c.content_id).where(
    shelf_member.c.shelf == bindparam("shelf"), shelf_member.c.item_id.in_(bindparam("ids", expanding=True))
)
_ITEMS = select(shelf_item.c.id, shelf_item.c.hash).where(
    shelf_item.c.shelf == bindparam("shelf"), shelf_item.c.id.in_(bindparam("ids", expanding=True))
)
_ITEM_OF = (
    select(shelf_item.c.id, shelf_item.c.title)
    .join(
        shelf_member,
        (shelf_member.c.item_id == shelf_item.c.id) & (shelf_member.c.shelf == shelf_item.c.shelf),
    )
    .where(shelf_member.c.content_id == bindparam("content"))
)


class ShelfWriter:
    """Puts records on the shelves, one transaction at a time; for one load. Not for several threads."""

    def __init__(self) -> None:
        self._finders: dict[str, Finder] = {}

    def forget(self) -> None:
        """After a transaction was taken back: what was learnt in it is not so."""
        self._finders.clear()

    def put(self, connection: Connection, load_seq: int, entry: ShelfEntry) -> Outcome:
        """Store one record; the outcome says what it changed for readers of the shelf."""
        kind = KINDS[entry.shelf]
        body = codec.dump(kind.to_data(entry.record))
        raw = hashlib.sha256((entry.raw or body).encode()).hexdigest()
        place = {"source": entry.source, "path": entry.path, "reader": entry.reader, "raw": raw}
        content = _content_id(connection, entry.shelf, body)
        said = set(connection.execute(_SAID, {"shelf": entry.shelf, **place}).scalars())
        if content in said:
            return self._outcome(connection, entry, content, OutcomeKind.SAME)
        standing = _is_standing(connection, entry.shelf, content)
        finder = None if said else self._finder(connection, kind)
        connection.execute(insert(shelf_statement), _statement(load_seq, entry, content, raw))
        if said:  # the program reads this record otherwise now
            rebuild(connection, entry.shelf)
            self._finders.pop(entry.shelf, None)
            return self._outcome(connection, entry, content, OutcomeKind.CHANGED)
        if standing or finder is None:
            return self._outcome(connection, entry, content, OutcomeKind.SAME, "further_source")
        return self._join(connection, kind, entry, content, finder)

    def _join(
        self, connection: Connection, kind: ShelfKind[Any], entry: ShelfEntry, content: int, finder: Finder
    ) -> Outcome:
        """Make an item of a new record, or make it part of the items that it is a copy of."""
        alike = [int(each) for each in finder.add(str(content), entry.record)]
        items = set(connection.execute(_ITEMS_OF, {"contents": alike}).scalars()) if alike else set()
        before = _items(connection, entry.shelf, items)
        members = [content, *_members(connection, entry.shelf, items)]
        _remove(connection, entry.shelf, items)
        item, wanted = _write(connection, kind, members)
        _touch(connection)
        if item != wanted:  # which of the two has the id must not depend on the order of loading
            rebuild(connection, entry.shelf)
        if not items:
            return self._outcome(connection, entry, content, OutcomeKind.NEW)
        same = before == _items(connection, entry.shelf, {item})
        found = OutcomeKind.SAME if same else OutcomeKind.CHANGED
        return self._outcome(connection, entry, content, found, "merged_copy")

    def _outcome(
        self, connection: Connection, entry: ShelfEntry, content: int, kind: OutcomeKind, code: str = ""
    ) -> Outcome:
        row = connection.execute(_ITEM_OF, {"content": content}).one()
        message = f"与已收的“{row.title}”是同一件，已合并" if code == "merged_copy" else ""
        return Outcome(kind, row.id, None, entry.path, code, message, shelf=entry.shelf)

    def _finder(self, connection: Connection, kind: ShelfKind[Any]) -> Finder:
        """The finder of a shelf, with all that stands there."""
        if kind.name not in self._finders:
            finder = kind.finder()
            for content, body in _standing(connection, kind.name):
                finder.add(str(content), kind.from_data(codec.load(body)))
            self._finders[kind.name] = finder
        return self._finders[kind.name]


def rebuild(connection: Connection, shelf: str) -> None:
    """Derive a shelf again from what stands."""
    kind = KINDS[shelf]
    connection.execute(delete(shelf_member).where(shelf_member.c.shelf == shelf))
    connection.execute(delete(shelf_item).where(shelf_item.c.shelf == shelf))
    finder = kind.finder()
    leader: dict[int, int] = {}

    def lead(content: int) -> int:
        while leader[content] != content:
            content = leader[content]
        return content

    for content, body in _standing(connection, shelf):
        leader[content] = content
        for name in finder.add(str(content), kind.from_data(codec.load(body))):
            one, other = sorted((lead(int(name)), lead(content)))
            leader[other] = one
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for content in leader:
        groups[lead(content)].append(content)
    for members in groups.values():
        _write(connection, kind, members)
    _touch(connection)


def rebuild_all(connection: Connection, load_seq: int | None = None) -> None:
    """Derive again every shelf, or those on which a load put something."""
    chosen = select(shelf_statement.c.shelf).distinct()
    if load_seq is not None:
        chosen = chosen.where(shelf_statement.c.load_seq == load_seq)
    for shelf in connection.execute(chosen).scalars().all():
        rebuild(connection, shelf)


def _content_id(connection: Connection, shelf: str, body: str) -> int:
    digest = hashlib.sha256(body.encode()).hexdigest()
    found = connection.execute(_CONTENT, {"shelf": shelf, "hash": digest}).scalar()
    if found is None:
        row = {"shelf": shelf, "hash": digest, "body": body}
        found = connection.execute(insert(shelf_content).returning(shelf_content.c.id), row).scalar_one()
    return int(found)


def _statement(load_seq: int, entry: ShelfEntry, content: int, raw: str) -> dict[str, Any]:
    return {
        "load_seq": load_seq,
        "shelf": entry.shelf,
        "reader": entry.reader,
        "source": entry.source,
        "path": entry.path,
        "content_id": content,
        "raw_hash": raw,
    }


def _is_standing(connection: Connection, shelf: str, content: int) -> bool:
    return connection.execute(_STANDS, {"shelf": shelf, "content": content}).first() is not None


def _standing(connection: Connection, shelf: str) -> list[tuple[int, str]]:
    """(content, body) of every record that stands, by hash: the order of loading plays no part."""
    chosen = _CONTENTS.where(shelf_content.c.id.in_(_STANDING)).order_by(shelf_content.c.hash)
    return [(row.id, row.body) for row in connection.execute(chosen, {"shelf": shelf})]


def _members(connection: Connection, shelf: str, items: Collection[str]) -> list[int]:
    found = connection.execute(_MEMBERS, {"shelf": shelf, "ids": list(items)}) if items else ()
    return [int(row[0]) for row in found]


def _items(connection: Connection, shelf: str, items: Collection[str]) -> list[tuple[str, str]]:
    """(id, hash) of some items."""
    found = connection.execute(_ITEMS, {"shelf": shelf, "ids": list(items)}) if items else ()
    return sorted((row.id, row.hash) for row in found)


def _remove(connection: Connection, shelf: str, items: Collection[str]) -> None:
    if not items:
        return
    chosen = list(items)
    for table, column in ((shelf_member, shelf_member.c.item_id), (shelf_item, shelf_item.c.id)):
        connection.execute(delete(table).where(table.c.shelf == shelf, column.in_(chosen)))


def _write(connection: Connection, kind: ShelfKind[Any], members: Sequence[int]) -> tuple[str, str]:
    """Write the item of some records; (its id, the id it would have if no other item had it)."""
    rows = connection.execute(_BY_ID, {"ids": list(members)}).all()
    records = {row.id: kind.from_data(codec.load(row.body)) for row in rows}
    merged = kind.merge(list(records.values()))
    body = codec.dump(kind.to_data(merged))
    item = {
        "shelf": kind.name,
        "id": _free_id(connection, kind.name, merged.id, body),
        "date": merged.date,
        "title": merged.title,
        "hash": hashlib.sha256(body.encode()).hexdigest(),
        "body": body,
    }
    connection.execute(insert(shelf_item), item)
    connection.execute(
        insert(shelf_member),
        [
            {"content_id": content, "shelf": kind.name, "item_id": item["id"], "own_id": record.id}
            for content, record in records.items()
        ],
    )
    return str(item["id"]), merged.id


def _free_id(connection: Connection, shelf: str, wanted: str, body: str) -> str:
    """Two different cases of one title, issuer and bulletin: the second takes an id of its text."""
    taken = _items(connection, shelf, [wanted])
    if not taken:
        return wanted
    digest = hashlib.sha256(body.encode()).digest()
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[each % 32] for each in digest[:12])


def _touch(connection: Connection) -> None:
    """Note that a shelf changed."""
    number = int(deriving.get_meta(connection, "shelf_revision") or 0)
    deriving.put_meta(connection, "shelf_revision", str(number + 1))
