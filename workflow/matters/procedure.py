"""Procedures (程序) as data: steps, materials, terms. Read from TOML, refused when they would lead around a review."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from review.sheet import parts_of
from workflow.errors import Kind, WorkflowError


class Stage(StrEnum):
    """Where a matter stands."""

    BASIS = "basis"
    DRAFTING = "drafting"
    ACCEPTANCE = "acceptance"
    REVIEW = "review"
    CONCLUSION = "conclusion"
    HANDLING = "handling"
    DELIBERATION = "deliberation"
    ISSUE = "issue"
    FILING = "filing"
    EVALUATION = "evaluation"
    CLOSED = "closed"
    ENDED = "ended"


END_NAMES = {Stage.CLOSED: "已办结", Stage.ENDED: "已终止"}
ORDER = (
    Stage.BASIS,
    Stage.DRAFTING,
    Stage.ACCEPTANCE,
    Stage.REVIEW,
    Stage.CONCLUSION,
    Stage.HANDLING,
    Stage.DELIBERATION,
    Stage.ISSUE,
    Stage.FILING,
    Stage.EVALUATION,
)
LEAVABLE = frozenset({Stage.BASIS, Stage.FILING, Stage.EVALUATION})
"""Steps that a unit's procedure may leave out; the others are the review itself."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Data):
    key: Stage
    name: str = Field(min_length=1, max_length=20)
    hint: str = Field(default="", max_length=200)


class Material(_Data):
    key: str = Field(pattern=r"[a-z][a-z_]{0,30}")
    name: str = Field(min_length=1, max_length=60)
    required: bool = True


class Days(_Data):
    """Working days that a review takes."""

    least: int = Field(ge=1, le=60)
    most: int = Field(ge=1, le=60)
    usual: int = Field(ge=1, le=60)

    @model_validator(mode="after")
    def _ordered(self) -> Days:
        if not self.least <= self.usual <= self.most:
            raise ValueError("least ≤ usual ≤ most")
        return self


class Procedure(_Data):
    """One way of doing it. It is stored with each matter that follows it."""

    id: str = Field(pattern=r"[a-z][a-z0-9_-]{0,30}")
    name: str = Field(min_length=1, max_length=60)
    basis: str = ""
    doc_types: tuple[str, ...] = Field(min_length=1)
    sheet: str
    fair_competition: bool
    blocking: tuple[str, ...] = ("unlawful",)
    acceptance_days: int = Field(ge=1, le=60)
    haste_days: int = Field(ge=1, le=60)
    filing_days: int = Field(ge=1, le=365)
    evaluation_months: int = Field(ge=1, le=120)
    review_days: dict[str, Days]
    stage: tuple[Step, ...]
    material: tuple[Material, ...]

    @model_validator(mode="after")
    def _safe(self) -> Procedure:
        keys = [each.key for each in self.stage]
        if keys != [each for each in ORDER if each in keys]:
            raise ValueError("步骤重复或者次序不对")
        left_out = [str(each) for each in ORDER if each not in keys and each not in LEAVABLE]
        if left_out:
            raise ValueError(f"不能没有这些步骤：{'、'.join(left_out)}")
        if "*" not in self.review_days:
            raise ValueError('review_days 缺少 "*"')
        if "unlawful" not in self.blocking:
            raise ValueError("结论为不合法的不得提交审议（国办发〔2018〕37号），blocking 要有 unlawful")
        if not any(each.required for each in self.material):
            raise ValueError("至少要有一种必备材料")
        return self

    def has(self, stage: Stage) -> bool:
        return any(each.key == stage for each in self.stage)

    def name_of(self, stage: Stage) -> str:
        """What a stage is called here."""
        return next((each.name for each in self.stage if each.key == stage), END_NAMES.get(stage, str(stage)))

    def days(self, doc_type: str) -> Days:
        return self.review_days.get(doc_type, self.review_days["*"])

    def parts(self) -> tuple[tuple[str, str], ...]:
        """(name, question) of each part of the review sheet."""
        return parts_of(self.sheet)

    def material_name(self, key: str) -> str | None:
        return next((each.name for each in self.material if each.key == key), None)


@cache
def packaged() -> tuple[Procedure, ...]:
    """The two that come with the program."""
    folder = resources.files("workflow") / "data"
    names = ("administrative.toml", "party.toml")
    return tuple(_read((folder / name).read_text("utf-8"), name) for name in names)


def procedures(folder: Path | None) -> tuple[Procedure, ...]:
    """The unit's own (every .toml of a folder), then the packaged ones whose id no own one takes.

    WorkflowError `bad_procedure` names the file and what is wrong.
    """
    own: list[Procedure] = []
    for file in sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else ():
        own.append(_read(file.read_text("utf-8-sig"), file.name))
    taken = {each.id for each in own}
    return (*own, *(each for each in packaged() if each.id not in taken))


def procedure_for(known: tuple[Procedure, ...], doc_type: str) -> Procedure:
    """The first procedure for a kind of document. WorkflowError `no_procedure`."""
    for each in known:
        if doc_type in each.doc_types:
            return each
    raise WorkflowError(Kind.INVALID, "no_procedure", f"没有为“{doc_type}”规定送审程序。")


def _read(text: str, name: str) -> Procedure:
    try:
        made = Procedure.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise WorkflowError(
            Kind.INVALID, "bad_procedure", f"程序文件 {name} 不是有效的 TOML：{error}"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(map(str, first["loc"])) or "文件"
        why = first["msg"].removeprefix("Value error, ")
        raise WorkflowError(Kind.INVALID, "bad_procedure", f"程序文件 {name} 的 {where}：{why}") from None
    if not made.parts():
        raise WorkflowError(
            Kind.INVALID, "bad_procedure", f"程序文件 {name} 的 sheet：没有“{made.sheet}”的审查表。"
        )
    return made
