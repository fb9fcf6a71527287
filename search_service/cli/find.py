"""`faju search` and `faju show`: the library on the console."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
from rich.text import Text

from search_service.api.respond import today
from search_service.cli.console import console, fail, print_json
from search_service.highlight import pieces
from search_service.pages.shapes import banner
from search_service.request import SearchRequest
from search_service.resolving import resolve_text
from search_service.search import search as run_search
from search_service.settings import Settings
from search_service.state import Holder
from search_service.verdicts import CURRENCIES


class Day(click.ParamType[date]):
    """A day as 2026-01-31."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value} 不是有效的日期，应写作 2026-01-31", param, ctx)


@click.command(help="检索：faju search 规范性文件 设定 罚款")
@click.argument("words", nargs=-1, required=True)
@click.option("--law", help="限定在一部法规内。")
@click.option("--as-of", type=Day(), help="核验日期，默认今天。")
@click.option("--size", type=click.IntRange(1, 100), default=5, show_default=True, help="最多给出几条。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，与接口的答案相同。")
@click.pass_obj
def search(
    settings: Settings, words: tuple[str, ...], law: str | None, as_of: date | None, size: int, as_json: bool
) -> None:
    """`faju search`"""
    holder = Holder(settings)
    request = SearchRequest(q=" ".join(words), law=law, as_of=as_of, size=size)
    found = run_search(holder.current(), request, settings, today())
    if as_json:
        print_json(found)
        return
    out = console()
    for note in found["query"]["notes"]:
        out.print(f"提示：{note['message']}", markup=False)
    if not found["hits"]:
        out.print("没有找到条文。")
    for hit in found["hits"]:
        title = Text(f"{hit['rank']}. {hit['law']['title']} {hit['article_no'] or ''}", style="bold")
        out.print(title, Text(CURRENCIES[hit["currency"]]))
        shown = Text("   ")
        for piece, marked in pieces(hit["text"].replace("\n", "\n   "), _moved(hit)):
            shown.append(piece, style="reverse" if marked else "")
        out.print(shown)


def _moved(hit: dict[str, Any]) -> list[tuple[int, int]]:
    """Highlights after the indent that each new line of the text got."""
    text: str = hit["text"]
    return [(a + 3 * text.count("\n", 0, a), b + 3 * text.count("\n", 0, b)) for a, b in hit["highlights"]]


@click.command(help="查看一条：faju show 民法典 1254")
@click.argument("words", nargs=-1, required=True)
@click.option("--as-of", type=Day(), help="核验日期，默认今天。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，与接口 /resolve 的答案相同。")
@click.pass_obj
def show(settings: Settings, words: tuple[str, ...], as_of: date | None, as_json: bool) -> None:
    """`faju show`: exit status 1 when there is no text to show."""
    holder = Holder(settings)
    told = resolve_text(holder.current(), " ".join(words), as_of or today())
    if as_json:
        print_json(told)
        return
    if told["text"] is None and told["article_no"] is not None:
        sentences = "".join(note["message"] for note in told["notes"])
        fail(told["verdict"], sentences or f"本库没有《{told['law']['title']}》{told['article_no']}。")
    _show(told)


def _show(told: dict[str, Any]) -> None:
    out = console()
    out.print(Text(f"{told['law']['title']} {told['article_no'] or ''}", style="bold"))
    days = [f"{told['version_date']} 公布"] if told["version_date"] else []
    days += [f"{told['effective_date']} 起施行"] if told["effective_date"] else []
    out.print("，".join([*days, f"核验日期 {told['as_of']}"]))
    above = banner(told)
    for line in (above["banner"], *(each["message"] for each in above["warnings"])):
        if line:
            out.print(f"提示：{line}", markup=False)
    if above["successor"]:
        out.print(f"　　　现由《{above['successor']['title']}》代替。", markup=False)
    for each in above["evidence"]:
        out.print(f"　　　依据 {each['citation']}：{each['quote']}", markup=False)
    if told["text"]:
        out.print(told["text"], markup=False)
