"""The title book of a library: its works and the names practitioners use."""

from __future__ import annotations

from functools import cache

from corpus import datafile
from corpus.levels import classify
from corpus.library import Library
from corpus.model import Work
from corpus.titles.book import TitleBook, TitleEntry
from corpus.titles.forms import key


@cache
def known_names() -> tuple[TitleEntry, ...]:
    """The entries of `corpus/data/aliases.toml`, none of them held."""
    return tuple(
        TitleEntry(
            None,
            each["title"],
            tuple(each["aliases"]),
            str(classify(each["title"]).level),
            tuple(each.get("spoken", ())),
        )
        for each in datafile.load("aliases.toml")["name"]
    )


def book_of(library: Library) -> TitleBook:
    """Titles of all works and of all their versions, with the known names; names not held have no work id."""
    known = {key(entry.title): entry for entry in known_names()}
    works = library.works()
    held = {key(work.title) for work in works}
    entries = [_entry(work, known.get(key(work.title))) for work in works]
    entries += [entry for title, entry in known.items() if title not in held]
    return TitleBook(entries)


def _entry(work: Work, known: TitleEntry | None) -> TitleEntry:
    """The entry of a work; titles its other versions were published under are names of it too."""
    former = {version.title: None for version in work.versions if key(version.title) != key(work.title)}
    aliases = (*former, *(known.aliases if known else ()))
    return TitleEntry(work.id, work.title, aliases, str(work.level), known.spoken if known else ())
