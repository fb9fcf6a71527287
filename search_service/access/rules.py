"""What each address needs and costs. One table, so that it can be read at a glance; a test holds it complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.routing import Route

from search_service.access.scopes import Scope

BYTES_A_TOKEN = 10_000
"""Of a body: about a page and a half of Chinese."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Needs any of `scopes` (none: open to all), costs `cost`, and with `by_size` one more for each 10 kB of body."""

    scopes: tuple[Scope, ...]
    cost: float
    by_size: bool = False


OPEN = Rule((), 0.0)
READING = Rule((Scope.SEARCH,), 1.0)
TYPING = Rule((Scope.SEARCH,), 0.2)  # a suggestion takes a fraction of a search, and comes with every key
LOOKING_AT_LOADS = Rule((Scope.SEARCH, Scope.LOAD), 1.0)
CHECKING = Rule((Scope.CHECK,), 2.0, by_size=True)
LOADING = Rule((Scope.LOAD,), 5.0)

ALWAYS_OPEN = frozenset(
    {"/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/favicon.ico", "/widget.js"}
)
OPEN_FOLDER = "/static/"
SIGNED = (
    "/login",
    "/logout",
    "/welcome/",
    "/desk",
    "/matters/",
    "/accounts",
    "/api/v1/session",
    "/api/v1/accounts",
    "/api/v1/procedures",
    "/api/v1/matters",
    "/api/v1/board",
    "/api/v1/ledger.xlsx",
    "/api/v1/record",
    "/api/v1/tasks",
    "/api/v1/subscriptions",
    "/api/v1/notices",
    "/api/v1/filed",
    "/feeds/mine/",
)
"""Of the review workflow: who may come is in `search_service.working.permissions`, by sign-in and not by key."""
GETTING = {"/api/v1/suggest": TYPING}
"""GET of these exact addresses; all others are READING."""
LOADS = "/api/v1/imports"
WRITING = {
    "/api/v1/citations/check": CHECKING,
    "/api/v1/drafts/bases": CHECKING,
    "/api/v1/drafts/check": CHECKING,
    "/check": CHECKING,
    "/review": CHECKING,
}
"""Other methods than GET, by the path of the route; all others are LOADING."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def routes_of(router: APIRouter) -> Iterator[Route]:
    """The routes of a router and of the routers in it, which FastAPI keeps as they are. What is neither could be a way
    around the rules, and is refused at start."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if isinstance(route, Route):
            yield route
        elif isinstance(inner, APIRouter) and not getattr(route.include_context, "prefix", ""):  # type: ignore[attr-defined]
            yield from routes_of(inner)
        else:
            raise TypeError(f"no rule can be found for {route!r}")


class Rules:
    """The rule of any request."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self._writing = [
            (methods, route.path_regex, WRITING.get(route.path, LOADING))
            for router in routers
            for route in routes_of(router)
            if (methods := frozenset(route.methods or ()) - SAFE)
        ]

    def of(self, method: str, path: str) -> Rule:
        """What a request needs. A method that no route takes is open: the router refuses it in its own words."""
        if path in ALWAYS_OPEN or path.startswith(OPEN_FOLDER) or path.startswith(SIGNED):
            return OPEN
        if method in SAFE:
            if path.startswith(LOADS):
                return LOOKING_AT_LOADS
            return GETTING.get(path, READING)
        for methods, pattern, rule in self._writing:
            if method in methods and pattern.match(path):
                return rule
        return OPEN
