"""`faju bases`: what it prints and ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.api.draft_shapes import BasesAnswer
from tests.commands import Console
from tests.homes import starter_home

DRAFT = """示例市行政处罚实施办法
第一条 为规范行政处罚，根据《中华人民共和国行政处罚法》，制定本办法。
第二条 对当事人的同一个违法行为，不得给予两次以上罚款。
第三条 依照《合同法》第五十二条，宠物美容店的沙发颜色应当与招牌一致。"""


@pytest.fixture
def draft(tmp_path: Path) -> str:
    file = tmp_path / "稿.txt"
    file.write_text(DRAFT, encoding="gb18030")
    return str(file)


def test_for_people(console: Console, draft: str) -> None:
    ended = console(starter_home(), "bases", draft, "--as-of", "2026-11-23", "--size", "1")
    ended.succeeded()
    for words in (
        "制定依据：《中华人民共和国行政处罚法》，优先列出。",
        "第 3 行　第二条　对当事人的同一个违法行为",
        "1. 《中华人民共和国行政处罚法》第二十九条（法律）",
        "引用 《合同法》第五十二条：已废止",
        "没有找到有把握的依据。",
        "查找 2 条，1 条有较有把握的依据；核验日期 2026-11-23。",
    ):
        assert words in ended.out


def test_json_is_the_answer_of_the_interface(console: Console, draft: str) -> None:
    ended = console(starter_home(), "bases", draft, "--title", "示例办法", "--json")
    found = BasesAnswer.model_validate_json(ended.out)
    assert (found.text, found.context.title) == (DRAFT, "示例办法")


def test_nothing_to_look_up(console: Console, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("No fee may be charged.", encoding="utf-8")
    ended = console(starter_home(), "bases", str(tmp_path / "a.txt"))
    ended.succeeded()
    assert "没有可以查找依据的条文" in ended.out


def test_wrong_input(console: Console, tmp_path: Path, draft: str) -> None:
    console(starter_home(), "bases", str(tmp_path / "none.txt")).failed_with("path_not_found")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    console(starter_home(), "bases", str(tmp_path / "a.pdf")).failed_with("unsupported_file")
    (tmp_path / "b.txt").write_bytes(b"")
    console(starter_home(), "bases", str(tmp_path / "b.txt")).failed_with("empty_file")
    console(starter_home(), "bases", draft, "--size", "21").failed_with("usage", 2)
