"""A Word file (.docx, .docm) → its paragraphs as Word prints them: automatic numbers written out, tables as rows.

Read as a stream: memory is that of the text. Left out: what tracked changes delete, hidden text, automatic
tables of contents, footnotes (said in a problem), page headers and footers. Macros are never looked at.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from corpus.model import Problem
from corpus.readers import packages
from corpus.readers.limits import Limits
from corpus.readers.numbering import Numbering, read_numbering
from corpus.readers.outcomes import FileProblem
from corpus.readers.word_styles import Looks, Styles, looks_of, read_styles

SUFFIXES = (".docx", ".docm")
KIND = "Word（.docx）"
_LONGEST_TEXT = 32 * 1024 * 1024
_PART = 128 * 1024 * 1024
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
}
_LEFT_OUT = frozenset(
    {
        *("w:del", "w:moveFrom", "mc:Fallback", "w:rt", "w:instrText", "w:delText", "w:sectPr"),
        *("w:pPrChange", "w:rPrChange", "w:tblPrChange", "w:numberingChange"),
    }
)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed line. `style` is the style's name in lower case; `size` in half points, 0 when unknown;
    `row`: a row of a table, `| a | b |`.
    """

    text: str
    centred: bool = False
    style: str = ""
    size: int = 0
    row: bool = False


@dataclass(frozen=True, slots=True)
class WordText:
    """The paragraphs of a file in their order, and what was left out of them."""

    paragraphs: tuple[Paragraph, ...]
    problems: tuple[Problem, ...]


def read(file: IO[bytes], limits: Limits) -> WordText:
    """FileProblem as `packages.open_package`; also `empty_file` when there is no text (a scan, for example)."""
    archive = packages.open_package(file, KIND, limits)
    try:
        return _read(archive)
    except packages.ERRORS as error:
        message = "Word 文件损坏或不完整。请用 Word 或 WPS 打开后重新保存。"
        raise FileProblem(Problem("broken_file", message)) from error


def _read(archive: zipfile.ZipFile) -> WordText:
    main = packages.relations(archive, "", KIND).get("officeDocument", "word/document.xml")
    related = packages.relations(archive, main, KIND)
    opened = packages.read_part(archive, main, KIND, _PART)
    if opened is None:
        message = "文件里没有 Word 正文，请确认它是 .docx 文件，再用 Word 或 WPS 重新保存。"
        raise FileProblem(Problem("broken_file", message))
    styles = read_styles(archive, related.get("styles"), KIND)
    body = _Body(styles, read_numbering(archive, related.get("numbering"), KIND))
    with opened:
        packages.read_xml(opened, KIND, body.start, body.end, body.characters)
    if not any(each.text.strip() for each in body.paragraphs):
        scan = "，只有图片：扫描件要先识别成文字" if body.pictures else ""
        raise FileProblem(Problem("empty_file", f"文件里没有任何文字{scan}。"))
    return WordText(tuple(body.paragraphs), tuple(body.problems(archive)))


@dataclass(slots=True)
class _Open:
    """A paragraph while it is read."""

    style: str | None = None
    looks: Looks = field(default_factory=Looks)
    largest: int = 0
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    flows: list[Paragraph] = field(default_factory=list)
    wide: bool = False


