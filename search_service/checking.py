"""`POST /citations/check`: every citation of a text, judged on a day, with what was not checked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from corpus.citations.check import check
from search_service.errors import bad_request
from search_service.settings import Settings
from search_service.state import State


def checked(
    state: State, text: str, current_law: str | None, day: date, settings: Settings
) -> dict[str, Any]:
    """The answer of DESIGN §7. ServiceError 400: `text_too_long`, `unknown_law`."""
    if len(text) > settings.max_check_chars:
        raise bad_request(
            "text_too_long",
            f"文本有 {len(text)} 个字符，一次最多核验 {settings.max_check_chars} 个，请分开提交。",
            limit=settings.max_check_chars,
        )
    if current_law and state.library.work(current_law) is None and not state.titles.lookup(current_law):
        raise bad_request("unknown_law", f"本库不认识“{current_law[:50]}”这部法规。", parameter="current_law")
    found = check(
        text,
        library=state.library,
        timeline=state.timeline,
        titles=state.titles,
        day=day,
        current_law=current_law or None,
    )
    return {
        "citations": [asdict(each) for each in found.citations],
        "coverage": {
            "extracted": found.coverage.extracted,
            "verified": found.coverage.verified,
            "skipped": [
                {"start": each.start, "end": each.end, "reason": each.reason}
                for each in found.coverage.skipped
            ],
        },
        "as_of": day.isoformat(),
        "library": state.library_json,
    }
