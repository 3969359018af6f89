"""Random variables on finite sample spaces, distances between finitely many points: decided exactly.

On a finite space independence says that every pair of values has the product of the masses of the two.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from derivations.kernel.formulas import DEFINITIONS
from derivations.kernel.terms import SPACE, Term
from numerics.errors import Unsupported
from numerics.functions import Stack
from numerics.judge import UNKNOWN, Judge, Truth, equal, predicate
from numerics.matrices import single
from numerics.spaces import Discrete


def masses(judge: Judge, measure: Any, p: Any, *variables: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """The values of random variables at every point that is not null, with its mass."""
    if not isinstance(measure, Discrete):
        raise Unsupported("random variables on a space that is not finite")
    field = judge.field
    return [
        (tuple(x(w) for x in variables), p(w).only * field.number(weight)) for w, weight in measure.heavy(judge.field)
    ]


def _same(judge: Judge, left: Any, right: Any) -> bool:
    """Whether two values are equal; Unsupported when that is not certain."""
    truth = Truth(left == right) if isinstance(left, int) else equal(judge.field, left, right)
    if truth.value is None or not truth.certain:
        raise Unsupported("values that may be equal or not")
    return truth.value


def _number(judge: Judge, left: Any, right: Any) -> Truth:
    return equal(judge.field, single(left), single(right))


@predicate("independent")
def _independent(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    mu, p, x, y = (judge.evaluator.value(a, stack) for a in args)
    cells, zero = masses(judge, mu, p, x, y), judge.field.number(0)

    def mass(first: Any, second: Any) -> Any:
        """The mass where X and Y have these values; None stands for any."""
        fits = (
            m
            for (a, b), m in cells
            if (first is None or _same(judge, a, first)) and (second is None or _same(judge, b, second))
        )
        return sum(fits, zero)

    truths = (_number(judge, mass(a, b), mass(a, None) * mass(None, b)) for (a, _), _ in cells for (_, b), _ in cells)
    return reduce(lambda s, t: s & t, truths, Truth(True))


@predicate("mean_and_covariance")
def _moments(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    mu, p, x, mean, spread = (judge.evaluator.value(a, stack) for a in args)
    cells, size, zero = masses(judge, mu, p, x), range(mean.rows), judge.field.number(0)
    off = [((v[0] - mean).entries, m) for v, m in cells]
    held = Truth(True)
    for i in size:
        held = held & _number(judge, sum((v[0].entries[i] * m for v, m in cells), zero), mean.entries[i])
        for j in size:
            found = sum((d[i] * d[j] * m for d, m in off), zero)
            held = held & _number(judge, found, spread.row(i)[j])
    return held


@predicate("complete")
def _complete(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """In a finite metric space a Cauchy sequence is constant from some place on."""
    distance = judge.function(args[0], stack)
    if distance.domain is not SPACE or args[0].loose:
        return UNKNOWN
    metric = judge.truth(DEFINITIONS["metric"](args[0]), stack)
    return metric if metric == Truth(True) else UNKNOWN
