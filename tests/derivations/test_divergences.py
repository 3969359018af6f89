"""Divergences between densities: every result says just what the syllabus says, zeros and null sets included."""

import math
from fractions import Fraction

import numpy as np
import pytest

from derivations import divergences
from derivations.counterexample import find
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    entropy,
    expectation,
    finite_kl,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Sum,
    almost,
    column,
    entry,
    function,
    integrable,
    lam,
    log,
    measurable,
    measure,
    natural,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import Term, make, num
from derivations.opinion import summary
from derivations.proof import Proof, once
from derivations.refuter.evaluate import evaluate, holds
from tests.derivations.spoiling import unnoticed

mu, x, s, i = measure("mu"), point("x"), real("s"), natural("i")
p, q, D = function("p"), function("q"), function("D")
p_1, p_2, q_1, q_2 = (function(name) for name in ("p_1", "p_2", "q_1", "q_2"))
RESULTS = ["gibbs", "jsd", "kl_convex", "generator_objective", "likelihood", "gan_global_optimum"]
DENSITIES = [density(mu, p), density(mu, q)]
BEST = p(x) / (p(x) + q(x))
MEAN = lam(x, (p(x) + q(x)) / 2)
SAME = same_almost_everywhere(mu, p, q)
FINITE, DIVERGENCE, DISTANCE = finite_kl(mu, p, q), KL(mu, p, q), JSD(mu, p, q)


def states(name: str, conclusion: Term, hypotheses: list[Term]) -> Proof:
    proof = once(getattr(divergences, name))
    assert [made.alpha for made in parts(proof.statement)] == [wanted.alpha for wanted in parts(conclusion)]
    assert {h.alpha for h in proof.hypotheses} == {h.alpha for h in hypotheses}
    assert proof.oracles == frozenset()
    return proof


def parts(formula: Term) -> list[Term]:
    return [part for a in formula.args for part in parts(a)] if formula.op == "and" else [formula]


# What is stated
def test_gibbs_inequality_with_equality_only_for_equal_densities():
    inequality = And(0 <= DIVERGENCE, Iff(Eq(DIVERGENCE, 0), SAME))
    states("gibbs", And(Implies(FINITE, inequality), Implies(SAME, FINITE)), DENSITIES)


def test_the_jensen_shannon_divergence_is_always_finite_symmetric_and_between_0_and_log_2():
    disjoint = almost(Eq(p(x) * q(x), 0), x, mu)
    expected = And(
        finite_kl(mu, p, MEAN),
        finite_kl(mu, q, MEAN),
        Eq(DISTANCE, JSD(mu, q, p)),
        0 <= DISTANCE,
        Iff(Eq(DISTANCE, 0), SAME),
        DISTANCE <= log(2),
        Iff(Eq(DISTANCE, log(2)), disjoint),
    )
    proof = states("jsd", expected, DENSITIES)
    assert proof.uses == ["divergences.gibbs"]


def test_the_divergence_is_jointly_convex():
    mixed = [lam(x, s * f(x) + (1 - s) * g(x)) for f, g in ((p_1, p_2), (q_1, q_2))]
    bound = s * KL(mu, p_1, q_1) + (1 - s) * KL(mu, p_2, q_2)
    ends = [density(mu, f) for f in (p_1, p_2, q_1, q_2)]
    given = [*ends, 0 <= s, s <= 1, finite_kl(mu, p_1, q_1), finite_kl(mu, p_2, q_2)]
    states("kl_convex", And(finite_kl(mu, *mixed), KL(mu, *mixed) <= bound), given)


ODDS = log((1 - BEST) / BEST)


def test_the_generators_objective_is_the_divergence_of_the_data_from_the_model():
    exists = integrable(piecewise(0 < q(x), q(x) * ODDS), x, mu)
    finite = finite_kl(mu, q, p)
    same = Eq(expectation(mu, q, lam(x, ODDS)), KL(mu, q, p))
    given = [*DENSITIES, absolutely_continuous(mu, q, p)]
    proof = states("generator_objective", And(Iff(exists, finite), Implies(finite, same)), given)
    assert proof.answer_term is KL(mu, q, p)


