"""`faju-eval ranking` and `cases` on the starter library: what is printed, saved, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluation.main import evaluate
from evaluation.service import Remote, open_service
from tests.homes import starter_home
from tests.support import shared

ROWS = [
    {
        "qid": 1,
        "query": "高空抛物 责任",
        "gold": [{"law": "民法典", "article": "第一千二百五十四条"}],
        "in_starter": True,
    },
    {"qid": 2, "query": "规范性文件 设定 罚款", "gold": [{"law": "行政处罚法", "article": "第十六条"}]},
    {"qid": 3, "query": "不在起步库", "gold": [{"law": "甲条例", "article": "第一条"}], "in_starter": False},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "judged.jsonl"
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in ROWS), encoding="utf-8")
    return path


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(evaluate, [*map(str, arguments), "--home", str(starter_home())])


def test_a_ranking_is_printed_saved_and_compared(file: Path, tmp_path: Path):
    done = call("ranking", file, "--in-starter", "--save", tmp_path / "run.json")
    assert done.exit_code == 0
    assert "judged.jsonl：2 个问题" in done.stdout
    assert "R@10     1.000" in done.stdout
    again = call("ranking", file, "--in-starter", "--no-expand", "--against", tmp_path / "run.json")
    assert "与保存的结果比较" in again.stdout
    assert "退步" in again.stdout


def test_a_ranking_as_json_has_every_query(file: Path):
    told = json.loads(call("ranking", file, "--currency", "any", "--levels", "法律", "--json").stdout)
    assert told["metrics"]["R@10"] == pytest.approx(2 / 3)
    assert [row["qid"] for row in told["rows"]] == ["1", "2", "3"]
    assert told["rows"][0]["at"] == [["民法典", "第一千二百五十四条", 1]]
    assert told["by_kind"]["全部"]["queries"] == 3
    assert told["refused"] == []


def test_a_refused_search_is_counted_and_ends_with_1(file: Path):
    file.write_text(json.dumps({**ROWS[0], "query": "问" * 3000}), encoding="utf-8")
    done = call("ranking", file)
    assert done.exit_code == 1
    assert "query_too_long" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--levels", "天条"], "没有 天条 这种效力位阶"),
        (["--as-of", "2026-13-01"], "不是有效的日期"),
        (["--limit", "0"], "0"),
    ],
)
def test_wrong_options_are_named(file: Path, arguments: list[str], said: str):
    done = call("ranking", file, *arguments)
    assert done.exit_code == 2
    assert said in done.output


CASES = [
    {
        "id": "A",
        "kind": "search",
        "input": "民法典1254",
        "params": {},
        "expect": {"top1": {"law": "民法典", "article_no": "第一千二百五十四条"}},
    },
    {
        "id": "B",
        "kind": "asof",
        "input": "环境保护法 第六条",
        "params": {"date": "2026-08-15"},
        "expect": {"verdict": "repealed"},
    },
    {"id": "C", "kind": "search", "input": "民法典1254", "params": {}, "expect": {"query_type": "topic"}},
    {"id": "D", "kind": "poem", "input": "床前明月光", "params": {}, "expect": {}},
]


def test_cases_end_with_1_when_one_fails(tmp_path: Path):
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in CASES), encoding="utf-8")
    done = call("cases", path)
    assert done.exit_code == 1
    assert "不通过 C 民法典1254" in done.stdout
    assert "search：1/2" in done.stdout
    assert "asof：1/1" in done.stdout
    assert "poem：服务还没有这个接口，1 个用例没有运行" in done.stdout
    path.write_text("\n".join(json.dumps(each) for each in CASES if each["id"] != "C"), encoding="utf-8")
    assert call("cases", path).exit_code == 0
    assert json.loads(call("cases", path, "--json").stdout)["totals"]["search"]["passed"] == 1


def test_without_a_socket_and_over_http_the_answers_are_the_same():
    from tests.serving import serve

    local = open_service(None, starter_home())
    with serve(starter_home()) as running:
        remote = Remote(running.url)
        for path, params in (
            ("/api/v1/search", {"q": "征地补偿", "size": 3}),
            ("/api/v1/laws/%E6%B0%91%E6%B3%95%E5%85%B8", {}),
            ("/api/v1/search", {"q": ""}),
        ):
            ours, theirs = local.call("GET", path, params), remote.call("GET", path, params)
            for each in (ours, theirs):
                for name in ("took_ms", "library"):
                    each[1].pop(name, None)
            assert ours == theirs
        remote.close()
    local.close()


FIGURES = [
    # DESIGN §9: starter home, every text shown; at least the lexical figures of the experiments before this project
    ("stard_dev.jsonl", 0.52),
    ("basis_dev.jsonl", 0.67),
]


@pytest.mark.parametrize(("name", "recall"), FIGURES)
def test_the_ranking_figures_of_the_starter_library(name: str, recall: float):
    path = shared("eval", name)
    told = json.loads(call("ranking", path, "--in-starter", "--currency", "any", "--json").stdout)
    assert told["refused"] == []
    assert told["metrics"]["R@10"] >= recall
