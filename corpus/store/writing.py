"""One load: documents in, outcomes out, each document whole or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from orjson import JSONEncodeError
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from corpus.identity import content_hash, work_id
from corpus.merge import Derived
from corpus.model import LibraryInfo, Problem, Rejection, SourceDocument
from corpus.shelved import ShelfEntry
from corpus.store import codec, deriving, rows
from corpus.store.deriving import Shown
from corpus.store.errors import StoreError
from corpus.store.records import LoadState, Outcome, OutcomeKind
from corpus.store.schema import load, load_item, statement, text, version, witness
from corpus.store.shelf import ShelfWriter

Writing = Callable[[], AbstractContextManager[Connection]]
_TOUCHING = ("new", "changed", "new_version", "conflict")
DISAGREEMENTS = ("sources_disagree_text", "sources_disagree_date")


@dataclass(frozen=True, slots=True)
class Left:
    """A file that gave no document, and why: rejected (something is wrong) or skipped (no law text)."""

    kind: OutcomeKind
    path: str
    problem: Problem


Entry = SourceDocument | ShelfEntry | Left


class Load:
    """A running load. Not for several threads; made by `Store.begin`, ended by `finish` or `abandon`."""

    def __init__(self, seq: int, writing: Writing) -> None:
        self.seq = seq
        self.counts: Counter[str] = Counter()
        self.touched_works: set[str] = set()
        self.touched_versions: set[tuple[str, str]] = set()
        self.touched_units = 0
        self.cancelled = False  # as of the last call: whether somebody asked to stop (`Store.cancel`)
        self._writing = writing
        self._position = 0
        self._checksum = hashlib.sha256()
        self._state = LoadState.RUNNING
        self._shelves = ShelfWriter()
        self.last_path = ""  # of the entry recorded last, where the load was begun before

    @classmethod
    def taken_up(cls, connection: Connection, seq: int, writing: Writing) -> Self:
        """A load that goes on after what it recorded before."""
        made = cls(seq, writing)
        lines = select(load_item).where(load_item.c.load_seq == seq)
        last = connection.execute(lines.order_by(load_item.c.position.desc()).limit(1)).first()
        if last is None:
            return made
        made._position, made.last_path = last.position + 1, last.path
        counted = connection.execute(select(load.c.counts).where(load.c.seq == seq)).scalar_one()
        made.counts = Counter(codec.load(counted))
        told = lines.where(load_item.c.outcome.in_(_TOUCHING), load_item.c.shelf.is_(None))
        for row in connection.execute(told):
            made.touched_works.add(row.work_id)
            if row.version_key is not None:
                made.touched_versions.add((row.work_id, row.version_key))
        made.touched_units = _units(connection, made.touched_versions)
        return made

    @property
    def recorded(self) -> int:
        """How many entries have their line in the account."""
        return self._position

    def pass_over(self, entry: Entry) -> None:
        """An entry that is not stored (again): it counts for the checksum only."""
        self._hash([entry])

    def note(self, outcomes: Sequence[Outcome]) -> None:
        """Record what would become of documents (a dry run), and store nothing."""
        tally = _Tally()
        for each in outcomes:
            tally.rows.append(self._row(each, tally, None))
        with self._writing() as connection:
            self._record(connection, outcomes, tally)
        self._position += len(tally.rows)
        self.counts.update(each.kind.value for each in outcomes)

    def add(self, document: SourceDocument | ShelfEntry) -> Outcome:
        """Store one document, case or precedent in a transaction of its own."""
        return self.add_many([document])[0]

    def reject(self, rejection: Rejection) -> Outcome:
        """Record a file that cannot be taken, with its reason."""
        return self.add_many([Left(OutcomeKind.REJECTED, rejection.path, rejection.problem)])[0]

    def skip(self, path: str, problem: Problem) -> Outcome:
        """Record a file that is no law text, with the reason."""
        return self.add_many([Left(OutcomeKind.SKIPPED, path, problem)])[0]

    def add_many(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Store several documents in one transaction. When this returns, all of them are on the disk.

        A document that the database refuses (a repeated unit key, half a character) is rejected alone; a
        failure of the store (disk full) takes back the whole call and raises StoreError.
        """
        if self._state is not LoadState.RUNNING:
            raise StoreError("load_not_running")
        tally = _Tally()
        try:
            return self._add_all(entries, tally)
        except BaseException:
            self._shelves.forget()
            raise

    def _add_all(self, entries: Sequence[Entry], tally: _Tally) -> list[Outcome]:
        with self._writing() as connection:
            outcomes = [self._put(connection, each, tally) for each in entries]
            if tally.works:
                deriving.touch(connection)
            self._record(connection, outcomes, tally)
        self._take(entries, outcomes, tally)
        return outcomes

    def _record(self, connection: Connection, outcomes: Sequence[Outcome], tally: _Tally) -> None:
        if tally.rows:
            connection.execute(insert(load_item), tally.rows)
        connection.execute(
            update(load)
            .where(load.c.seq == self.seq)
            .values(counts=codec.dump(self.counts + Counter(each.kind.value for each in outcomes)))
        )
        asked = connection.execute(select(load.c.cancel).where(load.c.seq == self.seq)).scalar_one()
        self.cancelled = bool(asked)

    def stored(self) -> LibraryInfo:
        """Everything is stored, and what follows (the index) is still to come: note the library's new version."""
        with self._writing() as connection:
            self._note_checksum(connection)
            return deriving.note_library(connection)

    def finish(self, report: Mapping[str, Any] | None = None) -> LibraryInfo:
        """End the load and note the library's new version; `report` is kept as JSON."""
        return self._end(LoadState.FINISHED, report)

    def abandon(
        self,
        state: LoadState = LoadState.ABANDONED,
        *,
        error: tuple[str, str] | None = None,
    ) -> LibraryInfo:
        """End the load early; what it stored stays, and it can go on. `error` is (code, message)."""
        told = {"code": error[0], "message": error[1]} if error else None
        return self._end(state, None, told)

    def _end(
        self, state: LoadState, report: Mapping[str, Any] | None, error: Mapping[str, str] | None = None
    ) -> LibraryInfo:
        if self._state is not LoadState.RUNNING:
            raise StoreError("load_not_running")
        values: dict[str, Any] = {"state": state.value, "finished_at": now()}
        if report is not None:
            values["report"] = codec.dump(report)
        if error is not None:
            values["error"] = codec.dump(error)
        with self._writing() as connection:
            if state is LoadState.FINISHED:
                self._note_checksum(connection)
            connection.execute(update(load).where(load.c.seq == self.seq).values(**values))
            info = deriving.note_library(connection)
        self._state = state
        return info

    def _note_checksum(self, connection: Connection) -> None:
        """Of what was read, where none was given and anything was."""
        if not self._position:
            return
        missing = (load.c.seq == self.seq) & load.c.checksum.is_(None)
        connection.execute(update(load).where(missing).values(checksum=self._checksum.hexdigest()))

    def _put(self, connection: Connection, entry: Entry, tally: _Tally) -> Outcome:
        statement_id = None
        if isinstance(entry, Left):
            outcome = _left(entry)
        else:
            try:
                with connection.begin_nested():
                    if isinstance(entry, ShelfEntry):
                        outcome = self._shelves.put(connection, self.seq, entry)
                    else:
                        outcome, statement_id = _Writer(connection, self.seq, tally).put(entry)
            except (UnicodeEncodeError, JSONEncodeError, IntegrityError, DataError):
                message = "文件内容有误（条文编号重复或含无效字符），未收入"
                outcome = _left(Left(OutcomeKind.REJECTED, entry.path, Problem("not_storable", message)))
                outcome = _printable(outcome)
                self._shelves.forget()
        tally.rows.append(self._row(outcome, tally, statement_id))
        return outcome

    def _row(self, outcome: Outcome, tally: _Tally, statement_id: int | None) -> dict[str, Any]:
        return {
            "load_seq": self.seq,
            "position": self._position + len(tally.rows),
            "path": outcome.path,
            "outcome": outcome.kind.value,
            "code": outcome.code,
            "message": outcome.message,
            "work_id": outcome.work_id,
            "version_key": outcome.version_key,
            "statement_id": statement_id,
            "shelf": outcome.shelf,
        }

    def _take(self, entries: Iterable[Entry], outcomes: Iterable[Outcome], tally: _Tally) -> None:
        """Count what was committed."""
        self._position += len(tally.rows)
        self.touched_works |= tally.works
        self.touched_versions |= tally.versions
        self.touched_units += tally.units
        self.counts.update(each.kind.value for each in outcomes)
        self._hash(entries)

    def _hash(self, entries: Iterable[Entry]) -> None:
        for each in entries:
            body = each.problem.code if isinstance(each, Left) else each.raw
            self._checksum.update(hashlib.sha256(body.encode("utf-8", "replace")).digest())


