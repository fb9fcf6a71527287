"""Is an act's quoted new wording already in a text? Compared without punctuation, width, spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.legal_time.clause import Change
from corpus.normalize import fold

ENOUGH = 12
"""Characters of quoted wording that no older text has by chance."""

_NOISE = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Letters, digits and ideographs of the folded text alone."""
    return _NOISE.sub("", fold(text))


_DELETED = frozenset({"删去", "删除", "已删去", "已删除"})
LONGEST_NOTICE = 12
"""No longer text is what official texts print in place of a deleted article (刑法 199: （删去）)."""


def printed_as_deleted(text: str) -> bool:
    """Is this what stands in place of an article that was taken out of the law?"""
    return len(text) <= LONGEST_NOTICE and bare(text) in _DELETED


def is_in_text(changes: Sequence[Change], text: str) -> bool:
    """True when every change of one article quotes wording and every line of it stands in `text`.

    Wording of a few words ("企业" after "事业单位") may have stood there before: it proves nothing.
    """
    wordings = [[line for line in map(bare, each.text.split("\n")) if line] for each in changes]
    if any(sum(map(len, lines)) < ENOUGH for lines in wordings):
        return False
    body = bare(text)
    return bool(wordings) and all(line in body for lines in wordings for line in lines)
