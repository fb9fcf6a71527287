"""One citation on one day (核验): the verdict of DESIGN §7 with its proof. Pure: library and timeline in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.legal_time.clause import Change, Op
from corpus.legal_time.events import Evidence, Repeal
from corpus.legal_time.intervals import StatusSays, TextState
from corpus.legal_time.timeline import Ghost, Staleness, Timeline
from corpus.legal_time.wording import printed_as_deleted
from corpus.library import Library
from corpus.model import Currency, Unit, UnitKind, Verdict, Work
from corpus.numerals import ordinal_label
from corpus.paragraphs import split


@dataclass(frozen=True, slots=True)
class LawRef:
    """A law in an answer; `id` None when it is not held."""

    id: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Basis:
    """One proof: the clause that decides, as printed. `held`: the library holds that text."""

    law: LawRef
    article_no: str | None
    citation: str
    quote: str
    held: bool = True
    paragraph: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is true of a citation on a day. Fields that do not apply are None or empty.

    `effective_date`: the day the answered text begins, None when not established. `text`: the article;
    `cited_text`: the cited 款 or 项 of it. `says`: the sources' status words, where they decide nothing.
    `candidates`: the works that an ambiguous name may mean.
    """

    verdict: Verdict
    law: LawRef
    article_no: str | None = None
    paragraph: int | None = None
    item: int | None = None
    version_key: str | None = None
    version_date: date | None = None
    effective_date: date | None = None
    unit: Unit | None = None
    text: str | None = None
    cited_text: str | None = None
    since: date | None = None
    replaced_by: LawRef | None = None
    basis: tuple[Basis, ...] = ()
    last_article: str | None = None
    paragraphs: int | None = None
    amended_by: LawRef | None = None
    amended_since: date | None = None
    in_force_version: date | None = None
    in_force_last_article: str | None = None
    warnings: tuple[str, ...] = ()
    says: tuple[StatusSays, ...] = ()
    candidates: tuple[LawRef, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The cited place inside a law: article number and sub (之一), 款, 项; no `number` for the whole law."""

    number: int | None = None
    sub: int = 0
    paragraph: int | None = None
    item: int | None = None

    @property
    def label(self) -> str | None:
        """第一百三十三条之一; None for the whole law."""
        return None if self.number is None else ordinal_label(self.number, self.sub)


def resolve(library: Library, timeline: Timeline, work_id: str, place: Place, day: date) -> Resolution:
    """Judge a place in a held work on `day`; KeyError when `work_id` is not held."""
    return _Judge(library, timeline, work_id, place, day).judge()


def resolve_unit(
    library: Library, timeline: Timeline, work_id: str, version_key: str, unit: Unit, day: date
) -> Resolution:
    """Judge one unit of one given text on `day`, as a hit of a search; KeyError when it is not held.

    A text that a newer one has superseded is `stale_text`, with the day from which the newer one stands.
    """
    text = timeline.text(work_id, version_key)
    if text is None:
        raise KeyError(f"{work_id}:{version_key}")
    place = Place(unit.number, unit.sub)
    return _Judge(library, timeline, work_id, place, day).judge_unit(text, unit)


def resolve_ghost(timeline: Timeline, ghost: Ghost, place: Place, day: date) -> Resolution:
    """Judge a place in a work that is known only from its repeal: before that day its text is not held."""
    law = LawRef(None, ghost.title)
    base = Resolution(
        Verdict.LAW_NOT_IN_CORPUS, law, place.label, place.paragraph, place.item, reason="text_not_held"
    )
    start = ghost.repeal.start
    if start is not None and day < start:
        soon = ghost.repeal.evidence.published
        dated = ghost.repeal.day is not None and soon is not None and soon <= day
        return replace(base, warnings=(f"upcoming_change:{ghost.repeal.day}",) if dated else ())
    return _repealed(base, ghost.repeal)


def not_held(title: str, place: Place) -> Resolution:
    """Judge a place in a law of which the library knows nothing."""
    return Resolution(
        Verdict.LAW_NOT_IN_CORPUS, LawRef(None, title), place.label, place.paragraph, place.item
    )


def ambiguous(title: str, works: Sequence[Work], place: Place) -> Resolution:
    """A name that several held works bear: all are shown, none is chosen."""
    shown = tuple(LawRef(each.id, each.title) for each in works)
    return Resolution(
        Verdict.AMBIGUOUS, LawRef(None, title), place.label, place.paragraph, place.item, candidates=shown
    )


def _repealed(base: Resolution, repeal: Repeal) -> Resolution:
    evidence = repeal.evidence
    successor = None if repeal.by_decision else LawRef(evidence.work_id, evidence.title)
    warnings = base.warnings if repeal.day is not None else (*base.warnings, "effective_date_unknown")
    return replace(
        base,
        verdict=Verdict.REPEALED,
        since=repeal.day,
        replaced_by=successor,
        basis=(basis_of(evidence),),
        warnings=warnings,
        reason="",
    )


def basis_of(evidence: Evidence) -> Basis:
    """A clause as a proof in an answer."""
    label = label_of(evidence.unit_key)
    return Basis(
        LawRef(evidence.work_id, evidence.title), label, f"《{evidence.title}》{label or ''}", evidence.quote
    )


def label_of(unit_key: str) -> str | None:
    """The printed number of a unit by its key: a1242 → 第一千二百四十二条, i3 → 第三项; None for others."""
    key = unit_key.partition("~")[0]
    number, _, sub = key[1:].partition("-")
    if not number.isdigit() or key[0] not in "ai":
        return None
    return ordinal_label(int(number), int(sub) if sub.isdigit() else 0, "条" if key[0] == "a" else "项")


class _Judge:
    """One question. Small methods, one for each way in which a citation can fail to stand."""

    def __init__(self, library: Library, timeline: Timeline, work_id: str, place: Place, day: date) -> None:
        state = timeline.state(work_id)
        standing = timeline.standing(work_id, day)
        if state is None or standing is None:
            raise KeyError(work_id)
        self.library, self.timeline, self.place, self.day = library, timeline, place, day
        self.work, self.state, self.standing = state.work, state, standing
        self.base = Resolution(
            Verdict.OK,
            LawRef(self.work.id, self.work.title),
            place.label,
            place.paragraph,
            place.item,
            reason=standing.reason,
        )

    def judge(self) -> Resolution:
        """The verdict."""
        standing = self.standing
        if (
            standing.currency == Currency.REPEALED
            and standing.text is not None
            and standing.text.repeal is not None
        ):
            return _repealed(self._answer(standing.text, self._unit(standing.text)), standing.text.repeal)
        if standing.currency == Currency.UPCOMING and standing.text is not None:
            return self._not_begun(standing.text, self._unit(standing.text))
        if standing.text is None:
            return self._unknown()
        return self._judge_text(standing.text, self._unit(standing.text))

    def judge_unit(self, text: TextState, unit: Unit) -> Resolution:
        """The verdict on one unit of one text, whichever text is law that day."""
        answer = self._answer(text, unit)
        interval = text.interval
        if interval.valid_from is not None and self.day < interval.valid_from:
            return self._not_begun(text, unit)
        if interval.valid_to is not None and interval.valid_to <= self.day:
            if interval.end_kind == "repealed" and text.repeal is not None:
                return _repealed(answer, text.repeal)
            return replace(
                answer,
                verdict=Verdict.STALE_TEXT,
                amended_since=interval.valid_to,
                warnings=(f"amended_since:{interval.valid_to}",),
            )
        if self.standing.text is None:
            unknown = self._unknown()
            return replace(answer, verdict=unknown.verdict, warnings=unknown.warnings)
        return self._judge_text(text, unit)

    def _answer(self, text: TextState, unit: Unit | None) -> Resolution:
        """The base with one text's dates and the unit's words."""
        return replace(
            self.base,
            version_key=text.version.key,
            version_date=text.version.publish_date,
            effective_date=text.beginning.day,
            unit=unit,
            article_no=(unit.label or self.place.label) if unit else self.place.label,
            text=unit.text if unit else None,
        )

    def _unit(self, text: TextState) -> Unit | None:
        """The cited article in one text (in a text without articles, the item of that number).

        《刑法修正案（十二）》第四项 names an item of the text itself: 四、.
        """
        if self.place.number is None:
            if self.place.item is None or self.place.paragraph is not None:
                return None
            return self.library.unit(self.work.id, text.version.key, f"i{self.place.item}")
        sub = f"-{self.place.sub}" if self.place.sub else ""
        for letter in "ai":
            key = f"{letter}{self.place.number}{sub}"
            unit = self.library.unit(self.work.id, text.version.key, key)
            if unit is not None:
                return unit
        return None

    def _last(self, text: TextState) -> str | None:
        """The number of the last article of a text, as printed."""
        numbered = [
            ((unit.number, unit.sub), unit)
            for unit in self.library.units(self.work.id, text.version.key)
            if unit.kind == UnitKind.ARTICLE and unit.number is not None
        ]
        if not numbered:
            return None
        (number, sub), unit = max(numbered, key=lambda each: each[0])
        return unit.label or ordinal_label(number, sub)

    def _not_begun(self, text: TextState, found: Unit | None) -> Resolution:
        answer = self._answer(text, found)
        basis = (basis_of(text.beginning.evidence),) if text.beginning.evidence else ()
        if self.place.number is not None and found is None:
            return replace(self._missing(text, answer), warnings=self._warnings(text))
        return replace(answer, verdict=Verdict.NOT_YET_IN_FORCE, basis=basis)

    def _unknown(self) -> Resolution:
        """No text can be given for that day: never a wrong one."""
        code = "effective_date_unknown"
        warnings = (code,) if self.standing.reason == code else ()
        return replace(self.base, verdict=Verdict.VERSION_UNKNOWN, warnings=warnings)

    def _judge_text(self, text: TextState, unit: Unit | None) -> Resolution:
        answer = replace(self._answer(text, unit), warnings=self._warnings(text))
        if self.standing.currency == Currency.UNDETERMINED:
            return replace(answer, verdict=Verdict.UNDETERMINED, says=text.says)
        if self.place.number is None:
            if self.place.item is not None and self.place.paragraph is None:
                return answer if unit is not None else replace(answer, verdict=Verdict.ITEM_NOT_FOUND)
            return answer if unit is not None else self._whole(text, answer)
        stale = self.timeline.staleness(text, self.place.number, self.place.sub, self.day, unit)
        if unit is None or printed_as_deleted(unit.text):
            return self._missing_in_force(text, answer, stale)
        if stale is not None:
            return self._stale(answer, stale)
        return self._inside(answer, unit)

    def _warnings(self, text: TextState) -> tuple[str, ...]:
        """Warnings about the text itself and about changes already published on that day."""
        found = []
        changes = {each.beginning.day for each in self.standing.upcoming if each is not text}
        repeal = text.repeal
        if (
            repeal
            and repeal.day
            and text.interval.end_kind == "repealed"
            and self._published(repeal.evidence)
        ):
            changes.add(repeal.day)
        changes |= {
            act.day for act in text.pending if self._published(act.evidence) and self._touches(act.changes)
        }
        found += [f"upcoming_change:{each}" for each in sorted(filter(None, changes)) if each > self.day]
        if text.status_without_source:
            found.append("status_without_source")
        if text.sources_disagree:
            found.append("sources_disagree")
        if text.beginning.day is None:
            found.append("effective_date_unknown")
        return tuple(found)

    def _published(self, evidence: Evidence) -> bool:
        return evidence.published is not None and evidence.published <= self.day

    def _touches(self, changes: Sequence[tuple[Change, Evidence]]) -> bool:
        numbers = {(change.number, change.sub) for change, _ in changes}
        return self.place.number is None or (self.place.number, self.place.sub) in numbers

    def _whole(self, text: TextState, answer: Resolution) -> Resolution:
        """The law as a whole: it stands, with what is known to have been changed since its text."""
        acts = [act for act in text.pending if act.day is not None and act.day <= self.day]
        if not acts:
            return answer
        last = max(acts, key=lambda act: act.day or date.min)
        return replace(
            answer,
            amended_by=LawRef(last.act_id, last.act_title),
            amended_since=last.day,
            basis=(basis_of(last.evidence),),
            warnings=(*answer.warnings, f"amended_since:{last.day}"),
        )

    def _stale(self, answer: Resolution, stale: Staleness) -> Resolution:
        act = stale.amendment
        verdict = Verdict.REPEALED if stale.op == Op.DELETED else Verdict.STALE_TEXT
        return replace(
            answer,
            verdict=verdict,
            since=act.day if verdict == Verdict.REPEALED else None,
            amended_by=LawRef(act.act_id, act.act_title),
            amended_since=act.day,
            basis=(basis_of(stale.evidence),),
            warnings=(*answer.warnings, f"amended_since:{act.day}"),
        )

    def _missing_in_force(self, text: TextState, answer: Resolution, stale: Staleness | None) -> Resolution:
        """An article that the text in force has not: coming, added by a known act, deleted, lost, or none."""
        upcoming = next((each for each in self.standing.upcoming if self._unit(each) is not None), None)
        if upcoming is not None:
            evidence = upcoming.beginning.evidence
            return replace(
                self._answer(upcoming, self._unit(upcoming)),
                verdict=Verdict.NOT_YET_IN_FORCE,
                in_force_version=text.version.publish_date,
                in_force_last_article=self._last(text),
                basis=(basis_of(evidence),) if evidence else (),
                warnings=self._warnings(upcoming),
            )
        if stale is not None and stale.op is not None:
            return self._stale(answer, stale)
        coming = self._added_later(text)
        if coming is not None:
            return coming
        deleted = self._deleted(text)
        if deleted is not None:
            return deleted
        return self._missing(text, answer)

    def _added_later(self, text: TextState) -> Resolution | None:
        """An article that an act already published will add."""
        for act in text.pending:
            for change, evidence in act.changes:
                here = (change.number, change.sub) == (self.place.number, self.place.sub)
                if here and act.day and act.day > self.day and self._published(evidence):
                    return replace(
                        self.base,
                        verdict=Verdict.NOT_YET_IN_FORCE,
                        effective_date=act.day,
                        amended_by=LawRef(act.act_id, act.act_title),
                        in_force_version=text.version.publish_date,
                        in_force_last_article=self._last(text),
                        basis=(basis_of(evidence),),
                    )
        return None

    def _deleted(self, text: TextState) -> Resolution | None:
        """An article that an older act deleted (刑法 199, by 修正案（九）): the text has a hole there."""
        for act in reversed(self.state.amendments):
            known = act.day is not None and act.day <= self.day and act not in text.pending
            for change, evidence in act.changes if known else ():
                here = (change.number, change.sub) == (self.place.number, self.place.sub)
                if here and change.op != Op.DELETED:
                    return None
                if here:
                    return replace(
                        self._answer(text, None),
                        verdict=Verdict.REPEALED,
                        since=act.day,
                        amended_by=LawRef(act.act_id, act.act_title),
                        basis=(basis_of(evidence),),
                    )
        return None

    def _missing(self, text: TextState, answer: Resolution) -> Resolution:
        """`corpus_gap` where the text has higher numbers, else `article_not_found`."""
        last = self._last(text)
        numbers = [
            (unit.number, unit.sub)
            for unit in self.library.units(self.work.id, text.version.key)
            if unit.kind == UnitKind.ARTICLE and unit.number is not None
        ]
        wanted = (self.place.number or 0, self.place.sub)
        if self.place.sub:
            gap = any(number == wanted[0] and sub > self.place.sub for number, sub in numbers)
        else:
            gap = wanted[0] > 0 and bool(numbers) and wanted < max(numbers)
        verdict = Verdict.CORPUS_GAP if gap else Verdict.ARTICLE_NOT_FOUND
        return replace(answer, verdict=verdict, last_article=last)

    def _inside(self, answer: Resolution, unit: Unit) -> Resolution:
        """The cited 款 and 项 inside the article."""
        place = self.place
        if place.paragraph is None and place.item is None:
            return answer
        parts = split(unit.text)
        answer = replace(answer, paragraphs=len(parts))
        if place.paragraph is not None:
            parts = tuple(each for each in parts if each.number == place.paragraph)
            if not parts:
                return replace(answer, verdict=Verdict.PARAGRAPH_NOT_FOUND)
            answer = replace(answer, cited_text=parts[0].text)
        if place.item is None:
            return answer
        item = next((each for part in parts for each in part.items if each.number == place.item), None)
        if item is None:
            return replace(answer, verdict=Verdict.ITEM_NOT_FOUND)
        return replace(answer, cited_text=item.text)
