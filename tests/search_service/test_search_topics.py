"""Topics: the governing articles come up, what the library does not cover is not claimed."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.search_service.asking import ask, notes, places

GOVERNED = [
    ("试用期 最长", 3, "劳动合同法 第十九条"),
    ("试用期不得超过多久", 3, "劳动合同法 第十九条"),
    ("竞业限制", 3, "劳动合同法 第二十四条"),
    ("未签劳动合同 双倍工资", 3, "劳动合同法 第八十二条"),
    ("拖欠工资怎么办", 5, "劳动法 第五十条"),
    ("女职工 产假", 3, "劳动法 第六十二条"),
    ("带薪年休假", 3, "劳动法 第四十五条"),
    ("酒驾", 3, "道路交通安全法 第九十一条"),
    ("酒後駕駛機動車", 3, "道路交通安全法 第九十一条"),
    ("高空抛物 谁赔偿", 1, "民法典 第一千二百五十四条"),
    ("高空拋物", 1, "民法典 第一千二百五十四条"),
    ("遗产 继承顺序", 1, "民法典 第一千一百二十七条"),
    ("离婚冷静期", 3, "民法典 第一千零七十七条"),
    ("居住权 合同", 3, "民法典 第三百六十七条"),
    ("彩礼 返还", 5, "民法典 第一千零四十二条"),
    ("自甘风险 文体活动", 3, "民法典 第一千一百七十六条"),
    ("格式条款 无效", 3, "民法典 第四百九十七条"),
    ("校园欺凌", 3, "未成年人保护法 第三十九条"),
    ("网络游戏 未成年人 时间", 5, "未成年人保护法 第七十五条"),
    ("大数据杀熟", 3, "个人信息保护法 第二十四条"),
    ("退一赔三", 5, "消费者权益保护法 第五十五条"),
    ("发布虚假广告 罚款", 5, "广告法 第五十五条"),
    ("传销", 3, "刑法 第二百二十四条之一"),
    ("非法吸收公众存款", 3, "刑法 第一百七十六条"),
    ("正当防卫", 3, "刑法 第二十条"),
    ("编造传播虚假恐怖信息", 3, "刑法 第二百九十一条之一"),
    ("行政复议申请期限", 3, "行政复议法 第二十条"),
    ("行政诉讼 起诉期限 六个月", 3, "行政诉讼法 第四十六条"),
    ("行政许可 听证 程序", 3, "行政许可法 第四十八条"),
    ("规章 设定 行政许可", 5, "行政许可法 第十五条"),
    ("地方性法规 设定 行政强制措施", 3, "行政强制法 第十条"),
    ("规范性文件不得设定行政处罚", 1, "行政处罚法 第十六条"),
    ("首违不罚", 5, "行政处罚法 第三十三条"),
    ("罚款 当场收缴", 5, "行政处罚法 第六十八条"),
    ("政府采购 采用什么方式", 3, "政府采购法 第二十六条"),
    ("依法必须招标 化整为零", 3, "招标投标法 第四条"),
    ("征地补偿标准", 1, "土地管理法 第四十八条"),
    ("宅基地 一户一宅", 3, "土地管理法 第六十二条"),
    ("生活垃圾分类", 3, "生态环境法典 第四百九十九条"),
    ("户口迁移", 3, "户口登记条例 第十条"),
    ("公司 对外担保 决议", 3, "公司法 第十五条"),
    ("设区的市 制定地方性法规", 3, "立法法 第八十一条"),
    ("法律的解释权", 3, "立法法 第四十八条"),
    ("国家赔偿 范围", 10, "国家赔偿法 第三条"),
]


@pytest.mark.parametrize(("query", "among", "place"), GOVERNED)
def test_the_governing_article_comes_up(client: TestClient, query: str, among: int, place: str) -> None:
    found = ask(client, query)
    assert found["query"]["type"] == "topic"
    assert place in places(found)[:among]
    assert found["confident"], "found, and yet not claimed"


@pytest.mark.parametrize(
    "query",
    [
        "火星探测器 采样",
        "量子纠缠",
        "菜谱 红烧肉",
        "NBA 总冠军",
        "如何追女生",
        "python 报错",
        "asdfghjkl",
        "今天天气怎么样",
        "比特币挖矿",
        "世界杯 小组赛",
        "周杰伦演唱会门票",
        "宇宙大爆炸",
    ],
)
def test_what_no_law_speaks_of_is_not_claimed(client: TestClient, query: str) -> None:
    assert not ask(client, query)["confident"]


@pytest.mark.parametrize("query", ["退休年龄", "住房公积金 提取", "黑车", "网约车", "信访 受理"])
def test_a_matter_of_a_law_that_is_not_held_says_so(client: TestClient, query: str) -> None:
    found = ask(client, query)
    assert "outside_coverage" in notes(found)
    assert not found["confident"]


@pytest.mark.parametrize(
    ("query", "law"),
    [
        ("行诉法 起诉期限", "行政诉讼法"),
        ("劳动法 加班费", "劳动法"),
        ("《行政许可法》 听证", "行政许可法"),
        ("听证 行政处罚法", "行政处罚法"),
        ("行政处法法 听证", "行政处罚法"),
        ("minfadian 居住权", "民法典"),
        ("民诉法 管辖", "民事诉讼法"),
    ],
)
def test_a_law_named_in_a_topic_leads(client: TestClient, query: str, law: str) -> None:
    found = ask(client, query)
    assert found["query"]["type"] == "topic"
    assert places(found)[0].startswith(law + " ")


@pytest.mark.parametrize(
    "query", ["合同法 违约金", "婚姻法 夫妻共同财产", "侵权责任法 医疗损害", "物权法 相邻关系"]
)
def test_a_repealed_law_named_in_a_topic_stands_for_its_successor(client: TestClient, query: str) -> None:
    found = ask(client, query)
    assert places(found)[0].startswith("民法典 ")
    assert "repealed_law" in notes(found)


@pytest.mark.parametrize("law", ["行政许可法", "xjxzv-not", "《行政许可法》", "行政許可法"])
def test_law_restricts_a_topic_to_one_law(client: TestClient, law: str) -> None:
    if law == "xjxzv-not":
        law = client.get("/api/v1/laws", params={"q": "行政许可法"}).json()["laws"][0]["id"]
    found = ask(client, "听证", law=law, size=100)
    assert found["total"] > 3
    assert {each.split()[0] for each in places(found)} == {"行政许可法"}


def test_expansion_can_be_switched_off(client: TestClient) -> None:
    on, off = ask(client, "醉驾"), ask(client, "醉驾", expand="off")
    assert "expanded" in notes(on)
    assert "expanded" not in notes(off)
    assert places(on) != places(off)


@pytest.mark.parametrize(
    ("query", "must", "without"),
    [
        ('"没收违法所得" 食品', ["没收违法所得", "食品"], []),
        ("食品 -罚款", ["食品"], ["罚款"]),
        ('"行政许可" -"行政机关"', ["行政许可"], ["行政机关"]),
        ("听证 公开", ["听证", "公开"], []),
        ("聽證 -價格", ["听证"], ["价格"]),
    ],
)
def test_advanced_mode_holds_its_conditions(
    client: TestClient, query: str, must: list[str], without: list[str]
) -> None:
    found = ask(client, query, mode="advanced", size=100)
    assert found["total"] > 0
    assert found["total_relation"] == "eq"
    for hit in found["hits"]:
        searched = "".join((hit["law"]["title"], *hit["path"], hit["text"]))
        assert all(each in searched for each in must)
        assert not any(each in searched for each in without)


def test_advanced_totals_are_exact_beyond_the_window(client: TestClient) -> None:
    found = ask(client, "应当", mode="advanced", size=100)
    assert found["total"] > 5000
    assert found["total_relation"] == "eq"


@pytest.mark.parametrize(
    "query", ['"罚款', "罚款 -", '""', "-", "- -", 'a:b AND (c OR "d', "罚款 -罚款", "-罚款"]
)
def test_advanced_mode_survives_any_syntax(client: TestClient, query: str) -> None:
    answer = client.get("/api/v1/search", params={"q": query, "mode": "advanced"})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["code"] == "empty_query"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("商标", "商标法"),
        ("处罚法", "行政处罚法"),
        ("行诉法", "行政诉讼法"),
        ("xzcf", "行政处罚法"),
        ("劳动合同", "劳动合同法"),
    ],
)
def test_kind_work_lists_laws(client: TestClient, query: str, first: str) -> None:
    found = ask(client, query, kind="work")
    assert {hit["kind"] for hit in found["hits"]} == {"work"}
    assert places(found)[0] == first
    assert found["others"]["work"] == found["total"]


def test_kind_work_holds_the_filters(client: TestClient) -> None:
    every = ask(client, "防治法", kind="work", size=100)
    dead = ask(client, "防治法", kind="work", size=100, currency="repealed")
    alive = ask(client, "防治法", kind="work", size=100, currency="in_force")
    assert 0 < dead["total"] < every["total"]
    assert {hit["currency"] for hit in dead["hits"]} == {"repealed"}
    assert dead["total"] + alive["total"] == every["total"]
    assert ask(client, "防治法", kind="work", level="宪法")["total"] == 0
    assert ask(client, "行政", kind="work", published_from="2023-01-01", year="2023")["total"] > 0
