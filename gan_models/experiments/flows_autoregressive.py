"""What trained masked autoregressive layers do against flows.autoregressive.

The theorem's log-determinants, for our layer and for zuko's, are compared with Jacobians by reverse-mode automatic
differentiation, through their determinant and entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Protocol

from torch.func import jacrev, vmap

from derivations.clauses import relation
from gan_models.autoregressive import Autoregressive
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.fitting import fitted
from gan_models.networks import Params
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.term_values import evaluate
from gan_models.zuko_flow import ZukoFlow

if TYPE_CHECKING:
    from derivations.proof import Proof

MASKED: Final = {"hidden": 12, "steps": 150, "rate": 0.03, "batch": 64, "points": 8}
ROUNDING: Final = 1e-9  # of determinants of 3×3 matrices with entries up to 1e3, in float64


class Layer(Protocol):
    """What both libraries' layers can do, for one model."""

    symbol: ClassVar[str]

    def start(self, seeds: Sequence[int]) -> Params: ...  # noqa: D102 - as its name says
    def to_noise(self, params: Params, x: Tensor) -> Tensor: ...  # noqa: D102
    def to_data(self, params: Params, u: Tensor) -> Tensor: ...  # noqa: D102
    def scales(self, params: Params, x: Tensor) -> Tensor: ...  # noqa: D102
    def loss(self, params: Params, x: Any) -> Tensor: ...  # noqa: D102


class Layers(NamedTuple):
    """Trained autoregressive layers and points to compare at.

    Attributes:
        flow: The layer.
        params: Of all models.
        points: x, shape (models, points, width), which no layer was trained on.
        losses: −E log density before each step, shape (models, steps).
    """

    flow: Layer
    params: Params
    points: Tensor
    losses: Tensor

    def each(self, function: Callable[[Params, Tensor], Tensor], points: Tensor) -> Tensor:
        """A function of parameters and a batch of points, for all models."""
        return vmap(function)(self.params, points)

    def jacobians(self, function: Callable[[Params, Tensor], Tensor], points: Tensor) -> Tensor:
        """Its derivative at each point, shape (models, points, width, width)."""
        return vmap(lambda p, x: vmap(jacrev(lambda one: function(p, one[None])[0]))(x))(self.params, points)


def curved(normal: Tensor) -> Tensor:
    """Points about a curved line in space, from three standard normal numbers each."""
    first = normal[..., 0]
    second = first.square() / 2 + normal[..., 1] / 2
    return torch.stack([first, second, torch.sin(2 * first) + second / 2 + 0.3 * normal[..., 2]], -1)


def _layers(flow: Layer, streams: Streams) -> Layers:
    data, unseen = streams.generators("curved data", torch.float64), streams.generators("points", torch.float64)
    batch = int(MASKED["batch"])
    start = flow.start(streams.seeds("autoregressive layer"))
    params, losses = fitted(
        flow.loss, start, lambda steps: curved(data.normal(steps, batch, 3)), int(MASKED["steps"]), MASKED["rate"]
    )
    return Layers(flow, params, curved(unseen.normal(int(MASKED["points"]), 3)), losses)


@lru_cache(maxsize=4)
def masked(streams: Streams) -> Layers:
    """Layers of our own, fitted by maximum likelihood."""
    return _layers(Autoregressive(hidden=int(MASKED["hidden"])), streams)


@lru_cache(maxsize=4)
def zuko_layers(streams: Streams) -> Layers:
    """zuko's layers, fitted by maximum likelihood."""
    return _layers(ZukoFlow(hidden=int(MASKED["hidden"])), streams)


Sign = Callable[..., Tensor]


def stated(left: str, right: str) -> Callable[[Proof], Sign]:
    """The right side of an equation of the statement, as a function of its symbols."""

    def predict(proof: Proof) -> Sign:
        side = relation(proof.statement, "eq", left, right).args[1]
        return lambda **values: evaluate(side, **values)

    return predict


def opposite(predict: Callable[[Proof], Sign]) -> Callable[[Proof], Sign]:
    """The same with the other sign."""

    def wrong(proof: Proof) -> Sign:
        right = predict(proof)
        return lambda **values: -right(**values)

    return wrong


