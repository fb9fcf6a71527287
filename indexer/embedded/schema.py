"""The tantivy schema of one kind of hits, and the tokenizer that reads pre-segmented text.

- `words`, `grams`: tokens joined by spaces. Only `grams` has positions: a phrase is a run of bigrams, which
  is an exact substring, while search-mode words overlap and have no usable positions.
- `span`: the unit's class of validity (indexer.validity), one term a document.
- filter fields: one raw term each; `published` is a signed fast field (an integer given to an unsigned field
  kills the writer with a misleading error).
- `row`: the document's line in the side files; nothing is stored in tantivy itself.
"""

from __future__ import annotations

from functools import cache

import tantivy

from indexer.engine import FILTER_FIELDS

# Raise when the fields or the side files change.
SCHEMA = "embedded/2"
TOKENIZER = "spaces"


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field("grams", tokenizer_name=TOKENIZER, index_option="position")
    for name in ("id", "span", *FILTER_FIELDS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", fast=True)
    builder.add_integer_field("row", fast=True)
    return builder.build()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """The index with its tokenizer; readers are opened by hand, because a generation never changes."""
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.config_reader(reload_policy="manual")
    return index
