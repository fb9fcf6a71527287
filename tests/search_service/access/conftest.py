"""Services on one small library with different settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus.store import Store
from search_service.access.keys import new_key
from search_service.api.app import create_app
from search_service.settings import Settings
from tests.homes import home_of

Asking = Callable[..., TestClient]
LAW = """# 停车管理办法

（2024年1月1日某市公布　自2024年3月1日起施行）

第一条　停车收费实行明码标价。

第二条　本办法自2024年3月1日起施行。
"""


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("access")
    (folder / "停车管理办法.md").write_text(LAW, encoding="utf-8")
    return home_of([folder / "停车管理办法.md"], folder / "home")


@pytest.fixture
def asking(small_home: Path) -> Iterator[Asking]:
    """Starts services: (settings=…) → a client without a server."""
    with ExitStack() as stack:

        def start(**settings: object) -> TestClient:
            app = create_app(Settings(home=small_home, poll_seconds=0.05, **settings))
            return stack.enter_context(TestClient(app))

        yield start


@pytest.fixture
def key(small_home: Path) -> Callable[..., dict[str, str]]:
    """Makes keys: (scopes, rate=) → the header that shows one."""

    def make(*scopes: str, rate: int = 0) -> dict[str, str]:
        id, text, digest = new_key()
        with Store.open(small_home) as store:
            store.keys().add(id, digest, "测试", scopes, rate, "tests")
        return {"Authorization": f"Bearer {text}"}

    return make
