"""The text's own shape: its title, its article heads, and where in them a place lies.

A head is 第十三条 at the start of a line (also after Markdown's signs); it is no citation. What makes a
line's 第…条 a reference instead: the words after it (规定, 所称, 第二款 …), or an unfinished line before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from corpus.citations.model import OwnArticle, Path
from corpus.citations.patterns import BEFORE_HEAD, DIVISION, HEAD, NOT_HEAD, OWN_NOUNS
from corpus.citations.provisions import number_of

_UNFINISHED = re.compile(r"(?:[》、和与及或至到照据反按依用合]|以及|或者)\s*$")
_ITEM_LINE = re.compile(r"\s*(?:[(][〇零一二三四五六七八九十百\d]{1,4}[)]|\d{1,3}[.、]|[#|<>!])")
_TITLE_LINE = re.compile(
    rf"^[#*\s]*(?P<title>[^\n。,;:]{{2,80}}?(?:{OWN_NOUNS}|宪法|法)(?:\([^()\n]{{1,20}}\))*)[*\s]*$"
)
_LONGEST_PREFIX = 14
_ITEM_HEAD = re.compile(r"\s*\((?P<no>[〇零一二三四五六七八九十百\d]{1,4})\)")
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Own:
    """What the text says of itself."""

    title: str | None
    title_span: tuple[int, int] | None
    articles: tuple[OwnArticle, ...]
    heads: frozenset[int]
    _starts: tuple[int, ...]
    _numbers: frozenset[int]
    _text: str
    _lines: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def article_at(self, place: int) -> OwnArticle | None:
        """The article in which `place` lies, by the heads."""
        index = bisect_right(self._starts, place) - 1
        if index < 0 or place >= self.articles[index].end:
            return None
        return self.articles[index]

    def path_at(self, place: int) -> Path | None:
        """Article and paragraph (款) in which `place` lies."""
        article = self.article_at(place)
        if article is None:
            return None
        return Path(number=article.number, sub=article.sub, paragraph=self._line_at(article, place)[1])

    def item_at(self, place: int) -> int | None:
        """The number of the item （二） whose line holds `place`."""
        article = self.article_at(place)
        if article is None:
            return None
        match = _ITEM_HEAD.match(self._text, self._line_at(article, place)[0])
        return number_of(match["no"]) if match else None

    def _line_at(self, article: OwnArticle, place: int) -> tuple[int, int]:
        """Where the line of `place` begins, and which 款 it belongs to."""
        lines = self._lines.get(article.start)
        if lines is None:
            lines = self._lines[article.start] = _paragraphs(self._text, article)
        return lines[bisect_right(lines, (place, len(self._text))) - 1]

    def holds(self, printed: str) -> bool:
        """Is there an article of this printed number?"""
        number = number_of(printed)
        return number in self._numbers

    def neighbour(self, article: OwnArticle, step: int) -> OwnArticle | None:
        index = self._starts.index(article.start) + step
        return self.articles[index] if 0 <= index < len(self.articles) else None


def _paragraphs(text: str, article: OwnArticle) -> list[tuple[int, int]]:
    """Each line's start with the number of its 款: lines that are neither blank nor 项 open one."""
    lines: list[tuple[int, int]] = []
    number, start = 0, article.start
    for line in text[article.start : article.end].split("\n"):
        if line.strip() and (not lines or not _ITEM_LINE.match(line)):
            number += 1
        lines.append((start, max(1, number)))
        start += len(line) + 1
    return lines


def read(text: str, title: str | None = None) -> Own:
    """Find the heads of folded `text`. `title` is the text's title where the caller knows it."""
    heads: set[int] = set()
    found: list[tuple[int, int, int]] = []
    previous: tuple[int, int] | None = None
    for match in HEAD.finditer(text):
        start = match.start()
        before = BEFORE_HEAD.search(text, max(0, start - _LONGEST_PREFIX), start)
        if before is None:
            continue
        number = number_of(match["no"])
        if number is None:
            continue
        sub = number_of(match["sub"].strip().removeprefix("之")) or 0 if match["sub"] else 0
        if not _is_head(text, before, match, (number, sub), previous):
            continue
        heads.add(start)
        if before["quote"]:
            continue
        previous = (number, sub)
        found.append((match.end(), number, sub))
    if len(found) == 1 and not text[found[0][0] - 1].isspace():
        heads.clear()  # one line that opens with 第一条… proves nothing
        found = []
    for match in DIVISION.finditer(text):
        heads.add(text.index("第", match.start()))
    articles = _articles(text, found)
    line = _title_line(text)
    printed = line[0] if line else None
    span = line[1] if line and not (printed or "").startswith("《") else None
    starts = tuple(article.start for article in articles)
    return Own(
        title or (printed or "").strip("《》") or None,
        span,
        articles,
        frozenset(heads),
        starts,
        frozenset(each.number for each in articles),
        text,
    )


def _is_head(
    text: str,
    before: re.Match[str],
    match: re.Match[str],
    place: tuple[int, int],
    previous: tuple[int, int] | None,
) -> bool:
    if before["glued"] is not None and not (before["glued"] and match["rest"] == " "):
        is_next = previous is not None and place == (previous[0] + 1, 0)
        return is_next and not NOT_HEAD.match(text, match.end()) and text[match.end()] != "的"
    if match["rest"].strip() == "" and match["rest"]:
        following = NOT_HEAD.match(text, match.end())
        return following is None or not _continues(text, before.start())
    if NOT_HEAD.match(text, match.end()):
        return False
    expected = previous is None or place[0] in (previous[0], previous[0] + 1) or place == (1, 0)
    return expected or not _continues(text, before.start())


def _continues(text: str, line_start: int) -> bool:
    """Does the line before run on: 依照《…法》⏎第三条?"""
    before = text[max(0, line_start - 8) : line_start]
    return bool(before) and not _BLANK.search(before) and _UNFINISHED.search(before) is not None


def _articles(text: str, found: list[tuple[int, int, int]]) -> tuple[OwnArticle, ...]:
    if not found:
        return ()
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    result = []
    for (start, number, sub), following in zip(found, ends, strict=True):
        end = text.rfind("\n", start, following) if following < len(text) else following
        result.append(OwnArticle(number, sub, start, max(start, end)))
    return tuple(result)


def _title_line(text: str) -> tuple[str, tuple[int, int]] | None:
    """The first line of the text with its span, where it is a title with a text below it."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    if end < 0 or end - start > 200 or not text[end:].strip():
        return None
    match = _TITLE_LINE.match(text[start:end])
    return (match["title"].strip(), (start, end)) if match else None
