"""Somebody who is signed in, as the caller of any address: reads and checks even where visitors may not, loads with the
role for it."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import Scope

from search_service.access.callers import Caller
from search_service.access.scopes import Scope as Right
from search_service.errors import ServiceError
from search_service.working.desk import Desk
from search_service.working.sessions import COOKIE, SAFE, require_own_page, token_of
from workflow.accounts import Role

_COOKIE = COOKIE.encode() + b"="
LOADERS = (Role.LIBRARIAN, Role.ADMINISTRATOR)


async def signed_in(scope: Scope, desk: Desk) -> Caller | None:
    """The caller of a session; None without one. A request that would change something counts as signed in only when
    it comes from our own pages: a cookie alone proves nothing."""
    if not any(name == b"cookie" and _COOKIE in value for name, value in scope["headers"]):
        return None
    request = HTTPConnection(scope)
    if scope["method"] not in SAFE:
        try:
            require_own_page(request)
        except ServiceError:
            return None
    login = await desk.run(desk.logins.of, token_of(request))
    if login is None:
        return None
    scope["login"] = login  # for pages that show who is signed in
    rights = {Right.SEARCH, Right.CHECK} | ({Right.LOAD} if login.account.has(*LOADERS) else set())
    return Caller(login.account.login, frozenset(rights), 0, f"account {login.account.id}")
