"""The optimal discriminator: every result says just what the syllabus says, for every pair of Gaussians."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy

from derivations import optimal_discriminator
from derivations.counterexample import find
from derivations.data import DataError
from derivations.kernel.densities import normal, same_almost_everywhere, sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    Ne,
    almost,
    function,
    log,
    measure,
    point,
    real,
)
from derivations.kernel.terms import Term, num
from derivations.proof import Proof, once
from derivations.slips import judge
from tests.derivations.spoiling import unnoticed

p, q, t, h, x, mu, m, s, s_p, s_q = map(real, ["p", "q", "t", "h", "x", "mu", "m", "s", "s_p", "s_q"])
BEST = p / (p + q)
POSITIVE, BETWEEN = {p > 0, q > 0}, {t > 0, t < 1}
RESULTS = ["optimum", "global_minimum", "logit", "gaussian_logit", "equilibrium"]


def f(at: Term) -> Term:
    return -p * log(at) - q * log(1 - at)


def states(proof: Proof, conclusion: Term, hypotheses: set[Term]) -> None:
    assert proof.statement.alpha is conclusion.alpha
    assert {a.alpha for a in proof.hypotheses} == {a.alpha for a in hypotheses}
    assert proof.oracles == frozenset()


def discriminates(pair: tuple[Term, Term], logit: Term) -> Term:
    """The logarithm of the ratio is the logit, and D* its sigmoid."""
    one, other = pair
    return And(Eq(log(one / other), logit), Eq(one / (one + other), sigmoid(logit)))


def linear(centre: Term, other: Term, spread: Term) -> Term:
    return (centre - other) / spread**2 * (x - (centre + other) / 2)


def quadratic(centre: Term, other: Term, spread: Term, second: Term) -> Term:
    square, slope = num(Fraction(1, 2)) * (1 / second**2 - 1 / spread**2), centre / spread**2 - other / second**2
    constant = num(Fraction(1, 2)) * (other**2 / second**2 - centre**2 / spread**2)
    return square * x**2 + slope * x + (constant + log(second / spread))


# What is stated
def test_the_only_stationary_point_in_the_interval_is_p_over_p_plus_q():
    stationary = Iff(Eq(Derivative(f(t), t), 0), Eq(t, BEST))
    states(once(optimal_discriminator.optimum), And(0 < BEST, BEST < 1, stationary), POSITIVE | BETWEEN)


def test_the_loss_is_convex_and_greater_everywhere_else():
    convex, least = 0 < Derivative(Derivative(f(t), t), t), Implies(Ne(t, BEST), f(BEST) < f(t))
    states(once(optimal_discriminator.global_minimum), And(convex, least), POSITIVE | BETWEEN)


def test_the_optimal_logit_is_the_logarithm_of_the_ratio_and_nothing_else():
    states(once(optimal_discriminator.logit), Iff(Eq(BEST, sigmoid(h)), Eq(h, log(p / q))), POSITIVE)


def test_the_logit_of_two_gaussians_is_linear_or_quadratic():
    same = discriminates((normal(x, mu, s), normal(x, m, s)), linear(mu, m, s))
    other = discriminates((normal(x, mu, s_p), normal(x, m, s_q)), quadratic(mu, m, s_p, s_q))
    expected = And(same.args[0], same.args[1], *other.args)
    states(once(optimal_discriminator.gaussian_logit), expected, {s > 0, s_p > 0, s_q > 0})


def test_where_the_model_is_the_data_the_discriminator_says_one_half():
    over, at, data, model = measure("mu"), point("x"), function("p"), function("q")
    half = Implies(0 < data(at), Eq(data(at) / (data(at) + model(at)), num(1) / 2))
    states(once(optimal_discriminator.equilibrium), almost(half, at, over), {same_almost_everywhere(over, data, model)})


def test_the_results_rest_on_each_other():
    uses = {name: once(getattr(optimal_discriminator, name)).uses for name in RESULTS}
    assert uses == {
        "optimum": [],
        "global_minimum": ["optimal_discriminator.optimum"],
        "logit": [],
        "gaussian_logit": ["optimal_discriminator.logit"],
        "equilibrium": [],
    }


# The hypotheses are needed, and can be met
def test_without_positive_weights_the_stationary_point_is_no_minimum():
    claim = Implies(Ne(t, BEST), f(BEST) < f(t))
    assert find(claim, [p < 0, q < 0, t > 0, t < 1]) is not None
    assert find(claim, [p > 0, q > 0, t > 0, t < 1]) is None


def test_where_p_is_not_positive_the_discriminator_may_say_something_else():
    over, at, data, model = measure("mu"), point("x"), function("p"), function("q")
    claim = almost(Eq(data(at) / (data(at) + model(at)), num(1) / 2), at, over)
    assert find(claim, []) is not None


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(optimal_discriminator, name), monkeypatch) == []


# Facts computed without the kernel
@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (0.2, 1.7), (3.0, 0.01)])
def test_the_optimum_is_the_least_value_on_a_grid(a, b):
    grid = np.linspace(1e-4, 1 - 1e-4, 99_999)
    best = grid[np.argmin(-a * np.log(grid) - b * np.log(1 - grid))]
    assert once(optimal_discriminator.optimum).to_function()(p=a, q=b) == pytest.approx(
        best, abs=2e-5
    )  # two grid steps


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (0.2, 1.7), (3.0, 0.01)])
def test_the_sigmoid_of_the_logit_is_the_optimum(a, b):
    logit = once(optimal_discriminator.logit).to_function()(p=a, q=b)
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(a / (a + b), rel=1e-14)


def log_normal(at: float, centre: float, spread: float) -> float:
    return -((at - centre) ** 2) / (2 * spread**2) - math.log(spread) - math.log(2 * math.pi) / 2


DATA = [
    {"mu": 1, "m": 0, "s": 1},
    {"mu": -2, "m": Fraction(1, 3), "s": Fraction(1, 2)},
    {"mu": 0, "m": 0, "s": 5},
    {"mu": 1, "m": 0, "s_p": 2, "s_q": 3},
    {"mu": sympy.Rational(-1, 2), "m": 4, "s_p": sympy.Integer(1), "s_q": Fraction(2, 7)},
    {"mu": 3, "m": -1, "s_p": 2, "s_q": 2},
]


@pytest.mark.parametrize("data", DATA, ids=str)
@pytest.mark.parametrize("at", [-1.5, 0.0, 2.25])
def test_the_logit_of_other_gaussians_is_the_difference_of_their_log_densities(data, at):
    proof = optimal_discriminator.gaussian_logit(**data)
    assert (proof.hypotheses, proof.oracles) == ((), frozenset())
    own, other = data.get("s_p", data.get("s")), data.get("s_q", data.get("s"))
    expected = log_normal(at, float(data["mu"]), float(own)) - log_normal(at, float(data["m"]), float(other))
    assert proof.to_function()(x=at) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_equal_variances_given_apart_are_equal_variances():
    apart = optimal_discriminator.gaussian_logit(3, -1, s_p=2, s_q=2)
    assert apart.statement.alpha is optimal_discriminator.gaussian_logit(3, -1, s=2).statement.alpha
    assert apart.answer_term is num(1) * (x - num(1))


def test_coefficients_that_are_numbers_are_worked_out():
    proof = optimal_discriminator.gaussian_logit(1, 0, s_p=2, s_q=3)
    answer = num(Fraction(-5, 72)) * x**2 + num(Fraction(1, 4)) * x + (num(Fraction(-1, 8)) + log(num(Fraction(3, 2))))
    assert proof.answer_term is answer
    states(proof, discriminates((normal(x, num(1), num(2)), normal(x, num(0), num(3))), answer), set())


@pytest.mark.parametrize(
    ("data", "hypotheses"),
    [({"mu": 1}, {s > 0, s_p > 0, s_q > 0}), ({"s": 2}, set()), ({"s_q": 3}, {s_p > 0}), ({"s_p": 3}, {s_q > 0})],
    ids=["mu", "s", "s_q", "s_p"],
)
def test_what_is_not_given_stays_a_symbol_with_its_hypothesis(data, hypotheses):
    proof = optimal_discriminator.gaussian_logit(**data)
    assert set(proof.hypotheses) == hypotheses


REFUSED = [
    ({"s": 0}, "s = 0 is not above 0"),
    ({"s": -1}, "s = -1 is not above 0"),
    ({"s_p": -1}, "s_p = -1 is not above 0"),
    ({"s_q": 0}, "s_q = 0 is not above 0"),
    ({"s": 1, "s_p": 1}, "s is given beside s_p or s_q"),
    ({"s": 1, "s_q": 2}, "s is given beside s_p or s_q"),
    ({"mu": 0.5}, "mu = 0.5 is not exact"),
    ({"m": "1"}, "m = '1' is not an exact number"),
    ({"s": sympy.sqrt(2)}, r"s = sqrt\(2\) is not an exact number"),
    ({"s_p": True}, "s_p = True is not exact"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED, ids=str)
def test_impossible_data_are_refused_by_name(data, message):
    with pytest.raises(DataError, match=message):
        optimal_discriminator.gaussian_logit(**data)


# Errata
@pytest.mark.parametrize("slip", optimal_discriminator.ERRATA, ids=lambda slip: slip.written)
def test_circulating_slips_are_refuted_with_a_witness(slip):
    judged = judge(slip)
    assert judged.status == slip.verdict == "refuted"
    assert judged.witness
    assert slip.correct


def test_the_errata_are_the_four_of_the_syllabus():
    assert len(optimal_discriminator.ERRATA) == 4


def test_the_witness_against_the_middle_term_is_not_where_it_is_right_by_accident():
    slip = optimal_discriminator.ERRATA[1]
    assert "q/p + p/q" in slip.written
    assert find(slip.claim(), [*slip.given, Eq(p, q)]) is None
    assert judge(slip).status == "refuted"


def test_with_the_right_sign_of_the_first_term_it_is_proved():
    right, given = Eq(-p / t + q / (1 - t), (-(1 - t) * p + t * q) / (t * (1 - t))), [p > 0, q > 0, t > 0, t < 1]
    assert find(right, given) is None
    proof = Proof(given=given)
    proof.have(0 < 1 - t)
    assert proof.conclude(right).statement is right
