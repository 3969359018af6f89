"""What drives a generator: its gradients under both losses while a discriminator wins, beside the proved factors.

A generator that starts far from the data plays the minimax game. The discriminator soon tells both apart, the logits of
what is generated fall, and at points in time from the first step to the last the gradients of single examples in the
generator's parameters are taken under both losses. `generator_losses_stuck` follows a generator from there on, and
`generator_losses_kl` observes the gradient of two divergences.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from torch.func import grad, vmap

from derivations.clauses import relations
from derivations.kernel import Term
from derivations.proof import Proof
from gan_models import losses
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments import generator_losses_kl, generator_losses_stuck
from gan_models.experiments.generator_losses_stuck import Factor, factor, of_logit
from gan_models.networks import Params, dense
from gan_models.optimisers import Adam
from gan_models.play import Batch, Losses, Play, Players, State
from gan_models.predictions import function
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.training import Source, train
from gan_models.updates import alternating, many

RECIPE: Final = {
    "data": (8.0, 0.5),  # mean and standard deviation
    "generator": (1, 8, 1),
    "discriminator": (1, 16, 16, 1),
    "betas": (0.5, 0.999),
    "rates": (0.002, 0.03),  # of generator and discriminator
    "batch": 64,
    "steps": 160,
    "looks": 8,  # how often, beside before the first step, gradients are taken
    "examples": 8,  # of which, each time
}
DEEP: Final = -5.0  # in the end the logits of generated examples are below it


class Seen(NamedTuple):
    """Gradients of single generated examples in the generator's parameters, shape (models, looks, examples, …).

    Attributes:
        logits: h, without further axes.
        slopes: ∇h, with an axis over the parameters.
        saturating: ∇ log(1 − σ(h)).
        nonsaturating: ∇(−log σ(h)).
        losses: Of both players before each step, shape (models, steps, 2), for a plot.
    """

    logits: Tensor
    slopes: Tensor
    saturating: Tensor
    nonsaturating: Tensor
    losses: Tensor


GENERATOR, DISCRIMINATOR = dense(*RECIPE["generator"]), dense(*RECIPE["discriminator"])


def minimax(players: Players, batch: Batch) -> Losses:
    """The minimax game: a batch has data and latent numbers."""
    real_logits, fake_logits = (DISCRIMINATOR(players.discriminator, x) for x in _examples(players, batch))
    return Losses(losses.saturating(fake_logits), losses.cross_entropy(real_logits, fake_logits))


def _examples(players: Players, batch: Batch) -> tuple[Tensor, Tensor]:
    return batch[0], GENERATOR(players.generator, batch[1])


@lru_cache(maxsize=2)
def trained(streams: Streams) -> Seen:
    """Games that the discriminator wins, looked at on the way."""
    play = Play(minimax, Adam(betas=RECIPE["betas"]))
    networks = {"generator": GENERATOR, "discriminator": DISCRIMINATOR}
    start = Players(**{name: n.start(streams.seeds(name), torch.float64) for name, n in networks.items()})
    latent = streams.generators("examples", torch.float64).normal(RECIPE["examples"], 1)
    looks, history = [gradients(start, latent)], list[Tensor]()

    def watch(step: int, state: State, seen: Losses) -> None:
        history.append(torch.stack(seen, -1))
        if step % (RECIPE["steps"] // RECIPE["looks"]) == 0:
            looks.append(gradients(state.players, latent))

    step = many(alternating(play))
    train(step, play.start(start, RECIPE["rates"]), _source(streams), RECIPE["steps"], watch=watch)
    logits, slopes, first, second = (torch.stack(part, 1) for part in zip(*looks, strict=True))
    return Seen(logits, slopes, first, second, torch.stack(history, 1))


def _source(streams: Streams) -> Source:
    """Data and latent numbers, anew for each of the two moves of a step."""
    (mean, deviation), batch = RECIPE["data"], RECIPE["batch"]
    data, latent = (streams.generators(name, torch.float64) for name in ("data", "latent"))

    def source(steps: int) -> Any:
        moves = range(2)
        return tuple((mean + deviation * data.normal(steps, batch, 1), latent.normal(steps, batch, 1)) for _ in moves)

    return source


def gradients(players: Players, latent: Tensor) -> tuple[Tensor, ...]:
    """h, ∇h and the gradients of both losses, shape (models, examples, …), for latent numbers (models, examples, 1)."""

    def logit(own: Params, z: Tensor, discriminator: Params) -> Tensor:
        return DISCRIMINATOR(discriminator, GENERATOR(own, z[None]))[0, 0]

    def each(own: Params, z: Tensor, discriminator: Params) -> tuple[Tensor, ...]:
        kinds = [lambda h: h, losses.saturating, losses.nonsaturating]
        slopes = [grad(lambda g, kind=kind: kind(logit(g, z, discriminator)))(own) for kind in kinds]
        flat = [torch.cat([s.flatten() for s in slope.values()]) for slope in slopes]
        return logit(own, z, discriminator), *flat

    return vmap(vmap(each, in_dims=(None, 0, None)))(players.generator, latent, players.discriminator)


# What is measured
def beside(loss: str) -> Callable[[Seen, Factor], Numbers]:
    """The largest relative distance of a loss's gradient from factor(h)·∇h, over all looks and examples."""

    def measure(seen: Seen, claim: Factor) -> Numbers:
        return _largest(getattr(seen, loss), torch.as_tensor(claim(h=seen.logits.numpy()))[..., None] * seen.slopes)

    return measure


