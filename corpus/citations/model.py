"""What extraction and judging hand on: mentions with their place, what was passed over, and the answers.

Spans are `[start, end)` in code points of the text as given, never of a folded copy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a citation points at: its deepest numbered part, or the work as a whole."""

    LAW = "law"
    DOCUMENT = "document"  # 通知, 意见, 方案 …: named and counted, held only sometimes
    DOC_NUMBER = "doc_number"  # 国办发〔2018〕37号
    PART = "part"  # 编, 分编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    ARTICLE = "article"  # 条
    PARAGRAPH = "paragraph"  # 款
    ITEM = "item"  # 项
    SUBITEM = "subitem"  # 目


class NameForm(StrEnum):
    """How the text names the work."""

    FULL = "full"  # 《中华人民共和国民法典》, or any title known under exactly this name
    SHORT = "short"  # 民法典: a form of the title that is not the printed one
    ABBREVIATION = "abbreviation"  # defined in this text: 以下简称《…》
    PRONOUN = "pronoun"  # 本法, 该条例, 同法, 前款
    BARE = "bare"  # 第十三条: no name at all
    UNKNOWN = "unknown"  # a name that no title of the book equals


@dataclass(frozen=True, slots=True)
class Path:
    """The numbers of a provision, outermost first; None where that part is not named."""

    part: int | None = None
    chapter: int | None = None
    section: int | None = None
    number: int | None = None
    sub: int = 0
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """The work a mention speaks of, as far as extraction can tell.

    `work_ids` is None when there is no antecedent (本法 in a text of unknown title), empty when the name is
    known to nobody, one id when it is clear, several when the name is that of several works.
    `own` says that it is the text itself, whose articles stand in the text.
    """

    name: str
    form: NameForm
    work_ids: tuple[str, ...] | None
    own: bool = False
    edition: int | None = None
    doc_number: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One cited target and its place; a list gives one mention for each of its members."""

    text: str
    start: int
    end: int
    kind: Kind
    law: Law
    path: Path = Path()
    quote: tuple[int, int] | None = None

    @property
    def number(self) -> int | None:
        return self.path.number


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that looks like a citation and is not checked, with the reason (a stable code).

    `not_a_law` (certificates, contracts, forms, newspapers), `unclosed_title`, `range_too_wide`.
    """

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class OwnArticle:
    """An article whose head stands in the text: number, sub, and its body in the folded text."""

    number: int
    sub: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All mentions in the order of the text, what was passed over, and the text's own articles."""

    citations: tuple[Mention, ...]
    skipped: tuple[Skipped, ...]
    folded: str
    own_articles: tuple[OwnArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A judged citation: the fields of `POST /api/v1/citations/check` (DESIGN §7), by the same names."""

    text: str
    start: int
    end: int
    kind: str
    law: dict[str, str | None] | None
    article_no: str | None
    paragraph: int | None
    item: int | None
    verdict: str
    since: str | None = None
    replaced_by: dict[str, str | None] | None = None
    basis: list[dict[str, Any]] = field(default_factory=list)
    last_article: str | None = None
    paragraphs: int | None = None
    version_date: str | None = None
    effective_date: str | None = None
    amended_by: dict[str, str | None] | None = None
    amended_since: str | None = None
    in_force_version: str | None = None
    in_force_last_article: str | None = None
    article_text: str | None = None
    warnings: list[str] = field(default_factory=list)
    says: list[dict[str, str]] = field(default_factory=list)
    """What each source says of the text, where their words decide nothing: {source, status}."""
