"""A processor's stand-in for the graphs of a GPU: operations that are written down once and then done again.

As in a CUDA graph, nothing of Python runs in a replay: whatever the host worked out while recording is a constant
afterwards, and every result is put where it lay when it was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from gan_models.backend import Tensor, torch


class Waits(RuntimeError):
    """A step asked for a number, which no graph can give."""


class Tape(TorchDispatchMode):
    """Writes operations down while they are done.

    Args:
        host: tensors that lie in the host's memory whatever the device, and may be asked for their number.
    """

    def __init__(self, host: Sequence[Tensor] = ()) -> None:
        super().__init__()
        self.host = host
        self.entries = list[tuple[Any, tuple[Any, ...], dict[str, Any], Any]]()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Do it, and write it down."""
        if func is torch.ops.aten._local_scalar_dense.default and not any(args[0] is one for one in self.host):
            _waits()
        out = func(*args, **(kwargs or {}))
        self.entries.append((func, args, kwargs or {}, out))
        return out

    def replay(self) -> None:
        """Do all of it again."""
        with torch.no_grad():
            for func, args, kwargs, out in self.entries:
                _again(func, args, kwargs, out)

    def overwrite(self) -> None:
        """Let what the operations have worked out be lost, as where another graph has its memory."""
        for func, _, _, out in self.entries:
            if not _aliases(func) and not _writes(func):
                for value in tree_leaves(out):
                    if isinstance(value, Tensor):
                        value.fill_(float("nan") if value.is_floating_point() else 1)


def _aliases(func: Any) -> bool:
    """Whether it gives a view, which shows what lies there."""
    return any(r.alias_info is not None and not r.alias_info.is_write for r in func._schema.returns)


def _writes(func: Any) -> bool:
    return any(a.alias_info is not None and a.alias_info.is_write for a in func._schema.arguments)


def _again(func: Any, args: Any, kwargs: Any, out: Any) -> None:
    if _aliases(func):
        return
    found = func(*args, **kwargs)
    if _writes(func):
        return
    for old, new in zip(tree_leaves(out), tree_leaves(found), strict=True):
        if isinstance(old, Tensor):
            old.copy_(new)


def recorded(branches: Sequence[Any], generators: Sequence[torch.Generator]) -> Callable[[], None]:
    """What `graphs.recorded` does on a GPU; what the recording itself has changed is for the caller to undo."""
    return _taped(branches).replay


def overwritten(branches: Sequence[Any], generators: Sequence[torch.Generator]) -> Callable[[], None]:
    """The same where other graphs have the same memory, and write over it between two replays."""
    tape = _taped(branches)

    def replay() -> None:
        tape.overwrite()
        tape.replay()
        tape.overwrite()

    return replay


def _taped(branches: Sequence[Any]) -> Tape:
    rates = [rate for branch in branches for training in branch.trainings for rate in training.state.rates]
    with Tape(rates) as tape, pytest.MonkeyPatch.context() as patch:
        for name in ("tolist", "numpy"):  # on a processor they read memory, which is no operation
            patch.setattr(Tensor, name, _waits)
        for branch in branches:
            branch.steps()
    return tape


def _waits(*_: object) -> None:
    raise Waits("a step asked the device for a number")
