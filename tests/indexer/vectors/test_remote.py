"""A private embeddings service: the OpenAI interface, and what goes wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np
import pytest

from indexer.vectors.choose import Choice, embedder_of
from indexer.vectors.embedder import EmbedderError


class Service(BaseHTTPRequestHandler):
    asked: ClassVar[list[dict[str, Any]]] = []
    key = "Bearer secret"
    answer: Any = None

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != self.key or not self.path.endswith("/v1/embeddings"):
            self.send_response(401)
            self.end_headers()
            return
        type(self).asked.append(body)
        rows = [{"index": at, "embedding": [float(len(text)), 4.0]} for at, text in enumerate(body["input"])]
        told = {"data": rows[::-1]} if type(self).answer is None else type(self).answer
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    Service.asked, Service.answer = [], None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def choice(url: str, key: str = "secret") -> Choice:
    return Choice(True, url, "bge", key, "query: ", "passage: ")


def test_queries_and_passages_with_their_prefixes(url: str) -> None:
    embedder = embedder_of(choice(url))
    assert np.allclose(embedder.passages(["一二三"] * 2)[1], np.array([12, 4]) / np.hypot(12, 4))
    assert embedder.query("一").shape == (2,)
    assert embedder.dim == 2
    assert [each["input"] for each in Service.asked[:2]] == [["passage: 一二三"] * 2, ["query: 一"]]
    assert {each["model"] for each in Service.asked} == {"bge"}
    assert embedder.passages([]).shape == (0, 2)


@pytest.mark.parametrize(
    "answer", [{}, {"data": []}, {"data": [{"index": 0, "embedding": ["x"]}]}, {"data": [{"index": 0}]}, []]
)
def test_an_answer_of_another_form_is_told(url: str, answer: Any) -> None:
    Service.answer = answer
    with pytest.raises(EmbedderError) as told:
        embedder_of(choice(url)).query("一")
    assert told.value.code == "embedder_bad_answer"


def test_a_wrong_key_is_told(url: str) -> None:
    with pytest.raises(EmbedderError) as told:
        embedder_of(choice(url, key="wrong")).query("一")
    assert (told.value.code, "401" in told.value.message_zh) == ("embedder_refused", True)


def test_a_service_that_is_away_is_told() -> None:
    with pytest.raises(EmbedderError) as told:
        embedder_of(choice("http://127.0.0.1:9/v1")).query("一")
    assert told.value.code == "embedder_unreachable"


def test_vectors_can_be_switched_off() -> None:
    with pytest.raises(EmbedderError) as told:
        embedder_of(Choice(enabled=False))
    assert told.value.code == "embedder_missing"
