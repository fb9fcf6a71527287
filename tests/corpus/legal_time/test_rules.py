"""DESIGN §4, rule by rule, on made-up libraries: what is law on a day, and what cannot be known."""

from __future__ import annotations

import pytest

from corpus.legal_time.resolve import Place, Resolution, not_held, resolve, resolve_ghost, resolve_unit
from corpus.model import Act, Currency, Verdict
from tests.corpus.legal_time.conftest import Text, World, articles, day, items, world

NOW = "2026-11-23"


def ask(where: World, title: str, number: int | None, on: str, sub: int = 0, **inside: int) -> Resolution:
    place = Place(number, sub, **inside)
    if where.held(title):
        return resolve(where.library, where.timeline, where.id(title), place, day(on))
    ghost = where.timeline.ghost(title)
    return resolve_ghost(where.timeline, ghost, place, day(on)) if ghost else not_held(title, place)


def law(*texts: str, title: str = "甲法", published: str = "2020-05-01", **more: object) -> Text:
    return Text(title, published, articles(texts), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "verdict"),
    [("2020-12-31", Verdict.NOT_YET_IN_FORCE), ("2021-01-01", Verdict.OK), ("2999-12-31", Verdict.OK)],
)
def test_a_printed_day_begins_a_text(on: str, verdict: Verdict) -> None:
    where = world(law("一。", "本法自2021年1月1日起施行。"))
    told = ask(where, "甲法", 1, on)
    assert (told.verdict, told.effective_date) == (verdict, day("2021-01-01"))


def test_publication_begins_a_first_act_but_dates_no_amended_text() -> None:
    first = world(law("一。", "本法自公布之日起施行。《乙法》同时废止。"))
    assert ask(first, "甲法", 1, "2020-05-01").effective_date == day("2020-05-01")
    assert ask(first, "乙法", 1, NOW).since == day("2020-05-01")
    amended = world(
        law("一。", "本法自公布之日起施行。《乙法》同时废止。", effective="2020-05-01"),
        Text("丙法", "2015-01-01", articles(["依照《甲法》的规定。", "本法自2015年3月1日起施行。"])),
    )
    ended = ask(amended, "乙法", 1, NOW)
    assert (ended.verdict, ended.since, ended.replaced_by and ended.replaced_by.title) == (
        Verdict.REPEALED,
        None,
        "甲法",
    )
    assert "effective_date_unknown" in ended.warnings
    assert "effective_date_unknown" in ask(amended, "甲法", 1, NOW).warnings


@pytest.mark.parametrize(
    ("on", "verdict", "has_text"),
    [
        ("2000-01-01", Verdict.VERSION_UNKNOWN, False),
        ("2020-04-30", Verdict.VERSION_UNKNOWN, False),
        ("2020-05-01", Verdict.VERSION_UNKNOWN, False),
        ("2021-04-30", Verdict.VERSION_UNKNOWN, False),
        ("2021-05-01", Verdict.OK, True),
    ],
)
def test_a_date_before_publication_is_the_first_acts(on: str, verdict: Verdict, has_text: bool) -> None:
    where = world(law("一。", "本法自1985年4月1日起施行。", effective="1985-04-01"))
    told = ask(where, "甲法", 1, on)
    assert (told.verdict, told.text is not None) == (verdict, has_text)
    if has_text:
        assert told.warnings == ("effective_date_unknown",) and told.effective_date is None


def test_the_amending_act_dates_the_text_it_made() -> None:
    act = Text(
        "某会关于修改《甲法》的决定",
        "2020-05-01",
        items(["增加一条，作为第一条：“一。”", "本决定自2020年9月1日起施行。"]),
    )
    where = world(law("一。", "本法自1999年1月1日起施行。", effective="1999-01-01"), act)
    assert ask(where, "甲法", 1, "2020-08-31").verdict == Verdict.VERSION_UNKNOWN
    told = ask(where, "甲法", 1, "2020-09-01")
    assert (told.verdict, told.effective_date, told.warnings) == (Verdict.OK, day("2020-09-01"), ())


