"""CSV files (.csv, .tsv) → rows, one at a time: any encoding that text files may have, comma, tab or semicolon."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO

from corpus.model import Problem, Rejection
from corpus.readers.cells import Cells
from corpus.readers.outcomes import FileProblem
from corpus.readers.record_pages import Table
from corpus.readers.records import Outcome
from corpus.readers.streams import SAMPLE, encoding_of
from corpus.readers.tabular import Preview, preview, read_rows

SUFFIXES = (".csv", ".tsv")
MOST_COLUMNS = 256
_LONGEST_FIELD = 32 * 1024 * 1024  # characters
_SEPARATORS = (",", "\t", ";", "|")
WHAT = "CSV 表"


def read_csv(file: IO[bytes], table: Table, stated: Mapping[str, str] | None = None) -> Iterator[Outcome]:
    """The texts of a CSV file. Rejection `empty_file`, `bad_encoding`, `broken_file`, `file_too_large` too."""
    try:
        yield from read_rows(_rows(file), table, stated, what=WHAT)
    except FileProblem as error:
        yield Rejection(table.source, table.path, error.problem)


def preview_csv(file: IO[bytes], path: str, stated: Mapping[str, str] | None = None) -> Preview:
    """How it would be read. FileProblem where it cannot be."""
    return preview(_rows(file), path, stated, what=WHAT)


def _rows(file: IO[bytes]) -> Iterator[Cells]:
    """One row at a time. (pandas.read_csv, even in chunks, was measured to hold twice the file in memory.)"""
    encoding = encoding_of(file)
    head = file.read(SAMPLE).decode(encoding, "replace")
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(text, delimiter=_separator(head))
    before = 0
    try:
        for values in reader:
            yield Cells(before + 1, _trimmed(values[:MOST_COLUMNS]))
            before = reader.line_num
    except csv.Error as error:
        where = f"第{before + 1}行"
        message = f"CSV 表从第 {before + 1} 行起读不下去，多半是引号没有成对。请用 Excel 打开，另存为 .xlsx 后再载入。"
        raise FileProblem(Problem("broken_file", message, where)) from error
    finally:
        text.detach()


def _separator(head: str) -> str:
    """The separator that most lines of the beginning have most often and alike."""
    lines = [line for line in head.splitlines()[:50] if line.strip()]

    def score(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        return sum(count > 0 for count in counts), max(counts, default=0)

    return max(_SEPARATORS, key=score)


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row
