"""Answers as NumPy functions: numbers in, numbers out; arrays in, arrays out; no warning about a case not taken."""

import math

import numpy as np
import pytest

from derivations.functions import compiled
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import And, Not, Sum, entry, log, natural, pi, piecewise, real, sqrt, vector
from derivations.kernel.terms import num

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
