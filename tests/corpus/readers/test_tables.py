"""Tables of laws in every file that holds them: Excel, CSV, JSON, SQLite, and these in archives."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import datafile
from corpus.model import Level, Rejection, SourceDocument
from corpus.readers import cells, columns, files
from corpus.readers.delimited import preview_csv
from corpus.readers.limits import Limits
from corpus.readers.workbooks import preview_workbook

HEAD = ["法规名称", "正文", "公布日期"]
PARK = "第一条 为了规范公园管理，制定本条例。\n第二条 本条例自2024年8月1日起施行。"


def outcomes(path: Path, **options: Any) -> dict[str, str]:
    """path → `document`, or the code of the problem; no path comes twice."""
    result: dict[str, str] = {}
    for each in files.read([path], **options):
        assert each.path not in result
        result[each.path] = "document" if isinstance(each, SourceDocument) else each.problem.code
        if not isinstance(each, SourceDocument):
            assert each.problem.message.endswith("。")
    return result


def laws(path: Path, **options: Any) -> list[SourceDocument]:
    return [each for each in files.read([path], **options) if isinstance(each, SourceDocument)]


def units(document: SourceDocument) -> list[tuple[str, str]]:
    return [(unit.key, unit.text) for unit in document.units]


def book(path: Path, sheets: dict[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for each in merged:
            sheet.merge_cells(each)
    workbook.save(path)
    return path


def test_an_excel_file_as_a_department_makes_it(tmp_path: Path) -> None:
    path = book(
        tmp_path / "汇编.xlsx",
        {
            "地方性法规": [
                ["青石市法规汇编"],
                ["单位：某处", None, None, date(2024, 7, 1)],
                ["序号", "法规名称", "条号", "条文内容", "公布日期（必填）", "制定机关", "备注"],
                [
                    1,
                    "青石市公园管理条例",
                    "第一条",
                    "甲。",
                    date(2024, 5, 30),
                    "青石市人民代表大会常务委员会",
                ],
                [2, None, "第二条", "第二条　乙。", None, None],
                [3, None, 3, "丙。"],
                [],
                ["序号", "法规名称", "条号", "条文内容", "公布日期（必填）", "制定机关", "备注"],
                [4, "青石市停车管理条例", "1", "丁。", 45000],
                [5, "青石市停车管理条例", "1-1", "戊。", 45000],
            ]
        },
        ["A1:G1", "B4:B6", "E4:E6", "F4:F6"],
    )
    assert outcomes(path) == {
        "汇编.xlsx/地方性法规": "table_columns",
        "汇编.xlsx/地方性法规/青石市公园管理条例(2024-05-30)": "document",
        "汇编.xlsx/地方性法规/青石市停车管理条例(2023-03-15)": "document",
    }
    park, parking = laws(path)
    assert units(park) == [("a1", "甲。"), ("a2", "乙。"), ("a3", "丙。")]
    assert units(parking) == [("a1", "丁。"), ("a1-1", "戊。")]
    assert (park.level, park.category, park.region) == (Level.LOCAL_REGULATION, "地方性法规", "青石市")
    assert park.issuer == "青石市人民代表大会常务委员会"
    assert (str(park.version_date), park.reader, park.source) == ("2024-05-30", "excel", "汇编")


def test_sheets_are_told_one_by_one(tmp_path: Path) -> None:
    rows = [HEAD, ["青石市公园管理条例", PARK, "2024年5月30日"]]
    path = book(tmp_path / "b.xlsx", {"表": rows, "空": [], "说明": [["只有一句话"]], "甲-乙": rows})
    assert outcomes(path) == {
        "b.xlsx/表": "table_columns",
        "b.xlsx/表/青石市公园管理条例(2024-05-30)": "document",
        "b.xlsx/空": "empty_table",
        "b.xlsx/甲-乙": "table_columns",
        "b.xlsx/甲-乙/青石市公园管理条例(2024-05-30)": "document",
        "b.xlsx/说明": "no_heading",
    }
    alone = book(tmp_path / "c.xlsx", {"说明": [["只有一句话"]]})
    (outcome,) = files.read([alone])
    assert isinstance(outcome, Rejection) and outcome.problem.code == "no_heading"


def test_rows_that_cannot_be_texts_are_refused_with_their_number(tmp_path: Path) -> None:
    path = book(
        tmp_path / "b.xlsx",
        {
            "表": [
                [*HEAD, "制定机关"],
                [None, PARK],
                ["青石市公园管理条例", None],
                ["第一条 甲。", "青石市公园管理条例"],
                ["2024-05-30", PARK, "青石市公园管理条例"],
                ["青石市人民政府", PARK, None, "青石市公园管理条例"],
                ["说明：填全称", "x"],
                ["青石市灯塔管理条例", PARK, "去年"],
                ["青石市灯塔管理条例", PARK + "长" * 32767],
            ]
        },
    )
    found = {each.path: each for each in files.read([path])}
    assert {path: getattr(each, "problem", None) and each.problem.code for path, each in found.items()} == {  # type: ignore[union-attr]
        "b.xlsx/表": "table_columns",
        "b.xlsx/表/第2行": "no_title",
        "b.xlsx/表/青石市公园管理条例": "no_body",
        "b.xlsx/表/第4行": "columns_swapped",
        "b.xlsx/表/第5行": "columns_swapped",
        "b.xlsx/表/第6行": "columns_swapped",
        "b.xlsx/表/第7行": "template_row",
        "b.xlsx/表/青石市灯塔管理条例": None,
        "b.xlsx/表/青石市灯塔管理条例~2": None,
    }
    kept = laws(path)
    assert [[each.code for each in law.problems] for law in kept] == [["date_unreadable"], ["cell_full"]]
    assert kept[0].problems[0].where == "第8行"


def test_articles_of_a_text_must_lie_together(tmp_path: Path) -> None:
    rows = [["标题", "条", "内容"], ["甲条例", "1", "a。"], ["乙条例", "1", "b。"], ["甲条例", "2", "c。"]]
    path = book(tmp_path / "b.xlsx", {"表": rows})
    assert outcomes(path)["b.xlsx/表/第4行"] == "rows_scattered"


def test_a_column_of_numbers_left_empty_means_whole_texts(tmp_path: Path) -> None:
    rows = [["标题", "条号", "正文"], ["甲条例", None, PARK], ["甲条例", None, PARK], ["乙条例", None, PARK]]
    path = book(tmp_path / "b.xlsx", {"表": rows})
    assert [(law.path.rpartition("/")[2], len(law.units)) for law in laws(path)] == [
        *(("甲条例", 2), ("甲条例~2", 2), ("乙条例", 2))
    ]


CSV = (
    '青石市汇编,,\n\n标题,正文,施行日期\n青石市供水办法,"第一条 为了供水和用水的管理，制定本办法。\n'
    '第二条 本办法适用于本市。",2024年5月1日\n没有正文办法,,\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(CSV.replace(",", separator).encode(encoding))
    (law,) = laws(path)
    assert (law.title, law.reader, str(law.effective_date)) == ("青石市供水办法", "csv", "2024-05-01")
    assert [unit.key for unit in law.units] == ["a1", "a2"]
    assert [each.problem.where for each in files.read([path]) if isinstance(each, Rejection)] == ["第6行"]


def test_a_csv_whose_quotes_do_not_close(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text('标题,正文\n甲条例,"第一条 甲。\n乙条例,第一条 乙。\n' * 3, "utf-8")
    assert set(outcomes(path).values()) <= {"table_columns", "document", "broken_file", "no_body", "no_title"}


def test_fields_of_the_national_database(tmp_path: Path) -> None:
    row = {
        "bbbs": "ff8080817f000001",
        "title": "青石市<em class='highlight'>公园</em>管理条例",
        "gbrq": "2024-05-30",
        "sxrq": "2024-08-01 00:00:00",
        "sxx": 3,
        "flxz": "地方性法规",
        "zdjgName": "青石市人民代表大会常务委员会",
        "content": "<p>第一条&nbsp;甲。</p><p>第二条 乙。</p>",
    }
    path = tmp_path / "flk.json"
    path.write_text(
        json.dumps({"code": 200, "rows": [row, {"title": "只有信息条例", "gbrq": "2024-01-01"}, 7]}), "utf-8"
    )
    assert list(outcomes(path).values()) == ["table_columns", "document", "row_unreadable", "no_body"]
    (law,) = laws(path)
    assert (law.title, law.status, law.level) == ("青石市公园管理条例", "有效", Level.LOCAL_REGULATION)
    assert (str(law.version_date), str(law.effective_date)) == ("2024-05-30", "2024-08-01")
    assert law.path == "flk.json/青石市公园管理条例(2024-05-30) ff8080817f000001"
    assert units(law) == [("a1", "甲。"), ("a2", "乙。")]


def test_a_bare_figure_is_a_status_in_sxx_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"title": "甲条例", "status": "1", "text": PARK}), "utf-8")
    assert laws(path)[0].status is None


def test_json_lines_with_an_article_a_line_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = [
        {"title": "甲条例", "article_no": "第一条", "text": "甲。", "chapter": "第一章 总则"},
        {"title": "甲条例", "article_no": "第二条", "text": "乙。", "chapter": "第一章 总则"},
        {
            "title": "乙条例",
            "articles": [{"no": "1", "content": "丙。"}, {"title": "第二条", "content": "丁。"}],
        },
        {"title": "丙条例", "articles": ["第一条 戊。", "第二条 己。"]},
        {"title": "丁条例", "text": ["第一条 庚。", "第二条 辛。"]},
    ]
    path.write_text("\n".join(json.dumps(each) for each in texts) + "\n\n[1]\n{\n", "utf-8")
    found = laws(path)
    assert [(law.title, [key for key, _ in units(law)]) for law in found] == [
        (title, ["a1", "a2"]) for title in ("甲条例", "乙条例", "丙条例", "丁条例")
    ]
    assert found[0].units[1].path == ("第一章 总则",)
    assert [each.problem.where for each in files.read([path]) if isinstance(each, Rejection)] == [
        "第7行",
        "第8行",
    ]


def test_a_line_in_another_encoding_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"title": "甲条例", "text": PARK}, ensure_ascii=False)
    long = [json.dumps({"title": f"乙{at}条例", "text": PARK}, ensure_ascii=False) for at in range(400)]
    path.write_bytes("\n".join([good, *long]).encode() + b"\n" + good.replace("甲", "丙").encode("gb18030"))
    refused = [each for each in files.read([path]) if isinstance(each, Rejection)]
    assert [(each.problem.code, each.problem.where) for each in refused] == [("bad_encoding", "第402行")]


def database(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as connection:
        for each in statements:
            connection.execute(each)
    connection.close()
    return path


def test_a_database_with_other_names(tmp_path: Path) -> None:
    path = database(
        tmp_path / "库.db",
        "CREATE TABLE 法规 (id INTEGER PRIMARY KEY, 名称 TEXT, 公布日期 TEXT, 状态 TEXT)",
        "CREATE TABLE 条文表 (law_id INT, 条号 TEXT, 内容 TEXT)",
        "INSERT INTO 法规 VALUES (1,'甲条例','2024-01-01','有效'),(2,'乙条例',NULL,NULL),(3,'乙条例',NULL,NULL)",
        "INSERT INTO 条文表 VALUES (1,'第一条','甲'),(2,'第一条','乙'),(1,'第二条','丙'),(3,'第一条','丁')",
        "INSERT INTO 条文表 VALUES (9,'第一条','x')",
    )
    assert outcomes(path) == {
        "库.db": "table_columns",
        "库.db/甲条例(2024-01-01)": "document",
        "库.db/乙条例": "document",
        "库.db/乙条例~2": "document",
        "库.db/law_id 9": "law_missing",
    }
    assert units(laws(path)[0]) == [("a1", "甲"), ("a2", "丙")]


def test_a_database_of_whole_texts_and_one_of_something_else(tmp_path: Path) -> None:
    whole = database(
        tmp_path / "a.sqlite",
        "CREATE TABLE t (标题 TEXT PRIMARY KEY, 正文 TEXT) WITHOUT ROWID",
        f"INSERT INTO t VALUES ('甲条例', '{PARK}')",
    )
    assert [law.reader for law in laws(whole)] == ["database"]
    other = database(tmp_path / "b.db", "CREATE TABLE t (a, b)")
    assert outcomes(other) == {"b.db": "starter_schema_unknown"}


def test_views_and_virtual_tables_of_a_database_are_not_read(tmp_path: Path) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS title, x AS text FROM n"
    )
    path = database(
        tmp_path / "a.db",
        f"CREATE VIEW laws AS {endless}",
        f"CREATE VIEW articles AS {endless}",
        "CREATE VIRTUAL TABLE f USING fts5(title, text)",
    )
    assert outcomes(path) == {"a.db": "starter_schema_unknown"}


def test_tables_in_archives(tmp_path: Path) -> None:
    inner = book(tmp_path / "in.xlsx", {"表": [HEAD, ["青石市公园管理条例", PARK, None]]}).read_bytes()
    base = database(
        tmp_path / "in.db",
        "CREATE TABLE t (标题 TEXT, 正文 TEXT)",
        f"INSERT INTO t VALUES ('甲条例', '{PARK}')",
    ).read_bytes()
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/表.xlsx", inner)
        archive.writestr("b.csv", CSV)
        archive.writestr("c.db", base)
        archive.writestr("d.db", b"nothing")
        archive.writestr("旧.doc", b"x")
    found = outcomes(path)
    assert [name for name, code in found.items() if code == "document"] == [
        *("a/表.xlsx/表/青石市公园管理条例", "b.csv/青石市供水办法", "c.db/甲条例")
    ]
    assert (found["d.db"], found["旧.doc"]) == ("unsupported_file", "unsupported_file")


@pytest.mark.parametrize(
    "name", ["a.doc", "a.wps", "a.ofd", "a.pdf", "a.rtf", "a.xls", "a.et", "a.rar", "a.png"]
)
def test_what_is_not_read_says_how_to_convert_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (outcome,) = files.read([tmp_path / name])
    assert not isinstance(outcome, SourceDocument)
    assert outcome.problem.code == "unsupported_file"
    assert any(word in outcome.problem.message for word in ("另存为", "导出", "解开", "转成", "识别成文字"))


def test_tables_of_cases_go_to_their_shelf(tmp_path: Path) -> None:
    head = ["序号", "文件名称", "发文单位", "文件有关内容", "违规类型", "违反的标准", "审查意见"]
    path = book(
        tmp_path / "案例.xlsx",
        {"表": [["某某问题"], head, [1, "某办法", "某局", "限定", "准入", "第九条", "违反"]]},
    )
    assert outcomes(path) == {"案例.xlsx/表": "shelf_table", "案例.xlsx/表 第3行": "case_without_measure"}


def test_the_caller_may_say_what_a_column_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'代号,甲栏,乙栏\n1,青石市公园管理条例,"{PARK}"\n', "utf-8")
    assert outcomes(path) == {"a.csv": "no_heading"}
    stated = {"title": "甲栏", "text": "乙栏"}
    assert [law.title for law in laws(path, columns=stated)] == ["青石市公园管理条例"]


def test_previews_for_confirming(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"表": [["某市"], HEAD, ["甲条例", PARK, date(2024, 1, 2)]], "空": []})
    with path.open("rb") as file:
        first, second = preview_workbook(file, "b.xlsx", Limits())
    assert (first.heading, first.usable, second.usable) == (2, True, False)
    assert first.columns == {"title": "法规名称", "text": "正文", "publish_date": "公布日期"}
    assert first.rows == (("甲条例", PARK, "2024-01-02"),)
    shown = preview_csv(io.BytesIO("标题,公布日期,随便\n甲条例,2024-05-30,x\n".encode()), "a.csv")
    assert (shown.usable, shown.unused) == (False, ("随便",))


def test_a_later_day_in_the_history_goes_before_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    text = f"青石市公园管理条例\n（2019年3月28日某会议通过　2024年5月30日某会议修订）\n{PARK}"
    path.write_text(
        json.dumps({"标题": "青石市公园管理条例", "正文": text, "公布日期": "2019-03-28"}), "utf-8"
    )
    (law,) = laws(path)
    assert str(law.version_date) == "2024-05-30"
    assert [each.code for each in law.problems] == ["version_date_conflict"]
    assert [unit.key for unit in law.units] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2024, 5, 30, 8), "2024-05-30"),
        (date(2024, 5, 30), "2024-05-30"),
        ("2024年5月30日", "2024-05-30"),
        ("二〇二四年五月三十日", "2024-05-30"),
        ("20240530", "2024-05-30"),
        (20240530, "2024-05-30"),
        (45442.0, "2024-05-30"),
        ("2024/5/30", "2024-05-30"),
        ("2024-02-30", "None"),
        ("20240230", "None"),
        ("", "None"),
        (None, "None"),
        ("2024", "None"),
    ],
)
def test_days(value: cells.Value, day: str) -> None:
    assert str(cells.day_of(value)) == day


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.dates(), st.datetimes()))
def test_any_cell_is_text_and_perhaps_a_day(value: cells.Value) -> None:
    assert isinstance(cells.text_of(value), str)
    assert isinstance(cells.plain(value), str)
    found = cells.day_of(value)
    assert found is None or type(found) is date


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("法规名称", "title"),
        ("＊标题（必填）", "title"),
        ("公 布 日 期", "publish_date"),
        ("Effective_Date", "effective_date"),
        ("zdjgName", "issuer"),
        ("FLXZ", "level"),
        ("条", "article"),
        ("条文内容", "text"),
    ],
)
def test_headings(heading: str, field: str) -> None:
    assert columns.guess([heading]).places == {field: 0}


def test_no_heading_means_two_things() -> None:
    meant: dict[str, str] = {}
    for field, each in datafile.load("columns.toml")["field"].items():
        for name in each["names"]:
            (found,) = columns.guess([name]).places
            assert found == field == meant.setdefault(name, field)


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8))
def test_any_rows_have_a_heading_or_none(rows: list[list[str]]) -> None:
    at = columns.heading_row(rows)
    assert at is None or len(columns.guess(rows[at]).places) > 1
    for row in rows:
        assert columns.guess(row).described().strip()


def test_letters_of_columns() -> None:
    assert [columns.letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
