"""Laws and articles as answers show them: plain dictionaries in the shapes of `api.schemas`."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from corpus.legal_time.resolve import resolve_unit
from corpus.legal_time.timeline import Timeline
from corpus.legal_time.wording import LONGEST_NOTICE
from corpus.library import Library
from corpus.model import Unit, UnitKind, Version, Work

MOST_CARDS = 20_000


class Told(NamedTuple):
    """Currency, verdict and warnings of a unit on a day, as answers carry them."""

    currency: str
    verdict: str
    warnings: tuple[str, ...]


class LawCards:
    """Cards of (work, version, day), made once each: a window of 300 hits asks for the same few laws."""

    def __init__(self, library: Library, timeline: Timeline) -> None:
        self._library = library
        self._timeline = timeline
        self._cards: dict[tuple[str, str, date], dict[str, Any]] = {}
        self._told: dict[tuple[str, str, date], Told] = {}

    def card(self, work_id: str, version_key: str | None, day: date) -> dict[str, Any]:
        """`law` of a hit: the work, and the text of it that is meant; its currency on `day`.

        Without a version the text that is law that day is taken, else the newest. KeyError when not held.
        """
        found = self._cards.get((work_id, version_key or "", day))
        if found is None:
            work = self._library.work(work_id)
            if work is None:
                raise KeyError(work_id)
            if len(self._cards) >= MOST_CARDS:
                self._cards.clear()
            found = self._make(work, self.version(work, version_key, day), day)
            self._cards[work_id, version_key or "", day] = found
        return found

    def version(self, work: Work, version_key: str | None, day: date) -> Version:
        """The version of that key; without one, the text that is law on `day`, else the newest."""
        if version_key is not None:
            return next(each for each in work.versions if each.key == version_key)
        standing = self._timeline.standing(work.id, day)
        if standing is not None and standing.text is not None:
            return standing.text.version
        return work.versions[-1]

    def _make(self, work: Work, version: Version, day: date) -> dict[str, Any]:
        text = self._timeline.text(work.id, version.key)
        begins = text.beginning.day if text is not None else None
        return {
            "id": work.id,
            "title": version.title or work.title,
            "level": str(work.level),
            "issuer": work.issuer,
            "region": work.region,
            "category": work.category,
            "doc_number": work.doc_number,
            "version": version.key,
            "version_date": version.publish_date.isoformat() if version.publish_date else None,
            "effective_date": begins.isoformat() if begins else None,
            "currency": str(self._timeline.currency(work.id, day, version.key)),
        }

    def told(self, work_id: str, version_key: str, unit: Unit, day: date) -> Told:
        """What is true of one unit on `day`. Told once for all units of a text that no later act touches."""
        key = (work_id, version_key, day)
        found = self._told.get(key)
        if found is not None and len(unit.text) > LONGEST_NOTICE:
            return found
        resolution = resolve_unit(self._library, self._timeline, work_id, version_key, unit, day)
        currency = self._timeline.currency(work_id, day, version_key, unit)
        found = Told(str(currency), str(resolution.verdict), resolution.warnings)
        text = self._timeline.text(work_id, version_key)
        if text is not None and not text.pending and len(unit.text) > LONGEST_NOTICE:
            if len(self._told) >= MOST_CARDS:
                self._told.clear()
            self._told[key] = found
        return found


def article_no(unit: Unit) -> str | None:
    """The number as printed (第一百三十三条之一, 三、); None for a unit without one."""
    return unit.label or None


def heading(unit: Unit) -> str:
    """What to call a unit in a heading: its number, or its kind."""
    if unit.label:
        return unit.label.rstrip("、")
    names = {UnitKind.PREAMBLE: "序言", UnitKind.ANNEX: "附件", UnitKind.PARAGRAPH: "第{}段"}
    return names.get(unit.kind, "全文").format(unit.number or 1)


def citation(title: str, unit: Unit) -> str | None:
    """How an article is cited; None for units that are none."""
    return cited_as(title, unit.label) if unit.kind == UnitKind.ARTICLE else None


def cited_as(title: str, label: str | None) -> str:
    """The form in which an article is cited (立法技术规范（试行）（一）): 《全称》第十六条."""
    nested = title.replace("《", "〈").replace("》", "〉")
    return f"《{nested}》{(label or '').rstrip('、')}"
