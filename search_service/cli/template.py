"""`faju template laws|cases FILE`: a table to fill in and load."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.readers.templates import FORMATS, KINDS, template
from search_service.cli.console import console, fail


@click.command(name="template", help="写出一份空白模板（.xlsx 或 .csv）：laws 法规，cases 案例。")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def write_template(kind: str, file: Path) -> None:
    """Write it; an existing file is never overwritten (`file_exists`)."""
    if file.suffix.lower() not in FORMATS:
        raise click.UsageError(f"模板的文件名以 {' 或 '.join(FORMATS)} 结尾")
    try:
        with file.open("xb") as target:
            target.write(template(kind, file.suffix.lower()))
    except FileExistsError:
        fail("file_exists", f"{file} 已经存在，没有改动：请换一个文件名")
    console().print(f"模板已写到 {file}。说明行和示例行可以留着，载入时会略过。", markup=False)
