"""Text → tokens: jieba's search-mode words, and character bigrams.

`rjieba` (Rust) does the work; `jieba` is the fallback and must give the same tokens. The two agree on Chinese
and on plain letters and digits, and differ on joined Latin (`covid-19`, `www.npc.gov.cn`) and on ideographs
outside jieba's range. Both therefore see only runs of characters that they agree on; everything else is cut
here: an ideograph outside that range (〇, 㐀) is a token of its own, a run of letters of another script is
one token. Tokens hold letters and digits only, so a list joined by spaces can be split again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.normalize import fold, normalize

# jieba 0.42's default dictionary in search mode with HMM: part of the fingerprint of an index.
DICTIONARY = "jieba-0.42/search/hmm"

_SHARED = r"一-\u9fd5a-z0-9"  # jieba's own range, without the marks + # & . _ % - that it joins to Latin
_IDEOGRAPH = r"\u3007\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SHARED_RUN = re.compile(rf"[{_SHARED}]+")
_OTHER_LETTER = re.compile(rf"[^\W_{_SHARED}]")
_PIECE = re.compile(rf"([{_SHARED}]+)|(?=\w)[{_IDEOGRAPH}]|[^\W_{_SHARED}{_IDEOGRAPH}]+")
_RUN = re.compile(r"[^\W_]+")
_RECORD = "\n"
_SPACE = ord(" ")

# Between texts whose forms are taken at once, between their forms, and in the place of what has no form of one
# character: control characters, which no form holds.
_BETWEEN = "\x00"
_BETWEEN_FORMS = "\x02"
_UNEVEN = 1
_UNEVEN_MARK = chr(_UNEVEN)
_BY_PLACE = "σ"  # the one small letter that Σ has not at the end of a word


class Token(NamedTuple):
    """One word and where it stands: [start, end) in code points of the text as given."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segmenter:
    """One library's calls, with HMM: `cut` and `tokenize` in search mode, `split` without overlaps.

    `tokenize` gives (word, start, end); the words of `split` joined are the text again.
    """

    name: str
    cut: Callable[[str], list[str]]
    tokenize: Callable[[str], list[tuple[str, int, int]]]
    split: Callable[[str], list[str]]

    def words(self, text: str) -> list[str]:
        """Words of a text in search form, in reading order; the parts of a long word come before it."""
        if _OTHER_LETTER.search(text):
            return [word for word, _, _ in self.tokens(text)]
        return [word for word in self.cut(" ".join(_SHARED_RUN.findall(text))) if word != " "]

    def tokens(self, text: str) -> list[tuple[str, int, int]]:
        """The same words with their [start, end) in the text given."""
        found: list[tuple[str, int, int]] = []
        for piece in _PIECE.finditer(text):
            start, end = piece.span()
            if piece[1]:
                found += [(word, start + a, start + b) for word, a, b in self.tokenize(piece[1])]
            else:
                found.append((piece[0], start, end))
        return found


def rust_segmenter() -> Segmenter:
    """rjieba: 11–14 times faster. ImportError where its wheel is not installed."""
    import rjieba

    return Segmenter(
        "rjieba",
        rjieba.cut_for_search,
        lambda text: rjieba.tokenize(text, mode="search", hmm=True),
        rjieba.cut,
    )


def python_segmenter() -> Segmenter:
    """jieba: pure Python, for platforms without a wheel of rjieba."""
    import logging
    import warnings

    with warnings.catch_warnings():  # invalid escapes in its source, which Python 3.12 shows to users
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.WARNING)
    return Segmenter(
        "jieba", jieba.lcut_for_search, lambda text: list(jieba.tokenize(text, mode="search")), jieba.lcut
    )


@cache
def segmenter() -> Segmenter:
    """The segmenter of this installation, loaded at the first call."""
    try:
        return rust_segmenter()
    except ImportError:
        return python_segmenter()


def warm() -> None:
    """Load the dictionary now, so that the first query does not wait for it."""
    words("依据")
    bigrams("依据")


def search_form(text: str) -> str:
    """The form that is indexed and searched: folded (corpus.normalize) and in lower case."""
    return _lower(fold(text))


