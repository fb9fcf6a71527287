"""Every command: its JSON, its exit status, what it says of wrong input; on the starter library."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from search_service.api.search_shapes import SearchAnswer
from tests.commands import Console, command, environment, process
from tests.homes import copy_of, starter_home
from tests.samples import rules


@pytest.fixture(scope="session")
def home() -> Path:
    return starter_home()


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "高空抛物", "--json"),
        ("search", "高空", "抛物", "责任", "--size", "2", "--as-of", "2026-11-23", "--json"),
        ("search", "听证", "--law", "行政许可法", "--json"),
        ("show", "民法典", "1254", "--json"),
        ("show", "合同法52", "--json"),
        ("show", "民法典9999", "--json"),
        ("index", "status", "--json"),
        ("load", "--list", "--json"),
    ],
)
def test_json_is_one_document(console: Console, home: Path, arguments: tuple[str, ...]) -> None:
    ended = console(home, *arguments)
    assert ended.json
    assert ended.err.strip() == ""


def test_json_of_a_search_is_the_answer_of_the_interface(console: Console, home: Path) -> None:
    SearchAnswer.model_validate_json(console(home, "search", "罚款", "--json").out)


def test_json_of_a_check(console: Console, home: Path, tmp_path: Path) -> None:
    draft = tmp_path / "稿.txt"
    draft.write_text("依照《合同法》第五十二条和《民法典》第一条。", encoding="gb18030")
    ended = console(home, "check-citations", str(draft), "--as-of", "2026-11-23", "--json")
    assert [each["verdict"] for each in ended.json["citations"]] == ["repealed", "ok"]
    assert ended.status == 1, "a citation that does not stand is told to programs"


def test_json_of_loads_and_builds(console: Console, tmp_path: Path) -> None:
    home = tmp_path / "home"
    loaded = console(home, "load", str(rules(tmp_path / "rules")), "--json")
    assert (loaded.status, loaded.json["counts"]) == (0, {"new": 3})
    again = console(home, "load", str(tmp_path / "rules"), "--json")
    assert again.json["counts"] == {"same": 3}
    assert again.json["library_version"] == loaded.json["library_version"]
    assert console(home, "index", "build", "--json").json["added"] == 0
    rebuilt = console(home, "index", "build", "--full", "--json").json
    assert (rebuilt["rebuilt"], rebuilt["added"]) == (True, 30)
    console(home, "index", "rollback").succeeded()
    console(home, "index", "clean").succeeded()
    found = console(home, "search", "示例事项", "听证", "--json").json
    assert found["hits"][0]["law"]["title"].startswith("示例事项管理办法")


def test_search_prints_law_article_status_and_text(console: Console, home: Path) -> None:
    ended = console(home, "search", "民法典1254", "--as-of", "2026-11-23")
    ended.succeeded()
    assert "1. 中华人民共和国民法典 第一千二百五十四条 有效" in ended.out
    assert "禁止从建筑物中抛掷物品" in ended.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("23条",), "请问是哪部法规的第二十三条"),
        (("合同法52",), "已自 2021-01-01 起废止"),
        (("国办发〔2018〕37号",), "已识别为文号"),
        (("环境保护法",), "生态环境法典"),
    ],
)
def test_search_says_what_the_answer_says(
    console: Console, home: Path, words: tuple[str, ...], told: str
) -> None:
    ended = console(home, "search", *words, "--as-of", "2026-11-23")
    ended.succeeded()
    assert told in ended.out


def test_show_prints_the_article_with_its_days(console: Console, home: Path) -> None:
    ended = console(home, "show", "商标法", "10", "--as-of", "2026-12-31")
    ended.succeeded()
    assert ended.out.startswith("中华人民共和国商标法 第十条\n2019-04-23 公布")
    assert "2027-01-01" in ended.out, "the coming change is said"
    later = console(home, "show", "商标法", "10", "--as-of", "2027-01-01")
    assert "2026-06-26 公布" in later.out


def test_show_of_a_repealed_law_leads_to_its_successor(console: Console, home: Path) -> None:
    ended = console(home, "show", "环境保护法", "45", "--as-of", "2026-11-23")
    ended.succeeded()
    assert "生态环境法典》代替" in ended.out
    assert "国家依照法律规定实行排污许可管理制度" in ended.out


WRONG = [
    (("nonsense",), 2, "usage"),
    (("--nonsense",), 2, "usage"),
    (("--home",), 2, "usage"),
    (("search",), 2, "usage"),
    (("search", "--nope", "x"), 2, "usage"),
    (("search", "x", "--size", "0"), 2, "usage"),
    (("search", "x", "--size", "101"), 2, "usage"),
    (("search", "x", "--size", "abc"), 2, "usage"),
    (("search", "x", "--size"), 2, "usage"),
    (("search", "x", "--as-of", "2026-02-30"), 2, "usage"),
    (("search", "x", "--as-of", "0000-01-01"), 2, "usage"),
    (("search", "x", "--as-of", "2026"), 2, "usage"),
    (("search", ""), 1, "empty_query"),
    (("search", "！！", "，"), 1, "empty_query"),
    (("search", "法" * 10_000), 1, "query_too_long"),
    (("search", "罚款", "--law", "没有这部法"), 1, "unknown_law"),
    (("show",), 2, "usage"),
    (("show", "高空抛物"), 1, "not_a_citation"),
    (("show", "23条"), 1, "not_a_citation"),
    (("show", "民法典", "9999"), 1, "article_not_found"),
    (("show", "合同法", "52"), 1, "repealed"),
    (("load",), 2, "usage"),
    (("load", "x", "--starter"), 2, "usage"),
    (("load", "/no/such/path"), 1, "path_not_found"),
    (("index", "nonsense"), 2, "usage"),
    (("index", "rollback", "x"), 2, "usage"),
    (("check-citations",), 2, "usage"),
    (("check-citations", "/no/such/file.txt"), 1, "path_not_found"),
    (("check-citations", "/"), 1, "not_a_file"),
    (("serve", "--port", "abc"), 2, "usage"),
    (("serve", "--port", "99999"), 1, "bad_setting"),
    (("serve", "--port", "-1"), 1, "bad_setting"),
    (("serve", "--host", "no.such.host.invalid", "--port", "0"), 1, "bad_address"),
]


@pytest.mark.parametrize(("arguments", "status", "code"), WRONG, ids=lambda value: str(value)[:40])
def test_wrong_use(console: Console, home: Path, arguments: tuple[str, ...], status: int, code: str) -> None:
    ended = console(home, *arguments)
    ended.failed_with(code, status)
    assert len(ended.err.splitlines()[-1]) < 300


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FAJU_PORT", "abc"),
        ("FAJU_PORT", "70000"),
        ("FAJU_WINDOW", "5"),
        ("FAJU_LOG_LEVEL", "loud"),
        ("FAJU_MAX_BODY_BYTES", "1e99"),
        ("FAJU_POLL_SECONDS", "0"),
    ],
)
def test_wrong_settings(
    console: Console, home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    ended = console(home, "search", "罚款")
    ended.failed_with("bad_setting")
    assert variable in ended.err


def test_an_empty_setting_is_one_that_is_not_set(
    console: Console, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAJU_SEARCH_THREADS", "")
    console(home, "search", "罚款").succeeded()


def test_a_port_in_use(console: Console, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = console(home, "serve", "--port", str(taken.getsockname()[1]))
    ended.failed_with("port_in_use")
    assert "--port" in ended.err


def test_help_is_chinese(console: Console, home: Path) -> None:
    for arguments in ((), ("--help",), ("search", "--help"), ("index", "--help"), ("load", "-h")):
        ended = console(home, *arguments)
        assert ended.status == 0
        assert "法" in ended.out


@pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_output_is_utf8_on_every_console(home: Path, variables: dict[str, str]) -> None:
    """A console that claims ASCII gets UTF-8 all the same, never an encoding error; arguments are read too."""
    found = process(home, "search", "民法典1254", **{"PYTHONCOERCECLOCALE": "0", **variables})
    found.succeeded()
    assert "禁止从建筑物中抛掷物品" in found.out
    wrong = process(home, "show", "民法典9999", **{"PYTHONCOERCECLOCALE": "0", **variables})
    wrong.failed_with("article_not_found")
    assert "第九千九百九十九条" in wrong.err


def test_a_closed_pipe_is_no_traceback(home: Path) -> None:
    """faju search … | head -1"""
    piped = subprocess.Popen(
        command("search", "罚款", "--size", "100"),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert piped.stdout is not None
    assert piped.stderr is not None
    piped.stdout.close()
    told = piped.stderr.read().decode()
    piped.wait(60)
    assert "Traceback" not in told


def test_commands_do_not_disturb_a_home_that_is_read(console: Console, home: Path, tmp_path: Path) -> None:
    own = copy_of(home, tmp_path / "home")
    before = {path.name: path.stat().st_mtime_ns for path in own.rglob("*.idx")}
    for arguments in (("search", "罚款"), ("show", "民法典1"), ("index", "status"), ("load", "--list")):
        console(own, *arguments).succeeded()
    assert {path.name: path.stat().st_mtime_ns for path in own.rglob("*.idx")} == before


def test_a_load_is_listed_and_taken_back(console: Console, tmp_path: Path) -> None:
    home = tmp_path / "home"
    console(home, "load", str(rules(tmp_path / "rules")), "--no-index")
    (listed,) = console(home, "loads", "--json").json
    assert (listed["seq"], listed["state"], len(listed["checksum"])) == (1, "finished", 64)
    assert console(home, "undo", "7", "--yes").status == 1
    done = console(home, "undo", "1", "--yes", "--no-index")
    assert done.status == 0 and "现有 0 部" in done.out
    assert "load_undone" in console(home, "undo", "1", "--yes").err
    assert [each["state"] for each in console(home, "loads", "--json").json] == ["finished", "undone"]
