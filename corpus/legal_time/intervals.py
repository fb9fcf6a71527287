"""From events to intervals: for each text of a work the half-open days on which it is law (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.legal_time.commencement import Beginning, history_of
from corpus.legal_time.events import Amendment, Repeal, add_delay, best
from corpus.model import Version, Work

SUPERSEDED, REPEALED = "superseded", "repealed"


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open days [valid_from, valid_to). `end_kind` is `superseded` or `repealed`, None while it stands.

    With `dated` False the beginning is not established: `valid_from` is then the publish date, before which
    the text is never given (None for a text without any date). `undetermined`: sources call it dead or
    disagree, and no clause decides.
    """

    valid_from: date | None
    valid_to: date | None
    end_kind: str | None
    dated: bool
    undetermined: bool = False

    def holds(self, day: date) -> bool:
        """Is `day` inside?"""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class StatusSays:
    """What one source says of one text: its status word, as printed."""

    source: str
    status: str


@dataclass(frozen=True, slots=True)
class TextState:
    """One version with all that is derived of it.

    Between `valid_from` and `unknown_until` it is not known which text was law (`version_unknown`);
    `gap_from`: from that day another text, which is not held, was law until the next held one.
    """

    version: Version
    beginning: Beginning
    interval: Interval
    unknown_until: date | None = None
    gap_from: date | None = None
    says: tuple[StatusSays, ...] = ()
    sources_disagree: bool = False
    status_without_source: bool = False
    repeal: Repeal | None = None  # what ended this text's work, after this text was published
    pending: tuple[Amendment, ...] = ()  # acts known to the library that are not in this text


@dataclass(frozen=True, slots=True)
class WorkState:
    """A work, its texts oldest first and every act that amends it."""

    work: Work
    texts: tuple[TextState, ...]
    amendments: tuple[Amendment, ...]


_DEAD = frozenset({"已废止", "废止", "废止或失效", "失效", "已失效", "已被废止"})
_ALIVE = frozenset({"现行有效", "有效", "现行", "试行", "尚未生效", "尚未施行"})
_PAST = frozenset({"历史版本", "已被取代"})


def one_year_after(day: date) -> date:
    """The day on which an unknown beginning is taken to lie behind (DESIGN §4)."""
    return add_delay(day, (1, "year"))


def ordered(versions: Sequence[Version]) -> list[Version]:
    """Oldest first, texts without a date before all."""
    return sorted(versions, key=lambda each: (each.publish_date or date.min, each.key))


def build_work(
    work: Work, beginnings: dict[str, Beginning], repeals: Sequence[Repeal], amendments: Sequence[Amendment]
) -> WorkState:
    """All texts of one work with their intervals. `beginnings` by version key."""
    versions = ordered(work.versions)
    starts = [_start(version, beginnings[version.key]) for version in versions]
    texts = []
    for index, version in enumerate(versions):
        later = [each for each in starts[index + 1 :] if each is not None]
        ends = _repeal_of(version, repeals)
        interval = _interval(starts[index], beginnings[version.key], later, ends)
        pending = tuple(each for each in amendments if _after(each.published, version.publish_date))
        state = TextState(version, beginnings[version.key], interval, repeal=ends, pending=pending)
        texts.append(_complete(state, versions[index + 1 :]))
    return WorkState(work, tuple(texts), tuple(amendments))


def _start(version: Version, beginning: Beginning) -> date | None:
    return beginning.day or version.publish_date or beginning.clause_day


def _repeal_of(version: Version, repeals: Sequence[Repeal]) -> Repeal | None:
    """The repeal that meets this text: one before its publication ended an older act of the same title."""
    day = version.publish_date
    met = [each for each in repeals if day is None or each.start is None or day < each.start]
    return best(met) if met else None


def _interval(start: date | None, beginning: Beginning, later: list[date], repeal: Repeal | None) -> Interval:
    end, kind = (min(later), SUPERSEDED) if later else (None, None)
    if repeal is not None and repeal.start is not None and (end is None or repeal.start <= end):
        end, kind = repeal.start, REPEALED
    if start is not None and end is not None:
        end = max(start, end)
    return Interval(start, end, kind, beginning.day is not None)


def _complete(state: TextState, later: Sequence[Version]) -> TextState:
    """The state with its doubts: unknown days, days of texts not held, what sources say without proof."""
    version, beginning, interval, pending = state.version, state.beginning, state.interval, state.pending
    says, dead, past, alive = _statuses(version)
    last = not later and state.repeal is None
    without = last and (dead or (past and not pending))
    disagree = (last and (dead or past) and alive) or beginning.until is not None
    until = beginning.until
    if beginning.day is None and version.publish_date is not None:
        until = one_year_after(version.publish_date)
    return replace(
        state,
        interval=replace(interval, undetermined=without or disagree),
        unknown_until=until,
        gap_from=_gap(version, later, pending),
        says=says,
        sources_disagree=disagree,
        status_without_source=without,
    )


def _after(act: date | None, text: date | None) -> bool:
    return act is not None and text is not None and act > text


def _statuses(version: Version) -> tuple[tuple[StatusSays, ...], bool, bool, bool]:
    """(what each source says, does one say dead, does one say a newer text stands, does one say in force)."""
    pairs = [(each.source, (each.status or "").strip()) for each in version.witnesses]
    says = tuple(dict.fromkeys(StatusSays(source, word) for source, word in pairs if word))
    words = {each.status for each in says}
    return says, bool(words & _DEAD), bool(words & _PAST), bool(words & _ALIVE)


def _gap(version: Version, later: Sequence[Version], pending: Sequence[Amendment]) -> date | None:
    """The first day of a text between this and the next held one that is not held (宪法 of 1988 to 2018).

    Known from amending acts and from the printed history of the later texts.
    """
    if not later or version.publish_date is None or later[0].publish_date is None:
        return None
    begin, end = version.publish_date, later[0].publish_date
    days = [each.day or each.published for each in pending if _after(end, each.published)]
    for text in later:
        enacted, _ = history_of(text)
        acts = (act for witness in text.witnesses for act in witness.acts)
        days += [act.day for act in acts if act.kind == "amended" and act.day and begin < act.day < end]
        if enacted is not None and begin < enacted < end:
            days.append(enacted)
    found = [each for each in days if each is not None]
    return min(found) if found else None
