"""Templates to responses: the environment, addresses of static files, the page for an error."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from search_service.api.respond import today

if TYPE_CHECKING:
    from jinja2 import Environment

    from search_service.state import State

STATIC = Path(__file__).parent / "static"
TITLES = {401: "需要密钥", 404: "没有找到", 429: "请稍后再试", 503: "暂时不能检索"}


class VersionedFiles(StaticFiles):
    """Static files whose address names their content: a browser may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; kept for a year when it was asked for with a version."""
        response = await super().get_response(path, scope)
        if response.status_code < 400 and scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def mount(app: FastAPI) -> None:
    """Serve the static files of the pages."""
    app.mount("/static", VersionedFiles(directory=STATIC), name="static")


@cache
def _static(name: str) -> str:
    """The address of a static file; it changes with the content."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def _templates() -> Environment:
    from jinja2 import (  # a quarter second that no start need wait for
        Environment,
        PackageLoader,
        StrictUndefined,
    )

    templates = Environment(
        loader=PackageLoader("search_service.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static"] = _static
    return templates


def render(
    name: str, status: int = 200, *, limit: int | None = None, state: State | None = None, **values: Any
) -> HTMLResponse:
    """One page. `limit` is the longest query, which the script checks before it leaves the page."""
    page = {
        "library": state.info if state else None,
        "as_of": today().isoformat(),
        "q": "",
        "section": "",
        "day_given": "",
        "limit": limit,
        "follow": None,
        "me": None,
        "unread": 0,
        **values,
    }
    answer = HTMLResponse(_templates().get_template(name).render(page), status)
    if page["me"] or page["unread"] or (page["follow"] and page["follow"]["csrf"]):
        answer.headers["Cache-Control"] = "private, no-cache"  # it holds what is one reader's alone
    return answer


def error_page(status: int, detail: str) -> HTMLResponse:
    """An error for people, in the look of the other pages."""
    return render("error.html", status, title=TITLES.get(status, "无法显示"), detail=detail)


def wants_page(request: Request) -> bool:
    """Whether an error should be a page: a browser asked (it prefers HTML), and not for a call of the API."""
    if request.url.path.startswith("/api/"):
        return False
    return _quality(request, "text/html") > _quality(request, "application/json")


def _quality(request: Request, kind: str) -> float:
    """How much a request wants a media type by name (RFC 9110 §12.5.1); 0 when it does not name it."""
    for each in request.headers.get("accept", "").split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        if name.lower() == kind:
            weights = [part[2:] for part in parameters if part.lower().startswith("q=")]
            try:
                return float(weights[0]) if weights else 1.0
            except ValueError:
                return 0.0
    return 0.0
