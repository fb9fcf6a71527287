"""Ways to people: mail (SMTP) and a webhook. Their addresses may hold passwords, so errors never show them."""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from workflow.notices.outbox import Notice, Sender, SendError

SECONDS = 15.0


class Mail:
    """Mail through one server: `smtp://[user:password@]host[:port]`, `smtp+tls://` (STARTTLS), `smtps://`."""

    def __init__(self, url: str, sender: str, address_of: Callable[[str], str | None], base: str) -> None:
        self._url = urlsplit(url)
        self._sender, self._address_of, self._base = sender, address_of, base

    def __call__(self, notice: Notice) -> None:
        """Send; whoever has no address is reached on the page only."""
        to = self._address_of(notice.to)
        if not to:
            return
        message = EmailMessage()
        message["From"], message["To"] = self._sender, to
        message["Subject"] = f"[法据] {notice.subject}"
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="faju.invalid")
        message.set_content(
            f"{notice.subject}\n\n{self._base}{notice.link}\n\n（请登录后查看，本邮件不含文件内容）\n"
        )
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise SendError(f"邮件服务器没有收下（{type(error).__name__}）") from error

    def _connected(self) -> smtplib.SMTP:
        host, scheme = self._url.hostname or "localhost", self._url.scheme
        if scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._url.port or 465, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, self._url.port or 25, timeout=SECONDS)
            if scheme == "smtp+tls":
                server.starttls(context=ssl.create_default_context())
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server


class Webhook:
    """A POST of JSON to one address: {to, subject, link, at}."""

    def __init__(self, url: str, base: str) -> None:
        self._url, self._base = url, base

    def __call__(self, notice: Notice) -> None:
        body = {
            "to": notice.to,
            "subject": notice.subject,
            "link": f"{self._base}{notice.link}",
            "at": notice.made_at,
        }
        headers = {"Content-Type": "application/json; charset=utf-8"}
        data = json.dumps(body, ensure_ascii=False).encode()
        try:
            with urlopen(Request(self._url, data, headers, method="POST"), timeout=SECONDS):  # noqa: S310
                pass
        except (URLError, OSError, ValueError) as error:
            status = getattr(error, "code", None)
            raise SendError(f"接收通知的地址没有收下（{status or type(error).__name__}）") from error


def all_of(senders: Sequence[Sender]) -> Sender:
    """Every way, each tried: one that fails makes the notice be tried again on all."""

    def send(notice: Notice) -> None:
        troubles = []
        for each in senders:
            try:
                each(notice)
            except SendError as error:
                troubles.append(str(error))
        if troubles:
            raise SendError("；".join(troubles))

    return send
