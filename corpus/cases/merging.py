"""Copies of one case → one case with all its sources.

Records that are alike (`likeness.alike`) are one case, also through a third record. Kept is the longest copy
(ties by id); what it does not say is filled from the others, longest first; every other bulletin is kept in
`also`. The result depends on the set of records only, not on their order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.cases.categories import all_categories
from corpus.cases.likeness import CaseForm, alike
from corpus.cases.model import Bulletin, Fidelity, PolicyCase, Region
from corpus.normalize import fold

_COMMON = 60  # a sequence that more records share is boilerplate and leads to no candidate
_LEAST_SHARED = 6  # sequences two records must share to be compared at all
_RANK = {Fidelity.VERBATIM: 0, Fidelity.ABRIDGED: 1, Fidelity.UNVERIFIED: 2}


class Matcher:
    """Finds the records that tell of the same case as a given one, without comparing with all."""

    def __init__(self) -> None:
        self._forms: dict[str, CaseForm] = {}
        self._holding: defaultdict[str, list[str]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._forms)

    def add(self, name: str, case: PolicyCase) -> list[str]:
        """Learn a record under a name of its own; the names of those already known that are alike."""
        form = CaseForm(case)
        found = [each for each in self._candidates(form) if alike(form, self._forms[each])]
        self._forms[name] = form
        for gram in form.grams:
            self._holding[gram].append(name)
        return found

    def _candidates(self, form: CaseForm) -> Iterator[str]:
        """Records that share enough with this one. Boilerplate leads to nobody, unless all is boilerplate."""
        shared: Counter[str] = Counter()
        rare = [gram for gram in form.all_grams if 0 < len(self._holding.get(gram, ())) <= _COMMON]
        for gram in rare or form.grams:
            shared.update(self._holding.get(gram, ()))
        return (name for name, count in shared.items() if count >= min(_LEAST_SHARED, len(form.grams)))


@dataclass(frozen=True, slots=True)
class Group:
    """One case and the records that it was made of: positions in the given order."""

    case: PolicyCase
    members: tuple[int, ...]


def group(cases: Sequence[PolicyCase]) -> list[Group]:
    """The distinct cases of some records, in the order of their first record."""
    matcher = Matcher()
    leader = list(range(len(cases)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for at, case in enumerate(cases):
        for name in matcher.add(str(at), case):
            one, other = sorted((lead(int(name)), lead(at)))
            leader[other] = one
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at in range(len(cases)):
        members[lead(at)].append(at)
    return [Group(merge([cases[at] for at in each]), tuple(each)) for each in members.values()]


def merge(copies: Iterable[PolicyCase]) -> PolicyCase:
    """One case of its copies."""
    ranked = sorted(copies, key=lambda each: (-len(each.text), each.id))
    kept = ranked[0]
    sources = [source for each in ranked for source in (each.source, *each.also)]
    return replace(
        kept,
        regions=max((each.regions for each in ranked), key=_exactness),
        document=_first(each.document for each in ranked),
        document_number=_first(each.document_number or "" for each in ranked) or None,
        summary=_first(each.summary for each in ranked),
        finding=_first(each.finding for each in ranked),
        outcome=_first(each.outcome for each in ranked),
        date=_first(each.date for each in ranked),
        legal_bases=next((each.legal_bases for each in ranked if each.legal_bases), ()),
        categories=_categories(ranked),
        source=_fullest(kept.source, sources),
        also=tuple(_others(sources, kept.source)),
        fidelity=min((each.fidelity for each in ranked if each.text == kept.text), key=_RANK.__getitem__),
    )


def _categories(ranked: Sequence[PolicyCase]) -> tuple[str, ...]:
    """All that the copies say, in the order of the data file; `other` only alone."""
    found = {code for each in ranked for code in each.categories}
    ordered = [each.code for each in all_categories() if each.code in found and each.code != "other"]
    return tuple(ordered) or ("other",)


def _exactness(regions: tuple[Region, ...]) -> tuple[int, int]:
    return (len(regions) == 1, sum(len(each.name) for each in regions))


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _fullest(kept: Bulletin, sources: Sequence[Bulletin]) -> Bulletin:
    """The kept copy's bulletin; where it names none, the first that is named."""
    return kept if kept.title else next((each for each in sources if each.title), kept)


def _others(sources: Sequence[Bulletin], kept: Bulletin) -> Iterator[Bulletin]:
    """The other bulletins, each once: copies differ in 办公厅, brackets and days."""
    seen = {_key(kept), _key(_fullest(kept, sources))}
    for each in sources:
        if each.title and _key(each) not in seen:
            seen.add(_key(each))
            yield each


def _key(bulletin: Bulletin) -> str:
    return re.sub(r"[\W_]+|国家发展(?:和)?改革委(?:员会)?(?:办公厅)?", "", fold(bulletin.title))
