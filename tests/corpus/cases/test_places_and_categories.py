"""Region columns of mixed levels; what a case is about."""

from __future__ import annotations

import pytest

from corpus.cases.categories import all_categories, categorise, is_known, name_of
from corpus.cases.places import conflict, region_of, regions_of


@pytest.mark.parametrize(
    ("column", "more", "names"),
    [
        ("江苏省", (), ["江苏省"]),
        ("黑龙江", (), ["黑龙江省"]),
        ("云南省大理州大理市", (), ["云南省大理白族自治州大理市"]),
        ("云南省西双版纳州勐海县", (), ["云南省西双版纳傣族自治州勐海县"]),
        ("湖南省湘西自治州", (), ["湖南省湘西土家族苗族自治州"]),
        ("广西壮族自治区河池市都安瑶族自治县", (), ["广西壮族自治区河池市都安瑶族自治县"]),
        ("重庆市渝北区", (), ["重庆市渝北区"]),
        ("浙江省台州市某区", (), ["浙江省台州市"]),
        ("江苏省某市某县", (), ["江苏省"]),
        ("某市", (), []),
        ("全国", (), []),
        ("", (), []),
        ("湖南省", ("湖南省郴州市永兴县人民政府",), ["湖南省郴州市永兴县"]),
        ("", ("张家界市人民政府",), ["湖南省张家界市"]),
        ("湖南省", ("郴州市教育局",), ["湖南省郴州市"]),
        ("湖南省", ("江苏省常州市教育局",), ["湖南省"]),
        ("河南省洛阳市、商丘市", (), ["河南省洛阳市", "河南省商丘市"]),
        ("安徽、江苏", (), ["安徽省", "江苏省"]),
        ("江西省九江市濂溪区、湖口县", (), ["江西省九江市濂溪区", "江西省九江市湖口县"]),
        ("甘肃省白银市", ("甘肃省白银市保健委员会",), ["甘肃省白银市"]),
        ("安徽省合肥市", ("合肥市城区管理局",), ["安徽省合肥市"]),
    ],
)
def test_regions(column: str, more: tuple[str, ...], names: list[str]) -> None:
    assert [each.name for each in regions_of(column, *more)] == names


def test_places_that_cannot_be_one() -> None:
    def of(name: str) -> tuple:
        return regions_of(name)

    assert conflict(of("江苏省常州市"), of("江苏省无锡市"))
    assert conflict(of("甘肃省临夏州临夏市"), of("甘肃省临夏州临夏县"))
    assert not conflict(of("江苏省"), of("江苏省无锡市"))
    assert not conflict(of("某市"), of("江苏省无锡市"))
    assert not conflict(of("广西壮族自治区河池市都安县"), of("广西壮族自治区河池市都安瑶族自治县"))


def test_no_text_is_a_place_by_accident() -> None:
    assert region_of("城市管理局") is None
    assert region_of("某区人民政府") is None


@pytest.mark.parametrize(
    ("kind", "bases", "measure", "codes"),
    [
        ("", ["《公平竞争审查条例》第八条第三项"], "", {"8.3"}),
        ("", ["《公平竞争审查条例》\n第九条 …内容：\n（三）排斥外地经营者"], "", {"9.3"}),
        ("", ["《公平竞争审查条例》第九条（二）、第十条（一）、第十条（二）"], "", {"9.2", "10.1", "10.2"}),
        ("", ["《公平竞争审查条例》第八条…内容：（一）审批程序；（四）退出条件"], "", {"8.1", "8.4"}),
        ("", ["《公平竞争审查制度实施细则》第十三条“（三）不得限定经营”"], "", {"8.3"}),
        ("", ["《实施细则》第十四条第三款第四项"], "", {"9.3"}),
        ("", ["《实施细则》第十三条市场准入和退出标准中第一款第2项"], "", {"8.4"}),
        ("", ["《实施细则》第十五条第一款第3项"], "", {"10.3"}),
        ("", ["《实施细则》第十三条第（一）项、第（三）项"], "", {"8.4", "8.3"}),
        ("", ["《实施细则》第十六条“（一）不得强制经营者”"], "", {"11.1"}),
        ("", ["《中华人民共和国反垄断法》第三十九条、第四十五条"], "", {"8.3", "monopoly"}),
        ("", ["修改前的《反垄断法》第三十四条"], "", {"9.3", "monopoly"}),
        ("", ["第十五条 影响生产经营成本标准\n（二）不得与税收挂钩"], "", {"10.2"}),
        ("指定交易/限定保险", [], "", {"8.3"}),
        ("准入环节违规收费/限制投放数量", [], "", {"8.4", "10.4", "fee"}),
        ("影响生产经营成本", [], "按地方综合贡献给予奖励", {"10.2"}),
        ("影响生产经营成本", [], "其他", {"10.4"}),
        ("", ["违背市场准入负面清单制度"], "", {"8.5", "list"}),
        ("", [], "", {"other"}),
    ],
)
def test_categories(kind: str, bases: list[str], measure: str, codes: set[str]) -> None:
    assert set(categorise(kind, bases, measure)) == codes


def test_the_items_of_the_regulation_are_all_there() -> None:
    codes = [each.code for each in all_categories()]
    items = [
        f"{article}.{item}"
        for article, last in ((8, 5), (9, 6), (10, 4), (11, 4))
        for item in range(1, last + 1)
    ]
    assert codes[: len(items)] == items and len(set(codes)) == len(codes)
    assert is_known("9.3") and not is_known("12.1")
    assert name_of("9.3").startswith("排斥") and name_of("x") == "x"
