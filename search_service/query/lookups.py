"""Look-ups: queries that are one thing. Route first, rank second (DESIGN §5).

Each route takes an `Asked` and answers a `Query`, or None when the query is something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from search_service.query.asked import Asked, Law, collapse, law_named, missing, says_nothing_more
from search_service.query.doc_numbers import find_doc_number
from search_service.query.model import Note, Place, Query, Target
from search_service.query.names import looks_like_title, without_lead
from search_service.query.places import Places, find_places, places_at
from search_service.query.questions import tidy
from search_service.query.spelling import Suggestion, suggest

_LONGEST_REST = 24
"""With more text than this beside it, a citation is part of a clause or a question: a topic in that law."""

_GAP = re.compile(
    r"""(?:[\s》〉>"',:·的中里]|[§#/_-](?=\s{0,3}\d)|\([^()]{1,30}\)|[Aa]rt(?:icle|\.)?(?=\s{0,3}\d)|之(?=第)"""
    r"|第[一二三四五六七八九十\d]{1,4}(?:分编|编|章|节)\s?[\u4e00-\u9fff]{0,16}?(?=第|\s|\d)"
    r"|[\u4e00-\u9fff]{1,12}?(?:分编|编|总则|分则|附则)|规定"
    r"|(?:19|20)\d\d\s?年?(?:修订|修正|版|本){0,2}(?=\s{0,3}第|\s{1,3}\d)){0,8}"
)
"""What may stand between a law's name and the article: 》, （2018年修正）, 2019, 合同编, 第三章, 的, §."""

_OWN = re.compile(
    r"[\s《(\"']{0,3}(?:(?:本|该|此|同|上述)?(?:法|条例|办法|规定|细则|规则|决定|解释)\s{0,3}(?=第))?"
)
"""Before a bare article: the law's own way to name itself (本法第三条), which names no law."""

_BACK_GAP = re.compile(r"[\s,、的《〈]{0,6}")
_BRACKETED = re.compile(r"《([^《》]{2,80}(?:《[^《》]{1,60}》[^《》]{0,40})?)》")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_BY_EAR = 3

_FA = "发罚伐乏珐"
"""What input methods write for 法 at the end of a name."""

_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z' ]{2,60}")


def by_doc_number(asked: Asked) -> Query | None:
    """国办发〔2018〕37号 in any form."""
    found = find_doc_number(asked.folded)
    if found is None:
        return None
    rest = tidy(asked.folded[: found.start] + " " + asked.folded[found.end :])
    if len(rest) > _LONGEST_REST and looks_like_sentence(rest):
        return None
    rest = "" if says_nothing_more(rest) else rest
    return Query(asked.text, "doc_number", normalized=found.printed, doc_number=found.printed, rest=rest)


def looks_like_sentence(text: str) -> bool:
    """Does a text go on past one title or phrase?"""
    return any(mark in text for mark in "。;,") or len(text) > 60


def by_citation(asked: Asked) -> Query | None:
    """A law's name with one or more of its articles, in either order."""
    targets: list[Target] = []
    spans: list[tuple[int, int]] = []
    edition: int | None = None
    for match in asked.matches:
        gap = _GAP.match(asked.plain, match.end)
        places = places_at(asked.plain, gap.end() if gap else match.end)
        if places is not None:
            law = Law(match.title, match.work_ids)
            targets += _targets(law, places.places)
            spans.append((match.start, places.end))
            edition = edition or _edition(asked.plain[match.end : places.start])
    if not targets:
        return _reversed(asked)
    query = _citation(asked, targets, spans)
    return replace(query, edition=edition) if query else None


def _edition(beside: str) -> int | None:
    """The year of the text that is meant: （2018年修正）, 2019年版."""
    found = _YEAR.search(beside)
    return int(found[0]) if found else None


def _reversed(asked: Asked) -> Query | None:
    """第十六条 行政处罚法."""
    start = len(asked.plain) - len(asked.plain.lstrip())
    places = places_at(asked.plain, start)
    if places is None:
        return None
    gap = _BACK_GAP.match(asked.plain, places.end)
    after = gap.end() if gap else places.end
    match = next((each for each in asked.matches if each.start in (after, after - 1)), None)
    if match is None:
        return None
    law = Law(match.title, match.work_ids)
    return _citation(asked, _targets(law, places.places), [(start, match.end)])


def by_bare_place(asked: Asked) -> Query | None:
    """23条 alone: an article of the law in context, or the question which law is meant."""
    own = _OWN.match(asked.plain)
    places = places_at(asked.plain, own.end() if own else 0)
    if places is None or asked.matches:
        return None
    rest = asked.without([(0, places.end)])
    if not says_nothing_more(rest):
        if asked.context is None or not places.marked or len(rest) > _LONGEST_REST:
            return None
    else:
        rest = ""
    query = Query(asked.text, "article_number", normalized=_printed(places.places), rest=rest)
    if asked.context is None:
        return replace(_placed(query, places.places), notes=(which_law(places.places),))
    targets = _targets(asked.context, places.places)
    notes = () if asked.context.work_ids else (missing(asked.context.title),)
    return replace(
        _placed(query, places.places),
        title=asked.context.title,
        work_ids=asked.context.work_ids,
        targets=tuple(targets),
        notes=notes,
    )


def which_law(places: tuple[Place, ...]) -> Note:
    """The note that asks for the law of a bare article number."""
    printed = _printed(places)
    return Note(
        "needs_law_context", f"请问是哪部法规的{printed}？请加上法规名称，例如“行政许可法 {printed}”。"
    )


def by_title(asked: Asked) -> Query | None:
    """A law's name alone, printed or short, with nothing but 全文, 2023年修正 and the like around it."""
    whole = law_named(asked.folded, asked.titles)
    if whole is not None:
        year = _edition(asked.folded)
        return replace(_title(asked, [whole]), edition=None if str(year) in whole.title else year)
    beside = asked.without((match.start, match.end) for match in asked.matches)
    if not asked.matches or not says_nothing_more(beside):
        return None
    query = _title(asked, [Law(match.title, match.work_ids) for match in asked.matches])
    return replace(query, edition=_edition(beside))


def by_unknown_name(asked: Asked) -> Query | None:
    """A name that no law bears: misspelt, written in pinyin, or not known at all."""
    places = find_places(asked.plain, need_mark=False)
    if places is not None and places.start > 0:
        return _unknown_cited(asked, places)
    name = _whole_name(asked)
    if name is None:
        return _by_ear(asked)
    meant = suggest(name, asked.titles)
    if meant is not None and meant.sure:
        law = Law(meant.entry.title, _ids(meant))
        return _title(asked, [law], did_you_mean=meant.entry.title)
    if _LATIN_NAME.fullmatch(name):
        return None
    return Query(
        asked.text,
        "title",
        normalized=name,
        title=name,
        did_you_mean=meant.entry.title if meant else None,
        notes=(missing(name),),
    )


def _by_ear(asked: Asked) -> Query | None:
    """行政许可发: the whole query sounds like a law, written with another character for 法."""
    name = without_lead(collapse(asked.plain))
    if name[-1:] not in _FA or len(name) < _SHORTEST_BY_EAR:
        return None
    meant = suggest(name, asked.titles, by_ear=True)
    if meant is None or not meant.sure:
        return None
    return _title(asked, [Law(meant.entry.title, _ids(meant))], did_you_mean=meant.entry.title)


def _whole_name(asked: Asked) -> str | None:
    """The query as one unknown name: in 《》, built like a title, or in Latin letters."""
    bracketed = _BRACKETED.search(asked.plain)
    if bracketed is not None and says_nothing_more(asked.without([bracketed.span()])):
        return bracketed[1]
    name = without_lead(collapse(asked.plain).strip("《》 "))
    if " " in name and not _LATIN_NAME.fullmatch(name):
        return None
    return name if looks_like_title(name) or _LATIN_NAME.fullmatch(name) else None


def _unknown_cited(asked: Asked, places: Places) -> Query | None:
    """行政处法法第十六条, minfadian 1254, 某某条例第三条."""
    before = asked.plain[: places.start]
    name = without_lead(_last_piece(before))
    if not name:
        return None
    start = before.rindex(name)
    if any(match.start < places.start and match.end > start for match in asked.matches):
        return None
    meant = suggest(name, asked.titles)
    span = (start, places.end)
    if meant is not None and meant.sure:
        law = Law(meant.entry.title, _ids(meant))
        query = _citation(asked, _targets(law, places.places), [span])
        return replace(query, did_you_mean=meant.entry.title) if query else None
    if not (looks_like_title(name) or f"《{name}" in before):
        return None
    query = _citation(asked, _targets(Law(name, ()), places.places), [span])
    return replace(query, did_you_mean=meant.entry.title if meant else None) if query else None


def _last_piece(before: str) -> str:
    """The name right before an article: what 《》 hold, Latin words, or the last unbroken piece."""
    bracketed = list(_BRACKETED.finditer(before))
    if bracketed and not tidy(before[bracketed[-1].end() :]):
        return bracketed[-1][1]
    piece = before.strip(" \n,、:《》〈〉\"'第")
    if _LATIN_NAME.fullmatch(piece):
        return piece
    return re.split(r"[\s,、;:。《》]", piece)[-1]


def _ids(meant: Suggestion) -> tuple[str, ...]:
    return (meant.entry.work_id,) if meant.entry.work_id is not None else ()


def _targets(law: Law, places: tuple[Place, ...]) -> list[Target]:
    return [Target(law.title, law.work_ids, place) for place in places]


def _placed(query: Query, places: tuple[Place, ...]) -> Query:
    first = places[0]
    return replace(query, number=first.number, sub=first.sub, paragraph=first.paragraph, item=first.item)


def _printed(places: tuple[Place, ...]) -> str:
    return "、".join(place.printed() for place in places)


def _citation(asked: Asked, targets: list[Target], spans: list[tuple[int, int]]) -> Query | None:
    rest = asked.without(spans)
    if len(rest) > _LONGEST_REST:
        return None
    by_law: dict[str, list[Place]] = {}
    for target in targets:
        by_law.setdefault(target.title, []).append(target.place)
    query = Query(
        asked.text,
        "citation",
        normalized="、".join(f"《{title}》{_printed(tuple(places))}" for title, places in by_law.items()),
        title=targets[0].title,
        work_ids=targets[0].work_ids,
        targets=tuple(targets),
        notes=_notes_on(Law(target.title, target.work_ids) for target in targets),
        rest="" if says_nothing_more(rest) else rest,
    )
    return _placed(query, (targets[0].place,))


def _title(asked: Asked, laws: list[Law], did_you_mean: str | None = None) -> Query:
    laws = list(dict.fromkeys(laws))
    return Query(
        asked.text,
        "title",
        normalized="、".join(law.title for law in laws),
        title=laws[0].title,
        work_ids=tuple(dict.fromkeys(each for law in laws for each in law.work_ids)),
        did_you_mean=did_you_mean,
        notes=_notes_on(laws),
    )


def _notes_on(laws: Iterable[Law]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for law in laws:
        if not law.work_ids:
            notes.append(missing(law.title))
        elif len(law.work_ids) > 1:
            notes.append(Note("ambiguous", f"本库有{len(law.work_ids)}部法规可称作“{law.title}”，一并列出。"))
    return tuple(dict.fromkeys(notes))
