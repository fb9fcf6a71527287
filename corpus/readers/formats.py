"""Which reader reads a file, by its name; and what is said of files that none reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from corpus.model import Problem
from corpus.readers import archives, databases, delimited, documents, jsonlines, word, workbooks
from corpus.readers.limits import Limits
from corpus.readers.parts import Part
from corpus.readers.record_pages import Table
from corpus.readers.records import Outcome

TEXT_SUFFIXES = (".md", ".markdown", ".txt")
DATABASE_SUFFIXES = (".db", ".sqlite", ".sqlite3")
TABLE_SUFFIXES = (*delimited.SUFFIXES, *workbooks.SUFFIXES, *jsonlines.SUFFIXES)
STREAMED_SUFFIXES = (*word.SUFFIXES, *TABLE_SUFFIXES)
SUPPORTED = "、".join(
    (*TEXT_SUFFIXES, ".docx", ".xlsx", ".csv", ".jsonl", ".json", *archives.SUFFIXES, ".db（SQLite）")
)

# What to do with kinds that hold texts and are not read.
_CONVERTED = {
    ".doc": "旧版 Word 文件，请用 Word 或 WPS 打开，另存为 .docx 后再载入",
    ".dot": "旧版 Word 模板，请用 Word 或 WPS 打开，另存为 .docx 后再载入",
    ".wps": "WPS 文字文件，请在 WPS 里另存为 .docx 后再载入",
    ".wpt": "WPS 文字模板，请在 WPS 里另存为 .docx 后再载入",
    ".rtf": "RTF 文件，请用 Word 或 WPS 打开，另存为 .docx 后再载入",
    ".odt": "ODT 文件，请用 Word、WPS 或 LibreOffice 打开，另存为 .docx 后再载入",
    ".uof": "UOF 文件，请用 WPS 打开，另存为 .docx 后再载入",
    ".uot": "UOF 文件，请用 WPS 打开，另存为 .docx 后再载入",
    ".ofd": "OFD 版式文件，请用 OFD 阅读器导出为 .docx 或 .txt，核对文字后再载入",
    ".pdf": "PDF 文件，请用原来的 Word 文件；没有的，用 Word 或 WPS 转成 .docx，核对文字后再载入",
    ".ceb": "CEB 版式文件，请向发文单位要 .docx，或用阅读器导出为 .txt 后再载入",
    ".xls": "旧版 Excel 文件，请用 Excel 或 WPS 打开，另存为 .xlsx 后再载入",
    ".xlsb": "Excel 二进制文件，请用 Excel 打开，另存为 .xlsx 后再载入",
    ".et": "WPS 表格文件，请在 WPS 里另存为 .xlsx 后再载入",
    ".ods": "ODS 文件，请用 Excel、WPS 或 LibreOffice 打开，另存为 .xlsx 后再载入",
    ".html": "网页文件，请用 Word 或 WPS 打开，另存为 .docx 后再载入",
    ".htm": "网页文件，请用 Word 或 WPS 打开，另存为 .docx 后再载入",
    ".mht": "网页文件，请用 Word 或 WPS 打开，另存为 .docx 后再载入",
    ".rar": "RAR 压缩包，请解开后压缩成 .zip，或直接载入文件夹",
    ".7z": "7z 压缩包，请解开后压缩成 .zip，或直接载入文件夹",
    ".gz": "单个文件的 gzip 压缩，请解开后再载入",
}
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands in a load, and how it is to be read; `columns` maps fields to headings, if stated."""

    source: str
    name: str
    folders: str
    limits: Limits
    columns: Mapping[str, str] | None = None

    def table(self, reader: str) -> Table:
        """This file as a table."""
        return Table(self.source, self.name, reader, self.folders, self.limits)


def suffix_of(name: str) -> str:
    """The ending of a file's name, in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def read_streamed(file: IO[bytes], place: Place) -> Iterator[Outcome | Part]:
    """A Word file or a table, from an open file that can seek; its ending is one of STREAMED_SUFFIXES."""
    suffix = suffix_of(place.name)
    if suffix in word.SUFFIXES:
        yield documents.read_word(
            file, path=place.name, source=place.source, place=place.folders, limits=place.limits
        )
    elif suffix in delimited.SUFFIXES:
        yield from delimited.read_csv(file, place.table("csv"), place.columns)
    elif suffix in workbooks.SUFFIXES:
        yield from workbooks.read_workbook(file, place.table("excel"), place.columns)
    else:
        yield from jsonlines.read_json(file, place.table("json"), place.columns)


def most_bytes(name: str, limits: Limits) -> int:
    """How large a file on disk may be, by its kind."""
    return limits.table_bytes if suffix_of(name) in TABLE_SUFFIXES + DATABASE_SUFFIXES else limits.file_bytes


def read_database_bytes(data: bytes, place: Place) -> Iterator[Outcome]:
    """A database out of an archive."""
    yield from databases.read_database(data, place.table(databases.READER), place.columns)


def unsupported(name: str) -> Problem:
    """Why a file is not read, and what to do about it."""
    suffix = suffix_of(name)
    if suffix in _CONVERTED:
        return Problem("unsupported_file", f"不能直接载入{_CONVERTED[suffix]}。")
    if suffix in _PICTURES:
        return Problem("unsupported_file", "不能载入图片。扫描件请先识别成文字，核对后存为 .docx 或 .txt。")
    shown = suffix or "没有后缀"
    return Problem("unsupported_file", f"不支持的文件类型（{shown}）。目前支持：{SUPPORTED}。")
