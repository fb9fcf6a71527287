"""`faju doctor library`: what is odd in the library, by kind, with counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import click
from rich.text import Text

from corpus.citations.graph import Graph
from corpus.legal_time.resolve import label_of
from corpus.store import Store, StoreError, StoreLibrary
from corpus.titles import book_of
from indexer.citing import outdated, refresh
from indexer.reports import Progress
from indexer.timelines import timeline_of
from search_service.api.respond import today
from search_service.cli.console import console, print_json
from search_service.cli.find import Day
from search_service.cli.progress import bar
from search_service.library_health import CODES, health_report
from search_service.settings import Settings

MOST_SHOWN = 20
"""Of one kind; `--code` lists them all."""

_PATIENCE_S = 5.0  # for a pass of a running service; then the report does without


@click.command("library", help="法规库体检：状态矛盾、缺号、重复、失效引用、没有日期的文本。")
@click.option("--as-of", type=Day(), help="核验日期，默认今天。")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="只看这一类；可重复。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，与接口的答案相同。")
@click.pass_obj
def library(settings: Settings, as_of: date | None, codes: tuple[str, ...], as_json: bool) -> None:
    """Report on the whole library. Exit status 0: what is odd lies in the sources, not in the program."""
    for each in codes:
        if each not in CODES:
            raise click.UsageError(f"没有“{each}”这一类；可用：{'、'.join(CODES)}")
    Store.open(settings.home, read_only=True).close()  # a home without a library is said, not made
    with Store.open(settings.home) as store:
        current = _read_citations(settings, store, as_json)
        held = store.library()
        titles, timeline = book_of(held), timeline_of(settings.home, held)
        graph = Graph(held, timeline, titles) if current else None
        found = health_report(held, timeline, graph, as_of or today(), codes or None)
        if as_json:
            print_json({**found, "library": _info(held)})
            return
        _show(found, everything=bool(codes))


def _info(held: StoreLibrary) -> dict[str, Any]:
    info = held.info()
    return {"version": info.version, "works": info.works, "units": info.units}


def _read_citations(settings: Settings, store: Store, quiet: bool) -> bool:
    """Bring the citations up to date, where that can be done; whether they are."""
    with bar(quiet) as report:

        def tell(done: int, total: int) -> None:
            report(Progress("citing", done, total, 0.0))

        try:
            if outdated(store):
                refresh(settings.home, store, on_progress=tell, patience=_PATIENCE_S)
            return not outdated(store)
        except StoreError:
            return False


def _show(found: dict[str, Any], *, everything: bool) -> None:
    out = console()
    by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in found["issues"]:
        by_code[each["code"]].append(each)
    order = list(CODES)
    for code in sorted(by_code, key=lambda code: order.index(code) if code in CODES else len(order)):
        listed = by_code[code]
        out.print(Text(f"{CODES.get(code, code)}　{len(listed)} 处（{code}）", style="bold"))
        for each in listed if everything else listed[:MOST_SHOWN]:
            out.print(Text(f"　　{_place(each)}：{each['message']}"))
        if len(listed) > MOST_SHOWN and not everything:
            out.print(f"　　……另有 {len(listed) - MOST_SHOWN} 处；用 --code {code} 查看全部。")
    total = sum(found["counts"].values())
    out.print(f"{found['as_of']}：共 {total} 处。" if total else f"{found['as_of']}：没有发现问题。")
    if not found["citations_complete"]:
        out.print("引用关系尚未整理完，失效引用只查了书名号里的法名；请稍后再试。")


def _place(each: dict[str, Any]) -> str:
    """The text and the unit that an issue is about."""
    version = f"（{each['version_key']}）" if each["version_key"] else ""
    return f"《{each['title']}》{version}{label_of(each['unit_key']) or each['unit_key']}"
