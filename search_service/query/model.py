"""What a query was understood to be: plain values, no engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.numerals import ordinal_label, to_chinese
from search_service.errors import ServiceError

Mode = Literal["simple", "advanced"]
QueryType = Literal["citation", "title", "article_number", "doc_number", "topic", "empty"]


class UnknownLaw(ServiceError):  # noqa: N818 (named as the answer’s code)
    """The `law` parameter names nothing that is held or known (400 `unknown_law`)."""

    def __init__(self, name: str) -> None:
        super().__init__(
            400,
            "unknown_law",
            f"参数 law 的值“{name[:50]}”不是本库收录或知道的法规，请写法规全称、简称或编号。",
            extra={"parameter": "law"},
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know: a stable code and a Chinese sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """One article, perhaps a 款 and a 项 of it: 第一百三十三条之一第二款第（三）项 = (133, 1, 2, 3)."""

    number: int
    sub: int = 0
    paragraph: int | None = None
    item: int | None = None

    def printed(self) -> str:
        """The place as law prints it (立法技术规范: 项 in brackets)."""
        text = ordinal_label(self.number, self.sub)
        if self.paragraph is not None:
            text += ordinal_label(self.paragraph, unit="款")
        if self.item is not None:
            text += f"第（{to_chinese(self.item)}）项"
        return text


@dataclass(frozen=True, slots=True)
class Target:
    """A law and a place in it, as asked for; `work_ids` empty when the law is known but not held."""

    title: str
    work_ids: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Expansion:
    """An entry of the vocabulary pack that the query met.

    `term` is the user's word as it stands in the folded query; `to` the words of law with the weights they
    are searched with; `governing` the printed titles of the works that govern it (empty: none in particular);
    `source` the articles from which the words were taken.
    """

    term: str
    to: tuple[tuple[str, float], ...]
    governing: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query, understood.

    `normalized` by `type`: citation 《全称》第…条第…款第（…）项 (several joined by 、); title: the printed
    title; article_number 第…条…; doc_number 机关代字〔年〕号; topic: folded, spaces collapsed; empty: ''.

    Look-ups: `work_ids`, `title` and the fields of the first place; `targets` lists every article asked for;
    `edition` is the year of the text that is meant, where the query says one.
    Topics: `terms` and `grams_text` hold the query without question words, with short titles written out;
    `context_work_ids` is the law that the query (or `law=`) names as its context, `rest` the query without it
    (for look-ups: what was said besides). In advanced mode `terms` and `phrases` are required and `excluded`
    must not stand.
    """

    text: str
    type: QueryType
    normalized: str = ""
    title: str | None = None
    work_ids: tuple[str, ...] = ()
    number: int | None = None
    sub: int = 0
    paragraph: int | None = None
    item: int | None = None
    targets: tuple[Target, ...] = ()
    doc_number: str | None = None
    edition: int | None = None
    did_you_mean: str | None = None
    notes: tuple[Note, ...] = ()
    terms: tuple[str, ...] = ()
    grams_text: str = ""
    expansions: tuple[Expansion, ...] = ()
    context_work_ids: tuple[str, ...] = ()
    rest: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
