"""Local acts hold in their own place only, and a law stands for what its title is about."""

from __future__ import annotations

from datetime import date

import pytest

from review.model import DocType, IssuerLevel, Profile
from search_service.reviewing.basis_table import _kinds, _on_subject, founded
from search_service.reviewing.places import Place, place_of

DAY = date(2026, 11, 23)


def profile(title: str | None = None, level: IssuerLevel | None = IssuerLevel.CITY) -> Profile:
    return Profile(DocType.NORMATIVE_DOCUMENT, level, DAY, title)


@pytest.mark.parametrize(
    ("text", "title", "level", "names"),
    [
        ("", "广州市停车管理办法", IssuerLevel.CITY, {"广东省", "广州市"}),
        ("各区人民政府：\n广东省佛山市人民政府决定。", None, IssuerLevel.CITY, {"广东省", "佛山市"}),
        ("", "山东省人民政府关于济南市、青岛市试点的通知", IssuerLevel.PROVINCE, {"山东省"}),
        ("", "关于广州市试点的批复", IssuerLevel.DEPARTMENT, set()),
        ("为加强管理，制定本办法。", None, IssuerLevel.CITY, set()),
        ("一" * 500 + "如杭州市的经验", None, IssuerLevel.CITY, set()),
        ("一" * 500 + "杭州市、杭州市区", None, IssuerLevel.CITY, {"浙江省", "杭州市"}),
    ],
)
def test_a_draft_says_where_it_is_to_apply(
    text: str, title: str | None, level: IssuerLevel, names: set[str]
) -> None:
    assert place_of(text, profile(title, level)).names == names


def test_a_local_act_holds_in_its_own_place() -> None:
    place = place_of("", profile("广州市停车管理办法"))
    assert place.holds(None)
    assert place.holds("广东省")
    assert not place.holds("淄博市")
    assert not Place(frozenset()).holds("广东省")


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("中华人民共和国行政处罚法", True),
        ("住房公积金管理条例", True),
        ("广东省住房公积金管理条例", True),
        ("证券公司监督管理条例", False),
        ("机动车驾驶证申领和使用规定", False),
    ],
)
def test_a_law_counts_where_the_draft_speaks_of_its_subject(title: str, counts: bool) -> None:
    assert _on_subject("职工申请提取住房公积金的，应当提交购房合同。", title) is counts


def _clause(text: str, region: str | None = None, level: str = "行政法规") -> dict[str, object]:
    law = {"title": "住房公积金管理条例", "region": region, "level": level}
    basis = {"law": law, "text": "职工提取住房公积金账户内的存储余额，应当向住房公积金管理中心提出申请。"}
    return {"start": 0, "end": len(text), "confident": True, "bases": [basis]}


def test_only_what_lays_something_down_gets_a_basis() -> None:
    norm = "职工提取住房公积金的，应当向住房公积金管理中心提出申请。"
    here = Place(frozenset({"浙江省", "杭州市"}))
    assert founded(norm, _clause(norm), here)
    assert founded(norm, _clause(norm, "杭州市"), here)
    assert not founded(norm, _clause(norm, "淄博市"), here)
    assert not founded(norm, _clause(norm, level="司法解释"), here)
    for idle in ("住房公积金提取申请表复印件应当加盖公章。", "加快住房公积金服务提质增效步伐。"):
        assert not founded(idle, _clause(idle), here)


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("业主应当缴纳装修保证金。", ("duty",)),
        ("任何单位和个人不得占用消防通道。", ("right",)),
        ("个人住房房产税应纳税额按照下列公式计算。", ()),
        ("各地不得委托中介机构和企业编制方案。", ()),
        ("个人住房公积金可贷额度应同时符合下列要求。", ()),
        ("市住房城乡建设局应当及时公布企业名单。", ()),
        ("鼓励企业应用新技术。", ()),
    ],
)
def test_a_gap_is_a_duty_or_a_limit_of_people_and_firms(words: str, kinds: tuple[str, ...]) -> None:
    assert _kinds(words) == kinds
