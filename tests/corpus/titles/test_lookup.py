"""Looking a work up by a whole name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.library import MemoryLibrary
from corpus.model import Level, Version, Work
from corpus.titles import TitleBook, TitleEntry, book_of, known_names
from corpus.titles.forms import key
from tests.corpus.titles.sample import HELD, book


def found(name: str) -> list[str]:
    return [entry.title for entry in book().lookup(name)]


@pytest.mark.parametrize("title", HELD)
def test_every_printed_title_finds_its_work_first(title: str) -> None:
    assert found(title)[0] == title
    assert found(f"《{title}》") == found(title)
    assert found(title.replace("《", "〈").replace("》", "〉")) == found(title)
    assert found(title.replace("中华人民共和国", "")) == found(title)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("民诉法", "中华人民共和国民事诉讼法"),
        ("行诉法", "中华人民共和国行政诉讼法"),
        ("治安法", "中华人民共和国治安管理处罚法"),
        ("反法", "中华人民共和国反不正当竞争法"),
        ("代表法", "中华人民共和国全国人民代表大会和地方各级人民代表大会代表法"),
        ("个保法", "中华人民共和国个人信息保护法"),
        ("勞動合同法", "中华人民共和国劳动合同法"),
        (" 劳动 合同法 ", "中华人民共和国劳动合同法"),
        ("“劳动合同法”", "中华人民共和国劳动合同法"),
        ("劳动合同法。", "中华人民共和国劳动合同法"),
        ("公司法（2023修订）", "中华人民共和国公司法"),
        ("公司法(2018年10月26日修正)", "中华人民共和国公司法"),
        ("刑法修正案八", "中华人民共和国刑法修正案（八）"),
        ("刑法修正案(八)", "中华人民共和国刑法修正案（八）"),
        ("刑法修正案（12）", "中华人民共和国刑法修正案（十二）"),
        ("刑法修正案12", "中华人民共和国刑法修正案（十二）"),
        ("2018年宪法修正案", "中华人民共和国宪法修正案（2018年）"),
        ("重大行政决策程序条例", "重大行政决策程序暂行条例"),
        ("处方药与非处方药分类管理办法", "处方药与非处方药分类管理办法（试行）"),
        ("关于职工工作时间的规定", "国务院关于职工工作时间的规定"),
        ("民法典婚姻家庭编解释（一）", "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）"),
        ("婚姻家庭编解释一", "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）"),
        ("民法典担保制度解释", "最高人民法院关于适用《中华人民共和国民法典》有关担保制度的解释"),
        ("担保制度司法解释", "最高人民法院关于适用《中华人民共和国民法典》有关担保制度的解释"),
        ("民法典时间效力规定", "最高人民法院关于适用《中华人民共和国民法典》时间效力的若干规定"),
        ("公司法司法解释三", "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）"),
        ("公司法解释（3）", "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）"),
        ("民诉法解释", "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释"),
        ("劳动争议司法解释（一）", "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"),
        (
            "关于《中华人民共和国刑法》第三十条的解释",
            "全国人民代表大会常务委员会关于《中华人民共和国刑法》第三十条的解释",
        ),
        (
            "全国人大常委会关于《刑法》第三十条的解释",
            "全国人民代表大会常务委员会关于《中华人民共和国刑法》第三十条的解释",
        ),
        ("宪法修正案", "中华人民共和国宪法修正案（2018年）"),
        (
            "最高人民法院 最高人民检察院关于办理某罪刑事案件适用法律若干问题的解释",
            "最高人民法院、最高人民检察院关于办理某罪刑事案件适用法律若干问题的解释",
        ),
    ],
)
def test_other_names(name: str, title: str) -> None:
    assert found(name) == [title]


@pytest.mark.parametrize(
    "name",
    [
        "合同",
        "劳动合同",
        "处罚条例",
        "民法典实施细则",
        "某某民法典",
        "民法典第1254条",
        "劳动合同法实施",
        "刑法修正案（九十九）",
        "公司法规定三",
        "行政许可规定",
        "解释",
        "法",
        "",
        "《》",
        "   ",
        "中华人民共和国",
    ],
)
def test_parts_of_names_and_other_names_find_nothing(name: str) -> None:
    assert found(name) == []


def test_a_former_act_under_another_title_is_another_work() -> None:
    assert found("治安管理处罚条例") == ["中华人民共和国治安管理处罚条例"]
    assert book().lookup("治安管理处罚条例")[0].work_id is None


def test_a_name_of_two_works_answers_both() -> None:
    assert len(found("调解仲裁法")) == 2
    same = TitleBook([TitleEntry("a", "控烟条例"), TitleEntry("b", "控烟条例"), TitleEntry("c", "控烟办法")])
    assert [entry.work_id for entry in same.lookup("控烟条例")] == ["a", "b"]
    assert same.scan("依照控烟条例处理")[0].work_ids == ("a", "b")


def test_an_own_title_beats_an_alias_and_an_alias_a_made_form() -> None:
    book = TitleBook(
        [
            TitleEntry("a", "甲乙丙丁办法（试行）"),
            TitleEntry("b", "戊己条例", aliases=("甲乙丙丁办法", "庚辛法")),
            TitleEntry("c", "庚辛法"),
        ]
    )
    assert [entry.work_id for entry in book.lookup("甲乙丙丁办法")] == ["b"]
    assert [entry.work_id for entry in book.lookup("庚辛法")] == ["c"]


@settings(deadline=None)  # the first call reads the pinyin tables
@given(st.text(max_size=30))
def test_any_text_can_be_looked_up(text: str) -> None:
    assert isinstance(book().lookup(text), tuple)
    book().prefix(text)
    book().complete(text)
    book().nearest(text)


def test_known_names_are_reviewed_data() -> None:
    names = known_names()
    assert sum(len(each.aliases) + len(each.spoken) for each in names) >= 120
    titles = [key(each.title) for each in names]
    assert len(set(titles)) == len(titles)
    aliases = [key(alias) for each in names for alias in each.aliases]
    assert len(set(aliases)) == len(aliases), "an alias of two works belongs to `spoken`"
    assert not set(aliases) & set(titles)
    assert all(len(alias) > 1 for alias in aliases)


def test_the_book_of_a_library() -> None:
    former = Version("w1", "1990-01-01", "甲省乙条例（旧名）", None, "0", 0)
    works = [
        Work("w1", "甲省乙条例", Level.LOCAL_REGULATION, None, None, None, None, (former,)),
        Work("w2", "中华人民共和国民事诉讼法", Level.LAW, None, None, None, None),
    ]
    book = book_of(MemoryLibrary(works, {}))
    assert [entry.work_id for entry in book.lookup("民诉法")] == ["w2"]
    assert [entry.work_id for entry in book.lookup("甲省乙条例(旧名)")] == ["w1"]
    assert book.lookup("民诉法")[0].level == "法律"
    assert [entry.work_id for entry in book.lookup("刑诉法")] == [None]
    assert len([entry for entry in book.entries if entry.title == "中华人民共和国民事诉讼法"]) == 1
