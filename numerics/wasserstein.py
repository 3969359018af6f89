"""Evidence for `derivations.wasserstein`: means by exact quadrature, point masses exactly, |x − r| by Arb's erf.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
The mean of a polynomial of degree at most 3 under N(m, ε²) is half the sum of its values at m ± ε (Gauss-Hermite).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from flint import arb
from numpy.random import Generator

from numerics.exact import rational
from numerics.finite import FIELD, jsd, log
from numerics.ledger import with_samples
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import positive_number, rational_number

if TYPE_CHECKING:
    from derivations.proof import Proof

Cubic = Callable[[Fraction], Fraction]  # a polynomial of degree at most 3


@dataclass(frozen=True)
class Pair:
    """q = N(θ, ε²) and p = N(θ₀, ε²), θ ≠ θ₀."""

    theta: Fraction
    theta_0: Fraction
    epsilon: Fraction

    @property
    def delta(self) -> Fraction:
        """θ − θ₀."""
        return self.theta - self.theta_0

    def mean(self, centre: Fraction, f: Cubic) -> Fraction:
        """E[f] under N(centre, ε²), exactly."""
        return (f(centre + self.epsilon) + f(centre - self.epsilon)) / 2

    def loss(self, f: Cubic) -> Fraction:
        """E_q[f] − E_p[f]."""
        return self.mean(self.theta, f) - self.mean(self.theta_0, f)

    def divergence(self) -> Fraction:
        """KL(q‖p) = E_q[log q − log p], the logarithms written out."""
        return self.mean(
            self.theta, lambda x: ((x - self.theta_0) ** 2 - (x - self.theta) ** 2) / (2 * self.epsilon**2)
        )

    def moved(self, by: Fraction) -> Pair:
        """The same with another θ."""
        return Pair(self.theta + by, self.theta_0, self.epsilon)

    def __str__(self) -> str:
        """Show the parameters."""
        return f"θ = {self.theta}, θ₀ = {self.theta_0}, ε = {self.epsilon}"


def pairs(rng: Generator, scale: float) -> list[Pair]:
    """Pairs of normal densities with different means on both sides."""
    drawn = [
        Pair(rational_number(rng), rational_number(rng), positive_number(rng)) for _ in range(round(30 * scale) + 8)
    ]
    fixed = [Pair(Fraction(3), Fraction(1), Fraction(1, 2)), Pair(Fraction(-2), Fraction(1), Fraction(2))]
    return fixed + [one for one in drawn if one.delta]


def sign(value: Fraction) -> int:
    """1 or −1."""
    return 1 if value > 0 else -1


def unequal(at: object, found: object, claim: object) -> str | None:
    """A counterexample where two exact numbers differ."""
    return None if found == claim else f"{at}: {found}, not {claim}"


def gaussian_kl(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The divergence by quadrature."""
    drawn = pairs(rng, scale)

    def differs(at: Pair, claim: Fraction) -> str | None:
        return unequal(at, at.divergence(), claim)

    wrong = [
        rejects("the ½ forgotten", (differs(at, at.delta**2 / at.epsilon**2) for at in drawn)),
        rejects("ε for ε²", (differs(at, at.delta**2 / (2 * at.epsilon)) for at in drawn)),
        rejects("|δ| for δ²", (differs(at, abs(at.delta) / (2 * at.epsilon**2)) for at in drawn)),
    ]
    detail = f"E_q[log q − log p] by quadrature is the claim, exactly, for {len(drawn)} pairs."
    return [tally(detail, (differs(at, at.delta**2 / (2 * at.epsilon**2)) for at in drawn), wrong)]


