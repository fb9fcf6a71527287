"""The watch goes on whatever goes wrong, until the service ends."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from search_service.state import Holder
from search_service.working import Desk, watching


class Trouble:
    """A desk whose work fails each time, and which is closed after some times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.closed = False

    async def run(self, *_: Any) -> None:
        self.left -= 1
        self.closed = self.left <= 0
        raise RecursionError("of a search, which is a RuntimeError as that of a closed pool is")


def test_a_search_that_breaks_does_not_end_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY_S", 0.0)
    desk, holder = Trouble(7), SimpleNamespace(store=None)
    kept = watching.keep_watch(cast(Desk, desk), cast(Holder, holder))
    asyncio.run(asyncio.wait_for(kept, 10))
    assert desk.left == 0
