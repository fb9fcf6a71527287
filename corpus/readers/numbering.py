"""Automatic numbers of a Word file (word/numbering.xml) as the text that Word prints: 第一条, 一、, （一）, 1.

ECMA-376 part 1, 17.9: a paragraph names a list (`numId`) and a level; the list's abstract definition has for
each level a start, a format and a pattern such as 第%1条. Lists with one abstract definition share a counter.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corpus.numerals import to_chinese
from corpus.readers.packages import read_part, read_xml

LEVELS = 9
_LARGEST = 100_000
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = "〇一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how a number is written, the pattern around it."""

    start: int = 1
    format: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """The lists of a file and how far each has counted. `label` is called in the order of the text."""

    def __init__(self) -> None:
        self.abstract: dict[str, dict[int, Level]] = {}
        self.lists: dict[str, _List] = {}
        self.links: dict[str, str] = {}  # abstract definition → name of the style that holds its levels
        self.named: dict[str, str] = {}  # name of a style → the abstract definition that it holds
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level that a paragraph style belongs to in a list, where the list says so."""
        return next((at for at, each in self._levels(list_id).items() if style and each.style == style), None)

    def label(self, list_id: str, level: int) -> str:
        """The printed number of the next paragraph of this list and level, with what follows it; empty for none."""
        found = self.lists.get(list_id)
        if found is None or not 0 <= level < LEVELS:
            return ""
        levels = self._levels(list_id)
        counts = self._counts.setdefault(found.abstract, [None] * LEVELS)
        start = found.starts.get(level)
        if start is not None and (list_id, level) not in self._begun:
            counts[level] = None
        self._begun.add((list_id, level))
        here = levels.get(level, Level())
        before = counts[level]
        counts[level] = (here.start if start is None else start) if before is None else before + 1
        for below in range(level + 1, LEVELS):
            restart = levels.get(below, Level()).restart
            if restart is None or (restart and level < restart):
                counts[below] = None
        return self._printed(levels, here, counts)

    def _levels(self, list_id: str) -> dict[int, Level]:
        found = self.lists.get(list_id)
        if found is None:
            return {}
        linked = self.named.get(self.links.get(found.abstract, ""), found.abstract)
        return {**self.abstract.get(linked, {}), **found.levels}

    def _printed(self, levels: Mapping[int, Level], here: Level, counts: list[int | None]) -> str:
        if here.format == "bullet":
            return ""
        text = here.pattern
        for at in range(LEVELS):
            if f"%{at + 1}" in text:
                level = levels.get(at, Level())
                number = counts[at] if counts[at] is not None else level.start
                form = "decimal" if here.legal else level.format
                text = text.replace(f"%{at + 1}", written(number or 0, form))
        if not text.strip():
            return ""
        unit = text.startswith("第") and text.endswith(("条", "章", "节", "编"))
        return text if here.suffix == "nothing" and not unit else _followed(text, unit)


def _followed(text: str, unit: bool) -> str:
    """The number and the space after it; none after 、 and brackets, where print has none."""
    return f"{text}　" if unit else text if text.endswith(("、", "）", ")", "．", "：")) else f"{text} "


def written(number: int, form: str) -> str:
    """A number in one of Word's formats (ECMA-376 part 1, 17.18.59); decimal for one that is not known."""
    if not 0 <= number <= _LARGEST:
        return str(number)
    writer = _WRITERS.get(form)
    return writer(number) if writer else str(number)


def _letters(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * min((number - 1) // 26 + 1, 9) if number else "0"


def _roman(number: int) -> str:
    if number > 5000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else "0"


def _by_position(number: int) -> str:
    return "".join(_DIGITS[int(each)] for each in str(number))


_WRITERS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
            *("taiwaneseCountingThousand", "koreanCounting"),
        ),
        to_chinese,
    ),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), _by_position),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
        lambda number: to_chinese(number).translate(_FORMAL),
    ),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    **dict.fromkeys(
        ("decimalFullWidth", "decimalFullWidth2"), lambda number: str(number).translate(_FULL_WIDTH)
    ),
    "decimalZero": lambda number: f"{number:02}",
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "none": lambda _number: "",
    "bullet": lambda _number: "",
}


def read_numbering(archive: zipfile.ZipFile, part: str | None, kind: str) -> Numbering:
    """The lists of the file; without the part, none. FileProblem as `packages.read_part`."""
    numbering = Numbering()
    opened = read_part(archive, part, kind) if part else None
    if opened is not None:
        with opened:
            reader = _Reader(numbering)
            read_xml(opened, kind, reader.start, reader.end)
    return numbering


class _Reader:
    """word/numbering.xml, element by element."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._abstract: str | None = None
        self._list: _List | None = None
        self._override = 0
        self._level: Level | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        values = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        value = values.get("val", "")
        if local == "abstractNum":
            self._abstract = values.get("abstractNumId", "")
            self._numbering.abstract[self._abstract] = {}
        elif local == "num":
            self._list = self._numbering.lists[values.get("numId", "")] = _List()
        elif local == "abstractNumId" and self._list is not None:
            self._list.abstract = value
        elif local == "lvlOverride":
            self._override = number_of(values.get("ilvl")) or 0
        elif local == "startOverride" and self._list is not None:
            self._list.starts[self._override] = number_of(value) or 0
        elif local == "lvl":
            self._open_level(number_of(values.get("ilvl")) or 0)
        elif local == "numStyleLink" and self._abstract is not None:
            self._numbering.links[self._abstract] = value
        elif local == "styleLink" and self._abstract is not None:
            self._numbering.named[value] = self._abstract
        elif self._level is not None:
            self._set(self._level, local, value)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "lvl":
            self._level = None
        elif local == "abstractNum":
            self._abstract = None
        elif local == "num":
            self._list = None

    def _open_level(self, at: int) -> None:
        self._level = Level()
        if self._list is not None:
            self._list.levels[at] = self._level
        elif self._abstract is not None:
            self._numbering.abstract[self._abstract][at] = self._level

    @staticmethod
    def _set(level: Level, local: str, value: str) -> None:
        if local == "start":
            level.start = number_of(value) or 0
        elif local == "numFmt":
            level.format = value
        elif local == "lvlText":
            level.pattern = value[:200]
        elif local == "suff":
            level.suffix = value
        elif local == "lvlRestart":
            level.restart = number_of(value)
        elif local == "isLgl":
            level.legal = value not in ("0", "false", "off")
        elif local == "pStyle":
            level.style = value


def number_of(value: str | None) -> int | None:
    """A small whole number of an attribute; None for anything else."""
    plain = (value or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else None
