"""A citation check as a file: the text with comments, a workbook, a table in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from typing import Any

from search_service.office import Cell, Columns, add_sheet
from search_service.printable import printable
from search_service.reviewing.outputs.anchored import Note, comment
from search_service.reviewing.outputs.annotated import copy_of, made_of
from search_service.reviewing.outputs.files import EXCEL, MARKDOWN, WORD, Output, plain_name
from search_service.verdicts import STANDS, VERDICTS, details

MOST_COMMENTS = 1000
"""Comments in one document, those to be mended first: each takes about 5 ms to write."""

GROUPS = {"wrong": "应当改正", "doubt": "需要人工核对", "unchecked": "没有核验", "stands": "有效"}
_DOUBT = frozenset({"undetermined", "ambiguous", "stale_text"})
_UNCHECKED = frozenset({"law_not_in_corpus", "corpus_gap", "version_unknown", "unresolved_context"})
DISCLAIMER = "结论由法据按已载入的文本推定，正式引用前请以官方公布文本为准。"


class Format(StrEnum):
    """How a check is given."""

    DOCX = "docx"
    XLSX = "xlsx"
    MD = "md"


FORMATS = {
    Format.DOCX: "带批注的 Word 文稿",
    Format.XLSX: "引用清单（Excel）",
    Format.MD: "引用清单（Markdown）",
}
ENDINGS = {Format.DOCX: "引用批注.docx", Format.XLSX: "引用核验.xlsx", Format.MD: "引用核验.md"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A text, the answer of `POST /citations/check` about it, and the name of the file it came from."""

    text: str
    told: dict[str, Any]
    name: str = ""

    @property
    def citations(self) -> list[dict[str, Any]]:
        """Every citation, in the order of the text."""
        found: list[dict[str, Any]] = self.told["citations"]
        return found

    @property
    def skipped(self) -> int:
        """Names that look like citations and are none of laws."""
        return len(self.told["coverage"]["skipped"])

    def line(self, each: dict[str, Any]) -> int:
        """The line of a citation, from 1."""
        return self.text.count("\n", 0, each["start"]) + 1


def group_of(each: dict[str, Any]) -> str:
    """What is to be done about a citation, a key of `GROUPS`."""
    verdict = each["verdict"]
    if verdict in STANDS:
        return "stands"
    if verdict in _UNCHECKED:
        return "unchecked"
    return "doubt" if verdict in _DOUBT else "wrong"


def summary(found: Checked) -> str:
    """共 5 处引用：应当改正 1 处，有效 4 处。"""
    groups = [group_of(each) for each in found.citations]
    counted = "，".join(
        f"{name} {groups.count(group)} 处" for group, name in GROUPS.items() if group in groups
    )
    return f"共 {len(groups)} 处引用" + (f"：{counted}。" if counted else "。")


def facts(found: Checked) -> list[tuple[str, str]]:
    """Name and value of what the check was made with."""
    library = found.told["library"]
    return [
        ("核验日期", found.told["as_of"]),
        ("法规库", f"{library['works']} 部、{library['units']} 条，版本 {library['version']}"),
        ("没有核验的名称", f"{found.skipped} 处像引用而不是法规"),
    ]


def output(found: Checked, form: Format, original: bytes | None = None) -> Output:
    """The file. `original` is the file that was checked: comments go into a copy of a Word file.

    DraftError `broken_file` when the original cannot be opened again.
    """
    name = f"{plain_name(PurePath(found.name).stem)}.{ENDINGS[form]}"
    if form == Format.DOCX:
        word = original if found.name.lower().endswith(".docx") else None
        return Output(name, WORD, _document(found, word))
    if form == Format.XLSX:
        return Output(name, EXCEL, _workbook(found))
    return Output(name, MARKDOWN, _markdown(found).encode())


def _stamp(found: Checked) -> list[str]:
    return [summary(found), *(f"{name}：{value}" for name, value in facts(found)), DISCLAIMER]


def _document(found: Checked, original: bytes | None) -> bytes:
    document = made_of(found.text) if original is None else copy_of(original)
    told = [each for each in found.citations if each["verdict"] not in STANDS or each["warnings"]]
    order = list(GROUPS)
    told.sort(key=lambda each: order.index(group_of(each)))
    head = _stamp(found)
    if len(told) > MOST_COMMENTS:
        head.append(f"只批注了前 {MOST_COMMENTS} 处；全部引用见清单。")
    notes = [Note(0, 0, printable("\n".join(head)))]
    notes += [Note(each["start"], each["end"], printable(_said(each))) for each in told[:MOST_COMMENTS]]
    if comment(document, notes) == 0:  # a text of white space only
        document.add_paragraph(notes[0].text)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _said(each: dict[str, Any]) -> str:
    return "\n".join([f"【{VERDICTS[each['verdict']]}】{each['text']}", *details(each)])


COLUMNS: Columns = {"行": 6, "引用": 40, "结论": 20, "分类": 14, "说明": 70, "条文": 70}


def _workbook(found: Checked) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    add_sheet(book, "引用", COLUMNS, _rows(found))
    add_sheet(book, "说明", {"说明": 100}, ([line] for line in _stamp(found)))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _rows(found: Checked) -> Iterator[Sequence[Cell]]:
    for each in found.citations:
        said = "\n".join(details(each))
        group = GROUPS[group_of(each)]
        yield found.line(each), each["text"], VERDICTS[each["verdict"]], group, said, each["article_text"]


def _markdown(found: Checked) -> str:
    lines = ["# 引用核验", "", *(f"- {line}" for line in _stamp(found)), ""]
    lines += ["| 行 | 引用 | 结论 | 说明 |", "| ---: | --- | --- | --- |"]
    for each in found.citations:
        cells = (each["text"], VERDICTS[each["verdict"]], "；".join(details(each)))
        lines.append(f"| {found.line(each)} | " + " | ".join(map(markdown_cell, cells)) + " |")
    return "\n".join(lines) + "\n"


def markdown_cell(text: str) -> str:
    """Text for a cell of a Markdown table: one line, nothing in it is markup."""
    plain = " ".join(text.split())
    for mark in "\\|*_`[]<>#":
        plain = plain.replace(mark, f"\\{mark}")
    return plain
