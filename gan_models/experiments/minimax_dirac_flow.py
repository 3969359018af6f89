"""Training for the table of minimax.dirac_gan: the fields, and the flows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from derivations.kernel.formulas import measure
from derivations.kernel.terms import REAL, make, num, replace
from gan_models import dirac_gan, games
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_dirac import DAMPED, RADIUS
from gan_models.experiments.minimax_orbits import Array, learnt_matrix, starts, uniform, worst
from gan_models.games import Orbit
from gan_models.predictions import Function, equation, right_side
from gan_models.predictions_dynamics import Spectrum, spectrum
from gan_models.streams import Streams
from gan_models.term_values import Grid, evaluate
from gan_models.updates import flow, simultaneous

if TYPE_CHECKING:
    from derivations.proof import Proof

POINTS: Final[dict[str, Any]] = {"game": "Dirac-GAN", "points": "normal", "steps": 1, "rate": 1.0}
NOISY_POINTS: Final = POINTS | {"radius of starts": 0.5}
FLOW: Final[dict[str, Any]] = {"game": "Dirac-GAN", "update": "flow, Runge-Kutta", "radius of starts": RADIUS}
LINEAR: Final = FLOW | {"time step": 0.1, "steps": 30}
LONG: Final = FLOW | {"radius of starts": 1.0, "time step": 0.05, "steps": 120}
GP: Final[dict[str, Any]] = {"game": "Dirac-GAN, WGAN-GP", "gamma": [0.5, 1.5], "g_0": [0.5, 1.5]}
GP_FLOW: Final = GP | {"update": "flow, Runge-Kutta", "radius of starts": 1.0, "time step": 0.005, "steps": 200}
FINE: Final = FLOW | {"radius of starts": 0.5, "time step": 0.01, "steps": 200}
FLOWS: Final = {"linear": LINEAR, "long": LONG, "fine": FINE, "penalty": GP_FLOW}

# What the statement differentiates, by method: the left sides of θ's and ψ's velocity.
PLAIN: Final = "-derivative((theta -> -log(1 + exp(-psi*theta)) + -log(1 + exp(-0))), theta)"
RISING: Final = "derivative((psi -> -log(1 + exp(-psi*theta)) + -log(1 + exp(-0))), psi)"
PENALISED: Final = "derivative((psi -> -log(1 + exp(-psi*theta)) + -log(1 + exp(-0)) - gamma/2*psi**2), psi)"
HALF_SQUARE: Final = "gamma*derivative(({} -> (((-psi)*(1 - sigmoid(psi*theta)))**2"
BLURRED: Final = "integral(normal(z, 0, 1)*(-log("
VELOCITIES: Final[dict[str, tuple[str, str]]] = {
    "unregularised": (PLAIN, RISING),
    "non-saturating": ("-derivative((theta -> -(-log(1 + exp(-(-psi*theta)))))", RISING),
    "Wasserstein": ("-derivative((theta -> psi*theta), theta)", "derivative((psi -> psi*theta), psi)"),
    "WGAN-GP": ("-derivative((theta -> psi*theta), theta)", "derivative((psi -> psi*theta - gamma/2*(abs(psi) - g_0)"),
    "R1": (PLAIN, PENALISED),
    "R2": (PLAIN, PENALISED),
    "instance noise": (f"-derivative((theta -> {BLURRED}", f"derivative((psi -> {BLURRED}"),
    "consensus": (HALF_SQUARE.format("theta"), HALF_SQUARE.format("psi")),
}
JACOBIANS: Final = {
    "unregularised": "[0, -1/2; 1/2, 0]",
    "non-saturating": "[0, -1/2; 1/2, 0]",
    "Wasserstein": "[0, -1; 1, 0]",
    "R1": "[0, -1/2; 1/2, -gamma]",
    "R2": "[0, -1/2; 1/2, -gamma]",
    "instance noise": "[0, -1/2; 1/2, -sigma**2/2]",
    "consensus": "[(-gamma)/4, -1/2; 1/2, (-gamma)/4]",
}
ENERGY: Final = "(theta**2 + psi**2)/2"
RISES: Final = {  # by ψ's velocity, which stands last where (θ² + ψ²)/2 is differentiated along the flow
    "unregularised": "psi)*(theta*(1 - sigmoid(psi*theta)))",
    "Wasserstein": "psi)*theta",
    "WGAN-GP": "(abs(psi) - g_0))",
}


_z = torch.arange(-9, 9, 1 / 16, dtype=torch.float64)
NOISE: Final = Grid(_z[:, None, None, None], torch.full_like(_z, 1 / 16))  # beyond it a normal density is below 1e-18
QUADRATURE: Final = "24 Gauss-Hermite nodes for a sigmoid at most about 4 times as steep: errors below 1e-5"


class Flowed(NamedTuple):
    """Orbits of a flow, and the time between their points."""

    orbit: Orbit
    time_step: float

    @property
    def given(self) -> dict[str, Array]:
        """The strengths of the regulariser, shape (models,)."""
        return {name: value.numpy() for name, value in self.orbit.given.items()}


# Training
def strengths(method: str, streams: Streams) -> dict[str, Tensor]:
    """What the method needs, one number a model."""
    if method == "WGAN-GP":
        return {name: uniform(streams, name, *GP[name]) for name in ("gamma", "g_0")}
    rows = [row for row in DAMPED if row.method == method and row.strength]
    return {row.strength[0]: uniform(streams, *row.strength) for row in rows if row.strength}


def played(method: str, update: Any, streams: Streams, recipe: dict[str, Any], rate: float | Tensor) -> Orbit:
    """Orbits from random starts with random strengths."""
    play, given = dirac_gan.METHODS[method].play, strengths(method, streams)
    start = dirac_gan.players(*starts(streams, recipe.get("radius of starts", 1.0)))
    return games.orbit(play, update, start, (rate, rate), recipe["steps"], given)


@lru_cache(maxsize=2)
def velocity(method: str, streams: Streams) -> Orbit:
    """One simultaneous step of size 1 from a random point: it moves by the velocity there."""
    return played(method, simultaneous, streams, points_of(method), POINTS["rate"])


def points_of(method: str) -> dict[str, Any]:
    """What is trained for one step."""
    return NOISY_POINTS if method == "instance noise" else POINTS


@lru_cache(maxsize=2)
def flowed(method: str, recipe: str, streams: Streams) -> Flowed:
    """Along the flow from random points."""
    settings = FLOWS[recipe]
    return Flowed(played(method, flow, streams, settings, settings["time step"]), settings["time step"])


# Claims
def velocities(method: str, proof: Proof) -> tuple[Function, Function]:
    """(θ, ψ and strengths) ↦ θ̇ and ψ̇."""
    falls, rises = VELOCITIES[method]
    read = averaged if method == "instance noise" else equation
    return read(proof, falls), read(proof, rises)


def averaged(proof: Proof, left: str) -> Function:
    """The right side of an equation whose integrals over the line are sums over NOISE."""
    line = measure("line", REAL)
    right = replace(right_side(proof, left), make("lebesgue", num(1)), line)
    return lambda **values: evaluate(right, line=NOISE, **values).numpy()


def as_r1(proof: Proof) -> tuple[Function, Function]:
    """The velocities of R1 with γ = σ²/2, whose linearisation instance noise has."""

    def damped(part: Function) -> Function:
        return lambda sigma, **values: part(gamma=sigma**2 / 2, **values)

    theta, psi = velocities("R1", proof)
    return damped(theta), damped(psi)


def row_of(method: str, proof: Proof) -> Spectrum:
    """The eigenvalues of the Jacobian at (0, 0)."""
    return spectrum(proof, JACOBIANS[method])


def energy(method: str, proof: Proof) -> Function:
    """(θ, ψ and strengths) ↦ the derivative of (θ² + ψ²)/2 along the flow."""
    return equation(proof, lambda left: ENERGY in str(left) and str(left).endswith(RISES[method]))


# Measurements
def off_velocity(learnt: Orbit, claim: tuple[Function, Function]) -> Array:
    """The largest difference between where training moved and the claimed velocity."""
    (theta, psi), after = learnt.points[:, 0].numpy().T, learnt.points[:, 1].numpy()
    given = {name: value.numpy() for name, value in learnt.given.items()}
    claimed = np.stack([part(theta=theta, psi=psi, **given) for part in claim], axis=-1)
    return worst(after - learnt.points[:, 0].numpy() - claimed)


def off_spectrum(learnt: Flowed, claim: Spectrum) -> Array:
    """The largest difference from the claimed τ and ς, for eigenvalues τ ± √ς of the flow that was seen."""
    rates = np.log(np.linalg.eigvals(learnt_matrix(learnt.orbit.points)).astype(complex)) / learnt.time_step
    centre, square = rates.mean(1), ((rates[:, 0] - rates[:, 1]) / 2) ** 2
    return worst(np.stack([centre - claim.centre(**learnt.given), square - claim.square(**learnt.given)], axis=1))


def off_energy(learnt: Flowed, claim: Function) -> Array:
    """The largest difference from the claimed derivative of (θ² + ψ²)/2, away from where ψ changes its sign."""
    theta, psi = learnt.orbit.points.numpy().transpose(2, 0, 1)
    half = (theta**2 + psi**2) / 2
    seen = (half[:, 2:] - half[:, :-2]) / (2 * learnt.time_step)
    given = {name: value[:, None] for name, value in learnt.given.items()}
    claimed = claim(theta=theta[:, 1:-1], psi=psi[:, 1:-1], **given)
    smooth = np.minimum(psi[:, 2:] * psi[:, 1:-1], psi[:, :-2] * psi[:, 1:-1]) > 0
    return worst(np.where(smooth, seen - claimed, 0.0))


# Experiments
def field(
    method: str,
    wrong: str,
    tolerance: float = 1e-10,
    reason: str = "float64 arithmetic: one step from one point",
    **more: Callable[[Proof], Any],
) -> Experiment:
    """The velocity at random points."""
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{method}, field",
        quantity="largest difference between how far a step of size 1 went and the velocity",
        recipe=points_of(method) | {"method": method},
        train=partial(velocity, method),
        predict=partial(velocities, method),
        measure=off_velocity,
        tolerance=tolerance,
        reason=reason,
        controls={f"{wrong}, field": partial(velocities, wrong), **more},
    )


def linear(method: str, wrong: str) -> Experiment:
    """The eigenvalues of the flow near the equilibrium."""
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{method}, flow",
        quantity="largest difference in centre and square of the eigenvalues of the flow that was learnt",
        recipe=LINEAR | {"method": method},
        train=partial(flowed, method, "linear"),
        predict=partial(row_of, method),
        measure=off_spectrum,
        tolerance=RADIUS,
        reason="training starts at a distance of 0.001, where the linearisation is off by less",
        controls={f"those of {wrong}": partial(row_of, wrong)},
    )


def ring(
    method: str,
    recipe: str,
    tolerance: float,
    controls: dict[str, Callable[[Proof], Function]],
    predict: Callable[[Proof], Function] | None = None,
) -> Experiment:
    """How the distance changes along the flow: as the statement says, unless another claim is given."""
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{method}, distance",
        quantity="largest difference between the change of half the square of the distance and the claimed one",
        recipe=FLOWS[recipe] | {"method": method},
        train=partial(flowed, method, recipe),
        predict=predict or partial(energy, method),
        measure=off_energy,
        tolerance=tolerance,
        reason="the fourth power of the Runge-Kutta step, or the square of that of the difference quotient, times 10",
        controls=controls,
    )


def damped(proof: Proof) -> Function:
    """What a penalty on ψ² would do to a flow that stays on circles: the change for g₀ = 0."""
    return partial(energy("WGAN-GP", proof), gamma=1.0, g_0=0.0)


def without_target(proof: Proof) -> Function:
    """The same for any γ."""
    right = energy("WGAN-GP", proof)
    return lambda g_0, **values: right(g_0=0 * g_0, **values)


def growing(proof: Proof) -> Function:
    """The other sign."""
    right = energy("WGAN-GP", proof)
    return lambda **values: -right(**values)


EXPERIMENTS: Final = [
    field("unregularised", "non-saturating"),
    field("non-saturating", "unregularised"),
    field("Wasserstein", "unregularised"),
    field("WGAN-GP", "Wasserstein"),
    field("R1", "unregularised"),
    field("R2", "unregularised"),
    field("instance noise", "unregularised", 1e-4, QUADRATURE, **{"R1 with the same linearisation": as_r1}),
    field("consensus", "R1"),
    linear("unregularised", "Wasserstein"),
    linear("non-saturating", "Wasserstein"),
    linear("Wasserstein", "unregularised"),
    linear("R1", "consensus"),
    linear("instance noise", "unregularised"),
    linear("consensus", "unregularised"),
    ring("unregularised", "long", 1e-4, {"damped by psi^2": damped}),
    ring("Wasserstein", "long", 1e-4, {"damped by psi^2": damped}),
    ring("WGAN-GP", "penalty", 1e-3, {"g_0 = 0": without_target, "the other sign": growing}),
]
