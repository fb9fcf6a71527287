"""The words of accounts. Immutable values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.store import codec


class Role(StrEnum):
    """What an account may do; one account may have several roles."""

    DRAFTER = "drafter"  # 起草人
    LEGAL_EXPERT = "legal_expert"  # 法律审核人
    BUSINESS_EXPERT = "business_expert"  # 业务审核人
    APPROVER = "approver"  # 审核机构负责人
    LIBRARIAN = "librarian"  # 法规库管理员
    ADMINISTRATOR = "administrator"  # 系统管理员
    AUDITOR = "auditor"  # 审计员


ROLE_NAMES = {
    Role.DRAFTER: "起草人",
    Role.LEGAL_EXPERT: "法律审核人",
    Role.BUSINESS_EXPERT: "业务审核人",
    Role.APPROVER: "审核机构负责人",
    Role.LIBRARIAN: "法规库管理员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.AUDITOR: "审计员",
}


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in. `office` is 处室 or 单位; `has_password` false where only a link or SSO leads in."""

    id: int
    login: str
    name: str
    office: str
    roles: frozenset[Role]
    active: bool
    locked_until: str | None
    has_password: bool
    mail: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held."""
        return not self.roles.isdisjoint(roles)


def account_of(row: Any) -> Account:
    """An account from its row."""
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        office=row.office,
        roles=frozenset(Role(each) for each in codec.load(row.roles)),
        active=bool(row.active),
        locked_until=row.locked_until,
        has_password=row.password is not None,
        mail=row.mail or "",
    )


def dump_roles(roles: Sequence[Role] | frozenset[Role]) -> str:
    """Roles as they are stored: sorted, so that equal sets are equal texts."""
    return codec.dump(sorted(set(roles)))
