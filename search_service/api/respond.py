"""Answers as JSON, and the day that "today" means."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from starlette.responses import Response


def json(content: Any, status: int = 200) -> Response:
    """A dictionary of plain values (dates allowed) as a JSON response."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def today() -> date:
    """The local calendar day: laws begin and end at local midnight."""
    return date.today()
