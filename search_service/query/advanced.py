"""The advanced mode: words that must all stand, "phrases", and -exclusions. Nothing is ever an error."""

from __future__ import annotations

import re

from corpus.normalize import fold
from indexer.segment import words
from search_service.query.model import Note, Query

_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))|(?P<stray>")')
_SPACES = re.compile(r"\s+")


def advanced(text: str, context_work_ids: tuple[str, ...]) -> Query:
    """A query in advanced mode: type `topic`, or `empty` when nothing can be searched for.

    `terms` are the words required, `phrases` the quoted pieces required as they stand, `excluded` the words
    or phrases that must not stand. Notes: `unpaired_quote`, `only_exclusions`.
    """
    folded = fold(text)
    required: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    notes: list[Note] = []
    for part in _PART.finditer(folded):
        if part["stray"]:
            notes.append(Note("unpaired_quote", "引号没有成对，已忽略多余的引号。"))
            continue
        piece = _SPACES.sub(" ", part["phrase"] if part["phrase"] is not None else part["word"]).strip()
        if not any(map(str.isalnum, piece)):
            continue
        if part["minus"]:
            excluded.append(piece)
        elif part["phrase"] is not None:
            phrases.append(piece)
        else:
            required.append(piece)
    terms = tuple(dict.fromkeys(word for piece in required for word in words(piece)))
    if excluded and not terms and not phrases:
        notes.append(Note("only_exclusions", "只有排除的词，没有要查的词；请至少写一个要查的词。"))
    return Query(
        text=text,
        type="topic" if terms or phrases or excluded else "empty",
        normalized=_SPACES.sub(" ", folded).strip(),
        notes=tuple(dict.fromkeys(notes)),
        terms=terms,
        grams_text=" ".join(required),
        context_work_ids=context_work_ids,
        rest=" ".join(required),
        phrases=tuple(phrases),
        excluded=tuple(excluded),
    )
