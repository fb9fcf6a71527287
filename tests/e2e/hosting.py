"""A host page of another origin (examples/intranet), and the service that it embeds."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from types import ModuleType

import httpx

from tests.serving import serve_as_it_is
from tests.support import ROOT


@dataclass(frozen=True)
class Hosted:
    """Addresses: of the service; of the host that it allows; of the same host under a name that it does not."""

    faju: str
    host: str
    stranger: str


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def example() -> ModuleType:
    """examples/intranet/serve.py, which is no package."""
    spec = util.spec_from_file_location("intranet_serve", ROOT / "examples" / "intranet" / "serve.py")
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def hosted(home: Path, **settings: object) -> Iterator[Hosted]:
    """A service with these settings and a host page that it allows."""
    port = free_port()
    host = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        faju = stack.enter_context(serve_as_it_is(home, allowed_origins=host, **settings))
        assert (
            httpx.get(f"{faju}/readyz", timeout=60).status_code == 200
        )  # it reads its library now, not at the first question
        serving = example().server(faju, port)
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        stack.callback(thread.join, 30)
        stack.callback(serving.server_close)
        stack.callback(serving.shutdown)
        yield Hosted(faju, host, f"http://localhost:{port}")
