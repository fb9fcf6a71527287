"""A representation with its validators: answered with 304 where the reader has it already (RFC 9110 §13)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response


def conditional(
    request: Request, body: bytes, media_type: str, changed: datetime | None, *, private: bool
) -> Response:
    """200 with the body, or 304. `changed`: when what it says last changed; None where only its tag can tell."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"{'private' if private else 'public'}, no-cache",
    }
    if changed is not None:
        changed = changed.astimezone(UTC).replace(microsecond=0)
        headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    if _has(request, etag, changed):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _has(request: Request, etag: str, changed: datetime | None) -> bool:
    """Whether the reader's copy is this one. With tags given, dates do not count (§13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        given = {each.strip().removeprefix("W/") for each in tags.split(",")}
        return "*" in given or etag in given
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment.tzinfo is not None and changed <= moment
