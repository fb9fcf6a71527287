"""The pass over the citations: what is read, what is read again, kills and two passes at a time."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.model import SourceDocument, Unit, UnitKind
from corpus.numerals import ordinal_label
from corpus.store import Store
from indexer import citing
from indexer.citing import outdated, refresh
from indexer.citing_child import UNFINISHED, CitingRun
from indexer.load_process import run
from tests.corpus.store.samples import document
from tests.support import ROOT


def law(name: str, *texts: str) -> SourceDocument:
    units = tuple(
        Unit(f"a{number}", UnitKind.ARTICLE, number, 0, ordinal_label(number), (), text)
        for number, text in enumerate(texts, 1)
    )
    return document(f"中华人民共和国{name}", units=units, path=f"{name}.md")


def put(store: Store, *documents: SourceDocument) -> int:
    load = store.begin("files", who="tester", kind="files")
    load.add_many(documents)
    load.finish()
    return load.seq


def printed(store: Store) -> set[str]:
    """The words of every mention in the store."""
    library = store.library()
    places = library.places()
    found = set()
    for each in library.mentions.everything():
        unit = library.unit(*places[each.text_id][0], each.unit_key)
        assert unit is not None
        found.add(unit.text[each.start : each.end])
    return found


PARK = law("公园法", "依照《湖泊法》第二条保护水面。", "公园内适用湖泊法的规定。")
LAKE = law("湖泊法", "保护湖泊。", "不得填湖。")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def test_a_text_is_read_once(store: Store, tmp_path: Path) -> None:
    put(store, PARK, LAKE)
    assert outdated(store)
    first = refresh(tmp_path, store)
    assert (first.texts, first.read, first.ended) == (2, 2, True)
    assert not outdated(store)
    assert refresh(tmp_path, store).read == 0


def test_only_new_texts_are_read(store: Store, tmp_path: Path) -> None:
    put(store, PARK, LAKE)
    refresh(tmp_path, store)
    put(store, law("山林法", "保护山林。"))
    assert outdated(store)
    assert refresh(tmp_path, store).read == 1


def test_a_text_that_holds_a_new_name_is_read_again(store: Store, tmp_path: Path) -> None:
    put(store, PARK, law("山林法", "保护山林。"))
    refresh(tmp_path, store)
    assert printed(store) == {"《湖泊法》第二条"}
    put(store, LAKE)
    assert refresh(tmp_path, store).read == 2
    assert printed(store) == {"《湖泊法》第二条", "湖泊法"}


def test_a_name_that_comes_back_after_an_undo_is_sought_again(store: Store, tmp_path: Path) -> None:
    undone = put(store, LAKE)
    refresh(tmp_path, store)
    store.undo(undone)
    put(store, PARK)
    refresh(tmp_path, store)
    assert printed(store) == {"《湖泊法》第二条"}
    put(store, LAKE)
    refresh(tmp_path, store)
    assert "湖泊法" in printed(store)


def test_the_order_of_loading_does_not_matter(tmp_path: Path) -> None:
    results = []
    for name, order in (("a", (PARK, LAKE)), ("b", (LAKE, PARK))):
        with Store.open(tmp_path / name) as store:
            for each in order:
                put(store, each)
                refresh(tmp_path / name, store)
            results.append(printed(store))
    assert results[0] == results[1]


def test_another_reading_code_reads_everything_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, PARK, LAKE)
    refresh(tmp_path, store)
    before = printed(store)
    monkeypatch.setattr(citing, "reading_code", lambda: "another")
    assert outdated(store)
    assert refresh(tmp_path, store).read == 2
    assert printed(store) == before


def test_a_stopped_pass_is_gone_on_with(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citing, "_BATCH_SECONDS", 0.0)
    put(store, *(law(f"第{number}公园法", "依照《湖泊法》第二条。") for number in range(6)))
    told: list[tuple[int, int]] = []
    stopped = refresh(tmp_path, store, on_progress=lambda *at: told.append(at), stop=lambda: len(told) >= 2)
    assert (stopped.read, stopped.ended) == (2, False)
    assert told == [(1, 6), (2, 6)]
    assert outdated(store)
    assert (store.citing().done, store.citing().ended) == (2, False)
    rest = refresh(tmp_path, store)
    assert (rest.read, rest.ended) == (4, True)


def test_a_pass_leaves_the_work_to_one_that_runs(store: Store, tmp_path: Path) -> None:
    put(store, PARK)
    with FileLock(citing._lock_file(tmp_path)):
        held = threading.Thread(target=lambda: results.append(refresh(tmp_path, store, patience=0.2)))
        results: list[citing.CitingReport] = []
        held.start()
        held.join()
    assert (results[0].read, results[0].ended) == (0, False)


def test_an_empty_library_is_complete(store: Store, tmp_path: Path) -> None:
    assert refresh(tmp_path, store).ended
    assert not outdated(store)


class TestChild:
    def test_it_reads_and_reports(self, store: Store, tmp_path: Path) -> None:
        put(store, PARK, LAKE)
        report = CitingRun(tmp_path).wait()
        assert (report["read"], report["ended"]) == (2, True)
        assert not outdated(store)

    def test_it_is_ended_at_once(self, store: Store, tmp_path: Path) -> None:
        put(store, PARK, LAKE)
        run = CitingRun(tmp_path)
        run.end()
        assert refresh(tmp_path, store).ended

    def test_waiting_can_be_stopped(self, store: Store, tmp_path: Path) -> None:
        put(store, PARK, LAKE)
        assert CitingRun(tmp_path).wait(stop=lambda: True) == UNFINISHED

    def test_a_killed_child_leaves_the_rest_to_the_next(self, store: Store, tmp_path: Path) -> None:
        put(store, PARK, LAKE)
        run = CitingRun(tmp_path)
        run._child.kill()
        assert run.wait() == UNFINISHED

    def test_it_tells_what_is_wrong(self, tmp_path: Path) -> None:
        Store.open(tmp_path).close()
        with sqlite3.connect(tmp_path / "faju.db") as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.close()
        done = subprocess.run(
            [sys.executable, "-m", "indexer.citing_child", str(tmp_path)],
            stdin=subprocess.PIPE,
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
        assert (done.returncode, json.loads(done.stdout)["error"]) == (1, "schema_too_new")

    def test_a_load_has_read_the_citations_at_its_end(self, tmp_path: Path) -> None:
        files = tmp_path / "files"
        files.mkdir()
        for each in (PARK, LAKE):
            body = "\n\n".join(f"{unit.label}　{unit.text}" for unit in each.units)
            (files / f"{each.title}(2020-01-01).md").write_text(f"# {each.title}\n\n{body}\n", "utf-8")
        report = run([files], tmp_path / "home", "tester")
        assert report.citing is not None
        assert report.citing["ended"]
        with Store.open(tmp_path / "home") as store:
            assert not outdated(store)
            assert printed(store) == {"《湖泊法》第二条", "湖泊法"}
