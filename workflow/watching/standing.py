"""What a cited place is on a day: few facts, so that two days can be compared. Pure: library and timeline in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from corpus.citations.extract import extract
from corpus.citations.model import Kind, Mention
from corpus.legal_time.differences import form
from corpus.legal_time.resolve import Place, Resolution, not_held, resolve, resolve_ghost
from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.titles import TitleBook
from workflow.matters.acts import Value

WATCHED = frozenset({Kind.LAW, Kind.DOCUMENT, Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM})


@dataclass(frozen=True)
class Held:
    """The library as the watch reads it: one snapshot."""

    library: Library
    timeline: Timeline
    titles: TitleBook
    version: str


@dataclass(frozen=True, slots=True, order=True)
class Cited:
    """A cited place: the law by its id where it is held and by the name that the document gives, then the numbers."""

    name: str
    work_id: str = ""
    number: int = 0
    sub: int = 0
    paragraph: int = 0
    item: int = 0

    @property
    def place(self) -> Place:
        return Place(self.number or None, self.sub, self.paragraph or None, self.item or None)

    @property
    def printed(self) -> str:
        """《行政处罚法》第十六条第二款"""
        place = self.place
        paragraph = f"第{self.paragraph}款" if self.paragraph else ""
        item = f"第{self.item}项" if self.item else ""
        return f"《{self.name}》{place.label or ''}{paragraph}{item}"


class Standing(Value):
    """What a place is on a day. `upcoming`: the nearest day of a change that is published already."""

    verdict: str
    law: str = ""
    work_id: str = ""
    version: str = ""
    unit_key: str = ""
    text: str = ""
    since: date | None = None
    replaced_by: str = ""
    replaced_by_id: str = ""
    amended_by: str = ""
    upcoming: date | None = None

    def digest(self) -> str:
        """Equal for standings that mean the same: print and version keys do not count, words and verdicts do."""
        told = (self.verdict, form(self.text), str(self.upcoming or ""), str(self.since or ""))
        return sha256("\n".join(told).encode()).hexdigest()[:32]


def cited_in(text: str, title: str, titles: TitleBook) -> list[Cited]:
    """The places that a document cites, each once, in the order of the text; its own articles are none."""
    found = extract(text, titles=titles, title=title)
    cited = (_cited(each) for each in found.citations if _worth(each))
    return list(dict.fromkeys(cited))


def _worth(mention: Mention) -> bool:
    law = mention.law
    return mention.kind in WATCHED and not law.own and law.work_ids is not None and bool(law.name)


def _cited(mention: Mention) -> Cited:
    path, ids = mention.path, mention.law.work_ids or ()
    work_id = ids[0] if len(ids) == 1 else ""
    return Cited(
        mention.law.name.strip("《》"),
        work_id,
        path.number or 0,
        path.sub,
        path.paragraph or 0,
        path.item or 0,
    )


def standing(held: Held, cited: Cited, day: date) -> Standing:
    """What a place is on a day. A law that was not held when it was cited is looked for again by its name."""
    work_id = cited.work_id if cited.work_id and held.library.work(cited.work_id) else ""
    if not work_id:
        known = {each.work_id for each in held.titles.lookup(cited.name)} - {None}
        work_id = (known.pop() or "") if len(known) == 1 else ""
    if work_id:
        return _told(resolve(held.library, held.timeline, work_id, cited.place, day))
    ghost = held.timeline.ghost(cited.name)
    if ghost is not None:
        return _told(resolve_ghost(held.timeline, ghost, cited.place, day))
    return _told(not_held(cited.name, cited.place))


def _told(found: Resolution) -> Standing:
    changes = [each.partition(":")[2] for each in found.warnings if each.startswith("upcoming_change:")]
    return Standing(
        verdict=str(found.verdict),
        law=found.law.title,
        work_id=found.law.id or "",
        version=found.version_key or "",
        unit_key=found.unit.key if found.unit else "",
        text=found.text or "",
        since=found.since or found.amended_since,
        replaced_by=found.replaced_by.title if found.replaced_by else "",
        replaced_by_id=(found.replaced_by.id or "") if found.replaced_by else "",
        amended_by=found.amended_by.title if found.amended_by else "",
        upcoming=min((date.fromisoformat(each) for each in changes), default=None),
    )
