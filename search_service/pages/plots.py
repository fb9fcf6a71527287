"""Plots of the figures as SVG, made on the server: values in, places out; the template draws them.

Lengths along the page are percentages and all others are pixels, so that a plot fits any width and its words keep
their size. Colours come from the style sheet, for light, dark and print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_OFFICES, MOST_MONTHS = 12, 12
ROW, BAR, LABEL = 56, 14, 18
TALL, FOOT, HEAD = 140, 36, 18
_LONGEST = 78.0
"""Percent of the width that the longest bar takes: its number stands behind it."""
SERIES = (("opened", "立项"), ("issued", "印发"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a percentage or pixels as the plot lies, its series, its number and where that stands."""

    kind: str
    x: str
    y: float
    width: str
    height: float
    value: int
    text_x: str
    text_y: float
    tip: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place."""

    x: str
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with what those who do not see it are told."""

    id: str
    title: str
    described: str
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    upright: bool


def offices(rows: Sequence[Mapping[str, Any]]) -> Plot | None:
    """Bars lying beneath the name of each office, those with most matters; None without any."""
    shown = sorted(rows, key=lambda row: (-row["opened"], row["name"]))[:MOST_OFFICES]
    most = max((row[kind] for row in shown for kind, _ in SERIES), default=0)
    if not most:
        return None
    bars: list[Bar] = []
    for at, row in enumerate(shown):
        for line, (kind, name) in enumerate(SERIES):
            y, width = at * ROW + LABEL + line * (BAR + 3), row[kind] * _LONGEST / most
            tip = f"{row['name']}：{name} {row[kind]} 件"
            bars.append(Bar(kind, "0", y, _percent(width), BAR, row[kind], _percent(width), y + BAR - 2, tip))
    labels = tuple(Label("0", at * ROW + LABEL - 5, row["name"]) for at, row in enumerate(shown))
    left = f"，件数最多的 {len(shown)} 个单位，其余见表" if len(rows) > len(shown) else ""
    told = "；".join(f"{row['name']} {_told(row)}" for row in shown)
    return Plot(
        "plot-offices", f"各单位立项与印发的件数{left}", told, len(shown) * ROW, tuple(bars), labels, False
    )


def months(rows: Sequence[Mapping[str, Any]]) -> Plot | None:
    """Bars standing side by side, the last twelve months up to the newest with a matter; one without any is a gap."""
    known = {row["name"]: row for row in rows}
    names = list(_months_up_to(max(known), min(known)))[-MOST_MONTHS:] if known else []
    most = max((known[name][kind] for name in names if name in known for kind, _ in SERIES), default=0)
    if not most:
        return None
    step = 100 / len(names)
    wide = min(step * 0.36, 6.0)
    bars: list[Bar] = []
    labels: list[Label] = []
    for at, name in enumerate(names):
        middle = at * step + step / 2
        labels.append(Label(_percent(middle), HEAD + TALL + 15, f"{int(name[5:])}月"))
        if at == 0 or name.endswith("-01"):
            labels.append(Label(_percent(middle), HEAD + TALL + 31, name[:4]))
        for side, (kind, word) in enumerate(SERIES):
            value = known[name][kind] if name in known else 0
            height, x = value * TALL / most, middle + (side - 1) * wide
            y, tip = HEAD + TALL - height, f"{name}：{word} {value} 件"
            text_x = _percent(x + wide / 2)
            bars.append(
                Bar(
                    kind,
                    _percent(x),
                    round(y, 1),
                    _percent(wide),
                    round(height, 1),
                    value,
                    text_x,
                    y - 4,
                    tip,
                )
            )
    told = "；".join(f"{name} {_told(known[name])}" for name in names if name in known)
    left = "，最近十二个月，其余见表" if len(known) > len(set(names) & set(known)) else ""
    title = f"各月立项与印发的件数{left}"
    return Plot("plot-months", title, told, HEAD + TALL + FOOT, tuple(bars), tuple(labels), True)


def _told(row: Mapping[str, Any]) -> str:
    return "、".join(f"{name} {row[kind]} 件" for kind, name in SERIES)


def _months_up_to(last: str, first: str) -> Iterator[str]:
    """The months from one to another (YYYY-MM), at most the last twelve."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    begin = max(int(first[:4]) * 12 + int(first[5:]) - 1, end - MOST_MONTHS + 1)
    for month in range(begin, end + 1):
        yield f"{month // 12:04d}-{month % 12 + 1:02d}"


def _percent(value: float) -> str:
    return f"{value:.2f}%"
