"""The generator's losses: every result says just what the syllabus says, and the gradients are the differences'."""

import math
from collections.abc import Callable

import pytest

from derivations import generator_losses
from derivations.counterexample import find
from derivations.kernel.densities import expectation, sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    exp,
    function,
    infinity,
    integrable,
    lam,
    log,
    measure,
    piecewise,
    point,
    real,
    tends,
)
from derivations.kernel.terms import REAL, Term, make, num
from derivations.lemmas import logistic
from derivations.proof import Proof, once
from derivations.refuter.evaluate import evaluate
from tests.derivations.spoiling import unnoticed

h, theta, t, y = map(real, ["h", "theta", "t", "y"])
logit = function("h", REAL, REAL)
D, SLOPE, SMOOTH = sigmoid(logit(theta)), make("derivative", logit, theta), make("differentiable", logit, theta)
RESULTS = [
    "sigmoid_derivative",
    "saturating_gradient",
    "nonsaturating_gradient",
    "vanishing",
    "combined",
    "label_flip",
]


def states(proof: Proof, conclusion: Term, hypotheses: set[Term]) -> None:
    assert proof.statement.alpha is conclusion.alpha
    assert {a.alpha for a in proof.hypotheses} == {a.alpha for a in hypotheses}
    assert proof.oracles == frozenset()


def bce(d: Term, label: Term | int) -> Term:
    y = label if isinstance(label, Term) else num(label)
    return -y * log(d) - (1 - y) * log(1 - d)


# What is stated
def test_the_derivative_of_the_sigmoid():
    expected = Eq(Derivative(sigmoid(h), h), sigmoid(h) * (1 - sigmoid(h)))
    states(once(generator_losses.sigmoid_derivative), expected, set())


def test_the_saturating_gradient_has_the_factor_minus_d():
    proof = once(generator_losses.saturating_gradient)
    states(proof, Eq(Derivative(log(1 - D), theta), -D * SLOPE), {SMOOTH})
    assert proof.answer_term is -D * SLOPE


def test_the_nonsaturating_gradient_has_the_factor_minus_one_minus_d():
    proof = once(generator_losses.nonsaturating_gradient)
    states(proof, Eq(Derivative(-log(D), theta), -(1 - D) * SLOPE), {SMOOTH})
    assert proof.answer_term is -(1 - D) * SLOPE


def test_far_out_the_saturating_factor_vanishes_like_the_exponential_and_the_other_does_not():
    far = sigmoid(-t)
    expected = And(
        tends(-far, t, infinity(), 0),
        tends(far / exp(-t), t, infinity(), 1),
        tends(-(1 - far), t, infinity(), -1),
        Eq(-sigmoid(h) / -(1 - sigmoid(h)), exp(h)),
    )
    states(once(generator_losses.vanishing), expected, set())


def test_both_losses_together_are_minus_the_logit():
    loss = log(1 - D) - log(D)
    expected = And(Eq(loss, -logit(theta)), Eq(Derivative(loss, theta), -SLOPE))
    states(once(generator_losses.combined), expected, {SMOOTH})


def test_cross_entropy_with_flipped_labels_is_the_nonsaturating_loss():
    over, q, x, logits = measure("mu"), function("q"), point("x"), function("h")
    d = sigmoid(logits(x))
    means = [expectation(over, q, lam(x, value)) for value in (bce(d, 1), -log(d))]
    exists = integrable(piecewise(0 < q(x), q(x) * -log(d)), x, over)
    states(once(generator_losses.label_flip), And(ForAll(x, Eq(bce(d, 1), -log(d))), Eq(*means)), {exists})


def test_the_results_rest_on_each_other():
    used = {name: {u.partition(".")[2] for u in once(getattr(generator_losses, name)).uses} for name in RESULTS}
    assert used == {
        "sigmoid_derivative": set(),
        "saturating_gradient": {"sigmoid_derivative"},
        "nonsaturating_gradient": {"sigmoid_derivative"},
        "vanishing": set(),
        "combined": {"saturating_gradient", "nonsaturating_gradient"},
        "label_flip": set(),
    }


