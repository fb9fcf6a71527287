"""Every call of the interface: its documentation, and real answers held against the shapes it promises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.testclient import TestClient

from search_service.api import (
    check_routes,
    draft_routes,
    filed_routes,
    following_routes,
    graph_routes,
    import_routes,
    law_routes,
    matter_routes,
    notice_routes,
    operation_routes,
    review_routes,
    search_routes,
    session_routes,
    shelf_routes,
    task_routes,
)
from search_service.api.schemas import ProblemShape
from search_service.api.search_shapes import SearchAnswer

CHINESE = re.compile("[\u4e00-\u9fff]")
MODULES = (
    search_routes,
    law_routes,
    graph_routes,
    check_routes,
    draft_routes,
    review_routes,
    operation_routes,
    shelf_routes,
    import_routes,
)
SIGNED_MODULES = (matter_routes, session_routes, task_routes, following_routes, notice_routes, filed_routes)
"""Calls for those who have signed in: tests/search_service/workflow tries each with every role."""
ROUTES = [route for module in MODULES for route in module.router.routes if isinstance(route, APIRoute)]
SIGNED = [route for module in SIGNED_MODULES for route in module.router.routes if isinstance(route, APIRoute)]
GETS = [route for route in ROUTES if route.methods == {"GET"}]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "/metrics": "text/plain",
    "/api/v1/imports/{import_id}/report.xlsx": XLSX,
    "/api/v1/templates/{name}": XLSX,
}
"""Calls that answer with a file, and its kind."""

NOT_IN_THE_STARTER = frozenset(
    {"/api/v1/documents/{document_id}", "/api/v1/imports/{import_id}/items/{position}/compare"}
)
"""No document comes with the program, and nothing in it was ever changed."""

ADDRESSES = """
/api/v1/search?q=民法典1254
/api/v1/search?q=民法典第1254条第2款
/api/v1/search?q=民法典
/api/v1/search?q=环境保护法
/api/v1/search?q=23条
/api/v1/search?q=合同法第五十二条
/api/v1/search?q=国办发〔2018〕37号
/api/v1/search?q=高空抛物&facets=all&explain=on&size=5
/api/v1/search?q=高空抛物&group=law
/api/v1/search?q=罚款&sort=date&level=法律&year=2021&size=100
/api/v1/search?q=罚款&currency=any&as_of=2026-12-31
/api/v1/search?q=处罚&kind=work
/api/v1/search?q=案例&kind=case
/api/v1/search?q="行政处罚" -罚款&mode=advanced
/api/v1/search?q=听证&law=行政许可法&vectors=on&expand=off
/api/v1/search?q=环境保护&published_from=2020-01-01&published_to=2026-12-31
/api/v1/suggest
/api/v1/suggest?q=民法典12
/api/v1/suggest?q=醉
/api/v1/laws
/api/v1/laws?q=xzcf
/api/v1/laws?level=宪法&size=100
/api/v1/laws/fv44b4tnoo26
/api/v1/laws/商标法?version=2026-06-26
/api/v1/laws/环境保护法
/api/v1/laws/乡镇企业法
/api/v1/laws/合同法
/api/v1/laws/宪法修正案（2018年）
/api/v1/laws/刑法/versions
/api/v1/laws/商标法/compare?from=2019-04-23&to=2026-06-26
/api/v1/laws/刑法/articles/133-1
/api/v1/laws/刑法/articles/199
/api/v1/laws/民法典/articles/9999
/api/v1/laws/民法典/articles/1254?as_of=2020-12-31
/api/v1/laws/环境保护法/articles/45
/api/v1/laws/合同法/articles/52
/api/v1/laws/劳动合同法实施条例/articles/19
/api/v1/laws/商标法/units/a10?version=2026-06-26
/api/v1/resolve?q=商标法 第十条&as_of=2026-12-31
/api/v1/resolve?q=合同法52
/api/v1/resolve?q=民法典9999
/api/v1/resolve?q=婚姻法
/api/v1/laws/商标法/citations
/api/v1/laws/民法典/citations?article=1254&direction=in
/api/v1/search?q=限定本地企业投标&kind=case
/api/v1/search?q=公平竞争审查条例第九条&kind=case
/api/v1/search?q=租赁备案&kind=document
/api/v1/cases
/api/v1/cases?q=限定 本地企业&facets=on&size=5
/api/v1/cases?category=9.3&year=2024&sort=date
/api/v1/cases?law=反垄断法&unit=第四十五条
/api/v1/documents?q=房屋&facets=on
/api/v1/imports
/api/v1/imports?state=finished&size=1
/api/v1/imports/1
/api/v1/imports/1/items?size=500
/api/v1/imports/1/items?outcome=rejected&warned=on
""".splitlines()[1:]

CHECKS = [
    {"text": ""},
    {"text": "依照《合同法》第五十二条、《民法典》第一千二百五十四条第二款，本办法第九条，“前款”。"},
    {"text": "依照本法第十条、第九百条。", "current_law": "商标法", "as_of": "2027-01-01"},
]


def route_of(address: str) -> APIRoute:
    """The route that answers an address."""
    path = urlsplit(address).path
    return next(route for route in GETS if route.path_regex.fullmatch(path))


def held_against(model: type[BaseModel], body: str) -> BaseModel:
    """The answer as its shape; a member that is missing, too many or of another type fails the test."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        pytest.fail(f"{model.__name__}: {error}")


