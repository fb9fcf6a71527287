"""An office in a database: its accounts, and matters walked through the service."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.store import Store
from review.model import DocType
from tests.workflow.conftest import Hands
from tests.workflow.people import sheet
from workflow.accounts import Account, Accounts, Role
from workflow.matters import acts
from workflow.matters.acts import Overall, Side
from workflow.matters.procedure import Stage
from workflow.matters.service import Checker, Matters, Summary, Upload, no_check

PEOPLE = {
    "drafter": ("起草人甲", "城管局", [Role.DRAFTER]),
    "legal": ("法律审核乙", "司法局", [Role.LEGAL_EXPERT]),
    "business": ("业务审核丙", "住建局", [Role.BUSINESS_EXPERT]),
    "approver": ("负责人丁", "司法局", [Role.APPROVER]),
    "auditor": ("审计员戊", "审计局", [Role.AUDITOR]),
    "stranger": ("外人己", "财政局", [Role.DRAFTER]),
}
DRAFT = "示例市停车管理办法\n\n第一条 为了规范停车，根据《中华人民共和国行政处罚法》第十六条，制定本办法。\n"


@dataclass
class Office:
    """Accounts and matters of one store."""

    matters: Matters
    people: dict[str, Account]

    def open(self, title: str = "示例市停车管理办法", market: bool = False) -> Summary:
        asked = acts.Open(title=title, doc_type=DocType.NORMATIVE_DOCUMENT, market=market)
        return self.matters.open(self.people["drafter"], asked)

    def do(self, who: str, found: Summary, act: acts.Act) -> Summary:
        return self.matters.act(self.people[who], found.id, found.matter.revision, act)

    def to(self, stage: Stage, found: Summary | None = None) -> Summary:
        """A matter that has come to a stage."""
        now = found or self.open()
        drafter = self.people["drafter"]
        while now.matter.stage != stage:
            revision = now.matter.revision
            match now.matter.stage:
                case Stage.BASIS:
                    now = self.matters.state_bases(drafter, now.id, revision, "《行政处罚法》第十六条")
                case Stage.DRAFTING:
                    now = self._drafted(now)
                case Stage.ACCEPTANCE:
                    now = self.do("approver", now, acts.Accept(legal="legal", business="business", days=10))
                case Stage.REVIEW:
                    now = self._reviewed(now)
                case Stage.CONCLUSION:
                    done = acts.Conclude(conclusion=acts.Conclusion.LAWFUL, reason="符合上位法")
                    now = self.do("approver", now, done)
                case Stage.HANDLING:
                    now = self.do("drafter", now, acts.Present())
                case _:
                    now = self._after(now)
        return now

    def _drafted(self, now: Summary) -> Summary:
        drafter = self.people["drafter"]
        if now.matter.version is None:
            file = Upload("停车办法.txt", DRAFT.encode())
            now = self.matters.add_version(drafter, now.id, now.matter.revision, file)
        for each in now.matter.procedure.material:
            file = Upload(f"{each.name}.docx", f"{now.id}{each.key}".encode())
            now = self.matters.add_material(drafter, now.id, now.matter.revision, each.key, file)
        for key in now.matter.open_errors():
            now = self.do("drafter", now, acts.HandleFinding(key=key, reason="已核对"))
        return self.do("drafter", now, acts.Submit())

    def _reviewed(self, now: Summary) -> Summary:
        legal = acts.Opine(side=Side.LEGAL, overall=Overall.AGREE, sheet=sheet(now.matter))
        now = self.do("legal", now, legal)
        return self.do("business", now, acts.Opine(side=Side.BUSINESS, overall=Overall.AGREE))

    def _after(self, now: Summary) -> Summary:
        day = self.matters.today()
        act: acts.Act
        if now.matter.stage == Stage.DELIBERATION:
            act = acts.Deliberate(
                held_on=day, body="常务会议", participants="全体", outcome=acts.Outcome.PASSED
            )
            return self.do("approver", now, act)
        if now.matter.stage == Stage.ISSUE:
            act = acts.Issue(doc_number="示政发〔2026〕1号", issued_on=day, effective_on=day)
        elif now.matter.stage == Stage.FILING:
            act = acts.FileAway(filed_on=day, to="省政府", receipt="备1")
        else:
            act = acts.Evaluate(outcome="keep", report="执行良好")
        return self.do("drafter", now, act)


def office(store: Store, clock: Hands, checker: Checker = no_check) -> Office:
    accounts = Accounts(store, clock)
    made = {
        login: accounts.create("system", login, name, where, roles)[0]
        for login, (name, where, roles) in PEOPLE.items()
    }
    return Office(Matters(store, checker=checker, clock=clock), made)
