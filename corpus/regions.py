"""Which region a local act belongs to, by the name that its title, issuer or folder begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from corpus import datafile
from corpus.normalize import plain_title

# 自治县 and 自治旗 make 自治条例和单行条例 (民族区域自治法 19); there are 120, all with this ending.
_AUTONOMOUS_COUNTY = re.compile(r"[\u4e00-\u9fff]{2,14}?族自治[县旗]|[\u4e00-\u9fff]{2,6}自治[县旗]")
_LOCAL_BODY = re.compile(
    r"(?P<region>[\u4e00-\u9fff]{1,14}?(?:省|自治区|自治州|地区|盟|市|县|区|旗|镇|乡|街道))"
    r"(?:人民政府|人民代表大会|人大常委会)"
)


@dataclass(frozen=True, slots=True)
class _Table:
    """The patterns match a region at a start, by its full or short name; the dicts lead from a name to it."""

    full: re.Pattern[str]
    brief: re.Pattern[str]
    regions: dict[str, str]
    short: dict[str, str]


@cache
def _table() -> _Table:
    data = datafile.load("regions.toml")
    regions: dict[str, str] = {}
    short: dict[str, str] = {}
    for province in data["province"]:
        name = province["name"]
        regions[name] = name
        short[province["short"]] = name
        for city in province["cities"]:
            regions[city] = city
        for city in province["cities"]:
            if city.endswith("市") and len(city) > 2:
                short.setdefault(city[:-1], city)
        for zone in province["zones"]:
            regions[plain_title(zone)] = _zone_region(zone, province["cities"], name)
    brief = _either(set(short) - set(data["ordinary"])) + f"(?!{_either(data['not_local'])})"
    return _Table(re.compile(_either(regions)), re.compile(brief), regions, short)


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


def _zone_region(zone: str, cities: list[str], province: str) -> str:
    return next((city for city in cities if zone.startswith(city[:-1])), province)


def provinces() -> tuple[str, ...]:
    """The names of the province-level units."""
    return tuple(each["name"] for each in datafile.load("regions.toml")["province"])


def mentioned(text: str) -> list[str]:
    """The regions that a text names in full, in the order of the text, each as often as it is named."""
    table = _table()
    return [table.regions[found.group()] for found in table.full.finditer(text)]


def province_of(region: str) -> str:
    """The province of a city or prefecture; a province's own name stays."""
    return _owners().get(region, region)


@cache
def _owners() -> dict[str, str]:
    return {
        city: province["name"]
        for province in datafile.load("regions.toml")["province"]
        for city in province["cities"]
    }


def region_of(title: str) -> str | None:
    """The region whose name a title or an issuer's name begins with: 济南市公园条例 → 济南市; None otherwise.

    Special zones answer with their city or province. Counties answer only where the body is named
    (某县人民政府…) or for 自治县 and 自治旗: a bare 某某市 or 某某区 may be an ordinary word (城市, 保税区).
    """
    name = plain_title(title)
    table = _table()
    known = table.full.match(name)
    if known:
        return table.regions[known.group()]
    county = _AUTONOMOUS_COUNTY.match(name)
    if county:
        return county.group()
    body = _LOCAL_BODY.match(name)
    return body.group("region") if body else None


def region_of_short(title: str) -> str | None:
    """The region whose short name begins a title that is known to be local: 绍兴黄酒保护和发展条例 → 绍兴市.

    Weaker than `region_of`: city names that are ordinary words do not count (白银, 日照).
    """
    found = _table().brief.match(plain_title(title))
    return _table().short[found.group()] if found else None


def region_of_folder(name: str) -> str | None:
    """The region a folder names: 山东, 山东省, 山东地方法规 → 山东省."""
    plain = re.sub(r"(?:地方性?法规|地方政府规章|政府规章)$", "", plain_title(name))
    table = _table()
    return table.regions.get(plain) or table.short.get(plain)
