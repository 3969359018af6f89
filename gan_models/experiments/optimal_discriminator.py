"""What discriminators learn: p/(p + q) in probabilities, log(p/q) in logits, and a loss of log 4 − 2·JSD.

Two pairs of laws on the line are used: two normal laws, and two separate bumps (the data) against a broad one. "Where
there is mass" is between the 1 % and the 99 % point of the mixture (p + q)/2, computed from the laws. Beyond these
points a batch of 128 has hardly any example, so that nothing is claimed there about what is learnt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np
from torch.func import vmap
from torch.nn.functional import logsigmoid

from derivations.proof import Proof
from gan_models.backend import Tensor, torch
from gan_models.data import lattice
from gan_models.experiment import Experiment, altered, dear
from gan_models.experiments.frozen import against_still, law
from gan_models.experiments.optimal_discriminator_gaussian import (
    GAUSSIAN,
    WRONG_VALUES,
    jensen_shannon,
    of_divergence,
)
from gan_models.fitting import fitted
from gan_models.networks import Params, dense
from gan_models.optimisers import Adam
from gan_models.statistics import Numbers
from gan_models.streams import Streams

SETTINGS: Final = {"discriminator": (1, 32, 1), "betas": (0.9, 0.99), "batch": 128, "steps": 600, "rate": 0.03}
RECIPES: Final[Mapping[str, Mapping[str, Any]]] = {  # each part of a law: weight, mean, standard deviation
    "gaussians": {**SETTINGS, "data": ((1.0, 0.3, 1.2),), "model": ((1.0, -0.3, 1.0),)},
    "mixture": {**SETTINGS, "data": ((0.5, -1.5, 0.6), (0.5, 1.5, 0.6)), "model": ((1.0, 0.0, 1.5),)},
}
ARRIVED: Final = {**RECIPES["mixture"], "steps": 300, "model": RECIPES["mixture"]["data"], "before": RECIPES["mixture"]}
TAIL: Final = 0.01  # of the mass of (p + q)/2 is left out on either side
ENDS: Final = (-10.0, 10.0)  # of the grid; beyond them the laws have less than 1e-10 of their mass
POINTS: Final = 2001  # of the grid
Function = Callable[..., Any]


class Learnt(NamedTuple):
    """What discriminators have learnt about two laws on the line.

    Attributes:
        places: A grid, shape (points,).
        data: The data's density there.
        model: The model's density there.
        inside: Where there is mass.
        logits: The learnt ones there, shape (models, points).
        losses: Before each step, shape (models, steps).
        params: The discriminators.
    """

    places: Tensor
    data: Tensor
    model: Tensor
    inside: Tensor
    logits: Tensor
    losses: Tensor
    params: Params


@lru_cache(maxsize=2)
def trained(pair: str, streams: Streams) -> Learnt:
    """Discriminators of random start, trained on this pair of laws."""
    network = dense(*RECIPES[pair]["discriminator"])
    return _trained(RECIPES[pair], network.start(streams.seeds("discriminator"), torch.float64), streams)


@lru_cache(maxsize=1)
def after_arrival(streams: Streams) -> Learnt:
    """The discriminators of the mixture, trained on after the generator has come to q = p."""
    return _trained(ARRIVED, trained("mixture", streams).params, streams)


def _trained(recipe: Mapping[str, Any], start: Params, streams: Streams) -> Learnt:
    network, laws = dense(*recipe["discriminator"]), (law(recipe["data"]), law(recipe["model"]))
    draws = [streams.generators(name, torch.float64) for name in ("data", "model")]

    def source(steps: int) -> tuple[Tensor, ...]:
        return tuple(lattice.draw(one, g, steps, recipe["batch"]) for one, g in zip(laws, draws, strict=True))

    rule = Adam(betas=recipe["betas"])
    params, losses = fitted(against_still(network), start, source, recipe["steps"], recipe["rate"], optimiser=rule)
    places = torch.linspace(*ENDS, POINTS, dtype=torch.float64)
    data, model = (one.log_density(places[:, None]).exp() for one in laws)
    logits = vmap(network, in_dims=(0, None))(params, places[:, None])[..., 0]
    return Learnt(places, data, model, with_mass(places, data, model), logits, losses, params)


def with_mass(places: Tensor, data: Tensor, model: Tensor) -> Tensor:
    """Which places lie between the points that leave TAIL of (p + q)/2 on either side."""
    below = torch.cumulative_trapezoid((data + model) / 2, places)
    below = torch.cat([below.new_zeros(1), below])
    return (below >= TAIL) & (below <= 1 - TAIL)


def densities(learnt: Learnt) -> dict[str, np.ndarray[Any, Any]]:
    """Both densities where there is mass, as a result's function takes them."""
    return {"p": learnt.data[learnt.inside].numpy(), "q": learnt.model[learnt.inside].numpy()}


def farthest(found: Tensor, claimed: Any) -> Numbers:
    """The greatest distance between learnt curves and a claimed one, for each model."""
    return (found - torch.as_tensor(claimed)).abs().amax(-1).numpy()


