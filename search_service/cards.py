"""Laws and articles as answers show them: plain dictionaries in the shapes of `api.schemas`."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.model import Currency, Unit, UnitKind, Version, Work

MOST_CARDS = 20_000


class LawCards:
    """Cards of (work, version, day), made once each: a window of 300 hits asks for the same few laws."""

    def __init__(self, library: Library, timeline: Timeline) -> None:
        self._library = library
        self._timeline = timeline
        self._cards: dict[tuple[str, str, date], dict[str, Any]] = {}

    def card(self, work_id: str, version_key: str | None, day: date) -> dict[str, Any]:
        """`law` of a hit: the work, and the text of it that is meant; its currency on `day`.

        Without a version the text that is law that day is taken, else the newest. KeyError when not held.
        """
        work = self._library.work(work_id)
        if work is None:
            raise KeyError(work_id)
        version = self.version(work, version_key, day)
        key = (work_id, version.key, day)
        found = self._cards.get(key)
        if found is None:
            if len(self._cards) >= MOST_CARDS:
                self._cards.clear()
            found = self._cards[key] = self._make(work, version, day)
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

    def currency(self, work_id: str, version_key: str, unit: Unit, day: date) -> Currency:
        """The currency of one unit on `day`."""
        return self._timeline.currency(work_id, day, version_key, unit)


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
    """The form in which an article is cited (立法技术规范（试行）（一）): 《全称》第十六条."""
    nested = title.replace("《", "〈").replace("》", "〉")
    return f"《{nested}》{unit.label.rstrip('、')}" if unit.kind == UnitKind.ARTICLE else None
