"""A state of training in one file, exchanged as a whole: see `files`.

Weights, optimiser memory, averages, generators' states and sums are tensors by name; the position in the run is the
plain data beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from gan_models.backend import Tensor, torch
from gan_models.trainer import files

UNTOLD: Final = "not told"


class BadCheckpoint(ValueError):
    """What a run keeps cannot be read, or is not of this run; the message says what to do."""


def write(path: Path, tree: Any, about: Mapping[str, Any]) -> None:
    """Put a tree of tensors and some plain data in the place of the file.

    Args:
        path: the file.
        tree: dicts and named tuples of tensors.
        about: plain data.

    Raises:
        CannotWrite: the disk is full, or the folder is not writable; the file is as it was.
    """
    files.write(path, flat(tree), about)


def read(path: Path, like: Any) -> tuple[Any, dict[str, Any]]:
    """The tree, of the form and on the devices of another one, and the plain data.

    Raises:
        BadCheckpoint: the file is damaged, or its tensors are not those of `like`.
    """
    with _readable(path):
        stored, found = files.lying(path)  # `_filled` copies them
    return _filled(like, stored, "", path), found


def about(path: Path) -> dict[str, Any]:
    """The plain data alone.

    Raises:
        BadCheckpoint: the file is damaged.
    """
    with _readable(path):
        return files.about(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except files.Unreadable as error:
        raise BadCheckpoint(f"{path} is no checkpoint that can be read ({error}); train anew with --out") from error


def same(path: Path, kept: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Refuse the checkpoint of another run.

    Args:
        path: the file.
        kept: of which run it says it is: recipe, seed and settings.
        own: of which run it should be.

    Raises:
        BadCheckpoint: one of them differs; the message names it.
    """
    for name in {**own, **kept}:
        then, now = kept.get(name, UNTOLD), own.get(name, UNTOLD)
        if then != now:
            differs = f"its {name} is {then}, and here it is {now}"
            raise BadCheckpoint(f"{path} is of another run: {differs}; resume the run that wrote it")


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
        return torch.empty_like(like).copy_(value)  # how it lies in memory changes the last bits
    found = {key: _filled(part, stored, f"{name}/{key}" if name else key, path) for key, part in _parts(like)}
    return found if isinstance(like, Mapping) else type(like)(**found) if like else like
