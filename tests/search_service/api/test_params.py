"""Query parameters: what is refused, with which code, in Chinese."""

from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from corpus.model import Level
from search_service.api.params import openapi_parameters, parse
from search_service.errors import ServiceError
from search_service.request import SearchRequest


def test_values_are_typed_and_lists_repeat() -> None:
    request = parse(
        SearchRequest, QueryParams("q=罚款&level=法律&level=行政法规&as_of=2026-01-31&expand=off&size=100")
    )
    assert request.level == (Level.LAW, Level.ADMINISTRATIVE_REGULATION)
    assert request.as_of is not None and request.as_of.isoformat() == "2026-01-31"
    assert request.expand is False and request.size == 100


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=a&colour=red", "unknown_parameter"),
        ("q=a&as_of=2026-02-30", "bad_date"),
        ("q=a&as_of=20260101", "bad_date"),
        ("q=a&as_of=昨天", "bad_date"),
        ("q=a&published_from=0000-00-00", "bad_date"),
        ("q=a&level=法规", "unknown_value"),
        ("q=a&currency=alive", "unknown_value"),
        ("q=a&sort=random", "unknown_value"),
        ("q=a&size=101", "bad_parameter"),
        ("q=a&size=0", "bad_parameter"),
        ("q=a&page=-1", "bad_parameter"),
        ("q=a&page=x", "bad_parameter"),
        ("q=a&q=b", "bad_parameter"),
        ("q=a&expand=maybe", "bad_parameter"),
        ("q=a&year=12", "bad_parameter"),
    ],
)
def test_what_is_wrong_is_named(query: str, code: str) -> None:
    with pytest.raises(ServiceError) as caught:
        parse(SearchRequest, QueryParams(query))
    assert (caught.value.status, caught.value.code) == (400, code)
    assert any("\u4e00" <= each <= "\u9fff" for each in caught.value.detail)


def test_every_parameter_is_documented_without_references() -> None:
    parameters = openapi_parameters(SearchRequest)["parameters"]
    assert {each["name"] for each in parameters} == set(SearchRequest.model_fields)
    assert all(each["description"] for each in parameters)
    assert "$ref" not in str(parameters)
