"""Loads: the account of every file, the second run, cancel, and `kill -9` at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library
from corpus.readers.outcomes import ReaderError
from corpus.store import LoadState, Store, StoreError
from corpus.store.dialects.choosing import URL_VARIABLE
from indexer import loading, storing
from indexer.load_process import LoadFailed, run
from indexer.loading import Cancelled, Task, load
from indexer.lock import LockHeld, writer_lock
from indexer.reports import LoadReport, Progress
from indexer.undoing import undo
from tests.beside import sql
from tests.support import ROOT

NUMERALS = "一二三四五六七八九"


def law(folder: Path, number: int, day: str = "2020-01-01", third: str = "第三条的内容。") -> None:
    """A small Markdown law in LawRefBook's layout, made up."""
    lines = [
        f"# 第{number}号样例管理条例",
        "",
        f"{day} 公布",
        "",
        "<!-- INFO END -->",
        "",
        "## 第一章 总则",
        "",
    ]
    for n, each in enumerate(NUMERALS, 1):
        text = third if n == 3 else f"样例{number}的第{n}项要求，由主管部门负责实施和监督。"
        lines += [f"第{each}条 {text}", ""]
    folder.mkdir(exist_ok=True, parents=True)
    (folder / f"第{number}号样例管理条例({day}).md").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    folder = tmp_path / "行政法规"
    for number in range(1, 31):
        law(folder, number)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (folder / "broken.md").write_bytes(b"\xff\xfe\x00\x01\x80" * 50)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def in_process(home: Path, folder: Path, **options: Any) -> LoadReport:
    return load(home, Task((folder,)), "tester", **options)


