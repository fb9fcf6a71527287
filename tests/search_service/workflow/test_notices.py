"""The list of notices over HTTP, and the count at the head of every page."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.working.watching import tell
from tests.search_service.workflow.conftest import Office
from workflow.notices.reasons import Reason

NAME = '<a class="unread" href="/desk/notices">'


def test_everything_is_listed_and_counted(office: Office) -> None:
    desk, reader = office.desk, office["drafter"]
    assert "还没有通知" in reader.client.get("/desk/notices").text
    assert NAME not in reader.client.get("/desk").text
    desk.outbox.put(
        [Reason(f"k{at}", "drafter", f"第{at}件<i>", "/desk") for at in range(120)], sending=False
    )
    desk._unread.clear()
    page = reader.client.get("/desk/notices").text
    assert "第119件&lt;i&gt;" in page
    assert "第 1 页，共 3 页" in page
    assert "第19件" in reader.client.get("/desk/notices?page=3").text
    assert f"{NAME}通知 <b>120</b>" in reader.client.get("/desk").text
    assert f"{NAME}通知 <b>120</b>" in reader.client.get("/matters/new").text
    assert NAME not in office["approver"].client.get("/desk").text
    found = reader.client.get("/api/v1/notices?size=1").json()
    assert (found["total"], found["notices"][0]["how"]) == (120, "page")
    one = found["notices"][0]["id"]
    assert office["approver"].post("/api/v1/notices/read", {"id": one}).json() == {"marked": 0}
    assert reader.form("/desk/notices", {"do": "read-one", "id": str(one)}).status_code == 303
    assert f"{NAME}通知 <b>119</b>" in reader.client.get("/desk").text
    assert reader.form("/desk/notices", {"do": "read"}).status_code == 303
    assert "没有未读的通知" in reader.client.get("/desk/notices?state=unread").text
    assert reader.client.get("/api/v1/notices?state=unread").json()["total"] == 0


@pytest.mark.parametrize("query", ["state=x", "page=0", "page=99999999", "size=1000", "a=b"])
def test_odd_questions_are_refused(office: Office, query: str) -> None:
    assert office["drafter"].client.get(f"/desk/notices?{query}").status_code == 400
    assert office["drafter"].client.get(f"/api/v1/notices?{query}").status_code == 400
    assert office["drafter"].form("/desk/notices", {"do": "x"}).status_code == 422


def test_notices_are_kept_without_any_way_to_send_them(office: Office, tmp_path: Path) -> None:
    found = office["drafter"].post(
        "/api/v1/matters",
        {"title": "示例市停车管理办法", "doc_type": "规范性文件", "issuer_level": "设区的市", "market": True},
    )
    assert found.status_code == 201
    assert tell(office.desk) == 0
