"""Notices: everybody is told once of what waits for them; a mail server that is away loses nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer

import orjson
import pytest

from corpus.store import Store
from tests.workflow.conftest import Hands
from tests.workflow.offices import Office, office
from workflow.accounts import Accounts
from workflow.errors import WorkflowError
from workflow.matters import acts
from workflow.matters.procedure import Stage
from workflow.notices import Outbox
from workflow.notices.reasons import Reason, of_matter
from workflow.notices.sending import Mail, Webhook, all_of
from workflow.workdays import seed

aiosmtpd = pytest.importorskip("aiosmtpd.controller")


pytestmark = pytest.mark.both_databases


class Kept:
    """An SMTP server's mailbox."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        content = envelope.content  # type: ignore[attr-defined]
        self.mails.append(BytesParser(policy=default).parsebytes(content))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Kept, int]]:
    kept = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = aiosmtpd.Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield kept, port
    finally:
        server.stop()


@pytest.fixture
def here(store: Store, clock: Hands) -> Office:
    return office(store, clock)


def reasons(here: Office) -> list[Reason]:
    people = here.matters.people()
    return [
        each
        for one in here.matters.running()
        for each in of_matter(one, people, seed(), here.matters.today())
    ]


def mail(port: int, base: str = "http://faju.example") -> Mail:
    return Mail(
        f"smtp://127.0.0.1:{port}", "faju@example.gov.cn", lambda login: f"{login}@example.gov.cn", base
    )


def test_whoever_has_the_next_step_is_told_once(here: Office, store: Store, clock: Hands) -> None:
    outbox = Outbox(store, clock)
    now = here.to(Stage.ACCEPTANCE)
    assert [each.to for each in reasons(here)] == ["approver"]
    now = here.to(Stage.REVIEW, now)
    assert sorted(each.to for each in reasons(here)) == ["business", "legal"]
    assert outbox.put(reasons(here)) == 2
    assert outbox.put(reasons(here)) == 0
    clock.move(days=40)
    late = [each for each in reasons(here) if "超期" in each.subject]
    assert sorted(each.to for each in late) == ["business", "legal"]
    here.do("drafter", now, acts.Say(words="请尽快"))
    assert outbox.put(reasons(here)) == 2  # the overdue ones only: the step is the same


def test_mail_arrives_and_holds_nothing_of_the_draft(
    here: Office, store: Store, clock: Hands, mailbox: tuple[Kept, int]
) -> None:
    kept, port = mailbox
    outbox = Outbox(store, clock)
    here.to(Stage.REVIEW)
    outbox.put(reasons(here))
    assert outbox.send(mail(port)) == 2
    assert outbox.send(mail(port)) == 0
    assert {each["To"] for each in kept.mails} == {"legal@example.gov.cn", "business@example.gov.cn"}
    first = kept.mails[0]
    assert first["Subject"] == "[法据] 《示例市停车管理办法》等你办理：两项审核"
    body = first.get_content()  # type: ignore[attr-defined]
    assert "http://faju.example/matters/" in body
    assert "第一条" not in body


def test_a_server_that_is_away_loses_nothing(
    here: Office, store: Store, clock: Hands, mailbox: tuple[Kept, int]
) -> None:
    kept, port = mailbox
    outbox = Outbox(store, clock)
    here.to(Stage.REVIEW)
    outbox.put(reasons(here))
    away = mail(1)
    assert outbox.send(away) == 0
    told = outbox.waiting()
    assert (told.waiting, told.failing) == (2, 2)
    assert "邮件服务器没有收下" in told.problem
    assert outbox.send(mail(port)) == 0  # not yet: it waits a minute first
    for _ in range(6):
        clock.move(minutes=61)
        outbox.send(away)
    clock.move(minutes=61)
    assert outbox.send(mail(port)) == 2
    assert outbox.waiting() == type(told)(0, 0, "")
    assert len(kept.mails) == 2


def test_two_processes_send_each_notice_once(here: Office, store: Store, clock: Hands) -> None:
    outbox = Outbox(store, clock)
    outbox.put(Reason(f"k{at}", "legal", f"第{at}件", "/desk") for at in range(20))
    sent: list[str] = []
    start = threading.Barrier(4)

    def send() -> None:
        start.wait()
        Outbox(store, clock).send(lambda notice: sent.append(notice.subject))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(sent) == len(set(sent)) == 20


def test_a_webhook_gets_json_and_one_that_refuses_is_tried_again(
    here: Office, store: Store, clock: Hands
) -> None:
    got: list[dict[str, str]] = []
    status = [500]

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(orjson.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    outbox = Outbox(store, clock)
    outbox.put([Reason("k", "legal", "等你办理", "/matters/x")])
    hook = all_of([Webhook(f"http://127.0.0.1:{server.server_port}/?key=secret", "http://faju.example")])
    assert outbox.send(hook) == 0
    assert "secret" not in outbox.waiting().problem
    status[0] = 200
    clock.move(minutes=2)
    assert outbox.send(hook) == 1
    assert got[-1]["link"] == "http://faju.example/matters/x"
    server.shutdown()


@pytest.mark.parametrize("address", ["a b@c", "a@b\r\nBcc: x@y", "<a@b>", "a", "a@b,c@d"])
def test_addresses_bring_no_headers_of_their_own(here: Office, store: Store, address: str) -> None:
    accounts = Accounts(store)
    with pytest.raises(WorkflowError, match="邮箱"):
        accounts.change("system", here.people["legal"].id, mail=address)
    assert accounts.change("system", here.people["legal"].id, mail="legal@x.cn").mail == "legal@x.cn"


def test_the_list_of_a_person_and_what_is_for_the_page_alone(store: Store, clock: Hands) -> None:
    outbox = Outbox(store, clock)
    outbox.put([Reason("a", "legal", "甲", "/desk"), Reason("b", "legal", "乙", "/x", send=False)])
    outbox.put([Reason("c", "legal", "丙", "/x"), Reason("d", "other", "丁", "/x")], sending=False)
    sent: list[str] = []
    assert (
        outbox.send(lambda each: sent.append(each.subject)) == 1
    )  # a way that is set up later brings no old ones
    assert sent == ["甲"]
    assert outbox.waiting().waiting == 0
    found, total = outbox.of("legal")
    assert total == 3
    assert [(each.subject, each.send, each.sent_at is not None) for each in found] == [
        ("丙", False, False),
        ("乙", False, False),
        ("甲", True, True),
    ]
    assert outbox.of("legal", offset=2, limit=1)[0][0].subject == "甲"
    assert outbox.mark_read("other", found[0].id) == 0  # not theirs
    assert outbox.mark_read("legal", found[0].id) == 1
    assert outbox.unread("legal") == 2
    assert outbox.mark_read("legal", link="/x") == 1
    assert [each.subject for each in outbox.of("legal", unread=True)[0]] == ["甲"]
    assert outbox.mark_read("legal") == 1
    assert outbox.unread("legal") == 0
    assert outbox.unread("other") == 1
