"""Running cases: which call each kind makes, kinds that a service does not offer, answers that break the contract."""

from __future__ import annotations

import pytest

from evaluation.cases import KINDS, run, totals
from evaluation.judged import Case
from evaluation.service import Remote, ServiceUnreachableError, target


class FakeService:
    """Answers from a table of (method, path); offers what is in the table."""

    def __init__(self, answers):
        self.answers = answers
        self.calls = []

    def call(self, method, path, params=None, body=None):
        if path == "/openapi.json":
            paths = {}
            for kind in KINDS.values():
                if any(a == kind.needs for a in self.answers):
                    paths.setdefault(kind.needs[1], {})[kind.needs[0].lower()] = {}
            return 200, {"paths": paths}
        self.calls.append((method, path, params, body))
        template = (method, "/api/v1/laws/{law_id}/compare" if path.endswith("/compare") else path)
        return self.answers[template]

    def close(self):
        pass


SEARCH = Case("S", "search", "问", {"today": "2026-01-01"}, {"behaviour": "x"})
PAGE = {"query": {"notes": [{"code": "x"}]}, "hits": []}


def test_a_kind_without_its_call_is_not_run_and_does_not_fail():
    service = FakeService({("GET", "/api/v1/search"): (200, PAGE)})
    outcomes = run(
        service, [SEARCH, Case("D", "check_draft", "文", {}, {}), Case("U", "unheard", "文", {}, {})]
    )
    assert [each.state for each in outcomes] == ["passed", "unavailable", "unavailable"]
    assert totals(outcomes)["search"] == {"passed": 1, "failed": 0, "unavailable": 0}
    assert len(service.calls) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((503, {"code": "index_missing", "detail": "没有索引"}), "HTTP 503 index_missing：没有索引"),
        ((200, {"hits": []}), "答案不合约定"),
        ((200, {"query": {"notes": []}, "hits": []}), "没有提示 x"),
    ],
)
def test_why_a_case_fails(answer, reason):
    (outcome,) = run(FakeService({("GET", "/api/v1/search"): answer}), [SEARCH])
    assert outcome.state == "failed"
    assert reason in outcome.reasons[0]


def test_a_comparison_asks_for_the_law_first():
    service = FakeService(
        {
            ("GET", "/api/v1/laws"): (200, {"laws": [{"id": "abc"}]}),
            ("GET", "/api/v1/laws/{law_id}/compare"): (
                200,
                {"units": [{"old_no": "第一条", "status": "same"}]},
            ),
        }
    )
    asked = Case("D", "diff", "甲法 第一条", {"from": "2000-01-01", "to": "2020-01-01"}, {"status": "same"})
    assert run(service, [asked])[0].state == "passed"
    assert service.calls[0][:3] == ("GET", "/api/v1/laws", {"q": "甲法", "size": 1})
    assert service.calls[1][:3] == (
        "GET",
        "/api/v1/laws/abc/compare",
        {"from": "2000-01-01", "to": "2020-01-01"},
    )


def test_parameters_of_a_call():
    assert (
        target("/a", {"q": "问 题", "law": None, "level": ["x", "y"]})
        == "/a?q=%E9%97%AE+%E9%A2%98&level=x&level=y"
    )
    assert target("/a", None) == "/a"


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://127.0.0.1:1"])
def test_a_service_that_cannot_be_reached(url):
    with pytest.raises(ServiceUnreachableError):
        Remote(url).call("GET", "/")
