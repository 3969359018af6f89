"""An inequality with a parameter, as for 0, and the terms with it by themselves; not where these decide otherwise."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import ForAll, Sum, entry, natural, real, sqnorm, vector
from derivations.kernel.terms import ZERO
from numerics.equivalence_core import transformed
from tests.numerics.equivalence_checks import facts

n, m, i = map(natural, "nmi")
c, s = real("c"), real("s")
w, v, b = vector("w", n), vector("v", n), vector("b", m)
TOTAL = Sum(entry(b, i) ** 3, i, m)


def claim(middle, low=TOTAL, high=TOTAL + 1):
    """low + c‖s·w + (1 − s)·v‖² is at most the mean of the values at the ends."""
    ends = s * (high + c * sqnorm(w)) + (1 - s) * (high + c * sqnorm(v))
    return low + c * sqnorm(middle) <= ends


CONVEX = claim(s * w + (1 - s) * v)
GIVEN = [ZERO <= c, ZERO <= s, s <= 1]


def follows(goal, *given):
    """Whether the goal is seen to follow if the claim holds whenever these premises do."""
    theorem = logic.assume(CONVEX)
    for formula in reversed(GIVEN):
        theorem = logic.discharge(formula, theorem)
    every = logic.assume(ForAll(c, theorem.conclusion))
    known = logic.specialise(every, c)
    for formula in GIVEN:
        known = logic.modus_ponens(known, logic.assume(formula))
    try:
        found = transformed(facts(*given), known, goal)
    except Undecided:
        return False
    return {h.alpha for h in found.hypotheses} <= {every.conclusion.alpha, *(g.alpha for g in given)}


@pytest.mark.parametrize("middle", [s * w - (1 - s) * v, s * w + (s - 1) * v])
def test_a_sign_in_the_terms_with_the_parameter_does_not_matter(middle):
    assert follows(claim(middle), *GIVEN)


WRONG = {
    "a greater column": (claim(s * w + 2 * (1 - s) * v), *GIVEN),
    "a parameter of any sign": (claim(s * w - (1 - s) * v), *GIVEN[1:]),
    "a number beyond 1": (claim(s * w - (1 - s) * v), *GIVEN[:2]),
    "another sum": (claim(s * w - (1 - s) * v, low=2 * TOTAL), *GIVEN),
    "less on the right": (claim(s * w - (1 - s) * v, high=TOTAL - 1), *GIVEN),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_follow_is_not_seen_to(name):
    goal, *given = WRONG[name]
    assert not follows(goal, *given)
