"""A private embeddings service with the OpenAI interface.

POST {url}/embeddings with {model, input} is answered by {data: [{index, embedding}]}.

What is sent are passages of public law and the queries of users; the address is set by whoever runs the service.
E5 models want `query: ` and `passage: ` before their texts; both prefixes are settings.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from indexer.vectors.embedder import EmbedderError, Vectors, unit_length

_PROBE = "依据"


@dataclass(frozen=True)
class Remote:
    """The service at `url` (…/v1). `query_timeout` in seconds: a search must not wait long; `timeout` for passages."""

    url: str
    name: str
    api_key: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""
    query_timeout: float = 2.0
    timeout: float = 60.0

    @property
    def model(self) -> str:
        return f"{self.name}|{self.query_prefix}|{self.passage_prefix}"

    @cached_property
    def dim(self) -> int:
        return int(self._embed([_PROBE], self.timeout).shape[1])

    def query(self, text: str) -> Vectors:
        vector: Vectors = self._embed([self.query_prefix + text], self.query_timeout)[0]
        return vector

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return self._embed([self.passage_prefix + each for each in texts], self.timeout)

    def _embed(self, texts: list[str], timeout: float) -> Vectors:
        answer = self._post({"model": self.name, "input": texts}, timeout)
        try:
            rows = sorted(answer["data"], key=lambda each: each["index"])
            found = np.array([each["embedding"] for each in rows], dtype=np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise EmbedderError("embedder_bad_answer", "语义向量服务的答复不是约定的格式。") from error
        if found.ndim != 2 or len(found) != len(texts) or not np.isfinite(found).all():
            raise EmbedderError("embedder_bad_answer", "语义向量服务返回的向量个数或内容不对。")
        return unit_length(found)

    def _post(self, body: dict[str, Any], timeout: float) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked with the setting
            f"{self.url.rstrip('/')}/embeddings", json.dumps(body).encode(), headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise EmbedderError(
                "embedder_refused", f"语义向量服务拒绝了请求（HTTP {error.code}），请检查地址、模型名和密钥。"
            ) from error
        except (OSError, ValueError) as error:
            raise EmbedderError("embedder_unreachable", f"语义向量服务没有答复：{error}") from error
