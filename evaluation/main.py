"""`faju-eval`: the measuring commands."""

from __future__ import annotations

import sys

import click

from evaluation.cases import cases
from evaluation.judged import JudgedFileError
from evaluation.ranking import ranking
from evaluation.service import ServiceUnreachableError
from evaluation.speed import speed
from search_service.cli import console

KNOWN = (*console.KNOWN, JudgedFileError, ServiceUnreachableError)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="法据的评测：排序、产品用例、速度。",
)
def evaluate() -> None:
    """The group of measuring commands."""


for each in (ranking, cases, speed):
    evaluate.add_command(each)


def main() -> None:
    """Run a command; errors are one Chinese sentence with a code, never a traceback."""
    console.use_utf8()
    try:
        status = evaluate.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("已中断。", err=True)
        status = 130
    except click.ClickException as error:
        console.say_error("usage", f"{console.explain_usage(error)}。用 faju-eval --help 查看用法")
        status = console.USAGE
    except KNOWN as error:
        console.say_error(*console.explain(error))
        status = console.FAILED
    sys.exit(status if isinstance(status, int) else 0)
