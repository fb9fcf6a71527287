"""A record for one of the shelves beside the laws: made by the readers, put there by the store."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.cases.model import PolicyCase
from corpus.precedents.model import Precedent

CASE, DOCUMENT = "case", "document"


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A case or a precedent for `Load.add_many`. `raw` is the record as the source has it, `path` its place."""

    shelf: str
    record: PolicyCase | Precedent
    path: str
    source: str
    reader: str
    raw: str = ""


def case_entry(case: PolicyCase, *, path: str, source: str, reader: str, raw: str = "") -> ShelfEntry:
    """An entry for a policy case."""
    return ShelfEntry(CASE, case, path, source, reader, raw)


def precedent_entry(document: Precedent, *, path: str, source: str, reader: str, raw: str = "") -> ShelfEntry:
    """An entry for a precedent."""
    return ShelfEntry(DOCUMENT, document, path, source, reader, raw)
