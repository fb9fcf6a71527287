"""The record only grows, and every change of it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from corpus.store import Store
from search_service.cli.main import faju
from tests.beside import disarm
from tests.workflow.conftest import Hands
from workflow import record
from workflow.record.chain import GENESIS, Entry, faults, hash_of

pytestmark = pytest.mark.both_databases


def write(store: Store, clock: Hands, count: int) -> None:
    with store.writing() as connection:
        for number in range(count):
            record.append(connection, clock(), "zhang", "opened", f"matter:{number % 3}", {"n": number})


def test_a_record_is_whole_and_can_be_checked_by_anybody(store: Store, clock: Hands) -> None:
    write(store, clock, 5)
    (seq, digest), found = record.verify(store)
    assert (seq, found) == (5, [])
    with store.reading() as connection:
        last = list(record.entries(connection))[-1]
        assert [each.seq for each in record.entries(connection, "matter:0")] == [1, 4]
    told = [last.seq, last.at, last.who, last.act, last.subject, last.body, last.previous]
    assert sha256(orjson.dumps(told)).hexdigest() == digest == last.hash


def test_the_database_refuses_to_change_or_remove_an_entry(store: Store, clock: Hands) -> None:
    write(store, clock, 2)
    acts = ["UPDATE record SET who = 'x'", "DELETE FROM record WHERE seq = 2"]
    for act in [*acts, "TRUNCATE record"] if store.shared else acts:
        with pytest.raises(IntegrityError, match="record only grows"), store.writing() as connection:
            connection.execute(text(act))
    assert record.verify(store)[1] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("UPDATE record SET who = 'li' WHERE seq = 3", "hash_wrong"),
        ("UPDATE record SET body = '{}' WHERE seq = 3", "hash_wrong"),
        ("DELETE FROM record WHERE seq = 3", "gap"),
        ("DELETE FROM record WHERE seq = 5", "head_wrong"),
        ("UPDATE record_head SET seq = 4", "head_wrong"),
    ],
)
def test_a_change_past_the_triggers_shows(store: Store, clock: Hands, act: str, code: str) -> None:
    write(store, clock, 5)
    disarm(store, "record")
    with store.writing() as connection:
        connection.execute(text(act))
    assert code in {each.code for each in record.verify(store)[1]}


def test_a_chain_written_anew_shows_against_a_hash_noted_elsewhere(store: Store, clock: Hands) -> None:
    write(store, clock, 3)
    with store.reading() as connection:
        noted = record.head(connection)
    assert record.verify(store, noted)[1] == []
    assert [each.code for each in record.verify(store, (noted[0], "0" * 64))[1]] == ["anchor_wrong"]
    assert [each.code for each in record.verify(store, (9, noted[1]))[1]] == ["anchor_wrong"]


def test_a_clock_set_back_does_not_date_back(store: Store, clock: Hands) -> None:
    write(store, clock, 1)
    before = clock()
    clock.move(days=-2)
    write(store, clock, 1)
    with store.reading() as connection:
        last = list(record.entries(connection))[-1]
    assert datetime.fromisoformat(last.at) == before
    assert datetime.fromisoformat(orjson.loads(last.body)["clock"]) == clock()
    assert record.verify(store)[1] == []


def made(bodies: list[str]) -> list[Entry]:
    chain, previous = [], GENESIS
    for seq, body in enumerate(bodies, 1):
        at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seq)).isoformat()
        digest = hash_of(seq, at, "a", "b", "c", body, previous)
        chain.append(Entry(seq, at, "a", "b", "c", body, previous, digest))
        previous = digest
    return chain


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=5), min_size=2, max_size=8),
    st.data(),
)
def test_no_edit_or_removal_goes_unnoticed(bodies: list[str], data: st.DataObject) -> None:
    chain = made(bodies)
    head = (chain[-1].seq, chain[-1].hash)
    assert list(faults(chain, head, None)) == []
    at = data.draw(st.integers(0, len(chain) - 1))
    kind = data.draw(st.sampled_from(["remove", "who", "body", "swap"]))
    changed = list(chain)
    if kind == "remove":
        del changed[at]
    elif kind == "swap":
        other = data.draw(st.integers(0, len(chain) - 1).filter(lambda each: each != at))
        changed[at], changed[other] = changed[other], changed[at]
    else:
        values = {name: getattr(chain[at], name) for name in Entry.__slots__}
        values[kind] += "x"
        changed[at] = Entry(**values)
    assert list(faults(changed, head, None))


def test_the_command_tells_and_exits(store: Store, clock: Hands, tmp_path: Path) -> None:
    write(store, clock, 2)
    home = str(tmp_path / "home")
    fine = CliRunner().invoke(faju, ["--home", home, "record", "verify"])
    assert fine.exit_code == 0
    assert "办理记录完好，共 2 条" in fine.output
    disarm(store, "record")
    with store.writing() as connection:
        connection.execute(text("UPDATE record SET act = 'x' WHERE seq = 1"))
    broken = CliRunner().invoke(faju, ["--home", home, "record", "verify", "--json"])
    assert broken.exit_code == 1
    assert orjson.loads(broken.stdout)["faults"] == [{"code": "hash_wrong", "seq": 1}]
