"""Stable names: of works, of versions, and of the texts behind them (DESIGN §3).

Two kinds of hash are kept apart. *Addresses* (`unit_hash`, `content_hash`) are exact: they name rows that
are never updated, so a difference of one character is another row. `text_hash` is loose: it ignores
formatting and serves to see that two texts say the same.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable
from datetime import date

from corpus.model import Level, Unit
from corpus.normalize import fold, plain_title

_ISSUER_CLASS = {
    Level.CONSTITUTION: "npc",
    Level.LAW: "npc",
    Level.LEGISLATIVE_INTERPRETATION: "npc",
    Level.ADMINISTRATIVE_REGULATION: "state-council",
    Level.STATE_COUNCIL_DECISION: "state-council",
    Level.SUPERVISION_REGULATION: "supervision",
    Level.JUDICIAL_INTERPRETATION: "judicial",
    Level.DEPARTMENT_RULE: "department",
    Level.AUTONOMOUS_REGULATION: "local",
    Level.LOCAL_REGULATION: "local",
    Level.LOCAL_GOVERNMENT_RULE: "local",
    Level.NORMATIVE_DOCUMENT: "document",
    Level.PARTY_REGULATION: "party",
}
_REGIONAL_CLASSES = frozenset({"local", "document", "party"})
# Prints of one title differ in the mark between joint issuers (最高人民法院、最高人民检察院 / a space).
_TITLE_MARKS = re.compile(r"[、,，·]+")
_QUANTITY_MARK = re.compile(r"(?<=\d)[.\-/](?=\d)|%")


def issuer_class(level: Level) -> str:
    """The kind of issuer that a level implies; sources name issuers differently, levels they agree on."""
    return _ISSUER_CLASS[level]


def work_id(title: str, level: Level, region: str | None = None) -> str:
    """The id of a work: 12 lower-case base32 characters of a hash of (title, issuer class, region).

    The title counts in its comparison form. The region counts for local law and documents only, and not
    where the title itself begins with it (济南市公园条例): a source that names no region meets one that does.
    """
    name = _TITLE_MARKS.sub("", plain_title(title))
    issuers = issuer_class(level)
    place = plain_title(region) if region and issuers in _REGIONAL_CLASSES else ""
    if name.startswith(place):
        place = ""
    digest = _digest((name, issuers, place))
    return base64.b32encode(digest)[:12].decode("ascii").lower()


def text_hash(text: str) -> str:
    """16 hex characters that two texts share when they differ in formatting only.

    Ignored: white space, width, script, variants of quotes, dashes and zero, and punctuation (、 after a
    number, ︰ for ：), but not marks that change a quantity (1.5, 10%, 5-10, ≥, ×).
    """
    folded = fold(text)
    marks = {mark.start() for mark in _QUANTITY_MARK.finditer(folded)}
    kept = "".join(each for place, each in enumerate(folded) if place in marks or _counts(each))
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNMS" and character != "|"


def unit_hash(unit: Unit) -> str:
    """The exact address of a unit: 64 hex characters over all its fields."""
    return _digest(_unit_fields(unit)).hex()


def content_hash(title: str, units: Iterable[Unit]) -> str:
    """The exact address of a version's content: 64 hex characters over its title and its units in order."""
    return _digest((title, *map(unit_hash, units))).hex()


def version_key(day: date | None, content: str, taken: Container[str] = ()) -> str:
    """The key of a version: its publish date, `u-<hash8>` when undated; `.2`, `.3` … if taken."""
    base = day.isoformat() if day else f"u-{content[:8]}"
    key, count = base, 1
    while key in taken:
        count += 1
        key = f"{base}.{count}"
    return key


def _unit_fields(unit: Unit) -> tuple[str, ...]:
    number = "" if unit.number is None else str(unit.number)
    return (unit.key, str(unit.kind), number, str(unit.sub), unit.label, *unit.path, unit.text)


def _digest(fields: Iterable[str]) -> bytes:
    """sha256 over fields, each behind its length: no two different sequences share their bytes."""
    total = hashlib.sha256()
    for each in fields:
        data = each.encode("utf-8", "surrogatepass")
        total.update(str(len(data)).encode() + b":" + data)
    return total.digest()
