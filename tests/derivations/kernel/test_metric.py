"""Distances and complete spaces."""

import pytest

from derivations.kernel import IllFormed, iterations, logic, metric
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Implies,
    function,
    infinity,
    iterate,
    natural,
    point,
    sqnorm,
    sqrt,
    tends,
    unfolding,
    vector,
)
from derivations.kernel.terms import NAT, ONE, REAL, SPACE, ZERO, Sort, lam, matrix_sort

n, k = natural("n"), natural("k")
u, v, f = point("u"), point("v"), function("f", SPACE, SPACE)
d = function("d", SPACE, Sort("function", SPACE, REAL))


def test_columns_of_any_size_are_complete():
    theorem = metric.euclidean_complete(n)
    x, y = vector("x", n), vector("y", n)
    assert theorem.hypotheses == ()
    assert theorem.conclusion.alpha is metric.complete(lam(x, lam(y, sqrt(sqnorm(x - y))))).alpha
    assert not theorem.oracles


def test_complete_says_that_every_cauchy_sequence_has_a_limit():
    s = function("s", NAT, SPACE)
    meaning = unfolding(metric.complete(d))
    found = Implies(metric.cauchy(d, s), Eq(ZERO, ZERO)).args[0]
    assert meaning is not None
    inside = logic.specialise(logic.assume(meaning), s).conclusion
    assert inside.args[0].alpha is found.alpha
    limit = logic.assume(tends(d(s(k))(u), k, infinity(), 0))
    assert logic.exhibit(inside.args[1], u, limit).conclusion is inside.args[1]


@pytest.mark.parametrize(
    "wrong",
    [
        function("d", SPACE, REAL),
        function("d", SPACE, Sort("function", NAT, REAL)),
        function("d", SPACE, Sort("function", SPACE, matrix_sort(2, 1))),
        u,
    ],
)
def test_a_distance_takes_two_points_of_one_space(wrong):
    with pytest.raises(IllFormed, match="a distance takes two points of one space"):
        metric.metric(wrong)


def test_a_map_of_points_can_be_iterated():
    assert iterations.iterate_start(f, u).conclusion is Eq(iterate(f, u, ZERO), u)
    step = iterations.iterate_step(f, u, k).conclusion
    assert step is Eq(iterate(f, u, k + ONE), f(iterate(f, u, k)))
    assert ForAll(u, step).op == "forall"


@pytest.mark.parametrize("wrong", [function("f", SPACE, REAL), function("f", REAL, SPACE), function("f", NAT, REAL)])
def test_only_a_map_of_a_space_into_itself_can_be_iterated(wrong):
    with pytest.raises(IllFormed, match="into itself"):
        iterate(wrong, u, k)
