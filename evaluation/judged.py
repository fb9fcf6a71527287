"""Judged files (JSON lines) → typed rows: queries with gold articles, and product cases.

A ranking row is `{qid, query, gold: [{law, article}], in_starter?, from?: {law}}`; a case is
`{id, kind, input, params, expect}`. A place is (title as compared, article number as printed).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.normalize import plain_title

Place = tuple[str, str | None]


class JudgedFileError(Exception):
    """A judged file cannot be used; `message_zh` says which line and why."""

    code = "bad_judged_file"

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the articles that answer it.

    `own` is the title (as compared) of the document that the query was cut from: its articles are left out of
    the hits. `in_starter`: every gold article is in the starter library (true where the file does not say).
    """

    qid: str
    query: str
    gold: frozenset[Place]
    own: str | None = None
    in_starter: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A product case: what is sent, and what must be true of the answer. What `expect` does not name is free."""

    id: str
    kind: str
    input: str
    params: Mapping[str, Any]
    expect: Mapping[str, Any]


def read_queries(path: Path, *, in_starter: bool = False, limit: int | None = None) -> list[JudgedQuery]:
    """The judged queries of a file, in its order. JudgedFileError where a line is not one."""
    rows = [_query(row, where) for row, where in _rows(path)]
    return [each for each in rows if each.in_starter or not in_starter][:limit]


def read_cases(path: Path, kinds: frozenset[str] = frozenset()) -> list[Case]:
    """The cases of a file, of these kinds only where any are given."""
    cases = [_case(row, where) for row, where in _rows(path)]
    return [each for each in cases if not kinds or each.kind in kinds]


def place_of(law: object, article_no: str | None) -> Place:
    """A place from a law (its title, or `{title}`) and an article number as printed."""
    return title_of(law) or "", article_no


def title_of(law: object) -> str | None:
    """The title of a law as answers give it (a text, or `{title}`), in the form in which titles are compared."""
    title = law.get("title") if isinstance(law, Mapping) else law
    return plain_title(title) if isinstance(title, str) else None


def _rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JudgedFileError(f"读不出 {path}：{error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path} 第 {number} 行"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise JudgedFileError(f"{where} 不是 JSON：{error}") from error
        if not isinstance(row, dict):
            raise JudgedFileError(f"{where} 不是一个 JSON 对象")
        yield row, where


def _query(row: Mapping[str, Any], where: str) -> JudgedQuery:
    try:
        gold = frozenset(place_of(each["law"], each["article"]) for each in row["gold"])
        own = title_of((row.get("from") or {}).get("law"))
        query = JudgedQuery(str(row["qid"]), str(row["query"]), gold, own, bool(row.get("in_starter", True)))
    except (KeyError, TypeError, AttributeError) as error:
        raise JudgedFileError(f"{where} 不是评测问题（缺少 {error}）") from error
    if not gold:
        raise JudgedFileError(f"{where} 没有标准答案（gold 为空）")
    return query


def _case(row: Mapping[str, Any], where: str) -> Case:
    try:
        return Case(
            str(row["id"]), str(row["kind"]), str(row["input"]), row.get("params") or {}, row["expect"]
        )
    except KeyError as error:
        raise JudgedFileError(f"{where} 不是产品用例（缺少 {error}）") from error
