"""Hypothesis strategies: points of a statement's own domain, exact ones, at which its hypotheses hold.

They shrink to small sizes first; the numbers come from one seed, which shrinks too.

>>> from derivations.kernel.formulas import Eq, real
>>> x, y = real("x"), real("y")
>>> from hypothesis import given, settings
>>> @settings(max_examples=5, database=None, derandomize=True)
... @given(points(Eq(x * y, y * x), [x < y]))
... def test(point):
...     assert point[x] < point[y]
>>> test()
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from numpy.random import default_rng

from derivations.kernel.terms import Term
from numerics.claims import Claim, claims, modes, price
from numerics.priors import PRIORS, Prior
from numerics.sampling import LARGEST, Point, Sampler, dimensions
from numerics.trials import PLANE

if TYPE_CHECKING:
    from derivations.proof import Proof

ATTEMPTS = 8  # draws of the sampler for one example
FINE = 3  # the largest size of matrices of 20-bit numbers


def points(
    statement: Term, given: Sequence[Term] = (), *, largest: int | None = None, prior: Prior | None = None
) -> SearchStrategy[Point]:
    """Values of the free variables of a statement and its hypotheses; every hypothesis holds there for certain.

    Args:
        statement: A formula. If it is an equivalence, the points are also taken inside each side and on its borders.
        given: The hypotheses.
        largest: The greatest size of a matrix or natural dimension; by default what the generic check uses.
        prior: Draws some variables together, where random ones would hardly ever satisfy the hypotheses.

    Raises:
        Unsupported: a variable is of a sort that has no values here.
    """
    return _points(statement, tuple(given), largest, prior)


@st.composite
def _points(draw: DrawFn, statement: Term, given: tuple[Term, ...], largest: int | None, prior: Prior | None) -> Point:
    wanted = draw(st.sampled_from(modes(statement)))
    most = largest or (PLANE if price(statement) > 1 else LARGEST)
    free = statement.free.union(*(formula.free for formula in (*given, *wanted)))
    size = {v: draw(st.integers(0, most)) for v in dimensions(sorted(free, key=repr))}
    fine = draw(st.booleans()) and max(size.values(), default=0) <= FINE
    rng = default_rng(draw(st.integers(0, 2**32 - 1)))
    sampler = Sampler((*given, *wanted), sorted(statement.free, key=repr), rng, fine, prior)
    for _ in range(ATTEMPTS):
        found = sampler.draw(size)
        if found is not None and found[1]:
            return found[0]
    reject()


@st.composite
def _instances(draw: DrawFn, parts: Sequence[Claim], given: Sequence[Term], prior: Prior | None) -> Any:
    claim = draw(st.sampled_from(parts))
    return claim, draw(points(claim.conclusion, (*given, *claim.premises), prior=prior))


def instances(proof: Proof) -> SearchStrategy[tuple[Claim, Point]]:
    """A claim that the statement contains, and a point at which the hypotheses and the claim's premises hold."""
    parts = [claim for claim in claims(proof.statement) if not claim.vacuous]
    return _instances(parts, proof.hypotheses, PRIORS.get(proof.id))
