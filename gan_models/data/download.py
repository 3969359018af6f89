"""Fetching the files of a data set: from the first mirror that has them, going on where a broken download stopped.

pooch keeps the cache: what arrives gets its name only when the sha256 of the unpacked bytes is right, so that nothing
half-written ever has a file's name. The compressed bytes collect beside it in `NAME.gz.part`. Processes take turns.
pooch and requests are imported where they are needed: most commands fetch nothing.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from shutil import copyfileobj
from time import time
from typing import IO, TYPE_CHECKING, Any, Final, cast

from filelock import FileLock

from gan_models.data.idx import GZIP

if TYPE_CHECKING:
    import requests

TIMEOUT: Final = (10, 60)  # seconds to connect, and between two pieces
PIECE: Final = 2**13  # bytes; a connection that breaks loses at most so many of those that came
LONG_AGO: Final = 3600  # seconds
PARTIAL, PAST_THE_END = 206, 416  # answers to a request for the rest of a file


class DownloadFailed(OSError):
    """No mirror gave the file; the message lists what each of them said and what to do."""


def cache() -> Path:
    """Where downloaded files are kept: the operating system's folder for caches."""
    import pooch

    return Path(pooch.os_cache("gan-derivations"))


def fetch(name: str, sha256: str, mirrors: Sequence[str], folder: Path) -> Path:
    """The file in the folder, fetched if it is not there or not right.

    Args:
        name: of the unpacked file; mirrors have it as NAME.gz.
        sha256: of the unpacked bytes.
        mirrors: addresses that end in a slash, in the order in which they are tried.
        folder: where it is kept.

    Raises:
        DownloadFailed: no mirror gave a file with this hash, or the folder cannot be written.
    """
    import pooch

    target = folder / name
    if target.exists() and pooch.file_hash(str(target)) == sha256:
        return target
    troubles = list[str]()
    try:
        with _alone(folder) if mirrors else nullcontext():
            for mirror in mirrors:
                trouble = _from(mirror, name, sha256, folder)
                if trouble is None:
                    return target
                troubles.append(f"{mirror}: {trouble}")
    except OSError as error:
        troubles.append(str(error))
    told = "\n".join(f"  {trouble}" for trouble in troubles)
    raise DownloadFailed(
        f"{name} could not be fetched into {folder}:\n{told}\n"
        "Try again, which goes on where it stopped, or put the files into a folder and name it with --data-dir or in "
        "GAN_MODELS_DATA."
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Whoever else fetches into the folder waits, and then finds the file, or goes on with what there is of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):  # the system unlocks it when a process is killed
        _sweep(folder)
        yield


def _from(mirror: str, name: str, sha256: str, folder: Path) -> str | None:
    """What is wrong with a mirror; None once the file is in the folder."""
    import pooch

    part = folder / f"{name}.gz.part"
    while True:  # what was left of an earlier download may be bad; then all of it is fetched again
        resumed = part.exists()
        try:
            arguments: Any = {"path": folder, "fname": name, "downloader": Resuming(part)}
            pooch.retrieve(f"{mirror}{name}.gz", f"sha256:{sha256}", **arguments)
        except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as error:
            part.unlink(missing_ok=True)
            if not resumed:
                return f"what it sent is not {name} ({error})"
        except OSError as error:  # those of requests among them
            return str(error)
        else:
            part.unlink(missing_ok=True)
            return None


def _sweep(folder: Path) -> None:
    """Remove the nameless files into which downloads were unpacked that somebody killed long ago."""
    with suppress(OSError):
        for left in folder.glob("tmp*"):
            if time() - left.stat().st_mtime > LONG_AGO:
                left.unlink()


class Resuming:
    """A downloader for pooch: collects the compressed file in `part`, then unpacks it."""

    def __init__(self, part: Path) -> None:
        """Take where the compressed bytes collect."""
        self.part = part

    def __call__(self, url: str, output: Any, _: Any = None) -> None:
        """Fetch what is missing of the file at an address, and write it unpacked."""
        import requests

        have = self.part.stat().st_size if self.part.exists() else 0
        headers = (
            {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {"Accept-Encoding": "identity"}
        )
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
            if not (have and answer.status_code == PAST_THE_END):  # there is no more than what is here
                answer.raise_for_status()
                going_on = answer.status_code == PARTIAL
                self._collect(answer, have if going_on else 0)
        with _unpacking(self.part) as source, Path(output).open("wb") as target:
            copyfileobj(source, target)

    def _collect(self, answer: requests.Response, have: int) -> None:
        length = None if "Content-Encoding" in answer.headers else answer.headers.get("Content-Length")
        total = have + int(length) if length else None
        with self.part.open("ab" if have else "wb") as target, _bar(self.part.stem, total, have) as advance:
            _copied(answer, target, advance)
        if total is not None and (size := self.part.stat().st_size) < total:
            raise OSError(f"the connection broke after {size} of {total} bytes")


def _unpacking(file: Path) -> IO[bytes]:
    """What is in a file: some servers send a compressed file unpacked already."""
    with file.open("rb") as opened:
        compressed = opened.read(len(GZIP)) == GZIP
    return cast(IO[bytes], gzip.open(file)) if compressed else file.open("rb")


def _copied(answer: requests.Response, target: IO[bytes], advance: Any) -> None:
    for piece in answer.iter_content(PIECE):
        target.write(piece)
        advance(len(piece))


@contextmanager
def _bar(name: str, total: int | None, have: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr while a person watches."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=total, completed=have)
        yield lambda count: bar.advance(task, count)
