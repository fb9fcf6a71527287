"""Loads over HTTP: sent, watched, tried out, cancelled, taken up again, reported, undone."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from corpus.store import LoadState, Store
from indexer.load_process import run
from indexer.lock import writer_lock
from indexer.storing import entries_of
from indexer.tasks import UPLOAD, Task
from indexer.undoing import KIND as UNDO
from search_service.access import Scope
from search_service.access.keys import new_key
from search_service.api import import_shapes
from search_service.api.app import create_app
from search_service.imports.account import may
from search_service.settings import Settings
from tests.samples import rule, rules

WAIT_S = 90


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imports")
    run([rules(folder / "部门规章")], folder / "home", "tester", citing=False)
    return folder / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    id, key, digest = new_key()
    with Store.open(home) as store:
        store.keys().add(id, digest, "馆员", [Scope.LOAD, Scope.SEARCH], 0, "tester")
    app = create_app(Settings(home=home, poll_seconds=0.1, max_upload_bytes=2_000_000))
    headers = {"Authorization": f"Bearer {key}"}
    with TestClient(app, headers=headers, raise_server_exceptions=False) as opened:
        yield opened


def send(client: TestClient, *files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    """The answer to an upload, which must be accepted."""
    answer = client.post("/api/v1/imports", files=[("file", each) for each in files], data=fields)
    assert answer.status_code == 202, answer.text
    import_shapes.ImportAccepted.model_validate(answer.json())
    assert answer.headers["location"] == answer.json()["import"]["links"]["self"]
    found: dict[str, Any] = answer.json()["import"]
    return found


def ended(client: TestClient, seq: int) -> dict[str, Any]:
    """The load, when it has come to an end."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        answer = client.get(f"/api/v1/imports/{seq}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        import_shapes.ImportAnswer.model_validate(found)
        if found["state"] not in ("queued", "running"):
            return found
        time.sleep(0.2)
    raise AssertionError(f"load {seq} did not end: {found}")


def soon(true: Callable[[], bool]) -> bool:
    """Whether that comes true within a while."""
    until = time.monotonic() + WAIT_S
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def markdown(title: str, articles: int = 10) -> tuple[str, bytes]:
    return f"部门规章/{title}.md", rule(title, articles).encode()


