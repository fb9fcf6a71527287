"""A shelf as it was when it was opened: cases, or precedents. Made by `Store.cases` and `Store.precedents`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from sqlalchemy import Engine, select

from corpus.cases.model import PolicyCase
from corpus.precedents.model import Precedent
from corpus.store import codec, deriving
from corpus.store.errors import explained
from corpus.store.schema import shelf_item, shelf_member
from corpus.store.shelf import KINDS

T = TypeVar("T", PolicyCase, Precedent)


@dataclass(frozen=True, slots=True)
class ShelfInfo:
    """`version`: sha256 over the sorted (id, hash) of all items; the order of loading plays no part."""

    version: str
    count: int


class Shelf(Generic[T]):
    """A snapshot. Threads may share it. Items stand newest first, undated ones last; ties by id."""

    def __init__(self, engine: Engine, place: str, shelf: str) -> None:
        self._kind = KINDS[shelf]
        with explained(place), engine.connect() as connection:
            self.revision = int(deriving.get_meta(connection, "shelf_revision") or 0)
            rows = connection.execute(select(shelf_item).where(shelf_item.c.shelf == shelf)).all()
            members = select(shelf_member.c.own_id, shelf_member.c.item_id).where(
                shelf_member.c.shelf == shelf
            )
            self._names: dict[str, str] = {row.own_id: row.item_id for row in connection.execute(members)}
        self._hashes = {row.id: row.hash for row in rows}
        self._titles: dict[str, str] = {row.id: row.title for row in rows}
        self._bodies = {
            row.id: row.body for row in sorted(rows, key=lambda row: (row.date, row.id), reverse=True)
        }
        self._made: dict[str, T] = {}

    def __len__(self) -> int:
        return len(self._bodies)

    def ids(self) -> Sequence[str]:
        """All ids, in order."""
        return list(self._bodies)

    def items(self) -> Sequence[tuple[str, T]]:
        """Every item with its id, in order."""
        return [(each, self._get(each)) for each in self._bodies]

    def item(self, item_id: str) -> T | None:
        """One item, by its id or by the id of a copy that was merged into it."""
        found = self.id_of(item_id)
        return None if found is None else self._get(found)

    def id_of(self, item_id: str) -> str | None:
        """The id that an item has now; None when there is none."""
        return item_id if item_id in self._bodies else self._names.get(item_id)

    def title(self, item_id: str) -> str:
        """The title of an item; KeyError when there is none."""
        return self._titles[item_id]

    def hashes(self) -> Iterable[tuple[str, str]]:
        """(id, hash of the content) of every item."""
        return self._hashes.items()

    @cached_property
    def info(self) -> ShelfInfo:
        total = hashlib.sha256()
        for each in sorted(self._hashes.items()):
            total.update("\t".join(each).encode() + b"\n")
        return ShelfInfo(total.hexdigest(), len(self._hashes))

    def _get(self, item_id: str) -> T:
        made = self._made.get(item_id)
        if made is None:
            made = self._kind.from_data(codec.load(self._bodies[item_id]))
            self._made[item_id] = made
        return made
