"""Critics without a bound on their slope: lines that run away at a constant rate, and networks below any bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from torch.func import vmap

from derivations.clauses import clauses
from derivations.kernel.terms import Term
from derivations.proof import Proof
from gan_models.backend import Tensor, nn, torch
from gan_models.experiment import Experiment, every_seed
from gan_models.experiments.wasserstein_laws import Function, Laws, drawn, quantiles, source
from gan_models.fitting import Loss, fitted
from gan_models.losses import critic as critic_loss
from gan_models.losses import wasserstein
from gan_models.networks import Network, Params, affine, dense
from gan_models.optimisers import SGD, Adam
from gan_models.play import Losses, Play, Players
from gan_models.predictions import equation, function
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.training import train
from gan_models.updates import many, simultaneous

LINE: Final = affine()
FAR: Final = {"distance": (1.5, 2.5), "epsilon": (0.1, 1.0), "batch": 32}
RUNAWAY: Final[Mapping[str, Any]] = {**FAR, "critic": "a·x + b", "steps": 200, "rate": 0.05, "schedule": "constant"}
BELOW: Final[Mapping[str, Any]] = {
    **FAR,
    "critic": (1, 8, 1),
    "betas": (0.9, 0.99),
    "steps": 200,
    "rate": 0.1,
    "B": -100.0,
}
HIDDEN: Final = dense(*BELOW["critic"], activation=nn.ReLU)


class Fallen(NamedTuple):
    """How far the losses of unbounded critics fell.

    Attributes:
        laws: Of each model.
        losses: E_q[D] − E_p[D] on the batch before each step, shape (models, steps).
        start: E_q[D] − E_p[D] before the first step, shape (models,).
        end: After the last one.
    """

    laws: Laws
    losses: Tensor
    start: Tensor
    end: Tensor


def unbounded(network: Network) -> Loss:
    """E_q[D] − E_p[D], and nothing else."""

    def loss(params: Params, batch: tuple[Tensor, Tensor]) -> Tensor:
        return critic_loss(*(network(params, points) for points in batch))

    return loss


@lru_cache(maxsize=2)
def runaway(streams: Streams) -> Fallen:
    """Lines a·x + b that follow the gradient of their loss at a constant rate."""
    laws, loss, seen = drawn(RUNAWAY, streams), unbounded(LINE), list[Tensor]()

    def game(players: Players, batch: tuple[Tensor, Tensor]) -> Losses:
        return Losses(wasserstein(players.generator["theta"]), loss(players.discriminator, batch))

    start = LINE.start(streams.seeds("critic"), torch.float64)
    play = Play(game, SGD())
    state = play.start(Players({"theta": laws.theta}, start), (0.0, RUNAWAY["rate"]))  # the generator stands still

    def watch(step: int, state: Any, losses: Losses) -> None:
        seen.append(losses.discriminator)

    batches = source(laws, RUNAWAY, streams)
    state = train(many(simultaneous(play)), state, batches, RUNAWAY["steps"], watch=watch)
    points = laws.points(quantiles())
    first, last = (vmap(loss)(params, points) for params in (start, state.players.discriminator))
    return Fallen(laws, torch.stack(seen, 1), first, last)


@lru_cache(maxsize=1)
def below(streams: Streams) -> Fallen:
    """Networks with a hidden layer that lower the same loss."""
    laws, loss = drawn(BELOW, streams), unbounded(HIDDEN)
    start, rule = HIDDEN.start(streams.seeds("critic"), torch.float64), Adam(betas=BELOW["betas"])
    params, losses = fitted(loss, start, source(laws, BELOW, streams), BELOW["steps"], BELOW["rate"], optimiser=rule)
    points = laws.points(quantiles())
    return Fallen(laws, losses, vmap(loss)(start, points), vmap(loss)(params, points))


# What the proof says
def along_lines(proof: Proof) -> Function:
    """The slope s of c ↦ E_q[c·x] − E_p[c·x], in which the statement is linear: its value at 1 less at 0."""
    loss = equation(proof, _is_line)
    return lambda **laws: loss(c=1.0, **laws) - loss(c=0.0, **laws)


def _is_line(left: Term) -> bool:
    return "(x -> c*x)" in str(left)


def fall_off(learnt: Fallen, claim: Function) -> Numbers:
    """How far the fall of the loss, per step and rate, is from a claim: gradient steps on a line of slope s give s²."""
    fall = (learnt.start - learnt.end) / (RUNAWAY["steps"] * RUNAWAY["rate"])
    return (fall - torch.as_tensor(claim(**learnt.laws.of("theta", "theta_0")))).abs().numpy()


def fall(proof: Proof, of: Callable[[Any], Any] = lambda slope: slope**2) -> Function:
    """By how much the loss falls per step and rate."""
    return lambda **laws: of(along_lines(proof)(**laws))


def bound(proof: Proof) -> Function:
    """Below what the statement says the loss comes, for every B: the right side of its "... < B"."""
    (clause,) = [c for c in clauses(proof.statement) if c.formula.op == "lt" and str(c.formula.args[1]) == "B"]
    limit = function(clause.formula.args[1])
    return lambda laws, end: end.numpy() < limit(B=BELOW["B"])


def least(proof: Proof) -> Function:
    """The wrong claim that no critic comes below −|θ − θ₀|."""
    return lambda laws, end: end.numpy() >= -abs(along_lines(proof)(**laws.of("theta", "theta_0")))


def event(learnt: Fallen, claim: Function) -> Numbers:
    """1 where the loss ended as claimed, else 0."""
    return claim(learnt.laws, learnt.end).astype(float)


EXPERIMENTS: Final = [
    Experiment(
        result="wasserstein.unbounded_critic",
        name="line",
        quantity="distance of the fall of the loss of a line, per step and rate, from (θ − θ₀)²",
        recipe=RUNAWAY,
        train=runaway,
        predict=fall,
        measure=fall_off,
        tolerance=0.05,
        reason="the means of 32 points that fill their laws evenly are off by about 0.03·ε, other at each of 200 steps",
        controls={
            "it settles": partial(fall, of=lambda slope: 0 * slope),
            "it falls by |θ − θ₀|": partial(fall, of=abs),
            "it rises": partial(fall, of=lambda slope: -(slope**2)),
        },
    ),
    Experiment(
        result="wasserstein.unbounded_critic",
        name="network",
        quantity="whether E_q[D] − E_p[D] of a network without constraint ends below −100",
        recipe=BELOW,
        train=below,
        predict=bound,
        measure=event,
        **every_seed(),
        controls={"it ends at −|θ − θ₀| or above": least},
    ),
]
