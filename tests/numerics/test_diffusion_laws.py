"""Evidence on the laws of diffusion: checked, every wrong variant rejected, and wrong statements are refuted."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest

from derivations.kernel.densities import normal, pushes_forward
from derivations.kernel.formulas import And, Eq, ForAll, Implies, Product, identity, lebesgue, sqrt
from derivations.kernel.random_vectors import independent, mean_and_covariance
from derivations.kernel.terms import ONE, ZERO, apply, lam
from derivations.lemmas import combined_moments, forward_process, gaussian_pair
from derivations.lemmas.isotropic_normals import isotropic, standard
from numerics import diffusion_laws, evidence, normal_space
from numerics import forward_process as grids
from numerics.intervals import Balls
from numerics.randomness import generator
from numerics.spaces import Lebesgue
from numerics.truth import Truth, decide
from tests.numerics.topic_checks import assert_checked, assert_supported, with_statement

TOPIC = import_module("derivations.diffusion")
LAWS = sorted(diffusion_laws.CHECKS)


@pytest.mark.parametrize("name", LAWS)
def test_a_proved_law_is_checked_and_every_wrong_variant_rejected(name):
    assert_checked(TOPIC, name)


@pytest.mark.parametrize("name", LAWS)
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(diffusion_laws.CHECKS[name], 2)


V, G, F = combined_moments, gaussian_pair, forward_process
ROOT, SQUARE = sqrt(G.VARIANCE), G.a**2 + G.b**2
BETAS = Product(F.beta(F.s), F.s, F.t)


def combined(c, s):
    """That c·X + s·E has the covariance I."""
    image = lam(G.w, c * V.X(G.w) + s * V.E(G.w))
    return mean_and_covariance(V.mu, V.p, image, c * V.m + s * V.e, identity(V.d))


def reached(mean, variance):
    """That x_t has this mean and variance for t ≥ 1."""
    return ForAll(F.t, Implies(And(1 <= F.t, F.t <= F.T), F.has_density(F.X(F.t), isotropic(mean, variance))))


def spread(deviation):
    """That a·ε₁ + b·ε₂ has this deviation."""
    return Implies(0 < SQUARE, G.has_density(G.COMBINED, lam(G.x, normal(G.x, ZERO, deviation))))


WRONG = {
    "x is not scaled": ("variance_preserving", combined(ONE, sqrt(V.beta))),
    "no roots": ("variance_preserving", combined(1 - V.beta, V.beta)),
    "variance a² + b² + ab": ("sum_of_gaussians", Eq(G.mean(apply(G.COMBINED, G.w) ** 2), SQUARE + G.a * G.b)),
    "deviation a² + b²": ("sum_of_gaussians", spread(SQUARE)),
    "the law of (a + b)·ε₁": ("sum_of_gaussians", G.same_law(G.COMBINED, lam(G.w, (G.a + G.b) * G.E_1(G.w)))),
    "variance √(1 − α_t)": ("kernel", reached(sqrt(F.alpha(F.t)) * F.x_0, sqrt(1 - F.alpha(F.t)))),
    "α_t = Π β_s": ("kernel", reached(sqrt(BETAS) * F.x_0, 1 - BETAS)),
    "x_0 is not scaled": ("kernel", reached(F.x_0, 1 - F.alpha(F.t))),
    "mean α_t·x_0": ("kernel", reached(F.alpha(F.t) * F.x_0, 1 - F.alpha(F.t))),
}


@pytest.mark.parametrize(("name", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_statement_is_refuted_with_a_witness(name, wrong):
    found = evidence.check(with_statement(TOPIC, name, lambda _: wrong), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


# Finite spaces, convolutions, grids
def test_columns_have_covariance_one_and_are_independent():
    at = diffusion_laws.independent(generator(3), 2)
    assert sum(mass for *_, mass in at.cells) == 1
    for c, s in ((1, 0), (0, 1)):
        assert at.covariance(Fraction(c), Fraction(s)).tolist() == [[1, 0], [0, 1]]
    assert at.covariance(Fraction(1), Fraction(1)).tolist() == [[2, 0], [0, 2]]
    same = diffusion_laws.same_column(generator(3), 2)
    assert same.covariance(Fraction(1), Fraction(1)).tolist() == [[4, 0], [0, 4]]


def test_a_convolution_is_enclosed():
    a, b, x = Fraction(3), Fraction(-4), Fraction(1)
    assert float(diffusion_laws.convolved(a, b, x)) == pytest.approx(np.exp(-0.02) / (5 * np.sqrt(2 * np.pi)), rel=1e-9)
    assert float(diffusion_laws.power_mean(a, b, 4)) == pytest.approx(3 * 25**2, rel=1e-8)


def test_a_process_adds_up_its_variances():
    at = grids.Process((Fraction(5),), ((Fraction(4, 5), Fraction(3, 5)), (Fraction(3, 5), Fraction(4, 5))))
    assert at.moments(1) == ((Fraction(4),), Fraction(9, 25))
    assert at.moments(2) == at.stated(2) == ((Fraction(12, 5),), 1 - Fraction(12, 25) ** 2)
    assert at.moments(2, correlation=1)[1] == (Fraction(3, 5) * Fraction(3, 5) + Fraction(4, 5)) ** 2
    assert at.betas(2) == Fraction(12, 25) ** 2


def test_a_density_on_the_grid_integrates_to_one():
    at = grids.process(generator(1), 1, 4)
    step = grids.GRID[1] - grids.GRID[0]
    assert grids.on_grid(at, 3).sum() * step == pytest.approx(1, abs=1e-12)


# Normal sample spaces
POINT = {G.mu: Lebesgue(2), G.p: normal_space.standard(2)}
FIRST, SUM = normal_space.affine(2, [(Fraction(0), (1, 0))]), normal_space.affine(2, [(Fraction(0), (1, 1))])
SECOND, CONSTANT = normal_space.affine(2, [(Fraction(0), (0, 1))]), normal_space.affine(2, [(Fraction(2), (0, 0))])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(FIRST, SECOND, True), (FIRST, CONSTANT, True), (FIRST, FIRST, False), (SUM, SECOND, False)],
)
def test_independence_is_that_of_the_coordinates(one, other, expected):
    claim = independent(G.mu, G.p, G.E_1, G.E_2)
    found = decide(claim, {**POINT, G.E_1: one, G.E_2: other})
    assert found == Truth(expected, not expected)


def test_a_coordinate_is_standard_normal_and_a_sum_is_not():
    claim = pushes_forward(G.mu, G.p, G.E_1, lebesgue(), G.STANDARD)
    assert decide(claim, {**POINT, G.E_1: FIRST}) == Truth(True, False)
    assert decide(claim, {**POINT, G.E_1: SUM}) == Truth(False)


def test_a_numbered_point_has_coordinates():
    value = SUM.over(Balls())(0).only
    assert float(value) == pytest.approx(1 / 3 - 2)
    assert float(normal_space.standard(1).over(Balls())(1).only) == pytest.approx(np.exp(-2) / np.sqrt(2 * np.pi))


@pytest.mark.parametrize(("size", "steps"), [(1, 2), (2, 2)])
def test_the_processes_of_the_generic_check_meet_the_hypotheses(size, steps):
    values = grids.noises(size, steps)
    point = {v: values[v.data] for g in F.GIVEN for v in g.free}
    assert all(decide(given, point).value is True for given in F.GIVEN)
    assert decide(F.law(F.t), {**point, F.t: 2}) == Truth(True, False)
    assert decide(F.has_density(F.X(F.t), standard(F.d)), {**point, F.t: 1}) == Truth(False)
