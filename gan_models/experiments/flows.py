"""What trained flows do against flows.residual_inverse; flows.autoregressive is in `flows_autoregressive`.

Residual blocks are trained on data so narrow that the flow has to stretch as much as its Lipschitz constant β allows:
then the iteration that inverts it is about as slow as the theorem permits, and β² in the place of β fails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from torch.func import vmap

from derivations.clauses import relation
from derivations.kernel.display import opened
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment, every_seed
from gan_models.experiments import flows_autoregressive
from gan_models.fitting import fitted
from gan_models.networks import Params
from gan_models.residual_flow import ResidualFlow
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.term_values import evaluate
from numerics.instances import parts

if TYPE_CHECKING:
    from derivations.proof import Proof

RESIDUAL: Final = {"beta": 0.7, "hidden": 8, "deviation": 0.2, "steps": 60, "rate": 0.05, "batch": 32, "points": 8}
ITERATIONS: Final = 60  # of an inversion: 0.7^60 = 5e-10


# Inverting a residual block
class Inverted(NamedTuple):
    """Trained residual blocks and points to recover.

    Attributes:
        flow: The block.
        bounded: The parameters with which the network of each model is its f.
        points: z, shape (models, points, 2), which no block was trained on.
        losses: −E log density before each step, shape (models, steps).
    """

    flow: ResidualFlow
    bounded: Params
    points: Tensor
    losses: Tensor

    def residual(self, z: Tensor) -> Tensor:
        """f(z), for all models."""
        return vmap(self.flow.network)(self.bounded, z)

    @property
    def images(self) -> Tensor:
        """y = z + f(z)."""
        return self.points + self.residual(self.points)

    def orbit(self, step: Callable[..., Tensor], iterations: int = ITERATIONS) -> Tensor:
        """Where the iteration from z_0 = y is after 0, 1, … steps, shape (iterations + 1, models, points, 2)."""
        images = self.images
        places = [images]
        for _ in range(iterations):
            places.append(step(z=places[-1], y=images, f=self.residual))
        return torch.stack(places)

    def errors(self, step: Callable[..., Tensor]) -> Tensor:
        """The distances from there to the points, shape (iterations + 1, models, points)."""
        return torch.linalg.vector_norm(self.orbit(step) - self.points, dim=-1)


@lru_cache(maxsize=4)
def residual(streams: Streams) -> Inverted:
    """Residual blocks fitted to N(0, σ²I) with a small σ, by maximum likelihood."""
    flow = ResidualFlow(beta=RESIDUAL["beta"], hidden=int(RESIDUAL["hidden"]))
    start = flow.network.start(streams.seeds("residual block"), torch.float64)
    data = streams.generators("narrow data", torch.float64)
    batch, width = int(RESIDUAL["batch"]), RESIDUAL["deviation"]
    params, losses = fitted(
        flow.loss, start, lambda steps: width * data.normal(steps, batch, 2), int(RESIDUAL["steps"]), RESIDUAL["rate"]
    )
    points = width * streams.generators("points", torch.float64).normal(int(RESIDUAL["points"]), 2)
    return Inverted(flow, vmap(flow.bounded)(params), points, losses)


class Inversion(NamedTuple):
    """What the theorem says of the iteration: its step, and how far from the inverse it may be after k of them."""

    step: Callable[..., Tensor]
    bound: Callable[..., Tensor]

    def faster(self) -> Inversion:
        """The same with β² for β in the bound: what is wrong in the control."""
        return self._replace(bound=lambda beta, **values: self.bound(beta=beta**2, **values))


def inversion(proof: Proof) -> Inversion:
    """Step and bound as they stand in the statement."""
    line = relation(proof.statement, "le", "iterate(")
    (moved,) = parts(line.args[0], "iterate")
    variable, step = opened(moved.args[0])
    return Inversion(
        lambda z, **values: evaluate(step, **{variable.data: z}, **values),
        lambda **values: evaluate(line.args[1], **values),
    )


def within(learnt: Inverted, claim: Inversion) -> Numbers:
    """1 for each model whose iteration is never beyond the bound, at any of its points."""
    images = learnt.images
    given = {"beta": learnt.flow.beta, "z_0": images, "y": images, "f": learnt.residual}
    bounds = torch.stack([claim.bound(k=k, **given) for k in range(ITERATIONS + 1)])
    return (learnt.errors(claim.step) <= bounds * (1 + 1e-12) + 1e-13).all(2).all(0).double().numpy()


def missed(learnt: Inverted, claim: Inversion) -> Numbers:
    """How far the last iterate is from the point it has to find, the worst of a model's points."""
    return learnt.errors(claim.step)[-1].amax(-1).numpy()


def _uphill(proof: Proof) -> Inversion:
    right = inversion(proof)
    return right._replace(step=lambda z, y, f: right.step(z=z, y=y, f=lambda u: -f(u)))


EXPERIMENTS: Final = [
    Experiment(
        result="flows.residual_inverse",
        name="rate",
        quantity="whether all 61 iterates from z_0 = y, at 8 points, are as near to z as the theorem says",
        recipe=RESIDUAL,
        train=residual,
        predict=inversion,
        measure=within,
        controls={"β² as the rate": lambda proof: inversion(proof).faster()},
        **every_seed(),
    ),
    Experiment(
        result="flows.residual_inverse",
        name="inverse",
        quantity="the distance of the 60th iterate from the point z whose image y = z + f(z) it started from",
        recipe=RESIDUAL,
        train=residual,
        predict=inversion,
        measure=missed,
        tolerance=1e-8,
        reason="β^60/(1 − β) = 2e-9 times a first step shorter than 1, and rounding",
        controls={"z_{k+1} = y + f(z_k)": _uphill},
    ),
    *flows_autoregressive.EXPERIMENTS,
]
