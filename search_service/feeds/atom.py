"""A feed as Atom. Pure: values in, bytes out; equal values are equal bytes, so that a reader's ETag holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from search_service.printable import printable
from workflow.following.facts import NAMES
from workflow.following.journal import LAW, Entry

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
AUTHOR = "法据"
_KINDS = {LAW: "法规", "case": "政策案例", "document": "外地文件"}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is: `uid` names the journal it is of and `about` what of it, for ever, wherever the service moves to.

    `base` is the address of the service; `path` and `page` are those of the feed and of the page beside it.
    """

    uid: str
    about: str
    title: str
    base: str
    path: str
    page: str
    updated: datetime


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The document (RFC 4287): every entry with an id that never changes and the moment when it was noticed."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _add(root, "id", uuid5(UUID(feed.uid), feed.about).urn)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    SubElement(_add(root, "author"), "name").text = AUTHOR
    kind = "application/atom+xml"
    _add(root, "link", None, {"rel": "self", "type": kind, "href": feed.base + feed.path})
    _add(root, "link", None, {"rel": "alternate", "type": "text/html", "href": feed.base + feed.page})
    for each in entries:
        _entry(root, feed.base, each)
    body: bytes = tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _entry(root: Element, base: str, each: Entry) -> None:
    entry = _add(root, "entry")
    name = NAMES[each.change.happened]
    _add(entry, "id", UUID(each.uid).urn)
    _add(entry, "title", f"{each.title}：{name}")
    _add(entry, "updated", _moment(each.at))
    _add(entry, "published", _moment(each.at))
    _add(entry, "link", None, {"rel": "alternate", "type": "text/html", "href": base + each.link})
    _add(entry, "category", None, {"term": str(each.change.happened), "label": name})
    shelf = _KINDS[each.shelf]
    _add(entry, "summary", f"{shelf}《{each.title}》：{each.sentence}。法规库版本 {each.library[:12]}。")


def _add(
    parent: Element, name: str, text: str | None = None, attributes: dict[str, str] | None = None
) -> Element:
    """A child; what XML forbids is replaced (titles come from files), the rest is escaped by the library."""
    made = SubElement(parent, name, {key: printable(value) for key, value in (attributes or {}).items()})
    if text is not None:
        made.text = printable(text)
    return made


def _moment(moment: datetime) -> str:
    """RFC 3339, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
