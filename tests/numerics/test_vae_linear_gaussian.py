"""Evidence on the linear Gaussian model: independent oracles agree, wrong variants and statements are rejected."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Implies,
    det,
    identity,
    inv,
    log,
    matrix,
    natural,
    positive_definite,
    unit,
)
from derivations.kernel.terms import num
from derivations.lemmas import diagonal_gaussians, linear_gaussian
from derivations.lemmas import linear_gaussian_model as model
from derivations.proof import Proof
from numerics import matrices
from numerics.described_matrices import described
from numerics.evaluation import Evaluator
from numerics.exact import Rationals, rational
from numerics.judge import Judge
from numerics.linear_gaussian_exact import Exact, setting
from numerics.priors import PRIORS
from numerics.randomness import generator
from numerics.statement import rejection
from numerics.truth import Truth, decide
from numerics.vae_linear_gaussian import Model, drawn_nodes, log_normal, models, nodes
from numerics.vae_linear_gaussian import linear_gaussian as check
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_supported

NAME = "vae.linear_gaussian"
C, T, M = model.MARGINAL, model.COVARIANCE, model.PRECISION
LEAST = diagonal_gaussians.least(M, linear_gaussian.i)


@cache
def proved() -> Proof:
    return linear_gaussian.prove()


def test_what_the_checks_find_supports_the_claim_for_every_seed():
    assert_supported(check, 4)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(C, model.W * model.W.T + model.s * identity(model.D), id="s for s² in the evidence"),
        pytest.param(T, inv(M), id="the covariance M⁻¹"),
        pytest.param(log(det(model.S)), -log(det(model.S)), id="+log det S"),
        pytest.param(model.MISFIT, model.MISFIT / 2, id="half the misfit"),
        pytest.param(model.MEAN, -model.MEAN, id="the sign of the mean"),
        pytest.param(linear_gaussian.GAP, -linear_gaussian.GAP, id="the sign of the gap"),
        pytest.param(LEAST, -LEAST, id="det M/Π Mᵢᵢ"),
        pytest.param(LEAST, 2 * LEAST, id="log(Π Mᵢᵢ/det M) without ½"),
    ],
)
def test_a_wrong_statement_is_rejected_with_a_witness(right, wrong):
    changed = substituted(proved().statement, right, wrong)
    assert changed.alpha is not proved().statement.alpha
    assert rejection(proved().hypotheses, proved().statement, changed, generator(5), 12, PRIORS[NAME])


# The oracles
def test_conditioning_gives_the_posterior_that_is_known_by_hand():
    """W = 2, s = 1, x − b = 5: M = 5, the mean is 2 and the variance 1/5."""
    w, y = (matrices.of_rows([[rational(n)]]) for n in (2, 5))
    one = Exact(w, y, rational(1))
    mean, cov = one.conditioned()
    assert (mean.only, cov.only) == (rational(2), rational(Fraction(1, 5)))
    assert one.wrong() is None
    assert one.wrong(scale=0) is None  # s = 1 cannot tell
    assert Exact(one.w, one.y, rational(2)).wrong(scale=0) is not None


def test_the_nodes_integrate_what_they_should():
    points, weights = nodes(3, 2)
    assert weights.sum() == pytest.approx(1)
    assert weights @ (points[:, 0] ** 4 * points[:, 1] ** 2) == pytest.approx(3)
    assert weights @ points[:, 0] ** 6 != pytest.approx(15)  # degree 6 is beyond three nodes
    cov = np.array([[2.0, 0.5], [0.5, 1.0]])
    points, weights = drawn_nodes(np.array([1.0, -1.0]), cov)
    assert weights @ points == pytest.approx(np.array([1.0, -1.0]))
    off = points - np.array([1.0, -1.0])
    assert (off.T * weights) @ off == pytest.approx(cov)


def test_quadrature_gives_the_evidence_that_is_known_by_hand():
    """W = 1, b = 0, s = 1: x ~ N(0, 2)."""
    at = Model(np.eye(1), np.zeros(1), np.array([1.5]), 1.0, np.zeros(1), np.eye(1))
    assert at.evidence() == pytest.approx(-(1.5**2) / 4 - 0.5 * np.log(4 * np.pi), abs=1e-9)
    assert at.elbo(at.mean, np.eye(1) / 2) == pytest.approx(at.evidence(), abs=1e-9)
    assert at.elbo(at.mean, np.eye(1)) < at.evidence() - 0.1


def test_densities_are_taken_row_by_row():
    at = next(models(generator(1), 1))
    z = np.zeros((2, len(at.m)))
    assert at.joint(z).shape == (2,)
    assert log_normal(np.zeros((3, 2)), np.zeros(2), np.eye(2)) == pytest.approx([-np.log(2 * np.pi)] * 3)


def test_settings_have_posteriors_and_diagonal_covariances_among_them():
    drawn = [setting(generator(seed)) for seed in range(40)]
    spread = [at["S"] for at in drawn]
    assert {at["k"] for at in drawn} == {1, 2}
    assert any(s.rows == 2 and s[0, 1] for s in spread)
    assert any(s.rows == 2 and not s[0, 1] for s in spread)


# Matrices that a formula describes
n, i = natural("n"), natural("i")
V = matrix("V", n, n)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param(lambda entry: entry, Truth(True), id="a positive diagonal"),
        pytest.param(lambda entry: -entry, Truth(None, False), id="a negative one is not definite"),
    ],
)
def test_a_matrix_given_by_its_columns_is_found(claim, expected):
    column = claim(num(Fraction(3, 7))) * unit(n, i)
    described = ForAll(i, Implies(i < n, Eq(V * unit(n, i), column)))
    assert decide(Exists(V, And(positive_definite(V), described)), {n: 2}) == expected


def test_a_column_that_depends_on_the_matrix_describes_nothing():
    judge = Judge(Evaluator(Rationals(), {n: 2}))
    plain, own = (
        Exists(V, ForAll(i, Implies(i < n, Eq(V * unit(n, i), c)))) for c in (unit(n, i), 2 * (V * unit(n, i)))
    )
    found, nothing = (list(described(judge, judge.function(claim.args[0], ()))) for claim in (plain, own))
    assert found == [matrices.identity(Rationals(), 2)]
    assert nothing == []
