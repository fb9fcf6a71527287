"""Hashes of documents by unit id: what a dictionary says, in less memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import hashes as module
from indexer.hashes import Hashes

TABLES = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=12), st.integers(0, 2**64 - 1))


@given(TABLES, st.lists(st.text(st.characters(codec="utf-8"), max_size=12)))
def test_it_says_what_a_dictionary_says(table: dict[str, int], others: list[str]) -> None:
    hashes = Hashes(table.items())
    assert len(hashes) == len(table)
    for name in [*table, *others]:
        assert hashes.get(name) == table.get(name)


@given(TABLES, st.data())
def test_what_was_not_met_is_left(table: dict[str, int], data: st.DataObject) -> None:
    hashes = Hashes(table.items())
    met = data.draw(st.sets(st.sampled_from(sorted(table)))) if table else set()
    assert [hashes.meet(name) for name in met] == [table[name] for name in met]
    assert hashes.meet("no such unit, longer than any") is None
    assert list(hashes.unmet()) == [name for name in table if name not in met]


def test_ids_of_one_key_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "hash", lambda _: 7, raising=False)
    hashes = Hashes((f"unit{number}", number) for number in range(5))
    assert [hashes.get(f"unit{number}") for number in range(6)] == [0, 1, 2, 3, 4, None]


def test_nothing_at_all() -> None:
    assert len(Hashes([])) == 0 and Hashes([]).get("a") is None and list(Hashes([]).unmet()) == []
