"""What the layer in front of every route costs: `pytest -s` shows it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_service.access.middleware import Access
from search_service.api.app import ROUTERS
from search_service.settings import Settings

REQUESTS, TRIES = 5_000, 5
MOST_US = 50
"""Process time; a search takes some 2,000. Generous: machines differ, and the layer takes 2 to 4."""
HEADERS = [(b"host", b"faju"), (b"user-agent", b"curl"), (b"accept", b"*/*"), (b"accept-encoding", b"gzip")]


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def nothing() -> Message:
    return {"type": "http.request"}


async def nowhere(message: Message) -> None:
    pass


async def microseconds(app: ASGIApp) -> float:
    best = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        for _ in range(REQUESTS):
            scope = {
                "type": "http",
                "method": "GET",
                "path": "/api/v1/search",
                "headers": HEADERS,
                "client": ("10.1.2.3", 1),
            }
            await app(scope, nothing, nowhere)
        best = min(best, time.process_time() - began)
    return best / REQUESTS * 1e6


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "0.0.0.0", "anonymous_rate": 1_000_000},
        {"host": "0.0.0.0", "anonymous_rate": 1_000_000, "allowed_origins": "https://oa.example.gov.cn"},
    ],
    ids=["this machine", "limits", "limits and origins"],
)
def test_it_costs_little(settings: dict[str, object], tmp_path: Path) -> None:
    service = SimpleNamespace(settings=Settings(home=tmp_path, **settings), desk=None)
    app = Access(inner, service, ROUTERS)  # type: ignore[arg-type]
    cost = asyncio.run(microseconds(app)) - asyncio.run(microseconds(inner))
    print(f"{cost:.1f} µs")
    assert cost < MOST_US
