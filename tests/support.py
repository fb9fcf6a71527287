"""What several tests need: where the shared data lies, and how a test that lacks something is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("FAJU_SHARED", ROOT.parent / "shared"))
REQUIRED = frozenset(filter(None, os.environ.get("FAJU_REQUIRE", "").split(",")))


def skip_or_fail(what: str, reason: str) -> None:
    """Skip the running test with `reason`, or fail it where `FAJU_REQUIRE` names `what`."""
    if what in REQUIRED:
        pytest.fail(f"FAJU_REQUIRE={what}, but {reason}")
    pytest.skip(reason)


def shared(*parts: str) -> Path:
    """A file or folder of the shared data; the test is skipped (or failed in CI) where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        skip_or_fail("shared", f"the shared test data is absent: {path} (set FAJU_SHARED)")
    return path
