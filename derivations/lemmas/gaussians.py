"""Gaussian densities: that they are densities, their moments, and divergences between them.

Everything here only asks the kernel. N(x; m, s²) is the density with mean m and standard deviation s > 0, and
z = (x − m)/s its standard score. A Gaussian with independent coordinates is the product of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations import lemmas
from derivations.data import DataError, exact
from derivations.kernel import Term, Theorem, integrals, lebesgue, logic
from derivations.kernel.densities import KL, absolutely_continuous, finite_kl, normal
from derivations.kernel.formulas import Eq, Product, log, real
from derivations.kernel.formulas import lebesgue as lebesgue_measure
from derivations.kernel.terms import ONE, ZERO, Exact, coerce, lam, num
from derivations.lemmas import finite_sums, named_densities
from derivations.lemmas.expectations import Space
from derivations.lemmas.relative import relative
from derivations.proof import Proof
from derivations.tactics import Facts

x = real("x")
Normal = tuple[Term, Term]  # a mean and a standard deviation


def mean(value: object, name: str) -> Term:
    """A mean: its symbol, or exact data."""
    return real(name) if value is None else num(exact(value, name))


def deviation(value: object, name: str) -> Term:
    """A standard deviation: its symbol, or exact data above 0."""
    found = mean(value, name)
    if found.op == "num" and found.data <= 0:
        raise DataError(f"{name} = {found.data} is not above 0: a standard deviation is needed")
    return found


def normal_density(m: Exact, s: Exact) -> Theorem:
    """0 < s  ⊢  x ↦ N(x; m, s²) is a density on the line; for a numeral s > 0 without hypothesis."""
    positive = ZERO < coerce(s)
    scale = Facts().prove(positive) if coerce(s).op == "num" else logic.assume(positive)
    return named_densities.normal_density(coerce(m), scale)


# Moments
def moments(proof: Proof, m: Term, s: Term, highest: int) -> list[Theorem]:
    """zᵏ·N(x; m, s²) is integrable, and its integral, for k = 0, …, `highest`, where z = (x − m)/s."""
    found = [lebesgue.gaussian_moment(m, s, num(k)) for k in range(highest + 1)]
    return [proof.have(t.conclusion, by=t, because="a moment of the normal distribution") for t in found]


def polynomial(
    space: Space, body: Exact, of: Normal, coefficients: Sequence[Exact], value: Exact, because: str
) -> tuple[Theorem, Theorem]:
    """Body is integrable with this integral, since body = N(x; m, s²)·(c₀ + c₁z + c₂z² + …) with z = (x − m)/s."""
    known = moments(space.proof, *of, len(coefficients) - 1)
    integrable, totals = [logic.left(t) for t in known], [logic.right(t) for t in known]
    exists, total = space.linear(body, [*zip(coefficients, integrable, strict=True)], because=because)
    parts = [(1, total), *zip(coefficients, totals, strict=True)]
    equation = Eq(total.conclusion.args[0], value)
    return exists, space.proof.have(equation, parts=parts, because="insert the moments")


def second_moment(proof: Proof, m: Term, s: Term, a: Term) -> Theorem:
    """∫ N(x; m, s²)·(x − a)² dx = s² + (m − a)², for a known s > 0."""
    body, value = normal(x, m, s) * (x - a) ** 2, s**2 + (m - a) ** 2
    coefficients = [(m - a) ** 2, 2 * s * (m - a), s**2]
    line = Space(proof, lebesgue_measure(), x)
    return polynomial(line, body, (m, s), coefficients, value, "x − a = (m − a) + s·z")[1]


# Divergences
def divergence(proof: Proof, first: Normal, second: Normal) -> tuple[Theorem, Theorem]:
    """KL(N₁‖N₂) is finite, and what it is, for known positive standard deviations."""
    (m_1, s_1), (m_2, s_2), half = first, second, num(Fraction(1, 2))
    over, one, two = lebesgue_measure(), normal(x, *first), normal(x, *second)
    value = log(s_2 / s_1) + (s_1**2 + (m_1 - m_2) ** 2) / (2 * s_2**2) - half
    constant = log(s_2 / s_1) + (m_1 - m_2) ** 2 / (2 * s_2**2)
    coefficients = [constant, s_1 * (m_1 - m_2) / s_2**2, s_1**2 / (2 * s_2**2) - half]
    line, reason = Space(proof, over, x), "log(N₁/N₂) is quadratic in z = (x − μ₁)/σ₁"
    exists, total = polynomial(line, relative(one, two), first, coefficients, value, reason)
    finite = finite_divergence(proof, over, (lam(x, one), lam(x, two)), exists, "N₂ > 0 everywhere")
    goal = Eq(KL(over, lam(x, one), lam(x, two)), value)
    return finite, proof.have(goal, by=total, because="by definition")


def finite_divergence(proof: Proof, over: Term, densities: Normal, exists: Theorem, because: str) -> Theorem:
    """KL(p‖q) < ∞, since p·log(p/q) is integrable and q > 0 is known."""
    p, q = densities
    dominated, goal = absolutely_continuous(over, p, q), finite_kl(over, p, q)
    support = logic.unfold(dominated).conclusion.args[1]
    support = proof.have(support, because=because)
    both = logic.both(lemmas.folded(dominated, support), exists)
    return proof.have(goal, by=lemmas.folded(goal, both), because="by definition")


def product_divergence(
    proof: Proof, at: tuple[Term, Term, Term], factors: Normal, joint: Theorem, signs: Theorem
) -> tuple[Theorem, Theorem]:
    """KL(Πᵢ fᵢ(xᵢ)‖Πᵢ gᵢ(xᵢ)) is finite, and is Σᵢ ∫ fᵢ·log(fᵢ/gᵢ).

    `at` are the point x, the index i and the number of coordinates, `joint` is what independence gives, and `signs` is
    ∀i. i < d ⇒ fᵢ(xᵢ), gᵢ(xᵢ) > 0.
    """
    point, index, count = at
    over, (top, bottom) = lebesgue_measure(count), (Product(f, index, count) for f in factors)
    _, exists, total = lemmas.split(joint)
    law = _logarithm_of_products(index, count, factors, signs)
    *positive, logarithm = lemmas.split(
        proof.have(law.conclusion, by=law, because="the logarithm of a product is a sum")
    )
    every = logic.generalise(point, logic.both(*positive))
    proof.have(every.conclusion, by=every, because="for every x")
    inside = integrals.branch(relative(top, bottom), positive[0])
    same = Eq(relative(top, bottom), top * logarithm.conclusion.args[1])
    same = proof.have(same, parts=[(1, inside), (top, logarithm)], because="Πᵢ fᵢ > 0")
    almost = integrals.almost_everywhere(over, point, (), same)
    both = integrals.linear(over, lam(point, relative(top, bottom)), ((ONE, exists),), almost)
    exists, value = lemmas.split(proof.have(both.conclusion, by=both, because="for every x"))
    p, q = lam(point, top), lam(point, bottom)
    finite = finite_divergence(proof, over, (p, q), exists, "Πᵢ gᵢ > 0")
    goal = Eq(KL(over, p, q), total.conclusion.args[1])
    return finite, proof.have(goal, parts=[(1, value), (1, total)], because="by definition")


def _logarithm_of_products(index: Term, count: Term, factors: Normal, signs: Theorem) -> Theorem:
    """Πᵢ fᵢ, Πᵢ gᵢ > 0 and log(Πᵢ fᵢ/Πᵢ gᵢ) = Σᵢ log(fᵢ/gᵢ)."""
    families = [*zip((finite_sums.a, finite_sums.b), (lam(index, f) for f in factors), strict=True)]
    law = logic.specialise(finite_sums.quotient_of_products(), count)
    return logic.modus_ponens(logic.instantiate(law, tuple(families)), signs)
