"""Signing in over HTTP: what lets in, and what tries to get in otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from search_service.api.app import create_app
from search_service.settings import Settings, SettingsError, load_settings
from tests.search_service.workflow.conftest import Office, csrf_in
from workflow import record
from workflow.accounts import Role

PASSWORD = "山高月小水落石出也2026"


def browser(office: Office) -> TestClient:
    return TestClient(office.client.app, raise_server_exceptions=False)


def with_password(office: Office, login: str) -> None:
    token = office.desk.accounts.link("system", office[login].account.id)
    office.desk.accounts.use_link(token, PASSWORD)
    # the password ended their sessions: the tests' own is made anew
    fresh = office.desk.logins.trust(login)
    office[login].client.cookies.set("faju_session", fresh.token)
    office[login].csrf = fresh.csrf


def test_the_first_link_leads_to_the_desk(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path))
    with TestClient(app) as client:
        token = app.state.service.desk.accounts.first_link()
        assert app.state.service.desk.accounts.first_link() is None  # only once
        page = client.get(f"/welcome/{token}")
        assert "设立系统管理员" in page.text
        assert page.headers["cache-control"] == "no-store"
        form = {"login": "chief", "name": "<b>管理员</b>", "password": PASSWORD, "again": PASSWORD + "x"}
        assert "两次输入的密码不同" in client.post(f"/welcome/{token}", data=form).text
        done = client.post(f"/welcome/{token}", data={**form, "again": PASSWORD}, follow_redirects=False)
        assert (done.status_code, done.headers["location"]) == (303, "/desk")
        cookie = done.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        desk = client.get("/desk").text
        assert "&lt;b&gt;管理员&lt;/b&gt;" in desk
        assert "<b>管理员" not in desk
        assert client.get(f"/welcome/{token}", headers={"Accept": "text/html"}).status_code == 410


def test_a_session_planted_on_somebody_is_worth_nothing(office: Office) -> None:
    with_password(office, "drafter")
    client = browser(office)
    planted = office.desk.logins.trust("stranger").token
    client.cookies.set("faju_session", planted)
    client.get("/desk")
    done = client.post("/login", data={"login": "drafter", "password": PASSWORD}, follow_redirects=False)
    assert done.status_code == 303
    fresh = re.search(r"faju_session=([^;]+)", done.headers["set-cookie"])
    assert fresh
    assert fresh[1] != planted
    assert office.desk.logins.of(planted) is None


@pytest.mark.parametrize(
    "where",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", ""],
)
def test_signing_in_leads_nowhere_else(office: Office, where: str) -> None:
    with_password(office, "drafter")
    form = {"login": "drafter", "password": PASSWORD, "next": where}
    done = browser(office).post("/login", data=form, follow_redirects=False)
    assert done.headers["location"] == "/desk"


def test_a_page_leads_back_after_signing_in(office: Office) -> None:
    with_password(office, "drafter")
    client = browser(office)
    sent = client.get("/matters/new", follow_redirects=False)
    assert sent.headers["location"] == "/login?next=/matters/new"
    done = client.post(
        "/login",
        data={"login": "drafter", "password": PASSWORD, "next": "/matters/new"},
        follow_redirects=False,
    )
    assert done.headers["location"] == "/matters/new"
    assert client.post("/logout", data={"csrf": "wrong"}, follow_redirects=False).status_code == 403
    csrf = csrf_in(client.get("/desk").text)
    assert client.post("/logout", data={"csrf": csrf}, follow_redirects=False).status_code == 303
    assert client.get("/desk", follow_redirects=False).status_code == 303


def test_the_same_words_for_whatever_was_wrong(office: Office) -> None:
    with_password(office, "drafter")
    said = [
        browser(office).post("/api/v1/session", json={"login": login, "password": "wrong-password"}).json()
        for login in ("drafter", "nobody-at-all", "legal_expert")
    ]
    assert {each["code"] for each in said} == {"login_failed"}
    assert len({each["detail"] for each in said}) == 1


def test_guessing_over_http_locks(office: Office) -> None:
    with_password(office, "business_expert")
    client = browser(office)
    asked = {"login": "business_expert", "password": "wrong-password"}
    codes = [client.post("/api/v1/session", json=asked).json()["code"] for _ in range(6)]
    assert codes == ["login_failed"] * 5 + ["account_locked"]


def test_programs_sign_in_and_out(office: Office) -> None:
    with_password(office, "auditor")
    client = browser(office)
    made = client.post("/api/v1/session", json={"login": "auditor", "password": PASSWORD})
    assert made.status_code == 200
    csrf = made.json()["csrf"]
    assert client.get("/api/v1/session").json()["account"]["roles"] == ["auditor"]
    assert client.delete("/api/v1/session").json()["code"] == "csrf_failed"
    assert client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert client.get("/api/v1/session").status_code == 401


def test_single_sign_on_needs_the_proxys_secret(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, sso_header="X-Remote-User", sso_secret="a-long-secret-of-the-proxy")  # type: ignore[arg-type]
    app = create_app(settings)
    with TestClient(app) as client:
        app.state.service.desk.accounts.create("system", "zhang", "张三", "法规处", [])
        user = {"X-Remote-User": "zhang"}
        assert client.get("/login", headers=user, follow_redirects=False).status_code == 200
        wrong = {**user, "X-Faju-Proxy": "guessed"}
        assert client.get("/login", headers=wrong, follow_redirects=False).status_code == 200
        right = {**user, "X-Faju-Proxy": "a-long-secret-of-the-proxy"}
        done = client.get("/login?next=/desk", headers=right, follow_redirects=False)
        assert (done.status_code, done.headers["location"]) == (303, "/desk")
        client.cookies.clear()
        stranger = {**right, "X-Remote-User": "nobody"}
        assert "没有账号" in client.get("/login", headers=stranger).text


def test_single_sign_on_without_a_secret_does_not_start() -> None:
    with pytest.raises(SettingsError, match="FAJU_SSO_SECRET"):
        load_settings(sso_header="X-Remote-User")


def test_whoever_is_signed_in_reads_where_visitors_may_not(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, anonymous="none"))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/api/v1/laws?q=民法典").status_code == 401
        assert client.get("/login").status_code == 200
        app.state.service.desk.accounts.create("system", "zhang", "张三", "法规处", [])
        client.cookies.set("faju_session", app.state.service.desk.logins.trust("zhang").token)
        assert client.get("/api/v1/laws?q=民法典").status_code == 503  # no index here, but let in
        foreign = {"Origin": "http://evil.example"}
        answer = client.post("/api/v1/citations/check", json={"text": "民法典"}, headers=foreign)
        assert answer.status_code == 401


def test_sessions_are_seen_and_ended(office: Office) -> None:
    person = office["legal_expert"]
    with_password(office, "legal_expert")
    other, third = browser(office), browser(office)
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}
    for each in (other, third):
        done = each.post(
            "/login",
            data={"login": "legal_expert", "password": PASSWORD},
            headers=agent,
            follow_redirects=False,
        )
        assert done.status_code == 303
    page = person.client.get("/desk/sessions").text
    assert page.count("Firefox（Windows）") == 2
    assert "testclient" in page
    assert "在所有地方退出（3 处）" in page
    found = person.client.get("/api/v1/sessions").json()["sessions"]
    assert [each["here"] for each in found].count(True) == 1
    assert found[0]["id"] not in str(other.cookies)
    one = next(each["id"] for each in found if not each["here"])
    stranger = office["drafter"]
    path = f"/api/v1/sessions/{one}"
    assert stranger.client.delete(path, headers={"X-CSRF-Token": stranger.csrf}).status_code == 404
    for odd in ("", "%", one[:4], "_" * 16, "0" * 500):
        assert person.form("/desk/sessions", {"do": "end", "id": odd}).status_code == 404
    assert person.form("/desk/sessions", {"do": "end", "id": one}).status_code == 303
    alive = [each.get("/api/v1/session").status_code for each in (other, third)]
    assert sorted(alive) == [200, 401]
    assert person.form("/desk/sessions", {"do": "nothing"}).status_code == 422
    done = person.form("/desk/sessions", {"do": "everywhere"})
    assert (done.status_code, done.headers["location"]) == (303, "/login")
    assert [each.get("/api/v1/session").status_code for each in (other, third, person.client)] == [401] * 3
    with_password(office, "legal_expert")


def test_an_administrator_ends_the_sessions_of_somebody(office: Office) -> None:
    person, chief = office["approver"], office["administrator"]
    assert "结束全部登录（1 处）" in chief.client.get("/accounts").text
    path = f"/api/v1/accounts/{person.account.id}/sessions"
    assert chief.client.delete(path, headers={"X-CSRF-Token": chief.csrf}).status_code == 204
    assert person.client.get("/api/v1/session").status_code == 401
    with_password(office, "approver")
    done = chief.form("/accounts", {"do": "sign-out", "id": str(person.account.id)})
    assert done.status_code == 303
    assert person.client.get("/api/v1/session").status_code == 401
    with office.desk.database.reading() as connection:
        entries = list(record.entries(connection, f"account:{person.account.id}"))
    assert [each.who for each in entries if each.act == "signed_out_everywhere"] == ["administrator"] * 2
    with_password(office, "approver")


def test_what_is_one_readers_alone_stays_out_of_shared_caches(office: Office) -> None:
    desk = office["drafter"].client.get("/desk")
    assert desk.headers["cache-control"] == "private, no-cache"
    help_page = office.client.get("/help")
    assert "cache-control" not in help_page.headers


def test_a_page_that_tells_nobody_where_it_was_says_so_once(office: Office) -> None:
    _, token = office.desk.accounts.create("system", "newcomer", "新人癸", "办公室", [Role.DRAFTER])
    welcome = office.client.get(f"/welcome/{token}")
    assert welcome.headers.get_list("referrer-policy") == ["no-referrer"]
    assert office.client.get("/help").headers.get_list("referrer-policy") == ["same-origin"]
