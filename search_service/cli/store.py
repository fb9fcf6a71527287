"""`faju store copy`: the store of a home into an empty PostgreSQL database, compared row by row."""

from __future__ import annotations

from urllib.parse import quote

import click

from search_service.cli.console import console, fail, print_json
from search_service.settings import Settings


@click.group("store", help="法规库放在哪里：faju store copy 把数据目录里的法规库搬进 PostgreSQL。")
def store() -> None:
    """The group."""


@store.command(
    "copy", help="把数据目录里的法规库、账号、送审流程复制到 FAJU_STORE_URL 的空数据库，并逐行核对。"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def copy(settings: Settings, as_json: bool) -> None:
    """The file keeps its contents, in the form of this version; the database gets everything or nothing."""
    from corpus.store.dialects.sqlite import FILE_NAME
    from corpus.store.store import Store
    from indexer.lock import loader_lock
    from workflow import record

    if not settings.store_url.get_secret_value():
        fail("store_url_missing", "请先把 FAJU_STORE_URL 设为要搬进去的 PostgreSQL 数据库的地址")
    file = f"sqlite:///{quote(str(settings.home / FILE_NAME))}"
    if (settings.home / FILE_NAME).is_file():
        Store.open(file).close()  # one of an older version is brought up to this one
    with Store.open(file, read_only=True) as source, Store.open(settings.home) as target:
        if not target.shared:
            fail("store_url_missing", "FAJU_STORE_URL 应是 PostgreSQL 数据库的地址")
        if not target.is_empty():
            fail("store_not_empty", f"{target.shown} 里已经有内容，没有改动。请另建一个空数据库")
        with loader_lock(settings.home, target):
            rows = source.move_to(target)
        (seq, digest), faults = record.verify(target)
        version = target.info().version
    told = {
        "from": source.shown,
        "to": target.shown,
        "rows": rows,
        "library_version": version,
        "record": {"entries": seq, "hash": digest, "whole": not faults},
    }
    if as_json:
        print_json(told)
        return
    console().print(
        f"已把 {source.shown} 复制到 {target.shown}：{len(rows)} 张表、{sum(rows.values())} 行，逐行核对一致；"
        f"办理记录 {seq} 条，{'哈希链有断处，原来就有' if faults else '哈希链完好'}。",
        markup=False,
    )
