"""Passwords and random tokens: argon2id for what people choose, sha256 for what the machine draws."""

from __future__ import annotations

import secrets
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from workflow.errors import Kind, WorkflowError

SHORTEST, LONGEST = 10, 200
"""Length in characters (NIST SP 800-63B §5.1.1: length counts, composition rules do not). The upper bound keeps a
sign-in from hashing megabytes."""

_COMMON = frozenset({"1234567890", "0123456789", "1111111111", "qwertyuiop", "password12", "administrator"})


@cache
def _hasher() -> PasswordHasher:
    # OWASP's least for argon2id: 19 MiB, two passes. 50 ms on the office machine, 300 ms with the library's own.
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def checked(password: str, login: str) -> str:
    """The password, if it will do. WorkflowError `weak_password`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WorkflowError(Kind.INVALID, "weak_password", f"密码应有 {SHORTEST} 到 {LONGEST} 个字符。")
    lowered = password.lower()
    if lowered == login.lower() or lowered in _COMMON or len(set(password)) < 4:
        raise WorkflowError(Kind.INVALID, "weak_password", "这个密码太容易猜到，请换一个。")
    return password


def hashed(password: str) -> str:
    return _hasher().hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether a password fits; as slow where there is none to compare with, so that no name can be told by time."""
    try:
        return _hasher().verify(stored or _nobody(), password[: LONGEST + 1]) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def drawn() -> str:
    """A new secret: 256 bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def kept(token: str) -> str:
    """What of a drawn secret is stored."""
    return sha256(token.encode()).hexdigest()
