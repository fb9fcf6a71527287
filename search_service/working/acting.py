"""An act as a program or a form gives it → done. The one way for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search_service.errors import ServiceError
from workflow.accounts import Account
from workflow.matters.acts import ACTS, Act, AddMaterial, AddVersion, Open, StateBases
from workflow.matters.service import Matters, Summary

WITH_FILES = (AddVersion, AddMaterial, Open)
"""What is not asked for as an act: it comes with a file, or begins a matter."""


def perform(
    matters: Matters, actor: Account, matter_id: str, revision: int, given: Mapping[str, Any]
) -> Summary:
    """Do an act. pydantic's ValidationError when its details are wrong, ServiceError 422 `unknown_act`, WorkflowError
    when it may not be done."""
    act = parsed(given)
    if isinstance(act, StateBases):
        return matters.state_bases(actor, matter_id, revision, act.bases, act.despite)
    return matters.act(actor, matter_id, revision, act)


def parsed(given: Mapping[str, Any]) -> Act:
    """The model of an act. What the service itself finds out (`check`) cannot be given."""
    kind = ACTS.get(str(given.get("act", "")))
    if kind is None or issubclass(kind, WITH_FILES):
        raise ServiceError(422, "unknown_act", "没有这种办理。", extra={"acts": _names()})
    return kind.model_validate({name: value for name, value in given.items() if name != "check"})


def _names() -> list[str]:
    return [name for name, kind in ACTS.items() if not issubclass(kind, WITH_FILES)]
