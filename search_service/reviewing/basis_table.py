"""依据表: every provision that a draft cites or may rest on, one row each, and the clauses that lack a basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.citations.model import Citation
from search_service.reviewing.finder import FEWEST_PAIRS, own_words
from search_service.state import State
from search_service.verdicts import STANDS

MOST_SUGGESTED = 2
"""Bases that a clause adds to the table; `POST /drafts/bases` lists more."""

EXCERPT = 120
_OWN = re.compile(r"本[^《]{1,6}第|(?:前|本|上述|该)(?:条|款|项)")
_WHOM = (
    r"(?:公民|法人|其他组织|自然人|个人|单位|企业|公司|经营者|经营主体|市场主体|当事人|申请人|业主|住户|居民|村民|农户|用户|消费者|"
    r"房屋所有权人|出租人|承租人|机构|从业人员|投标人|供应商|物业服务人|网站|平台)"
)
DUTY = re.compile(
    rf"{_WHOM}[^，。；：]{{0,24}}(?:应当|必须|须|需要?|负责)|责令"
    r"|应当(?:缴纳|交纳|提交|提供|报送|申报|办理)"
)
"""A clause that lays a duty on people or firms (立法法 91, 93: a rule needs a basis in a higher law for that)."""

RIGHT = re.compile(
    rf"{_WHOM}[^，。；：]{{0,24}}(?:不得|禁止|严禁|不予|取消|暂停|限制)|^(?:禁止|严禁|不得)|(?:取消|暂停|限制)[^，。；]{{0,12}}资格"
)
"""A clause that takes from, or limits, what people or firms may do."""

_PUBLIC = re.compile(
    r"^[^，。；]{0,30}(?:人民政府|委员会|局|厅|部门|机关|办公室|工作人员)"
    r"[^，。；]{0,20}(?:应当|不得|负责)"
)
"""A duty of authorities: their own organisation needs no basis outside."""

GapKind = Literal["duty", "right"]


@dataclass
class Row:
    """One provision: the law (`id` null when not held), where it is cited, and for which clauses it is offered."""

    law: dict[str, str | None]
    level: str | None
    article_no: str | None
    verdicts: list[str] = field(default_factory=list)
    cited: list[list[int]] = field(default_factory=list)
    suggested: list[list[int]] = field(default_factory=list)
    quote: str | None = None

    def as_json(self) -> dict[str, Any]:
        """In the shape of `api.review_shapes.BasisRowShape`."""
        title = self.law["title"] or ""
        name = title if title.endswith("号") else f"《{title}》"
        return {
            "law": self.law,
            "level": self.level,
            "article_no": self.article_no,
            "paragraph": None,
            "item": None,
            "citation": f"{name}{self.article_no or ''}",
            "quote": self.quote,
            "held": self.law["id"] is not None,
            "verdicts": list(dict.fromkeys(self.verdicts)),
            "cited": self.cited,
            "suggested": self.suggested,
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A clause that adds a duty or reduces a right, cites nothing that stands, and for which nothing was found."""

    start: int
    end: int
    label: str
    excerpt: str
    kinds: tuple[GapKind, ...]


def rows(state: State, citations: Iterable[Citation], clauses: Sequence[dict[str, Any]]) -> list[Row]:
    """Cited provisions in the order of the text, then those that were found for clauses.

    `clauses` as in `POST /drafts/bases`; a clause adds to the table only where its bases are confident.
    """
    table: dict[tuple[str | None, str | None, str | None], Row] = {}
    for each in citations:
        if each.law is not None and not _OWN.match(each.text):
            row = _row(state, table, each.law, each.article_no)
            row.cited.append([each.start, each.end])
            row.verdicts.append(each.verdict)
            row.quote = row.quote or each.article_text
    for clause in clauses:
        for basis in clause["bases"][:MOST_SUGGESTED] if _founded(clause) else ():
            law = {"id": basis["law"]["id"], "title": basis["law"]["title"]}
            row = _row(state, table, law, basis["article_no"])
            row.suggested.append([clause["start"], clause["end"]])
            row.verdicts.append(str(basis["verdict"]))
            row.quote = row.quote or basis["text"]
    return list(table.values())


def _founded(clause: dict[str, Any]) -> bool:
    """Has a clause bases that are sure, and words of its own beside those of every sanction?"""
    return bool(clause["confident"]) and len(own_words(clause["excerpt"])) >= FEWEST_PAIRS


def _row(
    state: State,
    table: dict[tuple[str | None, str | None, str | None], Row],
    law: dict[str, str | None],
    article_no: str | None,
) -> Row:
    key = (law["id"], law["title"] if law["id"] is None else None, article_no)
    if key not in table:
        work = state.library.work(law["id"]) if law["id"] else None
        named = {"id": law["id"], "title": law["title"]}
        table[key] = Row(named, str(work.level) if work else None, article_no)
    return table[key]


def gaps(text: str, clauses: Sequence[dict[str, Any]]) -> list[Gap]:
    """The clauses among those looked up that need a basis and have none; in the order of the text."""
    found = []
    for clause in clauses:
        words = text[clause["start"] : clause["end"]].removeprefix(clause["label"]).strip()
        kinds = _kinds(words)
        cited = any(each["verdict"] in STANDS for each in clause["cited"])
        if kinds and not cited and not _founded(clause):
            excerpt = words[:EXCERPT]
            found.append(Gap(clause["start"], clause["end"], clause["label"], excerpt, kinds))
    return found


def _kinds(words: str) -> tuple[GapKind, ...]:
    if _PUBLIC.match(words):
        return ()
    kinds: list[GapKind] = []
    if DUTY.search(words):
        kinds.append("duty")
    if RIGHT.search(words):
        kinds.append("right")
    return tuple(kinds)