def in_ratio(seen: Seen, claim: Factor) -> Numbers:
    """The largest relative distance of the saturating gradient from ratio(h) times the other."""
    return _largest(seen.saturating, torch.as_tensor(claim(h=seen.logits.numpy()))[..., None] * seen.nonsaturating)


def _largest(found: Tensor, claimed: Tensor) -> Numbers:
    return ((found - claimed).norm(dim=-1) / claimed.norm(dim=-1)).flatten(1).amax(1).numpy()


def coefficient(loss: str) -> Callable[[Seen, float], Numbers]:
    """What multiplies ∇h in a loss's gradient at the last look, on average over the examples."""

    def measure(seen: Seen, claim: float) -> Numbers:
        found, slopes = getattr(seen, loss)[:, -1], seen.slopes[:, -1]
        return ((found * slopes).sum(-1) / slopes.square().sum(-1)).mean(1).numpy()

    return measure


# What the proofs say
def ratio(proof: Proof) -> Factor:
    """e^h, as the result answers."""
    return proof.to_function()


def limits(proof: Proof) -> list[tuple[Term, float]]:
    """What the result says of h = −t, t → ∞: the terms and their limits, in its order."""
    said = [r for r in relations(proof.statement) if r.op == "tends"]
    return [(r.args[0], float(function(r.args[2].args[0])())) for r in said]


def _limit(index: int) -> Callable[[Proof], float]:
    return lambda proof: limits(proof)[index][1]


ROUNDING: Final = "rounding to 53 bits through two networks; the claim is exact for every discriminator"


def _gradient(result: str, loss: str, shown: str) -> Experiment:
    return Experiment(
        result=result,
        name="gradient",
        quantity=f"the largest relative distance of the {shown} gradient from factor(h)·∇h, single examples",
        recipe=RECIPE,
        train=trained,
        predict=factor,
        measure=beside(loss),
        tolerance=1e-9,
        reason=ROUNDING,
        controls={
            "the factor of the other loss": of_logit(lambda h, f: -1 - f),
            "the other sign": of_logit(lambda h, f: -f),
            "the derivative of the probability": of_logit(lambda h, f: f * (1 + f)),
            "the factor at twice the logit": lambda proof: lambda h: factor(proof)(h=2 * h),
        },
    )


def _far(loss: str, shown: str, index: int, other: int) -> Experiment:
    return Experiment(
        result="generator_losses.vanishing",
        name=f"{shown} factor when the discriminator has won",
        quantity=f"the coefficient of ∇h in the {shown} gradient after the training, mean over the examples",
        recipe=RECIPE,
        train=trained,
        predict=_limit(index),
        measure=coefficient(loss),
        expected=lambda claim: claim,
        tolerance=0.01,
        reason=f"the factor is within e^h of its limit, and the training is long enough for h < {DEEP:g}: e^h < 0.007",
        controls={"the limit of the other loss": _limit(other), "half": lambda proof: -0.5},
    )


RATIO: Final = Experiment(
    result="generator_losses.vanishing",
    name="ratio",
    quantity="the largest relative distance of the saturating gradient from e^h times the non-saturating one",
    recipe=RECIPE,
    train=trained,
    predict=ratio,
    measure=in_ratio,
    tolerance=1e-9,
    reason=ROUNDING,
    controls={
        "e^(−h)": of_logit(lambda h, e: 1 / e, ratio),
        "σ(h)": of_logit(lambda h, e: e / (1 + e), ratio),
        "e^(h/2)": lambda proof: lambda h: ratio(proof)(h=h / 2),
        "no difference": of_logit(lambda h, e: 0 * e + 1, ratio),
    },
)

EXPERIMENTS: Final = [
    _gradient("generator_losses.saturating_gradient", "saturating", "saturating"),
    _gradient("generator_losses.nonsaturating_gradient", "nonsaturating", "non-saturating"),
    *generator_losses_stuck.EXPERIMENTS,
    RATIO,
    _far("saturating", "saturating", 0, 2),
    _far("nonsaturating", "non-saturating", 2, 0),
    *generator_losses_kl.EXPERIMENTS,
]
