"""What a case demands, against answers that hold it and answers that do not."""

from __future__ import annotations

import pytest

from evaluation.expectations import complaints
from evaluation.expectations.basis import same_basis
from evaluation.judged import Case

FIRST = {"law": "中华人民共和国甲法", "article_no": "第一条"}
SECOND = {"law": "甲法", "article_no": "第二条"}


def hit(title="甲法", number="第一条", **more):
    return {
        "law": {"title": title, "version_date": "2020-01-01"},
        "article_no": number,
        "text": "应当公开",
        **more,
    }


def page(*hits, confident=True, notes=(), **query):
    notes = [{"code": code, "message": ""} for code in notes]
    return {"query": {"type": "topic", "notes": notes, **query}, "hits": list(hits), "confident": confident}


def case(kind, expect, text="甲法 第一条", **params):
    return Case("C", kind, text, params, expect)


@pytest.mark.parametrize(
    ("expect", "answer", "holds"),
    [
        ({"top1": FIRST}, page(hit()), True),
        ({"top1": FIRST}, page(hit(), confident=False), False),
        ({"top1": FIRST}, page(hit(), notes=["outside_coverage"]), False),
        ({"top1": FIRST}, page(hit(), notes=["expanded"]), True),
        ({"top1": FIRST}, page(hit(number="第二条")), False),
        ({"top1": FIRST}, page(), False),
        ({"top3_contains": [FIRST, SECOND]}, page(hit(), hit(number="第二条")), True),
        ({"top1_contains": [FIRST, SECOND]}, page(hit(), hit(number="第二条")), False),
        ({"top3_any_of": [FIRST, SECOND]}, page(hit(number="第二条")), True),
        ({"top3_any_of": [FIRST, SECOND]}, page(hit(number="第三条")), False),
        ({"text_contains": "公开"}, page(hit()), True),
        ({"text_contains": "保密"}, page(hit()), False),
        ({"text_contains": "公开"}, page(), False),
        ({"version_date": "2020-01-01"}, page(hit()), True),
        ({"version_date": "2021-01-01"}, page(hit()), False),
        ({"not_top1_law": "乙法"}, page(hit()), True),
        ({"not_top1_law": "乙法"}, page(hit("中华人民共和国乙法")), False),
        ({"paragraph": 2, "paragraph_contains": "公开"}, page(hit(paragraph=2)), True),
        ({"item": 3}, page(hit(item=2)), False),
        (
            {"query_type": "citation", "normalized": "《甲法》第一条"},
            page(type="citation", normalized="《甲法》第一条"),
            True,
        ),
        ({"query_type": "citation"}, page(), False),
        ({"did_you_mean": "甲法"}, page(did_you_mean="中华人民共和国甲法"), True),
        ({"no_confident_hit": True}, page(hit(), confident=False), True),
        ({"no_confident_top1": True}, page(hit()), False),
        ({"behaviour": "needs_law_context"}, page(notes=["needs_law_context"]), True),
        ({"behaviour": "needs_law_context"}, page(), False),
        ({"must_explain_coverage": True}, page(notes=["not_in_library"]), True),
        ({"must_explain_coverage": True}, page(notes=["expanded"]), False),
        ({"a_new_demand": 1}, page(hit()), False),
    ],
)
def test_search(expect, answer, holds):
    assert (complaints(case("search", expect), answer) == []) is holds


TEXT = "依照甲法第一条办理。"
CITATION = {
    "text": "甲法第一条",
    "start": 2,
    "end": 7,
    "verdict": "repealed",
    "law": {"id": None, "title": "中华人民共和国甲法"},
    "since": "2021-01-01",
    "warnings": ["status_without_source"],
    "basis": [{"law": {"title": "乙法"}, "article_no": "第九条", "citation": "《乙法》第九条"}],
    "article_text": "应当公开",
}


@pytest.mark.parametrize(
    ("expect", "change", "holds"),
    [
        ({"verdict": "repealed", "law": "甲法", "since": "2021-01-01"}, {}, True),
        ({"verdict": "ok"}, {}, False),
        ({"law": "乙法"}, {}, False),
        ({"doc_type": "通知"}, {}, True),
        ({"basis": [{"law": "乙法", "article_no": "第九条"}]}, {}, True),
        ({"basis": [{"law": "乙法", "article_no": "第八条"}]}, {}, False),
        ({"warnings": ["status_without_source"]}, {}, True),
        ({"warnings": ["sources_disagree"]}, {}, False),
        ({"must_flag_manual_check": True}, {}, True),
        ({"must_flag_manual_check": True}, {"warnings": []}, False),
        ({"must_not_resolve_to": "乙法", "must_not_say": "ok", "since_must_not_be": "2020-01-01"}, {}, True),
        ({"must_not_resolve_to": "甲法"}, {}, False),
        ({"must_not_say": "repealed"}, {}, False),
        ({"since_must_not_be": "2021-01-01"}, {}, False),
        ({"replaced_by": "乙法"}, {"replaced_by": {"id": "x", "title": "乙法"}}, True),
        ({"text_contains": "公开"}, {}, True),
        ({"verdict": "repealed"}, {"start": 3}, False),
        ({"citations": [{"verdict": "repealed"}]}, {}, True),
        ({"citations": []}, {}, False),
        ({"citations": [{"verdict": "repealed"}, {"verdict": "ok"}]}, {}, False),
    ],
)
def test_cite(expect, change, holds):
    answer = {"citations": [{**CITATION, **change}]}
    assert (complaints(case("cite", expect, TEXT), answer) == []) is holds


