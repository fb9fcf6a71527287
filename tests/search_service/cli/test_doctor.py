"""`faju doctor`: each thing broken on purpose, and what is said of it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.readers import starter
from corpus.store.store import Store
from indexer.load_process import run as run_load
from search_service.cli.main import faju
from search_service.diagnosis import packages, places, report, service
from search_service.diagnosis.findings import error, fine, size_text, warning

LAW = """# 示例数据条例

2021年1月1日某某人民代表大会常务委员会通过

## 第一章 总则

第一条 为了规范示例数据的处理活动，制定本条例。

第二条 本条例自2021年9月1日起施行。
"""
ROOT = Path(__file__).resolve().parents[3]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one law, loaded and indexed."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "law.md").write_text(LAW, "utf-8")
    run_load([folder / "law.md"], folder / "home", "tester")
    return folder / "home"


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to break."""
    return Path(shutil.copytree(whole, tmp_path / "home"))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No imports of all packages for each case, no settings and no port of this machine."""
    for name in [each for each in os.environ if each.startswith("FAJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FAJU_PORT", "0")
    monkeypatch.setattr(packages, "package_findings", lambda: [fine("packages", "软件包")])


def diagnose(home: Path) -> tuple[int, dict[str, Any]]:
    """(exit status, what is said), with the checks that are not fine by code."""
    done = CliRunner().invoke(faju, ["--home", str(home), "doctor", "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    told = json.loads(done.stdout)
    told["problems"] = {each["code"]: each for each in told["checks"] if each["status"] != "ok"}
    for each in told["problems"].values():
        assert each["message"] and each["hint"], each
    return done.exit_code, told


def test_a_sound_home(home: Path) -> None:
    status, told = diagnose(home)
    assert (status, told["status"], told["problems"]) == (0, "ok", {})
    store = next(each for each in told["checks"] if each["check"] == "store")
    assert store["facts"]["works"] == 1
    assert told["home"] == str(home)


def test_a_first_start_is_no_error(tmp_path: Path) -> None:
    status, told = diagnose(tmp_path / "nothing" / "yet")
    assert status == 0
    assert set(told["problems"]) == {"home_missing", "store_missing", "index_missing"}
    assert not (tmp_path / "nothing").exists(), "a diagnosis creates nothing"


def test_it_leaves_the_home_as_it_was(home: Path) -> None:
    before = sorted(each.relative_to(home) for each in home.rglob("*"))
    diagnose(home)
    assert sorted(each.relative_to(home) for each in home.rglob("*")) == before


def sql(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for each in statements:
            connection.execute(each)
        connection.commit()


def garbage_head(home: Path) -> None:
    (home / "faju.db").write_bytes(b"this is no database" * 500)


def garbage_inside(home: Path) -> None:
    sql(home / "faju.db", "PRAGMA wal_checkpoint(TRUNCATE)")
    size = (home / "faju.db").stat().st_size
    with (home / "faju.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


def cut_short(home: Path) -> None:
    sql(home / "faju.db", "PRAGMA wal_checkpoint(TRUNCATE)")
    with (home / "faju.db").open("r+b") as file:
        file.truncate(6000)


def other_program(home: Path) -> None:
    (home / "faju.db").unlink()
    sql(home / "faju.db", "CREATE TABLE notes (text)")


def newer_schema(home: Path) -> None:
    sql(home / "faju.db", "UPDATE alembic_version SET version_num = '9999_future'")


def older_schema(home: Path) -> None:
    sql(home / "faju.db", "DELETE FROM alembic_version")


def running_load(home: Path) -> None:
    with Store.open(home) as store:
        store.begin("a.zip", "tester", "files")


def abandoned_load(home: Path) -> None:
    with Store.open(home) as store:
        store.begin("a.zip", "tester", "files")
        store.jobs.abandon_stale()


def live(home: Path) -> Path:
    pointer = json.loads((home / "index" / "CURRENT").read_text("utf-8"))
    return home / "index" / pointer["live"]


def change_manifest(home: Path, **values: str) -> None:
    file = live(home) / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **values}), "utf-8")


def truncate_index(home: Path) -> None:
    largest = max(live(home).rglob("*.*"), key=lambda each: each.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-10])


def build_state(phase: str, reason: str = "") -> Callable[[Path], None]:
    def write(home: Path) -> None:
        state = {
            "phase": phase,
            "done": 1,
            "total": 9,
            "pid": 1,
            "started": "",
            "updated": "",
            "error": reason,
        }
        (home / "index" / "STATE").write_text(json.dumps(state), "utf-8")

    return write


BREAKS: list[tuple[str, Callable[[Path], object], str, int]] = [
    ("database: not one", garbage_head, "store_corrupt", 1),
    ("database: pages overwritten", garbage_inside, "store_corrupt", 1),
    ("database: cut short", cut_short, "store_corrupt", 1),
    ("database: of another program", other_program, "not_a_store", 1),
    ("database: of a newer program", newer_schema, "schema_too_new", 1),
    ("database: of an older program", older_schema, "schema_too_old", 0),
    ("database: gone", lambda home: (home / "faju.db").unlink(), "store_missing", 0),
    (
        "database: a folder",
        lambda home: ((home / "faju.db").unlink(), (home / "faju.db").mkdir()),
        "store_missing",
        1,
    ),
    ("load: killed", running_load, "load_unfinished", 0),
    ("load: broken off", abandoned_load, "load_abandoned", 0),
    ("index: gone", lambda home: shutil.rmtree(home / "index"), "index_missing", 1),
    ("index: a file cut short", truncate_index, "index_broken", 1),
    ("index: half-written", lambda home: (live(home) / "manifest.json").unlink(), "index_broken", 1),
    ("index: pointer garbled", lambda home: (home / "index" / "CURRENT").write_text("{"), "index_broken", 1),
    (
        "index: of another program",
        lambda home: change_manifest(home, fingerprint="0" * 16),
        "fingerprint_mismatch",
        1,
    ),
    ("index: behind", lambda home: change_manifest(home, library_version="other"), "index_behind", 0),
    ("index: build killed", build_state("write"), "build_interrupted", 0),
    ("index: build failed", build_state("failed", "磁盘已满"), "build_failed", 0),
    ("index: old generations", lambda home: (home / "index" / "g000099").mkdir(), "index_leftovers", 0),
]


@pytest.mark.parametrize(
    ("breaking", "code", "status"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS]
)
def test_what_is_broken_is_named(
    home: Path, breaking: Callable[[Path], object], code: str, status: int
) -> None:
    breaking(home)
    found, told = diagnose(home)
    assert code in told["problems"]
    assert found == status


def test_a_load_that_was_run_again_is_settled(home: Path) -> None:
    abandoned_load(home)
    with Store.open(home) as store:
        store.begin("a.zip", "tester", "files").finish()
    assert diagnose(home)[1]["problems"] == {}


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    status, told = diagnose(tmp_path / "home")
    assert status == 1
    assert "home_not_a_folder" in told["problems"]


@pytest.mark.skipif(not Path("/proc/mounts").exists(), reason="no folder that refuses files even to root")
@pytest.mark.parametrize("place", ["/proc", "/proc/faju/home"])
def test_a_home_that_cannot_be_written(place: str) -> None:
    status, told = diagnose(Path(place))
    assert status == 1
    assert "home_not_writable" in told["problems"]


def test_a_share_and_a_disk_without_wal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.dialects.sqlite.on_network", lambda path: True)
    status, told = diagnose(home)
    assert (status, set(told["problems"])) == (0, {"home_on_network"})
    monkeypatch.setattr(places, "_try_wal", lambda file: "locking protocol")
    status, told = diagnose(home)
    assert (status, set(told["problems"])) == (1, {"wal_unavailable"})
    assert "网络共享盘" in told["problems"]["wal_unavailable"]["message"]


def test_the_wal_probe_works_here_and_fails_where_nothing_can_be_written(tmp_path: Path) -> None:
    assert places.wal_problem(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
    assert places.wal_problem(tmp_path / "absent")


@pytest.mark.parametrize(("free", "code", "status"), [(10 << 20, "disk_full", 1), (100 << 20, "disk_low", 0)])
def test_little_room(home: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: str, status: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(1 << 40, 0, free))
    found, told = diagnose(home)
    assert (found, set(told["problems"])) == (status, {code})


HOLD = """
import sys, time
from pathlib import Path
from indexer.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_lock(home: Path) -> Iterator[int]:
    command = [sys.executable, "-c", HOLD, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout and child.stdin
        assert child.stdout.readline().strip() == b"held"
        yield child.pid
        child.stdin.close()


def test_a_lock_held_by_another_process_is_told_with_its_holder(home: Path) -> None:
    running_load(home)
    with held_lock(home) as pid:
        status, told = diagnose(home)
    assert (status, set(told["problems"])) == (0, {"home_locked"}), "a running load is not an unfinished one"
    assert told["problems"]["home_locked"]["facts"]["pid"] == pid


SETTINGS = [
    ("FAJU_PORT", "abc", "bad_setting", 1),
    ("FAJU_PORT", "70000", "bad_setting", 1),
    ("FAJU_LOG_LEVEL", "loud", "bad_setting", 1),
    ("FAJU_WINDOW", "1", "bad_setting", 1),
    ("FAJU_PROT", "8000", "unknown_setting", 0),
]


@pytest.mark.parametrize(("name", "value", "code", "status"), SETTINGS)
def test_settings(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str, status: int
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(service, "port_findings", lambda ground: [])
    found, told = diagnose(home)
    assert found == status
    assert told["problems"][code]["facts"]["variable"] == name
    assert "Input" not in told["problems"][code]["message"], "the reason is in Chinese"
    assert any(each["check"] == "store" and each["status"] == "ok" for each in told["checks"]), "it goes on"


def test_a_port_that_is_taken_free_or_ours(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("FAJU_PORT", str(taken.getsockname()[1]))
        monkeypatch.setattr(service, "_SECONDS", 0.2)
        status, told = diagnose(home)
        assert (status, set(told["problems"])) == (0, {"port_in_use"})
        monkeypatch.setattr(service, "answered_by_us", lambda host, port: True)
        assert diagnose(home)[1]["problems"] == {}
    assert diagnose(home)[1]["problems"] == {}


def test_an_address_of_another_machine(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAJU_HOST", "192.0.2.1")  # TEST-NET-1, RFC 5737
    monkeypatch.setenv("FAJU_PORT", "8123")
    status, told = diagnose(home)
    assert (status, set(told["problems"])) == (1, {"bad_address"})


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("PACKAGE", "no_such_package", "starter_not_installed"),
        ("SHA256", "0" * 64, "starter_checksum_mismatch"),
    ],
)
def test_the_starter_library(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setattr(starter, name, value)
    status, told = diagnose(home)
    assert (status, set(told["problems"])) == (0, {code}), "a filled library can do without"
    status, told = diagnose(tmp_path / "new")
    assert status == 1
    assert code in told["problems"]


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (RuntimeError("x"), "check_failed"),
        (PermissionError(13, "Permission denied", "f"), "io_error"),
        (ImportError("no y"), "package_broken"),
    ],
)
def test_a_check_that_fails_is_a_finding(
    home: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception, code: str
) -> None:
    def fails(_: object) -> list[Any]:
        raise problem

    checks = [(name, fails if name == "index" else check) for name, check in report.CHECKS]
    monkeypatch.setattr(report, "CHECKS", checks)
    status, told = diagnose(home)
    assert (status, set(told["problems"])) == (1, {code})
    assert told["checks"][-1]["check"] == "port", "the checks after it are made"


def test_lines_for_people(home: Path) -> None:
    garbage_head(home)
    done = CliRunner().invoke(faju, ["--home", str(home), "doctor"])
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    wrong = next(n for n, line in enumerate(lines) if line.startswith("✗"))
    assert lines[wrong].endswith("（store_corrupt）")
    assert lines[wrong + 1].strip().startswith("→ ")
    assert any(line.startswith("✓ ") for line in lines)
    assert lines[-1].startswith("发现 ")


def test_the_worst_finding_counts() -> None:
    one, two, three = fine("a", "x"), warning("a", "c", "x", "y"), error("a", "c", "x", "y")
    assert report.Diagnosis(None, None, (one, two)).status == "warning"
    assert report.Diagnosis(None, None, (two, three)).status == "error"
    assert report.Diagnosis(None, None, (one,)).status == "ok"


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (1536, "1.5 KB"), (300 << 20, "300 MB"), (5 << 40, "5.0 TB")]
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text
