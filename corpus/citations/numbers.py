"""Numbers of documents: 国办发〔2018〕37号, also with wrong brackets or a broken line; 国务院令第588号."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.citations.patterns import AGENCY, LEADING, NUMBER_SIGN, ORDER_SIGN
from corpus.citations.provisions import number_of


@dataclass(frozen=True, slots=True)
class Sign:
    """A document's number: its span, and one printed form for all of its variants."""

    start: int
    end: int
    text: str
    order: bool


def document_number(text: str, place: int, floor: int = 0) -> Sign | None:
    """The number whose bracket (or 令) stands at `place`; its agency is read before it, down to `floor`."""
    bracket = NUMBER_SIGN.match(text, place)
    order = None if bracket else ORDER_SIGN.match(text, place)
    if bracket is None and order is None:
        return None
    start = _agency_start(text, place, floor)
    agency = re.sub(r"\s+", "", text[start:place])
    if bracket:
        if not agency and text[place] not in "〔[":
            return None
        printed = f"{agency}〔{bracket['year']}〕{number_of(bracket['serial'])}号"
        return Sign(start, bracket.end(), printed, order=False)
    if order is None or not agency:
        return None
    year = f"{order['order_year']}年" if order["order_year"] else ""
    printed = f"{agency}{order['word']}{year}第{number_of(order['order_no'])}号"
    return Sign(start, order.end(), printed, order=True)


def number_in(inner: str) -> str | None:
    """The number inside a bracket after a title: （国办发〔2018〕37号）."""
    for match in re.finditer(r"[〔\[【(<〈令]|公告", inner):
        sign = document_number(inner, match.start())
        if sign:
            return sign.text
    return None


def _agency_start(text: str, place: int, floor: int) -> int:
    window = max(floor, place - 28)
    before = text[window:place]
    trimmed = re.sub(r" {0,3}\n? {0,3}$", "", before)
    match = AGENCY.search(trimmed)
    if match is None:
        return place
    lead = LEADING.match(match.group())
    return window + match.start() + (lead.end() if lead else 0)
