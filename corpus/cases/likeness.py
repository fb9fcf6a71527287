"""Whether two records tell of the same case. Pure, symmetrical: the order of loading plays no part.

Bulletins are copied with small changes: shortened, with other brackets, with or without what was done later.
What makes two records one case, in this order:

1. *never* where they differ in a fact that a copy keeps: another county (city, province), other documents,
   or other figures (dates, sums, counts) where both have several;
2. the same number of an official document, and something of the shorter measure in the longer text;
3. the same title, and nearly half of the shorter measure in the longer text;
4. the same place, a day or a document's name in common, and half of the shorter measure in the longer text;
5. nearly all of the shorter measure in the longer text.

"In" is the share of the shorter measure's four-character sequences that the other text has. The thresholds
were set on the pairs of the 605 known rows, read by hand around each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from corpus.cases.model import PolicyCase
from corpus.cases.narrative import core
from corpus.cases.places import conflict
from corpus.normalize import fold, plain_title

GRAM = 4
INSIDE = 0.78
"""Rule 5. Below: two towns' detection firms .63, two cities' headquarters rewards .74 (kept apart by their
figures as well); above: 合川 schools in two bulletins .79, 牡丹江 bicycles .80, 滕州 state firms .88."""

INSIDE_SAME_TITLE = 0.4
"""Rule 3. A short copy of a bulletin keeps the title and retells the measure: .48 at least (长汀 bicycles)."""

INSIDE_SAME_FACT = 0.5
"""Rule 4. Two departments tell of one affair in their own words: 高密 bicycles .52, 珙县 gas alarms .66, 新昌
canteens .67."""

INSIDE_SAME_NUMBER = 0.3
"""Rule 2. Two departments tell of one document in their own words: .38 (常州), .42 (吐鲁番)."""

TITLE = 92
"""rapidfuzz ratio of bare titles that count as the same; 91 is another county's case of the same kind."""

NAME = 85
"""partial ratio of two documents' names that count as the same (with or without 关于印发…的通知)."""

SAME_NAME = 90
"""ratio of two long names that are one document's; two counties' plans of one pattern stay below, or differ in
place."""

FIGURES = 0.5
"""The share of the smaller set of figures that the other record must have, where both have at least two."""

_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:年\d+月(?:\d+日)?|亿元|万元|元|家|辆|%|年)?")
_DAY = re.compile(r"\d{4}年\d+月\d+日")
_NUMBERED = re.compile(r"[〔\[(【]\d{4}[〕\])】]\s*第?\d+号")
_DOCUMENT = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_LAW = re.compile(r"(?:法|条例|细则|清单(?:\(.*\))?|审查制度.*)$")
_SHORTEST_NAME, _LONG_NAME = 6, 12


@dataclass(frozen=True)
class CaseForm:
    """A case as the comparison sees it."""

    case: PolicyCase

    @cached_property
    def title(self) -> str:
        return _bare(self.case.title)

    @cached_property
    def measure(self) -> str:
        return _bare(core(self.case.measure))

    @cached_property
    def grams(self) -> frozenset[str]:
        """The sequences of the measure."""
        return frozenset(_grams(self.measure))

    @cached_property
    def all_grams(self) -> frozenset[str]:
        """The sequences of everything that is told."""
        return frozenset(_grams(_bare(core(self.case.text)) + self.title)) | self.grams

    @cached_property
    def figures(self) -> frozenset[str]:
        """Dates, sums and counts of the measure; the numbers of documents are compared apart."""
        return frozenset(_FIGURE.findall(_plain(self.case.measure)))

    @cached_property
    def all_figures(self) -> frozenset[str]:
        return frozenset(_FIGURE.findall(_plain(self.case.text)))

    @cached_property
    def days(self) -> frozenset[str]:
        return frozenset(_DAY.findall(_plain(self.case.measure)))

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Names in 《》 of the documents that the case is about, in the document field or in the measure.

        A field without 《》 is often a description (相关招标文件) and decides nothing, unless the measure has it.
        """
        named = _DOCUMENT.findall(fold(self.case.document)) or _DOCUMENT.findall(fold(self.case.measure))
        if self.case.document and f"《{self.case.document}》" in self.case.measure:
            named.append(fold(self.case.document))
        return tuple(dict.fromkeys(plain_title(each) for each in named if _is_name(each)))


def alike(one: CaseForm, other: CaseForm) -> bool:
    """Whether two records are one case."""
    if _differ(one, other):
        return False
    same_number = one.case.document_number is not None and (
        one.case.document_number == other.case.document_number
    )
    share = inside(one, other)
    if same_number:
        return share >= INSIDE_SAME_NUMBER
    if fuzz.ratio(one.title, other.title) >= TITLE:
        return share >= INSIDE_SAME_TITLE
    if one.case.regions and one.case.regions == other.case.regions and _share_fact(one, other):
        return share >= INSIDE_SAME_FACT
    return share >= INSIDE


def inside(one: CaseForm, other: CaseForm) -> float:
    """0 to 1: how much of the shorter measure the other record has."""
    short, long = sorted((one, other), key=lambda form: (len(form.grams), sorted(form.grams)[:1]))
    return len(short.grams & long.all_grams) / max(1, len(short.grams))


def _differ(one: CaseForm, other: CaseForm) -> bool:
    if conflict(one.case.regions, other.case.regions):
        return True
    numbers = {each.case.document_number for each in (one, other)} - {None}
    if len(numbers) == 2:
        return True
    if not _same_documents(one.documents, other.documents):
        return True
    few = sorted((one, other), key=lambda form: (len(form.figures), sorted(form.figures)))
    if len(few[0].figures) < 2:
        return False
    return len(few[0].figures & few[1].all_figures) < FIGURES * len(few[0].figures)


def _share_fact(one: CaseForm, other: CaseForm) -> bool:
    """A day, or the name of a document that is long enough to be no other's."""
    named = (
        fuzz.ratio(left, right) >= SAME_NAME
        for left in one.documents
        for right in other.documents
        if min(len(left), len(right)) >= _LONG_NAME
    )
    return bool(one.days & other.days) or any(named)


def _same_documents(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one document is in both lists, or one list says nothing. Masked names (某县…) match by the rest."""
    if not one or not other:
        return True
    return any(fuzz.partial_ratio(left, right) >= NAME for left in one for right in other)


def _plain(text: str) -> str:
    return _NUMBERED.sub("", fold(text).replace(" ", ""))


def _is_name(name: str) -> bool:
    return len(name) >= _SHORTEST_NAME and not _LAW.search(name)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _grams(text: str) -> set[str]:
    return {text[at : at + GRAM] for at in range(max(1, len(text) - GRAM + 1))}
