"""An index that is replaced and removed under a search: the answer is made anew, of one state."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.engine import EngineError, EngineErrorCode
from search_service.api.service import Service
from search_service.settling import Settling

GONE = EngineError(EngineErrorCode.INDEX_MISSING, "gone")


class Numbered:
    """A state that is known by its number."""

    lasting = ()

    def __init__(self, number: int) -> None:
        self.number = number


class Moving:
    """A holder that has moved on to its next state if it was asked in time."""

    def __init__(self, moves: bool) -> None:
        self.state, self.moves = Numbered(1), moves

    def current(self) -> Numbered:
        return self.state

    def moved(self, state: Numbered) -> bool:
        self.state = Numbered(state.number + self.moves)
        return self.moves


def service(moves: bool) -> Any:
    made: Any = Service.__new__(Service)
    made.holder, made._settling = Moving(moves), Settling()
    return made


def failing(error: EngineError, until: int) -> Any:
    def build(state: Numbered) -> str:
        if state.number < until:
            raise error
        return f"of state {state.number}"

    return build


def test_an_answer_is_made_anew_on_the_index_that_is_live_then() -> None:
    assert service(True).answer(failing(GONE, 1)) == "of state 1"
    assert service(True).answer(failing(GONE, 2)) == "of state 2"


@pytest.mark.parametrize(
    ("moves", "error"),
    [
        (False, GONE),
        (True, EngineError(EngineErrorCode.ENGINE_UNREACHABLE, "away")),
        (True, EngineError(EngineErrorCode.INDEX_BROKEN, "broken")),
    ],
)
def test_everything_else_is_told(moves: bool, error: EngineError) -> None:
    with pytest.raises(EngineError) as raised:
        service(moves).answer(failing(error, 9))
    assert raised.value is error


def test_it_begins_anew_once() -> None:
    with pytest.raises(EngineError):
        service(True).answer(failing(GONE, 3))
