"""The index of a cluster through its life: built aside, verified, swapped, gone back to, cleaned."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from signal import SIGCONT
from typing import Any

import pytest

from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import open_index
from indexer.elastic.lease import LeaseHeld
from indexer.elastic.names import Names
from indexer.elastic.target import ElasticTarget
from indexer.engine import Engine, EngineError, SearchPlan, Term
from indexer.generations import broken
from indexer.load_process import run
from indexer.reconcile import Report, reconcile
from indexer.segment import bigrams, words
from indexer.upkeep import clean, index_status, rollback
from tests.elastic_node import client, url
from tests.indexer.elastic import writing
from tests.indexer.samples import TODAY, Sample, assemble, many_parks, since, unit
from tests.support import ROOT

COUNT = 120


class Home:
    """A home whose index is in the cluster, under a prefix of its own."""

    def __init__(self, path: Path, prefix: str) -> None:
        self.path = path
        self.prefix = prefix
        self.cluster = writing.cluster(prefix)

    def build(self, samples: list[Sample], version: str = "v1", **more: Any) -> Report:
        shards = more.pop("shards", 1)
        target = writing.target(self.prefix, shards)
        return reconcile(self.path, *assemble(samples, version), target=target, **more)

    def live(self) -> Engine:
        return open_index(client(), Names(self.prefix).alias)

    def held(self) -> list[int]:
        """The numbers of all generations there are."""
        found = writing.aliases(self.prefix).read()
        return [Names(self.prefix).number(each) for each in found.own]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with writing.own_prefix() as prefix:
        yield Home(tmp_path / "home", prefix)


def found(engine: Engine, text: str) -> list[tuple[str, float]]:
    plan = SearchPlan(tuple(map(Term, words(text))), tuple(map(Term, bigrams(text))), TODAY.toordinal())
    return engine.search(plan).hits


def changed_parks() -> list[Sample]:
    """One changed, one with another validity, one deleted, one new."""
    parks = many_parks(COUNT)
    parks[3].versions = {"2020-05-01": ([unit(1, "公园设有湖面。")], since("2020-07-01"))}
    ended = since("2020-07-01", "2026-01-01", "repealed")
    parks[4].versions = {"2020-05-01": (parks[4].versions["2020-05-01"][0], ended)}
    del parks[9]
    zoo = {"2024-01-01": ([unit(1, "湖面喂鸟。")], since("2024-02-01"))}
    return [*parks, Sample("zoo", "动物园办法", zoo)]


@pytest.mark.parametrize("shards", [1, 3])
def test_a_difference_is_all_that_is_written_and_reads_as_a_fresh_build(
    home: Home, tmp_path: Path, shards: int
) -> None:
    seen: list[str] = []
    first = home.build(
        many_parks(COUNT), shards=shards, on_progress=lambda phase, done, total: seen.append(phase)
    )
    assert (first.added, first.deleted, first.kept, first.rebuilt) == (COUNT, 0, 0, True)
    assert list(dict.fromkeys(seen)) == ["write", "commit", "verify", "swap"]
    again = home.build(many_parks(COUNT), shards=shards)
    assert not again.changed and again.generation == first.generation
    report = home.build(changed_parks(), "v2", shards=shards)
    assert (report.added, report.deleted, report.kept, report.rebuilt) == (3, 3, COUNT - 3, False)
    with writing.own_prefix() as other:
        fresh = Home(tmp_path / "fresh", other)
        fresh.build(changed_parks(), "v2", shards=shards)
        for text in ("湖面", "公园管理", "公园4号", "第9公园", "动物园喂鸟"):
            anew = {name for name, _ in found(fresh.live(), text)}
            assert {name for name, _ in found(home.live(), text)} == anew
    assert home.live().info().documents == COUNT and home.live().info().library_version == "v2"
    assert home.held() == [1, 2]


def test_an_index_that_is_live_is_closed_to_writing_and_has_what_it_was_built_with(home: Home) -> None:
    home.build(many_parks(COUNT))
    index = home.live().info().generation
    settings = client().indices.get_settings(index=index, flat_settings=True)[index]["settings"]
    assert settings["index.blocks.write"] == "true" and settings["index.auto_expand_replicas"] == "0-1"
    assert "index.refresh_interval" not in settings
    assert client().indices.get(index=index)[index]["aliases"].keys() == {Names(home.prefix).alias}


def test_a_new_library_version_alone_is_carried_over(home: Home) -> None:
    home.build(many_parks(COUNT))
    report = home.build(many_parks(COUNT), "v2")
    assert not report.changed and home.live().info().library_version == "v2"


def test_too_many_deletions_end_in_a_full_build(home: Home) -> None:
    home.build(many_parks(COUNT))
    assert home.build(many_parks(COUNT)[10:], "v2").rebuilt
    assert home.live().info().documents == COUNT - 10


def test_another_number_of_shards_is_another_index(home: Home) -> None:
    home.build(many_parks(COUNT))
    assert home.build(many_parks(COUNT), shards=2).rebuilt


def test_one_generation_back_and_nothing_else_is_kept(home: Home) -> None:
    with pytest.raises(EngineError) as refused:
        rollback(home.path, home.cluster)
    assert str(refused.value.code) == "nothing_to_roll_back"
    for version in ("v1", "v2", "v3"):
        home.build(many_parks(COUNT), version, rebuild=True)
    assert home.held() == [2, 3]
    assert rollback(home.path, home.cluster).endswith("g000002")
    assert home.live().info().library_version == "v2"
    status = index_status(home.path, home.cluster)
    assert status.live and status.live.generation.endswith("g000002") and status.problem is None
    assert status.previous and status.previous.endswith("g000003") and status.writer is None
    assert clean(home.path, home.cluster) == []
    assert home.build(many_parks(COUNT), "v4", rebuild=True).generation.endswith("g000004")
    assert home.held() == [2, 4]


def test_cleaning_touches_only_its_own(home: Home) -> None:
    names = Names(home.prefix)
    home.build(many_parks(COUNT))
    others = [f"{names.alias}-g1", f"{names.alias}-g000001-backup", f"{names.prefix}-case-g000001"]
    for each in (*others, names.index("g000007")):
        client().indices.create(index=each, settings={"number_of_replicas": 0})
    assert clean(home.path, home.cluster) == [names.index("g000007")]
    assert all(client().indices.exists(index=each) for each in others)


def test_no_index_and_no_cluster_are_told(home: Home) -> None:
    status = index_status(home.path, home.cluster)
    assert status.live is None and status.problem and str(status.problem.code) == "index_missing"
    away = Cluster(Connection(("http://127.0.0.1:9",), timeout_s=1, retries=0), home.prefix)
    status = index_status(home.path, away)
    assert status.problem and str(status.problem.code) == "engine_unreachable"
    with pytest.raises(EngineError) as refused:
        reconcile(home.path, *assemble(many_parks(3)), target=ElasticTarget(away))
    assert str(refused.value.code) == "engine_unreachable"


@pytest.mark.parametrize("damage", ["manifest", "fingerprint", "mapping"])
def test_an_index_that_cannot_be_used_is_built_anew(home: Home, damage: str) -> None:
    home.build(many_parks(COUNT))
    index = home.live().info().generation
    meta = client().indices.get_mapping(index=index)[index]["mappings"]["_meta"]
    changes = {"manifest": {}, "fingerprint": {**meta, "fingerprint": "another"}, "mapping": {"documents": 7}}
    client().indices.put_mapping(index=index, meta=changes[damage])
    assert home.build(many_parks(COUNT)).rebuilt
    assert home.live().info().documents == COUNT


def test_an_alias_of_two_indexes_is_an_error_and_a_full_build_mends_it(home: Home) -> None:
    home.build(many_parks(COUNT))
    names = Names(home.prefix)
    second = names.index("g000002")
    client().indices.create(index=second, aliases={names.alias: {}}, settings={"number_of_replicas": 0})
    for call in (
        lambda: home.build(many_parks(COUNT), "v2"),
        lambda: rollback(home.path, home.cluster),
    ):
        with pytest.raises(EngineError) as refused:
            call()
        assert str(refused.value.code) == "alias_ambiguous" and second in refused.value.message_zh
    status = index_status(home.path, home.cluster)
    assert status.problem and str(status.problem.code) == "alias_ambiguous"
    assert home.held() == [1, 2]
    home.build(many_parks(COUNT), "v2", rebuild=True)
    assert home.live().info().library_version == "v2"


def test_a_cancelled_build_leaves_the_old_index_and_no_trace(home: Home) -> None:
    home.build(many_parks(COUNT))

    class Cancelled(Exception):
        pass

    for when in ("write", "commit", "verify", "swap"):

        def cancel(phase: str, done: int, total: int, when: str = when) -> None:
            if phase == when:
                raise Cancelled

        with pytest.raises(Cancelled):
            home.build(changed_parks(), "v2", on_progress=cancel)
        assert home.live().info().library_version == "v1" and home.held() == [1]
    assert writing.target(home.prefix).writer() is None


def test_an_index_that_fails_its_checks_is_never_live(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.build(many_parks(COUNT))

    def refuse(*_: object) -> None:
        raise broken("核对不通过")

    monkeypatch.setattr("indexer.reconcile.verify", refuse)
    with pytest.raises(EngineError, match="核对不通过"):
        home.build(changed_parks(), "v2")
    assert home.live().info().library_version == "v1" and home.held() == [1]


def test_a_lost_document_is_noticed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.build(many_parks(COUNT))
    write = "indexer.elastic.bulk.BulkWriter.index"
    monkeypatch.setattr(write, lambda self, unit_id, document: None)
    with pytest.raises(EngineError, match="实有") as refused:
        home.build(changed_parks(), "v2")
    assert str(refused.value.code) == "index_broken"
    assert home.live().info().library_version == "v1" and home.held() == [1]


def test_a_disk_that_is_full_in_the_middle_is_named_and_harms_nothing(home: Home) -> None:
    home.build(many_parks(COUNT))

    def fill(phase: str, done: int, total: int) -> None:
        if phase == "write":
            for each in writing.aliases(home.prefix).read().drafts:
                client().indices.put_settings(index=each, settings={"blocks.read_only_allow_delete": True})

    with pytest.raises(EngineError) as refused:
        home.build(changed_parks(), "v2", on_progress=fill)
    assert str(refused.value.code) == "engine_read_only"
    assert home.live().info().library_version == "v1" and home.held() == [1]


def test_documents_that_do_not_fit_the_mapping_are_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.build(many_parks(COUNT))

    def misfit(document: Any) -> dict[str, Any]:
        return {"id": document.unit_id, "colour": "red"}

    monkeypatch.setattr("indexer.elastic.draft.document_body", misfit)
    with pytest.raises(EngineError) as refused:
        home.build(changed_parks(), "v2", rebuild=True)
    assert str(refused.value.code) == "engine_mapping_conflict"
    assert f"拒收了 {COUNT} 条" in refused.value.message_zh and "park0000" in refused.value.message_zh
    assert home.live().info().library_version == "v1" and home.held() == [1]


def test_two_homes_build_at_once_and_one_is_refused(home: Home, tmp_path: Path) -> None:
    home.build(many_parks(COUNT))
    inside, go_on = threading.Event(), threading.Event()

    def wait(phase: str, done: int, total: int) -> None:
        inside.set()
        go_on.wait(60)

    slow = threading.Thread(target=home.build, args=(changed_parks(), "v2"), kwargs={"on_progress": wait})
    slow.start()
    try:
        inside.wait(60)
        other = Home(tmp_path / "other", home.prefix)
        for call in (
            lambda: other.build(many_parks(COUNT), "v3"),
            lambda: clean(other.path, other.cluster),
            lambda: rollback(other.path, other.cluster),
        ):
            with pytest.raises(LeaseHeld):
                call()
        status = index_status(other.path, other.cluster)
        assert status.writer is not None and status.live is not None
    finally:
        go_on.set()
        slow.join()
    assert home.live().info().library_version == "v2"


BUILD = """
import os, signal, sys
from pathlib import Path
from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.lease import LeaseTimes
from indexer.elastic.target import ElasticTarget
from indexer.engine import EngineError
from indexer.reconcile import reconcile
from tests.indexer.samples import assemble
from tests.indexer.elastic.test_target import changed_parks
home, prefix, when, how, url = sys.argv[1:]
cluster = Cluster(Connection((url,), timeout_s=60), prefix)
def progress(phase, done, total):
    if phase == when:
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        print("waiting", flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)
try:
    target = ElasticTarget(cluster, times=LeaseTimes(0.3, 4.0))
    print(reconcile(Path(home), *assemble(changed_parks(), "late"), progress, target=target))
