"""The pages of cases and documents: what they say, where they lead, and that nothing unsafe is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from corpus.store import Store
from indexer import loading, shelf_links
from indexer.loading import Task, load
from search_service.api.app import create_app
from search_service.settings import load_settings
from tests.indexer.test_loading import law

CASE = {
    "标题": "青石市某局<b>限定</b>本地企业参加招标案",
    "政策措施": "规定参加公园养护招标的企业须在本市注册满三年。",
    "认定": "限定经营者的所在地，排斥外地企业。",
    "处理结果": "停止执行。",
    "依据": "《第7号样例管理条例》第三条",
    "违规类型": "排斥外地经营者参加招标投标",
    "通报名称": "典型案例",
    "通报日期": "2024-09-01",
    "网址": "javascript:alert(1)",
}
DOCUMENT = {
    "title": "【青石市人民政府】《青石市公园租赁办法》",
    "place": "青石市",
    "date": "2024-05-06",
    "url": "http://example.gov.cn/1",
    "text": "第一条 为规范租赁，根据《第7号样例管理条例》第二条，制定本办法。\n"
    "第二条 公园的租赁应当公开进行，租金应当公示，并报主管部门备案。",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("shelves")
    law(folder / "行政法规", 7)
    for name, row in (("案例.jsonl", CASE), ("文件.jsonl", DOCUMENT)):
        (folder / "行政法规" / name).write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    home = folder / "home"
    load(home, Task((folder / "行政法规",)), "tester", indexing=loading.refresh_index)
    with Store.open(home) as store:
        shelf_links.refresh(home, store, date.today())
    with TestClient(create_app(load_settings(home=home))) as found:
        yield found


def only(client: TestClient, kind: str) -> str:
    (found,) = client.get(f"/api/v1/{kind}").json()[kind]
    return str(found["id"])


def test_lists_lead_to_what_they_list(client: TestClient) -> None:
    for path, kind, word in (("/cases", "cases", "招标"), ("/documents", "documents", "租赁")):
        page = client.get(path, params={"q": word}).text
        assert f'href="{path}/{only(client, kind)}"' in page and "<mark>" in page
        assert "没有相符的" in client.get(path, params={"q": "高空抛物"}).text


def test_a_case_shows_its_parts_and_the_article_it_applies(client: TestClient) -> None:
    page = client.get(f"/cases/{only(client, 'cases')}").text
    assert all(each in page for each in ("政策措施", "停止执行。", "典型案例", "2024-09-01 有效"))
    assert "&lt;b&gt;限定" in page and "<b>限定" not in page
    assert "/units/a3?version=" in page
    assert "javascript:" not in page, "only addresses of the web become links"


def test_an_article_lists_the_cases_that_apply_it(client: TestClient) -> None:
    work = client.get("/api/v1/laws").json()["laws"][0]["id"]
    page = client.get(f"/laws/{work}/units/a3").text
    assert "适用这一条的案例（1 个）" in page and f"/cases/{only(client, 'cases')}" in page
    assert "适用这一条的案例" not in client.get(f"/laws/{work}/units/a4").text
    listed = client.get("/cases", params={"law": work, "unit": "a3"}).text
    assert "只列引用所选法规这一条的" in listed and only(client, "cases") in listed


def test_a_document_links_what_it_cites(client: TestClient) -> None:
    page = client.get(f"/documents/{only(client, 'documents')}").text
    assert "青石市公园租赁办法" in page and "不是本地的依据" in page and "/units/a2?version=" in page
    assert 'href="http://example.gov.cn/1"' in page
    assert client.get("/api/v1/laws?q=青石市公园租赁办法").json()["total"] == 0, "no law"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/cases/none", 404), ("/documents/none", 404), ("/cases?page=9", 400), ("/cases?no_such=1", 400)],
)
def test_what_cannot_be_shown_is_said(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status and 'role="alert"' in answer.text


def test_the_search_of_another_kind_leads_to_its_page(client: TestClient) -> None:
    answer = client.get("/", params={"q": "招标", "kind": "case"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/cases?q=%E6%8B%9B%E6%A0%87")
