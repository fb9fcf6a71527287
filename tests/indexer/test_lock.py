"""One writer: who holds the lock is named, and it is free when its process is gone."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from indexer.lock import LockHeld, holder, writer_lock
from tests.support import ROOT

HOLD = """
import sys, time
from pathlib import Path
from indexer.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _holding(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_another_process_is_named_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    process = _holding(tmp_path)
    try:
        with pytest.raises(LockHeld) as refused, writer_lock(tmp_path, timeout=0.1):
            pass
        assert refused.value.code == "home_locked"
        assert f"进程 {process.pid}" in refused.value.message_zh and str(tmp_path) in refused.value.message_zh
        found = holder(tmp_path)
        assert found is not None and found.pid == process.pid
    finally:
        process.kill()
        process.wait()
    assert holder(tmp_path) is None
    with writer_lock(tmp_path, timeout=0.1):
        pass


def test_the_same_thread_may_take_it_again(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        with writer_lock(tmp_path):
            pass
        found = holder(tmp_path)
        assert found is not None and found.command
    assert holder(tmp_path) is None
    assert not (tmp_path / "locks" / "writer.json").exists()


def test_another_thread_is_refused(tmp_path: Path) -> None:
    refused: list[BaseException] = []

    def other() -> None:
        try:
            with writer_lock(tmp_path, timeout=0.1):
                pass
        except LockHeld as error:
            refused.append(error)

    with writer_lock(tmp_path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_nobody_holds_a_new_home(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    assert not (tmp_path / "locks").exists()


def test_an_unreadable_side_file_names_nobody(tmp_path: Path) -> None:
    process = _holding(tmp_path)
    try:
        (tmp_path / "locks" / "writer.json").write_text("{half", "utf-8")
        with pytest.raises(LockHeld, match="另一个进程"), writer_lock(tmp_path, timeout=0.1):
            pass
        assert holder(tmp_path) is not None
    finally:
        process.kill()
        process.wait()