except EngineError as error:
    print(error.code)
"""


def start(home: Home, path: Path, when: str, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(path), home.prefix, when, how, url()]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("phase", ["write", "commit", "verify", "swap"])
def test_killed_at_any_moment_the_old_index_answers_and_the_next_build_ends_the_work(
    home: Home, phase: str
) -> None:
    home.build(many_parks(COUNT))
    assert start(home, home.path, phase, "kill").wait(120) == -9
    assert home.live().info().library_version == "v1" and home.held() == [1, 2]
    status = index_status(home.path, home.cluster)
    assert status.build is not None and not status.build.ended
    report = home.build(changed_parks(), "v2")
    assert (report.added, report.deleted) == (3, 3) and report.generation.endswith("g000003")
    assert home.held() == [1, 3] and home.live().info().documents == COUNT


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP is POSIX")
@pytest.mark.parametrize("phase", ["write", "swap"])
def test_a_builder_that_wakes_after_its_successor_publishes_nothing(
    home: Home, phase: str, tmp_path: Path
) -> None:
    home.build(many_parks(COUNT))
    paused = start(home, tmp_path / "other", phase, "pause")
    try:
        assert paused.stdout is not None and paused.stdout.readline() == "waiting\n"
        home.build(changed_parks(), "v2")
        paused.send_signal(SIGCONT)
        answer, _ = paused.communicate(timeout=120)
        assert answer.strip() == "lease_lost"
    finally:
        paused.kill()
        paused.wait()
    assert home.live().info().library_version == "v2" and home.held() == [1, 3]


def test_a_number_is_never_used_again_even_when_the_lease_was_deleted(home: Home) -> None:
    home.build(many_parks(COUNT))
    client().indices.delete(index=Names(home.prefix).lease)
    assert home.build(many_parks(COUNT), "v2", rebuild=True).generation.endswith("g000002")


def test_a_load_in_a_child_process_builds_the_index_of_its_cluster(home: Home, tmp_path: Path) -> None:
    law = tmp_path / "行政法规" / "样例管理条例(2020-01-01).md"
    law.parent.mkdir()
    lines = [
        "# 样例管理条例",
        "2020-01-01 公布",
        "<!-- INFO END -->",
        "## 第一章 总则",
        "第一条 湖面归园林部门。",
    ]
    law.write_text("\n\n".join(lines), "utf-8")
    report = run([law.parent], home.path, "tester", citing=False, cluster=home.cluster)
    assert report.index is not None and report.index["added"] == report.library_units > 0
    assert home.live().info().library_version == report.library_version
    assert not (home.path / "index" / "CURRENT").exists()
    away = Cluster(Connection(("http://127.0.0.1:9",), timeout_s=1, retries=0), home.prefix)
    again = run([law.parent], home.path, "tester", citing=False, cluster=away)
    assert again.index is not None and again.index["error"] == "engine_unreachable"


def test_writing_needs_the_lease(home: Home) -> None:
    target = writing.target(home.prefix)
    for call in (target.clean, lambda: target.draft(None)):
        with pytest.raises(ValueError, match="lease"):
            call()


def test_an_unusable_address_is_said() -> None:
    status = index_status(Path("nowhere"), Cluster(Connection(("nonsense",))))
    assert status.problem and str(status.problem.code) == "engine_unreachable"
