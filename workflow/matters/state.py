"""Where a matter stands: what its entries add up to. Immutable; made by `folding` only."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from review.model import DocType, IssuerLevel
from workflow.matters.acts import (
    Check,
    Conclusion,
    FairResult,
    FileRef,
    Hear,
    Overall,
    PartOpinion,
    Side,
    Value,
)
from workflow.matters.procedure import Procedure, Stage


class Part(StrEnum):
    """What a person has to do with a matter. Nobody has two parts in one."""

    AUTHOR = "author"
    LEGAL = "legal"
    BUSINESS = "business"
    APPROVER = "approver"


PART_NAMES = {
    Part.AUTHOR: "起草人",
    Part.LEGAL: "法律审核人",
    Part.BUSINESS: "业务审核人",
    Part.APPROVER: "审核机构负责人",
}


class Version(Value):
    """One version of the draft."""

    number: int
    file: FileRef
    text: FileRef
    by: str
    at: str
    note: str = ""
    check: Check = Check()


class MaterialFile(Value):
    kind: str
    file: FileRef
    by: str
    at: str


class Item(Value):
    """One request of an opinion, and what came of it. `adopted` None: not handled yet."""

    id: str
    side: Side
    words: str
    adopted: bool | None = None
    reason: str = ""


class Opinion(Value):
    side: Side
    by: str
    at: str
    version: int
    overall: Overall
    sheet: tuple[PartOpinion, ...]
    items: tuple[Item, ...]


class Fair(Value):
    by: str
    at: str
    version: int
    result: FairResult
    heard: str
    reason: str
    ends_on: date | None


class Judgement(Value):
    """The conclusion of a review."""

    by: str
    at: str
    version: int
    conclusion: Conclusion
    reason: str


class Round(Value):
    """One pass of both reviews over one version."""

    number: int
    version: int
    opinions: tuple[Opinion, ...] = ()
    fair: Fair | None = None
    judgement: Judgement | None = None

    def of(self, side: Side) -> Opinion | None:
        return next((each for each in self.opinions if each.side == side), None)

    @property
    def complete(self) -> bool:
        """Whether both opinions are in: from then on they are open."""
        return len({each.side for each in self.opinions}) == len(Side)


class Message(Value):
    by: str
    at: str
    words: str


class Risk(Value):
    number: int
    risk: str
    measure: str
    owner: str
    due: date | None
    by: str
    outcome: str = ""


class Meeting(Value):
    held_on: date
    body: str
    participants: str
    outcome: str
    note: str
    version: int


class Issued(Value):
    doc_number: str
    issued_on: date
    effective_on: date
    version: int
    by: str


class Filed(Value):
    filed_on: date
    to: str
    receipt: str


class Haste(Value):
    """The emergency track: asked for, and answered."""

    reason: str
    by: str
    at: str
    granted: bool | None = None
    answered_by: str = ""
    answered_at: str = ""
    answer: str = ""


class Matter(Value):
    """A matter after all its entries; `revision` counts them."""

    id: str
    revision: int
    title: str
    doc_type: DocType
    issuer_level: IssuerLevel | None
    procedure: Procedure
    office: str
    owner: str
    opened_at: str
    stage: Stage
    since: str
    market: bool
    bases: str = ""
    bases_check: Check = Check()
    versions: tuple[Version, ...] = ()
    materials: tuple[MaterialFile, ...] = ()
    kept_findings: dict[str, str] = Field(default_factory=dict)
    parts: dict[str, Part] = Field(default_factory=dict)
    legal: str = ""
    business: str = ""
    days: int = 0
    review_since: str = ""
    rounds: tuple[Round, ...] = ()
    messages: tuple[Message, ...] = ()
    hearings: tuple[Hear, ...] = ()
    risks: tuple[Risk, ...] = ()
    returned: str = ""
    must_revise: bool = False
    meeting: Meeting | None = None
    issued: Issued | None = None
    filed: Filed | None = None
    evaluation: str = ""
    ended: str = ""
    haste: Haste | None = None

    @property
    def version(self) -> Version | None:
        """The newest version of the draft."""
        return self.versions[-1] if self.versions else None

    @property
    def round(self) -> Round | None:
        """The current round of reviews: that of the newest version, once it is accepted."""
        return self.rounds[-1] if self.rounds else None

    @property
    def hasty(self) -> bool:
        return self.haste is not None and self.haste.granted is True

    @property
    def reviewed(self) -> bool:
        """Whether the newest version has both opinions and a conclusion that does not block it."""
        now, version = self.round, self.version
        if now is None or version is None or now.judgement is None or not now.complete:
            return False
        return now.version == version.number and now.judgement.conclusion not in self.procedure.blocking

    @property
    def over(self) -> bool:
        return self.stage in (Stage.CLOSED, Stage.ENDED)

    def reviewer(self, side: Side) -> str:
        return self.legal if side == Side.LEGAL else self.business

    def missing(self) -> tuple[str, ...]:
        """The names of materials that the procedure wants and nobody has given; the draft itself first."""
        given = {each.kind for each in self.materials}
        wanted = [each.name for each in self.procedure.material if each.required and each.key not in given]
        return tuple((["文稿"] if not self.versions else []) + wanted)

    def open_errors(self) -> tuple[str, ...]:
        """Keys of the errors in the newest version that nobody has answered for."""
        if self.version is None:
            return ()
        found = (each.key for each in self.version.check.findings if each.severity == "error")
        return tuple(key for key in found if key not in self.kept_findings)
