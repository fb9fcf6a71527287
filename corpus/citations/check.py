"""All steps at once: extract, resolve, judge, and count what was and was not checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.citations.extract import extract
from corpus.citations.judge import judge, verified
from corpus.citations.model import Citation, Skipped
from corpus.citations.names import Titles
from corpus.legal_time.timeline import Timeline
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found, what of it was checked against a text or a clause, and what was passed over."""

    extracted: int
    verified: int
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of a check: citations in the order of the text, and the coverage."""

    citations: tuple[Citation, ...]
    coverage: Coverage


def check(
    text: str,
    *,
    library: Library,
    timeline: Timeline,
    titles: Titles,
    day: date,
    current_law: str | None = None,
    title: str | None = None,
) -> Check:
    """Check every citation of `text` on `day`.

    `current_law` is the law that 本法 speaks of (a work's id or any form of a title), `title` the text's own.
    Spans count code points of `text` as given.
    """
    extraction = extract(text, titles=titles, current_law=current_law, title=title)
    citations = judge(extraction, text, library=library, timeline=timeline, day=day)
    return Check(citations, Coverage(len(citations), verified(citations), extraction.skipped))
