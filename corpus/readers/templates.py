"""Templates to fill in: one for laws, one for policy cases, as .xlsx or .csv.

Each has a heading row, a row that explains the columns and a made-up example. The two rows begin with
`说明：` and `示例：`; loads pass over them (`template_row`), so that they may stay.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

EXPLANATION, EXAMPLE = "说明：", "示例："
KINDS = ("laws", "cases")
FORMATS = (".xlsx", ".csv")
_WIDEST, _NARROWEST = 48, 14
_ROWS_AS_TEXT = 1000  # so that 3-1 does not become a day


@dataclass(frozen=True, slots=True)
class _Column:
    """`heading` as the readers know it; what to write; the example's value."""

    heading: str
    explanation: str
    example: str


_LAWS = (
    _Column("法规名称", "必填。全称，一行一部；也可以一行一条，同一部的条文连在一起。", "青石市公园管理条例"),
    _Column("条号", "一行一条时填，如 第三条、3、3-1；一行一部时空着或删去这一列。", "第一条"),
    _Column(
        "正文",
        "必填。一行一部时填全文，条与条之间换行；超过 32,767 字的请一行一条。",
        "为了规范公园的建设和管理，制定本条例。",
    ),
    _Column("公布日期", "这个文本的公布日期，如 2024-05-30。", "2024-05-30"),
    _Column("施行日期", "如 2024-08-01。条文写明的，以条文为准。", "2024-08-01"),
    _Column("时效性", "现行有效、已修改、已废止、尚未生效。只作参考，以条文为准。", "现行有效"),
    _Column(
        "效力位阶",
        "法律、行政法规、部门规章、地方性法规、地方政府规章、规范性文件、司法解释等。",
        "地方性法规",
    ),
    _Column("制定机关", "全称。", "青石市人民代表大会常务委员会"),
    _Column("地区", "省、市的全称；全国的空着。", "青石市"),
    _Column("文号", "如 青政发〔2024〕3号。", ""),
    _Column("章节", "一行一条时可填所在的章，如 第一章 总则。", "第一章 总则"),
    _Column("法规编号", "国家法律法规数据库的 bbbs，或自编的编号；没有的空着。", ""),
)
_CASES = (
    _Column("标题", "必填。案例标题。", "青石市某局限定本地企业参加招标案"),
    _Column("制定机关", "制定或实施政策措施的机关，全称。", "青石市某某局"),
    _Column("地区", "省、市、县的全称。", "青石市"),
    _Column("发布日期", "处理或公布的日期，如 2024-05-30。", "2024-05-30"),
    _Column("文件名称", "涉案文件的名称和文号。", "《青石市公园养护招标办法》"),
    _Column("政策措施", "必填。涉案的政策措施，写明原文怎样规定。", "规定投标企业须在本市注册满三年。"),
    _Column("认定", "审查或调查的认定。", "限定经营者的所在地，妨碍外地企业参加投标。"),
    _Column("处理结果", "处理结果。", "停止执行该规定，修改文件。"),
    _Column("依据", "所依据的条文，几条之间用分号。", "《公平竞争审查条例》第九条"),
    _Column("违规类型", "类别，如 市场准入和退出、商品和要素自由流动。", "商品和要素自由流动"),
    _Column("通报名称", "必填。公报或通报的名称和发布机关。", "青石市公平竞争审查典型案例"),
    _Column("网址", "来源的网址；没有的空着。", ""),
)
_COLUMNS = {"laws": _LAWS, "cases": _CASES}


def template(kind: str, suffix: str) -> bytes:
    """The file of a template: `kind` one of KINDS, `suffix` one of FORMATS; KeyError for others."""
    columns = _COLUMNS[kind]
    return {".xlsx": _workbook, ".csv": _csv}[suffix](columns, kind)


def _rows(columns: Sequence[_Column]) -> list[list[str]]:
    explained = [each.explanation for each in columns]
    example = [each.example for each in columns]
    return [
        [each.heading for each in columns],
        [EXPLANATION + explained[0], *explained[1:]],
        [EXAMPLE + example[0], *example[1:]],
    ]


def _csv(columns: Sequence[_Column], _kind: str) -> bytes:
    """With a byte order mark, by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(_rows(columns))
    return text.getvalue().encode("utf-8-sig")


def _workbook(columns: Sequence[_Column], kind: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = {"laws": "法规", "cases": "案例"}[kind]
    for row in _rows(columns):
        sheet.append(row)
    for at, each in enumerate(columns, 1):
        width = max(_NARROWEST, min(_WIDEST, len(each.explanation)))
        sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.cell(1, at).font = Font(bold=True)
        sheet.cell(1, at).fill = PatternFill("solid", fgColor="DDE6F0")
        for row_number in (2, 3):
            cell = sheet.cell(row_number, at)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(color="666666", italic=row_number == 3)
        for row_number in range(1, _ROWS_AS_TEXT + 1):
            sheet.cell(row_number, at).number_format = "@"
    sheet.freeze_panes = "A2"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
