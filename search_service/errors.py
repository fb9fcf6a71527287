"""One error for everything the service refuses: a status, a stable code, a Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping


class ServiceError(Exception):
    """What a caller did wrong, or what the service cannot do now.

    `status` is the HTTP status, `code` is stable for programs, `detail` is Chinese for people;
    `extra` adds members to the problem document (RFC 9457 §3.2), `retry_after` seconds to wait.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        retry_after: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.extra = dict(extra or {})


def bad_request(code: str, detail: str, **extra: object) -> ServiceError:
    """A 400: the request itself is wrong."""
    return ServiceError(400, code, detail, extra=extra)


def not_found(code: str, detail: str, **extra: object) -> ServiceError:
    """A 404: nothing of that name is held or known."""
    return ServiceError(404, code, detail, extra=extra)
