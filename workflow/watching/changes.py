"""What it means that a cited place stands differently than before. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process

from corpus.legal_time.compare import compare
from corpus.legal_time.differences import form
from corpus.model import Verdict
from workflow.matters.acts import Value
from workflow.watching.standing import Held, Standing

LIKE = 55.0
"""Below this likeness (0–100) an article of a successor is not offered as where the rule went. The compare of two texts
of one law calls two articles one rule from the same value on (corpus.legal_time.compare.ALIKE)."""
_MOST_KEPT = 64


class ChangeKind(StrEnum):
    REPEALED = "repealed"
    AMENDED = "amended"
    IN_FORCE = "in_force"
    GONE = "gone"
    UPCOMING = "upcoming"
    OTHER = "other"


KIND_NAMES = {
    ChangeKind.REPEALED: "已废止",
    ChangeKind.AMENDED: "已修改",
    ChangeKind.IN_FORCE: "已施行",
    ChangeKind.GONE: "条文不存在了",
    ChangeKind.UPCOMING: "将要变动",
    ChangeKind.OTHER: "结论有变化",
}
_GONE = {
    str(each) for each in (Verdict.ARTICLE_NOT_FOUND, Verdict.PARAGRAPH_NOT_FOUND, Verdict.ITEM_NOT_FOUND)
}
_OK = str(Verdict.OK)


class Proposal(Value):
    """Where the rule is now: an article of the newer text or of the law that replaced it. For a person to judge."""

    law: str
    work_id: str
    unit_key: str
    label: str
    text: str


class Change(Value):
    """One change of one cited place. `due`: the day from which it counts, the nearest first in lists."""

    kind: ChangeKind
    old: Standing
    new: Standing
    due: date
    proposal: Proposal | None = None


def kind_of(old: Standing, new: Standing) -> ChangeKind:
    """What kind of change it is."""
    reworded = bool(old.text and new.text) and form(old.text) != form(new.text)
    stale = str(Verdict.STALE_TEXT)
    tests = {
        ChangeKind.REPEALED: new.verdict == Verdict.REPEALED != old.verdict,
        ChangeKind.GONE: new.verdict in _GONE and old.verdict not in _GONE,
        ChangeKind.IN_FORCE: old.verdict == Verdict.NOT_YET_IN_FORCE and new.verdict == _OK,
        ChangeKind.AMENDED: reworded or new.verdict == stale != old.verdict,
        ChangeKind.UPCOMING: new.upcoming is not None and new.upcoming != old.upcoming,
    }
    return next((kind for kind, holds in tests.items() if holds), ChangeKind.OTHER)


def matters(old: Standing, new: Standing) -> bool:
    """Whether a person must look: not when an announced change was only taken back from the list on its day without
    a change of words, and not when a place that nobody knew stays unknown or turns out to stand."""
    if old.verdict == new.verdict and form(old.text) == form(new.text):
        return new.upcoming is not None and new.upcoming != old.upcoming
    unknown = {str(Verdict.LAW_NOT_IN_CORPUS), str(Verdict.AMBIGUOUS), str(Verdict.VERSION_UNKNOWN)}
    return not (old.verdict in unknown and new.verdict in {*unknown, _OK})


class Proposals:
    """Finds where rules went; remembers the comparisons of whole texts within one run."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._moves: dict[tuple[str, str, str], dict[str, Proposal]] = {}
        self._units: dict[str, list[tuple[str, str, str]]] = {}

    def of(self, old: Standing, new: Standing) -> Proposal | None:
        """The article that holds the old rule now; None where none is alike, or it stands where it stood."""
        if old.text and new.replaced_by_id:
            return self._alike(new.replaced_by_id, old.text)
        if not (old.unit_key and old.version and new.work_id):
            return None
        newest = new.version or self._newest(new.work_id)
        if old.work_id != new.work_id or old.version == newest or not newest:
            return None
        key = (old.work_id, old.version, newest)
        if key not in self._moves:
            if len(self._moves) >= _MOST_KEPT:
                self._moves.clear()
            self._moves[key] = self._compared(*key)
        return self._moves[key].get(old.unit_key)

    def _newest(self, work_id: str) -> str:
        work = self._held.library.work(work_id)
        return work.versions[-1].key if work and work.versions else ""

    def _compared(self, work_id: str, old: str, new: str) -> dict[str, Proposal]:
        work = self._held.library.work(work_id)
        title = work.title if work else ""
        library = self._held.library
        pairs = compare(library.units(work_id, old), library.units(work_id, new))
        return {
            each.old.key: Proposal(
                law=title,
                work_id=work_id,
                unit_key=each.new.key,
                label=each.new.label,
                text=each.new.text,
            )
            for each in pairs
            if each.old is not None and each.new is not None
        }

    def _alike(self, work_id: str, text: str) -> Proposal | None:
        if work_id not in self._units:
            newest = self._newest(work_id)
            units = self._held.library.units(work_id, newest) if newest else ()
            self._units[work_id] = [(each.key, each.label, each.text) for each in units if each.text]
        known = self._units[work_id]
        found = process.extractOne(text, [each[2] for each in known], scorer=fuzz.ratio, score_cutoff=LIKE)
        if found is None:
            return None
        key, label, words = known[found[2]]
        work = self._held.library.work(work_id)
        return Proposal(
            law=work.title if work else "", work_id=work_id, unit_key=key, label=label, text=words
        )


def change(old: Standing, new: Standing, day: date, proposals: Proposals) -> Change:
    """The change between two standings of one place, as a person is told of it."""
    kind = kind_of(old, new)
    due = new.upcoming if kind == ChangeKind.UPCOMING and new.upcoming else new.since or day
    return Change(kind=kind, old=old, new=new, due=due, proposal=proposals.of(old, new))
