"""`kill -9` at random moments of a load with its index: what was reported is stored, nothing is half, it goes on.

A process that has the program imported forks one child for each attempt, so that the random moments fall into the
load and not into Python's start. A few attempts in the ordinary suite, 100 kills with `FAJU_FULL`.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import LoadState, Store
from indexer.hashes import Hashes
from indexer.loading import load, refresh_index
from indexer.storing import BATCH_DOCUMENTS
from indexer.targets import target_of
from indexer.tasks import Task
from indexer.upkeep import index_status
from tests.samples import rules

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are POSIX")

KILLS = 100 if os.environ.get("FAJU_FULL") else 3
LAWS = 2 * BATCH_DOCUMENTS


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    rules(folder / "部门规章", LAWS, 4)
    (folder / "空.md").write_text("")
    return folder


def prepared(home: Path, folder: Path) -> Path:
    """A home that holds a little already, with an index that answers."""
    load(home, Task((rules(folder / "先前", 3, 5),)), "tester", indexing=refresh_index)
    return home


@pytest.fixture(scope="module")
def undisturbed(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A home where the load ran to its end, and how long that took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = prepared(folder / "home", folder)
    began = time.monotonic()
    load(home, Task((files,)), "tester", indexing=refresh_index)
    return home, time.monotonic() - began


class Attempt:
    """A child that loads, or goes on with a load, and reports through a pipe what is stored."""

    def __init__(self, home: Path, task: Task | int) -> None:
        self._read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:  # pragma: no cover - in the child
            try:
                load(
                    home,
                    task,
                    "tester",
                    indexing=refresh_index,
                    on_progress=lambda told: told.phase == "store" and os.write(write, b"%d\n" % told.done),
                )
                os._exit(0)
            except BaseException:
                os._exit(9)
        os.close(write)

    def killed_after(self, seconds: float) -> bool:
        """Kill it then; False where it had come to its end before."""
        time.sleep(seconds)
        os.kill(self.pid, signal.SIGKILL)
        return os.WIFSIGNALED(os.waitpid(self.pid, 0)[1])

    def ended(self) -> int:
        """Wait for its end; the exit status."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def reported(self) -> int:
        """How many lines of the account it said were stored."""
        with os.fdopen(self._read, "rb") as pipe:
            lines = pipe.read().splitlines()
        return int(lines[-1]) if lines else 0


def check_whole(home: Path, reported: int) -> None:
    """Nothing half, nothing lost that was reported, an index that answers."""
    with sqlite3.connect(home / "faju.db") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        halves = "SELECT 1 FROM text t WHERE unit_count <> (SELECT count(*) FROM unit WHERE text_id = t.id)"
        assert raw.execute(halves).fetchall() == []
        unsaid = (
            "SELECT 1 FROM load_item WHERE outcome = 'new' AND statement_id NOT IN (SELECT id FROM statement)"
        )
        assert raw.execute(unsaid).fetchall() == []
        seq, counts = raw.execute("SELECT seq, counts FROM load ORDER BY seq DESC").fetchone()
        lines = raw.execute("SELECT count(*) FROM load_item WHERE load_seq = ?", (seq,)).fetchone()[0]
        assert lines >= reported
        assert (
            sum(map(int, filter(str.isdigit, counts.replace("}", ",").replace(":", ",").split(",")))) == lines
        )
    raw.close()
    status = index_status(home)
    assert status.problem is None and status.live is not None


def hashes_of(home: Path) -> tuple[str, dict[str, int]]:
    """The library's version, and the hash of every document of its live index."""
    with target_of(home) as target:
        found = target.live()
        assert found is not None
        return found.library_version, dict(pairs(found.doc_hashes))


def pairs(hashes: Hashes) -> Iterator[tuple[str, int]]:
    for name in list(hashes.unmet()):
        value = hashes.get(name)
        assert value is not None
        yield name, value


def waiting(home: Path) -> int | None:
    """The load that was cut short, waiting again; None where it was killed before it began."""
    with Store.open(home) as store:
        store.jobs.abandon_stale()
        newest = store.loads()[0]
        if newest.state is LoadState.QUEUED:  # killed before it had begun again
            return newest.seq
        if newest.state is not LoadState.ABANDONED:
            return None
        store.jobs.resume(newest.seq)
        return newest.seq


def test_killed_at_random_moments_it_comes_to_the_same_end(
    files: Path, undisturbed: tuple[Path, float], tmp_path: Path
) -> None:
    finished, took = undisturbed
    wanted = hashes_of(finished)
    chance = random.Random(20261129)
    kills = homes = resumed = 0
    while kills < KILLS:
        homes += 1
        folder = tmp_path / str(homes)
        home = prepared(folder / "home", folder)
        task: Task | int = Task((files,))
        while kills < KILLS:
            attempt = Attempt(home, task)
            if not attempt.killed_after(chance.uniform(0, took)):
                break
            kills += 1
            check_whole(home, attempt.reported())
            seq = waiting(home)
            resumed += seq is not None
            task = Task((files,)) if seq is None else seq
        else:
            assert Attempt(home, task).ended() == 0
        with Store.open(home) as store:
            newest = store.loads()[0]
            assert newest.state is LoadState.FINISHED
            assert newest.counts == {"new": LAWS, "rejected": 1}
            assert len(store.load_items(newest.seq)) == LAWS + 1
        assert hashes_of(home) == wanted
    print(f"{kills} kills, {resumed} resumed, {homes} homes, {took:.1f} s undisturbed")
