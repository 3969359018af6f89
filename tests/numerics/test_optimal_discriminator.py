"""Evidence on optimal discriminators: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest
from flint import arb

from derivations.kernel.densities import JSD
from derivations.kernel.formulas import function, log, measure, point, real
from derivations.kernel.terms import num
from derivations.results import results
from numerics import evidence, optimal_discriminator
from numerics.gaussians import discriminator_value, jsd_of
from numerics.instances import the
from numerics.optimal_discriminator import searched
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

p, q, t, x = (real(name) for name in "pqtx")
mu, data, model, at = measure("mu"), function("p"), function("q"), point("x")
BEST = p / (p + q)


def least(statement):
    """The inequality between two integrals."""
    return the(statement, "le", lambda t: t.args[0].op == "integral")


TOPIC = import_module("derivations.optimal_discriminator")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    return with_statement(TOPIC, name, change)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(optimal_discriminator.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(optimal_discriminator.CHECKS[name], 3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("optimum", lambda s: substituted(s, BEST, q / (p + q)), id="optimum: labels swapped"),
        pytest.param(
            "global_minimum",
            lambda s: substituted(s, num(0) < s.args[0].args[1], s.args[0].args[1] < 0),
            id="global_minimum: a maximum",
        ),
        pytest.param("global_minimum", lambda s: substituted(s, BEST, num(1) / 2), id="global_minimum: one half"),
        pytest.param("logit", lambda s: substituted(s, log(p / q), log(q / p)), id="logit: the ratio upside down"),
        pytest.param(
            "gaussian_logit",
            lambda s: substituted(s, num(Fraction(1, 2)), num(1)),
            id="gaussian_logit: factor one half",
        ),
        pytest.param(
            "functional",
            lambda s: substituted(s, least(s), least(s).args[1] <= least(s).args[0]),
            id="functional: a maximum",
        ),
        pytest.param("equilibrium", lambda s: substituted(s, num(1) / 2, num(1) / 3), id="equilibrium: one third"),
        pytest.param("value", lambda s: substituted(s, log(num(4)), log(num(2))), id="value: log 2 for log 4"),
        pytest.param(
            "value",
            lambda s: substituted(s, 2 * JSD(mu, data, model), JSD(mu, data, model)),
            id="value: JSD for twice JSD",
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


def test_the_search_ends_at_the_optimum():
    assert searched(3.0, 1.0) == pytest.approx(0.75, abs=1e-6)


def test_the_value_for_two_gaussians_is_enclosed_on_both_sides():
    one, other = (Fraction(0), Fraction(1)), (Fraction(1), Fraction(1))
    divergence, value = jsd_of(one, other), discriminator_value(one, other)
    assert value.overlaps(arb(4).log() - 2 * divergence)
    assert not value.overlaps(arb(2).log() - 2 * divergence)
    assert float(divergence) == pytest.approx(0.1114, abs=1e-3)
