"""`faju`: the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from search_service.cli import console
from search_service.cli.bundle import bundle
from search_service.cli.check import check_citations
from search_service.cli.doctor import doctor
from search_service.cli.find import search, show
from search_service.cli.index import index
from search_service.cli.library import library
from search_service.cli.load import load
from search_service.cli.serve import serve
from search_service.settings import load_settings


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="法据：检索法律依据，核验引用在某一天是否有效。",
)
@click.option(
    "--home", type=click.Path(path_type=Path), help="数据目录；默认取 FAJU_HOME，再默认为用户数据目录。"
)
@click.version_option(package_name="faju", prog_name="faju", message="法据 %(prog)s %(version)s")
@click.pass_context
def faju(context: click.Context, home: Path | None) -> None:
    """The group; the settings are read once, here."""
    if context.invoked_subcommand != doctor.name:  # the diagnosis itself tells what is wrong with them
        context.obj = load_settings(home=home)


for each in (serve, load, search, show, check_citations, index, doctor, bundle):
    faju.add_command(each)
doctor.add_command(library)


def main() -> None:
    """Run a command; errors are one Chinese sentence with a code, never a traceback."""
    console.use_utf8()
    try:
        status = faju.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("已中断。", err=True)
        status = 130
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = 0
    except click.ClickException as error:
        console.say_error("usage", f"{console.explain_usage(error)}。用 faju --help 查看用法")
        status = console.USAGE
    except console.KNOWN as error:
        console.say_error(*console.explain(error))
        status = console.FAILED
    except OSError as error:
        console.say_error(*console.explain_os(error))
        status = console.FAILED
    sys.exit(status if isinstance(status, int) else 0)
