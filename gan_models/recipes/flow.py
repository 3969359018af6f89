"""The normalizing flow of homework B.1: masked autoregressive layers (zuko's) on two moons.

The training points are drawn once, before the training. Other points, drawn once too, show after each epoch how far the
flow's log-likelihood is from that of the law that drew them; the mean difference estimates KL(law ‖ flow).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import zuko

from gan_models.backend import Tensor, nn, torch
from gan_models.data.two_moons import TwoMoons
from gan_models.networks import Params
from gan_models.play import Batch, State
from gan_models.recipes import alone
from gan_models.recipes.loop import LoopRecipe, Run
from gan_models.recipes.sampling import sample
from gan_models.settings import at_least, layered, positive
from gan_models.streams import Streams
from gan_models.trainer.alone import Alone
from gan_models.trainer.contest import Module
from gan_models.trainer.randomness import Randomness

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN: Final = 1000  # samples of a picture


@dataclass(frozen=True, kw_only=True)
class FlowRecipe(LoopRecipe):
    """Settings of a masked autoregressive flow on two moons.

    Attributes:
        points: How many are trained on.
        held_out: How many others show the log-likelihood after an epoch.
        noise: Standard deviation of the noise around the two half circles.
        layers: Masked autoregressive layers; the coordinates change places from one to the next.
        hidden: Units of the layers inside each of them.
        rate: Adam's learning rate.
    """

    points: int = 10_000
    held_out: int = 2_000
    noise: float = 0.1
    layers: int = 5
    hidden: tuple[int, ...] = (64, 64)
    rate: float = 1e-3
    epochs: int = 100
    batch: int = 250
    grids: tuple[int, ...] = (1, 10, 100)

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(self, 1, "points", "held_out", "layers")
        layered(self, "hidden")
        positive(self, "rate")
        if self.points < self.batch:
            raise ValueError(f"batch is {self.batch}, and there are only {self.points} points")
        _ = self.law  # refuses noise that does not fit

    @property
    def law(self) -> TwoMoons:
        """What the points are drawn from."""
        return TwoMoons(self.noise)

    def network(self) -> Module:
        """The flow."""
        return Module(partial(Flow, self.law.width, self.layers, self.hidden))

    def run(self, seed: int, data: None = None) -> Run:
        """Everything that the loop needs; every seed draws its own data."""
        return _Maf(self, self.random(seed)).run()


class Flow(nn.Module):
    """zuko's masked autoregressive flow, whose forward pass gives log densities or points.

    Args:
        width: How many coordinates a point has.
        layers: How many there are; the order of the coordinates is reversed from one to the next.
        hidden: Units of the layers inside each.
    """

    def __init__(self, width: int, layers: int, hidden: Sequence[int]):
        super().__init__()
        with torch.device("cpu"):  # zuko computes its masks, which takes numbers
            self.flow: Any = zuko.flows.MAF(width, transforms=layers, hidden_features=tuple(hidden))

    def forward(self, points: Tensor, from_noise: bool = False) -> Tensor:
        """The log density of points in nats, shape (batch,); or the points that noise becomes, of its shape."""
        law = self.flow()
        return law.transform.inv(points) if from_noise else law.log_prob(points)


class Likelihood(Alone):
    """The loss −E log density of the data, in nats a point."""

    def value(self, params: Params, batch: Batch) -> Tensor:
        """The mean over the batch of real points, shape (batch, width)."""
        return -self.network(params, batch["real"]).mean()


class _Maf:
    """A recipe with its data, network and random numbers."""

    def __init__(self, recipe: FlowRecipe, random: Randomness):
        self.recipe, self.random, self.network = recipe, random, recipe.network()
        self.real = self._drawn("data", recipe.points)
        self.held_out = self._drawn("held out", recipe.held_out)
        self.exact = recipe.law.log_density(self.held_out.cpu().double()).mean().item()
        fixed = torch.Generator().manual_seed(random.start("pictures"))
        self.fixed = torch.randn(SHOWN, recipe.law.width, generator=fixed).to(random.device)

    def _drawn(self, purpose: str, count: int) -> Tensor:
        generators = Streams(self.random.seed, (0,)).generators(purpose)
        return self.recipe.law.draw(generators, count)[0].to(self.random.device)

    def run(self) -> Run:
        def draw(index: Tensor) -> Batch:
            return ({"real": self.real.index_select(0, index)},)

        game, recipe = Likelihood(self.network), self.recipe
        task = alone.task(game, recipe, recipe.rate, self.random, draw, recipe.points, True, inspect=self.inspect)
        return Run(task, self.random, None, 1, self.weights, self.drawing)

    def inspect(self, state: State, average: Params) -> dict[str, float]:
        """Mean log-likelihoods of the points held out, in nats a point: the flow's, and that of the law."""
        with torch.no_grad():
            reached = self.network(state.players.generator, self.held_out).double().mean().item()
        return {"log_likelihood": reached, "true_log_likelihood": self.exact, "kl": self.exact - reached}

    def drawing(self, state: State, average: Params) -> Callable[[Figure], None]:
        """Samples beside as many of the points held out."""
        from gan_models.plots.images import clouds

        made = points(self.network, state.players.generator, self.fixed).cpu().numpy()
        data = self.held_out[:SHOWN].cpu().numpy()
        return partial(clouds, parts={f"{len(data)} points of the data": data, f"{len(made)} samples": made})

    def weights(self, state: State, average: Params) -> dict[str, Params]:
        return {"flow": state.players.generator}


def points(network: Module, params: Params, noise: Tensor) -> Tensor:
    """What the flow makes of standard normal noise, of the same shape (points, width)."""
    with torch.no_grad():
        return network(params, noise, True)


@sample.register(FlowRecipe)
def _(
    recipe: FlowRecipe,
    images: None,
    weights: dict[str, Params],
    count: int,
    source: torch.Generator,
    labels: Tensor | None = None,
) -> Tensor:
    """Points, shape (count, 2)."""
    if labels is not None:
        raise ValueError("this flow knows no classes")
    return points(recipe.network(), weights["flow"], torch.randn(count, recipe.law.width, generator=source))
