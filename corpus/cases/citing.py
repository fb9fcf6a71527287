"""What a case cites: each article on the case's own day, and what has become of it today.

A case of June 2022 that cites 反垄断法 第三十七条 means the text of 2007, whose rule is article 45 today. So a citation
is judged on the day of the case, unless the text says that an older one is meant (修改前的), or quotes another one:
the words inside the quotation marks decide, where a held text has them at that number.

The way to today: the same text, or the comparison of the two texts (`corpus.legal_time.compare`), or, where the
older text is not held, the words that the case quotes, or the table `corpus/data/case_citations.toml`.
Pure: library, timeline and title book are passed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from corpus import datafile
from corpus.cases.model import PolicyCase
from corpus.citations.extract import extract
from corpus.citations.judge import Judge
from corpus.citations.model import Kind, Mention
from corpus.citations.names import Titles
from corpus.citations.quotes import ALIKE, EXACT, likeness
from corpus.legal_time.compare import UnitStatus, compare
from corpus.legal_time.resolve import LawRef, Place, Resolution, resolve
from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.model import Unit, UnitKind, Verdict, Work
from corpus.normalize import plain_title
from corpus.numerals import parse_label

_BEFORE = re.compile(r"(?:修改|修订|修正)(?:以)?前的?\s*$")
_BEHIND = re.compile(r"\s*[（(]\s*(?:修改|修订|修正)前")
_QUOTED = re.compile(r"\s*(?:规定)?[：:，,]?\s*[“\"（(](?P<quote>[^“”\"（）()]{10,600})[”\"）)]")
_PRINTED = re.compile(r"(?P<quote>[^《》“”\"]{12,600})")
_RUNS_ON = re.compile(r"[、，,；;和与及或等]|的?(?:相关|有关)?规定|关于")
_PARTS = re.compile(r"\n|[（(][一二三四五六七八九十]+[）)]|\.{3}|…")
_NAMED = re.compile(r"^\s*(?:《|[\u4e00-\u9fff]*法)")
_CITED = frozenset({Kind.LAW, Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM, Kind.DOCUMENT})
_APART = "\n\n"


class Chosen(StrEnum):
    """Why the text of that day was taken."""

    CASE_DATE = "case_date"
    EARLIER = "earlier"  # 修改前的
    QUOTE = "quote"  # the words quoted are another text's


class Link(StrEnum):
    """How today's article was found."""

    SAME_TEXT = "same_text"
    COMPARED = "compared"
    QUOTE = "quote"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Today:
    """The article that holds the cited rule today; `status` as the comparison of the two texts says."""

    version_key: str
    unit_key: str
    article_no: str
    link: Link
    status: UnitStatus | None = None


@dataclass(frozen=True, slots=True)
class CaseCitation:
    """One citation of a case. [start, end) are code points of the case's text in `field`.

    `field` is `legal_bases`, `finding`, `measure` or `outcome`; `index` the basis' place, else 0. `verdict` is what
    was true on `day`, the day of the text meant; `unit_key` None where that text is not held. `repealed` says that
    the whole law stands no more today, `successor` what replaced it.
    """

    field: str
    index: int
    start: int
    end: int
    text: str
    law: LawRef
    article_no: str | None
    paragraph: int | None
    item: int | None
    verdict: Verdict
    day: date
    chosen: Chosen
    version_key: str | None = None
    unit_key: str | None = None
    today: Today | None = None
    repealed: bool = False
    successor: LawRef | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Spot:
    field: str
    index: int
    text: str


