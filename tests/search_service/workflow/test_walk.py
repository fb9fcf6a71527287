"""A matter from opening to filing through the pages alone, without script; and what the pages do with bad input."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from hashlib import sha256

import orjson
import pytest
from openpyxl import load_workbook

from tests.search_service.workflow.conftest import Office

TODAY = date.today().isoformat()
MARKUP = "<script>window.ran = 1</script>"
DRAFT = f"示例市停车管理办法\n\n第一条 为了规范停车，制定本办法。{MARKUP}\n"


class Walk:
    """One matter, acted on through its page."""

    def __init__(self, office: Office, title: str, market: bool = False) -> None:
        self.office = office
        values = {"title": title, "doc_type": "规范性文件", "market": str(market).lower()}
        done = office["drafter"].form("/matters/new", values)
        assert done.status_code == 303, done.text
        self.path = done.headers["location"]

    def page(self, who: str) -> str:
        answer = self.office[who].client.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def act(
        self, who: str, act: str, file: tuple[str, bytes] | None = None, **values: str
    ) -> tuple[int, str]:
        """(status, page) of an act whose form the page offers."""
        html = self.page(who)
        assert f'name="act" value="{act}"' in html, (who, act)
        revision = re.search(r'name="revision" value="(\d+)"', html)
        assert revision
        files = {"file": file} if file else None
        form = {"revision": revision[1], "act": act, **values}
        answer = self.office[who].form(self.path, form, files=files)
        return answer.status_code, answer.text

    def do(self, who: str, act: str, file: tuple[str, bytes] | None = None, **values: str) -> None:
        status, html = self.act(who, act, file, **values)
        assert status == 303, html

    def drafted(self) -> None:
        self.do("drafter", "state_bases", bases="《行政处罚法》第十六条")
        self.do("drafter", "add_version", ("<img src=x>.txt", DRAFT.encode()))
        for kind in ("explanation", "bases", "comments", "own_opinion"):
            self.do("drafter", "add_material", (f"{kind}.pdf", kind.encode()), kind=kind)
        self.do("drafter", "submit")

    def reviewed(self) -> None:
        self.do("approver", "accept", legal="legal_expert", business="business_expert", days="10")
        fit = {f"fit-{at}": "true" for at in range(4)}
        opinion = {"side": "legal", "overall": "amend", "items": f"删去第二条。\n\n{MARKUP}", **fit}
        self.do("legal_expert", "opine", **opinion)
        self.do("business_expert", "opine", side="business", overall="agree", items="")
        self.do("approver", "conclude", conclusion="amend", reason="按意见修改")


@pytest.fixture(scope="module")
def walked(office: Office) -> Walk:
    walk = Walk(office, f"停车办法{MARKUP}")
    walk.drafted()
    walk.reviewed()
    for item in ("1-legal-1", "1-legal-2"):
        walk.do("drafter", "handle_item", item=item, adopted="false", reason="上位法已有规定")
    walk.do("drafter", "present")
    walk.do("approver", "deliberate", held_on=TODAY, body="常务会议", participants="全体", outcome="passed")
    walk.do("drafter", "issue", doc_number="示政规〔2026〕1号", issued_on=TODAY, effective_on=TODAY)
    walk.do("drafter", "file_away", filed_on=TODAY, to="省政府", receipt="备1")
    return walk


def test_the_way_can_be_walked_without_script(walked: Walk) -> None:
    html = walked.page("auditor")
    assert 'aria-current="step">实施后评估' in html
    assert "示政规〔2026〕1号" in html
    assert "<script>window" not in html
    assert "&lt;script&gt;window.ran" in html
    assert "<img src=x>" not in html


def test_the_archive_can_be_checked_without_this_program(walked: Walk) -> None:
    identity = walked.path.rsplit("/", 1)[1]
    answer = walked.office["auditor"].client.get(f"/api/v1/matters/{identity}/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        assert zipped.testzip() is None
        names = zipped.namelist()
        assert not [name for name in names if name.startswith("/") or ".." in name or "<" in name]
        entries = json.loads(zipped.read("record.json"))
        for each in entries:
            told = [each[name] for name in ("seq", "at", "who", "act", "subject", "body_text", "previous")]
            assert sha256(orjson.dumps(told)).hexdigest() == each["hash"]
        version = next(each["body"] for each in entries if each["act"] == "add_version")
        draft = next(name for name in names if name.startswith("versions/01/") and "img" in name)
        assert sha256(zipped.read(draft)).hexdigest() == version["file"]["hash"]
        assert "faju record verify --expect" in zipped.read("VERIFY.txt").decode()


def test_the_ledger_holds_text_as_text(walked: Walk) -> None:
    Walk(walked.office, "=1+1")
    answer = walked.office["auditor"].client.get("/api/v1/ledger.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert rows["=1+1"][1].data_type == "s"
    assert rows[f"停车办法{MARKUP}"][15].value == "示政规〔2026〕1号"


def test_sealed_opinions_are_on_no_page(office: Office) -> None:
    walk = Walk(office, "封存")
    walk.drafted()
    walk.do("approver", "accept", legal="legal_expert", business="business_expert", days="10")
    secret = "第二条越权"
    fit = {f"fit-{at}": "true" for at in range(4)}
    walk.do("legal_expert", "opine", side="legal", overall="amend", items=secret, **fit)
    identity = walk.path.rsplit("/", 1)[1]
    paths = [walk.path, *(f"/api/v1/matters/{identity}{tail}" for tail in ("", "/record"))]
    for who in ("business_expert", "approver", "drafter", "auditor"):
        for path in (*paths, "/api/v1/matters", "/desk"):
            assert secret not in office[who].client.get(path).text
        archive = office[who].client.get(f"/api/v1/matters/{identity}/export").content
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            assert all(secret.encode() not in zipped.read(name) for name in zipped.namelist())
    assert secret in walk.page("legal_expert")


def test_of_two_browsers_the_second_is_told(office: Office) -> None:
    walk = Walk(office, "同时")
    form = {"revision": "1", "act": "state_bases", "bases": "《行政处罚法》"}
    assert office["drafter"].form(walk.path, form).status_code == 303
    again = office["drafter"].form(walk.path, form)
    assert again.status_code == 409
    assert "已经有人在这件事上办理了新的一步" in again.text


@pytest.mark.parametrize(
    ("act", "values", "status", "said"),
    [
        ("state_bases", {"bases": ""}, 422, "拟依据的法律"),
        ("add_version", {}, 422, "请选择一个文件"),
        ("nonsense", {}, 422, "没有这种办理"),
        ("open", {"title": "x", "doc_type": "规范性文件", "market": "true"}, 422, "没有这种办理"),
        ("conclude", {"conclusion": "lawful", "reason": "x"}, 403, "需要这个角色"),
        ("say", {"words": "x" * 20_001}, 422, "内容（只写事实和问题"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(
    office: Office, act: str, values: dict[str, str], status: int, said: str
) -> None:
    walk = Walk(office, "出错")
    answer = office["drafter"].form(walk.path, {"revision": "1", "act": act, **values})
    assert (answer.status_code, said in answer.text) == (status, True), answer.text[-3000:]
    assert "没有办成" in answer.text


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.pdf", b"%PDF", 422),
        ("a.docx", b"broken", 422),
        ("a.txt", b"", 422),
        ("a.txt", b"\xff\xfe\x00", 422),
    ],
)
def test_wrong_drafts_are_refused_and_what_was_typed_stays(
    office: Office, name: str, data: bytes, status: int
) -> None:
    walk = Walk(office, "坏文件")
    walk.do("drafter", "state_bases", bases="《行政处罚法》")
    got, html = walk.act("drafter", "add_version", (name, data), note="我写的说明")
    assert got == status
    assert "我写的说明" in html


def test_what_is_not_for_somebody_is_not_there(walked: Walk) -> None:
    page = walked.office["stranger"].client.get(walked.path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "没有这件送审事项" in page.text


def test_programs_do_the_same(office: Office) -> None:
    drafter = office["drafter"]
    made = drafter.post("/api/v1/matters", {"title": "接口", "doc_type": "党委文件", "market": False}).json()
    assert made["possible"][0] == "state_bases"
    path = f"/api/v1/matters/{made['id']}"
    act = {"act": "state_bases", "bases": "《行政处罚法》", "check": {"problem": "forged"}}
    done = drafter.post(f"{path}/acts", {"revision": made["revision"], "act": act}).json()
    assert done["stage"] == "drafting"
    assert done["state"]["bases_check"]["problem"] != "forged"
    stale = drafter.post(f"{path}/acts", {"revision": made["revision"], "act": {"act": "submit"}})
    assert (stale.status_code, stale.json()["code"]) == (409, "matter_moved_on")
    assert stale.json()["revision"] == done["revision"]
    file = drafter.client.post(
        f"{path}/files",
        data={"revision": str(done["revision"])},
        files={"file": ("稿.txt", "第一条".encode())},
        headers={"X-CSRF-Token": drafter.csrf},
    )
    assert file.status_code == 201, file.text
    digest = file.json()["state"]["versions"][0]["file"]["hash"]
    got = drafter.client.get(f"{path}/files/{digest}")
    assert got.content == "第一条".encode()
    assert got.headers["content-type"] == "application/octet-stream"
    wrong = drafter.post(f"{path}/acts", {"revision": 1, "act": {"act": "accept", "days": "many"}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_body")


def test_the_whole_record_holds(walked: Walk) -> None:
    told = walked.office["auditor"].client.get("/api/v1/record").json()
    assert told["whole"]
    assert told["entries"] > 20


def test_accounts_are_kept_by_the_administrator(office: Office) -> None:
    chief = office["administrator"]
    form = {
        "do": "create",
        "login": "newcomer",
        "name": MARKUP,
        "office": "法规处",
        "roles": ["drafter", "auditor"],
    }
    page = chief.form("/accounts", form)
    assert page.status_code == 200
    assert re.search(r"/welcome/[\w-]{40,}", page.text)
    assert MARKUP not in page.text
    made = office.desk.accounts.by_login("newcomer")
    assert made is not None
    assert {str(each) for each in made.roles} == {"drafter", "auditor"}
    again = chief.form("/accounts", form)
    assert again.status_code == 409
    assert "已经有人用了" in again.text
    save = {"do": "save", "id": str(made.id), "name": "新人", "office": "", "roles": "librarian"}
    assert chief.form("/accounts", save).status_code == 303
    changed = office.desk.accounts.get(made.id)
    assert (changed.name, changed.active) == ("新人", False)
