"""The command line in this process."""

from __future__ import annotations

import pytest

from tests.commands import Console


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    """`console(home, "search", "罚款")` runs the command line in this process."""
    return Console(monkeypatch, capsys)
