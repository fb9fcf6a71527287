"""A query's text → what is asked. Pure: the same text and titles give the same `Query`.

Simple mode never raises for any text; only a `law` that names nothing is an error (`UnknownLaw`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.normalize import fold, plain_title
from indexer.segment import words
from search_service.query.advanced import advanced
from search_service.query.asked import Asked, Law, collapse, context_law, law_named, missing
from search_service.query.lookups import (
    by_bare_place,
    by_citation,
    by_doc_number,
    by_title,
    by_unknown_name,
    which_law,
)
from search_service.query.model import Expansion, Mode, Note, Query
from search_service.query.names import looks_like_title
from search_service.query.places import places_at
from search_service.query.questions import tidy
from search_service.query.spelling import suggest
from search_service.query.vocabulary import Match, vocabulary

if TYPE_CHECKING:
    from corpus.titles import TitleBook, TitleMatch

_LOOKUPS = (by_doc_number, by_citation, by_bare_place, by_title, by_unknown_name)
_LONGEST_LOOKUP = 200
"""No look-up is longer: a longer text is a topic, and need not be tried as anything else."""

_LONGEST_TITLE_WRITTEN_OUT = 16
"""A short name is replaced by its printed title in the words searched for, unless that is so long that its
words would drown the topic (民诉法解释 → 最高人民法院关于适用…的解释)."""

_FIRST_PIECE = re.compile(r"\s*《?([^\s,;。、《》]{3,60})》?[\s,;。、]")


def understand(
    text: str,
    *,
    titles: TitleBook,
    law: str | None = None,
    mode: Mode = "simple",
    expand: bool = True,
) -> Query:
    """What `text` asks for. `law` is any form of the title of the law in context.

    `expand=False` leaves the vocabulary pack's words out; what the pack knows of the library's coverage is
    said all the same. Linear in the length of `text`. Raises UnknownLaw only.
    """
    context = context_law(law, titles)
    folded = fold(text)
    if not any(map(str.isalnum, folded)):
        return Query(text, "empty")
    if mode == "advanced":
        return advanced(text, context.work_ids if context else ())
    asked = Asked(text, folded, titles, context)
    if len(folded) <= _LONGEST_LOOKUP:
        for route in _LOOKUPS:
            query = route(asked)
            if query is not None:
                return _with_words(query, asked)
    return _topic(asked, expand)


def _with_words(query: Query, asked: Asked) -> Query:
    """A look-up also carries its words, for what is offered beside it."""
    searched = query.rest or tidy(asked.plain)
    return replace(query, terms=_terms(searched), grams_text=searched)


def _terms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words(text)))


def _topic(asked: Asked, expand: bool) -> Query:
    law, span, did_you_mean, notes = _law_of_topic(asked)
    searched = collapse(_written_out(asked, law, span))
    if not any(map(str.isalnum, searched)):
        searched = collapse(asked.folded)
    met = vocabulary().match(searched.lower()) if len(searched) <= _LONGEST_LOOKUP else ()
    expansions = tuple(each.expansion() for each in met) if expand else ()
    notes += _place_note(asked)
    if expansions:
        notes += (_expanded(expansions),)
    notes += tuple(note for each in met if (note := _coverage(each, asked.titles)) is not None)
    chosen = law or asked.context
    return Query(
        text=asked.text,
        type="topic",
        normalized=collapse(asked.folded),
        title=chosen.title if chosen else None,
        did_you_mean=did_you_mean,
        notes=tuple(dict.fromkeys(notes)),
        terms=_terms(searched),
        grams_text=searched,
        expansions=expansions,
        context_work_ids=chosen.work_ids if chosen else (),
        rest=asked.without([span]) if span else tidy(asked.plain),
    )


def _law_of_topic(asked: Asked) -> tuple[Law | None, tuple[int, int] | None, str | None, tuple[Note, ...]]:
    """The law that a topic names at its start (or, set apart, at its end), its span, did-you-mean, notes."""
    match = next((each for each in asked.matches if _stands_apart(asked.plain, each)), None)
    if match is not None:
        law = Law(match.title, match.work_ids)
        return law, (match.start, match.end), None, () if law.work_ids else (missing(law.title),)
    piece = _FIRST_PIECE.match(asked.plain)
    if piece is None or len(asked.plain) > _LONGEST_LOOKUP or not looks_like_title(piece[1]):
        return None, None, None, ()
    if asked.matches and asked.matches[0].start < piece.end():
        return None, None, None, ()
    meant = suggest(piece[1], asked.titles)
    if meant is None or not meant.sure:
        return None, None, meant.entry.title if meant else None, (missing(piece[1]),)
    ids = (meant.entry.work_id,) if meant.entry.work_id is not None else ()
    notes = () if ids else (missing(meant.entry.title),)
    return Law(meant.entry.title, ids), piece.span(1), meant.entry.title, notes


def _stands_apart(text: str, match: TitleMatch) -> bool:
    """A title is a topic's context at its start, in 《》, or at its end after a space."""
    before, after = text[: match.start].rstrip(), text[match.end :]
    if not tidy(before) or "《" in text[max(0, match.start - 1) : match.start + 1]:
        return True
    return not tidy(after) and (before != text[: match.start] or not before[-1].isalnum())


def _written_out(asked: Asked, law: Law | None, span: tuple[int, int] | None) -> str:
    """`plain` with short names of laws replaced by their printed titles."""
    parts: list[str] = []
    done = 0
    named = [(each.start, each.end, each.title) for each in asked.matches]
    if law is not None and span is not None and (*span, law.title) not in named:
        named = [(*span, law.title)]
    for start, end, title in named:
        full = plain_title(title)
        if start >= done and len(full) <= _LONGEST_TITLE_WRITTEN_OUT:
            parts += (asked.plain[done:start], full)
            done = end
    return "".join((*parts, asked.plain[done:]))


def _place_note(asked: Asked) -> tuple[Note, ...]:
    """第二十三条 听证 without a law: searched as a topic, and the question which law is meant."""
    if asked.context is not None or asked.matches:
        return ()
    start = len(asked.plain) - len(asked.plain.lstrip())
    places = places_at(asked.plain, start)
    if places is None or not places.numbered or asked.plain[places.end : places.end + 1].isalnum():
        return ()
    return (which_law(places.places),)


def _expanded(expansions: tuple[Expansion, ...]) -> Note:
    phrases = dict.fromkeys(phrase for each in expansions for phrase, _ in each.to[:3])
    return Note("expanded", "同时按" + "".join(f"“{phrase}”" for phrase in phrases) + "检索。")


def _coverage(met: Match, titles: TitleBook) -> Note | None:
    """The note for a matter of which the library holds no governing work."""
    governing = met.entry.governing
    if not governing or any((law := law_named(title, titles)) and law.work_ids for title in governing):
        return None
    names = "".join(f"《{title}》" for title in governing)
    return Note(
        "outside_coverage", f"“{met.term}”主要由{names}规定，本库尚未收录，下列结果不一定是直接依据。"
    )
