"""The store: what it keeps, what it answers, and what it says when something is wrong."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from corpus.library import Library
from corpus.model import Level, Problem, Rejection, SourceDocument
from corpus.store import Left, LoadState, Outcome, OutcomeKind, Store, StoreError, deriving
from corpus.store.dialects import sqlite as connecting
from tests.beside import sql
from tests.corpus.store.samples import article, articles, document

NEXT = date(2022, 2, 2)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def put(store: Store, *documents: SourceDocument, label: str = "t") -> list[Outcome]:
    load = store.begin(label, "tester", "files")
    outcomes = [load.add(each) for each in documents]
    load.finish()
    return outcomes


class TestOutcomes:
    def test_a_first_text_is_new_and_again_the_same(self, store: Store) -> None:
        first, again = put(store, document()), put(store, document())
        assert [each.kind for each in first + again] == [OutcomeKind.NEW, OutcomeKind.SAME]
        assert again[0].work_id == first[0].work_id
        assert again[0].version_key == "2020-01-01"

    def test_the_same_again_writes_nothing_but_its_account(self, store: Store) -> None:
        put(store, document())
        info, revision = store.info(), store.revision()
        put(store, document())
        assert (store.info(), store.revision()) == (info, revision)
        assert sql(store, "SELECT count(*) FROM statement") == [(1,)]

    def test_another_date_is_a_new_version(self, store: Store) -> None:
        put(store, document())
        later = document(path="b.md", version_date=NEXT, units=articles(a3="修改后的条文。"))
        assert put(store, later)[0].kind is OutcomeKind.NEW_VERSION

    def test_a_corrected_text_is_changed(self, store: Store) -> None:
        put(store, document())
        assert put(store, document(units=articles(a3="更正。")))[0].kind is OutcomeKind.CHANGED

    def test_a_further_source_is_the_same_for_readers(self, store: Store) -> None:
        put(store, document())
        again = put(store, document(source="other"))[0]
        assert (again.kind, again.code) == (OutcomeKind.SAME, "further_source")
        assert len(store.library().works()[0].versions[0].witnesses) == 2

    def test_sources_that_disagree_are_a_conflict(self, store: Store) -> None:
        put(store, document())
        other = articles(**{f"a{n}": f"另一文本{n}。" for n in range(1, 20)})
        found = put(store, document(source="other", units=other))[0]
        assert (found.kind, found.code) == (OutcomeKind.CONFLICT, "sources_disagree_text")
        assert "other" in found.message

    def test_a_text_without_body_is_rejected(self, store: Store) -> None:
        found = put(store, document(units=()))[0]
        assert (found.kind, found.code) == (OutcomeKind.REJECTED, "no_body")
        assert store.info().works == 0

    @pytest.mark.parametrize(
        "broken",
        [
            document("半个字符法", units=(article(1, "坏\ud800字"),), raw="x"),
            document("重号法", units=(article(1, "甲。"), article(1, "乙。"))),
        ],
    )
    def test_a_document_that_cannot_be_stored_is_rejected_alone(
        self, store: Store, broken: SourceDocument
    ) -> None:
        load = store.begin("t", "tester", "files")
        outcomes = load.add_many([document(), broken, document("另一部法", path="c.md")])
        load.finish()
        kinds = [each.kind for each in outcomes]
        assert kinds == [OutcomeKind.NEW, OutcomeKind.REJECTED, OutcomeKind.NEW]
        assert store.info().works == 2
        assert [each.outcome for each in store.load_items(load.seq)] == kinds

    def test_every_file_has_its_line(self, store: Store) -> None:
        load = store.begin("t", "tester", "files")
        load.reject(Rejection("t", "bad.md", Problem("bad_encoding", "认不出编码")))
        load.skip("README.md", Problem("not_a_law", "不是法规"))
        load.add_many([document(), Left(OutcomeKind.SKIPPED, "x.png", Problem("unsupported_file", "图片"))])
        load.finish({"note": "好"})
        lines = store.load_items(load.seq)
        assert [each.path for each in lines] == ["bad.md", "README.md", "a.md", "x.png"]
        assert [each.position for each in lines] == [0, 1, 2, 3]
        assert [each.path for each in store.load_items(load.seq, OutcomeKind.SKIPPED, offset=1)] == ["x.png"]
        record = store.loads()[0]
        assert record.counts == {"rejected": 1, "skipped": 2, "new": 1}
        assert record.report == {"note": "好"}
        assert record.state is LoadState.FINISHED


class TestHistory:
    def test_content_and_statements_are_never_updated(self, store: Store) -> None:
        put(store, document())
        for table, column in {
            "unit": "text",
            "text": "title",
            "statement": "title",
            "source_text": "hash",
        }.items():
            with pytest.raises(IntegrityError, match="never updated"):
                sql(store, f"UPDATE {table} SET {column} = 'x'")

    def test_the_raw_text_is_kept(self, store: Store) -> None:
        load = store.begin("t", "tester", "files")
        load.add(document(raw="原文 全文\n"))
        assert store.raw_text(load.seq, "a.md") == "原文 全文\n"
        assert store.raw_text(load.seq, "b.md") is None

    def test_undo_takes_a_load_back_and_only_that(self, store: Store) -> None:
        put(store, document())
        before = store.info()
        put(store, document(units=articles(a3="更正。")), document("另一部法", path="c.md"))
        assert store.undo(2) == before
        assert [each.title for each in store.library().works()] == ["中华人民共和国古树保护法"]
        again = put(store, document(units=articles(a3="更正。")))
        assert again[0].kind is OutcomeKind.CHANGED

    def test_undo_of_the_first_load_leaves_nothing(self, store: Store) -> None:
        put(store, document())
        assert store.undo(1).works == 0
        assert store.loads()[0].state is LoadState.UNDONE
        assert put(store, document())[0].kind is OutcomeKind.NEW

    def test_undo_of_an_unknown_load(self, store: Store) -> None:
        with pytest.raises(StoreError) as caught:
            store.undo(7)
        assert caught.value.code == "load_unknown"

    def test_a_file_read_otherwise_moves_to_its_new_work(self, store: Store) -> None:
        """The program classified a file anew; the file is the same. Undo brings the first reading back."""
        was = document("古树保护办法", level=Level.LOCAL_REGULATION, region="甲省")
        put(store, was)
        put(store, replace(was, level=Level.LOCAL_GOVERNMENT_RULE, region="乙省"))
        assert [each.level for each in store.library().works()] == [Level.LOCAL_GOVERNMENT_RULE]
        store.undo(2)
        assert [each.level for each in store.library().works()] == [Level.LOCAL_REGULATION]

    def test_rebuild_derives_the_same(self, store: Store) -> None:
        put(store, document(), document(source="other", units=articles(a3="另一写法。")))
        works, info = store.library().works(), store.info()
        assert store.rebuild() == info
        assert store.library().works() == works

    def test_loads_without_a_process_are_marked(self, store: Store) -> None:
        store.begin("t", "tester", "files").add(document())
        assert store.jobs.abandon_stale() == [1]
        assert store.jobs.abandon_stale() == []
        assert store.loads()[0].state is LoadState.ABANDONED
        assert store.info().works == 1

    def test_a_load_that_goes_on_by_itself_is_never_seen_as_ended(self, store: Store) -> None:
        first, second, stopped = (store.begin(name, "tester", "files") for name in "abc")
        store.jobs.cancel(stopped.seq)
        store.jobs.note_ended(first.seq, "load_crashed", "", again=True)
        assert store.jobs.abandon_stale(lambda record: record.label == "b") == [second.seq, stopped.seq]
        states = {each.label: each.state for each in store.loads()}
        assert states == {"a": LoadState.QUEUED, "b": LoadState.QUEUED, "c": LoadState.CANCELLED}

    def test_cancel_reaches_the_running_load(self, store: Store) -> None:
        load = store.begin("t", "tester", "files")
        load.add(document())
        assert not load.cancelled
        store.jobs.cancel(load.seq)
        load.add(document(path="b.md"))
        assert load.cancelled
        load.abandon()
        with pytest.raises(StoreError) as caught:
            store.jobs.cancel(load.seq)
        assert caught.value.code == "load_unknown"
        with pytest.raises(StoreError) as caught:
            load.add(document())
        assert caught.value.code == "load_not_running"


class TestLibrary:
    def test_it_is_a_library(self, store: Store) -> None:
        put(store, document(), document(path="b.md", version_date=NEXT, units=articles(a3="修改后的条文。")))
        library: Library = store.library()
        work = library.works()[0]
        assert library.work(work.id) == work
        assert [each.key for each in work.versions] == ["2020-01-01", "2022-02-02"]
        assert list(library.units(work.id, "2020-01-01")) == list(articles())
        found = library.unit(work.id, "2022-02-02", "a3")
        assert found is not None
        assert found.text == "修改后的条文。"
        assert library.info().units == 60

    def test_unknown_names_answer_nothing(self, store: Store) -> None:
        library = store.library()
        assert library.work("nothing") is None
        assert list(library.units("nothing", "x")) == []
        assert library.unit("nothing", "x", "a1") is None
        assert library.units_by_id(["no:such:unit"]) == {}
        assert library.text_units("0" * 64) == []

    def test_many_units_at_once_in_the_order_asked(self, store: Store) -> None:
        put(store, *(document(f"第{n}部法", path=f"{n}.md", units=articles(40)) for n in range(6)))
        library = store.library()
        ids = [f"{w.id}:{v.key}:{u.key}" for w, v, u in library.iter_units()]
        assert len(ids) == 240
        random.Random(1).shuffle(ids)
        found = library.units_by_id([*ids, "no:such:unit"])
        assert list(found) == ids
        assert all(each.endswith(":" + unit.key) for each, unit in found.items())

    def test_a_snapshot_stays_while_a_load_goes_on(self, store: Store) -> None:
        put(store, document())
        before = store.library()
        put(store, document(units=articles(a3="更正。")))
        after = store.library()
        assert before.info().version != after.info().version
        work = before.works()[0]
        old, new = (each.unit(work.id, "2020-01-01", "a3") for each in (before, after))
        assert old == articles()[2]
        assert new is not None
        assert new.text == "更正。"

    def test_a_variant_can_be_read(self, store: Store) -> None:
        put(store, document(), document(source="other", units=articles(a3="另一写法。")))
        version = store.library().works()[0].versions[0]
        assert len(version.variants) == 1
        assert store.library().text_units(version.variants[0])[2].text == "另一写法。"

    def test_several_threads_read_one_library(self, store: Store) -> None:
        put(store, document())
        library = store.library()
        ids = [f"{w.id}:{v.key}:{u.key}" for w, v, u in library.iter_units()]
        wrong: list[object] = []

        def read() -> None:
            for _ in range(30):
                if len(library.units_by_id(ids)) != len(ids):
                    wrong.append(1)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert not wrong


POOL = [
    document(source="甲"),
    document(source="乙", units=articles(a3="另一写法。"), title="古树保护法"),
    document(source="丙", path="b.md", version_date=NEXT, units=articles(a3="修改后的条文。")),
    document(source="丁", version_date=None),
    document(source="戊", version_date=NEXT),
    document("古树保护条例", source="甲", path="c.md", level=Level.ADMINISTRATIVE_REGULATION),
]


@pytest.mark.sqlite_only  # several homes
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(POOL))
def test_the_library_does_not_depend_on_the_order_of_loads(
    tmp_path: Path, order: list[SourceDocument]
) -> None:
    def state(name: str, documents: list[SourceDocument]) -> object:
        home = tmp_path / name
        shutil.rmtree(home, ignore_errors=True)
        with Store.open(home) as store:
            put(store, *documents)
            works = store.library().works()
        return [
            replace(
                work,
                versions=tuple(
                    replace(v, witnesses=tuple(replace(w, load_seq=0) for w in v.witnesses))
                    for v in work.versions
                ),
            )
            for work in works
        ], store.info().version

    assert state("a", POOL) == state("b", order)


@pytest.mark.sqlite_only  # several homes
def test_the_version_does_not_know_paths_and_sources(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a") as one, Store.open(tmp_path / "b") as other:
        put(one, document())
        put(other, document(source="elsewhere", path="deep/b.md", status="现行有效", category="x"))
        assert one.info().version == other.info().version


@pytest.mark.sqlite_only
class TestPlaces:
    def test_read_only_needs_a_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError) as caught:
            Store.open(tmp_path, read_only=True)
        assert caught.value.code == "store_missing"

    def test_read_only_does_not_write(self, store: Store) -> None:
        put(store, document())
        with Store.open(store.path.parent, read_only=True) as reader:
            assert reader.info() == store.info()
            with pytest.raises(StoreError) as caught:
                reader.begin("t", "tester", "files")
        assert caught.value.code == "store_read_only"

    @pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_cannot_be_written(self, store: Store) -> None:
        put(store, document())
        store.close()
        home = store.path.parent
        home.chmod(0o555)
        try:
            with Store.open(home, read_only=True) as reader:
                assert reader.info().works == 1
        finally:
            home.chmod(0o755)

    def test_a_url_works_and_never_shows_its_secret(self, tmp_path: Path) -> None:
        with Store.open(f"sqlite:///{tmp_path}/x.db") as found:
            assert found.path == tmp_path / "x.db"
        with pytest.raises(StoreError) as caught:
            Store.open("mysql://user:geheim@host/db")
        assert caught.value.code == "url_unsupported"
        assert "geheim" not in str(caught.value)

    def test_a_newer_schema(self, store: Store) -> None:
        with sqlite3.connect(store.path) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        self._refused(store.path.parent, "schema_too_new")

    def test_another_programs_database(self, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "faju.db") as raw:
            raw.execute("CREATE TABLE other (x)")
        self._refused(tmp_path, "not_a_store")

    @pytest.mark.parametrize("content", [b"not a database" * 400, b"SQLite format 3\x00" + b"\xff" * 4080])
    def test_a_broken_file(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "faju.db").write_bytes(content)
        self._refused(tmp_path, "store_corrupt")

    def test_a_place_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        self._refused(tmp_path / "file", "store_unreachable")

    def test_a_share_without_wal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        class NoWal(sqlite3.Connection):
            def execute(self, sql: str, *args: object) -> sqlite3.Cursor:  # type: ignore[override]
                return super().execute(sql.replace("= WAL", "= DELETE"), *args)  # type: ignore[arg-type]

        plain = sqlite3.connect
        monkeypatch.setattr(connecting.sqlite3, "connect", lambda *a, **k: plain(*a, **k, factory=NoWal))
        self._refused(tmp_path, "wal_unavailable")

    def test_a_full_disk_takes_back_the_whole_call(self, store: Store) -> None:
        put(store, document())
        load = store.begin("t", "tester", "files")
        pages = _pages(store)
        _limit(store, pages + 2)
        huge = [document(f"第{n}部法", path=f"{n}.md", units=articles(400)) for n in range(20)]
        with pytest.raises(StoreError) as caught:
            load.add_many(huge)
        assert caught.value.code == "disk_full"
        assert store.info().works == 1
        _limit(store, 2**30)
        assert {each.kind for each in load.add_many(huge)} == {OutcomeKind.NEW}
        assert store.sound()

    @pytest.mark.parametrize(
        ("path", "kind"),
        [("/home/x", "ext4"), ("/mnt/共享 盘/faju", "cifs"), ("/mnt/nas/a/b", "nfs4"), ("/mnt", "ext4")],
    )
    def test_the_file_system_of_a_path(self, path: str, kind: str) -> None:
        mounts = [
            "/dev/sda / ext4 rw 0 0",
            "//srv/share /mnt/共享\\040盘 cifs rw 0 0",
            "srv:/x /mnt/nas nfs4 rw 0 0",
            "broken",
        ]
        assert connecting.file_system(PurePosixPath(path), mounts) == kind

    @staticmethod
    def _refused(home: Path, code: str) -> None:
        with pytest.raises(StoreError) as caught:
            Store.open(home)
        assert caught.value.code == code
        assert "请" in caught.value.message_zh


def _pages(store: Store) -> int:
    with sqlite3.connect(store.path) as raw:
        return int(raw.execute("PRAGMA page_count").fetchone()[0])


def _limit(store: Store, pages: int) -> None:
    """Let every connection of the pool have only so many pages, as a full disk would."""
    connections = [store._engine.raw_connection() for _ in range(1)]
    for each in connections:
        each.cursor().execute(f"PRAGMA max_page_count = {pages}")
        each.close()


def test_figures_noted_and_counted_are_the_same(store: Store) -> None:
    put(store, document())
    with store._engine.connect() as connection:
        assert deriving.count_library(connection) == store.info()
