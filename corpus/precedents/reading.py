"""Tables of published documents (title, date, place, text, url) → precedents, every row accounted for.

Collectors put the issuer before the title (【广州市人民政府】《…办法》) and wrap the title in 《》; the text begins
with its own title, addressees or a date of the web page. What names the document is the title inside; what names
the issuer is 【…】 where an organ stands in it, else the signature at the end, else nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.cases.cleaning import day_or_year, document_number, one_line
from corpus.cases.places import region_of, regions_of
from corpus.cases.tables import TableRow
from corpus.model import Problem
from corpus.precedents import columns
from corpus.precedents.model import Precedent
from corpus.structure import parse
from corpus.structure.lines import article

READER = "precedents"
LEAST_TEXT = 60  # characters; less is a headline
HEAD = 12  # lines at the start in which a document's own number stands, alone on its line
FEWEST_ARTICLES = 3  # that count on from one, for their numbers to be heads without a space behind them

_LEAD = re.compile(r"^【(?P<who>[^【】]{2,60})】\s*(?P<rest>.+)$", re.DOTALL)
_WRAPPED = re.compile(r"^《(?P<inner>.+)》$", re.DOTALL)
_ORGAN = re.compile(r"(?:政府|委员会|委办公厅|办公厅|办公室|厅|局|部|委|院|中心|银行|会)$")
_REPORTED = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,20}?(?:近日)?(?:发布|印发|出台))?《(?P<inner>[^《》]+(?:《[^《》]+》[^《》]*)*)》(?:的通知)?$"
)
_SIGNATURE = re.compile(r"^[\u4e00-\u9fff（）() ]{3,40}(?:政府|办公厅|办公室|委员会|厅|局|部|委|中心|银行)$")
_SIGNED_WITHIN = 6  # lines at the end in which a signature stands


@dataclass(frozen=True, slots=True)
class PrecedentRow:
    """A document and the row of the file that it was read from."""

    place: str
    document: Precedent
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that gave no document: `document_without_title`, `document_without_text`."""

    place: str
    problem: Problem


def read_row(row: TableRow) -> PrecedentRow | RejectedRow:
    """One row as a document."""
    fields = dict.fromkeys(columns.FIELDS, "")
    for heading, field in columns.guess(row.values).items():
        fields[field] = row.values[heading]
    who, title = _title(one_line(fields["title"]))
    if not title:
        return _rejected(row, "document_without_title", "没有标题。")
    if len(fields["text"]) < LEAST_TEXT:
        return _rejected(row, "document_without_text", f"没有正文（不足 {LEAST_TEXT} 字）。")
    parsed = parse(_spaced(fields["text"]))
    issuer = fields["issuer"] or who or _signature(fields["text"])
    document = Precedent(
        title=title,
        units=parsed.units,
        issuer=one_line(issuer),
        regions=regions_of(fields["place"], issuer, title),
        document_number=document_number(fields["number"] or title) or _own_number(fields["text"]),
        date=day_or_year(fields["date"]),
        url=fields["url"],
    )
    return PrecedentRow(row.place, document, parsed.problems)


def _title(printed: str) -> tuple[str, str]:
    """(issuer or '', the document's own title)."""
    lead = _LEAD.match(printed)
    who, rest = (lead["who"], lead["rest"].strip()) if lead else ("", printed.strip())
    whole = _WRAPPED.match(rest)
    if whole and rest.count("《") == rest.count("》") and "》《" not in rest and "》和《" not in rest:
        rest = whole["inner"]
    else:
        reported = _REPORTED.match(rest)
        rest = reported["inner"] if reported else rest
    return (who if _ORGAN.search(who) else ""), rest.strip()


def _signature(text: str) -> str:
    """The organ that signs at the end; '' when the last lines hold none."""
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    for line in reversed(lines[-_SIGNED_WITHIN:]):
        if _SIGNATURE.match(line) and (
            region_of(line) or line.startswith(("国务院", "国家", "财政部", "中国"))
        ):
            return line
    return ""


def _own_number(text: str) -> str | None:
    """The document's own number: alone on a line near the start, not one that the text cites."""
    for line in [each.strip() for each in text.splitlines() if each.strip()][:HEAD]:
        found = document_number(line)
        if found is not None and len(line) <= len(found) + 4:
            return found
    return None


def _spaced(text: str) -> str:
    """第一条为加强… → 第一条　为加强…: web pages lose the space behind the number.

    Only where the numbers at the starts of lines count on from one, so that a cited 第三条 stays a citation.
    """
    lines = text.splitlines()
    heads: list[int] = []
    number = 0
    for at, line in enumerate(lines):
        mark = article(line.strip())
        if mark is not None and not mark.spaced and not mark.sub and mark.number == number + 1:
            number = mark.number
            heads.append(at)
    if len(heads) < FEWEST_ARTICLES:
        return text
    for at in heads:
        lines[at] = lines[at].replace("条", "条　", 1)
    return "\n".join(lines)


def _rejected(row: TableRow, code: str, message: str) -> RejectedRow:
    return RejectedRow(row.place, Problem(code, message, row.place))
