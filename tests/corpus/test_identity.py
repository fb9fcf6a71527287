"""Identity: one work from several sources, exact addresses, loose text hashes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.identity import content_hash, text_hash, unit_hash, version_key, work_id
from corpus.model import Level, Unit, UnitKind


def unit(key: str = "a1", text: str = "为了规范行为，制定本法。", **changes: object) -> Unit:
    fields: dict[str, object] = {
        "key": key,
        "kind": UnitKind.ARTICLE,
        "number": 1,
        "sub": 0,
        "label": "第一条",
        "path": (),
        "text": text,
    }
    return Unit(**{**fields, **changes})  # type: ignore[arg-type]


LAW, LOCAL, JUDICIAL = Level.LAW, Level.LOCAL_REGULATION, Level.JUDICIAL_INTERPRETATION
STATE_COUNCIL, DECISION = Level.ADMINISTRATIVE_REGULATION, Level.STATE_COUNCIL_DECISION
Name = tuple[str, Level, str | None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("中华人民共和国民法典", LAW, None), ("民法典", LAW, None)),
        (("《中华人民共和国宪法》", Level.CONSTITUTION, None), ("宪法", LAW, None)),
        (
            ("关于《中华人民共和国刑法》第三十条的解释", Level.LEGISLATIVE_INTERPRETATION, None),
            ("关于刑法第三十条的解释", LAW, None),
        ),
        (("国务院关于某事的决定", DECISION, None), ("国务院关于某事的决定", STATE_COUNCIL, None)),
        (
            ("最高人民法院、最高人民检察院关于某罪的解释（二）", JUDICIAL, None),
            ("最高人民法院 最高人民检察院关于某罪的解释(二)", JUDICIAL, None),
        ),
        (("济南市公园条例", LOCAL, "济南市"), ("济南市公园条例", LOCAL, None)),
        (("济南市公园办法", LOCAL, "济南市"), ("济南市公园办法", Level.LOCAL_GOVERNMENT_RULE, "济南市")),
        (("民法典", LAW, "北京市"), ("民法典", LAW, None)),
    ],
)
def test_sources_meet_in_one_work(one: Name, other: Name) -> None:
    assert work_id(*one) == work_id(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("治安管理处罚法", LAW, None), ("治安管理处罚条例", LAW, None)),
        (("消防条例", STATE_COUNCIL, None), ("消防条例", LOCAL, "某省")),
        (("关于加强监督的决议", LOCAL, "河南省"), ("关于加强监督的决议", LOCAL, "山东省")),
        (("某解释（一）", JUDICIAL, None), ("某解释（二）", JUDICIAL, None)),
    ],
)
def test_different_works_stay_apart(one: Name, other: Name) -> None:
    assert work_id(*one) != work_id(*other)


def test_work_id_is_stable_and_short() -> None:
    found = work_id("中华人民共和国民法典", Level.LAW)
    assert found == "lm5j5fpksxon"  # links and stored rows carry it: a change here breaks them


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("一、甲，乙。", "一，甲、乙 。", True),
        ("注：第１２条", "注︰第12条", True),
        ("二○二一年", "二〇二一年", True),
        ("法院  判決", "法院判决", True),
        ("“合同”", "「合同」", True),
        ("处一万元罚款", "处二万元罚款", False),
        ("1.5倍", "15倍", False),
        ("5-10日", "5.10日", False),
        ("占10%", "占10", False),
        ("≥3", "≤3", False),
    ],
)
def test_text_hash_ignores_formatting_only(one: str, other: str, same: bool) -> None:
    assert (text_hash(one) == text_hash(other)) is same
    assert len(text_hash(one)) == 16


@given(st.text(), st.text(alphabet=" \n\t\u3000\u200b", max_size=5))
def test_text_hash_ignores_white_space_at_the_ends(text: str, space: str) -> None:
    assert text_hash(space + text + space) == text_hash(text)


def test_addresses_are_exact() -> None:
    base = unit()
    changes = [
        {"text": base.text + " "},
        {"label": "第 一条"},
        {"path": ("章",)},
        {"number": None},
        {"sub": 1},
    ]
    for changed in (unit("a1~2"), *(unit(**each) for each in changes)):  # type: ignore[arg-type]
        assert unit_hash(changed) != unit_hash(base)
    assert content_hash("甲法", [base]) != content_hash("乙法", [base])
    assert content_hash("甲法", [base, unit("a2")]) != content_hash("甲法", [unit("a2"), base])
    assert len(unit_hash(base)) == len(content_hash("甲法", [])) == 64


@given(st.lists(st.text(max_size=3), max_size=4), st.lists(st.text(max_size=3), max_size=4))
def test_paths_and_text_never_run_together(one: list[str], other: list[str]) -> None:
    same = unit_hash(unit(path=tuple(one))) == unit_hash(unit(path=tuple(other)))
    assert same is (one == other)


def test_version_keys() -> None:
    content = content_hash("甲法", [unit()])
    day = date(2021, 1, 1)
    assert version_key(day, content) == "2021-01-01"
    assert version_key(day, content, {"2021-01-01", "2021-01-01.2"}) == "2021-01-01.3"
    assert version_key(None, content) == f"u-{content[:8]}"
    assert version_key(None, content, {f"u-{content[:8]}"}) == f"u-{content[:8]}.2"