def kl_blowup(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The slope by a central difference, exact for a quadratic, and both numbers above B for small ε."""
    drawn = [(at, abs(rational_number(rng)) + 1) for at in pairs(rng, scale)]

    def slope(at: Pair) -> Fraction:
        return (at.moved(Fraction(1)).divergence() - at.moved(Fraction(-1)).divergence()) / 2

    def differs(at: Pair, claim: Fraction) -> str | None:
        return unequal(at, abs(slope(at)), claim)

    def small(at: Pair, bound: Fraction, factor: int = 1) -> str | None:
        tops = at.delta**2 / 2, abs(at.delta)
        for top, value in zip(tops, (Pair.divergence, slope), strict=True):
            near = Pair(at.theta, at.theta_0, factor * top / (top + bound**2 + 1) * Fraction(99, 100))
            if abs(value(near)) <= bound:
                return f"{near}: {abs(value(near))} is not above {bound}"
        return None

    wrong = [
        rejects("|δ|/ε", (differs(at, abs(at.delta) / at.epsilon) for at, _ in drawn)),
        rejects("the slope of JSD for that of KL", (differs(at, Fraction(0)) for at, _ in drawn)),
        rejects("above B already for ε four times as large", (small(at, bound, 4) for at, bound in drawn)),
    ]
    detail = f"The slope is |δ|/ε² and both numbers pass B in the stated interval for {len(drawn)} pairs."
    failures = (differs(at, abs(at.delta) / at.epsilon**2) or small(at, bound) for at, bound in drawn)
    return [tally(detail, failures, wrong)]


def masses(at: Fraction, places: list[Fraction]) -> list[Fraction]:
    """The point mass at a place."""
    return [Fraction(int(place == at)) for place in places]


def jsd_flat(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Point masses among many places, exactly."""
    places = [Fraction(k, 4) for k in range(-6, 7)]
    drawn = [(places[i], places[j]) for i, j in rng.integers(len(places), size=(round(20 * scale) + 10, 2)) if i != j]

    def differs(at: tuple[Fraction, Fraction], claim: object) -> str | None:
        found = jsd(*(masses(place, places) for place in at))
        return None if FIELD.sign(found - claim) == 0 else f"θ = {at[0]}, θ₀ = {at[1]}: JSD is {found}"  # type: ignore[operator] - logarithms

    target = (places[0], places[0])
    wrong = [
        rejects("JSD = 0 apart", (differs(at, FIELD.number(0)) for at in drawn)),
        rejects("JSD = log 4", (differs(at, log(4)) for at in drawn)),
        rejects("JSD = log 2 at the target too", [differs(target, log(2))]),
    ]
    failures = [*(differs(at, log(2)) for at in drawn), differs(target, FIELD.number(0))]
    detail = f"JSD of two point masses among {len(places)} places is log 2 for {len(drawn)} pairs, and 0 at the target."
    return [tally(detail, failures, wrong)]


def unbounded_critic(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Cubic critics: each is bettered by D − δx, and −c·sign(δ)·x falls below B."""
    drawn = [(at, [rational_number(rng) for _ in range(4)]) for at in pairs(rng, scale)]

    def cubic(c: list[Fraction]) -> Cubic:
        return lambda x: c[0] + x * (c[1] + x * (c[2] + x * c[3]))

    def not_better(at: Pair, c: list[Fraction], step: int = -1) -> str | None:
        critic = cubic(c)
        better = at.loss(lambda x: critic(x) + step * at.delta * x)
        return None if better < at.loss(critic) else f"{at}, D of coefficients {list(map(str, c))}: not less"

    def line(at: Pair, slope: Fraction, claim: Fraction) -> str | None:
        return unequal(at, at.loss(lambda x: slope * x), claim)

    def falls(at: Pair, bound: Fraction, share: Fraction = Fraction(1)) -> str | None:
        c = share * (bound**2 + 1) / abs(at.delta) + Fraction(1, 100)
        found = at.loss(lambda x: -c * sign(at.delta) * x)
        return None if found < bound else f"{at}, c = {c}: {found} is not below {bound}"

    wrong = [
        rejects("D + δx is better", (not_better(at, c, 1) for at, c in drawn)),
        rejects("along c·x it is c(θ₀ − θ)", (line(at, Fraction(3), -3 * at.delta) for at, _ in drawn)),
        rejects("below B from half of that c on", (falls(at, Fraction(-1), Fraction(1, 4)) for at, _ in drawn)),
    ]
    failures = (not_better(at, c) or line(at, c[0], c[0] * at.delta) or falls(at, c[1]) for at, c in drawn)
    return [tally(f"{len(drawn)} cubic critics were bettered.", failures, wrong)]


def mean_distance(centre: Fraction, epsilon: Fraction, r: Fraction) -> arb:
    """E|X − r| for X ~ N(centre, ε²): ε·√(2/π)·e^{−d²/(2ε²)} + d·erf(d/(ε√2)), d = centre − r."""
    d, s = arb(rational(centre - r)), arb(rational(epsilon))
    return s * (2 / arb.pi()).sqrt() * (-(d**2) / (2 * s**2)).exp() + d * (d / (s * arb(2).sqrt())).erf()


def lipschitz_critic(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Critics k·|x − r|, |k| ≤ 1, stay above −|δ|, by Arb; the line of slope −sign(δ) attains it."""
    drawn = [(at, rational_number(rng), int(rng.integers(2)) * 2 - 1) for at in pairs(rng, scale)]

    def below(at: Pair, r: Fraction, k: int, bound: Fraction) -> str | None:
        ends = [mean_distance(m, at.epsilon, r) for m in (at.theta, at.theta_0)]
        found = k * (ends[0] - ends[1])
        return None if not found < arb(rational(bound)) else f"{at}, D = {k}·|x − {r}|: {found.str(8)}, bound {bound}"

    def attained(at: Pair, slope: int, claim: Fraction) -> str | None:
        return unequal(at, at.loss(lambda x: slope * x), claim)

    far = [(at, at.theta_0 - sign(at.delta) * (20 * at.epsilon + 20), -sign(at.delta)) for at, _, _ in drawn]
    wrong = [
        rejects("the least value is −|δ|/2", (below(at, r, -1, -abs(at.delta) / 2) for at, r, _ in far)),
        rejects("slopes of 2 obey the bound", (below(at, r, -2, -abs(at.delta)) for at, r, _ in far)),
        rejects("the slope sign(δ) attains it", (attained(at, sign(at.delta), -abs(at.delta)) for at, _, _ in drawn)),
        rejects("the best value is −1", (attained(at, -sign(at.delta), Fraction(-1)) for at, _, _ in drawn)),
    ]
    failures = (below(at, r, k, -abs(at.delta)) or attained(at, -sign(at.delta), -abs(at.delta)) for at, r, k in drawn)
    return [tally(f"{len(drawn)} critics of slope ±1 stay above −|δ|.", failures, wrong)]


def w1_gradient(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The slope of W₁ by differences on one side of θ₀, the loss of the best critic taken by quadrature."""
    drawn = pairs(rng, scale)

    def distance(at: Pair) -> Fraction:
        return max(at.loss(lambda x: x), at.loss(lambda x: -x))

    def differs(at: Pair, claim: Fraction) -> str | None:
        step = abs(at.delta) / 2
        slope = (distance(at.moved(step)) - distance(at.moved(-step))) / (2 * step)
        return unequal(at, slope, claim)

    wrong = [
        rejects("−sign(δ)", (differs(at, Fraction(-sign(at.delta))) for at in drawn)),
        rejects("δ, as for a square", (differs(at, at.delta) for at in drawn)),
        rejects("1 on both sides", (differs(at, Fraction(1)) for at in drawn)),
        rejects("sign(δ)/ε", (differs(at, sign(at.delta) / at.epsilon) for at in drawn)),
    ]
    detail = f"Differences of the best line's loss have the slope sign(δ) for {len(drawn)} pairs."
    return [tally(detail, (differs(at, Fraction(sign(at.delta))) for at in drawn), wrong)]


@dataclass(frozen=True)
class Penalised:
    """aδ + λ(|a| − 1)²."""

    delta: Fraction
    weight: Fraction

    def __call__(self, a: Fraction) -> Fraction:
        """The loss at a."""
        return a * self.delta + self.weight * (abs(a) - 1) ** 2

    def lower(self, best: Fraction, others: list[Fraction]) -> str | None:
        """Another slope whose loss is not greater."""
        other = next((a for a in others if a != best and self(a) <= self(best)), None)
        return None if other is None else f"δ = {self.delta}, λ = {self.weight}: a = {other} is no worse than {best}"


def gradient_penalty(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Slopes on a grid and near the claimed ones, exactly."""
    drawn = [Penalised(at.delta, at.epsilon) for at in pairs(rng, scale)]
    steps = [Fraction(sign_ * k, 16) for k in range(1, 65) for sign_ in (1, -1)]

    def far(at: Penalised) -> Fraction:
        return 1 + abs(at.delta) / (2 * at.weight)

    def least(at: Penalised, best: Fraction) -> str | None:
        return at.lower(best, [*(best + s for s in steps), *steps, -best])

    def value(at: Penalised, claim: Fraction) -> str | None:
        return unequal(at, at(-sign(at.delta) * far(at)), claim)

    def local(at: Penalised) -> str | None:
        near = sign(at.delta) * (2 - far(at))
        others = [a for a in (*(near + s for s in steps), *steps) if a * at.delta > 0]
        return at.lower(near, others) if abs(at.delta) < 2 * at.weight else None

    wrong = [
        rejects("the sign of δ", (least(at, sign(at.delta) * far(at)) for at in drawn)),
        rejects("|a| = 1", (least(at, Fraction(-sign(at.delta))) for at in drawn)),
        rejects("the value −|δ|", (value(at, -abs(at.delta)) for at in drawn)),
        rejects("the wrong-signed minimum is global", (least(at, sign(at.delta) * (2 - far(at))) for at in drawn)),
    ]
    failures = (
        least(at, -sign(at.delta) * far(at)) or value(at, -abs(at.delta) - at.delta**2 / (4 * at.weight)) or local(at)
        for at in drawn
    )
    return [tally(f"{len(drawn)} penalised losses against {len(steps)} slopes each.", failures, wrong)]


CHECKS: Final = with_samples(
    "wasserstein",
    {
        check.__name__: check
        for check in (
            gaussian_kl,
            kl_blowup,
            jsd_flat,
            unbounded_critic,
            lipschitz_critic,
            w1_gradient,
            gradient_penalty,
        )
    },
)
