"""The facets of a search as its page shows them: values that are added or taken back one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from search_service.request import CurrencyFilter, SearchRequest
from search_service.verdicts import CURRENCIES

TITLES = {
    "level": "效力位阶",
    "currency": "时效性",
    "category": "类别",
    "region": "地区",
    "issuer": "制定机关",
    "year": "公布年份",
}
FACETS = ("level", "currency", "category", "region", "issuer", "year")
MOST_VALUES = 6
"""Values of a facet shown at once; the rest unfolds."""
ANY_CURRENCY = "全部"

Counts = Mapping[str, Sequence[Mapping[str, Any]]]


class Link(Protocol):
    """This search with some parameters changed; None removes one, a list repeats it."""

    def __call__(self, **changes: str | int | Sequence[str] | None) -> str: ...


def alternatives(request: SearchRequest, counted: Counts, ask: Callable[[SearchRequest], Counts]) -> Counts:
    """The counts with those of a narrowed facet as they are without its own filter: what else could be chosen.

    `ask` searches again, once for each facet that narrows the list.
    """
    found = dict(counted)
    for name in FACETS:
        if getattr(request, name):
            wider = request.model_copy(
                update={name: (), "facets": (name,), "page": 1, "size": 1, "group": None}
            )
            found[name] = ask(wider).get(name, ())
    return found


def groups(counted: Counts, request: SearchRequest, link: Link) -> list[dict[str, Any]]:
    """Facets that can narrow the list, and those that narrow it now (they must be there to be taken back)."""
    found = []
    for name in FACETS:
        chosen = [str(each) for each in getattr(request, name)]
        values = [{**each, "value": str(each["value"])} for each in counted.get(name, ())]
        missing = [each for each in chosen if all(value["value"] != each for value in values)]
        values += [{"value": each, "count": None} for each in missing]
        if not chosen and len(values) < 2:
            continue
        shown = [_value(name, each, chosen, link) for each in values]
        shown.sort(key=lambda each: not each["current"])  # stable: what is chosen first
        visible = max(MOST_VALUES, len(chosen))
        found.append(
            {
                "name": name,
                "title": TITLES[name],
                "values": shown[:visible],
                "more": shown[visible:],
                "undo": link(**{name: None, "page": None}) if chosen else None,
            }
        )
    return found


def _value(name: str, each: Mapping[str, Any], chosen: Sequence[str], link: Link) -> dict[str, Any]:
    value = each["value"]
    current = value in chosen
    kept = [other for other in chosen if other != value] if current else [*chosen, value]
    return {
        "value": value,
        "label": value_name(name, value),
        "count": each["count"],
        "current": current,
        "href": link(**{name: kept or None, "page": None}),
    }


def value_name(facet: str, value: str) -> str:
    """A value of a facet in the words of people."""
    if facet != "currency":
        return value
    return ANY_CURRENCY if value == CurrencyFilter.ANY else CURRENCIES.get(value, value)


def chosen(request: SearchRequest, link: Link) -> list[dict[str, str]]:
    """Everything that narrows the list now, each with the way to take it back."""
    found = []
    for name in FACETS:
        values = [str(each) for each in getattr(request, name)]
        for value in values:
            kept = [other for other in values if other != value]
            found.append(
                {
                    "label": f"{TITLES[name]}：{value_name(name, value)}",
                    "href": link(**{name: kept or None, "page": None}),
                }
            )
    if request.law:
        found.append({"label": f"法规：{request.law}", "href": link(law=None, page=None)})
    for name, words in (("published_from", "公布不早于"), ("published_to", "公布不晚于")):
        day = getattr(request, name)
        if day is not None:
            found.append({"label": f"{words} {day.isoformat()}", "href": link(**{name: None, "page": None})})
    return found
