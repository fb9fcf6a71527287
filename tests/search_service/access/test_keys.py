"""Keys: what they open, what happens without one, with a wrong one, with one that is revoked."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import Request

from corpus.store import Store
from search_service.access import Scope, caller_of
from search_service.access.keys import FORM, hash_of, new_key
from search_service.access.rules import GETTING, SAFE, SIGNED, WRITING, Rules, routes_of
from search_service.api.app import ROUTERS
from tests.search_service.access.conftest import Asking

Key = Callable[..., dict[str, str]]
SEARCH = "/api/v1/search?q=停车收费"
CHECK = {"json": {"text": "依据《停车管理办法》第一条"}}


def test_reading_and_checking_are_open(asking: Asking) -> None:
    client = asking()
    assert client.get(SEARCH).json()["total"] >= 1
    assert client.post("/api/v1/citations/check", **CHECK).status_code == 200


def test_where_everything_needs_a_key(asking: Asking, key: Key) -> None:
    client = asking(anonymous="none")
    refused = client.get(SEARCH)
    assert (refused.status_code, refused.json()["code"]) == (401, "key_required")
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert refused.headers["content-type"] == "application/problem+json"
    page = client.get("/?q=停车", headers={"accept": "text/html"})
    assert page.status_code == 401
    assert "需要密钥" in page.text
    for path in ("/healthz", "/readyz", "/docs", "/openapi.json"):
        assert client.get(path).status_code == 200, path
    assert client.get(SEARCH, headers=key("search")).status_code == 200


def test_a_scope_opens_only_its_own(asking: Asking, key: Key) -> None:
    client = asking()
    searching, checking = key("search"), key("check")
    refused = client.post("/api/v1/citations/check", headers=searching, **CHECK)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert refused.json()["scope"] == "check"
    assert client.post("/api/v1/citations/check", headers=checking, **CHECK).status_code == 200
    assert client.get(SEARCH, headers=checking).status_code == 403


@pytest.mark.parametrize(
    "text",
    ["", "x", "faju_00000000_" + "0" * 40, "faju_00000000_" + "Z" * 40, "密" * 10, "0" * 5000],
)
def test_a_wrong_key_is_refused_even_where_none_is_needed(asking: Asking, text: str) -> None:
    client = asking()
    refused = client.get(SEARCH, headers={"Authorization": b"Bearer " + text.encode()})
    assert (refused.status_code, refused.json()["code"]) == (401, "key_invalid")


def test_other_schemes_are_of_proxies(asking: Asking) -> None:
    answer = asking().get(SEARCH, headers={"Authorization": "Basic dXNlcjpwYXNz"})
    assert answer.status_code == 200


def test_a_revoked_key_stops_within_a_moment(asking: Asking, key: Key, small_home: Path) -> None:
    client, header = asking(), key("search")
    assert client.get(SEARCH, headers=header).status_code == 200
    id = header["Authorization"].split("_")[1]
    with Store.open(small_home) as store:
        revoked = store.keys().revoke(id)
        assert revoked is not None
        assert store.keys().revoke(id) == revoked, "the first time stays"
    time.sleep(0.1)
    refused = client.get(SEARCH, headers=header)
    assert (refused.status_code, refused.json()["code"]) == (401, "key_invalid")


def test_last_use_is_noted(asking: Asking, key: Key, small_home: Path) -> None:
    client, header = asking(), key("search")
    client.get(SEARCH, headers=header)
    id = header["Authorization"].split("_")[1]
    deadline = time.monotonic() + 10
    with Store.open(small_home) as store:
        while all(each.used_at is None for each in store.keys().all() if each.id == id):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_only_hashes_are_kept(small_home: Path, key: Key) -> None:
    text = key("search")["Authorization"].split()[1]
    secret = text.split("_")[2].encode()
    for file in small_home.glob("faju.db*"):
        assert secret not in file.read_bytes()
    with Store.open(small_home) as store:
        found = store.keys().by_hash(hash_of(text))
    assert found is not None
    assert found.scopes == ("search",)


def test_keys_are_never_alike() -> None:
    made = {new_key()[1] for _ in range(100)}
    assert len(made) == 100
    assert all(FORM.fullmatch(each) for each in made)


def test_who_asks_reaches_the_route(asking: Asking, key: Key) -> None:
    client = asking()
    seen = []

    async def whoami(request: Request) -> dict[str, str]:
        seen.append(caller_of(request))
        return {}

    client.app.add_api_route("/whoami", whoami)  # type: ignore[attr-defined]
    client.get("/whoami")
    client.get("/whoami", headers=key("search", "load"))
    assert [each.name for each in seen] == ["", "测试"]
    assert [each.may(Scope.LOAD) for each in seen] == [False, True]


def test_what_writes_needs_a_key_unless_the_table_says_otherwise() -> None:
    """Routers inside routers too, whose routes are easily missed."""
    rules = Rules(ROUTERS)
    routes = [route for router in ROUTERS for route in routes_of(router)]
    paths = {(method, route.path) for route in routes for method in (route.methods or set()) - SAFE}
    assert {path for _, path in paths} >= set(WRITING)
    for method, path in paths:
        if path.startswith(SIGNED):  # by sign-in: search_service.working.permissions
            assert rules.of(method, path).scopes == ()
            continue
        assert rules.of(method, path).scopes == (Scope.CHECK if path in WRITING else Scope.LOAD,)
    pages = {route.path for route in routes if not route.include_in_schema and route.methods == {"POST"}}
    assert pages
    for path in pages:
        assert Scope.LOAD not in rules.of("POST", path).scopes, f"a form sends no key: {path}"
    assert rules.of("POST", "/api/v1/search").scopes == (), "no such call: the router says so"
    assert all(rules.of("GET", path) == rule for path, rule in GETTING.items())
