"""A variational autoencoder with one latent number for points about a curve in the plane, its decoder a network.

z ~ N(0, 1), x|z ~ N(f(z), s²I), q(z|x) = N(m(x), v(x)²). With one latent number the evidence p(x) is an integral over a
line, so that the bound can be compared with it at every epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log, pi

import numpy as np
from torch.func import vmap

from gan_models.backend import Tensor, torch
from gan_models.fitting import fitted
from gan_models.networks import Network, Params, dense
from gan_models.play import Batch
from gan_models.streams import Streams
from gan_models.term_values import Grid

NODES, REACH, POINTS = 32, 10.0, 161  # of the Gauss-Hermite rule; of the grid on a line


@dataclass(frozen=True)
class CurveVae:
    """The settings.

    Attributes:
        deviation: s of the decoder, fixed.
        hidden: Units of each network's layer between.
        epochs: After each the model is kept.
        steps: Of Adam in an epoch.
        rate: Of the first step; it falls linearly to 0.
        batch: Fresh data in each step, each with fresh noise for z.
        shown: How many points x the bound is looked at, which were not trained on.
    """

    deviation: float = 0.3
    hidden: int = 12
    epochs: int = 5
    steps: int = 24
    rate: float = 0.02
    batch: int = 32
    shown: int = 4

    @cached_property
    def encoder(self) -> Network:
        """x ↦ m and the v of the sigmoid."""
        return dense(2, self.hidden, 2)

    @cached_property
    def decoder(self) -> Network:
        """z ↦ f(z)."""
        return dense(1, self.hidden, 2)

    def q(self, params: Params, x: Tensor) -> tuple[Tensor, Tensor]:
        """m and v for each point, shapes (points,); v is below 1, the prior's deviation."""
        mean, raw = self.encoder(_part(params, "encoder"), x).unbind(-1)
        return mean, raw.sigmoid()

    def log_likelihood(self, params: Params, x: Tensor, z: Tensor) -> Tensor:
        """log p(x|z), shape as z; x of shape (..., 2), with z of shape (...)."""
        off = (x - self.decoder(_part(params, "decoder"), z[..., None])) / self.deviation
        return -off.square().sum(-1) / 2 - 2 * log(self.deviation) - log(2 * pi)

    def elbo(self, params: Params, x: Tensor, noise: Tensor) -> Tensor:
        """The ELBO with samples or nodes z = m + v·noise; one row of noise a point, weights 1; shape as noise."""
        mean, deviation = self.q(params, x)
        z = mean[:, None] + deviation[:, None] * noise
        divergence = (mean.square() + deviation.square() - 1) / 2 - deviation.log()
        return self.log_likelihood(params, x[:, None], z) - divergence[:, None]


@dataclass(frozen=True, eq=False)
class Learnt:
    """Models at the beginning and after each epoch.

    Attributes:
        recipe: The settings.
        kept: Parameters at those times, with axes for models and times in front.
        points: x, shape (models, shown, 2).
        losses: −ELBO of each step's batch, in nats, shape (models, steps in all).
    """

    recipe: CurveVae
    kept: Params
    points: Tensor
    losses: Tensor

    @cached_property
    def elbo(self) -> Tensor:
        """At the points, by Gauss-Hermite quadrature, in nats, shape (models, times, shown)."""
        nodes, weights = (torch.as_tensor(a) for a in np.polynomial.hermite_e.hermegauss(NODES))
        noise = nodes.expand(self.recipe.shown, -1)

        def each(params: Params, x: Tensor) -> Tensor:
            return self.recipe.elbo(params, x, noise) @ (weights / weights.sum())

        return vmap(vmap(each, (0, None)))(self.kept, self.points)

    @property
    def line(self) -> Grid:
        """The latent space: equally spaced points with Lebesgue measure, for densities that vanish at its ends."""
        points = torch.linspace(-REACH, REACH, POINTS, dtype=torch.float64)
        return Grid(points, torch.full_like(points, 2 * REACH / (POINTS - 1)))

    def prior(self, z: Tensor) -> Tensor:
        """p(z), shape (grid, 1, 1, 1)."""
        return (torch.exp(-z.square() / 2) / (2 * pi) ** 0.5)[:, None, None, None]

    def q(self, z: Tensor) -> Tensor:
        """Density of the encoder at each of the points, shape (grid, models, times, shown)."""
        mean, deviation = vmap(vmap(self.recipe.q, (0, None)))(self.kept, self.points)
        standard = (z[:, None, None, None] - mean) / deviation
        return torch.exp(-standard.square() / 2) / ((2 * pi) ** 0.5 * deviation)

    def likelihood(self, z: Tensor) -> Tensor:
        """p(x|z), shape (grid, models, times, shown)."""

        def each(params: Params, x: Tensor) -> Tensor:
            places = z[:, None].expand(-1, self.recipe.shown)
            return self.recipe.log_likelihood(params, x, places)

        return vmap(vmap(each, (0, None)))(self.kept, self.points).exp().movedim(2, 0)


def _part(params: Params, name: str) -> Params:
    return {key.removeprefix(f"{name}."): value for key, value in params.items() if key.startswith(f"{name}.")}


def curve(normal: Tensor) -> Tensor:
    """Points about a parabola, from three standard normal numbers each; shapes (..., 3) and (..., 2)."""
    along = normal[..., 0]
    return torch.stack([along, along.square() / 2], -1) + 0.3 * normal[..., 1:]


@lru_cache(maxsize=4)
def train(recipe: CurveVae, streams: Streams) -> Learnt:
    """Train each model with one sample of z a point; a pure function of settings and seeds."""
    data, noise = (streams.generators(name, torch.float64) for name in ("data", "noise of the encoder"))
    points = curve(streams.generators("points", torch.float64).normal(recipe.shown, 3))
    start = {
        f"{name}.{key}": value
        for name, network in (("encoder", recipe.encoder), ("decoder", recipe.decoder))
        for key, value in network.start(streams.seeds(name), torch.float64).items()
    }
    kept = list[Params]()

    def keep(step: int, params: Params) -> None:
        if step % recipe.steps == 0:
            kept.append(params)

    def loss(params: Params, batch: Batch) -> Tensor:
        x, epsilon = batch
        return -recipe.elbo(params, x, epsilon).mean()

    def source(steps: int) -> tuple[Tensor, Tensor]:
        return curve(data.normal(steps, recipe.batch, 3)), noise.normal(steps, recipe.batch, 1)

    _, losses = fitted(loss, start, source, recipe.epochs * recipe.steps, recipe.rate, watch=keep)
    return Learnt(recipe, {name: torch.stack([p[name] for p in kept], 1) for name in start}, points, losses)