def shape_of(route: APIRoute) -> type[BaseModel]:
    assert isinstance(route.response_model, type), route.path
    return route.response_model


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_have_the_shape_they_promise(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    held_against(shape_of(route_of(address)), answer.text)


@pytest.mark.parametrize("body", CHECKS, ids=lambda body: str(len(body)))
def test_checks_have_the_shape_they_promise(client: TestClient, body: dict[str, str]) -> None:
    answer = client.post("/api/v1/citations/check", json=body)
    assert answer.status_code == 200, answer.text
    route = next(each for each in ROUTES if each.path.endswith("/citations/check"))
    held_against(shape_of(route), answer.text)


def test_the_check_of_a_file_returns_its_text(client: TestClient) -> None:
    text = "依照《合同法》第五十二条。"
    upload = {"file": ("稿.txt", text.encode("gb18030"))}
    found = client.post("/api/v1/citations/check", files=upload, data={"as_of": "2026-11-23"}).json()
    assert found["text"] == text
    first = found["citations"][0]
    assert text[first["start"] : first["end"]] == first["text"]
    assert (first["verdict"], first["since"]) == ("repealed", "2021-01-01")


@pytest.mark.parametrize("route", GETS, ids=lambda route: route.path)
def test_every_call_can_be_tried(client: TestClient, route: APIRoute) -> None:
    """`x-try` of the documentation is an address of this very call that answers."""
    address = (route.openapi_extra or {})["x-try"]
    assert route.path_regex.fullmatch(urlsplit(address).path)
    assert client.get(address).status_code == (404 if route.path in NOT_IN_THE_STARTER else 200)


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def calls(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The open interface: all but what needs a sign-in."""
    closed = {route.path for route in SIGNED}
    for path, methods in document["paths"].items():
        for call in methods.values():
            if path not in closed:
                yield path, call


def test_every_call_is_in_the_documentation(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {route.path for route in (*ROUTES, *SIGNED)}


def test_calls_for_those_who_signed_in_have_a_chinese_summary_too(document: dict[str, Any]) -> None:
    for route in SIGNED:
        for call in document["paths"][route.path].values():
            assert CHINESE.search(call["summary"]), route.path


def test_every_call_has_a_chinese_summary_and_an_example(document: dict[str, Any]) -> None:
    for path, call in calls(document):
        assert CHINESE.search(call["summary"]), path
        body = call.get("requestBody", {"content": {}})["content"]
        plain = not body or "multipart/form-data" in body
        assert call.get("x-try") or plain or body["application/json"]["example"], path
        for parameter in call.get("parameters", ()):
            assert CHINESE.search(parameter["description"]), (path, parameter["name"])


def test_every_answer_is_described(document: dict[str, Any]) -> None:
    for path, call in calls(document):
        for status, answer in call["responses"].items():
            ((media, content),) = answer["content"].items()
            if status == "200" and path in FILES:
                assert media == FILES[path]
                continue
            expected = "application/json" if status < "300" else "application/problem+json"
            assert media == expected
            assert "$ref" in content["schema"], (path, status)


def test_shapes_show_chinese_examples(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for path, call in calls(document):
        if path in ("/healthz", "/readyz", "/api/v1/index", *FILES):
            continue
        status = "200" if "200" in call["responses"] else "202"
        shape = call["responses"][status]["content"]["application/json"]["schema"]["$ref"]
        assert any(CHINESE.search(each) for each in examples(schemas, shape.rpartition("/")[2], set())), path


def examples(schemas: dict[str, Any], name: str, seen: set[str]) -> Iterator[str]:
    """The examples of a shape and of all shapes inside it."""
    if name in seen:
        return
    seen.add(name)
    text = json.dumps(schemas[name], ensure_ascii=False)
    yield from re.findall(r'"examples": \[(.*?)\]', text)
    for inner in re.findall(r'"#/components/schemas/(\w+)"', text):
        yield from examples(schemas, inner, seen)


def test_documented_parameters_are_those_that_are_read(client: TestClient, document: dict[str, Any]) -> None:
    """An unknown parameter is refused with the list of the known ones: it is the documented one."""
    for path, call in calls(document):
        documented = {each["name"] for each in call.get("parameters", ()) if each["in"] == "query"}
        if not documented:
            continue
        if path.startswith("/api/v1/imports") and "x-try" not in call:
            continue  # for those who may load
        if "requestBody" in call:
            example = call["requestBody"]["content"]["application/json"]["example"]
            refused = client.post(path, params={"no_such": "1"}, json=example).json()
        else:
            address = urlsplit(call["x-try"])
            refused = client.get(address.path, params={**parse_qs(address.query), "no_such": "1"}).json()
        assert refused["code"] == "unknown_parameter"
        listed = refused["detail"].partition("可用的参数：")[2].rstrip("。").split("、")
        assert set(listed) == documented, path


@pytest.mark.parametrize(
    "address", ["/api/v1/search?q=罚款", "/api/v1/laws/民法典", "/healthz", "/openapi.json"]
)
def test_head_is_get_without_the_content(client: TestClient, address: str) -> None:
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_the_shapes_refuse_what_they_do_not_describe(client: TestClient) -> None:
    """The check above can fail: one member more, one less, one of another type."""
    good = client.get("/api/v1/search?q=民法典1254").json()
    broken = [{**good, "extra": 1}, {**good, "total": "x"}, {k: v for k, v in good.items() if k != "hits"}]
    for each in broken:
        with pytest.raises(ValidationError):
            SearchAnswer.model_validate(each)
    with pytest.raises(ValidationError):
        ProblemShape.model_validate({"status": 400})
