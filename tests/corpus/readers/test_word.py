"""Word files as the official databases and gazettes have them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Level, SourceDocument
from corpus.numerals import to_int
from corpus.readers import word
from corpus.readers.formats import Place, read_streamed
from corpus.readers.limits import Limits
from corpus.readers.numbering import written
from corpus.readers.outcomes import FileProblem
from tests.corpus.readers.word_files import HEAD, W, docx, level, lists, p, packed, parts, styles, table

HISTORY = (
    "（2019年3月28日青石市第三届人民代表大会常务委员会第十次会议通过　根据2024年5月30日青石市第四届"
    "人民代表大会常务委员会第六次会议《关于修改〈青石市公园管理条例〉的决定》修正）"
)
ARTICLES = (p("第一条　为了规范公园管理，制定本条例。"), p("第二条　本条例自2019年6月1日起施行。"))


def read(data: bytes, name: str = "文件.docx") -> SourceDocument:
    (outcome,) = read_all(data, name)
    assert isinstance(outcome, SourceDocument), outcome
    return outcome


def read_all(data: bytes, name: str = "文件.docx") -> list[object]:
    return list(read_streamed(io.BytesIO(data), Place("来源", name, "", Limits())))


def lines(*body: str, numbering: str = "", style_sheet: str = "") -> list[str]:
    data = docx(*body, numbering=numbering, style_sheet=style_sheet)
    return [each.text for each in word.read(io.BytesIO(data), Limits()).paragraphs]


def keys(document: SourceDocument) -> list[str]:
    return [unit.key for unit in document.units]


def test_a_local_regulation_of_the_national_database() -> None:
    document = read(
        docx(
            p("青石市公园管理条例", center=True),
            p(HISTORY, center=True),
            p("目　　录", center=True),
            p("第一章　总　　则"),
            p("第二章　附　　则"),
            p("第一章　总　　则", center=True),
            p("第一条　为了规范公园管理，制定本条例。"),
            p("第二条　公园管理机构履行下列职责："),
            p("（一）维护园内设施；"),
            p("第二章　附　　则", center=True),
            p("第三条　本条例自2019年6月1日起施行。"),
        ),
        "青石市公园管理条例_20240530.docx",
    )
    assert document.title == "青石市公园管理条例"
    assert document.reader == "word"
    assert (str(document.version_date), document.region) == ("2024-05-30", "青石市")
    assert document.issuer == "青石市人民代表大会常务委员会"
    assert [act.kind for act in document.acts] == ["enacted", "amended"]
    assert [(unit.key, unit.path) for unit in document.units] == [
        ("a1", ("第一章 总则",)),
        ("a2", ("第一章 总则",)),
        ("a3", ("第二章 附则",)),
    ]
    assert document.units[1].text == "公园管理机构履行下列职责：\n（一）维护园内设施；"
    assert document.problems == ()


def test_a_decree_gives_number_and_day_and_is_not_the_text() -> None:
    document = read(
        docx(
            p("中华人民共和国国务院令", center=True),
            p("第783号", center=True),
            p("《灯塔管理条例》已经2024年5月11日国务院第32次常务会议通过，现予公布，自2024年8月1日起施行。"),
            p("总理　某某"),
            p("2024年6月6日"),
            p("灯塔管理条例", center=True),
            *ARTICLES,
        )
    )
    assert (document.title, document.level) == ("灯塔管理条例", Level.ADMINISTRATIVE_REGULATION)
    assert document.doc_number == "国务院令第783号"
    assert (str(document.version_date), str(document.effective_date)) == ("2024-06-06", "2024-08-01")
    assert [(str(act.day), act.kind) for act in document.acts] == [
        ("2024-06-06", "published"),
        ("2024-05-11", "enacted"),
        ("2024-08-01", "effective"),
    ]


def test_a_texts_own_history_goes_before_the_decree_above_it() -> None:
    document = read(
        docx(
            p("青石市人民政府令", center=True),
            p("第12号", center=True),
            p("2024年6月6日"),
            p("青石市灯塔管理办法", center=True),
            p("（2024年5月8日青石市人民政府第3次常务会议通过　自2024年7月1日起施行）", center=True),
            *ARTICLES,
        )
    )
    assert document.doc_number == "青石市人民政府令第12号"
    assert (str(document.version_date), str(document.effective_date)) == ("2024-05-08", "2024-07-01")


def test_what_a_notice_encloses_is_a_normative_document() -> None:
    document = read(
        docx(
            p("青政发〔2024〕3号", center=True),
            p("青石市人民政府关于印发《青石市停车办法》的通知", center=True),
            p("各区人民政府："),
            p("一、请遵照执行。"),
            p("青石市人民政府"),
            p("2024年3月5日"),
            p("青石市停车办法", center=True),
            *ARTICLES,
        )
    )
    assert (document.title, document.level) == ("青石市停车办法", Level.NORMATIVE_DOCUMENT)
    assert (document.doc_number, document.issuer) == ("青政发〔2024〕3号", "青石市人民政府")
    assert str(document.version_date) == "2024-03-05"
    assert keys(document) == ["a1", "a2"]


@pytest.mark.parametrize(
    "title",
    [
        (p("中华人民共和国", center=True), p("灯塔法", center=True)),
        (p("中华人民共和国灯塔法", style="Title"),),
        (
            p("中华人民共和国灯塔法", size=44),
            p("说明"),
        ),
        (
            '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
            "<w:r><w:t>中华人民共和国</w:t><w:br/><w:t>灯塔法</w:t></w:r></w:p>",
        ),
        (p("中华人民共和国灯塔法"),),
    ],
)
def test_titles_however_they_are_set_off(title: tuple[str, ...]) -> None:
    sheet = styles('<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>')
    body = [p("第一条　甲。", size=32), p("第二条　乙。", size=32)]
    assert read(docx(*title, *body, style_sheet=sheet)).title == "中华人民共和国灯塔法"


NUMBERED = lists(
    level(0, "chineseCountingThousand", "第%1章"),
    level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>'),
    level(2, "chineseCounting", "（%3）", suff="nothing"),
    level(3, "decimal", "%4."),
)


def test_automatic_numbers_are_printed() -> None:
    assert lines(
        p("总则", num=(1, 0)),
        p("为了规范。", num=(1, 1)),
        p("职责：", num=(1, 1)),
        p("甲；", num=(1, 2)),
        p("乙：", num=(1, 2)),
        p("子", num=(1, 3)),
        p("附则", num=(1, 0)),
        p("施行。", num=(1, 1)),
        p("丙；", num=(1, 2)),
        p("没有编号"),
        numbering=NUMBERED,
    ) == [
        *("第一章　总则", "第一条　为了规范。", "第二条　职责：", "（一）甲；", "（二）乙：", "1. 子"),
        *("第二章　附则", "第三条　施行。", "（一）丙；", "没有编号"),
    ]


def test_numbered_articles_become_units() -> None:
    body = [p(f"内容{at}。", num=(1, 1)) for at in range(1, 13)]
    document = read(docx(p("灯塔管理条例", center=True), *body, numbering=NUMBERED))
    assert [unit.label for unit in document.units][-2:] == ["第十一条", "第十二条"]


def test_numbers_by_style_restarts_and_shared_counters() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    sheet = styles(
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    numbering = lists(level(0, "japaneseCounting", "%1、", suff="nothing"), nums=nums)
    body = [
        p("甲", style="B"),
        p("乙", num=(2, 0)),
        p("丙", num=(3, 0)),
        p("丁", num=(3, 0)),
        p("无", num=(0, 0), style="A"),
    ]
    assert lines(*body, numbering=numbering, style_sheet=sheet) == [
        "一、甲",
        "二、乙",
        "一、丙",
        "二、丁",
        "无",
    ]


def test_lists_that_are_broken_give_no_number() -> None:
    assert lines(p("甲", num=(7, 0)), p("乙", num=(1, 99)), numbering=NUMBERED) == ["甲", "乙"]
    odd = lists(level(0, "whatever", "%1"), level(1, "bullet", "●"))
    assert lines(p("甲", num=(1, 0)), p("乙", num=(1, 1)), numbering=odd) == ["1 甲", "乙"]


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("chineseCounting", 21, "二十一"),
        ("ideographDigital", 102, "一〇二"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 13, "子"),
        ("decimalFullWidth", 15, "１５"),
        ("decimalZero", 5, "05"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "(21)"),
        ("upperLetter", 27, "AA"),
        ("lowerRoman", 14, "xiv"),
        ("none", 3, ""),
        ("unknown", 3, "3"),
        ("upperRoman", 10**9, "1000000000"),
    ],
)
def test_formats_of_numbers(form: str, number: int, expected: str) -> None:
    if form == "chineseLegalSimplified":
        expected = written(number, "chineseCounting").translate(str.maketrans("一二十", "壹贰拾"))
    assert written(number, form) == expected


@given(st.integers(1, 9999))
def test_chinese_numbers_read_back(number: int) -> None:
    assert to_int(written(number, "chineseCountingThousand")) == number
    assert to_int(written(number, "ideographDigital")) == number


def test_what_is_not_printed_is_left_out() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>"
        f"{p('框里的字')}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback>{p('重复的字')}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>框外的字</w:t></w:r></w:p>"
    )
    body = [
        "<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom></w:p>",
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r></w:p>",
        "<w:p><w:ruby><w:rt><w:r><w:t>zhu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>注</w:t></w:r></w:rubyBase></w:ruby></w:p>",
        "<w:p><w:r><w:instrText>TOC</w:instrText></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>",
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p>',
        box,
    ]
    assert lines(*body) == ["留增", "显", "注", "链接", "甲\t乙", "框里的字", "框外的字"]


def test_an_automatic_table_of_contents_is_left_out() -> None:
    sheet = styles('<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>')
    gallery = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('目录')}{p('第一章　总则	1')}</w:sdtContent></w:sdt>"
    )
    assert lines(gallery, p("第二章　附则	2", style="11"), p("正文"), style_sheet=sheet) == ["正文"]


def test_tables_stay_rows_and_frames_are_text() -> None:
    assert lines(
        table((p("第一条　甲。") + p("第二条　乙。"),)),
        table(("项目", "金额|元"), ("", ""), ("甲", table(("内", "层")))),
    ) == ["第一条　甲。", "第二条　乙。", "| 项目 | 金额｜元 |", "| 甲 | ｜ 内 ｜ 层 ｜ |"]


def test_notes_and_macros_are_told() -> None:
    note = '<w:p><w:r><w:t>第三条　丙。</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    members = parts(p("灯塔管理条例", center=True) + "".join(ARTICLES) + note)
    document = read(packed(members | {"word/vbaProject.bin": b"x"}), "带宏.docm")
    assert [each.code for each in document.problems] == ["notes_left_out", "macros_ignored"]


ENTITY = f'{HEAD}<!DOCTYPE d [<!ENTITY a "甲"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bad_files() -> dict[str, tuple[bytes, str]]:
    good = parts(p("灯塔管理条例", center=True) + "".join(ARTICLES))
    document = str(good["word/document.xml"])
    external = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    deep = "<w:r>" * 5000
    return {
        "空": (b"", "empty_file"),
        "没有文字": (docx(p(), p("　")), "empty_file"),
        "扫描件": (docx("<w:p><w:r><w:drawing/></w:r></w:p>"), "empty_file"),
        "截断": (packed(good)[:-40], "broken_file"),
        "不是压缩包": (b"hello", "broken_file"),
        "别的压缩包": (packed({"a.txt": "x"}), "broken_file"),
        "加密": (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked_file"),
        "旧版": (OLE + b"\x00" * 600, "unsupported_file"),
        "实体": (packed(good | {"word/document.xml": document.replace(HEAD, ENTITY)}), "unsafe_xml"),
        "外部实体": (
            packed(good | {"word/document.xml": document.replace(HEAD, HEAD + external)}),
            "unsafe_xml",
        ),
        "样式里的实体": (packed(good | {"word/styles.xml": ENTITY + "<d/>"}), "unsafe_xml"),
        "宽编码的实体": (
            packed(good | {"word/other.xml": (ENTITY.replace("UTF-8", "UTF-16") + "<d/>").encode("utf-16")}),
            "unsafe_xml",
        ),
        "怪编码": (packed(good | {"word/document.xml": document.replace("UTF-8", "UTF-7")}), "broken_file"),
        "套得太深": (
            packed(good | {"word/document.xml": document.replace("<w:body>", "<w:body>" + deep)}),
            "broken_file",
        ),
        "不成对": (packed(good | {"word/document.xml": document.replace("</w:p>", "", 1)}), "broken_file"),
        "炸弹": (packed(good | {"word/media/a.bin": b"\x00" * 60_000_000}), "zip_bomb"),
        "样式太大": (packed(good | {"word/styles.xml": HEAD + "<a>" + "x" * 9_000_000 + "</a>"}), "ok"),
    }


@pytest.mark.parametrize("name", bad_files())
def test_files_that_cannot_be_read_say_why(name: str) -> None:
    data, code = bad_files()[name]
    (outcome,) = read_all(data)
    if code == "ok":
        assert isinstance(outcome, SourceDocument)  # the part is not referred to
        return
    assert outcome.problem.code == code, outcome  # type: ignore[attr-defined]
    assert outcome.problem.message.endswith("。")  # type: ignore[attr-defined]


def test_styles_that_are_too_large_are_refused() -> None:
    sheet = styles("<!--" + "x" * 9_000_000 + "-->")
    with pytest.raises(FileProblem) as caught:
        lines(p("甲"), style_sheet=sheet)
    assert caught.value.problem.code == "file_too_large"


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40), max_size=20)
)
def test_any_text_comes_back_line_by_line(texts: list[str]) -> None:
    data = docx(p("灯塔管理条例"), *(p(each) for each in texts if each))
    wanted = ["灯塔管理条例", *(each.strip() for each in texts if each.strip())]
    allowed = [each for each in wanted if "\ufffe" not in each and "\uffff" not in each]
    if allowed == wanted:
        assert [each.text for each in word.read(io.BytesIO(data), Limits()).paragraphs] == wanted


def test_the_namespace_is_what_counts() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    members = {name: str(part).replace(W, strict) for name, part in parts(p("灯塔")).items()}
    found = word.read(io.BytesIO(packed(members)), Limits()).paragraphs
    assert [each.text for each in found] == ["灯塔"]
