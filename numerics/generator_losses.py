"""Evidence for `derivations.generator_losses`: gradients by flint's power series, Arjovsky-Bottou by exact duals.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from flint import arb, arb_series
from numpy.random import Generator

from numerics.duals import Dual, Duals
from numerics.exact import rational
from numerics.finite import FIELD, distribution
from numerics.intervals import precision
from numerics.ledger import with_samples
from numerics.outcome import Control, Outcome, rejects, tally
from numerics.randomness import positive_number, rational_number

if TYPE_CHECKING:
    from derivations.proof import Proof

ORDER: Final = 2
BITS: Final = 400  # e^(−80) − σ(−80) is about e^(−160)
Loss = Callable[[arb_series], arb_series]
Factor = Callable[[arb], arb]


@dataclass(frozen=True)
class Logit:
    """The value and the slope of a logit at some parameter."""

    value: Fraction
    slope: Fraction

    @property
    def series(self) -> arb_series:
        """The logit as a power series in the parameter."""
        return arb_series([arb(rational(self.value)), arb(rational(self.slope))], prec=ORDER)

    def __str__(self) -> str:
        """Show both numbers."""
        return f"h = {self.value}, h′ = {self.slope}"


def logits(rng: Generator, scale: float) -> list[Logit]:
    """Logits with slopes that are not 0, some of them large."""
    drawn = [Logit(3 * rational_number(rng), rational_number(rng)) for _ in range(round(20 * scale) + 6)]
    return [one for one in drawn if one.slope]


def sigma(h: Any) -> Any:
    """σ of a ball or a series."""
    return 1 / (1 + (-h).exp())


def saturating(h: arb_series) -> arb_series:
    """log(1 − D)."""
    return (1 - sigma(h)).log()


def nonsaturating(h: arb_series) -> arb_series:
    """−log D."""
    return -(sigma(h).log())


def slope_differs(loss: Loss, factor: Factor, at: Logit, chain: bool = True) -> str | None:
    """Whether flint's series of the loss has another slope than factor(h)·h′."""
    found = loss(at.series)[1]
    claim = factor(arb(rational(at.value))) * (arb(rational(at.slope)) if chain else arb(1))
    return None if found.overlaps(claim) else f"{at}: the slope is {found.str(8)}, not {claim.str(8)}"


def slopes(loss: Loss, factor: Factor, wrong: dict[str, Factor], rng: Generator, scale: float) -> Outcome:
    """The claim at several logits, and its wrong variants."""
    drawn = logits(rng, scale)
    controls = [rejects(name, (slope_differs(loss, f, at) for at in drawn)) for name, f in wrong.items()]
    controls.append(rejects("h′ forgotten", (slope_differs(loss, factor, at, chain=False) for at in drawn)))
    detail = f"flint's power series of the loss has the stated slope at {len(drawn)} logits."
    return tally(detail, (slope_differs(loss, factor, at) for at in drawn), controls)


