"""The Wasserstein GAN: every result says just what the syllabus says, and the numbers are those of plain arithmetic."""

import math

import pytest

from derivations import wasserstein
from derivations.counterexample import find
from derivations.kernel.densities import JSD, KL, expectation, finite_kl, normal
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    counting,
    differentiable,
    function,
    integrable,
    lebesgue,
    log,
    measurable,
    piecewise,
    real,
)
from derivations.kernel.terms import REAL, Term, apply, lam, make, num
from derivations.lemmas import critics
from derivations.lemmas.finite_divergences import weights
from derivations.proof import Proof, once
from derivations.slips import judge
from tests.derivations.spoiling import unnoticed

theta, theta_0, epsilon, x, y, u = map(real, ["theta", "theta_0", "epsilon", "x", "y", "u"])
a, c, B, delta, weight = map(real, ["a", "c", "B", "delta", "lam"])
D, E = (function(name, REAL, REAL) for name in "DE")
GAP = theta - theta_0
Q, P = (lam(x, normal(x, m, epsilon)) for m in (theta, theta_0))
RESULTS = [
    "gaussian_kl",
    "kl_blowup",
    "jsd_flat",
    "unbounded_critic",
    "lipschitz_critic",
    "w1_gradient",
    "gradient_penalty",
]


def states(proof: Proof, conclusion: Term, hypotheses: set[Term]) -> None:
    assert proof.statement.alpha is conclusion.alpha
    assert {h.alpha for h in proof.hypotheses} == {h.alpha for h in hypotheses}
    assert proof.oracles == frozenset()


def loss(f: Term) -> Term:
    return expectation(lebesgue(), Q, f) - expectation(lebesgue(), P, f)


def admissible(f: Term) -> Term:
    bells = [normal(x, m, epsilon) for m in (theta, theta_0)]
    at = apply(f, x)
    return And(*(integrable(piecewise(0 < bell, bell * at), x, lebesgue()) for bell in bells))


# What is stated
def test_the_divergence_of_two_normal_densities_of_one_width():
    value = GAP**2 / (2 * epsilon**2)
    pairs = [(Q, P), (P, Q)]
    claims = [f for one, two in pairs for f in (finite_kl(lebesgue(), one, two), Eq(KL(lebesgue(), one, two), value))]
    states(once(wasserstein.gaussian_kl), And(*claims), {0 < epsilon})


def test_divergence_and_slope_pass_every_bound():
    moving = lam(x, normal(x, u, epsilon))
    finite = finite_kl(lebesgue(), moving, P)
    closed = ForAll(u, And(finite, Eq(KL(lebesgue(), moving, P), (u - theta_0) ** 2 / (2 * epsilon**2))))
    slope = Derivative(GAP**2 / (2 * epsilon**2), theta)
    slopes = And(Eq(slope, GAP / epsilon**2), Eq(abs(slope), abs(GAP) / epsilon**2))

    def passes(top: Term, body: Term) -> Term:
        place = top / (top + B**2 + 1)
        return ForAll(B, And(0 < place, ForAll(epsilon, Implies(And(0 < epsilon, epsilon < place), B < body))))

    each = ForAll(epsilon, Implies(0 < epsilon, And(closed, slopes)))
    expected = And(each, passes(GAP**2 / 2, KL(lebesgue(), Q, P)), passes(abs(GAP), abs(slope)))
    states(once(wasserstein.kl_blowup), expected, {Ne(theta, theta_0)})


def test_point_masses_are_as_far_apart_as_can_be_and_that_does_not_move():
    def divergence(at: Term) -> Term:
        here = Eq(at, theta_0)
        moving = weights((piecewise(here, 1, 0), piecewise(here, 0, 1)))
        return JSD(counting(2), weights((num(1), num(0))), moving)

    flat = divergence(theta)
    level = And(differentiable(flat, theta), Eq(Derivative(flat, theta), 0))
    expected = And(Eq(flat, log(num(2))), level, Eq(divergence(theta_0), 0))
    states(once(wasserstein.jsd_flat), expected, {Ne(theta, theta_0)})


def test_no_integrable_critic_is_best():
    line, falling = lam(x, c * x), lam(x, -c * (GAP / abs(GAP)) * x)
    every = ForAll(c, And(admissible(line), Eq(loss(line), c * GAP)))
    better = ForAll(D, Implies(admissible(D), Exists(E, And(admissible(E), loss(E) < loss(D)))))
    below = ForAll(B, ForAll(c, Implies((B**2 + 1) / abs(GAP) < c, loss(falling) < B)))
    states(once(wasserstein.unbounded_critic), And(every, better, below), {0 < epsilon, Ne(theta, theta_0)})


