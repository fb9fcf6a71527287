"""Acts on a matter without a database, decided by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from tests.workflow.people import PEOPLE, Step
from workflow.database import local_day, moment, stamp
from workflow.matters import acts, rules
from workflow.matters.acts import Act
from workflow.matters.folding import Done, fold, opened
from workflow.matters.needs import Around
from workflow.matters.procedure import Procedure
from workflow.matters.state import Matter

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Play:
    """A matter in play: `do` answers the code of a refusal, or None when the act was done."""

    def __init__(self, procedure: Procedure, opening: acts.Open, by: str = "drafter") -> None:
        self.now = START
        self.matter: Matter = opened(
            "m" * 12, Done(opening, by, stamp(self.now)), procedure, PEOPLE[by].office
        )

    @property
    def today(self) -> date:
        return local_day(self.now)

    def around(self) -> Around:
        since, begun = moment(self.matter.since), moment(self.matter.opened_at)
        return Around(self.today, local_day(since), local_day(begun), PEOPLE)

    def do(self, who: str, act: Act) -> str | None:
        found = rules.refusal(self.matter, act, PEOPLE[who], self.around())
        if found is not None:
            return found.code
        self.now += timedelta(minutes=1)
        self.matter = fold(self.matter, Done(act, who, stamp(self.now)))
        return None

    def walk(self, steps: Iterable[Step], until: str = "") -> None:
        """Do the steps, each of which must go through; stop when the stage `until` is reached."""
        for who, make in steps:
            if until and self.matter.stage == until:
                return
            act = make(self.matter)
            assert self.do(who, act) is None, (self.matter.stage, who, type(act).__name__)
