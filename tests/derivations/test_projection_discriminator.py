"""The projection discriminator: every result says just what the syllabus says, for every d, m and class."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from derivations import projection_discriminator
from derivations.counterexample import find, witness
from derivations.kernel import logic
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    det,
    entry,
    exp,
    identity,
    inv,
    log,
    matrix,
    natural,
    pi,
    piecewise,
    positive_definite,
    real,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import num
from derivations.proof import Proof, once
from derivations.refuter.evaluate import evaluate
from derivations.slips import judge
from numerics.instances import answers
from tests.derivations.spoiling import unnoticed

d, m, k, i = map(natural, "dmki")
phi, mu_y, mu_hat_y, v = (vector(name, d) for name in ("phi", "mu_y", "mu_hat_y", "v"))
pi_y, pi_hat_y = real("pi_y"), real("pi_hat_y")
M, M_hat, S, y, b = matrix("M", m, d), matrix("M_hat", m, d), matrix("S", d, d), vector("y", m), vector("b", m)
MEAN, MODEL = M.T * y, M_hat.T * y
RESULTS = ["logit", "linear_form", "priors", "covariance"]
ONE_HOT = {k < m, ForAll(i, Implies(i < m, Eq(entry(y, i), piecewise(Eq(k, i), num(1), num(0)))))}


def half(term):
    return projection_discriminator.HALF * term


def unit(mean):
    return exp(-(sqnorm(phi - mean) / 2)) / sqrt(2 * pi()) ** d


def shared(mean):
    return exp(-((phi - mean).T * inv(S) * (phi - mean) / 2)) / sqrt((2 * pi()) ** d * abs(det(S)))


def discriminates(p, q, h):
    return Eq(log(p / q), h), Eq(p / (p + q), sigmoid(h))


def rows(*pairs):
    return [ForAll(v, Eq(entry(a * v, k), r * v)) for a, r in pairs]


def states(proof, conclusion, hypotheses):
    assert proof.statement.alpha is conclusion.alpha
    assert {a.alpha for a in proof.hypotheses} == {a.alpha for a in hypotheses}
    assert proof.oracles == frozenset()


def conjuncts(formula):
    return [formula] if formula.op != "and" else [c for a in formula.args for c in conjuncts(a)]


# What is stated
def test_the_logit_of_two_unit_gaussians_is_linear_in_the_features():
    h = (mu_y - mu_hat_y).T * phi + half(sqnorm(mu_hat_y) - sqnorm(mu_y))
    expected = And(*discriminates(pi_y * unit(mu_y), pi_y * unit(mu_hat_y), h))
    states(once(projection_discriminator.logit), expected, {pi_y > 0})
    assert once(projection_discriminator.logit).answer_term is h


def test_unequal_priors_add_the_logarithm_of_their_ratio():
    h = (mu_y - mu_hat_y).T * phi + half(sqnorm(mu_hat_y) - sqnorm(mu_y)) + log(pi_y / pi_hat_y)
    expected = And(*discriminates(pi_y * unit(mu_y), pi_hat_y * unit(mu_hat_y), h))
    states(once(projection_discriminator.priors), expected, {pi_y > 0, pi_hat_y > 0})
    assert once(projection_discriminator.priors).answer_term is h


def test_a_one_hot_class_picks_its_row_of_a_and_its_entry_of_b():
    h = y.T * ((M - M_hat) * phi + b)
    picked = rows((M, MEAN.T), (M_hat, MODEL.T), (M - M_hat, (MEAN - MODEL).T))
    expected = And(*picked, *discriminates(pi_y * unit(MEAN), pi_y * unit(MODEL), h))
    offset = Eq(entry(b, k), half(sqnorm(MODEL) - sqnorm(MEAN)))
    states(once(projection_discriminator.linear_form), expected, {pi_y > 0, offset} | ONE_HOT)
    assert once(projection_discriminator.linear_form).answer_term is h


def test_a_shared_covariance_puts_its_inverse_into_rows_and_offsets():
    offset = half(MODEL.T * inv(S) * MODEL - MEAN.T * inv(S) * MEAN)
    whole, h = (MEAN - MODEL).T * inv(S) * phi + offset, y.T * ((M - M_hat) * inv(S) * phi + b)
    picked = rows((M, MEAN.T), (M_hat, MODEL.T), ((M - M_hat) * inv(S), (MEAN - MODEL).T * inv(S)))
    p, q = pi_y * shared(MEAN), pi_y * shared(MODEL)
    expected = And(*picked, Eq(log(p / q), whole), *discriminates(p, q, h))
    hypotheses = {pi_y > 0, positive_definite(S), Eq(entry(b, k), offset)} | ONE_HOT
    states(once(projection_discriminator.covariance), expected, hypotheses)
    assert once(projection_discriminator.covariance).answer_term is h


def test_the_results_rest_on_the_optimal_logit():
    uses = {name: once(getattr(projection_discriminator, name)).uses for name in RESULTS}
    assert uses == {
        "logit": ["optimal_discriminator.logit"],
        "linear_form": ["projection_discriminator.logit"],
        "priors": ["optimal_discriminator.logit"],
        "covariance": ["optimal_discriminator.logit"],
    }


@pytest.mark.parametrize("name", RESULTS)
def test_dimension_and_number_of_classes_are_symbols(name):
    theorem = once(getattr(projection_discriminator, name)).theorem
    sizes = {d} if name in ("logit", "priors") else {d, m, k}
    assert sizes <= theorem.conclusion.free
    few = logic.instantiate(theorem, tuple((v, num(n)) for v, n in ((d, 3), (m, 4), (k, 2)) if v in sizes))
    assert not sizes & few.conclusion.free


# The hypotheses are needed, and can be met
@pytest.mark.parametrize("name", ["linear_form", "covariance"])
def test_a_class_that_is_not_one_hot_picks_no_row(name):
    proof = once(getattr(projection_discriminator, name))
    others = [h for h in proof.hypotheses if h.op != "forall"]
    row = Eq(entry(M * v, k), MEAN.T * v)
    assert find(row, others) is not None
    assert find(row, proof.hypotheses) is None


@pytest.mark.parametrize("name", ["linear_form", "covariance"])
def test_another_entry_of_b_gives_another_logit(name):
    proof = once(getattr(projection_discriminator, name))
    others = [h for h in proof.hypotheses if b not in h.free]
    form = next(c for c in conjuncts(proof.statement) if c.op == "eq" and b in c.free and c.args[0].op == "log")
    assert find(form, others) is not None
    assert find(form, proof.hypotheses) is None


def test_the_rows_need_the_inverse_of_a_covariance_that_is_not_the_identity():
    given = once(projection_discriminator.covariance).hypotheses
    claim = Eq(log(pi_y * shared(MEAN) / (pi_y * shared(MODEL))), (MEAN - MODEL).T * phi + entry(b, k))
    assert find(claim, given) is not None
    assert find(claim, [*given, Eq(S, identity(d))]) is None


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(projection_discriminator, name), monkeypatch) == []


# Facts computed without the kernel
def problem(seed, size, classes):
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((size, size))
    means = {name: rng.standard_normal((classes, size)) for name in ("M", "M_hat")}
    return {
        "d": size,
        "m": classes,
        "phi": rng.standard_normal((size, 1)),
        "S": factor.T @ factor + np.eye(size),
    } | means


def exact(values):
    """The values to three places, as the exact matrix that the evaluator takes."""
    return tuple(tuple(Fraction(round(1000 * x), 1000) for x in row) for row in values)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_densities_are_those_of_scipy(size):
    p = problem(size, size, 1)
    point = {d: size, phi: exact(p["phi"]), mu_y: exact(p["M"].T), S: exact(p["S"])}
    at, centre, spread = (np.array(point[v], dtype=float) for v in (phi, mu_y, S))
    for term, sigma in ((unit(mu_y), np.eye(size)), (shared(mu_y), spread)):
        expected = multivariate_normal.pdf(at[:, 0], centre[:, 0], sigma)
        assert float(evaluate(term, point)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("size", "classes"), [(1, 1), (2, 3), (5, 10)])
@pytest.mark.parametrize("name", ["linear_form", "covariance"])
def test_the_linear_layer_is_the_difference_of_log_densities_for_every_class(name, size, classes):
    p = problem(7, size, classes)
    spread = np.eye(size) if name == "linear_form" else p["S"]
    precision = np.linalg.inv(spread)
    forms = {n: np.diag(p[n] @ precision @ p[n].T)[:, None] for n in ("M", "M_hat")}
    layer = answers(once(getattr(projection_discriminator, name)))
    for c in range(classes):
        found = layer(**p, y=np.eye(classes)[:, [c]], b=(forms["M_hat"] - forms["M"]) / 2)
        own, model = (multivariate_normal.logpdf(p["phi"][:, 0], p[n][c], spread) for n in ("M", "M_hat"))
        assert np.squeeze(found) == pytest.approx(own - model, rel=1e-9, abs=1e-9)


# Errata
@pytest.mark.parametrize("slip", projection_discriminator.ERRATA, ids=lambda slip: slip.written)
def test_circulating_slips_are_refuted_with_a_witness(slip):
    judged = judge(slip)
    assert judged.status == slip.verdict == "refuted"
    assert judged.witness
    assert slip.correct


def test_the_errata_are_the_four_of_the_syllabus():
    assert len(projection_discriminator.ERRATA) == 4


ACCIDENTS = [
    (0, [Eq((mu_y - mu_hat_y).T * phi, num(0))]),
    (1, [Eq((mu_y - mu_hat_y).T * phi, num(0))]),
    (2, [Eq(sqnorm(MODEL), sqnorm(MEAN))]),
    (3, [Eq((mu_y - mu_hat_y).T * phi, (mu_hat_y - vector("mu_1", d)).T * phi)]),
]


@pytest.mark.parametrize(("place", "accident"), ACCIDENTS)
def test_the_witnesses_are_not_where_a_slip_is_right_by_accident(place, accident):
    slip = projection_discriminator.ERRATA[place]
    assert find(slip.claim(), [*slip.given, *accident]) is None
    assert witness([*slip.given, *accident]) is not None


def test_with_the_right_signs_of_the_cross_terms_it_is_proved():
    squares = sqnorm(phi) / 2, sqnorm(mu_y) / 2, sqnorm(mu_hat_y) / 2
    left = -(sqnorm(phi - mu_y) / 2) + sqnorm(phi - mu_hat_y) / 2
    right = -squares[0] + mu_y.T * phi - squares[1] + squares[0] - mu_hat_y.T * phi + squares[2]
    assert find(Eq(left, right)) is None
    assert Proof().conclude(Eq(left, right)).statement is Eq(left, right)
