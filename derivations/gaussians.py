"""Gaussian densities on the line: that they are densities, their moments, and integrals of polynomials against them.

Everything here only asks the kernel. N(x; m, s²) is the density with mean m and standard deviation s > 0, and
z = (x − m)/s its standard score.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations import substitutions
from derivations.data import DataError, exact
from derivations.expectations import Space
from derivations.kernel import Term, Theorem, lebesgue, logic
from derivations.kernel.densities import normal
from derivations.kernel.formulas import Eq, real
from derivations.kernel.formulas import lebesgue as lebesgue_measure
from derivations.kernel.terms import ZERO, Exact, num
from derivations.proof import Proof


def mean(value: object, name: str) -> Term:
    """A mean: its symbol, or exact data."""
    return real(name) if value is None else num(exact(value, name))


def deviation(value: object, name: str) -> Term:
    """A standard deviation: its symbol, or exact data above 0."""
    found = mean(value, name)
    if found.op == "num" and found.data <= 0:
        raise DataError(f"{name} = {found.data} is not above 0: a standard deviation is needed")
    return found


def normal_density(m: Exact, s: Term) -> Theorem:
    """0 < s  ⊢  x ↦ N(x; m, s²) is a density on the line."""
    return substitutions.normal_density(num(m) if not isinstance(m, Term) else m, logic.assume(ZERO < s))


def moments(proof: Proof, m: Term, s: Term, highest: int) -> list[Theorem]:
    """zᵏ·N(x; m, s²) is integrable, and its integral, for k = 0, …, `highest`, where z = (x − m)/s."""
    found = [lebesgue.gaussian_moment(m, s, num(k)) for k in range(highest + 1)]
    reason = "a moment of the normal distribution"
    return [proof.have(t.conclusion, by=t, because=reason) for t in found]


def polynomial(
    space: Space, body: Exact, m: Term, s: Term, coefficients: Sequence[Exact], value: Exact, because: str
) -> tuple[Theorem, Theorem]:
    """Body is integrable with this integral, since body = N(x; m, s²)·(c₀ + c₁z + c₂z² + …) with z = (x − m)/s."""
    known = moments(space.proof, m, s, len(coefficients) - 1)
    integrable, totals = [logic.left(t) for t in known], [logic.right(t) for t in known]
    exists, total = space.linear(body, [*zip(coefficients, integrable, strict=True)], because=because)
    parts = [(1, total), *zip(coefficients, totals, strict=True)]
    equation = Eq(total.conclusion.args[0], value)
    return exists, space.proof.have(equation, parts=parts, because="insert the moments 1, 0 and 1")


def second_moment(proof: Proof, m: Term, s: Term, a: Term) -> Theorem:
    """∫ N(x; m, s²)·(x − a)² dx = s² + (m − a)², for a known s > 0."""
    x = real("x")
    line = Space(proof, lebesgue_measure(), x)
    body = normal(x, m, s) * (x - a) ** 2
    coefficients = [(m - a) ** 2, 2 * s * (m - a), s**2]
    return polynomial(line, body, m, s, coefficients, s**2 + (m - a) ** 2, "x − a = (m − a) + s·z")[1]
