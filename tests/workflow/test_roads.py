"""No road leads around the review: random acts by any mix of roles, and the invariants that always hold."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from review.model import DocType
from tests.workflow.people import PEOPLE, administrative, checked, finding, opening, party, ref, sheet
from tests.workflow.playing import Play
from workflow.matters import acts, rules
from workflow.matters.acts import Act, Conclusion, FairResult, Outcome, Overall, Side
from workflow.matters.procedure import Stage
from workflow.matters.state import Matter

WALKS = 2_000 if os.environ.get("FAJU_FULL") else 80
STEPS = 90


def made(kind: type[Act], play: Play, draw: random.Random) -> Act:
    """An act of a kind with plausible details, good or bad."""
    matter, today = play.matter, play.today
    logins = list(PEOPLE)
    number = draw.randrange(1000)
    choices: dict[type[Act], Any] = {
        acts.StateBases: lambda: acts.StateBases(bases="《行政处罚法》"),
        acts.AddVersion: lambda: acts.AddVersion(
            file=ref(number),
            text=ref(number),
            check=checked(finding("a")) if draw.random() < 0.1 else checked(),
        ),
        acts.AddMaterial: lambda: acts.AddMaterial(
            kind=draw.choice(matter.procedure.material).key, file=ref(number)
        ),
        acts.HandleFinding: lambda: acts.HandleFinding(key="a", reason="有据"),
        acts.Accept: lambda: acts.Accept(
            legal=draw.choice(["legal", "both", "all", draw.choice(logins)]),
            business=draw.choice(["business", "both", "everything", draw.choice(logins)]),
            days=draw.choice([7, 10, 3]),
        ),
        acts.Reassign: lambda: acts.Reassign(
            side=draw.choice(list(Side)), to=draw.choice(logins), reason="忙"
        ),
        acts.Opine: lambda: opinion(matter, draw),
        acts.ReviewFair: lambda: acts.ReviewFair(
            result=draw.choice(list(FairResult)), heard="听取", reason="理由"
        ),
        acts.Conclude: lambda: acts.Conclude(
            conclusion=draw.choice([Conclusion.LAWFUL, *Conclusion]), reason="理由"
        ),
        acts.HandleItem: lambda: acts.HandleItem(
            item=draw.choice(
                [i.id for each in (matter.round.opinions if matter.round else ()) for i in each.items]
                or ["?"]
            ),
            adopted=draw.random() < 0.3,
            reason="另有规定",
        ),
        acts.Deliberate: lambda: acts.Deliberate(
            held_on=today,
            body="会",
            participants="全体",
            outcome=draw.choice([Outcome.PASSED, Outcome.PASSED, *Outcome]),
        ),
        acts.Issue: lambda: acts.Issue(doc_number="一号", issued_on=today, effective_on=today),
        acts.FileAway: lambda: acts.FileAway(filed_on=today, to="省", receipt="1"),
        acts.Evaluate: lambda: acts.Evaluate(outcome="keep", report="好"),
        acts.AnswerHaste: lambda: acts.AnswerHaste(granted=draw.random() < 0.5, reason="理由"),
        acts.Hear: lambda: acts.Hear(held_on=today, participants="三人", opinions="可行", adopted="采纳"),
        acts.AddRisk: lambda: acts.AddRisk(risk="风险", measure="措施", owner="李四"),
        acts.SettleRisk: lambda: acts.SettleRisk(number=1, outcome="完成"),
        acts.Say: lambda: acts.Say(words="请说明"),
        acts.Submit: acts.Submit,
        acts.Present: acts.Present,
    }
    make = choices.get(kind)
    return make() if make else kind(reason="理由")  # type: ignore[call-arg,no-any-return]


def opinion(matter: Matter, draw: random.Random) -> acts.Opine:
    side, overall = draw.choice(list(Side)), draw.choice([Overall.AGREE, *Overall])
    items = ("改第三条",) if draw.random() < 0.4 else ()
    return acts.Opine(
        side=side, overall=overall, sheet=sheet(matter) if side == Side.LEGAL else (), items=items
    )


def check(matter: Matter) -> None:
    """What must hold whatever was done."""
    for each in matter.rounds:
        people = [one.by for one in each.opinions]
        assert len(people) == len(set(people)) == len({one.side for one in each.opinions})
        assert matter.owner not in people
        if each.judgement:
            assert each.complete
            assert each.judgement.by not in {*people, matter.owner}
    authors = {each.by for each in matter.versions} | {each.by for each in matter.materials}
    assert authors.isdisjoint({one.by for each in matter.rounds for one in each.opinions})
    if matter.issued is not None and not matter.hasty:
        assert reviewed(matter, matter.issued.version)
    if matter.stage in (Stage.FILING, Stage.EVALUATION, Stage.CLOSED):
        assert matter.issued is not None
        assert reviewed(matter, matter.issued.version)
    if matter.issued is not None and matter.hasty and matter.haste is not None:
        assert matter.haste.reason
        assert matter.haste.answered_by not in {"", matter.owner}


def reviewed(matter: Matter, version: int) -> bool:
    """Whether a version has both opinions, by two people, and a conclusion by a third that does not block it."""
    return any(
        each.version == version
        and each.complete
        and each.judgement is not None
        and each.judgement.conclusion != Conclusion.UNLAWFUL
        and len({*(one.by for one in each.opinions), each.judgement.by}) == 3
        for each in matter.rounds
    )


class Roads(RuleBasedStateMachine):
    """Acts chosen by hypothesis, allowed or not, by whoever."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play(administrative(), opening())

    @initialize(party_document=st.booleans(), market=st.booleans(), by=st.sampled_from(["drafter", "all"]))
    def begin(self, party_document: bool, market: bool, by: str) -> None:
        kind = DocType.PARTY_DOCUMENT if party_document else DocType.NORMATIVE_DOCUMENT
        self.play = Play(party() if party_document else administrative(), opening(market, kind), by)

    @rule(
        who=st.sampled_from(list(PEOPLE)), kind=st.sampled_from(list(rules.RULES)), seed=st.integers(0, 999)
    )
    def anything(self, who: str, kind: type[Act], seed: int) -> None:
        self.play.do(who, made(kind, self.play, random.Random(seed)))

    @rule(who=st.sampled_from(list(PEOPLE)), pick=st.integers(0, 20), seed=st.integers(0, 999))
    def something_offered(self, who: str, pick: int, seed: int) -> None:
        offered = rules.possible(self.play.matter, PEOPLE[who])
        if offered:
            kind = offered[pick % len(offered)]
            self.play.do(who, made(kind, self.play, random.Random(seed)))

    @invariant()
    def no_road_around(self) -> None:
        check(self.play.matter)


