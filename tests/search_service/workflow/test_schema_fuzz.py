"""Every operation of the OpenAPI description, with what schemathesis makes of it, by everybody: no answer is a 5xx.

Half of the calls follow the description, half break it on purpose; ids are now and then those of things that
exist. What is refused says why, with a code.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from search_service.api.app import create_app
from search_service.settings import Settings
from tests.homes import copy_of, starter_home
from tests.search_service.workflow.conftest import Office, made
from tests.search_service.workflow.conftest import person as signed_in

EXAMPLES = 60 if os.environ.get("FAJU_FULL") else 2
APP = create_app(Settings())
OPERATIONS = {
    f"{found.method.upper()} {found.path}": found
    for found in (each.ok() for each in schemathesis.openapi.from_dict(APP.openapi()).get_all_operations())
}
HTTP_BASE = "http://testserver"
ENDS_SESSIONS = ("DELETE /api/v1/session", "DELETE /api/v1/accounts")
"""The beginnings of what signs people out; each of its callers has a session of their own."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    yield from made(copy_of(starter_home(), tmp_path_factory.mktemp("fuzz") / "home"))


@pytest.fixture(scope="module")
def known(office: Office) -> Mapping[str, list[str]]:
    """Ids of things that exist; the undoing of a load is left to `test_imports`."""
    opened = office["drafter"].post(
        "/api/v1/matters", json={"title": "关于加强城市管理的通知", "doc_type": "规范性文件", "market": False}
    )
    assert opened.status_code in (200, 201), opened.text
    law = office.client.get("/api/v1/search?q=行政处罚法第十六条").json()["hits"][0]
    case = office.client.get("/api/v1/cases").json()
    return {
        "law_id": [law["law"]["id"], law["law"]["title"]],
        "no": ["16", "第十六条", "一"],
        "key": [law["id"].rpartition(":")[2]],
        "case_id": [case["cases"][0]["id"]] if case.get("cases") else [],
        "matter_id": [opened.json()["id"]],
        "account_id": ["1", str(office["nothing"].account.id)],
        "name": ["laws.xlsx", "cases.xlsx"],
    }


def _calls(name: str) -> st.SearchStrategy[Any]:
    operation = OPERATIONS[name]
    modes = [GenerationMode.POSITIVE]
    if operation.body or "{" in name or list(operation.iter_parameters()):
        modes.append(GenerationMode.NEGATIVE)
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_whatever_is_asked_by_whomever_is_answered(
    office: Office, known: Mapping[str, list[str]], name: str
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(_calls(name), st.data())
    def ask(case: Any, data: st.DataObject) -> None:
        for parameter in case.path_parameters:
            if (values := known.get(parameter)) and data.draw(st.booleans()):
                case.path_parameters[parameter] = data.draw(st.sampled_from(values))
        call = requests.Request(**case.as_transport_kwargs(base_url=HTTP_BASE)).prepare()
        for login in ("", *office.people):
            _answered(office, login, call, name)

    ask()


def _answered(office: Office, login: str, call: requests.PreparedRequest, name: str) -> None:
    client, headers = office.client, dict(call.headers)
    if login:
        person = office[login]
        if name.startswith(ENDS_SESSIONS):
            app: Any = office.client.app
            person = signed_in(app, office.desk.logins.trust(login), person.account)
        client = person.client
        headers["X-CSRF-Token"] = person.csrf
    assert call.method
    answer = client.request(call.method, call.url, content=call.body, headers=headers, follow_redirects=False)
    assert answer.status_code < 500, (login, answer.status_code, answer.text[:500])
    if answer.status_code >= 400 and name.split()[1].startswith("/api/"):
        assert {"code", "detail"} <= set(answer.json()), answer.text[:500]