@pytest.mark.parametrize(
    ("wanted", "given", "holds"),
    [
        (
            {"law": "甲法", "article_no": "第一条"},
            {"law": {"title": "中华人民共和国甲法"}, "article_no": "第一条"},
            True,
        ),
        ("甲条例第九条第三项", {"law": "甲条例", "article_no": "第九条", "item": 3}, True),
        ("甲条例第九条第三项", {"law": "甲条例", "article_no": "第九条", "paragraph": 1, "item": 3}, True),
        (
            "甲条例第九条第一款第三项",
            {"law": "甲条例", "article_no": "第九条", "paragraph": 1, "item": 3},
            True,
        ),
        ("甲条例第九条第十二项", {"law": "甲条例", "article_no": "第九条", "item": 12}, True),
        ("甲条例第九条第二款", {"law": "甲条例", "article_no": "第九条", "paragraph": 2}, True),
        ("甲条例第九条第三项", {"law": "甲条例", "article_no": "第九条", "item": 2}, False),
        ("甲条例第九条第三项", {"citation": "《甲条例》第九条第三项"}, True),
        ("甲条例第九条第三项", "《甲条例》第九条第三项", True),
        ("甲条例第九条", {"law": None, "article_no": None, "citation": None}, False),
    ],
)
def test_a_basis_by_article_or_as_printed(wanted, given, holds):
    assert same_basis(wanted, given) is holds


@pytest.mark.parametrize(
    ("expect", "answer", "holds"),
    [
        (
            {"verdict": "in_force", "version_date": "2020-01-01"},
            {"verdict": "ok", "version_date": "2020-01-01"},
            True,
        ),
        (
            {"verdict": "repealed", "replaced_by": "乙法"},
            {"verdict": "repealed", "replaced_by": {"title": "乙法"}},
            True,
        ),
        ({"verdict_any_of": ["in_force_with_warning"]}, {"verdict": "in_force", "warnings": ["x"]}, True),
        ({"verdict_any_of": ["in_force_with_warning"]}, {"verdict": "in_force", "warnings": []}, False),
        ({"verdict": "in_force"}, {"verdict": "in_force", "warnings": ["x"]}, True),
        ({"text_must_not_contain": "旧"}, {"text": "新"}, True),
        ({"text_must_not_contain": "旧"}, {"text": "旧"}, False),
        ({"text_contains": "新"}, {"text": None}, False),
    ],
)
def test_asof(expect, answer, holds):
    assert (complaints(case("asof", expect), answer) == []) is holds


UNITS = [
    {"status": "moved", "old_no": "第一条", "new_no": "第二条", "old_text": "甲 乙", "new_text": "甲\n乙"},
    {
        "status": "new",
        "old_no": None,
        "new_no": "第一条",
        "old_text": None,
        "new_text": "新文",
        "added": ["六个月"],
    },
]


@pytest.mark.parametrize(
    ("expect", "number", "holds"),
    [
        (
            {"status": "moved", "to": "第二条", "identical": True, "new_text_at_old_number_contains": "新文"},
            "第一条",
            True,
        ),
        ({"status": "same"}, "第一条", False),
        ({"to": "第三条"}, "第一条", False),
        ({"removed_contains": "甲"}, "第一条", False),
        ({"status": "moved"}, "第九条", False),
    ],
)
def test_diff(expect, number, holds):
    assert (complaints(case("diff", expect, f"甲法 {number}"), {"units": UNITS}) == []) is holds


def finding(excerpt="处五百元罚款", start=0, **more):
    return {
        "rule": "R",
        "severity": "error",
        "excerpt": excerpt,
        "start": start,
        "end": start + len(excerpt),
        "basis": [{"law": {"title": "甲法"}, "article_no": "第一条"}],
        "suggestion": "删去罚款",
        **more,
    }


DRAFT = "处五百元罚款，由市局收缴。" + "另行规定" * 12
WANTED = {"rule": "R", "span_contains": "罚款", "basis": [FIRST], "severity": "error"}


@pytest.mark.parametrize(
    ("expect", "findings", "holds"),
    [
        ({"findings": [WANTED]}, [finding()], True),
        ({"findings": [WANTED | {"suggestion": "删去"}]}, [finding()], True),
        ({"findings": [WANTED | {"suggestion": "改为"}]}, [finding()], False),
        ({"findings": [WANTED]}, [finding(severity="info")], False),
        ({"findings": [WANTED]}, [finding(basis=[])], False),
        ({"findings": [WANTED | {"basis_any_of": [SECOND, FIRST]}]}, [finding()], True),
        ({"findings": [WANTED | {"basis": []}]}, [finding(basis=[])], True),
        ({"findings": [WANTED]}, [finding(basis=[{"citation": "《丙法》"}] * 3 + finding()["basis"])], False),
        ({"findings": [WANTED]}, [finding(start=1)], False),
        ({"findings": [WANTED]}, [finding("款", 5)], False),
        ({"findings": [WANTED]}, [finding(DRAFT)], False),
        ({"findings": [WANTED], "no_findings_of": ["Q"]}, [finding(), finding(rule="Q")], False),
        ({"findings": []}, [finding(severity="info")], True),
        ({"findings": []}, [finding()], False),
    ],
)
def test_check_draft(expect, findings, holds):
    assert (complaints(case("check_draft", expect, DRAFT), {"findings": findings}) == []) is holds
