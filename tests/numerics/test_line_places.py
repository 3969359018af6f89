"""Points on the line given in writing: densities proved, premises proved or enclosed, and nothing more than that."""

from __future__ import annotations

from fractions import Fraction

import pytest
from scipy.integrate import quad

from derivations.functions import compiled
from derivations.kernel import ProofError, limits
from derivations.kernel.densities import density, finite_kl, normal, same_almost_everywhere
from derivations.kernel.formulas import (
    And,
    ForAll,
    Iff,
    Implies,
    above,
    almost,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    measure,
    piecewise,
    point,
    real,
    tends,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, num
from numerics.line_densities import _by_antiderivative, half_open, heavy_tail, line_densities, vanishing_start
from numerics.line_places import Proved, line_places
from numerics.line_proofs import complemented, proved
from numerics.places import Drawn
from numerics.truth import decide

x, y = real("x"), real("y")
mu, p, q = measure("mu"), function("p"), function("q")
START = And(ZERO < x, x <= ONE)


def term(theorem):
    return theorem.conclusion.args[1]


@pytest.mark.parametrize("number", range(len(line_densities())))
def test_each_density_is_proved_and_has_integral_1_by_quadrature(number):
    theorem = line_densities()[number]
    assert theorem.conclusion.op == "density"
    assert not theorem.hypotheses
    values = compiled(apply(term(theorem), x))
    total = sum(quad(lambda t: float(values(x=t)), a, b)[0] for a, b in ((-60, 0), (0, 1), (1, 40), (40, 4e4)))
    assert total == pytest.approx(1, abs=1e-4)


def test_what_is_no_density_is_not_proved_to_be_one():
    """The antiderivative of something else, and one that does not reach 1."""
    limit = limits.continuity(tends(x, x, above(ZERO), ZERO), ())
    with pytest.raises(ProofError):
        _by_antiderivative(START, x, x, limit)
    with pytest.raises(ProofError):
        _by_antiderivative(START, 2 * x, num(2), limits.continuity(tends(2 * x, x, above(ZERO), ZERO), ()))
    assert not proved(density(lebesgue(), lam(x, piecewise(START, num(2)))))


PROVED = {
    "a share lies between 0 and 1": (
        ForAll(x, And(ZERO < 1 / (1 + exp(-x)), 1 / (1 + exp(-x)) < 1)),
        ForAll(x, And(ZERO < 1 / (1 + exp(-x)), 1 / (1 + exp(-x)) < num(Fraction(1, 2)))),
    ),
    "one support in another": (
        almost(Implies(apply(term(half_open()), x) > 0, apply(term(vanishing_start()), x) > 0), x, lebesgue()),
        almost(Implies(apply(term(half_open()), x) > 0, apply(term(heavy_tail()), x) > 0), x, lebesgue()),
    ),
    "an exponential of something negative": (ForAll(x, exp(-exp(x)) < 1), ForAll(x, exp(exp(-x) - 1) < 1)),
    "opposite differences": (
        ForAll(x, ForAll(y, abs(-x - -y) <= abs(x - y))),
        ForAll(x, ForAll(y, abs(-x - -y) < abs(x - y))),
    ),
    "two variables": (ForAll(x, ForAll(y, abs(x - y) <= abs(x - y))), ForAll(x, ForAll(y, abs(x + y) <= abs(x - y)))),
}


@pytest.mark.parametrize("name", PROVED)
def test_a_true_formula_is_proved_and_a_false_neighbour_is_not(name):
    right, wrong = PROVED[name]
    assert proved(right)
    assert not proved(wrong)


def at(first, second):
    return Proved({mu: lebesgue(), p: term(first), q: term(second)})


def test_a_divergence_may_be_infinite_one_way_only():
    place = at(half_open(), vanishing_start())
    assert place.truth(finite_kl(mu, p, q)) is False
    assert place.truth(finite_kl(mu, q, p)) is True
    assert place.truth(Iff(finite_kl(mu, p, q), finite_kl(mu, q, p))) is False


def test_supports_that_do_not_fit_are_not_taken_to_fit():
    assert at(half_open(), heavy_tail()).truth(finite_kl(mu, p, q)) is not True
    assert at(half_open(), heavy_tail()).truth(density(mu, p)) is True


def test_places_meet_what_was_asked_and_there_are_none_for_the_impossible():
    given = (density(mu, p), density(mu, q), finite_kl(mu, p, q))
    places = [place for place, _ in zip(line_places(given, (mu, p, q)), range(5), strict=False)]
    assert len(places) == 5
    assert all(place.truth(g) is True for place in places for g in given)
    assert not list(line_places((*given, ONE < ZERO), (mu, p, q)))


def test_no_points_for_what_is_not_about_the_line():
    assert not list(line_places((x > 0,), (x,)))


def test_a_complement_is_the_same_number():
    a, b = 1 + exp(x), 3 + x**2
    for given in (1 - a / (a + b), 1 / (1 - a / (a + b)), log(1 - 1 / (1 + exp(-x)))):
        old, new = (compiled(t) for t in (given, complemented(given)))
        assert complemented(given) is not given
        assert float(old(x=0.3)) == pytest.approx(float(new(x=0.3)))


@pytest.mark.parametrize("other", [2 - x / (x + y), 1 - x / (y + y), 1 + x / (x + y), x / (x + y)])
def test_what_is_no_complement_stays(other):
    assert complemented(other) is other


def test_the_logarithm_of_an_exponential_is_its_exponent():
    """log e^(−e^(x²)) against a bell: infinite; log e^(−x²) against it: finite."""
    bell = exp(-(x**2) / 2)
    for exponent, finite in ((-exp(x**2), False), (-(x**2), True), (-exp(x), True)):
        assert decide(integrable(bell * log(exp(exponent) / (1 + x**2)), x, lebesgue()), {}).value is finite


def test_a_complement_of_a_complement_is_the_number_itself():
    assert complemented(1 - (1 - exp(x))).alpha is exp(x).alpha
    assert complemented(2 - (1 - exp(x))).alpha is not exp(x).alpha


def test_only_functions_that_meet_what_is_said_of_them_are_tried():
    discriminator = function("D")
    inside = ForAll(point("u"), And(discriminator(point("u")) > 0, discriminator(point("u")) < 1))
    found = [*line_places([density(mu, p), inside], [mu, p, discriminator])]
    shapes = {place.point[discriminator] for place in found}
    assert found
    assert all(proved(ForAll(x, And(0 < apply(t, x), apply(t, x) < 1))) for t in shapes)
    tiny = lam(x, 1 / (1 + exp(-exp(x**2))))
    assert any(t.alpha is tiny.alpha for t in shapes)


def test_two_laws_are_seen_to_differ_on_an_interval_and_equal_ones_are_not():
    law, other = (lam(x, normal(x, num(m), num(1))) for m in (0, 1))
    assert Drawn({}).truth(same_almost_everywhere(lebesgue(), law, other)) is False
    assert Drawn({}).truth(same_almost_everywhere(lebesgue(), law, law)) is None
