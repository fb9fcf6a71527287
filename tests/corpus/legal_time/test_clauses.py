"""Clauses of one text: commencement, repeal, amendment, and what must not be taken for one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.legal_time.clause import ClauseKind, Extraction, Op, When, from_json, to_json
from corpus.legal_time.clauses import extract_version
from corpus.legal_time.events import add_delay
from corpus.model import Unit, UnitKind


def unit(text: str, key: str = "a9") -> Unit:
    return Unit(key, UnitKind.ARTICLE, 9, 0, "第九条", (), text)


def read(text: str, title: str = "某某管理条例") -> Extraction:
    return extract_version(title, [unit(text)])


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("本法自2026年8月15日起施行。", "某某法", date(2026, 8, 15)),
        ("本法自 2026年8月15日起施行。 《旧法》同时废止。", "某某法典", date(2026, 8, 15)),
        ("本法自２０１３年１月１日起施行。", "某某法", date(2013, 1, 1)),
        ("本规定自一九九四年一月一日起施行。", "某某规定", date(1994, 1, 1)),
        ("本解释自二○○七年二月一日起施行。", "关于某某的解释", date(2007, 2, 1)),
        ("本决定自2026年1月1日起施行。", "关于修改《某某法》的决定", date(2026, 1, 1)),
        ("本条例2021年7月1日施行。", "某某条例", None),
        ("本条例自2021年7月1日施行。", "某某条例", date(2021, 7, 1)),
        ("本法（原称《旧条例》）自1989年1月1日起施行。", "某某法", date(1989, 1, 1)),
        ("本法由全国人民代表大会通过，自1984年10月1日起施行。", "某某法", date(1984, 10, 1)),
        ("本规定于2002年3月1日起施行。", "某某规定", date(2002, 3, 1)),
        ("本《办法》自2018年7月1日起施行。", "某某办法", date(2018, 7, 1)),
        ("本安排自2006年4月1日起生效。", "关于某某的安排", date(2006, 4, 1)),
        ("新建项目自2020年1月1日起施行本法规定的标准。", "某某法", None),
        ("《另一法》自2020年1月1日起施行。", "某某法", None),
        ("十二、本办法自2021年3月31日起施行。", "某某基本法", None),
        ("本法第三条自2021年3月31日起施行。", "某某法", None),
        ("本法自2021年13月41日起施行。", "某某法", None),
    ],
)
def test_a_printed_day_counts_only_for_the_text_itself(text: str, title: str, expected: date | None) -> None:
    found = read(text, title).of(ClauseKind.COMMENCEMENT)
    assert [each.day for each in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "delay", "begins"),
    [
        ("本法自公布之日起施行。", None, date(2020, 1, 31)),
        ("本办法自发布之日起施行。", None, date(2020, 1, 31)),
        ("本守则自通过之日起施行。", None, date(2020, 1, 31)),
        ("本规定由某某院负责解释，自发布之日起施行。", None, date(2020, 1, 31)),
        ("本条例自公布之日起30日后施行。", (30, "day"), date(2020, 3, 1)),
        ("本条例自公布之日起一个月后施行。", (1, "month"), date(2020, 2, 29)),
        ("本条例自公布之日起满一年施行。", (1, "year"), date(2021, 1, 31)),
    ],
)
def test_publication_and_delay(text: str, delay: tuple[int, str] | None, begins: date) -> None:
    title = "某某法" if text.startswith("本法") else "某某办法"
    (clause,) = extract_version(title, [unit(text)]).of(ClauseKind.COMMENCEMENT)
    assert (clause.when, clause.delay) == (When.PUBLICATION, delay)
    assert add_delay(date(2020, 1, 31), clause.delay) == begins


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("本法自2021年1月1日起施行。《甲法》、《乙法》同时废止。", ["甲法", "乙法"]),
        ("本法自2004年1月1日起施行，《甲条例》同时废止。", ["甲条例"]),
        ("《甲法》和《乙法》同时废止。", ["甲法", "乙法"]),
        (
            "1991年4月9日某会议通过的《甲法》和1993年12月13日国务院发布的《乙条例》同时废止。",
            ["甲法", "乙条例"],
        ),
        ("《关于修改〈甲法〉的决定》同时废止。", ["关于修改〈甲法〉的决定"]),
        ("《甲规定》（某发〔2012〕5号）、《乙规定》（某发〔2013〕6号）同时废止。", ["甲规定", "乙规定"]),
        (
            "自本规定施行之日起，《甲规定》（某发〔2000〕5号）即行废止；以前的规定不一致的，以本规定为准。",
            ["甲规定"],
        ),
        ("《甲解释》自本解释公布之日起不再执行。", ["甲解释"]),
        ("1963年4月10日国务院公布的《甲条例》同时废止；其他有关规定，凡与本法抵触的，同时失效。", ["甲条例"]),
        ("一九五○年政务院公布的甲条例同时废止。", ["甲条例"]),
        ("根据2001年某会议通过的《甲条例修正案》第一次修订的《甲条例》同时废止。", ["甲条例"]),
        ("《甲条例》，1990年某会议通过的《乙\n办法》同时废止。", ["甲条例", "乙办法"]),
        ("最高人民法院《关于甲的解释》、《关于乙的批复》，同时废止。", ["关于甲的解释", "关于乙的批复"]),
        (
            "下列条例和决定，自本法施行之日起，予以废止：\n1.甲条例\n2.关于乙的决定\n附件二",
            ["甲条例", "关于乙的决定"],
        ),
        ("废止《甲条例》（1992年某会议通过）", ["甲条例"]),
        ("经审查，决定废止《甲条例》、《乙条例》。", ["甲条例", "乙条例"]),
    ],
)
def test_repeal_names_every_target_once(text: str, targets: list[str]) -> None:
    found = read(text, "某某规定").of(ClauseKind.REPEAL)
    assert [name for each in found for name in each.targets] == targets
    assert not any(each.partial for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "医师注销注册的，应当及时废止医师执业证书。",
        "执行《甲标准》的情况应当定期评估，适时修订、废止。",
        "有下列情形之一的，要约失效：\n（一）要约被拒绝；\n（二）要约被依法撤销。",
        "依照《甲法》设立的企业，五年内可以继续保留原组织形式。",
        "制定机关应当对《甲条例》予以修改或者废止。",
        "行政复议期间有下列情形之一的，停止执行：\n（一）被申请人认为需要停止执行；",
        "其他有关规定同时废止。",
        "与本条例抵触的规定同时废止。",
        "原发的《采矿许可证》同时废止。",
        "最高人民法院以前发布的《甲解释》与本解释不一致的，以本解释为准。",
    ],
)
def test_what_is_no_repeal(text: str) -> None:
    assert not read(text).of(ClauseKind.REPEAL)


def test_a_repealed_part_is_not_the_whole() -> None:
    (clause,) = read("1997年国务院发布的《甲条例》中关于反倾销的规定同时废止。").of(ClauseKind.REPEAL)
    assert clause.partial and clause.targets == ("甲条例",)


def test_a_repeal_may_have_its_own_day() -> None:
    (clause,) = read("《甲条例》自2020年3月1日起废止。").of(ClauseKind.REPEAL)
    assert (clause.when, clause.day) == (When.DAY, date(2020, 3, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("将刑法第三百九十条修改为：“对犯行贿罪的，处三年以下。", [(390, 0, Op.REPLACED, None)]),
        ("将刑法第三百八十七条第一款修改为：“新款。”", [(387, 0, Op.REPLACED, None)]),
        ("在刑法第一百六十五条中增加一款作为第二款，将该条修改为：“新条。”", [(165, 0, Op.REPLACED, None)]),
        ("在刑法第十七条后增加一条，作为第十七条之一：“新条。”", [(17, 1, Op.ADDED, None)]),
        ("第一百六十二条后增加一条，作为第一百六十二条之一：“新条。”", [(162, 1, Op.ADDED, None)]),
        ("删去刑法第一百九十九条。", [(199, 0, Op.DELETED, None)]),
        ("删去刑法第三百六十条第二款。", [(360, 0, Op.REPLACED, None)]),
        ("增加一条，作为第五条：“新条。”", [(5, 0, Op.ADDED, None)]),
        (
            "增加三条，分别作为第四十四条、第四十五条、第四十六条：",
            [(n, 0, Op.ADDED, None) for n in (44, 45, 46)],
        ),
        (
            "增加五条，分别作为第一百二十三条至第一百二十七条。",
            [(n, 0, Op.ADDED, None) for n in range(123, 128)],
        ),
        ("将第十八条改为第十九条，删去第二款。", [(18, 0, Op.RENUMBERED, (19, 0))]),
        ("将第七条改为第九条，修改为：“新条。”", [(7, 0, Op.RENUMBERED, (9, 0))]),
        (
            "将第六十四条、第六十六条合并，作为第七十一条，修改为：“新条。”",
            [(64, 0, Op.RENUMBERED, (71, 0)), (66, 0, Op.RENUMBERED, (71, 0)), (71, 0, Op.REPLACED, None)],
        ),
        (
            "在第八十一条、第八十二条中的“甲”后增加“乙”。",
            [(81, 0, Op.REPLACED, None), (82, 0, Op.REPLACED, None)],
        ),
        ("宪法第十一条增加规定：“新款。”", [(11, 0, Op.REPLACED, None)]),
        ("宪法序言第七自然段中“甲”修改为“乙”。", [(0, 0, Op.REPLACED, None)]),
        (
            "将第一条修改为：“依照本法第三十条、第四十条的规定。\n“违反第五十条的，处罚。”",
            [(1, 0, Op.REPLACED, None)],
        ),
        ("本修正案自公布之日起施行。", []),
    ],
)
def test_amendments_name_the_articles_they_touch(
    text: str, expected: list[tuple[int, int, Op, tuple[int, int] | None]]
) -> None:
    found = read(text, "中华人民共和国刑法修正案（九十九）").of(ClauseKind.AMENDMENT)
    changes = [change for each in found for change in each.changes]
    assert [(each.number, each.sub, each.op, each.to) for each in changes] == expected
    assert all(each.law == "中华人民共和国刑法" for each in changes)


@pytest.mark.parametrize(
    ("title", "laws"),
    [
        ("中华人民共和国刑法修正案（十二）", {"中华人民共和国刑法"}),
        ("中华人民共和国宪法修正案（1988年）", {"中华人民共和国宪法"}),
        ("某会关于修改《中华人民共和国甲法》的决定", {"中华人民共和国甲法"}),
        ("某会关于修改中华人民共和国甲法的决定", {"中华人民共和国甲法"}),
        ("某法院关于修改后的甲法施行时未结案件适用法律若干问题的规定", set()),
        ("某某管理条例", set()),
    ],
)
def test_an_act_says_in_its_title_what_it_amends(title: str, laws: set[str]) -> None:
    found = read("将第三条修改为：“新条。”", title).of(ClauseKind.AMENDMENT)
    assert {name for each in found for name in each.targets} == laws


def test_an_act_that_amends_many_laws_names_each_above_its_changes() -> None:
    text = "一、修改《甲规定》\n将第三条修改为：“新条。”\n二、修改《乙规定》\n删去第五条。"
    found = read(text, "某法院关于修改《甲规定》等二件司法解释的决定").of(ClauseKind.AMENDMENT)
    changes = [(each.law, each.number, each.op) for clause in found for each in clause.changes]
    assert changes == [("甲规定", 3, Op.REPLACED), ("乙规定", 5, Op.DELETED)]


def test_quotes_are_what_is_printed_and_json_keeps_everything() -> None:
    text = "  本条例自 ２０２１年1月1日起施行。《甲条例》、 《乙 条例》同时废止。"
    extraction = read(text)
    assert all(each.quote in text for each in extraction.clauses)
    assert from_json(to_json(extraction)) == extraction
    amended = read("将第三条改为第四条。", "甲法修正案")
    assert from_json(to_json(amended)) == amended


@given(
    st.text(
        alphabet="本法自公布之日起施行废止同时《》〈〉、。，（）()“”\n \u3000１２2026年月日第三条修改为增加一作",
        max_size=120,
    )
)
def test_no_text_breaks_the_parsers_and_every_quote_is_a_slice(text: str) -> None:
    for title in ("某某法", "某某法修正案"):
        for clause in extract_version(title, [unit(text)]).clauses:
            assert clause.quote in text or clause.unit_key == ""
