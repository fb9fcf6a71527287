"""Accounts in the database: made, changed, led in by one-time links. Every act is in the record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from workflow import record
from workflow.accounts import passwords
from workflow.accounts.model import Account, Role, account_of, dump_roles
from workflow.database import Clock, Database, moment, stamp, system_clock
from workflow.errors import Kind, WorkflowError
from workflow.tables import account, login_link, login_session

LINK_HOURS = 48
_LOGIN = re.compile(r"[^\W_][\w.@-]{0,63}")
_MAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,190}")
SYSTEM = "system"


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database = database
        self._clock = clock

    # Reading

    def all(self) -> list[Account]:
        with self._database.reading() as connection:
            return [account_of(row) for row in connection.execute(select(account).order_by(account.c.login))]

    def get(self, account_id: int) -> Account:
        """WorkflowError `account_not_found`."""
        with self._database.reading() as connection:
            return self._get(connection, account_id)

    def by_login(self, login: str) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(select(account).where(account.c.login == login)).first()
        return None if row is None else account_of(row)

    def has_administrator(self) -> bool:
        """Whether anybody can administrate: else the service prints a link at its start."""
        return any(each.active and Role.ADMINISTRATOR in each.roles for each in self.all())

    def first_link(self) -> str | None:
        """The token for the first administrator, made once: at the very first start. None ever after."""
        if self.has_administrator():
            return None
        with self._database.reading() as connection:
            made = connection.execute(
                select(login_link.c.token).where(login_link.c.account_id.is_(None))
            ).first()
        return None if made else self.admin_link()

    # Making and changing

    def create(
        self, by: str, login: str, name: str, office: str, roles: Iterable[Role]
    ) -> tuple[Account, str]:
        """(a new account, the token of the link with which its owner sets a password).

        WorkflowError `bad_account`, `login_taken`.
        """
        login, name, office, wanted = _checked(login, name, office, roles)
        with self._database.writing() as connection:
            made = self._insert(connection, by, login, name, office, wanted, None)
            return made, self._link(connection, made.id)

    def change(
        self,
        by: str,
        account_id: int,
        *,
        name: str | None = None,
        office: str | None = None,
        roles: Iterable[Role] | None = None,
        active: bool | None = None,
        mail: str | None = None,
        unlock: bool = False,
    ) -> Account:
        """Change what is given. Whoever is no longer active is signed out at once.

        WorkflowError `account_not_found`, `bad_account`, `last_administrator`.
        """
        with self._database.writing() as connection:
            before = self._get(connection, account_id)
            _, new_name, new_office, new_roles = _checked(
                before.login,
                before.name if name is None else name,
                before.office if office is None else office,
                before.roles if roles is None else roles,
            )
            stays = before.active if active is None else active
            if not (stays and Role.ADMINISTRATOR in new_roles):
                self._keep_one_administrator(connection, before)
            values: dict[str, Any] = {
                "name": new_name,
                "office": new_office,
                "roles": dump_roles(new_roles),
                "active": stays,
            }
            if mail is not None:
                values["mail"] = _mail(mail)
            if unlock:
                values |= {"failures": 0, "locked_until": None}
            connection.execute(update(account).where(account.c.id == account_id).values(**values))
            if not stays:
                connection.execute(delete(login_session).where(login_session.c.account_id == account_id))
            after = self._get(connection, account_id)
            body = {**_told(after), "unlocked": unlock}
            record.append(connection, self._clock(), by, "account_changed", f"account:{account_id}", body)
            return after

    def link(self, by: str, account_id: int) -> str:
        """The token of a new one-time link with which an account's owner sets a new password."""
        with self._database.writing() as connection:
            self._get(connection, account_id)
            record.append(connection, self._clock(), by, "link_made", f"account:{account_id}", {})
            return self._link(connection, account_id)

    def admin_link(self) -> str:
        """The token of a one-time link that makes an administrator; older such links end."""
        with self._database.writing() as connection:
            connection.execute(delete(login_link).where(login_link.c.account_id.is_(None)))
            record.append(connection, self._clock(), SYSTEM, "admin_link_made", "account:", {})
            return self._link(connection, None)

    # Links

    def opened(self, token: str) -> Account | None:
        """Whose link it is; None for one that makes an administrator. WorkflowError `link_expired`."""
        with self._database.reading() as connection:
            owner = self._valid(connection, token).account_id
            return None if owner is None else self._get(connection, owner)

    def use_link(self, token: str, password: str, *, login: str = "", name: str = "") -> Account:
        """Set a password; with the link of an administrator also make that account. Other sessions end.

        WorkflowError `link_expired`, `weak_password`, `bad_account`, `login_taken`.
        """
        with self._database.reading() as connection:
            owner = self._valid(connection, token).account_id
            chosen = login.strip() if owner is None else self._get(connection, owner).login
        secret = passwords.hashed(passwords.checked(password, chosen))  # slow: outside of the transaction
        with self._database.writing() as connection:
            link = self._valid(connection, token)
            used = {"used_at": stamp(self._clock())}
            connection.execute(update(login_link).where(login_link.c.token == link.token).values(**used))
            if link.account_id is None:
                login, name, office, roles = _checked(login, name, "", [Role.ADMINISTRATOR])
                return self._insert(connection, SYSTEM, login, name, office, roles, secret)
            values = {"password": secret, "failures": 0, "locked_until": None}
            connection.execute(update(account).where(account.c.id == link.account_id).values(**values))
            connection.execute(delete(login_session).where(login_session.c.account_id == link.account_id))
            found = self._get(connection, link.account_id)
            subject = f"account:{found.id}"
            record.append(connection, self._clock(), found.login, "password_set", subject, {})
            return found

    # Inside a transaction

    def _get(self, connection: Connection, account_id: int) -> Account:
        row = connection.execute(select(account).where(account.c.id == account_id)).first()
        if row is None:
            raise WorkflowError(Kind.NOT_FOUND, "account_not_found", "没有这个账号。")
        return account_of(row)

    def _insert(
        self,
        connection: Connection,
        by: str,
        login: str,
        name: str,
        office: str,
        roles: frozenset[Role],
        secret: str | None,
    ) -> Account:
        if connection.execute(select(account.c.id).where(account.c.login == login)).first():
            raise WorkflowError(Kind.CONFLICT, "login_taken", "这个登录名已经有人用了。")
        row = {
            "login": login,
            "name": name,
            "office": office,
            "roles": dump_roles(roles),
            "password": secret,
            "active": True,
            "failures": 0,
            "created_at": stamp(self._clock()),
        }
        made = connection.execute(insert(account).returning(account.c.id), row).scalar_one()
        found = self._get(connection, made)
        record.append(connection, self._clock(), by, "account_made", f"account:{made}", _told(found))
        return found

    def _link(self, connection: Connection, account_id: int | None) -> str:
        token = passwords.drawn()
        expires = stamp(self._clock() + timedelta(hours=LINK_HOURS))
        if account_id is not None:
            connection.execute(delete(login_link).where(login_link.c.account_id == account_id))
        connection.execute(
            insert(login_link),
            {"token": passwords.kept(token), "account_id": account_id, "expires_at": expires},
        )
        return token

    def _valid(self, connection: Connection, token: str) -> Any:
        row = connection.execute(
            select(login_link).where(login_link.c.token == passwords.kept(token))
        ).first()
        if row is None or row.used_at is not None or moment(row.expires_at) < self._clock():
            raise WorkflowError(Kind.GONE, "link_expired", "这个链接已经用过或者过期，请管理员另发一个。")
        return row

    def _keep_one_administrator(self, connection: Connection, leaving: Account) -> None:
        if not (leaving.active and Role.ADMINISTRATOR in leaving.roles):
            return
        rows = connection.execute(select(account).where(account.c.id != leaving.id).with_for_update())
        if not any(each.active and Role.ADMINISTRATOR in each.roles for each in map(account_of, rows)):
            raise WorkflowError(
                Kind.CONFLICT, "last_administrator", "这是最后一个系统管理员，不能停用，也不能去掉这个角色。"
            )


def _checked(
    login: str, name: str, office: str, roles: Iterable[Role]
) -> tuple[str, str, str, frozenset[Role]]:
    login, name, office = login.strip(), " ".join(name.split()), " ".join(office.split())
    if not _LOGIN.fullmatch(login):
        sentence = "登录名应以字母、数字或汉字开头，只含字母、数字、汉字和 . @ - _，不超过 64 个字符。"
        raise WorkflowError(Kind.INVALID, "bad_account", sentence)
    if not name or len(name) > 50 or len(office) > 100:
        sentence = "姓名不能为空，不超过 50 个字符；单位不超过 100 个字符。"
        raise WorkflowError(Kind.INVALID, "bad_account", sentence)
    return login, name, office, frozenset(roles)


def _mail(address: str) -> str | None:
    """An address for notices; None to have none. Line ends would be headers of their own."""
    address = address.strip()
    if address and not _MAIL.fullmatch(address):
        raise WorkflowError(Kind.INVALID, "bad_account", "邮箱的写法不对。")
    return address or None


def _told(each: Account) -> dict[str, Any]:
    return {
        "login": each.login,
        "name": each.name,
        "office": each.office,
        "roles": sorted(each.roles),
        "active": each.active,
    }
