"""Evidence on the Wasserstein GAN: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from types import SimpleNamespace

import pytest

from derivations.kernel.formulas import Derivative, Eq, log, real
from derivations.kernel.terms import num
from derivations.proof import once
from derivations.results import results
from numerics import evidence, wasserstein
from numerics.variants import substituted
from numerics.wasserstein import Pair, Penalised, mean_distance
from tests.numerics.topic_checks import assert_checked, assert_supported

TOPIC = import_module("derivations.wasserstein")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))
theta, theta_0, epsilon, delta, weight = map(real, ["theta", "theta_0", "epsilon", "delta", "lam"])


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    proof = once(getattr(TOPIC, name))
    changed = change(proof.statement)
    assert changed.alpha is not proof.statement.alpha
    return SimpleNamespace(id=proof.id, hypotheses=proof.hypotheses, statement=changed, answer_term=None)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(wasserstein.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(wasserstein.CHECKS[name], 3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "gaussian_kl",
            lambda s: substituted(s, 2 * epsilon**2, epsilon**2),
            id="gaussian_kl: the factor ½",
        ),
        pytest.param(
            "jsd_flat",
            lambda s: substituted(s, log(num(2)), log(num(4))),
            id="jsd_flat: log 4",
        ),
        pytest.param(
            "w1_gradient",
            lambda s: Eq(Derivative(abs(theta - theta_0), theta), theta - theta_0),
            id="w1_gradient: the slope of a square",
        ),
        pytest.param(
            "gradient_penalty",
            lambda s: substituted(s, 4 * weight, 2 * weight),
            id="gradient_penalty: the value",
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


def test_quadrature_gives_the_moments_of_a_normal_density_up_to_the_third():
    at = Pair(Fraction(2), Fraction(0), Fraction(1, 2))
    moments = [at.mean(at.theta, lambda x, k=k: x**k) for k in range(4)]
    assert moments == [1, 2, 4 + Fraction(1, 4), 8 + 3 * 2 * Fraction(1, 4)]
    assert at.divergence() == Fraction(4) / (2 * Fraction(1, 4))


def test_the_mean_distance_from_the_centre_is_that_of_a_half_normal():
    found = mean_distance(Fraction(1), Fraction(2), Fraction(1))
    assert float(found) == pytest.approx(2 * 0.7978845608028654, rel=1e-14)


def test_the_penalised_loss_finds_a_better_slope():
    at = Penalised(Fraction(1), Fraction(1))
    assert at.lower(Fraction(-3, 2), [Fraction(k, 4) for k in range(-12, 13)]) is None
    assert at.lower(Fraction(1, 2), [Fraction(k, 4) for k in range(-12, 13)])
