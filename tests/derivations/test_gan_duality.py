"""The dual of the GAN's linear discriminator: every result says just what the syllabus says."""

import math
from fractions import Fraction

import numpy as np
import pytest

from derivations import gan_duality
from derivations.counterexample import find
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Sum,
    entry,
    exp,
    function,
    infinity,
    log,
    matrix,
    natural,
    ones,
    piecewise,
    real,
    sqnorm,
    tends,
    vector,
)
from derivations.kernel.terms import NAT, Term, apply, lam, num
from derivations.lemmas import softplus, term_by_term
from derivations.proof import once
from derivations.results import results
from derivations.slips import judge
from tests.derivations.spoiling import unnoticed

N, K, d, i = map(natural, "NKdi")
X, G = matrix("X", N, d), matrix("G", K, d)
w, v, b = (vector(name, d) for name in "wvb")
lam_x, lam_z, mu_x, mu_z = (vector(name, size) for name, size in (("lam_x", N), ("lam_z", K), ("mu_x", N), ("mu_z", K)))
y_x, y_z = function("y_x", NAT), function("y_z", NAT)
C, s, y, t, e, B, m = map(real, ["C", "s", "y", "t", "e", "B", "lam"])
RESULTS = [r.id.partition(".")[2] for r in results(gan_duality)]


def soft(at: Term) -> Term:
    return log(1 + exp(at))


def h(p: Term) -> Term:
    return -piecewise(0 < p, p * log(p)) - piecewise(p < 1, (1 - p) * log(1 - p))


def program(at: Term) -> Term:
    data, generated = entry(X * at, i), entry(G * at, i)
    return Sum(soft(data), i, N) + Sum(soft(generated), i, K) - Sum(generated, i, K) + C / 2 * sqnorm(at)


def quadratic(at: Term) -> Term:
    return C / 2 * sqnorm(at) - at.T * b


def moment(one: Term, other: Term) -> Term:
    return X.T * one + G.T * (ones(K) + other)


def g(one: Term, other: Term) -> Term:
    levels = Sum(h(-entry(one, i)), i, N), Sum(h(-entry(other, i)), i, K)
    return -sqnorm(moment(one, other)) / (2 * C) + levels[0] + levels[1]


def lagrangian(at: Term, first: Term, second: Term) -> Term:
    """The program with scores of their own plus Σ λ (y − wᵀx)."""
    data, generated = entry(X * at, i), entry(G * at, i)
    objective = Sum(soft(apply(first, i)), i, N) + Sum(soft(apply(second, i)), i, K) - Sum(generated, i, K)
    constraints = Sum(entry(lam_x, i) * (apply(first, i) - data), i, N)
    others = Sum(entry(lam_z, i) * (apply(second, i) - generated), i, K)
    return objective + C / 2 * sqnorm(at) + constraints + others


def box(column: Term) -> Term:
    return ForAll(i, Implies(i < column.shape[0], And(-1 <= entry(column, i), entry(column, i) <= 0)))


def interior(column: Term) -> Term:
    return ForAll(i, Implies(i < column.shape[0], And(-1 < entry(column, i), entry(column, i) < 0)))


def states(name: str, conclusion: Term, hypotheses: set[Term]) -> None:
    proof = once(getattr(gan_duality, name))
    assert proof.statement.alpha is conclusion.alpha
    assert {a.alpha for a in proof.hypotheses} == {a.alpha for a in hypotheses}
    assert proof.oracles == frozenset()


# What is stated
def test_the_logistic_loss_is_the_program():
    data, generated = (1 / (1 + exp(entry(points * w, i))) for points in (X, G))
    likelihood = -Sum(log(data), i, N) - Sum(log(1 - generated), i, K)
    states("loss", Eq(likelihood + C / 2 * sqnorm(w), program(w)), set())


def test_the_program_and_its_parts_are_convex():
    middle = s * w + (1 - s) * v
    below = [f(middle) <= s * f(w) + (1 - s) * f(v) for f in (quadratic, lambda a: soft(a.T * b), program)]
    strict = quadratic(middle) < s * quadratic(w) + (1 - s) * quadratic(v)
    apart = Implies(And(0 < C, Ne(w, v), 0 < s, s < 1), strict)
    states("convex", And(below[0], apart, *below[1:]), {C >= 0, s >= 0, s <= 1})


def test_the_least_value_of_the_quadratic_is_attained_at_one_point_only():
    least = -sqnorm(b) / (2 * C)
    states("quadratic_conjugate", And(least <= quadratic(w), Iff(Eq(quadratic(w), least), Eq(w, b / C))), {C > 0})


def test_the_conjugate_of_softplus_inside_at_the_ends_and_outside():
    value, best = m * y + soft(y), log(-m / (1 + m))
    inside = And(Eq(h(-m), m * log(-m) - (1 + m) * log(1 + m)), Iff(Eq(value, h(-m)), Eq(y, best)))
    ends = [0 < soft(y), tends(soft(-t), t, infinity(), 0), 0 < -y + soft(y), tends(-t + soft(t), t, infinity(), 0)]
    right, left = -(B**2 + 2) / m, -(-(B**2 + 2) / (-1 - m))
    claims = [
        Implies(And(-1 < m, m < 0), inside),
        Implies(And(-1 <= m, m <= 0), h(-m) <= value),
        Eq(h(num(0)), 0),
        Eq(h(num(1)), 0),
        *ends,
        Implies(0 < m, m * right + soft(right) < B),
        Implies(m < -1, m * left + soft(left) < B),
    ]
    states("softplus_conjugate", And(*claims), set())


