"""Running `faju` as a user does: in a process of its own, or in this one where many are run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from search_service.cli.console import run
from search_service.cli.main import faju
from tests.support import ROOT

CODE = re.compile(r"（([a-z_]+)）\s*$")


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def code(self) -> str | None:
        """The stable code at the end of the last line on standard error."""
        lines = [line for line in self.err.splitlines() if line.strip()]
        found = CODE.search(lines[-1]) if lines else None
        return found[1] if found else None

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def failed_with(self, code: str, status: int = 1) -> None:
        """It ended with this error: one Chinese sentence, no traceback."""
        assert (self.status, self.code) == (status, code), self
        told = [line for line in self.err.splitlines() if line.startswith("错误：")]
        assert len(told) == 1, self
        assert "Traceback" not in self.out + self.err

    def succeeded(self) -> None:
        assert self.status == 0, self
        assert "错误" not in self.err


def environment(home: Path, **more: str) -> dict[str, str]:
    """The variables of a command of its own process: this repository, that home, nothing else of FAJU."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FAJU_")}
    return {**kept, "PYTHONPATH": str(ROOT), "FAJU_HOME": str(home), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "search_service", *arguments]


def process(home: Path, *arguments: str, timeout: float = 400, **more: str) -> Ended:
    """`faju ARGUMENTS` in a process of its own; its streams read as UTF-8."""
    done = subprocess.run(
        command(*arguments), env=environment(home, **more), capture_output=True, timeout=timeout, check=False
    )
    return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace"))


class Console:
    """`faju` in this process, as `main` runs it: a tenth of the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capture = capture

    def __call__(self, home: Path, *arguments: str) -> Ended:
        self._monkeypatch.setenv("FAJU_HOME", str(home))
        self._monkeypatch.setattr(sys, "argv", ["faju", *arguments])
        self._capture.readouterr()
        try:
            status = run(faju, "faju")
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        read: Sequence[str] = self._capture.readouterr()
        return Ended(status, read[0], read[1])
