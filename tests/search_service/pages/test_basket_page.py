"""The table of bases, without a browser: what it lists, how it is ordered, what becomes of it as a file."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from starlette.testclient import TestClient

from tests.search_service.asking import DAY

ADD = "中华人民共和国行政处罚法第十六条\n民法典 1254\n《行政许可法》第十二条、第十三条\n一句不是条文的话"


def ids_of(page: str) -> list[str]:
    found = re.search(r'data-units="(.*?)"', page)
    assert found
    return found[1].split()


def test_lines_become_articles(client: TestClient) -> None:
    page = client.get("/basket", params={"add": ADD, "as_of": DAY}).text
    keys = [each.rsplit(":", 1)[1] for each in ids_of(page)]
    assert keys == ["a16", "a1254", "a12", "a13"]
    assert "没有找到：一句不是条文的话" in page
    assert "除法律、法规、规章外，其他规范性文件不得设定行政处罚。" in page


def test_one_is_taken_out_and_the_rest_stays(client: TestClient) -> None:
    page = client.get("/basket", params={"add": ADD, "as_of": DAY}).text
    first, *rest = ids_of(page)
    link = re.search(rf'href="(.*?)" data-basket-remove="{first}"', page)
    assert link
    assert ids_of(client.get(link[1].replace("&amp;", "&")).text) == rest


def test_order_by_level(client: TestClient) -> None:
    ids = ids_of(client.get("/basket", params={"add": "行政处罚法第十六条\n宪法第五条", "as_of": DAY}).text)
    ordered = ids_of(client.get("/basket", params={"u": ids, "by_level": "1", "as_of": DAY}).text)
    assert ordered == ids[::-1]


def test_an_old_text_is_told_and_can_be_renewed(client: TestClient) -> None:
    page = client.get("/basket", params={"add": "商标法第三条", "as_of": "2026-01-01"}).text
    (old,) = ids_of(page)
    later = client.get("/basket", params={"u": old, "as_of": "2027-02-01"}).text
    assert "已被新文本代替" in later
    renew = re.search(r'href="([^"]*)" data-basket-remove="[^"]*" data-basket-add="([^"]*)"', later)
    assert renew
    assert ids_of(client.get(renew[1].replace("&amp;", "&")).text) == [renew[2]] != [old]


def test_files(client: TestClient) -> None:
    asked = {"add": "行政处罚法第十六条", "as_of": DAY}
    answer = client.get("/basket", params={**asked, "form": "docx"})
    assert unquote(answer.headers["content-disposition"]).endswith("法律依据表.docx")
    (table,) = Document(BytesIO(answer.content)).tables
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "《中华人民共和国行政处罚法》第十六条",
        "法律",
        "有效",
        "除法律、法规、规章外，其他规范性文件不得设定行政处罚。",
    ]
    told = client.get("/basket", params={**asked, "form": "md"}).text
    assert "| 1 | 《中华人民共和国行政处罚法》第十六条 | 法律 | 有效 |" in told
    assert f"核验日期：{DAY}" in told


@pytest.mark.parametrize("unit", ["<script>", "a:b:c", "::", "x" * 80])
def test_unknown_ids_are_told(client: TestClient, unit: str) -> None:
    page = client.get("/basket", params={"u": unit})
    assert (page.status_code, "本库没有编号为" in page.text, "<script>" in page.text) == (200, True, False)


def test_too_many_are_cut_and_told(client: TestClient) -> None:
    page = client.get("/basket", params={"u": [f"a:b:a{number}" for number in range(201)]}).text
    assert "最多 200 条" in page and len(ids_of(page)) == 200


def test_wrong_parameters(client: TestClient) -> None:
    assert client.get("/basket", params={"form": "pdf"}).status_code == 400
    assert client.get("/basket", params={"u": "x" * 81}).status_code == 400