def search_forms(texts: Sequence[str]) -> list[str]:
    """`search_form` of many texts: array work over all characters at once, ten times faster.

    Characters that are not one for one (㈠, zero-width ones) send their text through `search_form`.
    """
    joined = _BETWEEN.join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    forms = _forms()
    found = forms[codes]
    if not found.all():
        for code in np.unique(codes[found == 0]).tolist():
            form = search_form(chr(code))
            forms[code] = ord(form) if len(form) == 1 and form != _BY_PLACE else _UNEVEN
        found = forms[codes]
    made = found.tobytes().decode("utf-32-le", "surrogatepass").split(_BETWEEN_FORMS)
    if len(made) != len(texts):  # the separator stands in a text
        return [search_form(each) for each in texts]
    return [
        search_form(text) if _UNEVEN_MARK in form else form for text, form in zip(texts, made, strict=True)
    ]


def words(text: str) -> list[str]:
    """jieba's search-mode words of any text; [] when it holds no letter or digit."""
    return words_of(search_form(text))


def words_of(form: str) -> list[str]:
    """Words of a text that is in search form already."""
    return segmenter().words(form)


def word_fields(forms: Sequence[str]) -> list[str]:
    """`words_of` many texts in search form, those of each joined by spaces.

    One call of the segmenter for all: rjieba works outside the interpreter's lock, so that another thread can
    work meanwhile, which it could not in the pauses between many short calls.
    """
    if not forms:
        return []
    plain = [" ".join(_SHARED_RUN.findall(each)) for each in forms]
    found = " ".join(segmenter().cut(_RECORD.join(plain))).split(_RECORD)
    return [
        " ".join(words_of(form) if _OTHER_LETTER.search(form) else field.split())
        for form, field in zip(forms, found, strict=True)
    ]


def words_with_offsets(text: str) -> list[Token]:
    """`words(text)` with spans in the original text, for highlights. Parts of a long word overlap it."""
    normal = normalize(text)
    found = segmenter().tokens(_lower(normal.text))
    return [Token(word, *normal.span(start, end)) for word, start, end in found]


def split_words(text: str) -> list[str]:
    """The text cut into words that do not overlap; joined they are the text again."""
    return segmenter().split(text)


def bigrams(text: str) -> list[str]:
    """Character bigrams within runs of letters and digits; a run of one character is itself a token."""
    return bigrams_of(search_form(text))


def bigrams_of(form: str) -> list[str]:
    """Bigrams of a text that is in search form already."""
    return bigram_fields([form])[0].split()


def bigram_fields(forms: Sequence[str]) -> list[str]:
    """The bigrams of many texts in search form, those of each joined by spaces.

    Array work over all texts at once (nine times faster than a loop over runs): every letter that has a
    letter behind it gives a pair, one without neighbours gives itself.
    """
    joined = _RECORD.join(each.replace(_RECORD, " ") for each in forms)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letter = np.zeros(len(codes) + 2, dtype=bool)  # one place of margin at either side
    letter[1:-1] = letters()[codes]
    pair = letter[1:-1] & letter[2:]
    kept = (letter[1:-1] & (letter[2:] | ~letter[:-2])) | (codes == ord(_RECORD))
    following = np.append(codes[1:], _SPACE) if len(codes) else codes
    grams = np.full((int(kept.sum()), 3), _SPACE, dtype="<u4")
    grams[:, 0] = codes[kept]
    grams[:, 1] = np.where(pair, following, _SPACE)[kept]
    fields = grams.tobytes().decode("utf-32-le").split(_RECORD)
    return [each.strip() for each in fields]


@cache
def _forms() -> npt.NDArray[np.uint32]:
    """For each code point that of its search form: 0 where not known yet, _UNEVEN where it is not one."""
    table = np.zeros(sys.maxunicode + 1, dtype="<u4")
    table[ord(_BETWEEN)] = ord(_BETWEEN_FORMS)
    return table


@cache
def letters() -> npt.NDArray[np.bool_]:
    """For each code point whether it is a letter or digit."""
    table = np.zeros(sys.maxunicode + 1, dtype=bool)
    for run in _RUN.finditer("".join(map(chr, range(sys.maxunicode + 1)))):
        table[slice(*run.span())] = True
    return table


def _lower(text: str) -> str:
    """Lower case, one character for one, so that offsets hold (İ would become two)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)
