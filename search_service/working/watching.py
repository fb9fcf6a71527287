"""The watch as a running service keeps it: looked after in the background, whenever the library or the day moved on."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import Any

from corpus.store.errors import StoreError
from indexer.engine import EngineError
from search_service.state import Holder, State
from search_service.working.desk import Desk
from search_service.working.following import follow
from search_service.working.loads import enter_loads
from workflow.following.delivering import waiting
from workflow.notices.outbox import Sender
from workflow.notices.reasons import Reason, of_matter
from workflow.notices.sending import Mail, Webhook, all_of
from workflow.watching import Task, Watch
from workflow.watching.changes import KIND_NAMES
from workflow.watching.standing import Held, Standing
from workflow.workdays import Workdays

log = logging.getLogger("faju.watch")
EVERY_S = 20.0
"""How often it is asked whether a run is needed: one small read. Nothing is lost between: a run compares standings."""
MOST_READ = 300
"""Documents whose citations are read at one look: some four seconds of one core (10 ms each), so that thousands that
are filed at once do not keep searches waiting. 10,000 take a quarter of an hour."""


def held_of(state: State) -> Held:
    return Held(state.library, state.timeline, state.titles, state.info.version)


def look(watch: Watch, holder: Holder) -> int:
    """Run the watch when it is needed; the number of tasks made."""
    state = holder.current()
    if not watch.needed(state.info.version) or _behind(holder, state):
        return 0
    done = watch.run(held_of(state), most=MOST_READ)
    if done.tasks:
        log.warning("watch: %d tasks on %d places", done.tasks, done.places)
    return done.tasks


def _behind(holder: Holder, state: State) -> bool:
    """Whether another service answers from a newer library than this one does: then the watch is that one's. Two
    that judge by different libraries would undo each other's findings."""
    return holder.store.shared and holder.store.info().version != state.info.version


def tell(desk: Desk) -> int:
    """Put what people have to know into the outbox, for their page, and send what waits there; how many arrived."""
    sender = senders(desk)
    people = desk.matters.people()
    reasons: list[Reason] = []
    for matter in desk.matters.running():
        reasons += of_matter(matter, people, desk.workdays, desk.matters.today())
    for owner, day, count in desk.watch.waiting():
        link, subject = "/desk/tasks", f"你的文件引用的条文有变化：{count} 项预警待办"
        reasons.append(Reason(f"tasks:{owner}:{day}"[:96], owner, subject, link))
    reasons += waiting(desk.database)
    desk.outbox.put((each for each in reasons if each.to in people), sending=sender is not None)
    return desk.outbox.send(sender) if sender is not None else 0


def senders(desk: Desk) -> Sender | None:
    """The ways to people that are set up; None where there is none: then everything waits on the page only."""
    settings, base = desk.settings, desk.settings.public_url.rstrip("/")
    found: list[Sender] = []
    if mail := settings.smtp_url.get_secret_value():
        people = {login: each.mail for login, each in desk.matters.people().items()}
        found.append(Mail(mail, settings.smtp_from, people.get, base))
    if hook := settings.webhook_url.get_secret_value():
        found.append(Webhook(hook, base))
    return all_of(found) if found else None


async def keep_watch(desk: Desk, holder: Holder) -> None:
    """Look again and again until cancelled. Trouble is logged and tried again: a library that is away comes back."""
    while True:
        try:
            await desk.run(look, desk.watch, holder)
            await desk.run(follow, desk, holder)
        except (EngineError, StoreError) as error:
            log.info("watch: later (%s)", error.code)
        except Exception:
            if desk.closed:
                return
            log.exception("watch failed")
        try:
            await desk.run(enter_loads, holder.store)
            await desk.run(tell, desk)
        except StoreError as error:
            log.info("notices: later (%s)", error.code)
        except Exception:
            if desk.closed:
                return
            log.exception("notices failed")
        await asyncio.sleep(EVERY_S)


def task_json(each: Task, days: Workdays, today: date) -> dict[str, Any]:
    """A task as JSON."""
    change = each.change
    return {
        "id": each.id,
        "matter": {"id": each.document_id, "number": each.number, "title": each.title, "owner": each.owner},
        "filed": each.filed,
        "citation": each.cited.printed,
        "kind": str(change.kind),
        "name": KIND_NAMES[change.kind],
        "due": change.due.isoformat(),
        "days_left": days.left(today, change.due),
        "old": _standing(change.old),
        "new": _standing(change.new),
        "proposal": change.proposal.model_dump() if change.proposal else None,
        "made_at": each.made_at,
        "settled_at": each.settled_at,
        "settled_by": each.settled_by,
        "outcome": each.outcome,
    }


def _standing(each: Standing) -> dict[str, Any]:
    return each.model_dump(mode="json", exclude={"unit_key"})
