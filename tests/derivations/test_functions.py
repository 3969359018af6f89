"""Answers as NumPy functions: numbers in, numbers out; arrays in, arrays out; no warning about a case not taken."""

import math

import numpy as np
import pytest
from scipy import stats

from derivations.functions import compiled
from derivations.kernel import ProofError
from derivations.kernel.densities import multivariate_normal, normal, sigmoid
from derivations.kernel.formulas import (
    And,
    Integral,
    Not,
    Product,
    Sum,
    det,
    entry,
    exp,
    lebesgue,
    log,
    matrix,
    natural,
    ones,
    pi,
    piecewise,
    real,
    sqrt,
    trace,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, REAL, Sort, apply, num, var
from derivations.results import find

t, m, s, a = real("t"), real("m"), real("s"), real("a")
v, i, d = vector("v", natural("d")), natural("i"), natural("d")
GRID = np.array([-1.0, 0.0, 0.5, 2.0])


def test_pi_and_sigmoid_are_evaluated():
    assert compiled(2 * pi())() == 2 * math.pi
    assert compiled(sigmoid(t))(t=0.0) == 0.5
    assert np.array_equal(compiled(sigmoid(t))(t=GRID), 1 / (1 + np.exp(-GRID)))


def test_a_normal_density_is_evaluated():
    expected = np.exp(-((GRID - 1) ** 2) / 8) / (np.sqrt(2 * np.pi) * 2)
    assert np.allclose(compiled(normal(t, m, s))(t=GRID, m=1.0, s=2.0), expected, rtol=1e-15)  # two roundings


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (piecewise(t > 0, t, -t), [1.0, 0.0, 0.5, 2.0]),
        (piecewise(And(0 <= t, t <= 1), 1), [0.0, 1.0, 1.0, 0.0]),
        (piecewise(Not(t <= 0), sqrt(t) * sqrt(t), pi()), [math.pi, math.pi, 0.5, 2.0]),
    ],
    ids=str,
)
def test_the_case_that_holds_is_taken(term, expected):
    assert np.allclose(compiled(term)(t=GRID), expected, rtol=1e-15, atol=0)  # a root is rounded, then squared
    assert [float(compiled(term)(t=value)) for value in GRID] == pytest.approx(expected, rel=1e-15)


def test_a_number_gives_a_number():
    assert np.ndim(compiled(piecewise(t > 0, t, -t))(t=-3.0)) == 0
    assert compiled(piecewise(t > 0, t, -t))(t=-3.0) == 3.0
    assert not isinstance(compiled(piecewise(t > 0, t, -t))(t=-3.0), np.ndarray)


@pytest.mark.filterwarnings("error")
def test_the_case_that_does_not_hold_gives_no_warning():
    entropy = compiled(piecewise(t > 0, t * log(t)))
    assert np.array_equal(entropy(t=np.array([0.0, 1.0, -2.0])), [0.0, 0.0, 0.0])
    assert compiled(piecewise(Not(t <= 0), 1 / t))(t=0.0) == 0.0


@pytest.mark.filterwarnings("error")
def test_a_logarithm_outside_of_cases_warns_still():
    with pytest.raises(RuntimeWarning, match="divide by zero"):
        compiled(log(t))(t=np.array([0.0]))


def test_sums_and_entries_are_evaluated():
    values = np.array([1.0, 2.0, 4.0])
    assert compiled(Sum(entry(v, i) ** 2 * a, i, d))(v=values, a=2.0) == 42.0
    assert compiled(entry(v, 2) + num(1))(v=values) == 5.0


def test_a_determinant_and_a_trace_are_numpy_s():
    values = np.array([[2.0, 1.0, 0.0], [0.5, 3.0, -1.0], [1.0, 0.0, 4.0]])
    M = matrix("M", 3, 3)
    assert compiled(det(M * M.T))(M=values) == pytest.approx(np.prod(np.linalg.svd(values)[1]) ** 2, rel=1e-12)
    assert compiled(trace(M) * t)(M=values, t=2.0) == 18.0


def test_of_a_single_row_determinant_trace_and_entry_are_the_number():
    k = natural("k")
    S, rows = matrix("S", k, k), matrix("X", k, 2)
    assert compiled(det(S) + trace(S))(S=np.array([[3.0]])) == 6.0
    assert compiled(Sum(entry(rows * ones(2, 1), i), i, k))(X=np.array([[3.0, 4.0]])) == 7.0


def test_a_function_of_an_index_is_the_array_of_its_values():
    f = var("f", Sort("function", NAT, REAL))
    values = np.array([1.0, 2.0, 4.0])
    assert compiled(Sum(apply(f, i) * a, i, natural("n")))(f=values, n=2, a=3.0) == 9.0  # 21 with all three
    assert compiled(Product(1 - apply(f, i), i, 3))(f=values) == 0.0
    with pytest.raises(ValueError, match="f must be an array"):
        compiled(apply(f, num(1)))(f=3.0)


def test_a_multivariate_normal_density_is_scipy_s():
    x, S = vector("x", d), matrix("S", d, d)
    spread, at = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([0.3, -1.0])
    density = compiled(multivariate_normal(x, zeros(d, 1), S))(x=at, S=spread)
    assert np.ravel(density) == pytest.approx(stats.multivariate_normal(np.zeros(2), spread).pdf(at), rel=1e-12)


@pytest.mark.parametrize(
    ("term", "what"),
    [
        (apply(var("g", Sort("function", REAL, REAL)), t), r"depends on g \(real -> real\)"),
        (Integral(exp(-(t**2)), t, var("mu", Sort("measure", REAL))), "depends on mu"),
        (Integral(exp(-(t**2)), t, lebesgue(1)), "has no form there"),
    ],
    ids=["function", "measure", "integral"],
)
def test_what_is_no_formula_in_numbers_is_refused_in_one_sentence(term, what):
    with pytest.raises(ProofError, match=what):
        compiled(term)()


@pytest.mark.parametrize("name", ["vae.linear_gaussian", "vae.bernoulli_decoder", "diffusion.kernel"])
def test_answers_with_determinants_and_functions_of_an_index_can_be_called(name):
    values = {
        "vae.linear_gaussian": {"W": np.eye(3, 2), "S": np.eye(2), "m": np.zeros(2), "x": np.ones(3), "b": np.ones(3)}
        | {"s": 1.0},
        "vae.bernoulli_decoder": {"g": np.array([0.5, 0.25]), "x": np.array([1.0, 0.0]), "D": 2},
        "diffusion.kernel": {"x": np.ones(1), "x_0": np.zeros(1), "beta": np.array([0.5, 0.5]), "t": 2},
    }[name]
    expected = {
        "vae.linear_gaussian": -1.5 * math.log(2 * math.pi) - 1,  # tr(WSWᵀ)/2 = 1, and KL = 0
        "vae.bernoulli_decoder": 0.375,
        "diffusion.kernel": math.exp(-2 / 3) / math.sqrt(1.5 * math.pi),  # N(1; 0, 3/4)
    }[name]
    assert float(np.squeeze(find(name).proof.to_function()(**values))) == pytest.approx(expected, rel=1e-12)
