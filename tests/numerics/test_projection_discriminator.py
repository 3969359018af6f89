"""Evidence on the projection discriminator: each result is checked, wrong variants rejected, wrong claims refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

from derivations.kernel.formulas import inv, log, matrix, natural, real, vector
from derivations.kernel.terms import num, replace
from derivations.proof import once
from derivations.results import results
from numerics import evidence, projection_discriminator
from numerics.ledger import allotted
from numerics.projection_discriminator import HALF, offset, one_hot, problem, true_logit
from numerics.randomness import generator
from numerics.variants import substituted

TOPIC = import_module("derivations.projection_discriminator")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))

d, m, k = natural("d"), natural("m"), natural("k")
M, M_hat, S, y, b = matrix("M", m, d), matrix("M_hat", m, d), matrix("S", d, d), vector("y", m), vector("b", m)
mu_y, mu_hat_y = vector("mu_y", d), vector("mu_hat_y", d)
pi_y, pi_hat_y = real("pi_y"), real("pi_hat_y")
FORM = y.T * ((M - M_hat) * vector("phi", d) + b)


def wrong(name, change=lambda s: s, given=lambda h: h):
    """A proof of the named result whose statement or hypotheses were changed: no kernel made it."""
    proof = once(getattr(TOPIC, name))
    hypotheses = tuple(map(given, proof.hypotheses))
    return SimpleNamespace(id=proof.id, hypotheses=hypotheses, statement=change(proof.statement), answer_term=None)


def test_every_result_has_its_check():
    assert set(RESULTS) == set(projection_discriminator.CHECKS) == {"logit", "linear_form", "priors", "covariance"}
    assert all(evidence.covers(f"projection_discriminator.{name}") for name in RESULTS)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    found = evidence.check(once(getattr(TOPIC, name)), seed=11, budget="quick")
    assert (found.status, found.witness) == ("checked", None), found.detail
    assert found.alpha == allotted(f"projection_discriminator.{name}")
    assert len(found.controls) >= 2
    assert all(control.rejected for control in found.controls)


@pytest.mark.parametrize("name", sorted(projection_discriminator.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    for seed in range(3):
        for outcome in projection_discriminator.CHECKS[name](once(getattr(TOPIC, name)), generator(seed), 0.25):
            assert (outcome.witness, outcome.missing) == (None, None)
            assert all(c.rejected for c in outcome.controls), [c.claim for c in outcome.controls if not c.rejected]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("logit", lambda s: substituted(s, HALF, num(1)), id="logit: without one half"),
        pytest.param("logit", lambda s: substituted(s, mu_y - mu_hat_y, mu_hat_y - mu_y), id="logit: the sign"),
        pytest.param(
            "priors", lambda s: substituted(s, log(pi_y / pi_hat_y), log(pi_hat_y / pi_y)), id="priors: upside down"
        ),
        pytest.param("priors", lambda s: substituted(s, log(pi_y / pi_hat_y), num(0)), id="priors: left out"),
        pytest.param("linear_form", lambda s: substituted(s, M - M_hat, M_hat - M), id="linear_form: the sign of A"),
        pytest.param("linear_form", lambda s: substituted(s, FORM, FORM + 1), id="linear_form: another offset"),
        pytest.param("covariance", lambda s: substituted(s, inv(S), S), id="covariance: S for its inverse"),
        pytest.param(
            "covariance", lambda s: substituted(s, (M - M_hat) * inv(S), M - M_hat), id="covariance: A without it"
        ),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


@pytest.mark.parametrize("name", ["linear_form", "covariance"])
def test_the_linear_form_with_another_offset_is_refuted(name):
    found = evidence.check(wrong(name, given=lambda h: replace(h, HALF, num(1))), seed=11, budget="quick")
    assert found.status == "refuted", found.detail


def test_classes_are_drawn_one_hot():
    rng = generator(5)
    drawn = [one_hot(rng) for _ in range(60)]
    assert {p["m"] for p in drawn} == {1, 2, 3, 4}
    assert any(p["k"] != p["m"] - 1 and p["k"] for p in drawn)
    for p in drawn:
        assert p["y"].entries == tuple(Fraction(i == p["k"]) for i in range(p["m"]))


def test_the_oracle_is_the_quotient_of_two_exponentials():
    rng = generator(3)
    for _ in range(5):
        p = problem(rng)
        precision = np.linalg.inv(p["S"])
        far, near = ((p["phi"] - p[n]).T @ precision @ (p["phi"] - p[n]) for n in ("mu_hat_y", "mu_y"))
        assert true_logit(p, p["S"])[0] == pytest.approx((far - near).item() / 2, rel=1e-9, abs=1e-9)
        own, other = (p[n].T @ precision @ p[n] for n in ("mu_y", "mu_hat_y"))
        assert offset(p, precision)[p["k"], 0] == pytest.approx((other - own).item() / 2, rel=1e-9, abs=1e-9)
