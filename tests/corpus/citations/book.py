"""A small title book of made-up ids, enough to test the grammar without the library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.normalize import plain_title


@dataclass(frozen=True)
class Entry:
    work_id: str | None
    title: str


@dataclass(frozen=True)
class Match:
    start: int
    end: int
    form: str
    work_ids: tuple[str, ...]
    title: str


class Book:
    """Titles → ids; `names` maps every form to the titles that carry it."""

    def __init__(self, titles: dict[str, str | None], aliases: dict[str, str] | None = None) -> None:
        self._forms: dict[str, list[Entry]] = {}
        for key, work_id in titles.items():
            title = key.split("|")[0]
            self._forms.setdefault(plain_title(title), []).append(Entry(work_id, title))
        for alias, title in (aliases or {}).items():
            self._forms[plain_title(alias)] = self._forms[plain_title(title)]
        forms = sorted(self._forms, key=len, reverse=True)
        self._pattern = re.compile("(?:中华人民共和国)?(?P<form>" + "|".join(map(re.escape, forms)) + ")")

    def lookup(self, name: str) -> tuple[Entry, ...]:
        return tuple(self._forms.get(plain_title(name), ()))

    def scan(self, text: str) -> list[Match]:
        found = []
        for match in self._pattern.finditer(text):
            if text.startswith(("实施条例", "实施细则", "解释"), match.end()):
                continue
            if match["form"] == "仲裁法" and text.endswith("调解", 0, match.start()):
                continue
            entries = self._forms[match["form"]]
            ids = tuple(each.work_id for each in entries if each.work_id)
            found.append(Match(match.start(), match.end(), match.group(), ids, entries[0].title))
        return found


BOOK = Book(
    {
        "中华人民共和国行政处罚法": "penalty",
        "中华人民共和国民法典": "civil",
        "中华人民共和国刑法": "criminal",
        "中华人民共和国公司法": "company",
        "中华人民共和国仲裁法": "arbitration",
        "中华人民共和国治安管理处罚法": "order",
        "中华人民共和国民事诉讼法": "procedure",
        "中华人民共和国宪法": "constitution",
        "中华人民共和国证券法": "securities",
        "物业管理条例": "property",
        "不动产登记暂行条例": "realty",
        "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释": "procedure-reading",
        "全国人民代表大会常务委员会关于惩治骗购外汇、逃汇和非法买卖外汇犯罪的决定": "currency",
        "某市养犬管理条例|1": "dogs-1",
        "某市养犬管理条例|2": "dogs-2",
        "中华人民共和国合同法": None,
    },
    {
        "民诉法": "中华人民共和国民事诉讼法",
        "民诉法解释": "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释",
    },
)
