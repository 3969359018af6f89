"""Files that are exchanged as a whole, so that there is always a good one; tensors by name, and what they are.

A file is written beside its place, brought to the disk, and only then renamed: a kill, a crash or a full disk leaves
the last one as it was. Tensors are kept in the safetensors format, which holds no code, and plain data in its metadata.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from gan_models.backend import Tensor

ABOUT: Final = "about"  # the key of the metadata


class CannotWrite(OSError):
    """A file or a folder cannot be written; the message says why, and what is still there."""


class Unreadable(ValueError):
    """A file is not there, is damaged, or holds something else; the message says why, but not which file."""


def write(path: Path, tensors: Iterable[tuple[str, Tensor]], about: Mapping[str, Any]) -> None:
    """Put tensors by name and some plain data in the place of a file.

    Raises:
        CannotWrite: see `replace`.
    """
    kept = {name: value.detach().cpu().contiguous() for name, value in tensors}
    replace(path, save(kept, {ABOUT: json.dumps(dict(about))}))


def read(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors and the plain data of a file.

    Raises:
        Unreadable: it was not written by `write`.
    """
    tensors, about = lying(path)
    return {name: value.clone() for name, value in tensors.items()}, about


def lying(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The same, with the tensors as they lie in the file: to be copied before anything is computed with them.

    Raises:
        Unreadable: it was not written by `write`.
    """
    with _opened(path) as file:
        return _tensors(file), json.loads(file.metadata()[ABOUT])


def about(path: Path) -> dict[str, Any]:
    """The plain data alone.

    Raises:
        Unreadable: it was not written by `write`.
    """
    with _opened(path) as file:
        return json.loads(file.metadata()[ABOUT])


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file alone, in memory of their own: how it is aligned changes the last bits of what follows.

    Raises:
        Unreadable: it is no file of tensors.
    """
    with _opened(path) as file:
        return {name: value.clone() for name, value in _tensors(file).items()}


def _tensors(file: Any) -> dict[str, Tensor]:
    return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, "pt") as file:
            yield file
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)) from error


def replace(path: Path, content: bytes) -> None:
    """Put bytes in the place of a file, all of them or none.

    Raises:
        CannotWrite: the disk is full, or the folder is not writable; the file is as it was.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        _settled(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        kept = f"; {path.name} is as it was before" if path.exists() else ""
        raise CannotWrite(f"{path} cannot be written: {error.strerror}{kept}") from error


def _settled(folder: Path) -> None:
    """The folder's entries on the disk, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
