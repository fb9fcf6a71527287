"""An index that is replaced and removed under a search: the answer is made anew, of one state."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.engine import EngineError, EngineErrorCode
from search_service.api.service import Service

GONE = EngineError(EngineErrorCode.INDEX_MISSING, "gone")


class Moving:
    """A holder whose state is a number; it has moved on if it was asked in time."""

    def __init__(self, moves: bool) -> None:
        self.state, self.moves = 1, moves

    def current(self) -> int:
        return self.state

    def moved(self, state: int) -> bool:
        self.state += self.moves
        return self.moves


def service(moves: bool) -> Any:
    made: Any = Service.__new__(Service)
    made.holder = Moving(moves)
    return made


def failing(error: EngineError, until: int) -> Any:
    def build(state: int) -> str:
        if state < until:
            raise error
        return f"of state {state}"

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
