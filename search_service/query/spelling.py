"""Did you mean: a law's name written wrongly, by ear, or in pinyin.

`TitleBook.nearest` proposes; this module decides. A name is *surely* another's misspelling when nothing else
can be meant: it sounds the same (行政处法法, minfadian), or one character was lost, doubled, swapped or replaced
and the replacement makes no word of its own (行政处罪法). 电子政务法 is not a misspelt 电子商务法: 政务 is a word, so
the name may be a law of its own; such a neighbour is only mentioned, never looked up.
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
_LETTERS = re.compile(r"[a-z' ]+")
_PATIENCE = ((9, 2), (4, 1))
"""(length of the printed name from which so many character edits are forgiven); shorter names must sound alike."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The law probably meant; `sure` when the query may be answered with it."""

    entry: TitleEntry
    sure: bool


def suggest(name: str, titles: TitleBook) -> Suggestion | None:
    """The law that a misspelt name (folded, nothing around it) means; None when no name is near enough."""
    plain = plain_title(name).lower()
    if not _FEWEST_LETTERS <= len(plain) <= _MOST_LETTERS:
        return None
    judge = _by_letters if _LETTERS.fullmatch(plain) else _by_characters
    near = [entry for entry, _ in titles.nearest(name, _CANDIDATES)]
    best: Suggestion | None = None
    for entry in near:
        grade = max(judge(plain, form) for form in _forms(entry))
        if grade == _SURE:
            return Suggestion(entry, sure=_alone(entry, plain, near, judge))
        if grade == _NEAR and best is None:
            best = Suggestion(entry, sure=False)
    return best


_FAR, _NEAR, _SURE = 0, 1, 2


def _forms(entry: TitleEntry) -> Iterator[str]:
    yield plain_title(entry.title).lower()
    for alias in entry.aliases:
        yield plain_title(alias).lower()


def _alone(entry: TitleEntry, plain: str, near: list[TitleEntry], judge: Callable[[str, str], int]) -> bool:
    """No second law fits as well (two initials alike, two names one edit away)."""
    return not any(
        other is not entry and any(judge(plain, form) == _SURE for form in _forms(other)) for other in near
    )


def _by_letters(letters: str, form: str) -> int:
    """Pinyin without tones, or its initials; one slip is forgiven in eight letters or more."""
    from rapidfuzz.distance import OSA

    typed = letters.replace(" ", "").replace("'", "")
    syllables = _pinyin(form)
    sound = "".join(syllables)
    if typed == sound or typed == "".join(each[:1] for each in syllables):
        return _SURE
    if len(typed) >= 8 and OSA.distance(typed, sound, score_cutoff=1) <= 1:
        return _SURE
    return _FAR


def _by_characters(name: str, form: str) -> int:
    from rapidfuzz.distance import OSA

    patience = next((edits for length, edits in _PATIENCE if len(form) >= length), 0)
    distance = OSA.distance(name, form, score_cutoff=2)
    if distance <= 2 and len(name) == len(form) and _sound(name) == _sound(form):
        return _SURE
    if distance > patience:
        return _FAR
    return _NEAR if _another_word(name, form) else _SURE


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


def _sound(text: str) -> tuple[str, ...]:
    """Syllables as many speakers and most input methods blur them: zh/z, ch/c, sh/s, -ng/-n, n/l."""
    return tuple(
        re.sub("^([zcs])h", r"\1", each).replace("ng", "n").replace("l", "n") for each in _pinyin(text)
    )


@lru_cache(maxsize=4096)
def _pinyin(text: str) -> tuple[str, ...]:
    """Syllables without tones; ü is v, as input methods have it."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))
