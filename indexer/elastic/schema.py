"""The index of one kind of hits on Elasticsearch: mapping, settings, and a document's body.

- `words`, `grams`: tokens joined by spaces, split by the built-in `whitespace` analyser. Only `grams` has
  positions: a phrase is a run of bigrams, as in the embedded engine.
- `span`: the unit's class of validity (indexer.validity), one term a document.
- filter fields: one term each, absent where unknown; `published` is an ordinal, 0 when undated.
- `id`: the unit id, which is `_id` too (that one cannot be sorted by); doc values only, for the order of ties.
- `text_hash`, `doc_hash`: 64 bits, signed (`signed`, `unsigned`); doc values only.

Nothing is stored: texts come from the store, and an index that must change its form is built anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from indexer.documents import Document
from indexer.engine import FILTER_FIELDS
from indexer.fingerprint import fingerprint

ENGINE = "elasticsearch"
KIND = "article"

# Raise when the mapping, the settings that bear on scores or a document's body change.
SCHEMA = "elasticsearch/1"

# Lucene's whitespace tokenizer cuts tokens after 255 UTF-16 units, which is 127 code points at worst. A run of
# letters of that length is no word; its beginning stands for it, in documents and in queries.
LONGEST_TOKEN = 127
_TOO_LONG = re.compile(rf"(\S{{{LONGEST_TOKEN}}})\S+")

# A term of Lucene has at most 32,766 bytes; a longer value of a filter field is left out, not its document.
_LONGEST_VALUE = 8_191

# The largest window of a search, and so of the ties at its cut that are looked through.
MOST_HITS = 10_000

# How many values a hash has: the hash of a `long` is its remainder.
HASHES = 1 << 64


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a finished index holds, as `_meta` of its mapping. An index without it is unfinished, never live.

    `built_at` is an ISO time in UTC; `documents` the number of units.
    """

    fingerprint: str
    library_version: str
    built_at: str
    documents: int
    kind: str = KIND

    @property
    def built(self) -> datetime:
        return datetime.fromisoformat(self.built_at)

    def meta(self) -> dict[str, Any]:
        """The value of `_meta`; `PUT index/_mapping` replaces the whole of it."""
        return asdict(self)

    @classmethod
    def of(cls, meta: object) -> Self | None:
        """From `_meta`; None where that is not a whole manifest."""
        if not isinstance(meta, Mapping) or not all(isinstance(name, str) for name in meta):
            return None
        try:
            manifest = cls(**meta)
            whole = manifest.built.tzinfo is not None and isinstance(manifest.documents, int)
        except (TypeError, ValueError):
            return None
        texts = (manifest.fingerprint, manifest.library_version, manifest.kind)
        return manifest if whole and all(isinstance(each, str) for each in texts) else None


def current_fingerprint() -> str:
    """What this code builds and reads."""
    return fingerprint(SCHEMA)


def mapping(manifest: Manifest | None = None) -> dict[str, Any]:
    """The strict mapping; a draft begins without a manifest."""
    value = {"type": "keyword", "doc_values": False, "ignore_above": _LONGEST_VALUE}
    sort_only = {"type": "keyword", "index": False}
    number_only = {"type": "long", "index": False}
    found: dict[str, Any] = {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "properties": {
            "words": {"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
            "grams": {"type": "text", "analyzer": "whitespace", "index_options": "positions"},
            "id": sort_only,
            "text_hash": number_only,
            "doc_hash": number_only,
            "span": {"type": "keyword"},
            "published": {"type": "integer"},
            **dict.fromkeys(FILTER_FIELDS, value),
        },
    }
    return found if manifest is None else {**found, "_meta": manifest.meta()}


def settings(shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """Settings of an index. The similarity is said, not left to the server's default: k1 1.2, b .75."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "max_result_window": MOST_HITS,
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
    }


def document_body(document: Document) -> dict[str, Any]:
    """The body of a document; its `_id` is the unit id."""
    facets = document.facets
    body: dict[str, Any] = {
        "id": document.unit_id,
        "words": _TOO_LONG.sub(r"\1", document.words),
        "grams": document.grams,
        "span": document.validity.key(),
        "published": facets.published,
        "text_hash": signed(document.text_hash),
        "doc_hash": signed(document.doc_hash),
    }
    for name in FILTER_FIELDS:
        if value := getattr(facets, name):
            body[name] = value
    return body


def token(text: str) -> str:
    """A token as it stands in the index."""
    return text[:LONGEST_TOKEN]


def signed(hexadecimal: str) -> int:
    """16 hex digits as a `long`."""
    value = int(hexadecimal, 16)
    return value - HASHES if value >= HASHES // 2 else value


def unsigned(value: int) -> int:
    """The hash of a `long`."""
    return value % HASHES
