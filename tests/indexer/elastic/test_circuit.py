"""The circuit: failures are quick while a cluster is away, one call tries, and its answer ends it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from indexer.elastic.circuit import Circuit
from indexer.engine import EngineError, EngineErrorCode

AWAY = EngineErrorCode.ENGINE_UNREACHABLE
SLOW = EngineErrorCode.ENGINE_TIMEOUT
BUSY = EngineErrorCode.ENGINE_UNAVAILABLE


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Cluster:
    """Counts what reaches it, and fails with what it is told to."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.circuit = Circuit(self.clock)
        self.failing: EngineErrorCode | None = None
        self.asked = 0

    def ask(self) -> str:
        """`ok`, or the code of the error."""
        try:
            with self.circuit.asking():
                self.asked += 1
                if self.failing:
                    raise EngineError(self.failing, "away")
        except EngineError as error:
            return str(error.code)
        return "ok"

    def let(self, seconds: float) -> None:
        self.clock.now += seconds


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def test_nothing_is_kept_from_a_cluster_that_answers(cluster: Cluster) -> None:
    assert [cluster.ask() for _ in range(5)] == ["ok"] * 5
    assert (cluster.asked, cluster.circuit.error) == (5, None)


def test_a_cluster_that_is_away_is_not_asked_again_at_once(cluster: Cluster) -> None:
    cluster.failing = AWAY
    assert [cluster.ask() for _ in range(100)] == [AWAY] * 100
    assert cluster.asked == 1


def test_one_call_tries_after_a_pause_and_its_answer_is_for_all(cluster: Cluster) -> None:
    cluster.failing = AWAY
    cluster.ask()
    cluster.let(0.6)
    assert [cluster.ask() for _ in range(10)] == [AWAY] * 10
    assert cluster.asked == 2, "one of them tried"
    cluster.failing = None
    assert cluster.ask() == AWAY, "the pause is longer now"
    cluster.let(5.1)
    assert [cluster.ask() for _ in range(10)] == ["ok"] * 10
    assert cluster.asked == 12


def test_pauses_grow_to_five_seconds_and_begin_anew(cluster: Cluster) -> None:
    cluster.failing = AWAY
    cluster.ask()
    tries = []
    for tenth in range(600):
        cluster.let(0.1)
        before = cluster.asked
        cluster.ask()
        if cluster.asked > before:
            tries.append(tenth / 10)
    gaps = [round(later - sooner, 1) for sooner, later in itertools.pairwise(tries)]
    assert max(gaps) <= 5.1, "Retry-After of a 503 is 5 seconds"
    assert gaps == sorted(gaps)
    cluster.failing = None
    cluster.let(5.1)
    assert cluster.ask() == "ok"
    cluster.failing = AWAY
    cluster.ask()
    cluster.let(0.6)
    before = cluster.asked
    cluster.ask()
    assert cluster.asked == before + 1


@pytest.mark.parametrize("code", [SLOW, BUSY])
def test_one_slow_search_says_nothing_of_the_others(cluster: Cluster, code: EngineErrorCode) -> None:
    cluster.failing = code
    assert [cluster.ask(), cluster.ask()] == [code, code]
    cluster.failing = None
    assert cluster.ask() == "ok"
    cluster.failing = code
    for _ in range(10):
        cluster.ask()
    assert cluster.asked == 6, "three in a row do"


@pytest.mark.parametrize("code", [each for each in EngineErrorCode if each not in (AWAY, SLOW, BUSY)])
def test_what_a_cluster_refuses_it_refuses_by_itself(cluster: Cluster, code: EngineErrorCode) -> None:
    cluster.failing = code
    assert [cluster.ask() for _ in range(10)] == [code] * 10
    assert cluster.asked == 10


def test_a_refusal_ends_an_open_circuit(cluster: Cluster) -> None:
    """The cluster is there again, and says that the index is gone."""
    cluster.failing = AWAY
    cluster.ask()
    cluster.let(1)
    cluster.failing = EngineErrorCode.INDEX_MISSING
    assert [cluster.ask(), cluster.ask()] == ["index_missing", "index_missing"]
    assert cluster.circuit.error is None


def test_a_call_that_fails_for_a_reason_of_its_own_leaves_the_trial_to_the_next(cluster: Cluster) -> None:
    cluster.failing = AWAY
    cluster.ask()
    cluster.let(1)
    with pytest.raises(ValueError), cluster.circuit.asking():
        raise ValueError("limit")
    cluster.failing = None
    assert cluster.ask() == "ok"


def test_only_one_of_many_threads_tries(cluster: Cluster) -> None:
    cluster.failing = AWAY
    cluster.ask()
    cluster.let(1)
    entered, leave, refused = threading.Event(), threading.Event(), []

    @contextmanager
    def trying() -> Iterator[None]:
        with cluster.circuit.asking():
            entered.set()
            yield

    def first() -> None:
        with trying():
            leave.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait(10)
    for _ in range(8):
        refused.append(cluster.ask())
    assert refused == [AWAY] * 8, "at once, while the first one waits"
    leave.set()
    thread.join()
    cluster.failing = None
    assert cluster.ask() == "ok"
