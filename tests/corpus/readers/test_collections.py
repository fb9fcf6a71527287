"""The shared collections, read whole: every file accounted for, and facts that must hold."""

from __future__ import annotations

import tarfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpus.model import Level, SourceDocument
from corpus.readers import files
from tests.support import shared


@cache
def read(path: Path) -> tuple[list[files.Outcome], list[SourceDocument]]:
    every = list(files.read([path]))
    return every, [each for each in every if isinstance(each, SourceDocument)]


@pytest.mark.parametrize("name", ["lawrefbook", "china-law-db"])
def test_every_file_is_accounted_for_once(name: str) -> None:
    path = shared("data", f"{name}.tar.gz")
    with tarfile.open(path) as archive:
        names = sorted(member.name for member in archive if member.isfile())
    every, _ = read(path)
    assert sorted(each.path for each in every) == names
    assert {each.source for each in every} == {name}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "lawrefbook",
            {"document": 3078, "joined_part": 7, "no_body": 1, "not_a_law": 29, "not_a_law_case": 52},
        ),
        ("china-law-db", {"document": 1536, "joined_part": 7, "not_a_law": 1}),
    ],
)
def test_outcomes_by_reason(name: str, expected: dict[str, int]) -> None:
    every, _ = read(shared("data", f"{name}.tar.gz"))
    found = Counter("document" if isinstance(each, SourceDocument) else each.problem.code for each in every)
    assert found == expected


@pytest.mark.parametrize("name", ["lawrefbook", "china-law-db"])
def test_the_civil_code_is_one_text_without_gaps(name: str) -> None:
    _, documents = read(shared("data", f"{name}.tar.gz"))
    (code,) = [each for each in documents if each.title == "中华人民共和国民法典"]
    assert [unit.number for unit in code.units] == list(range(1, 1261))
    assert list(dict.fromkeys(unit.path[0] for unit in code.units)) == [
        *("总则", "物权编", "合同编", "人格权编", "婚姻家庭编", "继承编", "侵权责任编", "附则")
    ]
    assert (str(code.version_date), str(code.effective_date)) == ("2020-05-28", "2021-01-01")
    assert code.level is Level.LAW
    assert not [each for each in code.problems if each.code in {"number_gap", "number_start"}]


@pytest.mark.parametrize("name", ["lawrefbook", "china-law-db"])
def test_nearly_every_text_is_dated_and_has_an_issuer(name: str) -> None:
    _, documents = read(shared("data", f"{name}.tar.gz"))
    assert [each.path for each in documents if each.version_date is None] == []
    assert len([each for each in documents if each.issuer is None]) <= 2
    assert len([each for each in documents if each.level is Level.NORMATIVE_DOCUMENT]) <= 1


def test_a_front_matter_publish_date_is_not_the_texts_day() -> None:
    _, documents = read(shared("data", "china-law-db.tar.gz"))
    (law,) = [each for each in documents if each.title == "中华人民共和国反垄断法" and "2022" in each.path]
    assert str(law.version_date) == "2022-06-24"
    assert (law.status, law.category, law.reader) == ("现行有效", "经济法", "front-matter")
