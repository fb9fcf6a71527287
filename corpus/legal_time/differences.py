"""What two texts differ in, word by word: the words that went and the words that came, as printed.

Compared is the text without what only the printing differs in (spaces, width, quotes, marks behind numbers,
︰ for ：, ０ for ○); shown are the characters of each text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from corpus.normalize import normalize
from corpus.numerals import NUMBER_CLASS

Words = Callable[[str], Sequence[str]]
"""Cuts text into words whose concatenation is the text again."""

Span = tuple[int, int]

_MARK = re.compile(rf"(?m)^(\([{NUMBER_CLASS}]+\)|[{NUMBER_CLASS}]+)([、.,])")
_SPACE = re.compile(r"\s+")
_QUOTE = str.maketrans({"'": '"', "0": "〇"})
_NUMBER = "[0-9.零〇一二三四五六七八九十百千万亿两]"
_TOKEN = re.compile(
    rf"第{_NUMBER}+(?:条|款|项|章|节|编)(?:之{_NUMBER}+)?"
    rf"|\({_NUMBER}{{1,4}}\)"
    r"|[0-9〇]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    rf"|(?:百分之|千分之|万分之)?{_NUMBER}+"
    r"(?:个?工作日|个?小时|个?月|周岁|[年日天倍次人名元件项款岁周户亩吨米%‰]|万元|亿元|平方米|公里)?(?:以上|以下|以内)?"
    r"|[A-Za-z]+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Clean:
    """A text without what only its printing differs in; `places[i]` is where character i stands in `original`."""

    original: str
    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Where the characters [start, end) stand in the original; an empty span where they would stand."""
        if start >= end:
            place = self.places[start] if start < len(self.places) else len(self.original)
            return place, place
        return self.places[start], self.places[end - 1] + 1

    def printed(self, start: int, end: int) -> str:
        """The original characters behind [start, end), without line breaks and spaces."""
        if start >= end:
            return ""
        first, last = self.span(start, end)
        return _SPACE.sub("", self.original[first:last])


def clean(text: str) -> Clean:
    """`text` as it is compared; ︰ of vertical print (which Unicode folds to dots) is ：."""
    normal = normalize(text.replace("︰", "："))
    dropped = [match.span(2) for match in _MARK.finditer(normal.text)]
    dropped += [match.span() for match in _SPACE.finditer(normal.text)]
    if not dropped:
        return Clean(text, normal.text, normal.offsets)
    kept: list[range] = []
    place = 0
    for start, end in sorted(dropped):
        kept.append(range(place, start))
        place = max(place, end)
    kept.append(range(place, len(normal.text)))
    return Clean(
        text,
        "".join(normal.text[each.start : each.stop] for each in kept),
        [normal.offsets[at] for each in kept for at in each],
    )


def form(text: str) -> str:
    """The text as two of them are held against each other: cleaned, one form of quotes and zeros."""
    return clean(text).text.translate(_QUOTE)


def tokens(text: str, words: Words | None = None) -> list[str]:
    """Quantities (六个月, 百分之五, 五万元以上), dates, references (第三十条), (一) and Latin words whole.

    What lies between is cut by `words`, or into characters without it (or where it does not keep the text).
    """
    found: list[str] = []
    plain: list[str] = []
    for token in (*_TOKEN.findall(text), ""):
        if len(token) == 1:
            plain.append(token)
            continue
        if plain:
            cut = list(words("".join(plain))) if words else plain
            found += cut if "".join(cut) == "".join(plain) else plain
            plain = []
        found.append(token)
    return found[:-1]


def differences(old: str, new: str, words: Words | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words only in the older text, words only in the newer one), in order, as printed."""
    before, after = clean(old), clean(new)
    left, right = tokens(before.text, words), tokens(after.text, words)
    removed: list[str] = []
    added: list[str] = []
    for gone, come in _changes(left, right, bridge=words is None):
        for text, span, shown in ((before, gone, removed), (after, come, added)):
            printed = text.printed(*span)
            if printed:
                shown.append(printed)
    return tuple(removed), tuple(added)


def changed_spans(old: str, new: str, words: Words | None = None) -> list[tuple[Span, Span]]:
    """What differs, in order: ([start, end) of `old` that went, [start, end) of `new` that came)."""
    before, after = clean(old), clean(new)
    found = _changes(tokens(before.text, words), tokens(after.text, words), bridge=words is None)
    return [(before.span(*gone), after.span(*come)) for gone, come in found]


def _changes(left: list[str], right: list[str], *, bridge: bool) -> Iterator[tuple[Span, Span]]:
    """Spans of characters that differ. With `bridge` one agreeing character between two changes joins them."""
    starts = _starts(left), _starts(right)
    keys = ([each.translate(_QUOTE) for each in left], [each.translate(_QUOTE) for each in right])
    pending: tuple[int, int, int, int] | None = None
    for code in LCSseq.opcodes(*keys):
        place = (code.src_start, code.src_end, code.dest_start, code.dest_end)
        if code.tag == "equal":
            joins = bridge and place[1] < len(left) and starts[0][place[1]] - starts[0][place[0]] < 2
            if pending is not None and not joins:
                yield _span(starts[0], *pending[:2]), _span(starts[1], *pending[2:])
                pending = None
        elif pending is None:
            pending = place
        else:
            pending = (pending[0], place[1], pending[2], place[3])
    if pending is not None:
        yield _span(starts[0], *pending[:2]), _span(starts[1], *pending[2:])


def _starts(parts: list[str]) -> list[int]:
    """Where each part begins in the joined text; the length at the end."""
    found = [0]
    for part in parts:
        found.append(found[-1] + len(part))
    return found


def _span(starts: list[int], first: int, last: int) -> Span:
    return starts[first], starts[last]
