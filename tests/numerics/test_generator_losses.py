"""Evidence on the generator's losses: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest

from derivations.kernel.densities import sigmoid
from derivations.kernel.display import opened
from derivations.kernel.formulas import Eq, exp, function, real
from derivations.kernel.terms import REAL, lam, make
from derivations.results import results
from numerics import evidence, generator_losses
from numerics.finite import FIELD
from numerics.generator_losses import Logit, saturating, sigma, slope_differs
from numerics.randomness import generator
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

h, theta = real("h"), real("theta")
logit = function("h", REAL, REAL)
D = sigmoid(logit(theta))


def once_jsd(statement):
    """− JSD for − 2·JSD."""
    slope = statement.args[1]
    variable, body = opened(slope.args[0])
    return Eq(statement.args[0], make("derivative", lam(variable, body.args[0] - body.args[1].args[1]), slope.args[1]))


TOPIC = import_module("derivations.generator_losses")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    return with_statement(TOPIC, name, change)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(generator_losses.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(generator_losses.CHECKS[name], 3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "sigmoid_derivative",
            lambda s: substituted(s, sigmoid(h) * (1 - sigmoid(h)), sigmoid(h) * (1 + sigmoid(h))),
            id="sigmoid_derivative: a sign",
        ),
        pytest.param("saturating_gradient", lambda s: substituted(s, -D, D), id="saturating_gradient: a sign"),
        pytest.param(
            "nonsaturating_gradient",
            lambda s: substituted(s, -(1 - D), -D),
            id="nonsaturating_gradient: the other factor",
        ),
        pytest.param("vanishing", lambda s: substituted(s, exp(h), exp(-h)), id="vanishing: the ratio upside down"),
        pytest.param("combined", lambda s: substituted(s, -logit(theta), logit(theta)), id="combined: a sign"),
        pytest.param("kl_gradient", once_jsd, id="kl_gradient: JSD for twice JSD"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


def test_a_power_series_has_the_slope_of_the_loss_and_no_other():
    at = Logit(Fraction(1, 2), Fraction(3))
    assert slope_differs(saturating, lambda u: -sigma(u), at) is None
    assert slope_differs(saturating, sigma, at)
    assert slope_differs(saturating, lambda u: -sigma(u), at, chain=False)


def test_a_discriminator_that_is_not_frozen_gives_another_gradient():
    at = generator_losses._setting(generator(3))
    assert FIELD.sign(at.objective().b - at.claim().b) == 0
    assert FIELD.sign(at.objective(frozen=False).b - at.claim().b) != 0
