"""The pass over the citations: what is read, what is read again, kills and two passes at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.model import SourceDocument, Unit, UnitKind
from corpus.numerals import ordinal_label
from corpus.store import Store
from indexer import citing, citing_child
from indexer.citing import outdated, refresh
from tests.corpus.store.samples import document


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


def test_the_child_process_reads_and_ends(store: Store, tmp_path: Path) -> None:
    put(store, PARK, LAKE)
    assert citing_child.start(tmp_path).wait(60) == 0
    assert not outdated(store)


def test_a_child_is_ended_at_once(store: Store, tmp_path: Path) -> None:
    put(store, PARK, LAKE)
    child = citing_child.start(tmp_path)
    citing_child.end(child)
    assert child.poll() is not None
    assert refresh(tmp_path, store).ended
