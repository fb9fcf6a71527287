"""The instruments of `faju-eval speed`, against things whose speed and answers are known."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.library import MemoryLibrary
from corpus.model import Level, Unit, UnitKind, Version, Work
from evaluation import http_load, serving
from evaluation.latency import Spread, TimedEngine, measure
from evaluation.main import evaluate
from evaluation.questions import questions
from evaluation.service import ServiceUnreachableError
from indexer.engine import EnginePage, SearchPlan
from search_service.settings import Settings
from search_service.state import Holder
from tests.homes import starter_home


@contextmanager
def answering(statuses: list[int]) -> Iterator[str]:
    """A server of its own thread that answers GETs with these statuses in turn, bodies of different lengths."""
    loop, ready, places = asyncio.new_event_loop(), threading.Event(), []
    count = iter(range(10**6))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            while await reader.readline() != b"\r\n":
                pass
            number = next(count)
            body = b"x" * (number % 50)
            head = f"HTTP/1.1 {statuses[number % len(statuses)]} Said\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    async def start() -> asyncio.Server:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        places.append(server.sockets[0].getsockname()[1])
        ready.set()
        return server

    thread = threading.Thread(
        target=lambda: (loop.run_until_complete(start()), loop.run_forever()), daemon=True
    )
    thread.start()
    assert ready.wait(10)
    yield f"http://127.0.0.1:{places[0]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def test_a_load_counts_every_answer_and_every_error():
    with answering([200, 200, 503]) as url:
        seen = http_load.load(url, ["/a", "/b?q=1"], clients=4, requests=300)
    assert (seen.clients, seen.requests, seen.errors) == (4, 300, 100)
    assert 0 < seen.p50 <= seen.p95 <= seen.p99
    assert seen.per_second == pytest.approx(300 / seen.seconds, rel=0.5)


def test_a_load_on_nothing_is_said():
    with pytest.raises(ServiceUnreachableError):
        http_load.load("http://127.0.0.1:1", ["/"], clients=2, requests=2)


def test_a_service_that_does_not_start_says_why(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(ServiceUnreachableError, match=r"服务没有启动：.+"), serving.served(blocked / "home"):
        pass


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells through /proc")
def test_memory_of_a_process():
    held = serving.memory(os.getpid())
    assert held is not None
    assert 10 < held["own"] <= held["resident"] <= held["peak"]
    assert 0 < serving.cpu_seconds(os.getpid()) < 10_000


def test_a_process_that_is_not_there_has_no_memory():
    assert serving.memory(2**31) is None
    assert serving.cpu_seconds(2**31) is None


def library(count: int = 8) -> MemoryLibrary:
    works, units = [], {}
    for number in range(count):
        version = Version(f"w{number}", "2020-01-01", f"第{number}号条例", None, "", 1)
        works.append(Work(f"w{number}", f"第{number}号条例", Level.LAW, None, None, None, None, (version,)))
        units[f"w{number}", "2020-01-01"] = [
            Unit(
                key="a1",
                kind=UnitKind.ARTICLE,
                number=1,
                sub=0,
                label="第一条",
                path=(),
                text="机关应当及时公开办理结果。",
            )
        ]
    return MemoryLibrary(works, units)


def test_phrases_of_the_library_are_the_same_every_time():
    first = questions([], library(), 20)
    assert len(first) == 20
    assert first == questions([], library(), 20)
    assert all(2 <= len(each) <= 30 for each in first)
    assert questions([], MemoryLibrary([], {}), 5) == []


def test_questions_of_judged_files(tmp_path: Path):
    path = tmp_path / "f.jsonl"
    rows = [{"qid": n, "query": f"问{n}", "gold": [{"law": "甲法", "article": "第一条"}]} for n in range(9)]
    path.write_text("\n".join(json.dumps(each) for each in rows), encoding="utf-8")
    asked = questions([path], library(), 5)
    assert len(set(asked)) == 5
    assert set(asked) <= {row["query"] for row in rows}


class SlowEngine:
    """Sleeps where it is asked; everything else is not asked."""

    def search(self, plan: SearchPlan) -> EnginePage:
        time.sleep(0.02)
        return EnginePage([], [], None, False)


def test_time_in_the_engine_is_added_up_and_taken_once():
    timed = TimedEngine(SlowEngine())  # type: ignore[arg-type]
    timed.search(SearchPlan())
    timed.search(SearchPlan())
    assert timed.take() >= 0.04
    assert timed.take() == 0


def test_spreads_are_in_milliseconds():
    assert Spread.of([0.001, 0.002, 0.003]) == Spread(2.0, 2.9)


def test_latency_is_the_engine_and_ourselves():
    settings = Settings(home=starter_home())
    holder = Holder(settings)
    try:
        told = measure(holder.current(), settings, ["规范性文件 设定 罚款", "征地补偿"], 2)
    finally:
        holder.close()
    assert set(told) == {"plain", "full"}
    for each in told.values():
        assert 0 < each.engine.p50 < each.total.p50
        assert each.own.p50 < each.total.p50
        assert each.cpu.p50 > 0
        assert each.json.p50 > 0


def test_the_command_measures_one_part_as_json():
    arguments = [
        "speed",
        "--home",
        str(starter_home()),
        "--part",
        "latency",
        "--queries",
        "3",
        "--rounds",
        "1",
        "--json",
    ]
    told = json.loads(CliRunner().invoke(evaluate, arguments).stdout)
    assert told["queries"] == 3
    assert told["latency"]["plain"]["total"]["p50"] > 0
    assert "http" not in told
