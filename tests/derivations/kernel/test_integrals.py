"""What the rules of the abstract integral derive, and the classical families that they must not take."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq

from derivations.audits.integrals import BUMP, RISING, SPREAD
from derivations.audits.reader import Reader, approached
from derivations.kernel import RULES, Term, Theorem, Undecided, integrals
from derivations.kernel.densities import density, differentiable_under_integral
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Integral,
    Ne,
    Not,
    Product,
    Sum,
    almost,
    counting,
    differentiable,
    exp,
    function,
    infinity,
    integrable,
    lebesgue,
    log,
    measurable,
    measure,
    natural,
    piecewise,
    point,
    real,
    tends,
    vector,
)
from derivations.kernel.terms import NAT, ONE, REAL, SPACE, ZERO, Sort, apply, lam, make, num
from derivations.refuter.evaluate import evaluate, holds

assume = RULES["assume"]
x, y, c, t, s, u = map(real, "xyctsu")
w, k, n, i = point("w"), natural("k"), natural("n"), natural("i")
mu, p, q = measure("mu"), function("p"), function("q")
a = function("a", NAT)
LINE = lebesgue()


def mostly(formula: Term) -> Term:
    return almost(formula, w, mu)


def exists(body: Term) -> Term:
    return integrable(body, w, mu)


def total(body: Term) -> Term:
    return Integral(body, w, mu)


def concludes(theorem: Theorem, wanted: Term) -> bool:
    """Whether a theorem states this, up to the names of bound variables."""
    return theorem.conclusion.alpha is wanted.alpha


def test_a_case_distinction_is_decided_by_its_condition():
    term = piecewise(0 < x, y, c)
    yes, no = RULES["branch"](term, assume(0 < x)), RULES["branch"](term, assume(Not(0 < x)))
    assert (yes.conclusion, no.conclusion) == (Eq(term, y), Eq(term, c))
    assert yes.hypotheses == (0 < x,)


def test_what_follows_at_a_point_follows_almost_everywhere():
    known = assume(mostly(p(w) < q(w)))
    step = RULES["nonneg"](p(w) <= q(w), ((1, (assume(p(w) < q(w)),), ()),), (), ())
    theorem = RULES["almost_everywhere"](mu, w, (known,), step)
    assert theorem.hypotheses == known.hypotheses
    assert theorem.conclusion is mostly(p(w) <= q(w))


def test_hypotheses_about_other_things_stay():
    theorem = RULES["almost_everywhere"](mu, w, (), assume(c < y))
    assert theorem.hypotheses == (c < y,)


def test_the_integral_is_linear():
    body = 2 * p(w) - q(w)
    same = RULES["almost_everywhere"](mu, w, (), RULES["reflexivity"](body))
    parts = ((num(2), assume(make("integrable", mu, p))), (num(-1), assume(make("integrable", mu, q))))
    theorem = RULES["linear"](mu, lam(w, body), parts, same)
    wanted = Eq(total(body), 2 * make("integral", mu, p) - make("integral", mu, q))
    assert concludes(theorem, And(exists(body), wanted))
    assert theorem.hypotheses == (make("integrable", mu, p), make("integrable", mu, q))


def test_a_function_that_vanishes_almost_everywhere_has_the_integral_0():
    theorem = RULES["linear"](mu, p, (), assume(mostly(Eq(p(w), 0))))
    assert concludes(theorem, And(make("integrable", mu, p), Eq(make("integral", mu, p), 0)))


@pytest.mark.parametrize(
    ("coefficients", "wanted"),
    [((), ZERO), ((ONE,), x), ((num(-1),), -x), ((num(3), num(-1)), 3 * x - y), ((ONE, c), x + c * y)],
)
def test_combinations_are_written_with_signs(coefficients, wanted):
    assert integrals.combined(coefficients, (x, y)[: len(coefficients)]) is wanted


def test_integrals_keep_their_order_and_a_vanishing_one_of_a_sign_forces_0():
    below = assume(mostly(p(w) <= q(w)))
    low, high = assume(make("integrable", mu, p)), assume(make("integrable", mu, q))
    order = RULES["integral_order"](below, low, high)
    assert order.conclusion is (make("integral", mu, p) <= make("integral", mu, q))
    sign, zero = assume(mostly(0 <= p(w))), assume(Eq(make("integral", mu, p), 0))
    assert concludes(RULES["integral_zero"](sign, low, zero), mostly(Eq(p(w), 0)))


def test_the_absolute_value_of_an_integrable_function_is_integrable():
    theorem = RULES["absolutely_integrable"](mu, assume(make("integrable", mu, p)))
    assert concludes(theorem, exists(abs(p(w))))
    assert theorem.hypotheses == (make("integrable", mu, p),)


def test_a_measurable_function_between_integrable_ones_is_integrable():
    seen = assume(make("measurable", p))
    bounds = assume(mostly(-q(w) <= p(w))), assume(mostly(p(w) <= q(w)))
    ends = assume(exists(-q(w))), assume(make("integrable", mu, q))
    theorem = RULES["squeezed"](seen, *bounds, *ends)
    assert theorem.conclusion is make("integrable", mu, p)
    assert len(theorem.hypotheses) == 5


@pytest.mark.parametrize(
    ("body", "needed"),
    [
        (p(w) + q(w), {p, q}),
        (piecewise(p(w) < c, log(p(w)), c / q(w)), {p, q}),
        (exp(c) + 2, set()),
        (And(p(w) < c, Eq(p(w), 1)), {p}),
        (function("f", REAL)(p(w)), {p, function("f", REAL)}),
    ],
)
def test_measurability_is_reduced_to_the_unspecified_functions(body, needed):
    theorem = RULES["composed"](measurable(body, w))
    assert set(theorem.hypotheses) == {make("measurable", f) for f in needed}


def test_every_function_of_a_natural_number_is_measurable():
    for f in (a, lam(k, k), function("b", NAT, REAL)):
        assert not RULES["composed"](make("measurable", f)).hypotheses


def test_what_no_rule_takes_apart_becomes_a_hypothesis():
    f = function("f", SPACE, Sort("function", REAL, REAL))
    inner = make("apply", f(w), x)
    assert RULES["composed"](measurable(c + inner, w)).hypotheses == (measurable(inner, w),)
    everywhere = ForAll(x, p(w) < x)
    assert RULES["composed"](measurable(everywhere, w)).hypotheses == (measurable(everywhere, w),)


def test_the_points_of_a_space_need_not_be_told_apart_by_measurable_sets():
    other = point("v")
    assert RULES["composed"](measurable(Eq(w, other), w)).hypotheses == (measurable(Eq(w, other), w),)
    assert not RULES["composed"](measurable(Eq(x, y), x)).hypotheses


def test_integrals_converge_under_an_integrable_bound():
    body = p(w) / (k + 1)
    bound = assume(exists(abs(p(w))))
    below = assume(ForAll(k, And(exists(body), mostly(abs(body) <= abs(p(w))))))
    goes = assume(mostly(tends(body, k, infinity(), 0)))
    theorem = RULES["dominated_convergence"](mu, lam(k, lam(w, body)), lam(w, ZERO), bound, below, goes)
    assert concludes(theorem, And(exists(ZERO), tends(total(body), k, infinity(), total(ZERO))))


def under(family: Term, bound: Term, at: Term, radius: Term) -> Theorem:
    """Differentiation under the integral from assumed premises."""
    near = abs(t - at) < radius
    path = lam(t, make("apply", family(t), w) if family.op == "var" else apply(apply(family, t), w))
    smooth = And(make("differentiable", path, t), abs(make("derivative", path, t)) <= bound)
    each = ForAll(t, Implies(near, make("integrable", mu, apply(family, t))))
    below = mostly(ForAll(t, Implies(near, smooth)))
    return RULES["leibniz"](mu, family, at, radius, assume(exists(bound)), assume(each), assume(below))


def test_differentiation_under_the_integral_needs_a_positive_radius():
    theorem = under(lam(t, lam(w, t * p(w))), abs(p(w)), s, c)
    assert theorem.conclusion is differentiable_under_integral(mu, lam(t, lam(w, t * p(w))), s)
    assert (0 < c) in theorem.hypotheses
    assert (0 < ONE) not in under(lam(t, lam(w, t * p(w))), abs(p(w)), s, ONE).hypotheses


@pytest.mark.parametrize("target", [real("z"), natural("z"), vector("z", 3), vector("z", n), point("z")])
def test_what_holds_on_every_space_holds_on_a_given_one(target):
    theorem = RULES["linear"](mu, p, (), assume(mostly(Eq(p(w), 0))))
    moved = RULES["on_space"](theorem, target)
    f, nu = function("p", target.sort), measure("mu", target.sort)
    assert concludes(moved, And(make("integrable", nu, f), Eq(make("integral", nu, f), 0)))


def test_bound_points_move_too_and_numbers_stay():
    theorem = RULES["generalise"](w, assume(ForAll(w, Eq(p(w), x))))
    moved = RULES["on_space"](theorem, natural("z"))
    assert concludes(moved, ForAll(k, ForAll(k, Eq(function("p", NAT)(k), x))))
    assert x in moved.conclusion.free


def test_below_the_bound_is_almost_everywhere():
    step = RULES["natural_step"](assume(i < n))
    theorem = RULES["sum_almost"](i, n, step)
    assert not theorem.hypotheses
    assert theorem.conclusion is almost(step.conclusion, i, counting(n))
    back = RULES["sum_everywhere"](theorem, assume(k < n))
    assert back.conclusion is apply(lam(i, step.conclusion), k)
    assert back.hypotheses == (k < n,)


def test_finite_sums_exist_and_are_written_out():
    assert RULES["sum_integrable"](n, a).conclusion is make("integrable", counting(n), a)
    assert RULES["sum_of"](Sum(a(i), i, 3)).conclusion.args[1] is a(ZERO) + a(ONE) + a(num(2))
    assert RULES["sum_of"](Sum(a(i), i, 0)).conclusion.args[1] is ZERO
    one_more = RULES["sum_of"](make("integral", counting(n + 1), a)).conclusion
    assert one_more.args[1] is make("integral", counting(n), a) + a(n)


def test_finite_products_are_written_out():
    assert RULES["product_of"](Product(a(i), i, 2)).conclusion.args[1] is a(ZERO) * a(ONE)
    assert RULES["product_of"](Product(a(i), i, 0)).conclusion.args[1] is ONE
    assert RULES["product_of"](make("product", n + 1, a)).conclusion.args[1] is make("product", n, a) * a(n)


# The classical families, by what they are known to be


@pytest.mark.parametrize("body", [BUMP, SPREAD])
@pytest.mark.parametrize("at", [0, 1, 7, 10**6])
def test_the_bumps_have_area_1_and_vanish_in_the_limit(body, at):
    """∫ fₖ = 1 for every k, but fₖ(x) → 0 for every x."""
    assert evaluate(Integral(body, u, LINE), {k: at}) == 1
    for place in map(Fraction, ("-1", "0", "1/1000", "1", "50")):
        assert holds(tends(body, k, infinity(), 0), {u: place}) is True


def test_no_integrable_function_is_above_all_bumps():
    """On (1/(k+2), 1/(k+1)] the bump number k is k + 1 ≥ 1/x − 1, and 1/x has no integral over (0, 1]."""
    for at in range(20):
        inside = (Fraction(1, at + 1) + Fraction(1, at + 2)) / 2
        assert evaluate(BUMP, {u: inside, k: at}) == at + 1 >= 1 / inside - 1
    assert holds(integrable(piecewise(And(0 < u, u <= 1), 1 / u - 1), u, LINE), {}) is False


@pytest.mark.parametrize("at", [Fraction(1), Fraction(-1, 2), Fraction(1, 100), Fraction(3)])
def test_the_integral_of_the_rising_family(at):
    """∫₀¹ t³/(u + t²)² du = t − t³/(1 + t²)."""
    found = evaluate(Integral(RISING, u, LINE), {t: at})
    wanted = at - at**3 / (1 + at**2)
    assert found.overlaps(arb(fmpq(wanted.numerator, wanted.denominator)))
    assert float(found.rad()) < 1e-15


def test_the_rising_family_has_slope_0_in_every_point_and_its_integral_slope_1():
    for place in map(Fraction, ("1/1000", "1/2", "1")):
        assert evaluate(make("derivative", lam(t, RISING), ZERO), {u: place}) == 0
    claim = differentiable_under_integral(LINE, lam(t, lam(u, RISING)), ZERO)
    assert Reader({}).truth(claim) is False


def test_difference_quotients_are_believed_only_where_they_are_clear():
    assert approached(lambda h: h * h + h, Fraction(0), Fraction(1)) is True
    assert approached(lambda h: h * h + h, Fraction(0), Fraction(2)) is False
    assert approached(abs, Fraction(0), Fraction(0)) is False
    assert approached(lambda h: h / 100, Fraction(0), Fraction(0)) is None


@pytest.mark.parametrize(
    "body", [piecewise(And(0 < u, u <= 1), 1 / u), piecewise(1 <= u, 1 / u), ONE + 0 * u, piecewise(0 < u, exp(u))]
)
def test_divergent_integrals_are_not_taken_for_numbers(body):
    assert holds(integrable(body, u, LINE), {}) is False
    premise = assume(measurable(body, u))
    with pytest.raises(Undecided):
        RULES["linear"](LINE, lam(u, body), ((ONE, premise),), assume(almost(Eq(body, body), u, LINE)))


def test_a_step_in_the_parameter_is_no_premise_of_leibniz():
    """1_{x<t}: its derivative in t is 0 for x ≠ t, but its integral over (0, 1) is t."""
    step = lam(t, lam(u, piecewise(And(0 < u, u < 1), piecewise(u < t, 1))))
    half = num(1) / 2
    assert Reader({}).truth(differentiable_under_integral(LINE, step, half)) is False
    near = assume(ForAll(t, Implies(abs(t - half) < half, make("integrable", LINE, apply(step, t)))))
    almost_flat = assume(almost(Implies(Ne(u, half), differentiable(apply(apply(step, t), u), t, half)), u, LINE))
    with pytest.raises(Undecided) as refusal:
        RULES["leibniz"](LINE, step, half, half, assume(integrable(ZERO, u, LINE)), near, almost_flat)
    assert refusal.value.condition == "dominated"


# Theorems from several rules


def test_the_total_mass_of_a_mixture():
    """∫ (p + q)/2 dμ = 1 for densities, on every space, and so for two finite distributions."""
    body = (p(w) + q(w)) / 2
    densities = [RULES["modus_ponens"](RULES["unfold"](density(mu, f)), assume(density(mu, f))) for f in (p, q)]
    tails = [RULES["right"](RULES["right"](d)) for d in densities]
    half = num(1) / 2
    equal = RULES["field"](Eq(body, half * p(w) + half * q(w)))
    same = RULES["almost_everywhere"](mu, w, (), equal)
    linear = RULES["linear"](mu, lam(w, body), tuple((half, RULES["left"](d)) for d in tails), same)
    ones = [RULES["right"](d) for d in tails]
    value = RULES["right"](linear)
    result = RULES["combination"](Eq(total(body), ONE), [(ONE, value, ONE), *((half, one, ONE) for one in ones)], [])
    assert set(result.hypotheses) == {density(mu, p), density(mu, q)}
    finite = RULES["on_space"](result, natural("z"))
    moved = RULES["instantiate"](finite, ((measure("mu", NAT), counting(n)),))
    masses = function("p", NAT), function("q", NAT)
    assert concludes(moved, Eq(Sum((masses[0](i) + masses[1](i)) / 2, i, n), ONE))
    assert holds(moved.conclusion, {n: 2, masses[0]: (Fraction(1, 4), Fraction(3, 4)), masses[1]: (0, 1)}) is True
