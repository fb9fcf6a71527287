"""The engine as a whole: spans, bad input, the library that is not there, days, judged cases, long drafts."""

from __future__ import annotations

import json
import re
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.canonical import canonical
from review.draft import Draft
from review.engine import check
from review.library import Candidate, CorpusSources
from review.model import DocType, IssuerLevel, Profile
from tests.support import shared

DAY = date(2026, 11, 23)
PROFILE = Profile(DocType.NORMATIVE_DOCUMENT, IssuerLevel.CITY, DAY)
WORDS = [
    "违反本办法规定的", "处五百元以上二千元以下罚款", "吊销营业执照", "优先采购本市企业", "国办发[2018]37号",
    "第一条 ", "第九条", "本办法第七条", "（一）", "：", "；", "。", "，", "\n", " ", "《", "》", '"', "“", "”",
    "2026年02月30日", "未经批准不得经营", "㈠", "①", "𠮷", "\u200b", "\r\n", "不得", "应当缴纳保证金", "abc", "罚款",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_every_span_slices_the_text_and_stays_in_its_clause(text: str) -> None:
    longest = max([40, *(len(part) for part in re.split(r"[。；;\n]", text))])
    for each in check(text, PROFILE).findings:
        assert text[each.start : each.end] == each.excerpt
        assert 0 < each.end - each.start <= longest


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_taken_and_keeps_its_length(text: str) -> None:
    assert len(canonical(text)) == len(text)
    for kind in (DocType.NORMATIVE_DOCUMENT, DocType.MAJOR_DECISION, DocType.PARTY_DOCUMENT):
        check(text, Profile(kind, None, DAY))


@pytest.mark.parametrize(
    "text", ["", "   \n\n", "An English text. It sets a fine of 500 yuan.", "。。。；；；", "第"]
)
def test_a_text_with_nothing_to_say_has_no_findings(text: str) -> None:
    report = check(text, PROFILE)
    assert not [each for each in report.findings if each.severity != "info"]


def test_without_a_library_it_says_that_citations_were_not_checked() -> None:
    report = check("根据《中华人民共和国合同法》，制定本办法。", PROFILE)
    assert not report.coverage.citations_checked
    assert not report.citations
    fined = check("违反的，处二百元罚款。", PROFILE).findings[0]
    assert not fined.basis[0].held
    assert fined.basis[0].quote


def test_a_basis_that_is_held_is_quoted(sources: CorpusSources) -> None:
    found = check("违反的，处二百元罚款。", PROFILE, sources).findings[0].basis[0]
    assert (found.law, found.article_no, found.held) == ("中华人民共和国行政处罚法", "第十六条", True)
    assert "不得设定行政处罚" in found.quote
    fair = check("优先采购本市企业的产品。", PROFILE, sources).findings[0].basis[0]
    assert fair.citation == "《公平竞争审查条例》第九条第三项"


def test_citations_are_judged_on_the_drafts_own_day(sources: CorpusSources) -> None:
    text = "依照《中华人民共和国医疗保障法》办理。本办法自{}起施行。"
    soon = check(text.format("2026年12月1日"), PROFILE, sources)
    later = check(text.format("2027年6月1日"), PROFILE, sources)
    assert "CITE_NOT_YET_IN_FORCE" in {each.rule for each in soon.findings}
    assert "CITE_NOT_YET_IN_FORCE" not in {each.rule for each in later.findings}
    assert later.judged_on == date(2027, 6, 1)


def test_a_parent_found_by_search_softens_and_is_named() -> None:
    article = "在人行道上乱堆乱放物料、影响行人通行的，由城市管理部门处二百元以上一千元以下罚款。"
    parent = Candidate("x", "某省市容条例", "地方性法规", "第三十条", article, True)
    finder = SimpleNamespace(find=lambda clause, day, size: [parent])
    text = "在人行道上乱堆乱放物料的，处五百元罚款。"
    found = check(text, PROFILE, finder=finder).findings[0]
    assert found.severity == "warning"
    assert found.basis[1].citation == "《某省市容条例》第三十条"
    other = check("擅自在河道内洗车、倾倒油污的，处五百元罚款。", PROFILE, finder=finder).findings[0]
    assert other.severity == "error"


def test_a_party_document_has_its_own_sheet() -> None:
    report = check("优先采购本市企业的产品。", Profile(DocType.PARTY_DOCUMENT, IssuerLevel.CITY, DAY))
    assert [each.name for each in report.sheet] == ["政治性", "合法合规性", "合理性", "规范性"]
    assert report.sheet[0].by_hand
    assert report.sheet[2].warnings == 1


def test_a_list_of_what_is_forbidden_is_no_finding() -> None:
    text = "规范性文件不得规定下列内容：\n（一）处五百元以下罚款；\n（二）优先采购本市企业的产品；\n（三）吊销许可证。"
    assert not [each for each in check(text, PROFILE).findings if each.severity != "info"]


def test_a_long_draft_costs_what_its_length_costs(sources: CorpusSources) -> None:
    clause = (
        "违反本办法规定的，由市主管部门处五百元以上二千元以下罚款。政府采购应当优先采购本市企业的产品。\n"
    )
    report = check(clause * 300, PROFILE, sources)
    assert len(report.findings) == 600
    assert len(Draft(clause * 300).pieces) == 600


def test_judged_cases(sources: CorpusSources) -> None:
    """The judged cases by rule, span and severity; their bases are compared by the acceptance tool."""
    path = shared("eval", "cases_dev.jsonl")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for case in (each for each in cases if each["kind"] == "check_draft"):
        params, expect = case["params"], case["expect"]
        day = date.fromisoformat(params["today"])
        profile = Profile(DocType(params["doc_type"]), IssuerLevel(params["issuer_level"]), day)
        found = check(case["input"], profile, sources).findings
        for wanted in expect["findings"]:
            assert [
                each
                for each in found
                if each.rule == wanted["rule"]
                and each.severity == wanted["severity"]
                and wanted["span_contains"] in each.excerpt
            ], (case["id"], wanted, found)
        assert not {each.rule for each in found} & set(expect.get("no_findings_of", [])), case["id"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("An English text. It sets a fine of 500 yuan.", ["little_chinese"]),
        ("GDP", []),
        ("第一条 目的。\n第二条 施行。\n乙办法\n第一条 目的。\n第二条 施行。", ["several_drafts"]),
        ("第一条 目的。\n第二条 施行。\n附件\n某某细则\n第一条 目的。", []),
        ("为加强管理，制定本办法。", []),
    ],
)
def test_it_says_how_a_draft_was_read(text: str, codes: list[str]) -> None:
    assert [each.code for each in check(text, PROFILE).coverage.notes] == codes


def test_a_reference_beyond_both_of_two_drafts_is_dangling() -> None:
    text = "第一条 目的。\n第二条 按照本办法第三条。\n第三条 施行。\n乙办法\n第一条 目的。\n第二条 按照本办法第九条。"
    found = [each for each in check(text, PROFILE).findings if each.rule == "DANGLING_SELF_REFERENCE"]
    assert [each.excerpt for each in found] == ["本办法第九条"]


def test_halfwidth_marks_are_few_and_counted() -> None:
    found = [
        each
        for each in check("为加强管理,制定办法。\n" * 30, PROFILE).findings
        if each.rule == "HALFWIDTH_PUNCT"
    ]
    assert len(found) == 10
    assert "还有 20 段" in found[-1].message
