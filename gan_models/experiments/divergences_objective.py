"""The generator's objective E_q[log((1 − D)/D)] with learnt discriminators, beside KL(q‖p).

Two pairs of laws on the line: two normal ones, and data of two bumps with a model on one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

import numpy as np
from torch import nn
from torch.func import vmap

from derivations.clauses import answered
from derivations.kernel import Term
from derivations.proof import Proof
from gan_models.backend import Tensor, torch
from gan_models.data import lattice
from gan_models.enclosed import line, mixture, value
from gan_models.experiment import Experiment, dear
from gan_models.experiments.frozen import Parts, against_still, law
from gan_models.fitting import fitted
from gan_models.losses import combined
from gan_models.networks import Network, Params, Quadratic
from gan_models.statistics import Numbers
from gan_models.streams import Streams

SETTINGS: Final = {"batch": 256, "steps": 400, "rate": 0.3, "nodes": 60}
BUMPS: Final = ((0.5, -2.5, 0.75), (0.5, 2.5, 0.75))
PAIRS: Final[Mapping[str, Mapping[str, Any]]] = {
    "normal laws": {**SETTINGS, "data": ((1.0, 0.0, 1.0),), "model": ((1.0, 0.8, 0.7),)},
    "one bump": {**SETTINGS, "data": BUMPS, "model": ((1.0, 2.5, 0.75),)},
}
DEAR: Final = 64  # models: hundreds of batches for each
COVERING: Final = ((1.0, 0.0, 2.61),)  # a model with the mean and the deviation of both bumps


class Bumps(nn.Module):
    """A quadratic logit + log(2·cosh(a·x + b)), which the best logit between two equal bumps and a normal law is."""

    def __init__(self) -> None:
        super().__init__()
        self.quadratic, self.line = Quadratic(), nn.Linear(1, 1)
        nn.init.uniform_(self.line.weight, 0.5, 1.5)  # the sign does not matter, and 0 would be a saddle

    def forward(self, x: Tensor) -> Tensor:
        """Shape (batch, 1) for x of shape (batch, 1)."""
        size = self.line(x).abs()
        return self.quadratic(x) + size + torch.log1p(torch.exp(-2 * size))


DISCRIMINATOR: Final = Network(Bumps)


class Learnt(NamedTuple):
    """Discriminators between a data law and a model that stands still.

    Attributes:
        objective: E_q[log((1 − D)/D)], shape (models,).
        params: The discriminators.
        losses: Before each step, shape (models, steps).
    """

    objective: Tensor
    params: Params
    losses: Tensor


@lru_cache(maxsize=4)
def trained(pair: str, streams: Streams) -> Learnt:
    """Discriminators of random start, trained on samples of these laws."""
    recipe = PAIRS[pair]
    laws = {name: law(recipe[name]) for name in ("data", "model")}
    draws = {name: streams.generators(name, torch.float64) for name in laws}

    def source(steps: int) -> tuple[Tensor, ...]:
        return tuple(lattice.draw(laws[name], draws[name], steps, recipe["batch"]) for name in laws)

    start = DISCRIMINATOR.start(streams.seeds("discriminator"), torch.float64)
    params, losses = fitted(against_still(DISCRIMINATOR), start, source, recipe["steps"], recipe["rate"])
    ((_, mean, deviation),) = recipe["model"]
    return Learnt(objective(params, mean, deviation, recipe["nodes"]), params, losses)


def objective(params: Params, mean: float, deviation: float, nodes: int) -> Tensor:
    """E_q[log((1 − D)/D)] = −E_q[h] for q = N(mean, deviation²), by a Gauss-Hermite rule."""
    points, weights = (torch.as_tensor(part) for part in np.polynomial.hermite_e.hermegauss(nodes))
    logits = vmap(DISCRIMINATOR, in_dims=(0, None))(params, mean + deviation * points[:, None])
    return vmap(vmap(combined))(logits) @ (weights / weights.sum())


def measured(learnt: Learnt, claim: float) -> Numbers:
    """The objective of each model."""
    return learnt.objective.numpy()


# What the proof says
def divergence(proof: Proof) -> Term:
    """KL(q‖p), as the result answers."""
    return answered(proof)


def claim(pair: str, proof: Proof) -> float:
    """Its value for these laws."""
    return _between(PAIRS[pair]["model"], PAIRS[pair]["data"], proof)


def swapped(pair: str, proof: Proof) -> float:
    """KL(p‖q) in its place."""
    return _between(PAIRS[pair]["data"], PAIRS[pair]["model"], proof)


def covering(proof: Proof) -> float:
    """KL(q‖p) for the model that covers both bumps."""
    return _between(COVERING, BUMPS, proof)


def _between(first: Parts, second: Parts, proof: Proof) -> float:
    return value(divergence(proof), mu=line(), q=mixture(*first), p=mixture(*second))


def _experiment(pair: str, **more: Callable[[Proof], float]) -> Experiment:
    return Experiment(
        result="divergences.generator_objective",
        name=pair,
        quantity="E_q[log((1 − D)/D)] with a learnt discriminator D",
        recipe=PAIRS[pair],
        train=partial(trained, pair),
        predict=partial(claim, pair),
        measure=measured,
        expected=lambda claim: claim,
        tolerance=0.05,
        reason="400 batches of 2 · 256 even points; the best logit is among those that can be learnt",
        **dear(DEAR),
        controls={
            "KL(p‖q)": partial(swapped, pair),
            "the other sign": lambda proof: -claim(pair, proof),
            "twice as much": lambda proof: 2 * claim(pair, proof),
            **more,
        },
    )


EXPERIMENTS: Final = [
    _experiment("normal laws"),
    _experiment("one bump", **{"as for a model that covers both": covering}),
]
