"""Is an act's quoted new wording already in a text? Compared without punctuation, width, spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.legal_time.clause import Change
from corpus.normalize import fold

_NOISE = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Letters, digits and ideographs of the folded text alone."""
    return _NOISE.sub("", fold(text))


def is_in_text(changes: Sequence[Change], text: str) -> bool:
    """True when every change of one article quotes wording and all of it stands in `text`."""
    wordings = [bare(each.text) for each in changes]
    if not wordings or not all(wordings):
        return False
    body = bare(text)
    return all(each in body for each in wordings)
