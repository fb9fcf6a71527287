"""A browser context with one page, and what went wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request, Response


def search(q: str, **more: str) -> str:
    """The path of a search."""
    return "/?" + urlencode({"q": q, **more})


def article(law: str, no: str | int) -> str:
    """The path of an article."""
    return f"/laws/{quote(law)}/articles/{quote(str(no))}"


class Visit:
    """One visitor. `complaints` collects errors of scripts and of the content security policy, dialogs, and
    requests to another host; the status of a page that is an error on purpose is none."""

    def __init__(self, context: BrowserContext, base: str, also: tuple[str, ...] = ()) -> None:
        self.context = context
        self.base = base
        self.hosts = (base, *also)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        context.set_default_timeout(60_000)
        context.on("console", self._console)
        context.on("request", self._request)
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((*self.hosts, "data:")):
            self.complaints.append(f"request to {request.url}")

    def _dialog(self, dialog: object) -> None:
        self.complaints.append("a dialog opened")
        dialog.dismiss()  # type: ignore[attr-defined]

    def open(self, path: str = "/") -> Response:
        """Go to a path of the site."""
        response = self.page.goto(self.base + path)
        assert response is not None
        return response

    @property
    def box(self) -> Locator:
        """The search box."""
        return self.page.locator("#q")

    @property
    def said(self) -> Locator:
        """What the page says under its search box."""
        return self.page.locator("form.search .said")

    def resize(self, width: int, height: int) -> None:
        """Another window size."""
        self.page.set_viewport_size({"width": width, "height": height})

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )


Visiting = Callable[..., Visit]
"""Opens a visit: (address of a service, also= other hosts, width=, height=, options of a browser context) → Visit."""
