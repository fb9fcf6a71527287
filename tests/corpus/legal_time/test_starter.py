"""The traps of the starter library, on the real data; and the judged cases where they are there."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from corpus.legal_time.compare import compare
from corpus.legal_time.health import health
from corpus.legal_time.resolve import Place, Resolution, not_held, resolve, resolve_ghost
from corpus.model import Currency, Verdict
from corpus.normalize import plain_title
from corpus.numerals import parse_label, to_int
from tests.corpus.legal_time.conftest import World, day
from tests.support import shared

NOW = day("2026-11-23")


def ask(where: World, title: str, label: str | None, on: date, paragraph: int | None = None) -> Resolution:
    number = parse_label(label) if label else None
    place = Place(*number, paragraph=paragraph) if number else Place()
    if where.held(title):
        return resolve(where.library, where.timeline, where.id(title), place, on)
    ghost = where.timeline.ghost(title)
    return resolve_ghost(where.timeline, ghost, place, on) if ghost else not_held(title, place)


@pytest.mark.parametrize(
    ("title", "label", "on", "verdict", "fields"),
    [
        # 1: status contradicts dates
        ("商标法", "第十条", "2026-11-23", Verdict.OK, {"version_date": "2019-04-23"}),
        ("商标法", "第八十条", "2026-11-23", Verdict.NOT_YET_IN_FORCE, {"effective_date": "2027-01-01"}),
        (
            "耕地保护和质量提升法",
            "第一条",
            "2026-12-31",
            Verdict.NOT_YET_IN_FORCE,
            {"effective_date": "2027-01-01"},
        ),
        ("农业法", "第一条", "2027-01-01", Verdict.OK, {"version_date": "2026-08-28"}),
        # 2: first acts' dates; amending decisions date the text; 自公布之日起 of the first act
        ("专利法", "第四十二条", "2000-01-01", Verdict.VERSION_UNKNOWN, {"version_date": None}),
        ("村民委员会组织法", "第五条", "2025-12-31", Verdict.VERSION_UNKNOWN, {}),
        ("村民委员会组织法", "第五条", "2026-01-01", Verdict.OK, {"effective_date": "2026-01-01"}),
        ("食品安全法", "第四十一条", "2025-12-01", Verdict.OK, {"effective_date": "2025-12-01"}),
        ("行政监察法", "第一条", "2026-11-23", Verdict.REPEALED, {"since": None, "replaced_by": "监察法"}),
        ("工会法", "第三条", "2026-11-23", Verdict.OK, {"effective_date": None}),
        ("注册会计师法", "第三条", "2026-11-23", Verdict.VERSION_UNKNOWN, {}),
        # 3: the environmental code
        ("清洁生产促进法", "第五条", "2026-08-14", Verdict.OK, {}),
        ("清洁生产促进法", "第五条", "2026-08-15", Verdict.REPEALED, {"replaced_by": "生态环境法典"}),
        ("生态环境法典", "第一千一百二十条", "2026-11-23", Verdict.CORPUS_GAP, {}),
        # 4: ghosts
        ("担保法", "第五条", "2020-12-31", Verdict.LAW_NOT_IN_CORPUS, {}),
        (
            "担保法",
            "第五条",
            "2021-01-01",
            Verdict.REPEALED,
            {"since": "2021-01-01", "replaced_by": "民法典"},
        ),
        ("商标管理条例", "第五条", "2026-11-23", Verdict.REPEALED, {"since": "1983-03-01"}),
        ("关于惩治走私罪的补充规定", None, "2026-11-23", Verdict.REPEALED, {"replaced_by": "刑法"}),
        ("关于禁毒的决定", None, "2026-11-23", Verdict.REPEALED, {"replaced_by": "禁毒法"}),
        # 5: the criminal law and its amendments
        ("刑法", "第一百六十五条", "2024-02-29", Verdict.OK, {}),
        ("刑法", "第一百六十五条", "2024-03-01", Verdict.STALE_TEXT, {"amended_since": "2024-03-01"}),
        ("刑法", "第一百三十三条之二", "2026-11-23", Verdict.OK, {"effective_date": "2021-03-01"}),
        ("刑法", "第一百九十九条", "2026-11-23", Verdict.REPEALED, {"since": "2015-11-01"}),
        # 7, 8: bare status words; the constitution between its texts
        ("农村土地承包法", "第五条", "2026-11-23", Verdict.UNDETERMINED, {}),
        ("宪法", "第五条", "1985-01-01", Verdict.OK, {"version_date": "1982-12-04"}),
        ("宪法", "第五条", "2000-01-01", Verdict.VERSION_UNKNOWN, {}),
        ("宪法", "第五条", "2018-03-11", Verdict.OK, {"version_date": "2018-03-11"}),
        ("香港特别行政区基本法", "第三条", "2000-01-01", Verdict.OK, {"effective_date": None}),
        # bad input
        ("民法典", "第五条", "1900-01-01", Verdict.NOT_YET_IN_FORCE, {"effective_date": "2021-01-01"}),
        ("民法典", "第五条", "9999-12-31", Verdict.OK, {}),
        ("国家安全法", "第五条", "2015-07-01", Verdict.OK, {"effective_date": "2015-07-01"}),
    ],
)
def test_traps(
    starter_world: World,
    title: str,
    label: str | None,
    on: str,
    verdict: Verdict,
    fields: dict[str, str | None],
) -> None:
    told = ask(starter_world, title, label, day(on))
    assert told.verdict == verdict
    for name, wanted in fields.items():
        value = getattr(told, name)
        if name == "replaced_by":
            assert value is not None and plain_title(value.title) == wanted
        else:
            assert value == (day(wanted) if wanted else None)


def test_seven_articles_of_the_criminal_law_are_stale(starter_world: World) -> None:
    numbers = [
        unit.number
        for unit in starter_world.library.units(starter_world.id("刑法"), "2020-12-26")
        if unit.number and ask(starter_world, "刑法", unit.label, NOW).verdict == Verdict.STALE_TEXT
    ]
    assert numbers == [165, 166, 169, 387, 390, 391, 393]


def test_every_name_in_a_repeal_clause_is_ended(starter_world: World) -> None:
    ghosts = starter_world.timeline.ghosts
    assert len(ghosts) >= 50
    undated = {plain_title(each.title) for each in ghosts if each.repeal.day is None}
    assert undated == {"人民警察条例", "民事诉讼法(试行)", "行政监察法"}


def test_the_calendar_changes_exactly_what_it_must(starter_world: World) -> None:
    def states(on: date) -> dict[str, Currency]:
        found = {}
        for state in starter_world.timeline.states():
            for text in state.texts:
                key = f"{plain_title(state.work.title)} {text.version.key}"
                found[key] = starter_world.timeline.currency(state.work.id, on, text.version.key)
        return found

    def changed(on: str) -> set[str]:
        before, after = states(day(on) - timedelta(days=1)), states(day(on))
        return {key for key in before if before[key] != after[key]}

    assert changed("2026-08-15") == {
        "环境保护法 2014-04-24",
        "环境影响评价法 2018-12-29",
        "海洋环境保护法 2023-10-24",
        "大气污染防治法 2018-10-26",
        "水污染防治法 2017-06-27",
        "土壤污染防治法 2018-08-31",
        "固体废物污染环境防治法 2020-04-29",
        "噪声污染防治法 2021-12-24",
        "放射性污染防治法 2003-06-28",
        "清洁生产促进法 2012-02-29",
        "生态环境法典 2026-03-12",
    }
    assert changed("2027-01-01") == {
        "商标法 2019-04-23",
        "商标法 2026-06-26",
        "农业法 2012-12-28",
        "农业法 2026-08-28",
        "医疗保障法 2026-08-28",
        "耕地保护和质量提升法 2026-08-28",
    }
    assert changed("2026-11-20") == set()


def test_texts_of_one_work_never_stand_side_by_side(starter_world: World) -> None:
    for state in starter_world.timeline.states():
        spans = [each.interval for each in state.texts]
        for earlier, later in pairwise(spans):
            assert earlier.valid_to is not None and later.valid_from is not None
            assert earlier.valid_to <= later.valid_from


def test_health_finds_the_known_troubles(starter_world: World) -> None:
    found = health(starter_world.library, starter_world.timeline, NOW)
    dead = {(plain_title(each.title), each.unit_key) for each in found if each.code == "dead_reference"}
    assert {("电子商务法", "a47"), ("保险法", "a42")} <= dead
    assert len(dead) >= 15
    assert ("民法典", "a1260") not in dead
    wrong = {plain_title(each.title) for each in found if each.code == "status_contradiction"}
    assert wrong == {"农业法", "医疗保障法", "商标法", "耕地保护和质量提升法"}
    bare = {plain_title(each.title) for each in found if each.code == "status_without_source"}
    assert {"农村土地承包法", "乡镇企业法"} <= bare
    assert {plain_title(each.title) for each in found if each.code == "stale_text"} == {"刑法"}


_CITED = re.compile(
    r"^《?(?P<title>[^》 ]+)》? ?(?P<label>第[^条]+条(?:之[一二三四五六七八九十]+)?)(?:第(?P<no>.)款)?$"
)


def _cases(kind: str) -> list[dict[str, object]]:
    lines = shared("eval", "cases_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["kind"] == kind]


def test_judged_citations_and_days(starter_world: World) -> None:
    tried = 0
    for case in _cases("cite") + _cases("asof"):
        match = _CITED.match(str(case["input"]))
        if match is None:
            continue
        tried += 1
        expect, params = case["expect"], case["params"]
        assert isinstance(expect, dict) and isinstance(params, dict)
        on = day(params.get("date") or params["today"])
        paragraph = to_int(match["no"]) if match["no"] else None
        told = ask(starter_world, match["title"], match["label"], on, paragraph)
        verdict = "ok" if expect["verdict"] == "in_force" else expect["verdict"]
        assert told.verdict == verdict, case["id"]
        for name in ("since", "effective_date", "version_date", "amended_since", "in_force_version"):
            if name in expect:
                assert str(getattr(told, name)) == expect[name], case["id"]
        for name in ("last_article", "in_force_last_article", "paragraphs"):
            if name in expect:
                assert getattr(told, name) == expect[name], case["id"]
        for name in ("replaced_by", "amended_by"):
            if name in expect:
                assert plain_title(getattr(told, name).title) == plain_title(expect[name]), case["id"]
        assert expect.get("text_contains", "") in (told.text or ""), case["id"]
        assert expect.get("text_must_not_contain", "\0") not in (told.text or ""), case["id"]
        assert set(expect.get("warnings", ())) <= set(told.warnings), case["id"]
        given = {(plain_title(each.law.title), each.article_no) for each in told.basis}
        wanted = {(plain_title(each["law"]), each["article_no"]) for each in expect.get("basis", ())}
        assert wanted <= given, case["id"]
    assert tried >= 18


def test_judged_differences(starter_world: World) -> None:
    for case in _cases("diff"):
        title, label = str(case["input"]).split()
        expect, params = case["expect"], case["params"]
        assert isinstance(expect, dict) and isinstance(params, dict)
        identity = starter_world.id(title)
        old, new = (starter_world.library.units(identity, params[each]) for each in ("from", "to"))
        (row,) = [each for each in compare(old, new) if each.old_no == label]
        assert (row.status, row.new_no) == (expect["status"], expect["to"]), case["id"]
        if expect.get("identical"):
            assert row.old and row.new and row.old.text.split() == row.new.text.split(), case["id"]
