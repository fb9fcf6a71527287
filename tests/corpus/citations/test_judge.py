"""Verdicts: held works by their articles, the text by its own, and what cannot be checked says so."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from corpus.citations.check import Check, check
from corpus.citations.model import Citation
from corpus.identity import work_id
from corpus.legal_time.timeline import build
from corpus.library import MemoryLibrary
from corpus.model import Level, Unit, UnitKind, Version, Witness, Work
from corpus.numerals import ordinal_label
from corpus.titles import book_of

DAY = date(2026, 11, 23)
FIELDS = (
    "text start end kind law article_no paragraph item verdict since replaced_by basis last_article paragraphs "
    "version_date effective_date amended_by amended_since in_force_version in_force_last_article article_text warnings "
    "says"
)


def unit(number: int, text: str, path: tuple[str, ...]) -> Unit:
    return Unit(f"a{number}", UnitKind.ARTICLE, number, 0, ordinal_label(number), path, text)


def made(title: str, region: str | None, doc_number: str | None, texts: list[str]) -> tuple[Work, list[Unit]]:
    identity = work_id(title, Level.LOCAL_REGULATION if region else Level.LAW, region)
    day = date(2018, 3, 1)
    witness = Witness("甲", "", "test", 1, "", day, date(2018, 5, 1), None)
    version = Version(identity, "2018-03-01", title, day, "", len(texts), (witness,))
    level = Level.LOCAL_REGULATION if region else Level.LAW
    work = Work(identity, title, level, None, region, None, doc_number, (version,))
    paths = [("第一章 总则",), ("第二章 罚则", "第一节 种类")]
    return work, [unit(at, text, paths[at > 2]) for at, text in enumerate(texts, 1)]


WORKS = [
    made(
        "中华人民共和国树木法",
        None,
        "国办发〔2018〕37号",
        [
            "为了保护树木，制定本法。",
            "砍树应当经过许可。\n有下列情形之一的，不予许可：\n（一）树龄超过一百年；\n（二）树在水源地。",
            "违反本法第二条规定砍树的，处一千元以上五千元以下罚款。",
            "本法自2018年5月1日起施行。",
        ],
    ),
    made("养花条例", "甲省", None, ["养花应当浇水。"]),
    made("养花条例", "乙省", None, ["养花应当施肥。"]),
]
LIBRARY = MemoryLibrary(
    [work for work, _ in WORKS], {(work.id, work.versions[0].key): units for work, units in WORKS}
)
TIMELINE = build(LIBRARY)
TITLES = book_of(LIBRARY)


def run(text: str, **options: str) -> Check:
    found = check(text, library=LIBRARY, timeline=TIMELINE, titles=TITLES, day=DAY, **options)  # type: ignore[arg-type]
    for each in found.citations:
        assert text[each.start : each.end] == each.text
    return found


def one(text: str, **options: str) -> Citation:
    (citation,) = run(text, **options).citations
    return citation


def test_fields_are_those_of_the_api() -> None:
    assert " ".join(each.name for each in fields(Citation)) == FIELDS


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("《树木法》", "ok"),
        ("《树木法》第二条", "ok"),
        ("《树木法》第二条第二款第（二）项", "ok"),
        ("《树木法》第二条第（二）项", "ok"),
        ("《树木法》第二条第三款", "paragraph_not_found"),
        ("《树木法》第二条第二款第三项", "item_not_found"),
        ("《树木法》第五条", "article_not_found"),
        ("《树木法》第二章第一节", "ok"),
        ("《树木法》第二章第二节", "article_not_found"),
        ("《树木法》第三章", "article_not_found"),
        ("《某某草地管理条例》第三条", "law_not_in_corpus"),
        ("《养花条例》第一条", "ambiguous"),
        ("依照本法第二条", "unresolved_context"),
        ("按照国办发[2018]37 号文件", "ok"),
        ("按照国办发〔2019〕37号文件", "law_not_in_corpus"),
    ],
)
def test_verdicts(text: str, verdict: str) -> None:
    assert one(text).verdict == verdict


def test_what_an_answer_shows() -> None:
    found = one("《树木法》第二条第三款")
    assert (found.article_no, found.paragraph, found.paragraphs) == ("第二条", 3, 2)
    assert found.law and found.law["title"] == "中华人民共和国树木法"
    assert (found.version_date, found.effective_date) == ("2018-03-01", "2018-05-01")
    assert one("《树木法》第五条").last_article == "第四条"
    assert [each["law"]["title"] for each in one("《养花条例》第一条").basis] == ["养花条例", "养花条例"]


def test_current_law() -> None:
    assert one("依照本法第二条", current_law="树木法").verdict == "ok"
    assert one("依照本法第九条", current_law=WORKS[0][0].id).verdict == "article_not_found"


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("处一千元以上五千元以下罚款", "ok"),
        ("违反本法第二条规定砍树的, 处一千元以上……五千元以下罚款", "ok"),
        ("违反本法第二条规定砍树的，处一千元以上六千元以下罚款。", "ok"),
        ("任何单位和个人不得占用人行道堆放建筑材料", "quote_mismatch"),
    ],
)
def test_quotes(quote: str, verdict: str) -> None:
    """A real mismatch only: another sentence, not another comma or a slip of the pen."""
    assert run(f"《树木法》第三条规定：“{quote}”").citations[0].verdict == verdict


def test_a_quote_that_differs_in_a_word_is_marked() -> None:
    found = run("《树木法》第三条规定：“砍树的，处一千元以上六千元以下罚款”").citations[0]
    assert (found.verdict, found.warnings) == ("ok", ["quote_differs"])


def test_edition_of_another_year() -> None:
    assert one("《树木法》（2018年修正）第二条").warnings == []
    assert one("《树木法》（2012年修正）第二条").warnings == ["other_edition:2012"]


def test_own_text() -> None:
    text = "某某办法\n\n第一条 甲。\n\n（一）乙；\n\n第二条 违反本办法第一条第一款第（一）项、第三条、第一条第二款的。"
    assert [each.verdict for each in run(text).citations] == [
        "ok",
        "article_not_found",
        "paragraph_not_found",
    ]
    assert run(text).citations[1].last_article == "第二条"
    part = "第五条 甲。\n\n第六条 违反本办法第五条、第二条规定的。"
    assert [each.verdict for each in run(part).citations] == ["ok", "unresolved_context"]


def test_coverage() -> None:
    found = run("《树木法》第二条、《某某条例》、本法第三条、《养花条例》、《许可证》")
    assert (found.coverage.extracted, found.coverage.verified) == (4, 1)
    assert [each.reason for each in found.coverage.skipped] == ["not_a_law"]
