"""One table says who may come where; here every line is tried with every role, both ways."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from search_service.access.rules import SIGNED
from search_service.api.app import ROUTERS
from search_service.working.permissions import PERMISSIONS
from tests.search_service.workflow.conftest import PEOPLE, Office
from workflow.accounts import Role

ROUTES = [
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods
]
FILLED = {
    "{account_id}": "0",
    "{matter_id}": "aaaaaaaaaaaa",
    "{digest}": "0" * 64,
    "{token}": "none",
    "{task_id}": "0",
    "{subscription_id}": "0",
    "{session_id}": "0",
    "{document_id}": "0",
}


def test_the_table_has_every_route_of_the_workflow_and_no_other() -> None:
    assert set(PERMISSIONS) == {(method, path) for method, path in ROUTES if path.startswith(SIGNED)}
    assert set(PERMISSIONS) <= set(ROUTES)


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize(("method", "path"), sorted(PERMISSIONS), ids=" ".join)
def test_whoever_may_come_comes_and_nobody_else(office: Office, method: str, path: str) -> None:
    roles = PERMISSIONS[method, path]
    if (method, path) in {("POST", "/logout"), ("DELETE", "/api/v1/session"), ("DELETE", "/api/v1/sessions")}:
        return  # tried with sessions of their own, in test_sessions
    for login, (_, _, held) in PEOPLE.items():
        person = office[login]
        headers = {"X-CSRF-Token": person.csrf, "Accept": "application/json"}
        answer = person.client.request(
            method,
            filled(path),
            headers=headers,
            follow_redirects=False,
            json={} if method == "POST" else None,
        )
        may = roles is None or not roles.isdisjoint(held) or (roles == frozenset(Role) and bool(held))
        refused = answer.status_code == 403 and answer.json()["code"] == "role_missing"
        assert refused != may, (login, answer.status_code, answer.text[:200])
        assert answer.status_code < 500


@pytest.mark.parametrize(("method", "path"), sorted(PERMISSIONS), ids=" ".join)
def test_nobody_comes_in_without_a_session(office: Office, method: str, path: str) -> None:
    if PERMISSIONS[method, path] is None:
        return
    answer = office.client.request(method, filled(path), follow_redirects=False)
    if path.startswith("/api/"):
        assert (answer.status_code, answer.json()["code"]) == (401, "login_required")
    else:
        assert (answer.status_code, answer.headers["location"][:7]) == (303, "/login?")


@pytest.mark.parametrize(
    ("method", "path"),
    sorted(key for key, roles in PERMISSIONS.items() if key[0] != "GET" and roles is not None),
    ids=" ".join,
)
def test_no_act_goes_through_without_the_sessions_own_proof(office: Office, method: str, path: str) -> None:
    roles = PERMISSIONS[method, path]
    assert roles is not None
    person = office[next(login for login, (_, _, held) in PEOPLE.items() if not roles.isdisjoint(held))]
    for headers in ({}, {"X-CSRF-Token": "guessed"}, {"X-CSRF-Token": office["nothing"].csrf}):
        answer = person.client.request(
            method, filled(path), headers={**headers, "Accept": "application/json"}, follow_redirects=False
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    for foreign in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = person.client.request(
            method,
            filled(path),
            headers={**foreign, "X-CSRF-Token": person.csrf, "Accept": "application/json"},
            follow_redirects=False,
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
