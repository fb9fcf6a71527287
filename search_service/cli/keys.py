"""`faju keys`: keys for programs and pages that ask over HTTP."""

from __future__ import annotations

from dataclasses import asdict

import click

from corpus.store import ApiKey, Store
from search_service.access.keys import new_key
from search_service.access.scopes import MEANINGS, Scope
from search_service.cli.console import console, fail, print_json
from search_service.cli.loads import local_time
from search_service.settings import Settings

DEFAULT_SCOPES = (Scope.SEARCH, Scope.CHECK)
DEFAULT_RATE = 600
MOST_NAME_CHARS = 100
MEANT = "、".join(f"{scope} {meaning}" for scope, meaning in MEANINGS.items())


@click.group(help="接口的密钥：建立、列出、撤销。写入（load）一定要密钥；检索和核验默认不要。")
def keys() -> None:
    """The group."""


@keys.command(
    "make", help="建立一个密钥。NAME 说明给谁用，例如“公文系统”。密钥只显示这一次，库里只存它的哈希。"
)
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([str(each) for each in Scope]),
    help=f"允许做什么，可重复：{MEANT}。默认 search 和 check。",
)
@click.option(
    "--rate",
    type=click.IntRange(0, 1_000_000),
    default=DEFAULT_RATE,
    help=f"每分钟最多的请求数，默认 {DEFAULT_RATE}；0：不限。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def make(settings: Settings, name: str, scopes: tuple[str, ...], rate: int, as_json: bool) -> None:
    """Make a key and show it, once."""
    from search_service.cli.loads import user

    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME_CHARS or not name.isprintable():
        raise click.UsageError(f"NAME 要说明密钥给谁用，1 至 {MOST_NAME_CHARS} 个字符")
    chosen = [scope for scope in Scope if scope in (scopes or DEFAULT_SCOPES)]
    id, key, digest = new_key()
    with Store.open(settings.home) as store:
        made = store.keys().add(id, digest, name, chosen, rate, user())
    if as_json:
        print_json({"key": key, **asdict(made)})
        return
    out = console()
    out.print(_line(made), markup=False)
    out.print("密钥（只显示这一次，请现在保存）：")
    click.echo(key)


@keys.command("list", help="列出全部密钥：权限、速率、最后使用的时间；不显示密钥本身。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_obj
def list_keys(settings: Settings, as_json: bool) -> None:
    """List all keys, the newest first."""
    with Store.open(settings.home, read_only=True) as store:
        found = store.keys().all()
    if as_json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        console().print("还没有密钥。faju keys make 建立一个。")
    for each in found:
        console().print(_line(each), markup=False)


@keys.command(
    "revoke", help="撤销一个密钥，ID 是它的编号（faju keys list）。正在运行的服务一秒左右以后不再接受它。"
)
@click.argument("id")
@click.pass_obj
def revoke(settings: Settings, id: str) -> None:
    """Revoke a key. Exit status 1 when there is none of that id."""
    with Store.open(settings.home, read_only=True):
        pass  # a home without a library is said, not made
    with Store.open(settings.home) as store:
        revoked = store.keys().revoke(id.strip().lower())
    if revoked is None:
        fail("key_unknown", f"没有编号为 {id[:20]} 的密钥；faju keys list 列出全部")
    console().print(f"已撤销：{_line(revoked)}", markup=False)


def _line(key: ApiKey) -> str:
    rate = f"每分钟 {key.rate} 次" if key.rate else "不限速率"
    used = f"最后使用 {local_time(key.used_at)}" if key.used_at else "没有用过"
    revoked = f"　已于 {local_time(key.revoked_at)} 撤销" if key.revoked_at else ""
    made = f"{key.made_by} 于 {local_time(key.made_at)} 建立"
    return f"{key.id}　{key.name}　{'、'.join(key.scopes)}　{rate}　{made}　{used}{revoked}"
