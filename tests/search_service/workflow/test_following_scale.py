"""What following and filing cost on the starter library (with FAJU_FULL=1; docs/benchmarks.md)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.datastructures import QueryParams

from indexer.load_process import run
from search_service.api.service import Service
from search_service.settings import Settings
from search_service.working.following import follow, noted, search_target, sources_of, subscribed
from search_service.working.watching import held_of
from tests.homes import copy_of, starter_home
from tests.workflow.test_watching_scale import LAW
from workflow.accounts import Role
from workflow.filed import Given

pytestmark = pytest.mark.skipif(not os.environ.get("FAJU_FULL"), reason="a measurement: set FAJU_FULL=1")
WORDS = [
    "行政处罚",
    "罚款",
    "许可",
    "听证",
    "合伙企业",
    "公司",
    "合同",
    "劳动",
    "环境",
    "土地",
    "税收",
    "教育",
    "医疗",
    "食品",
    "交通",
    "证券",
    "保险",
    "商标",
    "专利",
    "网络",
]
PEOPLE, SEARCHES, DOCUMENTS = 50, 200, 1_000


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(Settings(home=copy_of(starter_home(), tmp_path / "home"), poll_seconds=0.05))
    yield service
    service.close()


def spent(what: str, call: Callable[[], object]) -> float:
    began, cpu = time.perf_counter(), time.process_time()
    told = call()
    took = time.process_time() - cpu
    print(f"\n{what}: {told}, {time.perf_counter() - began:.2f} s ({took:.2f} s of one core)", end="")
    return took


def test_a_load_with_two_hundred_saved_searches(service: Service, tmp_path: Path) -> None:
    desk, state = service.desk, service.state()
    shelved, today = state.shelves.current(), desk.journal.today()
    spent("facts of all", lambda: len(sources_of(state, shelved, today).items))
    noted(desk, state)
    for at in range(SEARCHES):
        words = f"{WORDS[at % 20]} {WORDS[(at * 7 + 3) % 20]}"
        subscribed(desk, state, f"u{at % PEOPLE}", search_target("/", QueryParams({"q": words})), False)
    (tmp_path / "合伙企业示范法.md").write_text(LAW, encoding="utf-8")
    run([tmp_path / "合伙企业示范法.md"], tmp_path / "home", "tests", citing=False)
    service.holder._looked = 0.0
    service.holder.current()
    assert spent("told after a load", lambda: follow(desk, service.holder)) < 10
    assert spent("nothing new", lambda: follow(desk, service.holder)) < 1


def test_a_thousand_filed_documents(service: Service) -> None:
    desk, state, draw = service.desk, service.state(), random.Random(1)
    owner, _ = desk.accounts.create("system", "drafter", "起草人", "某局", [Role.DRAFTER])
    titles = [each.title for each in state.library.works()]

    def article(number: int) -> str:
        basis = f"根据《{draw.choice(titles)}》第{draw.randint(1, 40)}条的规定"
        return f"第{number}条　{basis}，办理本事项的单位应当在规定期限内作出答复，并将结果告知申请人。"

    documents = [
        Given(f"第{at}号办法", f"第{at}号办法\n\n" + "\n\n".join(map(article, range(1, 9))), f"{at}.txt")
        for at in range(DOCUMENTS)
    ]
    spent("filed", lambda: desk.filing.add(owner, documents))
    assert spent("read and judged", lambda: desk.watch.run(held_of(state))) < 120
