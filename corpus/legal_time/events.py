"""Events of the library (沿革): who repeals whom and who amends whom, from what day, by which clause."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from corpus.legal_time.clause import Change, Clause, ClauseKind, Extraction, When
from corpus.model import Version, Work
from corpus.normalize import plain_title

Place = tuple[str, str]
"""A version's place: (work id, version key)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The clause behind an event: the text it stands in and its words. `unit_key` is empty for a title."""

    work_id: str
    title: str
    version_key: str
    unit_key: str
    quote: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Repeal:
    """The end of a whole work. `day` None: it ended on `known_by` at the latest, no held text says when."""

    title: str
    day: date | None
    known_by: date | None
    evidence: Evidence

    @property
    def start(self) -> date | None:
        """The first day on which the work is surely at an end."""
        return self.day or self.known_by

    @property
    def by_decision(self) -> bool:
        """A decision that only repeals (关于废止…的决定) is no successor."""
        return "废止" in self.evidence.title


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amending act seen from one work that it amends; `day` None when its commencement is not known."""

    act_id: str
    act_title: str
    version_key: str
    published: date | None
    day: date | None
    changes: tuple[tuple[Change, Evidence], ...]
    evidence: Evidence

    @property
    def shifts_from(self) -> int | None:
        """The first article number that the act moves (增加一条作为第三条, 将第十八条改为第十九条)."""
        moved = [
            change.number
            for change, _ in self.changes
            if change.sub == 0 and change.number and (change.to is not None or change.op == "added")
        ]
        return min(moved) if moved else None


@dataclass
class Events:
    """What was found in a whole library, before it is turned into intervals."""

    repeals: dict[str, list[Repeal]] = field(
        default_factory=lambda: defaultdict(list)
    )  # held work id → its repeals
    amendments: dict[str, list[Amendment]] = field(default_factory=lambda: defaultdict(list))
    ghosts: dict[str, list[Repeal]] = field(
        default_factory=lambda: defaultdict(list)
    )  # plain title → repeals
    first_named: dict[str, date] = field(default_factory=dict)  # plain title → oldest text that names it


@dataclass(frozen=True, slots=True)
class _Source:
    """A text that events come from, and the day from which its clauses speak."""

    work: Work
    version: Version
    begins: date | None


def without_issuer(plain: str) -> str:
    """A plain title from its 关于 on: some print the issuer inside 《》, some before it, some not at all."""
    place = plain.find("关于")
    return plain[place:] if place > 0 else plain


class Names:
    """Titles to held works: the plain form first, then without the issuer."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works: dict[str, list[Work]] = defaultdict(list)
        self._loose: dict[str, list[Work]] = defaultdict(list)
        for work in works:
            titles = {work.title, *(version.title for version in work.versions)}
            plain = {plain_title(each) for each in titles}
            for each in plain:
                self._works[each].append(work)
            for each in {without_issuer(each) for each in plain}:
                self._loose[each].append(work)

    def find(self, title: str, near: Work) -> Work | None:
        """The one work of that title: of `near`'s region where several share it; None when unclear."""
        plain = plain_title(title)
        found = self._works.get(plain) or self._loose.get(without_issuer(plain), [])
        if len(found) > 1:
            found = [each for each in found if each.region == near.region]
        return found[0] if len(found) == 1 else None

    def held(self, title: str) -> bool:
        """Is any work of that title held?"""
        plain = plain_title(title)
        return plain in self._works or without_issuer(plain) in self._loose


def add_delay(day: date, delay: tuple[int, str] | None) -> date:
    """`day` moved by a printed delay (30日, 6个月, 1年)."""
    if delay is None:
        return day
    amount, unit = delay
    if unit == "day":
        return day + timedelta(days=amount)
    months = day.month - 1 + (amount * 12 if unit == "year" else amount)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def evidence_of(work: Work, version: Version, clause: Clause) -> Evidence:
    """`clause` of `version`, as evidence."""
    return Evidence(work.id, version.title, version.key, clause.unit_key, clause.quote, version.publish_date)


def collect(
    works: Sequence[Work],
    extractions: Mapping[Place, Extraction],
    begins: Mapping[Place, date | None],
) -> Events:
    """All events of a library. `begins`: the day on which each text's own clauses begin, None if unknown."""
    events, names = Events(), Names(works)
    for work in works:
        for version in work.versions:
            place = (work.id, version.key)
            extraction = extractions[place]
            source = _Source(work, version, begins[place])
            for clause in extraction.of(ClauseKind.REPEAL):
                if not clause.partial:
                    _repeal(events, names, source, clause)
            _amend(events, names, source, extraction.of(ClauseKind.AMENDMENT))
    return events


def named_before(works: Sequence[Work], extractions: Mapping[Place, Extraction]) -> dict[str, date]:
    """For each plain title named in 《》, the publish date of the oldest other text that names it."""
    oldest: dict[str, date] = {}
    for work in works:
        own = plain_title(work.title)
        for version in work.versions:
            day = version.publish_date
            if day is None:
                continue
            for name in extractions[(work.id, version.key)].mentions:
                if name != own and (name not in oldest or day < oldest[name]):
                    oldest[name] = day
    return oldest


def _repeal(events: Events, names: Names, source: _Source, clause: Clause) -> None:
    own = {plain_title(source.work.title), plain_title(source.version.title)}
    day = clause.day if clause.when == When.DAY else source.begins
    for title in clause.targets:
        plain = plain_title(title)
        if plain in own:
            continue  # 原法同时废止: a new text under the same title, no repeal of the work
        evidence = evidence_of(source.work, source.version, clause)
        repeal = Repeal(title, day, source.version.publish_date, evidence)
        target = names.find(title, source.work)
        if target is not None and target.id == source.work.id:
            continue
        if target is not None:
            events.repeals[target.id].append(repeal)
        elif not names.held(title):
            events.ghosts[plain].append(repeal)


def _amend(events: Events, names: Names, source: _Source, clauses: Iterable[Clause]) -> None:
    work, version = source.work, source.version
    by_target: dict[str, list[tuple[Change, Evidence]]] = defaultdict(list)
    first: dict[str, Evidence] = {}
    for clause in clauses:
        evidence = evidence_of(work, version, clause)
        for title in clause.targets:
            target = names.find(title, work)
            if target is None or target.id == work.id:
                continue
            first.setdefault(target.id, evidence)
            plain = plain_title(title)
            by_target[target.id] += [
                (change, evidence) for change in clause.changes if plain_title(change.law) == plain
            ]
    for target_id, evidence in first.items():
        events.amendments[target_id].append(
            Amendment(
                work.id,
                version.title,
                version.key,
                version.publish_date,
                source.begins,
                tuple(by_target[target_id]),
                evidence,
            )
        )


def best(repeals: Sequence[Repeal]) -> Repeal:
    """The repeal that counts: a dated one before an undated one, then the earliest."""
    return min(repeals, key=lambda each: (each.day is None, each.start or date.max, each.evidence.title))
