"""What the routes share: settings, the state, the threads that search."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar, cast

from fastapi import Request
from starlette.responses import Response

from corpus.store.errors import StoreError
from indexer.engine import EngineError, EngineErrorCode
from search_service.api.params import Params, parse
from search_service.api.respond import json, today
from search_service.checking import checked
from search_service.completion import Completion
from search_service.imports.queue import Queue
from search_service.request import SearchRequest
from search_service.search import search
from search_service.settings import Settings
from search_service.settling import Settling
from search_service.state import Holder, State
from search_service.suggesting import suggest
from search_service.working import Desk

log = logging.getLogger("faju.service")
P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Params)


class Service:
    """One running service. Work goes to a pool of few threads: async handlers around it answer two to three
    times more than plain `def` handlers (DESIGN §6), on a cluster too (docs/decisions/0016)."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.holder = Holder(settings)
        self.desk = Desk(settings, self.holder)
        self._completion = Completion(settings.home, self.holder, settings.embedding)
        self.holder.shelves.on_stale = self._complete
        self.holder.on_behind = self._complete
        self.queue = Queue(settings, self.holder.store)
        self._settling = Settling()
        self._pool = ThreadPoolExecutor(settings.search_threads, thread_name_prefix="faju-search")

    def _complete(self) -> None:
        with suppress(RuntimeError):  # the pool is shut down already
            self._pool.submit(self._begin_completion)

    def _begin_completion(self) -> None:
        self._completion.begin(unembedded=self.holder.unembedded)

    def state(self) -> State:
        """The state to answer from; EngineError or StoreError when there is none."""
        state = self.holder.current()
        self._settling.note(state.lasting)
        return state

    def answer(self, build: Callable[[State], R]) -> R:
        """What `build` makes of the state. Where the index was replaced and removed under it, it begins anew: an
        answer is of one state."""
        state = self.state()
        try:
            return build(state)
        except EngineError as error:
            if error.code is not EngineErrorCode.INDEX_MISSING or not self.holder.moved(state):
                raise
            return build(self.state())

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run blocking work in the pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: call(*args, **kwargs))

    def warm(self) -> None:
        """Open the state and load dictionaries in the background, so that the first query need not wait."""
        self._pool.submit(self._warm)
        self.queue.start()

    def _warm(self) -> None:
        try:
            state = self.state()
            search(state, SearchRequest(q="依据", facets=("all",)), self.settings, today())
            suggest(state, "fa", 1, today())
            checked(state, "《中華人民共和國民法典》第一條", None, today(), self.settings)
            self._begin_completion()
            state.graphs.current()
            self.state()  # its graph is there now
        except (EngineError, StoreError) as error:
            log.warning("not ready: %s", error)

    def close(self) -> None:
        """Stop the threads, let index and store go."""
        self.queue.close()
        self._pool.shutdown(cancel_futures=True)
        self._settling.close()
        self.desk.close()
        self._completion.close()
        self.holder.close()


def service_of(request: Request) -> Service:
    """The service behind a request."""
    return cast(Service, request.app.state.service)


def address_of(request: Request) -> str:
    """The address of the service, without a slash at the end: as it is set, else as the reader wrote it."""
    base = service_of(request).settings.public_url.rstrip("/")
    return base or f"{request.url.scheme}://{request.headers.get('host', '')}"


async def answered(request: Request, model: type[M], build: Callable[[State, M], dict[str, Any]]) -> Response:
    """The answer of a GET route: parameters parsed, `build` run in the pool, JSON back."""
    asked = parse(model, request.query_params)
    service = service_of(request)
    return await service.run(lambda: json(service.answer(lambda state: build(state, asked))))
