"""What is true of a law on a day as a set of dated facts, and what a reader is told when it becomes another set. Pure.

A fact has a kind and a key (a text, an amending act, …) that stays the same while dates and words may be corrected.
Two sets are compared by those, so that a day on which nobody looked loses nothing: a text that began and was replaced
in between has left its `begun` behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from corpus.legal_time.intervals import TextState, WorkState
from corpus.legal_time.timeline import Timeline
from corpus.model import Currency


class Happened(StrEnum):
    """What became of an item: a law, or a case or document on its shelf."""

    ADDED = "added"
    REMOVED = "removed"
    VERSION = "version"
    CORRECTED = "corrected"
    DATES = "dates"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"
    REPEAL = "repeal"
    IN_FORCE = "in_force"
    CEASED = "ceased"
    STATE = "state"
    CHANGED = "changed"


NAMES = {
    Happened.ADDED: "新收录",
    Happened.REMOVED: "不再收录",
    Happened.VERSION: "有了新的文本",
    Happened.CORRECTED: "文本有更正",
    Happened.DATES: "日期有更正",
    Happened.WITHDRAWN: "有内容撤回",
    Happened.AMENDED: "公布了修改",
    Happened.REPEAL: "公布了废止",
    Happened.IN_FORCE: "开始施行",
    Happened.CEASED: "停止施行",
    Happened.STATE: "时效性有变化",
    Happened.CHANGED: "内容有更新",
}
_CURRENCIES = {
    str(Currency.IN_FORCE): "有效",
    str(Currency.UPCOMING): "尚未施行",
    str(Currency.SUPERSEDED): "已被新文本代替",
    str(Currency.REPEALED): "已废止",
    str(Currency.UNDETERMINED): "效力待核",
}


class Fact(NamedTuple):
    """One fact. `day` is an ISO day, empty where there is none; `words` what a reader is shown of it."""

    kind: str
    key: str
    day: str = ""
    words: str = ""


Facts = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that became of an item; `day` is the day of the law that it is about. `words`: the act that does it;
    of a correction the day before and, of an act, what it does (`_corrected`); of a state the state."""

    happened: Happened
    key: str = ""
    day: str = ""
    words: str = ""


def facts_of(timeline: Timeline, work_id: str, day: date) -> Facts:
    """The facts of a law that is held, on `day`, in a fixed order."""
    state, standing = timeline.state(work_id), timeline.standing(work_id, day)
    if state is None or standing is None:
        return ()
    found = [*_texts(state, day), *_acts(state, day), *_end(state.texts[-1], standing.currency)]
    found.append(Fact("currency", "", "", str(standing.currency)))
    return tuple(sorted(set(found)))


def _texts(state: WorkState, day: date) -> Iterator[Fact]:
    for text in state.texts:
        begins = text.interval.valid_from if text.interval.dated else None
        yield Fact("text", text.version.key, _iso(begins), text.version.content_hash[:16])
        lasts = text.interval.valid_to is None or begins is None or begins < text.interval.valid_to
        if begins is not None and begins <= day and lasts:
            yield Fact("begun", text.version.key, _iso(begins))


def _acts(state: WorkState, day: date) -> Iterator[Fact]:
    for act in state.amendments:
        yield Fact("act", act.act_id, _iso(act.day), act.act_title)
        if act.day is not None and act.day <= day:
            yield Fact("act_begun", act.act_id, _iso(act.day), act.act_title)


def _end(newest: TextState, currency: Currency) -> Iterator[Fact]:
    if newest.repeal is None:
        return
    end, by = _iso(newest.repeal.start), newest.repeal.evidence.title
    yield Fact("repeal", newest.repeal.evidence.work_id, end, by)
    if currency is Currency.REPEALED:
        yield Fact("ended", "", end, by)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def changes(old: Facts | None, new: Facts | None) -> list[Change]:
    """What became of a law between two sets of facts; None where it was or is not held."""
    if new is None:
        return [] if old is None else [Change(Happened.REMOVED)]
    if old is None:
        return [Change(Happened.ADDED)]
    before = {(each.kind, each.key): each for each in old}
    after = {(each.kind, each.key): each for each in new}
    found = [*_of_texts(before, after), *_of_acts(before, after), *_of_end(before, after)]
    was, now = before.get(("currency", "")), after.get(("currency", ""))
    if not found and was != now and now is not None:
        found.append(Change(Happened.STATE, "", "", now.words))
    return found


_Set = Mapping[tuple[str, str], Fact]


