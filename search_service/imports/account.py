"""Loads as the interface tells them: the log, one load with its progress and report, its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corpus.legal_time.compare import compare
from corpus.store import LoadItem, LoadRecord, LoadState, Store
from corpus.store.records import RESUMABLE, OutcomeKind
from indexer.reports import Progress
from indexer.segment import split_words
from indexer.tasks import UPLOAD
from indexer.undoing import KIND as UNDO
from search_service.comparing import comparison
from search_service.errors import not_found

MOST_REASONS = 100
"""So many rejected lines, and lines with warnings, are told with a load; its `items` have all."""

STATES = {LoadState.ABANDONED: "interrupted"}
"""Where the interface's word is another than the store's."""

COMPARABLE = frozenset({OutcomeKind.CHANGED, OutcomeKind.NEW_VERSION, OutcomeKind.CONFLICT})


def listed(store: Store, states: Sequence[LoadState], page: int, size: int) -> dict[str, Any]:
    """`GET /imports`: the newest first."""
    found, total = store.jobs.listed(states, offset=(page - 1) * size, limit=size)
    return {
        "imports": [card(store, each) for each in found],
        "total": total,
        "page": page,
        "size": size,
        "library": library_json(store),
    }


def one(store: Store, seq: int) -> dict[str, Any]:
    """`GET /imports/{id}`. ServiceError 404 `import_not_found`."""
    record = record_of(store, seq)
    account = store.account
    rejected, rejections = account.items(seq, OutcomeKind.REJECTED, limit=MOST_REASONS)
    odd, oddities = account.items(seq, odd=True, limit=MOST_REASONS)
    return {
        **card(store, record),
        "counts_by_kind": {kind: dict(counts) for kind, counts in account.counts(seq).items()},
        "warning_counts": dict(account.problem_counts(seq)),
        "rejected": item_rows(store, rejected),
        "rejected_total": rejections,
        "warned": item_rows(store, odd),
        "warned_total": oddities,
        "library": library_json(store),
    }


def lines(
    store: Store, seq: int, outcome: OutcomeKind | None, odd: bool, page: int, size: int
) -> dict[str, Any]:
    """`GET /imports/{id}/items`: its lines in the order of reading."""
    record_of(store, seq)
    found, total = store.account.items(seq, outcome, odd=odd, offset=(page - 1) * size, limit=size)
    return {
        "items": item_rows(store, found),
        "total": total,
        "page": page,
        "size": size,
        "library": library_json(store),
    }


def compared(store: Store, seq: int, position: int, day: date) -> dict[str, Any]:
    """`GET /imports/{id}/items/{position}/compare`: the text before the load and after it.

    ServiceError 404 `import_not_found`, `item_not_found`, `nothing_to_compare`.
    """
    record_of(store, seq)
    item = store.account.item(seq, position)
    if item is None:
        raise not_found("item_not_found", f"第 {seq} 批没有第 {position} 行。")
    found = store.account.compared(item)
    if found is None:
        raise not_found(
            "nothing_to_compare", "这一行没有可以对照的两个文本：不是更新，内容没有变，或已经撤回。"
        )
    law = {"id": found.work_id, "title": store.account.titles([item]).get(found.work_id, "")}
    return {
        **comparison(law, found.old_key, found.new_key, compare(found.old, found.new, split_words)),
        "as_of": day.isoformat(),
        "library": library_json(store),
    }


def record_of(store: Store, seq: int) -> LoadRecord:
    """A load of the log. ServiceError 404 `import_not_found`."""
    record = store.load(seq)
    if record is None:
        raise not_found("import_not_found", f"没有第 {seq} 批载入。")
    return record


def card(store: Store, record: LoadRecord) -> dict[str, Any]:
    """A load as the list shows it."""
    task, report = record.task or {}, record.report
    here = f"/api/v1/imports/{record.seq}"
    return {
        "id": record.seq,
        "label": record.label,
        "kind": record.kind,
        "source": task.get("source"),
        "dry_run": record.dry_run,
        "who": record.who,
        "state": STATES.get(record.state, str(record.state)),
        "asked_at": record.started_at,
        "ended_at": record.finished_at,
        "checksum": record.checksum,
        "attempts": record.attempts,
        "undoes": task.get("undo"),
        "progress": progress_json(record.progress),
        "counts": dict(record.counts or {}),
        "error": dict(record.error) if record.error else None,
        "report": report_json(report) if report else None,
        "can": may(record),
        "links": {
            "self": here,
            "items": f"{here}/items",
            "report": f"{here}/report.xlsx",
        },
    }


def may(record: LoadRecord) -> dict[str, bool]:
    """What can be done with a load now. An undoing takes effect at once: once it runs it cannot be cancelled."""
    ended = record.state not in (LoadState.QUEUED, LoadState.RUNNING)
    undoing = record.kind == UNDO and record.state is LoadState.RUNNING
    kept = files_kept(record)
    return {
        "cancel": not ended and not undoing,
        "resume": record.state in RESUMABLE and record.task is not None and kept,
        "confirm": record.dry_run and record.state is LoadState.FINISHED and kept,
        "undo": ended and record.kind != UNDO and not record.dry_run and record.state is not LoadState.UNDONE,
    }


def files_kept(record: LoadRecord) -> bool:
    """Whether the uploaded files that a load reads are still kept, on this machine; True where it reads none."""
    paths = (record.task or {}).get("paths") or ()
    return record.kind != UPLOAD or all(Path(each).exists() for each in paths)


def progress_json(noted: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How far a load is or came."""
    if noted is None:
        return None
    told = Progress(noted["phase"], noted["done"], noted["total"], noted["rate"], noted["step"])
    return {
        "phase": told.phase,
        "step": told.step or None,
        "done": told.done,
        "total": told.total,
        "rate": told.rate,
        "seconds_left": told.seconds_left,
        "at": noted["at"],
    }


def report_json(report: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of an ended load or undoing."""
    after = report.get("library") or {}
    index = report.get("index")
    return {
        "works": report.get("works"),
        "versions": report.get("versions"),
        "units": report.get("units"),
        "seconds": report.get("seconds"),
        "library_before": report.get("library_before"),
        "library_version": report.get("library_version") or after.get("version"),
        "library_works": report.get("library_works", after.get("works")),
        "library_units": report.get("library_units", after.get("units")),
        "cases": report.get("cases"),
        "documents": report.get("documents"),
        "index_error": {"code": index["error"], "message": index["message"]}
        if index and "error" in index
        else None,
    }


def item_rows(store: Store, items: Iterable[LoadItem]) -> list[dict[str, Any]]:
    """Lines with the titles of what they became."""
    found = list(items)
    titles = store.account.titles(found)
    return [_item(each, titles.get(each.work_id or "")) for each in found]


def _item(each: LoadItem, title: str | None) -> dict[str, Any]:
    comparable = each.outcome in COMPARABLE and each.shelf is None
    here = f"/api/v1/imports/{each.load_seq}/items/{each.position}"
    return {
        "position": each.position,
        "path": each.path,
        "outcome": str(each.outcome),
        "code": each.code or None,
        "message": each.message or None,
        "kind": each.shelf or "law",
        "id": each.work_id,
        "title": title,
        "version": each.version_key,
        "warnings": [
            {"code": problem.code, "message": problem.message, "where": problem.where or None}
            for problem in each.problems
        ],
        "compare": f"{here}/compare" if comparable else None,
    }


def library_json(store: Store) -> dict[str, Any]:
    """`library`: what the store holds, which the index may not show yet."""
    info = store.info()
    return {"version": info.version, "works": info.works, "units": info.units}
