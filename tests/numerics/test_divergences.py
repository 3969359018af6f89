"""Evidence on divergences: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest

from derivations.kernel.densities import JSD, KL, entropy, normal
from derivations.kernel.formulas import (
    Eq,
    Product,
    Sum,
    entry,
    exp,
    function,
    lebesgue,
    log,
    measure,
    natural,
    real,
    vector,
)
from derivations.kernel.terms import lam, num
from derivations.results import results
from numerics import divergences, evidence
from numerics.divergences import closed_form, fixed_response
from numerics.gaussians import kl_of
from numerics.randomness import generator
from numerics.statement import examine
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

mu, p, q = measure("mu"), function("p"), function("q")
x, n = real("x"), natural("n")


TOPIC = import_module("derivations.divergences")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    return with_statement(TOPIC, name, change)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(divergences.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(divergences.CHECKS[name], 3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "gibbs",
            lambda s: substituted(s, num(0) <= KL(mu, p, q), num(0) < KL(mu, p, q)),
            id="gibbs: strict at p = q",
        ),
        pytest.param(
            "jsd", lambda s: substituted(s, num(0) <= JSD(mu, p, q), num(0) < JSD(mu, p, q)), id="jsd: strict at p = q"
        ),
        pytest.param("jsd", lambda s: substituted(s, log(num(2)), log(num(4))), id="jsd: log 4 for log 2"),
        pytest.param(
            "kl_convex",
            lambda s: substituted(s, s.args[1], s.args[1].args[1] <= s.args[1].args[0]),
            id="kl_convex: concave",
        ),
        pytest.param(
            "generator_objective",
            lambda s: substituted(s, KL(mu, q, p), KL(mu, p, q)),
            id="generator_objective: the other divergence",
        ),
        pytest.param(
            "likelihood", lambda s: substituted(s, entropy(mu, p), entropy(mu, q)), id="likelihood: the other entropy"
        ),
        pytest.param(
            "gan_global_optimum",
            lambda s: substituted(s, log(num(4)), log(num(2))),
            id="gan_global_optimum: log 2 for log 4",
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


m, s, k, t = (real(name) for name in ("mu_1", "sigma_1", "mu_2", "sigma_2"))
GAUSSIAN = KL(lebesgue(), lam(x, normal(x, m, s)), lam(x, normal(x, k, t)))
CLOSED = log(t / s) + (s**2 + (m - k) ** 2) / (2 * t**2) - num(1) / 2
POSITIVE = [0 < s, 0 < t, s < 8, t < 8, num(1) / 8 < s, num(1) / 8 < t]


def test_the_divergence_of_gaussians_is_tried_at_rational_parameters():
    found = examine(POSITIVE, Eq(GAUSSIAN, CLOSED), generator(1), 1.0)
    assert (found.witness, found.missing) == (None, None)
    assert found.cases >= 3


@pytest.mark.parametrize(
    "claim",
    [
        log(s / t) + (s**2 + (m - k) ** 2) / (2 * t**2) - num(1) / 2,
        log(t / s) + (s**2 + (m - k) ** 2) / (2 * t**2),
        log(t / s) + (t**2 + (m - k) ** 2) / (2 * s**2) - num(1) / 2,
        (m - k) ** 2,
    ],
    ids=["log upside down", "one half dropped", "arguments swapped", "factor lost"],
)
def test_a_wrong_divergence_of_gaussians_is_refuted(claim):
    assert examine(POSITIVE, Eq(GAUSSIAN, claim), generator(1), 1.0).witness


def test_the_diagonal_gaussian_is_tried_in_several_dimensions():
    i = natural("i")
    mean, spread, z = vector("mu", n), vector("sigma", n), vector("z", n)
    one = lam(z, Product(normal(entry(z, i), entry(mean, i), exp(entry(spread, i))), i, n))
    unit = lam(z, Product(normal(entry(z, i), num(0), num(1)), i, n))
    a, b = entry(mean, i), entry(spread, i)
    right = -(num(1) / 2) * Sum(1 + 2 * b - a**2 - exp(b) ** 2, i, n)
    claims = (Eq(KL(lebesgue(n), one, unit), right), Eq(KL(lebesgue(n), one, unit), 2 * right))
    found, slip = (examine([n <= 2], claim, generator(2), 1.0) for claim in claims)
    assert (found.witness, found.missing) == (None, None)
    assert slip.witness


def test_the_closed_form_differs_from_each_of_its_slips():
    one, other = (Fraction(1), Fraction(2)), (Fraction(0), Fraction(3))
    assert kl_of(one, other).overlaps(closed_form(one, other))
    assert not any(kl_of(one, other).overlaps(closed_form(one, other, slip)) for slip in divergences.SLIPS)


def test_the_best_response_to_a_fixed_discriminator_is_not_the_data():
    assert "loses more" in (fixed_response() or "")
