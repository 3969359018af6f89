"""The linear Gaussian variational autoencoder: z ~ N(0, I), x|z ~ N(Wz + b, s²I), q(z|x) = N(Ax + c, LLᵀ).

The encoder is amortised: one A, c and L for all x. With a full L it can be the posterior, with a diagonal one not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log, pi, sqrt
from typing import NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.fitting import fitted
from gan_models.networks import Params
from gan_models.play import Batch
from gan_models.streams import Generators, Streams


@dataclass(frozen=True)
class LinearVae:
    """The settings.

    Attributes:
        observed: D, how many numbers x has.
        latent: k, how many z has.
        deviation: s of the law that the data come from, and where the decoder's own s starts.
        diagonal: Whether q is restricted to a diagonal covariance.
        fixed: Whether the decoder is kept at the law of the data; otherwise it is trained as well.
        steps: Of Adam.
        rate: Of the first step; it falls linearly to 0.
        batch: Fresh data in each step, each with fresh noise for z.
        shown: How many points the results are compared at, which were not trained on.
    """

    observed: int = 3
    latent: int = 2
    deviation: float = 0.8
    diagonal: bool = False
    fixed: bool = False
    steps: int = 600
    rate: float = 0.1
    batch: int = 64
    shown: int = 8


class Learnt(NamedTuple):
    """Trained models.

    Attributes:
        recipe: The settings.
        params: "W", "b", "log_s" of the decoders, "A", "c", "L" of the encoders.
        points: x to compare at, shape (models, shown, D).
        losses: −ELBO of each step's batch, in nats, shape (models, steps).
    """

    recipe: LinearVae
    params: Params
    points: Tensor
    losses: Tensor

    @property
    def decoder(self) -> dict[str, Tensor]:
        """W, b and s, with an axis for the points: shapes (models, 1, D, k), (models, 1, D), (models, 1)."""
        own = self.params
        return {"W": own["W"][:, None], "b": own["b"][:, None], "s": own["log_s"].exp()[:, None]}

    @property
    def mean(self) -> Tensor:
        """Of q, at the points, shape (models, shown, k)."""
        return self.points @ self.params["A"].mT + self.params["c"][:, None]

    @property
    def covariance(self) -> Tensor:
        """Of q, which is the same for all points, shape (models, k, k)."""
        root = torch.func.vmap(lambda params: spread(params, self.recipe.diagonal))(self.params)
        return root @ root.mT

    @property
    def elbo(self) -> Tensor:
        """At the points, in nats, shape (models, shown); exact, see `nodes`."""
        noise = nodes(self.recipe.latent).expand(self.recipe.shown, -1, -1)

        def each(params: Params, points: Tensor) -> Tensor:
            return elbo(params, points[:, None], noise, self.recipe.diagonal).mean(1)

        return torch.func.vmap(each)(self.params, self.points)


def nodes(latent: int) -> Tensor:
    """2k points ±√k·e_i, whose average is the mean under N(0, I) of any quadratic function, as log p(x,z)/q is one."""
    half = sqrt(latent) * torch.eye(latent, dtype=torch.float64)
    return torch.cat([half, -half])


def spread(params: Params, diagonal: bool) -> Tensor:
    """L of one model: lower triangular, with a positive diagonal."""
    raw = params["L"]
    positive = torch.diag_embed(raw.diagonal().exp())
    return positive if diagonal else raw.tril(-1) + positive


def elbo(params: Params, x: Tensor, noise: Tensor, diagonal: bool) -> Tensor:
    """log p(x, z) − log q(z|x) at z = Ax + c + L·noise, in nats; its mean over N(0, I) noise is the ELBO.

    In log q the encoder's own parameters count as constants, so that the slope at q = p(z|x) is exactly 0 for every
    noise and not on average alone (Roeder, Wu and Duvenaud 2017).

    Args:
        params: of one model.
        x: shape (..., D).
        noise: shape (..., k), leading axes that broadcast with those of x.
        diagonal: whether L is.
    """
    root = spread(params, diagonal)
    z = x @ params["A"].mT + params["c"] + noise @ root.mT
    still = {name: value.detach() for name, value in params.items()}
    held = spread(still, diagonal)
    standard = torch.linalg.solve_triangular(held, (z - x @ still["A"].mT - still["c"]).mT, upper=False).mT
    log_q = -standard.square().sum(-1) / 2 - held.diagonal().log().sum()
    off = (x - z @ params["W"].mT - params["b"]) / params["log_s"].exp()
    scale = x.shape[-1] * (params["log_s"] + log(2 * pi) / 2)
    return -off.square().sum(-1) / 2 - scale - z.square().sum(-1) / 2 - log_q


@lru_cache(maxsize=8)
def train(recipe: LinearVae, streams: Streams) -> Learnt:
    """Train each model on data of a law of its own; a pure function of settings and seeds."""
    law = Law.of(recipe, streams)
    points = law.draw(streams.generators("points", torch.float64), recipe.shown)
    data, noise = (streams.generators(name, torch.float64) for name in ("data", "noise of the encoder"))

    def loss(params: Params, batch: Batch) -> Tensor:
        x, epsilon = batch
        decoder = {name: params[name].detach() for name in ("W", "b", "log_s") if recipe.fixed}
        return -elbo({**params, **decoder}, x, epsilon, recipe.diagonal).mean()

    def source(steps: int) -> tuple[Tensor, Tensor]:
        return law.draw(data, steps, recipe.batch), noise.normal(steps, recipe.batch, recipe.latent)

    params, losses = fitted(loss, _start(recipe, streams, law), source, recipe.steps, recipe.rate)
    return Learnt(recipe, params, points, losses)


class Law(NamedTuple):
    """Where the data of each model come from: x = Wz + b + s·ε with a W whose columns are not orthogonal.

    Attributes:
        loading: W, shape (models, D, k).
        centre: b, shape (models, D).
        deviation: s.
    """

    loading: Tensor
    centre: Tensor
    deviation: float

    @classmethod
    def of(cls, recipe: LinearVae, streams: Streams) -> Law:
        """A random one for each model."""
        truth = streams.generators("law of the data", torch.float64)
        loading, centre = truth.normal(recipe.observed, recipe.latent), truth.normal(recipe.observed)
        leaning = torch.cat([loading[..., :1], loading[..., 1:] + loading[..., :1]], -1)
        return cls(leaning, centre, recipe.deviation)

    def draw(self, source: Generators, *shape: int) -> Tensor:
        """Independent points, shape (models, *shape, D)."""
        models, width, latent = self.loading.shape
        axes = [models, *[1] * (len(shape) - 1)]
        means = source.normal(*shape, latent) @ self.loading.mT.reshape(*axes, latent, width)
        return means + self.centre.reshape(*axes, 1, width) + self.deviation * source.normal(*shape, width)


def _start(recipe: LinearVae, streams: Streams, law: Law) -> Params:
    """A random decoder, or that of the data, and an encoder that says N(0, I)."""
    zeros = law.centre.new_zeros
    count, width, latent = len(streams), recipe.observed, recipe.latent
    random = streams.generators("decoder", torch.float64).normal(width, latent)
    return {
        "W": law.loading if recipe.fixed else random,
        "b": law.centre if recipe.fixed else zeros(count, width),
        "log_s": zeros(count) + log(recipe.deviation),
        "A": zeros(count, latent, width),
        "c": zeros(count, latent),
        "L": zeros(count, latent, latent),
    }
