"""Pages of other hosts: only listed ones get headers, and never with credentials."""

from __future__ import annotations

import pytest

from search_service.settings import Settings, SettingsError, load_settings
from tests.search_service.access.conftest import Asking

OFFICE, OTHER = "https://oa.example.gov.cn", "https://evil.example"
SEARCH = "/api/v1/search?q=停车"
PREFLIGHT = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}


def cors(headers: object) -> list[str]:
    return [name for name in headers if name.startswith("access-control-")]  # type: ignore[attr-defined]


def test_nobody_by_default(asking: Asking) -> None:
    client = asking()
    for origin in (OFFICE, "null", client.base_url):
        answer = client.get(SEARCH, headers={"Origin": str(origin)})
        assert answer.status_code == 200
        assert cors(answer.headers) == []
    refused = client.options(SEARCH, headers={"Origin": OFFICE, **PREFLIGHT})
    assert (refused.status_code, refused.json()["code"]) == (403, "origin_not_allowed")
    assert cors(refused.headers) == []


def test_a_listed_origin(asking: Asking) -> None:
    client = asking(allowed_origins=OFFICE)
    answer = client.get(SEARCH, headers={"Origin": OFFICE})
    assert answer.headers["access-control-allow-origin"] == OFFICE
    assert answer.headers["vary"] == "Origin"
    asked = client.options(SEARCH, headers={"Origin": OFFICE, **PREFLIGHT})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == OFFICE
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in {*answer.headers, *asked.headers}
    assert "access-control-allow-private-network" not in asked.headers
    private = {"Access-Control-Request-Private-Network": "true"}
    asked = client.options(SEARCH, headers={"Origin": OFFICE, **PREFLIGHT, **private})
    assert asked.headers["access-control-allow-private-network"] == "true"


@pytest.mark.parametrize(
    "origin", [OTHER, "https://oa.example.gov.cn.evil.example", "http://oa.example.gov.cn", "null", "*", ""]
)
def test_any_other_origin(asking: Asking, origin: str) -> None:
    client = asking(allowed_origins=OFFICE)
    answer = client.get(SEARCH, headers={"Origin": origin})
    assert cors(answer.headers) == []
    assert answer.headers["vary"] == "Origin"
    assert client.options(SEARCH, headers={"Origin": origin, **PREFLIGHT}).status_code == 403


def test_errors_are_readable_too(asking: Asking) -> None:
    client = asking(allowed_origins=OFFICE, anonymous_rate=1)
    for path, status in ((SEARCH + "&page=x", 400), (SEARCH, 429)):
        answer = client.get(path, headers={"Origin": OFFICE})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == OFFICE
    assert "Retry-After" in answer.headers["access-control-expose-headers"]


def test_pages_are_for_our_own(asking: Asking) -> None:
    client = asking(allowed_origins=OFFICE)
    answer = client.get("/", headers={"Origin": OFFICE})
    assert cors(answer.headers) == []
    assert client.options("/", headers={"Origin": OFFICE, **PREFLIGHT}).status_code == 403
    assert client.options(SEARCH).status_code == 405, "no preflight"
    for path in ("/api/v1/session", "/api/v1/matters", "/api/v1/accounts"):  # what needs a sign-in
        assert cors(client.get(path, headers={"Origin": OFFICE}).headers) == []
        assert client.options(path, headers={"Origin": OFFICE, **PREFLIGHT}).status_code == 403


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://OA.example.gov.cn/", ("https://oa.example.gov.cn",)),
        ("http://10.1.2.3:8080，https://a.cn:443", ("http://10.1.2.3:8080", "https://a.cn")),
        ("http://a:80 http://a http://[::1]:9", ("http://a", "http://[::1]:9")),
        ("http://oa_server:8080", ("http://oa_server:8080",)),
    ],
)
def test_origins_as_browsers_write_them(given: str, kept: tuple[str, ...]) -> None:
    assert Settings(allowed_origins=given).origins == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allowed_origins", "*"),
        ("allowed_origins", "oa.example.gov.cn"),
        ("allowed_origins", "https://a.cn/path"),
        ("allowed_origins", "https://a.cn;script-src *"),
        ("anonymous", "load"),
        ("anonymous", "search,none"),
        ("anonymous", "x"),
        ("anonymous_rate", "-1"),
    ],
)
def test_settings_that_cannot_be(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**{name: value})
    assert list(caught.value.reasons) == [name]
