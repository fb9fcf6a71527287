"""pip and uv as child processes, with one idea of where packages come from."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence

from search_service.bundling.errors import BundleError

_TAIL = 4_000
# pip's options for where packages come from → uv's variables: uv does not read pip's files, where offices
# name their mirror. docs.astral.sh/uv/reference/environment
_PIP_TO_UV = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


class Tools:
    """The two programs. BundleError `uv_missing` or `pip_missing` where one is not installed."""

    def __init__(self) -> None:
        if importlib.util.find_spec("pip") is None:
            raise BundleError("pip_missing", f"缺少 pip。请先执行 {sys.executable} -m ensurepip，再重试。")
        self._pip = [sys.executable, "-m", "pip"]
        self._uv = _find_uv()
        self._environment = {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        self._uv_environment = {**uv_sources(self._listed()), **self._environment}

    def pip(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _run([*self._pip, *arguments], self._environment)

    def uv(self, *arguments: str, offline: bool = False) -> subprocess.CompletedProcess[str]:
        """`offline`: only what the arguments name is looked at, none of the configured sources."""
        environment = self._environment if offline else self._uv_environment
        if offline:
            sources = {name for name, _ in _PIP_TO_UV.values()}
            environment = {name: value for name, value in environment.items() if name not in sources}
        return _run([*self._uv, *arguments], environment)

    def _listed(self) -> str:
        return self.pip("config", "list").stdout


def uv_sources(listed: str) -> dict[str, str]:
    """uv's variables for the sources in the output of `pip config list`; the environment's lines win."""
    found: dict[str, str] = {}
    for line in sorted(listed.splitlines(), key=lambda each: each.startswith(":env:")):
        name, separator, value = line.partition("=")
        known = _PIP_TO_UV.get(name.rpartition(".")[2])
        if not separator or known is None:
            continue
        try:
            words = str(ast.literal_eval(value)).split()
        except (ValueError, SyntaxError):
            words = value.split()
        found[known[0]] = known[1].join(words)
    return found


def tail(done: subprocess.CompletedProcess[str]) -> str:
    """The end of what a tool said, without user names and passwords in addresses."""
    return re.sub(r"://[^/\s@]+@", "://…@", (done.stderr or done.stdout).strip()[-_TAIL:])


def _find_uv() -> list[str]:
    if importlib.util.find_spec("uv") is not None:
        return [sys.executable, "-m", "uv"]
    found = shutil.which("uv")
    if found:
        return [found]
    message = '制作离线包需要 uv。请执行 pip install "uv>=0.7"（或 pip install "faju[bundle]"），再重试。'
    raise BundleError("uv_missing", message)


def _run(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
