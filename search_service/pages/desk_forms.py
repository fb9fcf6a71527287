"""Forms for acts, made of the acts' own models, and acts made of what such a form sends. Works without script."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from workflow.accounts import Account, Role
from workflow.matters import acts, rules
from workflow.matters.acts import Act, Side
from workflow.matters.state import Matter

CHOICES = {
    "lawful": "合法",
    "amend": "应当予以修改",
    "unlawful": "不合法",
    "fit": "符合公平竞争审查标准",
    "exception": "适用例外规定",
    "unfit": "不符合公平竞争审查标准",
    "passed": "通过",
    "revise": "修改后再审",
    "rejected": "不通过",
    "keep": "继续执行",
    "repeal": "废止",
    "legal": "法律审核",
    "business": "业务审核",
}
OVERALL = {"agree": "同意", "amend": "修改后同意", "reject": "不同意"}
EVALUATION = {"keep": "继续执行", "amend": "修改", "repeal": "废止"}
YES_NO = (("true", "是"), ("false", "否"))
_LONG = 300

FIRST = (
    acts.Opine,
    acts.ReviewFair,
    acts.Accept,
    acts.Conclude,
    acts.StateBases,
    acts.AddVersion,
    acts.AddMaterial,
    acts.HandleFinding,
    acts.HandleItem,
    acts.Submit,
    acts.Present,
    acts.Deliberate,
    acts.Issue,
    acts.FileAway,
    acts.Evaluate,
    acts.AnswerHaste,
    acts.SendBack,
)
"""What moves a matter on, in the order in which a page offers it; the rest is folded."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `kind` is `text`, `area`, `date`, `number`, `choice` or `file`."""

    name: str
    label: str
    kind: str
    required: bool
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form for one act. `opinion`: the parts of the sheet, for the form of an opinion."""

    act: str
    name: str
    fields: tuple[Field, ...]
    first: bool
    opinion: tuple[tuple[str, str], ...] = field(default=())
    side: str = ""


def forms(
    matter: Matter, actor: Account, people: Mapping[str, Account], today: date, given: Mapping[str, str]
) -> list[Form]:
    """The forms of everything an actor may try now; `given` refills the form that was refused."""
    kinds = sorted(rules.possible(matter, actor), key=_rank)
    return [_form(kind, matter, actor, people, today, given) for kind in kinds]


def _rank(kind: type[Act]) -> int:
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def _form(
    kind: type[Act],
    matter: Matter,
    actor: Account,
    people: Mapping[str, Account],
    today: date,
    given: Mapping[str, str],
) -> Form:
    name = kind.model_fields["act"].default
    old = given if given.get("act") == name else {}
    if kind is acts.Opine:
        side = Side.LEGAL if matter.legal == actor.login else Side.BUSINESS
        parts = matter.procedure.parts() if side == Side.LEGAL else ()
        overall = Field("overall", "总的意见", "choice", True, old.get("overall", ""), tuple(OVERALL.items()))
        items = Field("items", "修改意见（每条一段，用空行隔开）", "area", False, old.get("items", ""))
        return Form(name, kind.name, (overall, items), True, parts, side.value)
    fields = tuple(
        _field(each, info, kind, matter, people, today, old)
        for each, info in kind.model_fields.items()
        if each not in ("act", "check", "text")
    )
    return Form(name, kind.name, fields, kind in FIRST)


def _field(
    name: str,
    info: FieldInfo,
    kind: type[Act],
    matter: Matter,
    people: Mapping[str, Account],
    today: date,
    old: Mapping[str, str],
) -> Field:
    label, required, value = info.title or name, info.is_required(), old.get(name, "")
    options = _options(name, kind, matter, people)
    if options is not None:
        return Field(name, label, "choice", required, value, options)
    wanted = _plain_type(info.annotation)
    if wanted is acts.FileRef:
        return Field(name, label, "file", required)
    if wanted is date:
        return Field(name, label, "date", required, value or (today.isoformat() if required else ""))
    if wanted is int:
        usual = str(matter.procedure.days(matter.doc_type).usual)
        return Field(name, label, "number", required, value or (usual if name == "days" else ""))
    choices = _choices(wanted)
    if choices:
        return Field(name, label, "choice", required, value, choices)
    longest = max((getattr(each, "max_length", 0) or 0 for each in info.metadata), default=0)
    return Field(name, label, "area" if longest > _LONG else "text", required, value)


def _choices(wanted: Any) -> tuple[tuple[str, str], ...]:
    """The values of a type that has few."""
    if wanted is bool:
        return YES_NO
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return tuple((each.value, CHOICES.get(each.value, each.value)) for each in wanted)
    return tuple(EVALUATION.items()) if typing.get_origin(wanted) is typing.Literal else ()


def _plain_type(annotation: Any) -> Any:
    """The type behind `X | None`."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next(each for each in typing.get_args(annotation) if each is not type(None))
    return annotation


