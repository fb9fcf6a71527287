"""Who sees what of a matter. Pure. An opinion is its author's alone until both are in, in the record too."""

from __future__ import annotations

from workflow.accounts.model import Account, Role
from workflow.matters.state import Matter


def may_see(matter: Matter, actor: Account) -> bool:
    """Reviewers, approvers and auditors see every matter; drafters those of their office and their own."""
    if actor.login in matter.parts or actor.login == matter.owner:
        return True
    if actor.has(Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER, Role.AUDITOR):
        return True
    return Role.DRAFTER in actor.roles and bool(actor.office) and actor.office == matter.office


def may_see_filed(office: str, owner: str, actor: Account) -> bool:
    """Documents filed elsewhere: seen by the same people as matters."""
    if actor.login == owner or actor.has(
        Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER, Role.AUDITOR
    ):
        return True
    return Role.DRAFTER in actor.roles and bool(actor.office) and actor.office == office


def sealed(matter: Matter) -> frozenset[tuple[str, str]]:
    """(login, moment) of opinions that are still sealed: those of rounds without both, until a later round has both."""
    closed: set[tuple[str, str]] = set()
    for each in matter.rounds:
        closed = set() if each.complete else closed | {(one.by, one.at) for one in each.opinions}
    return frozenset(closed)


def seen(matter: Matter, actor: Account) -> Matter:
    """The matter as `actor` may see it: without other people's sealed opinions."""
    closed = {each for each in sealed(matter) if each[0] != actor.login}
    if not closed:
        return matter
    rounds = (
        each.model_copy(
            update={"opinions": tuple(one for one in each.opinions if (one.by, one.at) not in closed)}
        )
        for each in matter.rounds
    )
    return matter.model_copy(update={"rounds": tuple(rounds)})
