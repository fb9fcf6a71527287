"""The index of a home from outside: what it is, going back, cleaning up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.embedded.engine import open_generation
from indexer.engine import EngineError, EngineInfo
from indexer.generations import Generations, missing
from indexer.lock import Holder, holder, writer_lock
from indexer.state import BuildState, read_state


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`live` None: no index answers, and `problem` says why. `previous` can be rolled back to. `build` is the
    running or last build; `interrupted`: it ended without an end, by a kill or a power cut."""

    live: EngineInfo | None
    previous: str | None
    problem: EngineError | None
    build: BuildState | None
    writer: Holder | None

    @property
    def running(self) -> bool:
        return self.build is not None and not self.build.ended and self.writer is not None

    @property
    def interrupted(self) -> bool:
        return self.build is not None and not self.build.ended and self.writer is None


def index_status(home: Path) -> IndexStatus:
    """Opens the live index as a search would. Never raises for an index that is missing or broken."""
    generations = Generations(home)
    live, previous, problem = None, None, None
    try:
        pointer = generations.pointer()
        if pointer is None:
            raise missing()
        previous = pointer.previous
        live = open_generation(generations, pointer.live).info()
    except EngineError as error:
        problem = error
    build = read_state(home)  # before the lock: a build that ends between the two must not look interrupted
    return IndexStatus(live, previous, problem, build, holder(home))


def rollback(home: Path) -> str:
    """Make the kept generation live again; its name. EngineError `nothing_to_roll_back`, LockHeld."""
    with writer_lock(home):
        generations = Generations(home)
        pointer = generations.pointer()
        if pointer is not None and pointer.previous is not None:
            open_generation(generations, pointer.previous)
        return generations.rollback()


def clean(home: Path) -> list[str]:
    """Remove generations that are neither live nor kept, unfinished ones too; their names. LockHeld."""
    with writer_lock(home):
        return Generations(home).clean()
