"""Documents: one for each unit of each version, and a hash that changes with everything that is indexed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.documents import documents, outlines
from indexer.fingerprint import fingerprint
from indexer.segment import bigrams, words
from tests.indexer.samples import Sample, assemble, market_laws, since, unit


def _park(**changes: object) -> Sample:
    park = Sample(
        "park",
        "公园条例",
        {"2020-05-01": ([unit(1, "公园应当开放。", ("第一章 总则",))], since("2020-07-01"))},
    )
    return replace(park, **changes)  # type: ignore[arg-type]


def test_every_unit_of_every_version() -> None:
    library, times = assemble(market_laws())
    found = list(documents(library, times))
    assert len(found) == library.info().units
    assert [each.unit_id for each in found if each.facets.work == "jinan"] == [
        "jinan:2020-05-01:a1", "jinan:2020-05-01:a2",
    ]  # fmt: skip


def test_a_passage_is_title_headings_and_text() -> None:
    [found] = documents(*assemble([_park()]))
    whole = "公园条例\n第一章 总则\n公园应当开放。"
    assert found.words.split() == words(whole) and found.grams.split() == bigrams(whole)
    assert (found.facets.year, found.facets.level, found.facets.region) == ("2020", "法律", "")


@pytest.mark.parametrize(
    "changed",
    [
        _park(title="公园办法"),
        _park(issuer="国务院"),
        _park(region="济城市"),
        _park(category="城市"),
        _park(level="规范性文件"),
        _park(versions={"2020-05-01": ([unit(1, "公园应当免费。", ("第一章 总则",))], since("2020-07-01"))}),
        _park(versions={"2020-05-01": ([unit(1, "公园应当开放。", ("第二章 总则",))], since("2020-07-01"))}),
        _park(versions={"2020-05-01": ([unit(1, "公园应当开放。", ("第一章 总则",))], since("2020-07-02"))}),
        _park(versions={"2020-05-02": ([unit(1, "公园应当开放。", ("第一章 总则",))], since("2020-07-01"))}),
    ],
)
def test_the_hash_changes_with_everything_that_is_indexed(changed: Sample) -> None:
    [before], [after] = (list(outlines(*assemble([each]))) for each in (_park(), changed))
    assert before.doc_hash != after.doc_hash


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("公园应当，开放。", "公园应当 开放", True),
        ("罚款１０元", "罚款10元", True),
        ("罚款1.5元", "罚款15元", False),
        ("占10%以上", "占10以上", False),
        ("公园应当开放。", "公园应当免费。", False),
    ],
)
def test_texts_that_differ_in_formatting_share_their_text_hash(one: str, other: str, same: bool) -> None:
    texts = ([unit(1, one), unit(2, other)], since("2020-07-01"))
    first, second = outlines(*assemble([_park(versions={"2020-05-01": texts})]))
    assert (first.text_hash == second.text_hash) is same and first.doc_hash != second.doc_hash


def test_the_fingerprint_tells_schema_and_synonyms_apart() -> None:
    found = {fingerprint("embedded/1"), fingerprint("embedded/2"), fingerprint("embedded/1", "s")}
    assert len(found) == 3 and all(len(each) == 16 for each in found)
