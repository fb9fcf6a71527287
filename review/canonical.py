"""One form of a draft's characters for matching, of exactly the same length, so that spans need no map.

Rules are written with full-width punctuation, as Chinese is printed; drafts mix widths. Characters whose
normal form is longer stay as they are; what normalisation would drop becomes a space.
"""

from __future__ import annotations

import re

from corpus.normalize import fold

_PUNCTUATION = str.maketrans(",;:()!?<>", "，；：（）！？〈〉")
_KEPT = frozenset("“”‘’「」『』")
_IN_NUMBER = re.compile(r"(?<=\d)[，：](?=\d)")
_QUOTES = str.maketrans("「」『』", "“”“”")


def canonical(text: str) -> str:
    """`text` in one form: widths, spaces, 繁体, punctuation, paired quotation marks; the same length."""
    table = {ord(each): _form(each) for each in set(text) - _KEPT if each != "\n"}
    plain = text.translate(table).translate(_PUNCTUATION).translate(_QUOTES)
    plain = _IN_NUMBER.sub(lambda match: "," if match.group() == "，" else ":", plain)
    return "\n".join(map(_paired, plain.split("\n"))) if '"' in plain else plain


def _form(character: str) -> str:
    form = fold(character)
    if form == "\n":
        return " " if character != "\n" else form
    return form if len(form) == 1 else (character if form else " ")


def _paired(line: str) -> str:
    """Straight quotation marks of a line, opened and closed in turn."""
    parts = line.split('"')
    marks = "“”"
    return parts[0] + "".join(marks[place % 2] + part for place, part in enumerate(parts[1:]))