CROSS = -expectation(mu, p, lam(x, log(q(x))))
HAS_ENTROPY = integrable(piecewise(0 < p(x), p(x) * log(p(x))), x, mu)


def test_maximum_likelihood_is_the_divergence_up_to_the_entropy_of_the_data():
    exists = integrable(piecewise(0 < p(x), p(x) * log(q(x))), x, mu)
    same = Eq(CROSS, DIVERGENCE + entropy(mu, p))
    given = [*DENSITIES, absolutely_continuous(mu, p, q), HAS_ENTROPY]
    proof = states("likelihood", And(Iff(exists, FINITE), Implies(FINITE, same)), given)
    assert proof.answer_term is DIVERGENCE + entropy(mu, p)


def loss(f: Term, at: Term) -> Term:
    return -p(x) * log(at) - f(x) * log(1 - at)


GAME = log(4) - 2 * DISTANCE
HALF = num(1) / 2
WITHIN = ForAll(x, And(0 < D(x), D(x) < 1))


def test_the_game_is_worth_log_4_at_most_and_the_data_with_one_half_is_a_saddle_point():
    gain = piecewise(0 < p(x), p(x) * log(BEST)) + piecewise(0 < q(x), q(x) * log(1 - BEST))
    half, rival = num(Fraction(1, 2)), loss(p, D(x))
    level = Integral(loss(p, half), x, mu)
    data, start, answer = (
        column(*(num(Fraction(k, 10)) for k in tenths)) for tenths in ((5, 3, 2), (2, 3, 5), (10, 0, 0))
    )
    fixed = entry(data, i) / (entry(data, i) + entry(start, i))
    expected = And(
        Eq(-Integral(gain, x, mu), GAME),
        GAME <= log(4),
        Iff(Eq(GAME, log(4)), SAME),
        Eq(Integral(loss(q, half), x, mu), level),
        measurable(rival, x),
        Implies(integrable(rival, x, mu), level <= Integral(rival, x, mu)),
        Sum(entry(answer, i) * log(1 - fixed), i, 3) < Sum(entry(data, i) * log(1 - fixed), i, 3),
    )
    proof = states("gan_global_optimum", expected, [*DENSITIES, make("measurable", D), WITHIN])
    assert proof.uses == ["optimal_discriminator.value", "divergences.jsd"]
    assert proof.answer_term is GAME


# The hypotheses can be met, and what is stated can be checked
@pytest.mark.parametrize("name", RESULTS)
def test_the_hypotheses_hold_somewhere(name):
    proof = once(getattr(divergences, name))
    assert proof.witness is not None
    assert all(holds(given, proof.witness) is True for given in proof.hypotheses)
    assert holds(proof.statement, proof.witness) is True


WEIGHTS = (Fraction(1), Fraction(2), Fraction(0))  # the third point has measure 0
PAIRS = {
    "equal": (("1/4", "3/8", "5"), ("1/4", "3/8", "5")),
    "equal almost everywhere": (("1/4", "3/8", "5"), ("1/4", "3/8", "0")),
    "different": (("1/2", "1/4", "0"), ("1/3", "1/3", "7")),
    "disjoint": (("1", "0", "0"), ("0", "1/2", "0")),
    "disjoint but for a null point": (("1", "0", "1"), ("0", "1/2", "1")),
    "p has the smaller support": (("1", "0", "0"), ("1/2", "1/4", "0")),
    "q has the smaller support": (("1/2", "1/4", "0"), ("1", "0", "0")),
}


def at(first: tuple[str, ...], second: tuple[str, ...]) -> dict[Term, tuple[Fraction, ...]]:
    discriminator = tuple(map(Fraction, ("1/4", "2/3", "1/2")))
    return {mu: WEIGHTS, p: tuple(map(Fraction, first)), q: tuple(map(Fraction, second)), D: discriminator}


@pytest.mark.parametrize("name", [name for name in RESULTS if name != "kl_convex"])
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_on_three_points_the_statement_holds_just_where_its_hypotheses_do(name, pair):
    proof, here = once(getattr(divergences, name)), at(*pair)
    assert holds(proof.statement, here) is all(holds(given, here) for given in proof.hypotheses)


