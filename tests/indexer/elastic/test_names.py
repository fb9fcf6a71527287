"""Names of indexes: what is ours, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.elastic.client import Connection
from indexer.elastic.cluster import Cluster
from indexer.elastic.names import Names, generation_name


@pytest.mark.parametrize(
    ("prefix", "index", "generation"),
    [
        ("faju", "faju-article-g000007", "g000007"),
        ("faju", "faju-article-g1234567", "g1234567"),
        ("faju", "faju-article-g00007", None),
        ("faju", "faju-article-g000007-old", None),
        ("faju", "xfaju-article-g000007", None),
        ("faju", "faju-article", None),
        ("faju", "faju-lease", None),
        ("faju", "faju-case-g000007", None),
        ("faju", "faju-article-article-g000007", None),
        ("faju-article", "faju-article-g000007", None),
        ("faju-article", "faju-article-article-g000007", "g000007"),
        ("a.b", None, None),
    ],
)
def test_which_indexes_are_ours(prefix: str, index: str | None, generation: str | None) -> None:
    if index is None:
        with pytest.raises(ValueError, match="prefix"):
            Names(prefix)
        return
    assert Names(prefix).generation(index) == generation


@pytest.mark.parametrize("prefix", ["", "-a", "_a", "+a", "A", "a b", "a*", "a,b", "a/b", "法据", "a" * 101])
def test_what_cannot_begin_a_name(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        Names(prefix)


def test_numbers_and_names_go_both_ways() -> None:
    names = Names("office-1")
    for number in (1, 999_999, 1_000_000):
        index = names.index(generation_name(number))
        assert names.number(index) == number and names.generation(names.draft(index)) is None
    assert names.number("office-1-article-x") == 0


def test_a_cluster_goes_to_a_child_and_its_secrets_are_not_shown() -> None:
    told = Connection(
        ("https://a:9200", "https://b"), "the-key", ("user", "the-password"), Path("/ca.pem"), 5.0, 1, 2
    )
    for connection in (told, Connection(("http://a",))):
        cluster = Cluster(connection, "office", 3, 2)
        assert Cluster.from_json(json.loads(json.dumps(cluster.as_json()))) == cluster
        assert "the-key" not in repr(cluster) and "the-password" not in repr(cluster)


@pytest.mark.parametrize(("shards", "replicas"), [(0, 1), (1, -1)])
def test_a_layout_that_no_cluster_takes(shards: int, replicas: int) -> None:
    with pytest.raises(ValueError, match="shards"):
        Cluster(Connection(("http://a",)), "office", shards, replicas)
