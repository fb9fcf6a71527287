"""Look-ups: a citation, a title, a document number. They answer always, with the verdict of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from corpus.legal_time.resolve import Place, Resolution, resolve
from corpus.model import Unit, Verdict, unit_id
from corpus.normalize import plain_title
from corpus.paragraphs import split
from search_service.cards import article_no
from search_service.filters import filtering, lets_through
from search_service.query.model import Note, Query, Target
from search_service.request import SearchRequest
from search_service.state import State

T = TypeVar("T")

MOST_WORKS = 1000
"""Titles counted for `others.work`; beyond it the number says only "many"."""


def hit(state: State, work_id: str, version_key: str, unit: Unit, day: date) -> dict[str, Any]:
    """One unit as a hit, with what is true of it on `day`; rank, score and highlights are the caller's."""
    law = state.cards.card(work_id, version_key, day)
    told = state.cards.told(work_id, version_key, unit, day)
    return {
        "rank": 1,
        "kind": "article",
        "id": unit_id(work_id, version_key, unit.key),
        "score": 0.0,
        "law": law,
        "article_no": article_no(unit),
        "paragraph": None,
        "item": None,
        "path": list(unit.path),
        "text": unit.text,
        "highlights": [],
        "currency": told.currency,
        "verdict": told.verdict,
        "warnings": list(told.warnings),
        "notes": [],
        "same_text": [],
    }


def work_hit(state: State, work_id: str, day: date, rank: int) -> dict[str, Any]:
    """A whole law as a hit."""
    law = state.cards.card(work_id, None, day)
    told = resolve(state.library, state.timeline, work_id, Place(), day)
    return {
        "rank": rank,
        "kind": "work",
        "id": work_id,
        "score": 0.0,
        "law": law,
        "article_no": None,
        "paragraph": None,
        "item": None,
        "path": [],
        "text": law["title"],
        "highlights": [],
        "currency": law["currency"],
        "verdict": str(told.verdict),
        "warnings": list(told.warnings),
        "notes": [_json(each) for each in notes_on(told)],
        "same_text": [],
    }


def units(
    state: State, query: Query, request: SearchRequest, day: date
) -> tuple[list[dict[str, Any]], int, bool, tuple[Note, ...]]:
    """(hits of the page, total, is the first what was asked for, notes) of a look-up."""
    if query.type in ("citation", "article_number"):
        return _cited(state, query, request, day)
    if query.type == "doc_number":
        return _by_doc_number(state, query, request, day)
    return _titled(state, query, query.work_ids, query.title or query.normalized, request, day)


def _cited(
    state: State, query: Query, request: SearchRequest, day: date
) -> tuple[list[dict[str, Any]], int, bool, tuple[Note, ...]]:
    hits: list[dict[str, Any]] = []
    notes: list[Note] = []
    sure = True
    for target in query.targets:
        if not target.work_ids:
            sure = False
            notes += ghost_notes(state, target.title, day)
        for work_id in target.work_ids:
            told = _resolved(state, work_id, target, day)
            found = cited_hit(state, work_id, told, day)
            sure = sure and found is not None and told.verdict not in _NOT_WHAT_WAS_ASKED
            notes += (*notes_on(told), *_other_edition(state, query, told.law.id, told.version_date, day))
            if found is not None:
                hits.append(found)
    for rank, each in enumerate(hits, 1):
        each["rank"] = rank
    shown = _paged(hits, request)
    return shown, len(hits), bool(hits) and sure, tuple(dict.fromkeys(notes))


_NOT_WHAT_WAS_ASKED = frozenset(
    {Verdict.VERSION_UNKNOWN, Verdict.PARAGRAPH_NOT_FOUND, Verdict.ITEM_NOT_FOUND}
)
"""The article is shown, but not the text of that day, or not the 款 or 项 that was cited."""


def _other_edition(
    state: State, query: Query, work_id: str | None, shown: date | None, day: date
) -> tuple[Note, ...]:
    """公司法（2018年修正）第十六条: say so where the text shown is of another year."""
    work = state.library.work(work_id) if work_id else None
    if query.edition is None or work is None or shown is None or shown.year == query.edition:
        return ()
    years = {each.publish_date.year for each in work.versions if each.publish_date}
    held = "可改用它施行期间的核验日期查看" if query.edition in years else "本库没有收录"
    sentence = f"所写的是{query.edition}年公布的文本，{held}；这里是 {day} 的文本，{shown.year}年公布。"
    return (Note("other_edition", sentence),)


