"""A stand-in for an intranet system: serves the pages beside it from an origin of its own, with a strict policy.

python examples/intranet/serve.py --faju http://127.0.0.1:8000 --port 8100
"""

from __future__ import annotations

import argparse
import mimetypes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent
PAGES = {"/": "index.html", "/iframe": "iframe.html", "/host.js": "host.js", "/host.css": "host.css"}


def policy(faju: str) -> str:
    """All that a host must allow: the script of the widget, its calls, the frame. No inline script or style."""
    return (
        f"default-src 'none'; script-src 'self' {faju}; connect-src {faju}; frame-src {faju}; style-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
    )


def server(faju: str, port: int = 0) -> ThreadingHTTPServer:
    """The host, ready to serve; `faju` is the address of the service without a slash at its end."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = PAGES.get(urlsplit(self.path).path)
            if name is None:
                self.send_error(404)
                return
            origin = f"http://{self.headers['Host']}"
            text = (FOLDER / name).read_text("utf-8")
            body = text.replace("https://faju.example.gov.cn", faju).replace(
                "https://oa.example.gov.cn", origin
            )
            self.send_response(200)
            self.send_header("Content-Type", f"{mimetypes.guess_type(name)[0]}; charset=utf-8")
            self.send_header("Content-Security-Policy", policy(faju))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Host)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="内网系统的替身，用来试嵌入法据")
    parser.add_argument("--faju", default="http://127.0.0.1:8000", help="法据服务的地址")
    parser.add_argument("--port", type=int, default=8100, help="这个替身的端口")
    asked = parser.parse_args()
    try:
        serving = server(asked.faju.rstrip("/"), asked.port)
    except OSError as error:
        raise SystemExit(f"端口 {asked.port} 不能用（{error.strerror}），用 --port 换一个") from None
    origin = f"http://127.0.0.1:{serving.server_port}"
    print(f"打开 {origin}/ ；法据要以 FAJU_ALLOWED_ORIGINS={origin} 启动", flush=True)
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        serving.server_close()


if __name__ == "__main__":
    main()
