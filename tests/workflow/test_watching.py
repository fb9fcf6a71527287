"""Warnings: exact on a hand-made set of thirty changes; what moves by a load, what by the calendar alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from corpus.legal_time.timeline import build
from corpus.store import Store
from corpus.titles import book_of
from tests.corpus.legal_time.conftest import Text, articles, day, library_of
from tests.workflow.conftest import FEBRUARY, Hands
from tests.workflow.offices import Office, office
from workflow import record
from workflow.accounts import Role
from workflow.errors import WorkflowError
from workflow.filed import Filing, Given
from workflow.matters.procedure import Stage
from workflow.matters.state import Part
from workflow.matters.views import may_see, sees_all
from workflow.tables import matter
from workflow.watching import Watch
from workflow.watching.changes import ChangeKind
from workflow.watching.standing import Cited, Held, cited_in

TOPICS = ["停车", "占道", "排水", "绿化", "噪声", "照明", "广告", "垃圾", "养犬", "消防", "供水", "供热"]


pytestmark = pytest.mark.both_databases


def rule(topic: str, more: str = "") -> str:
    return (
        f"任何单位和个人从事{topic}活动，应当遵守有关{topic}的标准，并接受{topic}主管部门的监督检查{more}。"
    )


def text(title: str, published: str, rules: list[str], begins: str, end: str = "") -> Text:
    return Text(title, published, articles([*rules, f"本法自{begins}起施行。{end}"]))


RULES = [rule(each) for each in TOPICS]
JIA = text("甲法", "2020-05-01", RULES, "2020年6月1日")
JIA_NEW = text(
    "甲法",
    "2026-02-20",
    [RULES[0], rule("占道", "，不得收取费用"), *RULES[3:]],
    "2026年3月1日",
)
YI = text(
    "乙法",
    "2015-05-01",
    [f"乙法第{at}项规定：{each}" for at, each in enumerate(RULES[:8], 1)],
    "2015年6月1日",
)
BING = text("丙法", "2026-02-25", RULES[:8], "2026年3月1日", "《中华人民共和国乙法》同时废止。")
DING = text("丁法", "2026-01-05", RULES[:4], "2026年3月5日")
WU = text("戊法", "2018-01-01", RULES[:3], "2018年3月1日")
JI = text("己法", "2019-01-01", RULES[:6], "2019年3月1日")
JI_NEW = text("己法", "2026-02-28", [each.replace("标准", "规范") for each in RULES[:6]], "2026年6月1日")
GENG = text("庚法", "2017-01-01", RULES[:5], "2017年3月1日")

BEFORE, AFTER = [JIA, YI, DING, JI, GENG], [JIA, JIA_NEW, YI, BING, DING, WU, JI, JI_NEW, GENG]


def held(texts: list[Text], version: str) -> Held:
    library = library_of(texts)
    return Held(library, build(library), book_of(library), version)


OLD, NEW = held(BEFORE, "old"), held(AFTER, "new")


def cited(name: str, number: int = 0) -> Cited:
    known = {each.work_id for each in OLD.titles.lookup(name)}
    return Cited(name, (known.pop() or "") if len(known) == 1 else "", number)


CITED = [
    *(cited("甲法", at) for at in range(1, 13)),
    *(cited("乙法", at) for at in range(9)),
    *(cited("丁法", at) for at in range(1, 5)),
    cited("戊法", 1),
    *(cited("己法", at) for at in range(1, 7)),
    *(cited("庚法", at) for at in range(1, 6)),
]
EXPECTED = {
    **{("甲法", at): (ChangeKind.AMENDED, "2026-03-01") for at in range(2, 12)},
    ("甲法", 12): (ChangeKind.AMENDED, "2026-03-01"),
    **{("乙法", at): (ChangeKind.REPEALED, "2026-03-01") for at in range(9)},
    **{("丁法", at): (ChangeKind.IN_FORCE, "2026-03-10") for at in range(1, 5)},
    **{("己法", at): (ChangeKind.UPCOMING, "2026-06-01") for at in range(1, 7)},
}


@pytest.fixture
def clock() -> Hands:
    return Hands(FEBRUARY)


@pytest.fixture
def here(store: Store, clock: Hands) -> Office:
    return office(store, clock)


def test_thirty_changes_make_thirty_tasks_and_no_other(here: Office, store: Store, clock: Hands) -> None:
    watch, owner = Watch(store, clock), here.people["drafter"]
    found = here.open()
    watch.enter(found.id, 1, "drafter", CITED, OLD, day("2026-02-15"))
    assert watch.run(OLD).tasks == 0
    assert not watch.needed("old")
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert watch.needed("old")
    done = watch.run(NEW)
    assert (done.places, done.tasks) == (len(CITED), 30)
    tasks = watch.listed(owner)[0]
    told = {(each.cited.name, each.cited.number): each.change for each in tasks}
    assert len(tasks) == len(told) == 30
    assert told.keys() == EXPECTED.keys()
    due = [each.change.due for each in tasks]
    assert due == sorted(due)
    for place, (kind, on) in EXPECTED.items():
        if kind not in (ChangeKind.IN_FORCE, ChangeKind.AMENDED):
            assert (place, told[place].kind, told[place].due) == (place, kind, day(on))
    assert {told["丁法", at].kind for at in range(1, 5)} == {ChangeKind.IN_FORCE}
    assert watch.run(NEW).tasks == 0  # told once
    assert watch.run(NEW).tasks == 0
    assert record.verify(store)[1] == []


def test_old_and_new_text_and_where_the_rule_went(here: Office, store: Store, clock: Hands) -> None:
    watch, owner = Watch(store, clock), here.people["drafter"]
    watch.enter(here.open().id, 1, "drafter", CITED, OLD, day("2026-02-15"))
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    watch.run(NEW)
    told = {(each.cited.name, each.cited.number): each.change for each in watch.listed(owner)[0]}
    second = told["甲法", 2]
    assert second.old.text == RULES[1]
    assert second.new.text == rule("占道", "，不得收取费用")
    for at in range(4, 13):  # 第三条 went, all behind it moved up by one
        proposal = told["甲法", at].proposal
        assert proposal is not None
        assert (proposal.unit_key, proposal.text) == (f"a{at - 1}", RULES[at - 1])
    assert told["甲法", 3].proposal is None
    moved = told["乙法", 5]
    assert moved.new.replaced_by.endswith("丙法")
    assert moved.proposal is not None
    assert (moved.proposal.law, moved.proposal.unit_key) == ("丙法", "a5")
    assert told["己法", 1].new.upcoming == day("2026-06-01")


def test_the_calendar_alone_moves_things(here: Office, store: Store, clock: Hands) -> None:
    watch, owner = Watch(store, clock), here.people["drafter"]
    watch.enter(here.open().id, 1, "drafter", [cited("丁法", 1), cited("庚法", 1)], OLD, day("2026-02-15"))
    watch.run(OLD)
    clock.now = datetime(
        2026, 3, 4, 20, 0, tzinfo=UTC
    )  # the 5th in China, by the machine's own zone or a day later
    clock.move(days=1)
    watch.run(OLD)
    assert [each.change.kind for each in watch.listed(owner)[0]] == [ChangeKind.IN_FORCE]


def test_what_is_announced_is_told_again_when_it_comes(here: Office, store: Store, clock: Hands) -> None:
    watch, owner = Watch(store, clock), here.people["drafter"]
    watch.enter(here.open().id, 1, "drafter", [cited("己法", 1)], OLD, day("2026-02-15"))
    for moment in ("2026-03-10", "2026-06-02"):
        clock.now = datetime.fromisoformat(f"{moment}T01:00+00:00")
        watch.run(NEW)
    kinds = [(each.change.kind, str(each.change.due)) for each in watch.listed(owner)[0]]
    assert kinds[0] == (ChangeKind.UPCOMING, "2026-06-01")
    assert kinds[1][0] == ChangeKind.AMENDED


def test_issued_documents_are_read_by_themselves(here: Office, store: Store, clock: Hands) -> None:
    watch = Watch(store, clock)
    assert watch.needed("v")
    here.to(Stage.ISSUE)
    assert watch.run(OLD).documents == 0
    here.to(Stage.FILING, here.matters.all(here.people["drafter"])[0])
    assert watch.needed("old")
    done = watch.run(OLD)
    assert (done.documents, done.places) == (1, 1)
    assert not watch.needed("old")


def test_a_document_is_read_for_what_it_cites() -> None:
    draft = "依照《甲法》第二条和《甲法》第二条、本办法第三条，《无此法》第一条，《停车合同》"
    found = cited_in(draft, "停车办法", OLD.titles)
    assert [(each.name, each.number, bool(each.work_id)) for each in found] == [
        ("甲法", 2, True),
        ("无此法", 1, False),
    ]
    assert found[0].printed == "《甲法》第二条"


def test_who_sees_a_task_is_who_sees_its_document(here: Office, store: Store, clock: Hands) -> None:
    watch, filing, people = Watch(store, clock), Filing(store, clock), here.people
    made = here.open()
    watch.enter(made.id, 1, "drafter", [cited("乙法", 1), cited("乙法", 2)], OLD, day("2026-02-15"))
    filing.add(people["stranger"], [Given("别人的", "第一条 根据《乙法》第三条，制定。", "别.txt")])
    watch.run(OLD)
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    watch.run(NEW)
    whole = watch.listed(people["auditor"])[0]
    assert len(whole) == 3
    moved = replace(people["drafter"], office="别的单位", roles=frozenset({Role.LIBRARIAN}))
    chief = replace(people["drafter"], login="colleague")
    taking_part = replace(people["stranger"], login="helper", office="")
    with store.writing() as connection:
        parts = {**made.matter.parts, "helper": Part.LEGAL}
        state = made.matter.model_copy(update={"parts": parts, "owner": "x"})
        values = {"state": state.model_dump_json(), "owner": "x"}
        connection.execute(update(matter).where(matter.c.id == made.id).values(**values))
    for actor in (*people.values(), moved, chief, taking_part):
        of_filed = sees_all(actor) or actor.office == "财政局"
        mine = [each.id for each in whole if (of_filed if each.filed else may_see(state, actor))]
        found, total = watch.listed(actor, limit=1)
        assert ([each.id for each in watch.listed(actor)[0]], total) == (mine, len(mine)), actor.login
        assert [each.id for each in found] == mine[:1]
        assert [each.id for each in watch.listed(actor, offset=1)[0]] == mine[1:]
    assert len(watch.listed(taking_part)[0]) == len(watch.listed(moved)[0]) == 2
    watch.settle(taking_part, whole[0].id, "已改")


def test_tasks_are_settled_once_by_whoever_sees_them(here: Office, store: Store, clock: Hands) -> None:
    watch, people = Watch(store, clock), here.people
    watch.enter(here.open().id, 1, "drafter", [cited("乙法", 1)], OLD, day("2026-02-15"))
    clock.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    watch.run(NEW)
    (task,) = watch.listed(people["drafter"])[0]
    assert watch.listed(people["stranger"])[0] == []

    def code(who: str, outcome: str = "改引丙法") -> str:
        with pytest.raises(WorkflowError) as caught:
            watch.settle(people[who], task.id, outcome)
        return caught.value.code

    assert code("stranger") == "task_not_found"
    assert code("drafter", " ") == "reason_missing"
    watch.settle(people["drafter"], task.id, "改引丙法第一条")
    assert code("drafter") == "task_not_found"
    assert watch.listed(people["drafter"])[0] == []
    assert watch.listed(people["drafter"], settled=True)[0][0].outcome == "改引丙法第一条"
