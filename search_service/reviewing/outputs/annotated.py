"""The draft as a Word document with the findings as comments: a copy of the original, or made from the text."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from corpus.drafts import DraftError
from corpus.drafts.word import open_docx, paragraphs
from review.model import Finding
from search_service.printable import printable
from search_service.reviewing.outputs.anchored import Note, comment
from search_service.reviewing.outputs.stamp import stamp, summary
from search_service.reviewing.run import Reviewed
from search_service.reviewing.words import SEVERITIES, basis_line

MOST_COMMENTS = 1000
"""Comments in one document, gravest findings first: nobody reads more, and each takes about 5 ms to write."""

_GRAVITY = {severity: place for place, severity in enumerate(SEVERITIES)}


def annotated(found: Reviewed, original: bytes | None = None) -> bytes:
    """The .docx. `original` is the Word file whose text was reviewed; without it the draft's text is written.

    DraftError `broken_file` when the original cannot be opened again.
    """
    document = made_of(found.text) if original is None else copy_of(original)
    gravest = sorted(found.report.findings, key=lambda each: _GRAVITY[each.severity])
    head = [summary(found), *stamp(found)]
    if len(gravest) > MOST_COMMENTS:
        head.append(f"问题过多，只批注了最重的 {MOST_COMMENTS} 个；全部问题见清单。")
    notes = [Note(0, 0, printable("\n".join(head)))]
    body = len("\n".join("".join(text for _, text in each) for each in paragraphs(document.element.body)))
    notes += [_note(each, body) for each in gravest[:MOST_COMMENTS]]
    if comment(document, notes) == 0:  # a text of white space only
        document.add_paragraph(notes[0].text)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def copy_of(original: bytes) -> Any:
    """The Word file, opened again. DraftError `broken_file` when that fails."""
    try:
        return open_docx(original)[0]
    except ValueError as error:
        raise DraftError("broken_file", str(error)) from error


def made_of(text: str) -> Any:
    """A document with a paragraph for each line, of the same characters."""
    from docx import Document

    document = Document()
    for line in printable(text).split("\n"):
        document.add_paragraph(line)
    return document


def _note(each: Finding, body: int) -> Note:
    """A comment at the finding's words; on the end of the body for words of a footnote, which takes no comment."""
    if each.start < body:
        return Note(each.start, each.end, _said(each))
    return Note(body - 1, body, f"脚注或者尾注“{printable(each.excerpt)}”\n{_said(each)}")


def _said(each: Finding) -> str:
    lines = [f"【{SEVERITIES[each.severity]}】{each.message}（{each.rule}）"]
    lines += [f"依据：{basis_line(basis)}" for basis in each.basis]
    if each.suggestion:
        lines.append(f"建议：{each.suggestion}")
    return printable("\n".join(lines))
