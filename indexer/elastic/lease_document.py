"""The lease as a document: reading it, and changing it by compare-and-set."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from indexer.elastic.errors import calling
from indexer.lock import Holder

_ID = "writer"
_TIMEOUT_S = 10.0
_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "hidden": True}
_MAPPINGS = {"dynamic": False}


class Conflict(Exception):  # noqa: N818 - names what happened
    """Somebody else changed the document meanwhile."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the document says. `token` is the holding's own; `beat_at` (ISO, UTC) is only for people;
    `expires_after_s`: how long without a change makes it abandoned; `generation`: the last number given."""

    holder: Holder
    token: str
    beats: int
    beat_at: str
    expires_after_s: float
    generation: int
    free: bool

    def renewed(self, now: str, generation: int) -> Record:
        return replace(self, beats=self.beats + 1, beat_at=now, generation=max(generation, self.generation))

    def released(self, now: str) -> Record:
        return replace(self, beat_at=now, free=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record and the state of the document that it was."""

    record: Record
    seq_no: int
    primary_term: int


class LeaseDocument:
    """The lease document of one prefix. EngineError when the cluster cannot be asked."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client.options(request_timeout=_TIMEOUT_S)
        self._index = index

    def read(self) -> Seen | None:
        """The document as it is now (reading by id needs no refresh); None when there is none, or none that
        this program understands."""
        with calling():
            try:
                found = self._client.get(index=self._index, id=_ID)
            except NotFoundError:
                return None
        return Seen(_record(found["_source"]), found["_seq_no"], found["_primary_term"])

    def write(self, record: Record, before: Seen | None) -> Seen:
        """Put `record` in the place of `before`, or into an empty place. Conflict when that is no longer so."""
        expected: dict[str, Any] = (
            {"if_seq_no": before.seq_no, "if_primary_term": before.primary_term}
            if before
            else {"op_type": "create"}
        )
        with calling():
            if before is None:
                self._create_index()
            try:
                done = self._client.index(index=self._index, id=_ID, document=asdict(record), **expected)
            except ConflictError as error:
                raise Conflict from error
        return Seen(record, done["_seq_no"], done["_primary_term"])

    def _create_index(self) -> None:
        if not self._client.indices.exists(index=self._index):
            self._client.options(ignore_status=400).indices.create(
                index=self._index, settings=_SETTINGS, mappings=_MAPPINGS
            )


def _record(source: dict[str, Any]) -> Record:
    return Record(**{**source, "holder": Holder(**source["holder"])})
