"""The package's own commented data files (TOML)."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def load(name: str) -> dict[str, Any]:
    """The content of `corpus/data/<name>`; the caller caches what it makes of it."""
    return tomllib.loads((resources.files("corpus") / "data" / name).read_text(encoding="utf-8"))
