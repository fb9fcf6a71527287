"""Clauses that restrict and never score."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy
from tantivy import Query

from indexer.embedded.schema import schema

Clause = tuple[tantivy.Occur, tantivy.Query]


def any_of(name: str, values: Sequence[str]) -> tantivy.Query:
    """Documents with one of these values."""
    if len(values) == 1:
        return silent(raw(name, values[0]))
    return silent(Query.term_set_query(schema(), name, list(values)))


def raw(name: str, value: str) -> tantivy.Query:
    """One term, neither frequencies nor positions read."""
    return Query.term_query(schema(), name, value, index_option="basic")


def silent(found: tantivy.Query) -> tantivy.Query:
    """The same matches with score 0."""
    return Query.const_score_query(found, 0.0)
