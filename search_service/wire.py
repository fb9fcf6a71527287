"""HTTP as bytes: a request target too long for the parser is cut, so that the guard can refuse it.

The parser under uvicorn reads targets up to 65,535 bytes and answers longer ones itself, in English and
without a code. A query of 10,000 Chinese characters is 90,000 bytes long when it is percent-encoded.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from search_service.api.guard import MOST_TARGET_BYTES


class Wire(HttpToolsProtocol):
    """uvicorn's protocol, with a bound on what it keeps of the request target."""

    def on_url(self, url: bytes) -> None:
        """Keep a piece of the target, until there is more than the guard allows."""
        if len(self.url) <= MOST_TARGET_BYTES:
            super().on_url(url)

    def on_headers_complete(self) -> None:
        """Go on with the target cut to one byte more than the guard allows."""
        self.url = self.url[: MOST_TARGET_BYTES + 1]
        super().on_headers_complete()
