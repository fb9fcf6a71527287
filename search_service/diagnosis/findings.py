"""One line of a diagnosis: a status, a stable code, what was found, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

OK = "ok"


class Status(StrEnum):
    """`warning`: works, but should be looked at. `error`: something that a user needs does not work."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names what was looked at, `code` what was found (`ok`, or a code of docs/install.md).

    `message` and `hint` are Chinese sentences for people; `facts` are plain values for programs.
    """

    check: str
    status: Status
    code: str
    message: str
    hint: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "check": self.check,
            "status": self.status.value,
            "code": self.code,
            "message": self.message,
            "hint": self.hint or None,
            "facts": dict(self.facts),
        }


def fine(check: str, message: str, **facts: object) -> Finding:
    """Nothing to mend."""
    return Finding(check, Status.OK, OK, message, facts=facts)


def warning(check: str, code: str, message: str, hint: str, **facts: object) -> Finding:
    """Something to look at."""
    return Finding(check, Status.WARNING, code, message, hint, facts)


def error(check: str, code: str, message: str, hint: str, **facts: object) -> Finding:
    """Something is wrong."""
    return Finding(check, Status.ERROR, code, message, hint, facts)


def size_text(size: int) -> str:
    """A number of bytes for people."""
    value, unit = float(size), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if value < 1024 or unit == "TB":
            break
        value /= 1024
    return f"{int(value)} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
