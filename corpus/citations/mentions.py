"""What a stored text cites, read once: names as printed, numbers, and the place of each mention in its unit.

Nothing here depends on which works are held: a mention keeps the *name* that the text gives, and names become
works only when the graph is read (`corpus.citations.graph`). So a law loaded later is found by texts that
cited it all along. The title book has one say here: a name without 《》 is recognised because the book knows
it, so texts that hold a name which the book has learnt since are read again (`NameFinder`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, NamedTuple

import ahocorasick

from corpus.citations.extract import extract
from corpus.citations.model import Kind, Law, Mention
from corpus.citations.names import Titles
from corpus.model import Unit
from corpus.normalize import fold, plain_title
from corpus.titles.flat import Flat

_APART = "\n\n"  # between units: no antecedent is sought across a blank line (extract's rule)
_INSIDE = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM})


class CitedName(NamedTuple):
    """How a text names what it cites: a title, a short name or a document's number; the issuer before 《."""

    name: str
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class UnitMention:
    """One mention inside a unit. [start, end) are code points of `Unit.text`.

    `name` is None for the text itself (本法第五条, 第二十条). `number` is None where the work as a whole, or
    one of its divisions (编, 章, 节), is meant.
    """

    unit_key: str
    start: int
    end: int
    kind: str
    name: CitedName | None
    number: int | None
    sub: int
    paragraph: int | None
    item: int | None
    edition: int | None


def mentions_of(title: str, units: Sequence[Unit], titles: Titles) -> list[UnitMention]:
    """All that a text cites, in order; without mentions of the very article they stand in (前款, 本条)."""
    pieces, starts, place = [], [], 0
    for unit in units:
        head = f"{unit.label} " if unit.label else ""
        starts.append(place + len(head))
        pieces.append(head + unit.text)
        place += len(pieces[-1]) + len(_APART)
    found = extract(_APART.join(pieces), titles=_AsPrinted(titles), title=title)
    own = plain_title(title)
    result = []
    for each in found.citations:
        index = bisect_right(starts, each.start) - 1
        mention = _mention(each, units[index], starts[index], own) if index >= 0 else None
        if mention is not None:
            result.append(mention)
    return result


def _mention(each: Mention, unit: Unit, start: int, own: str) -> UnitMention | None:
    known, name = _name(each.law, own)
    path = each.path
    end = min(each.end - start, len(unit.text))
    here = name is None and path.number is not None and (path.number, path.sub) == (unit.number, unit.sub)
    if not known or (here and each.kind in _INSIDE) or end <= each.start - start:
        return None
    return UnitMention(
        unit_key=unit.key,
        start=each.start - start,
        end=end,
        kind=str(each.kind),
        name=name,
        number=path.number,
        sub=path.sub,
        paragraph=path.paragraph,
        item=path.item,
        edition=each.law.edition,
    )


def _name(law: Law, own: str) -> tuple[bool, CitedName | None]:
    """(is it said which work is meant, its name; None for the text itself)."""
    printed = law.work_ids[0] if law.work_ids else law.name
    if law.own or (printed and plain_title(printed) == own):
        return True, None
    if law.work_ids is None and law.doc_number is None:
        return False, None
    return bool(printed), CitedName(printed, law.issuer or "")


@dataclass(frozen=True, slots=True)
class _Entry:
    work_id: str | None
    title: str


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    work_ids: tuple[str, ...]
    title: str


class _AsPrinted:
    """A title book whose answers carry the name that was asked for in the place of the work's id."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def lookup(self, name: str) -> Sequence[_Entry]:
        entries = self._titles.lookup(name)
        return (_Entry(name, entries[0].title),) if entries else ()

    def scan(self, text: str) -> Sequence[_Match]:
        return [
            _Match(each.start, each.end, (re.sub(r"\s+", "", text[each.start : each.end]),), each.title)
            for each in self._titles.scan(text)
        ]


class NameFinder:
    """Tells which texts hold one of some names: those must be read again once the names are known."""

    def __init__(self, names: Iterable[str]) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        for each in names:
            if each:
                self._automaton.add_word(each, True)
        self.empty = len(self._automaton) == 0
        if not self.empty:
            self._automaton.make_automaton()

    def holds(self, units: Iterable[Unit]) -> bool:
        """Does one of the names occur? The text is compared as titles are: folded, without spaces and 《》."""
        if self.empty:
            return False
        text = Flat(fold("\n".join(each.text for each in units))).text
        return next(self._automaton.iter(text), None) is not None


@cache
def reading_code() -> str:
    """A hash of all that decides how a text is read; another value means that it is read again."""
    digest = sha256()
    for package in ("corpus", "corpus.citations", "corpus.titles", "corpus.data"):
        for each in sorted(_files(package), key=lambda each: each.name):
            if each.name.endswith((".py", "aliases.toml")):
                digest.update(each.read_bytes())
    return digest.hexdigest()


def _files(package: str) -> Iterable[Any]:
    top, _, inner = package.partition(".")
    place = resources.files(top)
    return (place / inner if inner else place).iterdir()
