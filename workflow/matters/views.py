"""Who sees what of a matter. Pure. An opinion is its author's alone until both are in, in the record too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from workflow.accounts.model import Account, Role
from workflow.matters.state import Matter


def may_see(matter: Matter, actor: Account) -> bool:
    """Reviewers, approvers and auditors see every matter; drafters those of their office and their own."""
    if actor.login in matter.parts or actor.login == matter.owner:
        return True
    return sees_all(actor) or matter.office in offices_of(actor)


def sees_all(actor: Account) -> bool:
    return actor.has(Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT, Role.APPROVER, Role.AUDITOR)


def offices_of(actor: Account) -> tuple[str, ...]:
    """The offices of whose documents somebody sees all."""
    return (actor.office,) if Role.DRAFTER in actor.roles and actor.office else ()


def seen_rows(office: ColumnElement[Any], owner: ColumnElement[Any], actor: Account) -> ColumnElement[bool]:
    """The rows of documents with these columns that `actor` sees for who they are, whatever part they have."""
    return true() if sees_all(actor) else or_(owner == actor.login, office.in_(offices_of(actor)))


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
