"""Each load is an entry of the record, whoever asked for it and however it ended; once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from corpus.store import Store
from corpus.store.jobs import LoadJobs
from search_service.cli.main import faju
from search_service.working import loads
from search_service.working.loads import enter_loads
from workflow import record

pytestmark = pytest.mark.both_databases

LAW = """# 停车示范法

（2020年5月1日全国人民代表大会常务委员会通过　自2020年6月1日起施行）

第一条　停车场应当公示收费标准。

第二条　本法自2020年6月1日起施行。
"""


def acts(store: Store) -> list[tuple[str, str, dict[str, object]]]:
    with store.reading() as connection:
        return [(each.act, each.subject, orjson.loads(each.body)) for each in record.entries(connection)]


def test_the_command_line_enters_loads_trials_failures_and_undoing(tmp_path: Path) -> None:
    home, law = tmp_path / "home", tmp_path / "停车示范法.md"
    law.write_text(LAW, encoding="utf-8")
    ask = CliRunner().invoke
    assert ask(faju, ["--home", str(home), "load", str(law), "--no-index", "--dry-run"]).exit_code == 0
    assert ask(faju, ["--home", str(home), "load", str(law), "--no-index"]).exit_code == 0
    empty = tmp_path / "空.md"
    empty.write_text("", encoding="utf-8")
    assert ask(faju, ["--home", str(home), "load", str(empty), "--no-index"]).exit_code == 1
    assert ask(faju, ["--home", str(home), "undo", "2", "--yes", "--no-index"]).exit_code == 0
    with Store.open(home) as store:
        found = acts(store)
        assert [each[:2] for each in found] == [
            ("load_tried", "load:1:1"),
            ("load_ended", "load:2:1"),
            ("load_ended", "load:3:1"),
            ("load_undone", "load:4:1"),
        ]
        _, _, loaded = found[1]
        assert loaded["files"] == ["停车示范法.md"]
        assert loaded["counts"] == {"new": 1}
        assert len(str(loaded["checksum"])) == 64
        assert len(str(loaded["library"])) == 64
        assert loaded["state"] == "finished"
        assert found[3][2]["undid"] == 2
        assert enter_loads(store) == 0
        assert record.verify(store)[1] == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def test_processes_that_enter_at_once_enter_one_thing_once(store: Store) -> None:
    for at in range(5):
        load = store.begin(f"第{at}", who="tests", kind="files")
        load.finish()
    store.begin("在载", who="tests", kind="files")  # runs: no end yet
    assert loads._not_entered(store) == [1, 2, 3, 4, 5]
    start = threading.Barrier(4)
    entered: list[int] = []

    def enter() -> None:
        start.wait()
        entered.append(enter_loads(store))

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(entered) == 5
    assert sorted(each[1] for each in acts(store)) == [f"load:{at}:1" for at in range(1, 6)]
    assert record.verify(store)[1] == []


def test_one_that_is_taken_up_again_is_entered_again_and_others_are_not_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = store.jobs.queue("甲", "tests", "files", {"paths": []})
    store.jobs.cancel(one)
    assert enter_loads(store) == 1
    store.jobs.resume(one)
    assert enter_loads(store) == 0  # it waits
    store.jobs.take(one).finish()
    assert enter_loads(store) == 1
    assert [each[1] for each in acts(store)] == ["load:1:0", "load:1:1"]
    monkeypatch.setattr(LoadJobs, "get", lambda _, seq: pytest.fail(f"load {seq} is read again"))
    assert enter_loads(store) == 0
