"""Generated slips: each changes one place, says which, and makes another statement."""

from __future__ import annotations

import pytest
from numpy.random import default_rng

from derivations.kernel.densities import KL, expectation, normal
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Ne,
    function,
    inv,
    log,
    matrix,
    measure,
    natural,
    real,
)
from derivations.kernel.terms import ONE, num, replace
from numerics.errors import UnexpectedForm
from numerics.variants import mutants, places, some, substituted

x, y, s, lam_ = real("x"), real("y"), real("s"), real("lam")
n = natural("n")
A = matrix("A", n, n)
mu, p, q = measure("mu"), function("p"), function("q")


@pytest.mark.parametrize(
    ("statement", "slip", "before", "after"),
    [
        (Eq(x, y + 1), "a sign flipped", y + 1, y - 1),
        (Eq(x, 1 - y), "u for 1 − u", 1 - y, y),
        (Eq(x, n * lam_), "n dropped", n * lam_, lam_),
        (Eq(x, y / 2), "a factor ½ dropped", y / 2, y),
        (Eq(x, y / s), "a factor ½", y / s, y / (2 * s)),
        (Eq(x, lam_ * y), "a factor 2", lam_ * y, 2 * (lam_ * y)),
        (Eq(A.T * A, A), "a transpose dropped", A.T, A),
        (Eq(inv(A), A), "an inverse dropped", inv(A), A),
        (Eq(x**2, y), "a square dropped", x**2, x),
        (Eq(abs(x), y), "an absolute value dropped", abs(x), x),
        (x > y, "≥ for >", x > y, x >= y),
        (Eq(x, log(num(4))), "log 2 for log(4)", log(num(4)), log(num(2))),
        (Eq(x, normal(x, y, s)), "the variance for the standard deviation", normal(x, y, s), normal(x, y, s**2)),
        (Eq(x, normal(x, y, s)), "mean and standard deviation swapped", normal(x, y, s), normal(x, s, y)),
        (Eq(x, KL(mu, p, q)), "the two densities swapped", KL(mu, p, q), KL(mu, q, p)),
        (
            Eq(x, expectation(mu, p, q)),
            "density and integrand swapped",
            expectation(mu, p, q),
            expectation(mu, q, p),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_slip_says_what_it_changed_and_where(statement, slip, before, after):
    found = [m for m in mutants(statement) if m.slip == slip and m.before is before]
    assert [m.after for m in found] == [after]
    assert found[0].statement is replace(statement, before, after)
    assert str(found[0]) == f"{slip}: {after} for {before}"


def test_under_a_binder_the_place_is_shown_with_its_variable():
    (found,) = [m for m in mutants(ForAll(x, Ne(x - y, 0))) if m.slip == "a sign flipped"]
    assert (repr(found.before), repr(found.after)) == ("x - y", "x + y")
    assert found.statement is ForAll(x, Ne(x + y, 0))


def test_each_variant_is_another_statement_and_comes_once():
    statement = And(Eq(x + x, 2 * x), x <= y, Eq(x * 1, x))
    found = [wrong.statement.alpha for wrong in mutants(statement)]
    assert len(found) == len(set(found))
    assert statement.alpha not in found


def test_what_does_not_fit_is_left_out():
    tall = matrix("B", n, 1)
    assert not [m for m in mutants(Eq(tall.T * tall, ONE)) if m.slip == "a transpose dropped"]
    assert [m for m in mutants(Eq(A.T, A)) if m.slip == "a transpose dropped"]


def test_a_substitution_that_changes_nothing_is_refused():
    with pytest.raises(UnexpectedForm, match="does not occur"):
        substituted(Eq(x, y), s, x)
    assert substituted(Eq(x, y), y, s) is Eq(x, s)


def test_some_variants_are_drawn_from_all_of_them_and_only_they_are_built():
    statement = ForAll(x, And(Eq(A.T * A, A * n), And(x * y / 2 > x - y, x - y < x + y)))
    every = {m.statement for m in mutants(statement)}
    drawn = [some(statement, 6, default_rng(seed)) for seed in range(40)]
    assert all(len({m.statement for m in found}) == len(found) == 6 for found, _ in drawn)
    assert {m.statement for found, _ in drawn for m in found} == every
    assert {known for _, known in drawn} == {len(list(places(statement)))}
    assert {m.statement for m in some(statement, 1000, default_rng(0))[0]} == every
