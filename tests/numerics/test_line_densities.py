"""The densities without an entropy: proved, of integral 1, and what is near them is not proved."""

from __future__ import annotations

import pytest
from scipy.integrate import quad

from derivations.functions import compiled
from derivations.kernel import ProofError, logic
from derivations.kernel.densities import density
from derivations.kernel.formulas import And, Eq, ForAll, Implies, lebesgue, log, piecewise, real
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from numerics.line_densities import (
    _by_antiderivative,
    line_densities,
    one_over_logarithm,
    proved_densities,
    steep_start,
)
from numerics.line_places import Proved
from numerics.line_proofs import proved
from numerics.line_totals import with_totals

x = real("x")
INVERSE = 1 - log(x)
START = And(ZERO < x, x <= ONE)
STEEP = steep_start().conclusion.args[1]


def test_they_are_proved_to_be_densities():
    for theorem in proved_densities()[-2:]:
        assert theorem.conclusion.op == "density"
        assert not theorem.hypotheses
        assert proved(theorem.conclusion)
    assert proved_densities()[:-2] == line_densities()


def test_the_integral_up_to_a_place_is_that_of_the_antiderivative():
    values = compiled(apply(STEEP, x))
    found, _ = quad(lambda t: float(values(x=t)), 1e-9, 1, limit=500)
    assert found == pytest.approx(1 - 1 / float(compiled(1 - log(x))(x=1e-9)))


def test_what_is_no_density_is_not_proved_to_be_one():
    """Twice the density, and a start that is not integrable."""
    sign, limit = logic.assume(ZERO < INVERSE), one_over_logarithm()
    for wrong in (2 / (x * INVERSE**2), 1 / (x * INVERSE)):
        assert not proved(density(lebesgue(), lam(x, piecewise(START, wrong, ZERO))))
        with pytest.raises(ProofError, match="the derivative is"):
            _by_antiderivative(START, ONE / INVERSE, wrong, limit, sign)


SIGNS = {
    "1 − log x on (0, 1]": (Implies(START, ZERO < 1 - log(x)), Implies(ZERO < x, ZERO < 1 - log(x))),
    "a quotient": (Implies(START, ZERO < 1 / (2 - log(x))), Implies(START, ZERO < 1 / (log(x) - 2))),
    "not without 1": (Implies(START, ZERO <= 1 - log(x)), Implies(START, ZERO < -log(x))),
    "where the density is positive": (
        Implies(START, ZERO < apply(STEEP, x)),
        Implies(x <= ONE, ZERO < apply(STEEP, x)),
    ),
}


@pytest.mark.parametrize("name", SIGNS)
def test_signs_of_sums_with_logarithms(name):
    right, wrong = (ForAll(x, claim) for claim in SIGNS[name])
    assert proved(right)
    assert not proved(wrong)


def test_integrals_are_inserted_of_what_is_proved_only_and_factors_1_do_not_matter():
    total, plain, half = (make("integral", lebesgue(), lam(x, c * apply(STEEP, x))) for c in (ONE, ONE, ONE / 2))
    assert with_totals(Eq(total, num(3))).args[0] is ONE
    assert with_totals(Eq(plain / ONE, num(3))).args[0] is ONE
    assert with_totals(Eq(half, num(3))).args[0] is not ONE


def test_an_integral_may_exist_without_being_enclosed():
    weight, place = apply(STEEP, x), Proved({})
    known = [make("integrable", lebesgue(), lam(x, body)) for body in (weight, weight * piecewise(START, log(weight)))]
    assert [place.truth(claim) for claim in known] == [True, False]
    assert place.truth(Eq(make("integral", lebesgue(), STEEP), ONE)) is None
