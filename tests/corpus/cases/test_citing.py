"""Citations of a case: on the case's own day, and the article of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.cases.citing import CaseCitation, CaseCiter, Chosen, Link
from corpus.cases.links import CaseLinks
from corpus.cases.starter import starter_cases
from corpus.legal_time.compare import UnitStatus
from corpus.model import Verdict
from corpus.titles.build import book_of
from tests.corpus.cases.samples import case
from tests.corpus.legal_time.conftest import Text, World, articles, world

OLD = articles(
    [
        "为了保护竞争，制定本法。",
        "行政机关不得限定单位或者个人购买其指定的经营者提供的商品。",
        "行政机关不得制定含有排除、限制竞争内容的规定。",
        "本法自2008年8月1日起施行。",
    ]
)
NEW = articles(
    [
        "为了保护竞争，制定本法。",
        "国家健全反竞争规则制度，强化监管力量，提高监管能力。",
        "行政机关不得限定或者变相限定单位或者个人购买其指定的经营者提供的商品。",
        "行政机关不得与经营者签订合作协议，妨碍其他经营者进入市场。",
        "行政机关不得制定含有排除、限制竞争内容的规定。",
        "本法自2022年8月1日起施行。",
    ]
)
TITLE = "中华人民共和国公平竞赛法"
RULES = Text(
    "公平竞争审查制度实施细则",
    "2021-06-29",
    articles(["总则。", "标准。\n（一）不得限定。\n（二）不得歧视。"]),
    "2021-06-29",
)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def made() -> World:
    return world(
        Text(TITLE, "2007-08-30", OLD, "2008-08-01"), Text(TITLE, "2022-06-24", NEW, "2022-08-01"), RULES
    )


def cite(made: World, day: str, *bases: str, **told: str) -> tuple[CaseCitation, ...]:
    citer = CaseCiter(made.library, made.timeline, book_of(made.library), TODAY)
    return citer.cite(replace(case(measure="区里定了规矩。"), date=day, legal_bases=bases, **told))


def one(made: World, day: str, basis: str) -> CaseCitation:
    (found,) = cite(made, day, basis)
    assert basis[found.start : found.end] == found.text
    return found


def test_before_the_amendment_the_older_text_is_meant(made: World) -> None:
    found = one(made, "2022-06-09", "《公平竞赛法》第三条")
    assert (found.verdict, found.version_key, found.unit_key) == (Verdict.OK, "2007-08-30", "a3")
    assert found.today is not None and found.today.article_no == "第五条"
    assert (found.today.link, found.today.status) == (Link.COMPARED, UnitStatus.MOVED)


def test_a_rule_that_moved_and_changed_is_followed(made: World) -> None:
    found = one(made, "2022-06-09", "《公平竞赛法》第二条")
    assert found.today is not None
    assert (found.today.article_no, found.today.status) == ("第三条", UnitStatus.MOVED_AND_CHANGED)


def test_after_it_the_text_is_today_s(made: World) -> None:
    found = one(made, "2022-08-01", "《公平竞赛法》第三条")
    assert found.version_key == "2022-06-24"
    assert found.today is not None and found.today.link is Link.SAME_TEXT and found.today.unit_key == "a3"


@pytest.mark.parametrize("basis", ["修改前的《公平竞赛法》第三条", "《公平竞赛法》第三条（修订前）"])
def test_the_text_before_the_amendment_when_it_says_so(made: World, basis: str) -> None:
    found = one(made, "2023-01-11", basis)
    assert (found.chosen, found.version_key, found.day) == (Chosen.EARLIER, "2007-08-30", date(2022, 7, 31))


def test_a_list_stays_with_the_older_text(made: World) -> None:
    found = cite(
        made, "2023-01-11", "修改前的《公平竞赛法》第二条、第三条", finding="违反《公平竞赛法》第四条。"
    )
    assert [each.version_key for each in found] == ["2007-08-30", "2007-08-30", "2022-06-24"]
    assert [each.field for each in found] == ["legal_bases", "legal_bases", "finding"]


def test_the_words_quoted_decide(made: World) -> None:
    basis = "《公平竞赛法》第三条“行政机关不得制定含有排除、限制竞争内容的规定”"
    found = one(made, "2023-01-11", basis)
    assert (found.chosen, found.version_key, found.verdict) == (Chosen.QUOTE, "2007-08-30", Verdict.OK)


def test_words_that_no_text_has_are_a_mismatch(made: World) -> None:
    found = one(made, "2023-01-11", "《公平竞赛法》第四条“限定经营者购买或者使用特定经营者提供的商品、服务”")
    assert found.verdict is Verdict.QUOTE_MISMATCH


@pytest.mark.parametrize(
    ("basis", "verdict"),
    [
        ("《公平竞赛法》\n第四条 行政机关不得与经营者签订合作协议，妨碍其他经营者进入市场。", Verdict.OK),
        ("《公平竞赛法》第四条（一）限定经营者购买或者使用特定经营者提供的商品。", Verdict.QUOTE_MISMATCH),
        ("《公平竞赛法》第四条和《实施细则》的相关规定", Verdict.OK),
        ("《公平竞赛法》第四条关于不得签订排他性合作协议的规定", Verdict.OK),
    ],
)
def test_a_column_of_bases_prints_the_article(made: World, basis: str, verdict: Verdict) -> None:
    assert cite(made, "2023-01-11", basis)[0].verdict is verdict


def test_short_names_of_bulletins(made: World) -> None:
    found = one(made, "2023-09-19", "《实施细则》第二条第（一）项")
    assert found.law.title == "公平竞争审查制度实施细则" and found.item == 1 and found.verdict is Verdict.OK


def test_what_is_not_held_is_named(made: World) -> None:
    found = one(made, "2023-09-19", "《市场准入条例》第二条")
    assert (found.verdict, found.law.id, found.law.title) == (Verdict.LAW_NOT_IN_CORPUS, None, "市场准入条例")
    assert found.today is None


def test_numbers_of_the_measure_itself_are_no_citations(made: World) -> None:
    assert cite(made, "2023-09-19", finding="其中第三条要求外地企业备案。") == ()


def test_a_case_without_a_date_is_judged_today(made: World) -> None:
    assert one(made, "", "《公平竞赛法》第三条").day == TODAY
    assert one(made, "2021", "《公平竞赛法》第三条").day == date(2021, 12, 31)


def test_where_the_older_text_is_not_held_words_or_the_table_lead_on() -> None:
    title = "中华人民共和国反垄断法"
    units = articles(
        [
            "39:行政机关不得限定购买其指定的经营者提供的商品。",
            "45:行政机关不得制定含有排除、限制竞争内容的规定。",
            "46:本法自2008年8月1日起施行。",
        ]
    )
    made = world(Text(title, "2022-06-24", units))
    by_table = one(made, "2022-06-09", "《反垄断法》第三十二条")
    assert by_table.verdict is Verdict.VERSION_UNKNOWN and by_table.unit_key is None
    assert by_table.today is not None and (by_table.today.link, by_table.today.unit_key) == (
        Link.TABLE,
        "a39",
    )
    by_words = one(made, "2022-06-09", "《反垄断法》第三十七条“行政机关不得制定含有排除、限制竞争内容的规定”")
    assert by_words.today is not None and (by_words.today.link, by_words.today.unit_key) == (
        Link.QUOTE,
        "a45",
    )


def test_links_go_both_ways(made: World) -> None:
    citer = CaseCiter(made.library, made.timeline, book_of(made.library), TODAY)
    old = replace(case(), date="2022-06-09", legal_bases=("《公平竞赛法》第三条",))
    new = replace(case(), date="2024-06-09", legal_bases=("《公平竞赛法》第五条", "《无此条例》第一条"))
    links = CaseLinks([("old", citer.cite(old)), ("new", citer.cite(new))])
    work = made.id(TITLE)
    assert links.of_unit(work, "2022-06-24", "a5") == ["old", "new"]
    assert links.of_unit(work, "2007-08-30", "a3") == ["old"]
    assert links.of_unit(work, "2022-06-24", "a3") == []
    assert links.of_work(work) == ["old", "new"]
    assert links.of_title("《无此条例》") == ["new"]
    assert links.citations("none") == () and len(links.citations("new")) == 2


def test_every_basis_of_the_starter_cases_is_found_or_named_as_not_held(starter_world: World) -> None:
    citer = CaseCiter(starter_world.library, starter_world.timeline, book_of(starter_world.library), TODAY)
    for each in starter_cases():
        found = [one for one in citer.cite(each) if one.field == "legal_bases"]
        named = [at for at, basis in enumerate(each.legal_bases) if "《" in basis]
        assert {one.index for one in found} == set(named), each.title
        for one in found:
            assert one.verdict in {Verdict.OK, Verdict.LAW_NOT_IN_CORPUS, Verdict.VERSION_UNKNOWN}, each.title
            monopoly = one.law.id is not None and one.article_no is not None
            assert not monopoly or one.today is not None, each.title
