"""Claims about the eigenvalues of a 2×2 matrix, for those that it has; numpy is the oracle."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from derivations.kernel.formulas import Eq, Iff, block, eigenvalue, real
from derivations.kernel.terms import num
from derivations.results import catalogue
from numerics.claims import Claim
from numerics.contrasts_spectral import spectral
from numerics.mutants import judge
from numerics.places import Exact
from numerics.randomness import generator
from numerics.variants import mutants

re, im, a, b, c, d = map(real, ("re", "im", *"abcd"))
M = block([[a, b], [c, d]])


def at(*entries):
    return Exact(dict(zip((a, b, c, d), map(Fraction, entries), strict=True)))


@pytest.mark.parametrize("entries", [(1, -2, 2, 1), (0, 1, 3, 2), (1, 1, -1, 2), (5, 0, 0, -1)])
def test_the_numbers_are_the_eigenvalues(entries):
    place = at(*entries)
    for value in np.linalg.eigvals(np.array(entries, dtype=float).reshape(2, 2)):
        x, y = (Fraction(float(part)).limit_denominator(10**9) for part in (value.real, value.imag))
        near = (re - num(x)) ** 2 + (im - num(y)) ** 2 < num(Fraction(1, 10**6))
        assert [place.truth(s.conclusion) for s in _claims(near, place)].count(True) == 1


def _claims(conclusion, place):
    """What is said at a place."""
    said = spectral([Claim((eigenvalue(M, re, im),), conclusion)])
    assert len(said) == 4
    return [s for s in said if all(place.truth(p) for p in s.premises)]


def test_an_equivalence_is_read_from_its_side_of_eigenvalues():
    place = at(1, -2, 2, 1)
    right, wrong = (Iff(eigenvalue(M, re, im), Eq((re - 1) ** 2 - im**2, square)) for square in (-4, -5))
    for claim, held in ((right, True), (wrong, False)):
        said = [s for s in spectral([Claim((), claim)]) if all(place.truth(p) for p in s.premises)]
        assert [place.truth(s.conclusion) for s in said] == [held, held]


def test_other_claims_are_left_alone():
    assert spectral([Claim((a > 0,), Eq(a, b)), Claim((eigenvalue(M, re, re + 1),), Eq(a, b))]) == []


def test_a_variant_with_irrational_eigenvalues_is_refuted():
    proof = catalogue()["minimax.general_step_size"].proof
    changed = [m for m in mutants(proof.statement) if repr(m.after) == "2*(eta*b)"]
    assert "refuted" in {judge(proof, m, generator(0)).status for m in changed[:2]}
