"""A small made-up library with validity, for tests of indexes and engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from corpus.legal_time.intervals import Interval, WorkState
from corpus.library import MemoryLibrary
from corpus.model import Currency, Level, Unit, UnitKind, Version, Work

TODAY = date(2026, 11, 23)


def unit(number: int, text: str, path: tuple[str, ...] = ()) -> Unit:
    return Unit(f"a{number}", UnitKind.ARTICLE, number, 0, f"第{number}条", path, text)


@dataclass
class Sample:
    """One work with its versions: key → (units, interval)."""

    id: str
    title: str
    versions: Mapping[str, tuple[list[Unit], Interval]]
    level: Level = Level.LAW
    issuer: str | None = "全国人民代表大会常务委员会"
    region: str | None = None
    category: str | None = None


@dataclass
class Times:
    """A time source that says what it was told; enough of a Timeline for an index."""

    intervals: dict[tuple[str, str], Interval] = field(default_factory=dict)

    def state(self, work_id: str, /) -> WorkState | None:
        return None

    def unit_interval(self, work_id: str, version_key: str, unit: Unit, /) -> Interval:
        return self.intervals[work_id, version_key]

    def currency(
        self, work_id: str, day: date, version_key: str | None = None, unit: Unit | None = None, /
    ) -> Currency:
        assert version_key is not None
        interval = self.intervals[work_id, version_key]
        if interval.valid_from is not None and day < interval.valid_from:
            return Currency.UPCOMING
        if interval.valid_to is not None and day >= interval.valid_to:
            return Currency(interval.end_kind or "superseded")
        return Currency.UNDETERMINED if interval.undetermined else Currency.IN_FORCE


UNKNOWN = Interval(None, None, None, dated=False, undetermined=True)


def since(
    start: str, end: str | None = None, kind: str | None = None, undetermined: bool = False
) -> Interval:
    last = date.fromisoformat(end) if end else None
    return Interval(date.fromisoformat(start), last, kind, True, undetermined)


def assemble(samples: Iterable[Sample], version: str = "made-up") -> tuple[MemoryLibrary, Times]:
    works, units, times = [], {}, Times()
    for each in samples:
        versions = []
        for key, (texts, interval) in each.versions.items():
            day = None if key.startswith("u-") else date.fromisoformat(key[:10])
            versions.append(Version(each.id, key, each.title, day, f"hash-{each.id}-{key}", len(texts)))
            units[each.id, key] = texts
            times.intervals[each.id, key] = interval
        works.append(
            Work(
                each.id,
                each.title,
                each.level,
                each.issuer,
                each.region,
                each.category,
                None,
                tuple(versions),
            )
        )
    return MemoryLibrary(works, units, version), times


def market_laws() -> list[Sample]:
    """A law in two texts, one repealed, one upcoming, one that is undetermined, one undated, a local one."""
    old = [unit(1, "为了预防垄断行为，制定本法。"), unit(2, "经营者不得滥用市场支配地位。")]
    new = [
        unit(1, "为了预防和制止垄断行为，保护公平竞争，制定本法。", ("第一章 总则",)),
        unit(2, "经营者不得滥用数据和算法排除竞争。", ("第一章 总则",)),
        unit(3, "行政机关不得滥用行政权力，排除、限制竞争。", ("第二章 行政垄断",)),
    ]
    contract = [unit(52, "有下列情形之一的，合约无效。")]
    park = [unit(1, "公园应当向公众开放。"), unit(2, "公园应当向公众开放。")]
    return [
        Sample(
            "fairrule",
            "公平交易法",
            {
                "2008-08-01": (old, since("2008-08-01", "2022-08-01", "superseded")),
                "2022-06-24": (new, since("2022-08-01")),
            },
        ),
        Sample(
            "oldcontract",
            "旧合约法",
            {"1999-03-15": (contract, since("1999-10-01", "2021-01-01", "repealed"))},
        ),
        Sample(
            "brandnew",
            "新商标条例",
            {"2026-06-01": ([unit(10, "下列标志不得作为商标使用。")], since("2027-01-01"))},
            level=Level.ADMINISTRATIVE_REGULATION,
            issuer="国务院",
        ),
        Sample(
            "landlaw",
            "农地承包办法",
            {"2002-08-29": ([unit(4, "土地的所有权性质不变。")], since("2003-03-01", undetermined=True))},
            level=Level.DEPARTMENT_RULE,
            issuer="农业农村部",
        ),
        Sample(
            "undated",
            "行政公开暂行办法",
            {"u-12345678": ([unit(1, "行政机关应当公开政务信息。")], UNKNOWN)},
            level=Level.DEPARTMENT_RULE,
            issuer="国务院办公厅",
        ),
        Sample(
            "jinan",
            "济城公园条例",
            {"2020-05-01": (park, since("2020-07-01"))},
            level=Level.LOCAL_REGULATION,
            issuer="济城市人民代表大会常务委员会",
            region="济城市",
            category="城市管理",
        ),
    ]


def many_parks(count: int) -> list[Sample]:
    """Works enough for a small change to be a small share; number 7 is about a lake."""
    return [
        Sample(
            f"park{number:04d}",
            f"第{number}公园管理办法",
            {"2020-05-01": ([unit(1, park_text(number))], since("2020-07-01"))},
        )
        for number in range(count)
    ]


def park_text(number: int) -> str:
    return f"公园{number}号由园林部门管理{'湖面' if number == 7 else ''}。"
