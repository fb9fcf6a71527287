"""One work from all that was said of it: versions, the chosen text of each, witnesses, metadata (DESIGN §3).

`derive` is a pure function of a set of statements; the order in which they were loaded plays no part, with
one exception that has to: a source that corrects itself (`current`).

*Which statements count.* A later statement of one source at one place takes the place of an earlier one when
both speak of the same version (the same date, or the same text). Otherwise the earlier one stays: a file that
was overwritten by the next version of a law does not take the former version away.

*Which texts are one version.*

1. Texts that are the same in normal form are one version whatever their dates: a source stamped a wrong day.
   So are texts .98 alike that print the same history and bear dates of the year after its last act: an act
   is stamped with the day it was passed, or signed, or published. The version's date is, in this order: a
   day that a text's own printed history ends with; a day that no different text claims; the day most
   sources give; the day the best ranked source gives; the later day (sources print the first act's date
   beside an amended text far more often than the reverse). All dates stay with their witnesses, and the
   version carries `sources_disagree_date`.
2. Texts of the same date are one version. Where they are less than .98 alike, the version carries
   `sources_disagree_text`.
3. A text without a date joins the version that it is most alike to, from .98 on, the later one of equals.
   What joins none is a version of its own, together with other undated texts that are .98 alike.
4. Two texts with different dates that differ at all are different versions: an amendment of one article in
   two hundred is more than .98 alike.

*Which text is chosen.* The one with more numbered articles; then with fewer gaps and glued articles; then of
the best ranked source (`corpus.sources`); then the longer; then by hash. The others are its variants.

*Metadata* come from the best ranked source that states them; of equals from the newest text. The printed
title is the fullest form that any source gives (with 中华人民共和国, with the inner brackets).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from corpus.alike import ALIKE, TextForm, alike, likeness
from corpus.identity import version_key
from corpus.model import Act, Level, Problem, Version, Witness, Work
from corpus.sources import rank

FLAWS = frozenset({"number_gap", "article_glued"})
_UNDATED = date.min
_STAMPED_WITHIN_DAYS = 365
_T = TypeVar("_T", bound=str)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one text, as the store keeps it; `id` grows with the order of loading."""

    id: int
    load_seq: int
    reader: str
    source: str
    path: str
    title: str
    level: Level
    content_hash: str
    issuer: str | None = None
    region: str | None = None
    category: str | None = None
    doc_number: str | None = None
    version_date: date | None = None
    effective_date: date | None = None
    status: str | None = None
    acts: tuple[Act, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """A work, and which statements stand behind each of its versions (best first)."""

    work: Work
    members: Mapping[str, tuple[Statement, ...]]


@dataclass(slots=True)
class _Group:
    """Texts that are one version; `classes` are those that differ in more than formatting."""

    day: date | None
    classes: list[list[Statement]] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        return sorted((each for one in self.classes for each in one), key=_order)


def derive(work_id: str, statements: Iterable[Statement], texts: Mapping[str, TextForm]) -> Derived | None:
    """The state of a work; None when nothing is said of it. `texts` holds every content hash mentioned."""
    said = sorted(current(statements), key=_order)
    if not said:
        return None
    groups = _groups(said, texts)
    versions, members, taken = [], {}, set[str]()
    for chosen, group in sorted(
        ((_chosen(group.statements, texts), group) for group in groups),
        key=lambda pair: (pair[1].day or _UNDATED, pair[0].content_hash),
    ):
        key = version_key(group.day, chosen.content_hash, taken)
        taken.add(key)
        members[key] = tuple(group.statements)
        versions.append(_version(work_id, key, chosen, group, texts))
    return Derived(_work(work_id, said, tuple(versions)), members)


def current(statements: Iterable[Statement]) -> list[Statement]:
    """The statements that their own source has not replaced since, in the order of loading."""
    places: dict[tuple[str, str], list[Statement]] = {}
    for each in sorted(statements, key=lambda one: (one.load_seq, one.id)):
        held = places.setdefault((each.source, each.path), [])
        held[:] = [one for one in held if not _replaces(each, one)]
        held.append(each)
    return sorted((each for held in places.values() for each in held), key=lambda one: (one.load_seq, one.id))


def _replaces(later: Statement, earlier: Statement) -> bool:
    return later.version_date == earlier.version_date or later.content_hash == earlier.content_hash


def _order(each: Statement) -> tuple[object, ...]:
    """Best source first; the order of loading decides only between statements that say the same."""
    return (
        rank(each.reader, each.source),
        each.source,
        each.path,
        each.reader,
        each.version_date or _UNDATED,
        each.content_hash,
        each.load_seq,
        each.id,
    )


# Versions


def _groups(said: Sequence[Statement], texts: Mapping[str, TextForm]) -> list[_Group]:
    if len(said) == 1:
        return [_Group(said[0].version_date, [list(said)])]
    classes = _classes(said, texts)
    dated: dict[date, _Group] = {}
    undated = []
    for one in classes:
        day = _day(one, classes, texts)
        if day is None:
            undated.append(one)
        else:
            dated.setdefault(day, _Group(day)).classes.append(one)
    groups = [dated[day] for day in sorted(dated)]
    left = _join(undated, groups, texts)
    return groups + _cluster(left, texts)


def _classes(said: Sequence[Statement], texts: Mapping[str, TextForm]) -> list[list[Statement]]:
    """Statements whose texts are the same in normal form, or prints of one act."""
    if len({each.content_hash for each in said}) == 1:
        return [list(said)]
    found: dict[tuple[str, ...], list[Statement]] = {}
    for each in said:
        found.setdefault(texts[each.content_hash].normal, []).append(each)
    classes: list[list[Statement]] = []
    for normal in sorted(found):
        one = found[normal]
        near = [each for each in classes if _one_act(one, each, texts)]
        classes = [each for each in classes if each not in near]
        classes.append(sorted([*one, *(each for other in near for each in other)], key=_order))
    return classes


def _one_act(one: list[Statement], other: list[Statement], texts: Mapping[str, TextForm]) -> bool:
    """Whether two texts are prints of one act under different dates (rule 1)."""
    both = (*one, *other)
    days = {each.version_date for each in both}
    histories = {_history(each) for each in both}
    if None in days or len(days) == 1 or len(histories) > 1 or not (history := histories.pop()):
        return False
    stamped = all(day and 0 <= (day - history[-1]).days <= _STAMPED_WITHIN_DAYS for day in days)
    return stamped and alike(texts[one[0].content_hash], texts[other[0].content_hash])


def _history(each: Statement) -> tuple[date, ...]:
    """The days of a text's printed acts, without the days on which they took effect."""
    return tuple(sorted({act.day for act in each.acts if act.day and act.kind != "effective"}))


def _day(
    one: list[Statement], classes: Sequence[list[Statement]], texts: Mapping[str, TextForm]
) -> date | None:
    """The publish date of a text on which its sources may disagree (rule 1)."""
    days = {each.version_date for each in one if each.version_date}
    if len(days) < 2:
        return next(iter(days), None)
    printed = {history[-1] for history in map(_history, one) if history}
    form = texts[one[0].content_hash]

    def weight(day: date) -> tuple[object, ...]:
        rivals = [each for each in classes if each is not one and any(s.version_date == day for s in each)]
        friends = [each for each in rivals if alike(form, texts[each[0].content_hash])]
        giving = [each for each in one if each.version_date == day]
        support = [each for each in (s for one in friends for s in one) if each.version_date == day]
        return (
            day in printed,
            len(friends) == len(rivals),
            len({each.source for each in giving + support}),
            -min(rank(each.reader, each.source) for each in giving),
            day,
        )

    return max(days, key=weight)


def _join(
    undated: Sequence[list[Statement]], groups: Sequence[_Group], texts: Mapping[str, TextForm]
) -> list[list[Statement]]:
    """Put undated texts to the dated versions they are alike to (rule 3); answers those like none."""
    left, joined = [], []
    for one in undated:
        form = texts[one[0].content_hash]
        measures = [
            (max(likeness(form, texts[each[0].content_hash]) for each in group.classes), place)
            for place, group in enumerate(groups)
        ]
        best, place = max(measures, default=(0.0, 0))
        if best >= ALIKE:
            joined.append((groups[place], one))
        else:
            left.append(one)
    for group, one in joined:
        group.classes.append(one)
    return left


def _cluster(undated: Sequence[list[Statement]], texts: Mapping[str, TextForm]) -> list[_Group]:
    """Undated texts, those together that are alike, directly or through others."""
    groups: list[_Group] = []
    for one in undated:
        form = texts[one[0].content_hash]
        near = [
            group
            for group in groups
            if any(alike(form, texts[each[0].content_hash]) for each in group.classes)
        ]
        groups = [group for group in groups if group not in near]
        groups.append(_Group(None, [one, *(each for group in near for each in group.classes)]))
    return groups


# The chosen text


def _chosen(said: Sequence[Statement], texts: Mapping[str, TextForm]) -> Statement:
    if len({each.content_hash for each in said}) == 1:
        return said[0]

    def merit(each: Statement) -> tuple[object, ...]:
        form = texts[each.content_hash]
        flaws = sum(problem.code in FLAWS for problem in each.problems)
        return (-form.numbered, flaws, rank(each.reader, each.source), -form.size, each.content_hash)

    return min(said, key=merit)


def _version(
    work_id: str, key: str, chosen: Statement, group: _Group, texts: Mapping[str, TextForm]
) -> Version:
    said = group.statements
    return Version(
        work_id=work_id,
        key=key,
        title=_title(said),
        publish_date=group.day,
        content_hash=chosen.content_hash,
        unit_count=texts[chosen.content_hash].unit_count,
        witnesses=tuple(_witness(each) for each in said),
        variants=tuple(sorted({each.content_hash for each in said} - {chosen.content_hash})),
        problems=chosen.problems + _disagreements(chosen, group, texts),
    )


def _witness(each: Statement) -> Witness:
    return Witness(
        source=each.source,
        path=each.path,
        reader=each.reader,
        load_seq=each.load_seq,
        content_hash=each.content_hash,
        version_date=each.version_date,
        effective_date=each.effective_date,
        status=each.status,
        acts=each.acts,
    )


def _disagreements(chosen: Statement, group: _Group, texts: Mapping[str, TextForm]) -> tuple[Problem, ...]:
    found = []
    form = texts[chosen.content_hash]
    others = (
        [each for one in group.classes for each in one if not alike(form, texts[each.content_hash])]
        if len(group.classes) > 1
        else []
    )
    if others:
        names = "、".join(sorted({each.source for each in others}))
        found.append(
            Problem("sources_disagree_text", f"{names}的文本与所选文本（{chosen.source}）相差较大", names)
        )
    days = sorted({each.version_date for each in group.statements if each.version_date})
    if len(days) > 1:
        named = "、".join(day.isoformat() for day in days)
        found.append(Problem("sources_disagree_date", f"各来源对同一文本所注公布日期不一：{named}", named))
    return tuple(found)


# Metadata


def _work(work_id: str, said: Sequence[Statement], versions: tuple[Version, ...]) -> Work:
    return Work(
        id=work_id,
        title=_title(said),
        level=_stated(said, lambda each: each.level) or said[0].level,
        issuer=_stated(said, lambda each: each.issuer),
        region=_stated(said, lambda each: each.region),
        category=_stated(said, lambda each: each.category),
        doc_number=_stated(said, lambda each: each.doc_number),
        versions=versions,
    )


def _title(said: Sequence[Statement]) -> str:
    """The fullest form of the title; all forms are the same to `plain_title`."""
    count = Counter(each.title for each in said)

    def merit(each: Statement) -> tuple[object, ...]:
        words = "".join(each.title.split())
        return (-len(words), len(each.title), rank(each.reader, each.source), -count[each.title], each.title)

    return min(said, key=merit).title


def _stated(said: Sequence[Statement], value: Callable[[Statement], _T | None]) -> _T | None:
    """What the best ranked source states; of equals the newest text's value, then the commonest."""
    count = Counter(value(each) for each in said)
    best: tuple[tuple[object, ...], _T] | None = None
    for each in said:
        found = value(each)
        if not found:
            continue
        newest = -(each.version_date or _UNDATED).toordinal()
        merit = (rank(each.reader, each.source), newest, -count[found], str(found))
        if best is None or merit < best[0]:
            best = (merit, found)
    return best[1] if best else None
