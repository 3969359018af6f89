"""What the defined constants of the theory of densities say, at points where that is known otherwise."""

from __future__ import annotations

from fractions import Fraction
from math import exp as expf
from math import log as logf
from math import sqrt as sqrtf

import pytest

from derivations.audits.reader import Reader
from derivations.counterexample import find
from derivations.kernel import RULES, IllFormed, Term, densities, random_vectors
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    entropy,
    expectation,
    finite_kl,
    mixture,
    normal,
    pushes_forward,
    same_almost_everywhere,
    sigmoid,
)
from derivations.kernel.display import opened
from derivations.kernel.formulas import (
    DEFINITIONS,
    And,
    Eq,
    ForAll,
    Implies,
    Not,
    counting,
    exp,
    function,
    integrable,
    lebesgue,
    matrix,
    measure,
    natural,
    piecewise,
    point,
    real,
    unfolding,
    vector,
)
from derivations.kernel.terms import ONE, REAL, SPACE, ZERO, apply, lam, make, matrix_sort, num
from derivations.refuter.evaluate import evaluate, holds

x, m, s, t = map(real, "xmst")
w, i, n = point("w"), natural("i"), natural("n")
mu, nu = measure("mu"), measure("nu", REAL)
p, q, f = map(function, "pqf")
g, r = function("g", SPACE, REAL), function("r", REAL)
family = function("family", REAL, p.sort)
UNIT = lam(x, piecewise(And(0 < x, x <= 1), 1))
LINE = lebesgue()

MASS, IDLE = (Fraction(1), Fraction(2), Fraction(0)), Fraction(-7)
P = (Fraction(1, 2), Fraction(1, 4), IDLE)
Q = (Fraction(1), Fraction(0), Fraction(3))
R = (Fraction(1, 3), Fraction(1, 3), Fraction(0))
FIRST = {mu: MASS, p: P, q: R}


def known(term: Term, at: dict[Term, object]) -> float:
    """Its value as its meaning says: a float."""
    found = evaluate(unfolding(term), at)
    return float(found) if isinstance(found, Fraction) else float(found.mid())


@pytest.mark.parametrize(
    ("term", "wanted"),
    [
        (KL(mu, p, q), 0.5 * logf(1.5) + 0.5 * logf(0.75)),
        (KL(mu, q, p), logf(2 / 3) / 3 + 2 * logf(4 / 3) / 3),
        (entropy(mu, p), 0.5 * logf(2) + 0.5 * logf(4)),
        (expectation(mu, p, q), 1 / 3),
        (JSD(mu, p, q), 0.5 * (0.5 * logf(6 / 5) + 0.5 * logf(6 / 7)) + 0.5 * (logf(4 / 5) / 3 + 2 * logf(8 / 7) / 3)),
    ],
)
def test_values_on_two_points_and_a_null_point(term, wanted):
    """The null point has a negative 'density', which does no harm."""
    assert known(term, FIRST) == pytest.approx(wanted, abs=1e-14)


@pytest.mark.parametrize(
    ("term", "at", "wanted"),
    [
        (normal(x, m, s), {x: 1, m: 0, s: 2}, expf(-1 / 8) / (2 * sqrtf(2 * 3.141592653589793))),
        (sigmoid(x), {x: 1}, 1 / (1 + expf(-1))),
        (KL(LINE, lam(x, normal(x, num(0), num(1))), lam(x, normal(x, num(1), num(1)))), {}, 0.5),
        (entropy(LINE, UNIT), {}, 0),
        (entropy(counting(3), lam(i, num(1) / 3)), {}, logf(3)),
        (JSD(counting(2), lam(i, piecewise(i < 1, 1)), lam(i, piecewise(i < 1, 0, 1))), {}, logf(2)),
        (KL(counting(2), lam(i, piecewise(i < 1, 1)), lam(i, num(1) / 2)), {}, logf(2)),
    ],
)
def test_values_that_are_known(term, at, wanted):
    assert known(term, at) == pytest.approx(wanted, abs=1e-12)
    assert holds(Eq(term, unfolding(term)), at) is not False


def test_an_undefined_logarithm_where_there_is_no_mass_does_no_harm():
    """p = (1, 0), q = (1, 0): 0·log(0/0) never arises."""
    at = {mu: (1, 1), p: (1, 0), q: (1, 0)}
    for term in (KL(mu, p, q), entropy(mu, p), JSD(mu, p, q)):
        assert known(term, at) == 0


