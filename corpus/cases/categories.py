"""Which rules a case is about: items of 公平竞争审查条例 8–11, and other kinds, by commented data.

The articles that the case cites (条例 第九条（三）, 实施细则 第十四条第三款, 反垄断法 第三十九条) and what the
source calls the case (违规类型) count together; where they name no item of the Regulation, the words of the
measure do; where these do not either, the chapter that the source names (影响生产经营成本).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from corpus import datafile
from corpus.normalize import fold, plain_title
from corpus.numerals import to_int

_NUMBER = "[零〇一二三四五六七八九十百\\d]+"
_ARTICLE = re.compile(rf"第(?P<article>{_NUMBER})条")
_STEP = re.compile(rf"第?\(?(?P<number>{_NUMBER})\)?(?:款|项|点)|\((?P<bare>{_NUMBER})\)")
_JOIN = re.compile("[、,;和及与]")
_QUOTE = re.compile('["《。\n]')
_LEADING = 30  # how far behind 第…条 its 款 and 项 may stand: 第十三条市场准入和退出标准中第一款第2项
_TITLE = re.compile(r"《(?P<title>[^》]{2,40})》")


@dataclass(frozen=True, slots=True)
class Category:
    """One category: `code` (`8.1`, `fee`), the name to show, the chapter it belongs to (`8`, `other`)."""

    code: str
    name: str
    chapter: str


@dataclass(frozen=True, slots=True)
class _Rules:
    categories: dict[str, Category]
    called: tuple[tuple[str, re.Pattern[str]], ...]  # what the source calls it
    worded: tuple[tuple[str, re.Pattern[str]], ...]  # what the measure says
    headed: tuple[tuple[str, re.Pattern[str]], ...]  # what the source names a chapter
    cited: dict[str, Mapping[str, list[str]]]  # law → "13.1" or "39" → codes
    names: dict[str, str]  # short or full name → law


@cache
def _rules() -> _Rules:
    data = datafile.load("case_categories.toml")
    categories = {
        each["code"]: Category(each["code"], each["name"], each["chapter"]) for each in data["category"]
    }
    return _Rules(
        categories,
        tuple((e["code"], re.compile(e["called"])) for e in data["category"] if "called" in e),
        tuple((e["code"], re.compile(e["worded"])) for e in data["category"] if "worded" in e),
        tuple((e["code"], re.compile(e["headed"])) for e in data["category"] if "headed" in e),
        {each["law"]: each["articles"] for each in data["cited"]},
        {name: each["law"] for each in data["cited"] for name in each["names"]},
    )


def all_categories() -> tuple[Category, ...]:
    """Every category, in the order of the data file (articles 8–11 first)."""
    return tuple(_rules().categories.values())


def name_of(code: str) -> str:
    """The name to show for a code; the code itself when it is unknown."""
    found = _rules().categories.get(code)
    return found.name if found else code


def is_known(code: str) -> bool:
    """Whether a code is one of the data file's."""
    return code in _rules().categories


def categorise(kind: str, legal_bases: Iterable[str], *told: str) -> tuple[str, ...]:
    """The codes of a case, sorted as in the data file; `other` when nothing speaks."""
    rules = _rules()
    bases = [fold(each) for each in legal_bases]
    label = fold("\n".join((kind, *bases)))
    found = {code for basis in bases for code in _by_citation(basis)}
    found |= _matching(rules.called, fold(kind))
    if not _items(found):
        found |= _matching(rules.worded, fold("\n".join(told)))
    if not _items(found):
        found |= _matching(rules.headed, label)
    if "list" not in found and "市场准入负面清单" in label:
        found.add("list")
    return tuple(code for code in rules.categories if code in found) or ("other",)


def _matching(rules: Iterable[tuple[str, re.Pattern[str]]], text: str) -> set[str]:
    return {code for code, pattern in rules if pattern.search(text)}


def _items(codes: Iterable[str]) -> set[str]:
    """Those that are items of the Regulation."""
    return {each for each in codes if each[0].isdigit()}


def _by_citation(basis: str) -> Iterable[str]:
    """The codes of the articles that one printed basis cites."""
    rules = _rules()
    titles = list(_TITLE.finditer(basis))
    matches = list(_ARTICLE.finditer(basis))
    for at, match in enumerate(matches):
        law = _law_of(match.start(), titles, basis)
        if law is None:
            continue
        articles = rules.cited[law]
        end = matches[at + 1].start() if at + 1 < len(matches) else len(basis)
        for path in _paths(basis[match.end() : end]):
            numbers = (to_int(match["article"]), *path)
            keys = (".".join(map(str, numbers[:size])) for size in range(len(numbers), 0, -1))
            yield from next((articles[key] for key in keys if key in articles), ())


def _law_of(place: int, titles: list[re.Match[str]], basis: str) -> str | None:
    """The law named last before an article. Without 《》, as a column 违反的标准 has it, the detailed rules."""
    named = [title for title in titles if title.end() <= place]
    if named:
        return _rules().names.get(plain_title(named[-1]["title"]))
    return "公平竞争审查制度实施细则" if "标准" in basis else None


def _paths(behind: str) -> Iterable[tuple[int | None, ...]]:
    """The places inside an article that are named behind its number; an empty path for the article itself.

    第三款第一项 is one place, （一）、（三） are two; items may also be quoted below the article's opening words.
    """
    quote = _QUOTE.search(behind)
    near = behind[: min(quote.start() if quote else len(behind), _LEADING)]
    found = [tuple(_numbers(piece)) for piece in _JOIN.split(near)]
    found = [path for path in found if path]
    if not found:
        found = [(to_int(each["bare"]),) for each in _STEP.finditer(behind) if each["bare"]]
    return found or [()]


def _numbers(piece: str) -> Iterable[int | None]:
    return (to_int(each["number"] or each["bare"]) for each in _STEP.finditer(piece))
