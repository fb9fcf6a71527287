"""Where a case happened: columns that mix levels, names of organs, titles → province, city, county.

Names are those of `corpus/data/regions.toml`; short forms of prose (黑龙江, 大理州, 海西州) are understood where
the place is beyond doubt. A place that the source hides (某市, 某区) is left out, what stands above it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from corpus import datafile
from corpus.cases.model import Region
from corpus.normalize import fold

_SEPARATOR = re.compile(r"[、，,;/\s]+")
_HIDDEN = re.compile(r"^(?:某|[\w]?[Xx×*]{1,3})")
_COUNTY = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}?族自治[县旗]|[\u4e00-\u9fff]{1,4}?(?:自治县|自治旗|新区|林区|县|区|旗|市))"
)
# Words that end like a county and are none (房山区 is one, 山区 is not).
_NO_COUNTY = re.compile(
    r"(?:城|市|辖|社|园|景|全|地|山|小|校|矿|灾|库|灌|疫|牧|街|商|专|特|本|该|同|外|我|[各某])[区市县]"
    r"|城市.*|超市|股市|.*(?:开发|集聚|试验|保护|示范|高新|新技术|经开|产业|工业|综合)区"
    r"|.*(?:管理|人民|政府|委员|街道|办事|市场).*"
)
_ORDINARY_WORDS = frozenset("某各本该全")


@dataclass(frozen=True, slots=True)
class _Table:
    provinces: dict[str, str]  # full or short name → full name
    cities: dict[str, tuple[tuple[str, str], ...]]  # province → (form, full name), the longest form first
    owners: dict[str, str]  # city's full name → province


@cache
def _table() -> _Table:
    provinces: dict[str, str] = {}
    cities: dict[str, tuple[tuple[str, str], ...]] = {}
    owners: dict[str, str] = {}
    for each in datafile.load("regions.toml")["province"]:
        name = each["name"]
        provinces[name] = provinces[each["short"]] = name
        forms = {form: city for city in each["cities"] for form in _forms(city)}
        cities[name] = tuple(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0])))
        owners |= dict.fromkeys(each["cities"], name)
    return _Table(provinces, cities, owners)


def _forms(city: str) -> Iterable[str]:
    """大理白族自治州 → 大理州, 大理自治州; 西双版纳傣族自治州 → 西双版纳州; a city has its name alone."""
    yield city
    if city.endswith("自治州"):
        stem = _PEOPLES.sub("", city.removesuffix("自治州")) or city[:2]
        yield stem + "州"
        yield stem + "自治州"


_PEOPLES = re.compile(
    r"(?:(?:哈尼|布依|土家|景颇|傈僳|柯尔克孜|哈萨克|蒙古|朝鲜|仫佬|仡佬|毛南|拉祜|纳西|裕固|东乡|保安|撒拉|满|回|藏|彝|苗|侗|壮|白|傣|羌|瑶|佤|怒|畲|黎|水|土)族?)+$"
)


def region_of(text: str) -> Region | None:
    """The place whose name a text begins with; None when it begins with none or hides it."""
    rest = fold(text).strip()
    table = _table()
    province = next(
        (form for form in sorted(table.provinces, key=len, reverse=True) if rest.startswith(form)), None
    )
    if province is None:
        return _without_province(rest)
    full = table.provinces[province]
    return _below(full, rest[len(province) :].lstrip())


def _without_province(rest: str) -> Region | None:
    owners = _table().owners
    city = next((each for each in sorted(owners, key=len, reverse=True) if rest.startswith(each)), None)
    return None if city is None else Region(owners[city], city, _county(rest[len(city) :]))


def _below(province: str, rest: str) -> Region:
    for form, city in _table().cities[province]:
        if rest.startswith(form):
            return Region(province, city, _county(rest[len(form) :]))
    return Region(province, None, _county(rest))


def _county(rest: str) -> str | None:
    match = _COUNTY.match(rest)
    if match is None or match["name"][0] in _ORDINARY_WORDS or _NO_COUNTY.fullmatch(match["name"]):
        return None
    return match["name"]


def regions_of(column: str, *more: str) -> tuple[Region, ...]:
    """The places of a case: of its region column, made exact by an issuer or a title that begins with one.

    Several places in the column are all kept (安徽、江苏), a second one below the same province too
    (洛阳市、商丘市). What `more` says counts only inside the column's one place.
    """
    found: list[Region] = []
    for part in filter(None, _SEPARATOR.split(column)):
        if _HIDDEN.match(part):
            continue
        region = region_of(part)
        if region is None and found:
            region = _below(found[0].province, part)
            if region.county and not region.city and found[0].city and not part.endswith("市"):
                region = Region(region.province, found[0].city, region.county)
        if region is not None and region not in found:
            found.append(region)
    if len(found) > 1:
        return tuple(found)
    exact = [each for each in map(region_of, filter(None, more)) if each is not None]
    if not found:
        return tuple(exact[:1])
    return (max([found[0], *(each for each in exact if _inside(each, found[0]))], key=_depth),)


def _inside(region: Region, outer: Region) -> bool:
    return (
        region.province == outer.province
        and outer.city in (None, region.city)
        and outer.county in (None, region.county)
    )


def _depth(region: Region) -> int:
    return (region.city is not None) + 2 * (region.county is not None)


def conflict(one: tuple[Region, ...], other: tuple[Region, ...]) -> bool:
    """Whether two cases cannot be of one place: a level that both say, and say differently."""
    if not one or not other or len(one) > 1 or len(other) > 1:
        return False
    left, right = one[0], other[0]
    for level in ("province", "city", "county"):
        said, said_other = getattr(left, level), getattr(right, level)
        if said and said_other and _stem(said) != _stem(said_other):
            return True
    return False


def _stem(name: str) -> str:
    """都安瑶族自治县 and 都安县 are one; 临夏市 and 临夏县 are two."""
    return _PEOPLES.sub("", name.removesuffix("自治县")) + "县" if name.endswith("自治县") else name