class _Body:
    """word/document.xml, element by element. Paragraphs nest (text boxes), tables nest."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self.paragraphs: list[Paragraph] = []
        self._into: list[list[Paragraph]] = [self.paragraphs]
        self._open: list[_Open] = []
        self._tables: list[_Table] = []
        self._skipped = 0
        self._contents = 0  # depth inside an automatic table of contents
        self._properties = 0
        self._hidden = self._in_text = False
        self._size = 0
        self._length = 0
        self.pictures = self.notes = 0

    def problems(self, archive: zipfile.ZipFile) -> list[Problem]:
        found = []
        if self.notes:
            message = f"Word 文件有 {self.notes} 处脚注或尾注，没有收入正文。"
            found.append(Problem("notes_left_out", message))
        if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
            found.append(Problem("macros_ignored", "文件带有宏：只取了文字，没有运行宏。"))
        return found

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = _short(name)
        if self._skipped or name in _LEFT_OUT:
            # A deletion mark inside w:rPr is empty and says nothing of other text.
            self._skipped += 1
            return
        if not name:
            return
        values = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "w:sdt" and self._contents:
            self._contents += 1
        elif name == "w:docPartGallery" and "table of contents" in values.get("val", "").lower():
            self._contents = max(self._contents, 1)
        elif name in _OPENERS:
            _OPENERS[name](self, values)
        elif self._open:
            self._inside(name, values)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        name = _short(name)
        if name == "w:sdt" and self._contents:
            self._contents -= 1
        elif name in _CLOSERS:
            _CLOSERS[name](self)

    def characters(self, text: str) -> None:
        if self._in_text and not self._skipped and not self._hidden and self._open:
            self._add(text)

    def _inside(self, name: str, values: Mapping[str, str]) -> None:
        if self._properties and name in ("w:jc", "w:outlineLvl", "w:numId", "w:ilvl"):
            self._open[-1].looks = looks_of(name[2:], values, self._open[-1].looks)
        elif self._properties and name == "w:pStyle":
            self._open[-1].style = values.get("val")
        elif name == "w:vanish" and not self._properties:
            self._hidden = values.get("val") not in _OFF
        elif name == "w:sz" and not self._properties:
            self._size = looks_of("sz", values, Looks()).size or 0
        elif name in ("w:t", "m:t"):
            self._in_text = True
        elif name in _SIGNS and not self._hidden and not self._properties:  # in w:pPr a w:tab is a tab stop
            self._add(_SIGNS[name] if values.get("type") != "page" else "")
        elif name in ("w:drawing", "w:pict", "w:object"):
            self.pictures += 1
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            self.notes += 1

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST_TEXT:
            message = "文件里的文字超过 32 MiB，没有读取。请分成几个文件。"
            raise FileProblem(Problem("file_too_large", message))
        self._open[-1].parts.append(text)
        self._open[-1].largest = max(self._open[-1].largest, self._size if text.strip() else 0)

    def _open_paragraph(self, _values: Mapping[str, str]) -> None:
        self._open.append(_Open())

    def _open_run(self, _values: Mapping[str, str]) -> None:
        self._hidden, self._size = False, 0

    def _open_properties(self, _values: Mapping[str, str]) -> None:
        self._properties += 1

    def _open_table(self, _values: Mapping[str, str]) -> None:
        self._tables.append(_Table())

    def _open_row(self, _values: Mapping[str, str]) -> None:
        if self._tables:
            self._tables[-1].rows.append([])

    def _open_cell(self, _values: Mapping[str, str]) -> None:
        self._into.append([])

    def _close_paragraph(self) -> None:
        if not self._open:
            return
        done = self._open.pop()
        looks = done.looks.over(self._styles.looks(done.style))
        style = self._styles.name(done.style)
        text = "".join(done.parts)
        if self._contents or style.startswith(("toc ", "目录")):
            return
        number = self._number(done.style, looks)
        centred = looks.align in ("center", "centre", "distribute") or looks.outline == 0
        size = done.largest or looks.size or 0
        for at, line in enumerate(text.split("\n")):
            shown = (number if at == 0 else "") + line.strip()
            if shown.strip():
                self._into[-1].append(Paragraph(shown, centred, style, size))

    def _number(self, style: str | None, looks: Looks) -> str:
        if not looks.list_id or looks.list_id == "0":
            return ""
        level = looks.level
        if level is None:
            level = self._numbering.level_of_style(looks.list_id, style or "")
        return self._numbering.label(looks.list_id, level or 0)

    def _close_properties(self) -> None:
        self._properties = max(self._properties - 1, 0)

    def _close_text(self) -> None:
        self._in_text = False

    def _close_run(self) -> None:
        self._hidden, self._size = False, 0

    def _close_cell(self) -> None:
        if len(self._into) < 2:
            return
        cell = self._into.pop()
        if self._tables and self._tables[-1].rows:
            table = self._tables[-1]
            table.rows[-1].append(" ".join(each.text.strip() for each in cell))
            table.flows += cell
            table.wide = table.wide or len(table.rows[-1]) > 1
        else:
            self._into[-1].extend(cell)

    def _close_table(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        if not table.wide:  # one column: a frame around text
            self._into[-1].extend(table.flows)
            return
        for row in table.rows:
            cells = [" ".join(cell.replace("|", "｜").split()) for cell in row]
            if any(cells):
                self._into[-1].append(Paragraph(f"| {' | '.join(cells)} |", row=True))


_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:ptab": "\t"}
_OPENERS = {
    "w:p": _Body._open_paragraph,
    "w:pPr": _Body._open_properties,
    "w:r": _Body._open_run,
    "w:tbl": _Body._open_table,
    "w:tr": _Body._open_row,
    "w:tc": _Body._open_cell,
}
_CLOSERS = {
    "w:p": _Body._close_paragraph,
    "w:pPr": _Body._close_properties,
    "w:r": _Body._close_run,
    "w:t": _Body._close_text,
    "m:t": _Body._close_text,
    "w:tbl": _Body._close_table,
    "w:tc": _Body._close_cell,
}


def _short(name: str) -> str:
    """`namespace name` → w:name; empty for a namespace that is not read."""
    namespace, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix else ""
