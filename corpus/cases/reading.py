"""Records of a table → cases. Every record is accounted for once: a case, or a rejection with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.cases import cleaning, columns
from corpus.cases.categories import categorise
from corpus.cases.cleaning import day_or_year, document_number, last_date, one_line
from corpus.cases.model import Bulletin, Fidelity, PolicyCase
from corpus.cases.narrative import Parts, divide
from corpus.cases.places import regions_of
from corpus.cases.tables import TableRow
from corpus.model import Problem

READER = "cases"
LEAST_MEASURE = 12  # characters; less tells nothing of what was done
TERSE = 8  # characters of an outcome column (已整改) that say nothing beside an outcome that is told
MOST_TEXT = 100_000  # characters of one case; the longest known has 1,547

_NAMES = frozenset({"title", "issuer", "region", "document", "bulletin", "bulletin_department", "kind"})
_CUT = re.compile(r"\.{3,}|…|⋯")
_BASES_APART = re.compile(r"\n\s*\n|；(?=《)|、(?=《[^》]{2,40}》第)")
_ARTICLE = re.compile("第[零一二三四五六七八九十百\\d]+条")
_TOLD_ALREADY = 0.5  # share of a short text's pairs of characters that the longer one has
_FIDELITIES = {
    "verbatim": Fidelity.VERBATIM,
    "原文": Fidelity.VERBATIM,
    "全文": Fidelity.VERBATIM,
    "abridged": Fidelity.ABRIDGED,
    "摘编": Fidelity.ABRIDGED,
    "节选": Fidelity.ABRIDGED,
    "摘要": Fidelity.ABRIDGED,
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case and the rows of the file that it was read from."""

    place: str
    case: PolicyCase


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that gave no case. Codes: `case_without_name`, `case_without_measure`, `case_too_long`."""

    place: str
    problem: Problem


def columns_naming() -> tuple[str, ...]:
    """Headings of the columns that name a record: a merged cell there joins its rows."""
    return columns.known_as("serial", "title", "document")


def read_row(row: TableRow) -> CaseRow | RejectedRow:
    """One row as a case."""
    fields = _fields(row.values)
    if not (fields["title"] or fields["document"]):
        return _rejected(row, "case_without_name", "没有标题，也没有文件名称。")
    told = divide(fields["narrative"])
    measure = _joined(fields["measure"], told.measure)
    if len(measure) < LEAST_MEASURE:
        return _rejected(row, "case_without_measure", "没有写明政策措施的内容（不足 12 字）。")
    bases = tuple(
        dict.fromkeys(each for part in row.parts or (row.values,) for each in _bases(_fields(part)))
    )
    case = _case(fields, bases, _source(fields, row.caption), measure, told)
    if len(case.text) > MOST_TEXT:
        return _rejected(row, "case_too_long", f"正文超过 {MOST_TEXT} 字，不像一个案例。")
    return CaseRow(row.place, case)


def _fields(values: Mapping[str, str]) -> dict[str, str]:
    """Field → clean text; '' for those that the row does not have."""
    known = columns.guess(values)
    found = dict.fromkeys(columns.fields(), "")
    for heading, field in known.items():
        text = values[heading]
        found[field] = one_line(text) if field in _NAMES else text
    return found


def _case(
    fields: Mapping[str, str], bases: tuple[str, ...], source: Bulletin, measure: str, told: Parts
) -> PolicyCase:
    finding = _joined(fields["finding"], told.finding)
    terse = told.outcome and len(fields["outcome"]) <= TERSE
    outcome = told.outcome if terse else _joined(told.outcome, fields["outcome"])
    document = _document(fields["document"])
    text = "\n".join((measure, finding, outcome))
    return PolicyCase(
        title=fields["title"] or _made_title(fields["issuer"], document),
        issuer=fields["issuer"],
        measure=measure,
        source=source,
        regions=regions_of(fields["region"], fields["issuer"], fields["title"]),
        date=source.date or day_or_year(fields["date"]) or last_date(text)[:4],
        document=document,
        document_number=document_number(fields["document_number"] or fields["document"]),
        summary="" if _within(fields["summary"], text) else fields["summary"],
        finding=finding,
        outcome=outcome,
        kind=fields["kind"],
        legal_bases=bases,
        categories=categorise(fields["kind"], bases, fields["summary"], measure),
        fidelity=_fidelity(fields["fidelity"], text),
    )


def _source(fields: Mapping[str, str], caption: str) -> Bulletin:
    """The bulletin; of a row that names none, the table's caption."""
    day = day_or_year(fields["bulletin_date"])
    title = fields["bulletin"] or caption
    return Bulletin(title, fields["bulletin_department"], day or day_or_year(fields["date"]), fields["url"])


def _bases(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The bases one by one; where the column lists a standard's items only, its article is in the kind."""
    printed, kind = fields["legal_bases"], fields["kind"]
    found = tuple(dict.fromkeys(filter(None, (each.strip() for each in _BASES_APART.split(printed)))))
    if found and _ARTICLE.search(kind) and not any(map(_ARTICLE.search, found)):
        return tuple(f"{kind}\n{each}" for each in found)
    return found


def _document(printed: str) -> str:
    """The document's name: without its number and a single pair of 《》 around it."""
    name = cleaning.without_number(printed)
    return name[1:-1] if name.startswith("《") and name.find("》") == len(name) - 1 else name


def _made_title(issuer: str, document: str) -> str:
    return f"{issuer}：{document}" if issuer else document


def _fidelity(stated: str, text: str) -> Fidelity:
    """As the file states; text that shows cuts is abridged; all else nobody has compared."""
    if stated.strip().casefold() in _FIDELITIES:
        return _FIDELITIES[stated.strip().casefold()]
    return Fidelity.ABRIDGED if _CUT.search(text) else Fidelity.UNVERIFIED


def _joined(one: str, other: str) -> str:
    """Both texts in this order; only the longer one where it tells what the shorter one does."""
    short, long = sorted((one, other), key=len)
    pairs = set(zip(_plain(short), _plain(short)[1:], strict=False))
    held = set(zip(_plain(long), _plain(long)[1:], strict=False))
    if _within(short, long) or len(pairs & held) >= _TOLD_ALREADY * len(pairs):
        return long
    return f"{one}\n{other}"


def _within(part: str, whole: str) -> bool:
    return _plain(part) in _plain(whole)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _rejected(row: TableRow, code: str, message: str) -> RejectedRow:
    return RejectedRow(row.place, Problem(code, message, row.place))
