"""Comments in a Word document at spans of its text: runs are cut where a span begins or ends.

The text is that of `corpus.drafts.word`: paragraphs joined by line ends, tabs and breaks one character each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from corpus.drafts.word import Parts, paragraphs

AUTHOR, INITIALS = "法据", "法据"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RUN, _TEXT, _PROPERTIES, _BOX = f"{_W}r", f"{_W}t", f"{_W}rPr", f"{_W}txbxContent"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on [start, end) of the text; an empty span stands for the whole document."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    element: Any


def comment(document: Any, notes: Iterable[Note]) -> int:
    """Add each note as a comment; how many were added. A document without any text takes none."""
    from docx.text.run import Run

    found = sorted(notes, key=lambda each: (each.start, each.end))
    body = document.element.body
    cuts = sorted({place for each in found for place in (each.start, each.end)})
    _cut(list(_places(paragraphs(body))), cuts)
    places = [each for each in _places(paragraphs(body)) if each.end > each.start]
    starts = [each.start for each in places]
    added = 0
    for each in found:
        first, last = _between(places, starts, each)
        if first is None:
            continue
        runs = [Run(_outer(first.element), document), Run(_outer(last.element), document)]
        document.add_comment(runs, text=each.text, author=AUTHOR, initials=INITIALS)
        added += 1
    return added


def _places(found: Iterable[Parts]) -> Iterator[_Place]:
    at = 0
    for paragraph in found:
        for element, text in paragraph:
            yield _Place(at, at + len(text), element)
            at += len(text)
        at += 1


def _between(places: list[_Place], starts: list[int], note: Note) -> tuple[Any, Any]:
    """The first and the last place of a note's text; the document's first for a note on the whole."""
    if not places:
        return None, None
    if note.end <= note.start:
        return places[0], places[0]
    first = max(0, bisect_right(starts, note.start) - 1)
    if places[first].end <= note.start:
        first += 1
    last = bisect_left(starts, note.end) - 1
    if first >= len(places) or last < first:
        return None, None
    return places[first], places[last]


def _outer(element: Any) -> Any:
    """The run of an element; of a text box the run that holds the box, for no comment may stand inside one."""
    run = None
    above = element
    while above is not None:
        if above.tag == _RUN and run is None:
            run = above
        if above.tag == _BOX:
            run = None
        above = above.getparent()
    return run


def _cut(places: list[_Place], cuts: list[int]) -> None:
    """Cut runs so that each cut stands between two of them. From the end: earlier places keep their elements."""
    for each in reversed(places):
        inside = cuts[bisect_right(cuts, each.start) : bisect_left(cuts, each.end)]
        if each.element.tag == _TEXT:
            for cut in reversed(inside):
                _split_text(each.element, cut - each.start)
        if _has(cuts, each.start):
            _split_before(each.element)


def _has(cuts: list[int], place: int) -> bool:
    at = bisect_left(cuts, place)
    return at < len(cuts) and cuts[at] == place


def _split_text(element: Any, at: int) -> None:
    """Move what follows `at` of a text into a run of its own."""
    text = element.text or ""
    rest = deepcopy(element)
    rest.tail = None
    element.text, rest.text = text[:at], text[at:]
    for each in (element, rest):
        each.set(_SPACE, "preserve")
    element.addnext(rest)
    _split_before(rest)


def _split_before(element: Any) -> None:
    """Cut the run of an element before it; nothing to do for the first element of a run."""
    run = element.getparent()
    if run is None or run.tag != _RUN:
        return
    before = [each for each in element.itersiblings(preceding=True) if each.tag != _PROPERTIES]
    if not before:
        return
    following = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(_PROPERTIES)
    if properties is not None:
        following.append(deepcopy(properties))
    for each in [element, *element.itersiblings()]:
        following.append(each)
    run.addnext(following)