def _resolved(state: State, work_id: str, target: Target, day: date) -> Resolution:
    asked = target.place
    place = Place(asked.number, asked.sub, asked.paragraph, asked.item)
    return resolve(state.library, state.timeline, work_id, place, day)


def cited_hit(state: State, work_id: str, told: Resolution, day: date) -> dict[str, Any] | None:
    """The unit that a resolution found, marked with its verdict and the cited 款 or 项; None without a text."""
    if told.unit is None or told.version_key is None:
        return None
    found = hit(state, work_id, told.version_key, told.unit, day)
    found |= {
        "verdict": str(told.verdict),
        "warnings": list(told.warnings),
        "paragraph": told.paragraph,
        "item": told.item,
        "highlights": _marked(told),
        "notes": [_json(each) for each in notes_on(told)],
    }
    return found


def _marked(told: Resolution) -> list[tuple[int, int]]:
    """The span of the cited 款 or 项 inside the article."""
    if told.unit is None or told.cited_text is None:
        return []
    for paragraph in split(told.unit.text):
        if told.paragraph not in (None, paragraph.number):
            continue
        if told.item is None:
            return [(paragraph.start, paragraph.end)]
        for item in paragraph.items:
            if item.number == told.item:
                return [(item.start, item.end)]
    return []


def _titled(
    state: State, query: Query, work_ids: Sequence[str], title: str, request: SearchRequest, day: date
) -> tuple[list[dict[str, Any]], int, bool, tuple[Note, ...]]:
    """A bare title: its work first, then its articles. A law that is repealed stands behind its successor."""
    if not work_ids:
        return [], 0, False, ghost_notes(state, title, day)
    told = [resolve(state.library, state.timeline, each, Place(), day) for each in work_ids]
    noted = [
        (*notes_on(each), *_other_edition(state, query, each.law.id, each.version_date, day)) for each in told
    ]
    notes = tuple(dict.fromkeys(note for each in noted for note in each))
    order = list(work_ids)
    for each in told:
        successor = each.replaced_by
        if each.verdict == Verdict.REPEALED and successor and successor.id and successor.id not in order:
            order.insert(0, successor.id)
    heads = [work_hit(state, each, day, rank) for rank, each in enumerate(order, 1)]
    law = heads[0]["law"]
    unit_list = state.library.units(law["id"], law["version"])
    first = (request.page - 1) * request.size
    last = first + request.size
    shown = heads[first:last]
    for rank, unit in enumerate(unit_list, len(heads) + 1):
        if first < rank <= last:
            shown.append({**hit(state, law["id"], law["version"], unit, day), "rank": rank})
    return shown, len(heads) + len(unit_list), True, notes


def _by_doc_number(
    state: State, query: Query, request: SearchRequest, day: date
) -> tuple[list[dict[str, Any]], int, bool, tuple[Note, ...]]:
    held = [work.id for work in state.library.works() if work.doc_number == query.doc_number]
    if held:
        return _titled(state, query, held, query.normalized, request, day)
    note = Note("not_in_library", f"已识别为文号 {query.normalized}；本库尚未收录这份文件。")
    return [], 0, False, (note,)


def works(state: State, query: Query, request: SearchRequest, day: date) -> tuple[list[dict[str, Any]], int]:
    """Hits of kind `work`: laws whose title is, begins with or holds what was asked for."""
    found = works_named(state, query, request, day)
    shown = _paged(found, request)
    first = (request.page - 1) * request.size + 1
    return [work_hit(state, each, day, rank) for rank, each in enumerate(shown, first)], len(found)


def works_named(state: State, query: Query, request: SearchRequest, day: date) -> list[str]:
    """Ids of the works that a query names or whose titles contain it, and that pass the filters, best first."""
    named = [*query.work_ids, *query.context_work_ids]
    asked = plain_title(query.title or query.rest or query.normalized)
    if 2 <= len(asked) <= 80:
        entries = (entry for _, entry in state.titles.complete(asked, MOST_WORKS))
        named += [entry.work_id for entry in entries if entry.work_id is not None]
    found = list(dict.fromkeys(named))
    if filtering(request):
        found = [each for each in found if lets_through(state, each, request, day)]
    return found


