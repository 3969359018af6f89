"""Data of parametric exercises: taken in exactly or refused by name, and their definiteness shown by the kernel."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
import sympy

from derivations.data import DataError, Penalty, definite, exact, semidefinite, squares, symmetric_rows, term_of
from derivations.kernel import IllFormed
from derivations.kernel.formulas import matrix, natural, positive_definite, positive_semidefinite, real, symmetric
from derivations.kernel.terms import ONE, num
from derivations.refuter.evaluate import holds


@pytest.mark.parametrize("value", [3, Fraction(3), sympy.Integer(3), num(3)])
def test_an_exact_number_is_taken_in(value):
    assert exact(value, "a") == Fraction(3)


@pytest.mark.parametrize(
    "value", [0.5, True, "3", None, sympy.sqrt(2), sympy.Symbol("a"), sympy.Float(0.5), float("inf"), 1j]
)
def test_what_is_not_exact_is_refused_by_name(value):
    with pytest.raises(DataError, match=r"^a = .*SymPy Rational"):
        exact(value, "a")


def test_errors_of_data_are_ill_formed_input():
    assert issubclass(DataError, IllFormed)
    assert issubclass(DataError, ValueError)


@pytest.mark.parametrize(
    "value", [[[1, 2], [2, 3]], ((1, 2), (2, 3)), sympy.Matrix([[1, 2], [2, 3]]), np.array([[1, 2], [2, 3]])]
)
def test_rows_are_read_from_sequences_and_matrices(value):
    rows = symmetric_rows(value, "A")
    assert rows == [[1, 2], [2, 3]]
    assert all(isinstance(x, Fraction) for row in rows for x in row)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([[1, 2], [2]], "A has 2 rows of lengths [2, 1]: a square matrix"),
        ([[1, 2, 3], [2, 3, 4]], "A has 2 rows of lengths [3, 3]"),
        ([[1, 2], [3, 4]], "A is not symmetric: A[1][0] = 3, A[0][1] = 2"),
        ([[1, 0], [0, 0.5]], "A[1][1] = 0.5 is not exact"),
        ("[[1]]", "A = '[[1]]' is not a matrix"),
        (7, "A = 7 is not a matrix"),
        ([], "A = [] is not a matrix"),
        ([1, 2], "A = [1, 2] is not a matrix"),
    ],
)
def test_what_is_no_symmetric_matrix_is_refused_by_name(value, message):
    with pytest.raises(DataError) as caught:
        symmetric_rows(value, "A")
    assert str(caught.value).startswith(message)


def random_symmetric(random: Random, size: int) -> list[list[Fraction]]:
    rank = random.randrange(size + 2)
    b = [[Fraction(random.randrange(-2, 3), random.choice((1, 1, 2))) for _ in range(size)] for _ in range(rank)]
    rows = [[sum((r[i] * r[j] for r in b), Fraction(0)) for j in range(size)] for i in range(size)]
    if random.random() < 0.4:
        i, j = random.randrange(size), random.randrange(size)
        rows[i][j] -= 1
        rows[j][i] = rows[i][j]
    return rows


def form(rows: list[list[Fraction]], v: list[Fraction]) -> Fraction:
    return sum((v[i] * rows[i][j] * v[j] for i in range(len(v)) for j in range(len(v))), Fraction(0))


def kind_by_sympy(rows: list[list[Fraction]]) -> str:
    """Definiteness by SymPy, which shares nothing with the code under test."""
    m = sympy.Matrix(rows)
    return "definite" if m.is_positive_definite else "semidefinite" if m.is_positive_semidefinite else "indefinite"


def direction_in(message: str) -> list[Fraction]:
    return [Fraction(x) for x in message.partition("v = (")[2].partition(")")[0].split(", ")]


def test_random_matrices_are_shown_definite_semidefinite_or_refused_with_a_direction():
    random, seen = Random(1), {"definite": 0, "semidefinite": 0, "indefinite": 0}
    for _ in range(60):
        rows = random_symmetric(random, random.choice((1, 2, 3)))
        kind = kind_by_sympy(rows)
        seen[kind] += 1
        check_semidefinite(rows, kind)
        check_definite(rows, kind)
    assert min(seen.values()) >= 5


def check_semidefinite(rows: list[list[Fraction]], kind: str) -> None:
    if kind == "indefinite":
        with pytest.raises(DataError, match="M is indefinite") as caught:
            semidefinite(rows, "M")
        assert form(rows, direction_in(str(caught.value))) < 0
        return
    theorem = semidefinite(rows, "M")
    assert theorem.conclusion is positive_semidefinite(term_of(rows))
    assert (theorem.hypotheses, theorem.oracles) == ((), frozenset())
    found, direction = squares(rows)
    assert direction is None
    v = [Fraction(k + 1, 3) for k in range(len(rows))]
    assert sum((w * sum(p * q for p, q in zip(line, v, strict=True)) ** 2 for w, line in found), Fraction(0)) == form(
        rows, v
    )


def check_definite(rows: list[list[Fraction]], kind: str) -> None:
    if kind == "definite":
        theorem = definite(rows, "M")
        assert theorem.conclusion is positive_definite(term_of(rows))
        assert (theorem.hypotheses, theorem.oracles) == ((), frozenset())
        return
    with pytest.raises(DataError, match="M is not positive definite") as caught:
        definite(rows, "M")
    v = direction_in(str(caught.value))
    assert any(v)
    value = form(rows, v)
    assert value < 0 if kind == "indefinite" else value == 0


def test_a_barely_definite_matrix_is_refused_and_not_searched_for_ever():
    with pytest.raises(DataError, match="1e-9"):
        definite([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1, 10**12)]], "M")
    assert definite([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1, 10**6)]], "M").hypotheses == ()


def test_a_one_by_one_matrix_is_a_number():
    assert term_of([[Fraction(2)]]) is num(2)
    assert holds(positive_definite(num(2)), {}) is True


def test_an_unspecified_penalty_has_hypotheses_and_given_data_have_none():
    d = natural("d")
    unspecified, given = Penalty.of(None), Penalty.of([[2, 0], [0, 1]])
    assert unspecified.term is matrix("A", d, d)
    assert unspecified.symmetric == [symmetric(unspecified.term)]
    assert unspecified.semidefinite == [positive_semidefinite(unspecified.term)]
    assert unspecified.definite == [positive_definite(unspecified.term)]
    assert given.symmetric == given.semidefinite == given.definite == []
    assert given.vector("beta").shape == (num(2), ONE)
    assert given.design().shape == (natural("n"), num(2))


@pytest.mark.parametrize("value", [matrix("K", 2, 3), matrix("K", 3, 3), real("x")])
def test_a_variable_of_the_wrong_shape_is_refused_by_name(value):
    with pytest.raises(DataError, match=r"^A = "):
        Penalty.of(value, "A", size=num(2))
    assert Penalty.of(matrix("K", 2, 2), "A", size=num(2)).rows is None


def test_a_function_is_no_penalty():
    from derivations.kernel.formulas import lam

    with pytest.raises(DataError, match="a square matrix is needed"):
        Penalty.of(lam(real("x"), real("x")))
