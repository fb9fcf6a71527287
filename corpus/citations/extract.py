"""Extraction: one pass over the folded text that yields every mention with its span and its law.

Steps: fold (with the map back), read the text's own heads, collect the names that the text defines, then walk
through the tokens in order. Work level before provision level: each token first says which law it speaks of,
then the chain of numbers behind it is read. Spans go back to the original text at the very end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.citations import names as naming
from corpus.citations import own as own_text
from corpus.citations.context import Context
from corpus.citations.model import Extraction, Kind, Law, Mention, NameForm, Path, Skipped
from corpus.citations.names import Names, Titles
from corpus.citations.numbers import Sign, document_number, number_in
from corpus.citations.patterns import (
    CUE_AFTER,
    CUE_BEFORE,
    LINE_AFTER,
    LINE_BEFORE,
    LOOSE_ITEMS,
    NAKED_ARTICLE,
    OF_IT,
    PROVENANCE,
    STEP,
    TO_STEP,
    TOKEN,
)
from corpus.citations.provisions import Chain, Target, chain, rank_of
from corpus.citations.quotes import quote_after
from corpus.citations.unbracketed import Name, unbracketed, unknown_name_before
from corpus.normalize import normalize

SELF_ONLY = ("章", "节", "编")
"""本章 without a number below it is where the reader already is: nothing to check."""


def extract(
    text: str, *, titles: Titles, current_law: str | None = None, title: str | None = None
) -> Extraction:
    """All citations of `text`.

    `current_law` (a work's id or any form of a title) is the law that 本法 and bare 第…条 speak of; `title`
    is the text's own title where the caller knows it. Nothing is raised for any text.
    """
    normal = normalize(text)
    walk = _Walk(normal.text, Names(titles), current_law, title)
    walk.run()
    mentions = []
    for each in walk.mentions:
        start, end = normal.span(each.start, each.end)
        quote = normal.span(*each.quote) if each.quote else None
        mentions.append(replace(each, text=text[start:end], start=start, end=end, quote=quote))
    skipped = [Skipped(*normal.span(each.start, each.end), each.reason) for each in walk.skipped]
    return Extraction(
        tuple(sorted(mentions, key=lambda each: each.start)),
        tuple(sorted(skipped, key=lambda each: each.start)),
        normal.text,
        walk.context.own.articles,
    )


@dataclass(slots=True)
class _Tail:
    """What follows a name before its numbers: a bracket with an edition, a number or a definition."""

    end: int
    law: Law


class _Walk:
    """One pass over one folded text."""

    def __init__(self, text: str, names: Names, current_law: str | None, title: str | None) -> None:
        self.text = text
        self.names = names
        self.context = Context(text, names, own_text.read(text, title), current_law)
        self.mentions: list[Mention] = []
        self.skipped: list[Skipped] = []
        span = self.context.own.title_span
        self._place = span[1] if span else 0

    def run(self) -> None:
        self.context.collect_definitions()
        for token in self._tokens():
            if isinstance(token, Name):
                if token.start >= self._place:
                    self._name(token.start, token.end, token.law)
                continue
            if token.start() < self._place or token.lastgroup is None:
                continue
            kind = next(name for name in _HANDLERS if token[name])
            _HANDLERS[kind](self, token)

    def _tokens(self) -> Iterator[re.Match[str] | Name]:
        """Tokens and names without brackets, in the order of the text."""
        loose = iter(unbracketed(self.text, self.names))
        name = next(loose, None)
        place = 0
        while True:
            token = TOKEN.search(self.text, max(place, 0))
            start = token.start() if token else len(self.text) + 1
            while name is not None and name.start < start:
                yield name
                name = next(loose, None)
            if token is None:
                return
            yield token
            place = max(self._place, token.start() + 1)

    # names

    def _title(self, token: re.Match[str]) -> None:
        start, end = token.span("title")
        printed = token["title"]
        if naming.is_generic(printed) and self._bracketed_pronoun(start, end, printed):
            return
        law = self.context.titled(printed, start)
        kind = self._kind_of(law, printed)
        if kind is None and self._is_numbered(end):
            kind = Kind.DOCUMENT
        if kind is None:
            if printed.startswith("《"):
                self._pass_over(start, end)
            return
        self._name(start, end, law, kind)

    @staticmethod
    def _kind_of(law: Law, printed: str) -> Kind | None:
        if law.form == NameForm.ABBREVIATION and not law.work_ids:
            return naming.classify(law.name) or Kind.DOCUMENT
        if law.work_ids is None or law.work_ids or law.form != NameForm.UNKNOWN:
            return Kind.LAW
        return naming.classify(printed)

    def _is_numbered(self, end: int) -> bool:
        """A document's number in the bracket behind makes a document of any title."""
        bracket = naming.bracket_after(self.text, end)
        return bracket is not None and number_in(bracket["inner"]) is not None

    def _bracketed_pronoun(self, start: int, end: int, printed: str) -> bool:
        """本《办法》第五章: the text itself; without a number nothing to check."""
        if self.text[start - 1 : start] != "本":
            return False
        self._place = end
        found = self._chain_behind(end, start - 1)
        if found:
            self._add_chain(found, self.context.own_law(naming.clean(printed), self.text[start - 1 : end]))
        return True

    def _pass_over(self, start: int, end: int) -> None:
        """A 《》 that is no law, with the numbers that belong to it (《劳动合同》第五条)."""
        gap = TO_STEP.match(self.text, end)
        if gap:
            end = max(end, chain(self.text, gap.end(), start).end)
        self.skipped.append(Skipped(start, end, "not_a_law"))
        self._place = end

    def _name(self, start: int, end: int, law: Law, kind: Kind = Kind.LAW) -> None:
        """A named law: its numbers if any follow, else the mention of the work."""
        tail = self._tail(end, law, start)
        self.context.saw(tail.law, start, tail.end)
        found = self._chain_behind(tail.end, start)
        if found is None:
            self._add(Target(start, end, Path(), 3), tail.law, kind)
            self._place = max(end, tail.end)
            return
        self._add_chain(found, tail.law)

    def _tail(self, end: int, law: Law, start: int) -> _Tail:
        edition = law.edition or naming.edition_before(self.text, start)
        number = law.doc_number
        place = end
        for _ in range(2):
            bracket = naming.bracket_after(self.text, place)
            if bracket is None:
                break
            inner = bracket["inner"]
            year, sign = naming.edition_in(inner), number_in(inner)
            defines = self.context.defines(inner)
            if not (year or sign or defines or self._chain_behind(bracket.end(), start)):
                break
            edition, number = year or edition, sign or number
            place = bracket.end()
        return _Tail(place, replace(law, edition=edition, doc_number=number))

    def _chain_behind(self, place: int, start: int) -> Chain | None:
        gap = TO_STEP.match(self.text, place)
        if gap is None:
            return None
        first = STEP.match(self.text, gap.end()) or NAKED_ARTICLE.match(self.text, gap.end())
        if first is None or (gap["book"] is None and first.start() in self.context.own.heads):
            return None
        found = chain(self.text, gap.end(), start, first=first)
        return found if found.targets else None

    # words in place of a name

    def _pronoun(self, token: re.Match[str]) -> None:
        found = self._chain_behind(token.end(), token.start())
        if found:
            law = self.context.own_law(token["own"], token["pronoun"])
            self.context.saw(law, token.start(), token.end())
            self._add_chain(found, law)

    def _same(self, token: re.Match[str]) -> None:
        found = self._chain_behind(token.end(), token.start())
        if found:
            law = self.context.last_law(token["same"], token.start(), token["samelaw"])
            self._add_chain(found, law)

    def _relative(self, token: re.Match[str]) -> None:
        law, seeds, rank = self.context.relative(token)
        gap = OF_IT.match(self.text, token.end())
        place = gap.end() if gap else token.end()
        following = STEP.match(self.text, place) or LOOSE_ITEMS.match(self.text, place)
        if following and len(seeds) == 1 and rank_of(following["unit"]) > rank:
            found = chain(self.text, place, token.start(), seed=(seeds[0], rank), first=following)
            if found.targets:
                self._add_chain(found, law)
                return
        self._place = token.end()
        if token["here"] in SELF_ONLY:
            return
        for seed in seeds:
            self._add(Target(token.start(), token.end(), seed, rank), law)
        self.context.cited(law, seeds[-1], token.end())

    # bare numbers

    def _step(self, token: re.Match[str]) -> None:
        start = token.start()
        if start in self.context.own.heads or self.context.quoted_head(start):
            self._place = start + 1
            return
        step = STEP.match(self.text, start)
        if step is None:
            return
        if self._unknown_name(start):
            return
        self._bare(step)

    def _items(self, token: re.Match[str]) -> None:
        step = LOOSE_ITEMS.match(self.text, token.start())
        if step is not None:
            self._bare(step)

    def _bare(self, step: re.Match[str]) -> None:
        bracketed = step["unit"] == "项" and step["list"].endswith(")")
        if not (
            bracketed
            or self._of_own(step)
            or CUE_AFTER.match(self.text, step.end())
            or CUE_BEFORE.search(self.text[max(0, step.start() - 4) : step.start()])
        ):
            return
        placed = self.context.bare(step)
        if placed is None:
            return
        law, seed, rank = placed
        found = chain(self.text, step.start(), step.start(), seed=(seed, rank), first=step)
        if found.targets:
            self._add_chain(found, law)

    def _of_own(self, step: re.Match[str]) -> bool:
        """Is it the number of an article whose head stands in the text?"""
        return step["unit"] == "条" and self.context.own.holds(step["list"])

    def _unknown_name(self, start: int) -> bool:
        """A name without 《》 that no title equals, right before a number."""
        name = unknown_name_before(self.text, start, self._place, self.names)
        if name is None:
            return False
        if naming.is_private(self.text[name[0] : name[1]]):
            found = chain(self.text, start, name[0])
            self.skipped.append(Skipped(name[0], max(found.end, start), "not_a_law"))
            self._place = max(found.end, start + 1)
            return True
        printed = self.text[name[0] : name[1]]
        law = self.context.titled(printed, start)
        found = chain(self.text, start, name[0])
        if not found.targets:
            return False
        self.context.saw(law, name[0], name[1])
        self._add_chain(found, law)
        return True

    # the rest

    def _open(self, token: re.Match[str]) -> None:
        end = min(token.start() + 40, len(self.text))
        line = self.text.find("\n", token.start(), end)
        end = line if line >= 0 else end
        if not self.skipped or self.skipped[-1].end <= token.start():
            self.skipped.append(Skipped(token.start(), max(end, token.start() + 1), "unclosed_title"))
        self._place = token.start() + 1

    def _number(self, token: re.Match[str]) -> None:
        sign = document_number(self.text, token.start(), self._place)
        if sign is None:
            return
        start, end, printed = sign.start, sign.end, sign.text
        self._place = end
        if self._is_provenance(sign):
            self.skipped.append(Skipped(start, end, "provenance"))
            return
        law = Law(printed, NameForm.FULL, None, doc_number=printed)
        self._add(Target(start, end, Path(), 3), law, Kind.DOC_NUMBER)

    def _is_provenance(self, sign: Sign) -> bool:
        """国务院令第588号公布, or a number alone on its line: where a text is from, no citation."""
        if sign.order and PROVENANCE.match(self.text, sign.end):
            return True
        alone = LINE_BEFORE.search(self.text[max(0, sign.start - 8) : sign.start]) is not None
        return alone and LINE_AFTER.match(self.text, sign.end) is not None

    def _add_chain(self, found: Chain, law: Law) -> None:
        for each in found.targets:
            self._add(each, law)
        for start, end in found.wide:
            self.skipped.append(Skipped(start, end, "range_too_wide"))
        self._place = found.end
        self.context.cited(law, found.targets[-1].path, found.end)

    def _add(self, target: Target, law: Law, kind: Kind | None = None) -> None:
        quote = quote_after(self.text, target.end)
        mention = Mention("", target.start, target.end, kind or target.kind, law, target.path, quote)
        self.mentions.append(mention)


_HANDLERS = {
    "title": _Walk._title,
    "open": _Walk._open,
    "step": _Walk._step,
    "pronoun": _Walk._pronoun,
    "samelaw": _Walk._same,
    "relative": _Walk._relative,
    "items": _Walk._items,
    "number": _Walk._number,
    "order": _Walk._number,
}
