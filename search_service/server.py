"""Running the service with uvicorn: one process (DESIGN §6), a clear word when the port is taken."""

from __future__ import annotations

import socket

import uvicorn

from search_service.api.app import create_app
from search_service.errors import ServiceError
from search_service.settings import Settings
from search_service.wire import Wire
from search_service.working import Desk

WAITING = 2048
"""Connections that may wait while the service starts; uvicorn's own number."""

KEPT_ALIVE_S = 75
"""A proxy or a program in front sends a new request on a connection that it thinks is open: ours must stay open longer
than theirs (nginx 60 s), or that request is lost. uvicorn's own 5 s are less than a person reads."""


def run_server(settings: Settings) -> None:
    """Serve until interrupted. ServiceError `port_in_use` or `bad_address` when the address cannot be had."""
    listening = _listen(settings.host, settings.port)
    app = create_app(settings)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"法据已启动：http://{shown}:{port}/ （按 Ctrl+C 停止）", flush=True)
    _tell_of_accounts(app.state.service.desk, f"http://{shown}:{port}")
    config = uvicorn.Config(
        app,
        http=Wire,
        log_level=settings.log_level,
        access_log=settings.log_level == "debug",
        server_header=False,
        timeout_keep_alive=KEPT_ALIVE_S,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def _tell_of_accounts(desk: Desk, address: str) -> None:
    """At the very first start: the way in for the first administrator. Reading and checking need no account."""
    token = desk.accounts.first_link()
    if token is not None:
        print(
            f"送审流程的系统管理员从这里进入，48 小时内有效，只能用一次：{address}/welcome/{token}",
            flush=True,
        )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(WAITING)  # who follows the printed address at once waits, and is not refused
    except socket.gaierror as error:
        raise ServiceError(503, "bad_address", f"监听地址 {host} 无法识别。") from error
    except OverflowError as error:
        raise ServiceError(503, "bad_address", f"端口 {port} 超出范围。") from error
    except OSError as error:
        raise ServiceError(
            503, "port_in_use", f"不能在 {host}:{port} 上监听（{error.strerror}）。请用 --port 换一个端口。"
        ) from error
    return listening
