"""Who is signed in: the cookie, the proof that a request comes from our own pages, the permission of an address."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import IO, cast
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from search_service.errors import ServiceError
from search_service.printable import printable
from search_service.settings import Settings
from search_service.working.desk import Desk
from search_service.working.permissions import PERMISSIONS
from workflow.accounts import Account, Login
from workflow.accounts.logins import Place
from workflow.accounts.model import ROLE_NAMES, Role

COOKIE = "faju_session"
CSRF_HEADER = "x-csrf-token"
PROXY_HEADER = "x-faju-proxy"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_FIELDS = 300


def desk_of(request: HTTPConnection) -> Desk:
    """The desk behind a request."""
    return cast(Desk, request.app.state.service.desk)


def token_of(request: HTTPConnection) -> str | None:
    return request.cookies.get(COOKIE)


def place_of(request: HTTPConnection) -> Place:
    """From where a request comes; for the owner's list of sessions."""
    agent = request.headers.get("user-agent", "")
    return Place(request.client.host if request.client else "", printable(agent))


def login_of(request: HTTPConnection) -> Login | None:
    """Who is signed in, found once a request (by `permitted`)."""
    return cast("Login | None", request.scope.get("login"))


def actor_of(request: HTTPConnection) -> Account:
    """Who acts, on an address that needs a sign-in."""
    login = login_of(request)
    if login is None:
        raise _sign_in_first()
    return login.account


async def permitted(request: Request) -> None:
    """A dependency of every route of the workflow: signed in, in a role of the table, and from our own pages.

    ServiceError 401 `login_required`, 403 `role_missing`, `csrf_failed`; a page sends to the sign-in instead.
    """
    if request.method not in SAFE:
        require_own_page(request)
    roles = PERMISSIONS[request.method if request.method != "HEAD" else "GET", request.scope["route"].path]
    desk = desk_of(request)
    login = await desk.run(desk.logins.of, token_of(request))
    request.scope["login"] = login
    if roles is None:
        return
    if login is None:
        if request.url.path.startswith("/api/"):
            raise _sign_in_first()
        where = quote(request.url.path) if request.method in SAFE else "/desk"
        raise HTTPException(303, headers={"Location": f"/login?next={where}"})
    if login.account.roles.isdisjoint(roles):
        names = "、".join(ROLE_NAMES[each] for each in Role if each in roles)
        raise ServiceError(403, "role_missing", f"这里需要这个角色：{names}。")
    if request.method not in SAFE:
        await _require_proof(request, login)


def require_own_page(request: HTTPConnection) -> None:
    """Refuse what a page of another origin sends in the name of whoever is signed in. Browsers of the last years say
    where a request comes from (Fetch Metadata, Origin); programs need not."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise _csrf_failed()
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise _csrf_failed()


async def _require_proof(request: Request, login: Login) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None and not request.url.path.startswith("/api/"):
        given = (await form_of(request)).get("csrf")
    if not login.proves(given):
        raise _csrf_failed()


async def form_of(request: Request) -> Mapping[str, str]:
    """The text fields of a form, read once; several of one name are joined by a line end. Files: `file_of`."""
    held = request.scope.get("faju_form")
    if held is None:
        most = desk_of(request).settings.max_body_bytes
        try:
            form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=most)
        except (MultiPartException, HTTPException) as error:
            raise ServiceError(400, "invalid_body", "没有收到完整的表单；一次请提交一个文件。") from error
        texts: dict[str, str] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                plain = value.replace("\r\n", "\n")
                texts[name] = f"{texts[name]}\n{plain}" if name in texts else plain
        held = request.scope["faju_form"] = (texts, form)
    return cast(Mapping[str, str], held[0])


async def file_of(request: Request) -> tuple[str, bytes] | None:
    """(name, bytes) of the file of a form; None where none was chosen."""
    found = await opened_file_of(request)
    return None if found is None else (found[0], found[1].read())


async def opened_file_of(request: Request) -> tuple[str, IO[bytes]] | None:
    """(name, file) of the file of a form, which lies on the disk where it is large; None where none was chosen."""
    from starlette.datastructures import UploadFile

    await form_of(request)
    upload = request.scope["faju_form"][1].get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return None
    return upload.filename, upload.file


def trusted_user(headers: Headers, settings: Settings) -> str | None:
    """The user that a trusted proxy has signed in; None without single sign-on or without the proxy's secret."""
    if not settings.sso_header:
        return None
    secret = settings.sso_secret.get_secret_value()
    shown = headers.get(PROXY_HEADER, "")
    if not hmac.compare_digest(shown.encode("latin-1", "replace"), secret.encode("utf-8")):
        return None
    return headers.get(settings.sso_header) or None


def set_cookie(request: HTTPConnection, response: Response, login: Login) -> None:
    """Give a session to a browser: not for scripts, not for other sites, not in the clear where there is TLS."""
    response.set_cookie(
        COOKIE, login.token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )


def clear_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/")


def _sign_in_first() -> ServiceError:
    return ServiceError(401, "login_required", "请先登录。")


def _csrf_failed() -> ServiceError:
    return ServiceError(
        403, "csrf_failed", "这个请求不是从法据的页面发出的，或者页面已经过期。请刷新页面再试。"
    )
