"""Which law do 本法, 同法, 前款 and a bare 第…条 speak of? Only an antecedent that the text itself gives.

本法 → the law given by the caller, or the text itself where its article heads are there. 同法, 该条例 → the
last law of fitting name in the same paragraph, never across a blank line. A bare number continues a list of
the same sentence, else belongs to the text's own law, or to the law that an amending text is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.citations import names as naming
from corpus.citations.model import Law, NameForm, Path
from corpus.citations.names import Names
from corpus.citations.own import Own
from corpus.citations.patterns import (
    AMENDING,
    BLANK_LINE,
    DEFINED,
    DEFINITION,
    HEADING_LAW,
    JOIN,
    NOT_HEAD,
    OF_IT,
    SENTENCE_END,
    STEP,
    TITLE,
)
from corpus.citations.provisions import number_at, rank_of, with_number
from corpus.normalize import fold, plain_title

_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_JOINED = re.compile(rf"(?:{JOIN}|[至到])\s*$")
_AS_NEW = re.compile(r"(?:作为|改为)\"?$")
_ABOUT = re.compile(TITLE)
_ABOUT_TITLE = re.compile(r"修改|修正|修订|释义|解读|逐条")
_HEADING_PREFIX = 24
_DEFINING = re.compile(r"简称|下称|统称|合称|称为")
_OPENS = re.compile(r"(?:^|[:,\n为])\s*\"\s*$")


@dataclass(frozen=True, slots=True)
class _Seen:
    law: Law
    start: int
    end: int


class Context:
    """What has been said up to a place of the text."""

    def __init__(self, text: str, names: Names, own: Own, current_law: str | None) -> None:
        self.own = own
        self._text = text
        self._names = names
        self._current = self._given(current_law)
        self._seen: list[_Seen] = []
        self._last: tuple[Law, Path, int] | None = None
        self._section: Law | None = self._about(own.title)
        self._plain_title = plain_title(own.title) if own.title else None

    def _given(self, current_law: str | None) -> Law | None:
        if not current_law:
            return None
        law = self._names.find(current_law)
        if law.work_ids or law.form != NameForm.UNKNOWN:
            return law
        return Law(current_law, NameForm.FULL, (current_law,))

    def _about(self, title: str | None) -> Law | None:
        """关于修改《…法》的决定: the law that such a text is about."""
        match = _ABOUT.search(fold(title)) if title and _ABOUT_TITLE.search(title) else None
        return self._names.find(match.group()) if match else None

    # names

    def titled(self, printed: str, start: int) -> Law:
        """The law of a printed title: as the text defines it, the text itself, or as the book knows it."""
        defined = self._names.defined(printed, start)
        if defined:
            return defined
        if naming.is_generic(printed):
            return self._implementing(naming.clean(printed), start) or Law(
                naming.clean(printed), NameForm.UNKNOWN, None
            )
        law = self._names.find(printed, issuer=naming.issuer_before(self._text, start))
        if law.form == NameForm.UNKNOWN and plain_title(printed) == self._plain_title:
            return self.text_itself(naming.clean(printed), NameForm.FULL)
        return law

    def _implementing(self, noun: str, start: int) -> Law | None:
        """《…法》及其实施条例: the law of that name."""
        near = self._text[max(0, start - 14) : start].rstrip("《")
        if not (noun.startswith(("实施", "施行")) and self._seen and near.removesuffix(noun).endswith("其")):
            return None
        law = self._names.find(self._seen[-1].law.name + noun)
        return Law(law.name, NameForm.PRONOUN, law.work_ids)

    def defines(self, inner: str) -> bool:
        return _DEFINING.search(inner) is not None

    def collect_definitions(self) -> None:
        """Learn every 以下简称 of the text before the walk."""
        for match in DEFINITION.finditer(self._text):
            alias = DEFINED.search(match["inner"])
            before = self._text[max(0, match.start() - 3) : match.start()].rstrip()
            several = re.search(r"统称|合称", match["inner"]) and before.endswith(
                ("》", "、", "和", "与", "及")
            )
            if alias is None or several or "分别" in match["inner"]:
                continue
            law = self.titled(match["name"], match.start())
            kinds = (naming.classify(match["name"]), naming.classify(alias["alias"]))
            if law.form == NameForm.UNKNOWN and not any(kinds):
                continue
            self._names.define(naming.clean(alias["alias"]), law, match.end())

    def saw(self, law: Law, start: int, end: int) -> None:
        """A law was named at [start, end)."""
        self._seen.append(_Seen(law, start, end))
        if AMENDING.match(self._text, end) or self._is_heading(start):
            self._section = law

    def _is_heading(self, start: int) -> bool:
        """Is the title at `start` a line of its own, with a number before it at most?"""
        near = max(0, start - _HEADING_PREFIX)
        line_start = self._text.rfind("\n", near, start) + 1
        if line_start == 0 and near > 0:
            return False
        match = HEADING_LAW.match(self._text, line_start)
        return match is not None and match.start("title") == start

    def cited(self, law: Law, path: Path, end: int) -> None:
        """A numbered target was read that ends at `end`."""
        self._last = (law, path, end)

    # words in place of a name

    def text_itself(self, printed: str, form: NameForm = NameForm.PRONOUN) -> Law:
        if self._current:
            return Law(self._current.name, form, self._current.work_ids)
        if self.own.articles:
            return Law(self.own.title or printed, form, (), own=True)
        if self.own.title:
            law = self._names.find(self.own.title)
            if law.work_ids:
                return Law(law.name, form, law.work_ids)
        return Law(printed, form, None)

    def own_law(self, noun: str, printed: str) -> Law:
        """本法, 本条例: the text itself, or in an amending text the amended law when only that name fits."""
        section = self._section
        title = self._current.name if self._current else self.own.title
        if section and _fits(section.name, noun) and not (title and _fits(title, noun)):
            return Law(section.name, NameForm.PRONOUN, section.work_ids, edition=section.edition)
        return self.text_itself(printed)

    def last_law(self, noun: str, start: int, printed: str) -> Law:
        """同法, 该条例: the last law of fitting name in this paragraph."""
        for each in reversed(self._seen):
            if BLANK_LINE.search(self._text, each.end, start):
                break
            if _fits(each.law.name, noun):
                return Law(each.law.name, NameForm.PRONOUN, each.law.work_ids, each.law.own, each.law.edition)
        return Law(printed, NameForm.PRONOUN, None)

    def relative(self, token: re.Match[str]) -> tuple[Law, list[Path], int]:
        """前款, 前两条, 本条: the law, the paths meant, and their rank."""
        unit = token["before"] or token["here"]
        rank = rank_of(unit)
        here = self.own.path_at(token.start())
        unresolved = (Law(token["relative"], NameForm.PRONOUN, None), [Path()], rank)
        if here is None:
            return unresolved
        law = self.text_itself(token["relative"])
        if token["here"]:
            return law, [_cut(here, rank)], rank
        count = _COUNTS.get(token["count"] or "", 1)
        paths = self._before(here, unit, count, token.start())
        return (law, paths, rank) if paths else unresolved

    def _before(self, here: Path, unit: str, count: int, place: int) -> list[Path]:
        if unit == "条":
            article = self.own.article_at(place)
            near = [self.own.neighbour(article, -each) for each in range(count, 0, -1)] if article else []
            return [Path(number=each.number, sub=each.sub) for each in near if each]
        if unit == "款":
            first = (here.paragraph or 1) - count
            return [with_number(here, 4, first + each) for each in range(count)] if first >= 1 else []
        number = self.own.item_at(place)
        if number is None or number <= count:
            return []
        return [with_number(here, 5, number - count + each) for each in range(count)]

    # bare numbers

    def quoted_head(self, start: int) -> bool:
        """“第三十八条 … in an amending text: the head of the new text, not a citation."""
        if self._text[start - 1 : start] != '"' or not _OPENS.search(self._text[max(0, start - 4) : start]):
            return False
        step = STEP.match(self._text, start)
        if step is None or step["unit"] not in "条章节编":
            return False
        return self._text[step.end() : step.end() + 1] != '"' and not NOT_HEAD.match(self._text, step.end())

    def bare(self, step: re.Match[str]) -> tuple[Law, Path, int] | None:
        """Law, seed and its rank for a number without a name; None when it is no reference at all."""
        rank, start = rank_of(step["unit"]), step.start()
        continued = self._continued(start, rank)
        if continued:
            return continued
        if rank >= 4:
            here = self.own.path_at(start)
            if here is None:
                return Law("", NameForm.BARE, None), Path(), -1
            return self.text_itself("", NameForm.BARE), _cut(here, 3), 3
        if self._section and self.own.article_at(start) is None:
            law = self._section
            return Law(law.name, NameForm.BARE, law.work_ids, law.own, law.edition), Path(), -1
        law = self.text_itself("", NameForm.BARE)
        return None if rank < 3 and law.work_ids is None else (law, Path(), -1)

    def _continued(self, start: int, rank: int) -> tuple[Law, Path, int] | None:
        """…第三条规定的…和第五条: joined to the last citation of the same sentence."""
        if self._last is None:
            return None
        law, path, end = self._last
        deeper = rank >= 4 and 0 <= start - end <= 8 and OF_IT.fullmatch(self._text, end, start)
        if not (
            deeper
            or _AS_NEW.search(self._text[max(0, start - 4) : start])
            or _JOINED.search(self._text[max(0, start - 5) : start])
        ):
            return None
        if start - end > 200 or SENTENCE_END.search(self._text, end, start):
            return None
        if rank <= 3:
            return law, Path(), -1
        if deeper and number_at(path, rank) is None:
            return law, path, rank - 1
        return (law, _cut(path, rank - 1), rank - 1) if path.number is not None else None


def _cut(path: Path, rank: int) -> Path:
    """`path` down to `rank`, without what is deeper."""
    names = ("part", "chapter", "section", "number", "paragraph", "item", "subitem")
    kept = {name: getattr(path, name) for name in names[: rank + 1]}
    return Path(**kept, sub=path.sub if rank >= 3 else 0)


def _fits(name: str, noun: str) -> bool:
    """Does a law of this name call itself 本`noun`?"""
    bare = re.sub(r"(?:\([^()]*\)|（[^（）]*）)+$", "", name)
    return bare.endswith(noun) or (noun == "法" and bare.endswith(("法典", "宪法")))
