"""`faju vectors`: how far the passages are embedded; embed what is missing now."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.store.store import Store
from indexer.bank import keeping
from indexer.reports import Progress
from indexer.timelines import timeline_of
from indexer.vectors import embedding, shelf
from indexer.vectors.choose import embedder_of
from indexer.vectors.embedder import EmbedderError
from search_service.cli.console import console, print_json
from search_service.cli.progress import bar
from search_service.settings import Settings
from search_service.vector_report import vector_report


@click.group(help="语义向量：进度；现在就补齐。")
def vectors() -> None:
    """The group of vector commands."""


@vectors.command("status", help="用的是哪个模型，多少条文有向量，正在进行的计算，最近的错误。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def status(settings: Settings, as_json: bool) -> None:
    """`faju vectors status`"""
    with Store.open(settings.home) as store:
        told = vector_report(settings, store.info().version)
    if as_json:
        print_json(told)
        return
    if told["problem"]:
        console().print(f"{told['problem']['message']}检索只按文字进行。", markup=False)
        return
    console().print(f"模型 {told['model']}：{told['done']} / {told['total']} 段有向量。", markup=False)
    if told["running"]:
        left = f"，约剩 {told['left_seconds'] / 60:.0f} 分钟" if told["left_seconds"] else ""
        console().print(f"正在计算，每秒 {told['rate']:.1f} 段{left}。")
    elif told["error"]:
        console().print(f"最近的错误：{told['error']}", markup=False)
    elif told["done"] < told["total"]:
        console().print("服务运行时在后台补齐；现在就补齐：faju vectors build")


@vectors.command("build", help="计算还没有的向量；可以随时中断，再执行接着算。")
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把全部向量写进这个文件（制作随程序发布的向量包）。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def build(settings: Settings, into: Path | None, as_json: bool) -> None:
    """`faju vectors build`; exit status 1 while another process does it. EmbedderError without a model."""
    embedder = embedder_of(settings.embedding)
    with Store.open(settings.home) as store, bar(as_json) as report:
        library = store.library()
        bank = keeping.ensure(settings.home, library, timeline_of(settings.home, library))

        def tell(state: embedding.EmbeddingState) -> None:
            report(Progress("vectors", state.done, state.total, state.rate))

        done = embedding.embed(settings.home, library, bank, embedder, into=into, on_progress=tell)
    if as_json:
        print_json({"model": done.model, "done": done.done, "total": done.total})
    else:
        where = into or shelf.own_file(settings.home, embedder.model)
        console().print(f"模型 {done.model}：{done.done} / {done.total} 段有向量。{where}", markup=False)
    if done.done < done.total:
        raise EmbedderError("embedding_running", "另一个进程正在计算向量，请等它结束：faju vectors status")
