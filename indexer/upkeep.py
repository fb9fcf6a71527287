"""The index of a home from outside: what it is, going back, cleaning up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.elastic.cluster import Cluster
from indexer.engine import EngineError, EngineInfo
from indexer.lock import Holder, holder, writer_lock
from indexer.state import BuildState, read_state
from indexer.target import Standing
from indexer.targets import target_of


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`live` None: no index answers, and `problem` says why. `previous` can be rolled back to. `build` is the
    running or last build of this home; `interrupted`: it ended without an end, by a kill or a power cut.
    `writer` writes to the home, or from anywhere to the index of its cluster."""

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


def index_status(home: Path, cluster: Cluster | None = None) -> IndexStatus:
    """Opens the live index as a search would. Never raises for an index that is missing, broken or away."""
    try:
        with target_of(home, cluster) as target:
            standing = target.standing()
            away = standing.problem is not None and standing.problem.code.startswith("engine_")
            elsewhere = None if away else target.writer()
    except EngineError as error:
        standing, elsewhere = Standing(None, None, error), None
    build = read_state(home)  # before the lock: a build that ends between the two must not look interrupted
    return IndexStatus(standing.live, standing.previous, standing.problem, build, holder(home) or elsewhere)


def rollback(home: Path, cluster: Cluster | None = None) -> str:
    """Make the kept index live again; its name. EngineError `nothing_to_roll_back`, LockHeld."""
    with writer_lock(home), target_of(home, cluster) as target, target.writing():
        return target.rollback()


def clean(home: Path, cluster: Cluster | None = None) -> list[str]:
    """Remove what is neither live nor kept, unfinished ones too; their names. LockHeld."""
    with writer_lock(home), target_of(home, cluster) as target, target.writing():
        return target.clean()
