"""Everything of the workflow that a running service holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from time import monotonic
from typing import ParamSpec, TypeVar

from search_service.settings import Settings
from search_service.state import Holder
from search_service.working.checking import DraftChecker
from workflow.accounts import Accounts, Logins
from workflow.accounts.sessions import Sessions
from workflow.database import Clock, system_clock
from workflow.filed import Filing
from workflow.following import Journal, Subscriptions
from workflow.matters.procedure import procedures
from workflow.matters.service import Matters
from workflow.notices import Outbox
from workflow.watching import Watch
from workflow.workdays import Workdays, read_days, seed

THREADS = 8
"""They mostly wait: for the disk, or for the one writer of the store. Searches have threads of their own."""
UNREAD_S = 15.0
MOST_UNREAD = 10_000
P = ParamSpec("P")
R = TypeVar("R")


class Desk:
    """Accounts, sessions, matters and the calendar of one home."""

    def __init__(self, settings: Settings, holder: Holder, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.closed = False
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="faju-desk")
        self._unread: dict[str, tuple[int, float]] = {}
        self.database = holder.store
        self.accounts = Accounts(holder.store, clock)
        self.logins = Logins(holder.store, clock)
        self.sessions = Sessions(holder.store, clock)
        self.watch = Watch(holder.store, clock)
        self.filing = Filing(holder.store, clock)
        self.outbox = Outbox(holder.store, clock)
        self.journal = Journal(holder.store, clock)
        self.subscriptions = Subscriptions(holder.store, clock)
        self.matters = Matters(
            holder.store,
            checker=DraftChecker(holder, settings),
            known=lambda: procedures(settings.procedures),
            clock=clock,
        )

    @cached_property
    def workdays(self) -> Workdays:
        """The calendar: the packaged one, with the unit's own years in place of its."""
        own = self.settings.holidays
        return (
            seed() if own is None else seed().with_years(read_days(own.read_text("utf-8-sig").splitlines()))
        )

    def unread(self, login: str) -> int:
        """How many notices somebody has not read, as of some seconds ago: every page shows it."""
        known = self._unread.get(login)
        if known is None or monotonic() - known[1] > UNREAD_S:
            if len(self._unread) > MOST_UNREAD:
                self._unread.clear()
            known = self._unread[login] = (self.outbox.unread(login), monotonic())
        return known[0]

    def mark_read(self, login: str, notice_id: int | None = None, *, link: str | None = None) -> int:
        """Mark notices as read (`Outbox.mark_read`); this process shows it at once."""
        marked = self.outbox.mark_read(login, notice_id, link=link)
        self._unread.pop(login, None)
        return marked

    async def run(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run blocking work."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Stop the threads."""
        self.closed = True
        self._pool.shutdown(cancel_futures=True)
