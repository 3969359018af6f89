"""Steps written down as lists of operations do what the evaluation of the step does, case by case."""

from fractions import Fraction

import pytest
from flint import arb

from derivations.kernel.formulas import block, exp, identity, inv, log, piecewise, real, vector
from derivations.kernel.terms import lam
from numerics.errors import NoValue
from numerics.evaluation import Evaluator
from numerics.intervals import Balls, precision
from numerics.matrices import Matrix
from numerics.unrolled import CASES, Unrolled

v, a = vector("v", 2), real("a")
POINT = {a: Fraction(1, 3)}
STEPS = {
    "a curve": block([[v[0] - a * exp(v[1]) / (1 + v[0] ** 2)], [v[1] * a + v[0]]]),
    "two cases": block([[-v[0]], [piecewise(0 < v[0], v[1] / 2, v[1] - 1)]]),
    "an inverse of what does not move": inv(2 * identity(2)) * v,
    "an inverse of what moves": inv((3 + v[0] ** 2) * identity(2)) * v,
}


def plain(step, start, count):
    at = start
    for _ in range(count):
        at = step(at)
    return at


@pytest.mark.parametrize("name", STEPS)
def test_many_steps_reach_what_evaluation_reaches(name):
    with precision(200):
        step = Evaluator(Balls(), POINT).value(lam(v, STEPS[name]))
        start = Matrix(2, 1, (arb(1) / 7, arb(2)))
        fast, slow = plain(Unrolled(step), start, 40), plain(step, start, 40)
        assert all(x.overlaps(y) and (x - y).mid() == 0 for x, y in fast.paired(slow))


def test_each_case_is_written_down_once():
    with precision(64):
        unrolled = Unrolled(Evaluator(Balls(), POINT).value(lam(v, STEPS["two cases"])))
        plain(unrolled, Matrix(2, 1, (arb(1), arb(2))), 30)
        assert len(unrolled.programs) == 2


def test_a_step_of_many_cases_is_evaluated_when_none_fits():
    body = v[1]
    for k in range(2 * CASES):
        body = piecewise(v[0] < k, body, body + k)
    with precision(64):
        step = Evaluator(Balls(), POINT).value(lam(v, block([[v[0] + 1], [body]])))
        unrolled, start = Unrolled(step), Matrix(2, 1, (arb(-1) / 2, arb(0)))
        assert plain(unrolled, start, 3 * CASES) == plain(step, start, 3 * CASES)
        assert len(unrolled.programs) == CASES


@pytest.mark.parametrize("body", [log(v[0] - 1) * v, 1 / (v[0] - 1) * v, piecewise(0 < v[0] - 1, 1, -1) * v])
def test_outside_its_domain_and_where_a_case_is_open_it_has_no_value(body):
    with precision(64):
        step = Evaluator(Balls(), POINT).value(lam(v, body))
        unrolled, ball = Unrolled(step), arb(1, 0.5)
        unrolled(Matrix(2, 1, (arb(3), arb(1))))
        assert unrolled.programs
        with pytest.raises(NoValue):
            step(Matrix(2, 1, (ball, arb(1))))
        with pytest.raises(NoValue):
            unrolled(Matrix(2, 1, (ball, arb(1))))
