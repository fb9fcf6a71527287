"""The judgement on each mention: legal time for held works, the text itself for its own articles.

Pure: library, timeline and titles are passed in. Every mention gets exactly one answer; what could not be
checked says why (`law_not_in_corpus`, `unresolved_context`, `ambiguous`) and is not counted as verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from corpus.citations.answer import citation_of
from corpus.citations.model import Citation, Extraction, Kind, Law, Mention, OwnArticle
from corpus.citations.quotes import ALIKE, EXACT, likeness
from corpus.legal_time.resolve import LawRef, Place, Resolution, ambiguous, not_held, resolve, resolve_ghost
from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.model import Verdict, Work
from corpus.normalize import fold
from corpus.numerals import ordinal_label, to_int
from corpus.paragraphs import split

_UNCHECKED = frozenset({Verdict.LAW_NOT_IN_CORPUS, Verdict.UNRESOLVED_CONTEXT, Verdict.AMBIGUOUS})
_DIVISIONS = ((Kind.PART, "part", "编"), (Kind.CHAPTER, "chapter", "章"), (Kind.SECTION, "section", "节"))


class Judge:
    """Judges mentions of one extraction against one library on one day; remembers what it has resolved."""

    def __init__(self, extraction: Extraction, library: Library, timeline: Timeline, day: date) -> None:
        self._extraction = extraction
        self._library = library
        self._timeline = timeline
        self._day = day
        self._memory: dict[tuple[str, Place], Resolution] = {}
        self._numbers: dict[str, list[Work]] | None = None
        self._own = {(each.number, each.sub): each for each in reversed(extraction.own_articles)}

    def judge(self, mention: Mention, text: str) -> Citation:
        """The answer for one mention of `text`."""
        return citation_of(mention, self.resolution(mention, text))

    def resolution(self, mention: Mention, text: str) -> Resolution:
        """What is true of one mention of `text`."""
        place = _place(mention)
        resolution = self._resolve(mention, place)
        if mention.path.number is None and mention.kind in (each[0] for each in _DIVISIONS):
            resolution = self._division(resolution, mention)
        resolution = self._edition(resolution, mention)
        if mention.quote and resolution.text:
            resolution = _quoted(resolution, text[mention.quote[0] : mention.quote[1]])
        return resolution

    def _resolve(self, mention: Mention, place: Place) -> Resolution:
        law = mention.law
        if mention.kind == Kind.DOC_NUMBER:
            return self._by_number(law, place)
        if law.own:
            return self._own_text(law, place)
        if law.work_ids is None:
            return Resolution(
                Verdict.UNRESOLVED_CONTEXT, LawRef(None, law.name), place.label, place.paragraph, place.item
            )
        held = [work for work in map(self._library.work, law.work_ids) if work is not None]
        if len(held) > 1:
            return ambiguous(law.name, held, place)
        if held:
            return self._held(held[0].id, place)
        ghost = self._timeline.ghost(law.name)
        return resolve_ghost(self._timeline, ghost, place, self._day) if ghost else not_held(law.name, place)

    def _held(self, work_id: str, place: Place) -> Resolution:
        key = (work_id, place)
        if key not in self._memory:
            self._memory[key] = resolve(self._library, self._timeline, work_id, place, self._day)
        return self._memory[key]

    def _by_number(self, law: Law, place: Place) -> Resolution:
        """A document cited by its number alone."""
        if self._numbers is None:
            self._numbers = {}
            for work in self._library.works():
                if work.doc_number:
                    self._numbers.setdefault(plain_number(work.doc_number), []).append(work)
        held = self._numbers.get(plain_number(law.name), [])
        if len(held) > 1:
            return ambiguous(law.name, held, place)
        return self._held(held[0].id, place) if held else not_held(law.name, place)

    def _own_text(self, law: Law, place: Place) -> Resolution:
        """A place in the text under check; what a text without 第一条 lacks proves nothing."""
        base = Resolution(Verdict.OK, LawRef(None, law.name), place.label, place.paragraph, place.item)
        if place.number is None:
            return base
        article = self._own.get((place.number, place.sub))
        if article is None:
            if (1, 0) not in self._own:
                return replace(base, verdict=Verdict.UNRESOLVED_CONTEXT)
            last = max(self._own)
            return replace(base, verdict=Verdict.ARTICLE_NOT_FOUND, last_article=ordinal_label(*last))
        return _inside(base, place, self._body(article))

    def _body(self, article: OwnArticle) -> str:
        return self._extraction.folded[article.start : article.end].strip()

    def _division(self, found: Resolution, mention: Mention) -> Resolution:
        """编, 章, 节: looked up among the headings of the text that stands that day."""
        if found.verdict != Verdict.OK or found.law.id is None or found.version_key is None:
            return found
        wanted = [
            (unit, getattr(mention.path, name))
            for _, name, unit in _DIVISIONS
            if getattr(mention.path, name) is not None
        ]
        units = self._library.units(found.law.id, found.version_key)
        paths = {unit.path for unit in units}
        if any(all(_has(path, unit, number) for unit, number in wanted) for path in paths):
            return found
        if not any(paths):
            return found
        return replace(found, verdict=Verdict.ARTICLE_NOT_FOUND)

    @staticmethod
    def _edition(found: Resolution, mention: Mention) -> Resolution:
        """《公司法》（2018年修正）: say so where the text answered is of another year."""
        edition = mention.law.edition
        if edition is None or found.version_date is None or found.version_date.year == edition:
            return found
        return replace(found, warnings=(*found.warnings, f"other_edition:{edition}"))


def judge(
    extraction: Extraction, text: str, *, library: Library, timeline: Timeline, day: date
) -> tuple[Citation, ...]:
    """Judge every mention of `extraction`, in the order of the text."""
    judge_one = Judge(extraction, library, timeline, day)
    return tuple(judge_one.judge(each, text) for each in extraction.citations)


def verified(citations: Iterable[Citation]) -> int:
    """How many citations were really checked against a text or a clause."""
    return sum(Verdict(each.verdict) not in _UNCHECKED for each in citations)


def _place(mention: Mention) -> Place:
    path = mention.path
    return Place(path.number, path.sub, path.paragraph, path.item)


def _inside(base: Resolution, place: Place, body: str) -> Resolution:
    parts = split(body)
    found = replace(base, text=body, paragraphs=len(parts))
    if place.paragraph is not None:
        parts = tuple(each for each in parts if each.number == place.paragraph)
        if not parts:
            return replace(found, verdict=Verdict.PARAGRAPH_NOT_FOUND)
    if place.item is not None and not any(item.number == place.item for part in parts for item in part.items):
        return replace(found, verdict=Verdict.ITEM_NOT_FOUND)
    return found


def _has(path: tuple[str, ...], unit: str, number: int) -> bool:
    """Is one of these headings 第`number`章 (编, 节)? 分编 counts as 编."""
    for heading in path:
        label = fold(heading).replace(" ", "")
        if not label.startswith("第"):
            continue
        end = label.find(unit)
        if end > 0 and to_int(label[1:end].removesuffix("分")) == number:
            return True
    return False


def plain_number(printed: str) -> str:
    """A document's number in the form in which numbers are compared: letters and digits, folded."""
    return "".join(each for each in fold(printed) if each.isalnum())


def _quoted(found: Resolution, quote: str) -> Resolution:
    """A quotation of another text is a mismatch; one that differs in some words gets a warning."""
    if found.verdict != Verdict.OK or found.text is None:
        return found
    alike = likeness(quote, found.text)
    if alike >= EXACT:
        return found
    if alike >= ALIKE:
        return replace(found, warnings=(*found.warnings, "quote_differs"))
    return replace(found, verdict=Verdict.QUOTE_MISMATCH)
