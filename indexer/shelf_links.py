"""What the cases and published documents cite, kept in `HOME/cache/shelf-links.json`.

Reading it takes seconds for some hundred cases and depends on library, shelves, program and day, so it is never done
in a request: the pass over the citations (`indexer.citing_child`) brings the file up to date, after a load and for a
service. The file is disposable.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import orjson

from corpus.cases.citing import CaseCitation, CaseCiter, Chosen, Link, Today
from corpus.cases.links import CaseLinks
from corpus.legal_time.compare import UnitStatus
from corpus.legal_time.resolve import LawRef
from corpus.model import Verdict
from corpus.precedents.citing import PrecedentCitation, PrecedentLinks, cite
from corpus.store import Store
from corpus.titles import book_of
from indexer.files import replace_text
from indexer.timelines import timeline_of

FILE = Path("cache") / "shelf-links.json"


@dataclass(frozen=True, slots=True)
class ShelfLinks:
    """The citations as read for one library and its shelves (`key`) on one `day`."""

    cases: CaseLinks
    precedents: PrecedentLinks
    key: str = ""
    day: date | None = None


def nothing() -> ShelfLinks:
    """Links of empty shelves, or of shelves that nobody has read yet."""
    return ShelfLinks(CaseLinks(()), PrecedentLinks(()))


def key_of(library_version: str, cases_version: str, precedents_version: str) -> str:
    """What the links depend on beside the day; the program is part of it."""
    return sha256(
        "\n".join((_code(), library_version, cases_version, precedents_version)).encode()
    ).hexdigest()


def kept(home: Path) -> ShelfLinks:
    """The links of the file, current or not; `nothing()` where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = orjson.loads((home / FILE).read_bytes())
        return ShelfLinks(
            CaseLinks(
                (item, [_case_citation(each) for each in found]) for item, found in data["cases"].items()
            ),
            PrecedentLinks(
                (item, [_precedent_citation(each) for each in found])
                for item, found in data["precedents"].items()
            ),
            data["key"],
            date.fromisoformat(data["day"]),
        )
    return nothing()


def refresh(home: Path, store: Store, day: date) -> bool:
    """Bring the file up to date; whether there was anything to do. StoreError, OSError."""
    cases, precedents = store.cases(), store.precedents()
    key = key_of(store.info().version, cases.info.version, precedents.info.version)
    if not (len(cases) or len(precedents)) or _is_current(home, key, day):
        return False
    library = store.library()
    key = key_of(library.info().version, cases.info.version, precedents.info.version)
    titles, timeline = book_of(library), timeline_of(home, library)
    citer = CaseCiter(library, timeline, titles, day)
    data = {
        "key": key,
        "day": day,
        "cases": {item: citer.cite(case) for item, case in cases.items()},
        "precedents": {
            item: cite(document, library=library, timeline=timeline, titles=titles, today=day)
            for item, document in precedents.items()
        },
    }
    (home / FILE).parent.mkdir(parents=True, exist_ok=True)
    replace_text(home / FILE, orjson.dumps(data).decode())
    return True


def _is_current(home: Path, key: str, day: date) -> bool:
    found = kept(home)
    return (found.key, found.day) == (key, day)


def _case_citation(data: Mapping[str, Any]) -> CaseCitation:
    today = data["today"]
    made: dict[str, Any] = {
        **data,
        "law": LawRef(**data["law"]),
        "verdict": Verdict(data["verdict"]),
        "day": date.fromisoformat(data["day"]),
        "chosen": Chosen(data["chosen"]),
        "successor": LawRef(**data["successor"]) if data["successor"] else None,
        "warnings": tuple(data["warnings"]),
    }
    if today is not None:
        status = UnitStatus(today["status"]) if today["status"] else None
        made["today"] = Today(**{**today, "link": Link(today["link"]), "status": status})
    return CaseCitation(**made)


def _precedent_citation(data: Mapping[str, Any]) -> PrecedentCitation:
    made: dict[str, Any] = {
        **data,
        "law": LawRef(**data["law"]),
        "then": Verdict(data["then"]),
        "now": Verdict(data["now"]),
        "replaced_by": LawRef(**data["replaced_by"]) if data["replaced_by"] else None,
    }
    return PrecedentCitation(**made)


@cache
def _code() -> str:
    """The program that reads citations: every module and data file of `corpus`."""
    total = sha256()
    for path in sorted(_files(), key=str):
        total.update(path.read_bytes())
    return total.hexdigest()


def _files() -> list[Path]:
    with resources.as_file(resources.files("corpus")) as folder:
        return [*folder.rglob("*.py"), *folder.glob("data/*.toml")]
