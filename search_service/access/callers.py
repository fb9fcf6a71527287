"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from search_service.access.scopes import Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks and what they may do.

    `name` is that of the key, "" for nobody in particular. `bucket` names what is counted against `rate` requests a
    minute (0: no limit); None: the address of the client.
    """

    name: str
    scopes: frozenset[Scope]
    rate: int
    bucket: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether this is allowed to them."""
        return scope in self.scopes


def caller_of(request: HTTPConnection) -> Caller:
    """Who sent this request."""
    found: Caller = request.scope["caller"]
    return found
