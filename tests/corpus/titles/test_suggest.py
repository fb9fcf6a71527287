"""Completion while typing and "did you mean"."""

from __future__ import annotations

import random

import pytest

from corpus.titles import TitleBook, TitleEntry
from corpus.titles.spelling import spell
from tests.corpus.titles.sample import HELD, book, entries


def completed(prefix: str, limit: int = 10) -> list[str]:
    return [form for form, _ in book().complete(prefix, limit)]


def nearest(name: str) -> list[str]:
    return [entry.title for entry, _ in book().nearest(name)]


def test_exact_then_shorter_then_containing() -> None:
    found = completed("劳动")
    assert found[:2] == ["劳动法", "劳动合同法"]
    assert completed("劳动法")[0] == "劳动法"
    assert completed("处罚")[0] == "处罚法"
    assert completed("合同法")[0] == "合同法"
    assert "劳动合同法" in completed("合同法")
    assert completed("婚姻家庭")[0].startswith("婚姻")


def test_higher_levels_first_among_equals() -> None:
    two = TitleBook(
        [TitleEntry("a", "控烟条例", level="地方性法规"), TitleEntry("b", "控油条例", level="行政法规")]
    )
    assert [form for form, _ in two.complete("控")] == ["控油条例", "控烟条例"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("minfadian", "民法典"),
        ("min fa dian", "民法典"),
        ("MFD", "民法典"),
        ("minfad", "民法典"),
        ("xf", "宪法"),
        ("xingshifa", None),
        ("wuliu", None),
        ("《民法", "民法典"),
        ("中华人民共和国民法典", "民法典"),
        ("劳動合", "劳动合同法"),
        ("gbf", "个保法"),
    ],
)
def test_what_is_typed(typed: str, first: str | None) -> None:
    found = completed(typed)
    assert (found[0] if found else None) == first


@pytest.mark.parametrize("typed", ["", " ", "《》", "。", "\n"])
def test_nothing_typed_suggests_nothing(typed: str) -> None:
    assert completed(typed) == []
    assert nearest(typed) == []


def test_one_suggestion_a_work_and_no_more_than_asked() -> None:
    found = book().complete("民", 3)
    assert len(found) == 3
    assert len({entry.title for _, entry in found}) == 3
    assert book().complete("民", 0) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("行政处法法", "中华人民共和国行政处罚法"),
        ("行政处罚", "中华人民共和国行政处罚法"),
        ("行政罚处法", "中华人民共和国行政处罚法"),
        ("行政处罚罚法", "中华人民共和国行政处罚法"),
        ("行政处罚发", "中华人民共和国行政处罚法"),
        ("民法点", "中华人民共和国民法典"),
        ("劳动和同法", "中华人民共和国劳动合同法"),
        ("仲载法", "中华人民共和国仲裁法"),
        ("minfadian", "中华人民共和国民法典"),
        ("minfadan", "中华人民共和国民法典"),
        ("mfd", "中华人民共和国民法典"),
        ("xianfa", "中华人民共和国宪法"),
    ],
)
def test_did_you_mean(name: str, title: str) -> None:
    assert nearest(name)[0] == title


@pytest.mark.parametrize(
    "name",
    [
        "今天天气",
        "红烧肉做法",
        "电动车充电桩",
        "abc",
        "hello world",
        "合同诈骗",
        "物业费怎么交",
        "12345",
        "第二十条",
    ],
)
def test_unrelated_names_have_no_neighbour(name: str) -> None:
    assert nearest(name) == []


def test_scores_are_between_zero_and_one_and_fall() -> None:
    scores = [score for _, score in book().nearest("劳动合同法实施条列", 5)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_one_typing_error_is_mended() -> None:
    """Random replacements, losses, additions and swaps: at least 95 of 100 find their title again."""
    chance = random.Random(20250419)
    titles = [entry.title.replace("中华人民共和国", "") for entry in entries()]
    titles = [title for title in titles if len(title) >= 3]
    alphabet = "".join(titles)
    found = total = 0
    for title in titles * 2:
        total += 1
        near = {entry.title for entry, _ in book().nearest(mutated(title, chance, alphabet), 5)}
        found += any(title == each.replace("中华人民共和国", "") for each in near)
    assert found >= 0.95 * total


def mutated(title: str, chance: random.Random, alphabet: str) -> str:
    place = chance.randrange(len(title))
    kind = chance.choice(["replace", "drop", "add", "swap"])
    if kind == "replace":
        return title[:place] + chance.choice(alphabet) + title[place + 1 :]
    if kind == "drop" and len(title) > 3:
        return title[:place] + title[place + 1 :]
    if kind == "swap" and place + 1 < len(title):
        return title[:place] + title[place + 1] + title[place] + title[place + 2 :]
    return title[:place] + chance.choice(alphabet) + title[place:]


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("民法典", "min fa dian"),
        ("银行业法", "yin hang ye fa"),
        ("行政法", "xing zheng fa"),
        ("会计法", "kuai ji fa"),
        ("调解法", "tiao jie fa"),
        ("法律", "fa lv"),
        ("a1", "a 1"),
        ("", ""),
    ],
)
def test_spelling(text: str, syllables: str) -> None:
    assert spell(text) == syllables.split()


def test_held_titles_spell() -> None:
    assert all(syllable for title in HELD for syllable in spell(title))
