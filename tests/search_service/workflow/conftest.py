"""A service on a home without an index, with one account for every role, for tests of the workflow over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from search_service.api.app import create_app
from search_service.settings import Settings
from search_service.working.desk import Desk
from workflow.accounts import Account, Role
from workflow.accounts.logins import Login

PEOPLE = {
    "drafter": ("起草人甲", "城管局", [Role.DRAFTER]),
    "stranger": ("外人己", "财政局", [Role.DRAFTER]),
    "legal_expert": ("法律审核乙", "司法局", [Role.LEGAL_EXPERT]),
    "business_expert": ("业务审核丙", "住建局", [Role.BUSINESS_EXPERT]),
    "approver": ("负责人丁", "司法局", [Role.APPROVER]),
    "librarian": ("管理员庚", "信息中心", [Role.LIBRARIAN]),
    "administrator": ("系统管理员辛", "信息中心", [Role.ADMINISTRATOR]),
    "auditor": ("审计员戊", "审计局", [Role.AUDITOR]),
    "nothing": ("无角色壬", "办公室", []),
}
BASE = "http://testserver"


@dataclass
class Person:
    """Somebody with a browser of their own."""

    account: Account
    client: TestClient
    csrf: str

    def get(self, path: str, **named: object) -> object:
        return self.client.get(path, **named)

    def post(self, path: str, json: object = None, **named: object) -> object:
        headers = {"X-CSRF-Token": self.csrf}
        return self.client.post(path, json=json, headers=headers, **named)

    def form(self, path: str, values: dict[str, object], **named: object) -> object:
        return self.client.post(path, data={"csrf": self.csrf, **values}, follow_redirects=False, **named)


@dataclass
class Office:
    """The service and its people."""

    client: TestClient
    desk: Desk
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from made(tmp_path_factory.mktemp("office") / "home")


def made(home: Path, **settings: Any) -> Iterator[Office]:
    app = create_app(Settings(home=home, **settings))
    with TestClient(app, raise_server_exceptions=False) as client:
        desk: Desk = app.state.service.desk
        people = {}
        for login, (name, where, roles) in PEOPLE.items():
            account, _ = desk.accounts.create("system", login, name, where, roles)
            people[login] = person(app, desk.logins.trust(login), account)
        yield Office(client, desk, people)


def person(app: object, login: Login, account: Account) -> Person:
    browser = TestClient(app, raise_server_exceptions=False)  # type: ignore[arg-type]
    browser.cookies.set("faju_session", login.token)
    return Person(account, browser, login.csrf)


def csrf_in(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found
    return found[1]
