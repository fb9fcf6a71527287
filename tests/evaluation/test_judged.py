"""Reading judged files: what is taken from a row, and what is said of a broken one."""

from __future__ import annotations

import json

import pytest

from evaluation.judged import JudgedFileError, read_cases, read_queries, title_of

ROWS = [
    {
        "qid": 7,
        "query": "谁负责？",
        "gold": [{"law": "中华人民共和国甲法", "article": "第一条", "text": "…"}],
        "in_starter": True,
    },
    {
        "qid": "B1",
        "query": "机关应当公开。",
        "from": {
            "law": "最高人民法院关于适用《中华人民共和国乙法》的解释",
            "article": "第二条",
            "version": "2020-01-01",
        },
        "gold": [{"law": "乙法", "article": "第三条之一"}],
        "in_starter": False,
    },
]


def written(path, *lines):
    path.write_text(
        "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), encoding="utf-8"
    )
    return path


def test_queries(tmp_path):
    first, second = read_queries(written(tmp_path / "f.jsonl", *ROWS, ""))
    assert (first.qid, first.gold, first.own) == ("7", {("甲法", "第一条")}, None)
    assert (second.own, second.gold) == ("最高人民法院关于适用乙法的解释", {("乙法", "第三条之一")})


def test_only_what_the_starter_library_answers_and_not_too_many(tmp_path):
    path = written(tmp_path / "f.jsonl", *ROWS)
    assert [each.qid for each in read_queries(path, in_starter=True)] == ["7"]
    assert [each.qid for each in read_queries(path, limit=1)] == ["7"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "第 1 行 不是 JSON"),
        ("[]", "不是一个 JSON 对象"),
        ({"qid": 1, "query": "问"}, "gold"),
        ({"qid": 1, "query": "问", "gold": []}, "没有标准答案"),
        ({"qid": 1, "query": "问", "gold": [{"law": "甲法"}]}, "article"),
        ({"qid": 1, "query": "问", "gold": 5}, "不是评测问题"),
    ],
)
def test_a_broken_row_is_named(tmp_path, line, said):
    with pytest.raises(JudgedFileError, match=said):
        read_queries(written(tmp_path / "f.jsonl", line))


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "f.jsonl").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "f.jsonl", tmp_path / "none"):
        with pytest.raises(JudgedFileError, match="读不出"):
            read_queries(path)


def test_cases_of_a_kind(tmp_path):
    rows = [
        {"id": f"C{n}", "kind": kind, "input": "问", "params": {}, "expect": {}}
        for n, kind in enumerate("ab")
    ]
    path = written(tmp_path / "c.jsonl", *rows)
    assert [each.id for each in read_cases(path)] == ["C0", "C1"]
    assert [each.id for each in read_cases(path, frozenset({"b"}))] == ["C1"]
    with pytest.raises(JudgedFileError, match="不是产品用例"):
        read_cases(written(tmp_path / "d.jsonl", {"id": 1}))


@pytest.mark.parametrize(
    ("law", "title"),
    [
        ("中华人民共和国甲法", "甲法"),
        ({"title": "关于〈中华人民共和国甲法〉的 解释", "id": "x"}, "关于甲法的解释"),
        (None, None),
        ({}, None),
    ],
)
def test_titles_are_compared_without_what_does_not_distinguish(law, title):
    assert title_of(law) == title