class TestInProcess:
    def test_every_file_is_accounted_for(self, home: Path, laws: Path) -> None:
        report = in_process(home, laws)
        files = sorted(each.name for each in laws.iterdir())
        assert sorted(each.path for each in report.items) == files
        assert report.counts["new"] == 30
        assert sum(report.counts.values()) == 32
        assert all(each.message for each in report.items if each.outcome in {"rejected", "skipped"})
        assert (report.works, report.versions) == (30, 30)
        assert report.units == report.library_units
        with Store.open(home, read_only=True) as store:
            record = store.loads()[0]
            assert record.state is LoadState.FINISHED
            assert record.report == {**report.as_json(items=False), "seconds": record.report["seconds"]}  # type: ignore[index]
            assert len(store.load_items(report.seq)) == 32

    def test_the_second_run_says_same_for_all_and_changes_nothing(self, home: Path, laws: Path) -> None:
        first, second = in_process(home, laws), in_process(home, laws)
        assert second.counts == {"same": 30, **{k: v for k, v in first.counts.items() if k != "new"}}
        assert second.library_version == first.library_version
        assert (second.works, second.versions, second.units) == (0, 0, 0)

    def test_a_changed_file_and_a_new_version(self, home: Path, laws: Path) -> None:
        in_process(home, laws)
        law(laws, 3, third="第三条更正后的内容。")
        law(laws, 4, day="2022-02-02", third="第三条修改后的内容。")
        report = in_process(home, laws)
        assert (report.counts["changed"], report.counts["new_version"], report.works) == (1, 1, 2)

    def test_progress_only_grows_and_ends_with_the_total(self, home: Path, laws: Path) -> None:
        seen: list[Progress] = []
        in_process(home, laws, on_progress=seen.append)
        assert seen[-1].done == seen[-1].total == 32
        assert [each.done for each in seen] == sorted(each.done for each in seen)

    def test_a_report_survives_json(self, home: Path, laws: Path) -> None:
        report = in_process(home, laws)
        assert LoadReport.from_json(json.loads(json.dumps(report.as_json()))) == report

    @pytest.mark.both_databases
    def test_what_is_reported_is_stored(
        self, home: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(storing, "BATCH_DOCUMENTS", 4)

        def look(progress: Progress) -> None:
            with Store.open(home, read_only=True) as store:
                assert store.account.items(1)[1] == progress.done

        in_process(home, laws, on_progress=look)

    def test_cancel_keeps_what_is_stored(
        self, home: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(storing, "BATCH_DOCUMENTS", 4)
        seen: list[Progress] = []
        with pytest.raises(Cancelled):
            in_process(home, laws, on_progress=seen.append, stop=lambda: len(seen) >= 2)
        with Store.open(home) as store:
            assert store.loads()[0].state is LoadState.ABANDONED
            assert store.info().works > 0
        assert in_process(home, laws).counts["same"] > 0

    @pytest.mark.both_databases
    def test_cancel_through_the_store(self, home: Path, laws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(storing, "BATCH_DOCUMENTS", 4)

        def ask(progress: Progress) -> None:
            if progress.done == 8:
                with Store.open(home) as store:
                    store.jobs.cancel(1)

        with pytest.raises(Cancelled):
            in_process(home, laws, on_progress=ask)

    def test_a_missing_path_starts_no_load(self, home: Path, tmp_path: Path) -> None:
        with pytest.raises(ReaderError) as caught:
            in_process(home, tmp_path / "nowhere")
        assert caught.value.code == "path_not_found"
        with Store.open(home) as store:
            assert store.loads() == []

    def test_a_locked_home(self, home: Path, laws: Path) -> None:
        with pytest.raises(LoadFailed) as caught, writer_lock(home):
            run([laws], home, "tester", index=False)
        assert caught.value.code == LockHeld.code
        assert "请" in caught.value.message_zh

    def test_a_store_that_fails_on_the_way(
        self, home: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from corpus.store import Load

        monkeypatch.setattr(storing, "BATCH_DOCUMENTS", 4)
        plain = Load.add_many

        def full(self: Load, entries: Any) -> Any:
            if self.counts["new"] >= 8:
                raise StoreError("disk_full")
            return plain(self, entries)

        monkeypatch.setattr(Load, "add_many", full)
        with pytest.raises(StoreError) as caught:
            in_process(home, laws)
        assert caught.value.code == "disk_full"
        with Store.open(home) as store:
            (record,) = store.loads()
            assert (record.state, record.error and record.error["code"]) == (LoadState.FAILED, "disk_full")

    def test_the_index_is_brought_in_line_with_the_new_library(self, home: Path, laws: Path) -> None:
        seen: list[str] = []

        def indexing(_: Path, library: Library, tell: Callable[[str, int, int], None]) -> dict[str, Any]:
            tell("write", 5, 10)
            seen.append(library.info().version)
            return {"added": 5}

        progress: list[Progress] = []
        report = in_process(home, laws, indexing=indexing, on_progress=progress.append)
        assert seen == [report.library_version]
        assert report.index == {"added": 5}
        assert (progress[-1].phase, progress[-1].step, progress[-1].done) == ("index", "write", 5)

    def test_a_failed_index_is_said_beside_the_stored_texts(self, home: Path, laws: Path) -> None:
        def indexing(*_: object) -> dict[str, Any]:
            raise StoreError("disk_full")

        report = in_process(home, laws, indexing=indexing)
        assert report.index is not None
        assert report.index["error"] == "disk_full"
        assert report.counts["new"] == 30


class TestChild:
    def test_a_load_in_a_child_process(self, home: Path, laws: Path) -> None:
        seen: list[Progress] = []
        report = run([laws], home, "tester", seen.append, index=False)
        assert report.counts["new"] == 30
        assert seen[-1].done == 32
        with Store.open(home) as store:
            assert store.loads()[0].pid != os.getpid()

    def test_the_child_tells_its_error(self, home: Path, tmp_path: Path) -> None:
        with pytest.raises(LoadFailed) as caught:
            run([tmp_path / "nowhere"], home, "tester", index=False)
        assert caught.value.code == "path_not_found"

    def test_a_failing_listener_stops_the_child(self, home: Path, laws: Path) -> None:
        def fail(_: Progress) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run([laws], home, "tester", fail, index=False)
        with writer_lock(home):
            pass

    def test_a_child_that_is_killed_is_reported(self, home: Path, laws: Path) -> None:
        def kill(_: Progress) -> None:
            with Store.open(home) as store:
                os.kill(store.loads()[0].pid, signal.SIGTERM)

        for number in range(40, 240):
            law(laws, number)
        with pytest.raises(LoadFailed) as caught:
            run([laws], home, "tester", kill, index=False)
        assert caught.value.code == "load_crashed"


def _start(home: Path, laws: Path) -> subprocess.Popen[bytes]:
    """A parent process with a load in a child of its own, as the service has it."""
    code = (
        "import sys, pathlib; from indexer.load_process import run; "
        "run([sys.argv[1]], pathlib.Path(sys.argv[2]), 'tester', index=False)"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(laws), str(home)], cwd=ROOT)


def _wait_for_items(home: Path, least: int, seconds: float = 30.0) -> int:
    """Wait until a load has committed `least` items; answers the process id of the load."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(StoreError), Store.open(home, read_only=True) as store:
            if (loads := store.loads()) and store.account.items(loads[0].seq)[1] >= least:
                return loads[0].pid
        time.sleep(0.005)
    raise AssertionError("the load did not start")


def _digest(home: Path) -> object:
    with Store.open(home) as store:
        assert store.sound()
        return store.info()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
class TestKilled:
    @pytest.mark.parametrize("after", [1, 100])
    @pytest.mark.both_databases
    def test_a_killed_load_leaves_a_whole_store_and_runs_again(
        self, home: Path, laws: Path, tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(40, 240):
            law(laws, number)
        parent = _start(home, laws)
        os.kill(_wait_for_items(home, after), signal.SIGKILL)
        assert parent.wait(20) != 0
        with Store.open(home) as store:
            if not store.shared:
                assert sql(store, "PRAGMA integrity_check") == [("ok",)]
                assert sql(store, "PRAGMA foreign_key_check") == []
            halves = (
                "SELECT 1 FROM text t WHERE unit_count <> (SELECT count(*) FROM unit WHERE text_id = t.id)"
            )
            assert sql(store, halves) == []
        report = in_process(home, laws)
        assert report.counts.get("same", 0) >= after - 2
        with Store.open(home) as store:
            assert [each.state for each in store.loads()] == [LoadState.FINISHED, LoadState.ABANDONED]
        found = _digest(home)
        monkeypatch.delenv(URL_VARIABLE, raising=False)  # beside a file, whatever the first was
        in_process(tmp_path / "undisturbed", laws)
        assert found == _digest(tmp_path / "undisturbed")

    def test_when_the_service_is_killed_its_load_ends_and_frees_the_lock(
        self, home: Path, laws: Path
    ) -> None:
        for number in range(40, 340):
            law(laws, number)
        parent = _start(home, laws)
        _wait_for_items(home, 1)
        parent.kill()
        parent.wait(10)
        with writer_lock(home, timeout=15), Store.open(home) as store:
            store.jobs.abandon_stale()
            assert store.loads()[0].state is LoadState.ABANDONED


@pytest.mark.both_databases
def test_cases_and_documents_go_to_their_shelves_and_never_to_the_laws(laws: Path, tmp_path: Path) -> None:
    case = {
        "标题": "青石市某局限定本地企业参加招标案",
        "政策措施": "规定参加公园养护招标的企业须在本市注册满三年。",
        "认定": "限定经营者的所在地。",
        "依据": "《公平竞争审查条例》第九条",
        "通报日期": "2024-09-01",
    }
    document = {
        "title": "【青石市人民政府】《青石市公园租赁办法》",
        "place": "青石市",
        "date": "2024-05-06",
        "url": "http://example.gov.cn/1",
        "text": "第一条为规范租赁，制定本办法。\n" + "第二条公园的租赁应当公开进行，租金应当公示。\n" * 3,
    }
    twice = [case, case, {**case, "政策措施": "", "标题": "没有内容的一行"}]
    with zipfile.ZipFile(laws / "一批.zip", "w") as archive:
        for name, rows in (("案例.jsonl", twice), ("文件.jsonl", [document])):
            archive.writestr(name, "\n".join(json.dumps(each, ensure_ascii=False) for each in rows))
    report = load(tmp_path / "home", Task((laws,)), "tester")
    shelved = [(each.path, each.shelf, each.outcome) for each in report.items if each.shelf]
    assert shelved == [
        ("一批.zip/文件.jsonl 第1行", "document", "new"),
        ("一批.zip/案例.jsonl 第1行", "case", "new"),
        ("一批.zip/案例.jsonl 第2行", "case", "same"),
    ]
    rejected = {each.path: each.code for each in report.items if each.outcome == "rejected"}
    assert rejected["一批.zip/案例.jsonl 第3行"] == "case_without_measure"
    assert (report.library_works, report.cases, report.documents) == (30, 1, 1)
    with Store.open(tmp_path / "home") as store:
        assert not [each for each in store.library().works() if "租赁" in each.title]
        ((_, held),) = store.precedents().items()
        assert held.title == "青石市公园租赁办法"


@pytest.mark.both_databases
def test_an_undone_load_leaves_nothing_to_be_found(laws: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = load(home, Task((laws,)), "tester", indexing=loading.refresh_index)
    more = tmp_path / "部门规章"
    law(more, 99)
    second = load(home, Task((more,)), "tester", indexing=loading.refresh_index)
    assert second.library_works == 31
    done = undo(home, second.seq, on_progress=lambda _: None)
    assert done.library.version == first.library_version and done.index
    assert "error" not in done.index
    with pytest.raises(StoreError, match="已经撤回"):
        undo(home, second.seq, on_progress=lambda _: None)
