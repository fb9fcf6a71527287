"""LawRefBook, china-law-db and the starter library together: the same library whatever the order, and searches that go
on while it is loaded. Takes minutes: with `FAJU_FULL` only."""

from __future__ import annotations

import os
import shutil
import statistics
import threading
import time
from pathlib import Path

import httpx
import pytest

from corpus.store import Store
from indexer.load_process import run
from tests.homes import starter_home
from tests.serving import serve
from tests.support import shared

pytestmark = pytest.mark.skipif(not os.environ.get("FAJU_FULL"), reason="minutes long: set FAJU_FULL=1")

QUESTIONS = (
    "限定本地企业参加投标",
    "高空抛物",
    "行政处罚 听证",
    "民法典第一千二百五十四条",
    "劳动合同 解除 经济补偿",
)
MOST_TIMES_P50, MOST_TIMES_P95 = 1.3, 2.0
"""Of the time without a load, on two cores with nothing else to do."""


def test_the_same_library_whatever_the_order(tmp_path: Path) -> None:
    archives = [shared("data", f"{name}.tar.gz") for name in ("lawrefbook", "china-law-db")]
    orders: list[list[Path | None]] = [[None, *archives], [*reversed(archives), None]]
    versions = []
    for number, order in enumerate(orders):
        home, began = tmp_path / str(number), time.monotonic()
        for each in order:
            last = each is order[-1]
            report = run(
                None if each is None else [each], home, "tester", index=last and number == 0, citing=False
            )
        versions.append(report.library_version)
        with Store.open(home, read_only=True) as store:
            works = store.library().works()
            conflicts = [
                (work.title, version.key)
                for work in works
                for version in work.versions
                for problem in version.problems
                if problem.code.startswith("sources_disagree")
            ]
        print(
            f"{len(works)} works, {sum(len(each.versions) for each in works)} versions, {report.library_units} units,"
            f" {len(conflicts)} conflicts, {time.monotonic() - began:.0f} s"
        )
        assert len({(each.title, each.level, each.region) for each in works}) == len(works)
    assert versions[0] == versions[1]


class Asking:
    """One client that asks one question after another, and notes how long each answer takes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self.seconds: list[float] = []
        self.failed: list[str] = []
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx.Client(base_url=self._url, timeout=30) as client:
            while not self._stop.wait(0.02):
                question = QUESTIONS[len(self.seconds) % len(QUESTIONS)]
                began = time.perf_counter()
                answer = client.get("/api/v1/search", params={"q": question, "facets": "all"})
                self.seconds.append(time.perf_counter() - began)
                if answer.status_code != 200 or not answer.json()["hits"]:
                    self.failed.append(answer.text[:200])


def test_searches_go_on_during_a_load(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(starter_home(), home)
    with serve(home) as service:
        with Asking(service.url) as warming:
            time.sleep(5)
        with Asking(service.url) as before:
            time.sleep(20)
        with Asking(service.url) as during:
            run([shared("data", "lawrefbook.tar.gz")], home, "tester")
    assert warming.failed + before.failed + during.failed == []
    times = {}
    for name, asked in (("before", before), ("during", during)):
        cuts = statistics.quantiles(asked.seconds, n=20)
        times[name] = cuts[9], cuts[18]
        print(
            f"{name}: {len(asked.seconds)} answers, p50 {cuts[9] * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms"
        )
    assert times["during"][0] <= MOST_TIMES_P50 * times["before"][0]
    assert times["during"][1] <= MOST_TIMES_P95 * times["before"][1]
