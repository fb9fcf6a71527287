"""A run and a comparison as people and programs read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from evaluation.compare import Comparison
from evaluation.judged import Place
from evaluation.metrics import METRICS, interval, means, percentile
from evaluation.runner import Row, Run
from search_service.cli.console import console

LONG = 40
"""From this many characters on a query is a clause rather than a question."""


def groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows by kind of query; a row may be in several groups, empty groups are left out."""
    kinds: list[tuple[str, Callable[[Row], bool]]] = [
        ("全部", lambda row: True),
        (f"不足 {LONG} 字", lambda row: len(row.query) < LONG),
        (f"{LONG} 字以上", lambda row: len(row.query) >= LONG),
        ("扩展了用语", lambda row: row.expanded),
        ("没有扩展", lambda row: not row.expanded),
        ("有把握", lambda row: row.confident),
        ("没有把握", lambda row: not row.confident),
    ]
    found = [(name, [row for row in rows if belongs(row)]) for name, belongs in kinds]
    types = sorted({row.type for row in rows})
    found += [(f"类型 {name}", [row for row in rows if row.type == name]) for name in types]
    return [(name, members) for name, members in found if members]


def summary(done: Run) -> dict[str, Any]:
    """The figures of a run: metrics with intervals, latency in ms, refused searches."""
    rows = [row.scores for row in done.rows]
    times = [row.ms for row in done.rows]
    return {
        "name": done.name,
        "library": done.library,
        "queries": len(rows),
        "metrics": means(rows),
        "intervals": {name: interval([row[name] for row in rows]) for name in METRICS} if rows else {},
        "p50_ms": round(percentile(times, 0.5), 2),
        "p95_ms": round(percentile(times, 0.95), 2),
        "refused": [{"qid": row.qid, "code": row.error} for row in done.rows if row.error],
    }


def as_json(done: Run, compared: Comparison | None) -> dict[str, Any]:
    """The whole run for programs: the summary, the metrics by kind of query, and each query."""
    told = summary(done)
    told["by_kind"] = {
        name: {"queries": len(members), **means([row.scores for row in members])}
        for name, members in groups(done.rows)
    }
    told["rows"] = [
        {
            "qid": row.qid,
            "type": row.type,
            "expanded": row.expanded,
            "confident": row.confident,
            "scores": row.scores,
            "at": [[*place, rank] for place, rank in row.at.items()],
            "missing": row.missing,
            "first": row.first,
            "ms": round(row.ms, 3),
            "error": row.error,
        }
        for row in done.rows
    ]
    if compared:
        told["compared"] = asdict(compared)
    return told


def show(done: Run, compared: Comparison | None, top: int) -> None:
    """Print a run, and the comparison with `top` gains and losses."""
    out = console()
    told = summary(done)
    out.print(f"{done.name}：{told['queries']} 个问题，法规库 {done.library[:12]}", markup=False)
    figures = table_of("指标", "值", "95% 区间")
    for name, (low, high) in told["intervals"].items():
        figures.add_row(name, f"{told['metrics'][name]:.3f}", f"{low:.3f}–{high:.3f}")
    out.print(figures)
    kinds = table_of("按问题的种类", "问题", *METRICS)
    for name, members in groups(done.rows)[1:]:
        found = means([row.scores for row in members])
        kinds.add_row(name, str(len(members)), *(f"{found[metric]:.3f}" for metric in METRICS))
    out.print(kinds)
    refused = told["refused"]
    out.print(
        f"用时 p50 {told['p50_ms']:.1f} 毫秒，p95 {told['p95_ms']:.1f} 毫秒；被拒绝 {len(refused)} 个。"
    )
    for each in refused[:top]:
        out.print(f"  {each['qid']}：{each['code']}", markup=False)
    if compared:
        _show_comparison(compared, top)


def table_of(*columns: str) -> Table:
    """A table without a frame, whole on 80 columns."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _show_comparison(compared: Comparison, top: int) -> None:
    out = console()
    out.print("与保存的结果比较（现在减原来；p 为成对自助法的双侧值）")
    table = table_of("指标", "原来", "现在", "差", "95% 区间", "p")
    for each in compared.differences:
        figures = (f"{each.before:.3f}", f"{each.after:.3f}", f"{each.change:+.3f}")
        table.add_row(each.metric, *figures, f"{each.low:+.3f} … {each.high:+.3f}", f"{each.p:.3f}")
    out.print(table)
    if not compared.same_library:
        out.print("法规库与当时不同。")
    if compared.only_before or compared.only_after:
        out.print(f"只在原来的结果里：{compared.only_before} 个问题；只在现在：{compared.only_after} 个。")
    for name, changes in (("进步", compared.gains), ("退步", compared.losses)):
        out.print(f"{name} {len(changes)} 个")
        for change in changes[:top]:
            query = " ".join(change.query.split())
            out.print(f"  {change.qid} {query[:60]}", markup=False)
            for move in change.moves:
                out.print("      " + _move(*move), markup=False)


def _move(place: Place, before: int | None, after: int | None) -> str:
    title, article = place
    return f"{title} {article or ''}：{before or '没有'} → {after or '没有'}"
