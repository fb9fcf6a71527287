"""A policy document of some place, as a value (kind `document` 参考文件)."""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.cases.model import Region
from corpus.model import Unit, UnitKind
from corpus.normalize import fold, plain_title


@dataclass(frozen=True, slots=True)
class Precedent:
    """参考文件: one published document. `date` is ISO (a day, a year, or ''), `units` its text.

    `title` is the document's name without the source's brackets around it (【广州市人民政府】《…》 → …). Units are
    those of `corpus.structure`: articles, items 一、 or paragraphs, with headings.
    """

    title: str
    units: tuple[Unit, ...]
    issuer: str = ""
    regions: tuple[Region, ...] = ()
    document_number: str | None = None
    date: str = ""
    url: str = ""

    @property
    def id(self) -> str:
        """12 base32 characters of title, place and date."""
        place = "".join(each.name for each in self.regions)
        total = hashlib.sha256("\x00".join((_bare(self.title), place, self.date)).encode())
        return base64.b32encode(total.digest())[:12].decode("ascii").lower()

    @property
    def region(self) -> str | None:
        return self.regions[0].name if len(self.regions) == 1 else None

    @property
    def text(self) -> str:
        """The whole text, a unit a paragraph."""
        return "\n".join(f"{each.label}{'　' if each.label else ''}{each.text}" for each in self.units)

    @property
    def as_of(self) -> datetime.date | None:
        """The day on which what it cites is judged; of a year its last day."""
        if not self.date:
            return None
        return datetime.date.fromisoformat(self.date if len(self.date) == 10 else f"{self.date}-12-31")


def _bare(text: str) -> str:
    return "".join(each for each in plain_title(fold(text)) if each.isalnum())


def to_data(document: Precedent) -> dict[str, Any]:
    """All fields as JSON's own types; empty ones are left out."""
    data = asdict(document)
    return {name: value for name, value in data.items() if value not in ("", None, (), [])}


def from_data(data: Mapping[str, Any]) -> Precedent:
    """The document that `to_data` gave."""
    units = tuple(
        Unit(**{**each, "kind": UnitKind(each["kind"]), "path": tuple(each["path"])})
        for each in data["units"]
    )
    regions = tuple(Region(**each) for each in data.get("regions", ()))
    return Precedent(**{**data, "units": units, "regions": regions})


def merge(copies: list[Precedent]) -> Precedent:
    """Of copies with one id the longest; ties by text, so that the order plays no part."""
    return max(copies, key=lambda each: (len(each.text), each.text, each.url))
