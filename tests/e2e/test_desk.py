"""Every page of the review workflow reads well, for those who may see it; without sign-in they lead to the door."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from search_service.api.app import create_app
from search_service.settings import Settings
from tests.e2e.test_states import reads_well
from tests.e2e.visiting import Visit, Visiting
from tests.homes import copy_of
from tests.serving import serve_as_it_is
from workflow.accounts import Role


@dataclass(frozen=True)
class Office:
    """A running service, sessions by role, and the way of somebody who has no password yet."""

    url: str
    sessions: dict[Role, str]
    welcome: str

    def visit(self, visit: Visiting, role: Role) -> Visit:
        """A visit by somebody with this role."""
        visiting = visit(self.url)
        cookie = {"name": "faju_session", "value": self.sessions[role], "url": self.url}
        visiting.context.add_cookies([cookie])
        return visiting


@pytest.fixture(scope="module")
def office(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = copy_of(small_home, tmp_path_factory.mktemp("office") / "home")
    service = create_app(Settings(home=home)).state.service
    sessions = {}
    for role in (Role.DRAFTER, Role.ADMINISTRATOR, Role.APPROVER):
        service.desk.accounts.create("system", str(role), f"某{role}", "司法局", [role])
        sessions[role] = service.desk.logins.trust(str(role)).token
    _, invited = service.desk.accounts.create("system", "newcomer", "新人", "司法局", [Role.DRAFTER])
    service.close()
    with serve_as_it_is(home) as url:
        yield Office(url, sessions, str(invited))
    shutil.rmtree(home, ignore_errors=True)


def test_the_door_reads_well(visit: Visiting, office: Office, screenshots: Path | None) -> None:
    visiting = visit(office.url)
    visiting.open("/desk")
    expect(visiting.page.get_by_label("密码")).to_be_visible()
    reads_well(visiting, "login", screenshots)
    visiting.open(f"/welcome/{office.welcome}")
    reads_well(visiting, "welcome", screenshots)


@pytest.mark.parametrize(
    ("role", "path", "name"),
    [
        (Role.DRAFTER, "/desk", "desk"),
        (Role.DRAFTER, "/matters/new", "matter-new"),
        (Role.DRAFTER, "/desk/tasks", "tasks"),
        (Role.DRAFTER, "/desk/following", "following"),
        (Role.DRAFTER, "/desk/notices", "notices"),
        (Role.DRAFTER, "/desk/sessions", "sessions"),
        (Role.DRAFTER, "/desk/filed", "filed"),
        (Role.ADMINISTRATOR, "/accounts", "accounts"),
        (Role.APPROVER, "/desk/figures", "figures"),
    ],
)
def test_pages_read_well(
    visit: Visiting, office: Office, role: Role, path: str, name: str, screenshots: Path | None
) -> None:
    visiting = office.visit(visit, role)
    assert visiting.open(path).status == 200
    assert visiting.page.url.endswith(path)
    reads_well(visiting, name, screenshots)


def test_what_became_of_an_upload_reads_well(
    visit: Visiting, office: Office, tmp_path: Path, screenshots: Path | None
) -> None:
    listing = tmp_path / "目录.xlsx"
    book = openpyxl.Workbook()
    for row in (("文件名（必填）", "标题"), ("没有的文件.docx", "没有"), ("办法.txt", "示例市停车收费办法")):
        book.active.append(row)
    book.save(listing)
    archive = tmp_path / "一批.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(listing, "目录.xlsx")
        target.writestr("办法.txt", "示例市停车收费办法\n第一条 为了规范停车收费，制定本办法。")
        for at in range(250):
            target.writestr(f"扫描件/第{at}号扫描出来的文件名称很长的附件.pdf", b"%PDF")
    visiting = office.visit(visit, Role.DRAFTER)
    visiting.open("/desk/filed")
    visiting.page.get_by_label("文件（").set_input_files(archive)
    visiting.page.get_by_role("button", name="登记").click()
    expect(visiting.page.get_by_role("status")).to_contain_text("登记了 1 份")
    told = visiting.page.get_by_role("alert")
    expect(told.last).to_contain_text("250 个文件没有登记，只列出前 200 个")
    expect(told.first).to_contain_text("目录.xlsx：1 行写的文件不在压缩包里：没有的文件.docx")
    reads_well(visiting, "filed-report", screenshots)


def test_a_matter_reads_well(visit: Visiting, office: Office, screenshots: Path | None) -> None:
    visiting = office.visit(visit, Role.DRAFTER)
    visiting.open("/matters/new")
    visiting.page.get_by_label("文件名称").fill("示例市停车管理办法")
    visiting.page.get_by_label("否", exact=True).check()
    visiting.page.get_by_role("button", name="立项").click()
    expect(visiting.page.locator("h1")).to_contain_text("示例市停车管理办法")
    for each in visiting.page.locator("details").all():
        each.evaluate("element => { element.open = true }")
    reads_well(visiting, "matter", screenshots)
