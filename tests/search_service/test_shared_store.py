"""Two services, as on two machines, with one store in PostgreSQL: homes of their own, nothing else in common."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.store import LoadState, Store
from corpus.store.dialects.choosing import URL_VARIABLE
from indexer.load_process import LoadFailed, run
from indexer.lock import LockHeld, loader_lock
from tests import postgres
from tests.commands import command, environment
from tests.corpus.store.samples import document
from tests.indexer.test_loading import law
from tests.serving import Served, serve
from workflow import record
from workflow.accounts import Accounts, Logins, Role

PATIENCE_S = 90.0


@dataclass(frozen=True)
class Pair:
    """The two services with their homes, and the store that they share."""

    url: str
    store: Store
    homes: tuple[Path, Path]
    served: tuple[Served, Served]
    laws: Path

    def get(self, which: int, path: str, **query: object) -> Any:
        answer = httpx.get(f"{self.served[which].url}/api/v1{path}", params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def version(self, which: int) -> str:
        return str(self.get(which, "/search", q="样例")["library"]["version"])


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("shared")
    laws, homes = folder / "行政法规", (folder / "a", folder / "b")
    for number in range(1, 11):
        law(laws, number)
    with pytest.MonkeyPatch.context() as patch, postgres.database() as url, ExitStack() as stack:
        patch.setenv(URL_VARIABLE, url)
        patch.setenv("FAJU_VECTORS", "false")
        run([laws], homes[0], "tester")
        store = stack.enter_context(Store.open(url))
        first, second = (stack.enter_context(serve(each)) for each in homes)
        yield Pair(url, store, homes, (first, second), laws)


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)


def test_what_one_loads_the_other_finds_without_a_restart(pair: Pair) -> None:
    before = pair.version(1)
    assert before == pair.version(0) == pair.store.info().version
    law(pair.laws, 77, third="养护萤火虫的人应当在天黑前登记。")
    run([pair.laws], pair.homes[0], "tester")
    assert pair.store.info().version != before
    until(lambda: pair.version(0) == pair.version(1) == pair.store.info().version)
    for which in (0, 1):
        hits = pair.get(which, "/search", q="养护萤火虫")["hits"]
        assert hits[0]["law"]["title"] == "第77号样例管理条例"


def test_of_two_people_at_once_one_wins_and_the_other_is_told(pair: Pair) -> None:
    accounts, logins = Accounts(pair.store), Logins(pair.store)
    clients = []
    for login, served in zip(("zhang", "li"), pair.served, strict=True):
        accounts.create("system", login, login, "城管局", [Role.DRAFTER, Role.ADMINISTRATOR])
        session = logins.trust(login)
        clients.append(
            httpx.Client(
                base_url=f"{served.url}/api/v1",
                cookies={"faju_session": session.token},
                headers={"X-CSRF-Token": session.csrf},
                timeout=30,
            )
        )
    opened = clients[0].post(
        "/matters", json={"title": "公园办法", "doc_type": "规范性文件", "market": False}
    )
    assert opened.status_code == 201, opened.text
    path, rounds = f"/matters/{opened.json()['id']}", 8
    with ThreadPoolExecutor(2) as threads:
        for number in range(rounds):
            revision = clients[number % 2].get(path).json()["revision"]
            act = {"revision": revision, "act": {"act": "say", "words": f"第{number}句"}}
            answers = list(threads.map(lambda each, act=act: each.post(f"{path}/acts", json=act), clients))
            assert sorted(each.status_code for each in answers) == [200, 409], [each.text for each in answers]
    with pair.store.reading() as connection:
        said = [each for each in record.entries(connection) if each.act == "say"]
    assert len(said) == rounds
    assert record.verify(pair.store)[1] == []


def test_a_character_that_the_database_has_not_is_no_failure(pair: Pair) -> None:
    session = Logins(pair.store).trust("zhang")
    with httpx.Client(
        base_url=f"{pair.served[1].url}/api/v1",
        cookies={"faju_session": session.token},
        headers={"X-CSRF-Token": session.csrf},
        timeout=30,
    ) as client:
        assert client.get("/matters/a%00b").json()["code"] == "text_not_storable"
        odd = {"title": "公园\x00办法", "doc_type": "规范性文件", "market": False}
        assert client.post("/matters", json=odd).status_code in {201, 422}
    assert record.verify(pair.store)[1] == []


def test_a_load_that_is_killed_leaves_the_other_answering_and_goes_on(pair: Pair) -> None:
    for number in range(100, 220):
        law(pair.laws, number)
    told = environment(pair.homes[0], **{URL_VARIABLE: pair.url})
    loading = subprocess.Popen(
        command("load", str(pair.laws)), env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    seq = max(each.seq for each in pair.store.loads()) + 1
    until(lambda: pair.store.account.items(seq, limit=1)[1] > 0)
    running = pair.store.load(seq)
    assert running is not None and running.state is LoadState.RUNNING
    os.kill(running.pid, signal.SIGKILL)
    assert loading.wait(60) != 0
    assert pair.get(1, "/search", q="养护萤火虫")["hits"]
    again = subprocess.run(
        command("load", "--resume", str(seq)), env=told, capture_output=True, timeout=300, check=False
    )
    assert again.returncode == 0, again.stderr.decode()
    finished = pair.store.load(seq)
    assert finished is not None and finished.state is LoadState.FINISHED
    assert pair.store.info().works == 131
    until(lambda: pair.version(0) == pair.version(1) == pair.store.info().version)


def test_while_one_loads_the_other_is_told_who(pair: Pair) -> None:
    with loader_lock(pair.homes[0], pair.store):
        with (
            pytest.raises(LockHeld, match=r"postgresql://.*进程"),
            loader_lock(pair.homes[1], pair.store, timeout=0),
        ):
            pass
        with pytest.raises(LoadFailed) as refused:
            run([pair.laws], pair.homes[1], "tester")
        assert refused.value.code == "home_locked"


@pytest.mark.skipif(sys.platform == "win32", reason="the server is a POSIX process")
def test_two_that_start_at_once_make_one_store(tmp_path: Path) -> None:
    code = "import sys; from corpus.store import Store; print(Store.open(sys.argv[1]).info().works)"
    with postgres.bare_database() as url:
        started = [
            subprocess.Popen(
                [sys.executable, "-c", code, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(4)
        ]
        told = [each.communicate(timeout=60) for each in started]
        assert [out.strip() for out, _ in told] == [b"0"] * 4, told


def test_a_service_waits_for_the_first_load_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.bare_database() as url, Store.open(url) as store, ExitStack() as held:
        monkeypatch.setenv(URL_VARIABLE, url)
        monkeypatch.setenv("FAJU_VECTORS", "false")
        assert held.enter_context(store.sole_loader())

        def load_and_let_go() -> None:
            time.sleep(6)  # the other has found the library empty, and the lock taken
            loading = store.begin("t", "tester", "files")
            loading.add(document())
            loading.finish()
            held.close()

        with ThreadPoolExecutor(1) as threads:
            threads.submit(load_and_let_go)
            with serve(tmp_path / "b") as served:
                told = httpx.get(f"{served.url}/api/v1/search", params={"q": "主管部门"}, timeout=30).json()
        assert told["library"]["works"] == 1
        assert [each.label for each in store.loads()] == ["t"]
