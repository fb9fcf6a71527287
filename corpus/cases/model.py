"""The words of the case library, as immutable values (DESIGN §1: case 政策案例).

measure 政策措施 · finding 认定 · outcome 处理结果 · bulletin 通报 · legal bases 依据 · fidelity 文本性质
"""

from __future__ import annotations

import base64
import datetime
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.normalize import fold, plain_title


class Fidelity(StrEnum):
    """文本性质: how near the text is to what the bulletin printed.

    The program never says `verbatim` by itself: only a file that states it does (its column 文本性质).
    """

    VERBATIM = "verbatim"  # 原文: the bulletin's own words, as the file states
    ABRIDGED = "abridged"  # 摘编: shortened or retold; the facts are the bulletin's
    UNVERIFIED = "unverified"  # 未核: somebody's record, not compared with the bulletin


@dataclass(frozen=True, slots=True)
class Region:
    """A place by its levels; those not said are None. `province` is a province-level unit's full name."""

    province: str
    city: str | None = None
    county: str | None = None

    @property
    def name(self) -> str:
        """江苏省常州市武进区."""
        return "".join(filter(None, (self.province, self.city, self.county)))


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Where a case was published. `date` is ISO, a day or a year; '' where it is not said."""

    title: str
    department: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """政策案例: one measure of one issuer, as a bulletin tells of it.

    `issuer` made the measure, `document` (name as printed, with 《》 only where several are named) holds it.
    `date` is ISO: the day of the bulletin, or a year. `legal_bases` are as printed, one entry a basis.
    `categories` are codes of `corpus/data/case_categories.toml` (`8.1` … `11.4`, and others), sorted.
    `source` is the main bulletin, `also` the others that tell of the same case. Texts use newlines between
    paragraphs. `regions` holds one place, several where the source names several, none where it hides it.
    """

    title: str
    issuer: str
    measure: str
    source: Bulletin
    regions: tuple[Region, ...] = ()
    date: str = ""
    document: str = ""
    document_number: str | None = None
    summary: str = ""
    finding: str = ""
    outcome: str = ""
    kind: str = ""
    legal_bases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fidelity: Fidelity = Fidelity.UNVERIFIED
    also: tuple[Bulletin, ...] = field(default=())

    @property
    def id(self) -> str:
        """12 base32 characters over what identifies a case: title, issuer, bulletin, document."""
        return case_id(self)

    @property
    def region(self) -> str | None:
        """The place's name; of several places what they have in common: their province, or nothing."""
        if len(self.regions) == 1:
            return self.regions[0].name
        provinces = {each.province for each in self.regions}
        return provinces.pop() if len(provinces) == 1 else None

    @property
    def text(self) -> str:
        """All that is told, for searching and comparing: paragraphs in the order of reading."""
        return "\n".join(filter(None, (self.summary, self.measure, self.finding, self.outcome)))

    @property
    def as_of(self) -> datetime.date | None:
        """The day on which the law that the case applies is asked for; of a year its last day."""
        if not self.date:
            return None
        if len(self.date) == 4:
            return datetime.date(int(self.date), 12, 31)
        return datetime.date.fromisoformat(self.date)


def case_id(case: PolicyCase) -> str:
    """The id of a case. Formatting and 中华人民共和国 play no part, nor does the text, which may be mended."""
    parts = (case.title, case.issuer, case.document, case.source.title, case.source.date)
    total = hashlib.sha256()
    for each in parts:
        data = _bare(each).encode()
        total.update(str(len(data)).encode() + b":" + data)
    return base64.b32encode(total.digest())[:12].decode("ascii").lower()


def _bare(text: str) -> str:
    return "".join(each for each in plain_title(fold(text)) if each.isalnum())
