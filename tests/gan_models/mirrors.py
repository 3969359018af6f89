"""A server on this machine that stands for a mirror, and what has to be in the cache after a download from it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from gan_models.data.download import PIECE, DownloadFailed, fetch
from gan_models.data.idx import written

NAME = "train-labels-idx1-ubyte"
RAW = written(np.random.default_rng(0).integers(0, 256, 300_000).astype(np.uint8))  # several pieces
PACKED, OTHERWISE = gzip.compress(RAW, 1), gzip.compress(RAW, 9, mtime=1)  # the same in different bytes
HASH = sha256(RAW).hexdigest()
HALF = len(PACKED) // 2 // PIECE * PIECE  # whole pieces


@dataclass
class Server:
    """What a mirror sends, and what it was asked for.

    Attributes:
        body: The file.
        status: Its answer; with another one than 200 there is no file.
        ranges: Whether it sends the rest of a file when asked for it.
        breaks: After how many bytes the connection breaks, once for each entry.
        headers: Further ones.
        length: Whether it says how long the file is.
        stalls: After how many bytes it says nothing more until `go_on`, the first time.
    """

    body: bytes = PACKED
    status: int = 200
    ranges: bool = True
    breaks: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    length: bool = True
    stalls: int = 0
    go_on: Event = field(default_factory=Event)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.ranges else 0
        rest = self.body[start:]
        if wanted and self.ranges and not rest:
            self._head(request, 416, 0)
            return
        self._head(request, 206 if start else self.status, len(rest))
        if self.stalls:
            request.wfile.write(rest[: self.stalls])
            self.stalls = 0
            self.go_on.wait(60)
        elif self.status == 200:
            request.wfile.write(rest[: self.breaks.pop(0)] if self.breaks else rest)

    def _head(self, request: BaseHTTPRequestHandler, status: int, length: int) -> None:
        request.send_response(status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        if self.length:
            request.send_header("Content-Length", str(length if status in (200, 206) else 0))
        request.end_headers()


@contextmanager
def serving(server: Server) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == f"/{NAME}.gz"
            server.answer(self)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server.address = f"http://127.0.0.1:{listening.server_port}/"
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            server.go_on.set()
            listening.shutdown()
            thread.join()


@pytest.fixture
def mirror() -> Iterator[Callable[..., Server]]:
    with ExitStack() as stack:

        def start(**settings) -> Server:
            server = Server(**settings)
            stack.enter_context(serving(server))
            return server

        yield start


def names(folder: Path) -> list[str]:
    return sorted(f.name for f in folder.iterdir()) if folder.exists() else []


def fetched(folder: Path, *servers: Server) -> None:
    """The file is there, with the right bytes and nothing beside it."""
    found = fetch(NAME, HASH, [s.address for s in servers], folder)
    assert found == folder / NAME
    assert found.read_bytes() == RAW
    assert names(folder) == [NAME]


def failed(folder: Path, *servers: Server) -> str:
    """No file has the name; the message."""
    with pytest.raises(DownloadFailed) as caught:
        fetch(NAME, HASH, [s.address for s in servers], folder)
    assert not (folder / NAME).exists()
    assert set(names(folder)) <= {f"{NAME}.gz.part"}
    return str(caught.value)
