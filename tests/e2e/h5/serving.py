"""Serves the web apps of this folder on loopback, each under its own host, as a site in front of a proxy is served."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from harness.config.apps import AppProfile

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
SHARED = ROOT / "virtualphone" / "specimens" / "_shared"
LIBRARIES = (
    ROOT / "virtualphone" / "node_modules",
    ROOT / "tests" / "perception" / "screen" / "corpus" / "node_modules",
)

APPS = {
    "qinglan": AppProfile(
        name="qinglan",
        address="https://m.qinglan-books.cn/",
        label="青岚书屋",
        operator_domains=("qinglan-books.cn",),
    ),
    "hetian": AppProfile(
        name="hetian",
        address="https://m.hetian-mall.cn/",
        label="禾田优选",
        operator_domains=("hetian-mall.cn",),
    ),
    "yunfan": AppProfile(
        name="yunfan",
        address="https://m.yunfan-tq.cn/",
        label="云帆天气",
        operator_domains=("yunfan-tq.cn",),
    ),
}
TRIALS = AppProfile(name="trials", address="https://m.trials-h5.cn/", operator_domains=("trials-h5.cn",))
"""A page on which single things are tried."""

HOSTS = {urlsplit(app.id).hostname or "": name for name, app in (APPS | {"trials": TRIALS}).items()}


@contextmanager
def serve() -> Iterator[dict[str, int]]:
    """Serve all of them; yields host → port, as `capture.served` takes it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield dict.fromkeys(HOSTS, server.server_port)
        finally:
            server.shutdown()
            thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = self.headers.get("host", "").partition(":")[0]
        path = urlsplit(self.path).path
        found = _find(host, path)
        body = found.read_bytes() if found is not None else b"not found"
        self.send_response(200 if found is not None else 404)
        kind = mimetypes.guess_type(found.name)[0] if found is not None else None
        kind = kind or "text/plain"
        self.send_header("content-type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def _find(host: str, path: str) -> Path | None:
    if host not in HOSTS or ".." in path:
        return None
    own = FOLDER / HOSTS[host]
    places = {
        "/_shared/": [SHARED / path.removeprefix("/_shared/")],
        "/common/": [FOLDER / "common" / path.removeprefix("/common/")],
        "/lib/": [folder / path.removeprefix("/lib/") for folder in LIBRARIES],
    }
    found = next((files for start, files in places.items() if path.startswith(start)), None)
    name = "index.html" if path == "/" else path.removeprefix("/")
    found = found or [own / name, FOLDER / "common" / name]
    return next((file for file in found if file.is_file()), None)
