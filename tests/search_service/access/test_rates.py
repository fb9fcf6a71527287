"""How often one may ask: by address, by key; large texts count more; the wait is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from search_service.access.buckets import Buckets
from search_service.access.callers import Caller
from search_service.access.middleware import _bucket
from search_service.settings import Settings
from tests.search_service.access.conftest import Asking
from tests.serving import serve_as_it_is

Key = Callable[..., dict[str, str]]
LAWS = "/api/v1/laws?q=停车"
CHECK = "/api/v1/citations/check"


def asked(client: TestClient, times: int, path: str = LAWS, **more: object) -> list[int]:
    return [client.get(path, **more).status_code for _ in range(times)]  # type: ignore[arg-type]


def test_an_address_waits_and_is_told_how_long(asking: Asking) -> None:
    client = asking(anonymous_rate=5)
    assert asked(client, 5) == [200] * 5
    refused = client.get(LAWS)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 12
    assert refused.json()["limit"] == 5
    assert client.get("/healthz").status_code == 200
    page = client.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")


def test_behind_a_proxy_on_this_machine(small_home: Path) -> None:
    """uvicorn takes the address from a proxy that it trusts: by default one on this machine."""
    with serve_as_it_is(small_home, anonymous_rate=2) as url:
        told = [
            httpx.get(url + LAWS, headers={"X-Forwarded-For": address}).status_code
            for address in ("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2")
        ]
    assert told == [200, 200, 429, 200]


def test_a_key_has_a_rate_of_its_own(asking: Asking, key: Key) -> None:
    client = asking(anonymous_rate=3)
    slow, fast = key("search", rate=2), key("search")
    assert asked(client, 3, headers=slow) == [200, 200, 429]
    assert asked(client, 10, headers=fast) == [200] * 10
    assert asked(client, 4) == [200, 200, 200, 429]


def test_suggestions_count_little(asking: Asking) -> None:
    client = asking(anonymous_rate=4)
    assert asked(client, 15, "/api/v1/suggest?q=停") == [200] * 15


def test_large_texts_count_more(asking: Asking) -> None:
    client = asking(anonymous_rate=20)
    small, large = {"text": "停车"}, {"text": "停车" * 50_000}
    assert client.post(CHECK, json=small).status_code == 200
    assert client.post(CHECK, json=large).status_code == 200
    refused = client.post(CHECK, json=small)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 20


def test_a_body_in_pieces_counts_too(asking: Asking) -> None:
    client = asking(anonymous_rate=20)
    text = b'{"text": "' + b"a" * 300_000 + b'"}'
    pieces = (text[at : at + 50_000] for at in range(0, len(text), 50_000))
    sent = client.post(CHECK, content=pieces, headers={"content-type": "application/json"})
    assert sent.status_code == 200
    assert client.get(LAWS).status_code == 429


def test_trying_keys_is_slow(asking: Asking) -> None:
    client = asking(anonymous_rate=20)
    wrong = {"Authorization": "Bearer nonsense"}
    assert asked(client, 5, headers=wrong) == [401] * 4 + [429]


def test_buckets_fill_evenly_and_never_over() -> None:
    now = 0.0
    buckets = Buckets(clock=lambda: now)
    assert [buckets.take("a", 60, 1) for _ in range(60)] == [0] * 60
    assert buckets.take("a", 60, 1) == 1.0
    now = 2.5
    assert [buckets.take("a", 60, 1) for _ in range(2)] == [0, 0]
    assert buckets.take("a", 60, 1) == 0.5
    now = 1e6
    assert buckets.take("a", 60, 100) == 0, "a large request is never impossible"
    assert buckets.take("a", 60, 1) == 41, "but it is waited for"
    assert buckets.take("b", 60, 1) == 0


def test_buckets_stay_few() -> None:
    buckets = Buckets(most=10)
    for number in range(1000):
        buckets.take(str(number), 60, 1)
    assert len(buckets._held) == 10


@pytest.mark.parametrize(
    ("client", "named"),
    [
        (("10.1.2.3", 5), "10.1.2.3"),
        (("2001:db8:1:2:3::9", 5), "2001:db8:1:2::/64"),
        (("::ffff:10.1.2.3", 5), "10.1.2.3"),
        (("fe80::1%eth0", 5), "fe80::/64"),
        (("strange:name", 5), "strange:name"),
        (None, ""),
    ],
)
def test_whom_an_address_stands_for(client: tuple[str, int] | None, named: str) -> None:
    assert _bucket(Caller("", frozenset(), 1), {"client": client}) == named


def test_a_service_for_this_machine_only_has_no_limit() -> None:
    assert Settings().rate_of_addresses == 0
    assert Settings(host="0.0.0.0").rate_of_addresses == 6000
    assert Settings(host="0.0.0.0", anonymous_rate=0).rate_of_addresses == 0
    assert Settings(anonymous_rate=7).rate_of_addresses == 7
