"""What texts cite, in the store: written text by text as they are read, and asked for from both ends.

The account of a pass over the library (`CitingState`) lies in `meta`. A pass is complete for a library when
it was made by the present code for the library's revision or a later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    Select,
    bindparam,
    delete,
    insert,
    select,
    union_all,
)

from corpus.citations.mentions import CitedName, UnitMention
from corpus.store import codec, deriving
from corpus.store.errors import explained
from corpus.store.schema import cited_name, citing_text, mention, sought_name

_STATE = "citing"


@dataclass(frozen=True, slots=True)
class CitingState:
    """How far the newest pass is. `revision` is the library's that it was made for; `ended` when complete."""

    code: str = ""
    revision: int = -1
    done: int = 0
    total: int = 0
    ended: bool = False

    def covers(self, code: str, revision: int) -> bool:
        """Is everything that this code finds in a library of `revision` in the store?"""
        return self.ended and self.code == code and self.revision >= revision


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention with the text that it stands in; `id` grows in the order of a text."""

    id: int
    text_id: int
    unit_key: str
    start: int
    end: int
    kind: str
    name_id: int | None
    number: int | None
    sub: int
    paragraph: int | None
    item: int | None
    edition: int | None


_ALL = select(mention)
_BY_TEXT = _ALL.where(mention.c.text_id == bindparam("text")).order_by(mention.c.id)
_BY_UNIT = _ALL.where(
    mention.c.text_id == bindparam("text"), mention.c.unit_key == bindparam("unit")
).order_by(mention.c.id)


class Mentions:
    """Reading. Any number of threads may use one."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place

    def state(self) -> CitingState:
        with explained(self._place), self._engine.connect() as connection:
            return _state(connection)

    def names(self) -> list[tuple[int, CitedName]]:
        """Every name that a text gives to what it cites."""
        with explained(self._place), self._engine.connect() as connection:
            rows = connection.execute(select(cited_name.c.id, cited_name.c.name, cited_name.c.issuer))
            return [(row.id, CitedName(row.name, row.issuer)) for row in rows]

    def of(self, text_id: int, unit_key: str | None = None) -> list[StoredMention]:
        """What a text, or one of its units, cites, in the order of the text."""
        if unit_key is None:
            return self._read(_BY_TEXT, {"text": text_id})
        return self._read(_BY_UNIT, {"text": text_id, "unit": unit_key})

    def naming(
        self, name_ids: Sequence[int], own_texts: Sequence[int], place: tuple[int, int] | None = None
    ) -> list[StoredMention]:
        """Mentions under one of the names, and those of the texts themselves by `own_texts`.

        `place` (number, sub) narrows to one article.
        """
        values: dict[str, Any] = {"names": list(name_ids), "texts": list(own_texts)}
        if place is not None:
            values |= {"number": place[0], "sub": place[1]}
        return self._read(_NAMING_PLACE if place else _NAMING, values)

    def everything(self, text_ids: Iterable[int] | None = None) -> Iterator[StoredMention]:
        """All mentions, a text after the other; those of `text_ids` only, where given."""
        wanted = None if text_ids is None else frozenset(text_ids)
        for each in self._read(_ALL.order_by(mention.c.text_id, mention.c.id), {}):
            if wanted is None or each.text_id in wanted:
                yield each

    def _read(self, chosen: Select[Any] | Any, values: Mapping[str, Any]) -> list[StoredMention]:
        with explained(self._place), self._engine.connect() as connection:
            return [StoredMention(*row) for row in connection.execute(chosen, values)]


def _listed(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


def _naming(*more: ColumnElement[bool]) -> Any:
    named = _ALL.where(mention.c.name_id.in_(_listed("names")), *more)
    own = _ALL.where(mention.c.text_id.in_(_listed("texts")), mention.c.name_id.is_(None), *more)
    return union_all(named, own)


_NAMING = _naming()
_NAMING_PLACE = _naming(mention.c.number == bindparam("number"), mention.c.sub == bindparam("sub"))


class CitingWriter:
    """Writing. One process at a time; each call is one transaction. After a failure make a new one."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._names: dict[CitedName, int] = {}

    def put(self, texts: Mapping[int, Sequence[UnitMention]], state: CitingState) -> None:
        """Replace what these texts cite, and note how far the pass is."""
        with self._writing() as connection:
            rows = [{"read": each} for each in texts]
            if rows:
                for table in (mention, citing_text):
                    connection.execute(delete(table).where(table.c.text_id == bindparam("read")), rows)
                known = self._name_ids(connection, texts.values())
                found = [_row(text_id, each, known) for text_id, some in texts.items() for each in some]
                if found:
                    connection.execute(insert(mention), found)
                connection.execute(
                    insert(citing_text), [{"text_id": each, "code": state.code} for each in texts]
                )
            _note(connection, state)

    def finish(self, sought: Iterable[str], state: CitingState) -> None:
        """Note the names that were looked for, and the end of the pass."""
        names = set(sought)
        with self._writing() as connection:
            known = set(connection.execute(select(sought_name.c.name)).scalars())
            gone = [{"gone": each} for each in sorted(known - names)]
            new = [{"name": each} for each in sorted(names - known)]
            if gone:
                connection.execute(delete(sought_name).where(sought_name.c.name == bindparam("gone")), gone)
            if new:
                connection.execute(insert(sought_name), new)
            _note(connection, state)

    def read_by(self, code: str) -> set[int]:
        """Ids of the texts that this code has read."""
        with self._writing() as connection:
            return set(
                connection.execute(select(citing_text.c.text_id).where(citing_text.c.code == code)).scalars()
            )

    def sought(self) -> set[str]:
        """The names that the last complete pass looked for."""
        with self._writing() as connection:
            return set(connection.execute(select(sought_name.c.name)).scalars())

    def _name_ids(
        self, connection: Connection, found: Iterable[Iterable[UnitMention]]
    ) -> Mapping[CitedName, int]:
        for name in {each.name for some in found for each in some if each.name} - self._names.keys():
            chosen = select(cited_name.c.id).where(
                cited_name.c.name == name.name, cited_name.c.issuer == name.issuer
            )
            known = connection.execute(chosen).scalar()
            if known is None:
                row = {"name": name.name, "issuer": name.issuer}
                known = connection.execute(insert(cited_name).returning(cited_name.c.id), row).scalar_one()
            self._names[name] = int(known)
        return self._names


def _row(text_id: int, each: UnitMention, names: Mapping[CitedName, int]) -> dict[str, Any]:
    return {
        "text_id": text_id,
        "unit_key": each.unit_key,
        "start": each.start,
        "end": each.end,
        "kind": each.kind,
        "name_id": names[each.name] if each.name else None,
        "number": each.number,
        "sub": each.sub,
        "paragraph": each.paragraph,
        "item": each.item,
        "edition": each.edition,
    }


def _state(connection: Connection) -> CitingState:
    noted = deriving.get_meta(connection, _STATE)
    return CitingState(**codec.load(noted)) if noted else CitingState()


def _note(connection: Connection, state: CitingState) -> None:
    deriving.put_meta(
        connection,
        _STATE,
        codec.dump(
            {
                "code": state.code,
                "revision": state.revision,
                "done": state.done,
                "total": state.total,
                "ended": state.ended,
            }
        ),
    )
