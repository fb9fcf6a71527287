"""`faju-eval cases FILE`: product cases against the service; what fails, and which kinds it does not offer yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from evaluation.expectations import complaints
from evaluation.judged import Case, read_cases
from evaluation.service import Service, endpoints, open_service
from search_service.cli.console import console, print_json


class RefusedError(Exception):
    """The service answered a case with an error."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: the call it needs, as OpenAPI names it, and how it is asked."""

    needs: tuple[str, str]
    ask: Callable[[Service, Case], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: `passed`, `failed` with reasons, or `unavailable` (no such call yet)."""

    id: str
    kind: str
    state: str
    input: str
    reasons: tuple[str, ...] = ()


def run(service: Service, cases: Sequence[Case]) -> list[Outcome]:
    """Run every case, in order."""
    offered = endpoints(service)
    return [_run(service, case, offered) for case in cases]


def _run(service: Service, case: Case, offered: frozenset[tuple[str, str]]) -> Outcome:
    kind = KINDS.get(case.kind)
    if kind is None or kind.needs not in offered:
        return Outcome(case.id, case.kind, "unavailable", case.input)
    try:
        reasons = tuple(complaints(case, kind.ask(service, case)))
    except RefusedError as refused:
        reasons = (str(refused),)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        reasons = (f"答案不合约定：{type(error).__name__} {error}",)
    return Outcome(case.id, case.kind, "failed" if reasons else "passed", case.input, reasons)


def _call(
    service: Service, method: str, path: str, *, params: Any = None, body: Any = None
) -> dict[str, Any]:
    status, answer = service.call(method, path, params, body)
    if status != 200:
        raise RefusedError(f"HTTP {status} {answer.get('code', '')}：{answer.get('detail', '')}")
    return answer


def _search(service: Service, case: Case) -> dict[str, Any]:
    asked = {"q": case.input, "law": case.params.get("law"), "as_of": case.params.get("today"), "size": 10}
    return _call(service, "GET", "/api/v1/search", params=asked)


def _cite(service: Service, case: Case) -> dict[str, Any]:
    asked = {
        "text": case.input,
        "as_of": case.params.get("today"),
        "current_law": case.params.get("current_law"),
    }
    return _call(service, "POST", "/api/v1/citations/check", body=asked)


def _asof(service: Service, case: Case) -> dict[str, Any]:
    return _call(service, "GET", "/api/v1/resolve", params={"q": case.input, "as_of": case.params["date"]})


def _diff(service: Service, case: Case) -> dict[str, Any]:
    name = case.input.split()[0]
    found = _call(service, "GET", "/api/v1/laws", params={"q": name, "size": 1})["laws"]
    if not found:
        raise RefusedError(f"没有找到《{name}》")
    path = f"/api/v1/laws/{quote(str(found[0]['id']), safe='')}/compare"
    return _call(service, "GET", path, params={"from": case.params["from"], "to": case.params["to"]})


def _check_draft(service: Service, case: Case) -> dict[str, Any]:
    asked = {
        "text": case.input,
        "doc_type": case.params["doc_type"],
        "issuer_level": case.params["issuer_level"],
        "as_of": case.params.get("today"),
    }
    return _call(service, "POST", "/api/v1/drafts/check", body=asked)


KINDS = {
    "search": Kind(("GET", "/api/v1/search"), _search),
    "cite": Kind(("POST", "/api/v1/citations/check"), _cite),
    "asof": Kind(("GET", "/api/v1/resolve"), _asof),
    "diff": Kind(("GET", "/api/v1/laws/{law_id}/compare"), _diff),
    "check_draft": Kind(("POST", "/api/v1/drafts/check"), _check_draft),
}


@click.command(help="运行产品用例：检索、引用核验、历史时点、版本比较、文稿核查。有用例不通过时退出码为 1。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="对正在运行的服务；默认在本进程内。")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认取 FAJU_HOME。")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(sorted(KINDS)), help="只运行这一种，可重复。"
)
@click.option("--verbose", is_flag=True, help="也列出通过的用例。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def cases(
    *, file: Path, url: str | None, home: Path | None, kinds: tuple[str, ...], verbose: bool, as_json: bool
) -> None:
    """Run the cases of a file. Exit status 1 when one fails; a kind that is not offered yet does not fail."""
    read = read_cases(file, frozenset(kinds))
    service = open_service(url, home)
    try:
        outcomes = run(service, read)
    finally:
        service.close()
    if as_json:
        print_json({"totals": totals(outcomes), "cases": [asdict(each) for each in outcomes]})
    else:
        _show(outcomes, verbose)
    if any(each.state == "failed" for each in outcomes):
        raise SystemExit(1)


def totals(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """By kind: how many passed, failed, are not available."""
    counted = Counter((each.kind, each.state) for each in outcomes)
    kinds = dict.fromkeys(each.kind for each in outcomes)
    return {
        kind: {state: counted[kind, state] for state in ("passed", "failed", "unavailable")} for kind in kinds
    }


def _show(outcomes: Sequence[Outcome], verbose: bool) -> None:
    out = console()
    for each in outcomes:
        line = f"{each.id} {' '.join(each.input.split())[:60]}"
        if each.state == "failed":
            out.print(f"不通过 {line}", markup=False)
            for reason in each.reasons:
                out.print(f"    {reason[:400]}", markup=False)
        elif verbose and each.state == "passed":
            out.print(f"通过   {line}", markup=False)
    for kind, count in totals(outcomes).items():
        whole = sum(count.values())
        if count["unavailable"] == whole:
            out.print(f"{kind}：服务还没有这个接口，{whole} 个用例没有运行")
        else:
            out.print(f"{kind}：{count['passed']}/{whole}")
