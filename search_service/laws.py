"""The library, browsable: laws by title, their versions, their articles. Answers as plain dictionaries."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.legal_time.resolve import (
    Basis,
    LawRef,
    Place,
    Resolution,
    resolve,
    resolve_ghost,
    resolve_unit,
)
from corpus.legal_time.resolve import not_held as resolve_unheld
from corpus.model import Unit, Version, Work, unit_id
from corpus.normalize import plain_title
from corpus.numerals import parse_label
from search_service.cards import article_no, citation
from search_service.errors import bad_request, not_found
from search_service.lookup import notes_on
from search_service.state import State

MOST_LISTED = 5000


def listed(state: State, q: str | None, level: str | None, page: int, size: int, day: date) -> dict[str, Any]:
    """`GET /laws`: laws whose title matches `q` (every form of a title finds its work first); all without `q`.

    ServiceError 400 `empty_query` for a `q` without any letter: it never lists everything.
    """
    if q is not None and q.strip():
        if not any(map(str.isalnum, plain_title(q))):
            raise bad_request("empty_query", "法名里没有可以查找的文字；不写 q 则列出全部。")
        ids = _named(state, q)
    else:
        ids = [work.id for work in sorted(state.library.works(), key=lambda work: (work.title, work.id))]
    if level is not None:
        ids = [each for each in ids if (work := state.library.work(each)) and str(work.level) == level]
    shown = ids[(page - 1) * size : page * size]
    return {
        "laws": [state.cards.card(each, None, day) for each in shown],
        "total": len(ids),
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def _named(state: State, q: str) -> list[str]:
    exact = [entry.work_id for entry in state.titles.lookup(q) if entry.work_id is not None]
    more = [entry.work_id for _, entry in state.titles.complete(q, MOST_LISTED) if entry.work_id is not None]
    if not exact and not more:
        near = state.titles.nearest(q, 10)
        more = [entry.work_id for entry, _ in near if entry.work_id is not None]
    return list(dict.fromkeys([*exact, *more]))


def work_of(state: State, name: str) -> Work:
    """The work of an id or of any form of a title; ServiceError 404 `law_not_found`, 400 `ambiguous_law`."""
    work = state.library.work(name)
    if work is not None:
        return work
    ids = list(dict.fromkeys(entry.work_id for entry in state.titles.lookup(name) if entry.work_id))
    if len(ids) > 1:
        raise bad_request(
            "ambiguous_law", f"有 {len(ids)} 部法规可称作“{name[:80]}”，请用编号指明。", ids=ids
        )
    work = state.library.work(ids[0]) if ids else None
    if work is None:
        raise not_found("law_not_found", f"本库没有编号或名称为“{name[:80]}”的法规。")
    return work


def known(state: State, name: str, no: str | None, day: date) -> dict[str, Any] | None:
    """What is known of a law that is not held, or of its article `no`: that it was repealed, say; None when nothing.

    In the shapes of `law` and `article`; `law` is `{id: null, title}` then.
    """
    entry = next(iter(state.titles.lookup(name)), None)
    if entry is None or entry.work_id is not None:
        return None
    place = Place(*_number(no)) if no is not None else Place()
    ghost = state.timeline.ghost(entry.title)
    told = resolve_ghost(state.timeline, ghost, place, day) if ghost else resolve_unheld(entry.title, place)
    absent: dict[str, Any] = (
        {"versions": [], "contents": []}
        if no is None
        else dict.fromkeys(("id", "key", "currency", "citation", "previous", "next")) | {"path": []}
    )
    return {**verdict_json(told), **absent, "as_of": day.isoformat(), "library": state.library_json}


def _number(no: str) -> tuple[int, int]:
    number = parse_label(no)
    if number is None:
        raise bad_request(
            "bad_article_number", f"“{no[:40]}”不是条文号，请写作 133、133-1 或 第一百三十三条之一。"
        )
    return number


def version_of(work: Work, key: str) -> Version:
    """A version by its key or its publish date; ServiceError 404 `version_not_found`."""
    for version in work.versions:
        if key in (version.key, version.publish_date.isoformat() if version.publish_date else None):
            return version
    known = "、".join(each.key for each in work.versions)
    raise not_found("version_not_found", f"《{work.title}》没有文本版本 {key[:40]}；现有：{known}。")


def law(state: State, work: Work, version_key: str | None, day: date) -> dict[str, Any]:
    """`GET /laws/{id}`: the work, the text that is law that day (or `version`), its contents, its verdict."""
    card = state.cards.card(work.id, version_key, day)
    told = resolve(state.library, state.timeline, work.id, Place(), day)
    units = state.library.units(work.id, card["version"])
    return {
        **verdict_json(told),
        "law": card,
        "versions": versions(state, work, day),
        "contents": [
            {"key": each.key, "article_no": article_no(each), "path": list(each.path)} for each in units
        ],
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def versions(state: State, work: Work, day: date) -> list[dict[str, Any]]:
    """Every text of a work, oldest first, with the days on which it is law and what its sources say."""
    return [_version(state, work, each, day) for each in work.versions]


def _version(state: State, work: Work, version: Version, day: date) -> dict[str, Any]:
    interval = state.timeline.version_interval(work.id, version.key)
    return {
        "key": version.key,
        "title": version.title,
        "publish_date": _iso(version.publish_date),
        "valid_from": _iso(interval.valid_from) if interval.dated else None,
        "valid_to": _iso(interval.valid_to),
        "end_kind": interval.end_kind,
        "currency": str(state.timeline.currency(work.id, day, version.key)),
        "units": version.unit_count,
        "sources": [
            {
                "source": each.source,
                "path": each.path,
                "status": each.status,
                "version_date": _iso(each.version_date),
                "effective_date": _iso(each.effective_date),
            }
            for each in version.witnesses
        ],
        "problems": [
            {"code": each.code, "message": each.message, "where": each.where} for each in version.problems
        ],
    }


def article(state: State, work: Work, no: str, version_key: str | None, day: date) -> dict[str, Any]:
    """`GET /laws/{id}/articles/{no}`: 133, 133-1, 第一百三十三条之一. An article that does not stand answers too."""
    number = _number(no)
    if version_key is not None:
        key = f"a{number[0]}" + (f"-{number[1]}" if number[1] else "")
        return unit(state, work, key, version_key, day)
    told = resolve(state.library, state.timeline, work.id, Place(*number), day)
    return _answer(state, work, told, told.unit, told.version_key, day)


def unit(state: State, work: Work, key: str, version_key: str | None, day: date) -> dict[str, Any]:
    """`GET /laws/{id}/units/{key}`: any unit by its key, in the text of the day or in `version`."""
    version = state.cards.version(work, version_key, day)
    found = state.library.unit(work.id, version.key, key)
    if found is None:
        raise not_found("unit_not_found", f"《{work.title}》{version.key} 的文本里没有 {key[:40]}。")
    told = resolve_unit(state.library, state.timeline, work.id, version.key, found, day)
    return _answer(state, work, told, found, version.key, day)


def _answer(
    state: State, work: Work, told: Resolution, found: Unit | None, version_key: str | None, day: date
) -> dict[str, Any]:
    card = state.cards.card(work.id, version_key, day)
    before, after = _neighbours(state, work, card["version"], found)
    shown: dict[str, Any] = {
        "id": None,
        "key": None,
        "path": [],
        "currency": card["currency"],
        "citation": None,
    }
    if found is not None:
        shown = {
            "id": unit_id(work.id, card["version"], found.key),
            "key": found.key,
            "path": list(found.path),
            "currency": state.cards.told(work.id, card["version"], found, day).currency,
            "citation": citation(card["title"], found),
        }
    return {
        **verdict_json(told),
        "law": card,
        **shown,
        "text": found.text if found is not None else None,
        "previous": before,
        "next": after,
        "as_of": day.isoformat(),
        "library": state.library_json,
    }


def _neighbours(
    state: State, work: Work, version_key: str, found: Unit | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    if found is None:
        return None, None
    units = state.library.units(work.id, version_key)
    place = next(index for index, each in enumerate(units) if each.key == found.key)
    before = units[place - 1] if place else None
    after = units[place + 1] if place + 1 < len(units) else None
    return _brief(before), _brief(after)


def _brief(each: Unit | None) -> dict[str, Any] | None:
    return None if each is None else {"key": each.key, "article_no": article_no(each), "text": each.text[:60]}


def resolution(state: State, told: Resolution, day: date) -> dict[str, Any]:
    """`GET /resolve`: the verdict with its proof; `in_force` for `ok` (DESIGN §7)."""
    answer = {**verdict_json(told), "as_of": day.isoformat(), "library": state.library_json}
    if answer["verdict"] == "ok":
        answer["verdict"] = "in_force"
    return answer


def verdict_json(told: Resolution) -> dict[str, Any]:
    """A resolution in the words of DESIGN §7."""
    return {
        "verdict": str(told.verdict),
        "law": name_json(told.law),
        "article_no": told.article_no,
        "paragraph": told.paragraph,
        "item": told.item,
        "version": told.version_key,
        "version_date": _iso(told.version_date),
        "effective_date": _iso(told.effective_date),
        "text": told.text,
        "since": _iso(told.since),
        "replaced_by": name_json(told.replaced_by),
        "basis": [basis_json(each) for each in told.basis],
        "last_article": told.last_article,
        "paragraphs": told.paragraphs,
        "amended_by": name_json(told.amended_by),
        "amended_since": _iso(told.amended_since),
        "in_force_version": _iso(told.in_force_version),
        "in_force_last_article": told.in_force_last_article,
        "warnings": list(told.warnings),
        "says": [{"source": each.source, "status": each.status} for each in told.says],
        "candidates": [name_json(each) for each in told.candidates],
        "notes": [{"code": each.code, "message": each.message} for each in notes_on(told)],
    }


def name_json(ref: LawRef | None) -> dict[str, Any] | None:
    """`{id, title}`; id null when the law is not held."""
    return None if ref is None else {"id": ref.id, "title": ref.title}


def basis_json(each: Basis) -> dict[str, Any]:
    """One basis in the shape that all answers share."""
    return {
        "law": name_json(each.law),
        "article_no": each.article_no,
        "paragraph": each.paragraph,
        "item": each.item,
        "citation": each.citation,
        "quote": each.quote,
        "held": each.held,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
