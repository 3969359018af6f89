"""Evidence on the evidence lower bound: each result is checked, each wrong variant rejected, wrong claims refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest

from derivations.kernel.densities import KL
from derivations.kernel.formulas import function, measure, natural
from derivations.kernel.terms import num
from derivations.results import results
from numerics import evidence, vae
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

TOPIC = import_module("derivations.vae")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))
mu, q = measure("mu"), function("q")


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    return with_statement(TOPIC, name, change)


def test_every_result_has_a_check():
    assert sorted(vae.CHECKS) == RESULTS


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(vae.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(vae.CHECKS[name], 3)


AFTER, BEFORE = TOPIC.posterior(TOPIC.JOINT), TOPIC.prior
R_AFTER = TOPIC.posterior(TOPIC.r)
half = num(Fraction(1, 2))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "elbo", lambda s: substituted(s, KL(mu, q, R_AFTER), 2 * KL(mu, q, R_AFTER)), id="elbo: the gap twice"
        ),
        pytest.param(
            "elbo_bound", lambda s: substituted(s, KL(mu, q, BEFORE), -KL(mu, q, BEFORE)), id="elbo_bound: a sign"
        ),
        pytest.param(
            "elbo_bound", lambda s: substituted(s, KL(mu, q, AFTER), KL(mu, q, BEFORE)), id="elbo_bound: another gap"
        ),
        pytest.param(
            "gaussian_decoder",
            lambda s: substituted(s, natural("D") / num(2), half),
            id="gaussian_decoder: the power one half",
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    changed = wrong(name, change)
    assert changed.statement.alpha is not getattr(TOPIC, name)().statement.alpha
    found = evidence.check(changed, seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


def test_a_latent_knows_its_posterior_and_its_evidence():
    at = vae.SPECIMEN
    assert at.posterior == [Fraction(2, 5), Fraction(3, 5)]
    assert vae.sign(at.evidence - vae.log(Fraction(5, 16))) == 0
    assert vae.sign(at.evidence - at.elbo(at.posterior)) == 0
    assert vae.sign(at.evidence - at.elbo(at.q)) == 1


def test_a_black_pixel_has_the_squared_error_of_its_distance_and_no_other():
    image = ([Fraction(1), Fraction(0)], [Fraction(0), Fraction(0)], Fraction(1, 2))
    assert vae.negative_log(image).overlaps(vae.squared_error(image))
    assert not vae.negative_log(image).overlaps(vae.squared_error(image, flip=-1))
    assert not vae.negative_log(image).overlaps(vae.squared_error(image, Fraction(1, 2)))
