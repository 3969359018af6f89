"""Variants that hold since something is 0, positive or a multiple; and their neighbours, which do not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.densities import density
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Implies,
    Integral,
    Ne,
    Product,
    exp,
    function,
    integrable,
    matrix,
    measure,
    natural,
    piecewise,
    point,
    real,
    sqnorm,
    vector,
)
from derivations.kernel.terms import NAT, ZERO, make
from derivations.tactics import Facts
from numerics import equivalence  # noqa: F401 - registers the ways
from numerics.equivalence_core import transformed
from numerics.equivalence_signs import signed
from tests.numerics.equivalence_checks import assumed, facts

mu, z, d, i = measure("mu"), point("z"), natural("d"), natural("i")
p, f, g = function("p"), function("f"), function("g")
a, b, s, t, c = map(real, "abstc")
u, v, w = vector("u", d), vector("v", d), vector("w", d)
J, q = matrix("J", d, d), function("q", NAT)
DENSITY = density(mu, p)


def weighed(condition, value):
    return integrable(piecewise(condition, value, 0), z, mu)


def mixed(value):
    return Integral(value * p(z), z, mu)


def norm(x):
    return s * sqnorm(u) + (1 - s) * sqnorm(v) - sqnorm(x)


BETWEEN = (ZERO <= s, s <= 1)
EXISTS = integrable((a * f(z) + g(z)) * p(z), z, mu)
SIZES = (ZERO < t, Ne(a, ZERO))
GIVES = {  # what is given, what is known, a variant that follows and one that does not
    "0 ≤ p for 0 < p": (
        [DENSITY],
        weighed(p(z) > 0, p(z) * f(z)),
        weighed(p(z) >= 0, p(z) * f(z)),
        weighed(p(z) >= 0, f(z)),
    ),
    "a multiple of an integral": (
        [EXISTS],
        Eq(mixed(a * f(z) + g(z)), 0),
        Eq(Integral(2 * ((a * f(z) + g(z)) * p(z)), z, mu), 0),
        Eq(Integral(2 * ((a * f(z) + g(z)) * p(z)), z, mu), 1),
    ),
    "an integrable function for −a": (
        [],
        EXISTS,
        integrable((g(z) - a * f(z)) * p(z), z, mu),
        integrable((g(z) - a * f(z)) * f(z), z, mu),
    ),
    "|su − (1 − s)v|²": (
        BETWEEN,
        ZERO <= norm(s * u + (1 - s) * v),
        ZERO <= norm(s * u - (1 - s) * v),
        ZERO <= norm(u - (1 - s) * v),
    ),
    "the size of an opposite quotient": (
        SIZES,
        Eq(abs(a / abs(a) * (1 - abs(a) / t)), c),
        Eq(abs(a / abs(a) * (abs(a) / t - 1)), c),
        Eq(abs(a / abs(a) * (abs(a) / t + 1)), c),
    ),
    "of every function, so of its opposite": (
        [],
        ForAll(f, c <= (f(z) - b) ** 2),
        ForAll(f, c <= (f(z) + b) ** 2),
        ForAll(f, c <= (f(z) ** 2 - b) ** 2),
    ),
    "a for |a| inside a square": (
        SIZES,
        b <= t * (abs(a) - 1) ** 2 + a * b,
        b <= t * (a - 1) ** 2 + a * b,
        b <= t * (a - 2) ** 2 + a * b,
    ),
}


def follows(given, known, goal):
    granted = facts(*given, known)
    try:
        found = granted.settled(transformed(granted, logic.assume(known), goal))
    except ProofError:
        return False
    return found.conclusion.alpha is goal.alpha and {h.alpha for h in found.hypotheses} <= {
        h.alpha for h in (*given, known)
    }


@pytest.mark.parametrize("name", GIVES)
def test_the_variant_follows_and_its_neighbour_does_not(name):
    given, known, right, wrong = GIVES[name]
    if name == "an integrable function for −a":  # for every a, as in a theorem without hypotheses about it
        rule = logic.assume(ForAll(a, known))
        granted = Facts([rule])
        assert transformed(granted, logic.specialise(rule, a), right).conclusion.alpha is right.alpha
        with pytest.raises(ProofError):
            transformed(granted, logic.specialise(rule, a), wrong)
        return
    assert follows(given, known, right)
    assert not follows(given, known, wrong)


def test_without_a_density_the_border_may_matter():
    assert not follows([], weighed(f(z) > 0, g(z)), weighed(f(z) >= 0, g(z)))


def test_a_product_of_positive_factors_and_what_equals_it_are_positive():
    total = Product(exp(q(i)), i, d)
    equal = assumed(Eq(make("det", J), total))
    for term in (total, make("det", J)):
        assert sign_of(equal, term) == (ZERO < term)
    assert sign_of(equal, Product(q(i), i, d)) is None
    below = assumed(ForAll(i, Implies(i < d, q(i) > 0)))
    assert sign_of(below, Product(q(i), i, d)) == (ZERO < Product(q(i), i, d))


def sign_of(known, term):
    found = signed(known, term)
    return None if found is None else found.conclusion
