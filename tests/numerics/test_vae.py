"""Evidence on the evidence lower bound: each result is checked, each wrong variant rejected, wrong claims refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest

from derivations.kernel.densities import KL
from derivations.kernel.formulas import Product, Sum, function, measure, natural
from derivations.kernel.terms import num
from derivations.lemmas import vae_monte_carlo as monte_carlo
from derivations.lemmas import vae_strings
from derivations.proof import once
from derivations.results import results
from numerics import evidence, vae, vae_decoders
from numerics import vae_monte_carlo as estimates
from numerics.randomness import generator
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
D, M = natural("D"), natural("M")
VARIANCE, TOTAL = monte_carlo.VARIANCE, Sum(Product(vae_strings.FACTORS, vae_strings.i, D), vae_strings.k, num(2) ** D)


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
        pytest.param("monte_carlo", lambda s: substituted(s, VARIANCE / M, VARIANCE), id="monte_carlo: V for V/M"),
        pytest.param("monte_carlo", lambda s: substituted(s, VARIANCE / M, VARIANCE / M**2), id="monte_carlo: V/M²"),
        pytest.param(
            "bernoulli_decoder", lambda s: substituted(s, TOTAL, 2 * TOTAL), id="bernoulli_decoder: the sum twice"
        ),
        pytest.param(
            "bernoulli_decoder",
            lambda s: substituted(s, num(2) ** D, num(2) ** D + 1),
            id="bernoulli_decoder: one string more",
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    changed = wrong(name, change)
    assert changed.statement.alpha is not once(getattr(TOPIC, name)).statement.alpha
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
    assert vae_decoders.negative_log(image).overlaps(vae_decoders.squared_error(image))
    assert not vae_decoders.negative_log(image).overlaps(vae_decoders.squared_error(image, flip=-1))
    assert not vae_decoders.negative_log(image).overlaps(vae_decoders.squared_error(image, Fraction(1, 2)))


def test_a_string_has_the_product_of_its_bits_and_all_strings_have_probability_one():
    g = [Fraction(9, 10), Fraction(1, 4)]
    assert vae_decoders.chance((1, 0), g) == Fraction(27, 40)
    assert vae.sign(vae_decoders.cross_entropy((1, 0), g) - vae.log(Fraction(27, 40))) == 0
    assert vae.sign(vae_decoders.cross_entropy((1, 0), g, swap=True) - vae.log(Fraction(27, 40))) != 0
    assert sum(vae_decoders.chance(x, g) for x in vae_decoders.strings(2)) == 1
    assert sum(vae_decoders.chance(x, g) for x in vae_decoders.twice(vae_decoders.strings(2))) != 1
    assert vae_decoders.strings(0) == [()]
    assert vae_decoders.halves(g) is not None
    assert vae_decoders.example() is None
    assert vae_decoders.grey_gap(Fraction(1, 2), Fraction(9, 10)).overlaps(vae_decoders.arb(1) / 5)


def test_two_coins_err_half_as_much_as_one_and_one_coin_taken_twice_does_not():
    coin = [Fraction(1, 2), Fraction(1, 2)]
    at = estimates.Setting(coin, [Fraction(1), Fraction(-1)], estimates.independent(coin, 2))
    assert (at.size, at.mean, at.variance) == (2, 0, 1)
    assert at.moments() == (0, Fraction(1, 2))
    assert estimates.copied(at).moments() == (0, 1)
    three = estimates.pairwise()
    assert (three.size, three.mean, three.variance) == (3, 1, 4)
    assert three.moments() == (1, Fraction(4, 3))


def test_the_sample_space_of_the_prior_has_the_law_that_it_says():
    for seed in range(10):
        at = estimates.sample_space(generator(seed))
        assert sum(weight for _, weight in estimates.small(generator(seed)).joint) == 1
        assert len(at["mu"].weights) <= 9
        assert at["d"] == 1
        assert 1 <= at["M"] <= 3
