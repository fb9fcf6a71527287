"""Plots: every number drawn to scale, gaps in time kept, nothing drawn of nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search_service.pages import plots


def row(name: str, opened: int, issued: int) -> dict[str, object]:
    return {"name": name, "opened": opened, "issued": issued}


def test_offices_are_drawn_to_scale_the_largest_first() -> None:
    plot = plots.offices([row("财政局", 2, 1), row("城管局", 8, 4)])
    assert plot is not None
    assert [each.text for each in plot.labels] == ["城管局", "财政局"]
    assert [(each.kind, each.value, each.width) for each in plot.bars] == [
        ("opened", 8, "78.00%"),
        ("issued", 4, "39.00%"),
        ("opened", 2, "19.50%"),
        ("issued", 1, "9.75%"),
    ]
    assert "城管局 立项 8 件、印发 4 件" in plot.described


def test_a_month_without_matters_is_a_gap() -> None:
    plot = plots.months([row("2025-12", 4, 0), row("2026-02", 2, 2)])
    assert plot is not None
    assert [each.text for each in plot.labels] == ["12月", "2025", "1月", "2026", "2月"]
    heights = [each.height for each in plot.bars if each.kind == "opened"]
    assert heights == [plots.TALL, 0, plots.TALL / 2]


def test_the_newest_months_and_the_largest_offices_only() -> None:
    many = [row(f"{year}-{month:02d}", 1, 0) for year in (2024, 2025) for month in range(1, 13)]
    plot = plots.months(many)
    assert plot is not None
    assert "最近十二个月" in plot.title
    assert len(plot.bars) == 2 * plots.MOST_MONTHS
    wide = plots.offices([row(f"单位{at}", at, 0) for at in range(30)])
    assert wide is not None
    assert len(wide.labels) == plots.MOST_OFFICES
    assert wide.labels[0].text == "单位29"


def test_nothing_is_drawn_of_nothing() -> None:
    assert plots.offices([]) is None
    assert plots.months([]) is None
    assert plots.offices([row("城管局", 0, 0)]) is None


@given(
    st.lists(
        st.tuples(st.integers(1990, 2100), st.integers(1, 12), st.integers(0, 10**6), st.integers(0, 10**6)),
        max_size=40,
    )
)
def test_no_bar_leaves_the_plot(found: list[tuple[int, int, int, int]]) -> None:
    rows = {f"{year}-{month:02d}": (opened, issued) for year, month, opened, issued in found}
    plot = plots.months([row(name, *values) for name, values in rows.items()])
    for each in plot.bars if plot else ():
        assert 0 <= float(each.x.rstrip("%")) <= 100 - float(each.width.rstrip("%")) + 0.02
        assert 0 <= each.height <= plots.TALL
        assert each.y >= plots.HEAD - 0.1
