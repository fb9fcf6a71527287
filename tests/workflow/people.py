"""The people of an office, and one matter's way from opening to closing as a list of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from review.model import DocType
from workflow.accounts import Account, Role
from workflow.matters import acts
from workflow.matters.acts import Act, Check, CheckFinding, FileRef, PartOpinion
from workflow.matters.procedure import Procedure, packaged
from workflow.matters.state import Matter

ALL = frozenset(Role)


def person(login: str, *roles: Role, office: str = "城管局") -> Account:
    return Account(hash(login) % 10_000, login, login, office, frozenset(roles), True, None, True)


PEOPLE = {
    each.login: each
    for each in (
        person("drafter", Role.DRAFTER),
        person("colleague", Role.DRAFTER),
        person("stranger", Role.DRAFTER, office="财政局"),
        person("legal", Role.LEGAL_EXPERT),
        person("business", Role.BUSINESS_EXPERT),
        person("both", Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT),
        person("approver", Role.APPROVER),
        person("all", *ALL),
        person("everything", *ALL),
        person("admin", Role.ADMINISTRATOR),
        person("librarian", Role.LIBRARIAN),
        person("auditor", Role.AUDITOR),
    )
}


def administrative() -> Procedure:
    return packaged()[0]


def party() -> Procedure:
    return packaged()[1]


def ref(number: int) -> FileRef:
    return FileRef(hash=f"{number:064x}", name=f"第{number}稿.docx", size=number)


def finding(key: str, severity: str = "error") -> CheckFinding:
    return CheckFinding(key=key, rule="CITE_REPEALED", severity=severity, message="引用的法律已废止")  # type: ignore[arg-type]


def sheet(matter: Matter, unfit: int = -1) -> tuple[PartOpinion, ...]:
    parts = matter.procedure.parts()
    return tuple(
        PartOpinion(part=name, fit=at != unfit, words="有问题" if at == unfit else "")
        for at, (name, _) in enumerate(parts)
    )


def opening(market: bool = False, doc_type: DocType = DocType.NORMATIVE_DOCUMENT) -> acts.Open:
    return acts.Open(title="示例市停车管理办法", doc_type=doc_type, market=market)


Step = tuple[str, Callable[[Matter], Act]]


def materials(matter: Matter) -> list[Step]:
    given = []
    for at, each in enumerate(matter.procedure.material, 100):
        given.append(("drafter", lambda _, kind=each.key, at=at: acts.AddMaterial(kind=kind, file=ref(at))))
    return given  # type: ignore[return-value]


def way(matter: Matter, today: date) -> Iterator[Step]:
    """From opening to closing without a hitch."""
    yield "drafter", lambda _: acts.StateBases(bases="《行政处罚法》第十六条")
    yield "drafter", lambda _: acts.AddVersion(file=ref(1), text=ref(2))
    yield from materials(matter)
    yield "drafter", lambda _: acts.Submit()
    yield "approver", lambda _: acts.Accept(legal="legal", business="business", days=10)
    yield "legal", lambda now: acts.Opine(side=acts.Side.LEGAL, overall=acts.Overall.AGREE, sheet=sheet(now))
    yield "business", lambda _: acts.Opine(side=acts.Side.BUSINESS, overall=acts.Overall.AGREE)
    if matter.market:
        yield (
            "legal",
            lambda _: acts.ReviewFair(
                result=acts.FairResult.FIT, heard="听取了经营者意见", reason="没有排除竞争"
            ),
        )
    yield "approver", lambda _: acts.Conclude(conclusion=acts.Conclusion.LAWFUL, reason="符合上位法")
    yield "drafter", lambda _: acts.Present()
    yield (
        "approver",
        lambda _: acts.Deliberate(
            held_on=today, body="市政府常务会议", participants="全体", outcome=acts.Outcome.PASSED
        ),
    )
    yield (
        "drafter",
        lambda _: acts.Issue(doc_number="示政发〔2026〕1号", issued_on=today, effective_on=today),
    )
    yield "drafter", lambda _: acts.FileAway(filed_on=today, to="省政府", receipt="备〔2026〕1号")
    yield "approver", lambda _: acts.Evaluate(outcome="keep", report="执行良好")


def checked(*findings: CheckFinding) -> Check:
    return Check(findings=findings)