def standing_context(state: State, query: Query, day: date) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The works that a topic's named law means on `day`: a repealed law stands for its successor."""
    chosen: list[str] = []
    notes: list[Note] = []
    for work_id in query.context_work_ids:
        told = resolve(state.library, state.timeline, work_id, Place(), day)
        successor = told.replaced_by.id if told.replaced_by else None
        chosen.append(successor if told.verdict == Verdict.REPEALED and successor else work_id)
        notes += notes_on(told)
    if query.title and not query.context_work_ids:
        ghost = state.timeline.ghost(query.title)
        if ghost is not None and not ghost.repeal.by_decision:
            chosen.append(ghost.repeal.evidence.work_id)
        notes += ghost_notes(state, query.title, day)
    return tuple(chosen), tuple(dict.fromkeys(notes))


def ghost_notes(state: State, title: str, day: date) -> tuple[Note, ...]:
    """What is known of a law that is not held: that it was repealed, by what, since when."""
    ghost = state.timeline.ghost(title)
    start = ghost.repeal.start if ghost else None
    if ghost is None or start is None or day < start:
        return ()
    by = "" if ghost.repeal.by_decision else f"，现行规定见《{ghost.repeal.evidence.title}》"
    return (Note("repealed_law", f"《{ghost.title}》已自 {start} 起废止{by}。"),)


def notes_on(told: Resolution) -> tuple[Note, ...]:
    """What a person should be told about a resolution that is not simply in force."""
    title, number = told.law.title, told.article_no or ""
    successor = f"，现由《{told.replaced_by.title}》代替" if told.replaced_by else ""
    if told.verdict == Verdict.REPEALED:
        since = f"自 {told.since} 起" if told.since else ""
        return (Note("repealed_law", f"《{title}》{number}已{since}废止{successor}。"),)
    if told.verdict == Verdict.NOT_YET_IN_FORCE:
        begin = f"，{told.effective_date} 起施行" if told.effective_date else ""
        return (Note("not_yet_in_force", f"《{title}》{number}尚未施行{begin}。"),)
    if told.verdict == Verdict.STALE_TEXT and told.amended_by:
        return (
            Note(
                "stale_text",
                f"《{title}》{number}已由《{told.amended_by.title}》自 {told.amended_since} 起修改，"
                "本库文本尚未包含这次修改。",
            ),
        )
    return _NOTES.get(told.verdict, lambda _title, _told: ())(title, told)


def _article_not_found(title: str, told: Resolution) -> tuple[Note, ...]:
    last = f"，最后一条是{told.last_article}" if told.last_article else ""
    return (Note("article_not_found", f"《{title}》没有{told.article_no}{last}。"),)


def _gap(title: str, told: Resolution) -> tuple[Note, ...]:
    return (Note("corpus_gap", f"《{title}》应有{told.article_no}，但本库的文本缺这一条，请查官方文本。"),)


def _version_unknown(title: str, _told: Resolution) -> tuple[Note, ...]:
    return (Note("version_unknown", f"本库没有《{title}》在该日施行的文本，请载入当时的文本。"),)


def _undetermined(title: str, _told: Resolution) -> tuple[Note, ...]:
    return (Note("undetermined", f"《{title}》的效力无法由已载入的文本确定，请人工核对。"),)


def _part_not_found(title: str, told: Resolution) -> tuple[Note, ...]:
    count = f"，共 {told.paragraphs} 款" if told.paragraphs else ""
    return (Note(str(told.verdict), f"《{title}》{told.article_no}没有所引的款或项{count}。"),)


_NOTES = {
    Verdict.ARTICLE_NOT_FOUND: _article_not_found,
    Verdict.CORPUS_GAP: _gap,
    Verdict.VERSION_UNKNOWN: _version_unknown,
    Verdict.UNDETERMINED: _undetermined,
    Verdict.PARAGRAPH_NOT_FOUND: _part_not_found,
    Verdict.ITEM_NOT_FOUND: _part_not_found,
}


def _json(note: Note) -> dict[str, str]:
    return {"code": note.code, "message": note.message}


def _paged(items: Sequence[T], request: SearchRequest) -> list[T]:
    first = (request.page - 1) * request.size
    return list(items[first : first + request.size])
