"""`faju`: the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from search_service.cli import console
from search_service.cli.lazy import LazyGroup
from search_service.settings import load_settings

COMMANDS = {
    "serve": "serve:serve",
    "load": "load:load",
    "loads": "loads:loads",
    "undo": "loads:undo",
    "template": "template:write_template",
    "search": "find:search",
    "show": "find:show",
    "check-citations": "check:check_citations",
    "bases": "bases:bases",
    "review": "review:review",
    "admin": "workflow:admin",
    "record": "workflow:record",
    "store": "store:store",
    "index": "index:index",
    "vectors": "vectors:vectors",
    "keys": "keys:keys",
    "doctor": "doctor:doctor",
    "bundle": "bundle:bundle",
}


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
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
    if context.invoked_subcommand != "doctor":  # the diagnosis itself tells what is wrong with them
        context.obj = load_settings(home=home)


def main() -> None:
    """Run a command; errors are one Chinese sentence with a code, never a traceback."""
    sys.exit(console.run(faju, "faju"))
