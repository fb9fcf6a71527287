"""Junk at every address of the workflow, by everybody: refused with a code, never an unexpected error."""

from __future__ import annotations

import pytest

from search_service.working.permissions import PERMISSIONS
from tests.search_service.workflow.conftest import Office

IDS = [
    "0",
    "-1",
    "aaaaaaaaaaaa",
    "%00",
    "%E4%B8%AD",
    "a" * 3000,
    "..%2f..%2fetc",
    "1e9",
    "²",
    "'; DROP TABLE record; --",
]
BODIES: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"x"',
    b"{",
    b"\xff\xfe",
    b'{"revision": 1e400, "act": {}}',
    b'{"revision": 99999999999999999999999, "act": {"act": "say", "words": "x"}}',
    b'{"revision": 1, "act": {"act": ["say"], "words": {"a": 1}}}',
    b'{"revision": 1, "act": {"act": "accept", "legal": 1, "business": null, "days": "NaN"}}',
    b'{"revision": 1, "act": {"act": "say", "words": "\\ud800"}}',
    b'{"revision": 1, "act": {"act": "deliberate", "held_on": "0000-00-00"}}',
    b'{"login": "\\u0000", "password": "\\ud800x", "name": "a", "roles": ["king"]}',
    b'{"title": "\\u0000", "doc_type": "x", "market": "maybe"}',
    b'{"outcome": "' + b"x" * 30_000 + b'"}',
    b"[" * 2000,
]
FORMS: list[dict[str, str]] = [
    {},
    {"do": "save", "id": "x", "roles": "king queen"},
    {"do": "create", "login": "\x00", "name": "\x00", "roles": "drafter"},
    {"act": "opine", "side": "x", "revision": "x"},
    {"act": "accept", "days": "²", "revision": "²"},
    {"act": "say", "words": "\ud7ff\x00", "revision": "1"},
    {"task": "-1", "outcome": "x"},
    {"title": "x" * 1000, "doc_type": "?", "market": "?"},
    {"password": "x" * 5000, "again": "y", "login": "<b>", "next": "//x"},
]
WHO = ("drafter", "administrator")
"""Between them, every address."""
WRITING = sorted(key for key in PERMISSIONS if key[0] == "POST")
READING = sorted(path for method, path in PERMISSIONS if method == "GET" and "{" in path)


def filled(path: str, value: str) -> str:
    head, brace, rest = path.partition("{")
    return head + value + filled(rest.partition("}")[2], value) if brace else head


@pytest.mark.parametrize("path", READING)
def test_odd_ids(office: Office, path: str) -> None:
    for who in WHO:
        for value in IDS:
            answer = office[who].client.get(filled(path, value), follow_redirects=False)
            assert answer.status_code < 500, (who, value, answer.text[:300])


@pytest.mark.parametrize(("method", "path"), WRITING, ids=" ".join)
def test_odd_bodies(office: Office, method: str, path: str) -> None:
    if path == "/logout":
        return
    matter = office.desk.matters.all(office["auditor"].account)
    known = matter[0].id if matter else "aaaaaaaaaaaa"
    allowed = PERMISSIONS[method, path]
    for who in WHO:
        person = office[who]
        if allowed is not None and person.account.roles.isdisjoint(allowed):
            continue
        headers = {"X-CSRF-Token": person.csrf, "Content-Type": "application/json"}
        for body in BODIES if path.startswith("/api/") else ():
            answer = person.client.post(
                filled(path, known), content=body, headers=headers, follow_redirects=False
            )
            assert answer.status_code < 500, (who, body[:60], answer.text[:300])
        for form in () if path.startswith("/api/") else FORMS:
            sent = person.form(filled(path, known), dict(form))
            assert sent.status_code < 500, (who, form, sent.text[:300])  # type: ignore[attr-defined]


def test_odd_uploads(office: Office) -> None:
    drafter = office["drafter"]
    made = drafter.post(
        "/api/v1/matters", {"title": "上传", "doc_type": "规范性文件", "market": False}
    ).json()  # type: ignore[attr-defined]
    path = f"/api/v1/matters/{made['id']}/files"
    headers = {"X-CSRF-Token": drafter.csrf}
    for name in ("", "\x00", "a" * 3000 + ".docx", "a.docx", "..", "/", "a.exe", "\ud7ff.txt"):
        for data in (b"", b"PK\x03\x04", b"\x00" * 100, "第一条".encode()):
            for values in ({}, {"revision": "1"}, {"revision": "x", "kind": "explanation"}):
                answer = drafter.client.post(path, data=values, files={"file": (name, data)}, headers=headers)
                assert answer.status_code < 500, (name, data, values, answer.text[:300])
