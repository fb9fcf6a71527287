"""The health of a library (库体检): what its sources say wrongly, what is missing, what cites dead law."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from corpus.legal_time.events import Repeal
from corpus.legal_time.intervals import TextState, WorkState
from corpus.legal_time.timeline import Timeline
from corpus.library import Library
from corpus.model import Currency, Unit, split_unit_id, unit_id
from corpus.normalize import plain_title
from corpus.numerals import ordinal_label, to_int

Mention = tuple[str, str, int | None]
"""A citation inside a text: (unit id that cites, title cited, article number or None)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to look at. `code` is stable; `message` is Chinese, for people; keys are empty where unfit.

    Codes: `status_contradiction`, `status_without_source`, `sources_disagree`, `effective_date_unknown`,
    `version_undated`, `stale_text`, `text_not_held`, `duplicate_work`, `dead_reference` and those of a text's
    own problems (`number_gap`, `article_glued`, `number_repeated` …).
    """

    code: str
    work_id: str
    title: str
    message: str
    version_key: str = ""
    unit_key: str = ""


_STATED = {
    "现行有效": Currency.IN_FORCE,
    "有效": Currency.IN_FORCE,
    "历史版本": Currency.SUPERSEDED,
    "已废止": Currency.REPEALED,
    "废止": Currency.REPEALED,
    "失效": Currency.REPEALED,
    "废止或失效": Currency.REPEALED,
    "尚未生效": Currency.UPCOMING,
    "尚未施行": Currency.UPCOMING,
}
_SAID = {
    Currency.IN_FORCE: "现行有效",
    Currency.UPCOMING: "尚未施行",
    Currency.SUPERSEDED: "已被新文本取代",
    Currency.REPEALED: "已废止",
    Currency.UNDETERMINED: "不能确定",
}
_NAME = re.compile(r"《([^《》]{2,60})》(?:第([0-9零〇一二三四五六七八九十百千]+)条)?")


def health(
    library: Library, timeline: Timeline, day: date, citations: Iterable[Mention] | None = None
) -> list[Issue]:
    """Everything found on `day`, ordered by title, version and unit.

    `citations` are what the texts cite; by default every 《…》 in a text that is law on `day`.
    """
    found: list[Issue] = []
    for state in timeline.states():
        for text in state.texts:
            found += _text_issues(timeline, state, text, day)
    found += _duplicates(timeline)
    found += _dead_references(library, timeline, day, citations)
    return sorted(
        found, key=lambda each: (each.title, each.version_key, each.code, each.unit_key, each.message)
    )


def issues_of(timeline: Timeline, places: Iterable[tuple[str, str]], day: date) -> list[Issue]:
    """What is odd in some versions, given as (work id, version key), on `day`; without what they cite."""
    found: list[Issue] = []
    for work_id, key in sorted(places):
        state = timeline.state(work_id)
        if state is None:
            continue
        for text in state.texts:
            if text.version.key == key:
                found += _text_issues(timeline, state, text, day)
    return found


def _text_issues(timeline: Timeline, state: WorkState, text: TextState, day: date) -> Iterator[Issue]:
    work, version = state.work, text.version

    def issue(code: str, message: str, unit_key: str = "") -> Issue:
        return Issue(code, work.id, version.title, message, version.key, unit_key)

    for problem in version.problems:
        where = f"（{problem.where}）" if problem.where else ""
        yield issue(problem.code, problem.message + where)
    if version.publish_date is None:
        yield issue("version_undated", "文本没有公布日期，无法确定先后。")
    elif text.beginning.day is None:
        yield issue("effective_date_unknown", "文本的施行日期不能从条文、修改决定或来源确定。")
    if text.gap_from is not None:
        yield issue("text_not_held", f"自{text.gap_from}起至下一文本施行前的文本未入库。")
    derived = timeline.currency(work.id, day, version.key)
    if text.status_without_source:
        words = "、".join(f"{each.source}：{each.status}" for each in text.says)
        yield issue("status_without_source", f"来源标注与条文无法印证（{words}），库内没有废止它的条文。")
    if text.sources_disagree:
        words = "、".join(f"{each.source}：{each.status}" for each in text.says)
        yield issue("sources_disagree", f"各来源说法不一：{words or '施行日期不同'}。")
    if not text.status_without_source:
        for each in text.says:
            stated = _STATED.get(each.status)
            if stated is not None and derived not in {stated, Currency.UNDETERMINED}:
                message = f"{each.source}标注“{each.status}”，按条文和日期在{day}应为“{_SAID[derived]}”。"
                yield issue("status_contradiction", message)
    if derived == Currency.IN_FORCE:
        for act in text.pending:
            if act.day is not None and act.day <= day:
                yield issue("stale_text", f"未反映《{act.act_title}》（{act.day}起施行）的修改。")


def _duplicates(timeline: Timeline) -> Iterator[Issue]:
    """Works of one plain title and region: probably one work that sources class differently."""
    groups: dict[tuple[str, str | None], list[WorkState]] = defaultdict(list)
    for state in timeline.states():
        groups[plain_title(state.work.title), state.work.region].append(state)
    for states in groups.values():
        if len(states) > 1:
            levels = "、".join(f"{each.work.level}（{each.work.id}）" for each in states)
            for each in states:
                yield Issue(
                    "duplicate_work", each.work.id, each.work.title, f"同名法规有{len(states)}部：{levels}。"
                )


def _dead_references(
    library: Library, timeline: Timeline, day: date, citations: Iterable[Mention] | None
) -> Iterator[Issue]:
    """References of law in force to law that has ended by `day`."""
    ended: dict[str, tuple[str, Repeal]] = {}
    for state in timeline.states():
        standing = timeline.standing(state.work.id, day)
        if standing is not None and standing.currency == Currency.REPEALED:
            repeal = standing.text.repeal if standing.text else None
            if repeal is not None:
                ended[plain_title(state.work.title)] = (state.work.title, repeal)
    for ghost in timeline.ghosts:
        if ghost.repeal.start is not None and ghost.repeal.start <= day:
            ended[plain_title(ghost.title)] = (ghost.title, ghost.repeal)
    clauses = {
        (repeal.evidence.work_id, repeal.evidence.version_key, repeal.evidence.unit_key)
        for _, repeal in ended.values()
    }
    seen: set[tuple[str, str]] = set()
    for citing, title, number in citations if citations is not None else _mentions(library, timeline, day):
        plain = plain_title(title)
        if plain not in ended or (citing, plain) in seen or split_unit_id(citing) in clauses:
            continue
        seen.add((citing, plain))
        dead, repeal = ended[plain]
        work_id, version_key, unit_key = split_unit_id(citing)
        citer = timeline.state(work_id)
        if citer is None or plain_title(citer.work.title) == plain_title(repeal.evidence.title):
            continue
        at = ordinal_label(number) if number else ""
        since = f"自{repeal.day}起" if repeal.day else ""
        message = f"引用的《{dead}》{at}{since}已由《{repeal.evidence.title}》废止。"
        yield Issue("dead_reference", work_id, citer.work.title, message, version_key, unit_key)


def _mentions(library: Library, timeline: Timeline, day: date) -> Iterator[Mention]:
    """Every 《…》 in the texts that are law on `day`."""
    for state in timeline.states():
        standing = timeline.standing(state.work.id, day)
        if standing is None or standing.text is None or standing.currency == Currency.REPEALED:
            continue
        version = standing.text.version
        for unit in library.units(state.work.id, version.key):
            yield from _named(unit, unit_id(state.work.id, version.key, unit.key))


def _named(unit: Unit, citing: str) -> Iterator[Mention]:
    if "《" not in unit.text:
        return
    for match in _NAME.finditer(unit.text):
        yield citing, match[1], to_int(match[2]) if match[2] else None
