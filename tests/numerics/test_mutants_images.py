"""What is said of all numbers of images is decided, also beyond m and when two numbers are compared."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, Exists, ForAll, Implies, function, natural
from derivations.kernel.terms import NAT, SPACE
from numerics.mutants_priors_images import galleries
from numerics.places import Drawn
from numerics.randomness import generator
from numerics.spaces import settled

i, j, k, m = map(natural, "ijkm")
x, g = function("x", NAT, SPACE), function("g", NAT, SPACE)
ONLY = ForAll(k, Implies(And(k < m, Eq(g(k), x(i))), Eq(k, j)))
POINT = {m: 2, i: 0, x: settled((0, 1, 2)), g: settled((1, 0, 1))}
TRUTHS = {
    "an image among all": (Exists(i, And(m < i, Eq(x(i), g(k)))), {**POINT, k: 0}, False),
    "one that comes later": (Exists(i, And(m <= i, Eq(x(i), g(k)))), {**POINT, k: 0, x: settled((0, 2, 1))}, True),
    "the only one below m": (Exists(j, And(j < m, And(Eq(g(j), x(i)), ONLY))), POINT, True),
    "none beyond it": (Exists(j, And(m < j, ONLY)), POINT, False),
    "some, if no other counts": (Exists(j, And(m < j, ONLY)), {**POINT, x: settled((2,))}, True),
}


@pytest.mark.parametrize("name", TRUTHS)
def test_all_natural_numbers_are_seen(name):
    claim, point, truth = TRUTHS[name]
    assert Drawn(point).truth(claim) is truth


def test_galleries_have_more_images_than_count():
    drawn = [galleries(generator(seed)) for seed in range(20)]
    assert {p["m"] for p in drawn} == {1, 2}
    assert all(p["x"].repeats[0] == p["m"] + 1 for p in drawn)
