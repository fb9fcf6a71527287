"""Which file a review becomes, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

import orjson

from search_service.reviewing.outputs.annotated import annotated
from search_service.reviewing.outputs.opinion import opinion
from search_service.reviewing.outputs.stamp import called
from search_service.reviewing.outputs.workbook import workbook
from search_service.reviewing.run import Reviewed
from search_service.reviewing.wire import as_json

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKDOWN = "text/markdown; charset=utf-8"
LONGEST_NAME = 60
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff<>:"/\\|?*]+')


class Format(StrEnum):
    """How a review is given."""

    JSON = "json"
    DOCX = "docx"
    OPINION = "opinion"
    XLSX = "xlsx"


ENDINGS = {
    Format.JSON: "审查.json",
    Format.DOCX: "批注.docx",
    Format.OPINION: "审查意见.docx",
    Format.XLSX: "审查.xlsx",
}


@dataclass(frozen=True, slots=True)
class Output:
    """A file: what it is called, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


def output(found: Reviewed, form: Format, original: bytes | None = None) -> Output:
    """A review as a file. `original` is the file that was reviewed: comments go into a copy of a Word file."""
    name = f"{plain_name(PurePath(found.name).stem or called(found))}.{ENDINGS[form]}"
    if form == Format.DOCX:
        word = original if found.name.lower().endswith(".docx") else None
        return Output(name, WORD, annotated(found, word))
    if form == Format.OPINION:
        return Output(name, WORD, opinion(found))
    if form == Format.XLSX:
        return Output(name, EXCEL, workbook(found))
    answer = {**as_json(found), "text": found.text}
    return Output(name, "application/json", orjson.dumps(answer, option=orjson.OPT_INDENT_2))


def plain_name(name: str) -> str:
    """A name that every system takes as that of a file."""
    return _UNSAFE.sub(" ", name)[:LONGEST_NAME].strip(" .") or "文稿"
