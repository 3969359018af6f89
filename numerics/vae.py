"""Evidence for `derivations.vae`: the bound exactly on finite latents, decoders and the change of noise by Arb.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from flint import arb
from numpy.random import Generator

from derivations.kernel.densities import normal
from derivations.kernel.formulas import exp
from derivations.kernel.terms import Term, lam, num
from numerics.duals import Duals
from numerics.exact import rational
from numerics.finite import FIELD, distribution, kl, log, mean, shown, sign
from numerics.gaussians import X, integrated, parameters
from numerics.ledger import with_samples
from numerics.logarithms import Logarithm
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.randomness import positive_number, rational_number
from numerics.vae_decoders import bernoulli_decoder, gaussian_decoder
from numerics.vae_linear_gaussian import linear_gaussian
from numerics.vae_monte_carlo import monte_carlo

if TYPE_CHECKING:
    from derivations.proof import Proof

Weights = Sequence[Fraction]
DUALS: Final = Duals(FIELD)


@dataclass(frozen=True)
class Latent:
    """A finite latent: likelihood p(x|z) and prior p(z), and a q that is positive only where both are."""

    likelihood: list[Fraction]
    prior: list[Fraction]
    q: list[Fraction]

    @property
    def joint(self) -> list[Fraction]:
        """p(x, z)."""
        return [a * b for a, b in zip(self.likelihood, self.prior, strict=True)]

    @property
    def evidence(self) -> Logarithm:
        """log p(x)."""
        return log(sum(self.joint))

    @property
    def posterior(self) -> list[Fraction]:
        """p(z|x), by Bayes' rule."""
        return [a / sum(self.joint) for a in self.joint]

    def elbo(self, q: Weights) -> Logarithm:
        """Σ q log(p(x, z)/q)."""
        return mean(q, lambda i: log(self.joint[i] / q[i]))

    @property
    def reconstruction(self) -> Logarithm:
        """Σ q log p(x|z)."""
        return mean(self.q, lambda i: log(self.likelihood[i]))

    def __str__(self) -> str:
        """Show all three."""
        return shown(likelihood=self.likelihood, prior=self.prior, q=self.q)


_LIKELIHOOD, _PRIOR, _Q = ("1/2", "1/4"), ("1/4", "3/4"), ("1/3", "2/3")
SPECIMEN: Final = Latent(*([Fraction(x) for x in values] for values in (_LIKELIHOOD, _PRIOR, _Q)))  # near its posterior


def latents(rng: Generator, scale: float) -> Iterator[Latent]:
    """One where q is near the posterior, then one where it is the posterior, one where it is the prior, and others."""
    yield SPECIMEN
    for kind in range(round(20 * scale) + 8):
        size = int(rng.integers(2, 5))
        likelihood = [positive_number(rng) for _ in range(size)]
        prior, q = distribution(rng, size, kind == 1), distribution(rng, size)
        if kind > 1 and rng.random() < 0.5:
            likelihood[-1] = Fraction(0)
        one = Latent(likelihood, prior, q)
        if not sum(one.joint):
            continue
        allowed = [a if b else Fraction(0) for a, b in zip(q, one.joint, strict=True)]
        kept = [a / sum(allowed) for a in allowed] if sum(allowed) else one.posterior
        yield Latent(likelihood, prior, one.posterior if kind == 0 else list(prior) if kind == 1 else kept)


def finite(p: Weights, q: Weights) -> Logarithm:
    """KL(p‖q) where it is known to be finite."""
    return mean(p, lambda i: log(p[i] / q[i]))


def nonzero(gap: Logarithm, at: Latent) -> str | None:
    """The latent when two numbers differ."""
    return f"{at}: off by {gap}" if sign(gap) else None


