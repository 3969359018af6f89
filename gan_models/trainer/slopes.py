"""Slopes of losses in parameters; where several processes train, their means.

The means come from PyTorch's DistributedDataParallel, which exchanges slopes while others are still worked out. It
takes those that `backward` adds up in the parameters of a module, so the players of a pass get parameters there, which
lie where the run's own tensors lie. Alone it is `torch.autograd.grad`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

from torch.nn.parallel import DistributedDataParallel

from gan_models.backend import Tensor, nn, torch
from gan_models.play import Players
from gan_models.trainer import processes


class Passing(NamedTuple):
    """What a pass through the networks is made with.

    Attributes:
        players: With all that they have.
        leaves: The parameters of theirs in which slopes are asked for.
        through: Makes the pass: gives what this function gives.
    """

    players: Players
    leaves: Players
    through: Callable[[Callable[[], Any]], Any]


@contextmanager
def passing(players: Players, leaves: Players) -> Iterator[Passing]:
    """A pass whose slopes in these parameters are asked for; each of them has a part in it."""
    own = list(chain(*(part.values() for part in leaves)))
    if processes.count() == 1:
        with differentiable(own):
            yield Passing(players, leaves, lambda passes: passes())
        return
    module = _kept(own)
    module.zero_grad(set_to_none=True)
    each = iter(module.parameters())
    there = Players(*({name: next(each) for name in part} for part in leaves))
    yield Passing(Players(*(whole | part for whole, part in zip(players, there, strict=True))), there, module)


def pulled(
    outputs: Sequence[Tensor],
    leaves: Sequence[Tensor],
    weights: Sequence[Tensor] | None = None,
    spare: Sequence[Tensor] = (),
    again: bool = False,
) -> Sequence[Tensor]:
    """The slopes of the sum of outputs, with weights; among processes they are means after the last one of a pass.

    Args:
        outputs: of a pass.
        leaves: in which the slopes are.
        weights: of the outputs, as they are shaped; 1 by default.
        spare: in which slopes are worked out too, and thrown away.
        again: keep what further slopes of the pass need.
    """
    inputs = [*leaves, *spare]
    if processes.count() == 1:
        return torch.autograd.grad(outputs, inputs, weights, again, allow_unused=bool(spare))[: len(leaves)]
    torch.autograd.backward(outputs, weights, again, inputs=inputs)
    for one in spare:
        one.grad = None
    return [leaf.grad for leaf in leaves if leaf.grad is not None]  # where DistributedDataParallel puts the means


@contextmanager
def differentiable(leaves: Sequence[Tensor]) -> Iterator[None]:
    """Tensors with respect to which one differentiates, for as long as this lasts."""
    for leaf in leaves:
        leaf.requires_grad_()
    try:
        yield
    finally:
        for leaf in leaves:
            leaf.requires_grad_(False)


# Among several processes
class _Any(nn.Module):
    """Any pass through networks with these parameters."""

    def __init__(self, leaves: Sequence[Tensor]):
        super().__init__()
        self.leaves = nn.ParameterList(map(nn.Parameter, leaves))

    def forward(self, passes: Callable[[], Any]) -> Any:
        """What it gives."""
        return passes()


def _kept(own: Sequence[Tensor]) -> DistributedDataParallel:
    """Tensors of the run as parameters, which stay for as long as the tensors do."""
    key = tuple(map(id, own))
    if key not in processes.kept:
        processes.kept[key] = _distributed(own), own  # whose numbers are nobody else's while they are kept
    return processes.kept[key][0]


def _distributed(own: Sequence[Tensor]) -> DistributedDataParallel:
    """In which way slopes are packed is decided anew after the first pass, by the order in which they came.

    How their means are rounded depends on it. So the first pass is one through nothing, in a run that is resumed too.
    """
    module = DistributedDataParallel(_Any(own), broadcast_buffers=False)
    module(lambda: torch.stack([leaf.sum() for leaf in module.parameters()]).sum()).backward()
    return module
