"""Made-up cases, and tables of them as offices make them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.cases.model import Bulletin, PolicyCase, Region
from corpus.cases.reading import CaseRow, RejectedRow
from corpus.model import Rejection
from corpus.readers import files
from corpus.shelved import ShelfEntry

SOURCE = Bulletin("某省公平竞争审查典型案例（第一批）", "某省市场监督管理局", "2024-09-01")
ROW: dict[str, str] = {
    "案例名称": "江苏省常州市武进区城管局独家授权示例单车公司",
    "案情": "2024年3月5日，常州市武进区城管局与示例单车公司签订《共享单车示例合作协议》（武城管〔2024〕7号），"
    "约定五年内不引进其他品牌，共投放3000辆。违反《公平竞争审查条例》第八条第三项的规定。目前，协议已经解除。",
    "违规类型": "限定交易/独家经营",
    "违反条款": "《公平竞争审查条例》第八条第三项",
    "发文单位": "常州市武进区城管局",
    "省份": "江苏省",
    "文件名称": "《共享单车示例合作协议》（武城管〔2024〕7号）",
    "通报名称": SOURCE.title,
    "通报部门": SOURCE.department,
    "通报日期": "2024年9月1日",
}


def row(**changed: str) -> dict[str, str]:
    return {**ROW, **changed}


def case(**changed: Any) -> PolicyCase:
    given: dict[str, Any] = {
        "title": "常州市武进区城管局独家授权示例单车公司",
        "issuer": "常州市武进区城管局",
        "measure": "2024年3月5日，区城管局与示例单车公司签订《共享单车示例合作协议》，"
        "约定五年内不引进其他品牌，共投放3000辆。",
        "source": SOURCE,
        "regions": (Region("江苏省", "常州市", "武进区"),),
        "date": "2024-09-01",
        "categories": ("8.3",),
        **changed,
    }
    return PolicyCase(**given)


def json_lines(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in rows), encoding="utf-8")
    return path


def sheet(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    for each in rows:
        page.append(list(each))
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return path


def read(path: Path) -> Iterator[CaseRow | RejectedRow]:
    """The rows of a table of cases, as a load reads them; without what is said of the table."""
    for each in files.read([path]):
        if isinstance(each, ShelfEntry):
            assert isinstance(each.record, PolicyCase)
            yield CaseRow(each.path.partition(" ")[2], each.record)
        elif isinstance(each, Rejection):
            yield RejectedRow(each.path.partition(" ")[2], each.problem)