def test_the_best_critic_of_slope_one():
    best = -(GAP / abs(GAP))
    gentle = ForAll(x, ForAll(y, abs(D(x) - D(y)) <= abs(x - y)))
    shown = And(*admissible(D).args, -abs(GAP) <= loss(D))
    bound = ForAll(D, Implies(And(make("measurable", D), gentle), shown))
    attained = And(
        measurable(best * x, x),
        ForAll(x, ForAll(y, abs(best * x - best * y) <= abs(x - y))),
        Eq(loss(lam(x, best * x)), -abs(GAP)),
    )
    states(once(wasserstein.lipschitz_critic), And(bound, attained), {0 < epsilon, Ne(theta, theta_0)})


def test_the_slope_of_the_distance_is_a_sign():
    slope = Derivative(abs(GAP), theta)
    signs = [Implies(theta_0 < theta, Eq(slope, 1)), Implies(theta < theta_0, Eq(slope, -1))]
    states(once(wasserstein.w1_gradient), And(Eq(slope, GAP / abs(GAP)), Eq(slope**2, 1), *signs), {Ne(theta, theta_0)})


def penalised(at: Term) -> Term:
    return at * delta + weight * (abs(at) - 1) ** 2


def test_the_gradient_penalty_has_one_best_slope_and_perhaps_a_wrong_one():
    far, near = 1 + abs(delta) / (2 * weight), 1 - abs(delta) / (2 * weight)
    best, wrong = -(delta / abs(delta)) * far, delta / abs(delta) * near
    least = -abs(delta) - delta**2 / (4 * weight)
    every = ForAll(a, And(least <= penalised(a), Iff(Eq(penalised(a), least), Eq(a, best))))
    others = ForAll(a, Implies(And(0 < a * delta, Ne(a, wrong)), penalised(wrong) < penalised(a)))
    value = Eq(penalised(wrong), abs(delta) - delta**2 / (4 * weight))
    local = Implies(abs(delta) < 2 * weight, And(Eq(abs(wrong), near), 0 < wrong * delta, value, others))
    expected = And(every, Eq(abs(best), far), best * delta < 0, local)
    states(once(wasserstein.gradient_penalty), expected, {0 < weight, Ne(delta, 0)})


def test_the_results_rest_on_each_other():
    assert once(wasserstein.gaussian_kl).uses == ["divergences.gaussian_kl"]
    assert once(wasserstein.kl_blowup).uses == ["wasserstein.gaussian_kl"]


# The hypotheses are needed, and can be met
WRONG = {
    "the slope of |θ − θ₀| is θ − θ₀": Eq(Derivative(abs(GAP), theta), GAP),
    "the penalised loss is at least −|δ|": -abs(delta) <= penalised(a),
    "the slope of KL is bounded by |θ − θ₀|": abs(GAP / epsilon**2) <= abs(GAP),
    "KL does not depend on ε": Eq(GAP**2 / (2 * epsilon**2), GAP**2 / 2),
}


@pytest.mark.parametrize("claim", WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted(claim):
    assert find(claim, [0 < epsilon, 0 < weight, Ne(theta, theta_0)]) is not None


@pytest.mark.parametrize("slip", wasserstein.ERRATA, ids=lambda s: s.written)
def test_slips_are_refuted_at_a_point(slip):
    found = judge(slip)
    assert (found.status, bool(found.witness)) == ("refuted", True)


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(wasserstein, name), monkeypatch) == []


# Facts computed without the kernel
@pytest.mark.parametrize(("gap", "lam_"), [(1.0, 2.0), (-3.0, 0.5), (0.25, 10.0)])
def test_the_best_penalised_slope_beats_a_grid(gap, lam_):
    def value(at: float) -> float:
        return at * gap + lam_ * (abs(at) - 1) ** 2

    best = once(wasserstein.gradient_penalty).to_function()(delta=gap, lam=lam_)
    assert value(best) == pytest.approx(-abs(gap) - gap**2 / (4 * lam_), rel=1e-12)
    assert value(best) <= min(value(k / 100) for k in range(-1000, 1001))


def test_the_divergence_is_the_midpoint_sum_of_its_integrand():
    at = {"theta": 0.5, "theta_0": -0.25, "epsilon": 0.75}

    def bell(z: float, m: float) -> float:
        return math.exp(-((z - m) ** 2) / (2 * at["epsilon"] ** 2)) / (math.sqrt(2 * math.pi) * at["epsilon"])

    points = [at["theta"] + (k + 0.5) / 200 for k in range(-1600, 1600)]
    total = sum(bell(z, at["theta"]) * math.log(bell(z, at["theta"]) / bell(z, at["theta_0"])) for z in points) / 200
    assert once(wasserstein.gaussian_kl).to_function()(**at) == pytest.approx(total, rel=1e-9)


# The facts about absolute values that the proofs share
@pytest.mark.parametrize("number", [x, x - y])
def test_facts_about_absolute_values_need_no_hypothesis(number):
    shown = [*critics.within(number), critics.parabola(number)]
    expected = [-abs(number) <= number, number <= abs(number), abs(number) <= 1 + number**2]
    assert [t.conclusion.alpha for t in shown] == [f.alpha for f in expected]
    assert all(t.hypotheses == () for t in shown)
