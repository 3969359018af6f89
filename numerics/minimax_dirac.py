"""Evidence for `minimax.dirac_gan`: the fields by differences of the objective, orbits on both sides of every bound.

The linearisation is measured: the Jacobian by differences of the field, which comes from differences of the objective.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from derivations.kernel.formulas import And, Eq, real, sqrt
from derivations.kernel.terms import Term
from derivations.lemmas.dirac_gradient_penalty_orbits import apart, orbit
from derivations.lemmas.dirac_integrals import expected
from derivations.lemmas.dirac_noise import At
from numerics.outcome import Outcome, rejects, tally
from numerics.simulation import FAR, State, Step, fate
from numerics.simulation import orbit as points
from numerics.statement import control
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

Flow = Callable[[float, float], tuple[float, float]]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
BESIDE = (0.2, 0.6, 0.95, 1.05, 1.5)
WAYS = ((False, "simultaneous"), (True, "alternating"))


def loss(theta: float, psi: float, sigma: float = 0.0) -> float:
    """E[f(ψ(θ + σz))] + E[f(−ψσz)] by Gauss-Hermite quadrature, f(t) = −log(1 + e^{−t})."""
    f = -np.logaddexp(0, -psi * (theta + sigma * NODES)) - np.logaddexp(0, psi * sigma * NODES)
    return float(f @ WEIGHTS / WEIGHTS.sum())


def flow(up: Callable[[float, float], float], down: Callable[[float, float], float] | None = None) -> Flow:
    """θ descends one objective while ψ ascends the other, by central differences."""
    falls, e = down or up, 1e-4

    def field(theta: float, psi: float) -> tuple[float, float]:
        slope = (falls(theta + e, psi) - falls(theta - e, psi)) / (2 * e)
        return -slope, (up(theta, psi + e) - up(theta, psi - e)) / (2 * e)

    return field


def penalised(gamma: float) -> Flow:
    """R1: ψ ascends L − (γ/2)ψ²."""
    return flow(lambda t, p: loss(t, p) - gamma / 2 * p * p, loss)


def noisy(sigma: float) -> Flow:
    """Instance noise of standard deviation σ."""
    return flow(lambda t, p: loss(t, p, sigma))


def consensus(gamma: float) -> Flow:
    """V − γ∇½‖v‖², the gradient by differences of v."""
    v, e = flow(loss), 1e-3

    def half(theta: float, psi: float) -> float:
        return sum(c * c for c in v(theta, psi)) / 2

    def field(theta: float, psi: float) -> tuple[float, float]:
        bend = half(theta + e, psi) - half(theta - e, psi), half(theta, psi + e) - half(theta, psi - e)
        first, second = (c - gamma * b / (2 * e) for c, b in zip(v(theta, psi), bend, strict=True))
        return first, second

    return field


def jacobian(field: Flow, e: float = 1e-3) -> np.ndarray:
    """The Jacobian at (0, 0) by central differences."""
    ends = [(np.array(field(*(e * u))) - np.array(field(*(-e * u)))) / (2 * e) for u in np.eye(2)]
    return np.array(ends).T


def step(matrix: np.ndarray, h: float, alternate: bool) -> Step:
    """One linearised step: both players at once, or θ first."""
    (a, b), (c, d) = matrix

    def move(at: tuple[float, float]) -> tuple[float, float]:
        theta = at[0] + h * (a * at[0] + b * at[1])
        return theta, at[1] + h * (c * (theta if alternate else at[0]) + d * at[1])

    return move


def bound_r1(gamma: float, alternate: bool) -> float:
    """The largest h of the row R1."""
    if alternate:
        return 4 * (math.sqrt(gamma**2 + 1) - gamma)
    return 4 * gamma if gamma <= 1 else 4 * (gamma - math.sqrt(gamma**2 - 1))


def bound_consensus(gamma: float, alternate: bool) -> float:
    """The largest h of the row on consensus optimisation."""
    return 8 / (gamma + 2) if alternate else 8 * gamma / (gamma**2 + 4)


Case = tuple[str, np.ndarray, float, bool]


def cases(bound: Callable[[float, bool], float], fields: list[tuple[float, Flow]]) -> list[Case]:
    """Measured Jacobians with the bound that is claimed of them."""
    return [
        (f"γ = {g}, {'alternating' if alternate else 'simultaneous'}", jacobian(field), bound(g, alternate), alternate)
        for g, field in fields
        for alternate in (False, True)
    ]


def beyond(found: list[Case], factor: float = 1.0) -> Iterator[str | None]:
    """Whether orbits shrink exactly below the bound."""
    for name, matrix, bound, alternate in found:
        for share in BESIDE:
            h = share * bound * factor
            went = fate(step(matrix, h, alternate), (0.8, -0.6), (0.6, 0.8))
            if went is not None:
                yield None if went == (share < 1) else f"{name}, h = {h:.4g}: converges is {went}"


def differs(field: Flow, expected: list[list[float]]) -> str | None:
    """Whether a measured Jacobian is not the expected one."""
    found = jacobian(field)
    return None if np.allclose(found, expected, atol=1e-4) else f"the Jacobian is {found.tolist()}"


def moduli(matrix: list[list[float]], h: float, alternate: bool, expected: float) -> str | None:
    """Whether the eigenvalues of one step (NumPy) have another modulus."""
    columns = [step(np.array(matrix), h, alternate)(unit) for unit in ((1.0, 0.0), (0.0, 1.0))]
    sizes = np.abs(np.linalg.eigvals(np.array(columns).T))
    return None if np.allclose(sizes, expected, atol=1e-6) else f"h = {h}: |eigenvalues| = {sizes}"


def leaves(gamma: float, g_0: float, h: float, alternate: bool, sign: int = 1) -> Iterator[str | None]:
    """WGAN-GP: from points ever nearer to (0, 0) a step reaches |ψ′| near hγg₀."""
    for size in (1e-3, 1e-6, 1e-9):
        for psi in (size, -size):
            theta = size / 2
            moved = theta - h * psi if alternate else theta
            reached = abs(psi + h * (moved - sign * gamma * math.copysign(1, psi) * (abs(psi) - g_0)))
            close = abs(reached - h * gamma * g_0) < 10 * (1 + h * gamma) * size * (1 + h)
            yield None if close and reached > size else f"ψ = {psi}: |ψ′| = {reached}"


def penalised_step(gamma: Any, g_0: Any, h: Any, alternate: bool) -> Step:
    """A step of WGAN-GP, its slopes by differences of ψθ − (γ/2)(|ψ| − g₀)² on the side of 0 where ψ is."""

    def step(at: State) -> State:
        moved, psi = at[0] - h * at[1], at[1]
        seen, aside = (moved if alternate else at[0]), (psi > 0) - (psi < 0)
        values = [(psi + i * aside) * seen - gamma * (abs(psi + i * aside) - g_0) ** 2 / 2 for i in range(3)]
        slope = (4 * values[1] - 3 * values[0] - values[2]) / 2 * aside
        return moved, psi + h * (slope if aside else seen)

    return step


def approaches(step: Step, radius: Any, start: State, count: int = 1500) -> str | None:
    """Whether three points of an orbit in a row are nearer to (0, 0) than a radius."""
    close = 0
    for number, at in enumerate(points(step, start, count)):
        size = max(abs(at[0]), abs(at[1]))
        close = close + 1 if size < radius * (1 - 1e-9) else 0
        if close == 3:
            return f"from {start}: steps {number - 2} to {number} are within {float(radius):.3g} of (0, 0)"
        if size > FAR:
            break
    return None


def radius_of(gamma: Any, g_0: Any, h: Any, alternate: bool) -> Any:
    """What three points in a row of an orbit of WGAN-GP that does not land on (0, 0) cannot all be below."""
    return h * gamma * g_0 / (2 * (2 + h * gamma + h + (h * h if alternate else 0)))


def wandering(rng: Generator) -> Iterator[str | None]:
    """WGAN-GP: orbits of random steps from random starts, near and far and with ψ = 0, never come to rest at (0, 0)."""
    for _ in range(12):
        gamma, g_0, h = rng.uniform((0.1, 0.1, 0.02), (4, 2, 1.5)).tolist()
        for alternate in (False, True):
            theta, psi = (rng.normal(size=2) * 10.0 ** rng.integers(-9, 2)).tolist()
            step, radius = penalised_step(gamma, g_0, h, alternate), radius_of(gamma, g_0, h, alternate)
            yield from (approaches(step, radius, start) for start in ((theta, psi), (theta, 0.0)))


def _undriven(alternate: bool) -> Iterator[str | None]:
    """The same with g₀ = 0, against what g₀ = 0.7 promises."""
    gamma, h = 1.5, 0.3
    yield approaches(penalised_step(gamma, 0.0, h, alternate), radius_of(gamma, 0.7, h, alternate), (0.8, -0.6))


def landing(alternate: bool) -> Iterator[str | None]:
    """WGAN-GP in rational numbers: the start whose next point is exactly (0, 0)."""
    gamma, g_0, h = Fraction(4), Fraction(7, 10), Fraction(1, 2)
    psi = h * gamma * g_0 / (h * gamma - 1 - (0 if alternate else h * h))
    yield approaches(penalised_step(gamma, g_0, h, alternate), radius_of(gamma, g_0, h, alternate), (h * psi, psi), 4)


def dirac_gan(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Everything that is measured, and slips in the statement that its own check must reject."""
    slips = [control(name, proof, wrong, rng) for name, wrong in _slips(proof.statement)]
    return [
        *measured(rng),
        Outcome("Wrong rows of the table were shown to the check of the statement.", controls=tuple(slips)),
    ]


