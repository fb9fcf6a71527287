"""From a printed name to works: what a 《》 is, and which works carry a name.

A name is compared as a whole, never as a part of another name: 《民法典实施细则》 is not 民法典.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from corpus.citations.model import Kind, Law, NameForm
from corpus.citations.patterns import BRACKET, EDITION, EDITION_BEFORE, OWN_NOUNS
from corpus.normalize import plain_title


class Entry(Protocol):
    """What is needed of an entry of the title book."""

    @property
    def work_id(self) -> str | None: ...

    @property
    def title(self) -> str: ...


class Found(Protocol):
    """What is needed of a match of the title book in running text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def work_ids(self) -> tuple[str, ...]: ...

    @property
    def title(self) -> str: ...


class Titles(Protocol):
    """The part of `corpus.titles.TitleBook` that citations need."""

    def lookup(self, name: str) -> Sequence[Entry]: ...

    def scan(self, text: str) -> Sequence[Found]: ...


_LAW_END = re.compile(
    r"(?:法|法典|条例|规定|办法|细则|规则|决定|决议|解释|修正案|通则|总则|准则|规程|条令|税则|守则|公约|条约|议定书|协定|"
    r"章程|安排|批复|答复|解答|复函|纪要|定额)$"
)
_DOCUMENT_END = re.compile(
    r"(?:通知|意见|方案|规划|纲要|计划|公告|通告|通报|函|请示|命令|令|指南|指引|要点|措施|政策|说明|规范|目录|名录|"
    r"(?:负面|责任|权力|事项)清单)$"
)
_NOT_LAW = re.compile(r"(?:公司章程|示范章程|合同(?:范本|文本)|(?:病情|检查|查询|使用|产品|商品)说明)$")
"""Names that end like a law or a document and are neither; so is every other ending (证, 合同, 表, 标准)."""

_PRIVATE = re.compile(
    r"(?:合同书?|协议书?|判决书?|裁定书?|调解书|决定书|承诺书|说明书|章程|约定|保单|保险条款)$"
)
_KINDS_OF_LAW = rf"(?:{OWN_NOUNS}|法律|法规|规章)"
_GENERIC = re.compile(
    r"(?:本|该)?(?:暂行|试行|若干|实施|有关|相关|上述|下列|前述|以下|以上|其他|法律|规章)?" + _KINDS_OF_LAW
)
_TRAILING = re.compile(r"\((?P<inner>[^()]{1,40})\)$")
_ISSUER = re.compile(
    r"(?:中华人民共和国)?(?:国务院办公厅|国务院|最高人民法院|最高人民检察院|最高法|最高检|"
    r"全国人民代表大会常务委员会|全国人民代表大会|全国人大常委会|全国人大|中共中央办公厅|中共中央|"
    r"[一-鿿]{2,8}(?:省|市|自治区|自治州|县|区)(?:人民代表大会常务委员会|人民代表大会|人大常委会|人民政府办公厅|人民政府)|"
    r"(?:国家|中国)?[一-鿿]{2,10}(?:部|委员会|总局|总署|管理局))(?:关于)?$"
)
_LEAD = re.compile(r"^.*(?:根据|依照|按照|依据|违反|适用|参照|符合|执行|和|与|及|、|由|经|据)")


def clean(name: str) -> str:
    """A printed name without its outer brackets, line breaks and spaces."""
    return re.sub(r"\s+", "", name).strip("《》〈〉")


def classify(name: str) -> Kind | None:
    """What a 《》 of unknown name is, by its ending: a law, another document, or None for neither."""
    bare = _TRAILING.sub("", clean(name))
    if _NOT_LAW.search(bare):
        return None
    if _LAW_END.search(bare):
        return Kind.LAW
    return Kind.DOCUMENT if _DOCUMENT_END.search(bare) else None


def is_private(name: str) -> bool:
    """Is it a contract, a judgment, a company's articles: numbered like a law, yet none?"""
    return _PRIVATE.search(clean(name)) is not None


def is_generic(name: str) -> bool:
    """办法, 条例, 有关规定: a word for a kind of law, not the name of one."""
    return _GENERIC.fullmatch(clean(name)) is not None


def issuer_before(text: str, start: int) -> str | None:
    """The authority printed right before a title: 国务院《…条例》."""
    match = _ISSUER.search(text[max(0, start - 30) : start].rstrip())
    return _LEAD.sub("", match.group()) or None if match else None


class Names:
    """Looks names up in a title book, with a memory for one text and the names that the text defines."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._memory: dict[tuple[str, str | None], Law] = {}
        self._defined: dict[str, tuple[int, Law]] = {}

    def define(self, alias: str, law: Law, place: int) -> None:
        """以下简称: from `place` on, `alias` means `law`."""
        self._defined.setdefault(plain_title(alias), (place, law))

    def aliases(self) -> list[str]:
        return list(self._defined)

    def defined(self, name: str, place: int) -> Law | None:
        """What the text itself has said that this name means, if it has said so before `place`."""
        known = self._defined.get(plain_title(name))
        if known is None or known[0] > place:
            return None
        law = known[1]
        return Law(law.name, NameForm.ABBREVIATION, law.work_ids, law.own, law.edition)

    def find(self, name: str, *, issuer: str | None = None) -> Law:
        """The law that a printed name speaks of; `work_ids` is empty when nobody knows the name."""
        key = (name, issuer)
        law = self._memory.get(key)
        if law is None:
            law = self._memory[key] = self._find(clean(name), issuer)
        return law

    def _find(self, name: str, issuer: str | None) -> Law:
        bare, edition = _without_edition(name)
        for each in dict.fromkeys(filter(None, (issuer and issuer + name, name, bare))):
            entries = self._titles.lookup(each)
            if entries:
                ids = tuple(dict.fromkeys(entry.work_id for entry in entries if entry.work_id))
                title = entries[0].title if len(ids) < 2 else name
                full = plain_title(title) == plain_title(each)
                form = NameForm.FULL if full else NameForm.SHORT
                return Law(title, form, ids, edition=edition, issuer=issuer)
        return Law(name, NameForm.UNKNOWN, (), edition=edition, issuer=issuer)

    def known(self, name: str) -> bool:
        return self.find(name).form != NameForm.UNKNOWN

    def scan(self, text: str) -> Sequence[Found]:
        return self._titles.scan(text)


def _without_edition(name: str) -> tuple[str | None, int | None]:
    """公司法(2018年修正) → (公司法, 2018); (None, None) where the name carries no year."""
    match = _TRAILING.search(name)
    if match is None:
        return None, None
    year = edition_in(match["inner"])
    return (name[: match.start()], year) if year else (None, None)


def edition_in(inner: str) -> int | None:
    """The year that a bracket after a title names: 2018年修正, 2018修订版."""
    match = EDITION.search(inner)
    return int(match["year"] or match["year2"]) if match else None


def edition_before(text: str, start: int) -> int | None:
    """The year right before a title: 2018年修正的《公司法》."""
    match = EDITION_BEFORE.search(text, max(0, start - 14), start)
    return int(match["year"]) if match else None


def bracket_after(text: str, place: int) -> re.Match[str] | None:
    return BRACKET.match(text, place)