def sigmoid_derivative(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The slope of σ by power series."""
    wrong: dict[str, Factor] = {
        "σ(1 + σ)": lambda h: sigma(h) * (1 + sigma(h)),
        "σ²": lambda h: sigma(h) ** 2,
        "−σ(1 − σ)": lambda h: -sigma(h) * (1 - sigma(h)),
    }
    return [slopes(sigma, lambda h: sigma(h) * (1 - sigma(h)), wrong, rng, scale)]


def saturating_gradient(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The slope of log(1 − σ(h)) by power series."""
    wrong: dict[str, Factor] = {"+σ(h)": sigma, "−(1 − σ(h)), that of the other loss": lambda h: sigma(h) - 1}
    return [slopes(saturating, lambda h: -sigma(h), wrong, rng, scale)]


def nonsaturating_gradient(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The slope of −log σ(h) by power series."""
    wrong: dict[str, Factor] = {
        "1 − σ(h)": lambda h: 1 - sigma(h),
        "−σ(h), that of the other loss": lambda h: -sigma(h),
    }
    return [slopes(nonsaturating, lambda h: sigma(h) - 1, wrong, rng, scale)]


def combined(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The sum of both losses has the slope −h′ whatever h is."""
    wrong: dict[str, Factor] = {"+1": lambda h: arb(1), "−(1 − σ(h)), as for one loss alone": lambda h: sigma(h) - 1}
    both = slopes(lambda h: saturating(h) + nonsaturating(h), lambda h: arb(-1), wrong, rng, scale)
    return [both]


def vanishing(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Both factors and their ratio at h = −5, −10, …, −80, enclosed."""
    depths = range(5, 85, 5)

    def factors(k: int) -> tuple[arb, arb]:
        return -sigma(arb(-k)), -(1 - sigma(arb(-k)))

    def fails(k: int, limits: tuple[int, int], sign: int = 1) -> str | None:
        with precision(BITS):
            first, second = factors(k)
            far = [abs(f - limit) > arb(-k).exp() for f, limit in zip((first, second), limits, strict=True)]
            right = not any(far) and (first / second).overlaps(arb(-sign * k).exp())
        return None if right else f"h = −{k}: factors {first.str(6)} and {second.str(6)}"

    wrong = [
        rejects("the factor of the non-saturating loss vanishes too", (fails(k, (0, 0)) for k in depths)),
        rejects("the factor of the saturating loss stays", (fails(k, (-1, -1)) for k in depths)),
        rejects("ratio e^{−h}", (fails(k, (0, -1), sign=-1) for k in depths)),
    ]
    detail = f"Down to h = −{depths[-1]} the factors are within e^h of 0 and −1, and their ratio is e^h, enclosed."
    return [tally(detail, (fails(k, (0, -1)) for k in depths), wrong)]


def label_flip(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Binary cross-entropy by NumPy on samples with flipped labels, against the mean of −log D."""
    samples = [1 / (1 + np.exp(-3 * rng.standard_normal(64))) for _ in range(round(8 * scale) + 4)]

    def differs(d: np.ndarray, label: float) -> str | None:
        labels = np.full_like(d, label)
        entropy = float(np.mean(-np.where(labels > 0, labels * np.log(d), 0) - (1 - labels) * np.log1p(-d)))
        plain = float(np.mean(-np.log(d)))
        return (
            None if abs(entropy - plain) < 1e-12 * (1 + plain) else f"cross-entropy {entropy:.9g}, −log D {plain:.9g}"
        )

    wrong = [
        rejects("labels that are not flipped", (differs(d, 0.0) for d in samples)),
        rejects("labels ½", (differs(d, 0.5) for d in samples)),
    ]
    return [tally(f"The two losses agree on {len(samples)} samples.", (differs(d, 1.0) for d in samples), wrong)]


DUALS: Final = Duals(FIELD)
Member = Sequence[Dual]  # q_θ at θ₀ with its slopes


def member(rng: Generator, size: int) -> Member:
    """q_θ(i) ∝ (a + b·θ)² + c at a random θ₀, with its exact slopes."""
    theta = DUALS.moving(rational_number(rng))
    weights = list[Dual]()
    for _ in range(size):
        a, b, c = (DUALS.number(x) for x in (rational_number(rng), rational_number(rng), positive_number(rng)))
        line = a + b * theta
        weights.append(line * line + c)
    total = sum(weights, DUALS.number(0))
    return [DUALS.divide(w, total) for w in weights]


def divergence(p: Member, q: Member) -> Dual:
    """KL(p‖q) with its slope."""
    terms = (a * DUALS.apply("log", DUALS.divide(a, b)) for a, b in zip(p, q, strict=True))
    return sum(terms, DUALS.number(0))


def shannon(p: Member, q: Member) -> Dual:
    """JSD(p, q) with its slope."""
    half = DUALS.number(Fraction(1, 2))
    m = [half * (a + b) for a, b in zip(p, q, strict=True)]
    return half * divergence(p, m) + half * divergence(q, m)


@dataclass(frozen=True)
class Setting:
    """Data p, a member q of a family, and the discriminator at θ₀."""

    p: list[Fraction]
    q: Member

    @property
    def data(self) -> Member:
        """p, which does not move."""
        return [DUALS.number(x) for x in self.p]

    def objective(self, frozen: bool = True) -> Dual:
        """E_{q_θ}[−log D*], D* = p/(p + q_{θ₀}) frozen or moving with θ."""
        q = [DUALS.number(w.a) for w in self.q] if frozen else self.q
        logs = [DUALS.apply("log", DUALS.divide(a, a + b)) for a, b in zip(self.data, q, strict=True)]
        return -sum((w * log for w, log in zip(self.q, logs, strict=True)), DUALS.number(0))

    def claim(self, share: int = 2, swapped: bool = False) -> Dual:
        """KL(q_θ‖p) − share·JSD(p, q_θ)."""
        first = divergence(self.data, self.q) if swapped else divergence(self.q, self.data)
        return first - DUALS.number(share) * shannon(self.data, self.q)


def kl_gradient(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Both gradients on finite families, exactly, by dual numbers over logarithms of primes."""
    drawn = [_setting(rng) for _ in range(round(12 * scale) + 4)]

    def differs(at: Setting, right: Dual, frozen: bool = True, sign: int = 1) -> str | None:
        gap = at.objective(frozen).b - FIELD.number(sign) * right.b
        if not FIELD.sign(gap):
            return None
        return f"p = ({', '.join(map(str, at.p))}), slopes of q {[str(w.b.constant) for w in at.q]}: off by {gap}"

    wrong: list[Control] = [
        rejects("D* not frozen", (differs(at, at.claim(), frozen=False) for at in drawn)),
        rejects("− JSD for − 2·JSD", (differs(at, at.claim(share=1)) for at in drawn)),
        rejects("+ 2·JSD", (differs(at, at.claim(share=-2)) for at in drawn)),
        rejects("KL(p‖q_θ)", (differs(at, at.claim(swapped=True)) for at in drawn)),
        rejects("the direction of descent taken for the gradient", (differs(at, at.claim(), sign=-1) for at in drawn)),
    ]
    detail = f"Both gradients agree, exactly, for {len(drawn)} finite families."
    return [tally(detail, (differs(at, at.claim()) for at in drawn), wrong)]


def _setting(rng: Generator) -> Setting:
    size = int(rng.integers(2, 5))
    return Setting(distribution(rng, size, positive=True), member(rng, size))


CHECKS: Final = with_samples(
    "generator_losses",
    {
        check.__name__: check
        for check in (
            sigmoid_derivative,
            saturating_gradient,
            nonsaturating_gradient,
            vanishing,
            combined,
            kl_gradient,
            label_flip,
        )
    },
)
