"""The index: answers, fits this program and the library; builds that failed; who writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search_service.diagnosis.findings import Finding, error, fine, size_text, warning
from search_service.diagnosis.ground import Ground

_BUILD = "请执行 faju index build。"
_MENDING = {
    "index_missing": _BUILD,
    "index_broken": "请执行 faju index build 重建；急用时可先执行 faju index rollback 退回上一个索引。",
    "fingerprint_mismatch": "索引由另一个版本的法据建立。请执行 faju index build 重建。",
}


def index_findings(ground: Ground) -> Iterator[Finding]:
    """The live index as a search would meet it."""
    from search_service.index_report import index_report

    cluster = ground.settings.cluster
    told = index_report(ground.home, cluster.impatient(seconds=5.0) if cluster else None)
    problem = told["problem"]
    if problem and problem["code"] == ground.engine_problem:
        pass  # said already
    elif problem:
        code = problem["code"]
        say = warning if code == "index_missing" and ground.empty else error
        hint = "首次运行 faju serve 时会自动建立。" if say is warning else _mending(code)
        yield say("index", code, problem["message"], hint)
    elif ground.library is not None and told["library_version"] != ground.library.version:
        message = f"索引 {told['live']} 落后于法规库（建立于 {told['built_at']}）"
        hint = "正在构建，请稍候。" if told["building"] else _BUILD
        yield warning("index", "index_behind", message, hint, live=told["live"])
    else:
        size = size_text(told["size_bytes"])
        message = f"索引 {told['live']}：{told['documents']} 条，{size}，建立于 {told['built_at']}"
        facts = {name: told[name] for name in ("live", "documents", "size_bytes", "built_at", "previous")}
        yield fine("index", message, **facts)
    yield from _builds(told)
    yield from _leftovers(ground, told)
    if cluster and (writer := told["writer"]) and not told["building"]:
        message = f"索引正由进程 {writer['pid']}（主机 {writer['host']}，自 {writer['since']} 起）写入"
        hint = "这期间可以照常检索，但不能载入或重建。请等它结束；它若已不在，半分钟后自动放开。"
        yield warning("lock", "index_locked", message, hint, host=writer["host"], pid=writer["pid"])


def _mending(code: str) -> str:
    from search_service.diagnosis.cluster import MENDING

    return _MENDING.get(code) or MENDING.get(code, _BUILD)


def _builds(told: dict[str, Any]) -> Iterator[Finding]:
    if told["interrupted"]:
        message = "上次构建索引时被中断；原来的索引仍在使用"
        yield warning("build", "build_interrupted", message, _BUILD)
    elif told["last_error"]:
        yield warning("build", "build_failed", f"上次构建索引失败：{told['last_error']}", _BUILD)


def _leftovers(ground: Ground, told: dict[str, Any]) -> Iterator[Finding]:
    """Old generations that could not be removed while they were in use."""
    if told["building"] or not told["live"]:
        return
    folders = (ground.home / "index").glob("g[0-9]*") if ground.settings.cluster is None else ()
    kept = {told["live"], told["previous"]}
    old = sorted(each.name for each in folders if each.is_dir() and each.name not in kept)
    old += ground.unused_indexes
    if old:
        message = f"有 {len(old)} 个不再使用的索引占用磁盘（{'、'.join(old)}）"
        yield warning("leftovers", "index_leftovers", message, "请执行 faju index clean。", generations=old)


def lock_findings(ground: Ground) -> Iterator[Finding]:
    """Who holds the writer lock."""
    from indexer.lock import holder

    held = holder(ground.home)
    if held is None:
        yield fine("lock", "没有进程正在写入")
        return
    who = (
        f"进程 {held.pid}（主机 {held.host}，自 {held.since} 起，命令：{held.command}）"
        if held.pid
        else "另一个进程"
    )
    hint = "这期间可以照常检索，但不能载入或重建。请等它结束；确实卡住时，先结束该进程，锁会自动释放。"
    yield warning("lock", "home_locked", f"{who}正在写入数据目录", hint, pid=held.pid, host=held.host)
