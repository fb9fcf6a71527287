"""Asking the search as its users do, and what its answers say in a few words."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

DAY = "2026-11-23"
"""The day of all cases that name none: the starter library is of that autumn."""


def ask(client: TestClient, q: str, **parameters: Any) -> dict[str, Any]:
    """The answer of `GET /api/v1/search`; the call must succeed."""
    answer = client.get("/api/v1/search", params={"q": q, "as_of": DAY, **parameters})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(client: TestClient, path: str, status: int, **parameters: Any) -> str:
    """The code of the problem that a call answers with."""
    answer = client.get(path, params=parameters)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    code: str = answer.json()["code"]
    return code


def places(found: dict[str, Any]) -> list[str]:
    """民法典 第一千二百五十四条, for each hit; a whole law without a number."""
    return [
        " ".join(filter(None, (hit["law"]["title"].removeprefix("中华人民共和国"), hit["article_no"])))
        for hit in found["hits"]
    ]


def notes(found: dict[str, Any]) -> set[str]:
    """The codes of the notes on the query."""
    return {each["code"] for each in found["query"]["notes"]}
