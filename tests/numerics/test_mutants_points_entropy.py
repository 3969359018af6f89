"""Points at which a law has no entropy: the hypotheses hold there, and what no other point shows is refuted."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import finite_kl
from derivations.kernel.formulas import function, integrable, log, measure, piecewise, point
from derivations.results import catalogue
from numerics.line_totals import Total
from numerics.mutants_points_entropy import equal_laws, even_prior, positive_everywhere
from numerics.variants import mutants

mu, p, q, x = measure("mu"), function("p"), function("q"), point("x")
SHARE = "p(x)/(p(x) + q(x))"
DROPPED = "a denominator dropped"
SURVIVED = (  # result, slip, what stood there: wrong variants that no point showed before
    ("vae.elbo", DROPPED, "r(z)/q(z)", equal_laws),
    ("divergences.generator_objective", "u for 1 − u", f"1 - {SHARE}", even_prior),
    ("divergences.generator_objective", DROPPED, SHARE, even_prior),
    ("divergences.generator_objective", DROPPED, SHARE, equal_laws),
    ("optimal_discriminator.functional", "u for 1 − u", f"1 - {SHARE}", positive_everywhere),
    ("optimal_discriminator.functional", DROPPED, SHARE, positive_everywhere),
    ("vae.optimal_posterior", DROPPED, "l(z)*p_z(z)/q(z)", equal_laws),
)
SOURCES = (
    ("vae.elbo", equal_laws),
    ("vae.optimal_posterior", equal_laws),
    ("vae.optimal_posterior", even_prior),
    ("divergences.generator_objective", even_prior),
    ("optimal_discriminator.functional", positive_everywhere),
)


def places_of(proof, source):
    letters = {v for formula in (*proof.hypotheses, proof.statement) for v in formula.free}
    return [Total({v: values[v.data] for v in letters}) for values in source()]


@pytest.mark.parametrize(("name", "source"), SOURCES)
def test_the_hypotheses_hold_at_these_points_and_nothing_proved_fails(name, source):
    proof = catalogue()[name].proof
    places = places_of(proof, source)
    assert places
    assert all(place.truth(h) is True for place in places for h in proof.hypotheses)
    assert all(place.truth(proof.statement) is not False for place in places)


@pytest.mark.parametrize(("name", "slip", "before", "source"), SURVIVED)
def test_they_show_what_is_wrong(name, slip, before, source):
    proof = catalogue()[name].proof
    places = places_of(proof, source)
    found = [m for m in mutants(proof.statement) if m.slip == slip and repr(m.before) == before]
    assert any(place.truth(m.statement) is False for m in found for place in places)


def known(source, claim):
    return [Total({v: values[v.data] for v in (mu, p, q)}).truth(claim) for values in source()]


def entropy_of(law, weight):
    return integrable(piecewise(weight(x) > 0, weight(x) * log(law(x)), 0), x, mu)


def test_a_law_without_entropy_has_a_finite_divergence_from_itself():
    assert known(equal_laws, finite_kl(mu, q, p)) == [True]
    assert known(equal_laws, entropy_of(q, q)) == [False]


def test_the_divergence_from_an_even_law_is_infinite_one_way_only():
    assert known(even_prior, finite_kl(mu, q, p)) == [False]
    assert known(even_prior, finite_kl(mu, p, q)) == [True]
    assert known(even_prior, entropy_of(p, q)) == [True]
    assert known(even_prior, entropy_of(q, q)) == [False]


def test_where_both_are_positive_everywhere():
    assert known(positive_everywhere, entropy_of(q, q)) == [False, False]
    assert known(positive_everywhere, integrable(q(x) + p(x), x, mu)) == [True, True]
