"""The collection that a newcomer sees: complete, well made, and in our own words."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from corpus.cases.categories import all_categories, is_known
from corpus.cases.likeness import CaseForm, alike
from corpus.cases.model import Fidelity, PolicyCase
from corpus.cases.reading import CaseRow
from corpus.cases.starter import file_names, starter_cases
from corpus.normalize import fold
from tests.corpus.cases.samples import read
from tests.support import shared

CASES = starter_cases()
FILES = ("policy_cases.jsonl", "全国公平竞争审查督查发现的问题政策措施.xlsx")
RUN = 16
_QUOTED = re.compile(r"[《〈](?:[^《》〈〉]|[《〈][^《》〈〉]*[》〉])*[》〉]")


def test_there_are_enough_and_each_once() -> None:
    assert len(CASES) >= 110
    assert len({each.id for each in CASES}) == len(CASES)
    assert max(Counter(each.title for each in CASES).values()) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.title)
def test_each_case_is_complete(case: PolicyCase) -> None:
    assert case.issuer and case.source.title and case.source.department
    assert date.fromisoformat(case.source.date) == case.as_of
    assert case.regions, "the region is not known to corpus/data/regions.toml"
    assert case.fidelity is Fidelity.ABRIDGED
    assert case.legal_bases and all(
        "《" in each or each == "市场准入负面清单制度" for each in case.legal_bases
    )
    assert case.categories and all(map(is_known, case.categories))
    assert 4 <= len(case.title) <= 24
    assert 60 <= len(case.measure + case.finding + case.outcome) <= 260
    for text in (case.measure, case.finding, case.outcome):
        assert text.endswith("。") and "  " not in text and not re.search(r"[,;:()]|\.\.", text)
    assert case.document_number is None or re.fullmatch(
        r"[\u4e00-\u9fff]{2,9}〔20\d\d〕\d+号", case.document_number
    )


def test_every_item_of_the_regulation_has_a_case() -> None:
    found = Counter(code for each in CASES for code in each.categories)
    items = [each.code for each in all_categories() if each.code[0].isdigit()]
    assert [code for code in items if not found[code]] == []
    others = {"monopoly", "list", "fee", "licence", "standard", "unlicensed", "repealed_basis", "procedure"}
    assert others <= found.keys()


def test_no_two_are_one_case() -> None:
    forms = [CaseForm(each) for each in CASES]
    pairs = [
        (one.case.title, other.case.title)
        for at, one in enumerate(forms)
        for other in forms[at + 1 :]
        if alike(one, other)
    ]
    assert pairs == []


def test_every_file_holds_cases() -> None:
    assert len(file_names()) >= 6


def test_nothing_is_copied() -> None:
    """No run of 16 letters or figures is the source's, beside names and titles."""
    known = [each.case for name in FILES for each in read(shared("data", name)) if isinstance(each, CaseRow)]
    grams = {gram for each in known for text in (each.title, each.text) for gram in _runs(_bare(text))}
    copied = []
    for case in CASES:
        names = sorted(
            filter(None, (case.issuer, case.document, case.document_number, *map(str, _names(case))))
        )
        for text in (case.title, case.measure, case.finding, case.outcome):
            plain = _QUOTED.sub("\n", text)
            for name in sorted(names, key=len, reverse=True):
                plain = plain.replace(name, "\n")
            copied += [
                (case.title, run) for part in plain.split("\n") for run in _runs(_bare(part)) if run in grams
            ]
    assert copied == []


def test_the_facts_are_the_source_s() -> None:
    """Bulletins, documents and their numbers are named as the source names them."""
    known = [each.case for each in read(shared("data", FILES[0])) if isinstance(each, CaseRow)]
    bulletins = {_bare(each.source.title) for each in known}
    texts = _bare(
        "\n".join(f"{each.title}{each.document}{each.document_number}{each.text}" for each in known)
    )
    assert {_bare(each.source.title) for each in CASES} <= bulletins
    assert [each.document for each in CASES if _bare(each.document) not in texts] == []
    numbers = (each.document_number for each in CASES if each.document_number)
    assert [each for each in numbers if _bare(each) not in texts.replace("第", "")] == []


def _names(case: PolicyCase) -> list[str]:
    return [each.name for each in case.regions]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _runs(text: str) -> set[str]:
    return {text[at : at + RUN] for at in range(len(text) - RUN + 1)}
