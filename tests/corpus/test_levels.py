"""Levels, issuers and regions: a table of titles, each line another rule."""

from __future__ import annotations

import tarfile
from collections import Counter
from pathlib import PurePosixPath

import pytest

from corpus.levels import classify
from corpus.regions import provinces, region_of, region_of_folder, region_of_short
from tests.support import shared

TITLES = [
    ("中华人民共和国宪法", "宪法", None),
    ("中华人民共和国宪法修正案（2018年）", "宪法", None),
    ("中华人民共和国民法典", "法律", None),
    ("中华人民共和国刑法修正案（十二）", "法律", None),
    ("海南自由贸易港法", "法律", None),
    ("香港特别行政区基本法", "法律", None),
    ("人民法院组织法", "法律", None),
    ("中华人民共和国户口登记条例", "法律", None),
    ("全国人民代表大会常务委员会关于加强经济工作监督的决定", "法律", None),
    ("全国人民代表大会常务委员会关于《中华人民共和国刑法》第三十条的解释", "立法解释", None),
    ("劳动合同法实施条例", "行政法规", None),
    ("税收征收管理法实施细则", "行政法规", None),
    ("国务院关于职工工作时间的规定", "行政法规", None),
    ("国务院关于修改部分行政法规的决定", "行政法规", None),
    ("国务院关于实行某某制度的决定", "国务院决定", None),
    ("国务院办公厅关于做好某项工作的通知", "规范性文件", None),
    ("国家监察委员会特约监察员工作办法", "监察法规", None),
    ("最高人民法院、最高人民检察院关于办理某罪案件的解释（二）", "司法解释", None),
    ("人民检察院刑事诉讼规则", "司法解释", None),
    ("关于审理某类民事案件适用法律若干问题的规定", "司法解释", None),
    ("公安部关于某事的规定", "部门规章", None),
    ("国家市场监督管理总局关于某事的通知", "规范性文件", None),
    ("机动车登记规定", "部门规章", None),
    ("处方药与非处方药分类管理办法（试行）", "部门规章", None),
    ("济南市公园条例", "地方性法规", "济南市"),
    ("北京市实施《中华人民共和国义务教育法》办法", "地方性法规", "北京市"),
    ("山东省实施《工伤保险条例》办法", "地方政府规章", "山东省"),
    ("河南省人民代表大会常务委员会关于某事的决议", "地方性法规", "河南省"),
    ("深圳经济特区数据条例", "地方性法规", "深圳市"),
    ("横琴粤澳深度合作区发展促进条例", "地方性法规", "广东省"),
    ("绍兴古城保护利用条例", "地方性法规", "绍兴市"),
    ("某某彝族自治县水资源管理条例", "自治条例和单行条例", "某某彝族自治县"),
    ("延边朝鲜族自治州自治条例", "自治条例和单行条例", "延边朝鲜族自治州"),
    ("海南藏族自治州某条例", "地方性法规", "海南藏族自治州"),
    ("杭州市人民政府办公厅关于印发某方案的通知", "规范性文件", "杭州市"),
    ("宁波市城市供水管理办法", "地方政府规章", "宁波市"),
    ("中国共产党纪律处分条例", "党内法规", None),
    ("中共浙江省委关于某事的意见", "规范性文件", "浙江省"),
    ("上海证券交易所某规则", "部门规章", None),
    ("白银管理条例", "行政法规", None),
    ("关于进一步做好某项工作的通知", "规范性文件", None),
]


@pytest.mark.parametrize(("title", "level", "region"), TITLES)
def test_by_title_alone(title: str, level: str, region: str | None) -> None:
    found = classify(title)
    assert (str(found.level), found.region) == (level, region)