class TestUpload:
    def test_files_are_loaded_searched_reported_and_undone(self, client: TestClient, home: Path) -> None:
        before = client.get("/api/v1/imports").json()["library"]
        sent = send(client, markdown("青石养护管理办法"), ("空.md", b""), source="青石汇编")
        assert (sent["who"], sent["label"], sent["kind"], sent["source"]) == (
            "馆员",
            "青石汇编",
            "upload",
            "青石汇编",
        )
        done = ended(client, sent["id"])
        assert (done["state"], done["error"]) == ("finished", None)
        assert done["counts"] == {"new": 1, "rejected": 1}
        assert done["counts_by_kind"] == {"law": {"new": 1, "rejected": 1}}
        (rejected,) = done["rejected"]
        assert (rejected["path"], rejected["code"]) == ("空.md", "empty_file")
        assert done["report"]["works"] == 1 and done["report"]["index_error"] is None
        assert done["library"]["works"] == before["works"] + 1
        assert done["can"] == {"cancel": False, "resume": False, "confirm": False, "undo": True}
        self._is_found(client)
        assert soon(lambda: not list((home / "uploads").iterdir())), "what was loaded is not kept twice"
        self._has_a_report(client, done)
        undo = client.post(f"/api/v1/imports/{sent['id']}/undo")
        assert undo.status_code == 202, undo.text
        undone = ended(client, undo.json()["import"]["id"])
        assert (undone["state"], undone["kind"], undone["undoes"]) == ("finished", "undo", sent["id"])
        assert client.get(f"/api/v1/imports/{sent['id']}").json()["state"] == "undone"
        assert undone["library"] == before
        again = client.post(f"/api/v1/imports/{sent['id']}/undo")
        assert (again.status_code, again.json()["code"]) == (409, "import_state")

    def _is_found(self, client: TestClient) -> None:
        def first() -> bool:
            found = client.get("/api/v1/search", params={"q": "青石养护管理办法"}).json()
            return bool(found["hits"]) and found["hits"][0]["law"]["title"] == "青石养护管理办法"

        assert soon(first)

    def _has_a_report(self, client: TestClient, done: dict[str, Any]) -> None:
        answer = client.get(done["links"]["report"])
        assert answer.status_code == 200
        book = load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == ["概要", "逐项结果", "提示", "更新对照"]
        lines = [row[1:4] for row in book["逐项结果"].iter_rows(min_row=2, values_only=True)]
        assert sorted(lines) == [
            ("空.md", "法规", "拒收"),
            ("青石养护管理办法.md", "法规", "新增"),
        ]

    def test_a_change_has_its_comparison(self, client: TestClient) -> None:
        title = "青石更新管理办法"
        first = ended(client, send(client, markdown(title))["id"])
        assert first["counts"] == {"new": 1}
        name, data = markdown(title)
        changed = data.replace("十日".encode(), b"").replace("在2日内".encode(), "在三十日内".encode())
        second = ended(client, send(client, (name, changed))["id"])
        assert second["counts"] == {"changed": 1}
        (item,) = client.get(f"/api/v1/imports/{second['id']}/items").json()["items"]
        compared = client.get(item["compare"])
        assert compared.status_code == 200, compared.text
        import_shapes.ImportCompareAnswer.model_validate(compared.json())
        units = [each for each in compared.json()["units"] if each["status"] == "changed"]
        assert [each["new_no"] for each in units] == ["第2条"]
        nothing = client.get(f"/api/v1/imports/{first['id']}/items/0/compare")
        assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing_to_compare")

    def test_a_dry_run_stores_nothing_and_can_be_confirmed(self, client: TestClient) -> None:
        before = client.get("/api/v1/imports").json()["library"]
        gap = re.sub("第5条.*", "", rule("青石缺条管理办法"))
        tried = ended(client, send(client, ("部门规章/缺.md", gap.encode()), dry_run="true")["id"])
        assert (tried["state"], tried["counts"], tried["dry_run"]) == ("finished", {"new": 1}, True)
        assert tried["library"] == before
        assert tried["report"]["library_version"] != before["version"]
        assert "number_gap" in tried["warning_counts"]
        assert tried["can"]["confirm"] and not tried["can"]["undo"]
        real = client.post(f"/api/v1/imports/{tried['id']}/confirm").json()["import"]
        done = ended(client, real["id"])
        assert (done["counts"], done["dry_run"]) == ({"new": 1}, False)
        assert done["library"]["version"] == tried["report"]["library_version"]
        assert done["warning_counts"] == tried["warning_counts"]
        tried_at = tried["links"]["self"]
        assert soon(lambda: not client.get(tried_at).json()["can"]["confirm"]), "its files are gone"

    def test_a_load_whose_process_died_goes_on_where_it_stopped(self, client: TestClient, home: Path) -> None:
        """As after a power cut: the log says that it runs, no process does, and a part is stored."""
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for number in range(8):
                archive.writestr(*markdown(f"青石第{number}号管理办法", 3))
        upload = home / "uploads" / "cut" / "一批.zip"
        upload.parent.mkdir(parents=True)
        upload.write_bytes(data.getvalue())
        task = Task((upload,), None, None, UPLOAD, "一批.zip")
        with writer_lock(home, timeout=60), Store.open(home) as store:  # until the lock is free, it is alive
            running = store.jobs.begin("一批.zip", "馆员", UPLOAD, task.as_json())
            stored = running.add_many(list(entries_of(task.read()))[:3])
        done = ended(client, running.seq)
        assert (done["state"], done["counts"], done["attempts"]) == ("finished", {"new": 8}, 2)
        assert done["report"]["works"] == 8
        items = client.get(f"/api/v1/imports/{running.seq}/items").json()["items"]
        assert [each["position"] for each in items] == list(range(8))
        assert [each["path"] for each in items[:3]] == [each.path for each in stored]
        assert soon(lambda: not upload.exists())

    def test_a_cancelled_load_can_go_on(self, client: TestClient, home: Path) -> None:
        with writer_lock(home, timeout=60):  # another process writes, so it waits
            seq = send(client, markdown("青石继续管理办法"))["id"]
            cancelled = client.post(f"/api/v1/imports/{seq}/cancel").json()["import"]
        assert cancelled["can"] == {"cancel": False, "resume": True, "confirm": False, "undo": True}
        assert client.post(f"/api/v1/imports/{seq}/resume").status_code == 202
        assert ended(client, seq)["counts"] == {"new": 1}

    def test_a_waiting_load_is_cancelled_at_once(self, client: TestClient, home: Path) -> None:
        with writer_lock(home, timeout=60):  # another process writes, so it waits
            seq = send(client, markdown("青石等待管理办法"))["id"]
            answer = client.post(f"/api/v1/imports/{seq}/cancel")
            assert (answer.status_code, answer.json()["import"]["state"]) == (202, "cancelled")
        found = client.get("/api/v1/imports", params={"state": "cancelled"}).json()
        assert [each["id"] for each in found["imports"]] == [seq]
        again = client.post(f"/api/v1/imports/{seq}/cancel")
        assert (again.status_code, again.json()["code"]) == (409, "import_state")


