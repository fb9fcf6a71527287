"""Text for office files: what XML forbids is replaced, one character by one."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow (section 2.2), and the carriage return, which readers would drop."""


def printable(text: str) -> str:
    """The text with a space for each character that an office file cannot hold; of the same length."""
    return _FORBIDDEN.sub(" ", text)
