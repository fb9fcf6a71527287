"""The store: one database that holds everything loaded, and the one way to it.

store = Store.open(home)                       # migrates where needed; StoreError says what is wrong
load = store.begin("lawrefbook.tar.gz", who="librarian", kind="files")
outcome = load.add(document)                   # one transaction; whole or not at all
load.finish()
library = store.library()                      # a snapshot for everything above the store
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from zlib import decompress

from sqlalchemy import Connection, Engine, select, update

from corpus.cases.model import PolicyCase
from corpus.model import LibraryInfo
from corpus.precedents.model import Precedent
from corpus.shelved import CASE, DOCUMENT
from corpus.store import deriving, shelf
from corpus.store.account import LoadAccount
from corpus.store.citing import CitingState, CitingWriter, Mentions
from corpus.store.dialects.choosing import place_of
from corpus.store.dialects.place import Place
from corpus.store.dialects.sqlite import FILE_NAME, SqlitePlace
from corpus.store.errors import StoreError, explained
from corpus.store.jobs import LoadJobs
from corpus.store.keys import Keys
from corpus.store.moving import contents, copy_rows
from corpus.store.reading import StoreLibrary
from corpus.store.records import LoadItem, LoadRecord, LoadState, OutcomeKind
from corpus.store.schema import load, source_text, statement
from corpus.store.shelf_reading import Shelf
from corpus.store.writing import Load


class Store:
    """An open store. Any number of threads may read; one process at a time loads (`indexer.lock`)."""

    def __init__(self, engine: Engine, place: Place) -> None:
        self._engine = engine
        self._place = place

    @classmethod
    def open(cls, home: Path | str, read_only: bool = False) -> Store:
        """The store of a home folder: the file in it, or what the setting FAJU_STORE_URL names; or that of a URL.
        Made or migrated where needed.

        StoreError: `store_missing`, `schema_too_new`, `schema_too_old`, `not_a_store`, `store_corrupt`,
        `wal_unavailable`, `store_read_only`, `store_unreachable`, `store_busy`, `disk_full`, `store_io`,
        `migration_failed`, `url_unsupported`, and `database_…` of a server.
        """
        place = place_of(home, read_only)
        return cls(place.engine(), place)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def shown(self) -> str:
        """Where it lies, as messages may say it: a path, or an address without user and password."""
        return self._place.shown

    @property
    def shared(self) -> bool:
        """Whether it lies on a server, for services on several machines."""
        return self._place.file is None

    @property
    def path(self) -> Path:
        """The database file. Not for a store that is `shared`."""
        assert self._place.file is not None  # noqa: S101
        return self._place.file

    def size(self) -> int:
        """In bytes."""
        with self._reading() as connection:
            return self._place.size(connection)

    # Reading

    def library(self) -> StoreLibrary:
        """A snapshot of the library as it is now."""
        return StoreLibrary(self._engine, self._place.shown)

    def cases(self) -> Shelf[PolicyCase]:
        """A snapshot of the policy cases."""
        return Shelf(self._engine, self._place.shown, CASE)

    def precedents(self) -> Shelf[Precedent]:
        """A snapshot of the published documents of other places."""
        return Shelf(self._engine, self._place.shown, DOCUMENT)

    def keys(self) -> Keys:
        """The keys of the interface."""
        return Keys(self._reading, self._writing)

    def shelf_revision(self) -> int:
        """Grows whenever cases or precedents may have changed; cheap to poll."""
        with self._reading() as connection:
            return int(deriving.get_meta(connection, "shelf_revision") or 0)

    def info(self) -> LibraryInfo:
        """The library's version and size, without reading the works."""
        with self._reading() as connection:
            return deriving.library_info(connection)

    def revision(self) -> int:
        """Grows whenever the library may have changed; cheap to poll."""
        with self._reading() as connection:
            return deriving.revision(connection)

    @property
    def jobs(self) -> LoadJobs:
        """The log of loads, and the loads that are asked for."""
        return LoadJobs(self._reading, self._writing)

    def loads(self) -> list[LoadRecord]:
        """All loads, the newest first."""
        return self.jobs.listed()[0]

    def load(self, seq: int) -> LoadRecord | None:
        return self.jobs.get(seq)

    @property
    def account(self) -> LoadAccount:
        """What became of each file of a load."""
        return LoadAccount(self._reading, self._writing)

    def load_items(
        self, seq: int, outcome: OutcomeKind | None = None, offset: int = 0, limit: int | None = None
    ) -> list[LoadItem]:
        """What became of each file of a load, in the order of reading."""
        return self.account.items(seq, outcome, offset=offset, limit=limit)[0]

    def raw_text(self, load_seq: int, path: str) -> str | None:
        """The text of a file as it was read in a load; None when that load brought nothing new from it."""
        chosen = (
            select(source_text.c.body)
            .join(statement, statement.c.raw_hash == source_text.c.hash)
            .where(statement.c.load_seq == load_seq, statement.c.path == path)
        )
        with self._reading() as connection:
            body = connection.execute(chosen).scalar()
        return None if body is None else decompress(body).decode()

    def citing(self) -> CitingState:
        """How far the newest pass over the citations is."""
        return Mentions(self._engine, self._place.shown).state()

    def sound(self) -> bool:
        """Whether the database finds its own structures whole."""
        with self._reading() as connection:
            return self._place.sound(connection)

    # Tables of other packages in the same database (`workflow`)

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """One write transaction: committed at the end of the block, taken back when it raises."""
        return self._writing()

    # Writing

    def begin(self, label: str, who: str, kind: str, checksum: str | None = None) -> Load:
        """Start a load. `kind` says what it reads (`files`, `starter`); `checksum` of the file, if known."""
        return self.jobs.begin(label, who, kind, checksum=checksum)

    def sole_loader(self) -> AbstractContextManager[bool]:
        """Be the one process that loads, among all machines that share the store; the answer says whether it is so.
        For `indexer.lock`, which keeps the processes of one home apart."""
        return self._place.sole_loader(self._engine)

    def citing_writer(self) -> CitingWriter:
        """For one pass over the citations (`indexer.citing`)."""
        return CitingWriter(self._writing)

    def copy_to(self, home: Path) -> Store:
        """A store of its own at `home` with all that this one holds now, as of one moment.

        A file, whatever this one is, for trying a load out; one that is there already is written over.
        """
        home.mkdir(parents=True, exist_ok=True)
        place = SqlitePlace(home / FILE_NAME, read_only=False)
        with explained(self._place.shown):
            self._place.copy(self._engine, place.file)
        return Store(place.engine(), place)

    def is_empty(self) -> bool:
        """Whether nothing was ever put in, of the workflow either."""
        return not any(each.rows for each in contents(self._engine).values())

    def move_to(self, target: Store) -> dict[str, int]:
        """Copy everything into an empty store, of the workflow too, as of one moment; rows by table.

        StoreError `copy_differs` where the two do not hold the same afterwards; the target is then of no use.
        """
        with explained(target.shown):
            rows = copy_rows(self._engine, target._engine, filled=target._place.filled)
            if contents(self._engine) != contents(target._engine):
                raise StoreError("copy_differs", target.shown)
        return rows

    def undo(self, seq: int) -> LibraryInfo:
        """Take a load back: what it said counts no more; the works it touched are derived again."""
        with self._writing() as connection:
            state = connection.execute(select(load.c.state).where(load.c.seq == seq)).scalar()
            if state is None:
                raise StoreError("load_unknown", str(seq))
            undone = {"state": LoadState.UNDONE.value}
            connection.execute(update(load).where(load.c.seq == seq).values(**undone))
            deriving.replace_after_undo(connection, seq)
            shelf.rebuild_all(connection, seq)
            return deriving.note_library(connection)

    def rebuild(self) -> LibraryInfo:
        """Derive everything again: after the rules of merging or the ranking of sources changed."""
        with self._writing() as connection:
            deriving.rebuild(connection)
            shelf.rebuild_all(connection)
            return deriving.note_library(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self._place.shown), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._place.read_only:
            raise StoreError("store_read_only", self._place.shown)
        with explained(self._place.shown), self._engine.connect() as plain:
            connection = self._place.to_write(plain)
            with connection.begin():
                yield connection
