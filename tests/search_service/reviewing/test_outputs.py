"""The files that a review becomes: comments stand at their words, nothing of the draft changes, all is stamped."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.testclient import TestClient

from corpus.drafts.word import read_docx
from search_service.reviewing.outputs.anchored import Note, comment
from tests.search_service.asking import DAY

PATH = "/api/v1/drafts/check"
DRAFT = """示例市停车管理办法
第一条 为规范停车，根据《中华人民共和国合同法》，制定本办法。
第二条 对违反本办法规定乱停乱放的，由市城市管理部门处五百元罚款。"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def saved(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def commented(data: bytes) -> dict[str, str]:
    """The words under each comment, by the comment's first line."""
    document = Document(BytesIO(data))
    firsts = {str(each.comment_id): each.text.splitlines()[0] for each in document.comments}
    return {firsts[number]: words for number, words in under(document)}


def under(document: Any) -> Iterator[tuple[str, str]]:
    opened: dict[str, str] = {}
    for element in document.element.body.iter():
        if element.tag == f"{W}commentRangeStart":
            opened[element.get(f"{W}id")] = ""
        elif element.tag == f"{W}commentRangeEnd":
            number = element.get(f"{W}id")
            yield number, opened.pop(number)
        elif element.tag in (f"{W}t", f"{W}tab", f"{W}br"):
            words = element.text if element.tag == f"{W}t" else {f"{W}tab": "\t"}.get(element.tag, "\n")
            for number in opened:
                opened[number] += words or ""


def ask(client: TestClient, form: str, **given: Any) -> Any:
    answer = client.post(PATH, params={"format": form}, **given)
    assert answer.status_code == 200, answer.text
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    return answer


def test_a_copy_of_the_original_with_comments(client: TestClient) -> None:
    document = Document()
    for line in DRAFT.splitlines():
        paragraph = document.add_paragraph()
        for place, letter in enumerate(line):
            paragraph.add_run(letter).bold = place % 2 == 0
    original = saved(document)
    data = {"doc_type": "规范性文件", "as_of": DAY}
    answer = ask(client, "docx", files={"file": ("办法.docx", original)}, data=data)
    assert read_docx(answer.content) == read_docx(original) == DRAFT
    words = commented(answer.content)
    repealed = next(key for key in words if "已经废止" in key)
    assert words[repealed] == "《中华人民共和国合同法》"
    penalty = next(key for key in words if "PENALTY_BY_NORMATIVE_DOC" in key)
    assert words[penalty].endswith("处五百元罚款")
    whole = "\n".join(each.text for each in Document(BytesIO(answer.content)).comments)
    assert f"审查日：{DAY}" in whole
    assert "规则包：" in whole


@pytest.mark.parametrize(
    "text", [DRAFT, "", " \n\t\n", "=1+1\n第一条 处罚款。\x00\x0b\r\n", "😀根据[2020]5号\r\n"]
)
@pytest.mark.parametrize("form", ["docx", "opinion", "xlsx"])
def test_any_text_becomes_a_file(client: TestClient, text: str, form: str) -> None:
    answer = ask(client, form, json={"text": text, "as_of": DAY})
    if form == "xlsx":
        book = load_workbook(BytesIO(answer.content))
        assert book.sheetnames == ["问题", "引用", "依据表", "没有依据的条文", "说明"]
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert any(DAY in str(cell.value) for cell in cells)
    else:
        assert read_docx(answer.content).strip() or not text.strip()


def test_the_opinion_says_it_all(client: TestClient) -> None:
    body = {"text": DRAFT, "as_of": DAY, "issuer_level": "设区的市", "title": "停车<管理>办法"}
    answer = ask(client, "opinion", json=body)
    text = read_docx(answer.content)
    for each in (
        "停车<管理>办法审查意见",
        "应当改正",
        "原文：《中华人民共和国合同法》",
        "第一千二百六十条",
        "依据表",
        DAY,
        "设区的市",
    ):
        assert each in text, each
    assert "%E5%81%9C%E8%BD%A6%20%E7%AE%A1%E7%90%86%20" in answer.headers["content-disposition"]


INSIDE = "<w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent>"
BOX = f"<w:r {nsdecls('w')}><w:pict>{INSIDE}</w:pict></w:r>"


def test_a_comment_on_a_text_box_stands_outside_it() -> None:
    document = Document()
    paragraph = document.add_paragraph("前面")
    paragraph._p.append(parse_xml(BOX))
    before = read_docx(saved(document))
    start = before.index("框里")
    assert comment(document, [Note(start, start + 2, "看")]) == 1
    assert read_docx(saved(document)) == before
    assert not [
        each
        for each in document.element.body.iter(f"{W}txbxContent")
        if list(each.iter(f"{W}commentRangeStart"))
    ]


def test_a_document_without_text_takes_no_comment() -> None:
    assert comment(Document(), [Note(0, 0, "看"), Note(3, 9, "看")]) == 0


lines = st.lists(st.lists(st.text("根据《民法典》处罚款\t", max_size=6), max_size=4), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(lines, st.data())
def test_comments_stand_at_their_words(written: list[list[str]], data: st.DataObject) -> None:
    document = Document()
    for runs in written:
        paragraph = document.add_paragraph()
        for run in runs:
            paragraph.add_run(run)
    before = read_docx(saved(document))
    spans = data.draw(st.lists(st.tuples(*[st.integers(0, len(before))] * 2), max_size=5))
    notes = [Note(min(pair), max(pair), f"第{number}个") for number, pair in enumerate(spans)]
    wanted = {
        each.text: before[each.start : each.end].replace("\n", "") for each in notes if each.end > each.start
    }
    comment(document, notes)
    after = saved(document)
    assert read_docx(after) == before
    words = commented(after) if len(before.strip("\n")) else {}
    assert {name: words.get(name, "") for name in wanted} == wanted


def test_too_many_findings_are_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_service.reviewing.outputs.annotated.MOST_COMMENTS", 1)
    answer = ask(client, "docx", json={"text": DRAFT, "as_of": DAY})
    comments = [each.text for each in Document(BytesIO(answer.content)).comments]
    assert len(comments) == 2
    assert any("只批注了最重的 1 个" in each for each in comments)


def with_footnote(data: bytes, text: str) -> bytes:
    """A Word file whose first paragraph has a footnote."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(
                    b"</Types>",
                    f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode(),
                )
            if name == "word/_rels/document.xml.rels":
                part = part.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdN" Type="{main}" Target="footnotes.xml"/></Relationships>'.encode(),
                )
            new.writestr(name, part)
        new.writestr(
            "word/footnotes.xml",
            f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            f'<w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>',
        )
    return changed.getvalue()


def test_a_footnote_is_reviewed_and_its_comment_stands_at_the_end(client: TestClient) -> None:
    document = Document()
    document.add_paragraph("为规范管理，制定本办法。")
    data = with_footnote(saved(document), "依照《中华人民共和国物权法》办理。")
    assert read_docx(data) == "为规范管理，制定本办法。\n脚注：依照《中华人民共和国物权法》办理。"
    answer = ask(client, "docx", files={"file": ("办法.docx", data)}, data={"as_of": DAY})
    texts = [each.text for each in Document(BytesIO(answer.content)).comments]
    assert any(each.startswith("脚注或者尾注“《中华人民共和国物权法》”") for each in texts)
    assert read_docx(answer.content) == read_docx(data)
