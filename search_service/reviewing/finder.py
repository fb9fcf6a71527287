"""`review.library.BasisFinder` over the search: the provisions that a clause without a named law may rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from review.canonical import canonical
from review.library import Candidate
from search_service.errors import ServiceError
from search_service.request import SearchRequest
from search_service.reviewing.places import Place
from search_service.search import search
from search_service.settings import Settings
from search_service.state import State

STANDING = frozenset({"in_force", "undetermined"})

FORMULA = re.compile(
    r"违反本(?:办法|通知|意见|条例|细则|方案|[^，。；的]{0,8}规定)|有下列(?:情形|行为)之一|情节(?:特别)?(?:严重|较轻|轻微)|造成(?:严重)?后果|逾期(?:不|未)改正?|拒不改正"
    r"|责令(?:限期|停止|停产|停业|改正|整顿)*|没收(?:违法所得|非法财物)?|(?:并)?(?:暂扣|吊销|收缴)?(?:许可证件?|营业执照)"
    r"|(?:处|并处|可以并处)?[〇零一二三四五六七八九十百千万\d]+(?:元|倍|日)(?:以上|以下)?|罚款|警告|通报批评|行政?拘留|处罚"
    r"|查封|扣押|冻结|强制(?:执行|拆除)?|(?:由[^，。；]{0,20})?(?:主管|执法|监督管理|管理)(?:部门|人员|机关)"
    r"|可以|应当|不得|依法|给予|予以|按照|根据|或者|以及|其他|[的其由对处并将和与及]"
)
"""Words of sanctions that hundreds of provisions share: they do not say which act is spoken of."""

FEWEST_PAIRS = 5
"""A clause must say at least so much of its own, two characters at a time (乱停乱放共享自行车: 8).
情节严重的，没收违法所得 stands in every law, and none of them is its parent."""

SHARED = 0.5
"""A provision must hold this share of them, two by two."""


class SearchFinder:
    """Finds for one draft. At most `most` different clauses are looked up, so that no draft can keep a thread
    for long; `left_out` counts the others, and the answer says so."""

    def __init__(self, state: State, settings: Settings, place: Place, most: int) -> None:
        self._state = state
        self._settings = settings
        self._place = place
        self._most = most
        self._found: dict[str, tuple[Candidate, ...]] = {}
        self._passed: set[str] = set()

    @property
    def looked_up(self) -> int:
        return len(self._found)

    @property
    def left_out(self) -> int:
        return len(self._passed)

    def find(self, clause: str, day: date, size: int) -> Sequence[Candidate]:
        """The provisions in force that day, and in the draft's place, that speak of a clause's own act."""
        if clause in self._found:
            return self._found[clause][:size]
        if len(self._found) >= self._most:
            self._passed.add(clause)
            return ()
        self._found[clause] = self._search(clause, day, size)
        return self._found[clause]

    def _search(self, clause: str, day: date, size: int) -> tuple[Candidate, ...]:
        own = own_words(clause)
        if len(own) < FEWEST_PAIRS:
            return ()
        request = SearchRequest(q=clause[: self._settings.max_query_chars], size=size, as_of=day)
        try:
            answer = search(self._state, request, self._settings, day)
        except ServiceError:  # nothing in the clause that could be searched for
            return ()
        return tuple(
            Candidate(
                law_id=each["law"]["id"],
                law=each["law"]["title"],
                level=str(each["law"]["level"]),
                article_no=each["article_no"],
                text=each["text"],
                sure=bool(answer["confident"]),
            )
            for each in answer["hits"]
            if each["kind"] == "article" and each["article_no"] and each["currency"] in STANDING
            if self._place.holds(each["law"]["region"])
            if len(own & own_words(each["text"], whole=True)) >= SHARED * len(own)
        )


def own_words(text: str, whole: bool = False) -> set[str]:
    """A text two characters at a time; of a clause only its own words, between formulas and punctuation."""
    words = [text] if whole else re.split(r"\W+", FORMULA.sub(" ", canonical(text)))
    return {word[place : place + 2] for word in words for place in range(len(word) - 1)}
