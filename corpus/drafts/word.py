"""The text of a Word file: paragraphs and table cells in the order of the document, one a line; then its notes.

Deleted text of tracked changes is left out and inserted text kept: what counts is what the draft will say.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 10_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Parts = list[tuple[Any, str]]
"""The elements of a paragraph that hold its text, each with its characters (a tab or a break is one)."""

_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
_NOTES = {"footnotes": "脚注", "endnotes": "尾注"}


def read_docx(data: bytes) -> str:
    """The text of a .docx; ValueError with a Chinese sentence when it is none or is too large."""
    document, found = open_docx(data)
    lines = ["".join(text for _, text in paragraph) for paragraph in found]
    return "\n".join([*lines, *notes(document)])


def open_docx(data: bytes) -> tuple[Any, list[Parts]]:
    """The document and its paragraphs as `read_docx` joins them, so that a place in the text is one in the file.

    The notes that `read_docx` puts behind them are no paragraphs of the body.
    """
    _check(data)
    from docx import Document

    try:
        document = Document(BytesIO(data))
        list(notes(document))
        return document, list(paragraphs(document.element.body))
    except Exception as error:
        raise ValueError("Word 文件已损坏，请用 Word 或 WPS 打开后重新保存。") from error


def _check(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ValueError("这不是 Word（.docx）文件；旧版 .doc 请另存为 .docx。") from error
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
        raise ValueError("Word 文件解压后过大，请删去其中的图片后重新保存。")
    if not any(each.filename == "word/document.xml" for each in members):
        raise ValueError("这个压缩文件里没有 Word 正文，请确认它是 .docx 文件。")


def notes(document: Any) -> Iterator[str]:
    """The footnotes and endnotes, a line each: 脚注：…"""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        kind = _NOTES.get(relation.reltype.rpartition("/")[2])
        if kind is None or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob):
            if note.get(f"{_W}type") is None:  # separators have one
                text = " ".join("".join(text for _, text in each) for each in paragraphs(note)).strip()
                if text:
                    yield f"{kind}：{' '.join(text.split())}"


def paragraphs(body: Any) -> Iterator[Parts]:
    """Every paragraph of the body, those in tables and text boxes too, in the order of the document."""
    for paragraph in body.iter(f"{_W}p"):
        yield list(_parts(paragraph))


def _parts(paragraph: Any) -> Iterator[tuple[Any, str]]:
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", *_BREAKS):
        if _owner(element, f"{_W}p") is not paragraph:
            continue
        if element.tag == f"{_W}t":
            yield element, element.text or ""
        elif element.tag == f"{_W}tab":
            yield element, "\t" if _owner(element, f"{_W}r") is not None else ""
        else:
            yield element, "\n"


def _owner(element: Any, tag: str) -> Any:
    """The nearest element of that tag above."""
    above = element.getparent()
    while above is not None and above.tag != tag:
        above = above.getparent()
    return above
