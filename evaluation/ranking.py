"""`faju-eval ranking FILE`: judged queries → metrics, intervals, latency; gains and losses against a saved run."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from corpus.model import Level
from evaluation import runner
from evaluation.compare import compare
from evaluation.judged import read_queries
from evaluation.report import as_json as run_as_json
from evaluation.report import show
from evaluation.runner import AtUrl, InProcess, Options
from search_service.cli.console import print_json
from search_service.cli.find import Day
from search_service.request import CurrencyFilter


class Levels(click.ParamType[tuple[str, ...]]):
    """法律,行政法规"""

    name = "位阶"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        given = tuple(each.strip() for each in value.replace("，", ",").split(",") if each.strip())
        unknown = [each for each in given if each not in set(Level)]
        if unknown:
            self.fail(f"没有 {'、'.join(unknown)} 这种效力位阶，可用：{'、'.join(Level)}", param, ctx)
        return given


@click.command(help="按评测文件检索，给出召回率、排序指标和用时。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="评测正在运行的服务；默认在本进程内检索。")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option("--in-starter", is_flag=True, help="只用标准答案都在起步法规库里的问题。")
@click.option("--levels", type=Levels(), default=(), help="只检索这些效力位阶，用逗号分开：法律,行政法规。")
@click.option(
    "--currency",
    type=click.Choice([str(each) for each in CurrencyFilter]),
    help="时效性；any 不隐藏任何文本。",
)
@click.option("--as-of", type=Day(), help="检索日期，默认今天。")
@click.option("--limit", type=click.IntRange(1), help="只用前若干个问题。")
@click.option("--expand/--no-expand", default=True, help="是否同时按法律用语检索，默认是。")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="与保存的结果比较。"
)
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="把这次的结果存成小文件。")
@click.option("--top", type=click.IntRange(0), default=10, show_default=True, help="得失各列出几个问题。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，含每个问题。")
def ranking(
    *,
    file: Path,
    url: str | None,
    home: Path | None,
    in_starter: bool,
    levels: tuple[str, ...],
    currency: str | None,
    as_of: date | None,
    limit: int | None,
    expand: bool,
    against: Path | None,
    save: Path | None,
    top: int,
    as_json: bool,
) -> None:
    """Measure a judged file. Exit status 1 when a search was refused."""
    queries = read_queries(file, in_starter=in_starter, limit=limit)
    before = runner.load(against) if against else None
    options = Options(levels, currency, as_of, expand)
    searcher = AtUrl(url, options) if url else InProcess(home, options)
    try:
        with click.progressbar(
            length=len(queries), label=file.name, hidden=as_json, file=sys.stderr
        ) as shown:
            done = runner.run(file.name, queries, searcher, lambda _: shown.update(1))
    finally:
        searcher.close()
    if save:
        runner.save(done, save)
    compared = compare(before, done) if before else None
    if as_json:
        print_json(run_as_json(done, compared))
    else:
        show(done, compared, top)
    if any(row.error for row in done.rows):
        raise SystemExit(1)
