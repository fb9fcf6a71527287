"""Cases and the articles they apply, both ways, for one library on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpus.cases.citing import CaseCitation
from corpus.normalize import plain_title


class CaseLinks:
    """What every case cites (`CaseCiter.cite`), read once; threads may share it. Ids come in the order given."""

    def __init__(self, found: Iterable[tuple[str, Sequence[CaseCitation]]]) -> None:
        self._citations: dict[str, tuple[CaseCitation, ...]] = {}
        self._by_unit: defaultdict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        self._by_work: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._by_title: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for case_id, citations in found:
            self._citations[case_id] = tuple(citations)
            for each in citations:
                self._learn(case_id, each)

    def citations(self, case_id: str) -> Sequence[CaseCitation]:
        """What a case cites, its legal bases first; empty when the id is unknown."""
        return self._citations.get(case_id, ())

    def of_unit(self, work_id: str, version_key: str, unit_key: str) -> Sequence[str]:
        """Ids of the cases about one unit of one text: those that cite it there, and those whose article of an
        older text is this one today."""
        return list(self._by_unit.get((work_id, version_key, unit_key), ()))

    def of_work(self, work_id: str) -> Sequence[str]:
        """Ids of the cases that cite a law or any part of it."""
        return list(self._by_work.get(work_id, ()))

    def of_title(self, title: str) -> Sequence[str]:
        """Ids of the cases that cite a law by this title, held or not (公平竞争审查制度实施细则)."""
        return list(self._by_title.get(plain_title(title), ()))

    def _learn(self, case_id: str, each: CaseCitation) -> None:
        self._by_title[plain_title(each.law.title)][case_id] = None
        if each.law.id is None:
            return
        self._by_work[each.law.id][case_id] = None
        if each.version_key is not None and each.unit_key is not None:
            self._by_unit[each.law.id, each.version_key, each.unit_key][case_id] = None
        if each.today is not None:
            self._by_unit[each.law.id, each.today.version_key, each.today.unit_key][case_id] = None
