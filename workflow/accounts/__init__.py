"""Who may act (账号): local accounts with roles, sessions, one-time links."""

from workflow.accounts.accounts import Accounts
from workflow.accounts.logins import Login, Logins
from workflow.accounts.model import Account, Role

__all__ = ["Account", "Accounts", "Login", "Logins", "Role"]
