"""Document frequencies: one call for all words of a query, none for those that are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from indexer.engine import Engine
from search_service import frequencies
from search_service.frequencies import Frequencies


class Counting:
    """Says the length of a word, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def doc_freq(self, words: Sequence[str]) -> list[int]:
        self.asked.append(list(words))
        return [len(word) for word in words]


def test_words_are_asked_for_together_and_once() -> None:
    engine = Counting()
    found = Frequencies(cast(Engine, engine))
    assert found.learn(["罚款", "听证会", "罚款"]) == {"罚款": 2, "听证会": 3}
    assert (found("罚款"), found("听证会"), found("许可")) == (2, 3, 2)
    assert found.learn(["许可", "听证会"]) == {"许可": 2, "听证会": 3}
    assert found.learn([]) == {}
    assert engine.asked == [["罚款", "听证会"], ["许可"]]


def test_memory_is_bounded_and_answers_are_whole(monkeypatch: Any) -> None:
    monkeypatch.setattr(frequencies, "MOST_WORDS", 10)
    engine = Counting()
    found = Frequencies(cast(Engine, engine))
    for number in range(30):
        assert found.learn([f"{number:03}", "共同"]) == {f"{number:03}": 3, "共同": 2}
    assert found.learn(map(str, range(50))) == {str(n): len(str(n)) for n in range(50)}
