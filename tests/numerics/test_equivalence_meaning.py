"""What a variant needs follows from what is known of everything, of other sides, under roots; nothing else does."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    identity,
    infinity,
    integrable,
    measure,
    natural,
    point,
    real,
    sqrt,
    tends,
)
from derivations.kernel.formulas import function as function_of
from derivations.kernel.terms import REAL, make
from derivations.proof import Proof
from derivations.tactics import Facts
from numerics.claims import Claim
from numerics.equivalence import implied, meant
from numerics.equivalence_meaning import shown, shown_elsewhere
from tests.numerics.equivalence_checks import assumed

a, b, t = map(real, "abt")
u, mu = point("u"), measure("mu")
h, f, g = function_of("h", REAL, REAL), function_of("f"), function_of("g")
n, m = natural("n"), natural("m")
w = real("w")
KNOWN = ForAll(h, Implies(h(a) > 0, Iff(integrable(h(f(u)), u, mu), integrable(h(g(u)), u, mu))))

RULE = ForAll(n, Implies(And(n >= 1, n <= m), ForAll(w, f(u) + n > 0)))
NEEDED = {
    "a rule whose premise is an inequality that follows, about every number": (
        Claim((n > 1, n < m), f(u) + n > 0),
        Claim((n >= 0, n < m), f(u) + n > 0),
    ),
    "the other side of an equivalence, for this function": (
        Claim((h(a) > 0, integrable(h(f(u)), u, mu)), integrable(h(g(u)), u, mu)),
        Claim((h(b) > 0, integrable(h(f(u)), u, mu)), integrable(h(g(u)), u, mu)),
    ),
    "a root's radicand": (
        Claim((a**2 - b**2 > 0,), sqrt(a**2 + b**2) > 0),
        Claim((a**2 - b**2 >= 0,), sqrt(a**2 + b**2) > 0),
    ),
}


@pytest.mark.parametrize("name", NEEDED)
def test_what_follows_is_shown_and_its_neighbour_is_not(name):
    known, (right, wrong) = assumed(KNOWN, RULE), NEEDED[name]
    assert shown(known, right).conclusion.alpha is right.conclusion.alpha
    with pytest.raises(Undecided):
        shown(known, wrong)


@pytest.mark.parametrize(
    ("variant", "follows"),
    [
        (tends(-h(t), t, infinity(), -3), True),
        (tends(-h(t), t, infinity(), 3), False),
        (tends(1 + 2 * h(t), t, infinity(), 7), True),
        (tends(1 + 2 * h(t), t, infinity(), 6), False),
    ],
)
def test_a_multiple_with_a_shift_has_its_limit(variant, follows):
    known = tends(h(t), t, infinity(), 3)
    proof = Proof(given=[known])
    proof.id = "toy.limit"
    assert (implied(proof.conclude(known, by=logic.assume(known)), variant) is not None) is follows


def test_what_is_equal_may_stand_for_another_where_it_is_needed():
    equal = logic.assume(Eq(a, b))
    facts = Facts([equal, logic.assume(Implies(b > 1, h(b) > 0))])
    right, wrong = (Claim((a > c,), h(a) > 0) for c in (1, 0))
    assert shown_elsewhere(facts, right, equal).conclusion.alpha is right.conclusion.alpha
    with pytest.raises(Undecided):
        shown_elsewhere(facts, wrong, equal)


def test_the_inverse_of_the_identity_matrix_means_what_the_identity_means():
    one = identity(2)
    proof = Proof()
    proof.id = "toy.identity"
    proved = proof.conclude(Eq(one, one), by=logic.reflexivity(one))
    needed = [Claim((), make("invertible", make("inv", one)))]
    assert meant(proved, needed, (one, make("inv", one)))
    assert not meant(proved, [Claim((), Eq(make("inv", one), 2 * one))], (one, make("inv", one)))