# Each hypothesis and each side is needed
_FORWARD, _ODDS_EXIST = KL(mu, q, p), integrable(piecewise(0 < q(x), q(x) * ODDS), x, mu)
_CROSS_EXISTS = integrable(piecewise(0 < p(x), p(x) * log(q(x))), x, mu)
_BOTH = [*DENSITIES, FINITE, finite_kl(mu, q, p)]
_OBJECTIVE = expectation(mu, q, lam(x, ODDS))
WRONG = {
    "KL is at most 0": (DIVERGENCE <= 0, [*DENSITIES, FINITE]),
    "KL is positive": (0 < DIVERGENCE, [*DENSITIES, FINITE]),
    "KL is always finite": (FINITE, DENSITIES),
    "KL is finite under p << q only where q << p": (finite_kl(mu, q, p), [*DENSITIES, FINITE]),
    "KL is symmetric": (Eq(DIVERGENCE, _FORWARD), _BOTH),
    "Gibbs where q has another mass": (0 <= DIVERGENCE, [density(mu, p), FINITE]),
    "Gibbs where p has another mass": (0 <= DIVERGENCE, [density(mu, q), ForAll(x, 0 <= p(x)), FINITE]),
    "KL = 0 means equal at every point": (ForAll(x, Eq(p(x), q(x))), [*DENSITIES, FINITE, Eq(DIVERGENCE, 0)]),
    "JSD is positive": (0 < DISTANCE, DENSITIES),
    "JSD is below log 2": (DISTANCE < log(2), DENSITIES),
    "JSD is at most 1/2": (DISTANCE <= num(1) / 2, DENSITIES),
    "JSD at most log 2 for other masses": (DISTANCE <= log(2), DENSITIES[:1]),
    "JSD = log 4 for disjoint supports": (Implies(almost(Eq(p(x) * q(x), 0), x, mu), Eq(DISTANCE, log(4))), DENSITIES),
    "JSD = log 2 where p and q differ": (Implies(almost(Ne(p(x), q(x)), x, mu), Eq(DISTANCE, log(2))), DENSITIES),
    "JSD without the mixture": (Eq(DISTANCE, num(1) / 2 * DIVERGENCE + num(1) / 2 * _FORWARD), _BOTH),
    "the objective is KL(p||q)": (Eq(_OBJECTIVE, DIVERGENCE), _BOTH),
    "the objective is -KL(q||p)": (Eq(_OBJECTIVE, -_FORWARD), _BOTH),
    "the objective where p has a hole": (Iff(_ODDS_EXIST, finite_kl(mu, q, p)), DENSITIES),
    "the objective under p << q": (
        Iff(_ODDS_EXIST, finite_kl(mu, q, p)),
        [*DENSITIES, absolutely_continuous(mu, p, q)],
    ),
    "likelihood with minus the entropy": (Eq(CROSS, DIVERGENCE - entropy(mu, p)), [*DENSITIES, FINITE]),
    "likelihood without the entropy": (Eq(CROSS, DIVERGENCE), [*DENSITIES, FINITE]),
    "likelihood with the model's entropy": (Eq(CROSS, DIVERGENCE + entropy(mu, q)), [*DENSITIES, FINITE]),
    "likelihood is KL(q||p)": (Eq(CROSS, _FORWARD + entropy(mu, p)), _BOTH),
    "likelihood where q has a hole": (Iff(_CROSS_EXISTS, FINITE), DENSITIES),
    "the game is worth log 2 at most": (GAME <= log(2), DENSITIES),
    "the game is worth less than log 4": (GAME < log(4), DENSITIES),
    "the game is worth log 4 for disjoint supports": (Implies(Eq(GAME, log(4)), Ne(p(x), q(x))), DENSITIES),
    "at the data every discriminator is as good": (
        Eq(Integral(loss(p, D(x)), x, mu), Integral(loss(p, HALF), x, mu)),
        [density(mu, p), WITHIN],
    ),
    "the rival discriminator loses less": (
        Integral(loss(p, D(x)), x, mu) <= Integral(loss(p, HALF), x, mu),
        [density(mu, p), WITHIN],
    ),
    "one half is the best answer to any model": (
        Integral(loss(q, HALF), x, mu) <= Integral(loss(q, D(x)), x, mu),
        [*DENSITIES, WITHIN],
    ),
    "KL is concave": (
        s * KL(mu, p_1, q_1) + (1 - s) * KL(mu, p_2, q_2)
        <= KL(mu, *(lam(x, s * f(x) + (1 - s) * g(x)) for f, g in ((p_1, p_2), (q_1, q_2)))),
        [*(density(mu, f) for f in (p_1, p_2, q_1, q_2)), 0 <= s, s <= 1,
         finite_kl(mu, p_1, q_1), finite_kl(mu, p_2, q_2)],
    ),
    "KL is convex beyond the segment": (
        KL(mu, *(lam(x, s * f(x) + (1 - s) * g(x)) for f, g in ((p_1, p_2), (q_1, q_2))))
        <= s * KL(mu, p_1, q_1) + (1 - s) * KL(mu, p_2, q_2),
        [*(density(mu, f) for f in (p_1, p_2, q_1, q_2)), 0 <= s,
         finite_kl(mu, p_1, q_1), finite_kl(mu, p_2, q_2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted_on_a_few_points(claim, given):
    found = find(claim, given)
    assert found is not None
    assert all(holds(formula, found) is True for formula in given)
    assert holds(claim, found) is False


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(divergences, name), monkeypatch) == []


@pytest.mark.parametrize("name", RESULTS)
def test_sympy_disagrees_with_no_step(name):
    counted = summary(once(getattr(divergences, name)).theorem)
    assert counted["disagrees"] == 0
    assert counted["agrees"] > counted["undecided"]


# Facts computed without the kernel
def kl(first: np.ndarray, second: np.ndarray) -> float:
    at = first > 0
    return math.inf if np.any(second[at] == 0) else float(np.sum(first[at] * np.log(first[at] / second[at])))


def jsd(first: np.ndarray, second: np.ndarray) -> float:
    mean = (first + second) / 2
    return kl(first, mean) / 2 + kl(second, mean) / 2


def exact(values: np.ndarray) -> tuple[Fraction, ...]:
    counts = [Fraction(int(v)) for v in values]
    return tuple(c / sum(counts) for c in counts)


COUNTS = [([1, 2, 3], [3, 2, 1]), ([0, 1, 4], [2, 1, 1]), ([5, 0, 0], [1, 1, 6]), ([1, 1, 0], [0, 0, 1])]


@pytest.mark.parametrize(("first", "second"), COUNTS, ids=str)
def test_the_divergences_of_the_kernel_are_those_of_a_textbook(first, second):
    one, two = exact(np.array(first)), exact(np.array(second))
    here = {mu: (Fraction(1),) * 3, p: one, q: two}
    values = [np.array([float(v) for v in f]) for f in (one, two)]
    expected = kl(*values)
    assert holds(FINITE, here) is math.isfinite(expected)
    if math.isfinite(expected):
        assert float(evaluate(DIVERGENCE, here)) == pytest.approx(expected, abs=1e-12)
    assert float(evaluate(DISTANCE, here)) == pytest.approx(jsd(*values), abs=1e-12)
    assert float(evaluate(GAME, here)) == pytest.approx(math.log(4) - 2 * jsd(*values), abs=1e-12)


def test_the_best_value_of_the_discriminator_on_a_grid_is_the_value_of_the_game():
    data, model = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    grid = np.linspace(1e-4, 1 - 1e-4, 20_001)[:, None]
    best = np.min(-data * np.log(grid) - model * np.log(1 - grid), axis=0).sum()
    assert best == pytest.approx(math.log(4) - 2 * jsd(data, model), abs=1e-7)  # a grid step squared


def test_the_best_answer_to_a_fixed_discriminator_is_the_least_weight_not_the_data():
    data, model = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    rejected = np.log(1 - data / (data + model))
    assert np.argmin(rejected) == 0  # all weight on the first point
    assert rejected[0] < data @ rejected


def test_the_objective_of_the_generator_on_three_points():
    data, model = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    best = data / (data + model)
    assert np.sum(model * np.log((1 - best) / best)) == pytest.approx(kl(model, data), rel=1e-14)
