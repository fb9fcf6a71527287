"""依据表: every provision that a draft cites or may rest on, one row each, and the clauses that lack a basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.citations.model import Citation
from corpus.model import Level
from review.canonical import canonical
from search_service.reviewing.finder import own_words
from search_service.reviewing.places import Place
from search_service.state import State
from search_service.verdicts import STANDS

MOST_SUGGESTED = 2
"""Bases that a clause adds to the table; `POST /drafts/bases` lists more."""

LOOKED_AT = 8
"""Bases of a clause among which those that hold in the draft's place are chosen."""

FEWEST_PAIRS = 8
"""A clause must say so much of its own, two characters at a time: 身份证、户口簿复印件 and 加快培育新型消费
find articles of every field, and rest on none of them."""

EXCERPT = 120
_OWN = re.compile(r"本[^《]{1,6}第|(?:前|本|上述|该)(?:条|款|项)")

ALIKE = 0.35
"""A basis enters the table where its article holds this share of the clause's own words, two characters at a
time: what a draft is told of its bases must be fewer and surer than a list to choose from. (Clauses on the
organisation of an office, 领导小组负责, find articles of every law that names an office, at .1 to .3.)"""

_WHOM = (
    r"(?:公民|法人|其他组织|自然人|个人|单位|企业|公司|经营者|经营主体|市场主体|当事人|申请人|业主|住户|居民|村民|农户|用户|消费者|"
    r"所有权人|出租人|承租人|机构|从业人员|投标人|供应商|物业服务人|商户|平台)"
)
_SHALL = r"(?:应(?!纳|税|收|付|得|届|急|用|对|付|变|许)(?:当|该)?|必须)"
DUTY = re.compile(
    rf"{_WHOM}(?!住房)[^，。；：、]{{0,12}}{_SHALL}|^应当(?:缴纳|交纳|提交|提供|报送|申报|办理)"
)
"""A sentence that lays a duty on people or firms (立法法 91, 93: a rule needs a basis in a higher law for that)."""

RIGHT = re.compile(
    rf"{_WHOM}[^，。；：、]{{0,12}}(?:不得|禁止|严禁)|^(?:禁止|严禁|不得)|(?:取消|暂停|限制)[^，。；、]{{0,8}}资格"
)
"""A sentence that takes from, or limits, what people or firms may do."""

_PUBLIC = re.compile(
    r"(?:人民政府|委员会|管委会|局|厅|部门|机关|办公室|领导小组|工作人员|法院|(?:市|县|区|省)级?政府|各(?:地|级|区|县|镇|街道|单位|部门|[^，。；]{1,4}(?:市|县|城市)))"
    r"[^，。；]{0,24}(?:应当?|不得|必须|要)"
)
"""A duty of authorities: their own organisation needs no basis outside."""

_SOFT = re.compile(
    r"鼓励|引导|支持|倡导|可以|符合[^，。；]{0,10}条件|申请[^，。；]{0,12}(?:补贴|奖励|补助|资金)"
)
"""What is offered lays a duty on nobody; conditions of a favour reduce no right."""

_SENTENCE = re.compile(r"[^。；！？\n]+")

_NORM = re.compile(
    r"应(?:当|该)?|必须|须|不得|禁止|严禁|不予|可以|有权|负责|由[^，。；]{2,20}(?:部门|机关|政府|委员会|局|厅|中心)|依法|是指|实行|适用"
)
"""A clause that lays down something. Lists of papers, aims and slogans rest on no article."""

_NO_MATTER = re.compile(
    r"自[^，。；]{2,20}起(?:施行|实施|执行|生效)|有效期|(?:修改为|删去|删除|增加一[条款项])|复印件|负责解释|现印发|请认真"
)
"""Words of enactment and of papers: whatever article they resemble, it is no basis."""

GENERAL = frozenset(
    {
        "民法典",
        "宪法",
        "立法法",
        "行政处罚法",
        "行政许可法",
        "行政强制法",
        "行政复议法",
        "行政诉讼法",
        "民事诉讼法",
        "刑法",
    }
)
"""Laws of every field: a draft need not name their subject."""

ON_SUBJECT = 0.6
"""Other laws count where the draft holds this share of their title's own words, two characters at a time:
证券公司监督管理条例 is no basis of a notice on housing, however alike two articles on inspections are."""

_PLAIN_TITLE = re.compile(
    r"中华人民共和国|[^《》]{2,8}?(?:省|自治区|市|州)(?=[^《》]{2})|(?:实施|监督|管理|暂行|若干|有关|问题)|条例|办法|规定|细则|规则|决定|(?:法|法典)$|[《》〈〉的和与]"
)

_NO_BASIS = frozenset({str(Level.JUDICIAL_INTERPRETATION)})
"""Interpretations are for the courts' own application of law (立法法 119): a document of the administration or
of the party rests on none."""

GapKind = Literal["duty", "right"]


