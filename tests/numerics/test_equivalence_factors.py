"""Where a product of nonnegative factors is positive its factors are, so that logarithms are taken apart there."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.densities import density
from derivations.kernel.formulas import (
    ForAll,
    Implies,
    almost,
    exp,
    function,
    integrable,
    log,
    measure,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import SPACE
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import transformed
from numerics.equivalence_factors import with_factors
from tests.numerics.equivalence_checks import facts

mu, z, c = measure("mu"), point("z"), real("c")
g, p, q = (function(name, SPACE) for name in ("g", "p", "q"))
NONNEGATIVE = (ForAll(z, g(z) >= 0), ForAll(z, p(z) >= 0))
SUPPORT = almost(Implies(q(z) > 0, g(z) * p(z) > 0), z, mu)


def weighed(inside, weight=1):
    """Integrable q·log(inside), where q is positive."""
    return integrable(piecewise(q(z) > 0, weight * (q(z) * log(inside)), 0), z, mu)


TRUE = {
    "twice as much in the logarithm": (weighed(g(z) * p(z) / q(z)), weighed(2 * (g(z) * p(z)) / q(z))),
    "half as much": (weighed(g(z) * p(z) / q(z)), weighed(g(z) * p(z) / (2 * q(z)))),
    "less by a factor": (weighed(2 * (g(z) * p(z))), weighed(g(z) * p(z))),
    "a number times what is integrable": (
        integrable(g(z) * p(z), z, mu),
        integrable(exp(1 - c) * (g(z) * p(z)), z, mu),
    ),
    "another number times it": (integrable(g(z) * p(z), z, mu), integrable(c * g(z) * p(z), z, mu)),
}
FALSE = {
    "a factor that is no number": (weighed(g(z) * p(z) / q(z)), weighed(g(z) * p(z))),
    "a square in the logarithm": (weighed(g(z) * p(z)), weighed(g(z) * p(z) ** 2)),
    "times a function": (integrable(g(z) * p(z), z, mu), integrable(q(z) * (g(z) * p(z)), z, mu)),
    "a number beside it": (integrable(g(z) * p(z), z, mu), integrable(c + g(z) * p(z), z, mu)),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_integrable_with_it(name):
    given, goal = TRUE[name]
    known = facts(*NONNEGATIVE, SUPPORT, density(mu, q), given)
    found = transformed(known, logic.assume(given), goal)
    assert found.conclusion.alpha is goal.alpha
    allowed = {t.alpha for t in (*NONNEGATIVE, SUPPORT, density(mu, q), given)}
    assert {h.alpha for h in known.settled(found).hypotheses} <= allowed


@pytest.mark.parametrize("name", FALSE)
def test_what_need_not_be(name):
    given, goal = FALSE[name]
    with pytest.raises(ProofError):
        transformed(facts(*NONNEGATIVE, SUPPORT, density(mu, q), given), logic.assume(given), goal)


def test_without_a_density_the_shift_need_not_be_integrable():
    given, goal = TRUE["half as much"]
    with pytest.raises(ProofError):
        transformed(facts(*NONNEGATIVE, SUPPORT, given), logic.assume(given), goal)


def test_factors_of_a_product_are_positive_only_if_they_are_not_negative():
    both, one = (with_factors(facts(*signs, SUPPORT), mu) for signs in (NONNEGATIVE, NONNEGATIVE[:1]))
    wanted = [almost(Implies(q(z) > 0, f(z) > 0), z, mu) for f in (g, p)]
    assert [both.look_up(w) is not None for w in wanted] == [True, True]
    assert [one.look_up(w) is not None for w in wanted] == [True, False]
