"""The page of the draft check, without a browser: what it answers, and how the text is cut at the findings."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from review.model import Finding, Severity
from search_service.pages.marked import segments
from tests.search_service.asking import DAY

DRAFT = "示例市<停车>办法\r\n第一条 根据《中华人民共和国合同法》，制定本办法。\r\n第二条 现将国发[2020]5号文件转发。"
FILE = {"file": ("", b"")}
"""A form in which no file was chosen."""


def post(client: TestClient, text: str = DRAFT, **more: Any) -> Any:
    fields = {
        "text": text,
        "doc_type": "规范性文件",
        "issuer_level": "",
        "title": "",
        "as_of": DAY,
        "form": "",
    }
    return client.post("/review", data={**fields, **more.pop("data", {})}, files=more.pop("files", FILE))


def test_the_form_warns_before_anything_is_sent(client: TestClient) -> None:
    page = client.get("/review")
    assert page.status_code == 200
    assert page.text.index("涉密材料不得上传") < page.text.index("<textarea")
    assert "不保存" in page.text


def test_a_result(client: TestClient) -> None:
    page = post(client)
    assert page.status_code == 200
    mark = re.search(r'<a class="mark is-error" href="#f(\d+)" id="m\1">(.*?)</a>', page.text)
    assert mark
    assert mark[2] == "《中华人民共和国合同法》"
    assert "示例市&lt;停车&gt;办法\n第一条" in page.text
    assert "<停车>" not in page.text
    assert 'id="warning"><summary>警告 1 个' in page.text
    assert "规则包" in page.text
    assert f'value="{DAY}"' in page.text


def test_a_file(client: TestClient) -> None:
    page = post(client, "", files={"file": ("稿.txt", DRAFT.encode("gb18030"))})
    assert "已经废止" in page.text


@pytest.mark.parametrize(("form", "ending"), [("docx", ".docx"), ("opinion", ".docx"), ("xlsx", ".xlsx")])
def test_files_to_keep(client: TestClient, form: str, ending: str) -> None:
    answer = post(client, data={"form": form})
    assert answer.headers["content-disposition"].endswith(ending)
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"text": " \n"}, 400, "请粘贴文稿"),
        ({"data": {"doc_type": "公文"}}, 422, "这些内容的格式不对：文种"),
        ({"data": {"as_of": "2026-02-30"}}, 422, "这些内容的格式不对：审查日"),
        ({"data": {"form": "pdf"}}, 400, "没有这种形式"),
        ({"files": {"file": ("稿.wps", b"x")}}, 422, "另存为 .docx"),
        ({"files": {"file": ("稿.docx", b"x")}}, 422, ".docx"),
        ({"text": "长" * 1_000_001}, 400, "1000001 个字符"),
    ],
)
def test_refusals_keep_what_was_typed(
    client: TestClient, given: dict[str, Any], status: int, says: str
) -> None:
    page = post(client, **given)
    assert page.status_code == status
    assert says in html.unescape(page.text)
    if "text" not in given:
        assert "第二条 现将国发[2020]5号文件转发。</textarea>" in page.text


def test_a_broken_form(client: TestClient) -> None:
    page = client.post("/review", content=b"--x", headers={"content-type": "multipart/form-data; boundary=y"})
    assert page.status_code == 400


TEXT = "根据《民法典》，处五百元罚款。"
spans = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.sampled_from(list(Severity))),
    max_size=6,
)


@given(spans)
def test_segments_hold_the_text_and_each_mark_once(drawn: list[tuple[int, int, Severity]]) -> None:
    findings = [Finding("R", severity, min(a, b), max(a, b), "", "") for a, b, severity in drawn]
    found = segments(TEXT, findings)
    assert "".join(each.text for each in found) == TEXT
    firsts = [each.number for each in found if each.first]
    assert len(firsts) == len(set(firsts))
    assert set(firsts) == {each.number for each in found if each.number}
    place = 0
    for each in found:
        over = [one for one in findings if one.start <= place < one.end]
        assert (each.number is None) == (not over)
        if each.number is not None:
            assert findings[each.number - 1] in over
            order = list(Severity)
            assert order.index(each.severity or Severity.INFO) == min(
                order.index(one.severity) for one in over
            )
        place += len(each.text)
