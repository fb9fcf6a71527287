"""Where a store lies, and what the databases do differently there: all that depends on which one it is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine


class Place(Protocol):
    """One store's place. StoreError says what is wrong with it."""

    @property
    def read_only(self) -> bool: ...

    @property
    def shown(self) -> str:
        """What messages may say: a path or an address, never a user or a password."""
        ...

    @property
    def file(self) -> Path | None:
        """The file it is, None for a database on a server."""
        ...

    def engine(self) -> Engine:
        """An engine on a store of this program's schema; migrates where needed and allowed. Readers see one
        moment for the length of their transaction."""
        ...

    def to_write(self, connection: Connection) -> Connection:
        """The connection as one that writes: its transactions follow one another, in whatever process they are."""
        ...

    def copy(self, source: Engine, file: Path) -> None:
        """Write all of the library into a SQLite file, as of one moment, whoever writes to it meanwhile."""
        ...

    def filled(self, connection: Connection) -> None:
        """Rows with numbers of their own were put in: those given out from now on go on behind them."""
        ...

    def sound(self, connection: Connection) -> bool:
        """Whether the database finds its own structures whole, as far as it can be asked."""
        ...

    def size(self, connection: Connection) -> int:
        """In bytes."""
        ...

    def sole_loader(self, engine: Engine) -> AbstractContextManager[bool]:
        """Be the one that loads into this store, among all machines that reach it. The answer says whether it
        is so; where only one home can reach the store (`indexer.lock` keeps that one) it always is."""
        ...
