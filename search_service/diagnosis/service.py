"""The address of the service: can be had, or is already answered by this program."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

from search_service.diagnosis.findings import Finding, error, fine, warning
from search_service.diagnosis.ground import Ground

_SECONDS = 2.0
_ANSWERS_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def port_findings(ground: Ground) -> Iterator[Finding]:
    """Whether `faju serve` could listen where the settings say."""
    host, port = ground.settings.host, ground.settings.port
    where = f"{host}:{port}"
    if port == 0:
        yield fine("port", "端口由系统挑选（FAJU_PORT=0）", host=host, port=port)
        return
    try:
        problem = listen_problem(host, port)
    except (OSError, UnicodeError, OverflowError) as wrong:
        hint = "请改正 FAJU_HOST：本机使用填 127.0.0.1，局域网使用填 0.0.0.0。"
        yield error("port", "bad_address", f"监听地址 {host} 不能用（{wrong}）", hint, host=host)
        return
    other = "请用 faju serve --port 换一个端口，或设置 FAJU_PORT。"
    if problem is None:
        yield fine("port", f"{where} 空闲", host=host, port=port)
    elif problem == errno.EACCES:
        yield error("port", "port_forbidden", f"没有权限在 {where} 上监听", other, host=host, port=port)
    elif answered_by_us(_ANSWERS_HERE.get(host, host), port):
        yield fine("port", f"法据正在 {where} 上运行", host=host, port=port, running=True)
    else:
        yield warning("port", "port_in_use", f"{where} 已被别的程序占用", other, host=host, port=port)


def listen_problem(host: str, port: int) -> int | None:
    """The system's error number when the address cannot be listened on; None when it can.

    Raises OSError where the host is no address of this machine.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # there, reuse would take a port from its owner
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as problem:
            if problem.errno in (errno.EADDRINUSE, errno.EACCES):
                return problem.errno
            raise
    return None


def answered_by_us(host: str, port: int) -> bool:
    """Whether a service of this program answers there."""
    connection = HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/openapi.json")
        return b"Faju" in connection.getresponse().read(4096)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