def test_a_later_text_supersedes_from_its_own_day() -> None:
    where = world(
        law("旧一。", "本法自2010年1月1日起施行。", published="2009-10-01"),
        law("新一。", "新二。", "本法自2021年1月1日起施行。", published="2020-05-01"),
    )
    before, after = ask(where, "甲法", 1, "2020-12-31"), ask(where, "甲法", 1, "2021-01-01")
    assert (before.text, after.text) == ("旧一。", "新一。")
    assert before.warnings == ("upcoming_change:2021-01-01",) and after.warnings == ()
    assert ask(where, "甲法", 1, "2020-01-01").warnings == ()  # not yet published on that day
    only = ask(where, "甲法", 3, "2020-12-31")
    assert (only.verdict, only.effective_date) == (Verdict.NOT_YET_IN_FORCE, day("2021-01-01"))
    assert (only.in_force_version, only.in_force_last_article) == (day("2009-10-01"), "第二条")
    states = [
        where.timeline.currency(where.id("甲法"), day(NOW), key) for key in ("2009-10-01", "2020-05-01")
    ]
    assert states == [Currency.SUPERSEDED, Currency.IN_FORCE]


def test_a_hit_in_a_superseded_text_is_stale() -> None:
    where = world(
        law("旧一。", "本法自2010年1月1日起施行。", published="2009-10-01"),
        law("新一。", "本法自2021年1月1日起施行。", published="2020-05-01"),
    )
    identity = where.id("甲法")
    verdicts = []
    for key, on in (("2009-10-01", NOW), ("2020-05-01", NOW), ("2020-05-01", "2020-06-01")):
        unit = where.library.units(identity, key)[0]
        verdicts.append(resolve_unit(where.library, where.timeline, identity, key, unit, day(on)).verdict)
    assert verdicts == [Verdict.STALE_TEXT, Verdict.OK, Verdict.NOT_YET_IN_FORCE]


def test_repeal_by_clause_beats_every_status_word() -> None:
    where = world(
        law("一。", "本法自2010年1月1日起施行。", published="2009-10-01", status="现行有效"),
        Text(
            "乙法",
            "2020-01-01",
            articles(["新。", "本法自2020年7月1日起施行。《中华人民共和国甲法》同时废止。"]),
        ),
    )
    before, after = ask(where, "甲法", 1, "2020-06-30"), ask(where, "甲法", 1, "2020-07-01")
    assert before.verdict == Verdict.OK and before.warnings == ("upcoming_change:2020-07-01",)
    assert (after.verdict, after.since, after.text) == (Verdict.REPEALED, day("2020-07-01"), "一。")
    assert after.replaced_by and after.replaced_by.title == "乙法"
    (proof,) = after.basis
    assert (proof.law.title, proof.article_no, proof.quote) == (
        "乙法",
        "第二条",
        "《中华人民共和国甲法》同时废止。",
    )


def test_a_new_text_of_the_same_title_is_no_repeal_and_a_later_act_of_it_lives() -> None:
    again = world(
        law("旧。", "本法自1993年1月1日起施行。", published="1992-10-01"),
        law("新。", "本法自2010年1月1日起施行。1992年公布的《甲法》同时废止。", published="2009-10-01"),
    )
    assert ask(again, "甲法", 1, NOW).verdict == Verdict.OK
    reborn = world(
        law("新。", "本法自公布之日起施行。", published="2015-07-01"),
        Text("乙法", "2014-11-01", articles(["本法自公布之日起施行。1993年通过的《甲法》同时废止。"])),
    )
    assert ask(reborn, "甲法", 1, NOW).verdict == Verdict.OK


