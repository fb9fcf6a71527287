"""What the routes share: settings, the state, the threads that search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar, cast

from fastapi import Request

from search_service.settings import Settings
from search_service.state import Holder, State

P = ParamSpec("P")
R = TypeVar("R")


class Service:
    """One running service. Work goes to as many threads as cores: async handlers around a small pool answer
    two to three times more than plain `def` handlers (DESIGN §6)."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.holder = Holder(settings)
        self._pool = ThreadPoolExecutor(settings.search_threads, thread_name_prefix="faju-search")

    def state(self) -> State:
        """The state to answer from; EngineError or StoreError when there is none."""
        return self.holder.current()

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run blocking work in the pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Stop the threads, let index and store go."""
        self._pool.shutdown(cancel_futures=True)
        self.holder.close()


def service_of(request: Request) -> Service:
    """The service behind a request."""
    return cast(Service, request.app.state.service)
