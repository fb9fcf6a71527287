"""The commands that measure the draft check, on small made-up files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation.drafts.documents import level_of
from evaluation.drafts.unlawful import read_clauses, score
from evaluation.judged import JudgedFileError
from evaluation.main import evaluate
from review.model import IssuerLevel
from tests.homes import starter_home

CASE = {
    "title": "甲县奖励企业迁入",
    "content": "2024年，甲县人民政府印发文件，规定“对总部迁入本县的企业，按照缴纳增值税地方留成部分的"
    "百分之三十给予奖励”。",
    "violationType": "财政奖补",
    "violationClause": "《公平竞争审查条例》第十条第二项",
    "violationDetail": "对总部迁入本县的企业，按照缴纳增值税地方留成部分的百分之三十给予奖励。",
}


def rows(path: Path, *given: dict[str, str]) -> Path:
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in given), encoding="utf-8")
    return path


def run(*arguments: str) -> dict[str, object]:
    done = CliRunner().invoke(evaluate, ["drafts", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.output))


def test_documents_are_counted_by_rule_and_shown_with_what_stands_around(tmp_path: Path) -> None:
    file = rows(
        tmp_path / "documents.jsonl",
        {"title": "甲", "text": "前文。政府采购应当优先采购本市企业的产品。后文。", "place": "示例市"},
        {"title": "乙", "text": "各单位应当做好服务工作。", "place": "江苏省"},
    )
    told = run("documents", str(file), "--home", str(starter_home()))
    assert told["documents"] == 2
    (found,) = told["findings"]  # type: ignore[misc]
    assert (found["rule"], found["before"]) == ("FAIR_COMPETITION", "前文。")
    assert found["after"].startswith("。后文")
    rules = {each["rule"]: each["count"] for each in told["rules"]}  # type: ignore[attr-defined]
    assert rules["FAIR_COMPETITION"] == 1


@pytest.mark.parametrize(
    ("place", "level"),
    [
        ("全国", IssuerLevel.DEPARTMENT),
        ("江苏省", IssuerLevel.PROVINCE),
        ("广西壮族自治区", IssuerLevel.PROVINCE),
        ("重庆市", IssuerLevel.PROVINCE),
        ("湖南省衡阳市", IssuerLevel.CITY),
        ("湖南省衡阳市衡东县", IssuerLevel.COUNTY),
    ],
)
def test_a_place_suggests_the_level(place: str, level: IssuerLevel) -> None:
    assert level_of(place) == level


def test_copies_of_a_case_are_one_and_stay_in_one_half(tmp_path: Path) -> None:
    copy = {**CASE, "content": CASE["content"].replace("印发", "发布"), "violationDetail": ""}
    (clause,) = read_clauses(rows(tmp_path / "cases.jsonl", CASE, copy))
    assert clause.chapters == {"10"}
    told = score([clause], "violationDetail", clause.half)
    assert (told.found, told.right) == ((1.0,), (1.0,))


def test_what_is_no_file_of_cases_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("no json", encoding="utf-8")
    with pytest.raises(JudgedFileError):
        read_clauses(broken)


def test_lookalikes_are_false_alarms(tmp_path: Path) -> None:
    file = tmp_path / "sentences.toml"
    file.write_text(
        '[[group]]\ntexts = ["鼓励企业参加展会。", "违反的，处二百元罚款。"]\n'
        '[[group]]\ndoc_type = "地方性法规"\ntexts = ["违反的，处二百元罚款。"]\n',
        encoding="utf-8",
    )
    told = run("lookalikes", str(file), "--home", str(starter_home()))
    assert (told["sentences"], told["alarms"]) == (3, 1)


def test_the_pace_of_thirty_pages_and_of_a_batch(tmp_path: Path) -> None:
    file = rows(
        tmp_path / "documents.jsonl",
        {"title": "甲", "text": "第一条 各单位应当做好工作。\n" * 40, "place": ""},
    )
    told = run("pace", str(file), "--home", str(starter_home()), "--files", "2", "--bases", "off")
    assert told["pages"]["characters"] == 30 * 616  # type: ignore[index]
    (batch,) = told["batches"]  # type: ignore[misc]
    assert (batch["files"], batch["status"]) == (2, 0)
    assert batch["peak_mib"] > 0
