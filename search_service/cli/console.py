"""What all commands share: the console, error sentences in Chinese, JSON output."""

from __future__ import annotations

import io
import sys
from typing import Any, NoReturn

import click
import orjson
from rich.console import Console

from corpus.readers.outcomes import ReaderError
from corpus.store.errors import StoreError
from indexer.engine import EngineError
from indexer.load_process import LoadFailed
from indexer.lock import LockHeld
from search_service.errors import ServiceError
from search_service.settings import SettingsError

KNOWN = (EngineError, LoadFailed, LockHeld, ReaderError, ServiceError, SettingsError, StoreError)
USAGE, FAILED = 2, 1


def console() -> Console:
    """The console for people: plain where the output is no terminal, bounded to its width."""
    return Console(highlight=False, soft_wrap=True)


def use_utf8() -> None:
    """Chinese on every console, Windows' old code pages included: never an encoding error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def print_json(value: Any) -> None:
    """One JSON document on standard output, for programs."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def say_error(code: str, message: str) -> None:
    """One sentence on standard error, with the stable code."""
    click.echo(f"错误：{message}（{code}）", err=True)


def fail(code: str, message: str) -> NoReturn:
    """End the command with an error."""
    say_error(code, message)
    sys.exit(FAILED)


def explain(error: Exception) -> tuple[str, str]:
    """(stable code, Chinese sentence) of an error that commands may meet."""
    code = str(getattr(error, "code", "failed"))
    message = getattr(error, "message_zh", None) or getattr(error, "message", None) or str(error)
    return code, str(message)


def explain_usage(error: click.ClickException) -> str:
    """Click's complaint about a command line, in Chinese."""
    if isinstance(error, click.NoSuchOption):
        return f"没有 {error.option_name} 这个选项"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param else ""
        return f"参数 {name} 的值不对（{error.message}）"
    if isinstance(error, click.UsageError) and "command" in error.message.lower():
        return f"没有这个命令（{error.message}）"
    return error.format_message()