def _scales(learnt: Layers) -> Callable[[int], Callable[[Tensor], Tensor]]:
    """i ↦ x ↦ s_i(x), or a_i(x)."""
    return lambda i: lambda x: learnt.each(learnt.flow.scales, x)[..., i]


def _log_determinant(jacobians: Tensor) -> Tensor:
    return torch.linalg.slogdet(jacobians)[1]


def to_noise_off(learnt: Layers, claim: Sign) -> Numbers:
    """|log|det ∂u/∂x| − claim|, the worst of a model's points."""
    found = _log_determinant(learnt.jacobians(learnt.flow.to_noise, learnt.points))
    return (found - claim(x=learnt.points, d=3, **{learnt.flow.symbol: _scales(learnt)})).abs().amax(-1).numpy()


def to_data_off(learnt: Layers, claim: Sign) -> Numbers:
    """The same from noise to data, |log|det ∂x/∂u| − claim|."""
    flow = learnt.flow
    noise = learnt.each(flow.to_noise, learnt.points)
    found = _log_determinant(learnt.jacobians(flow.to_data, noise))
    claimed = claim(u=noise, d=3, G=lambda u: learnt.each(flow.to_data, u), s=_scales(learnt))
    return (found - claimed).abs().amax(-1).numpy()


def entries_off(learnt: Layers, claim: Sign) -> Numbers:
    """|J_ij − claim for v = e_j| over j ≥ i: 0 above the diagonal, e^{−s_i} on it."""
    jacobians, width = learnt.jacobians(learnt.flow.to_noise, learnt.points), learnt.points.shape[-1]
    units, scales = torch.eye(width, dtype=torch.float64), _scales(learnt)
    pairs = [(i, j) for i in range(width) for j in range(i, width)]
    off = [jacobians[..., i, j] - claim(i=i, v=units[j], x=learnt.points, s=scales) for i, j in pairs]
    return torch.stack(off).abs().amax(0).amax(-1).numpy()


def _comparison(name: str, quantity: str, predict: Callable[[Proof], Sign], **more: Any) -> Experiment:
    """A distance that is 0 but for rounding, and the theorem with the wrong sign."""
    return Experiment(
        result="flows.autoregressive",
        name=name,
        quantity=quantity,
        recipe=MASKED,
        predict=predict,
        tolerance=ROUNDING,
        reason="no approximation: rounding in float64, of determinants of 3×3 matrices with entries up to 1e3",
        **more,
    )


TO_NOISE: Final = stated("log(abs(det(J)))", "sum(s(i)(x)")
TO_DATA: Final = stated("log(abs(det(K)))", "sum(s(i)(G(u))")
AS_ZUKO: Final = stated("log(abs(det(J)))", "sum(a(i)(x)")
ENTRIES: Final = stated("entry(J*v, i)", "exp(-s(i)(x))")
BACK: Final = stated("entry(K*v, i)", "exp(s(i)(G(u)))")


def _inverse_diagonal(proof: Proof) -> Sign:
    """e^{s_i} on the diagonal: the entries of the way back, at the same point."""
    way_back = BACK(proof)
    return lambda x, **values: way_back(G=lambda u: u, u=x, **values)


EXPERIMENTS: Final = [
    _comparison(
        "to-noise",
        "log|det ∂u/∂x| by automatic differentiation against −Σ s_i, the worst of 8 points",
        TO_NOISE,
        train=masked,
        measure=to_noise_off,
        controls={"+Σ s_i": opposite(TO_NOISE)},
    ),
    _comparison(
        "to-data",
        "log|det ∂x/∂u| by automatic differentiation against Σ s_i, the worst of 8 points",
        TO_DATA,
        train=masked,
        measure=to_data_off,
        controls={"−Σ s_i": opposite(TO_DATA)},
    ),
    _comparison(
        "triangular",
        "∂u_i/∂x_j for j ≥ i against e^{−s_i} on the diagonal and 0 above it, the worst entry at 8 points",
        ENTRIES,
        train=masked,
        measure=entries_off,
        controls={"e^{s_i} on the diagonal": _inverse_diagonal},
    ),
    _comparison(
        "zuko",
        "log|det ∂u/∂x| of zuko's layer against Σ a_i, the worst of 8 points",
        AS_ZUKO,
        train=zuko_layers,
        measure=to_noise_off,
        controls={"−Σ a_i": opposite(AS_ZUKO)},
    ),
]
