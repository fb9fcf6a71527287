"""reconcile: differences only, verified, swapped in whole; killed or cancelled, the old index answers."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer import reconcile as module
from indexer.embedded.handle import IndexHandle
from indexer.engine import Engine, EngineError, SearchPlan, Term
from indexer.reconcile import Report, reconcile
from indexer.segment import bigrams, words
from indexer.upkeep import clean, index_status, rollback
from tests.indexer.samples import TODAY, Sample, assemble, many_parks, since, unit
from tests.support import ROOT

COUNT = 120


def build(home: Path, samples: list[Sample], version: str = "v1", **more: Any) -> Report:
    return reconcile(home, *assemble(samples, version), **more)


def live(home: Path) -> Engine:
    return IndexHandle(home).current()


def found(engine: Engine, text: str, day: date = TODAY, limit: int = 300) -> list[tuple[str, float]]:
    plan = SearchPlan(
        tuple(map(Term, words(text))), tuple(map(Term, bigrams(text))), day.toordinal(), limit=limit
    )
    return engine.search(plan).hits


def entries(home: Path) -> set[str]:
    return {each.name for each in (home / "index").iterdir()}


def changed_parks() -> list[Sample]:
    """One changed, one with another validity, one deleted, one new."""
    parks = many_parks(COUNT)
    parks[3].versions = {"2020-05-01": ([unit(1, "公园设有湖面。")], since("2020-07-01"))}
    parks[4].versions = {
        "2020-05-01": (parks[4].versions["2020-05-01"][0], since("2020-07-01", "2026-01-01", "repealed"))
    }
    del parks[9]
    return [
        *parks,
        Sample("zoo", "动物园办法", {"2024-01-01": ([unit(1, "湖面喂鸟。")], since("2024-02-01"))}),
    ]


def test_a_first_build_then_nothing_to_do(tmp_path: Path) -> None:
    seen: list[str] = []
    report = build(tmp_path, many_parks(COUNT), on_progress=lambda phase, done, total: seen.append(phase))
    assert (report.added, report.deleted, report.kept, report.rebuilt) == (COUNT, 0, 0, True)
    assert list(dict.fromkeys(seen)) == ["write", "commit", "verify", "swap"]
    before = (tmp_path / "index" / "CURRENT").stat()
    again = build(tmp_path, many_parks(COUNT))
    assert (again.added, again.deleted, again.kept) == (0, 0, COUNT) and not again.changed
    after = (tmp_path / "index" / "CURRENT").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert entries(tmp_path) == {"CURRENT", "STATE", "g000001"}


def test_a_difference_is_all_that_is_written_and_reads_as_a_fresh_build(tmp_path: Path) -> None:
    home, fresh = tmp_path / "home", tmp_path / "fresh"
    build(home, many_parks(COUNT))
    report = build(home, changed_parks(), "v2")
    assert (report.added, report.deleted, report.kept, report.rebuilt) == (3, 3, COUNT - 3 + 0, False)
    build(fresh, changed_parks(), "v2")
    for text in ("湖面", "公园管理", "公园4号", "第9公园", "动物园喂鸟"):
        incremental, anew = found(live(home), text), found(live(fresh), text)
        assert {name for name, _ in incremental} == {name for name, _ in anew}
    assert live(home).info().documents == COUNT and live(home).info().library_version == "v2"


def test_many_small_differences_stay_right_through_merges(tmp_path: Path) -> None:
    parks = many_parks(COUNT)
    for step in range(12):
        parks[step].versions = {"2020-05-01": ([unit(1, f"特征词{step}号湖面。")], since("2020-07-01"))}
        build(tmp_path, parks, f"v{step}")
    hits = [name for name, _ in found(live(tmp_path), "湖面")]
    assert set(hits) >= {f"park{step:04d}:2020-05-01:a1" for step in range(12)}
    engine = live(tmp_path)
    for number in range(COUNT):
        name = f"park{number:04d}:2020-05-01:a1"
        plan = SearchPlan(words=(Term("公园"),), day=TODAY.toordinal(), filters={"work": (name[:8],)})
        assert [hit for hit, _ in engine.search(plan).hits] == [name]


def test_a_new_library_version_alone_is_carried_over(tmp_path: Path) -> None:
    build(tmp_path, many_parks(COUNT))
    report = build(tmp_path, many_parks(COUNT), "v2")
    assert not report.changed and live(tmp_path).info().library_version == "v2"


def test_too_many_deletions_end_in_a_full_build(tmp_path: Path) -> None:
    build(tmp_path, many_parks(COUNT))
    report = build(tmp_path, many_parks(COUNT)[10:], "v2")
    assert report.rebuilt and live(tmp_path).info().documents == COUNT - 10
    small = build(tmp_path, many_parks(COUNT)[11:], "v3")
    assert not small.rebuilt and small.deleted == 1


def test_a_rebuild_on_demand_and_one_generation_back(tmp_path: Path) -> None:
    build(tmp_path, many_parks(COUNT))
    assert build(tmp_path, many_parks(COUNT), rebuild=True).generation == "g000002"
    build(tmp_path, changed_parks(), "v2", rebuild=True)
    assert entries(tmp_path) == {"CURRENT", "STATE", "g000002", "g000003"}
    handle = IndexHandle(tmp_path)
    assert handle.current().info().library_version == "v2"
    assert rollback(tmp_path) == "g000002"
    assert handle.current().info().library_version == "v1"
    assert index_status(tmp_path).previous == "g000003"


@pytest.mark.parametrize("damage", ["shorten", "remove", "manifest", "fingerprint"])
def test_an_index_that_cannot_be_used_says_so_and_is_built_anew(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, many_parks(COUNT))
    folder = tmp_path / "index" / "g000001"
    largest = max((folder / "article").iterdir(), key=lambda each: each.stat().st_size)
    if damage == "shorten":
        os.truncate(largest, largest.stat().st_size // 2)
    elif damage == "remove":
        largest.unlink()
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{", "utf-8")
    else:
        for place in ("indexer.embedded.engine", "indexer.embedded.target"):
            monkeypatch.setattr(f"{place}.current_fingerprint", lambda: "another")
    with pytest.raises(EngineError) as refused:
        live(tmp_path)
    expected = "fingerprint_mismatch" if damage == "fingerprint" else "index_broken"
    assert str(refused.value.code) == expected
    status = index_status(tmp_path)
    assert status.live is None and status.problem is not None and status.problem.code == expected
    assert build(tmp_path, many_parks(COUNT)).rebuilt
    assert live(tmp_path).info().documents == COUNT


def test_no_index_is_an_error_never_an_empty_answer(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as refused:
        live(tmp_path)
    assert str(refused.value.code) == "index_missing"
    status = index_status(tmp_path)
    assert (status.live, status.build, status.running, status.interrupted) == (None, None, False, False)


def test_a_cancelled_build_leaves_the_old_index_and_no_trace(tmp_path: Path) -> None:
    build(tmp_path, many_parks(COUNT))

    class Cancelled(Exception):
        pass

    def cancel(phase: str, done: int, total: int) -> None:
        if phase == "verify":
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        build(tmp_path, changed_parks(), "v2", on_progress=cancel)
    assert live(tmp_path).info().library_version == "v1"
    assert entries(tmp_path) == {"CURRENT", "STATE", "g000001"}
    status = index_status(tmp_path)
    assert status.build is not None and status.build.phase == "failed" and "stop" in status.build.error
    assert not status.running and not status.interrupted


def test_an_index_that_fails_its_checks_is_never_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, many_parks(COUNT))

    def refuse(*_: object) -> None:
        raise module.broken("核对不通过")

    monkeypatch.setattr(module, "verify", refuse)
    with pytest.raises(EngineError, match="核对不通过"):
        build(tmp_path, changed_parks(), "v2")
    assert live(tmp_path).info().library_version == "v1"
    assert entries(tmp_path) == {"CURRENT", "STATE", "g000001"}


def test_a_handle_follows_the_pointer_and_survives_a_bad_generation(tmp_path: Path) -> None:
    build(tmp_path, many_parks(COUNT))
    handle = IndexHandle(tmp_path)
    first = handle.current()
    assert handle.current() is first
    build(tmp_path, changed_parks(), "v2")
    second = handle.current()
    assert second is not first and second.info().library_version == "v2"
    assert first.info().documents == COUNT and found(first, "公园管理")
    (tmp_path / "index" / "CURRENT").write_text("{", "utf-8")
    assert handle.current() is second
    assert handle.last_error is not None and str(handle.last_error.code) == "index_broken"


KILLED = """
import os, signal, sys
from pathlib import Path
from indexer.reconcile import reconcile
from tests.indexer.samples import assemble
from tests.indexer.test_reconcile import changed_parks
home, when = Path(sys.argv[1]), sys.argv[2]
def progress(phase, done, total):
    if phase == when:
        os.kill(os.getpid(), signal.SIGKILL)
