"""What the review's tests share: running an example of the pack, with or without a library."""

from __future__ import annotations

from datetime import date

from review.engine import check
from review.library import Sources
from review.model import Profile, Report
from review.pack import Example

DAY = date(2026, 11, 23)


def reviewed(example: Example, sources: Sources | None = None) -> Report:
    """The report on an example of the pack."""
    profile = Profile(example.doc_type, example.issuer_level, DAY, example.title)
    return check(example.text, profile, sources)
