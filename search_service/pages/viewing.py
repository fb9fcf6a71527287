"""Who looks at a page that is open to everybody: for the button with which they follow what it shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from starlette.datastructures import QueryParams

from search_service.api.service import Service
from search_service.errors import ServiceError
from search_service.working.following import search_target
from search_service.working.sessions import login_of
from workflow.following import Target

FEEDS = {"/": "/feeds/search.atom", "/cases": "/feeds/cases.atom", "/documents": "/feeds/documents.atom"}
LONGEST_NEXT = 499
"""An address to come back to after signing in (`account_routes.next_path`)."""


class Viewer:
    """Who looks, and at which address; made in the event loop, asked in a thread."""

    def __init__(self, request: Request) -> None:
        query = request.scope["query_string"].decode("latin-1")
        self._here = quote(request.url.path) + (f"?{query}" if query else "")
        self._login = login_of(request)

    def unread(self, service: Service) -> int:
        """How many notices whoever looks has not read."""
        return service.desk.unread(self._login.account.login) if self._login else 0

    def following(self, service: Service, target: Target) -> dict[str, Any]:
        """The button for a target: what its form sends, where it leads to without sign-in, the feed."""
        login, here = self._login, self._here if len(self._here) <= LONGEST_NEXT else target.link
        feed = f"/feeds/laws/{target.law}.atom" if target.law else f"{FEEDS[target.place]}?{target.query}"
        return {
            "csrf": login.csrf if login else "",
            "door": f"/login?{urlencode({'next': here})}",
            "place": target.place,
            "query": target.query,
            "law": target.law or "",
            "next": here,
            "name": target.name,
            "feed": feed,
            "followed": login is not None and service.desk.subscriptions.has(login.account.login, target),
        }

    def following_search(self, service: Service, place: str, query: QueryParams) -> dict[str, Any] | None:
        """The button for a search; None where there is nothing to follow."""
        try:
            target = search_target(place, query)
        except ServiceError:
            return None
        return self.following(service, target)
