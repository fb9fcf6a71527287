"""`faju-eval cluster`: what it measures adds up, and it leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation.main import evaluate
from indexer.load_process import run
from search_service.settings import load_settings
from tests.elastic_node import client
from tests.samples import rules
from tests.search_service.on_cluster import variables


def test_without_a_cluster_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAJU_ELASTICSEARCH_URL", raising=False)
    done = CliRunner().invoke(evaluate, ["cluster", "--home", str(tmp_path)])
    assert done.exit_code == 1 and "bad_setting" in done.stderr and "FAJU_ELASTICSEARCH_URL" in done.stderr


def test_builds_and_searches_are_measured_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with variables() as told:
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        home = tmp_path / "home"
        run([rules(tmp_path / "files", 3)], home, "tests", cluster=load_settings(home=home).cluster)
        arguments = [
            "cluster",
            "--home",
            str(home),
            "--queries",
            "4",
            "--rounds",
            "2",
            "--clients",
            "3",
            "--json",
        ]
        done = CliRunner().invoke(evaluate, arguments)
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)
        left = client().indices.get(index="faju-eval-*", expand_wildcards="all", allow_no_indices=True)
    assert not left
    assert len(found["bulk"]) == 2
    for each in found["bulk"]:
        assert each["documents"] == 30 and each["per_second"] > 0
        assert each["cpu_us"]["builder"] > 0 and each["cpu_us"]["nodes"] >= 0
    for name in ("plain", "full"):
        told_of = found["search"][name]
        assert 0 < told_of["calls"]["p50"] < told_of["total"]["p50"]
        assert told_of["ours"]["p50"] > 0 and told_of["ours_cpu"]["p50"] > 0
    for name in ("engine", "plain", "full"):
        seen = found["crowd"][name]
        assert (seen["clients"], seen["requests"], seen["errors"]) == (3, 8, 0)
        assert seen["per_second"] > 0 and seen["p50"] > 0
