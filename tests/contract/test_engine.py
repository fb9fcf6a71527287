"""What every engine must do, whatever is behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from corpus.model import Currency
from indexer.engine import Engine, EnginePage, Mode, SearchPlan, Term
from indexer.segment import bigrams, words
from indexer.validity import ALL_CURRENCIES
from tests.contract.conftest import Make
from tests.indexer.samples import TODAY, Sample, market_laws, since, unit

ANY: dict[str, Any] = {"currencies": ALL_CURRENCIES}


def plan(text: str, day: date = TODAY, **more: Any) -> SearchPlan:
    return SearchPlan(
        words=tuple(Term(each) for each in dict.fromkeys(words(text))),
        grams=tuple(Term(each) for each in dict.fromkeys(bigrams(text))),
        day=day.toordinal(),
        **more,
    )


def must(*phrases: str, day: date = TODAY, **more: Any) -> SearchPlan:
    return SearchPlan(day=day.toordinal(), mode=Mode.ADVANCED, must_phrases=phrases, **more)


def ids(page: EnginePage) -> list[str]:
    return [name for name, _ in page.hits]


def test_the_best_hit_is_the_one_with_the_words(engine: Engine) -> None:
    page = engine.search(plan("滥用行政权力排除竞争"))
    assert ids(page)[0] == "fairrule:2022-06-24:a3"
    scores = [score for _, score in page.hits]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0
    assert (page.total, page.exact) == (None, False)


def test_title_and_headings_are_searched_with_the_text(engine: Engine) -> None:
    assert ids(engine.search(plan("行政垄断")))[0] == "fairrule:2022-06-24:a3"
    assert ids(engine.search(plan("农地承包办法")))[0] == "landlaw:2002-08-29:a4"


@pytest.mark.parametrize(
    ("day", "currencies", "expected"),
    [
        (TODAY, None, {"fairrule:2022-06-24", "landlaw", "undated", "jinan"}),
        (date(2010, 1, 1), None, {"fairrule:2008-08-01", "oldcontract", "landlaw", "undated"}),
        (date(2022, 7, 31), None, {"fairrule:2008-08-01", "landlaw", "undated", "jinan"}),
        (date(2022, 8, 1), None, {"fairrule:2022-06-24", "landlaw", "undated", "jinan"}),
        (date(2027, 1, 1), None, {"fairrule:2022-06-24", "landlaw", "undated", "jinan", "brandnew"}),
        (TODAY, {Currency.IN_FORCE}, {"fairrule:2022-06-24", "jinan"}),
        (TODAY, {Currency.UPCOMING}, {"brandnew"}),
        (TODAY, {Currency.SUPERSEDED}, {"fairrule:2008-08-01"}),
        (TODAY, {Currency.REPEALED}, {"oldcontract"}),
        (TODAY, {Currency.UNDETERMINED}, {"landlaw", "undated"}),
        (TODAY, {Currency.REPEALED, Currency.UPCOMING}, {"oldcontract", "brandnew"}),
        (date(1990, 1, 1), {Currency.IN_FORCE}, set()),
        (TODAY, ALL_CURRENCIES, {"fairrule", "oldcontract", "brandnew", "landlaw", "undated", "jinan"}),
    ],
)
def test_currency_on_a_day(
    engine: Engine, day: date, currencies: set[Currency] | None, expected: set[str]
) -> None:
    more = {} if currencies is None else {"currencies": frozenset(currencies)}
    found = plan("公平交易法 旧合约法 新商标条例 农地承包办法 行政公开暂行办法 济城公园条例", day, **more)
    hits = ids(engine.search(found))
    assert all(any(hit.startswith(each) for each in expected) for hit in hits)
    assert all(any(hit.startswith(each) for hit in hits) for each in expected)
    assert engine.count(found) == len(hits)


@pytest.mark.parametrize(
    ("filters", "works"),
    [
        ({"level": ("行政法规",)}, {"brandnew"}),
        ({"level": ("行政法规", "部门规章")}, {"brandnew", "landlaw", "undated"}),
        ({"issuer": ("农业农村部",)}, {"landlaw"}),
        ({"region": ("济城市",)}, {"jinan"}),
        ({"category": ("城市管理",)}, {"jinan"}),
        ({"year": ("2020", "2026")}, {"jinan", "brandnew"}),
        ({"work": ("jinan", "landlaw")}, {"jinan", "landlaw"}),
        ({"level": ("部门规章",), "issuer": ("国务院办公厅",)}, {"undated"}),
        ({"level": ("部门规章",), "region": ("济城市",)}, set()),
        ({"level": ("没有这一级",)}, set()),
        ({"level": ()}, {"fairrule", "oldcontract", "brandnew", "landlaw", "undated", "jinan"}),
    ],
)
def test_filters(engine: Engine, filters: dict[str, tuple[str, ...]], works: set[str]) -> None:
    text = "公平交易法 旧合约法 新商标条例 农地承包办法 行政公开暂行办法 济城公园条例"
    hits = ids(engine.search(plan(text, filters=filters, **ANY)))
    assert {hit.split(":")[0] for hit in hits} == works


@pytest.mark.parametrize(
    "restriction",
    [
        {"filters": {"level": ("地方性法规", "法律"), "region": ("济城市",), "year": ("2020",)}},
        {"filters": {"work": ("jinan",)}},
        {"published_from": date(2020, 1, 1).toordinal()},
        {"published_to": date(2020, 12, 31).toordinal(), "published_from": date(2020, 5, 1).toordinal()},
        {"exclude_works": ("landlaw", "undated", "")},
        {"exclude_units": ("fairrule:2022-06-24:a1", "")},
        {"exclude_phrases": ("竞争", "垄", "没有的词")},
        {"currencies": frozenset({Currency.IN_FORCE})},
        {"mode": Mode.ADVANCED, "must_words": ("公园",)},
        {"mode": Mode.ADVANCED, "must_phrases": ("向公众开放",)},
        {"mode": Mode.ADVANCED, "must_phrases": ("众",)},
    ],
)
def test_what_restricts_never_changes_a_score(engine: Engine, restriction: dict[str, Any]) -> None:
    free = engine.search(plan("公园开放", **ANY)).hits
    bound = engine.search(plan("公园开放", **ANY | restriction)).hits
    assert {"jinan:2020-05-01:a1", "jinan:2020-05-01:a2"} <= dict(bound).keys()
    assert set(bound) <= set(free)


@pytest.mark.parametrize(
    ("start", "end", "works"),
    [
        ("2022-06-24", None, {"fairrule", "brandnew"}),
        ("2022-06-25", None, {"brandnew"}),
        (None, "1999-03-15", {"oldcontract"}),
        (None, "1999-03-14", set()),
        ("2002-01-01", "2020-12-31", {"landlaw", "fairrule", "jinan"}),
        ("2020-12-31", "2002-01-01", set()),
    ],
)
def test_published_between_days_and_never_undated(
    engine: Engine, start: str | None, end: str | None, works: set[str]
) -> None:
    text = "公平交易法 旧合约法 新商标条例 农地承包办法 行政公开暂行办法 济城公园条例"
    found = plan(
        text,
        published_from=date.fromisoformat(start).toordinal() if start else None,
        published_to=date.fromisoformat(end).toordinal() if end else None,
        **ANY,
    )
    assert {hit.split(":")[0] for hit in ids(engine.search(found))} == works


def test_exclusions(engine: Engine) -> None:
    hits = ids(engine.search(plan("公园开放", exclude_units=("jinan:2020-05-01:a1",))))
    assert "jinan:2020-05-01:a2" in hits and "jinan:2020-05-01:a1" not in hits
    assert not any(
        hit.startswith("jinan") for hit in ids(engine.search(plan("公园", exclude_works=("jinan",))))
    )


def test_equal_scores_in_the_order_of_unit_ids_and_their_text_hashes(engine: Engine) -> None:
    page = engine.search(plan("公园开放"))
    assert ids(page)[:2] == ["jinan:2020-05-01:a1", "jinan:2020-05-01:a2"]
    assert page.hits[0][1] == page.hits[1][1]
    assert page.text_hashes[0] == page.text_hashes[1] and len(page.text_hashes) == len(page.hits)


def test_the_window_cuts_ties_by_unit_id_too(make: Make) -> None:
    texts = [unit(number, "公园应当向公众开放。") for number in range(100, 160)]
    engine = make([Sample("ties", "公园办法", {"2020-01-01": (list(reversed(texts)), since("2020-01-01"))})])
    wanted = [f"ties:2020-01-01:a{number}" for number in range(100, 160)]
    for limit in (1, 7, 59, 60, 61):
        page = engine.search(plan("公园开放", limit=limit))
        assert ids(page) == wanted[:limit]
    assert engine.count(plan("公园开放", limit=3)) == 60


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        (("滥用行政权力",), {"fairrule:2022-06-24:a3"}),
        (("权力，排除、限制",), {"fairrule:2022-06-24:a3"}),
        (("排除竞争",), {"fairrule:2022-06-24:a2"}),
        (("竞争排除",), set()),
        (("滥用", "竞争"), {"fairrule:2022-06-24:a2", "fairrule:2022-06-24:a3"}),
        (("垄",), {"fairrule:2022-06-24:a1", "fairrule:2022-06-24:a3"}),
        (("第一章",), {"fairrule:2022-06-24:a1", "fairrule:2022-06-24:a2"}),
        (("濫用數據",), {"fairrule:2022-06-24:a2"}),
        (("没有的词",), set()),
        (("，。",), set()),
    ],
)
def test_phrases_are_exact_substrings_with_exact_totals(
    engine: Engine, phrases: tuple[str, ...], expected: set[str]
) -> None:
    page = engine.search(must(*phrases))
    assert set(ids(page)) == expected
    assert (page.total, page.exact) == (len(expected), True)


def test_required_words_restrict_and_terms_rank(engine: Engine) -> None:
    page = engine.search(plan("算法 数据", mode=Mode.ADVANCED, must_words=("滥用",)))
    assert ids(page)[0] == "fairrule:2022-06-24:a2" and set(ids(page)) == {
        "fairrule:2022-06-24:a2",
        "fairrule:2022-06-24:a3",
    }
    assert page.total == 2 and page.hits[1][1] < page.hits[0][1]


def test_excluded_phrases_restrict_in_any_mode(engine: Engine) -> None:
    assert "fairrule:2022-06-24:a2" in ids(engine.search(plan("滥用竞争")))
    hits = ids(engine.search(plan("滥用竞争", exclude_phrases=("数据和算法", "，"))))
    assert "fairrule:2022-06-24:a3" in hits and "fairrule:2022-06-24:a2" not in hits
    page = engine.search(must("滥用", exclude_phrases=("行政权力",)))
    assert ids(page) == ["fairrule:2022-06-24:a2"] and page.total == 1


@pytest.mark.parametrize("limit", [1, 5, 30, 300])
def test_the_window_is_full_of_what_the_day_shows(make: Make, limit: int) -> None:
    """Hidden texts that score better than all others take no place in the window."""
    dead = [unit(number, "公园公园公园。") for number in range(1, 41)]
    texts = [unit(number, f"公园第{number}处应当开放。") for number in range(1, 61)]
    engine = make(
        [
            Sample("dead", "公园办法", {"1990-01-01": (dead, since("1990-01-01", "2000-01-01", "repealed"))}),
            Sample("live", "公园管理", {"2020-01-01": (texts, since("2020-01-01"))}),
        ]
    )
    shown = engine.search(plan("公园", limit=limit))
    assert len(shown.hits) == min(limit, 60) and all(name.startswith("live") for name in ids(shown))
    free = engine.search(plan("公园", limit=300, **ANY))
    assert shown.hits == [hit for hit in free.hits if hit[0].startswith("live")][:limit]
    assert ids(engine.search(plan("公园", day=date(1995, 1, 1), limit=limit)))[0] == "dead:1990-01-01:a1"


def test_an_exact_total_does_not_depend_on_the_window(engine: Engine) -> None:
    page = engine.search(must("行", limit=1, **ANY))
    assert len(page.hits) == 1 and page.total is not None and page.total > 1
    assert engine.count(must("行", limit=1, **ANY)) == page.total


def test_a_plan_without_terms_finds_nothing(engine: Engine) -> None:
    assert engine.search(SearchPlan(day=TODAY.toordinal())) == EnginePage([], [], None, False)
    assert engine.search(plan("", filters={"level": ("法律",)})).hits == []
    assert engine.count(SearchPlan(day=TODAY.toordinal())) == 0
    assert engine.search(must("，。")) == EnginePage([], [], 0, True)


def test_weights_multiply(engine: Engine) -> None:
    once = engine.search(SearchPlan(words=(Term("公园"),), day=TODAY.toordinal())).hits[0]
    thrice = engine.search(SearchPlan(words=(Term("公园", 3.0),), day=TODAY.toordinal())).hits[0]
    assert thrice[0] == once[0] and thrice[1] == pytest.approx(3 * once[1], abs=2e-4)


def test_explain_adds_up(engine: Engine) -> None:
    asked = plan("公园开放", filters={"region": ("济城市",)})
    hit, score = engine.search(asked).hits[0]
    told = engine.explain(asked, hit)
    assert told.held and told.matches and told.score == pytest.approx(score, abs=2e-4)
    assert sum(part.score for part in told.parts) == pytest.approx(score, abs=2e-4)
    assert {(part.field, part.term) for part in told.parts} >= {("words", "公园"), ("grams", "公园")}


@pytest.mark.parametrize(
    ("unit_id", "held", "matches"),
    [
        ("jinan:2020-05-01:a1", True, True),
        ("oldcontract:1999-03-15:a52", True, False),
        ("jinan:2020-05-01:a99", False, False),
        ("", False, False),
    ],
)
def test_explain_of_hidden_and_unknown_units(engine: Engine, unit_id: str, held: bool, matches: bool) -> None:
    told = engine.explain(plan("公园 合约"), unit_id)
    assert (told.unit_id, told.held, told.matches) == (unit_id, held, matches)


def test_document_frequencies(engine: Engine) -> None:
    assert engine.doc_freq(["公园", "没有的词", ""]) == [2, 0, 0]


def test_unknown_filter_fields_and_windows_are_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        SearchPlan(filters={"colour": ("red",)})
    with pytest.raises(ValueError, match="limit"):
        SearchPlan(limit=0)


def test_an_empty_index_answers(make: Make) -> None:
    engine = make([])
    assert engine.info().documents == 0
    assert engine.search(plan("公园")) == EnginePage([], [], None, False)
    assert engine.search(must("公园")) == EnginePage([], [], 0, True)
    assert engine.count(plan("公园")) == 0
    assert engine.doc_freq(["公园"]) == [0]
    assert not engine.explain(plan("公园"), "jinan:2020-05-01:a1").held


def test_info(engine: Engine) -> None:
    info = engine.info()
    assert info.documents == 11 and info.library_version == "v0" and info.size_bytes > 0
    assert info.built_at.tzinfo is not None and len(info.fingerprint) == 16


def test_after_a_change_the_index_answers_as_a_fresh_one(make: Make) -> None:
    """Added, changed, moved in time, deleted: ids, currency and ties as if built anew."""
    laws = market_laws()
    make(laws)
    now = [unit(2, "公园免费。"), unit(3, "公园应当向公众开放。")]
    changed = [each for each in laws if each.id not in ("landlaw", "jinan")] + [
        Sample(
            "jinan",
            "济城公园条例",
            {"2020-05-01": (now, laws[-1].versions["2020-05-01"][1])},
        ),
        Sample("newwork", "公园绿地办法", {"2025-01-01": ([unit(1, "绿地与公园。")], since("2025-02-01"))}),
    ]
    engine = make(changed)
    assert engine.info().documents == 11
    assert set(ids(engine.search(plan("公园")))) == {
        "jinan:2020-05-01:a2", "jinan:2020-05-01:a3", "newwork:2025-01-01:a1",
    }  # fmt: skip
    assert not engine.explain(plan("农地"), "landlaw:2002-08-29:a4").held


def test_searches_from_many_threads_agree(engine: Engine) -> None:
    plans = [plan(text, **ANY) for text in ("公园开放", "滥用竞争", "合约无效", "商标")] * 25
    expected = [engine.search(each) for each in plans]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(engine.search, plans)) == expected


@pytest.mark.parametrize(
    "text", ["'\"\\:*?~^()[]{}+-!&|/", "AND OR NOT", "\x00\ud800", "公园" * 3000, "𠮷〇㐀"]
)
def test_any_text_is_safe(engine: Engine, text: str) -> None:
    assert engine.search(plan(text)).total is None
    assert engine.search(must(text)).exact
    assert engine.count(plan(text, filters={"issuer": (text.replace("\ud800", ""),)})) == 0
