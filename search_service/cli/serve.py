"""`faju serve`: the service; on an empty home it loads the starter library and builds the index first."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.store import Store
from indexer.generations import Generations
from search_service.settings import Settings, load_settings


@click.command(help="启动服务；法规库为空时先载入起步法规库并建立索引。")
@click.option("--host", help="监听地址，默认 127.0.0.1（只对本机开放）。")
@click.option("--port", type=int, help="监听端口，默认 8000；0 为任意空闲端口。")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve until interrupted."""
    settings = load_settings(home=settings.home, host=host, port=port)
    prepare(settings)
    from search_service.server import run_server

    run_server(settings)


def prepare(settings: Settings) -> None:
    """Make the home ready to answer: a library that is not empty, and an index of it."""
    with Store.open(settings.home) as store:
        empty = store.info().works == 0
    if empty:
        _load_starter(settings)
    elif not usable_index(settings.home):
        _build_index(settings)


def _load_starter(settings: Settings) -> None:
    from indexer.load_process import run
    from search_service.cli.console import console
    from search_service.cli.load import user
    from search_service.cli.progress import bar

    console().print("法规库是空的，先载入起步法规库（约 2.6 万条）……")
    with bar() as report:
        loaded = run(None, settings.home, user(), report, citing=False)  # the service does it meanwhile
    console().print(
        f"已载入 {loaded.library_works} 部、{loaded.library_units} 条，用时 {loaded.seconds:.1f} 秒。"
    )


def _build_index(settings: Settings) -> None:
    from search_service.cli.console import console
    from search_service.cli.index import build

    console().print("没有可用的索引，正在建立……")
    build(settings, rebuild=False)


def usable_index(home: Path) -> bool:
    """Is there a live index that this program can read?"""
    from indexer.embedded.handle import IndexHandle
    from indexer.engine import EngineError

    if Generations(home).stamp() is None:
        return False
    handle = IndexHandle(home)
    try:
        handle.current()
    except EngineError:
        return False
    finally:
        handle.close()
    return True
