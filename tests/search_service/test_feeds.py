"""Feeds as documents: valid Atom whatever a title holds, read by a real parser; validators that hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from search_service.feeds.atom import ATOM, MEDIA_TYPE, Feed, atom
from search_service.feeds.conditional import conditional
from search_service.printable import printable
from workflow.following.facts import Change, Happened
from workflow.following.journal import Entry

NOW = datetime(2026, 3, 2, 1, 0, 0, 123_000, tzinfo=UTC)
FEED = Feed(str(uuid4()), "all", "法据：变化", "http://faju.example:8000", "/feeds/all.atom", "/library", NOW)
NAME = "{" + ATOM + "}"
HOSTILE = "<script>alert(1)</script>&amp;]]>\"' \x00\x0b\ud800\uffff　《甲法》"


def entry(
    title: str, words: str = "某决定", shelf: str = "law", happened: Happened = Happened.AMENDED
) -> Entry:
    change = Change(happened, "2026-01-01", "2026-05-01", words)
    return Entry(1, str(uuid4()), NOW, date(2026, 3, 2), "a" * 64, shelf, "abcdefghijkl", title, change)


def test_a_reader_understands_it() -> None:
    one, two = entry("甲法"), entry("乙法", happened=Happened.IN_FORCE, words="")
    told = feedparser.parse(atom(FEED, [one, two]))
    assert not told.bozo
    assert told.version == "atom10"
    assert (told.feed.title, told.feed.author) == ("法据：变化", "法据")
    links = {each.rel: each.href for each in told.feed.links}
    assert links == {
        "self": "http://faju.example:8000/feeds/all.atom",
        "alternate": "http://faju.example:8000/library",
    }
    assert told.feed.id.startswith("urn:uuid:")
    assert told.entries[0].id == f"urn:uuid:{one.uid}"
    assert told.entries[0].title == "甲法：公布了修改"
    assert told.entries[0].link == "http://faju.example:8000/laws/abcdefghijkl"
    assert told.entries[0].updated == "2026-03-02T01:00:00Z"
    assert "《某决定》作了修改，2026-05-01 起施行" in told.entries[0].summary
    assert told.entries[1].tags[0].term == "in_force"


def test_ids_stay_wherever_the_service_moves_to() -> None:
    moved = Feed(FEED.uid, "all", "别的名称", "https://other.example", "/feeds/all.atom", "/library", NOW)
    one = entry("甲法")
    first, second = (feedparser.parse(atom(each, [one])) for each in (FEED, moved))
    assert (first.feed.id, first.entries[0].id) == (second.feed.id, second.entries[0].id)
    other = Feed(FEED.uid, "law:abc", "法据", "http://x", "/", "/", NOW)
    assert feedparser.parse(atom(other, [])).feed.id != first.feed.id


def test_markup_and_control_characters_are_text() -> None:
    told = feedparser.parse(atom(FEED, [entry(HOSTILE, HOSTILE)]))
    assert not told.bozo
    assert (
        "<script>" not in told.entries[0].title_detail.value
        or told.entries[0].title_detail.type == "text/plain"
    )


@given(st.text(), st.text(), st.sampled_from(["law", "case", "document"]), st.sampled_from(Happened))
@settings(max_examples=200, deadline=None)
def test_any_title_makes_well_formed_xml(title: str, words: str, shelf: str, happened: Happened) -> None:
    root = fromstring(atom(FEED, [entry(title, words, shelf, happened)]))
    found = root.find(f"{NAME}entry")
    assert found is not None
    for name in ("id", "title", "updated", "summary", "link"):
        assert found.find(f"{NAME}{name}") is not None
    shown = found.findtext(f"{NAME}title") or ""
    assert shown.startswith(printable(title))


def asked(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "headers": raw})


def test_what_a_reader_has_already_is_not_sent_again() -> None:
    body = atom(FEED, [])
    first = conditional(asked(), body, MEDIA_TYPE, NOW, private=False)
    assert (first.status_code, first.body) == (200, body)
    assert first.headers["last-modified"] == "Mon, 02 Mar 2026 01:00:00 GMT"
    etag = first.headers["etag"]

    def again(**headers: str) -> int:
        return conditional(asked(**headers), body, MEDIA_TYPE, NOW, private=True).status_code

    assert again(if_none_match=etag) == 304
    assert again(if_none_match=f'"other", W/{etag}') == 304
    assert again(if_none_match="*") == 304
    assert again(if_none_match='"other"') == 200
    assert again(if_none_match='"other"', if_modified_since="Mon, 02 Mar 2026 01:00:00 GMT") == 200
    assert again(if_modified_since="Mon, 02 Mar 2026 01:00:00 GMT") == 304
    assert again(if_modified_since="Mon, 02 Mar 2026 00:59:59 GMT") == 200


def test_without_a_date_only_the_tag_tells() -> None:
    first = conditional(asked(), b"x", MEDIA_TYPE, None, private=False)
    assert "last-modified" not in first.headers
    given = asked(if_modified_since="Mon, 02 Mar 2026 01:00:00 GMT")
    assert conditional(given, b"x", MEDIA_TYPE, None, private=False).status_code == 200
    tagged = asked(if_none_match=first.headers["etag"])
    assert conditional(tagged, b"x", MEDIA_TYPE, None, private=False).status_code == 304


@pytest.mark.parametrize("since", ["", "yesterday", "Mon, 99 Mar 2026", "2026-03-02"])
def test_dates_that_are_none_do_not_count(since: str) -> None:
    assert (
        conditional(asked(if_modified_since=since), b"x", MEDIA_TYPE, NOW, private=False).status_code == 200
    )
