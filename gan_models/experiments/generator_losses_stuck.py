"""How far a generator gets against a discriminator that has won, under each loss: its path from the proved factors.

A linear logit a·x + b is trained to tell data far away from what a generator x = z + θ makes, and is frozen. Then the
generator descends for a while under one of both losses. The proof's factor predicts the whole path, step by step:
θ ← θ − rate·E[factor(h)]·a. Under the saturating loss it hardly moves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

import numpy as np
from torch.func import grad, vmap

from derivations.clauses import answered
from derivations.kernel.formulas import real
from derivations.kernel.terms import make, num, replace
from derivations.proof import Proof
from gan_models import losses
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments.frozen import against_still
from gan_models.fitting import fitted
from gan_models.networks import Params, affine
from gan_models.predictions import function
from gan_models.statistics import Numbers
from gan_models.streams import Streams

RECIPE: Final = {
    "data": (12.0, 1.0),  # mean and standard deviation
    "batch": 64,
    "steps": 120,
    "rate": 0.3,
    "examples": 32,
    "moves": 100,
    "stride": 0.02,
}
DISCRIMINATOR: Final = affine()
Factor = Callable[..., Any]  # of a logit h


class Escape(NamedTuple):
    """Where generators are that descend against a frozen discriminator.

    Attributes:
        slope: a, shape (models,).
        offset: b, shape (models,).
        latent: z, shape (models, examples), the same in every step.
        path: θ after 0, 1, … steps, shape (models, moves + 1).
        losses: Of the discriminator before each of its steps, shape (models, steps).
    """

    slope: Tensor
    offset: Tensor
    latent: Tensor
    path: Tensor
    losses: Tensor


def factor(proof: Proof) -> Factor:
    """What multiplies ∂h/∂θ in the gradient that the result states, as a function of h = h(θ)."""
    (logit,) = (v for v in proof.statement.free if v.sort.kind == "function")
    (parameter,) = (v for v in proof.statement.free if v.is_scalar)
    alone = replace(answered(proof), make("derivative", logit, parameter), num(1))
    return function(replace(alone, make("apply", logit, parameter), real("h")))


@lru_cache(maxsize=2)
def won(streams: Streams) -> tuple[Params, Tensor]:
    """Discriminators between the data and the generator at θ = 0, and their losses before each step."""
    (mean, deviation), shape = RECIPE["data"], (RECIPE["batch"], 1)
    data, latent = (streams.generators(name, torch.float64) for name in ("data", "latent"))

    def source(steps: int) -> tuple[Tensor, Tensor]:
        return mean + deviation * data.normal(steps, *shape), latent.normal(steps, *shape)

    start = DISCRIMINATOR.start(streams.seeds("discriminator"), torch.float64)
    return fitted(against_still(DISCRIMINATOR), start, source, RECIPE["steps"], RECIPE["rate"])


def descended(loss: Callable[[Tensor], Tensor], streams: Streams) -> Escape:
    """Generators that start at θ = 0 and descend under this loss."""
    params, seen = won(streams)
    latent = streams.generators("examples", torch.float64).normal(RECIPE["examples"])
    slope, offset = params["weight"][:, 0, 0], params["bias"][:, 0]

    def objective(theta: Tensor, z: Tensor, own: Params) -> Tensor:
        return loss(DISCRIMINATOR(own, (z + theta)[:, None]))

    move = vmap(grad(objective))
    path = [torch.zeros_like(slope)]
    for _ in range(RECIPE["moves"]):
        path.append(path[-1] - RECIPE["stride"] * move(path[-1], latent, params))
    return Escape(slope, offset, latent, torch.stack(path, 1), seen)


def followed(learnt: Escape, claim: Callable[..., Any]) -> Numbers:
    """How far the predicted path ends from the trained one, relative to the longer of both ways."""
    slope, offset, latent = (t.numpy() for t in (learnt.slope, learnt.offset, learnt.latent))
    theta = np.zeros_like(slope)
    for _ in range(RECIPE["moves"]):
        logits = slope[:, None] * (latent + theta[:, None]) + offset[:, None]
        theta = theta - RECIPE["stride"] * claim(h=logits).mean(1) * slope
    found = learnt.path[:, -1].numpy()
    return np.abs(found - theta) / np.maximum(np.abs(found), np.abs(theta))


def of_logit(change: Factor, predict: Callable[[Proof], Factor] = factor) -> Callable[[Proof], Factor]:
    """A wrong claim made of a right one: of the logit and the right value."""
    return lambda proof: lambda h: change(h, predict(proof)(h=h))


def _escape(result: str, loss: Callable[[Tensor], Tensor], shown: str) -> Experiment:
    return Experiment(
        result=result,
        name="escape",
        quantity=f"the distance of a generator's end from the predicted one, {shown} loss, relative to its way",
        recipe=RECIPE,
        train=partial(descended, loss),
        predict=factor,
        measure=followed,
        tolerance=1e-9,
        reason="the path is determined: what is left is rounding to 53 bits over 100 steps",
        controls={
            "the factor of the other loss": of_logit(lambda h, f: -1 - f),
            "the other sign": of_logit(lambda h, f: -f),
            "the factor to three decimals, 0 where it is small": of_logit(lambda h, f: np.round(f, 3)),
        },
    )


EXPERIMENTS: Final = [
    _escape("generator_losses.saturating_gradient", losses.saturating, "saturating"),
    _escape("generator_losses.nonsaturating_gradient", losses.nonsaturating, "non-saturating"),
]