def test_a_decision_that_repeals_is_no_successor() -> None:
    decision = Text(
        "某会关于废止部分法规的决定",
        "2021-09-24",
        items(["废止《甲法》（1992年通过）", "本决定自公布之日起施行。"]),
    )
    told = ask(
        world(law("一。", "本法自2010年1月1日起施行。", published="2009-10-01"), decision), "甲法", 1, NOW
    )
    assert (told.verdict, told.since, told.replaced_by) == (Verdict.REPEALED, day("2021-09-24"), None)


def test_ghosts_are_known_by_every_plain_form_and_never_invented() -> None:
    where = world(
        law("一。", "本法自2021年1月1日起施行。《中华人民共和国合伙法》、国务院《关于乙的决定》同时废止。")
    )
    for name in ("合伙法", "《中华人民共和国合伙法》", "关于乙的决定", "国务院关于乙的决定"):
        assert ask(where, name, 52, "2021-01-01").verdict == Verdict.REPEALED
        assert ask(where, name, 52, "2020-12-31").verdict == Verdict.LAW_NOT_IN_CORPUS
    assert ask(where, "合伙法实施条例", 1, NOW).verdict == Verdict.LAW_NOT_IN_CORPUS


@pytest.mark.parametrize(
    ("said", "verdict", "warnings"),
    [
        ([("甲", "已废止")], Verdict.UNDETERMINED, {"status_without_source"}),
        (
            [("甲", "废止或失效"), ("乙", "现行有效")],
            Verdict.UNDETERMINED,
            {"status_without_source", "sources_disagree"},
        ),
        ([("甲", "现行有效"), ("乙", "")], Verdict.OK, set()),
        ([("甲", "历史版本")], Verdict.UNDETERMINED, {"status_without_source"}),
        ([("甲", "已被修改")], Verdict.OK, set()),
    ],
)
def test_a_bare_status_word_decides_nothing(
    said: list[tuple[str, str]], verdict: Verdict, warnings: set[str]
) -> None:
    where = world(
        *(law("一。", "本法自2021年1月1日起施行。", source=source, status=word) for source, word in said)
    )
    told = ask(where, "甲法", 1, NOW)
    assert (told.verdict, set(told.warnings)) == (verdict, warnings)
    if verdict == Verdict.UNDETERMINED:
        assert [(each.source, each.status) for each in told.says] == said


def test_sources_that_state_different_days_leave_the_days_between_open() -> None:
    where = world(
        law("一。", effective="2020-06-01", source="甲"), law("一。", effective="2020-09-01", source="乙")
    )
    verdicts = [
        ask(where, "甲法", 1, on).verdict for on in ("2020-05-31", "2020-06-01", "2020-08-31", "2020-09-01")
    ]
    assert verdicts == [Verdict.NOT_YET_IN_FORCE, Verdict.UNDETERMINED, Verdict.UNDETERMINED, Verdict.OK]


def amended(*lines: str, published: str = "2023-12-29") -> Text:
    return Text("甲法修正案（二）", published, items([*lines, "本修正案自2024年3月1日起施行。"]))


@pytest.mark.parametrize(
    ("number", "sub", "on", "verdict"),
    [
        (1, 0, "2024-02-29", Verdict.OK),
        (1, 0, "2024-03-01", Verdict.STALE_TEXT),
        (2, 0, "2024-03-01", Verdict.OK),
        (2, 1, "2024-02-29", Verdict.NOT_YET_IN_FORCE),
        (2, 1, "2024-03-01", Verdict.STALE_TEXT),
        (3, 0, "2024-03-01", Verdict.REPEALED),
        (3, 0, "2024-02-29", Verdict.OK),
        (4, 0, "2024-03-01", Verdict.OK),
    ],
)
def test_a_known_amendment_makes_its_articles_stale(number: int, sub: int, on: str, verdict: Verdict) -> None:
    act = amended(
        "将甲法第一条修改为：“新一。”",
        "在甲法第二条后增加一条，作为第二条之一：“新增。”",
        "删去甲法第三条。",
        "将甲法第四条修改为：“此条的全部文字已经写入正文之中。”",
    )
    where = world(
        law("旧一。", "旧二。", "旧三。", "此条的全部文字，已经写入正文之中。", "本法自2021年1月1日起施行。"),
        act,
    )
    told = ask(where, "甲法", number, on, sub)
    assert told.verdict == verdict
    if verdict == Verdict.STALE_TEXT:
        assert told.amended_by and told.amended_by.title == "甲法修正案（二）"
        assert told.amended_since == day("2024-03-01")
        assert "amended_since:2024-03-01" in told.warnings


