"""A worksheet's XML looked through before openpyxl reads it: merged cells, and nothing that would exhaust it.

openpyxl builds a tree for each row and fills the rows between two numbers; both are taken from the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.model import Problem
from corpus.readers.outcomes import FileProblem
from corpus.readers.packages import read_part, read_xml

MOST_ROWS = 1_048_576
MOST_COLUMNS = 256
"""A table of laws has no more; what stands further right is not read."""

SHEET_BYTES = 1024 * 1024 * 1024
_MOST_ELEMENTS_IN_ROW = 200_000
_LONGEST_ROW = 32 * 1024 * 1024
_MOST_MERGES = 100_000
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range that spans rows: its first column, from 0; rows from 1, the last included."""

    column: int
    first: int
    last: int


def scan(archive: zipfile.ZipFile, part: str, kind: str) -> tuple[Merge, ...]:
    """The merged cells of a sheet. FileProblem `broken_file`, `file_too_large`, `unsafe_xml`."""
    opened = read_part(archive, part, kind, SHEET_BYTES)
    if opened is None:
        raise FileProblem(Problem("broken_file", f"{kind}文件缺少工作表，请用 Excel 或 WPS 重新保存。"))
    scanner = _Scanner()
    with opened:
        read_xml(opened, kind, scanner.start, None, scanner.characters)
    return tuple(scanner.merges)


class _Scanner:
    """Counts what stands in each row and gathers the merged ranges."""

    def __init__(self) -> None:
        self.merges: list[Merge] = []
        self._rows = self._elements = self._length = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            self._rows += 1
            self._elements = self._length = 0
            number = attributes.get("r", "1").strip()
            if not number.isdigit() or len(number) > 7 or int(number) > MOST_ROWS or self._rows > MOST_ROWS:
                raise FileProblem(_odd(f"行号 {number[:12]}"))
        elif local == "mergeCell" and len(self.merges) < _MOST_MERGES:
            self._merge(attributes.get("ref", ""))
        self._elements += 1
        self._length += sum(map(len, attributes.values()))
        if self._elements > _MOST_ELEMENTS_IN_ROW and self._rows:
            raise FileProblem(_odd(f"第 {self._rows} 行的单元格太多"))

    def characters(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST_ROW and self._rows:
            raise FileProblem(_odd(f"第 {self._rows} 行太长"))

    def _merge(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if match is None:
            return
        left = _column(match[1])
        first, last = int(match[2]), min(int(match[4]), MOST_ROWS)
        if last > first and left < MOST_COLUMNS:
            self.merges.append(Merge(left, first, last))


def _column(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number - 1


def _odd(what: str) -> Problem:
    return Problem(
        "broken_file", f"Excel 文件的工作表不正常（{what}），没有读取。请用 Excel 或 WPS 重新保存。"
    )
