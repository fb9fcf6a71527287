"""Search inside one law: its units that hold every word, with the words marked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.model import Unit
from search_service.highlight import Marks, marks_of, pieces, spans
from search_service.pages.names import unit_name
from search_service.pages.shapes import Line, ShownUnit

MOST_LISTED = 200
"""Places in the list of places; all are marked in the text."""


def found(shown: Sequence[ShownUnit], units: Sequence[Unit], asked: str) -> dict[str, Any]:
    """`find` of the law page, and its units with marked pieces in place of plain lines.

    `shown` are the units as `shapes.law` gives them, in the order of `units`.
    """
    words = [marks_of([word]) for word in asked.split()]
    together = Marks(tuple(word for each in words for word in each.words), any(each.cased for each in words))
    places: list[dict[str, str]] = []
    marked: list[ShownUnit] = []
    for each, unit in zip(shown, units, strict=True):
        if words and all(spans(unit.text, word) for word in words):
            places.append({"key": unit.key, "name": unit_name(unit.key, unit.label)})
            marked.append(each._replace(lines=tuple(_marked(line, together) for line in each.lines)))
        else:
            marked.append(each)
    return {
        "find": asked.strip(),
        "places": places[:MOST_LISTED],
        "places_total": len(places),
        "units": marked,
    }


def _marked(line: Line, words: Marks) -> Line:
    cut = pieces(line.text, spans(line.text, words))
    return line._replace(pieces=tuple({"text": text, "marked": marked} for text, marked in cut))