def _slips(right: Term) -> Iterator[tuple[str, Term]]:
    """Wrong rows of the table."""
    gamma, sigma, h = (real(name) for name in ("gamma", "sigma", "h"))
    _, made, data = map(expected, At(real("theta"), real("psi")).forces)
    yield "simultaneous R1 below 4γ for γ ≥ 1 too", substituted(right, 4 * (gamma - sqrt(gamma**2 - 1)), 4 * gamma)
    yield "alternating R1 as simultaneous", substituted(right, 4 * (sqrt(gamma**2 + 1) - gamma), 4 * gamma)
    yield "consensus below 8/(γ² + 4)", substituted(right, 8 * gamma / (gamma**2 + 4), 8 / (gamma**2 + 4))
    yield "modulus √(1 + h²) unregularised", substituted(right, 1 + (h / 2) ** 2, 1 + h**2)
    yield "σ² for σ²/2 in J(0)", substituted(right, -(sigma**2 / 2), -(sigma**2))
    yield "instance noise: data and generator added", substituted(right, made - data, made + data)
    g_0, rest = real("g_0"), And(Eq(real("theta_0"), 0), Eq(real("psi_0"), 0))
    for alternate, name in WAYS:
        given = And(0 < g_0, never := apart(orbit(alternate=alternate)))
        yield f"{name} WGAN-GP with g₀ = 0 does not converge", substituted(right, given, And(Eq(g_0, 0), never))
        yield f"{name} WGAN-GP does not stay at (0, 0)", substituted(right, given, And(0 < g_0, rest))


