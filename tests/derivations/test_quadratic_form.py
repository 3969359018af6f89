"""Quadratic objectives of two variables: coefficients, critical point and kind, against SymPy."""

from fractions import Fraction
from random import Random

import pytest
import sympy

from derivations.data import DataError
from derivations.kernel import Undecided
from derivations.kernel.formulas import Derivative, Eq, differentiable, real, vector
from derivations.kernel.terms import Term, num
from derivations.quadratic_form import Quadratic
from derivations.refuter.evaluate import evaluate

x, y = real("x"), real("y")
U, W = sympy.symbols("x y", real=True)


def written(coefficients: list[Fraction]) -> Term:
    a, b, c, d, e, f = map(num, coefficients)
    return a * x**2 + b * x * y + c * y**2 + d * x + e * y + f


def test_coefficients_are_read_off_however_the_form_is_written():
    form = Quadratic((2 * x - y) * (x + 3 * y + 1) - (y - 1) ** 2 / 2, x, y)
    assert (form.A, form.B, form.C, form.D, form.E, form.F) == (2, 5, Fraction(-7, 2), 2, 0, Fraction(-1, 2))


def test_random_forms_agree_with_sympy():
    random, kinds = Random(2), set()
    for _ in range(40):
        coefficients = [Fraction(random.randrange(-4, 5), random.choice((1, 2, 3))) for _ in range(6)]
        expression = sum(
            sympy.Rational(k.numerator, k.denominator) * m
            for k, m in zip(coefficients, (U**2, U * W, W**2, U, W, 1), strict=True)
        )
        hessian = sympy.hessian(expression, (U, W))
        if hessian.det() == 0:
            with pytest.raises(Undecided, match="determinant"):
                Quadratic.of(written(coefficients), x, y)
            continue
        form = Quadratic.of(written(coefficients), x, y)
        assert sympy.Matrix(form.hessian) == hessian
        assert form.determinant == Fraction(str(hessian.det()))
        assert sympy.Matrix(form.inverse) == hessian.inv()
        solution = sympy.solve([expression.diff(U), expression.diff(W)], [U, W])
        assert [evaluate(p, {}) for p in form.point] == [Fraction(str(solution[s])) for s in (U, W)]
        kinds.add(form.kind)
        assert form.kind == kind_by_eigenvalues(hessian)
    assert kinds == {"saddle", "minimum", "maximum"}


def kind_by_eigenvalues(hessian: sympy.Matrix) -> str:
    signs = {sympy.sign(v.evalf(30)) for v in hessian.eigenvals()}
    return "saddle" if len(signs) == 2 else "minimum" if signs == {1} else "maximum"


@pytest.mark.parametrize("f", [4 * x**2 - 4 * y**2, x * y, 3 * x * y + y**2, x**2 + 3 * x * y, -x * y + 2 * x - y])
def test_a_saddle_has_a_direction_up_and_one_down(f):
    form = Quadratic.of(f, x, y)
    up, down = form.directions
    assert form.along(up) > 0 > form.along(down)
    centre = evaluate(form.at(*form.point), {})
    for (p, q), sign in ((up, 1), (down, -1)):
        there = evaluate(form.at(*(at + num(s) for at, s in zip(form.point, (p, q), strict=True))), {})
        assert (there - centre) * sign > 0


def test_second_derivatives_are_theorems():
    form = Quadratic.of(4 * x**2 + 3 * x * y - 4 * y**2, x, y)
    for p, row in zip((x, y), form.hessian, strict=True):
        for q, entry in zip((x, y), row, strict=True):
            smooth, value = form.second(p, q)
            inner = Derivative(form.term, q)
            assert smooth.conclusion is differentiable(inner, p)
            assert value.conclusion is Eq(Derivative(inner, p), num(entry))
            assert value.hypotheses == smooth.hypotheses == ()


def test_a_sympy_expression_and_a_term_give_the_same_form():
    assert Quadratic.of(U**2 / 3 - U * W, x, y).hessian == Quadratic.of(x**2 / 3 - x * y, x, y).hessian


def test_the_answer_is_the_critical_point_as_a_column():
    assert evaluate(Quadratic.of((x - 2) ** 2 - (y + 1) ** 2, x, y).answer, {}) == ((2,), (-1,))


@pytest.mark.parametrize("f", [x**3, x**4 - y**2, x * y * (x - 1) * (x + 1), x**2 * y**2 + x * y, x / (1 + y**2)])
def test_what_agrees_with_a_quadratic_at_few_points_is_still_refused(f):
    with pytest.raises(DataError, match="is not a quadratic in x and y"):
        Quadratic(f, x, y)


@pytest.mark.parametrize("f", [vector("x", 2), real("z") * x, x < y])
def test_what_is_no_number_in_x_and_y_is_refused(f):
    with pytest.raises(DataError, match=r"f = .* must be a number that depends on the real symbols x and y only"):
        Quadratic.of(f, x, y)
