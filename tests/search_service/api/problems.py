"""What every refusal of the interface looks like."""

from __future__ import annotations

import re
from typing import Any

from search_service.api.schemas import ProblemShape

CHINESE = re.compile("[\u4e00-\u9fff]")


def problem(answer: Any, status: int, code: str) -> None:
    """The answer is this problem, in the one shape, with a Chinese sentence."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (
        answer.text
    )
    told = ProblemShape.model_validate_json(answer.text)
    assert (told.status, told.code) == (status, code)
    assert CHINESE.search(told.title)
    assert CHINESE.search(told.detail)
    assert len(told.detail) < 400
