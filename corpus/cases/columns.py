"""Headings of a table → fields of a case, by commented data (`corpus/data/case_columns.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from corpus import datafile
from corpus.normalize import fold

_NOISE = re.compile(r"[\s_*（）()：:]+")


@cache
def _names() -> dict[str, str]:
    fields: Mapping[str, Sequence[str]] = datafile.load("case_columns.toml")["field"]
    return {plain(name): field for field, names in fields.items() for name in names}


def plain(heading: str) -> str:
    """The form in which headings are compared: folded, without case, spaces, brackets, stars and colons."""
    return _NOISE.sub("", fold(heading)).casefold()


def guess(headings: Iterable[str]) -> dict[str, str]:
    """Heading → field, for the headings that are known; the first heading of a field has it."""
    found: dict[str, str] = {}
    for each in headings:
        field = _names().get(plain(each))
        if field is not None and field not in found.values():
            found[each] = field
    return found


def renamed(headings: Sequence[str], stated: Mapping[str, str] | None) -> tuple[str, ...]:
    """The headings, with our template's name for each that `stated` (field → heading) gives a field.

    Another column that would be taken for such a field loses its heading: what is stated goes before what is guessed.
    """
    given = {plain(heading): _names().get(plain(field)) for field, heading in (stated or {}).items()}
    found = {plain(each) for each in headings}
    taken = {field for heading, field in given.items() if field and heading in found}
    names = []
    for each in headings:
        field = given.get(plain(each))
        other = _names().get(plain(each)) in taken
        names.append(label_of(field) if field else "" if other else each)
    return tuple(names)


def holds_cases(headings: Sequence[str]) -> bool:
    """Whether a table with these headings holds policy cases: what was done, and what was said of it."""
    fields = set(guess(headings).values())
    named = fields & {"title", "document"}
    told = fields & {"narrative", "measure"}
    judged = fields & {"finding", "outcome", "kind", "legal_bases"}
    return bool(named and told and len(judged) >= 2)


def fields() -> tuple[str, ...]:
    """Every field, in the order of the data file."""
    return tuple(datafile.load("case_columns.toml")["field"])


def label_of(field: str) -> str:
    """The name of a field in our template."""
    names: Sequence[str] = datafile.load("case_columns.toml")["field"][field]
    return names[0]


def known_as(*wanted: str) -> tuple[str, ...]:
    """All names of some fields, as printed in the data file."""
    table = datafile.load("case_columns.toml")["field"]
    return tuple(name for each in wanted for name in table[each])
