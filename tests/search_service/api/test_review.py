"""`POST /drafts/check`: a draft reviewed on the starter library."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from starlette.testclient import TestClient

from search_service.api.app import create_app
from search_service.api.review_shapes import DraftCheckAnswer
from search_service.settings import Settings, SettingsError, load_settings
from tests.homes import starter_home
from tests.search_service.asking import DAY

PATH = "/api/v1/drafts/check"
DRAFT = """示例市停车管理办法
第一条 为规范停车，根据《中华人民共和国合同法》，制定本办法。
第二条 对违反本办法规定乱停乱放共享自行车的，由市城市管理部门处五百元以上二千元以下罚款。
第三条 住户应当每月向社区报送阳台绿植养护影像打卡记录。
第四条 依照《中华人民共和国行政处罚法》第十六条办理。
第五条 本办法自发布之日起施行。"""


def review(client: TestClient, text: str = DRAFT, **more: Any) -> dict[str, Any]:
    """The answer, held against the shape it promises; every span slices the text."""
    params = more.pop("params", None)
    answer = client.post(PATH, json={"text": text, "as_of": DAY, **more}, params=params)
    assert answer.status_code == 200, answer.text
    DraftCheckAnswer.model_validate_json(answer.text)
    found: dict[str, Any] = answer.json()
    for each in found["findings"]:
        assert text[each["start"] : each["end"]] == each["excerpt"]
    return found


def by_rule(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["rule"]: each for each in found["findings"]}


def test_a_draft(client: TestClient) -> None:
    found = review(client, doc_type="规范性文件", issuer_level="设区的市")
    rules = by_rule(found)
    penalty = rules["PENALTY_BY_NORMATIVE_DOC"]
    assert penalty["severity"] == "error"
    assert penalty["basis"][0]["law"]["title"] == "中华人民共和国行政处罚法"
    assert (penalty["basis"][0]["article_no"], penalty["basis"][0]["held"]) == ("第十六条", True)
    assert rules["CITE_REPEALED"]["basis"][0]["citation"] == "《中华人民共和国民法典》第一千二百六十条"
    assert found["profile"] == {"doc_type": "规范性文件", "issuer_level": "设区的市", "title": None}
    assert (found["as_of"], found["judged_on"], "text" in found) == (DAY, DAY, False)
    assert found["rule_pack"]["changed"] == []
    assert sum(part["errors"] for part in found["sheet"]) >= 2


def test_the_table_of_bases(client: TestClient) -> None:
    found = review(client)
    rows = {each["citation"]: each for each in found["bases"]}
    assert rows["《中华人民共和国合同法》"]["verdicts"] == ["repealed"]
    cited = rows["《中华人民共和国行政处罚法》第十六条"]
    assert (cited["level"], cited["held"], len(cited["cited"])) == ("法律", True, 1)
    assert DRAFT[slice(*cited["cited"][0])] == "《中华人民共和国行政处罚法》第十六条"
    (gap,) = [each for each in found["gaps"] if each["label"] == "第三条"]
    assert gap["kinds"] == ["duty"]
    assert DRAFT[gap["start"] : gap["end"]].endswith(gap["excerpt"])


def test_bases_on_demand(client: TestClient) -> None:
    text = "\n".join(f"第{n}条 单位应当为职工办理工伤保险并按时缴纳。" for n in "一二三四五六七八九")
    long = "\n".join(
        f"（{n}）单位应当按照规定为职工办理工伤保险，按时足额缴纳工伤保险费{n}。" for n in range(60)
    )
    assert review(client, text, params={"bases": "off"})["coverage"]["bases"] == {
        "mode": "off",
        "clauses": 0,
        "with_basis": 0,
        "left_out": 0,
    }
    short = review(client, long)["coverage"]["bases"]
    whole = review(client, long, params={"bases": "on"})["coverage"]["bases"]
    assert short["clauses"] + short["left_out"] == whole["clauses"]
    assert (short["left_out"] > 0, whole["left_out"]) == (True, 0)


@pytest.mark.parametrize(
    "text", ["", "  \n", "Nothing in Chinese here.", "\x00\x0b\ud7ff", "（" * 3000, "第一条" * 999]
)
def test_any_text(client: TestClient, text: str) -> None:
    review(client, text)


@pytest.mark.parametrize("doc_type", ["法律草案", "行政法规", "部门规章", "党委文件", "重大行政决策", "其他"])
def test_every_kind_of_document(client: TestClient, doc_type: str) -> None:
    assert review(client, doc_type=doc_type)["profile"]["doc_type"] == doc_type


def test_a_word_file(client: TestClient) -> None:
    document = Document()
    for line in DRAFT.splitlines():
        document.add_paragraph(line)
    saved = BytesIO()
    document.save(saved)
    upload = {"file": ("办法.docx", saved.getvalue())}
    found = client.post(PATH, files=upload, data={"doc_type": "规范性文件", "as_of": DAY}).json()
    assert found["text"] == DRAFT
    assert "PENALTY_BY_NORMATIVE_DOC" in by_rule(found)


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"json": {"text": "罚款", "doc_type": "公文"}}, 422, "doc_type；可用：法律草案"),
        ({"json": {"text": "罚款", "issuer_level": "村"}}, 422, "issuer_level；可用：国家"),
        ({"json": {"text": "罚款", "as_of": "2026-02-30"}}, 422, "as_of"),
        ({"json": {"doc_type": "规范性文件"}}, 422, "text"),
        ({"json": {"text": "罚款"}, "params": {"bases": "some"}}, 400, "bases"),
        ({"json": {"text": "长" * 1_000_001}}, 400, "1000001 个字符"),
        ({"files": {"file": ("稿.pdf", b"%PDF-1.7")}}, 415, "PDF"),
        ({"files": {"file": ("稿.docx", b"none")}}, 422, "docx"),
    ],
)
def test_refusals(client: TestClient, given: dict[str, Any], status: int, says: str) -> None:
    answer = client.post(PATH, **given)
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True), answer.text


def test_the_units_own_rules(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('off = ["CITE_REPEALED"]\n[severity]\nPENALTY_BY_NORMATIVE_DOC = "info"\n', "utf-8")
    with TestClient(create_app(Settings(home=starter_home(), rules=rules))) as client:
        found = review(client)
    assert "CITE_REPEALED" not in by_rule(found)
    assert by_rule(found)["PENALTY_BY_NORMATIVE_DOC"]["severity"] == "info"
    assert found["rule_pack"]["changed"] == ["停用 CITE_REPEALED", "PENALTY_BY_NORMATIVE_DOC 改为 info"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "读不了规则文件"),
        ("off = [", "不是合法的 TOML"),
        ('off = ["NO_SUCH"]', "没有名为 NO_SUCH 的规则"),
        ("offf = []", "不认识的项目：offf"),
        ('[terms]\n"本地" = ["鹭岛", " "]', "词表“本地”里有空的词语"),
        ("\xff\xfe", "不是 UTF-8"),
    ],
)
def test_broken_rules_end_the_start(tmp_path: Path, content: str | None, says: str) -> None:
    rules = tmp_path / "rules.toml"
    if content is not None:
        rules.write_bytes(content.encode("latin-1") if "\xff" in content else content.encode())
    with pytest.raises(SettingsError, match=says):
        load_settings(rules=rules)
