"""Critics that are kept 1-Lipschitz, by spectral normalisation: their value, their slope and what a generator sees.

A critic has one hidden layer of ReLU units. Each of its two weights is divided by its spectral norm, so that no critic
of the family is steeper than 1, whatever its parameters are. Among them is the line of slope ±1, with which
`wasserstein.lipschitz_critic` says the bound is attained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from torch.func import grad, vmap

from derivations.clauses import clauses
from derivations.kernel.display import opened
from derivations.proof import Proof
from gan_models.backend import Tensor, nn, torch
from gan_models.experiment import Experiment, every_seed
from gan_models.experiments.wasserstein_laws import Function, Laws, Way, drawn, quantiles, source, way
from gan_models.fitting import fitted
from gan_models.losses import critic as critic_loss
from gan_models.losses import wasserstein
from gan_models.networks import Params, dense
from gan_models.optimisers import Adam
from gan_models.penalties import slopes, spectrally_normalised
from gan_models.play import Losses, Players
from gan_models.predictions import function
from gan_models.statistics import Numbers
from gan_models.streams import Streams

RECIPE: Final[Mapping[str, Any]] = {
    "critic": (1, 8, 1),
    "constraint": "each weight divided by its spectral norm",
    "betas": (0.5, 0.9),
    "batch": 32,
    "steps": 300,
    "rate": 0.05,
    "distance": (1.5, 2.5),
    "epsilon": (1e-3, 1.0),
}
DESCENT: Final = {**RECIPE, "critic's rate": 0.01, "generator's rate": 0.02, "moves": 50}  # in turn, after RECIPE


NETWORK: Final = dense(*RECIPE["critic"], activation=nn.ReLU)  # before normalisation


class Learnt(NamedTuple):
    """What 1-Lipschitz critics have learnt.

    Attributes:
        laws: Of each model.
        places: From the 1 % point of the lower law to the 99 % point of the upper one, shape (models, points).
        heights: The critics there, shape (models, points).
        slopes: Of the critics there, shape (models, points).
        value: E_q[D] − E_p[D], shape (models,).
        gradient: Of the generator's loss by θ, shape (models,).
        losses: Before each step, shape (models, steps).
        params: The critics, before normalisation.
    """

    laws: Laws
    places: Tensor
    heights: Tensor
    slopes: Tensor
    value: Tensor
    gradient: Tensor
    losses: Tensor
    params: Params


def judged(params: Params, points: Tensor) -> Tensor:
    """A 1-Lipschitz critic's values."""
    return NETWORK(spectrally_normalised(params), points)


def loss(params: Params, batch: tuple[Tensor, Tensor]) -> Tensor:
    """The critic's loss against a generator that stands still."""
    return critic_loss(*(judged(params, points) for points in batch))


@lru_cache(maxsize=2)
def trained(streams: Streams) -> Learnt:
    """1-Lipschitz critics for laws that differ from model to model."""
    laws = drawn(RECIPE, streams)
    start, rule = NETWORK.start(streams.seeds("critic"), torch.float64), Adam(betas=RECIPE["betas"])
    batches = source(laws, RECIPE, streams)
    params, losses = fitted(loss, start, batches, RECIPE["steps"], RECIPE["rate"], optimiser=rule)
    places = spanned(laws)
    heights = vmap(judged)(params, places[..., None])[..., 0]
    steep = vmap(lambda own, points: slopes(lambda x: judged(own, x), points))(params, places[..., None])[..., 0]
    value = vmap(loss)(params, laws.points(quantiles()))
    return Learnt(laws, places, heights, steep, value, vmap(pull)(params, *laws), losses, params)


def spanned(laws: Laws, points: int = 101) -> Tensor:
    """Places from the 1 % point of the lower law to the 99 % point of the upper one, shape (models, points)."""
    low, high = torch.minimum(laws.theta, laws.theta_0), torch.maximum(laws.theta, laws.theta_0)
    edge = torch.special.ndtri(torch.tensor(0.99, dtype=low.dtype)) * laws.epsilon
    share = torch.linspace(0, 1, points, dtype=low.dtype)
    return (low - edge)[:, None] + (high - low + 2 * edge)[:, None] * share


def pull(params: Params, theta: Tensor, theta_0: Tensor, epsilon: Tensor) -> Tensor:
    """The derivative of the generator's loss −E_q[D] by θ, for one model."""
    return grad(lambda at: wasserstein(judged(params, (at + epsilon * quantiles())[:, None])))(theta)


@lru_cache(maxsize=2)
def moved(streams: Streams) -> Way:
    """Where the generators go in a game with these critics, which go on learning."""
    learnt = trained(streams)
    around_zero = source(learnt.laws._replace(theta=torch.zeros_like(learnt.laws.theta)), DESCENT, streams)
    return way(_game, learnt.laws, learnt.params, lambda steps: (around_zero(steps),) * 2, DESCENT)


def _game(players: Players, batch: tuple[Tensor, Tensor]) -> Losses:
    real, noise = batch
    real, fake = (judged(players.discriminator, points) for points in (real, players.generator["theta"] + noise))
    return Losses(wasserstein(fake), critic_loss(real, fake))


# What the proofs say
def answer(proof: Proof) -> Function:
    """The result's own formula, of θ and θ₀; it does not depend on ε."""
    formula = proof.to_function()
    return lambda theta, theta_0, epsilon=None: formula(theta=theta, theta_0=theta_0)


def best_slope(proof: Proof) -> Function:
    """The slope of the critic that the statement says is measurable, 1-Lipschitz and best: its value at 1 less at 0."""
    (line,) = [c.formula for c in clauses(proof.statement) if c.formula.op == "measurable" and not c.premises]
    x, body = opened(line.args[0])
    at = function(body)
    return lambda **laws: at(**{x.data: 1.0}, **laws) - at(**{x.data: 0.0}, **laws)


