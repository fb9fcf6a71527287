"""Titles that differ only in their bracket: 宪法修正案（1988年）, …（2018年）; …的解释（一）, …（二）."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.normalize import plain_title
from search_service.query.asked import Law

if TYPE_CHECKING:
    from corpus.titles import TitleBook

_NUMBERED = re.compile(r"(.{2,})\([^()]{1,12}\)")


@lru_cache(maxsize=2)
def series(titles: TitleBook) -> Mapping[str, Law]:
    """By the common part of their names: the held works of a series, last title first. Made once for a book.

    A name that a work of its own bears (刑法修正案, of 1999) names that work and is no series.
    """
    members: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for entry in titles.entries:
        found = _NUMBERED.fullmatch(plain_title(entry.title))
        if found is not None and entry.work_id is not None:
            members[found[1]][entry.work_id] = entry.title
    return {
        stem: Law(stem, tuple(sorted(works, key=lambda each: works[each], reverse=True)))
        for stem, works in members.items()
        if len(works) > 1 and not titles.lookup(stem)
    }
