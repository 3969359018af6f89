"""−g(z) has an even density that g(z) has; not one that is not even, and no other multiple of g(z)."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import normal, pushes_forward
from derivations.kernel.formulas import function, lebesgue, measure, piecewise, point, real
from derivations.kernel.terms import ONE, ZERO, lam
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import facts

mu, w = measure("mu"), point("w")
X, Y, p = function("X"), function("Y"), function("p")
u, m, s = real("u"), real("m"), real("s")
EVEN, SHIFTED = normal(u, ZERO, s), normal(u, m, s)
HALF = piecewise(ZERO <= u, 2 * EVEN, ZERO)


def law(value, density=EVEN, of=p):
    return pushes_forward(mu, of, lam(w, value), lebesgue(), lam(u, density))


def follows(given, goal):
    try:
        found = by_any_way(facts(given, ZERO < s), logic.assume(given), goal)
    except Undecided:
        return False
    return {h.alpha for h in found.hypotheses} <= {given.alpha, (ZERO < s).alpha}


@pytest.mark.parametrize(("old", "new"), [(X(w) - Y(w), Y(w) - X(w)), (X(w), -X(w)), (2 * X(w) + 1, -2 * X(w) - 1)])
def test_the_opposite_has_the_same_even_density(old, new):
    assert follows(law(old), law(new))


WRONG = {
    "another multiple": (law(X(w)), law(-2 * X(w))),
    "another shift": (law(X(w)), law(ONE - X(w))),
    "another function": (law(X(w) - Y(w)), law(X(w) + Y(w))),
    "a density that is not even": (law(X(w), SHIFTED), law(-X(w), SHIFTED)),
    "a density on one side": (law(X(w), HALF), law(-X(w), HALF)),
    "another density": (law(X(w)), law(-X(w), normal(u, ZERO, 2 * s))),
    "of another law": (law(X(w)), law(-X(w), of=Y)),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_follow_is_not_seen_to(name):
    assert not follows(*WRONG[name])
