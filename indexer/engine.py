"""The typed boundary to a search engine: a plan in, a page of (unit id, score) out.

No engine's own query language or JSON appears above an adapter; one contract suite (`tests/contract`) holds
every adapter to what is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from corpus.model import Currency
from indexer.validity import DEFAULT_CURRENCIES

# Best hits of a ranked search that collapse, totals, facets and paging work on (DESIGN §5).
WINDOW = 300

FILTER_FIELDS = ("work", "level", "issuer", "region", "category", "year")


class EngineErrorCode(StrEnum):
    INDEX_MISSING = "index_missing"
    INDEX_BROKEN = "index_broken"
    INDEX_WRITE_FAILED = "index_write_failed"
    FINGERPRINT_MISMATCH = "fingerprint_mismatch"
    NOTHING_TO_ROLL_BACK = "nothing_to_roll_back"
    # of engines behind a network
    ENGINE_UNREACHABLE = "engine_unreachable"
    ENGINE_TIMEOUT = "engine_timeout"
    ENGINE_UNAUTHORIZED = "engine_unauthorized"
    ENGINE_VERSION = "engine_version"
    ENGINE_UNAVAILABLE = "engine_unavailable"
    ENGINE_READ_ONLY = "engine_read_only"
    ENGINE_MAPPING_CONFLICT = "engine_mapping_conflict"
    ENGINE_FAILED = "engine_failed"
    ALIAS_AMBIGUOUS = "alias_ambiguous"
    LEASE_LOST = "lease_lost"


class EngineError(Exception):
    """An engine cannot answer. `code` is stable, `message_zh` is for people. Never an empty result."""

    def __init__(self, code: EngineErrorCode, message_zh: str) -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh


class Mode(StrEnum):
    """`simple`: any term may match, the best of the window, total unknown. `advanced`: everything in
    `must_words` and `must_phrases` must match, and the total is exact."""

    SIMPLE = "simple"
    ADVANCED = "advanced"


@dataclass(frozen=True, slots=True)
class Term:
    """One token of a query and the factor of its score."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """A search, ready for an engine.

    `words` and `grams` score: the flat sum of the BM25 scores of both fields. `must_words` (tokens of
    `segment.words`) and `must_phrases` (any text: its characters in this order, whatever punctuation stands
    between them) only restrict, in mode `advanced`; `exclude_phrases` must not occur, in any mode. `day` is an
    ordinal. `filters` maps a field of FILTER_FIELDS to the values of which one must hold; filters never add
    to a score. `published_from/to` are inclusive ordinals. `limit` is the window. A simple plan without a
    term finds nothing: an engine never lists everything instead.
    """

    words: tuple[Term, ...] = ()
    grams: tuple[Term, ...] = ()
    day: int = 0
    currencies: frozenset[Currency] = DEFAULT_CURRENCIES
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published_from: int | None = None
    published_to: int | None = None
    mode: Mode = Mode.SIMPLE
    must_words: tuple[str, ...] = ()
    must_phrases: tuple[str, ...] = ()
    exclude_phrases: tuple[str, ...] = ()
    exclude_units: tuple[str, ...] = ()
    exclude_works: tuple[str, ...] = ()
    limit: int = WINDOW

    def __post_init__(self) -> None:
        unknown = set(self.filters) - set(FILTER_FIELDS)
        if unknown:
            raise ValueError(f"unknown filter fields: {sorted(unknown)}")
        if self.limit < 1:
            raise ValueError(f"limit must be at least 1, not {self.limit}")


@dataclass(frozen=True, slots=True)
class EnginePage:
    """The best hits: higher scores first, equal scores by unit id.

    `text_hashes[i]` belongs to `hits[i]`: units whose text differs in formatting only share it. `total` is
    the number of matches when `exact`, else None.
    """

    hits: list[tuple[str, float]]
    text_hashes: list[int]
    total: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one term of the plan added to a unit's score (weight included)."""

    field: str
    term: str
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a unit scores as it does. `held` False: the index has no such unit. `matches` False: the plan's
    filters, currency or required words leave it out; its parts are told all the same."""

    unit_id: str
    held: bool
    matches: bool
    score: float
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """The index behind an engine. `library_version` may lag behind the store's."""

    engine: str
    generation: str
    built_at: datetime
    documents: int
    library_version: str
    fingerprint: str
    size_bytes: int


class Engine(Protocol):
    """A searchable index; every call may come from any thread. Errors are `EngineError`."""

    def search(self, plan: SearchPlan) -> EnginePage: ...

    def count(self, plan: SearchPlan) -> int:
        """The exact number of units that match the plan, whatever its limit."""
        ...

    def explain(self, plan: SearchPlan, unit_id: str) -> Explanation: ...

    def doc_freq(self, words: Sequence[str]) -> list[int]:
        """In how many documents each word occurs (for idf); 0 for unknown words."""
        ...

    def info(self) -> EngineInfo: ...

    def close(self) -> None: ...
