"""An integrable function on a measurable part of ℝⁿ is integrable; on any other part it need not be."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import (
    And,
    ForAll,
    function,
    integrable,
    inv,
    invertible,
    lebesgue,
    matrix,
    measurable,
    measure,
    natural,
    piecewise,
    point,
    real,
    vector,
)
from derivations.kernel.terms import PROP, REAL, ZERO, make
from numerics.equivalence_restricted import restricted
from tests.numerics.equivalence_checks import proved

x, d = real("x"), natural("d")
y, M = vector("y", d), matrix("M", d, d)
h, q, S = function("h", REAL), function("q", REAL), function("S", REAL, PROP)
p, f = function("p", y.sort), function("f", y.sort)
mu, z = measure("mu"), point("z")
KNOWN, MEASURABLE = integrable(h(x), x, lebesgue()), make("measurable", q)
DENSITY = And(invertible(M), make("measurable", p), ForAll(y, ZERO <= p(y)))
GUARDED = integrable(piecewise(ZERO < p(inv(M) * y), p(inv(M) * y) * f(y), ZERO), y, lebesgue(d))


def on(condition, value=None):
    """The function, h if it is not said, is integrable where a condition holds."""
    return integrable(piecewise(condition, h(x) if value is None else value, ZERO), x, lebesgue())


@pytest.mark.parametrize("condition", [x < 1, And(ZERO < q(x), x < 1), q(2 * x) <= q(x)])
def test_a_function_on_a_measurable_part_is_integrable(condition):
    assert proved(on(condition), KNOWN, MEASURABLE)


def test_so_is_one_on_an_unspecified_set_that_is_measurable():
    assert proved(on(S(x)), KNOWN, make("measurable", S))
    assert proved(on(S(x), 3 * h(x)), integrable(3 * h(x), x, lebesgue()), make("measurable", S))


def test_a_set_that_need_not_be_measurable_is_not_enough():
    assert not proved(on(S(x)), KNOWN)
    assert not proved(on(ZERO < q(x)), KNOWN)


def test_nothing_is_said_of_other_functions():
    assert not proved(on(ZERO < q(x), h(x) ** 2), KNOWN, MEASURABLE)
    assert not proved(on(ZERO < q(x), h(2 * x)), KNOWN, MEASURABLE)
    assert not proved(on(ZERO < q(x), q(x) * h(x)), KNOWN, MEASURABLE)
    assert not proved(KNOWN, on(ZERO < q(x)), MEASURABLE)


def test_a_guard_may_be_another_one_on_columns_of_any_size():
    def other(condition):
        return integrable(piecewise(condition, p(inv(M) * y) * f(y), ZERO), y, lebesgue(d))

    assert proved(other(ZERO < p(M * y)), GUARDED, DENSITY)
    assert proved(other(ZERO < p(2 * (inv(M) * y))), GUARDED, DENSITY)
    assert not proved(other(ZERO < p(M * y)), GUARDED)
    assert not proved(other(ZERO < function("g", y.sort)(y)), GUARDED, DENSITY)


def test_the_lemma_is_one_about_lebesgue_measure():
    known, measured = (logic.assume(t) for t in (KNOWN, measurable(S(x), x)))
    found = restricted(known, measured)
    assert {*found.hypotheses} == {known.conclusion, measured.conclusion}
    assert found.conclusion.alpha is on(S(x)).alpha
    general, part = function("g"), function("A", z.sort, PROP)
    with pytest.raises(Undecided):
        restricted(logic.assume(integrable(general(z), z, mu)), logic.assume(measurable(part(z), z)))