def _of_texts(before: _Set, after: _Set) -> Iterator[Change]:
    for (kind, key), fact in after.items():
        if kind == "text":
            was = before.get((kind, key))
            if was is None:
                yield Change(Happened.VERSION, key, fact.day)
            elif was.words != fact.words:
                yield Change(Happened.CORRECTED, key, fact.day)
            elif was.day != fact.day:
                yield Change(Happened.DATES, key, fact.day, was.day)
        elif kind == "begun" and (kind, key) not in before and _known(before, "text", key, fact.day):
            yield Change(Happened.IN_FORCE, key, fact.day)
    for kind, key in sorted(before.keys() - after.keys()):
        if kind == "text":
            yield Change(Happened.WITHDRAWN, key)


def _of_acts(before: _Set, after: _Set) -> Iterator[Change]:
    begun = {fact.day for (kind, _), fact in after.items() if kind == "begun"}
    for (kind, key), fact in after.items():
        was = before.get((kind, key))
        if kind == "act" and was is None:
            yield Change(Happened.AMENDED, key, fact.day, fact.words)
        elif kind == "act" and was is not None and was.day != fact.day:
            yield _corrected(was, fact, f"《{fact.words}》的修改的施行日期")
        # Where a text begins on that day, it has the act in it and is told of.
        apart = kind == "act_begun" and was is None and fact.day not in begun
        if apart and _known(before, "act", key, fact.day):
            yield Change(Happened.IN_FORCE, key, fact.day, fact.words)
    for kind, key in sorted(before.keys() - after.keys()):
        if kind == "act":
            was = before[kind, key]
            yield Change(Happened.WITHDRAWN, key, was.day, f"《{was.words}》的修改")


def _of_end(before: _Set, after: _Set) -> Iterator[Change]:
    ended, had_ended = after.get(("ended", "")), before.get(("ended", ""))
    ceases = ended is not None and had_ended is None
    otherwise = ended is None or (had_ended is not None and had_ended.day != ended.day)
    for (kind, key), fact in after.items():
        was = before.get((kind, key))
        if kind == "ended" and ceases:
            yield Change(Happened.CEASED, key, fact.day, fact.words)
        elif kind == "repeal" and was is None and otherwise:
            yield Change(Happened.REPEAL, key, fact.day, fact.words)
        elif kind == "repeal" and was is not None and was.day != fact.day and not ceases:
            yield _corrected(was, fact, f"《{fact.words}》将它废止的日期")
    if any(kind == "repeal" for kind, _ in after) or _has_new_text(before, after):
        return  # another act repeals it now, or a text that came after the repeal: told of as that
    for kind, key in sorted(before):
        if kind == "repeal":
            was = before[kind, key]
            yield Change(Happened.WITHDRAWN, key, was.day, f"《{was.words}》对它的废止")


def _has_new_text(before: _Set, after: _Set) -> bool:
    return any(kind == "text" and (kind, key) not in before for kind, key in after)


def _corrected(was: Fact, now: Fact, subject: str) -> Change:
    """The day of an act is another than was known: `words` are that day, a space, and what is meant."""
    return Change(Happened.DATES, now.key, now.day, f"{was.day} {subject}")


def _known(before: _Set, kind: str, key: str, day: str) -> bool:
    """Whether it was known before, with the day that has come: a day that was corrected is told of as that."""
    was = before.get((kind, key))
    return was is not None and was.day == day


def changes_on_shelf(old: Facts | None, new: Facts | None) -> list[Change]:
    """What became of a case or a document, which has one fact: its content."""
    if old is not None and new is not None:
        return [Change(Happened.CHANGED)] if old != new else []
    return changes(old, new)


def sentence(change: Change) -> str:
    """What a reader is told, without the name of the law."""
    name, day, words = NAMES[change.happened], change.day, change.words
    old, _, subject = words.partition(" ")
    begins = f"{day} 起施行" if day else "施行日期未能确定"
    printed = {
        Happened.VERSION: f"{name}（{_text(change.key)}，{begins}）",
        Happened.CORRECTED: f"{_text(change.key)}有更正",
        Happened.DATES: (
            f"{subject or f'{_text(change.key)}的施行日期'}更正为 {day or '未能确定'}（原为 {old or '未能确定'}）"
        ),
        Happened.WITHDRAWN: f"{words or _text(change.key)}已撤回",
        Happened.AMENDED: f"《{words}》作了修改，{begins}",
        Happened.REPEAL: f"《{words}》将它废止{f'，自 {day} 起' if day else ''}",
        Happened.CEASED: f"{f'{day} 起' if day else '已经'}废止（《{words}》）",
        Happened.IN_FORCE: f"《{words}》的修改 {begins}" if words else f"{_text(change.key)} {begins}",
        Happened.STATE: f"{name}：现在是“{_CURRENCIES.get(words, words)}”",
    }
    return printed.get(change.happened, name)


def _text(key: str) -> str:
    return "没有日期的文本" if key.startswith("u-") else f"{key[:10]} 的文本"
