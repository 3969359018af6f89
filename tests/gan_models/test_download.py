"""Downloads from a server on this machine: broken connections, mirrors, wrong bytes, and what is left in the cache."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import numpy as np
import pytest

from gan_models.data import download
from gan_models.data.download import PIECE, DownloadFailed, fetch
from gan_models.data.idx import written
from gan_models.data.images import MNIST

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


def test_a_file_is_fetched_once(mirror, tmp_path):
    server = mirror()
    fetched(tmp_path / "cache", server)
    fetched(tmp_path / "cache", server)
    assert server.asked == [""]


@pytest.mark.parametrize("damage", [RAW[:-1], b"", b"<html>"])
def test_a_damaged_file_in_the_cache_is_fetched_again(damage, mirror, tmp_path):
    (tmp_path / NAME).write_bytes(damage)
    fetched(tmp_path, mirror())


# Broken connections
def test_a_broken_download_says_so_and_goes_on_where_it_stopped(mirror, tmp_path):
    server = mirror(breaks=[HALF])
    told = failed(tmp_path, server)
    assert server.address in told
    assert "Try again, which goes on where it stopped" in told
    kept = (tmp_path / f"{NAME}.gz.part").read_bytes()
    assert kept == PACKED[: len(kept)]
    assert len(kept) == HALF
    fetched(tmp_path, server)
    assert server.asked == ["", f"bytes={HALF}-"]


def test_a_download_may_break_many_times(mirror, tmp_path):
    server = mirror(breaks=[3 * PIECE, 0, 1, PIECE, 4 * PIECE])
    for _ in range(5):
        failed(tmp_path, server)
    fetched(tmp_path, server)
    assert server.asked == ["", *(f"bytes={n * PIECE}-" for n in (3, 3, 3, 4, 8))]


def test_a_connection_that_ends_early_without_a_word_is_noticed(mirror, tmp_path, monkeypatch):
    """As older releases of urllib3 have it, which read as much as there is."""
    server, copied = mirror(), download._copied

    def short(answer, target, advance):
        copied(answer, target, advance)
        target.truncate(HALF)

    with monkeypatch.context() as patch:
        patch.setattr(download, "_copied", short)
        assert f"the connection broke after {HALF} of {len(PACKED)} bytes" in failed(tmp_path, server)
    fetched(tmp_path, server)
    assert server.asked == ["", f"bytes={HALF}-"]


def test_the_next_mirror_goes_on_at_once(mirror, tmp_path):
    first, second = mirror(breaks=[HALF]), mirror()
    fetched(tmp_path, first, second)
    assert second.asked == [f"bytes={HALF}-"]


def test_a_mirror_that_compressed_it_differently_sends_all_of_it_again(mirror, tmp_path):
    """Two halves of different files make no file; the hash of the content notices."""
    first, second = mirror(breaks=[HALF]), mirror(body=OTHERWISE)
    fetched(tmp_path, first, second)
    assert second.asked == [f"bytes={HALF}-", ""]


def test_a_server_that_cannot_send_a_part_sends_all(mirror, tmp_path):
    server = mirror(breaks=[HALF], ranges=False)
    failed(tmp_path, server)
    fetched(tmp_path, server)
    assert server.asked == ["", f"bytes={HALF}-"]


def test_a_connection_that_breaks_without_a_length_leaves_nothing_wrong(mirror, tmp_path):
    server = mirror(breaks=[HALF], length=False)
    failed(tmp_path, server)
    fetched(tmp_path, server)


def test_a_download_that_is_killed_goes_on_where_it_was(mirror, tmp_path):
    server = mirror(stalls=HALF)
    call = f"from pathlib import Path; fetch({NAME!r}, {HASH!r}, [{server.address!r}], Path({str(tmp_path)!r}))"
    code = f"from gan_models.data.download import fetch; {call}"
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    part, until = tmp_path / f"{NAME}.gz.part", monotonic() + 120
    while not part.exists() or part.stat().st_size < HALF:
        assert monotonic() < until, "nothing arrives"
        sleep(0.01)
    process.kill()
    process.wait()
    assert not (tmp_path / NAME).exists()
    found = fetch(NAME, HASH, [server.address], tmp_path)
    assert found.read_bytes() == RAW
    assert server.asked == ["", f"bytes={HALF}-"]
    assert not part.exists()


def test_what_a_killed_process_left_is_swept_away_unless_somebody_may_be_at_it(mirror, tmp_path):
    old, new = tmp_path / "tmpold", tmp_path / "tmpnew"
    for file in (old, new):
        file.write_bytes(RAW[:100])
    os.utime(old, (0, 0))
    fetch(NAME, HASH, [mirror().address], tmp_path)
    assert names(tmp_path) == ["tmpnew", NAME]


def test_a_person_who_watches_sees_a_bar(mirror, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    fetched(tmp_path, mirror())
    told = capsys.readouterr()
    assert NAME in told.err
    assert "300." in told.err  # kB in all
    assert told.out == ""


# What an earlier download left
@pytest.mark.parametrize(
    "stale",
    [b"", b"<html>not found</html>", b"x" * HALF, PACKED[: HALF - 1] + b"x", PACKED + b"more", OTHERWISE[:HALF]],
)
def test_a_bad_part_of_an_earlier_download_is_thrown_away(stale, mirror, tmp_path):
    (tmp_path / f"{NAME}.gz.part").write_bytes(stale)
    fetched(tmp_path, mirror())


def test_a_part_that_is_whole_already_is_used(mirror, tmp_path):
    """The process was killed between the last byte and the unpacking."""
    (tmp_path / f"{NAME}.gz.part").write_bytes(PACKED)
    server = mirror()
    fetched(tmp_path, server)
    assert server.asked == [f"bytes={len(PACKED)}-"]


# Mirrors
@pytest.mark.parametrize(
    "first",
    [
        {"status": 404},
        {"status": 503},
        {"body": b"<html>sign in to this network</html>"},
        {"body": gzip.compress(RAW[:-1])},
        {"body": PACKED[:-3]},
        {"body": b""},
        {"body": PACKED, "breaks": [0]},
    ],
)
def test_a_mirror_without_the_file_is_passed_over(first, mirror, tmp_path):
    fetched(tmp_path, mirror(**first), mirror())


def test_a_mirror_that_is_not_there_is_passed_over(mirror, tmp_path):
    closed = Server()
    with serving(closed):
        pass
    fetched(tmp_path, closed, mirror())


def test_a_mirror_that_unpacks_what_it_sends_will_do(mirror, tmp_path):
    fetched(tmp_path, mirror(body=RAW))
    fetched(tmp_path / "labelled", mirror(headers={"Content-Encoding": "gzip"}))


def test_mirrors_are_tried_in_turn_and_each_ones_trouble_is_told(mirror, tmp_path):
    servers = [mirror(status=404), mirror(body=gzip.compress(b"another file")), mirror(breaks=[HALF])]
    told = failed(tmp_path / "cache", *servers)
    assert told.startswith(f"{NAME} could not be fetched into {tmp_path / 'cache'}:\n")
    lines = told.split("\n")
    for server, line, trouble in zip(
        servers, lines[1:], ["404", "is not train-labels", "IncompleteRead"], strict=False
    ):
        assert line.startswith(f"  {server.address}: ")
        assert trouble in line
    assert "put the files into a folder and name it with --data-dir or in GAN_MODELS_DATA" in lines[-1]
    assert all(server.asked == [""] for server in servers)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(b"another file", mtime=0), b"<html>", PACKED[:-3], PACKED + b"more"],
    ids=["another", "page", "cut", "longer"],
)
def test_wrong_bytes_leave_nothing_behind(body, mirror, tmp_path):
    failed(tmp_path, mirror(body=body))
    assert names(tmp_path) == []


def test_a_wrong_hash_is_never_accepted(mirror, tmp_path):
    """The very file of the other tests, when another one is wanted."""
    with pytest.raises(DownloadFailed, match="hash"):
        fetch(NAME, HASH[:-1] + ("0" if HASH[-1] != "0" else "1"), [mirror().address], tmp_path)
    assert names(tmp_path) == []


# The folder
def test_a_folder_that_cannot_be_made_is_named(mirror, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / "file" / "cache"
    with pytest.raises(DownloadFailed, match=f"could not be fetched into {folder}"):
        fetch(NAME, HASH, [mirror().address], folder)


def test_a_full_disk_leaves_no_file(mirror, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download, "copyfileobj", full)
    assert "No space left on device" in failed(tmp_path, mirror())
    monkeypatch.undo()
    fetched(tmp_path, mirror())


def test_nothing_is_half_written_at_any_moment(mirror, tmp_path, monkeypatch):
    """While the bytes arrive and while they are unpacked, no file has the name."""
    seen = list[bool]()
    copied, unpacked = download._copied, download.copyfileobj

    def watched(work):
        def inside(*arguments):
            seen.append((tmp_path / NAME).exists())
            work(*arguments)
            seen.append((tmp_path / NAME).exists())

        return inside

    monkeypatch.setattr(download, "_copied", watched(copied))
    monkeypatch.setattr(download, "copyfileobj", watched(unpacked))
    fetched(tmp_path, mirror())
    assert seen == [False] * 4


def test_the_cache_is_below_the_users_folder_and_the_sets_have_two_mirrors():
    assert download.cache().name == "gan-derivations"
    assert len(MNIST.mirrors) >= 2
    assert all(address.endswith("/") for address in MNIST.mirrors)
