"""Matters in the database: recorded, compared and set, kept from eyes that may not see them."""

from __future__ import annotations

import threading

import orjson
import pytest
from sqlalchemy import text

from corpus.store import Store
from tests.workflow.conftest import Hands
from tests.workflow.offices import Office, office
from tests.workflow.people import sheet
from workflow import record
from workflow.errors import Kind, WorkflowError
from workflow.matters import acts
from workflow.matters.acts import Check, CheckFinding, Overall, Side
from workflow.matters.procedure import Stage
from workflow.matters.service import MOST_FILE_BYTES, Upload

pytestmark = pytest.mark.both_databases


@pytest.fixture
def here(store: Store, clock: Hands) -> Office:
    return office(store, clock)


def code(call: object, *args: object, **named: object) -> str:
    with pytest.raises(WorkflowError) as caught:
        call(*args, **named)  # type: ignore[operator]
    return caught.value.code


def test_a_matter_goes_from_opening_to_closing_and_can_be_folded_again(here: Office, store: Store) -> None:
    done = here.to(Stage.CLOSED)
    assert done.number == "2026-1"
    assert here.open("另一件").number == "2026-2"
    assert here.matters.differing() == []
    assert record.verify(store)[1] == []
    acted = [each.act for each, _ in here.matters.entries(here.people["auditor"], done.id)]
    assert acted[0] == "open"
    assert acted[-1] == "evaluate"
    assert done.matter.revision == len(acted)
    with store.writing() as connection:
        connection.execute(text("UPDATE matter SET state = replace(state, 'keep', 'repeal')"))
    assert here.matters.differing() == [done.id]


def test_of_two_at_once_one_wins_and_the_other_is_told(here: Office) -> None:
    now = here.to(Stage.CONCLUSION)
    told: list[str] = []
    start = threading.Barrier(8)

    def conclude(at: int) -> None:
        act = acts.Conclude(conclusion=acts.Conclusion.LAWFUL, reason=f"第{at}个")
        start.wait()
        try:
            here.do("approver", now, act)
            told.append("done")
        except WorkflowError as error:
            told.append(error.code)

    threads = [threading.Thread(target=conclude, args=(at,)) for at in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["done", *["matter_moved_on"] * 7]
    after = here.matters.get(here.people["approver"], now.id)
    assert after.matter.revision == now.matter.revision + 1
    assert here.matters.differing() == []


def test_an_act_on_what_was_seen_before_is_refused_with_the_newest_revision(here: Office) -> None:
    old = here.to(Stage.ACCEPTANCE)
    new = here.do("approver", old, acts.SendBack(reason="补充"))
    with pytest.raises(WorkflowError) as caught:
        here.do("approver", old, acts.Accept(legal="legal", business="business", days=10))
    assert caught.value.kind == Kind.CONFLICT
    assert caught.value.extra == {"revision": new.matter.revision}


def test_sealed_opinions_are_not_in_lists_nor_in_the_record(here: Office) -> None:
    now = here.to(Stage.REVIEW)
    secret = "第三条越权设定罚款"
    opinion = acts.Opine(side=Side.LEGAL, overall=Overall.AMEND, sheet=sheet(now.matter, 1), items=(secret,))
    now = here.do("legal", now, opinion)
    for who in ("business", "approver", "drafter", "auditor"):
        actor = here.people[who]
        shown = here.matters.get(actor, now.id).matter.model_dump_json()
        listed = here.matters.all(actor)[0].matter.model_dump_json()
        bodies = [each.body for each, whole in here.matters.entries(actor, now.id) if whole]
        assert secret not in shown + listed + "".join(bodies)
    own = [each.body for each, whole in here.matters.entries(here.people["legal"], now.id) if whole]
    assert secret in "".join(own)
    here.do("business", now, acts.Opine(side=Side.BUSINESS, overall=Overall.AGREE))
    assert secret in here.matters.get(here.people["drafter"], now.id).matter.model_dump_json()


def test_strangers_get_nothing(here: Office) -> None:
    now = here.to(Stage.REVIEW)
    stranger = here.people["stranger"]
    assert code(here.matters.get, stranger, now.id) == "matter_not_found"
    assert code(here.matters.entries, stranger, now.id) == "matter_not_found"
    assert here.matters.all(stranger) == []
    version = now.matter.versions[0]
    assert code(here.matters.file, stranger, now.id, version.file.hash) == "matter_not_found"
    assert code(here.do, "stranger", now, acts.Say(words="你好")) == "matter_not_found"
    other = here.to(Stage.DRAFTING, here.open("另一件"))
    assert code(here.matters.file, here.people["auditor"], other.id, version.file.hash) == "file_not_found"


def test_files_keep_their_bytes_and_plain_names(here: Office) -> None:
    now = here.to(Stage.DRAFTING)
    drafter = here.people["drafter"]
    name = "../../etc/<img src=x onerror=alert(1)>\r\n.txt"
    now = here.matters.add_version(drafter, now.id, now.matter.revision, Upload(name, "第一条".encode()))
    kept = now.matter.versions[0].file
    assert kept.name == "<img src=x onerror=alert(1)>.txt"
    assert here.matters.file(drafter, now.id, kept.hash) == (kept.name, "第一条".encode())
    args = (drafter, now.id, now.matter.revision, "explanation")
    assert code(here.matters.add_material, *args, Upload("a.pdf", b"")) == "attachment_empty"
    big = Upload("a.pdf", b"x" * (MOST_FILE_BYTES + 1))
    assert code(here.matters.add_material, *args, big) == "attachment_too_large"
    assert code(here.matters.add_material, *args[:3], "nonsense", Upload("a", b"x")) == "unknown_material"


def test_the_check_runs_on_each_version(store: Store, clock: Hands) -> None:
    seen: list[str] = []

    def checker(given: str, *_: object) -> Check:
        seen.append(given)
        found = CheckFinding(key="a", rule="CITE_REPEALED", severity="error", message="合同法已废止")
        return Check(findings=(found,) if "合同法" in given else (), library_version="v1")

    here = office(store, clock, checker)
    now = here.to(Stage.DRAFTING)
    args = (here.people["drafter"], now.id)
    now = here.matters.add_version(*args, now.matter.revision, Upload("a.txt", "依据《合同法》".encode()))
    assert now.matter.open_errors() == ("a",)
    now = here.matters.add_version(*args, now.matter.revision, Upload("b.txt", "依据《民法典》".encode()))
    assert now.matter.open_errors() == ()
    assert seen[1:] == ["依据《合同法》", "依据《民法典》"]
    entries = here.matters.entries(here.people["auditor"], now.id)
    assert orjson.loads(entries[-1][0].body)["check"]["library_version"] == "v1"


def test_a_clock_set_back_dates_nothing_back(here: Office, clock: Hands, store: Store) -> None:
    now = here.to(Stage.DELIBERATION)
    clock.move(days=-10)
    act = acts.Deliberate(
        held_on=here.matters.today(), body="会", participants="全体", outcome=acts.Outcome.PASSED
    )
    assert code(here.do, "approver", now, act) == "bad_day"
    said = here.do("approver", now, acts.Say(words="时钟不对"))
    assert said.matter.messages[-1].at >= now.matter.since
    assert record.verify(store)[1] == []


def test_opening_needs_an_office(here: Office) -> None:
    asked = acts.Open(title="办法", doc_type="规范性文件", market=False)  # type: ignore[arg-type]
    assert code(here.matters.open, here.people["legal"], asked) == "role_needed"
    from dataclasses import replace

    assert code(here.matters.open, replace(here.people["drafter"], office=""), asked) == "office_missing"
