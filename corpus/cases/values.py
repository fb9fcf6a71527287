"""Cases as plain data, for the store: every field, in JSON's own types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from corpus.cases.model import Bulletin, Fidelity, PolicyCase, Region

_FIELDS = tuple(each.name for each in fields(PolicyCase))


def to_data(case: PolicyCase) -> dict[str, Any]:
    """All fields of a case; empty ones are left out, so that a field added later changes no hash."""
    data = asdict(case)
    return {name: data[name] for name in _FIELDS if data[name] not in ("", None, (), [])}


def from_data(data: Mapping[str, Any]) -> PolicyCase:
    """The case that `to_data` gave."""
    made: dict[str, Any] = {name: data[name] for name in _FIELDS if name in data}
    made["source"] = Bulletin(**data["source"])
    made["also"] = tuple(Bulletin(**each) for each in data.get("also", ()))
    made["regions"] = tuple(Region(**each) for each in data.get("regions", ()))
    made["legal_bases"] = tuple(data.get("legal_bases", ()))
    made["categories"] = tuple(data.get("categories", ()))
    made["fidelity"] = Fidelity(data["fidelity"])
    return PolicyCase(**{"title": "", "issuer": "", "measure": "", **made})
