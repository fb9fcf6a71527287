"""How heavy and how fast the pages are. The best of a few tries counts: other work runs on the machine.

The times themselves hold on a machine of its own (`FAJU_FULL=1`); elsewhere only what is far off fails.
"""

from __future__ import annotations

import os

from tests.e2e.figures import LOADED, PAINT, p95, told, typed
from tests.e2e.visiting import Visiting, search

TRIES = 4
SLACK = 1 if os.environ.get("FAJU_FULL") else 10


def test_weight_of_a_page_of_results(visit: Visiting) -> None:
    for query in ("规范性文件 设定 罚款", "税目税率表 附表", "民法典"):
        visiting = visit()
        sizes: list[int] = []
        visiting.page.on("response", lambda answer, sizes=sizes: sizes.append(len(answer.body())))
        visiting.open(search(query))
        visiting.page.wait_for_load_state("networkidle")
        assert sum(sizes) <= 150_000
        assert len(visiting.requests) <= 10


def test_first_paint_of_results(visit: Visiting) -> None:
    visiting = visit()
    painted = []
    for _ in range(TRIES):
        visiting.open(search("规范性文件 设定 罚款"))
        painted.append(told(visiting.page, PAINT))
    assert min(painted) <= 300 * SLACK


def test_from_a_key_to_its_suggestions(visit: Visiting) -> None:
    visiting = visit()
    visiting.open()
    typed(visiting.page)
    assert p95(typed(visiting.page)) <= 80 * SLACK


def test_the_longest_law(visit: Visiting) -> None:
    visiting = visit()
    loaded = []
    for _ in range(TRIES):
        visiting.open("/laws/民法典")
        loaded.append(told(visiting.page, LOADED))
    assert visiting.page.locator(".unit").count() == 1260
    assert min(loaded) <= 1000 * SLACK
    visiting.resize(360, 640)
    assert visiting.sideways() == 0


def test_static_files_are_kept_by_the_browser(visit: Visiting) -> None:
    visiting = visit()
    answers = {}
    visiting.page.on("response", lambda answer: answers.setdefault(answer.url, answer))
    visiting.open()
    visiting.page.wait_for_load_state("networkidle")
    kept = [answer for url, answer in answers.items() if "/static/" in url]
    assert len(kept) >= 2
    assert all("immutable" in answer.headers["cache-control"] for answer in kept)
