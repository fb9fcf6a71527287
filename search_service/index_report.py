"""What is live, what is being built, what went wrong: plain values for the API, the CLI and `doctor`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.elastic.cluster import Cluster
from indexer.upkeep import index_status


def index_report(home: Path, cluster: Cluster | None = None) -> dict[str, Any]:
    """The index of a home, or that of `cluster`. `problem` is null when it answers; `building` is null when
    nothing runs."""
    told = index_status(home, cluster)
    live = told.live
    build = asdict(told.build) if told.build else None
    return {
        "live": live.generation if live else None,
        "previous": told.previous,
        "engine": live.engine if live else None,
        "built_at": live.built_at.isoformat() if live else None,
        "documents": live.documents if live else 0,
        "size_bytes": live.size_bytes if live else 0,
        "library_version": live.library_version if live else None,
        "fingerprint": live.fingerprint if live else None,
        "problem": {"code": str(told.problem.code), "message": told.problem.message_zh}
        if told.problem
        else None,
        "building": build if told.running else None,
        "interrupted": told.interrupted,
        "last_error": (told.build.error if told.build else "") or None,
        "writer": asdict(told.writer) if told.writer else None,
    }
