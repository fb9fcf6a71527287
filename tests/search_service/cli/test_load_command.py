"""`faju load`, `faju loads`, `faju undo`: tried out, reported, taken up again, taken back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from corpus.store import Store
from indexer.storing import entries_of
from indexer.tasks import Task
from tests.commands import Console
from tests.samples import rule, rules


@pytest.fixture
def faju(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    return Console(monkeypatch, capsys)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = rules(tmp_path / "样例" / "部门规章", 2)
    (folder / "缺条.md").write_text(re.sub("第5条.*", "", rule("青石缺条管理办法")), "utf-8")
    (folder / "空.md").write_text("")
    return folder.parent


def test_a_load_is_tried_out_done_reported_and_taken_back(faju: Console, files: Path, tmp_path: Path) -> None:
    home, book = tmp_path / "home", tmp_path / "报告.xlsx"
    tried = faju(home, "load", "--dry-run", "--no-index", str(files))
    tried.succeeded()
    assert "只检查，没有载入" in tried.out and "缺条文 1" in tried.out
    with Store.open(home) as store:
        assert store.info().works == 0
    done = faju(home, "load", "--no-index", "--xlsx", str(book), str(files))
    done.succeeded()
    assert re.search(r"新增法规 +│ +3", done.out), done.out
    assert load_workbook(book).sheetnames == ["概要", "逐项结果", "提示", "更新对照"]
    faju(home, "load", "--no-index", "--xlsx", str(book), str(files)).failed_with("file_exists")
    listed = json.loads(faju(home, "loads", "--json").out)
    assert [(each["seq"], each["dry_run"], each["state"]) for each in listed] == [
        (2, False, "finished"),
        (1, True, "finished"),
    ]
    assert listed[0]["checksum"] == listed[1]["checksum"]
    one = faju(home, "loads", "2")
    assert "拒收 部门规章/空.md" in one.out and "number_gap" in one.out
    assert json.loads(faju(home, "loads", "2", "--json").out)["rejected_total"] == 1
    faju(home, "undo", "1", "--yes").failed_with("load_unknown")
    faju(home, "undo", "2", "--yes", "--no-index").succeeded()
    faju(home, "undo", "2", "--yes").failed_with("load_undone")
    assert "撤回第 2 批" in faju(home, "loads").out
    faju(home, "loads", "9").failed_with("load_unknown")
    faju(home, "loads", "--xlsx", "x.xlsx").failed_with("usage", 2)


def test_a_load_that_was_cut_short_goes_on(faju: Console, files: Path, tmp_path: Path) -> None:
    home, task = tmp_path / "home", Task((files,))
    with Store.open(home) as store:
        running = store.jobs.begin(task.label, "tester", task.kind, task.as_json())
        running.add_many(list(entries_of(task.read()))[:2])
    again = faju(home, "load", "--resume", "1", "--no-index", "--json")
    again.succeeded()
    faju(home, "load", "--resume", "1").failed_with("load_not_resumable")
    report = json.loads(again.out)
    assert (report["counts"], report["works"], len(report["items"])) == ({"new": 3, "rejected": 1}, 3, 4)
    moved = files.rename(tmp_path / "别处")
    with Store.open(home) as store:
        store.jobs.begin(task.label, "tester", task.kind, task.as_json())
    faju(home, "load", "--resume", "2").failed_with("path_not_found")
    assert moved.exists()


def test_columns_can_be_stated(faju: Console, tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text("甲,乙\n青石公园管理办法,第一条 为了管理公园，制定本办法。\n", "utf-8")
    home = tmp_path / "home"
    faju(home, "load", "--no-index", str(table)).failed_with("nothing_loaded")
    faju(home, "load", "--no-index", "--column", "标题=甲", "--column", "正文=乙", str(table)).succeeded()
    faju(home, "load", "--column", "标题", str(table)).failed_with("usage", 2)
