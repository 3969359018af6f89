"""Eigenvalues that are irrational: points of a statement all the same, certain in nothing but strict comparisons."""

import pytest
from flint import arb, fmpq

from derivations.kernel.formulas import Implies, block, eigenvalue, real
from derivations.kernel.terms import num
from numerics.claims import claims
from numerics.errors import NotExact
from numerics.exact import rational
from numerics.intervals import Balls
from numerics.matrices import Matrix
from numerics.randomness import generator
from numerics.solving import eigenvalue_parts
from numerics.statement import try_claim
from numerics.surds import Surd
from numerics.truth import Truth, decide

re, im, s = real("re"), real("im"), real("s")
DAMPED = block([[num(0), num(-1)], [num(1), -s]])


@pytest.mark.parametrize(
    ("entries", "parts"),
    [
        ((0, 2, 1, 0), (Surd(fmpq(0), fmpq(2)), 0)),
        ((1, -3, 1, 1), (1, Surd(fmpq(0), fmpq(3)))),
        ((1, 2, 2, 1), (3, 0)),
    ],
)
def test_parts_of_eigenvalues(entries, parts):
    assert eigenvalue_parts(Matrix(2, 2, tuple(map(fmpq, entries)))) == parts


def test_a_surd_is_enclosed_and_no_rational():
    root = Surd(fmpq(1, 2), fmpq(5, 4))
    assert Balls().number(root).overlaps((1 + arb(5).sqrt()) / 2)
    with pytest.raises(NotExact, match=r"1/2 \+ sqrt\(5/4\)"):
        rational(root)


def test_an_irrational_eigenvalue_is_seen_and_a_wrong_one_is_refuted():
    at = {s: 1, re: -0.5, im: Surd(fmpq(0), fmpq(3, 4))}
    assert decide(eigenvalue(DAMPED, re, im), at) == Truth(True, False)
    assert decide(eigenvalue(DAMPED, re, im), {**at, im: Surd(fmpq(0), fmpq(4, 5))}) == Truth(False)


@pytest.mark.parametrize(("bound", "held"), [(0, True), (num(-1) / 4, False)])
def test_a_claim_about_irrational_eigenvalues_is_decided(bound, held):
    """With s² in place of the damping s the eigenvalues that are drawn are irrational."""
    squared = block([[num(0), num(-1)], [num(1), -(s**2)]])
    (claim,) = claims(Implies(eigenvalue(squared, re, im), re < bound))
    found = try_claim((s > 0,), claim, generator(3), 12)
    assert (found.certain > 0, found.doubtful is None) == (True, held)
