"""Point masses: what a discriminator of logits learns about JSD, and what it tells the generator.

The data are the point θ₀, the model is the point θ. A discriminator with a hidden layer is trained on the two points
until its loss has all but stopped falling; JSD is what `optimal_discriminator.value` makes of that loss. The gradient
of JSD is half that of the generator's part of the game, E_q[log(1 − D)].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from math import log
from typing import Any, Final, NamedTuple

from torch.func import grad, vmap

from derivations import wasserstein
from derivations.proof import Proof
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment, dear
from gan_models.experiments.frozen import against_still
from gan_models.experiments.wasserstein_laws import Laws, Way, drawn, way
from gan_models.fitting import fitted, same
from gan_models.losses import cross_entropy, saturating
from gan_models.networks import Params, dense
from gan_models.optimisers import Adam
from gan_models.play import Losses, Players
from gan_models.predictions import equation
from gan_models.statistics import Numbers
from gan_models.streams import Streams

RECIPE: Final[Mapping[str, Any]] = {
    "discriminator": (1, 16, 1),
    "betas": (0.9, 0.99),
    "steps": 400,
    "rate": 0.05,
    "distance": (0.5, 2.5),
    "epsilon": (1.0, 1.0),
}
ARRIVED: Final = {**RECIPE, "distance": (0.0, 0.0)}
DESCENT: Final = {**RECIPE, "critic's rate": 0.01, "generator's rate": 0.02, "moves": 50}  # in turn, after RECIPE
RECIPES: Final = {"apart": RECIPE, "arrived": ARRIVED}
NETWORK: Final = dense(*RECIPE["discriminator"])
loss: Final = against_still(NETWORK)


class Learnt(NamedTuple):
    """What discriminators have learnt about two points.

    Attributes:
        laws: Where the points are (ε is not used).
        divergence: What the loss that is left says about JSD, shape (models,).
        gradient: Of the generator's JSD by θ, shape (models,).
        losses: Before each step, shape (models, steps).
        params: The discriminators.
    """

    laws: Laws
    divergence: Tensor
    gradient: Tensor
    losses: Tensor
    params: Params


@lru_cache(maxsize=2)
def trained(name: str, streams: Streams) -> Learnt:
    """Discriminators between two points that differ from model to model."""
    recipe = RECIPES[name]
    laws = drawn(recipe, streams)
    batch = laws.theta_0[:, None, None], laws.theta[:, None, None]
    start, rule = NETWORK.start(streams.seeds("discriminator"), torch.float64), Adam(betas=recipe["betas"])
    params, losses = fitted(loss, start, same(*batch), recipe["steps"], recipe["rate"], optimiser=rule)
    divergence = (log(4) - vmap(loss)(params, batch)) / 2
    return Learnt(laws, divergence, vmap(pull)(params, laws.theta) / 2, losses, params)


@lru_cache(maxsize=2)
def moved(streams: Streams) -> Way:
    """Where the generators go in the minimax game with these discriminators, which go on learning."""
    learnt = trained("apart", streams)
    batches = same(learnt.laws.theta_0[:, None, None], torch.zeros_like(learnt.laws.theta)[:, None, None])
    return way(_game, learnt.laws, learnt.params, lambda steps: (batches(steps),) * 2, DESCENT)


def _game(players: Players, batch: tuple[Tensor, Tensor]) -> Losses:
    real, zero = batch
    real, fake = (NETWORK(players.discriminator, points) for points in (real, players.generator["theta"] + zero))
    return Losses(saturating(fake), cross_entropy(real, fake))


def pull(params: Params, theta: Tensor) -> Tensor:
    """The derivative of log(1 − D(θ)) by θ, for one model."""
    return grad(lambda at: saturating(NETWORK(params, at[None, None])))(theta)


def divergence(learnt: Learnt, claim: float) -> Numbers:
    """The learnt JSD."""
    return learnt.divergence.numpy()


def steepness(learnt: Learnt, claim: float) -> Numbers:
    """The size of the generator's gradient."""
    return learnt.gradient.abs().numpy()


def pace(learnt: Way, claim: float) -> Numbers:
    """The size of the generator's mean step, over its rate."""
    return learnt.mean_step.abs().numpy()


# What the proof says
def at_target(proof: Proof) -> float:
    """JSD where θ = θ₀."""
    return float(equation(proof, _is_met)())


def apart(proof: Proof, factor: float = 1.0) -> float:
    """JSD where θ ≠ θ₀, or a multiple of it."""
    return factor * float(proof.to_function()())


def gradient(proof: Proof) -> float:
    """The derivative of JSD by θ."""
    return float(equation(proof, "derivative(")())


def _is_met(term: Any) -> bool:
    return term.op == "JSD" and "theta_0 = theta_0" in str(term)


def gradient_of_w1(proof: Proof) -> float:
    """What it would be for the Wasserstein distance: the size that `wasserstein.w1_gradient` gives."""
    return abs(float(wasserstein.w1_gradient().to_function()(theta=1.0, theta_0=0.0)))


LEFT: Final = "400 steps of Adam bring the two logits to about ±8, which leaves a loss of less than 0.01"
Claims = Mapping[str, Callable[[Proof], float]]


def flat(
    name: str, quantity: str, predict: Any, measure: Any, reason: str, controls: Claims, **more: Any
) -> Experiment:
    """One of the numbers of these discriminators."""
    return Experiment(
        result="wasserstein.jsd_flat",
        name=name,
        quantity=quantity,
        predict=predict,
        measure=measure,
        expected=float,
        tolerance=0.02,
        reason=reason,
        **dear(128),
        controls=controls,
        **({"recipe": RECIPE, "train": partial(trained, "apart")} | more),
    )


EXPERIMENTS: Final = [
    flat(
        "value",
        "(log 4 − loss)/2 of the trained discriminator, 0.5 to 2.5 apart",
        apart,
        divergence,
        LEFT,
        {
            "2·log 2": partial(apart, factor=2.0),
            "½·log 2": partial(apart, factor=0.5),
            "0, as at the target": at_target,
        },
    ),
    flat(
        "gradient",
        "|dJSD/dθ| by way of the trained discriminator, 0.5 to 2.5 apart",
        gradient,
        steepness,
        f"{LEFT}, and the gradient is at most half that times the slope of the logit",
        {"1, as for W₁": gradient_of_w1, "log 2, the value for its slope": apart},
    ),
    flat(
        "descent",
        "size of the generator's mean step, over its rate, in 50 steps of the minimax game",
        gradient,
        pace,
        f"{LEFT}, and the gradient of the game is at most that times the slope of the logit",
        {"1, as for W₁": gradient_of_w1, "log 2, the value for its slope": apart},
        recipe=DESCENT,
        train=moved,
    ),
    flat(
        "arrived",
        "(log 4 − loss)/2 of a discriminator trained at θ = θ₀",
        at_target,
        divergence,
        "the same point is called data and generated, so that ½ is best",
        {"log 2, as elsewhere": apart},
        recipe=ARRIVED,
        train=partial(trained, "arrived"),
    ),
]
