"""Where signs show in a draft: one pass of an Aho-Corasick automaton, then patterns on the pieces it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick

from review.draft import Draft, Piece
from review.pack import ExceptionRule, RulePack, Sign


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign in a piece: [start, end) inside the piece's text."""

    sign: Sign
    piece: Piece
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.piece.text[self.start : self.end]


class Matcher:
    """The signs of one pack, ready for any draft. Make it with `matcher`."""

    def __init__(self, pack: RulePack) -> None:
        self._pack = pack
        owners: dict[str, list[str]] = defaultdict(list)
        for sign in pack.signs.values():
            for word in sign.needs:
                owners[word].append(sign.id)
        self._automaton: Any = ahocorasick.Automaton()
        for word, signs in owners.items():
            self._automaton.add_word(word, tuple(dict.fromkeys(signs)))
        self._automaton.make_automaton()

    def candidates(self, draft: Draft) -> Mapping[str, list[Piece]]:
        """For each sign the pieces, in order, in which one of its words stands."""
        found: dict[str, set[int]] = defaultdict(set)
        for end, signs in self._automaton.iter(draft.plain):
            index = draft.piece_at(end)
            if index is not None:
                for sign in signs:
                    found[sign].add(index)
        return {sign: [draft.pieces[each] for each in sorted(places)] for sign, places in found.items()}

    def hits(
        self,
        draft: Draft,
        candidates: Mapping[str, list[Piece]],
        signs: Iterable[str],
        exceptions: tuple[str, ...],
    ) -> list[Hit]:
        """The first hit of each sign in each piece that no exception covers, in the order of the text."""
        covered = [self._pack.exceptions[each] for each in exceptions]
        found = []
        for name in signs:
            sign = self._pack.signs[name]
            for piece in candidates.get(name, ()):
                hit = _first(draft, sign, piece, covered)
                if hit is not None:
                    found.append(hit)
        return sorted(found, key=lambda each: (each.piece.start, each.start))


def _first(draft: Draft, sign: Sign, piece: Piece, covered: list[ExceptionRule]) -> Hit | None:
    if any(each.search(piece.text) for each in sign.unless):
        return None
    if not all(each.search(piece.sentence) for each in sign.with_sentence):
        return None
    for pattern in sign.patterns:
        for match in pattern.finditer(piece.text):
            start, end = match.span("hit") if "hit" in pattern.groupindex else match.span()
            hit = Hit(sign, piece, start, end)
            if end > start and not any(excepted(draft, each, hit) for each in covered):
                return hit
    return None


def excepted(draft: Draft, rule: ExceptionRule, hit: Hit) -> bool:
    """Does this exception cover the hit?"""
    text = _scope(draft, rule.scope, hit)
    return bool(text) and any(each.search(text) for each in rule.patterns)


def _scope(draft: Draft, scope: str, hit: Hit) -> str:
    """The text that an exception of this scope looks at."""
    piece = hit.piece
    if scope == "segment":
        left = piece.text.rfind("，", 0, hit.start) + 1
        right = piece.text.find("，", hit.end)
        return piece.text[left : right if right >= 0 else len(piece.text)]
    return {
        "before": piece.text[: hit.start],
        "after": piece.text[hit.start :],
        "piece": piece.text,
        "sentence": piece.sentence,
        "sentence_before": piece.sentence[: piece.at + hit.start],
        "lead": piece.lead,
        "heading": " ".join(piece.headings),
        "title": draft.title or "",
    }[scope]


@lru_cache(maxsize=16)
def _matcher(digest: str, pack: _ByDigest) -> Matcher:
    return Matcher(pack.pack)


@dataclass(frozen=True, eq=False)
class _ByDigest:
    """A pack as a cache key: equal where the digests are."""

    pack: RulePack

    def __hash__(self) -> int:
        return hash(self.pack.info.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.pack.info.digest == self.pack.info.digest


def matcher(pack: RulePack) -> Matcher:
    """The matcher of a pack, built once."""
    return _matcher(pack.info.digest, _ByDigest(pack))
