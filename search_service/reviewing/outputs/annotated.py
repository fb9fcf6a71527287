"""The draft as a Word document with the findings as comments: a copy of the original, or made from the text."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from corpus.drafts import DraftError
from corpus.drafts.word import open_docx
from review.model import Finding
from search_service.reviewing.outputs.anchored import Note, comment
from search_service.reviewing.outputs.safe import printable
from search_service.reviewing.outputs.stamp import stamp, summary
from search_service.reviewing.run import Reviewed
from search_service.reviewing.words import SEVERITIES, basis_line


def annotated(found: Reviewed, original: bytes | None = None) -> bytes:
    """The .docx. `original` is the Word file whose text was reviewed; without it the draft's text is written.

    DraftError `broken_file` when the original cannot be opened again.
    """
    document = _made(found.text) if original is None else _copy(original)
    notes = [Note(0, 0, "\n".join((summary(found), *stamp(found))))]
    notes += [Note(each.start, each.end, _said(each)) for each in found.report.findings]
    if comment(document, notes) == 0:  # a text of white space only
        document.add_paragraph(printable(notes[0].text))
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _copy(original: bytes) -> Any:
    try:
        return open_docx(original)[0]
    except ValueError as error:
        raise DraftError("broken_file", str(error)) from error


def _made(text: str) -> Any:
    """A document with a paragraph for each line, of the same characters."""
    from docx import Document

    document = Document()
    for line in printable(text).split("\n"):
        document.add_paragraph(line)
    return document


def _said(each: Finding) -> str:
    lines = [f"【{SEVERITIES[each.severity]}】{each.message}（{each.rule}）"]
    lines += [f"依据：{basis_line(basis)}" for basis in each.basis]
    if each.suggestion:
        lines.append(f"建议：{each.suggestion}")
    return printable("\n".join(lines))