@pytest.mark.parametrize(
    ("title", "evidence", "level", "issuer", "region"),
    [
        ("某管理办法", {"category": "行政法规"}, "行政法规", "国务院", None),
        ("某条例", {"category": "法律/行政法"}, "法律", None, None),
        ("某市公约", {"category": "其他"}, "规范性文件", None, None),
        ("某登记规定", {"path": "部门规章/公安部/某登记规定.md"}, "部门规章", "公安部", None),
        ("某登记规定", {"path": "公安部\\某登记规定.md"}, "部门规章", "公安部", None),
        (
            "关于议案的规定",
            {"path": "DLC/北京地方法规/地方性法规/北京/a.md"},
            "地方性法规",
            "北京市人民代表大会常务委员会",
            "北京市",
        ),
        (
            "济南市某规定",
            {"path": "山东地方法规/a.md"},
            "地方性法规",
            "济南市人民代表大会常务委员会",
            "济南市",
        ),
        (
            "某管理办法",
            {"text_head": "1990年1月1日 国务院批准\n1990年2月1日 某某部令发布"},
            "行政法规",
            "国务院",
            None,
        ),
        (
            "某管理条例",
            {"text_head": "2002年 中华人民共和国国务院、中华人民共和国中央军事委员会令第1号"},
            "行政法规",
            "国务院",
            None,
        ),
        (
            "北京市某规定",
            {"text_head": "2012年 北京市第十三届人民代表大会常务委员会第三十次会议通过"},
            "地方性法规",
            "北京市人民代表大会常务委员会",
            "北京市",
        ),
        (
            "北京市某规定",
            {"text_head": "2012年 北京市人民政府令第100号"},
            "地方政府规章",
            "北京市人民政府",
            "北京市",
        ),
        (
            "某规定",
            {"text_head": "2021年 最高人民法院审判委员会第1次会议通过"},
            "司法解释",
            "最高人民法院",
            None,
        ),
        (
            "某法",
            {"text_head": "2021年 第十三届全国人民代表大会常务委员会第一次会议通过"},
            "法律",
            "全国人民代表大会常务委员会",
            None,
        ),
        ("某管理办法", {"issuer": "国家 邮政局"}, "部门规章", "国家 邮政局", None),
        ("某管理办法", {"issuer": "某市某区人民政府"}, "地方政府规章", "某市某区人民政府", "某市某区"),
        ("某工作意见", {"issuer": "国务院"}, "规范性文件", "国务院", None),
        (
            "某标志使用办法",
            {"category": "法律", "issuer": "中华人民共和国中央军事委员会"},
            "行政法规",
            "中华人民共和国中央军事委员会",
            None,
        ),
    ],
)
def test_with_evidence(
    title: str, evidence: dict[str, str], level: str, issuer: str | None, region: str | None
) -> None:
    found = classify(title, **evidence)  # type: ignore[arg-type]
    assert (str(found.level), found.issuer, found.region) == (level, issuer, region)


def test_joint_court_issuer() -> None:
    assert classify("最高人民法院、最高人民检察院关于某罪的解释").issuer == "最高人民法院、最高人民检察院"


@pytest.mark.parametrize(
    "name", ["城市供水条例", "上海合作组织某办法", "长江保护条例", "市场准入办法", "自治区某", ""]
)
def test_no_region_in_ordinary_words(name: str) -> None:
    assert region_of(name) is None
    assert region_of_short(name) is None


@pytest.mark.parametrize(
    ("folder", "region"),
    [
        ("山东", "山东省"),
        ("山东地方法规", "山东省"),
        ("内蒙古自治区", "内蒙古自治区"),
        ("深圳", "深圳市"),
        ("公安部", None),
    ],
)
def test_region_of_folder(folder: str, region: str | None) -> None:
    assert region_of_folder(folder) == region


def test_all_provinces_are_there() -> None:
    assert len(provinces()) == 31


def test_folders_of_a_real_collection() -> None:
    """File names of one public collection against its folders: with the path nearly all, without it most."""
    wanted = {"行政法规": "行政法规", "司法解释": "司法解释", "部门规章": "部门规章", "DLC": "地方性法规"}
    counts: Counter[str] = Counter()
    with tarfile.open(shared("data", "lawrefbook.tar.gz")) as archive:
        paths = [PurePosixPath(name) for name in archive.getnames() if name.endswith(".md")]
    for path in paths:
        want = next((wanted[part] for part in path.parts if part in wanted), None)
        if want and not path.name.startswith("_"):
            title = path.stem.split("(")[0]
            counts["all"] += 1
            counts["path"] += str(classify(title, path=str(path)).level) == want
            counts["title"] += str(classify(title).level) == want
    assert counts["all"] > 2_000
    assert counts["path"] >= 0.998 * counts["all"]
    assert counts["title"] >= 0.88 * counts["all"]
