"""Clauses kept between two starts: the same timeline, and never an old or broken file taken for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.library import MemoryLibrary
from corpus.model import Level, Unit, UnitKind, Version, Work
from indexer import timelines


def _library(begin: str) -> MemoryLibrary:
    unit = Unit("a1", UnitKind.ARTICLE, 1, 0, "第一条", (), f"本法自{begin}起施行。")
    version = Version("w", "2020-05-28", "甲法", date(2020, 5, 28), begin, 1)
    work = Work("w", "甲法", Level.LAW, None, None, None, None, (version,))
    return MemoryLibrary([work], {("w", "2020-05-28"): [unit]})


def _begin(home: Path, library: MemoryLibrary) -> date | None:
    return timelines.timeline_of(home, library).version_interval("w", "2020-05-28").valid_from


def test_clauses_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _begin(tmp_path, _library("2021年1月1日")) == date(2021, 1, 1)

    def read_again(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(timelines, "extract_version", read_again)
    assert _begin(tmp_path, _library("2021年1月1日")) == date(2021, 1, 1)


def test_another_text_is_read(tmp_path: Path) -> None:
    _begin(tmp_path, _library("2021年1月1日"))
    assert _begin(tmp_path, _library("2022年3月1日")) == date(2022, 3, 1)


@pytest.mark.parametrize("content", ["", "{", '{"code": "old", "clauses": {"2021年1月1日": "[]"}}', "[1]"])
def test_a_broken_or_old_file_is_made_again(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cache" / "clauses.json"
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    assert _begin(tmp_path, _library("2021年1月1日")) == date(2021, 1, 1)
    assert "2021" in path.read_text("utf-8")
