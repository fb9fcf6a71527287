"""The cases that come with the program: retold in our own words from official bulletins, as commented data.

`corpus/data/cases/bulletins.toml` names the bulletins; every other file there holds cases, in the order of the
files' names. Their fidelity is always `abridged`: the facts are the bulletin's, the words are ours.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from corpus.cases.model import Bulletin, Fidelity, PolicyCase
from corpus.cases.places import regions_of

SOURCE = "faju-cases"
READER = "starter-cases"
_BULLETINS = "bulletins.toml"


@cache
def starter_cases() -> tuple[PolicyCase, ...]:
    """Every case of the collection. ValueError names the file and case where the data is wrong."""
    bulletins = {
        each["key"]: Bulletin(each["title"], each["department"], each["date"])
        for each in _load(_BULLETINS)["bulletin"]
    }
    found = []
    for name in file_names():
        for number, each in enumerate(_load(name)["case"], 1):
            try:
                found.append(_case(each, bulletins))
            except KeyError as error:
                raise ValueError(f"{name}, case {number}: {error} is missing or unknown") from error
    return tuple(found)


def file_names() -> tuple[str, ...]:
    """The files that hold cases, sorted."""
    names = (each.name for each in _folder().iterdir())
    return tuple(sorted(name for name in names if name.endswith(".toml") and name != _BULLETINS))


def _case(data: dict[str, Any], bulletins: dict[str, Bulletin]) -> PolicyCase:
    source = bulletins[data["bulletin"]]
    return PolicyCase(
        title=data["title"],
        issuer=data["issuer"],
        measure=data["measure"],
        source=source,
        regions=regions_of(data["region"]),
        date=source.date,
        document=data.get("document", ""),
        document_number=data.get("number"),
        finding=data["finding"],
        outcome=data["outcome"],
        legal_bases=tuple(data["bases"]),
        categories=tuple(data["categories"]),
        fidelity=Fidelity.ABRIDGED,
    )


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_folder() / name).read_text(encoding="utf-8"))


def _folder() -> Any:
    return resources.files("corpus") / "data" / "cases"
