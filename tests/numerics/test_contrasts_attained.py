"""What variants say of borders: only what the hypotheses and premises allow there tells against them."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, ForAll, Iff, Implies, real, sqrt
from derivations.kernel.terms import ZERO, num
from numerics.claims import Claim
from numerics.contrasts import contrasts
from numerics.contrasts_attained import attained
from numerics.places import Drawn

h, s, x, y = map(real, ("h", "s", "x", "y"))
ROOT = sqrt(s**2 + 1) - s


def said(hypotheses, right, wrong):
    """What the two say of the border."""
    return attained(hypotheses, right, contrasts(right, wrong))


@pytest.mark.parametrize(("old", "new"), [(h < ROOT, h <= ROOT), (ROOT <= h, ROOT < h)])
def test_a_border_that_may_be_met_refutes(old, new):
    (found,) = said([h > 0, s > 0], Iff(x > 0, old), Iff(x > 0, new))
    assert h not in found.conclusion.free
    assert Drawn({s: num(2).data}).truth(found.conclusion) is False


def test_a_border_that_no_hypothesis_allows_refutes_nothing():
    (found,) = said([h > 0], Iff(x > 0, h < -(s**2)), Iff(x > 0, h <= -(s**2)))
    assert Drawn({s: num(2).data}).truth(found.conclusion) is True


def test_premises_are_meant_for_the_border_too():
    (found,) = said([h > 0], Implies(h < 1, Iff(x > 0, h < ROOT)), Implies(h < 1, Iff(x > 0, h <= ROOT)))
    assert [p.alpha for p in found.premises] == [(ROOT < 1).alpha]


def test_nothing_is_said_where_the_number_is_on_both_sides_or_the_sides_differ():
    assert not said([], Iff(x > 0, h < h + s), Iff(x > 0, h <= h + s))
    assert not said([], Iff(x > 0, h < ROOT), Iff(x > 0, h <= 2 * ROOT))
    assert not said([], Iff(x > 0, h < ROOT), Iff(x > 0, ROOT <= h))


LEAST, ROOT_OF_TWO = num(1), sqrt(num(2))


def value(of, other=None):
    """The function, which is 1 for √2 and greater elsewhere."""
    return (of**2 - 2) ** 2 + of**2 - (of if other is None else other) ** 2 + 1


BOUND, STRICT = ForAll(x, LEAST <= value(x)), ForAll(x, LEAST < value(x))
MET = Eq(value(ROOT_OF_TWO), LEAST)


def test_a_strict_bound_is_refuted_by_a_value_at_which_it_is_met():
    (found,) = said([], And(BOUND, MET), And(STRICT, MET))
    assert found.conclusion.alpha is (found.conclusion.args[0] < found.conclusion.args[0]).alpha


def test_not_by_another_equation_or_by_different_values_of_one_variable():
    for known in (Eq(value(y), LEAST), Eq(value(ROOT_OF_TWO, sqrt(num(3))), LEAST), Eq(value(ROOT_OF_TWO), num(2))):
        assert not said([], And(BOUND, known), And(STRICT, known))


def test_not_where_something_is_supposed_of_the_variable():
    claim = Claim((), LEAST < value(x))
    assert attained([], MET, [claim])
    assert not attained([x > 5], MET, [claim])
    assert not attained([], MET, [Claim((x > ZERO,), claim.conclusion)])
