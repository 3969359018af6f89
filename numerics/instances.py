"""Instances of a proof's own setting for checks by other means: exact points, and the same as NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator

from derivations.kernel.terms import Term
from numerics.errors import UnexpectedForm
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.functions import Function
from numerics.matrices import Matrix
from numerics.sampling import Point, Sampler, sizes

if TYPE_CHECKING:
    from derivations.proof import Proof


def points(proof: Proof, rng: Generator, count: int, more: Sequence[Term] = ()) -> Iterator[Point]:
    """Exact points of a proof's hypotheses (and further conditions), at all small sizes first."""
    sampler = Sampler((*proof.hypotheses, *more), sorted(proof.statement.free, key=repr), rng)
    plan = sizes(sampler.sizes, rng)
    for _ in range(count):
        found = sampler.draw(next(plan))
        if found is not None:
            yield found[0]


def named(point: Point) -> dict[str, Any]:
    """The values of a point by the names of the variables."""
    return {v.data: value for v, value in point.items()}


def array(value: Any) -> Any:
    """A number as a float or int, a matrix as a two-dimensional array of floats."""
    if isinstance(value, Matrix):
        return np.array([float(x) for x in value.entries]).reshape(value.rows, value.columns)
    return value if isinstance(value, int) else float(value)


def arrays(point: Point) -> dict[str, Any]:
    """A point as NumPy values by name."""
    return {name: array(value) for name, value in named(point).items()}


def answers(proof: Proof) -> Callable[..., Any]:
    """The proof's own NumPy function, called with whatever of these keywords it takes."""
    function, term = proof.to_function(), proof.answer_term
    names = set() if term is None else {v.data for v in term.free}
    return lambda **values: function(**{k: v for k, v in values.items() if k in names})


def has(proof: Proof, *names: str) -> bool:
    """Whether these are free variables of the statement (for given data they are not)."""
    return set(names) <= {v.data for v in proof.statement.free}


def parts(term: Term, op: str) -> Iterator[Term]:
    """The closed subterms with this operator, outermost first."""
    if term.op == op and not term.loose:
        yield term
    for argument in term.args:
        yield from parts(argument, op)


def the(term: Term, op: str, fits: Callable[[Term], bool] = lambda _: True) -> Term:
    """The first closed subterm with this operator that fits; UnexpectedForm when there is none."""
    found = next((t for t in parts(term, op) if fits(t)), None)
    if found is None:
        raise UnexpectedForm(f"{term} has no such part: {op}")
    return found


def function_at(function: Term, point: Point) -> Function:
    """A lambda as an exact function at a point of its other variables."""
    return Evaluator(Rationals(), point).value(function)


def within(value: Any, expected: Any, tolerance: float) -> bool:
    """Whether arrays agree to a relative tolerance, measured by the largest entry."""
    gap = np.max(np.abs(np.asarray(value) - np.asarray(expected)), initial=0.0)
    return bool(gap <= tolerance * (1 + np.max(np.abs(expected), initial=0.0)))
