"""`POST /drafts/bases`: the bases of each clause, on the starter library."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from starlette.testclient import TestClient

from search_service.api.draft_shapes import BasesAnswer
from search_service.api.schemas import ProblemShape
from tests.search_service.asking import DAY, ask
from tests.support import shared

PATH = "/api/v1/drafts/bases"
DRAFT = """示例市行政处罚实施办法
第一条 为规范行政处罚，根据《中华人民共和国行政处罚法》，制定本办法。
第二条 对当事人的同一个违法行为，不得给予两次以上罚款。
第三条 依照《合同法》第五十二条，订立的合同无效。
第四条 本办法自2026年12月1日起施行。"""


def bases(client: TestClient, text: str, **more: Any) -> dict[str, Any]:
    """The answer, held against the shape it promises."""
    answer = client.post(PATH, json={"text": text, "as_of": DAY, **more})
    assert answer.status_code == 200, answer.text
    BasesAnswer.model_validate_json(answer.text)
    found: dict[str, Any] = answer.json()
    for each in found["clauses"]:
        assert sorted(id_ for ids in each["by_level"].values() for id_ in ids) == sorted(
            basis["id"] for basis in each["bases"]
        )
        assert [basis["rank"] for basis in each["bases"]] == list(range(1, len(each["bases"]) + 1))
        assert all(basis["currency"] in ("in_force", "undetermined") for basis in each["bases"])
        assert all(basis["currency"] == "upcoming" for basis in each["upcoming"])
    return found


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = ProblemShape.model_validate_json(answer.text)
    return told.status, told.code


def test_a_draft(client: TestClient) -> None:
    found = bases(client, DRAFT)
    second, third = found["clauses"]
    assert (second["label"], DRAFT[second["start"] : second["start"] + 3]) == ("第二条", "第二条")
    best = second["bases"][0]
    assert (best["law"]["title"], best["article_no"]) == ("中华人民共和国行政处罚法", "第二十九条")
    assert second["confident"]
    assert {"shared_words", "named_law", "title_words"} == {each["code"] for each in best["why"]}
    assert [(each["text"], each["verdict"]) for each in third["cited"]] == [
        ("《合同法》第五十二条", "repealed")
    ]
    assert found["context"]["title"] == "示例市行政处罚实施办法"
    assert [each["title"] for each in found["context"]["laws"]] == ["中华人民共和国行政处罚法"]
    assert [each["reason"] for each in found["coverage"]["skipped"]] == ["title", "purpose", "formula"]
    assert found["coverage"]["clauses"] == 2


def test_a_clause_prefers_the_law_it_cites_or_its_successor(client: TestClient) -> None:
    clause = "依照《合同法》第五十二条，违反强制性规定的民事法律行为无效。"
    best = bases(client, clause)["clauses"][0]["bases"][0]
    assert best["law"]["title"] == "中华人民共和国民法典"
    assert "cited_law" in {each["code"] for each in best["why"]}


def test_a_document_number_in_a_clause_is_no_look_up(client: TestClient) -> None:
    clause = "停车服务收费应当按照《示例收费办法》（示发改〔2022〕271号）明码标价，不得强制收费。"
    found = bases(client, clause)["clauses"][0]
    assert found["cited"]
    assert found["bases"]


def test_the_title_prefers_its_topic_and_does_not_filter(client: TestClient) -> None:
    clause = "申请人应当如实提交有关材料，并对申请材料实质内容的真实性负责。"
    plain = bases(client, clause)["clauses"][0]["bases"]
    titled = bases(client, clause, title="示例市实施《中华人民共和国行政许可法》办法", size=20)["clauses"][0][
        "bases"
    ]
    assert titled[0]["law"]["title"] == "中华人民共和国行政许可法"
    assert {each["law"]["title"] for each in plain} - {"中华人民共和国行政许可法"}
    assert {each["law"]["title"] for each in titled} - {"中华人民共和国行政许可法"}


def test_a_held_law_is_not_its_own_basis(client: TestClient) -> None:
    text = client.get(f"/api/v1/laws/行政处罚法/articles/29?as_of={DAY}").json()["text"]
    named = bases(client, "第二十九条 " + text, title="中华人民共和国行政处罚法", size=20)["clauses"][0]
    assert named["bases"]
    assert "中华人民共和国行政处罚法" not in {each["law"]["title"] for each in named["bases"]}
    unnamed = bases(client, text, size=20)["clauses"][0]
    assert all(not each["id"].endswith(":a29") or each["text"] != text for each in unnamed["bases"])


def test_only_what_is_in_force_on_the_day_is_a_basis(client: TestClient) -> None:
    """The new 商标法 begins on 2027-01-01: before, its articles are no basis."""
    clause = "商标注册人应当规范使用注册商标，不得自行改变注册商标。"
    for day in (DAY, "2027-01-01"):
        found = bases(client, clause, as_of=day)
        assert found["as_of"] == day
        for each in found["clauses"][0]["bases"]:
            if each["law"]["title"] == "中华人民共和国商标法":
                assert (each["law"]["version"] >= "2026") == (day == "2027-01-01")


def test_no_basis_is_said(client: TestClient) -> None:
    found = bases(client, "第三条 宠物美容店的沙发颜色应当与门头招牌的灯带保持一致。")
    assert not found["clauses"][0]["confident"]
    assert found["coverage"]["with_basis"] == 0


@pytest.mark.parametrize(
    "text", ["", " \n\u3000", "。，！", "No fee may be charged.", "特此通知。", "\x00\ufeff"]
)
def test_nothing_to_look_up(client: TestClient, text: str) -> None:
    assert bases(client, text)["clauses"] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "invalid_body")),
        ({"text": "法", "size": 0}, (422, "invalid_body")),
        ({"text": "法", "size": 21}, (422, "invalid_body")),
        ({"text": "法", "title": "法" * 301}, (422, "invalid_body")),
        ({"text": "法", "as_of": "2026-02-30"}, (422, "invalid_body")),
        ({"text": "法", "law": "民法典"}, (422, "invalid_body")),
        ({"text": "法" * 1_000_001}, (400, "text_too_long")),
    ],
)
def test_a_wrong_request(client: TestClient, body: dict[str, Any], expected: tuple[int, str]) -> None:
    assert problem(client.post(PATH, json=body)) == expected


def test_a_wrong_method_or_file(client: TestClient) -> None:
    assert problem(client.get(PATH)) == (405, "method_not_allowed")
    assert problem(client.post(PATH, content=b"x", headers={"content-type": "text/plain"}))[0] == 415
    assert problem(client.post(PATH, files={"file": ("a.pdf", b"%PDF")}))[1] == "unsupported_file"
    assert problem(client.post(PATH, files={"file": ("a.docx", b"x")}))[1] == "broken_file"


def test_a_word_file_returns_its_text(client: TestClient) -> None:
    from docx import Document

    document = Document()
    for line in DRAFT.split("\n"):
        document.add_paragraph(line)
    data = BytesIO()
    document.save(data)
    answer = client.post(PATH, files={"file": ("稿.docx", data.getvalue())}, data={"size": "1", "as_of": DAY})
    found = BasesAnswer.model_validate_json(answer.text)
    assert found.text == DRAFT
    assert [each.label for each in found.clauses] == ["第二条", "第三条"]
    assert all(len(each.bases) <= 1 for each in found.clauses)


def test_too_many_clauses_are_said_not_dropped(client: TestClient) -> None:
    text = "\n".join(f"{number}.第{number}号窗口不得收取押金，也不得变相收费。" for number in range(1, 231))
    found = bases(client, text, size=1)
    assert found["coverage"]["clauses"] == 200
    left = [each for each in found["coverage"]["skipped"] if each["reason"] == "over_limit"]
    assert len(left) == 30
    assert text[left[0]["start"] :].startswith("201.")


@pytest.mark.parametrize(
    "text",
    [
        "第一条" * 5000,
        "《" * 20_000 + "法",
        "罚" * 50_000,
        "（一）" * 20_000,
        "应当\n" * 5000,
        "\U00020bb7" * 3000,
        "甲乙\n" * 20_000 + "罚。",
    ],
    ids=lambda text: repr(text[:3]),
)
def test_hostile_texts(client: TestClient, text: str) -> None:
    bases(client, text, size=1)


def test_a_single_clause_has_the_hits_of_the_search(client: TestClient) -> None:
    """On basis dev every clause is one provision, and without a title it finds what the search finds."""
    lines = shared("eval", "basis_dev.jsonl").read_text("utf-8").splitlines()
    compared = 0
    for line in lines[::12]:
        clause = json.loads(line)["query"]
        (found,) = bases(client, clause, size=10)["clauses"]
        if not found["cited"]:
            searched = ask(client, clause, size=10)["hits"]
            assert [each["id"] for each in found["bases"]] == [each["id"] for each in searched]
            compared += 1
    assert compared >= 30


def test_real_documents(client: TestClient) -> None:
    lines = shared("data", "policy_documents.jsonl").read_text("utf-8").splitlines()
    for line in lines[::16]:
        document = json.loads(line)
        found = bases(client, document["text"], size=2, as_of=document["date"])
        assert date.fromisoformat(found["as_of"]) == date.fromisoformat(document["date"])
        assert found["coverage"]["clauses"] > 0
