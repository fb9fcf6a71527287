"""Legal time of a whole library (时效性): for every work, text and article what it is on a day.

Built once for a library, from values alone: texts' clauses (`clauses.extract_version`, which a store may
keep by content hash) and what the sources state. All answers are pure functions of it and of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from corpus.legal_time import commencement
from corpus.legal_time.clause import ClauseKind, Extraction, Op, When
from corpus.legal_time.clauses import extract_version
from corpus.legal_time.commencement import Act, Beginning
from corpus.legal_time.events import (
    Amendment,
    Events,
    Evidence,
    Place,
    Repeal,
    best,
    collect,
    named_before,
    without_issuer,
)
from corpus.legal_time.intervals import REPEALED, SUPERSEDED, Interval, TextState, WorkState, build_work
from corpus.legal_time.wording import is_in_text, printed_as_deleted
from corpus.library import Library
from corpus.model import Currency, Unit, Version, Work
from corpus.normalize import plain_title

Extract = Callable[[Work, Version], Extraction]


@dataclass(frozen=True, slots=True)
class Standing:
    """A work on one day. `reason` tells why a state is not plain.

    `not_begun`, `before_held_text`, `effective_date_unknown`, `text_not_held`, `status_without_source`,
    `sources_disagree`, `repeal_day_unknown`; empty otherwise. `text` is the text that is law that day, None
    where that is unknown;
    `upcoming` the next texts already published.
    """

    currency: Currency
    text: TextState | None
    reason: str = ""
    upcoming: tuple[TextState, ...] = ()


@dataclass(frozen=True, slots=True)
class Ghost:
    """A work that is not held and whose repeal a held text proves (合同法, by 民法典 1260)."""

    title: str
    repeal: Repeal


@dataclass(frozen=True, slots=True)
class Staleness:
    """One article that a known act changed and the text does not show."""

    amendment: Amendment
    evidence: Evidence
    op: Op | None  # None: the act only moves its number


class Timeline:
    """Answers about days. Make it with `build`."""

    def __init__(
        self, library: Library, states: Mapping[str, WorkState], ghosts: Mapping[str, Ghost]
    ) -> None:
        self._library = library
        self._states = states
        self._ghosts = ghosts
        self._loose_ghosts = {without_issuer(plain): ghost for plain, ghost in ghosts.items()}
        self._texts = {
            (state.work.id, text.version.key): text for state in states.values() for text in state.texts
        }

    def state(self, work_id: str) -> WorkState | None:
        """Everything derived of one work."""
        return self._states.get(work_id)

    def states(self) -> Iterable[WorkState]:
        """All works, by id."""
        return self._states.values()

    @property
    def ghosts(self) -> tuple[Ghost, ...]:
        """Works known only from the clause that repealed them, by plain title."""
        return tuple(self._ghosts[plain] for plain in sorted(self._ghosts))

    def ghost(self, *titles: str) -> Ghost | None:
        """The ghost of the first of these titles that is one; 中华人民共和国 and 《》 do not matter."""
        for plain in map(plain_title, titles):
            found = self._ghosts.get(plain) or self._loose_ghosts.get(without_issuer(plain))
            if found is not None:
                return found
        return None

    def text(self, work_id: str, version_key: str) -> TextState | None:
        """One version with all that is derived of it."""
        return self._texts.get((work_id, version_key))

    def version_interval(self, work_id: str, version_key: str) -> Interval:
        """The days of one version; KeyError when it is not held."""
        text = self.text(work_id, version_key)
        if text is None:
            raise KeyError(f"{work_id}:{version_key}")
        return text.interval

    def unit_interval(self, work_id: str, version_key: str, unit: Unit) -> Interval:
        """The days of one unit: those of its version, ended where a known act deletes the article.

        An article that the text itself prints as deleted is law on no day of that text.
        """
        text = self.text(work_id, version_key)
        if text is None:
            raise KeyError(f"{work_id}:{version_key}:{unit.key}")
        interval = text.interval
        if printed_as_deleted(unit.text):
            return replace(interval, valid_to=interval.valid_from or date.min, end_kind=REPEALED)
        if not text.pending or unit.number is None:
            return interval
        for act in text.pending:
            deleted = any(
                (change.number, change.sub) == (unit.number, unit.sub) and change.op == Op.DELETED
                for change, _ in act.changes
            )
            if deleted and act.day and (interval.valid_to is None or act.day < interval.valid_to):
                start = interval.valid_from
                end = act.day if start is None else max(start, act.day)
                return Interval(start, end, SUPERSEDED, interval.dated, interval.undetermined)
        return interval

    def standing(self, work_id: str, day: date) -> Standing | None:
        """What a work is on `day`; None when it is not held."""
        state = self._states.get(work_id)
        return None if state is None or not state.texts else _standing(state, day)

    def currency(
        self, work_id: str, day: date, version_key: str | None = None, unit: Unit | None = None
    ) -> Currency:
        """Currency of a work, of one version or of one unit on `day`; KeyError when it is not held."""
        standing = self.standing(work_id, day)
        if standing is None:
            raise KeyError(work_id)
        if version_key is None:
            return standing.currency
        interval = self.version_interval(work_id, version_key)
        if unit is not None:
            interval = self.unit_interval(work_id, version_key, unit)
        if interval.valid_from is not None and day < interval.valid_from:
            return Currency.UPCOMING
        if not interval.holds(day):
            return Currency(interval.end_kind or SUPERSEDED)
        return standing.currency

    def staleness(
        self, text: TextState, number: int, sub: int, day: date, unit: Unit | None
    ) -> Staleness | None:
        """The newest act begun by `day` that changed this article and is not in `text`."""
        found = [
            each
            for act in text.pending
            if act.day is not None and act.day <= day
            for each in _stale_by(act, number, sub, unit)
        ]
        return max(found, key=lambda each: each.amendment.day or date.min) if found else None


def _stale_by(act: Amendment, number: int, sub: int, unit: Unit | None) -> list[Staleness]:
    named = [
        (change, evidence)
        for change, evidence in act.changes
        if (change.number, change.sub) == (number, sub) and number
    ]
    if not named:
        moved = act.shifts_from
        return [Staleness(act, act.evidence, None)] if moved is not None and number >= moved else []
    changes = [change for change, _ in named]
    if unit is not None and is_in_text(changes, unit.text):
        return []
    return [Staleness(act, named[0][1], changes[0].op)]


def _standing(state: WorkState, day: date) -> Standing:
    upcoming = tuple(
        each
        for each in state.texts
        if each.interval.valid_from is not None
        and day < each.interval.valid_from
        and each.interval.valid_to != each.interval.valid_from
        and each.version.publish_date is not None
        and each.version.publish_date <= day
    )
    current = next((each for each in reversed(state.texts) if each.interval.holds(day)), None)
    if current is None:
        return _outside(state, day, upcoming)
    reason, known = _doubt(state, current, day)
    if reason:
        return Standing(Currency.UNDETERMINED, current if known else None, reason, upcoming)
    return Standing(Currency.IN_FORCE, current, "", upcoming)


def _doubt(state: WorkState, text: TextState, day: date) -> tuple[str, bool]:
    """(why the state on `day` is not plain, is it known at least which text it would be)."""
    disputed = text.beginning.until is not None
    unknown = text.unknown_until is not None and day < text.unknown_until
    doubts = (
        ("text_not_held", False, text.gap_from is not None and day >= text.gap_from),
        ("sources_disagree", True, unknown and disputed),
        ("effective_date_unknown", False, unknown),
        ("effective_date_unknown", False, text.version.publish_date is None and len(state.texts) > 1),
        ("repeal_day_unknown", True, text.repeal is not None and text.repeal.day is None),
        ("status_without_source", True, text.status_without_source),
        ("sources_disagree", True, text.sources_disagree and not disputed),
    )
    return next(((reason, known) for reason, known, holds in doubts if holds), ("", True))


def _outside(state: WorkState, day: date, upcoming: tuple[TextState, ...]) -> Standing:
    """No held text is law on `day`: it is repealed, has not begun, or an older text was law."""
    ended = [
        each for each in state.texts if each.interval.valid_to is not None and each.interval.valid_to <= day
    ]
    if ended and ended[-1].interval.end_kind == "repealed":
        return Standing(Currency.REPEALED, ended[-1], "", upcoming)
    first = state.texts[0]
    return Standing(*_before(first, day), upcoming or (first,))


def _before(first: TextState, day: date) -> tuple[Currency, TextState | None, str]:
    """A day before the oldest held text began: not begun where no older text can have been law."""
    enacted, _ = commencement.history_of(first.version)
    published = first.version.publish_date
    before_any = enacted is not None and day < enacted
    certain = first.beginning.first_act is True or published is None
    announced = first.beginning.first_act is None and published is not None and published <= day
    if before_any or certain or announced:
        return Currency.UPCOMING, first, "not_begun"
    return Currency.UNDETERMINED, None, "before_held_text"


def build(library: Library, extract: Extract | None = None) -> Timeline:
    """The legal time of `library`. `extract` gives the clauses of a version; by default they are read now."""
    works = tuple(library.works())
    take = extract or (
        lambda work, version: extract_version(version.title, library.units(work.id, version.key))
    )
    extractions = {(work.id, version.key): take(work, version) for work in works for version in work.versions}
    oldest = named_before(works, extractions)
    named = {work.id: _named(work, oldest) for work in works}
    begins = {
        (work.id, version.key): _own_begin(work, version, extractions[(work.id, version.key)], named[work.id])
        for work in works
        for version in work.versions
    }
    events = collect(works, extractions, begins)
    states = {work.id: _state(work, extractions, named[work.id], events) for work in works}
    ghosts = {
        plain: Ghost(best(repeals).title, best(repeals))
        for plain, repeals in events.ghosts.items()
        if repeals
    }
    return Timeline(library, states, ghosts)


def _named(work: Work, oldest: Mapping[str, date]) -> date | None:
    titles = {plain_title(work.title), *(plain_title(each.title) for each in work.versions)}
    days = [oldest[each] for each in titles if each in oldest]
    return min(days) if days else None


def _own_begin(work: Work, version: Version, extraction: Extraction, named: date | None) -> date | None:
    """The day from which the clauses of a text speak (同时废止): a printed day, even of an older act."""
    clauses = extraction.of(ClauseKind.COMMENCEMENT)
    printed = [each.day for each in clauses if each.when == When.DAY and each.day is not None]
    if printed:
        return printed[-1]
    begin = commencement.beginning(work, version, extraction, named, ())
    if begin.first_act is False:
        return None
    return begin.day


def _state(
    work: Work, extractions: Mapping[Place, Extraction], named: date | None, events: Events
) -> WorkState:
    amendments = sorted(
        events.amendments.get(work.id, ()), key=lambda each: (each.published or date.min, each.act_id)
    )
    acts = [Act(each.published, each.day, each.evidence) for each in amendments]
    beginnings: dict[str, Beginning] = {
        version.key: commencement.beginning(work, version, extractions[(work.id, version.key)], named, acts)
        for version in work.versions
    }
    return build_work(work, beginnings, events.repeals.get(work.id, ()), amendments)
