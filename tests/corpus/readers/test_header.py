"""Dates in every printed form; header lines → acts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import to_chinese
from corpus.readers.header import effective_date, find_dates, first_date, join_lines, last_act_date, read_acts


@pytest.mark.parametrize(
    "text",
    ["2018年12月29日", "２０１８年１２月２９日", "二〇一八年十二月二十九日", "二○一八年十二月二十九日",
     "2018.12.29", "2018-12-29", "2018/12/29", "2018 年 12 月 29 日", "二零一八年十二月二十九日",
     "２０１８．１２．２９"],
)  # fmt: skip
def test_a_date_in_every_printed_form(text: str) -> None:
    assert find_dates(f"于{text}公布") == [(1, 1 + len(text), date(2018, 12, 29))]


@pytest.mark.parametrize(
    "text", ["", "2018年2月30日", "2018年13月1日", "12345678", "2018年", "第2018-1号", "2018-12-291"]
)
def test_no_date(text: str) -> None:
    assert first_date(text) is None


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.text(alphabet="某市公布，。 ", max_size=6))
def test_printed_dates_are_found_with_their_span(day: date, before: str) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in f"{day.year:04d}")
    chinese = f"{year}年{to_chinese(day.month)}月{to_chinese(day.day)}日"
    for printed in (f"{day.year:04d}年{day.month}月{day.day}日", day.isoformat(), chinese):
        (start, end, found), *rest = find_dates(f"{before}{printed}公布")
        assert (found, rest) == (day, [])
        assert f"{before}{printed}公布"[start:end] == printed


@given(
    st.lists(
        st.text(alphabet="2018年1月3日 第《〈〉》的批准通过修正公布施行自根据（）", max_size=40), max_size=5
    )
)
def test_any_header_gives_acts(lines: list[str]) -> None:
    assert all(act.text and act.text == act.text.strip() for act in read_acts(lines))


def kinds(*lines: str) -> list[tuple[str, str]]:
    return [(str(act.day), act.kind) for act in read_acts(lines)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2019年3月4日 某省第十届人民代表大会常务委员会第三次会议通过", [("2019-03-04", "enacted")]),
        ("2019年3月4日 某市第三次会议第二次修订", [("2019-03-04", "amended")]),
        ("2019年3月4日 中华人民共和国国务院令第999号公布", [("2019-03-04", "published")]),
        ("2019年3月4日 国务院第9次常务会议修订通过", [("2019-03-04", "amended")]),
        ("2019年5月1日 施行", [("2019-05-01", "effective")]),
        ("2019年5月1日 起生效）", [("2019-05-01", "effective")]),
        ("2019年5月1日 执行", [("2019-05-01", "effective")]),
        ("2019.5.1 实施", [("2019-05-01", "effective")]),
        ("2019-05-01 公布", [("2019-05-01", "published")]),
        ("2019年5月1日", [("2019-05-01", "other")]),
        ("某某厅", [("None", "other")]),
        ("发布之日施行", [("None", "effective")]),
        ("中华人民共和国国务院令第999号", [("None", "published")]),
        # the name of the amended law holds verbs that are no acts
        ("2019年3月4日 《某部关于修改和废止有关规章的决定》修改", [("2019-03-04", "amended")]),
        ("2019年3月4日 《关于修改〈某市实施某法办法〉的决定》", [("2019-03-04", "amended")]),
        ("2019年3月4日 某大会通过的《某法修正案》", [("2019-03-04", "amended")]),
        # two acts and more in one line
        (
            "1999年3月4日 某总署发布 自1999年4月1日施行",
            [("1999-03-04", "published"), ("1999-04-01", "effective")],
        ),
        ("1982年3月4日 某大会公告公布施行", [("1982-03-04", "published"), ("1982-03-04", "effective")]),
        (
            "2016年3月4日 某省会议批准2016年3月9日某市公告公布自2016年5月1日起施行",
            [("2016-03-04", "enacted"), ("2016-03-09", "published"), ("2016-05-01", "effective")],
        ),
        (
            "2021年3月4日 甲院审判委员会第9次会议、2021年3月9日乙院第8次会议通过",
            [("2021-03-04", "enacted"), ("2021-03-09", "enacted")],
        ),
        # the second date is an attribute of the first act
        (
            "2001年8月8日 某省会议批准的2001年7月7日某市会议《关于修改〈某规定〉的决定》第一次修正",
            [("2001-08-08", "amended")],
        ),
        (
            "（1994年7月5日某会议通过　根据2009年8月27日某会议《关于修改部分法律的决定》第一次修正　"
            "根据2018年12月29日某会议《关于修改〈某法〉等七部法律的决定》第二次修正）",
            [("1994-07-05", "enacted"), ("2009-08-27", "amended"), ("2018-12-29", "amended")],
        ),
    ],
)  # fmt: skip
def test_acts_of_a_line(line: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(line) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["2014年9月26", "日某省会议批准"], ["2014年9月26日某省会议批准"]),
        (["某省批准的1994年", "9月24日某市会议修正"], ["某省批准的1994年9月24日某市会议修正"]),
        (
            ["2015年1月2日 某会议《关于修改〈某省县", "乡两级细则〉的决定》修正"],
            ["2015年1月2日 某会议《关于修改〈某省县 乡两级细则〉的决定》修正"],
        ),
        (["1980年1月2日 甲委员会", "乙委员会", "丙局发布"], ["1980年1月2日 甲委员会 乙委员会 丙局发布"]),
        (["甲部", "乙总署发布"], ["甲部 乙总署发布"]),
        (["2015年1月2日 通过", "2015年3月2日 批准"], ["2015年1月2日 通过", "2015年3月2日 批准"]),
        (["2015年1月2日 某会议通过", "某省会议批准"], ["2015年1月2日 某会议通过", "某省会议批准"]),
        (["", "  ", "\u200b"], []),
    ],
)  # fmt: skip
def test_broken_lines_are_joined(lines: list[str], expected: list[str]) -> None:
    assert join_lines(lines) == expected


def test_what_the_history_dates() -> None:
    acts = read_acts(["2004年2月3日 某会议通过", "2020年4月5日 某会议修订", "2020年9月1日 施行"])
    assert last_act_date(acts) == date(2020, 4, 5)
    assert effective_date(acts) == date(2020, 9, 1)
    assert (last_act_date(()), effective_date(())) == (None, None)