def turned(predict: Callable[[Proof], Function]) -> Callable[[Proof], Function]:
    """The claim with the other sign."""
    return lambda proof: lambda **laws: -predict(proof)(**laws)


def scaled(factor: Function) -> Callable[[Proof], Function]:
    """A wrong claim: the result's formula times something."""
    return lambda proof: (
        lambda theta, theta_0, epsilon: answer(proof)(theta=theta, theta_0=theta_0) * factor(theta, theta_0, epsilon)
    )


def value_off(learnt: Learnt, claim: Function) -> Numbers:
    """How far E_q[D] − E_p[D] is from a claim."""
    return (learnt.value - torch.as_tensor(claim(**learnt.laws.of("theta", "theta_0")))).abs().numpy()


def slope_off(learnt: Learnt, claim: Function) -> Numbers:
    """The greatest distance of the slope from a claim, from the lower end of one law to the upper end of the other."""
    claimed = torch.as_tensor(claim(**learnt.laws.of("theta", "theta_0")))
    return (learnt.slopes - claimed[:, None]).abs().amax(-1).numpy()


def gradient_off(learnt: Learnt, claim: Function) -> Numbers:
    """How far the generator's gradient is from a claim."""
    return (learnt.gradient - torch.as_tensor(claim(**learnt.laws.of(*Laws._fields)))).abs().numpy()


def way_off(learnt: Way, claim: Function) -> Numbers:
    """How far the generator's mean step, over its rate, is from a step against a claimed gradient."""
    return (learnt.mean_step + torch.as_tensor(claim(**learnt.laws.of(*Laws._fields)))).abs().numpy()


def never_below(learnt: Learnt, claim: Function) -> Numbers:
    """1 for a critic whose loss is not below a claim but for rounding, else 0."""
    bound = torch.as_tensor(claim(**learnt.laws.of("theta", "theta_0")))
    return (learnt.value >= bound - ROUNDING).double().numpy()


ROUNDING: Final = 1e-9
REASON: Final = "the optimum lies in the family, and Adam's rate falls to 0"
EXPERIMENTS: Final = [
    Experiment(
        result="wasserstein.lipschitz_critic",
        name="value",
        quantity="|E_q[D] − E_p[D] + |θ − θ₀|| for the trained 1-Lipschitz critic",
        recipe=RECIPE,
        train=trained,
        predict=answer,
        measure=value_off,
        tolerance=0.02,
        reason=REASON,
        controls={
            "−1, the value taken for the slope": lambda proof: lambda **laws: answer(proof)(**laws) ** 0 * -1,
            "−½|θ − θ₀|": lambda proof: lambda **laws: answer(proof)(**laws) / 2,
            "−(θ − θ₀)²": lambda proof: lambda **laws: -(answer(proof)(**laws) ** 2),
            "|θ − θ₀|": turned(answer),
        },
    ),
    Experiment(
        result="wasserstein.lipschitz_critic",
        name="bound",
        quantity="whether E_q[D] − E_p[D] of the trained critic is at least −|θ − θ₀|, to 1e-9",
        recipe=RECIPE,
        train=trained,
        predict=answer,
        measure=never_below,
        **every_seed("both expectations are over the same noise, as in the proof's coupling"),
        controls={"−½|θ − θ₀| is a bound": lambda proof: lambda **laws: answer(proof)(**laws) / 2},
    ),
    Experiment(
        result="wasserstein.lipschitz_critic",
        name="slope",
        quantity="max |D′ + sign(θ − θ₀)| from the 1 % point of the lower law to the 99 % point of the upper one",
        recipe=RECIPE,
        train=trained,
        predict=best_slope,
        measure=slope_off,
        tolerance=0.02,
        reason=REASON,
        controls={
            "the slope sign(θ − θ₀)": turned(best_slope),
            "the slope ½": lambda proof: lambda **laws: best_slope(proof)(**laws) / 2,
            "the slope −(θ − θ₀)": lambda proof: lambda theta, theta_0: theta_0 - theta,
        },
    ),
    Experiment(
        result="wasserstein.w1_gradient",
        name="critic",
        quantity="|dL/dθ − sign(θ − θ₀)| for the generator's loss L = −E_q[D], ε from 0.001 to 1",
        recipe=RECIPE,
        train=trained,
        predict=answer,
        measure=gradient_off,
        tolerance=0.02,
        reason=REASON,
        controls={
            "0, as for JSD": scaled(lambda theta, theta_0, epsilon: 0.0),
            "(θ − θ₀)/ε², as for KL": scaled(lambda theta, theta_0, epsilon: abs(theta - theta_0) / epsilon**2),
            "θ − θ₀, as for a square": scaled(lambda theta, theta_0, epsilon: abs(theta - theta_0)),
            "−sign(θ − θ₀)": scaled(lambda theta, theta_0, epsilon: -1.0),
        },
    ),
    Experiment(
        result="wasserstein.w1_gradient",
        name="descent",
        quantity="distance of the generator's mean step, over its rate, from −sign(θ − θ₀) in 50 steps of the game",
        recipe=DESCENT,
        train=moved,
        predict=answer,
        measure=way_off,
        tolerance=0.02,
        reason=f"{REASON}; it takes 75 steps or more to reach the target",
        controls={
            "no step, as for JSD": scaled(lambda theta, theta_0, epsilon: 0.0),
            "steps of |θ − θ₀|": scaled(lambda theta, theta_0, epsilon: abs(theta - theta_0)),
            "away from the target": scaled(lambda theta, theta_0, epsilon: -1.0),
        },
    ),
]
