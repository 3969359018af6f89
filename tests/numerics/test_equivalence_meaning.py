"""What a variant needs follows from what is known of everything, of other sides, under roots; nothing else does."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import ForAll, Iff, Implies, infinity, integrable, measure, point, real, sqrt, tends
from derivations.kernel.formulas import function as function_of
from derivations.kernel.terms import REAL
from derivations.proof import Proof
from derivations.tactics import Facts
from numerics.claims import Claim
from numerics.equivalence import implied
from numerics.equivalence_meaning import shown

a, b, t = map(real, "abt")
u, mu = point("u"), measure("mu")
h, f, g = function_of("h", REAL, REAL), function_of("f"), function_of("g")
KNOWN = ForAll(h, Implies(h(a) > 0, Iff(integrable(h(f(u)), u, mu), integrable(h(g(u)), u, mu))))

NEEDED = {
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
    facts, (right, wrong) = Facts([logic.assume(KNOWN)]), NEEDED[name]
    assert shown(facts, right).conclusion.alpha is right.conclusion.alpha
    with pytest.raises(Undecided):
        shown(facts, wrong)


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
