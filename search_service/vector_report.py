"""Dense vectors of a home: plain values for the API, the CLI and `doctor`."""

from __future__ import annotations

from typing import Any

from indexer.bank import keeping
from indexer.vectors import embedding, shelf
from indexer.vectors.choose import embedder_of
from indexer.vectors.embedder import EmbedderError
from search_service.settings import Settings


def vector_report(settings: Settings, library_version: str) -> dict[str, Any]:
    """`problem` null: there is an embedder. `done` of `total` passages of the library have their vector (0 of 0 while
    the bank is being made); `running`: a pass is at work, at `rate` passages a second."""
    nothing: dict[str, Any] = {
        "model": None,
        "done": 0,
        "total": 0,
        "running": False,
        "rate": 0.0,
        "left_seconds": None,
        "error": None,
        "problem": None,
    }
    try:
        model = embedder_of(settings.embedding).model
    except EmbedderError as error:
        return {**nothing, "problem": {"code": error.code, "message": error.message_zh}}
    told = {**nothing, "model": model, "running": embedding.running(settings.home)}
    state = embedding.read_state(settings.home)
    if state is not None and state.model == model:
        told |= {"error": state.error or None, "rate": state.rate if told["running"] else 0.0}
        told["left_seconds"] = state.left_s if told["running"] else None
    bank, dim = keeping.read(settings.home, library_version), shelf.dim_of(settings.home, model)
    if bank is not None:
        told["done"], told["total"] = (
            embedding.held_of(settings.home, bank, model, dim)
            if dim
            else (0, len(set(bank.arrays["passage_hash"])))
        )
    return told
