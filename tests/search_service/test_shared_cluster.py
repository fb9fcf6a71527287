"""Two services that share everything: one store in PostgreSQL, one index on Elasticsearch (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.store import Store
from corpus.store.dialects.choosing import URL_VARIABLE
from tests import postgres
from tests.commands import process
from tests.indexer.test_loading import law
from tests.search_service.on_cluster import variables
from tests.search_service.test_shared_store import until
from tests.serving import Served, serve

LAWS = 12
NEW = "养护萤火虫的人应当在天黑前登记。"


@dataclass(frozen=True)
class Both:
    """The services, the laws that were loaded through the first one's home, and the settings of both."""

    served: tuple[Served, Served]
    laws: Path
    home: Path
    told: dict[str, str]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("shared-cluster")
    laws, first = folder / "行政法规", folder / "a"
    for number in range(1, LAWS + 1):
        law(laws, number)
    with pytest.MonkeyPatch.context() as patch, postgres.database() as url, variables() as told:
        told |= {URL_VARIABLE: url, "FAJU_VECTORS": "false"}
        for name, value in told.items():
            patch.setenv(name, value)
        process(first, "load", str(laws), **told).succeeded()
        with ExitStack() as stack:
            served = tuple(stack.enter_context(serve(folder / each)) for each in ("a", "b"))
            yield Both((served[0], served[1]), laws, first, told)


def _asked(service: Served, path: str, **query: object) -> Any:
    answer = httpx.get(f"{service.url}/api/v1{path}", params=query, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_one_index_for_both_and_a_load_reaches_both(both: Both) -> None:
    found = [_asked(each, "/search", q="样例管理", facets="all") for each in both.served]
    assert found[0]["hits"] and found[0]["hits"] == found[1]["hits"]
    assert [each["library"]["works"] for each in found] == [LAWS, LAWS]
    law(both.laws, 77, third=NEW)
    process(both.home, "load", str(both.laws), **both.told).succeeded()
    for each in both.served:
        until(lambda each=each: _asked(each, "/search", q="样例")["library"]["works"] == LAWS + 1)
        hits = _asked(each, "/search", q="养护萤火虫")["hits"]
        assert hits[0]["law"]["title"] == "第77号样例管理条例"
        assert hits[0]["text"] == NEW or NEW in hits[0]["text"]
    with Store.open(both.home) as store:
        version = store.info().version
    indexes = [_asked(each, "/index") for each in both.served]
    assert [each["library_version"] for each in indexes] == [version, version], indexes
