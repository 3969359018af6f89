"""Evidence for the ridge results: each is checked, each wrong variant rejected, a wrong statement refuted."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

import derivations
from derivations.kernel.formulas import Eq, real
from derivations.kernel.terms import make
from derivations.proof import once
from numerics import evidence, ridge, ridge_learn, ridge_limits
from numerics.instances import parts
from numerics.ledger import allotted
from numerics.matrices import Matrix, single
from numerics.randomness import generator
from numerics.variants import substituted

RESULTS = sorted(ridge.CHECKS)
LAM = real("lam")


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    proof = once(getattr(derivations.ridge, name))
    return SimpleNamespace(
        id=proof.id,
        hypotheses=proof.hypotheses,
        statement=change(proof),
        answer_term=proof.answer_term,
        to_function=proof.to_function,
    )


def real_n_lam(term):
    """The product n·λ."""
    return next(t for t in parts(term, "mul") if t.args[1] is LAM)


def centred_with_lambda(proof):
    """λ for nλ in the centred problem alone (in both problems it would be true)."""
    regular, same = proof.statement.args
    solved = substituted(same.args[1], real_n_lam(same.args[1]), LAM)
    return make("and", regular, make("iff", same.args[0], solved))


def reversed_shift(proof):
    left, right = proof.statement.args
    return left, right.args[0] - right.args[1]


def retargeted(proof):
    """Least squares is not twice least squares."""
    limit = next(parts(proof.statement, "tends"))
    near = make("near", 2 * limit.args[2].args[0])
    return substituted(proof.statement, limit, make("tends", *limit.args[:2], near))


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    found = evidence.check(once(getattr(derivations.ridge, name)), seed=11, budget="quick")
    assert (found.status, found.witness, found.alpha) == ("checked", None, allotted(f"ridge.{name}")), found.detail
    assert found.controls
    assert all(control.rejected for control in found.controls)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "gradient",
            lambda p: substituted(p.statement, p.answer_term, p.answer_term.args[0] - p.answer_term.args[1]),
            id="penalty subtracted",
        ),
        pytest.param(
            "gradient",
            lambda p: substituted(p.statement, p.answer_term, 2 * p.answer_term),
            id="doubled gradient",
        ),
        pytest.param(
            "closed_form", lambda p: substituted(p.statement, real_n_lam(p.statement), LAM), id="lambda for n lambda"
        ),
        pytest.param(
            "global_minimum",
            lambda p: substituted(p.statement, p.answer_term, p.answer_term.args[0]),
            id="excess without penalty",
        ),
        pytest.param("unique", lambda p: make("positive_definite", p.statement.args[0].args[0]), id="no penalty"),
        pytest.param("centering", centred_with_lambda, id="centred with lambda"),
        pytest.param("bias_equivariance", lambda p: Eq(*reversed_shift(p)), id="bias moves back"),
        pytest.param("limits", retargeted, id="twice least squares"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11)
    assert found.status == "refuted", found.detail
    assert "=" in (found.witness or "")


@pytest.mark.parametrize(
    "prove",
    [
        pytest.param(lambda: derivations.ridge.gradient([[0, 0], [0, 1]]), id="gradient"),
        pytest.param(lambda: derivations.ridge.closed_form([[0, 0], [0, 1]]), id="closed form"),
        pytest.param(lambda: derivations.ridge.unique([[2, 1], [1, 2]]), id="unique"),
        pytest.param(lambda: derivations.ridge.centering([[2]]), id="centering"),
        pytest.param(lambda: derivations.ridge.bias_equivariance([[0, 0], [0, 3]]), id="bias"),
        pytest.param(lambda: derivations.ridge.limits([[2, 1], [1, 2]]), id="limits"),
    ],
)
def test_a_proof_for_given_data_is_checked_too(prove):
    assert evidence.check(prove(), seed=4, budget="quick").status == "checked"


def test_scikit_learn_agrees_on_its_diabetes_data_to_ten_digits_and_not_with_lambda_for_n_lambda():
    found = ridge_learn.against_scikit_learn(derivations.ridge.centering())
    assert (found.cases, found.witness) == (len(ridge_learn.STRENGTHS), None)
    assert [c.rejected for c in found.controls] == [True]


def test_scikit_learn_would_notice_an_error_in_the_tenth_digit(monkeypatch):
    exact = ridge_learn.learned
    monkeypatch.setattr(ridge_learn, "learned", lambda *a: (exact(*a)[0] * (1 + 2e-10), exact(*a)[1]))
    assert ridge_learn.against_scikit_learn(derivations.ridge.centering()).witness


def test_a_penalised_bias_moves_by_one_half_only():
    one = np.ones((1, 1))
    assert ridge_learn.shift_effect(one, one, 1.0, 1.0, np.zeros(1))[0] == 0.5


def test_symmetric_differences_of_a_quadratic_are_its_gradient():
    at = Matrix(2, 1, (Fraction(1, 3), Fraction(-2)))
    slopes = ridge.symmetric_differences(
        lambda v: single(3 * v[0, 0] * v[0, 0] + v[0, 0] * v[1, 0] - 5 * v[1, 0]),
        at.map(lambda x: ridge.Rationals().number(x)),
    )
    assert [Fraction(int(x.p), int(x.q)) for x in slopes.entries] == [0, Fraction(1, 3) - 5]


def test_the_rates_hold_with_one_quarter_and_that_is_nearly_sharp():
    problems = list(ridge_limits.sharp())
    for rate in (ridge_limits.near_zero, ridge_limits.far_away):
        assert all(f is None for p in problems for f in rate(p, Fraction(1, 4)))
        assert any(f is not None for p in problems for f in rate(p, Fraction(1, 50)))


def test_least_squares_by_orthogonal_factors_minimises_the_objective():
    problem = ridge.float_problem(generator(3))
    assert np.allclose(ridge.stacked(problem), ridge.minimised(problem), atol=ridge.FOUND)