class CaseCiter:
    """Reads the citations of cases against one library. `today` is the day that `Today` means."""

    def __init__(self, library: Library, timeline: Timeline, titles: Titles, today: date) -> None:
        self._library = library
        self._timeline = timeline
        self._titles = titles
        self._today = today
        self._moves = lru_cache(maxsize=256)(self._compared)

    def cite(self, case: PolicyCase) -> tuple[CaseCitation, ...]:
        """Every citation of a case, bases first; a case without a date is judged today."""
        day = case.as_of or self._today
        return tuple(found for spot in _spots(case) for found in self._of_spot(spot, day))

    def _of_spot(self, spot: _Spot, day: date) -> Iterator[CaseCitation]:
        preface = _preface(spot.text)
        text = preface + spot.text
        extraction = extract(text, titles=self._titles)
        judge = Judge(extraction, self._library, self._timeline, day)
        earlier = False
        for mention in extraction.citations:
            if mention.start < len(preface) or mention.kind not in _CITED:
                continue
            earlier = _is_earlier(text, mention, earlier)
            found = self._citation(mention, text, _Reading(spot, len(preface), day, earlier, judge))
            if _counts(found, mention):
                yield found

    def _citation(self, mention: Mention, text: str, reading: _Reading) -> CaseCitation:
        found, day, chosen = reading.judge.resolution(mention, text), reading.day, Chosen.CASE_DATE
        quote = _quote_of(mention, text, reading.spot.field == "legal_bases")
        work = self._library.work(found.law.id) if found.law.id else None
        if work is not None:
            found, day, chosen = self._meant(work, mention, found, reading, quote)
        unit = found.unit if found.verdict is not Verdict.NOT_YET_IN_FORCE else None
        shift = reading.shift
        return CaseCitation(
            field=reading.spot.field,
            index=reading.spot.index,
            start=mention.start - shift,
            end=mention.end - shift,
            text=mention.text,
            law=found.law,
            article_no=found.article_no,
            paragraph=found.paragraph,
            item=found.item,
            verdict=_verdict(found, unit, quote),
            day=day,
            chosen=chosen,
            version_key=found.version_key if unit else None,
            unit_key=unit.key if unit else None,
            today=self._to_today(work, mention, found, unit, quote, day) if work else None,
            repealed=self._gone(found, work),
            successor=self._successor(found, work),
            warnings=found.warnings,
        )

    # Which text is meant

    def _meant(
        self, work: Work, mention: Mention, found: Resolution, reading: _Reading, quote: str | None
    ) -> tuple[Resolution, date, Chosen]:
        """The resolution in the text that the case means, the day of it, and why."""
        place = _place(mention)
        if reading.earlier:
            day = self._day_before(work, reading.day)
            if day is not None:
                return resolve(self._library, self._timeline, work.id, place, day), day, Chosen.EARLIER
        if quote is not None and (found.text is None or likeness(quote, found.text) < ALIKE):
            for day in self._other_days(work, reading.day):
                other = resolve(self._library, self._timeline, work.id, place, day)
                if other.text is not None and likeness(quote, other.text) >= ALIKE:
                    return other, day, Chosen.QUOTE
        return found, reading.day, Chosen.CASE_DATE

    def _day_before(self, work: Work, day: date) -> date | None:
        """The last day of the text before the one of `day`; None when the latter's beginning is not known."""
        standing = self._timeline.standing(work.id, day)
        begun = standing.text.beginning.day if standing and standing.text else None
        table = _renumbered().get(plain_title(work.title))
        if begun is None and table is not None:
            begun = table.until
        return begun - timedelta(days=1) if begun is not None and begun <= day else None

    def _other_days(self, work: Work, day: date) -> list[date]:
        """A day of each other text of a work, the nearest before `day` first, those after it last."""
        state = self._timeline.state(work.id)
        starts = [each.interval.valid_from for each in state.texts] if state else []
        known = sorted({each for each in starts if each is not None}, reverse=True)
        return [each for each in known if each <= day] + [each for each in reversed(known) if each > day]

    # What has become of it

    def _to_today(
        self, work: Work, mention: Mention, found: Resolution, unit: Unit | None, quote: str | None, day: date
    ) -> Today | None:
        standing = self._timeline.standing(work.id, self._today)
        number = mention.path.number
        if standing is None or standing.text is None or number is None:
            return None
        key = standing.text.version.key
        if unit is not None and found.version_key == key:
            return Today(key, unit.key, unit.label, Link.SAME_TEXT, UnitStatus.SAME)
        if unit is not None and found.version_key is not None:
            return self._moves(work.id, found.version_key, key).get(unit.key)
        if found.verdict is Verdict.VERSION_UNKNOWN or found.verdict is Verdict.NOT_YET_IN_FORCE:
            return self._by_words(work, key, quote) or self._by_table(work, key, mention, day)
        return None

    def _compared(self, work_id: str, old_key: str, new_key: str) -> Mapping[str, Today]:
        old, new = self._library.units(work_id, old_key), self._library.units(work_id, new_key)
        return {
            each.old.key: Today(new_key, each.new.key, each.new.label, Link.COMPARED, each.status)
            for each in compare(old, new)
            if each.old is not None and each.new is not None
        }

    def _by_words(self, work: Work, key: str, quote: str | None) -> Today | None:
        """The article of today's text that has the quoted words; none when several have."""
        if quote is None:
            return None
        units = [each for each in self._library.units(work.id, key) if each.kind is UnitKind.ARTICLE]
        scores = [(likeness(quote, each.text), each) for each in units]
        exact = [each for score, each in scores if score >= EXACT]
        alike = exact or [each for score, each in scores if score >= ALIKE]
        return Today(key, alike[0].key, alike[0].label, Link.QUOTE) if len(alike) == 1 else None

    def _by_table(self, work: Work, key: str, mention: Mention, day: date) -> Today | None:
        """By the table; from its day on the numbers are today's."""
        table = _renumbered().get(plain_title(work.title))
        if table is None:
            return None
        cited = (mention.path.number or 0, mention.path.sub)
        place = table.articles.get(cited) if day < table.until else cited
        unit = self._library.unit(work.id, key, _unit_key(place)) if place else None
        return Today(key, unit.key, unit.label, Link.TABLE) if unit else None

    def _gone(self, found: Resolution, work: Work | None) -> bool:
        if work is None:
            return found.verdict is Verdict.REPEALED or self._timeline.ghost(found.law.title) is not None
        now = resolve(self._library, self._timeline, work.id, Place(), self._today)
        return now.verdict is Verdict.REPEALED

    def _successor(self, found: Resolution, work: Work | None) -> LawRef | None:
        if work is None:
            return found.replaced_by
        return resolve(self._library, self._timeline, work.id, Place(), self._today).replaced_by


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the citations of one text share: `shift` is the length of the preface before it."""

    spot: _Spot
    shift: int
    day: date
    earlier: bool
    judge: Judge


@dataclass(frozen=True, slots=True)
class _Table:
    until: date
    articles: Mapping[tuple[int, int], tuple[int, int]]


@cache
def _renumbered() -> Mapping[str, _Table]:
    """Plain title → the articles that moved, (number, sub) to (number, sub)."""
    found: dict[str, _Table] = {}
    for each in datafile.load("case_citations.toml")["renumbered"]:
        pairs = zip(map(_numbered, each["from"]), map(_numbered, each["to"]), strict=True)
        found[plain_title(each["title"])] = _Table(each["until"], dict(pairs))
    return found


def _numbered(label: str) -> tuple[int, int]:
    found = parse_label(label)
    if found is None:
        raise ValueError(f"case_citations.toml: {label!r} is no article")
    return found[0], found[1]


def _unit_key(place: tuple[int, int]) -> str:
    number, sub = place
    return f"a{number}-{sub}" if sub else f"a{number}"


def _spots(case: PolicyCase) -> Sequence[_Spot]:
    bases = [_Spot("legal_bases", at, each) for at, each in enumerate(case.legal_bases)]
    told = [_Spot(field, 0, getattr(case, field)) for field in ("finding", "measure", "outcome")]
    return [each for each in (*bases, *told) if each.text]


def _preface(text: str) -> str:
    """Definitions of the short names that this text uses without defining them; '' when there are none."""
    defined = [
        f"《{each['title']}》（以下简称《{each['name']}》）"
        for each in datafile.load("case_citations.toml")["short"]
        if f"《{each['name']}》" in text and each["title"] not in text
    ]
    return "。".join(defined) + "。" + _APART if defined else ""


def _is_earlier(text: str, mention: Mention, before: bool) -> bool:
    """Is the text before the amendment meant? A number that continues a list goes with the list."""
    if _BEFORE.search(text[max(0, mention.start - 12) : mention.start]) or _BEHIND.match(text, mention.end):
        return True
    return before and _NAMED.match(mention.text) is None


def _quote_of(mention: Mention, text: str, basis: bool) -> str | None:
    """The words that the case quotes right behind the citation, with or without 规定.

    A column of legal bases prints the article itself behind its number, without quotation marks and often with
    one of its items only: its parts are compared one by one (`…` between them).
    """
    if mention.quote is not None:
        return text[mention.quote[0] : mention.quote[1]]
    if mention.path.number is None:
        return None
    found = _QUOTED.match(text, mention.end)
    if found is None and basis:
        rest = text[mention.end :].lstrip()
        found = None if _RUNS_ON.match(rest) else _PRINTED.match(rest)
    if found is None:
        return None
    return "…".join(filter(None, (each.strip() for each in _PARTS.split(found["quote"]))))


def _counts(found: CaseCitation, mention: Mention) -> bool:
    """Left out: numbers without a law (they are the measure's own articles), and documents that a narrative names
    and the library does not hold."""
    if found.verdict is Verdict.UNRESOLVED_CONTEXT:
        return False
    return mention.kind is not Kind.DOCUMENT or found.law.id is not None or found.field == "legal_bases"


def _place(mention: Mention) -> Place:
    path = mention.path
    return Place(path.number, path.sub, path.paragraph, path.item)


def _verdict(found: Resolution, unit: Unit | None, quote: str | None) -> Verdict:
    """The verdict; a quotation without 规定 counts as one, and a text yet to come is not what a case means."""
    if found.verdict is Verdict.NOT_YET_IN_FORCE:
        return Verdict.VERSION_UNKNOWN
    if found.verdict is Verdict.OK and unit is not None and quote is not None:
        return Verdict.OK if likeness(quote, unit.text) >= ALIKE else Verdict.QUOTE_MISMATCH
    return found.verdict
