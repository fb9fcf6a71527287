"""Errors as pages for browsers, as problem documents for programs."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from search_service.pages.render import wants_page

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "accept", "page"),
    [
        ("/nothing", CHROMIUM, True),
        ("/nothing", "text/html", True),
        ("/nothing", "TEXT/HTML; q=0.5, application/json; q=0.4", True),
        ("/nothing", "text/html;q=0.5, application/json", False),
        ("/nothing", "*/*", False),
        ("/nothing", "", False),
        ("/nothing", "text/html;q=x", False),
        ("/api/v1/nothing", CHROMIUM, False),
    ],
)
def test_who_gets_a_page(path: str, accept: str, page: bool) -> None:
    headers = [(b"accept", accept.encode())]
    request = Request({"type": "http", "path": path, "headers": headers, "query_string": b""})
    assert wants_page(request) is page
