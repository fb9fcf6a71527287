"""Copies of one case become one, different cases stay apart; the order plays no part."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from corpus.cases.categories import is_known
from corpus.cases.likeness import CaseForm, alike
from corpus.cases.merging import group, merge
from corpus.cases.model import Bulletin, Fidelity, PolicyCase, Region
from corpus.cases.reading import CaseRow
from tests.corpus.cases.samples import case, read
from tests.support import shared

OTHER = Bulletin("国家通报（第五批）", "国家示例部门", "2024-10-01")


def same(one: PolicyCase, other: PolicyCase) -> bool:
    assert alike(CaseForm(one), CaseForm(other)) == alike(CaseForm(other), CaseForm(one))
    return alike(CaseForm(one), CaseForm(other))


@pytest.mark.parametrize(
    "changed",
    [
        {
            "measure": "2024年3月5日，区城管局与示例单车公司签订协议，约定五年内不引进其他品牌，共投放3000辆。",
            "source": OTHER,
        },
        {"measure": case().measure + "\n处理情况：协议已经解除，企业可以自由进入。"},
        {"measure": case().measure.replace("，", ","), "source": Bulletin("")},
        {"regions": (Region("江苏省"),), "title": "别的标题"},
    ],
)
def test_copies(changed: dict) -> None:
    assert same(case(), replace(case(), **changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"regions": (Region("江苏省", "常州市", "天宁区"),)},
        {"measure": case().measure.replace("3000", "800").replace("3月5日", "4月9日")},
        {"measure": case().measure.replace("共享单车示例合作协议", "污水处理特许经营合同")},
        {
            "measure": "区住建局规定，在本区承接工程的外地企业须先设立分公司并缴纳保证金。",
            "title": "别的标题",
        },
    ],
)
def test_different_cases(changed: dict) -> None:
    assert not same(case(), replace(case(), **changed))


def test_numbers_of_documents_decide() -> None:
    one, two = (
        replace(case(), document_number="武城管〔2024〕7号"),
        replace(case(), document_number="武城管〔2024〕8号"),
    )
    assert not same(one, two)


def test_the_longest_copy_is_kept_and_completed() -> None:
    long = replace(case(), outcome="协议已经解除。")
    short = replace(
        case(),
        source=OTHER,
        finding="违反条例。",
        document_number="武城管〔2024〕7号",
        measure=case().measure[:-8] + "。",
    )
    found = merge([short, long])
    assert found.measure == long.measure and found.outcome and found.finding
    assert found.document_number == "武城管〔2024〕7号"
    assert found.also == (OTHER,) and found.source == long.source
    assert merge([long, short]) == found
    assert found.fidelity is Fidelity.UNVERIFIED


def test_the_known_file_has_so_many_cases() -> None:
    rows = list(read(shared("data", "policy_cases.jsonl")))
    taken = [each.case for each in rows if isinstance(each, CaseRow)]
    assert len(rows) == 605 and len(taken) == 605
    groups = group(taken)
    assert 390 <= len(groups) <= 500
    assert sorted(at for each in groups for at in each.members) == list(range(605))
    assert all(is_known(code) for each in taken for code in each.categories)
    order = list(range(605))
    random.Random(7).shuffle(order)
    again = group([taken[at] for at in order])
    assert {each.case for each in again} == {each.case for each in groups}


def test_the_known_sheet_has_forty() -> None:
    rows = list(read(shared("data", "全国公平竞争审查督查发现的问题政策措施.xlsx")))
    taken = [each.case for each in rows if isinstance(each, CaseRow)]
    assert len(taken) == 40 and len(rows) == 40
    assert len(group(taken)) == 40
    assert [each.place for each in rows if "、" in each.place] == ["第5、6行", "第17、18行"]