@pytest.mark.parametrize(
    ("formula", "at", "wanted"),
    [
        (density(mu, p), {mu: (1, 2, 0), p: P}, False),  # negative at a null point
        (density(mu, p), {mu: (1, 2, 0), p: (*P[:2], Fraction(9))}, True),
        (density(mu, p), {mu: (1, 2, 0), p: R}, True),
        (density(mu, p), {mu: (1, 1), p: (Fraction(1, 2), Fraction(1, 4))}, False),
        (density(LINE, UNIT), {}, True),
        (density(LINE, lam(x, 2 * apply(UNIT, x))), {}, False),
        (absolutely_continuous(mu, p, q), {mu: (1, 1), p: (1, 0), q: (1, 0)}, True),
        (absolutely_continuous(mu, p, q), {mu: (1, 1), p: (1, 1), q: (1, 0)}, False),
        (absolutely_continuous(mu, p, q), {mu: (1, 0), p: (1, 1), q: (1, 0)}, True),
        (same_almost_everywhere(mu, p, q), {mu: (1, 0), p: (1, 1), q: (1, 5)}, True),
        (same_almost_everywhere(mu, p, q), {mu: (1, 1), p: (1, 1), q: (1, 5)}, False),
        (finite_kl(mu, p, q), {mu: (1, 1), p: (1, 1), q: (1, 0)}, False),
        (finite_kl(mu, p, q), {mu: (1, 1), p: (1, 0), q: (1, 0)}, True),
        (finite_kl(LINE, UNIT, lam(x, piecewise(And(0 < x, x <= 2), num(1) / 2))), {}, True),
        (finite_kl(LINE, lam(x, piecewise(And(0 < x, x <= 2), num(1) / 2)), UNIT), {}, False),
        (finite_kl(LINE, lam(x, num(1)), lam(x, exp(num(1)))), {}, False),  # minus infinity
    ],
)
def test_predicates_say_what_their_meaning_says(formula, at, wanted):
    assert holds(formula, at) is wanted
    assert holds(unfolding(formula), at) is wanted


def test_a_push_forward_asks_for_every_test_function():
    """Two of three points of mass go to one."""
    at = {mu: (1, 1, 1), p: (Fraction(1, 4),) * 2 + (Fraction(1, 2),)}
    image = function("image", SPACE, SPACE)
    goes = pushes_forward(mu, p, image, mu, q)
    assert holds(goes, {**at, image: (0, 0, 1), q: (Fraction(1, 2), Fraction(1, 2), 0)}) is True
    assert holds(goes, {**at, image: (0, 0, 1), q: (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))}) is False


def test_a_push_forward_instantiated_at_a_test_function_is_refuted_where_it_fails():
    """The meaning itself, specialised: E[h(g(z))] = ∫ h·q for one h."""
    claim = unfolding(pushes_forward(mu, p, g, nu, r)).args[1]
    h = lam(x, piecewise(x < 1, 1))
    equation = apply(claim.args[0], h).args[1].args[1]
    half = {mu: (1, 1), p: (Fraction(1, 2),) * 2, g: (Fraction(0), Fraction(3, 2)), nu: lebesgue()}
    uniform, other = (lam(x, piecewise(And(0 < x, x <= c), 1 / num(c))) for c in (2, 4))
    assert holds(equation, {**half, r: uniform}) is True
    assert holds(equation, {**half, r: other}) is False


def test_differentiation_under_the_integral_is_read_from_the_values():
    claim = differentiable_under_integral(mu, family, s)
    at = {mu: (1, 1), s: Fraction(0)}
    assert Reader({**at, family: (lam(t, t**2), lam(t, 3 * t))}).truth(claim) is True
    assert Reader({**at, family: (lam(t, t**2), lam(t, abs(t)))}).truth(claim) is False


def test_what_has_no_integral_is_not_differentiated_under_it():
    """t·1 over the line: the integral of 0 exists at t = 0, that of its derivative 1 does not."""
    constants = lam(t, lam(x, t + 0 * x))
    bounded = lam(t, lam(x, t * apply(UNIT, x)))
    for at in (ZERO, ONE):
        assert Reader({}).truth(differentiable_under_integral(LINE, constants, at)) is False
        assert Reader({}).truth(differentiable_under_integral(LINE, bounded, at)) is True


def test_the_mixture_is_half_of_each():
    assert apply(mixture(mu, p, q), w) is (p(w) + q(w)) / 2