def _options(
    name: str, kind: type[Act], matter: Matter, people: Mapping[str, Account]
) -> tuple[tuple[str, str], ...] | None:
    """Choices that come from the matter or from the accounts; None for other fields."""
    known: dict[tuple[type[Act], str], Callable[[], tuple[tuple[str, str], ...]]] = {
        (acts.Accept, "legal"): lambda: _accounts(people, {Role.LEGAL_EXPERT}, matter),
        (acts.Accept, "business"): lambda: _accounts(people, {Role.BUSINESS_EXPERT}, matter),
        (acts.Reassign, "to"): lambda: _accounts(people, {Role.LEGAL_EXPERT, Role.BUSINESS_EXPERT}, matter),
        (acts.AddMaterial, "kind"): lambda: tuple(
            (each.key, each.name) for each in matter.procedure.material
        ),
        (acts.SettleRisk, "number"): lambda: tuple(
            (str(each.number), each.risk[:40]) for each in matter.risks if not each.outcome
        ),
        (acts.HandleFinding, "key"): lambda: _findings(matter),
        (acts.HandleItem, "item"): lambda: _items(matter),
    }
    made = known.get((kind, name))
    return None if made is None else made()


def _findings(matter: Matter) -> tuple[tuple[str, str], ...]:
    waiting = set(matter.open_errors())
    found = matter.version.check.findings if matter.version else ()
    return tuple((each.key, each.message[:60]) for each in found if each.key in waiting)


def _items(matter: Matter) -> tuple[tuple[str, str], ...]:
    opinions = matter.round.opinions if matter.round else ()
    return tuple(
        (item.id, item.words[:60]) for each in opinions for item in each.items if item.adopted is None
    )


def _accounts(people: Mapping[str, Account], roles: set[Role], matter: Matter) -> tuple[tuple[str, str], ...]:
    """Whoever could be assigned: in the role, active, without another part."""
    return tuple(
        (login, f"{each.name}（{each.office}）" if each.office else each.name)
        for login, each in sorted(people.items())
        if each.active and not each.roles.isdisjoint(roles) and login not in matter.parts
    )


def asked(form: Mapping[str, str], matter: Matter) -> dict[str, Any]:
    """What a form of this page asks for, as an act is asked for by a program."""
    kind = acts.ACTS.get(form.get("act", ""))
    if kind is None:
        return {"act": ""}
    if kind is acts.Opine:
        return _opinion(form, matter)
    known = set(kind.model_fields)
    return {name: value for name, value in form.items() if name in known and value.strip()}


def _opinion(form: Mapping[str, str], matter: Matter) -> dict[str, Any]:
    parts = matter.procedure.parts() if form.get("side") == Side.LEGAL else ()
    items = [each.strip() for each in form.get("items", "").split("\n\n")]
    return {
        "act": "opine",
        "side": form.get("side", ""),
        "overall": form.get("overall", ""),
        "sheet": [
            {
                "part": part,
                "fit": form.get(f"fit-{at}", "") == "true",
                "words": form.get(f"words-{at}", ""),
            }
            for at, (part, _) in enumerate(parts)
        ],
        "items": [each for each in items if each],
    }
