"""What all commands share: the console, error sentences in Chinese, JSON output."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson

if TYPE_CHECKING:
    from rich.console import Console

OURS = frozenset({"corpus", "evaluation", "indexer", "search_service", "workflow"})
FAILED, USAGE, INTERRUPTED = 1, 2, 130


def run(command: click.Command, program: str) -> int:
    """Run a command line; its exit status. Errors are one Chinese sentence with a code, never a traceback."""
    use_utf8()
    try:
        status = command.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("已中断。", err=True)
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        say_error("usage", f"{explain_usage(error)}。用 {program} --help 查看用法")
        return USAGE
    except OSError as error:
        from indexer.system_errors import explain_os

        say_error(*explain_os(error))
        return FAILED
    except Exception as error:
        told = explain(error)
        if told is None:
            raise
        say_error(*told)
        return FAILED
    return status if isinstance(status, int) else 0


def console() -> Console:
    """The console for people: plain where the output is no terminal, bounded to its width."""
    from rich.console import Console

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


def explain(error: Exception) -> tuple[str, str] | None:
    """(stable code, Chinese sentence) of an error of this project; None for any other."""
    code = getattr(error, "code", None)
    if code is None or type(error).__module__.partition(".")[0] not in OURS:
        return None
    message = getattr(error, "message_zh", None) or getattr(error, "message", None) or str(error)
    return str(code), str(message)


def explain_usage(error: click.ClickException) -> str:
    """Click's complaint about a command line, in Chinese."""
    if isinstance(error, click.NoSuchOption):
        return f"没有 {error.option_name} 这个选项"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 用错了：少写了它的值，或多写了值"
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param else ""
        if isinstance(error, click.MissingParameter):
            return f"缺少参数 {name}"
        return f"参数 {name} 的值不对（{_bad_value(error.message)}）"
    return _by_message(error)


def _by_message(error: click.ClickException) -> str:
    """Complaints that click tells apart by their words only."""
    if command := re.search(r"No such command '(.*)'", error.message):
        return f"没有 {command[1]} 这个命令"
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message):
        return f"多出的参数：{extra[1]}"
    return error.format_message()


def _bad_value(message: str) -> str:
    """Click's reason why a value is wrong, in Chinese where it is one of its own."""
    if bounds := re.fullmatch(r"(.+) is not in the range (.+)\.", message):
        return f"{bounds[1]} 不在范围 {bounds[2]} 内"
    if kind := re.fullmatch(r"'(.*)' is not a valid (integer|float|boolean).*", message):
        return f"{kind[1]} 不是有效的数值"
    if choices := re.fullmatch(r"'(.*)' is not one of (.+)\.", message):
        return f"{choices[1]} 不在可选之列：{choices[2].replace(chr(39), '').replace(', ', '、')}"
    return message