def test_an_amendment_of_the_texts_own_day_is_in_the_text() -> None:
    where = world(
        law("新一。", "本法自1997年10月1日起施行。", published="2023-12-29"),
        amended("将甲法第一条修改为：“别的字样。”"),
    )
    assert ask(where, "甲法", 1, "2024-03-01").verdict == Verdict.OK
    assert ask(where, "甲法", 1, "2024-02-29").verdict == Verdict.VERSION_UNKNOWN


def test_an_act_that_moves_numbers_makes_all_later_ones_doubtful() -> None:
    where = world(
        law("一。", "二。", "三。", "本法自2021年1月1日起施行。"), amended("增加一条，作为第二条：“新增。”")
    )
    verdicts = [ask(where, "甲法", number, "2024-03-01").verdict for number in (1, 2, 3)]
    assert verdicts == [Verdict.OK, Verdict.STALE_TEXT, Verdict.STALE_TEXT]


def test_between_two_held_texts_a_text_that_is_not_held_is_unknown() -> None:
    where = world(
        law("旧一。", published="1982-12-04", effective="1982-12-04"),
        Text(
            "甲法修正案（1988年）",
            "1988-04-12",
            articles(["甲法第一条修改为：“中一。”"]),
            effective="1988-04-12",
        ),
        law("新一。", published="2018-03-11", effective="2018-03-11"),
    )
    days = ("1985-01-01", "1988-04-12", "2018-03-10", "2018-03-11")
    told = [ask(where, "甲法", 1, on) for on in days]
    assert [each.verdict for each in told] == [
        Verdict.OK,
        Verdict.VERSION_UNKNOWN,
        Verdict.VERSION_UNKNOWN,
        Verdict.OK,
    ]
    assert [each.text for each in told] == ["旧一。", None, None, "新一。"]


def test_the_printed_history_tells_of_texts_between() -> None:
    history = (
        Act(day("2009-10-01"), "enacted", "通过"),
        Act(day("2015-04-24"), "amended", "修正"),
        Act(day("2020-05-01"), "amended", "修正"),
    )
    where = world(
        law("旧。", "本法自2010年1月1日起施行。", published="2009-10-01"),
        law("新。", "本法自2010年1月1日起施行。", published="2020-05-01", acts=history),
    )
    verdicts = [
        ask(where, "甲法", 1, on).verdict for on in ("2009-06-01", "2015-04-23", "2015-04-24", "2021-05-01")
    ]
    assert verdicts[1:] == [Verdict.OK, Verdict.VERSION_UNKNOWN, Verdict.OK]


@pytest.mark.parametrize(
    ("number", "sub", "verdict", "last"),
    [
        (3, 0, Verdict.CORPUS_GAP, "第五条"),
        (6, 0, Verdict.ARTICLE_NOT_FOUND, "第五条"),
        (0, 0, Verdict.ARTICLE_NOT_FOUND, "第五条"),
        (2, 1, Verdict.CORPUS_GAP, "第五条"),
        (2, 3, Verdict.ARTICLE_NOT_FOUND, "第五条"),
    ],
)
def test_a_missing_number_is_a_gap_or_no_article(number: int, sub: int, verdict: Verdict, last: str) -> None:
    where = world(law("一。", "二。", "2-2:二之二。", "4:四。", "5:本法自2021年1月1日起施行。"))
    told = ask(where, "甲法", number, NOW, sub)
    assert (told.verdict, told.last_article) == (verdict, last)


