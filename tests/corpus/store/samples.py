"""Small made-up documents for the store, the merge and the loads."""

from __future__ import annotations

from datetime import date
from typing import Any

from corpus.model import Level, SourceDocument, Unit, UnitKind

WORDS = (
    "城市应当保护古树名木，任何人不得砍伐。",
    "县级以上人民政府林业主管部门负责监督检查。",
    "违反本法规定的，处一万元罚款。",
)


def article(number: int, text: str) -> Unit:
    return Unit(f"a{number}", UnitKind.ARTICLE, number, 0, f"第{number}条", ("第一章 总则",), text)


def articles(count: int = 30, **changed: str) -> tuple[Unit, ...]:
    """Articles 1 … count; `a3="…"` gives another text to article 3."""
    return tuple(
        article(
            n, changed.get(f"a{n}", f"第{n}项制度。{WORDS[n % 3]}{n * 7919 % 1000}号目录由主管部门公布。")
        )
        for n in range(1, count + 1)
    )


def document(title: str = "中华人民共和国古树保护法", **values: Any) -> SourceDocument:
    given: dict[str, Any] = {
        "reader": "markdown",
        "source": "files",
        "path": "a.md",
        "level": Level.LAW,
        "units": articles(),
        "version_date": date(2020, 1, 1),
        **values,
    }
    given.setdefault("raw", f"{title}\n" + "\n".join(each.text for each in given["units"]))
    return SourceDocument(title=title, **given)
