"""What may follow what, by whom: the rules of a review, one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from review.model import DocType
from tests.workflow.people import PEOPLE, administrative, checked, finding, opening, party, ref, sheet, way
from tests.workflow.playing import Play
from workflow.accounts import Role
from workflow.matters import acts, rules, views
from workflow.matters.acts import Act, Conclusion, FairResult, Outcome, Overall, Side
from workflow.matters.procedure import Stage, procedures
from workflow.matters.state import Part


def play(market: bool = False, until: str = "", **named: object) -> Play:
    made = Play(administrative(), opening(market, **named))  # type: ignore[arg-type]
    made.walk(way(made.matter, made.today), until)
    return made


def legal(made: Play, overall: Overall = Overall.AGREE, *items: str, unfit: int = -1) -> acts.Opine:
    return acts.Opine(side=Side.LEGAL, overall=overall, sheet=sheet(made.matter, unfit), items=items)


def business(overall: Overall = Overall.AGREE, *items: str) -> acts.Opine:
    return acts.Opine(side=Side.BUSINESS, overall=overall, items=items)


def lawful() -> acts.Conclude:
    return acts.Conclude(conclusion=Conclusion.LAWFUL, reason="符合上位法")


def test_every_act_has_a_rule_and_a_name() -> None:
    kinds = {kind for kind in acts.ACTS.values() if kind is not acts.Open}
    assert set(rules.RULES) == kinds
    assert all(kind.name for kind in acts.ACTS.values())


@pytest.mark.parametrize("procedure", [administrative(), party()], ids=["administrative", "party"])
@pytest.mark.parametrize("market", [False, True])
def test_the_way_from_opening_to_closing(procedure: object, market: bool) -> None:
    doc_type = DocType.PARTY_DOCUMENT if procedure == party() else DocType.NORMATIVE_DOCUMENT
    made = Play(procedure, opening(market, doc_type))  # type: ignore[arg-type]
    made.walk(way(made.matter, made.today))
    assert made.matter.stage == Stage.CLOSED
    assert made.matter.issued is not None
    assert made.matter.market == (market and procedure == administrative())


def test_no_step_can_be_skipped() -> None:
    """At every point of the way, only acts of that step go through."""
    made = play(until="drafting")
    later = [
        ("approver", lawful()),
        ("drafter", acts.Present()),
        (
            "approver",
            acts.Deliberate(held_on=made.today, body="会", participants="全体", outcome=Outcome.PASSED),
        ),
        ("drafter", acts.Issue(doc_number="一号", issued_on=made.today, effective_on=made.today)),
        ("drafter", acts.FileAway(filed_on=made.today, to="省", receipt="1")),
        ("approver", acts.Evaluate(outcome="keep", report="好")),
    ]
    assert {made.do(who, act) for who, act in later} == {"wrong_stage"}


def test_a_submission_without_materials_is_returned_and_on_record() -> None:
    made = play(until="drafting")
    assert made.do("drafter", acts.Submit()) is None
    assert made.matter.stage == Stage.DRAFTING
    assert made.matter.returned.startswith("缺少：文稿、起草说明")
    full = play(until="acceptance")
    assert full.do("approver", acts.SendBack(reason="起草说明没有写依据")) is None
    assert full.matter.stage == Stage.DRAFTING
    assert full.do("drafter", acts.Submit()) is None
    assert full.matter.stage == Stage.ACCEPTANCE


def test_bases_that_do_not_stand_need_a_reason() -> None:
    made = play(until="basis")
    bad = acts.StateBases(bases="《合同法》", check=checked(finding("a")))
    assert made.do("drafter", bad) == "bases_not_standing"
    assert made.do("drafter", bad.model_copy(update={"despite": "仅作历史说明"})) is None
    assert made.matter.stage == Stage.DRAFTING


def test_errors_of_the_check_are_answered_before_submission() -> None:
    made = play(until="drafting")
    for at, each in enumerate(made.matter.procedure.material):
        made.do("drafter", acts.AddMaterial(kind=each.key, file=ref(50 + at)))
    made.do(
        "drafter",
        acts.AddVersion(file=ref(1), text=ref(2), check=checked(finding("a"), finding("b", "info"))),
    )
    assert made.do("drafter", acts.Submit()) == "findings_open"
    assert made.do("drafter", acts.HandleFinding(key="b2", reason="有据")) == "unknown_finding"
    assert made.do("drafter", acts.HandleFinding(key="a", reason="此处引用历史")) is None
    assert made.do("drafter", acts.Submit()) is None
    assert made.matter.stage == Stage.ACCEPTANCE


@pytest.mark.parametrize(
    ("legal_one", "business_one", "days", "code"),
    [
        ("both", "both", 10, "same_reviewer"),
        ("drafter", "business", 10, "not_a_reviewer"),
        ("legal", "legal", 10, "same_reviewer"),
        ("business", "legal", 10, "not_a_reviewer"),
        ("legal", "nobody", 10, "not_a_reviewer"),
        ("legal", "business", 4, "bad_days"),
        ("legal", "business", 16, "bad_days"),
    ],
)
def test_reviewers_are_two_and_fit(legal_one: str, business_one: str, days: int, code: str) -> None:
    made = play(until="acceptance")
    assert made.do("approver", acts.Accept(legal=legal_one, business=business_one, days=days)) == code


def test_a_major_decision_takes_seven_days_at_least() -> None:
    made = play(until="acceptance", doc_type=DocType.MAJOR_DECISION)
    assert made.do("approver", acts.Accept(legal="legal", business="business", days=6)) == "bad_days"
    assert made.do("approver", acts.Accept(legal="legal", business="business", days=7)) is None


def test_nobody_has_two_parts() -> None:
    made = Play(administrative(), opening(), by="all")
    for who, make in way(made.matter, made.today):
        assert made.do("all" if who == "drafter" else who, make(made.matter)) in (None,)
        if made.matter.stage == Stage.ACCEPTANCE:
            break
    assert made.do("all", acts.Accept(legal="legal", business="business", days=10)) == "part_conflict"
    assert made.do("everything", acts.Accept(legal="all", business="business", days=10)) == "part_conflict"
    assert (
        made.do("everything", acts.Accept(legal="everything", business="business", days=9)) == "part_conflict"
    )
    assert made.do("everything", acts.Accept(legal="legal", business="business", days=10)) is None
    assert (
        made.do("approver", acts.Reassign(side=Side.LEGAL, to="everything", reason="忙")) == "part_conflict"
    )
    assert made.do("everything", legal(made)) == "part_conflict"
    assert made.matter.parts["everything"] == Part.APPROVER


def test_neither_sees_the_others_opinion_before_both_are_in() -> None:
    made = play(until="review")
    made.do("legal", legal(made, Overall.AMEND, "第三条缺少依据"))
    for who in ("business", "approver", "drafter", "auditor"):
        shown = views.seen(made.matter, PEOPLE[who])
        assert shown.rounds[-1].opinions == ()
        assert "第三条缺少依据" not in shown.model_dump_json()
    assert views.seen(made.matter, PEOPLE["legal"]).rounds[-1].opinions
    made.do("drafter", acts.AddVersion(file=ref(7), text=ref(8)))  # a new round, the old one never complete
    assert views.seen(made.matter, PEOPLE["business"]).rounds[0].opinions == ()
    made.do("legal", legal(made))
    made.do("business", business())
    shown = views.seen(made.matter, PEOPLE["business"])
    assert [len(each.opinions) for each in shown.rounds] == [1, 2]


def test_strangers_do_not_see_a_matter() -> None:
    made = play(until="review")
    assert not any(views.may_see(made.matter, PEOPLE[who]) for who in ("stranger", "admin", "librarian"))
    assert all(views.may_see(made.matter, PEOPLE[who]) for who in ("colleague", "auditor", "both"))
    assert made.do("stranger", acts.AddMaterial(kind="other", file=ref(9))) == "not_your_part"
    assert made.do("both", legal(made)) == "not_your_part"
    assert made.do("colleague", acts.AddMaterial(kind="other", file=ref(9))) is None


def test_opinions_are_whole_and_given_once() -> None:
    made = play(until="review")
    assert made.do("legal", acts.Opine(side=Side.LEGAL, overall=Overall.AGREE)) == "sheet_incomplete"
    assert made.do("legal", legal(made, unfit=1)) == "opinion_contradicts"
    assert made.do("legal", legal(made, Overall.REJECT)) == "items_missing"
    assert made.do("legal", business()) == "not_your_part"
    assert made.do("legal", legal(made)) is None
    assert made.do("legal", legal(made)) == "opinion_given"
    assert made.do("approver", acts.Reassign(side=Side.LEGAL, to="both", reason="忙")) == "opinion_given"
    assert made.do("approver", acts.Reassign(side=Side.BUSINESS, to="both", reason="忙")) is None
    assert made.do("business", business()) == "not_your_part"
    assert made.do("both", business()) is None
    assert made.matter.stage == Stage.CONCLUSION


def concluded(conclusion: Conclusion, *items: str) -> Play:
    made = play(until="review")
    made.do("legal", legal(made, Overall.AMEND if items else Overall.AGREE, *items))
    made.do("business", business())
    assert made.do("approver", acts.Conclude(conclusion=conclusion, reason="如意见")) is None
    return made


def test_each_opinion_is_handled_with_a_reason() -> None:
    made = concluded(Conclusion.AMEND, "改第三条", "改第五条")
    assert made.do("drafter", acts.Present()) == "items_open"
    assert made.do("drafter", acts.HandleItem(item="1-legal-1", adopted=False)) == "reason_missing"
    assert made.do("drafter", acts.HandleItem(item="9-legal-1", adopted=True)) == "unknown_item"
    assert (
        made.do("drafter", acts.HandleItem(item="1-legal-1", adopted=False, reason="上位法另有规定")) is None
    )
    assert made.do("drafter", acts.HandleItem(item="1-legal-2", adopted=True)) is None
    assert made.do("drafter", acts.Present()) == "revision_missing"
    assert made.do("drafter", acts.AddVersion(file=ref(7), text=ref(8))) is None
    assert made.matter.stage == Stage.REVIEW
    assert made.matter.rounds[-1].opinions == ()
    assert made.do("drafter", acts.Present()) == "wrong_stage"


def test_an_unlawful_draft_is_not_presented() -> None:
    made = concluded(Conclusion.UNLAWFUL, "越权设定罚款")
    made.do("drafter", acts.HandleItem(item="1-legal-1", adopted=False, reason="需要"))
    assert made.do("drafter", acts.Present()) == "conclusion_blocks"


def test_a_rejecting_opinion_allows_no_lawful_conclusion() -> None:
    made = play(until="review")
    made.do("legal", legal(made, Overall.REJECT, "越权"))
    made.do("business", business())
    assert made.do("approver", lawful()) == "opinion_rejects"


@pytest.mark.parametrize("stage", ["review", "conclusion", "handling", "deliberation", "issue"])
def test_a_new_version_reopens_the_reviews(stage: str) -> None:
    made = play(until=stage)
    assert made.do("drafter", acts.AddVersion(file=ref(7), text=ref(8))) is None
    assert made.matter.stage == Stage.REVIEW
    assert made.matter.rounds[-1].opinions == ()
    assert made.matter.rounds[-1].version == 2
    assert made.matter.meeting is None
    assert not made.matter.reviewed


def test_the_same_file_is_no_new_version() -> None:
    made = play(until="review")
    assert made.do("drafter", acts.AddVersion(file=ref(1), text=ref(2))) == "same_version"


def test_fair_competition_is_a_step_of_its_own() -> None:
    made = play(market=True, until="conclusion")
    assert made.do("approver", lawful()) == "fair_review_missing"
    exception = acts.ReviewFair(result=FairResult.EXCEPTION, heard="听取", reason="国家安全")
    assert made.do("legal", exception) == "exception_without_end"
    assert made.do("legal", acts.ReviewFair(result=FairResult.UNFIT, heard="听取", reason="限制外地")) is None
    assert made.do("approver", lawful()) == "fair_unfit"
    asked = play(until="review")
    assert (
        asked.do("legal", acts.ReviewFair(result=FairResult.FIT, heard="听", reason="无"))
        == "fair_not_needed"
    )
    assert asked.do("business", acts.AskMarket(reason="涉及补贴")) is None
    asked.do("legal", legal(asked))
    asked.do("business", business())
    assert asked.do("approver", lawful()) == "fair_review_missing"
    asked.do("business", acts.ReviewFair(result=FairResult.FIT, heard="听取", reason="条件公开"))
    assert asked.do("approver", lawful()) is None


def test_nothing_is_dated_back_or_ahead() -> None:
    made = play(until="deliberation")
    made.now += timedelta(days=3)
    act = acts.Deliberate(held_on=made.today, body="会", participants="全体", outcome=Outcome.PASSED)
    early, late = made.today - timedelta(days=4), made.today + timedelta(days=1)
    assert made.do("approver", act.model_copy(update={"held_on": early})) == "bad_day"
    assert made.do("approver", act.model_copy(update={"held_on": late})) == "bad_day"
    assert made.do("approver", act) is None
    issue = acts.Issue(doc_number="一号", issued_on=made.today, effective_on=made.today)
    assert made.do("drafter", issue.model_copy(update={"issued_on": early})) == "bad_day"
    assert made.do("drafter", issue.model_copy(update={"effective_on": early})) == "bad_day"
    assert made.do("drafter", issue) is None
    assert made.do("drafter", acts.FileAway(filed_on=early, to="省", receipt="1")) == "bad_day"


def test_deliberation_may_send_back_or_end() -> None:
    made = play(until="deliberation")
    act = acts.Deliberate(held_on=made.today, body="会", participants="全体", outcome=Outcome.REVISE)
    assert made.do("approver", act) is None
    assert made.do("drafter", acts.Present()) == "revision_missing"
    ended = play(until="deliberation")
    ended.do("approver", act.model_copy(update={"outcome": Outcome.REJECTED}))
    assert ended.matter.stage == Stage.ENDED
    assert ended.do("drafter", acts.AddVersion(file=ref(7), text=ref(8))) == "wrong_stage"


def hasty() -> Play:
    made = play(until="drafting")
    assert made.do("drafter", acts.AskHaste(reason="防汛")) == "version_missing"
    made.do("drafter", acts.AddVersion(file=ref(1), text=ref(2)))
    assert made.do("drafter", acts.AskHaste(reason="防汛")) is None
    assert made.do("approver", acts.AnswerHaste(granted=True, reason="汛情紧急")) is None
    passed = acts.Deliberate(held_on=made.today, body="会", participants="全体", outcome=Outcome.PASSED)
    assert made.do("everything", passed) is None
    issue = acts.Issue(doc_number="一号", issued_on=made.today, effective_on=made.today)
    assert made.do("drafter", issue) is None
    return made


def test_haste_has_a_road_and_the_review_follows() -> None:
    made = hasty()
    assert made.matter.stage == Stage.ACCEPTANCE
    assert made.do("drafter", acts.Withdraw(reason="不做了")) == "already_issued"
    assert made.do("approver", acts.Accept(legal="legal", business="business", days=5)) is None
    made.do("legal", legal(made))
    made.do("business", business())
    assert made.do("approver", lawful()) is None
    assert made.do("drafter", acts.Present()) is None
    assert made.matter.stage == Stage.FILING


def test_what_was_issued_in_haste_and_found_unlawful_is_issued_anew() -> None:
    made = hasty()
    made.do("approver", acts.Accept(legal="legal", business="business", days=5))
    made.do("legal", legal(made, Overall.REJECT, "越权"))
    made.do("business", business())
    made.do("approver", acts.Conclude(conclusion=Conclusion.UNLAWFUL, reason="越权"))
    made.do("drafter", acts.HandleItem(item="1-legal-1", adopted=True))
    assert made.do("drafter", acts.Present()) == "conclusion_blocks"
    made.do("drafter", acts.AddVersion(file=ref(7), text=ref(8)))
    made.do("legal", legal(made))
    made.do("business", business())
    made.do("approver", lawful())
    assert made.do("drafter", acts.Present()) is None
    assert made.matter.stage == Stage.DELIBERATION


def test_haste_refused_changes_nothing() -> None:
    made = play(until="acceptance")
    made.do("drafter", acts.AskHaste(reason="赶时间"))
    assert made.do("approver", acts.AnswerHaste(granted=False, reason="不属于紧急情况")) is None
    assert made.matter.stage == Stage.ACCEPTANCE
    assert not made.matter.hasty


def test_risks_and_hearings_are_kept() -> None:
    made = play(until="review")
    made.do("legal", acts.AddRisk(risk="群体信访", measure="提前公告", owner="李四"))
    assert made.do("legal", acts.SettleRisk(number=2, outcome="已公告")) == "unknown_risk"
    assert made.do("drafter", acts.SettleRisk(number=1, outcome="已公告")) is None
    assert made.do("drafter", acts.SettleRisk(number=1, outcome="又公告")) == "risk_settled"
    hearing = acts.Hear(held_on=made.today, participants="三位专家", opinions="可行", adopted="均采纳")
    assert made.do("legal", hearing) is None
    assert made.do("drafter", hearing) == "role_needed"
    assert made.matter.hearings[0].participants == "三位专家"


def test_what_is_offered_is_allowed() -> None:
    for stage in ("basis", "drafting", "acceptance", "review", "conclusion", "handling", "issue", "filing"):
        made = play(until=stage)
        for who in PEOPLE.values():
            offered = rules.possible(made.matter, who)
            assert all(rules.by_rule(made.matter, kind, who) is None for kind in offered)
            if not who.has(Role.DRAFTER, Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER):
                assert offered == ()


def test_a_unit_adapts_the_steps_but_not_the_review(tmp_path: object) -> None:
    from pathlib import Path

    from workflow.errors import WorkflowError

    folder = Path(str(tmp_path))
    own = (Path(__file__).parents[2] / "workflow/data/administrative.toml").read_text("utf-8")
    basis = own[own.index('[[stage]]\nkey = "basis"') : own.index('[[stage]]\nkey = "drafting"')]
    (folder / "own.toml").write_text(own.replace(basis, "").replace("受理的", "收件的"), "utf-8")
    known = procedures(folder)
    assert [each.id for each in known] == ["administrative", "party"]
    made = Play(known[0], opening())
    assert made.matter.stage == Stage.DRAFTING
    around_review = own[own.index('[[stage]]\nkey = "review"') : own.index('[[stage]]\nkey = "conclusion"')]
    for text in (
        own.replace(around_review, ""),
        own.replace('blocking = ["unlawful"]', "blocking = []"),
        "x = [",
    ):
        (folder / "own.toml").write_text(text, "utf-8")
        with pytest.raises(WorkflowError, match=r"own\.toml"):
            procedures(folder)


def test_acts_of_the_wrong_kind_do_not_exist() -> None:
    assert not {kind for kind in acts.ACTS.values() if not issubclass(kind, Act)}
