"""A small made-up library of titles for these tests, beside the known names of the package."""

from __future__ import annotations

from functools import cache

from corpus.levels import classify
from corpus.titles import TitleBook, TitleEntry, known_names
from corpus.titles.forms import key

HELD = (
    "中华人民共和国民法典",
    "中华人民共和国刑法",
    "中华人民共和国刑法修正案",
    "中华人民共和国刑法修正案（八）",
    "中华人民共和国刑法修正案（十二）",
    "中华人民共和国宪法",
    "中华人民共和国宪法修正案（2018年）",
    "中华人民共和国公司法",
    "中华人民共和国仲裁法",
    "中华人民共和国劳动法",
    "中华人民共和国劳动合同法",
    "中华人民共和国劳动合同法实施条例",
    "中华人民共和国劳动争议调解仲裁法",
    "中华人民共和国消防法",
    "中华人民共和国环境保护法",
    "中华人民共和国海洋环境保护法",
    "中华人民共和国民事诉讼法",
    "中华人民共和国行政诉讼法",
    "中华人民共和国行政处罚法",
    "中华人民共和国治安管理处罚法",
    "中华人民共和国反不正当竞争法",
    "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法",
    "中华人民共和国香港特别行政区基本法",
    "城市供水条例",
    "重大行政决策程序暂行条例",
    "处方药与非处方药分类管理办法（试行）",
    "工资支付暂行规定",
    "最高人民法院关于审理行政许可案件若干问题的规定",
    "国务院关于职工工作时间的规定",
    "甲市物业管理条例",
    "全国人民代表大会常务委员会关于《中华人民共和国刑法》第三十条的解释",
    "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）",
    "最高人民法院关于适用《中华人民共和国民法典》有关担保制度的解释",
    "最高人民法院关于适用《中华人民共和国民法典》时间效力的若干规定",
    "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）",
    "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释",
    "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
    "最高人民法院、最高人民检察院关于办理某罪刑事案件适用法律若干问题的解释",
)


def entries() -> list[TitleEntry]:
    """The held titles with ids w0, w1 …, then the known names that are not held."""
    known = {key(each.title): each for each in known_names()}
    made = []
    for number, title in enumerate(HELD):
        names = known.pop(key(title), TitleEntry(None, title))
        level = str(classify(title).level)
        made.append(TitleEntry(f"w{number}", title, names.aliases, level, names.spoken))
    return [*made, *known.values()]


@cache
def book() -> TitleBook:
    return TitleBook(entries())
