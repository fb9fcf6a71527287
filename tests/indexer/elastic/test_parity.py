"""The two engines give the same answers: fresh builds of one library, the same plans, hit by hit and score by
score (docs/decisions/0013-elasticsearch-parity.md).

By default 60 plans on a part of the starter library; with `FAJU_FULL=1` all of it, and 300 judged queries.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from corpus.library import Library, MemoryLibrary
from corpus.store import Store
from indexer.documents import documents
from indexer.elastic.cluster import Cluster
from indexer.elastic.engine import open_index
from indexer.elastic.target import ElasticTarget
from indexer.embedded.handle import IndexHandle
from indexer.engine import Engine, Mode, SearchPlan, Term
from indexer.reconcile import reconcile
from indexer.segment import bigrams, words
from indexer.timelines import timeline_of
from indexer.validity import ALL_CURRENCIES
from tests.elastic_node import client, connection
from tests.homes import copy_of, starter_home
from tests.indexer.elastic.building import index_of, own_name, remove
from tests.indexer.samples import Sample, assemble, since, unit
from tests.support import shared

FULL = bool(os.environ.get("FAJU_FULL"))
TODAY = date(2026, 11, 23)
CLAUSE = re.compile(r"[^，。；：、\s]{8,40}")

Engines = dict[str, Engine]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Library]:
    """A home to build in, and what is to be indexed."""
    client()  # without a cluster nothing need be loaded
    home = copy_of(starter_home(), tmp_path_factory.mktemp("parity") / "home")
    held = Store.open(home).library()
    return home, held if FULL else part_of(held)


def part_of(library: Library) -> Library:
    """Every eighth work: other frequencies and lengths than made-up texts have, in seconds."""
    works = library.works()[::8]
    units = {
        (work.id, each.key): list(library.units(work.id, each.key))
        for work in works
        for each in work.versions
    }
    return MemoryLibrary(works, units, "part")


@pytest.fixture(scope="module")
def engines(library: tuple[Path, Library]) -> Iterator[Engines]:
    """The embedded one, and Elasticsearch with one shard and with three."""
    home, held = library
    times = timeline_of(home, held)
    with ExitStack() as stack:
        reconcile(home, held, times, rebuild=True)
        built: Engines = {"embedded": IndexHandle(home).current()}
        for shards in (1, 3):
            prefix = own_name()
            stack.callback(remove, client(), prefix)
            cluster = Cluster(connection(), prefix, shards, replicas=0)
            reconcile(home, held, times, target=ElasticTarget(cluster, client()))
            built[str(shards)] = open_index(client(), cluster.names.alias)
        yield built


@pytest.fixture(scope="module")
def plans(library: tuple[Path, Library]) -> list[SearchPlan]:
    texts = judged_queries(300) if FULL else clauses(library[1], 60)
    return [varied(place, text) for place, text in enumerate(texts)]


def judged_queries(count: int) -> list[str]:
    lines = shared("eval", "stard_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["query"] for line in lines[:count]]


def clauses(library: Library, count: int) -> list[str]:
    """A clause of every so many units."""
    found = [
        match[0]
        for work in library.works()
        for version in work.versions
        for each in library.units(work.id, version.key)
        if (match := CLAUSE.search(each.text))
    ]
    return found[:: len(found) // count][:count]


def varied(place: int, text: str) -> SearchPlan:
    """Plans of every kind, one after the other."""
    more: Sequence[dict[str, Any]] = (
        {},
        {"currencies": ALL_CURRENCIES},
        {"filters": {"level": ("法律", "行政法规")}},
        {"published_from": date(2015, 1, 1).toordinal()},
        {"mode": Mode.ADVANCED, "must_words": tuple(words(text)[:1])},
        {"exclude_phrases": ("应当",)},
    )
    return SearchPlan(
        words=tuple(Term(each, 1.0 if place % 2 else 0.75) for each in dict.fromkeys(words(text))),
        grams=tuple(Term(each) for each in dict.fromkeys(bigrams(text))),
        day=TODAY.toordinal(),
        **more[place % len(more)],
    )


@pytest.mark.parametrize("shards", ["1", "3"])
def test_the_same_answers(engines: Engines, plans: list[SearchPlan], shards: str) -> None:
    first, overlap, whole = [], [], []
    for plan in plans:
        wanted, found = engines["embedded"].search(plan), engines[shards].search(plan)
        assert (found.total, found.exact) == (wanted.total, wanted.exact)
        assert len(found.hits) == len(wanted.hits)
        if not wanted.hits:
            continue
        scores = dict(wanted.hits)
        for name, score in found.hits:
            # The embedded engine adds 32-bit numbers; then both round to four digits.
            assert score == pytest.approx(scores.get(name, score), rel=1e-6, abs=1.01e-4)
        first.append(found.hits[0][0] == wanted.hits[0][0])
        overlap.append(shared_of(found.hits[:10], wanted.hits[:10]))
        whole.append(shared_of(found.hits, wanted.hits))
        if shared_of(found.hits, wanted.hits) == 1:
            hashes = dict(zip(scores, wanted.text_hashes, strict=True))
            assert found.text_hashes == [hashes[name] for name, _ in found.hits]
    print(f"{shards} shards: {len(first)} plans, top 1 {mean(first):.4f}, top 10 {mean(overlap):.4f}, "
          f"window {mean(whole):.4f}")  # fmt: skip
    assert len(first) > len(plans) / 2
    assert all(first) and mean(overlap) >= 0.995 and mean(whole) >= 0.995


def shared_of(one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]]) -> float:
    """The share of hits that both have."""
    return len(dict(one).keys() & dict(other).keys()) / max(len(one), 1)


@pytest.mark.parametrize("shards", ["1", "3"])
def test_the_same_counts_frequencies_and_explanations(
    engines: Engines, plans: list[SearchPlan], shards: str
) -> None:
    one, other = engines["embedded"], engines[shards]
    for plan in plans[::6]:
        assert other.count(plan) == one.count(plan)
        tokens = [term.text for term in plan.words]
        assert other.doc_freq(tokens) == one.doc_freq(tokens)
        hit, score = one.search(plan).hits[-1]
        told = other.explain(plan, hit)
        assert told.matches and told.score == pytest.approx(score, rel=1e-6, abs=2e-4)
        wanted = {(part.field, part.term): part.score for part in one.explain(plan, hit).parts}
        # The embedded engine takes the logarithm of a 32-bit number, which for a word of nearly every document
        # is of few digits; it weighs next to nothing.
        parts = {(part.field, part.term): part.score for part in told.parts}
        assert parts == pytest.approx(wanted, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("shards", [1, 3])
def test_both_engines_round_lengths_alike(tmp_path: Path, shards: int) -> None:
    """A field's length is kept in one byte: exactly up to 40 tokens, then its leading bits."""
    lengths = [*range(1, 61), 63, 64, 65, 100, 127, 128, 500, 1000, 1023, 1024, 3000]
    texts = [unit(number, "公园，" + "甲乙，" * number) for number in lengths]
    others = [unit(number, f"第{number}处湖面。") for number in range(5000, 5300)]
    samples, times = assemble([Sample("long", "长短", {"2020-01-01": (texts + others, since("2020-01-01"))})])
    reconcile(tmp_path, samples, times)
    plan = SearchPlan(words=(Term("公园"),), grams=(Term("公园", 20.0),), day=TODAY.toordinal())
    wanted = dict(IndexHandle(tmp_path).current().search(plan).hits)
    with index_of(client(), documents(samples, times), shards=shards) as engine:
        assert dict(engine.search(plan).hits) == pytest.approx(wanted, abs=1.01e-4)
    assert len(wanted) == len(lengths) > len(set(wanted.values()))
