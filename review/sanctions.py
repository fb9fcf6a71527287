"""What a clause imposes: kinds of penalty (行政处罚法 9) and the range of its fines, to compare two texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from corpus.numerals import to_int

KINDS = {
    "罚款": re.compile(r"罚款|罚金"),
    "警告": re.compile(r"警告(?!标|牌|语)"),
    "通报批评": re.compile(r"通报批评"),
    "没收": re.compile(r"没收"),
    "暂扣许可证件": re.compile(r"(?:暂扣|扣留)[^，。；]{0,12}(?:证|执照|许可)"),
    "降低资质等级": re.compile(r"降低[^，。；]{0,6}(?:资质|资格)"),
    "吊销许可证件": re.compile(r"(?:吊销|撤销)[^，。；]{0,24}(?:证|执照|许可|资格|资质|备案|登记)"),
    "限制开展生产经营活动": re.compile(r"限制[^，。；]{0,8}(?:生产|经营)|停产整治|限制生产"),
    "责令停产停业": re.compile(
        r"停产停业|停业整顿|停产整治|责令[^，。；]{0,6}(?:停业|停产)|停止营业|停止经营"
    ),
    "责令关闭": re.compile(r"责令[^，。；]{0,6}(?:关闭|停业、关闭)|取缔"),
    "限制从业": re.compile(r"限制从业|(?:年内|终身)[^，。；]{0,6}(?:不得|禁止)"),
    "拘留": re.compile(r"拘留"),
}
_COVERS = {"没收": ("没收",), "责令停产停业": ("责令停产停业", "责令关闭", "限制开展生产经营活动")}

_N = r"[0-9一二三四五六七八九十百千万亿两〇零.,]+"
_RANGES = (
    re.compile(rf"(?P<low>{_N})(?P<lu>元|倍|日)?以上(?:至|到|，|不足|)?(?P<high>{_N})(?P<unit>元|倍|日)以下"),
    re.compile(rf"(?P<low>{_N})(?P<lu>元|倍|日)?(?:至|到|-|~)(?P<high>{_N})(?P<unit>元|倍|日)"),
    re.compile(rf"(?P<high>{_N})(?P<unit>元|倍|日)以下"),
    re.compile(rf"(?P<low>{_N})(?P<unit>元|倍|日)以上"),
    re.compile(rf"(?P<exact>{_N})(?P<unit>元|倍|日)"),
)
_THRESHOLD = re.compile(r"^(?:的，|的(?!罚款|拘留|行政)|不足|及以上|且|，违法|违法)")
_OBJECT = re.compile(r"(?:违法所得|经营额|货值金额|损失|价值|金额|人数|面积)(?:在|达到|达|为|超过|不足|满)?$")


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest of a fine (元), of a multiple (倍) or of a detention (日); None where open."""

    unit: str
    low: Decimal | None
    high: Decimal | None


def kinds(text: str) -> frozenset[str]:
    """The kinds of penalty that a text names."""
    return frozenset(name for name, pattern in KINDS.items() if pattern.search(text))


def number(text: str) -> Decimal | None:
    """五百, 二万, 1,000, 1.5万 → a number; None when it is none."""
    plain = text.replace(",", "")
    if plain and plain[0].isdigit():
        digits = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]*)", plain)
        if digits is None:
            return None
        try:
            value = Decimal(digits.group(1))
        except InvalidOperation:
            return None
        for mark in digits.group(2):
            value *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[mark]
        return value
    whole = to_int(plain.rstrip("."))
    return None if whole is None else Decimal(whole)


def ranges(text: str) -> list[Range]:
    """The ranges that are penalties: a threshold of the act (违法所得一万元以上的) is none."""
    found, taken = [], [False] * len(text)
    for pattern in _RANGES:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            if _threshold(text, match):
                continue
            read = _range(match)
            if read is not None:
                found.append(read)
    return found


def _threshold(text: str, match: re.Match[str]) -> bool:
    """A number that says when, not how much: 违法所得一万元以上的; a multiple of the gain is a penalty."""
    if _THRESHOLD.match(text[match.end() :]):
        return True
    return match["unit"] != "倍" and _OBJECT.search(text[: match.start()]) is not None


def _range(match: re.Match[str]) -> Range | None:
    values = match.groupdict()
    unit = values["unit"]
    if values.get("exact"):
        exact = number(values["exact"])
        return None if exact is None else Range(unit, exact, exact)
    low = number(values["low"]) if values.get("low") else None
    high = number(values["high"]) if values.get("high") else None
    if low is not None and high is not None and low < 10 and high >= 10_000 and values.get("lu") is None:
        low *= 10_000  # 一至五万元
    return None if low is None and high is None else Range(unit, low, high)


def beyond(draft: str, article: str) -> list[str]:
    """In what a restated penalty leaves the article's kinds and range; Chinese phrases, empty when in nothing."""
    given = kinds(article)
    if not given:
        return []
    complaints = []
    for kind in sorted(kinds(draft)):
        if not given & set(_COVERS.get(kind, (kind,))):
            complaints.append(f"所引条文没有规定“{kind}”")
    if complaints:
        return complaints
    theirs = ranges(article)
    for each in ranges(draft):
        same = [other for other in theirs if other.unit == each.unit]
        if not same:
            continue
        highs = [other.high for other in same]
        top = None if None in highs else max(high for high in highs if high is not None)
        if top is not None and (each.high is None or each.high > top):
            complaints.append(f"高于所引条文的上限{_plain(top)}{each.unit}")
        lows = [other.low or Decimal(0) for other in same]
        if each.low is not None and each.low < min(lows):
            complaints.append(f"低于所引条文的下限{_plain(min(lows))}{each.unit}")
    return list(dict.fromkeys(complaints))


def highest_fine(text: str) -> Decimal | None:
    """The highest fine in yuan that a text names."""
    highs = [each.high or each.low for each in ranges(text) if each.unit == "元"]
    return max((each for each in highs if each is not None), default=None)


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
