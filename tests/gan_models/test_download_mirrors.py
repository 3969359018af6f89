"""Mirrors that are not there, send something else or less: the next one is tried, and no wrong bytes are kept."""

from __future__ import annotations

import gzip

import pytest

from gan_models.data.download import DownloadFailed, fetch
from tests.gan_models.mirrors import HALF, HASH, NAME, PACKED, RAW, Server, failed, fetched, names, serving


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
