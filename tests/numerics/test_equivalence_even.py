"""Inequalities of degree 4 in one number: by its square and what bounds it; false ones are not proved."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError
from derivations.kernel.formulas import real
from derivations.results import find
from numerics.equivalence import implied
from numerics.equivalence_even import by_squares
from numerics.variants import mutants
from tests.numerics.equivalence_checks import facts

s, t = real("s"), real("t")
CASES = {
    "between the ends": (2 * t**4 - 2 * t**2 < 0, (0 < t, t < 1), (0 < t, t <= 1)),
    "before a zero": (0 < 2 * t**4 - 5 * t**2 + 3, (0 < t, t < 1), (0 < t, t < 2)),
    "back": (t < 1, (0 < t, 2 * t**4 - 2 * t**2 < 0), (0 < t, 2 * t**4 - 8 * t**2 < 0)),
    "beyond an end": (0 <= t**4 - 4 * t**2, (0 < t, 2 <= t), (0 < t, 1 <= t)),
}


@pytest.mark.parametrize("name", CASES)
def test_by_squares(name):
    goal, given, less = CASES[name]
    found = by_squares(facts(*given), goal)
    assert found.conclusion.alpha is goal.alpha
    assert {h.alpha for h in found.hypotheses} <= {h.alpha for h in given}
    with pytest.raises(ProofError):
        by_squares(facts(*less), goal)


def test_two_numbers():
    with pytest.raises(ProofError):
        by_squares(facts(0 < t, 0 < s), t < s)


def test_extragradient_with_another_inner_step():
    """Twice the inner step converges for the same step sizes."""
    proof = find("minimax.bilinear").proof
    every = list(mutants(proof.statement))
    right = [m for m in every if repr(m.after) == "2*(eta*derivative((y -> v[0]*y), v[1]))"][-2:]
    assert all(implied(proof, m.statement) is not None for m in right)
