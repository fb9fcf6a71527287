"""Titles of works: every name they go by, found exactly and as a whole (DESIGN §3).

`book_of(library)` makes a `TitleBook`; `forms` says which forms a title has,
`boundaries` what is a whole name.
"""

from corpus.titles.book import TitleBook, TitleEntry, TitleMatch
from corpus.titles.build import book_of, known_names

__all__ = ["TitleBook", "TitleEntry", "TitleMatch", "book_of", "known_names"]
