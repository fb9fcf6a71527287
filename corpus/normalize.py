"""One form for text that is the same to a reader, with the way back to the original characters.

Normalisation works character by character (never across characters), so that every normalised character
comes from exactly one original character and spans can be mapped back exactly. What is done:

- Unicode compatibility forms (NFKC of the single character): full width, ㈠ → (一), ① → 1, Kangxi radicals;
- zero-width, soft-hyphen, control, surrogate and private-use characters are dropped (PDF and web debris);
- every kind of space becomes a space, every line separator a newline;
- variants of quotes, middle dots, dashes, zero (○ → 〇) become one form each;
- 繁体 → 简体 by OpenCC's character table, for characters that simplified text does not use.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

_ONE_FORM = {
    '"': "“”„‟＂〝〞〟「」﹁﹂",
    "'": "‘’‚‛＇『』﹃﹄",
    "·": "•‧・･∙⋅●・",
    "-": "—–‐‑‒―−－﹣─━⸺⸻",
    "~": "〜～∼",
    "〇": "○◯",
    "《": "≪",
    "》": "≫",
    "\n": "\x0b\x0c\x85\u2028\u2029",
    " ": "\t",
    # CJK Radicals Supplement without a compatibility mapping, as PDF converters leave them in simplified text
    # (Unicode EquivalentUnifiedIdeograph.txt).
    **dict(zip("西见角贝车长门青页风飞食", "⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝", strict=True)),
    **dict(zip("马骨鱼鸟麦黄齐齿龙龟民", "⻢⻣⻥⻦⻨⻩⻬⻮⻰⻳⺠", strict=True)),
}
_SINGLE = {variant: form for form, variants in _ONE_FORM.items() for variant in variants}
_DROPPED = frozenset({"Cf", "Co", "Cs", "Cc"})
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))

# Of the characters in GB 2312 that OpenCC would convert, these have no use of their own in simplified law
# text and are common in traditional text (關於, 徵收, 合夥); the others (乾, 摺, 拚 …) stay as they are.
_TRADITIONAL_IN_GB2312 = frozenset("後於徵夥麽")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


def _simplified(character: str) -> str:
    """The simplified form of one character; itself where simplified text uses it (GB 2312)."""
    if character not in _TRADITIONAL_IN_GB2312:
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            pass
        else:
            return character
    changed = _converter().convert(character)
    return changed if len(changed) == 1 else character


def _is_ideograph(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def _form(character: str, script: bool) -> str:
    """What one character becomes: none, one or several characters."""
    if character == "\n":
        return character
    if character in _SINGLE:
        return _SINGLE[character]
    category = unicodedata.category(character)
    if category in _DROPPED or any(ord(character) in each for each in _VARIATION_SELECTORS):
        return ""
    if category == "Zs":
        return " "
    folded = unicodedata.normalize("NFKC", character)
    folded = "".join(_SINGLE.get(each, each) for each in folded)
    if script and any(map(_is_ideograph, folded)):
        folded = "".join(_simplified(each) if _is_ideograph(each) else each for each in folded)
    return folded


class _Table(dict[int, str]):
    """A translation table that learns each character when it first meets it; `resizing` are those not 1:1."""

    def __init__(self, script: bool) -> None:
        super().__init__()
        self._script = script
        self.resizing: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = _form(character, self._script)
        if len(form) != 1:
            self.resizing.add(character)
        self[code] = form
        return form


_TABLES = {script: _Table(script) for script in (True, False)}


@dataclass(frozen=True, slots=True)
class Normalized:
    """Normalised text and where each of its characters stood.

    `offsets[i]` is the index in the original of the character that gave `text[i]`; one more entry at the end
    holds the original's length. The offsets never fall.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) that gave `text[start:end]`, in code points; an empty span stays empty.

        A span that ends inside an expanded character (㈠ → (一)) covers that character.
        """
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


def normalize(text: str, *, script: bool = True) -> Normalized:
    """The normal form of `text`; `script=False` leaves 繁体 as it is. Length-preserving text costs no map."""
    table = _TABLES[script]
    result = text.translate(table)
    uneven = set(text) & table.resizing
    if not uneven:
        return Normalized(result, range(len(text) + 1))
    return Normalized(result, _offsets(text, uneven, table))


def _offsets(text: str, uneven: set[str], table: _Table) -> array[int]:
    offsets = array("i")
    done = 0
    for match in re.finditer("[" + re.escape("".join(sorted(uneven))) + "]", text):
        place = match.start()
        offsets.extend(range(done, place))
        offsets.extend([place] * len(table[ord(match.group())]))
        done = place + 1
    offsets.extend(range(done, len(text) + 1))
    return offsets


def fold(text: str) -> str:
    """The normal form alone, for comparing and searching."""
    return text.translate(_TABLES[True])


_TITLE_NOISE = re.compile(r"[\s《》〈〉<>]+")


def plain_title(title: str) -> str:
    """The form in which titles are compared: folded, without 中华人民共和国, 《》〈〉 and spaces."""
    return _TITLE_NOISE.sub("", fold(title)).replace("中华人民共和国", "")
