"""How many numbers below n have a property: variants that follow are proved, their false neighbours are not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Or,
    Sum,
    function,
    natural,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import NAT, PROP, SPACE, ZERO, make
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import transformed
from tests.numerics.equivalence_checks import assumed

i, j, k, m = map(natural, "ijkm")
c, u = real("c"), point("u")
x, g, D = function("x", NAT, SPACE), function("g", NAT, SPACE), function("D", SPACE, PROP)
h = function("h", NAT, SPACE)


def copies(at):
    """How often x(at) is generated."""
    return Sum(piecewise(Eq(g(j), x(at)), 1, 0), j, m)


def once(below):
    """Each image is generated exactly once, by a number below this one."""
    only = ForAll(k, Implies(And(k < m, Eq(g(k), x(i))), Eq(k, j)))
    return ForAll(i, Implies(i < m, Exists(j, And(j < below, And(Eq(g(j), x(i)), only)))))


def among(last):
    """Every generated image is genuine."""
    return ForAll(j, Implies(j < m, Exists(i, And(last, Eq(g(j), x(i))))))


ALL = ForAll(i, Implies(i < m, Eq(copies(i), 1)))
FOOLED = ForAll(j, Implies(j < m, D(h(j))))
VARIANTS = {
    "more among which the generated ones are": (
        Iff(ALL, And(among(i < m), once(m))),
        Iff(ALL, And(among(i <= m), once(m))),
        Iff(ALL, And(among(m < i), once(m))),
    ),
    "a count turned round": (
        m - copies(ZERO) <= 2 * m,
        copies(ZERO) - m <= 2 * m,
        m + copies(ZERO) <= m,
    ),
    "one that always repeats itself": (
        Implies(Exists(u, D(u)), Exists(h, FOOLED)),
        Implies(Exists(u, D(u)), Exists(h, ForAll(j, Implies(m < j, D(h(j)))))),
        Implies(Exists(u, Or(D(u), c > 0)), Exists(h, FOOLED)),
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_counted(name):
    old, right, wrong = VARIANTS[name]
    given, known = assumed(old), logic.assume(old)
    found = transformed(given, known, right)
    assert found.conclusion.alpha is right.alpha
    assert {t.alpha for t in found.hypotheses} <= {old.alpha}
    with pytest.raises(ProofError):
        transformed(given, known, wrong)


def test_a_predicate_that_is_a_variable_is_said_nothing_of():
    every = make("forall", function("P", NAT, PROP))
    with pytest.raises(ProofError):
        transformed(assumed(), logic.truth(), every)
