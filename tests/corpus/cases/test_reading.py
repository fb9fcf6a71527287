"""Tables → cases: every row accounted for, whatever the table looks like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cases import reading
from corpus.cases.cleaning import cell, day_or_year, document_number, last_date, without_number
from corpus.cases.model import Fidelity, PolicyCase
from corpus.cases.narrative import divide
from corpus.cases.reading import CaseRow, RejectedRow
from corpus.cases.tables import TableRow
from corpus.readers import files
from corpus.readers.templates import template
from corpus.shelved import ShelfEntry
from tests.corpus.cases.samples import json_lines, read, row, sheet

HEADINGS = ["序号", "文件名称", "发文单位", "文件有关内容", "违规类型", "违反的标准", "审查意见"]
FIRST = [
    "1",
    "甲办法",
    "浙江省\n示例局",
    "外地企业应当在本市注册后方可投标。",
    "第十四条 标准",
    "（三）不得排斥外地经营者",
    "违反该标准。",
]


def cases_of(path: Path) -> list[PolicyCase]:
    return [each.case for each in read(path) if isinstance(each, CaseRow)]


def rejected(path: Path) -> list[tuple[str, str]]:
    return [(each.place, each.problem.code) for each in read(path) if isinstance(each, RejectedRow)]


def test_a_row_becomes_a_case_with_its_parts(tmp_path: Path) -> None:
    (found,) = cases_of(json_lines(tmp_path / "a.jsonl", [row()]))
    assert found.region == "江苏省常州市武进区"
    assert (found.date, found.document_number) == ("2024-09-01", "武城管〔2024〕7号")
    assert found.document == "共享单车示例合作协议"
    assert found.measure.endswith("共投放3000辆。")
    assert found.finding.startswith("违反《公平竞争审查条例》") and found.outcome == "目前，协议已经解除。"
    assert found.categories == ("8.3",) and found.legal_bases == ("《公平竞争审查条例》第八条第三项",)
    assert found.source.department == "某省市场监督管理局"
    assert found.fidelity is Fidelity.UNVERIFIED


def test_a_word_of_the_outcome_column_adds_nothing(tmp_path: Path) -> None:
    (found,) = cases_of(json_lines(tmp_path / "a.jsonl", [row(处理结果="已整改")]))
    assert found.outcome == "目前，协议已经解除。"


def test_every_line_is_accounted_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps(row(), ensure_ascii=False),
        "",
        "{broken",
        "[1, 2]",
        json.dumps({**row(), "案例名称": "", "文件名称": ""}, ensure_ascii=False),
        json.dumps({**row(), "案情": "无"}, ensure_ascii=False),
        "9" * 5000,
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(cases_of(path)) == 1
    assert rejected(path) == [
        ("第3行", "row_unreadable"),
        ("第4行", "row_unreadable"),
        ("第5行", "case_without_name"),
        ("第6行", "case_without_measure"),
        ("第7行", "row_unreadable"),
    ]


def test_json_lines_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(row(), ensure_ascii=False).encode("gb18030"))
    assert cases_of(path)[0].issuer == "常州市武进区城管局"


def test_a_sheet_with_title_rows_and_merged_cells(tmp_path: Path) -> None:
    second = [
        "2",
        "乙意见",
        "某县政府",
        "在本县纳税的企业给予奖励，迁出的退回。",
        "第十五条 标准",
        "（二）不得与税收挂钩",
        "违反该标准。",
    ]
    more = [None, None, None, "对纳税十强另给奖励，连续三年。", "第十三条 标准", None, None]
    path = sheet(
        tmp_path / "a.xlsx",
        [["2024年督查发现的问题", *[None] * 6], HEADINGS, FIRST, second, more],
        ["A1:G1", "A4:A5", "B4:B5", "C4:C5", "G4:G5"],
    )
    places = [each.place for each in read(path)]
    assert places == ["第3行", "第4、5行"]
    one, two = cases_of(path)
    assert one.title == "浙江省示例局：甲办法" and one.source.title == "2024年督查发现的问题"
    assert one.categories == ("9.3",)
    assert two.measure.splitlines() == [
        "在本县纳税的企业给予奖励，迁出的退回。",
        "对纳税十强另给奖励，连续三年。",
    ]
    assert "10.2" in two.categories


def test_csv_with_a_title_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = ["2024年督查,,,,,,", ",".join(HEADINGS), ",".join(f'"{each}"' for each in FIRST)]
    path.write_text("\n".join(lines), encoding="gb18030")
    assert cases_of(path)[0].document == "甲办法"


def test_a_table_of_laws_is_no_table_of_cases(tmp_path: Path) -> None:
    laws = json_lines(
        tmp_path / "laws.jsonl", [{"title": "示例法", "content": "第一条 为了示例。", "gbrq": "2020-01-01"}]
    )
    assert not any(isinstance(each, ShelfEntry) for each in files.read([laws]))


def test_the_template_s_own_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    path.write_bytes(template("cases", ".xlsx"))
    assert not list(read(path))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "甲局印发文件，指定乙公司。违反《条例》第八条。",
            ("甲局印发文件，指定乙公司。", "违反《条例》第八条。", ""),
        ),
        (
            "经查，甲局指定乙公司。丙省市场监管局认为，该行为违法。调查期间，当事人废止了文件。",
            ("经查，甲局指定乙公司。", "丙省市场监管局认为，该行为违法。", "调查期间，当事人废止了文件。"),
        ),
        (
            "甲局规定“外地企业须备案”，违反《细则》第十四条。",
            ("甲局规定“外地企业须备案”", "违反《细则》第十四条。", ""),
        ),
        ("甲局收费。处理情况：已退还。", ("甲局收费。", "", "处理情况：已退还。")),
        (
            "【违规内容】指定乙公司【审查解析】违法【处理结果】已废止",
            ("【违规内容】指定乙公司", "【审查解析】违法", "【处理结果】已废止"),
        ),
        ("甲局指定乙公司", ("甲局指定乙公司", "", "")),
        (
            "2020年1月，甲局取消丙许可。该条款违反《细则》。2024年6月，甲局修订了文件。",
            ("2020年1月，甲局取消丙许可。", "该条款违反《细则》。", "2024年6月，甲局修订了文件。"),
        ),
        ("甲局只选一家。相关行为妨碍平等准入。", ("甲局只选一家。", "相关行为妨碍平等准入。", "")),
        ("", ("", "", "")),
    ],
)
def test_narratives(text: str, parts: tuple[str, str, str]) -> None:
    found = divide(text)
    assert (found.measure, found.finding, found.outcome) == parts


@given(st.text(alphabet="甲局规定，。违反《》认为目前处理情况：【】“”\n第条", max_size=80))
def test_a_narrative_loses_nothing_but_spaces_and_commas(text: str) -> None:
    found = divide(text)
    plain = "".join((found.measure, found.finding, found.outcome))
    assert [each for each in plain if each not in " \n，,"] == [each for each in text if each not in " \n，,"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("None", ""),
        ("无", ""),
        (" 甲\u00a0局　文件 ", "甲局文件"),
        ("国家 No 1", "国家 No 1"),
        ("2012 年 11 月", "2012年11月"),
        ("甲\r\n\r\n乙", "甲\n乙"),
        (12.0, "12"),
        (1.5, "1.5"),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023-10-26", "2023-10-26"),
        ("２０２３年1月2日", "2023-01-02"),
        ("2023/2/30", "2023"[:0]),
        ("2023", "2023"),
        ("2023年", "2023"),
        ("第2023号", ""),
        ("", ""),
    ],
)
def test_dates(text: str, found: str) -> None:
    assert day_or_year(text) == found


def test_the_latest_date_of_a_text() -> None:
    assert last_date("2020年印发，2021年3月1日废止，2019年5月起") == "2021-03-01"
    assert last_date("无日期") == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("《通知》（厦翔建〔2019〕45号）", "厦翔建〔2019〕45号"),
        ("《通知》（常住建[2020]78号）", "常住建〔2020〕78号"),
        ("印发甘应急规财〔2021〕 155 号文", "甘应急规财〔2021〕155号"),
        ("海建安(2021)第129号", "海建安〔2021〕129号"),
        ("《通知》", None),
    ],
)
def test_document_numbers(text: str, number: str | None) -> None:
    assert document_number(text) == number


def test_a_name_without_its_number() -> None:
    assert without_number("《通知》（常住建[2020]78号）") == "《通知》"
    assert without_number("办法（试行）") == "办法（试行）"


@pytest.mark.parametrize(
    ("stated", "text", "fidelity"),
    [
        ("原文", "甲局指定乙公司提供服务的情况", Fidelity.VERBATIM),
        ("", "甲局指定乙公司……提供服务的情况", Fidelity.ABRIDGED),
        ("", "甲局指定乙公司提供服务的情况", Fidelity.UNVERIFIED),
        ("摘编", "甲局指定乙公司提供服务的情况", Fidelity.ABRIDGED),
    ],
)
def test_fidelity_is_never_guessed_to_be_verbatim(stated: str, text: str, fidelity: Fidelity) -> None:
    found = reading.read_row(TableRow((1,), {"标题": "甲", "政策措施": text, "文本性质": stated}))
    assert isinstance(found, CaseRow) and found.case.fidelity is fidelity


@given(
    st.dictionaries(
        st.sampled_from(["标题", "案情", "省份", "违反条款", "通报日期", "文件名称"]), st.text(max_size=60)
    )
)
def test_no_row_is_too_strange(values: dict[str, str]) -> None:
    found = reading.read_row(TableRow((1,), {key: cell(value) for key, value in values.items()}))
    assert isinstance(found, CaseRow | RejectedRow)
