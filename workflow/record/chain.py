"""How entries are linked. Pure.

`hash` = sha256 over the UTF-8 of the compact JSON array `[seq, at, who, act, subject, body, previous]`, where
`seq` is a number, `body` the stored JSON *text*, and `previous` the hash before (64 zeros for the first). Any
language can check it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import orjson

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: its number (from 1 without gaps), moment, who (login; `system`), what, of what, and the details."""

    seq: int
    at: str
    who: str
    act: str
    subject: str
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the record. Codes: `gap`, `chain_broken`, `hash_wrong`, `time_backwards`, `head_wrong`,
    `anchor_wrong`."""

    code: str
    seq: int


def hash_of(seq: int, at: str, who: str, act: str, subject: str, body: str, previous: str) -> str:
    """The hash of an entry, as described above."""
    return sha256(orjson.dumps([seq, at, who, act, subject, body, previous])).hexdigest()


def faults(found: Iterable[Entry], head: tuple[int, str], anchor: tuple[int, str] | None) -> Iterator[Fault]:
    """What is wrong with a record read from its first entry on; `head` and `anchor` are (seq, hash).

    `anchor` is a hash that was noted outside earlier: it is how an end that was cut off or written anew by
    somebody with full access to the database is noticed.
    """
    last = Entry(0, "", "", "", "", "", "", GENESIS)
    anchored = anchor is None
    for each in found:
        if each.seq != last.seq + 1:
            yield Fault("gap", each.seq)
        if each.previous != last.hash:
            yield Fault("chain_broken", each.seq)
        told = hash_of(each.seq, each.at, each.who, each.act, each.subject, each.body, each.previous)
        if each.hash != told:
            yield Fault("hash_wrong", each.seq)
        if each.at < last.at:
            yield Fault("time_backwards", each.seq)
        if anchor is not None and each.seq == anchor[0]:
            anchored = each.hash == anchor[1]
        last = each
    if head != (last.seq, last.hash):
        yield Fault("head_wrong", last.seq)
    if not anchored and anchor is not None:
        yield Fault("anchor_wrong", anchor[0])
