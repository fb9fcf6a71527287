"""Whoever knows what the columns of a table of cases hold may say so: in CSV, Excel and JSON lines alike."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from corpus.readers import files
from corpus.readers.columns import guess, known_fields
from corpus.readers.outcomes import Skipped
from corpus.shelved import ShelfEntry

HEADINGS = ["案子", "谁发的", "怎么说的", "查了以后", "怎么办的", "哪一条", "标题"]
ROW = [
    "某县限定本地企业参加投标案",
    "某县住房和城乡建设局",
    "要求参加投标的企业在本县设立分公司并缴纳税款",
    "限定经营者在本地设立分支机构",
    "已经废止文件",
    "《公平竞争审查条例》第九条",
    "不是标题",
]
STATED = {
    "title": "案子",
    "issuer": "谁发的",
    "measure": "怎么说的",
    "finding": "查了以后",
    "outcome": "怎么办的",
    "legal_bases": "哪一条",
}


def _csv() -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, ROW])
    return text.getvalue().encode("utf-8-sig")


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append(ROW)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _jsonl() -> bytes:
    return json.dumps(dict(zip(HEADINGS, ROW, strict=True)), ensure_ascii=False).encode()


@pytest.mark.parametrize(("name", "data"), [("c.csv", _csv()), ("c.xlsx", _xlsx()), ("c.jsonl", _jsonl())])
def test_stated_columns_make_a_case(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    told, entry = files.read([path], columns=STATED)
    assert isinstance(told, Skipped) and told.problem.code == "shelf_table"
    assert isinstance(entry, ShelfEntry)
    said = str(entry.record)
    for each in ROW[:5]:
        assert each in said
    assert "不是标题" not in said
    guessed = list(files.read([path]))
    assert not any(isinstance(each, ShelfEntry) for each in guessed)


def test_what_is_stated_is_shown_by_the_names_of_cases() -> None:
    columns = guess(HEADINGS, STATED)
    assert (columns.shelf, columns.unused) == ("case", ("标题",))
    assert columns.described() == (
        "标题←“案子”、制定机关←“谁发的”、政策措施←“怎么说的”、认定←“查了以后”、处理结果←“怎么办的”、依据←“哪一条”"
        "；没有用到的列：“标题”"
    )


def test_a_column_that_is_not_there_changes_nothing() -> None:
    headings = ["法规名称", "正文"]
    assert guess(headings, {"measure": "没有这一列"}) == guess(headings)


def test_every_field_of_laws_and_cases_has_a_name() -> None:
    names = known_fields()
    assert {"title", "text", "effective_date", "measure", "legal_bases", "bulletin"} <= names.keys()
    assert all(names.values())
