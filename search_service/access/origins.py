"""Pages of other hosts that may ask from a browser, and show `/embed` in a frame. By a list; nobody by default.

Only listed origins get headers (Fetch standard, fetch.spec.whatwg.org/#http-cors-protocol). Credentials are never
allowed: no cookie of ours can be used from there.
"""

from __future__ import annotations

from collections.abc import Sequence

from search_service.access.rules import SIGNED

Header = tuple[bytes, bytes]

SHARED_PATHS = ("/api/v1/", "/widget.js")
"""What pages of other hosts may use; the rest, and whatever needs a sign-in, is for our own."""
PREFLIGHT_S = 7200
"""How long a browser may keep the answer to a preflight; Chromium keeps none longer."""
VARY: Header = (b"vary", b"Origin")
EXPOSED = b"Retry-After, Content-Disposition"


def frame_ancestors(allowed: Sequence[str]) -> str:
    """Who may show the page for frames, as a content security policy says it."""
    return " ".join(allowed) or "'none'"


class Origins:
    """The allowed origins, as `https://host[:port]`."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = frozenset(each.encode() for each in allowed)

    def share(self, path: str) -> bool:
        """Whether this address is answered with regard to where the page is from."""
        return bool(self._allowed) and path.startswith(SHARED_PATHS) and not path.startswith(SIGNED)

    def allow(self, origin: bytes, path: str) -> bool:
        """Whether a page of this origin may ask there."""
        return origin in self._allowed and self.share(path)

    def headers(self, origin: bytes | None) -> list[Header]:
        """What an answer to a page of this origin carries. `Vary` in any case: a cache in between must not give one
        origin's answer to another."""
        if origin is None or origin not in self._allowed:
            return [VARY]
        return [
            VARY,
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", EXPOSED),
        ]

    def preflight(self, private_network: bool) -> list[Header]:
        """What the answer to a preflight of an allowed origin carries besides. `private_network`: the browser asks
        whether a page of a public address may reach this private one (wicg.github.io/private-network-access)."""
        told = [
            (b"access-control-allow-methods", b"GET, HEAD, POST"),
            (b"access-control-allow-headers", b"Authorization, Content-Type"),
            (b"access-control-max-age", str(PREFLIGHT_S).encode()),
        ]
        return [*told, (b"access-control-allow-private-network", b"true")] if private_network else told
