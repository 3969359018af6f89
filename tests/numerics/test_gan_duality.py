"""Evidence on the GAN's dual: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from derivations.kernel.formulas import Sum, entry, exp, log, matrix, natural, ones, real, sqnorm, vector
from derivations.kernel.terms import num
from derivations.proof import once
from derivations.results import results
from numerics import evidence, gan_duality
from numerics.gan_duality import Problem, stationary, tilted
from numerics.priors import PRIORS
from numerics.randomness import generator
from numerics.statement import rejection
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

C, m, e, y = map(real, ["C", "lam", "e", "y"])
N, K, d, i = map(natural, "NKdi")
X, G, w, b = matrix("X", N, d), matrix("G", K, d), vector("w", d), vector("b", d)
lam_x, lam_z = vector("lam_x", N), vector("lam_z", K)
LINEAR = Sum(entry(G * w, i), i, K)
MOMENT = X.T * lam_x + G.T * (ones(K) + lam_z)
SOFT = log(1 + exp(y))
TOPIC = import_module("derivations.gan_duality")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    return with_statement(TOPIC, name, change)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", sorted(gan_duality.CHECKS))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(gan_duality.CHECKS[name], 4)


def turned(statement):
    """The first inequality between quadratics the other way round."""
    below = statement.args[0]
    return substituted(statement, below, below.args[1] <= below.args[0])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("loss", lambda t: substituted(t, LINEAR, 2 * LINEAR), id="loss: a factor 2"),
        pytest.param("convex", turned, id="convex: concave"),
        pytest.param(
            "quadratic_conjugate",
            lambda t: substituted(t, -sqnorm(b) / (2 * C), sqnorm(b) / (2 * C)),
            id="quadratic_conjugate: + for −",
        ),
        pytest.param(
            "softplus_conjugate",
            lambda t: substituted(t, log(-m / (1 + m)), log(-(1 + m) / m)),
            id="softplus_conjugate: the odds upside down",
        ),
        pytest.param(
            "softplus_conjugate",
            lambda t: substituted(t, (1 + m) * log(1 + m), -((1 + m) * log(1 + m))),
            id="softplus_conjugate: a sign",
        ),
        pytest.param("softplus_conjugate", lambda t: substituted(t, num(0) < SOFT, SOFT < 0), id="negative at λ = 0"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("quadratic_conjugate", lambda t: substituted(t, b / C, C * b), id="quadratic_conjugate: w = C·b"),
        pytest.param(
            "dual", lambda t: substituted(t, -sqnorm(MOMENT) / (2 * C), sqnorm(MOMENT) / (2 * C)), id="dual: + for −"
        ),
        pytest.param("dual", lambda t: substituted(t, ones(K) + lam_z, ones(K) - lam_z), id="dual: 1 − λ for 1 + λ"),
        pytest.param("dual", lambda t: substituted(t, (N + K) * e, N * e - e), id="dual: nearer than it is"),
        pytest.param(
            "strong_duality",
            lambda t: substituted(t, sqnorm(C * w - MOMENT), 2 * sqnorm(C * w - MOMENT)),
            id="strong_duality: twice the gap",
        ),
    ],
)
def test_a_wrong_statement_is_seen_to_fail(name, change):
    proof = once(getattr(TOPIC, name))
    found = rejection(
        proof.hypotheses, proof.statement, change(proof.statement), generator(5), 40, PRIORS.get(proof.id)
    )
    assert found is not None


# The oracles by themselves
def test_the_program_and_its_gradient_belong_together():
    problem, at, step = Problem(np.array([[1.0, 2.0]]), np.array([[0.5, -1.0]]), 2.0), np.array([0.3, -0.2]), 1e-6
    moved = [problem.primal(at + step * e) - problem.primal(at - step * e) for e in np.eye(2)]
    assert np.array(moved) / (2 * step) == pytest.approx(problem.slope(at), abs=1e-8)


def test_a_dual_by_hand():
    problem = Problem(np.array([[1.0]]), np.array([[3.0]]), 2.0)
    half = np.array([-0.5, -0.5])
    assert problem.dual(half) == pytest.approx(-(1.0**2) / 4 + 2 * np.log(2))
    assert problem.dual(half, sign=1) == pytest.approx(1 / 4 + 2 * np.log(2))


def test_the_least_value_by_hand():
    assert tilted(-0.5, 0.0) == pytest.approx(np.log(2))


def test_the_settings_of_strong_duality_are_stationary():
    for seed in range(5):
        drawn = stationary(generator(seed))
        x, g = ([float(entry.ball()) for entry in drawn[name].entries] for name in "XG")
        at = float(drawn["w"].entries[0])
        problem = Problem(np.array(x)[:, None], np.array(g)[:, None], float(drawn["C"].ball()))
        assert problem.c > 0
        slope = float(problem.slope(np.array([at]))[0])
        assert min(abs(slope - at * problem.c * share) for share in (0, 1 / 2, -2)) < 1e-9
        shares = [float(share) for name in ("lam_x", "lam_z") for share in drawn[name].entries]
        assert shares == pytest.approx([-1 / (1 + np.exp(-at * point)) for point in (*x, *g)])
