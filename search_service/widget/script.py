"""`/widget.js`: the files of `parts/` one after another in one function, so that no name of theirs is global. Works as
a module and as a plain script. Nothing is translated: what is written there is what browsers run."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

PARTS = Path(__file__).parent / "parts"


@dataclass(frozen=True, slots=True)
class Script:
    """The script, plain and compressed, and its tag for caches."""

    plain: bytes
    packed: bytes
    tag: str


@cache
def script() -> Script:
    """The script of this installation."""
    parts = "\n".join(each.read_text("utf-8") for each in sorted(PARTS.glob("*.js")))
    plain = f'(() => {{\n"use strict";\n\n{parts}}})();\n'.encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), f'"{sha256(plain).hexdigest()[:16]}"')
