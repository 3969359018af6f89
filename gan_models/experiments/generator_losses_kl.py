"""The gradient of the non-saturating loss at a frozen, learnt discriminator, beside that of KL(q‖p) − 2·JSD(p, q).

Data and model are normal laws on the line. A discriminator with a quadratic logit, which can be the best one, is
trained at θ₀ and frozen. Then the generator's gradient there is taken, in its location or in its scale.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, NamedTuple

import numpy as np
from torch.func import grad, vmap

from derivations.kernel import Term
from derivations.kernel.densities import normal
from derivations.kernel.formulas import Derivative, exp, real
from derivations.kernel.terms import apply, lam, num, replace
from derivations.proof import Proof
from gan_models.backend import Tensor, torch
from gan_models.data import lattice
from gan_models.enclosed import PLACE, bump, decimals, line, value
from gan_models.experiment import Experiment, dear
from gan_models.experiments.frozen import against_still
from gan_models.fitting import fitted
from gan_models.losses import nonsaturating
from gan_models.networks import Params, quadratic
from gan_models.statistics import Numbers
from gan_models.streams import Streams

RECIPE: Final = {
    "data": (0.0, 1.0),
    "model": (1.3, 0.5),  # at θ₀
    "discriminator": "quadratic logit",
    "batch": 256,
    "steps": 400,
    "rate": 0.5,
    "nodes": 60,  # of the Gauss-Hermite rule for the generator's expectation
}
Move = Callable[[Tensor, Tensor], Tensor]
t = real("t")


class Frozen(NamedTuple):
    """Discriminators trained against the model at θ₀.

    Attributes:
        params: Their quadratic logits.
        losses: Before each step, shape (models, steps).
    """

    params: Params
    losses: Tensor


@lru_cache(maxsize=2)
def trained(streams: Streams) -> Frozen:
    """Discriminators between data and model."""
    network = quadratic()
    draws = {name: streams.generators(name, torch.float64) for name in ("data", "model")}

    def source(steps: int) -> tuple[Tensor, ...]:
        even = ((RECIPE[name], lattice.normal(g, steps, RECIPE["batch"])) for name, g in draws.items())
        return tuple(mean + deviation * z for (mean, deviation), z in even)

    start = network.start(streams.seeds("discriminator"), torch.float64)
    return Frozen(*fitted(against_still(network), start, source, RECIPE["steps"], RECIPE["rate"]))


def located(z: Tensor, theta: Tensor) -> Tensor:
    """x = θ + s·z: the model's location moves."""
    return theta + RECIPE["model"][1] * z


def scaled(z: Tensor, theta: Tensor) -> Tensor:
    """x = m + e^θ·z: the model's scale moves."""
    return RECIPE["model"][0] + theta.exp() * z


def _start(move: Move) -> Tensor:
    mean, deviation = (torch.tensor(number, dtype=torch.float64) for number in RECIPE["model"])
    return mean if move is located else deviation.log()


def generator_slope(move: Move) -> Callable[[Frozen, float], Numbers]:
    """The derivative of E[−log D(G(z))] in the generator's parameter at θ₀, for each frozen discriminator."""
    network = quadratic()
    nodes, weights = (torch.as_tensor(part) for part in np.polynomial.hermite_e.hermegauss(RECIPE["nodes"]))
    weights = weights / weights.sum()

    def objective(theta: Tensor, params: Params) -> Tensor:
        logits = network(params, move(nodes, theta)[:, None])
        return vmap(nonsaturating)(logits) @ weights

    return lambda learnt, claim: vmap(grad(objective), in_dims=(None, 0))(_start(move), learnt.params).numpy()


# What the proof says
def number(term: Term, move: Move) -> float:
    """The value of a term of the statement for these laws."""
    mean, deviation = decimals(*RECIPE["model"])
    family = normal(PLACE, t, deviation) if move is located else normal(PLACE, mean, exp(t))
    model = lam(t, lam(PLACE, family))
    return value(term, mu=line(), p=bump(*RECIPE["data"]), q=model, theta_0=_start(move).item())


def claim(move: Move, proof: Proof) -> float:
    """The derivative of KL(q_θ‖p) − 2·JSD(p, q_θ) at θ₀, the right side of the statement."""
    return number(proof.statement.args[1], move)


def unfrozen(move: Move, proof: Proof) -> float:
    """The left side of the statement with D* = p/(p + q_θ) that follows θ."""
    slope = proof.statement.args[0]
    (family,) = (v for v in slope.free if v.data == "q")
    (start,) = (v for v in slope.free if v.data == "theta_0")
    body = replace(apply(slope.args[0], t), apply(family, start), apply(family, t))
    return number(Derivative(body, t, start), move)


def with_weight(weight: int, move: Move, proof: Proof) -> float:
    """The right side with another weight in the place of 2."""
    slope = proof.statement.args[1]
    moved = apply(slope.args[0], t)
    return number(Derivative(replace(moved, num(2), num(weight)), t, slope.args[1]), move)


def _experiment(name: str, move: Move, shown: str) -> Experiment:
    return Experiment(
        result="generator_losses.kl_gradient",
        name=name,
        quantity=f"the slope of E[−log D] in the generator's {shown}, D learnt at θ₀ and frozen",
        recipe=RECIPE,
        train=trained,
        predict=partial(claim, move),
        measure=generator_slope(move),
        expected=lambda claim: claim,
        tolerance=0.02,
        reason="400 batches of 2 · 256 even points leave the coefficients within 1 %; the best logit is quadratic",
        **dear(64),
        controls={
            "D follows θ": partial(unfrozen, move),
            "− JSD for − 2·JSD": partial(with_weight, 1, move),
            "the slope of KL alone": partial(with_weight, 0, move),
            "the other sign": lambda proof: -claim(move, proof),
        },
    )


EXPERIMENTS: Final = [_experiment("location", located, "location"), _experiment("scale", scaled, "log scale")]