# The hypotheses are needed, and can be met
WRONG = {
    "the derivative of the sigmoid is the sigmoid": Eq(Derivative(sigmoid(h), h), sigmoid(h)),
    "the saturating factor is −(1 − D)": Eq(Derivative(log(1 - sigmoid(h)), h), -(1 - sigmoid(h))),
    "the non-saturating factor is −D": Eq(Derivative(-log(sigmoid(h)), h), -sigmoid(h)),
    "the saturating gradient has the other sign": Eq(Derivative(log(1 - sigmoid(h)), h), sigmoid(h)),
    "the ratio is e^−h": Eq(-sigmoid(h) / -(1 - sigmoid(h)), exp(-h)),
    "both losses together are h": Eq(log(1 - sigmoid(h)) - log(sigmoid(h)), h),
    "the label 0 gives the non-saturating loss": Eq(bce(sigmoid(h), 0), -log(sigmoid(h))),
    "every label gives the non-saturating loss": Eq(bce(sigmoid(h), y), -log(sigmoid(h))),
}


@pytest.mark.parametrize("claim", WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted(claim):
    assert find(claim, []) is not None


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(generator_losses, name), monkeypatch) == []


# Facts computed without the kernel
def sigma(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def quotient(f: Callable[[float], float], at: float) -> float:
    return (f(at + 1e-5) - f(at - 1e-5)) / 2e-5


@pytest.mark.parametrize("at", [-3.0, -0.5, 0.0, 2.0])
def test_the_derivative_of_the_sigmoid_is_the_difference_quotient(at):
    found = once(generator_losses.sigmoid_derivative).to_function()(h=at)
    assert found == pytest.approx(quotient(sigma, at), rel=1e-8)  # the quotient is right to about 1e-10


LOSSES = {
    "saturating_gradient": lambda d: math.log(1 - d),
    "nonsaturating_gradient": lambda d: -math.log(d),
    "combined": lambda d: math.log(1 - d) - math.log(d),
}


@pytest.mark.parametrize(("name", "loss"), LOSSES.items(), ids=LOSSES)
@pytest.mark.parametrize("at", [-2, 0, 1])
def test_the_gradients_are_the_difference_quotients_for_a_cubic_logit(name, loss, at):
    z = real("z")
    proof = once(getattr(generator_losses, name))
    value = evaluate(proof.answer_term, {logit: lam(z, z**3 / 4 - z), theta: at})
    expected = quotient(lambda v: loss(sigma(v**3 / 4 - v)), at)
    assert float(value) == pytest.approx(expected, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("far", [10.0, 30.0])
def test_at_a_confident_discriminator_the_saturating_factor_is_as_small_as_the_exponential(far):
    ratio = once(generator_losses.vanishing).to_function()(h=-far)
    assert ratio == pytest.approx(sigma(-far) / (1 - sigma(-far)), rel=1e-12)
    assert sigma(-far) / math.exp(-far) == pytest.approx(1, abs=2 * math.exp(-far))


# The facts about the sigmoid that the proofs share
@pytest.mark.parametrize(
    ("theorem", "expected"),
    [
        (logistic.positive, 0 < sigmoid(t + 1)),
        (logistic.below_one, sigmoid(t + 1) < 1),
        (logistic.complement, Eq(1 - sigmoid(t + 1), exp(-(t + 1)) * sigmoid(t + 1))),
        (logistic.log_complement, Eq(log(1 - sigmoid(t + 1)), log(sigmoid(t + 1)) - (t + 1))),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_facts_about_the_sigmoid_need_no_hypothesis(theorem, expected):
    found = theorem(t + 1)
    assert (found.conclusion.alpha, found.hypotheses, found.oracles) == (expected.alpha, (), frozenset())