def measured(rng: Generator) -> list[Outcome]:
    """Jacobians measured, orbits beside the bounds, moduli by NumPy, the jump of WGAN-GP."""
    sizes = [0.3, 0.8, 1.0, 1.6, 3.0, float(rng.uniform(0.2, 2))]
    turn = [[0, -0.5], [0.5, 0]]
    other = flow(loss, lambda t, p: float(np.logaddexp(0, p * t)))
    r1 = [(g, penalised(g)) for g in sizes]
    noise = [(s * s / 2, noisy(s)) for s in (0.5, 1.0, 1.6)]
    agreed = [(g, consensus(g)) for g in sizes]
    rows = [
        (flow(loss), turn),
        (other, turn),
        *((field, [[0, -0.5], [0.5, -g]]) for g, field in (*r1, *noise)),
        *((field, [[-g / 4, -0.5], [0.5, -g / 4]]) for g, field in agreed),
    ]
    wrong = rejects(
        "J(0) of instance noise with σ² for σ²/2", (differs(f, [[0, -0.5], [0.5, -2 * g]]) for g, f in noise)
    )
    orbits = [*cases(bound_r1, [*r1, *noise]), *cases(bound_consensus, agreed)]
    doubled = rejects("bounds 1.2 times as large", beyond(orbits, 1.2))
    halved = rejects("bounds 0.8 times as large", beyond(orbits, 0.8))
    unit = [(turn, h, True, 1.0) for h in (0.5, 2, 3.9)] + [([[0, -1], [1, 0]], h, True, 1.0) for h in (0.5, 1.9)]
    outward = [(turn, h, False, math.sqrt(1 + h * h / 4)) for h in (0.5, 3)]
    above = rejects("modulus 1 for h ≤ 5", [moduli(turn, 5, True, 1.0)])
    return [
        tally("Jacobians by differences of the objectives.", (differs(*row) for row in rows), [wrong]),
        tally("Orbits of measured linearisations beside every bound.", beyond(orbits), [doubled, halved]),
        tally("Moduli of simultaneous and alternating steps (NumPy).",
              (moduli(*case) for case in (*unit, *outward)), [above]),
        tally("WGAN-GP: steps from near (0, 0) leave it.",
              (f for way in (False, True) for f in leaves(1.5, 0.7, 0.3, way)),
              [rejects("the field is 0 at ψ → 0", leaves(1.5, 0.0, 0.3, False))]),
        tally("WGAN-GP: simulated orbits do not go to (0, 0).", wandering(rng), [
            *(rejects(f"orbits with g₀ = 0 keep away, {way}", _undriven(alternate)) for alternate, way in WAYS),
            *(rejects(f"orbits that land on (0, 0) leave it, {way}", landing(alternate)) for alternate, way in WAYS),
        ]),
    ]  # fmt: skip
