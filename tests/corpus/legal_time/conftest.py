"""Libraries for the tests of legal time: the real starter library, and small made-up ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from corpus.identity import work_id
from corpus.legal_time.timeline import Timeline, build
from corpus.library import MemoryLibrary
from corpus.model import Act, Level, SourceDocument, Unit, UnitKind, Version, Witness, Work
from corpus.normalize import plain_title
from corpus.numerals import ordinal_label
from corpus.readers import starter


def day(text: str) -> date:
    return date.fromisoformat(text)


def articles(texts: Sequence[str]) -> tuple[Unit, ...]:
    """Articles 1, 2, 3 … of these texts; a text `12-1:…` takes that number instead of the next."""
    found: list[Unit] = []
    number = 0
    for given in texts:
        head, colon, rest = given.partition(":")
        if colon and head.replace("-", "").isdigit():
            first, _, second = head.partition("-")
            number, sub, text = int(first), int(second or 0), rest
        else:
            number, sub, text = number + 1, 0, given
        key = f"a{number}" + (f"-{sub}" if sub else "")
        found.append(Unit(key, UnitKind.ARTICLE, number, sub, ordinal_label(number, sub), (), text))
    return tuple(found)


def items(texts: Sequence[str]) -> tuple[Unit, ...]:
    """Items 一、二、 … of these texts."""
    return tuple(Unit(f"i{at}", UnitKind.ITEM, at, 0, "", (), text) for at, text in enumerate(texts, 1))


@dataclass(frozen=True)
class Text:
    """One made-up text of a law: what a source would give."""

    title: str
    published: str | None
    units: tuple[Unit, ...]
    effective: str | None = None
    status: str = ""
    source: str = "甲"
    acts: tuple[Act, ...] = ()
    level: Level = Level.LAW


def library_of(texts: Iterable[Text]) -> MemoryLibrary:
    """A library in which texts of one title are one work and texts of one day one version."""
    works: dict[str, tuple[Text, dict[str, list[Text]]]] = {}
    for text in texts:
        identity = work_id(text.title, text.level, None)
        versions = works.setdefault(identity, (text, {}))[1]
        versions.setdefault(text.published or "u-0", []).append(text)
    units, made = {}, []
    for identity, (first, versions) in works.items():
        made.append(
            Work(
                identity,
                first.title,
                first.level,
                None,
                None,
                None,
                None,
                tuple(_version(identity, key, said) for key, said in sorted(versions.items())),
            )
        )
        units.update({(identity, key): said[0].units for key, said in versions.items()})
    return MemoryLibrary(made, units)


def _version(identity: str, key: str, said: Sequence[Text]) -> Version:
    published = day(said[0].published) if said[0].published else None
    witnesses = tuple(
        Witness(
            each.source,
            "",
            "test",
            1,
            "",
            published,
            day(each.effective) if each.effective else None,
            each.status or None,
            each.acts,
        )
        for each in said
    )
    return Version(identity, key, said[0].title, published, "", len(said[0].units), witnesses)


class World:
    """A library with its timeline, asked by title."""

    def __init__(self, library: MemoryLibrary) -> None:
        self.library = library
        self.timeline: Timeline = build(library)
        self._ids = {plain_title(each.title): each.id for each in library.works()}

    def id(self, title: str) -> str:
        return self._ids[plain_title(title)]

    def held(self, title: str) -> bool:
        return plain_title(title) in self._ids


def world(*texts: Text) -> World:
    return World(library_of(texts))


@pytest.fixture(scope="session")
def starter_world() -> World:
    """The packaged starter library, read by the real reader."""
    documents = [each for each in starter.read() if isinstance(each, SourceDocument)]
    return World(library_of(map(_text, documents)))


def _text(document: SourceDocument) -> Text:
    return Text(
        document.title,
        document.version_date.isoformat() if document.version_date else None,
        document.units,
        document.effective_date.isoformat() if document.effective_date else None,
        document.status or "",
        document.source,
        document.acts,
        document.level,
    )


__all__ = ["Text", "World", "articles", "day", "items", "library_of", "world"]