def probability_off(learnt: Learnt, claim: Function) -> Numbers:
    """How far the learnt probabilities are from a claim about p and q."""
    return farthest(learnt.logits[:, learnt.inside].sigmoid(), claim(**densities(learnt)))


def logit_off(learnt: Learnt, claim: Function) -> Numbers:
    """How far the learnt logits are from a claim about p and q."""
    return farthest(learnt.logits[:, learnt.inside], claim(**densities(learnt)))


def left_over(learnt: Learnt, claim: float) -> Numbers:
    """The expected loss of the learnt discriminators, by the trapezoidal rule, which is exact here to 1e-9."""
    loss = -learnt.data * logsigmoid(learnt.logits) - learnt.model * logsigmoid(-learnt.logits)
    return torch.trapezoid(loss, learnt.places).numpy()


def half_off(learnt: Learnt, claim: float) -> Numbers:
    """How far the learnt probabilities are from one number."""
    return farthest(learnt.logits[:, learnt.inside].sigmoid(), claim)


# What the proofs say
def answer(proof: Proof) -> Function:
    """The result's own formula."""
    return proof.to_function()


def divergence(recipe: Mapping[str, Any]) -> float:
    """JSD of a recipe's laws, by adaptive quadrature, without anything that was learnt."""
    laws = [
        [(weight, NormalDist(mean, spread).pdf) for weight, mean, spread in recipe[who]] for who in ("data", "model")
    ]
    return jensen_shannon(*(lambda x, law=law: sum(weight * density(x) for weight, density in law) for law in laws))


def value(pair: str, claim: Callable[[Proof], Function], proof: Proof) -> float:
    """A claim about JSD for this pair, with the divergence taken by quadrature."""
    return float(claim(proof)(divergence=divergence(RECIPES[pair])))


REASON: Final = "32 hidden units and batches of 128, which hold one or two examples beyond each end of the region"
OF_EACH: Final = {"gaussians": dear(64), "mixture": dear(64, exceptions=3)}
LIKE: Final = {"gaussians": "two normal laws", "mixture": "two bumps against one normal law"}


def curves(pair: str) -> list[Experiment]:
    """The learnt probability, logit and loss of one pair of laws."""
    common: dict[str, Any] = {"name": pair, "recipe": RECIPES[pair], "train": partial(trained, pair), **OF_EACH[pair]}
    return [
        Experiment(
            result="optimal_discriminator.optimum",
            quantity=f"max |D − p/(p + q)| where there is mass, for {LIKE[pair]}",
            predict=answer,
            measure=probability_off,
            tolerance=0.06,
            reason=REASON,
            controls={
                "q/(p + q)": altered(answer, lambda f: lambda p, q: f(p=q, q=p)),
                "p/(p + 2q)": altered(answer, lambda f: lambda p, q: f(p=p, q=2 * q)),
                "½ everywhere": altered(answer, lambda f: lambda p, q: f(p=p, q=p)),
            },
            **common,
        ),
        Experiment(
            result="optimal_discriminator.logit",
            quantity=f"max |h − log(p/q)| where there is mass, for {LIKE[pair]}",
            predict=answer,
            measure=logit_off,
            tolerance=0.3,
            reason=f"{REASON}; an error in D counts 1/(D(1 − D)) times in the logit, up to 14 times here",
            controls={
                "log(q/p)": altered(answer, lambda f: lambda p, q: f(p=q, q=p)),
                "½·log(p/q)": altered(answer, lambda f: lambda p, q: f(p=p, q=q) / 2),
                "p/(p + q), the discriminator taken for its logit": lambda proof: lambda p, q: p / (p + q),
            },
            **common,
        ),
        Experiment(
            result="optimal_discriminator.value",
            quantity=f"the expected loss of the trained discriminator, for {LIKE[pair]}",
            predict=partial(value, pair, of_divergence),
            measure=left_over,
            expected=float,
            tolerance=0.004,
            reason="the loss is flat at its minimum: an error of 0.03 in D everywhere would add about 4·0.03² to it",
            controls={name: partial(value, pair, claim) for name, claim in WRONG_VALUES.items()},
            **common,
        ),
    ]


EQUILIBRIUM: Final = Experiment(
    result="optimal_discriminator.equilibrium",
    name="arrival",
    quantity="max |D − ½| where there is mass, for discriminators of the mixture after the generator has come to q = p",
    recipe=ARRIVED,
    train=after_arrival,
    predict=lambda proof: float(answer(proof)()),
    measure=half_off,
    tolerance=0.06,
    reason=REASON,
    **OF_EACH["mixture"],
    controls={
        "D = 1: the data are recognised": lambda proof: 2 * float(answer(proof)()),
        "D = σ(½), the logit taken for the discriminator": lambda proof: 1 / (1 + np.exp(-answer(proof)())),
        "D = ¼": lambda proof: float(answer(proof)()) ** 2,
    },
)
EXPERIMENTS: Final[list[Experiment]] = [*(e for pair in RECIPES for e in curves(pair)), EQUILIBRIUM, *GAUSSIAN]
