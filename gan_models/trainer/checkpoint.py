"""A state of training in one file, exchanged as a whole: there is always a good one.

Weights, optimiser memory, averages, generators' states and sums are tensors by name in the safetensors format, which
holds no code; the position in the run is its metadata. The file is written beside its place, brought to the disk, and
only then renamed, so that a kill, a crash or a full disk leaves the last one as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from gan_models.backend import Tensor, torch

ABOUT: Final = "about"  # the key of the metadata


class BadCheckpoint(ValueError):
    """A checkpoint cannot be read, or is not of this run; the message says what to do."""


class CannotWrite(OSError):
    """A run folder cannot be written to; the message says why, and what is still there."""


def write(path: Path, tree: Any, about: Mapping[str, Any]) -> None:
    """Put a tree of tensors and some plain data in the place of the file.

    Args:
        path: the file.
        tree: dicts and named tuples of tensors.
        about: plain data.

    Raises:
        CannotWrite: the disk is full, or the folder is not writable; the file is as it was.
    """
    tensors = {name: value.detach().cpu().contiguous() for name, value in flat(tree)}
    replace(path, save(tensors, {ABOUT: json.dumps(dict(about))}))


def read(path: Path, like: Any) -> tuple[Any, dict[str, Any]]:
    """The tree, of the form and on the devices of another one, and the plain data.

    Raises:
        BadCheckpoint: the file is damaged, or its tensors are not those of `like`.
    """
    try:
        with safe_open(path, "pt") as file:
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
            about = json.loads(file.metadata()[ABOUT])
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise BadCheckpoint(f"{path} is no checkpoint that can be read ({error}); train anew with --out") from error
    return _filled(like, stored, "", path), about


def flat(tree: Any, name: str = "") -> Iterator[tuple[str, Tensor]]:
    """The tensors of a tree with their names, such as players/generator/body.0.weight."""
    if isinstance(tree, torch.Tensor):
        yield name, tree
        return
    for key, part in _parts(tree):
        yield from flat(part, f"{name}/{key}" if name else key)


def _parts(tree: Any) -> Iterator[tuple[str, Any]]:
    yield from tree.items() if isinstance(tree, Mapping) else zip(tree._fields, tree, strict=True) if tree else ()


def _filled(like: Any, stored: Mapping[str, Tensor], name: str, path: Path) -> Any:
    if isinstance(like, torch.Tensor):
        value = stored.get(name)
        if value is None or value.shape != like.shape or value.dtype != like.dtype:
            there = "is missing" if value is None else f"has shape {tuple(value.shape)} and type {value.dtype}"
            raise BadCheckpoint(f"{path} is of another run: {name} {there}; resume the run that wrote it")
        return torch.empty_like(like).copy_(value)  # memory of its own: how it is aligned changes the last bits
    found = {key: _filled(part, stored, f"{name}/{key}" if name else key, path) for key, part in _parts(like)}
    return found if isinstance(like, Mapping) else type(like)(**found) if like else like


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
