"""One error for everything the workflow refuses: what kind of refusal, a stable code, a Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """What kind of refusal it is; the value is the HTTP status that tells it best (RFC 9110 §15.5)."""

    INVALID = 422
    UNKNOWN_PERSON = 401
    NOT_ALLOWED = 403
    NOT_FOUND = 404
    GONE = 410
    CONFLICT = 409
    TOO_MANY = 429


class WorkflowError(Exception):
    """`code` is stable for programs, `message_zh` is for people, `extra` holds members for programs."""

    def __init__(
        self, kind: Kind, code: str, message_zh: str, extra: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message_zh)
        self.kind = kind
        self.code = code
        self.message_zh = message_zh
        self.extra = dict(extra or {})
