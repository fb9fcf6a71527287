"""Did you mean: a law's name written wrongly, by ear, or in pinyin.

`TitleBook.nearest` proposes; this module decides. A name is *surely* another's misspelling when nothing else
can be meant: it sounds the same (行政处法法, minfadian), or one character was lost, doubled, swapped or
replaced and the replacement makes no word of its own (行政处罪法). 电子政务法 is not a misspelt 电子商务法:
政务 is a word, so the name may be a law of its own; such a neighbour is only mentioned, never looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpus.normalize import plain_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.titles import TitleBook, TitleEntry

_CANDIDATES = 5
_MOST_LETTERS = 80
_FEWEST_LETTERS = 3
_LETTERS_FOR_A_SLIP = 8
_LETTERS = re.compile(r"[a-z' ]+")
_PATIENCE = ((9, 2), (4, 1))
"""(length of the printed name, edits forgiven from there on); shorter names must sound alike."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The law probably meant; `sure` when the query may be answered with it."""

    entry: TitleEntry
    sure: bool


def suggest(name: str, titles: TitleBook, *, by_ear: bool = False) -> Suggestion | None:
    """The law that a misspelt name (folded, nothing around it) means; None when no name is near enough.

    Never `sure` where the name is a part of several titles (污染防治法): which one is meant is not known.

    `by_ear` lets only a name through that sounds the same: for pieces that are not built like a name.
    """
    plain = plain_title(name).lower()
    if not _FEWEST_LETTERS <= len(plain) <= _MOST_LETTERS:
        return None
    judge = _same_sound if by_ear else _by_letters if _LETTERS.fullmatch(plain) else _by_characters
    graded = [
        (max(judge(plain, form) for form in _forms(entry)), entry)
        for entry, _ in titles.nearest(name, _CANDIDATES)
    ]
    best = max((grade for grade, _ in graded), default=_FAR)
    if best == _FAR:
        return None
    fitting = [entry for grade, entry in graded if grade == best]
    sure = best >= _SLIP and len(fitting) == 1 and not _part_of_several(plain, titles)
    return Suggestion(fitting[0], sure)


def _part_of_several(plain: str, titles: TitleBook) -> bool:
    found = {entry.title for _, entry in titles.complete(plain, _CANDIDATES)}
    return sum(plain in plain_title(title).lower() for title in found) > 1


_FAR, _NEAR, _SLIP, _SAME = range(4)
"""Nothing alike; one edit away, but perhaps a name of its own; a slip; the same to the ear."""


def _forms(entry: TitleEntry) -> Iterator[str]:
    yield plain_title(entry.title).lower()
    for alias in (*entry.aliases, *entry.spoken):
        yield plain_title(alias).lower()


def _by_letters(letters: str, form: str) -> int:
    """Pinyin without tones, or its initials; one slip is forgiven in eight letters or more."""
    from rapidfuzz.distance import OSA

    typed = letters.replace(" ", "").replace("'", "")
    syllables = _pinyin(form)
    sound = "".join(syllables)
    if _blurred(typed) == _blurred(sound) or typed == "".join(each[:1] for each in syllables):
        return _SAME
    if len(typed) >= _LETTERS_FOR_A_SLIP and OSA.distance(typed, sound, score_cutoff=1) <= 1:
        return _SLIP
    return _FAR


def _by_characters(name: str, form: str) -> int:
    from rapidfuzz.distance import OSA

    patience = next((edits for length, edits in _PATIENCE if len(form) >= length), 0)
    if _same_sound(name, form):
        return _SAME
    if OSA.distance(name, form, score_cutoff=patience) > patience:
        return _FAR
    return _NEAR if _another_word(name, form) else _SLIP


def _same_sound(name: str, form: str) -> int:
    """One or two characters written for others of the same sound: 行政许可发."""
    if len(name) != len(form) or sum(one != other for one, other in zip(name, form, strict=True)) > 2:
        return _FAR
    return _SAME if all(map(_alike, _pinyin(name), _pinyin(form))) else _FAR


def _alike(one: str, other: str) -> bool:
    return one == other or _blurred(one) == _blurred(other)


def _another_word(name: str, form: str) -> bool:
    """Did a changed or added character make a dictionary word that the printed name does not have?"""
    from rapidfuzz.distance import Levenshtein

    changed = {
        place
        for edit in Levenshtein.editops(name, form)
        if edit.tag in ("replace", "delete")
        for place in (edit.src_pos,)
    }
    place = 0
    for word in _plain_cut()(name):
        inside = changed.intersection(range(place, place + len(word)))
        if inside and len(word) > 1 and word not in form:
            return True
        place += len(word)
    return False


@cache
def _plain_cut() -> Callable[[str], list[str]]:
    """Dictionary words only: no guessed ones, which would take any slip for a new word."""
    try:
        import rjieba
    except ImportError:
        import jieba

        return lambda text: list(jieba.cut(text, HMM=False))
    return lambda text: list(rjieba.cut(text, hmm=False))


def _blurred(letters: str) -> str:
    """Pinyin as many speakers and most input methods blur it: zh/z, ch/c, sh/s, -ng/-n."""
    return re.sub("([zcs])h", r"\1", letters).replace("ng", "n")


@lru_cache(maxsize=4096)
def _pinyin(text: str) -> tuple[str, ...]:
    """Syllables without tones; ü is v, as input methods have it."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))
