"""Running queries, saving a run, comparing two."""

from __future__ import annotations

import pytest

from evaluation.compare import compare
from evaluation.judged import JudgedFileError, JudgedQuery
from evaluation.runner import Options, load, places, run, save
from search_service.errors import bad_request
from search_service.request import CurrencyFilter

GOLD = ("甲法", "第一条")


def hit(title, number):
    return {"law": {"title": title}, "article_no": number}


class Fake:
    """Answers from a table; counts the questions."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def ask(self, query):
        self.asked.append(query)
        hits = self.answers.get(query, [])
        if hits is None:
            raise bad_request("query_too_long", "太长")
        return {
            "query": {"type": "topic", "notes": [{"code": "expanded", "message": ""}]},
            "confident": True,
            "hits": hits,
            "library": {"version": "v1"},
        }

    def close(self):
        pass


def queries(*names, own=None):
    return [JudgedQuery(name, name, frozenset({GOLD}), own) for name in names]


def test_a_run_scores_each_query_and_counts_a_refused_one_as_nothing_found():
    fake = Fake({"好": [hit("中华人民共和国甲法", "第一条")], "坏": [hit("乙法", "第一条")], "长": None})
    seen = []
    done = run("f", queries("好", "坏", "长"), fake, seen.append)
    assert [row.scores["R@10"] for row in done.rows] == [1, 0, 0]
    assert [row.error for row in done.rows] == [None, None, "query_too_long"]
    assert done.rows[0].at == {GOLD: 1}
    assert done.rows[1].missing == (GOLD,)
    assert done.rows[0].expanded
    assert done.rows[0].confident
    assert (done.library, seen) == ("v1", [1, 2, 3])


def test_hits_of_the_document_that_the_query_was_cut_from_are_left_out():
    hits = [hit("关于《甲法》的解释", "第二条"), hit("甲法", "第一条"), hit("乙法", None)]
    assert places(hits, "关于甲法的解释") == [GOLD, ("乙法", None)]
    assert len(places(hits, None)) == 3


def test_a_saved_run_comes_back(tmp_path):
    done = run("f", queries("好", "坏"), Fake({"好": [hit("甲法", "第一条")]}))
    save(done, tmp_path / "r.json")
    back = load(tmp_path / "r.json")
    assert (back.name, back.library) == ("f", "v1")
    assert [(row.qid, row.scores, row.at) for row in back.rows] == [
        (row.qid, row.scores, row.at) for row in done.rows
    ]
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(JudgedFileError, match="不是保存的评测结果"):
        load(tmp_path / "x.json")


def test_gains_and_losses_with_the_largest_first():
    far = [hit("乙法", f"第{n}条") for n in range(3)]
    gold = hit("甲法", "第一条")
    before = run(
        "f",
        queries("甲", "乙", "丙", "丁", "旧"),
        Fake({"甲": [], "乙": [*far, gold], "丙": [gold], "丁": [gold]}),
    )
    after = run(
        "f", queries("甲", "乙", "丙", "丁", "新"), Fake({"甲": [gold], "乙": [gold], "丙": [], "丁": [gold]})
    )
    told = compare(before, after)
    assert [each.qid for each in told.gains] == ["甲", "乙"]
    assert told.gains[0].moves == ((GOLD, None, 1),)
    assert told.gains[1].moves == ((GOLD, 4, 1),)
    assert [each.qid for each in told.losses] == ["丙"]
    assert (told.only_before, told.only_after, told.same_library) == (1, 1, True)
    recall = next(each for each in told.differences if each.metric == "R@10")
    assert (recall.before, recall.after, recall.change) == (0.75, 0.75, 0)
    assert recall.low < 0 < recall.high


def test_a_run_against_itself_differs_in_nothing():
    done = run("f", queries("甲", "乙"), Fake({"甲": [hit("甲法", "第一条")]}))
    told = compare(done, done)
    assert not told.gains
    assert not told.losses
    assert all(each.change == 0 and each.p == 1 for each in told.differences)


def test_runs_of_different_files_cannot_be_compared():
    with pytest.raises(JudgedFileError, match="没有相同的问题"):
        compare(run("f", queries("甲"), Fake({})), run("f", queries("乙"), Fake({})))


def test_the_same_question_in_process_and_over_http():
    options = Options(("法律", "宪法"), "any", None, expand=False)
    request = options.request("问")
    assert (request.level, request.currency, request.expand, request.size) == (
        ("法律", "宪法"),
        (CurrencyFilter.ANY,),
        False,
        100,
    )
    assert options.params("问") == {
        "q": "问",
        "kind": "article",
        "size": 100,
        "level": ["法律", "宪法"],
        "currency": "any",
        "as_of": None,
        "expand": "0",
    }
