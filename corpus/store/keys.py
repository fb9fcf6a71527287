"""Keys of the interface: who may ask from outside, for what, how often. Only hashes are kept (`search_service.access`
makes the keys), so a copy of the store opens nothing. A row stays after it is revoked: what it did is remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select, update

from corpus.store import codec
from corpus.store.schema import api_key
from corpus.store.writing import now

Connecting = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key, without its secret. `rate` in requests a minute, 0: no limit. Times are ISO 8601 in UTC."""

    id: str
    name: str
    scopes: tuple[str, ...]
    rate: int
    made_at: str
    made_by: str
    used_at: str | None = None
    revoked_at: str | None = None


class Keys:
    """The keys of an open store (`Store.keys`). Changes are single short transactions, made beside a load too."""

    def __init__(self, reading: Connecting, writing: Connecting) -> None:
        self._reading = reading
        self._writing = writing

    def all(self) -> list[ApiKey]:
        """Every key ever made, the newest first."""
        with self._reading() as connection:
            rows = connection.execute(select(api_key).order_by(api_key.c.made_at.desc(), api_key.c.id))
            return [_key(row) for row in rows]

    def by_hash(self, digest: str) -> ApiKey | None:
        """The key with this hash (sha256, hexadecimal), revoked or not; None when there is none."""
        with self._reading() as connection:
            row = connection.execute(select(api_key).where(api_key.c.hash == digest)).first()
        return None if row is None else _key(row)

    def add(self, id: str, digest: str, name: str, scopes: Sequence[str], rate: int, who: str) -> ApiKey:
        """Keep a new key's hash and what it allows."""
        made = ApiKey(id, name, tuple(scopes), rate, now(), who)
        row = {
            "id": id,
            "hash": digest,
            "name": name,
            "scopes": codec.dump(list(scopes)),
            "rate": rate,
            "made_at": made.made_at,
            "made_by": who,
        }
        with self._writing() as connection:
            connection.execute(insert(api_key), row)
        return made

    def revoke(self, id: str) -> ApiKey | None:
        """Let a key count no more, from the next second on; None when there is none of that id. Revoking twice
        keeps the first time."""
        live = (api_key.c.id == id) & api_key.c.revoked_at.is_(None)
        with self._writing() as connection:
            connection.execute(update(api_key).where(live).values(revoked_at=now()))
            row = connection.execute(select(api_key).where(api_key.c.id == id)).first()
        return None if row is None else _key(row)

    def used(self, id: str) -> None:
        """Note that a key was used now."""
        with self._writing() as connection:
            connection.execute(update(api_key).where(api_key.c.id == id).values(used_at=now()))


def _key(row: Row[tuple[object, ...]]) -> ApiKey:
    values = dict(row._mapping)
    del values["hash"]
    values["scopes"] = tuple(codec.load(values["scopes"]))
    return ApiKey(**values)