def test_an_undoing_that_runs_takes_effect_and_cannot_be_cancelled(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.begin("撤回", "馆员", UNDO)
        (running,) = store.loads()
    assert not may(running)["cancel"]
    assert may(replace(running, state=LoadState.QUEUED))["cancel"]
    assert may(replace(running, kind=UPLOAD))["cancel"]


class TestRefused:
    def test_nobody_may_load(self, client: TestClient) -> None:
        for path in (
            "imports",
            "imports/1/undo",
            "imports/1/cancel",
            "imports/1/resume",
            "imports/1/confirm",
        ):
            answer = client.post(f"/api/v1/{path}", headers={"Authorization": ""})
            assert answer.status_code == 401
        assert client.get("/api/v1/imports", headers={"Authorization": ""}).status_code == 200

    @pytest.mark.parametrize(
        "name",
        ["../../etc/passwd", "/etc/passwd", "a/../b.md", "..\\..\\a.md", "a" + "/b" * 20 + ".md", "C:/x.md"],
    )
    def test_a_name_that_leads_elsewhere(self, client: TestClient, home: Path, name: str) -> None:
        answer = client.post("/api/v1/imports", files={"file": (name, b"x")})
        assert (answer.status_code, answer.json()["code"]) == (422, "unsafe_path")

    def test_what_is_no_upload(self, client: TestClient) -> None:
        for sent, status, code in (
            ({"json": {"file": "x"}}, 415, "unsupported_media_type"),
            ({"data": {"source": "x"}, "files": {"other": ("", b"")}}, 422, "empty_upload"),
            ({"files": {"file": ("a.md", b"x")}, "data": {"dry_run": "perhaps"}}, 422, "invalid_body"),
            ({"files": {"file": ("a.md", b"x")}, "data": {"columns": "{"}}, 422, "invalid_body"),
            ({"files": {"file": ("a.md", b"x")}, "data": {"columns": '{"no": "x"}'}}, 422, "invalid_body"),
            ({"files": {"file": ("a.md", b"x")}, "data": {"no_such": "1"}}, 422, "invalid_body"),
        ):
            answer = client.post("/api/v1/imports", **sent)  # type: ignore[arg-type]
            assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text

    def test_too_much(self, client: TestClient) -> None:
        answer = client.post("/api/v1/imports", files={"file": ("a.md", bytes(2_100_000))})
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    def test_what_is_not_there(self, client: TestClient) -> None:
        for path, code in (
            ("imports/999", "import_not_found"),
            ("imports/999/items", "import_not_found"),
            ("imports/999/report.xlsx", "import_not_found"),
            ("imports/1/items/999/compare", "item_not_found"),
            ("templates/x.xlsx", "template_not_found"),
        ):
            answer = client.get(f"/api/v1/{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, code)
        assert client.post("/api/v1/imports/999/undo").status_code == 404
        assert client.get("/api/v1/imports/x").status_code == 422


def test_templates_and_the_log_of_other_loads(client: TestClient) -> None:
    for name in ("laws.xlsx", "laws.csv", "cases.xlsx", "cases.csv"):
        assert client.get(f"/api/v1/templates/{name}").status_code == 200
    first = client.get("/api/v1/imports/1").json()
    assert (first["kind"], first["who"], first["state"]) == ("files", "tester", "finished")
    assert first["checksum"] and first["counts"] == {"new": 3}
    items = client.get("/api/v1/imports/1/items", params={"outcome": "new", "size": 2}).json()
    import_shapes.ItemsAnswer.model_validate(items)
    assert (items["total"], len(items["items"])) == (3, 2)
    assert items["items"][0]["title"].startswith("示例事项")
    assert client.get("/api/v1/imports?state=nonsense").json()["code"] == "unknown_value"
