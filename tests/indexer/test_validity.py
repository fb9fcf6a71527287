"""Steps of currency: their key, their reading on a day, and that they say what the timeline says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Currency
from indexer.validity import Undated, Validity, validities
from tests.indexer.samples import assemble, market_laws, unit

_STEPS = st.lists(st.tuples(st.integers(1, 3_000_000), st.sampled_from(Currency)), max_size=6)


@given(_STEPS, st.sampled_from(Currency), st.integers(0, 3_100_000))
def test_a_key_says_the_same_as_its_steps(
    steps: list[tuple[int, Currency]], first: Currency, day: int
) -> None:
    validity = Validity.of([(0, first), *steps])
    assert Validity.from_key(validity.key()) == validity
    assert Validity.from_key(validity.key()).on(day) is validity.on(day)
    assert all(a[1] is not b[1] for a, b in zip(validity.steps, validity.steps[1:], strict=False))


def test_steps_that_change_nothing_are_left_out() -> None:
    day = date(2022, 8, 1).toordinal()
    validity = Validity.of([(day + 9, Currency.IN_FORCE), (0, Currency.UPCOMING), (day, Currency.IN_FORCE)])
    assert validity.key() == f"0c{day}f"
    assert [validity.on(each) for each in (1, day - 1, day, day + 10)] == [
        Currency.UPCOMING, Currency.UPCOMING, Currency.IN_FORCE, Currency.IN_FORCE,
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(1995, 2030, 3))
def test_every_unit_is_on_a_day_what_the_source_says(year: int) -> None:
    library, times = assemble(market_laws())
    day = date(year, 8, 1)
    for work in library.works():
        for version in work.versions:
            units = library.units(work.id, version.key)
            for each, validity in validities(times, work, version, units):
                assert validity.on(day.toordinal()) is times.currency(work.id, day, version.key, each)


def test_what_is_not_known_is_undetermined_on_every_day() -> None:
    library, _ = assemble(market_laws())
    work = library.works()[0]
    [(_, validity)] = validities(Undated(), work, work.versions[0], [unit(1, "甲")])
    assert validity.key() == "0u"
