"""`faju serve`: the service; on an empty home it loads the starter library and builds the index first."""

from __future__ import annotations

import time

import click

from corpus.store import Store
from indexer.elastic.cluster import Cluster
from indexer.engine import EngineError, EngineErrorCode
from indexer.load_process import LoadFailed
from indexer.lock import LockHeld, loader_lock
from indexer.upkeep import index_status
from search_service.settings import Settings, load_settings

# How long a cluster that starts together with this program is waited for.
PATIENCE_S = 60.0
PASSING = frozenset(
    {
        EngineErrorCode.ENGINE_UNREACHABLE,
        EngineErrorCode.ENGINE_TIMEOUT,
        EngineErrorCode.ENGINE_UNAVAILABLE,
    }
)
BUILT_ANEW = frozenset(
    {
        EngineErrorCode.INDEX_MISSING,
        EngineErrorCode.INDEX_BROKEN,
        EngineErrorCode.FINGERPRINT_MISMATCH,
    }
)


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
    """Make the home ready to answer: a library that is not empty, and an index of it. A cluster that is away
    is waited for, but not for ever: the service starts all the same, and answers when the cluster does."""
    reached = settings.cluster is None or _awaited(settings.cluster)
    if _is_empty(settings) and _load_starter(settings):
        return
    if reached and _must_build(settings):
        _build_index(settings)


def _awaited(cluster: Cluster) -> bool:
    """Whether the cluster answers, or does so soon; what keeps it from answering is said."""
    from indexer.elastic.client import check_server, connect
    from search_service.cli.console import console

    client = connect(cluster.impatient().connection)
    deadline, said = time.monotonic() + PATIENCE_S, False
    try:
        while True:
            try:
                check_server(client)
            except EngineError as error:
                if error.code not in PASSING or time.monotonic() > deadline:
                    console().print(f"{error.message_zh}（{error.code}）服务照常启动。", markup=False)
                    return False
                if not said:
                    console().print(f"正在等待 Elasticsearch，至多 {PATIENCE_S:.0f} 秒……")
                    said = True
                time.sleep(1.0)
            else:
                return True
    finally:
        client.close()


def _is_empty(settings: Settings) -> bool:
    with Store.open(settings.home) as store:
        return store.info().works == 0


def _load_starter(settings: Settings) -> bool:
    """Load it and build the index. False where a service on another machine that shares the store has done so."""
    while True:
        try:
            _load(settings)
        except LoadFailed as error:
            if error.code != LockHeld.code or not _others_ended(settings):
                raise
            if not _is_empty(settings):
                return False
        else:
            return True


def _others_ended(settings: Settings) -> bool:
    """Wait until nobody loads into the store; False at once for a store of this home alone."""
    from search_service.cli.console import console

    with Store.open(settings.home) as store:
        if not store.shared:
            return False
        console().print("另一台机器上的服务正在载入，等它结束……")
        while True:
            try:
                with loader_lock(settings.home, store):
                    return True
            except LockHeld:
                time.sleep(1.0)


def _load(settings: Settings) -> None:
    from indexer.load_process import run
    from search_service.cli.console import console
    from search_service.cli.loads import entered, user
    from search_service.cli.progress import bar

    console().print("法规库是空的，先载入起步法规库（约 2.6 万条）……")
    with entered(settings), bar() as report:
        loaded = run(
            None,
            settings.home,
            user(),
            report,
            citing=False,  # the service does it meanwhile
            cluster=settings.cluster,
        )
    console().print(
        f"已载入 {loaded.library_works} 部、{loaded.library_units} 条，用时 {loaded.seconds:.1f} 秒。"
    )
    if loaded.index and "error" in loaded.index:
        problem = f"索引没有建立：{loaded.index['message']}（{loaded.index['error']}）"
        console().print(f"{problem} 处理后请执行 faju index build，服务不用重启。", markup=False)


def _build_index(settings: Settings) -> None:
    from search_service.cli.console import console
    from search_service.cli.index import build

    console().print("没有可用的索引，正在建立……")
    try:
        build(settings, rebuild=False)
    except (EngineError, LockHeld) as error:
        if settings.cluster is None:
            raise
        # Others may be building it just now, or mend the cluster.
        console().print(f"{error.message_zh}（{error.code}）服务照常启动。", markup=False)


def _must_build(settings: Settings) -> bool:
    """Is there no index, or none that this program can read? Others' trouble is no reason to build one."""
    problem = index_status(settings.home, settings.cluster).problem
    return problem is not None and problem.code in BUILT_ANEW
