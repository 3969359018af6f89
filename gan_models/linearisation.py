"""Where a step stops to be stable: the eigenvalues of its derivative at a rest point."""

from __future__ import annotations

from torch.func import jacrev, vmap

from gan_models.backend import Tensor, torch
from gan_models.networks import Params
from gan_models.play import Batch, Players, State
from gan_models.updates import Step


def flat(players: Players) -> Tensor:
    """All parameters of one model in one vector."""
    return torch.cat([value.reshape(-1) for own in players for value in own.values()])


def shaped(vector: Tensor, like: Players) -> Players:
    """The parameters that `flat` made one vector of."""
    parts, at = list[Params](), 0
    for own in like:
        part = Params()
        for name, value in own.items():
            part[name] = vector[at : at + value.numel()].reshape(value.shape)
            at += value.numel()
        parts.append(part)
    return Players(*parts)


def derivative(step: Step, state: State, batch: Batch) -> Tensor:
    """The matrix of the step's derivative in the parameters, for one model; shape (parameters, parameters)."""

    def moved(vector: Tensor) -> Tensor:
        return flat(step(state._replace(players=shaped(vector, state.players)), batch)[0].players)

    return jacrev(moved)(flat(state.players))


def modulus(step: Step, states: State, batch: Batch) -> Tensor:
    """The greatest modulus of an eigenvalue of that derivative, for each of many models.

    At a rest point the steps come back to it from nearby if this is below 1, and do not stay near if it is above.
    """
    matrices = vmap(lambda state, part: derivative(step, state, part))(states, batch)
    return torch.linalg.eigvals(matrices).abs().amax(-1)
