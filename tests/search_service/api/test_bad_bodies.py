"""Whatever is sent as a body: an answer or one clear problem with a stable code, never a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.search_service.api.problems import problem

CHECK = "/api/v1/citations/check"

JSON_BODIES = [
    (b"", 400, "invalid_json"),
    (b"{", 400, "invalid_json"),
    (b"\xff\xfe", 400, "invalid_json"),
    (b'{"text":"\xff"}', 400, "invalid_json"),
    ('{"text":"法"}'.encode("gb18030"), 400, "invalid_json"),
    (b'{"text":"\\ud800"}', 400, "invalid_json"),
    (b"[" * 100_000, 400, "invalid_json"),
    (b"NaN", 422, "invalid_body"),
    (b"[]", 422, "invalid_body"),
    (b"null", 422, "invalid_body"),
    (b'"x"', 422, "invalid_body"),
    (b"{}", 422, "invalid_body"),
    (b'{"text":1}', 422, "invalid_body"),
    (b'{"text":null}', 422, "invalid_body"),
    (b'{"text":"x","foo":1}', 422, "invalid_body"),
    (b'{"text":"x","as_of":"2026-02-30"}', 422, "invalid_body"),
    (b'{"text":"x","as_of":20260101}', 422, "invalid_body"),
    (b'{"text":"x","current_law":[]}', 422, "invalid_body"),
    ('{"text":"x","current_law":"没有这部法"}'.encode(), 400, "unknown_law"),
    (b'{"text":"' + b"a" * 1_000_001 + b'"}', 400, "text_too_long"),
    (b" " * (5 * 1024 * 1024 + 1), 413, "body_too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), JSON_BODIES, ids=range(len(JSON_BODIES)))
def test_a_wrong_body(client: TestClient, body: bytes, status: int, code: str) -> None:
    problem(client.post(CHECK, content=body, headers={"content-type": "application/json"}), status, code)


def test_a_body_that_grows_over_the_limit(client: TestClient) -> None:
    """Sent in pieces, without a length."""
    pieces = (b"a" * 65_536 for _ in range(100))
    problem(
        client.post(CHECK, content=pieces, headers={"content-type": "application/json"}),
        413,
        "body_too_large",
    )


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x", "application/jsonx"]
)
def test_a_wrong_kind_of_body(client: TestClient, kind: str) -> None:
    problem(
        client.post(CHECK, content=b'{"text":"x"}', headers={"content-type": kind}),
        415,
        "unsupported_media_type",
    )


FILES = [
    ([("file", ("a.txt", b""))], 422, "empty_file"),
    ([("file", ("a.png", b"\x89PNG"))], 415, "unsupported_file"),
    ([("file", ("a.docx", b"PK\x03\x04xx"))], 422, "broken_file"),
    ([("file", ("a.docx", b"\xd0\xcf\x11\xe0"))], 422, "broken_file"),
    ([("file", ("a.txt", b"\x00" * 100))], 415, "unsupported_file"),
    ([("other", ("a.txt", b"x"))], 422, "invalid_body"),
    ([("file", ("a.txt", b"x")), ("file", ("b.txt", b"y"))], 400, "invalid_body"),
    ([("file", ("a.txt", b"x" * (5 * 1024 * 1024)))], 413, "body_too_large"),
]


@pytest.mark.parametrize(("files", "status", "code"), FILES, ids=range(len(FILES)))
def test_a_wrong_file(client: TestClient, files: Any, status: int, code: str) -> None:
    problem(client.post(CHECK, files=files), status, code)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense\r\n"),
        ("multipart/form-data; boundary=x", b""),
    ],
)
def test_a_broken_form(client: TestClient, kind: str, body: bytes) -> None:
    answer = client.post(CHECK, content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code, "invalid_body")


def test_a_name_with_a_path_is_only_a_name(client: TestClient) -> None:
    found = client.post(CHECK, files={"file": ("../../a.txt", "《民法典》第一条".encode())})
    assert (found.status_code, found.json()["citations"][0]["verdict"]) == (200, "ok")
