"""Queries for measuring speed: from judged files, or drawn from the library itself with a fixed seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.library import Library
from evaluation.judged import read_queries

SEED = 20260101
_CLAUSE = re.compile(r"[\u4e00-\u9fff]{6,}")


def questions(files: Sequence[Path], library: Library, count: int) -> list[str]:
    """`count` queries: of the files in a mixed order, or phrases of the library where no file is given."""
    chosen = random.Random(SEED)  # noqa: S311  (a sample, no secret)
    if files:
        found = [each.query for file in files for each in read_queries(file, in_starter=True)]
        chosen.shuffle(found)
        return found[:count]
    return list(_phrases(library, count, chosen))


def _phrases(library: Library, count: int, chosen: random.Random) -> Iterator[str]:
    """Short phrases as people type them: two pieces of one article, or a title with a piece of its text."""
    works = sorted(library.works(), key=lambda work: work.id)
    while works and count > 0:
        work = chosen.choice(works)
        units = library.units(work.id, work.versions[-1].key)
        pieces = _CLAUSE.findall(chosen.choice(units).text) if units else []
        if not pieces:
            works.remove(work)
            continue
        first = _piece(chosen.choice(pieces), chosen)
        second = work.title if chosen.random() < 0.3 else _piece(chosen.choice(pieces), chosen)
        yield f"{second} {first}"
        count -= 1


def _piece(text: str, chosen: random.Random) -> str:
    length = chosen.randint(4, 8)
    start = chosen.randint(0, max(0, len(text) - length))
    return text[start : start + length]
