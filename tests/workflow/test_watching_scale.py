"""A run over ten thousand issued documents after a new law was loaded (with FAJU_FULL=1; docs/benchmarks.md)."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from corpus.model import UnitKind
from corpus.store import Store
from corpus.titles import book_of
from indexer.load_process import run
from indexer.timelines import timeline_of
from tests.homes import copy_of, starter_home
from tests.workflow.conftest import Hands
from tests.workflow.offices import office
from workflow.tables import matter, watch, watched
from workflow.watching import Watch
from workflow.watching.standing import Cited, Held, standing

DOCUMENTS, EACH = 10_000, 8
LAW = """# 合伙企业示范法

（2026年1月5日全国人民代表大会常务委员会通过　自2026年3月1日起施行）

第一条　为了规范合伙企业，制定本法。

第二条　本法自2026年3月1日起施行。《中华人民共和国合伙企业法》同时废止。
"""


def held(store: Store, home: Path) -> Held:
    library = store.library()
    return Held(library, timeline_of(home, library), book_of(library), library.info().version)


@pytest.mark.skipif(not os.environ.get("FAJU_FULL"), reason="a measurement: set FAJU_FULL=1")
def test_ten_thousand_documents(tmp_path: Path) -> None:
    home = copy_of(starter_home(), tmp_path / "home")
    clock, draw = Hands(), random.Random(1)
    clock.now = datetime(2026, 11, 29, 4, tzinfo=UTC)
    with Store.open(home) as store:
        old = held(store, home)
        here = office(store, clock)
        places = [
            Cited(work.title, work.id, unit.number or 0, unit.sub)
            for work in old.library.works()
            for unit in old.library.units(work.id, work.versions[-1].key)
            if unit.kind == UnitKind.ARTICLE
        ]
        stands = {each: standing(old, each, clock.now.date()) for each in places}
        told = {each: (found.digest(), found.model_dump_json()) for each, found in stands.items()}
        first = here.open()
        _fill(store, first, places, told, draw)
        watcher = Watch(store, clock)
        assert watcher.run(old).tasks == 0
    (tmp_path / "合伙企业示范法.md").write_text(LAW, encoding="utf-8")
    run([tmp_path / "合伙企业示范法.md"], home, "tests")
    with Store.open(home) as store:
        new = held(store, home)
        began, cpu = time.perf_counter(), time.process_time()
        done = Watch(store, clock).run(new)
        wall, spent = time.perf_counter() - began, time.process_time() - cpu
        with store.reading() as connection:
            hit = sum(each.name.endswith("合伙企业法") for each in connection.execute(watch.select()))
    print(f"\n{DOCUMENTS} documents, {DOCUMENTS * EACH} citations, {done.places} places: ", end="")
    print(f"{wall:.1f} s ({spent:.1f} s of one core), {done.tasks} tasks")
    assert done.tasks == hit > 0
    assert spent < 30


def _fill(
    store: Store, first: object, places: list[Cited], told: dict[Cited, tuple[str, str]], draw: random.Random
) -> None:
    """As many matters as wanted, copies of one, each citing some places."""
    with store.writing() as connection:
        row = dict(connection.execute(matter.select()).one()._mapping)
        rows, watches, read = [], [], []
        for at in range(DOCUMENTS):
            identity = f"m{at:011d}"
            rows.append({**row, "id": identity, "number": f"x-{at}", "issued_version": 1})
            read.append({"document_id": identity, "version": 1, "owner": "drafter", "at": row["opened_at"]})
            for each in draw.sample(places, EACH):
                digest, body = told[each]
                watches.append(
                    {
                        "document_id": identity,
                        "name": each.name,
                        "work_id": each.work_id,
                        "number": each.number,
                        "sub": each.sub,
                        "paragraph": 0,
                        "item": 0,
                        "digest": digest,
                        "standing": body,
                    }
                )
        connection.execute(insert(matter), rows)
        connection.execute(insert(watched), read)
        connection.execute(insert(watch), watches)
