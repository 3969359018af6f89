"""What is integrable for a wide normal law is integrable for a narrow one, and not the other way round."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import density, normal, pushes_forward
from derivations.kernel.formulas import ForAll, Implies, function, integrable, lebesgue, measure, point, real, sqrt
from derivations.kernel.terms import REAL, ZERO, lam, make
from numerics import equivalence_narrower
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import facts

mu, p, w = measure("mu"), function("p"), point("w")
X, Y = function("X"), function("Y")
a, b, x = real("a"), real("b"), real("x")
h, g = function("h", REAL), function("g", REAL)
VARIANCE = a**2 + b**2


def normal_law(image, mean, variance):
    return pushes_forward(mu, p, lam(w, image), lebesgue(), lam(x, normal(x, mean, sqrt(variance))))


def mean_of(image, test=h):
    return integrable(test(image) * p(w), w, mu)


PLAIN = a * X(w) + b * Y(w)
LAW = Implies(VARIANCE > 0, normal_law(PLAIN, ZERO, VARIANCE))
GIVEN = (density(mu, p), make("measurable", h), make("measurable", g))


def follows(goal, known, *given, law=LAW):
    """Whether the one mean exists as the other does, when the law is known for all a and b."""
    every = logic.assume(ForAll(a, ForAll(b, law)))
    here = facts(*given, known)
    here.add(logic.specialise(logic.specialise(every, a), b))
    try:
        found = by_any_way(here, logic.assume(known), goal)
    except Undecided:
        return False
    assert {h_.alpha for h_ in found.hypotheses} <= {f.alpha for f in (*given, known, every.conclusion)}
    return found.conclusion.alpha is goal.alpha


WIDER = {"2a": 2 * (a * X(w)) + b * Y(w), "2b": a * X(w) + 2 * (b * Y(w))}


@pytest.mark.parametrize("name", ["2a", "2b"])
def test_a_narrower_law_has_the_mean_that_a_wider_one_has(name):
    assert follows(mean_of(PLAIN), mean_of(WIDER[name]), *GIVEN)


@pytest.mark.parametrize("name", ["2a", "2b"])
def test_a_wider_law_need_not_have_the_mean_that_a_narrower_one_has(name):
    """exp(x²/4) has a mean for N(0, 1) and none for N(0, 4)."""
    assert not follows(mean_of(WIDER[name]), mean_of(PLAIN), *GIVEN)


def test_the_function_and_its_measurability_count():
    wide = mean_of(WIDER["2a"])
    assert not follows(mean_of(PLAIN), mean_of(WIDER["2a"], g), *GIVEN)
    assert not follows(mean_of(PLAIN), wide, *GIVEN[:1])
    assert not follows(mean_of(PLAIN), wide, *GIVEN[1:])


@pytest.mark.parametrize(
    ("mean", "variance"), [(a, VARIANCE), (ZERO, 1 / VARIANCE), (ZERO, b**2 - a**2)], ids=["moved", "falling", "saddle"]
)
def test_the_law_counts(mean, variance):
    law = Implies(VARIANCE > 0, normal_law(PLAIN, mean, variance))
    assert not follows(mean_of(PLAIN), mean_of(WIDER["2a"]), *GIVEN, law=law)


def test_where_the_premise_of_the_law_fails_the_numbers_have_to_be_equal():
    """For a = 0 > b² − 1 nothing is known of them."""
    law = Implies(VARIANCE > 1, normal_law(PLAIN, ZERO, VARIANCE))
    assert not follows(mean_of(PLAIN), mean_of(WIDER["2a"]), *GIVEN, law=law)


def test_the_comparison_has_no_more_hypotheses():
    found = equivalence_narrower.narrower()
    assert sorted(h_.op for h_ in found.hypotheses) == ["integrable", "le", "lt", "measurable"]
