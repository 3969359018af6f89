"""Integrals over the line and their reflections; a shift is none, and neither is a reflection of a part."""

from derivations.kernel import ProofError, logic
from derivations.kernel.densities import expectation, normal
from derivations.kernel.formulas import Integral, function, integrable, lebesgue, piecewise, real
from derivations.kernel.terms import REAL, ZERO, lam, num
from numerics.equivalence_core import same, transformed
from tests.numerics.equivalence_checks import facts

x, m, s = map(real, "xms")
f, g = (function(name, REAL, REAL) for name in "fg")
LINE, UNIT = lebesgue(), normal(x, ZERO, num(1))


def exists(body):
    return integrable(body, x, LINE)


def follows(old, new):
    """Whether one claim is proved from another one."""
    try:
        found = transformed(facts(old), logic.assume(old), new)
    except ProofError:
        return False
    return found.conclusion.alpha is new.alpha and {h.alpha for h in found.hypotheses} <= {old.alpha}


def equal(old, new, *given):
    """Whether two numbers are proved to be equal."""
    try:
        return same(facts(*given), old, new).conclusion.args[1].alpha is new.alpha
    except ProofError:
        return False


def test_a_reflection_is_integrable_and_a_shift_is_not_seen_to_be():
    there = exists(f(m + s * x) * x**2)
    assert not follows(there, exists(f(m - s * x) * x**3))
    assert not follows(there, exists(f(m - s * x + 1) * x**2))
    assert not follows(exists(f(m + s * x) * g(x)), exists(f(m - s * x) * g(x)))
    assert follows(there, exists(f(m - s * x) * x**2))


def test_its_integral_is_the_same_if_it_exists():
    old, new = Integral(f(x), x, LINE), Integral(f(-x), x, LINE)
    assert not equal(old, Integral(-f(-x), x, LINE), exists(f(x)))
    assert not equal(old, new)
    assert equal(old, new, exists(f(x)))


def test_a_mean_of_a_reflected_standard_normal():
    old, new, shifted = (expectation(LINE, lam(x, UNIT), lam(x, f(u))) for u in (m + s * x, m - s * x, m - s * x + 1))
    there = exists(piecewise(num(0) < UNIT, UNIT * f(m + s * x), 0))
    assert not equal(old, shifted, there)
    assert equal(old, new, there)
