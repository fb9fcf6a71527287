"""`confident`: how much of a query its best hit covers."""

from __future__ import annotations

import pytest

from corpus.titles import TitleBook
from search_service.query import confident, understand
from search_service.query.confidence import weighed

UNITS = 26_000
COMMON = {"责任": 6_000, "标准": 3_000}


def _frequency(word: str) -> int:
    return COMMON.get(word, 12)


@pytest.mark.parametrize(
    ("text", "hit", "sure"),
    [
        ("高空抛物 责任", "中华人民共和国民法典 禁止从建筑物中抛掷物品。承担侵权责任", True),
        ("量子纠缠 责任", "中华人民共和国民法典 承担侵权责任", False),
        ("听证 告知", "应当告知当事人有要求听证的权利", True),
    ],
)
def test_topics(titles: TitleBook, text: str, hit: str, sure: bool) -> None:
    answer, score = confident(understand(text, titles=titles), hit, _frequency, UNITS)
    assert answer is sure
    assert 0 <= score <= 1


def test_a_long_clause_need_not_be_covered_as_a_whole(titles: TitleBook) -> None:
    hit = "行政机关应当告知申请人听证权利并组织评估论证报告公开征求意见"
    clause = hit + "，以及街道网格员巡查走访登记台账填报照片上传平台审核反馈办结归档考评奖励通报约谈整改销号"
    assert confident(understand(clause, titles=titles), hit, _frequency, UNITS)[0]


@pytest.mark.parametrize("text", ["23条", "黑车", "合同法 格式条款", "合同法", "《外星人管理法》"])
def test_honest_notes_leave_no_confidence(titles: TitleBook, text: str) -> None:
    everything = text + "未取得道路运输经营许可，擅自从事道路运输经营 格式条款"
    assert not confident(understand(text, titles=titles), everything, _frequency, UNITS)[0]


def test_a_look_up_that_found_its_law_is_certain(titles: TitleBook) -> None:
    assert confident(understand("民法典1254", titles=titles), "", _frequency, UNITS) == (True, 1.0)


@pytest.mark.parametrize("text", ["高空抛物 责任", "黑车 处罚", "听证 告知"])
def test_every_word_that_is_weighed_is_known_beforehand(titles: TitleBook, text: str) -> None:
    """On a cluster each word that is not would be a request."""
    query = understand(text, titles=titles)
    asked: set[str] = set()

    def frequency(word: str) -> int:
        asked.add(word)
        return 3

    confident(query, "禁止从建筑物中抛掷物品", frequency, UNITS)
    assert asked and asked <= set(weighed(query))


def test_a_look_up_weighs_nothing(titles: TitleBook) -> None:
    assert weighed(understand("民法典1254", titles=titles)) == []