def test_a_defined_number_unfolds_to_an_equation_and_a_predicate_to_an_equivalence():
    for term in (KL(mu, p, q), JSD(mu, p, q), entropy(mu, p), expectation(mu, p, f), normal(x, m, s), sigmoid(x)):
        assert RULES["unfold"](term).conclusion is Eq(term, unfolding(term))
    for formula in (density(mu, p), finite_kl(mu, p, q), pushes_forward(mu, p, g, nu, r)):
        assert RULES["unfold"](formula).conclusion is make("iff", formula, unfolding(formula))


def test_a_definition_under_a_binder_means_nothing_yet():
    inner = lam(x, normal(x, m, s)).args[0]
    assert inner.loose == 1
    assert unfolding(inner) is None


def test_bound_names_of_a_definition_do_not_capture_its_arguments():
    """The point of the integral is not the x of the arguments."""
    shifted = lam(real("y"), normal(real("y"), x, s))
    assert x in unfolding(entropy(LINE, shifted)).free
    assert holds(density(LINE, shifted), {x: 3, s: 2}) is True


@pytest.mark.parametrize("build", [lambda: density(p, p), lambda: KL(x, p, q), lambda: entropy(w, p)], ids="pxw")
def test_a_density_needs_a_measure(build):
    with pytest.raises(IllFormed):
        build()


# Definitions guard themselves


def _core(condition: Term, guards: set[Term]) -> tuple[Term, set[Term]]:
    """What a condition asks for in the end, and under what."""
    if condition.op == "implies":
        return _core(condition.args[1], guards | _parts(condition.args[0]))
    if condition.op == "forall":
        return _core(opened(condition.args[0], None)[1], guards)
    return condition, guards


def _parts(formula: Term) -> set[Term]:
    """A formula and, of a conjunction, all that it is made of."""
    inside = formula.args if formula.op == "and" else ()
    return {formula.alpha}.union(*map(_parts, inside))


n = natural("n")
X = function("X", SPACE, matrix_sort(n, 1))
INSTANCES = (
    density(mu, p),
    absolutely_continuous(mu, p, q),
    same_almost_everywhere(mu, p, q),
    finite_kl(mu, p, q),
    pushes_forward(mu, p, g, nu, r),
    differentiable_under_integral(mu, family, s),
    random_vectors.independent(mu, p, X, function("Y", SPACE, REAL)),
    random_vectors.mean_and_covariance(mu, p, X, vector("m", n), matrix("S", n, n)),
)
u = real("u")
h = function("h", REAL)
SEEN_OTHERWISE = {
    integrable(h(u) * r(u), u, nu).alpha,  # h is measurable with values in [0, 1], and r is integrable
}


def test_every_predicate_about_measures_is_among_the_instances():
    homes = (densities.__name__, random_vectors.__name__)
    own = {name for name, meaning in DEFINITIONS.items() if meaning.__module__ in homes}
    assert {formula.op for formula in INSTANCES} == own - NUMBERS


NUMBERS = {"expectation", "KL", "JSD", "entropy", "normal", "multivariate_normal", "sigmoid"}


@pytest.mark.parametrize("formula", INSTANCES, ids=lambda f: f.op)
def test_definitions_say_that_what_they_mention_exists(formula):
    """Publication does not look into predicates: each must say itself that its integrals and derivatives exist."""
    for condition in conditions(unfolding(formula)):
        core, guards = _core(condition, set())
        if core.alpha not in guards and core.alpha not in SEEN_OTHERWISE:
            assert core.op == "almost", condition
            assert find(condition) is None, condition


def test_a_missing_guard_is_noticed():
    """KL(p‖q) < 1, with nothing about its existence."""
    wanted = conditions(KL(mu, p, q) < 1)
    assert any(
        core.op == "integrable" and core.alpha not in guards for core, guards in (_core(c, set()) for c in wanted)
    )
    assert any(find(c) is not None for c in wanted if c.op == "almost")


def test_publication_asks_that_a_normal_density_has_a_positive_deviation():
    assert (0 < s) in conditions(normal(x, m, s))
    assert not any(c.op == "lt" and c.args[0].op == "num" and s in c.free for c in conditions(sigmoid(s)))


def test_a_divergence_is_defined_where_the_second_density_covers_the_first():
    """The conditions of KL(p‖q) hold on finite spaces exactly where p ≪ q."""
    wanted = And(*conditions(KL(mu, p, q)))
    covers = absolutely_continuous(mu, p, q)
    positive = ForAll(w, And(0 <= p(w), 0 <= q(w)))
    assert find(Implies(covers, wanted), [positive]) is None
    assert find(Implies(wanted, covers), [positive]) is None
    assert find(wanted, [positive]) is not None
    assert find(Not(wanted), [positive]) is not None
