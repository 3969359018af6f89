"""A limit and its variant with a multiple of the function: what both say together."""

from __future__ import annotations

import pytest

from derivations.kernel import algebra
from derivations.kernel.formulas import Eq, Implies, exp, infinity, near, real, tends
from derivations.kernel.terms import num
from numerics.claims import claims
from numerics.contrasts_limits import multiples

x, a, b = map(real, "xab")
RIGHT = Implies(a > 0, tends(b * exp(-a * x) + a, x, infinity(), a))


def said(wrong):
    return [(c.premises, c.conclusion) for c in multiples(RIGHT, claims(wrong))]


@pytest.mark.parametrize(
    ("body", "factor"),
    [(2 * (b * exp(-a * x) + a), num(2)), (-b * exp(-a * x) - a, num(-1)), ((a + exp(-a * x) * b) / 2, num(1) / 2)],
)
def test_a_limit_of_a_multiple_is_that_multiple(body, factor):
    ((premises, conclusion),) = said(Implies(a > 0, tends(body, x, infinity(), a)))
    assert premises == (a > 0,)
    assert algebra.field(Eq(conclusion.args[0], factor * a))
    assert conclusion.args[1] is a


@pytest.mark.parametrize(
    "wrong",
    [
        Implies(a > 0, tends(2 * (b * exp(-a * x)) + a, x, infinity(), a)),
        Implies(a > 0, tends(2 * (b * exp(-a * x) + a), x, infinity(), b)),
        Implies(a > 0, tends(2 * (b * exp(-a * x) + a), x, near(0), a)),
        Implies(b > 0, tends(2 * (b * exp(-a * x) + a), x, infinity(), a)),
        Implies(a > 0, tends(2 * (b * exp(-a * x) + a), x, infinity(), infinity())),
    ],
    ids=["no multiple", "another limit", "elsewhere", "another premise", "no number"],
)
def test_nothing_follows_from_other_variants(wrong):
    assert said(wrong) == []
