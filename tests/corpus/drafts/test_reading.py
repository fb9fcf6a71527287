"""Drafts as files: what is read, in which order, and what is refused in which words."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from corpus.drafts import DraftError, read_draft


def _docx(build: object = None) -> bytes:
    document = Document()
    if callable(build):
        build(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_paragraphs_and_tables_come_in_order() -> None:
    def build(document: object) -> None:
        document.add_heading("某市停车管理办法", 0)
        document.add_paragraph("第一条　为了规范停车，制定本办法。")
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "部门", "市城管局"
        document.add_paragraph("第二条　本办法自发布之日起施行。")

    lines = read_draft("稿.docx", _docx(build)).split("\n")
    assert lines == [
        "某市停车管理办法",
        "第一条　为了规范停车，制定本办法。",
        "部门",
        "市城管局",
        "第二条　本办法自发布之日起施行。",
    ]


def test_tracked_changes_give_the_text_that_will_stand() -> None:
    def build(document: object) -> None:
        paragraph = document.add_paragraph("处")
        for tag, text_tag, text in (("w:del", "w:delText", "五百元"), ("w:ins", "w:t", "二百元")):
            change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
            change.set(qn("w:id"), "1")
            words.text = text
            run.append(words)
            change.append(run)
            paragraph._p.append(change)
        paragraph.add_run("罚款。")

    assert read_draft("稿.docx", _docx(build)) == "处二百元罚款。"


def test_plain_text_in_gb18030_is_read() -> None:
    text = "第一条 为了规范本市机动车停车管理，根据有关法律、法规的规定，结合本市实际，制定本办法。\r\n"
    assert read_draft("稿.txt", text.encode("gb18030")) == text.replace("\r\n", "\n")


def _zip(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    b"<w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("稿.docx", b"not a zip", "broken_file"),
        ("稿.docx", _zip({"a.txt": b"x"}), "broken_file"),
        ("稿.docx", _zip({"word/document.xml": b"<broken"}), "broken_file"),
        ("稿.docx", _zip({"word/document.xml": BOMB}), "broken_file"),
        ("稿.docx", _docx(), "empty_file"),
        ("稿.doc", b"\xd0\xcf\x11\xe0", "unsupported_file"),
        ("稿.pdf", b"%PDF-1.7", "unsupported_file"),
        ("图.png", b"\x89PNG", "unsupported_file"),
        ("稿.txt", b"", "empty_file"),
        ("稿.txt", b"\x00\x01\x02", "unsupported_file"),
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(name: str, data: bytes, code: str) -> None:
    with pytest.raises(DraftError) as caught:
        read_draft(name, data)
    assert caught.value.code == code
    assert any("\u4e00" <= each <= "\u9fff" for each in caught.value.message)


def test_a_member_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.drafts.word.MOST_UNPACKED", 1000)
    with pytest.raises(DraftError, match="过大"):
        read_draft("稿.docx", _docx())
