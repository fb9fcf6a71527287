"""Units of a library → documents of an index.

A passage is `title + 编章节 + text` **concatenated** (RETRIEVAL: a title field of its own loses 11 points of
R@10); words and bigrams are taken over the same passage. The title is the printed one: with or without
中华人民共和国 is the same within .004 (STARD dev .522 / .525, basis dev .716 / .710 R@10).

Work is in two steps, so that an unchanged unit is never segmented again: an `Outline` holds everything that
is indexed before segmentation, with its hash; `segmented` turns outlines into documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from corpus.library import Library
from corpus.model import Unit, Version, Work, unit_id
from indexer.segment import bigram_fields, search_form, search_forms, word_fields
from indexer.validity import TimeSource, Validity, validities

# Raise when the passage, the tokens' form or the fields of a document change: part of the fingerprint.
DOCUMENT_VERSION = 1

# Units that are segmented at a time: bounds memory, and is enough for the array work to pay.
_BATCH = 512

_SAME_TEXT = re.compile(r"[\w%.\-/≤≥×]+")


class Facets(NamedTuple):
    """What a unit can be filtered by; '' where unknown. `published` is an ordinal, 0 when undated."""

    work: str
    level: str
    issuer: str
    region: str
    category: str
    year: str
    published: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A document before segmentation; `form` is its passage in search form.

    `doc_hash` (16 hex) covers everything that is indexed; `text_hash` (16 hex) is shared by units whose text
    differs in formatting only.
    """

    unit_id: str
    form: str
    validity: Validity
    facets: Facets
    text_hash: str
    doc_hash: str


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine indexes of one unit: `words` and `grams` are tokens joined by spaces."""

    unit_id: str
    words: str
    grams: str
    validity: Validity
    facets: Facets
    text_hash: str
    doc_hash: str


class Source(NamedTuple):
    """Where an outline comes from."""

    work: Work
    version: Version
    unit: Unit


def outlined(library: Library, times: TimeSource) -> Iterator[tuple[Source, Outline]]:
    """Every unit of every version, work by work, in the order of the text; holds one version's units at a time."""
    for work in library.works():
        for version in work.versions:
            facets = _facets(work, version)
            units = library.units(work.id, version.key)
            texts = search_forms([each.text for each in units])
            for text, (unit, validity) in zip(texts, validities(times, work, version, units), strict=True):
                yield Source(work, version, unit), _outline(work, version, unit, text, facets, validity)


def outlines(library: Library, times: TimeSource) -> Iterator[Outline]:
    """The outlines alone."""
    return (outline for _, outline in outlined(library, times))


def heading_form(version_title: str, path: Iterable[str]) -> str:
    """The part of a passage that is above its text: title and 编章节, in search form."""
    return _heading_form(version_title, *path)


def segmented(source: Iterable[Outline]) -> Iterator[Document]:
    """Documents of outlines, one by one, in their order.

    A batch is segmented in a thread beside this one, while its outlines are followed by those of the next: two
    batches are held.
    """
    rest = iter(source)
    with ThreadPoolExecutor(1, "faju-segment") as beside:
        before: _Batch | None = None
        while batch := list(islice(rest, _BATCH)):
            following = batch, beside.submit(_fields, [each.form for each in batch])
            if before:
                yield from _documents(before)
            before = following
        if before:
            yield from _documents(before)


# Words and bigrams of each form of a batch.
_Fields = tuple[list[str], list[str]]
_Batch = tuple[list[Outline], Future[_Fields]]


def _fields(forms: Sequence[str]) -> _Fields:
    return word_fields(forms), bigram_fields(forms)


def _documents(batch: _Batch) -> Iterator[Document]:
    outlined, fields = batch
    for each, words, grams in zip(outlined, *fields.result(), strict=True):
        yield Document(each.unit_id, words, grams, each.validity, each.facets, each.text_hash, each.doc_hash)


def documents(library: Library, times: TimeSource) -> Iterator[Document]:
    """All documents of a library."""
    return segmented(outlines(library, times))


def _facets(work: Work, version: Version) -> Facets:
    day = version.publish_date
    return Facets(
        work=work.id,
        level=str(work.level),
        issuer=work.issuer or "",
        region=work.region or "",
        category=work.category or "",
        year=str(day.year) if day else "",
        published=day.toordinal() if day else 0,
    )


def _outline(
    work: Work, version: Version, unit: Unit, text: str, facets: Facets, validity: Validity
) -> Outline:
    """`text` is the unit's in search form."""
    name = unit_id(work.id, version.key, unit.key)
    form = f"{_heading_form(version.title or work.title, *unit.path)}\n{text}"
    whole = "\x00".join((name, form, validity.key(), *map(str, facets)))
    return Outline(name, form, validity, facets, _hash("".join(_SAME_TEXT.findall(text))), _hash(whole))


@lru_cache(maxsize=64)  # neighbours share their headings
def _heading_form(*headings: str) -> str:
    return search_form("\n".join(headings))


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
