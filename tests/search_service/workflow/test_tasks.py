"""Warnings on the page and over HTTP: a real document issued, then the law it cites loaded anew."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from indexer.load_process import run
from search_service.working.watching import look
from tests.homes import home_of
from tests.search_service.workflow.conftest import Office, made
from tests.search_service.workflow.test_walk import TODAY, Walk
from workflow.filed import Given

OLD = """# 停车示范法

（2020年5月1日全国人民代表大会常务委员会通过　自2020年6月1日起施行）

第一条　停车场应当公示收费标准，并接受价格主管部门的监督检查。

第二条　任何单位和个人不得擅自占用道路设置停车泊位。

第三条　本法自2020年6月1日起施行。
"""
NEW = """# 停车示范管理法

（2026年1月5日全国人民代表大会常务委员会通过　自2026年3月1日起施行）

第一条　为了规范停车，制定本法。

第二条　停车场应当公示收费标准和计费方式，并接受价格主管部门的监督检查。

第三条　任何单位和个人不得擅自占用道路设置停车泊位。

第四条　本法自2026年3月1日起施行。《停车示范法》同时废止。
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Path]]:
    folder = tmp_path_factory.mktemp("watching")
    (folder / "停车示范法.md").write_text(OLD, encoding="utf-8")
    home = home_of([folder / "停车示范法.md"], folder / "home")
    for office in made(home, poll_seconds=0.1):
        yield office, folder


def test_a_load_tells_the_owner_with_old_and_new_text(office: tuple[Office, Path]) -> None:
    here, folder = office
    walk = Walk(here, "停车办法")
    walk.do("drafter", "state_bases", bases="《停车示范法》第一条")
    draft = "停车办法\n\n第一条 根据《停车示范法》第一条、第二条，制定本办法。"
    walk.do("drafter", "add_version", ("稿.txt", draft.encode()))
    for kind in ("explanation", "bases", "comments", "own_opinion"):
        walk.do("drafter", "add_material", (f"{kind}.pdf", kind.encode()), kind=kind)
    for key in _open_errors(here, walk):
        walk.do("drafter", "handle_finding", key=key, reason="已核对")
    walk.do("drafter", "submit")
    walk.reviewed()
    for item in ("1-legal-1", "1-legal-2"):
        walk.do("drafter", "handle_item", item=item, adopted="false", reason="上位法已有规定")
    walk.do("drafter", "present")
    walk.do("approver", "deliberate", held_on=TODAY, body="常务会议", participants="全体", outcome="passed")
    walk.do("drafter", "issue", doc_number="示政规〔2026〕1号", issued_on=TODAY, effective_on=TODAY)

    holder = here.client.app.state.service.holder  # type: ignore[attr-defined]
    look(here.desk.watch, holder)
    assert here["drafter"].client.get("/api/v1/tasks").json()["total"] == 0
    (folder / "停车示范管理法.md").write_text(NEW, encoding="utf-8")
    run([folder / "停车示范管理法.md"], folder / "home", "tests")
    holder._looked = 0.0
    look(here.desk.watch, holder)
    tasks = here["drafter"].client.get("/api/v1/tasks").json()["tasks"]
    assert [(each["citation"], each["kind"]) for each in tasks] == [
        ("《停车示范法》第一条", "repealed"),
        ("《停车示范法》第二条", "repealed"),
    ]
    first = tasks[0]
    assert first["old"]["text"].startswith("停车场应当公示收费标准，")
    assert first["due"] == "2026-03-01"
    assert (first["proposal"]["law"], first["proposal"]["label"]) == ("停车示范管理法", "第二条")
    page = here["drafter"].client.get("/desk/tasks").text
    assert "停车场应当公示收费标准和计费方式" in page
    done = here["drafter"].form("/desk/tasks", {"task": str(first["id"]), "outcome": "<b>改引</b>第二条"})
    assert done.status_code == 303
    again = here["drafter"].form("/desk/tasks", {"task": str(first["id"]), "outcome": "再处理"})
    assert again.status_code == 404
    settled = here["auditor"].client.get("/desk/tasks?state=settled").text
    assert "&lt;b&gt;改引&lt;/b&gt;第二条" in settled
    rest = f"/api/v1/tasks/{tasks[1]['id']}"
    assert here["drafter"].post(rest, {"outcome": "已改"}).status_code == 204
    assert here["auditor"].client.get("/api/v1/record").json()["whole"]


def test_every_warning_is_on_some_page_and_leads_to_its_document(office: tuple[Office, Path]) -> None:
    here, folder = office
    holder = here.client.app.state.service.holder  # type: ignore[attr-defined]
    text = "第一条 根据《停车示范管理法》第二条，制定本办法。编号{}。"
    long = "关于" + "停车" * 60 + "的办法"
    given = [Given(f"第{at}号 办法", text.format(at), f"{at}.txt") for at in range(119)]
    here.desk.filing.add(here["drafter"].account, [*given, Given(long, text.format("长"), "长.txt")])
    look(here.desk.watch, holder)
    newest = folder / "停车新法.md"
    law = NEW.replace("停车示范管理法", "停车新法").replace("停车示范法", "停车示范管理法")
    newest.write_text(law.replace("2026年3月1日", "2026年4月1日"), encoding="utf-8")
    run([newest], folder / "home", "tests")
    holder._looked = 0.0
    look(here.desk.watch, holder)
    client = here["drafter"].client
    total = client.get("/api/v1/tasks").json()["total"]
    assert total == 120
    pages = [client.get(f"/api/v1/tasks?page={at}&size=50").json()["tasks"] for at in (1, 2, 3, 4)]
    assert [len(each) for each in pages] == [50, 50, 20, 0]
    assert len({one["id"] for each in pages for one in each}) == 120
    assert client.get("/api/v1/tasks?size=101").json()["code"] == "bad_parameter"
    assert here["stranger"].client.get("/api/v1/tasks").json()["total"] == 0

    page = client.get("/desk/tasks?page=3").text
    assert "120 项" in page
    assert "第 3 页，共 3 页" in page
    assert 'href="/desk/tasks?page=2"' in page
    assert page.count("（起草人甲）") == 20  # no number: nothing but who it belongs to
    shown = client.get("/desk/tasks").text + client.get("/desk/tasks?page=2").text + page
    links = {html.unescape(each) for each in re.findall(r'href="(/desk/filed\?q=[^"]+)"', shown)}
    assert len(links) == 120
    cut = next(link for link in links if "%E5%85%B3" in link)  # the title that is too long
    for each in (cut, f"/desk/filed?{urlencode({'q': '第7号 办法'})}"):
        assert each in links
        assert "已登记（1）" in client.get(each).text
    said = {"task": str(pages[2][0]["id"]), "outcome": "已改", "page": "3"}
    done = here["drafter"].form("/desk/tasks", said)
    assert (done.status_code, done.headers["location"]) == (303, "/desk/tasks?page=3")
    beyond = client.get("/desk/tasks?page=9").text  # what was the last page before others settled theirs
    assert "第 3 页，共 3 页" in beyond
    assert client.get("/desk/tasks?page=x").status_code == 400


def _open_errors(here: Office, walk: Walk) -> tuple[str, ...]:
    found = here.desk.matters.get(here["drafter"].account, walk.path.rsplit("/", 1)[1])
    return found.matter.open_errors()
