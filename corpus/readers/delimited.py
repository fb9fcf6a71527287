"""CSV files (.csv, .tsv) → rows, in chunks: any encoding that text files may have, comma, tab or semicolon."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import IO, Any

from corpus.model import Problem, Rejection
from corpus.readers.outcomes import FileProblem
from corpus.readers.record_pages import Table
from corpus.readers.records import Outcome
from corpus.readers.streams import SAMPLE, encoding_of
from corpus.readers.tabular import Cells, Preview, preview, read_rows

SUFFIXES = (".csv", ".tsv")
MOST_COLUMNS = 256
_CHUNK = 500
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
    import pandas

    encoding = encoding_of(file)
    head = file.read(SAMPLE).decode(encoding, "replace")
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    number = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for chunk in pandas.read_csv(
                text,
                sep=_separator(head),
                header=None,
                names=list(range(MOST_COLUMNS)),
                index_col=False,
                dtype=str,
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,
                chunksize=_CHUNK,
                on_bad_lines="warn",
            ):
                for values in chunk.itertuples(index=False, name=None):
                    row = _trimmed(values)
                    yield Cells(number + 1, row)
                    number += 1 + sum(_breaks(value) for value in row)
    except (pandas.errors.ParserError, ValueError, OverflowError) as error:
        where = f"第{number + 1}行"
        message = f"CSV 表从第 {number + 1} 行起读不下去，多半是引号没有成对。请用 Excel 打开，另存为 .xlsx 后再载入。"
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


def _trimmed(values: tuple[Any, ...]) -> list[str]:
    row = [value if isinstance(value, str) else "" for value in values]
    while row and not row[-1]:
        row.pop()
    return row


def _breaks(value: str) -> int:
    return value.count("\n") if "\n" in value else value.count("\r")
