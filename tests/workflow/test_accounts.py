"""Accounts, links and sessions: what lets in, what keeps out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.store import Store
from search_service.cli.main import faju
from tests.beside import everything
from tests.workflow.conftest import Hands
from workflow import record
from workflow.accounts import Account, Accounts, Logins, Role
from workflow.accounts.logins import LOCK_MINUTES, MOST_FAILURES
from workflow.errors import WorkflowError

GOOD = "山高月小水落石出也"
PASSWORD = f"{GOOD}-2026"


pytestmark = pytest.mark.both_databases


@pytest.fixture
def accounts(store: Store, clock: Hands) -> Accounts:
    return Accounts(store, clock)


@pytest.fixture
def logins(store: Store, clock: Hands) -> Logins:
    return Logins(store, clock)


@pytest.fixture
def chief(accounts: Accounts) -> Account:
    return accounts.use_link(accounts.admin_link(), PASSWORD, login="chief", name="管理员")


def code(call: object, *args: object, **named: object) -> str:
    with pytest.raises(WorkflowError) as caught:
        call(*args, **named)  # type: ignore[operator]
    return caught.value.code


def test_the_first_link_makes_an_administrator_once(accounts: Accounts, logins: Logins) -> None:
    assert not accounts.has_administrator()
    token = accounts.admin_link()
    made = accounts.use_link(token, PASSWORD, login="chief", name="管理员")
    assert made.roles == {Role.ADMINISTRATOR}
    assert accounts.has_administrator()
    assert code(accounts.use_link, token, PASSWORD, login="second", name="第二个") == "link_expired"
    assert logins.sign_in("chief", PASSWORD).account == made


def test_links_end(accounts: Accounts, clock: Hands) -> None:
    token, newer = accounts.admin_link(), accounts.admin_link()
    assert code(accounts.opened, token) == "link_expired"  # replaced by the newer one
    clock.move(hours=49)
    assert code(accounts.opened, newer) == "link_expired"
    assert code(accounts.opened, "made-up") == "link_expired"


def test_a_colleague_sets_the_own_password(accounts: Accounts, logins: Logins, chief: Account) -> None:
    made, token = accounts.create("chief", "zhang", "张三", "法规处", [Role.DRAFTER])
    assert not made.has_password
    assert code(logins.sign_in, "zhang", PASSWORD) == "login_failed"
    assert accounts.opened(token) == made
    assert code(accounts.use_link, token, "short") == "weak_password"
    assert code(accounts.use_link, token, "aaaaaaaaaaaa") == "weak_password"
    accounts.use_link(token, PASSWORD)
    assert logins.sign_in("zhang", PASSWORD).account.has_password


@pytest.mark.parametrize("login", ["", " ", "-x", "a b", "a" * 65, "<b>", "a/b"])
def test_login_names_are_plain(accounts: Accounts, login: str) -> None:
    assert code(accounts.create, "chief", login, "张三", "", []) == "bad_account"


def test_names_are_taken_once_and_the_last_administrator_stays(accounts: Accounts, chief: Account) -> None:
    accounts.create("chief", "zhang", "张三", "", [])
    assert code(accounts.create, "chief", "zhang", "另一个", "", []) == "login_taken"
    assert code(accounts.change, "chief", chief.id, active=False) == "last_administrator"
    assert code(accounts.change, "chief", chief.id, roles=[Role.AUDITOR]) == "last_administrator"
    other, _ = accounts.create("chief", "li", "李四", "", [Role.ADMINISTRATOR])
    assert not accounts.change("chief", chief.id, active=False).active
    assert code(accounts.change, "li", other.id, active=False) == "last_administrator"


def test_sessions_begin_anew_and_end(
    accounts: Accounts, logins: Logins, chief: Account, clock: Hands
) -> None:
    planted = logins.sign_in("chief", PASSWORD).token
    fresh = logins.sign_in("chief", PASSWORD, old=planted)
    assert fresh.token != planted
    assert logins.of(planted) is None  # a session that somebody planted is worth nothing afterwards
    assert logins.of("made-up") is None
    running = logins.of(fresh.token)
    assert running is not None
    assert running.proves(fresh.csrf)
    assert not running.proves(None)
    assert not running.proves("")
    assert not running.proves("中文")
    logins.sign_out(fresh.token)
    assert logins.of(fresh.token) is None
    idle = logins.sign_in("chief", PASSWORD).token
    clock.move(hours=7)
    assert logins.of(idle)  # this request counts
    clock.move(hours=7)
    assert logins.of(idle)
    clock.move(hours=9)
    assert logins.of(idle) is None


def test_whoever_is_stopped_or_gets_a_new_password_is_out(
    accounts: Accounts, logins: Logins, chief: Account
) -> None:
    made, token = accounts.create("chief", "zhang", "张三", "", [])
    accounts.use_link(token, PASSWORD)
    first = logins.sign_in("zhang", PASSWORD).token
    accounts.use_link(accounts.link("chief", made.id), PASSWORD + "x")
    assert logins.of(first) is None
    second = logins.sign_in("zhang", PASSWORD + "x").token
    accounts.change("chief", made.id, active=False)
    assert logins.of(second) is None
    assert code(logins.sign_in, "zhang", PASSWORD + "x") == "login_failed"
    assert code(logins.trust, "zhang") == "no_account"


def test_guessing_locks_the_account(
    accounts: Accounts, logins: Logins, chief: Account, clock: Hands, store: Store
) -> None:
    for _ in range(MOST_FAILURES):
        assert code(logins.sign_in, "chief", "wrong-password") == "login_failed"
    assert code(logins.sign_in, "chief", PASSWORD) == "account_locked"
    clock.move(minutes=LOCK_MINUTES + 1)
    assert logins.sign_in("chief", PASSWORD)
    for _ in range(MOST_FAILURES):
        code(logins.sign_in, "chief", "wrong-password")
    accounts.change("chief", chief.id, unlock=True)
    assert logins.sign_in("chief", PASSWORD)
    assert code(logins.sign_in, "nobody", PASSWORD) == "login_failed"
    with store.reading() as connection:
        acts = [each.act for each in record.entries(connection, f"account:{chief.id}")]
    assert acts.count("sign_in_failed") == 2 * MOST_FAILURES
    assert record.verify(store)[1] == []


def test_single_sign_on_knows_only_accounts(accounts: Accounts, logins: Logins, chief: Account) -> None:
    assert logins.trust("chief").account == chief
    assert code(logins.trust, "stranger") == "no_account"


def test_no_secret_is_stored_or_recorded(accounts: Accounts, logins: Logins, store: Store) -> None:
    link = accounts.admin_link()
    accounts.use_link(link, PASSWORD, login="chief", name="管理员")
    session = logins.sign_in("chief", PASSWORD).token
    raw = everything(store)
    for secret in (link, session, PASSWORD):
        assert secret.encode() not in raw


def test_the_command_prints_a_link_that_works(store: Store, accounts: Accounts, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    told = CliRunner().invoke(faju, ["--home", home, "admin", "link", "--url", "http://10.0.0.5:8000/"])
    assert told.exit_code == 0
    base, _, token = told.output.strip().rpartition("/")
    assert base == "http://10.0.0.5:8000/welcome"
    assert accounts.opened(token) is None