TestRoads = Roads.TestCase
TestRoads.settings = settings(max_examples=40, stateful_step_count=50, deadline=None)

RARE = {
    acts.Withdraw: 0.01,
    acts.SendBack: 0.1,
    acts.AddVersion: 0.04,
    acts.AskHaste: 0.05,
    acts.Say: 0.02,
    acts.AskMarket: 0.05,
    acts.Hear: 0.02,
    acts.AddRisk: 0.02,
    acts.SettleRisk: 0.1,
    acts.Reassign: 0.05,
    acts.StateBases: 0.5,
    acts.AddMaterial: 0.5,
}


def test_random_walks_reach_the_end_and_never_go_around() -> None:
    """The same with acts that mostly make sense, so that many walks do reach an issued document."""
    reached: Counter[str] = Counter()
    people = list(PEOPLE.values())
    for seed in range(WALKS):
        draw = random.Random(seed)
        play = Play(administrative(), opening(draw.random() < 0.3))
        for _ in range(STEPS):
            offered = [(each.login, kind) for each in people for kind in rules.possible(play.matter, each)]
            if not offered:
                break
            first = play.matter.version is None or play.matter.must_revise
            weights = [
                1.0 if first and kind is acts.AddVersion else RARE.get(kind, 1.0) for _, kind in offered
            ]
            ((who, kind),) = draw.choices(offered, weights)
            play.do(who, made(kind, play, draw))
            check(play.matter)
        if play.matter.issued:
            reached["issued in haste" if play.matter.hasty else "issued"] += 1
        reached[str(play.matter.stage)] += 1
    assert reached["issued"] > WALKS / 60, reached
    assert reached["issued in haste"] > 0, reached
