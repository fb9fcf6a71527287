"""The words of the domain (DESIGN §1), as immutable values.

Legal terms keep their Chinese beside the English name here, once:

work 法规 · version 文本版本 · unit 条文单元 · article 条 · paragraph 款 · item 项 · subitem 目 ·
level 效力位阶 · currency 时效性 · event 沿革 · verdict 核验结论 · issuer 制定机关 · library 法规库
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """效力位阶: the rank of a work, by its printed name (立法法 98–102)."""

    CONSTITUTION = "宪法"
    LAW = "法律"
    ADMINISTRATIVE_REGULATION = "行政法规"
    SUPERVISION_REGULATION = "监察法规"
    JUDICIAL_INTERPRETATION = "司法解释"
    LEGISLATIVE_INTERPRETATION = "立法解释"
    STATE_COUNCIL_DECISION = "国务院决定"
    AUTONOMOUS_REGULATION = "自治条例和单行条例"
    LOCAL_REGULATION = "地方性法规"
    DEPARTMENT_RULE = "部门规章"
    LOCAL_GOVERNMENT_RULE = "地方政府规章"
    NORMATIVE_DOCUMENT = "规范性文件"
    PARTY_REGULATION = "党内法规"


class UnitKind(StrEnum):
    """What a unit is in its text; the letter of its key in brackets."""

    ARTICLE = "article"  # 条 (a)
    ITEM = "item"  # 一、二、 of a document without articles (i)
    PARAGRAPH = "paragraph"  # a paragraph of a document without numbering (p)
    PREAMBLE = "preamble"  # 序言, 引言 (pre)
    ANNEX = "annex"  # 附件 (x)


class Currency(StrEnum):
    """时效性 of a work, version or unit on one day."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    UNDETERMINED = "undetermined"


class Verdict(StrEnum):
    """核验结论: what is true of a citation on a day (DESIGN §7)."""

    OK = "ok"
    REPEALED = "repealed"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    ARTICLE_NOT_FOUND = "article_not_found"
    PARAGRAPH_NOT_FOUND = "paragraph_not_found"
    ITEM_NOT_FOUND = "item_not_found"
    LAW_NOT_IN_CORPUS = "law_not_in_corpus"
    CORPUS_GAP = "corpus_gap"
    STALE_TEXT = "stale_text"
    VERSION_UNKNOWN = "version_unknown"
    UNDETERMINED = "undetermined"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED_CONTEXT = "unresolved_context"
    QUOTE_MISMATCH = "quote_mismatch"


@dataclass(frozen=True, slots=True)
class Unit:
    """条文单元: the smallest addressed part of a version.

    `key` is `a133`, `a133-1` (之一), `i3`, `p12`, `pre`, `x1`, with `~2` on a clash (DESIGN §3).
    `label` is the number as printed, spaces removed: 第一百三十三条之一, 三、; empty where there is none.
    `path` holds the headings 编/分编/章/节 above it, outermost first, inner spaces collapsed to one.
    `text` is the body without its label; lines are separated by a newline; a line is a 款, or a 项 when it
    opens with （一）. Spans into `text` count code points.
    """

    key: str
    kind: UnitKind
    number: int | None
    sub: int
    label: str
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a text's printed history: 2018年12月29日 第十三届…会议修订.

    `kind` is `enacted`, `amended`, `published`, `effective` or `other`; `day` None when no date is printed.
    """

    day: date | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in a text that was kept, or the reason for a rejection.

    `code` is stable (`number_gap`, `number_repeated`, `article_glued`, `unit_unnumbered`, `no_body`, …);
    `message` is Chinese, for people; `where` a line, a row or a unit label.
    """

    code: str
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One text as one source gives it: what every reader yields, what the store keeps for ever.

    `reader` names the reading code (`starter`, `markdown`, `front-matter`); `source` the load's label;
    `path` the place inside the load (member path, row id). Dates and `status` are what the source *states*
    and are never taken for truth by themselves (DESIGN §4). `version_date` is the day this text was
    published (last act, or the file name); `raw` is the text as read, for the archive of source texts.
    """

    reader: str
    source: str
    path: str
    title: str
    level: Level
    units: tuple[Unit, ...]
    raw: str = ""
    issuer: str | None = None
    region: str | None = None
    category: str | None = None
    doc_number: str | None = None
    version_date: date | None = None
    effective_date: date | None = None
    status: str | None = None
    acts: tuple[Act, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file or row that was not taken, and why (`problem`)."""

    source: str
    path: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Witness:
    """What one source says of a version: the evidence kept beside the text."""

    source: str
    path: str
    reader: str
    load_seq: int
    content_hash: str
    version_date: date | None
    effective_date: date | None
    status: str | None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """文本版本: the text of a work as published on one day.

    `key` is the publish date `YYYY-MM-DD`, or `u-<hash8>` when undated, `.2` on a clash.
    `content_hash` addresses the chosen text; `variants` lists texts of the same version that were not chosen.
    """

    work_id: str
    key: str
    title: str
    publish_date: date | None
    content_hash: str
    unit_count: int
    witnesses: tuple[Witness, ...] = ()
    variants: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """法规: one law, regulation, rule or document through all its versions (oldest first, undated before all)."""

    id: str
    title: str
    level: Level
    issuer: str | None
    region: str | None
    category: str | None
    doc_number: str | None
    versions: tuple[Version, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """What every answer carries of the library. `version` is a sha256 hex digest that depends on content only."""

    version: str
    works: int
    units: int


def unit_id(work_id: str, version_key: str, unit_key: str) -> str:
    """The id of a hit: `work:version:unit`."""
    return f"{work_id}:{version_key}:{unit_key}"


def split_unit_id(value: str) -> tuple[str, str, str]:
    """(work id, version key, unit key) of a hit's id; ValueError when it has another shape."""
    parts = value.split(":")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"not a unit id: {value!r}")
    return parts[0], parts[1], parts[2]
