"""The page of the citation check, without a browser: marks in place, verdicts with proof, files, wrong forms."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from openpyxl import load_workbook
from starlette.testclient import TestClient

from search_service.citation_files import markdown_cell
from tests.search_service.asking import DAY

TEXT = (
    "停车<办法>\r\n第一条 根据《中华人民共和国合同法》第五十二条、《中华人民共和国行政处罚法》第十六条，制定本办法。"
    "\r\n"
    "第二条 依照《民法典》第二千条处理；《某某省停车条例》另有规定的，从其规定。"
)
FILE = {"file": ("", b"")}


def post(client: TestClient, text: str = TEXT, files: Any = None, **fields: str) -> Any:
    given = {"text": text, "law": "", "as_of": DAY, "form": "", **fields}
    return client.post("/check", data=given, files=files or FILE)


def test_the_form_warns_before_anything_is_sent(client: TestClient) -> None:
    page = client.get("/check").text
    assert page.index("涉密材料不得上传") < page.index("<textarea")
    assert "不保存" in page


def test_citations_are_marked_and_judged(client: TestClient) -> None:
    page = post(client)
    assert page.status_code == 200
    marks = re.findall(r'<a class="mark is-(\w+)" id="m\d+" href="#f\d+" title="(.*?)">(.*?)</a>', page.text)
    assert [(group, said) for group, said, _ in marks] == [
        ("wrong", "已废止"),
        ("stands", "有效"),
        ("wrong", "没有这一条"),
        ("unchecked", "本库未收录，未核验"),
    ]
    assert marks[0][2] == "《中华人民共和国合同法》第五十二条"
    assert "停车&lt;办法&gt;\n第一条" in page.text and "<办法>" not in page.text
    assert "同时废止" in page.text and "最后一条是第一千二百六十条" in page.text
    assert "共 4 处引用：应当改正 2 处，没有核验 1 处，有效 1 处。" in page.text


def test_a_file_and_a_law_in_context(client: TestClient) -> None:
    text = "本法第十六条不得突破。"
    page = post(client, "", {"file": ("稿.txt", text.encode("gb18030"))}, law="行政处罚法")
    assert "有效 1 处" in page.text
    assert "《中华人民共和国行政处罚法》第十六条" in page.text


def test_files(client: TestClient) -> None:
    docx = post(client, form="docx")
    assert unquote(docx.headers["content-disposition"]).endswith("文稿.引用批注.docx")
    document = Document(BytesIO(docx.content))
    comments = [each.text for each in document.comments]
    assert len(comments) == 4  # the whole, and the three that do not stand
    assert any("已废止" in each and "《中华人民共和国民法典》代替" in each for each in comments)
    assert document.paragraphs[0].text == "停车<办法>"
    book = load_workbook(BytesIO(post(client, form="xlsx").content))
    rows = list(book["引用"].iter_rows(values_only=True))
    assert [row[:4] for row in rows[1:3]] == [
        (2, "《中华人民共和国合同法》第五十二条", "已废止", "应当改正"),
        (2, "《中华人民共和国行政处罚法》第十六条", "有效", "有效"),
    ]
    told = post(client, form="md").text
    assert "| 2 | 《中华人民共和国合同法》第五十二条 | 已废止 |" in told


def test_comments_go_into_a_copy_of_the_file(client: TestClient) -> None:
    document = Document()
    document.add_paragraph("根据《中华人民共和国合同法》第五十二条，制定本办法。")
    saved = BytesIO()
    document.save(saved)
    answer = post(client, "", {"file": ("我的稿.docx", saved.getvalue())}, form="docx")
    assert unquote(answer.headers["content-disposition"]).endswith("我的稿.引用批注.docx")
    assert len(list(Document(BytesIO(answer.content)).comments)) == 2


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"text": "　\n"}, 400, "请粘贴文本，或者选择一个文件。"),
        ({"as_of": "2026-02-30"}, 400, "核验日期应写作 2026-01-31。"),
        ({"form": "pdf"}, 400, "没有这种形式的结果。"),
        ({"law": "不存在的法"}, 400, "本库不认识“不存在的法”这部法规。"),
        ({"text": "长" * 1_000_001}, 400, "一次最多核验"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_stays(
    client: TestClient, fields: dict[str, str], status: int, said: str
) -> None:
    page = post(client, **fields)
    assert (page.status_code, said in page.text) == (status, True)
    assert (
        fields.get("text", TEXT).strip()[:20].replace("<", "&lt;").replace(">", "&gt;").split("\r")[0]
        in page.text
    )


@pytest.mark.parametrize(
    ("name", "data"), [("稿.pdf", b"%PDF-1.4"), ("稿.docx", b"PK\x03\x04 broken"), ("稿.txt", b"")]
)
def test_files_that_cannot_be_read(client: TestClient, name: str, data: bytes) -> None:
    page = post(client, "", {"file": (name, data)})
    assert page.status_code in (400, 422)
    assert "没有核验" in page.text


def test_two_files_are_one_too_many(client: TestClient) -> None:
    answer = client.post("/check", files=[("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))])
    assert (answer.status_code, "一次请提交一个文件" in answer.text) == (400, True)


@pytest.mark.parametrize(("text", "cell"), [("a|b\nc", r"a\|b c"), ("<b>*_`", r"\<b\>\*\_\`")])
def test_cells_of_markdown(text: str, cell: str) -> None:
    assert markdown_cell(text) == cell