class _Tally:
    """What one transaction touched; taken over only when it is committed."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.works: set[str] = set()
        self.versions: set[tuple[str, str]] = set()
        self.units = 0


class _Writer:
    """Stores one document inside the caller's transaction."""

    def __init__(self, connection: Connection, load_seq: int, tally: _Tally) -> None:
        self._connection = connection
        self._load_seq = load_seq
        self._tally = tally

    def put(self, document: SourceDocument) -> tuple[Outcome, int | None]:
        if not document.units:
            problem = Problem("no_body", "文件只有标题，没有正文")
            return _left(Left(OutcomeKind.REJECTED, document.path, problem)), None
        connection = self._connection
        work = work_id(document.title, document.level, document.region)
        content = content_hash(document.title, document.units)
        raw_hash = rows.put_source_text(connection, document.raw)
        values = rows.statement_values(document, content, raw_hash)
        before = deriving.shown(connection, work)
        if before is not None:
            held = deriving.standing_saids(connection, work).get(values["said"])
            if held is not None:
                return self._same(document, work, held), held
        statement_id = self._state(document, work, content, values)
        result = deriving.replace(connection, work, known=before is not None)
        for other in rows.works_at(connection, document.source, document.path, raw_hash) - {work}:
            deriving.replace(connection, other)
            self._tally.works.add(other)
        if result is None:
            raise AssertionError("a work with a statement was derived to nothing")
        return self._outcome(document, before, result, statement_id), statement_id

    def _state(self, document: SourceDocument, work: str, content: str, values: dict[str, Any]) -> int:
        text_id = rows.put_text(self._connection, document.title, document.units, content)
        row = {**values, "load_seq": self._load_seq, "work_id": work, "text_id": text_id}
        return int(self._connection.execute(insert(statement).returning(statement.c.id), row).scalar_one())

    def _same(self, document: SourceDocument, work: str, statement_id: int) -> Outcome:
        chosen = select(witness.c.version_key).where(witness.c.statement_id == statement_id)
        key = self._connection.execute(chosen).scalar()
        return Outcome(OutcomeKind.SAME, work, key, document.path)

    def _outcome(
        self, document: SourceDocument, before: Shown | None, result: Derived, statement_id: int
    ) -> Outcome:
        work = result.work
        key = next(key for key, said in result.members.items() if any(one.id == statement_id for one in said))
        found = next(each for each in work.versions if each.key == key)
        self._tally.works.add(work.id)
        after = deriving.shown(self._connection, work.id) if before else None
        kind, code, message = OutcomeKind.NEW, "", ""
        if before and after:
            kind, code = _difference(before, after, key)
            message = "；".join(each.message for each in found.problems if each.code == code)
        if kind is not OutcomeKind.SAME:
            self._tally.versions.add((work.id, key))
            self._tally.units += found.unit_count
        return Outcome(kind, work.id, key, document.path, code, message)


