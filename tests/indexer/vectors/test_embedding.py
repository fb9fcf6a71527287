"""The embedding pass: what is missing and nothing else, kept step by step, resumed, told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.store import Store
from indexer.bank import Bank, keeping
from indexer.timelines import timeline_of
from indexer.vectors import embedding, records, shelf
from indexer.vectors.embedder import EmbedderError
from indexer.vectors.embedding import embed, read_state
from indexer.vectors.matrix import Matrix, matrix
from tests.indexer.test_citing import law, put
from tests.indexer.vectors.fakes import Hashed

ROADS = [f"第{number}号道路应当每年检修，由养护单位负责。" for number in range(80)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path)
    put(store, law("道路法", *ROADS))
    return store


def bank_of(home: Path, store: Store) -> Bank:
    library = store.library()
    return keeping.ensure(home, library, timeline_of(home, library))


def whole(home: Path, bank: Bank, embedder: Hashed) -> Matrix:
    return matrix(bank, embedder.model, embedder.dim, shelf.held(home, embedder.model, embedder.dim))


def test_every_passage_once_and_the_vector_of_each(store: Store, tmp_path: Path) -> None:
    bank, embedder = bank_of(tmp_path, store), Hashed()
    done = embed(tmp_path, store.library(), bank, embedder)
    assert (done.done, done.total, len(embedder.seen)) == (80, 80, 80)
    found = whole(tmp_path, bank, embedder)
    assert found.complete == 1.0
    cosines = found.cosines(embedder.query("道路法\n" + ROADS[7]))
    rows = found.best(cosines, None, 3)
    assert ROADS[7] in store.library().units_by_id([bank.ids[rows[0]]])[bank.ids[rows[0]]].text
    assert cosines[rows[0]] > 0.99


def test_a_second_pass_embeds_only_what_is_new(store: Store, tmp_path: Path) -> None:
    embedder = Hashed()
    embed(tmp_path, store.library(), bank_of(tmp_path, store), embedder)
    put(store, law("湖泊法", "湖泊周边不得取土。"))
    embedder.seen.clear()
    bank = bank_of(tmp_path, store)
    assert embed(tmp_path, store.library(), bank, embedder).done == 81
    assert embedder.seen == ["湖泊法\n湖泊周边不得取土。"]
    assert whole(tmp_path, bank, embedder).complete == 1.0


def test_what_a_failed_pass_kept_is_kept_and_the_next_goes_on(store: Store, tmp_path: Path) -> None:
    bank = bank_of(tmp_path, store)
    with pytest.raises(EmbedderError):
        embed(tmp_path, store.library(), bank, Hashed(fail_after=1))
    state = read_state(tmp_path)
    assert state is not None
    assert (state.done, state.error) == (embedding.STEP, "语义向量服务没有答复。")
    embedder = Hashed()
    done = embed(tmp_path, store.library(), bank, embedder)
    assert (len(embedder.seen), done.done, done.error) == (80 - embedding.STEP, 80, "")


def test_a_pass_can_be_stopped(store: Store, tmp_path: Path) -> None:
    asked = iter([False, True])
    done = embed(tmp_path, store.library(), bank_of(tmp_path, store), Hashed(), stop=lambda: next(asked))
    assert done.done == embedding.STEP


def test_one_pass_at_a_time(store: Store, tmp_path: Path) -> None:
    bank = bank_of(tmp_path, store)
    (tmp_path / "locks").mkdir(exist_ok=True)
    with FileLock(tmp_path / "locks" / "vectors.lock"):
        assert embedding.running(tmp_path)
        assert embed(tmp_path, store.library(), bank, Hashed()).done == 0
    assert not embedding.running(tmp_path)


def test_a_file_for_others_holds_everything(store: Store, tmp_path: Path) -> None:
    bank, embedder = bank_of(tmp_path, store), Hashed()
    embed(tmp_path, store.library(), bank, embedder)
    pack = tmp_path / "pack.vec"
    assert embed(tmp_path, store.library(), bank, embedder, into=pack).done == 80
    assert len(records.read(pack, embedder.model, embedder.dim)) == 80


def test_hidden_rows_never_push_shown_ones_out() -> None:
    texts = np.array([0, 0, 1, 1], dtype=np.int32)
    found = Matrix("m", np.eye(4, dtype=np.float32), np.array([True, True, True, False]), texts)
    cosines = found.cosines(np.array([0.9, 0.3, 0.2, 1.0], dtype=np.float32))
    assert found.best(cosines, np.array([False, True, True, True]), 5).tolist() == [1, 2]
    assert found.best(cosines, None, 1).tolist() == [0]
    assert found.best(cosines, np.zeros(4, dtype=bool), 5).tolist() == []


def test_a_row_without_a_vector_is_what_is_usual() -> None:
    texts = np.array([0, 0, 1], dtype=np.int32)
    found = Matrix("m", np.eye(3, dtype=np.float32), np.array([True, True, False]), texts)
    assert found.cosines(np.array([1.0, 0.5, 9.0], dtype=np.float32)).tolist() == [1.0, 0.5, 0.75]
    assert found.centres.tolist() == [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
