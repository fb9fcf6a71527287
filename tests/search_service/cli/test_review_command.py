"""`faju review`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document

from tests.commands import Console
from tests.homes import starter_home

BAD = "第一条 为规范停车，根据《中华人民共和国合同法》，制定本办法。"
DOUBTFUL = "现将国发[2020]5号文件转发给你们。"
GOOD = "各部门应当加强宣传。"


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


@pytest.mark.parametrize(("text", "status"), [(BAD, 4), (DOUBTFUL, 3), (GOOD, 0)])
def test_the_exit_status_tells_the_gravest(console: Console, tmp_path: Path, text: str, status: int) -> None:
    ended = console(starter_home(), "review", written(tmp_path, "稿.txt", text), "--as-of", "2026-11-23")
    assert ended.status == status, ended
    assert "审查日：2026-11-23" in ended.out
    assert "规则包：" in ended.out


def test_what_is_told(console: Console, tmp_path: Path) -> None:
    ended = console(starter_home(), "review", written(tmp_path, "稿.txt", BAD), "--issuer-level", "县级")
    for each in (
        "第 1 行",
        "错误",
        "已经废止",
        "《中华人民共和国民法典》第一千二百六十条",
        "县级",
        "错误 1 个",
    ):
        assert each in ended.out, each


def test_many_files_as_json_lines(console: Console, tmp_path: Path) -> None:
    names = [written(tmp_path, f"{n}.md", text) for n, text in enumerate((BAD, GOOD))]
    ended = console(starter_home(), "review", *names, "--json", "--bases", "off")
    first, second = map(json.loads, ended.out.splitlines())
    assert (ended.status, first["file"], second["file"]) == (4, *names)
    assert [each["rule"] for each in first["findings"] if each["severity"] == "error"] == ["CITE_REPEALED"]
    assert (second["findings"], second["text"]) == ([], GOOD)


@pytest.mark.parametrize(
    ("form", "ending"),
    [("docx", "批注.docx"), ("opinion", "审查意见.docx"), ("xlsx", "审查.xlsx"), ("json", "审查.json")],
)
def test_files_are_written_and_none_is_replaced(
    console: Console, tmp_path: Path, form: str, ending: str
) -> None:
    file, out = written(tmp_path, "稿.txt", BAD), tmp_path / "新"
    for _ in range(2):
        assert console(starter_home(), "review", file, "--format", form, "--out", str(out)).status == 4
    stem, _, rest = f"稿.{ending}".partition(".")
    assert {each.name for each in out.iterdir()} == {f"{stem}.{rest}", f"{stem}（2）.{rest}"}


def test_a_word_draft_is_commented_in_a_copy_beside_it(console: Console, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(BAD)
    document.save(str(tmp_path / "稿.docx"))
    assert console(starter_home(), "review", str(tmp_path / "稿.docx"), "--format", "docx").status == 4
    copy = Document(str(tmp_path / "稿.批注.docx"))
    assert copy.paragraphs[0].text == BAD
    assert any("已经废止" in each.text for each in copy.comments)


def test_a_file_that_cannot_be_read_stops_no_other(console: Console, tmp_path: Path) -> None:
    pdf = tmp_path / "稿.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    ended = console(
        starter_home(), "review", str(pdf), str(tmp_path / "无.txt"), written(tmp_path, "稿.txt", BAD)
    )
    assert ended.status == 1
    assert "（unsupported_file）" in ended.err
    assert "（path_not_found）" in ended.err
    assert "错误 1 个" in ended.out


def test_wrong_commands(console: Console, tmp_path: Path) -> None:
    file = written(tmp_path, "稿.txt", BAD)
    wrong = console(starter_home(), "review", file, "--type", "公文")
    wrong.failed_with("usage", 2)
    assert "公文 不在可选之列：法律草案、行政法规" in wrong.err
    console(starter_home(), "review").failed_with("usage", 2)