reconcile(home, *assemble(changed_parks(), "v2"), on_progress=progress, rebuild=sys.argv[3] == "full")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("way", ["full", "difference"])
@pytest.mark.parametrize("phase", ["write", "commit", "verify", "swap"])
def test_killed_at_any_moment_the_old_index_answers_and_the_next_build_ends_the_work(
    tmp_path: Path, phase: str, way: str
) -> None:
    build(tmp_path, many_parks(COUNT))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), phase, way], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert live(tmp_path).info().library_version == "v1" and len(found(live(tmp_path), "公园管理")) == COUNT
    status = index_status(tmp_path)
    assert status.interrupted and not status.running and status.writer is None
    assert clean(tmp_path) == ["g000002"]
    report = build(tmp_path, changed_parks(), "v2")
    assert (report.added, report.deleted) == (3, 3)
    assert live(tmp_path).info().documents == COUNT


def test_a_full_disk_is_said_and_harms_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="POSIX limits stand in for a full disk")
    build(tmp_path, many_parks(COUNT))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(EngineError) as refused:
            build(tmp_path, changed_parks(), "v2")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(refused.value.code) == "index_write_failed" and "磁盘已满" in refused.value.message_zh
    assert live(tmp_path).info().library_version == "v1"
    assert build(tmp_path, changed_parks(), "v2").changed
