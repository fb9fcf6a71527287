"""Word files → documents: the printed page taken apart by its looks, else as plain lines."""

from __future__ import annotations

from dataclasses import replace
from typing import IO

from corpus.model import Rejection, SourceDocument
from corpus.readers import printed, word
from corpus.readers.limits import Limits
from corpus.readers.markdown import read_layout, read_page
from corpus.readers.outcomes import FileProblem, Skipped
from corpus.readers.parts import Part

READER = "word"


def read_word(
    file: IO[bytes], *, path: str, source: str, place: str, limits: Limits
) -> SourceDocument | Part | Rejection | Skipped:
    """One Word file. Rejected: what `packages.open_package`, `word.read` and `read_layout` refuse."""
    try:
        text = word.read(file, limits)
    except FileProblem as error:
        return Rejection(source, path, error.problem)
    raw = printed.plain(text.paragraphs)
    layout = printed.page(text.paragraphs)
    if layout is None:
        page = read_page(raw, path=path, source=source, place=place)
    else:
        page = read_layout(layout, raw, path=path, source=source, place=place)
    if isinstance(page, Part):
        return replace(page, document=_told(page.document, text))
    return _told(page, text) if isinstance(page, SourceDocument) else page


def _told(document: SourceDocument, text: word.WordText) -> SourceDocument:
    return replace(document, reader=READER, problems=(*text.problems, *document.problems))
