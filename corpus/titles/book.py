"""TitleBook: every name a work goes by, to look up and to find in text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ahocorasick

from corpus.model import Level
from corpus.normalize import normalize
from corpus.titles import forms
from corpus.titles.boundaries import Brackets, known_extensions, whole_name
from corpus.titles.flat import Flat
from corpus.titles.suggest import Form, Suggester

_QUERY_WINDOW = 160  # longer than any printed title
_LEVELS = {str(level): place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class TitleEntry:
    """One work and its names. `work_id` is None for a work known by name only.

    `aliases` are names of the work found everywhere; `spoken` are names that are ordinary words too, found
    only where a whole name or the start of a query is asked for. `level` is a value of `corpus.model.Level`.
    """

    work_id: str | None
    title: str
    aliases: tuple[str, ...] = ()
    level: str | None = None
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A name in a text: [start, end) in code points, without the outer 《》, with 中华人民共和国.

    `form` is the name as written; `work_ids` are the held works that bear it (several: ambiguous; none: the
    work is known by name only); `title` is the full printed title of the first.
    """

    start: int
    end: int
    form: str
    work_ids: tuple[str, ...]
    title: str


class _Rank:
    """How a name is owned: a work's own title beats an alias, which beats a form made by a rule."""

    TITLE, ALIAS, SPOKEN, DERIVED = range(4)