def elbo(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """log p(x) against the sum of both terms, exactly."""
    drawn = list(latents(rng, scale))

    def differs(at: Latent, gap: Logarithm, weight: int = 1) -> str | None:
        return nonzero(at.evidence - at.elbo(at.q) - FIELD.number(weight) * gap, at)

    positive = [at for at in drawn if kl(at.posterior, at.q) is not None]
    wrong = [
        rejects("KL subtracted", (differs(at, finite(at.q, at.posterior), -1) for at in drawn)),
        rejects("KL(p(z|x)‖q)", (differs(at, finite(at.posterior, at.q)) for at in positive)),
        rejects(
            "the joint density, not normalised, for the posterior",
            (differs(at, finite(at.q, at.joint)) for at in drawn),
        ),
        rejects("KL to the prior", (differs(at, finite(at.q, at.prior)) for at in drawn)),
    ]
    detail = f"log p(x) is the ELBO plus the divergence from the posterior, exactly, for {len(drawn)} finite latents."
    return [tally(detail, (differs(at, finite(at.q, at.posterior)) for at in drawn), wrong)]


def elbo_bound(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The bound and its gap, exactly; wrong bounds are exceeded."""
    drawn = list(latents(rng, scale))

    def above(at: Latent, lower: Logarithm, least: int = 0) -> str | None:
        gap = at.evidence - lower
        return f"{at}: log p(x) exceeds the bound by {gap}" if sign(gap) < least else None

    def fails(at: Latent) -> str | None:
        lower = at.reconstruction - finite(at.q, at.prior)
        return above(at, lower) or nonzero(at.evidence - lower - finite(at.q, at.posterior), at)

    wrong = [
        rejects("E_q[log p(x|z)] without the divergence", (above(at, at.reconstruction) for at in drawn)),
        rejects("the divergence added", (above(at, at.reconstruction + finite(at.q, at.prior)) for at in drawn)),
        rejects(
            "log p(x) strictly greater, at the posterior too",
            (above(at, at.reconstruction - finite(at.q, at.prior), 1) for at in drawn),
        ),
        rejects(
            "an upper bound",
            (above(at, at.evidence + at.evidence - at.reconstruction + finite(at.q, at.prior)) for at in drawn),
        ),
    ]
    detail = f"The bound holds and its gap is KL(q‖p(z|x)), exactly, for {len(drawn)} finite latents."
    return [tally(detail, map(fails, drawn), wrong)]


def optimal_posterior(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The ELBO at Bayes' posterior against the ELBO elsewhere, exactly, and the slope of the Lagrangian by duals."""
    drawn = list(latents(rng, scale))

    def beaten(at: Latent, best: Weights) -> str | None:
        gap = at.elbo(best) - at.elbo(at.q)
        wrong = sign(gap) != (list(best) != at.q)
        return f"{at}: q exceeds the candidate by {-gap}" if wrong else None

    def slope(at: tuple[Fraction, Fraction, Fraction], flip: int = 1) -> str | None:
        r, t, lam = at
        moving = DUALS.moving(t)
        lagrangian = moving * DUALS.apply("log", DUALS.divide(DUALS.number(r), moving)) + DUALS.number(lam) * moving
        return nonzero_at(lagrangian.b - log(r / t) + FIELD.number(flip * (1 - lam)), f"r = {r}, q = {t}, λ = {lam}")

    triples = [(positive_number(rng), positive_number(rng), rational_number(rng)) for _ in range(12)]
    flat = [at for at in drawn if all(at.joint)]
    normalised = [(at, [a / sum(at.likelihood) for a in at.likelihood]) for at in flat]
    wrong = [
        rejects("the prior is best", (beaten(at, at.prior) for at in flat)),
        rejects("the likelihood, normalised, is best", (beaten(at, best) for at, best in normalised)),
        rejects(
            "every q has a smaller ELBO", (None if sign(at.evidence - at.elbo(at.q)) > 0 else str(at) for at in drawn)
        ),
        rejects("the slope log(r/q) + 1 − λ", (slope(at, -1) for at in triples)),
    ]
    found = [*(beaten(at, at.posterior) for at in drawn), *map(slope, triples)]
    detail = f"No q has a greater ELBO than the posterior by Bayes' rule, exactly, for {len(drawn)} finite latents."
    return [tally(detail, found, wrong)]


def nonzero_at(gap: Logarithm, text: str) -> str | None:
    """The text when a number is not 0."""
    return f"{text}: off by {gap}" if sign(gap) else None


# The change of noise
@dataclass(frozen=True)
class Smooth:
    """A function, its derivative, and its expectation under N(μ, σ²) with its two derivatives, in closed form."""

    name: str
    value: Callable[[Term], Term]
    slope: Callable[[Term], Term]
    mean: Callable[[Fraction, Fraction], tuple[arb, arb, arb]]


def _cubic(m: Fraction, s: Fraction) -> tuple[arb, arb, arb]:
    values = m**3 + 3 * m * s**2, 3 * m**2 + 3 * s**2, 6 * m * s
    return tuple(arb(rational(v)) for v in values)  # type: ignore[return-value] - three


def _exponential(m: Fraction, s: Fraction) -> tuple[arb, arb, arb]:
    value = arb(rational(m + s**2 / 2)).exp()
    return value, value, value * arb(rational(s))


SMOOTH: Final = (
    Smooth("z³", lambda z: z**3, lambda z: 3 * z**2, _cubic),
    Smooth("e^z", exp, exp, _exponential),
)
NOISE: Final = normal(X, num(0), num(1))


def reparameterisation(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Both integrals and the two expectations of gradients against closed forms; a step has no such gradient."""
    drawn = [(f, *parameters(rng)) for f in SMOOTH for _ in range(round(4 * scale) + 2)]

    def differs(f: Smooth, m: Fraction, s: Fraction, which: int, body: Callable[[Term], Term]) -> str | None:
        found, claim = f.mean(m, s)[which], integrated(NOISE * body(num(m) + num(s) * X))
        text = f"f = {f.name}, μ = {m}, σ = {s}: {found.str(8)}, not {claim.str(8)}"
        return None if found.overlaps(claim) else text

    def fails(f: Smooth, m: Fraction, s: Fraction) -> str | None:
        direct = integrated(normal(X, num(m), num(s)) * f.value(X))
        if not direct.overlaps(f.mean(m, s)[0]):
            return f"f = {f.name}, μ = {m}, σ = {s}: the expectation is {direct.str(8)}"
        return (
            differs(f, m, s, 0, f.value)
            or differs(f, m, s, 1, f.slope)
            or differs(f, m, s, 2, lambda z: X * f.slope(z))
        )

    def squared(f: Smooth, m: Fraction, s: Fraction) -> str | None:
        return differs(f, m, s, 0, lambda _: f.value(num(m) + num(s * s) * X))

    def weighted(f: Smooth, m: Fraction, s: Fraction) -> str | None:
        return differs(f, m, s, 1, lambda z: X * f.value(z))

    wrong = [
        rejects("f(μ + σ²ε)", (squared(*at) for at in drawn)),
        rejects("E[f′] for the derivative in σ", (differs(f, m, s, 2, f.slope) for f, m, s in drawn)),
        rejects("E[ε·f] for the derivative in μ", (weighted(*at) for at in drawn)),
        rejects("the derivative in μ for f = 1{z > 0}, which is not differentiable at 0", map(step, drawn)),
    ]
    detail = f"Integrals over z and over ε, and both gradients, agree with closed forms in {len(drawn)} cases."
    return [tally(detail, (fails(*at) for at in drawn), wrong)]


def step(at: tuple[Smooth, Fraction, Fraction]) -> str | None:
    """P(z > 0) moves with μ, at the rate N(0; μ, σ²), although f′ = 0 wherever it exists."""
    _, m, s = at
    rate = (-arb(rational(m * m / (2 * s * s)))).exp() / ((2 * arb.pi()).sqrt() * arb(rational(s)))
    return f"μ = {m}, σ = {s}: the derivative is {rate.str(8)}, E[f′] is 0" if rate > 0 else None


@prior("vae.reparameterisation")
def short_function(rng: Generator) -> Mapping[str, Any]:
    """A function whose integrals are cheap to enclose."""
    bodies = (X, 1 - X**2, exp(-(X**2)), X**3 - X)
    return {"f": lam(X, bodies[int(rng.integers(len(bodies)))])}


CHECKS: Final = with_samples(
    "vae",
    {
        check.__name__: check
        for check in (
            elbo,
            elbo_bound,
            optimal_posterior,
            reparameterisation,
            monte_carlo,
            gaussian_decoder,
            bernoulli_decoder,
            linear_gaussian,
        )
    },
)
