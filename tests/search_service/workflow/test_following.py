"""Subscriptions and feeds over HTTP: a law, a topic, a saved search, cases; then real loads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import pytest
from starlette.testclient import TestClient

from indexer.load_process import run
from search_service.api.app import create_app
from search_service.settings import Settings
from search_service.working.following import follow
from search_service.working.watching import tell
from tests.homes import home_of
from tests.search_service.workflow.conftest import Office, made

LAW = """# 停车示范法

（2020年5月1日全国人民代表大会常务委员会通过　自2020年6月1日起施行）

第一条　停车场应当公示收费标准，并接受价格主管部门的监督检查。

第二条　本法自2020年6月1日起施行。
"""
OTHER = """# 养犬<b>示范</b>法

（2021年5月1日全国人民代表大会常务委员会通过　自2021年6月1日起施行）

第一条　养犬人应当为犬只接种狂犬病疫苗，携带犬只外出应当束犬链。

第二条　本法自2021年6月1日起施行。
"""
REPEALS = """# 停车管理法

（2026年1月5日全国人民代表大会常务委员会通过　自2026年3月1日起施行）

第一条　停车场应当公示收费标准和计费方式，并接受价格主管部门的监督检查。

第二条　本法自2026年3月1日起施行。《停车示范法》同时废止。
"""
CASES = (
    "序号,文件名称,发文单位,文件有关内容,违规类型,违反的标准,审查意见\n"
    "1,某市停车办法,浙江省某局,对外地车辆加倍收取停车费。,第十四条 标准,（三）不得排斥外地经营者,违反该标准。\n"
)


@dataclass
class Here:
    office: Office
    folder: Path
    holder: Any

    def load(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        run([self.folder / name], self.folder / "home", "tests")
        self.holder._looked = 0.0
        self.holder.shelves._looked = 0.0
        follow(self.office.desk, self.holder)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    folder = tmp_path_factory.mktemp("following")
    for name, text in (("停车示范法.md", LAW), ("养犬.md", OTHER)):
        (folder / name).write_text(text, encoding="utf-8")
    home = home_of([folder / "停车示范法.md", folder / "养犬.md"], folder / "home")
    for office in made(home, poll_seconds=0.1):
        app: Any = office.client.app
        yield Here(office, folder, app.state.service.holder)


def feed(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    told = feedparser.parse(answer.content)
    assert not told.bozo
    return told


def test_from_a_button_to_a_feed(here: Here) -> None:
    office = here.office
    reader, other = office["drafter"], office["librarian"]
    page = reader.client.get("/laws/停车示范法").text
    form = re.search(r'<form action="/desk/following".*?</form>', page, re.S)
    assert form
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert sent["do"] == "subscribe"
    done = reader.client.post("/desk/following", data=sent, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, sent["next"])
    assert "已订阅" in reader.client.get("/laws/停车示范法").text
    stranger = office.client.get("/laws/停车示范法").text
    assert "/login?next=" in stranger
    assert "csrf" not in stranger
    law = reader.client.get("/api/v1/subscriptions").json()["subscriptions"][0]["law"]

    search = "/?q=停车收费&level=法律&page=1"
    assert 'name="query" value="level=' in reader.client.get(search).text
    asked = {"place": "/", "query": "q=停车收费&level=法律&page=1&sort=date", "send": True}
    assert reader.post("/api/v1/subscriptions", asked).status_code == 201
    assert "已订阅" in reader.client.get(search).text  # however it is shown
    topic = other.form("/desk/following", {"do": "topic", "words": "停车 收费"})
    assert topic.status_code == 303
    assert other.post("/api/v1/subscriptions", {"place": "/cases", "query": "q=停车"}).status_code == 201
    assert other.post("/api/v1/subscriptions", {"place": "/", "query": "level=法律"}).status_code == 201

    feeds = (f"/feeds/laws/{law}.atom", "/feeds/search.atom?q=停车收费", "/feeds/all.atom")
    assert [len(feed(office.client, each).entries) for each in feeds] == [0, 0, 0]
    here.load("停车管理法.md", REPEALS)
    here.load("案例.csv", CASES)
    news = reader.client.get("/api/v1/subscriptions/news").json()
    assert {(each["title"], each["happened"]) for each in news["news"]} == {
        ("停车示范法", "ceased"),
        ("停车管理法", "added"),
    }
    ceased = next(each for each in news["news"] if each["happened"] == "ceased")
    assert len(ceased["by"]) == 2
    assert ceased["sentence"] == "2026-03-01 起废止（《停车管理法》）"
    theirs = other.client.get("/api/v1/subscriptions/news").json()["news"]
    assert {each["title"] for each in theirs if each["shelf"] == "law"} == {"停车示范法", "停车管理法"}
    assert [each["happened"] for each in theirs if each["shelf"] == "case"] == ["added"]
    follow(office.desk, here.holder)
    assert reader.client.get("/api/v1/subscriptions/news").json() == news

    told = feed(office.client, feeds[0])
    assert [each.title for each in told.entries] == ["停车示范法：停止施行"]
    assert {each.title for each in feed(office.client, feeds[1]).entries} == {
        "停车示范法：停止施行",
        "停车管理法：新收录",
    }
    assert len(feed(office.client, feeds[2]).entries) == 3
    cases = feed(office.client, "/feeds/cases.atom?q=停车").entries
    assert [each.tags[0].term for each in cases] == ["added"]
    assert "/cases/" in cases[0].link
    assert feed(office.client, "/feeds/search.atom?q=狂犬病疫苗&level=部门规章").entries == []


def test_the_page_and_marking_as_read(here: Here) -> None:
    reader = here.office["drafter"]
    page = reader.client.get("/desk/following").text
    assert "2026-03-01 起废止" in page
    assert "未读（2）" in page
    news = reader.client.get("/api/v1/subscriptions/news").json()["news"]
    assert reader.form("/desk/following", {"do": "read-one", "id": str(news[0]["id"])}).status_code == 303
    assert "未读（1）" in reader.client.get("/desk/following?state=unread").text
    assert here.office["legal_expert"].post("/api/v1/subscriptions/read", {"id": news[1]["id"]}).json() == {
        "marked": 0
    }
    assert reader.post("/api/v1/subscriptions/read", {}).json() == {"marked": 1}
    assert "没有未读的变化" in reader.client.get("/desk/following?state=unread").text
    mine = reader.client.get("/api/v1/subscriptions").json()["subscriptions"]
    path = f"/api/v1/subscriptions/{mine[0]['id']}"
    assert (
        here.office["legal_expert"]
        .client.delete(path, headers={"X-CSRF-Token": here.office["legal_expert"].csrf})
        .json()["code"]
        == "subscription_not_found"
    )
    assert reader.client.delete(path, headers={"X-CSRF-Token": reader.csrf}).status_code == 204
    assert "2026-03-01 起废止" in reader.client.get("/desk/following").text  # what was told stays


def test_ones_own_feed_and_its_renewal(here: Here) -> None:
    office, reader = here.office, here.office["drafter"]
    page = reader.form("/desk/following", {"do": "feed"}).text
    found = re.search(r"(/feeds/mine/[\w-]+\.atom)", page)
    assert found
    told = feed(office.client, found[1])  # no sign-in
    assert len(told.entries) == 2
    again = office.client.get(
        found[1], headers={"If-None-Match": office.client.get(found[1]).headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in again.headers["cache-control"]
    renewed = reader.post("/api/v1/subscriptions/feed").json()["link"]
    assert office.client.get(found[1]).status_code == 404
    assert office.client.get(renewed).status_code == 200
    office.desk.accounts.change("system", reader.account.id, active=False)
    assert office.client.get(renewed).json()["code"] == "feed_not_found"
    office.desk.accounts.change("system", reader.account.id, active=True)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"law": "没有这部法"}, 404, "law_not_found"),
        ({"place": "/", "query": ""}, 400, "nothing_to_follow"),
        ({"place": "/", "query": "level=胡说"}, 400, "unknown_value"),
        ({"place": "/", "query": "nothing=1"}, 400, "unknown_parameter"),
        ({"place": "/", "query": "q=？！"}, 400, "empty_query"),
        ({"place": "/desk", "query": "q=停车"}, 400, "unknown_value"),
        ({"place": "/", "query": "q=" + "长" * 1000}, 422, "bad_subscription"),
        ({"place": "/cases", "query": "unit=1"}, 400, "unit_without_law"),
        ({"extra": 1}, 422, "invalid_body"),
        ({"law": "x" * 300}, 422, "invalid_body"),
    ],
)
def test_what_cannot_be_followed_is_said(
    here: Here, asked: dict[str, object], status: int, code: str
) -> None:
    answer = here.office["auditor"].post("/api/v1/subscriptions", asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("do", ["nothing", "cancel", "topic", "subscribe"])
def test_forms_that_ask_for_nothing(here: Here, do: str) -> None:
    answer = here.office["auditor"].form("/desk/following", {"do": do, "id": "99999999999"})
    assert answer.status_code in (400, 404, 422)
    assert "没有办成" in answer.text
    assert here.office["auditor"].client.get("/desk/following?state=胡说").status_code == 400


def test_where_reading_is_closed_the_public_feeds_are_too(here: Here) -> None:
    app = create_app(Settings(home=here.folder / "home", anonymous="none"))
    with TestClient(app) as client:
        for path in (
            "/feeds/all.atom",
            "/feeds/search.atom?q=停车",
            "/feeds/laws/停车示范法.atom",
            "/feeds/cases.atom",
        ):
            assert client.get(path).status_code == 401, path
        assert client.get("/feeds/mine/none.atom").status_code == 404
        link = here.office["legal_expert"].post("/api/v1/subscriptions/feed").json()["link"]
        assert client.get(link).status_code == 200


def test_pages_name_their_feeds(here: Here) -> None:
    page = here.office.client.get("/?q=停车").text
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/feeds/search.atom?q=%E5%81%9C%E8%BD%A6"' in page
    assert 'href="/feeds/all.atom"' in here.office.client.get("/").text


def test_a_notice_goes_to_those_who_want_it(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, sent = here.office.desk, []
    monkeypatch.setattr("search_service.working.watching.senders", lambda _: sent.append)
    reader, quiet = here.office["business_expert"], here.office["approver"]
    reader.post("/api/v1/subscriptions", {"law": "养犬<b>示范</b>法", "send": True})
    quiet.post("/api/v1/subscriptions", {"law": "养犬<b>示范</b>法"})
    here.load("养犬二.md", OTHER.replace("束犬链", "束犬链并携带清洁工具").replace("2021年", "2026年"))
    tell(desk)
    tell(desk)
    mine = [(each.to, each.subject) for each in sent if each.link == "/desk/following"]
    assert mine == [("business_expert", "你订阅的内容有 1 条变化")]
    news = quiet.client.get("/api/v1/subscriptions/news").json()["news"]
    assert [each["happened"] for each in news] == ["version"]
    assert "&lt;b&gt;" in quiet.client.get("/desk/following").text
