"""`faju bundle DIR`: an offline install folder."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import click

from search_service.bundling.build import Bundle, make_bundle
from search_service.bundling.errors import BundleError
from search_service.bundling.targets import PLATFORMS, Target
from search_service.cli.console import console, fail, print_json
from search_service.diagnosis.findings import size_text
from search_service.diagnosis.packages import PYTHON_NEEDED


class PythonVersion(click.ParamType[str]):
    """A minor version of Python, as 3.11."""

    name = "版本"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        match = re.fullmatch(r"(\d+)\.(\d+)", str(value))
        if match is None or (int(match[1]), int(match[2])) < PYTHON_NEEDED:
            self.fail(f"{value} 应写作 3.11 的样子，且不低于 {'.'.join(map(str, PYTHON_NEEDED))}", param, ctx)
        return str(value)


@click.command(help="制作离线安装包：供不能上网的单位安装法据和起步法规库。")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--platform",
    "platforms",
    type=click.Choice(list(PLATFORMS)),
    multiple=True,
    help="目标机器，可重复；默认全部。",
)
@click.option(
    "--python",
    "pythons",
    type=PythonVersion(),
    multiple=True,
    help="目标机器的 Python 版本，可重复；默认与本机相同。",
)
@click.option("--force", is_flag=True, help="替换该位置上以前制作的离线包。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出报告。")
def bundle(
    folder: Path, platforms: tuple[str, ...], pythons: tuple[str, ...], force: bool, as_json: bool
) -> None:
    """`faju bundle`: progress on standard error, the report at the end."""
    here = ".".join(platform.python_version_tuple()[:2])
    chosen = [
        Target(PLATFORMS[name], python)
        for name in dict.fromkeys(platforms or PLATFORMS)
        for python in dict.fromkeys(pythons or (here,))
    ]
    try:
        done = make_bundle(folder, chosen, force=force, say=lambda line: click.echo(line, err=True))
    except BundleError as problem:
        if problem.detail:
            click.echo(problem.detail, err=True)
        fail(problem.code, problem.message_zh)
    if as_json:
        print_json(done.as_json())
    else:
        _show(done)


def _show(done: Bundle) -> None:
    out = console()
    for each in done.parts:
        where = f"{each.target.platform.name}，Python {each.target.python}"
        out.print(f"{where}：{len(each.pins) + 1} 个软件包，{size_text(each.size_bytes)}", markup=False)
    total = f"{done.files} 个文件，共 {size_text(done.size_bytes)}"
    out.print(f"离线包已完成：{done.folder}（法据 {done.version}，{total}）", markup=False)
    out.print("把整个文件夹复制到目标机器，按其中 README.txt 安装。")
