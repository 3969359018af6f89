"""Ways for absolute values, normal densities and functions of the line: what they prove, and neighbours they do not."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import JSD, KL, density, expectation, finite_kl, normal
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Implies,
    Integral,
    Ne,
    function,
    integrable,
    lebesgue,
    measure,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import REAL, lam, make, num
from derivations.proof import Proof
from numerics.equivalence import implied
from numerics.equivalence_cases import differing
from numerics.equivalence_divergences import divergence
from numerics.equivalence_unified import swapped
from tests.numerics.equivalence_checks import assumed

x, y, a, b, m, s, e, r = map(real, "xyabmser")
E = function("E", REAL, REAL)
LINE = lebesgue()
mu, u = measure("mu"), point("u")
f, g, p, q = map(function, "fgpq")


def follows(statement, variant, *more):
    """Whether the variant is proved from what is assumed."""
    proof = Proof(given=[statement, *more])
    proof.id = "toy.statement"
    theorem = logic.assume(statement)
    for premise in more:
        theorem = logic.weaken(theorem, premise)
    found = implied(proof.conclude(statement, by=theorem), variant)
    assert found is None or found.conclusion.alpha is variant.alpha
    return found is not None


def mean(centre, scale, body):
    return expectation(LINE, lam(x, normal(x, centre, scale)), lam(x, body))


def total(body):
    return Integral(body, u, mu)


def inside(centre, scale, body, condition=None):
    law = normal(x, centre, scale)
    return integrable(piecewise(num(0) < (law if condition is None else condition), law * body, 0), x, LINE)


def critic(bound, sign=1):
    """There is an integrable E with E[E(x)] − E[E(x + gap)] below a bound."""
    p, q = (lam(x, normal(x, centre, s)) for centre in (m, a))
    gap = expectation(LINE, p, E) + sign * expectation(LINE, q, E)
    return Exists(E, And(inside(m, s, E(x)), gap < bound))


NOTHING = Eq(r, r)
LAWS = (num(0) < s, Ne(m, a))
MEASURABLE = tuple(make("measurable", h) for h in (f, g))
EXIST = And(integrable(f(u), u, mu), integrable(g(u) ** 2, u, mu))
THRESHOLD = a**2 / (a**2 + b**2 + 1)
# Each line: what is known, a variant that follows, a neighbour of it that does not, what else is given
CASES = {
    "|u| where it is u or -u": (a / abs(a) * b <= e, a * b / abs(a) <= e, a * b <= e, (Ne(a, num(0)), num(0) < abs(a))),
    "two signs": (NOTHING, num(0) < a / abs(a) * a, num(0) < a / abs(a) * b, (Ne(a, num(0)), num(0) < abs(a))),
    "a square without |u|": (e < (abs(a) - 1) ** 2, e < (a - 1) ** 2, e < (a + 2) ** 2, ()),
    "|u| of a multiple": (NOTHING, Eq(abs(3 * a), 3 * abs(a)), Eq(abs(3 * a), 3 * a), ()),
    "normal and quadratic": (NOTHING, inside(m, s, a + b * x + x**2), inside(m, s, 1 / (1 + x)), LAWS),
    "another condition": (NOTHING, inside(m, s, x, normal(x, a, s**2)), inside(m, s, E(x), normal(x, a, s)), LAWS),
    "a mean": (NOTHING, Eq(mean(m, s, 2 * x + b), 2 * m + b), Eq(mean(m, s, 2 * x + b), m + b), LAWS),
    "a second moment": (NOTHING, Eq(mean(m, s, x**2), m**2 + s**2), Eq(mean(m, s, x**2), m**2 + s), LAWS),
    "means in an inequality": (NOTHING, mean(m, s, x) < mean(m, s**2, x + 1), mean(m, s, x) < mean(a, s, x), LAWS),
    "a slope": (NOTHING, critic(r, -1), Exists(E, And(inside(m, s, E(x)), mean(m, s, E(x)) < mean(m, s, E(x)))), LAWS),
    "a constant": (NOTHING, critic(r), Exists(E, And(inside(m, s, E(x)), num(0) < mean(m, s, -E(x) ** 2))), LAWS),
    "the value for its variable": (
        *(ForAll(s, Implies(num(0) < s, inside(m, t, E(x), normal(x, m, s)))) for t in (s, s**2, s - 1)),
        (),
    ),
    "a greater integrand": (
        integrable(f(u) ** 2 + g(u) ** 2, u, mu),
        *(integrable(body, u, mu) for body in (f(u) ** 2 - g(u) ** 2, f(u) ** 2 - g(u))),
        MEASURABLE,
    ),
    "a smaller integral": (
        And(EXIST, total(f(u)) <= total(g(u) ** 2)),
        *(And(EXIST, total(f(u)) <= total(body)) for body in (2 * g(u) ** 2, g(u) ** 2 / 2)),
        MEASURABLE,
    ),
    "below a threshold": (
        *(Implies(And(num(0) < e, e <= THRESHOLD), known) for known in (Eq(r, r), b < a**2 / e**2, b**2 < a / e)),
        (Ne(a, num(0)),),
    ),
    "a divergence": (
        KL(mu, p, q) <= x,
        *(KL(mu, p, q) <= x + t * KL(mu, p, q) for t in (num(3), num(-3))),
        (density(mu, p), density(mu, q), finite_kl(mu, p, q)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_variant_follows_and_its_neighbour_does_not(name):
    statement, variant, wrong, more = CASES[name]
    assert follows(statement, variant, *more)
    assert not follows(statement, wrong, *more)


def test_without_what_they_need_they_are_silent():
    """A slope of 0, a scale that may be negative, an absolute value of what may be 0."""
    assert not follows(NOTHING, critic(r, -1), num(0) < s)
    assert not follows(NOTHING, inside(m, s, x))
    assert not follows(NOTHING, num(0) < abs(a) * a**2)


def test_the_smallest_parts_that_differ():
    assert [t.alpha for t in differing(a * (b + 1) < e, a * (b + 2) < e)] == [num(1), num(2)]
    assert [t.alpha for t in differing(a + b, b + a)] == [(a + b).alpha, (b + a).alpha]


def test_a_value_in_the_place_of_a_variable_is_found_under_binders():
    old, new = (ForAll(x, normal(x, m, t) < 1) for t in (s, s**2))
    assert [*swapped(old, new)] == [(s, s**2)]
    assert not [*swapped(old, ForAll(x, normal(x, m, x) < 1))]


def test_the_sign_of_a_divergence_needs_densities_and_that_it_is_finite():
    laws = assumed(*(density(mu, law) for law in (p, q)))
    found = divergence(laws, JSD(mu, p, q))
    assert found is not None
    assert found.conclusion.alpha is (num(0) <= JSD(mu, p, q)).alpha
    assert divergence(laws, KL(LINE, *(lam(x, normal(x, centre, s)) for centre in (m, a)))) is None
    for facts, term in ((assumed(), JSD(mu, p, q)), (laws, KL(mu, p, q))):
        with pytest.raises(Undecided):
            divergence(facts, term)