@pytest.mark.parametrize(
    ("inside", "verdict", "cited"),
    [
        ({"paragraph": 2}, Verdict.OK, "第二款：\n（一）甲；\n（二）乙。"),
        ({"paragraph": 3}, Verdict.PARAGRAPH_NOT_FOUND, None),
        ({"paragraph": 2, "item": 2}, Verdict.OK, "（二）乙。"),
        ({"item": 1}, Verdict.OK, "（一）甲；"),
        ({"paragraph": 1, "item": 1}, Verdict.ITEM_NOT_FOUND, "第一款。"),
        ({"paragraph": 2, "item": 3}, Verdict.ITEM_NOT_FOUND, "第二款：\n（一）甲；\n（二）乙。"),
    ],
)
def test_paragraphs_and_items(inside: dict[str, int], verdict: Verdict, cited: str | None) -> None:
    where = world(law("第一款。\n第二款：\n（一）甲；\n（二）乙。", "本法自2021年1月1日起施行。"))
    told = ask(where, "甲法", 1, NOW, **inside)
    assert (told.verdict, told.cited_text, told.paragraphs) == (verdict, cited, 2)


@pytest.mark.parametrize(
    ("item", "verdict", "text"),
    [(2, Verdict.OK, "将甲法第二条修改为：“新。”"), (9, Verdict.ITEM_NOT_FOUND, None)],
)
def test_an_item_of_an_amendment(item: int, verdict: Verdict, text: str | None) -> None:
    act = amended("将甲法第一条修改为：“新。”", "将甲法第二条修改为：“新。”")
    where = world(law("一。", "二。", "本法自2021年1月1日起施行。"), act)
    told = ask(where, "甲法修正案（二）", None, NOW, item=item)
    assert (told.verdict, told.text) == (verdict, text)


def test_a_whole_law_stands_with_what_changed_since() -> None:
    where = world(law("一。", "本法自2021年1月1日起施行。"), amended("将甲法第一条修改为：“新。”"))
    told = ask(where, "甲法", None, NOW)
    assert (told.verdict, told.amended_since) == (Verdict.OK, day("2024-03-01"))
    assert "amended_since:2024-03-01" in told.warnings


def test_an_undated_text_waits_for_its_printed_day_and_says_so() -> None:
    where = world(Text("甲法", None, articles(["一。", "本法自2021年1月1日起施行。"])))
    assert ask(where, "甲法", 1, "2020-12-31").verdict == Verdict.NOT_YET_IN_FORCE
    assert ask(where, "甲法", 1, NOW).warnings == ("effective_date_unknown",)


def test_a_day_before_publication_is_unknown_unless_the_act_is_the_first() -> None:
    unknown = world(law("一。", "本法自2021年1月1日起施行。"))
    assert ask(unknown, "甲法", 1, "2019-01-01").verdict == Verdict.VERSION_UNKNOWN
    first = world(
        law("一。", "本法自2021年1月1日起施行。", acts=(Act(day("2020-05-01"), "enacted", "通过"),))
    )
    assert ask(first, "甲法", 1, "2019-01-01").verdict == Verdict.NOT_YET_IN_FORCE


@pytest.mark.parametrize(("title", "known"), [("某会关于某事的批复", True), ("甲区基本法", False)])
def test_what_begins_without_a_clause(title: str, known: bool) -> None:
    where = world(law("一。", title=title, acts=(Act(day("2020-05-01"), "enacted", "通过"),)))
    told = ask(where, title, 1, "2022-01-01")
    assert (told.effective_date is not None, told.warnings == ()) == (known, known)


def test_a_date_far_after_publication_without_a_clause_is_an_annexes() -> None:
    where = world(law("一。", published="1990-04-04", effective="2021-03-31"))
    told = ask(where, "甲法", 1, "2000-01-01")
    assert (told.verdict, told.warnings) == (Verdict.OK, ("effective_date_unknown",))