def _difference(before: Shown, after: Shown, key: str) -> tuple[OutcomeKind, str]:
    """What a statement on version `key` changed for readers of its work."""
    for code in DISAGREEMENTS:
        if code in after.problems[key] and code not in before.problems.get(key, ()):
            return OutcomeKind.CONFLICT, code
    if len(after.versions) > len(before.versions):
        return OutcomeKind.NEW_VERSION, ""
    if before.data != after.data or before.versions != after.versions:
        return OutcomeKind.CHANGED, ""
    return OutcomeKind.SAME, "further_source"


def _left(entry: Left) -> Outcome:
    return Outcome(entry.kind, None, None, entry.path, entry.problem.code, entry.problem.message)


def _printable(outcome: Outcome) -> Outcome:
    path = outcome.path.encode("utf-8", "backslashreplace").decode("utf-8")
    return Outcome(outcome.kind, None, None, path, outcome.code, outcome.message)


def _units(connection: Connection, versions: Collection[tuple[str, str]]) -> int:
    """How many units some versions have in all."""
    chosen = (
        select(text.c.unit_count)
        .join(version, version.c.text_id == text.c.id)
        .where(version.c.work_id == bindparam("work"), version.c.key == bindparam("key"))
    )
    return sum(connection.execute(chosen, {"work": w, "key": k}).scalar() or 0 for w, k in versions)


def now() -> str:
    """The time as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