@dataclass
class Row:
    """One provision: the law (`id` null when not held), where it is cited, and for which clauses it is offered."""

    law: dict[str, str | None]
    level: str | None
    article_no: str | None
    verdicts: list[str] = field(default_factory=list)
    cited: list[list[int]] = field(default_factory=list)
    suggested: list[list[int]] = field(default_factory=list)
    quote: str | None = None

    def as_json(self) -> dict[str, Any]:
        """In the shape of `api.review_shapes.BasisRowShape`."""
        title = self.law["title"] or ""
        name = title if title.endswith("号") else f"《{title}》"
        return {
            "law": self.law,
            "level": self.level,
            "article_no": self.article_no,
            "paragraph": None,
            "item": None,
            "citation": f"{name}{self.article_no or ''}",
            "quote": self.quote,
            "held": self.law["id"] is not None,
            "verdicts": list(dict.fromkeys(self.verdicts)),
            "cited": self.cited,
            "suggested": self.suggested,
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A clause that adds a duty or reduces a right, cites nothing that stands, and for which nothing was found."""

    start: int
    end: int
    label: str
    excerpt: str
    kinds: tuple[GapKind, ...]


def rows(
    state: State,
    text: str,
    citations: Iterable[Citation],
    clauses: Sequence[dict[str, Any]],
    place: Place,
) -> list[Row]:
    """Cited provisions in the order of the text, then those that were found for clauses.

    `clauses` as in `POST /drafts/bases`; a clause adds to the table only what is `founded`.
    """
    table: dict[tuple[str | None, str | None, str | None], Row] = {}
    for each in citations:
        if each.law is not None and not _OWN.match(each.text):
            row = _row(state, table, each.law, each.article_no)
            row.cited.append([each.start, each.end])
            row.verdicts.append(each.verdict)
            row.quote = row.quote or each.article_text
    for clause in clauses:
        for basis in founded(text, clause, place):
            law = {"id": basis["law"]["id"], "title": basis["law"]["title"]}
            row = _row(state, table, law, basis["article_no"])
            row.suggested.append([clause["start"], clause["end"]])
            row.verdicts.append(str(basis["verdict"]))
            row.quote = row.quote or basis["text"]
    return list(table.values())


def founded(text: str, clause: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    """The bases of a clause that hold in the draft's place and speak of its own matter; best first,
    MOST_SUGGESTED at most, none where the ranking is not confident or the clause lays nothing down."""
    words = canonical(text[clause["start"] : clause["end"]])
    own = own_words(words)
    if not clause["confident"] or len(own) < FEWEST_PAIRS:
        return []
    if not _NORM.search(words) or _NO_MATTER.search(words):
        return []
    return [
        each
        for each in clause["bases"]
        if place.holds(each["law"]["region"]) and str(each["law"]["level"]) not in _NO_BASIS
        if _on_subject(text, each["law"]["title"])
        if len(own & own_words(each["text"], whole=True)) >= ALIKE * len(own)
    ][:MOST_SUGGESTED]


def _on_subject(text: str, title: str) -> bool:
    """Does a draft speak of what a law is about, by the law's title?"""
    if title.removeprefix("中华人民共和国") in GENERAL:
        return True
    words = _PLAIN_TITLE.sub(" ", title).split()
    pairs = [each[at : at + 2] for each in words for at in range(len(each) - 1)]
    return sum(each in text for each in pairs) >= ON_SUBJECT * len(pairs)


def _row(
    state: State,
    table: dict[tuple[str | None, str | None, str | None], Row],
    law: dict[str, str | None],
    article_no: str | None,
) -> Row:
    key = (law["id"], law["title"] if law["id"] is None else None, article_no)
    if key not in table:
        work = state.library.work(law["id"]) if law["id"] else None
        named = {"id": law["id"], "title": law["title"]}
        table[key] = Row(named, str(work.level) if work else None, article_no)
    return table[key]


def gaps(text: str, clauses: Sequence[dict[str, Any]], place: Place) -> list[Gap]:
    """The clauses among those looked up that need a basis and have none; in the order of the text."""
    found = []
    for clause in clauses:
        words = text[clause["start"] : clause["end"]].removeprefix(clause["label"]).strip()
        kinds = _kinds(words)
        cited = any(each["verdict"] in STANDS for each in clause["cited"])
        if kinds and not cited and not founded(text, clause, place):
            excerpt = words[:EXCERPT]
            found.append(Gap(clause["start"], clause["end"], clause["label"], excerpt, kinds))
    return found


def _kinds(words: str) -> tuple[GapKind, ...]:
    """What a clause does to people and firms, sentence by sentence."""
    kinds: dict[GapKind, None] = {}
    for found in _SENTENCE.finditer(canonical(words)):
        sentence = found.group().strip()
        if _PUBLIC.search(sentence) or _SOFT.search(sentence):
            continue
        if DUTY.search(sentence):
            kinds["duty"] = None
        if RIGHT.search(sentence):
            kinds["right"] = None
    return tuple(kinds)
