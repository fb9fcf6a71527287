"""What an article page says of citations: both directions, links, what no longer stands."""

from __future__ import annotations

from typing import Any

from search_service.pages.shapes import relations


def _side(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"total": len(rows), "laws": [{"citations": list(rows)}] if rows else []}


def _row(**other: Any) -> dict[str, Any]:
    place = {
        "id": None,
        "law": {"id": None, "title": "合同法"},
        "article_no": None,
        "currency": None,
        **other,
    }
    return {"cited": place, "citing": place, "quote": "依照《合同法》处理。"}


def test_an_empty_direction_is_left_out() -> None:
    found = {"out": _side(), "in": _side(_row()), "complete": True}
    assert [each["title"] for each in relations(found)] == ["被引用"]


def test_a_held_article_is_linked_in_its_version_and_a_law_as_a_whole() -> None:
    held = _row(
        id="w1:2020-05-28:a5-1",
        law={"id": "w1", "title": "甲法"},
        article_no="第五条之一",
        currency="repealed",
    )
    whole = _row(law={"id": "w2", "title": "乙法"})
    (side,) = relations({"out": _side(held, whole, _row()), "complete": False})
    assert side["unread"] and side["total"] == 3
    assert [each["href"] for each in side["rows"]] == [
        "/laws/w1/units/a5-1?version=2020-05-28",
        "/laws/w2",
        None,
    ]
    assert [each["text"] for each in side["rows"]] == ["甲法第五条之一", "乙法", "合同法"]
    assert side["rows"][0]["currency"] == "repealed"
