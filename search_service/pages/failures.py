"""What a page says that cannot be shown."""

from __future__ import annotations

from starlette.responses import HTMLResponse

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.errors import ServiceError
from search_service.pages.render import error_page

RETRY_SECONDS = "5"


def failed(error: Exception) -> HTMLResponse:
    """The page of an error: what was asked wrongly, or what has to be waited for."""
    if isinstance(error, ServiceError):
        return error_page(error.status, error.detail)
    return later(error_page(503, said(error)))


def said(error: Exception) -> str:
    """An error in the words of people."""
    return error.message_zh if isinstance(error, EngineError | StoreError) else str(error)


def later(response: HTMLResponse) -> HTMLResponse:
    """A page that asks to come again soon."""
    response.headers["Retry-After"] = RETRY_SECONDS
    return response
