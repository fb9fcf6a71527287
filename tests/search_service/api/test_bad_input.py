"""Whatever is sent: an answer or one clear problem with a stable code, never a 5xx, never everything."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.search_service.api.problems import problem

SEARCH, LAWS, CHECK = "/api/v1/search", "/api/v1/laws", "/api/v1/citations/check"


EMPTY = [
    "",
    "%20%20",
    "%E3%80%80",
    "!!!",
    "，。；",
    "%00",
    "%00%00",
    "%ED%A0%80",
    "%FF%FE",
    "%F0%9F%98%80",
    "(.*)%2B%5B%5D",
    "*:*",
]
EMPTY += [
    "%22",
    "%22%22%22",
    "--",
    "%5C",
    "%7F%1B",
    "%0A%0D",
    "%25",
    "+",
    "%E2%80%8F%E2%80%AE",
    "%EF%BB%BF",
    "《》",
    "%E2%80%8B",
]


@pytest.mark.parametrize("query", EMPTY)
@pytest.mark.parametrize("mode", ["simple", "advanced"])
def test_a_query_of_nothing(client: TestClient, query: str, mode: str) -> None:
    problem(client.get(f"{SEARCH}?q={query}&mode={mode}"), 400, "empty_query")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("%ED%A0%80民法典1254", "a1254"),
        ("民法典%001254", "a1254"),
        ("%E2%80%8F民法典%E2%80%8B1254", "a1254"),
        ("%F0%9F%98%80民法典1254%F0%9F%98%80", "a1254"),
        ("民法典%0A1254", "a1254"),
        ("%EF%BB%BF民法典1254", "a1254"),
        ("《民法典》%00第%EF%BC%91254条", "a1254"),
    ],
)
def test_strange_characters_do_not_hide_a_citation(client: TestClient, query: str, first: str) -> None:
    found = client.get(f"{SEARCH}?q={query}").json()
    assert found["hits"][0]["id"].endswith(":" + first)


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1--",
        "'; DROP TABLE unit;--",
        "罚款' UNION SELECT * FROM work--",
        "title:罚款 AND (",
        "罚款~2 OR [a TO z]",
        "罚款^1000",
        "(?:罚款)+{99999}",
        "{{7*7}} ${jndi:ldap://x}",
        "<script>alert(1)</script>罚款",
        "../../etc/passwd",
        "%s%s%n 罚款",
        "罚款 " * 300,
        "罚" * 2000,
        "第一条" * 600,
        "第1条、" * 500,
        "《" * 1000 + "法",
        "（（（" * 300 + "罚款",
        "１" * 1999 + "条",
        "a" * 2000,
        "法 " * 1000,
        "-" * 1000 + "罚款",
        "\u202e罚款\u202c",
        "罚\u0301款\u0301",
        "𠮷野家 罚款",
        "ﷺ 罚款",
    ],
)
@pytest.mark.parametrize("mode", ["simple", "advanced"])
def test_any_syntax_is_plain_text(client: TestClient, query: str, mode: str) -> None:
    answer = client.get(SEARCH, params={"q": query, "mode": mode})
    assert answer.status_code == 200, answer.text
    assert answer.json()["took_ms"] < 5000


def test_a_long_query_is_refused_with_the_limit(client: TestClient) -> None:
    assert client.get(SEARCH, params={"q": "法" * 2000}).status_code == 200
    answer = client.get(SEARCH, params={"q": "法" * 2001})
    problem(answer, 400, "query_too_long")
    assert answer.json()["limit"] == 2000


def test_ten_thousand_characters_are_refused_before_they_are_read(client: TestClient) -> None:
    """90 kB of address: httpx itself refuses to send more than 64 KiB, so the request is made by hand."""
    problem(client.get(f"{SEARCH}?q={'a' * 10_000}"), 400, "query_too_long")
    problem(client.get(f"{SEARCH}?q={'a' * 50_000}"), 414, "uri_too_long")


WRONG = [
    ("x=1", "unknown_parameter"),
    ("Q=罚款", "unknown_parameter"),
    ("%ED%A0%80=1", "unknown_parameter"),
    ("q=a&q=b", "bad_parameter"),
    ("as_of=2026-01-01&as_of=2026-01-02", "bad_parameter"),
    ("level=不存在", "unknown_value"),
    ("level=", "unknown_value"),
    ("level=法律&level=x", "unknown_value"),
    ("currency=alive", "unknown_value"),
    ("sort=x", "unknown_value"),
    ("group=x", "unknown_value"),
    ("mode=x", "unknown_value"),
    ("kind=x", "unknown_value"),
    ("facets=x", "unknown_value"),
    ("expand=maybe", "bad_parameter"),
    ("as_of=2026-02-30", "bad_date"),
    ("as_of=2026-13-01", "bad_date"),
    ("as_of=0000-01-01", "bad_date"),
    ("as_of=10000-01-01", "bad_date"),
    ("as_of=2026-1-1", "bad_date"),
    ("as_of=20260101", "bad_date"),
    ("as_of=２０２６-01-01", "bad_date"),
    ("as_of=", "bad_date"),
    ("as_of=today", "bad_date"),
    ("as_of=2026-01-01T00:00:00", "bad_date"),
    ("as_of=%00%00%00%00-%00%00-%00%00", "bad_date"),
    ("published_from=2027-01-01&published_to=2020-01-01", "bad_date"),
    ("page=0", "bad_parameter"),
    ("page=-1", "bad_parameter"),
    ("page=1000001", "bad_parameter"),
    ("page=99999999999999999999999999", "bad_parameter"),
    ("page=1e3", "bad_parameter"),
    ("page=", "bad_parameter"),
    ("size=0", "bad_parameter"),
    ("size=101", "bad_parameter"),
    ("size=NaN", "bad_parameter"),
    ("year=abc", "bad_parameter"),
    ("year=1", "bad_parameter"),
    ("year=999999999999999999999", "bad_parameter"),
    ("issuer=" + "x" * 201, "bad_parameter"),
    ("law=没有这部法", "unknown_law"),
    ("law=%00", "unknown_law"),
    ("law=%ED%A0%80", "unknown_law"),
    ("law=" + "x" * 201, "bad_parameter"),
]


@pytest.mark.parametrize(("parameters", "code"), WRONG)
def test_a_wrong_parameter_is_named(client: TestClient, parameters: str, code: str) -> None:
    prefix = "" if parameters.startswith("q=") else "q=罚款&"
    answer = client.get(f"{SEARCH}?{prefix}{parameters}")
    problem(answer, 400, code)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-02-29"])
def test_days_at_the_edge_of_the_calendar(client: TestClient, day: str) -> None:
    for path in (
        f"{SEARCH}?q=罚款",
        f"{LAWS}/民法典?",
        f"{LAWS}/民法典/articles/1?",
        "/api/v1/resolve?q=民法典1",
        "/api/v1/library/health?",
    ):
        answer = client.get(f"{path}&as_of={day}")
        assert (answer.status_code, answer.json()["as_of"]) == (200, day)


def test_a_switch_without_a_value_is_on(client: TestClient) -> None:
    assert "explain" in client.get(f"{SEARCH}?q=罚款&explain=").json()["hits"][0]


STRANGE = [
    "xxxxxxxxxxxx",
    "%00",
    "%2E%2E",
    "%20",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "没有这部法",
    "法" * 3000,
    "%22",
    "<script>",
    "%25",
    "a:b",
    "a%3Fb",
    "+",
    "%C0%AF",
    "'",
]


@pytest.mark.parametrize("law", STRANGE)
@pytest.mark.parametrize(
    "rest", ["", "/versions", "/articles/1", "/units/a1", "/compare?from=a&to=b", "/citations"]
)
def test_a_law_that_is_not_there(client: TestClient, law: str, rest: str) -> None:
    problem(client.get(f"{LAWS}/{law}{rest}"), 404, "law_not_found")


@pytest.mark.parametrize(
    "path", ["a%2Fb", "..%2F..%2Fetc%2Fpasswd", "民法典/articles/%2F", "民法典/nope", "民法典/articles/1/x"]
)
def test_a_path_that_is_not_there(client: TestClient, path: str) -> None:
    problem(client.get(f"{LAWS}/{path}"), 404, "not_found")


@pytest.mark.parametrize(
    "no",
    ["abc", "%00", "%2E%2E", "第", "条", "一-", "1.5", "第一章", "9" * 26, "九" * 40, "%ED%A0%80", "1 2 x"],
)
def test_a_number_that_is_none(client: TestClient, no: str) -> None:
    problem(client.get(f"{LAWS}/民法典/articles/{no}"), 400, "bad_article_number")


@pytest.mark.parametrize("no", ["0", "9999", "999999999999", "1-1", "第九千九百九十九亿条"])
def test_a_number_that_no_article_has(client: TestClient, no: str) -> None:
    answer = client.get(f"{LAWS}/民法典/articles/{no}")
    assert (answer.status_code, answer.json()["verdict"]) == (200, "article_not_found")
    assert answer.json()["last_article"] == "第一千二百六十条"


@pytest.mark.parametrize("key", ["zzz", "a1~9", "%00", "%ED%A0%80", "a" * 5000, "A1", "%2E%2E", "a1 ", "*"])
def test_a_unit_that_is_not_there(client: TestClient, key: str) -> None:
    problem(client.get(f"{LAWS}/民法典/units/{key}"), 404, "unit_not_found")


@pytest.mark.parametrize("version", ["x", "%00", "1999-01-01", "%ED%A0%80", "2020-05-28'"])
def test_a_version_that_is_not_there(client: TestClient, version: str) -> None:
    for rest in ("?", "/articles/1?", "/units/a1?"):
        problem(client.get(f"{LAWS}/民法典{rest}version={version}"), 404, "version_not_found")
    problem(client.get(f"{LAWS}/民法典/compare?from={version}&to=2020-05-28"), 404, "version_not_found")


@pytest.mark.parametrize("q", ["%00", "，。", "《》", "%F0%9F%98%80", "%ED%A0%80"])
def test_a_list_of_laws_by_nothing_is_not_all_laws(client: TestClient, q: str) -> None:
    problem(client.get(f"{LAWS}?q={q}"), 400, "empty_query")
    assert client.get(f"{LAWS}?q=没有这种名字的东西").json()["total"] == 0
    assert client.get(LAWS).json()["total"] > 300


@pytest.mark.parametrize("q", ["abc", "高空抛物", "23条", "%00", "%ED%A0%80", "第一条"])
def test_resolve_wants_a_citation(client: TestClient, q: str) -> None:
    problem(client.get(f"/api/v1/resolve?q={q}"), 400, "not_a_citation")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [("", "bad_parameter"), ("?q=", "bad_parameter"), ("?q=" + "法" * 301, "bad_parameter")],
)
def test_resolve_wants_a_query(client: TestClient, parameters: str, code: str) -> None:
    problem(client.get("/api/v1/resolve" + parameters), 400, code)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize("path", [SEARCH, LAWS + "/民法典", "/healthz", "/metrics", "/api/v1/index"])
def test_a_wrong_method(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


def test_get_where_only_post_is(client: TestClient) -> None:
    problem(client.get(CHECK), 405, "method_not_allowed")


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/api",
        "/api/v1",
        "/api/v2/search",
        "/api/v1/searchx",
        "/static/nope.css",
        "/%00",
        "/.env",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_an_unknown_address(client: TestClient, path: str) -> None:
    problem(client.get(path), 404, "not_found")


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(codec=None), max_size=60), st.sampled_from(["simple", "advanced"]))
@example("第九千九百九十九亿九千九百九十九万条", "simple")
@example("民法典第" + "9" * 50 + "条", "simple")
@example('-"', "advanced")
def test_no_text_makes_the_service_fail(client: TestClient, text: str, mode: str) -> None:
    """Lone surrogates, controls, private use, any script: 200, or 400 with a code."""
    query = quote(text.encode("utf-8", "surrogatepass"), safe="")
    for path in (
        f"{SEARCH}?mode={mode}&q={query}",
        f"/api/v1/suggest?q={query}",
        f"{LAWS}?q={query}",
        f"/api/v1/resolve?q={query}",
    ):
        answer = client.get(path)
        assert answer.status_code in (200, 400), (text, answer.text)
        if answer.status_code == 400:
            assert answer.json()["code"]


PIECES = [
    "民法典",
    "刑法",
    "《",
    "》",
    "第",
    "条",
    "款",
    "项",
    "之",
    "一",
    "十",
    "亿",
    "0",
    "1254",
    "-",
    " ",
    "、",
    "至",
    "（",
    "）",
    "2019年",
    "国办发",
    "〔2018〕",
    "号",
    "罚款",
    "\x00",
    "😀",
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_mixture_of_citation_parts_makes_it_fail(client: TestClient, text: str) -> None:
    for path in (SEARCH, "/api/v1/resolve"):
        answer = client.get(path, params={"q": text})
        assert answer.status_code in (200, 400), (text, answer.text)
    told = client.post(CHECK, json={"text": text})
    assert told.status_code == 200, (text, told.text)
    for each in told.json()["citations"]:
        assert text[each["start"] : each["end"]] == each["text"]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=20), st.text(max_size=12))
def test_no_address_makes_it_fail(client: TestClient, law: str, no: str) -> None:
    name, number = quote(law, safe=""), quote(no, safe="")
    for rest in ("", f"/articles/{number}", f"/units/{number}", "/versions", f"/citations?article={number}"):
        for start in (name, "民法典"):
            answer = client.get(f"{LAWS}/{start}{rest}")
            assert answer.status_code in (200, 400, 404, 405), (law, no, answer.text)
