"""Downloads from a server on this machine: broken connections, killed processes, and what is left in the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from time import monotonic, sleep

import pytest

from gan_models.data import download
from gan_models.data.download import PIECE, DownloadFailed, fetch
from gan_models.data.images import MNIST
from tests.gan_models.mirrors import HALF, HASH, NAME, OTHERWISE, PACKED, RAW, Server, failed, fetched, names


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


def fetching(server: Server, folder: Path) -> subprocess.Popen[bytes]:
    """A process that has fetched half of the file and waits for the rest."""
    call = f"from pathlib import Path; fetch({NAME!r}, {HASH!r}, [{server.address!r}], Path({str(folder)!r}))"
    code = f"from gan_models.data.download import fetch; {call}"
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    part, until = folder / f"{NAME}.gz.part", monotonic() + 120
    while not part.exists() or part.stat().st_size < HALF:
        assert monotonic() < until, "nothing arrives"
        sleep(0.01)
    return process


def test_a_download_that_is_killed_goes_on_where_it_was(mirror, tmp_path):
    server = mirror(stalls=HALF)
    process = fetching(server, tmp_path)
    process.kill()
    process.wait()
    assert not (tmp_path / NAME).exists()
    found = fetch(NAME, HASH, [server.address], tmp_path)
    assert found.read_bytes() == RAW
    assert server.asked == ["", f"bytes={HALF}-"]
    assert not (tmp_path / f"{NAME}.gz.part").exists()


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


# Two at once
def test_who_comes_second_waits_and_goes_on_where_the_first_was_killed(mirror, tmp_path):
    server = mirror(stalls=HALF)
    first = fetching(server, tmp_path)
    with ThreadPoolExecutor() as pool:
        second = pool.submit(fetch, NAME, HASH, [server.address], tmp_path)
        assert not wait([second], 1).done
        assert server.asked == [""]
        first.kill()
        first.wait()
    assert second.result().read_bytes() == RAW
    assert server.asked == ["", f"bytes={HALF}-"]


def test_of_many_at_once_one_fetches_and_all_have_the_file(mirror, tmp_path):
    server = mirror()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fetched(tmp_path, server), range(4)))
    assert server.asked == [""]


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