class TitleBook:
    """All titles of a library and the names known beside them. Immutable; threads may share it."""

    def __init__(self, entries: Iterable[TitleEntry]) -> None:
        self.entries: tuple[TitleEntry, ...] = tuple(entries)
        self._owners: dict[str, tuple[int, ...]] = {}
        self._ranks: dict[str, int] = {}
        self._display: dict[str, str] = {}
        names = self._law_names()
        collected: dict[str, dict[int, list[int]]] = {}
        for index, entry in enumerate(self.entries):
            for rank, key, display in self._forms(entry, names):
                collected.setdefault(key, {}).setdefault(rank, []).append(index)
                if rank != _Rank.DERIVED:
                    self._display.setdefault(key, display)
        for key, by_rank in collected.items():
            best = min(by_rank)
            self._ranks[key] = best
            self._owners[key] = tuple(dict.fromkeys(by_rank[best]))

    @property
    def forms(self) -> frozenset[str]:
        """The keys of all names it knows (folded, without 中华人民共和国, spaces and 《》)."""
        return frozenset(filter(None, self._owners))

    def lookup(self, name: str) -> tuple[TitleEntry, ...]:
        """The entries that bear this name, by any form as a whole; several when it is ambiguous, else empty.

        A note of a version behind the name is ignored: 公司法（2023修订）.
        """
        key = forms.key(name)
        owners = self._owners.get(key) or self._owners.get(forms.without_version_note(key), ())
        return tuple(self.entries[each] for each in owners)

    def scan(self, text: str) -> list[TitleMatch]:
        """The whole names in folded running text, leftmost and longest first, without overlaps.

        The rules of `corpus.titles.boundaries` say what is a whole name. Forms that rules make and that are
        ordinary words too (工资支付规定) count in 《》 only.
        """
        flat = Flat(text)
        brackets = Brackets(text)
        found: list[TitleMatch] = []
        done = 0
        for start, form in self._candidates(flat):
            if start < done:
                continue
            place = flat.origin(start), flat.origin(start + len(form) - 1) + 1
            span = whole_name(text, place, form, self._extensions.get(form, frozenset()), brackets)
            if span is not None and (
                form not in self._generic or text[span[0] - 1 : span[0]] in ("《", "〈")
            ):
                found.append(self._match(text, *span, form))
                done = start + len(form)
        return found

    def prefix(self, text: str) -> TitleMatch | None:
        """The longest name at the start of a query (民法典1254, 治安法 26条, 《行诉法》起诉期限), else None.

        Spoken names count here (反法 2条). The text is taken as typed; the span is one of it. What may follow
        a name is as in `scan`.
        """
        typed = normalize(text[:_QUERY_WINDOW])
        flat = Flat(typed.text)
        brackets = Brackets(typed.text)
        lengths = [end + 1 for end, form in self._automaton.iter(flat.text) if end + 1 == len(form)]
        for length in sorted(lengths, reverse=True):
            form = flat.text[:length]
            found = flat.origin(0), flat.origin(length - 1) + 1
            span = whole_name(typed.text, found, form, frozenset(), brackets)
            if span is not None:
                return self._match(text, *typed.span(*span), form)
        return None

    def complete(self, prefix: str, limit: int = 10) -> list[tuple[str, TitleEntry]]:
        """Suggestions for what is being typed, one a work: (form, entry).

        Order: the exact name, forms that begin so, forms that contain it; within each titles before other
        names, the shorter first, then the higher level. Latin letters are read as pinyin (minfadian) or
        its initials (mfd).
        """
        return [(form.display, self.entries[form.entry]) for form in self._suggester.complete(prefix, limit)]

    def nearest(self, name: str, limit: int = 5) -> list[tuple[TitleEntry, float]]:
        """Titles this may have been meant for, best first, with a score in (0, 1]; empty when none is near.

        For "did you mean" only, never for a verdict: typing errors of one character in five, homophones
        (行政许可发), pinyin (minfadian).
        """
        found = self._suggester.nearest(name, limit)
        return [(self.entries[form.entry], score) for form, score in found]

    def _law_names(self) -> dict[str, tuple[str, ...]]:
        """Short names of laws by the key of their title, for the names of their interpretations."""
        names: dict[str, list[str]] = defaultdict(list)
        for entry in self.entries:
            names[forms.key(entry.title)] += [forms.key(each) for each in entry.aliases]
        return {title: tuple(aliases) for title, aliases in names.items() if aliases}

    def _forms(self, entry: TitleEntry, names: dict[str, tuple[str, ...]]) -> Iterator[tuple[int, str, str]]:
        """(rank, key, display) of every form of an entry."""
        key = forms.key(entry.title)
        yield _Rank.TITLE, key, forms.short(entry.title)
        for rank, given in ((_Rank.ALIAS, entry.aliases), (_Rank.SPOKEN, entry.spoken)):
            for alias in given:
                yield rank, forms.key(alias), alias
        for form in forms.derived(key, lambda law: names.get(law, ())):
            if len(form) > 1:
                yield _Rank.DERIVED, form, form

    def _match(self, text: str, start: int, end: int, form: str) -> TitleMatch:
        owners = [self.entries[each] for each in self._owners[form]]
        held = tuple(each.work_id for each in owners if each.work_id is not None)
        return TitleMatch(start, end, text[start:end], held, owners[0].title)

    def _candidates(self, flat: Flat) -> Iterator[tuple[int, str]]:
        """Every form in the text but spoken ones, by start, the longest first."""
        found = [
            (end + 1 - len(form), -len(form), form)
            for end, form in self._automaton.iter(flat.text)
            if self._ranks[form] != _Rank.SPOKEN
        ]
        return ((start, form) for start, _, form in sorted(found))

    @cached_property
    def _automaton(self) -> Any:
        automaton = ahocorasick.Automaton()
        for form in self._owners:
            if form:
                automaton.add_word(form, form)
        automaton.make_automaton()
        return automaton

    @cached_property
    def _generic(self) -> frozenset[str]:
        made = (form for form, rank in self._ranks.items() if rank == _Rank.DERIVED)
        return frozenset(filter(forms.is_generic, made))

    @cached_property
    def _extensions(self) -> dict[str, frozenset[str]]:
        endings = {
            form: [part for end, part in self._automaton.iter(form) if end + 1 == len(form) and part != form]
            for form in self._owners
            if form
        }
        return known_extensions(list(endings), endings)

    @cached_property
    def _suggester(self) -> Suggester:
        order = sorted(self._owners, key=self._display_order)
        listed: list[Form] = []
        for key in order:
            display = self._display.get(key, key)
            derived = self._ranks[key] == _Rank.DERIVED
            listed.extend(Form(key, display, entry, derived) for entry in self._owners[key] if key)
        return Suggester(listed)

    def _display_order(self, key: str) -> tuple[int, int, int, bool, str]:
        """Titles before aliases before made forms, the shorter, the higher level, the held work first."""
        owners = [self.entries[each] for each in self._owners[key]]
        level = min(_LEVELS.get(each.level or "", len(_LEVELS)) for each in owners)
        return self._ranks[key], len(key), level, all(each.work_id is None for each in owners), key
