"""`faju admin link`: a way in for an administrator; `faju record verify`: whether the record is whole."""

from __future__ import annotations

import re

import click

from corpus.store.store import Store
from search_service.cli.console import FAILED, console, fail, print_json
from search_service.settings import Settings

FAULTS = {
    "gap": "编号不连续：有记录被删去",
    "chain_broken": "与前一条接不上：有记录被删去或改写",
    "hash_wrong": "内容与校验值不符：这一条被改过",
    "time_backwards": "时间早于前一条",
    "head_wrong": "末尾与登记的不符：最后的记录被删去，或者另外添加过",
    "anchor_wrong": "与先前抄下的校验值不符：这一条以前的记录被重写过",
}


@click.group("admin", help="管理账号：faju admin link 生成管理员的一次性登录链接。")
def admin() -> None:
    """Accounts from the machine itself."""


@admin.command("link", help="生成一次性链接，打开后设立一个系统管理员账号；48 小时内有效，旧的链接作废。")
@click.option("--url", help="服务的地址，例如 http://10.0.0.5:8000；默认按设置里的地址和端口。")
@click.pass_obj
def link(settings: Settings, url: str | None) -> None:
    """Print the address."""
    from workflow.accounts import Accounts

    with Store.open(settings.home) as store:
        token = Accounts(store).admin_link()
    base = (url or f"http://{settings.host}:{settings.port}").rstrip("/")
    click.echo(f"{base}/welcome/{token}")


@click.group("record", help="办理记录：faju record verify 校验它有没有被改动过。")
def record() -> None:
    """The record of all acts."""


@record.command("verify", help="从头校验办理记录的哈希链；有改动、删除时退出码为 1。")
@click.option(
    "--expect", metavar="编号:校验值", help="先前抄在别处的一条，例如 120:9f2c…，用来发现整段重写。"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def verify(settings: Settings, expect: str | None, as_json: bool) -> None:
    """Exit status 1 when something is wrong."""
    from workflow import record as acts

    anchor = None
    if expect is not None:
        parts = re.fullmatch(r"(\d{1,12}):([0-9a-f]{64})", expect.strip())
        if parts is None:
            fail("bad_anchor", "--expect 应写作 编号:64 位校验值")
        anchor = (int(parts[1]), parts[2])
    with Store.open(settings.home, read_only=True) as store:
        (seq, digest), found = acts.verify(store, anchor)
    if as_json:
        faults = [{"code": each.code, "seq": each.seq} for each in found]
        print_json({"whole": not found, "entries": seq, "hash": digest, "faults": faults})
    else:
        for each in found:
            console().print(f"第 {each.seq} 条：{FAULTS[each.code]}（{each.code}）", markup=False)
        if not found:
            console().print(f"办理记录完好，共 {seq} 条。", markup=False)
            console().print(f"请把最后一条抄在别处，下次用 --expect 核对：{seq}:{digest}", markup=False)
    if found:
        raise SystemExit(FAILED)
