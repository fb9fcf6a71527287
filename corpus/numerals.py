"""Numbers as Chinese law prints them, both ways: 第一百三十三条之一 ⇄ (133, 1).

The printed forms follow 立法技术规范 (numbers of 条 in Chinese, of 款 not printed, of 项 in brackets); the
forms people type (133, 第133条, １３３, 133-1) are accepted beside them.
"""

from __future__ import annotations

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS.update({"〇": 0, "○": 0, "◯": 0, "两": 2})
_CHINESE_DIGITS = "零一二三四五六七八九"
_RANKS = ((1000, "千"), (100, "百"), (10, "十"))
_ZERO = "零〇○◯"
_DIGIT = f"[一二三四五六七八九两{_ZERO}]"

NUMBER_CLASS = f"0-9０-９一二三四五六七八九十百千万亿两{_ZERO}"
"""Characters that may stand in a printed number, for use inside a regular expression's brackets."""

_TO_ASCII = str.maketrans("０１２３４５６７８９－﹣–—‐−", "0123456789------")
_SPACES = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_LONGEST = 40
_TOO_LARGE = 10**12
_POSITIONAL = re.compile(f"{_DIGIT}+")
_SECTION = re.compile(
    f"(?:(?P<k>[一二三四五六七八九两])千)?(?:[{_ZERO}]?(?P<h>[一二三四五六七八九两])百)?"
    f"(?:(?P<tz>[{_ZERO}])?(?P<t>[一二三四五六七八九])?(?P<ten>十))?(?:(?P<z>[{_ZERO}])?(?P<d>[一二三四五六七八九两]))?"
)
_LABEL = re.compile(
    f"(?:a|第)?(?P<no>[{NUMBER_CLASS}]+)(?:条?(?:之|-)(?P<sub>[{NUMBER_CLASS}]+)条?|条)?", re.IGNORECASE
)


def to_int(text: str) -> int | None:
    """The number that `text` is, or None when it is not one number as a whole.

    Chinese with ranks (一千二百五十四, 一百零五, 十二), by position (二〇二一), Arabic and full-width digits;
    spaces inside are ignored, 40 characters at most. 一百五 is refused: 105 to some, 150 to others.
    """
    plain = _SPACES.sub("", text).translate(_TO_ASCII)
    if not plain or len(plain) > _LONGEST:
        return None
    if plain.isascii():
        return int(plain) if plain.isdigit() else None
    if _POSITIONAL.fullmatch(plain):
        return int("".join(str(_DIGITS[each]) for each in plain))
    return _ranked(plain, (("亿", 100_000_000), ("万", 10_000)))


def _ranked(text: str, ranks: tuple[tuple[str, int], ...]) -> int | None:
    """A number with 亿 and 万 above sections of four places."""
    if not ranks:
        return _section(text)
    (mark, size), rest = ranks[0], ranks[1:]
    high, found, low = text.rpartition(mark)
    if not found:
        return _ranked(text, rest)
    upper = _ranked(high, rest)
    if not upper or not low:
        return upper * size if upper else None
    lower = _ranked(low, rest)
    if lower is None or lower >= size or (len(low) == 1 and low in _DIGITS):
        return None
    return upper * size + lower


def _section(text: str) -> int | None:
    """A number below ten thousand, written with 千, 百 and 十."""
    match = _SECTION.fullmatch(text)
    if match is None or not text.strip(_ZERO):
        return None
    thousands, hundreds, tens, ones = match["k"], match["h"], match["t"], match["d"]
    if ones and not match["z"] and not match["ten"] and (thousands or hundreds):
        return None
    total = sum(
        _DIGITS[digit] * size for digit, size in ((thousands, 1000), (hundreds, 100), (ones, 1)) if digit
    )
    if match["ten"]:
        total += 10 * (_DIGITS[tens] if tens else 1)
    return total


def to_chinese(number: int) -> str:
    """The printed form: 10 → 十, 12 → 十二, 110 → 一百一十, 1003 → 一千零三.

    ValueError below 0 or from 10^12 on.
    """
    if not 0 <= number < _TOO_LARGE:
        raise ValueError(f"no printed form for {number}")
    if number == 0:
        return "零"
    text = _printed(number)
    return text[1:] if text.startswith("一十") else text


def _printed(number: int) -> str:
    for size, mark in ((100_000_000, "亿"), (10_000, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _printed(high) + mark + gap + (_printed(low) if low else "")
    parts: list[str] = []
    gap = ""
    for size, mark in (*_RANKS, (1, "")):
        digit, number = divmod(number, size)
        if digit:
            parts.append(gap + _CHINESE_DIGITS[digit] + mark)
            gap = ""
        elif parts:
            gap = "零"
    return "".join(parts)


def ordinal_label(number: int, sub: int = 0, unit: str = "条") -> str:
    """第一百三十三条, with `sub` 第一百三十三条之一; `unit` is 条, 款, 项, 章 …"""
    tail = f"之{to_chinese(sub)}" if sub else ""
    return f"第{to_chinese(number)}{unit}{tail}"


def parse_label(text: str) -> tuple[int, int] | None:
    """(number, sub) of an article's number in any form people print or type; None when it is not one.

    133, １３３, 一百三十三, 第133条, 第一百三十三条, 133-1, 133条之一, 第一百三十三条之一, 第一百三十三之一条
    and the unit keys a133, a133-1. A number so large that it has no printed form is none.
    """
    plain = _SPACES.sub("", text).translate(_TO_ASCII)
    match = _LABEL.fullmatch(plain)
    if match is None:
        return None
    number = to_int(match["no"])
    sub = to_int(match["sub"]) if match["sub"] else 0
    if number is None or sub is None or max(number, sub) >= _TOO_LARGE:
        return None
    return number, sub