def test_the_dual_is_the_infimum_of_the_lagrangian():
    centre, value = moment(lam_x, lam_z) / C, g(lam_x, lam_z)

    def best(column: Term) -> Term:
        return log(-entry(column, i) / (1 + entry(column, i)))

    def nearly(column: Term) -> Term:
        at = entry(column, i)
        return lam(i, piecewise(And(-1 < at, at < 0), best(column), piecewise(Eq(at, 0), log(e), -log(e))))

    lower = value <= lagrangian(w, y_x, y_z)
    near = Implies(0 < e, lagrangian(centre, nearly(lam_x), nearly(lam_z)) <= value + (N + K) * e)
    attained = Eq(lagrangian(centre, lam(i, best(lam_x)), lam(i, best(lam_z))), value)
    exact = Implies(And(interior(lam_x), interior(lam_z)), attained)
    states("dual", And(lower, near, exact), {C > 0, box(lam_x), box(lam_z)})


def test_there_is_no_gap_where_the_weights_are_stationary():
    weak = ForAll(v, ForAll(mu_x, ForAll(mu_z, Implies(And(box(mu_x), box(mu_z)), g(mu_x, mu_z) <= program(v)))))
    chosen = And(
        *(
            ForAll(i, Implies(i < count, Eq(entry(column, i), -sigmoid(entry(points * w, i)))))
            for points, column, count in ((X, lam_x, N), (G, lam_z, K))
        )
    )
    value, rest = g(lam_x, lam_z), C * w - moment(lam_x, lam_z)
    gap = Eq(program(w), value + sqnorm(rest) / (2 * C))
    greatest = ForAll(mu_x, ForAll(mu_z, Implies(And(box(mu_x), box(mu_z)), g(mu_x, mu_z) <= value)))
    optimal = And(Eq(program(w), value), ForAll(v, program(w) <= program(v)), greatest)
    stationary = Implies(Eq(C * w, moment(lam_x, lam_z)), optimal)
    states("strong_duality", And(weak, Implies(chosen, And(gap, stationary))), {C > 0})


def test_the_results_rest_on_each_other():
    uses = {name: once(getattr(gan_duality, name)).uses for name in RESULTS}
    assert uses == {
        "loss": [],
        "convex": [],
        "quadratic_conjugate": [],
        "softplus_conjugate": [],
        "dual": ["gan_duality.quadratic_conjugate", "gan_duality.softplus_conjugate"],
        "strong_duality": ["gan_duality.dual", "gan_duality.softplus_conjugate"],
    }


# The hypotheses are needed, and can be met
def test_without_a_penalty_the_quadratic_has_no_such_minimum():
    least = -sqnorm(b) / (2 * C) <= quadratic(w)
    assert find(least, [C < 0]) is not None
    assert find(least, [C > 0]) is None


def test_outside_the_interval_the_chord_is_not_above():
    middle = s * w + (1 - s) * v
    chord = quadratic(middle) <= s * quadratic(w) + (1 - s) * quadratic(v)
    assert find(chord, [C > 0, s > 1]) is not None
    assert find(chord, [C < 0, s > 0, s < 1]) is not None


def test_the_infimum_is_not_attained_at_the_ends():
    assert find(Eq(soft(y), 0), []) is not None
    assert find(soft(y) > Fraction(1, 100), [y < -5]) is not None


def test_the_bound_needs_lambda_inside():
    assert find(0 <= m * y + soft(y), [m > 0]) is not None
    assert find(0 <= m * y + soft(y), [m < -1]) is not None


@pytest.mark.parametrize("name", RESULTS)
def test_every_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(gan_duality, name), monkeypatch) == []


# Answers as functions
def test_the_conjugate_as_a_function():
    value = once(gan_duality.softplus_conjugate).to_function()
    assert value(lam=-0.25) == pytest.approx(0.25 * math.log(4) + 0.75 * math.log(4 / 3))
    assert value(lam=0.0) == value(lam=-1.0) == 0


def test_the_least_quadratic_as_a_function():
    value = once(gan_duality.quadratic_conjugate).to_function()
    assert np.ravel(value(b=np.array([[3.0], [4.0]]), C=2.0)) == pytest.approx([-25 / 4])


# Errata
@pytest.mark.parametrize("slip", gan_duality.ERRATA, ids=lambda slip: slip.written)
def test_a_slip_gets_its_verdict(slip):
    assert judge(slip).status == slip.verdict


def test_the_plus_sign_fails_only_where_the_quadratic_counts():
    slip = gan_duality.ERRATA[0]
    nothing = [Eq(moment(lam_x, lam_z), 0 * w)]
    assert find(slip.claim(), [*slip.given, *nothing]) is None


def test_the_entropy_is_right_when_its_second_logarithm_is_put_back():
    slip = gan_duality.ERRATA[2]
    assert find(Eq(slip.claim().args[0] + log(1 + m), slip.claim().args[1]), [*slip.given]) is None


# Lemmas
def test_what_is_known_of_softplus():
    assert softplus.positive(y).conclusion is (0 < soft(y))
    assert softplus.below_exponential(y).conclusion is (soft(y) <= exp(y))
    assert softplus.mirrored(y).conclusion is Eq(-y + soft(y), soft(-y))
    bent = softplus.convex(y, t, s)
    assert bent.conclusion is (soft(s * y + (1 - s) * t) <= s * soft(y) + (1 - s) * soft(t))
    assert set(bent.hypotheses) == {0 <= s, s <= 1}


def test_sums_term_by_term():
    column = vector("a", N)
    assert term_by_term.constant(N, C).conclusion.alpha is Eq(Sum(C, i, N), N * C).alpha
    assert term_by_term.total(column, i).conclusion.alpha is Eq(ones(N).T * column, Sum(entry(column, i), i, N)).alpha
    squares = Sum(entry(column, i) * entry(column, i), i, N)
    assert term_by_term.inner(column, column, i).conclusion.alpha is Eq(column.T * column, squares).alpha
