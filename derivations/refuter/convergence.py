"""Limits by values far out, difference quotients, affine iterations by eigenvalues: a clear verdict or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from derivations.refuter import dense, exact
from derivations.refuter.exact import Unclear, Undefined

SMALL, LARGE = Fraction(1, 2**10), Fraction(2**10)


def broken(f: Callable[[Any], Any], x: Fraction) -> bool:
    """Whether difference quotients show that f is not differentiable at x."""
    try:
        here = f(x)
        steps = [s * Fraction(1, 2**k) for k in (16, 40) for s in (1, -1)]
        slopes = [(f(x + h) - here) * (1 / h) for h in steps]
        return any(exact.sign(exact.absolute(s - slopes[0]) - Fraction(1, 8)) == 1 for s in slopes)
    except Undefined:
        return False


def tends(f: Callable[[Any], Any], natural: bool, source: str, towards: Any, goal: Any) -> bool | None:
    """Whether f goes to the goal (None: to infinity): True or False only when the values are clear-cut."""
    for stages in _stages(natural, source, towards):
        try:
            values = [[f(x) for x in stage] for stage in stages]
        except Unclear:
            continue
        except Undefined:
            return None
        if not all(values):
            return True  # no points on the way: a space of dimension 0
        return _grows(values) if goal is None else _shrinks([[_distance(v, goal) for v in stage] for stage in values])
    return None


def _stages(natural: bool, source: str, towards: Any) -> Iterator[list[list[Any]]]:
    """Points further and further along the way; a second list for what cannot be computed very far out."""
    if natural:
        yield [[Fraction(2**k + i) for i in range(4)] for k in (20, 40, 60)]
        yield [[Fraction(k + i) for i in range(4)] for k in (30, 60, 120)]
    elif source == "infinity":
        yield [[Fraction(2**k)] for k in (20, 40, 60)]
        yield [[Fraction(k)] for k in (100, 200, 400)]
    else:
        sides = [1] if source == "above" else [1, -1]
        size = dense.shape(towards)
        places = [(i, j) for i in range(size[0]) for j in range(size[1])]
        yield [
            [dense.plus(towards, dense.build(*size, lambda i, j, p=p, s=s, k=k: Fraction(s * ((i, j) == p), 2**k)))
             for p in places for s in sides]
            for k in (20, 40, 60)
        ]  # fmt: skip


def _distance(value: Any, goal: Any) -> Any:
    gaps = [exact.absolute(x - y) for x, y in zip(dense.entries(value), dense.entries(goal), strict=True)]
    return sum(gaps, Fraction(0))


def _largest(values: list[Any]) -> Any:
    best = values[0]
    for v in values[1:]:
        best = v if exact.sign(v - best) == 1 else best
    return best


def _shrinks(stages: list[list[Any]]) -> bool | None:
    first, second, third = (_largest(stage) for stage in stages)
    if _below(third, SMALL) and (exact.sign(third) == 0 or _below(third * 2, second)):
        return True
    far = exact.sign(third - SMALL) == 1
    return (
        False
        if far and not _below(third, second * Fraction(999, 1000)) and not _below(second, first * Fraction(999, 1000))
        else None
    )


def _grows(stages: list[list[Any]]) -> bool | None:
    first, second, third = (-_largest([-v for v in stage]) for stage in stages)
    if _below(LARGE, third) and _below(second * Fraction(5, 4), third):
        return True
    rises = _below(first + SMALL, second) and _below(second + SMALL, third)
    return None if rises else False


def _below(a: Any, b: Any) -> bool:
    return exact.sign(b - a) == 1


def orbit(step: Callable[[Any], Any], start: Any) -> Callable[[Any], Any]:
    """The k-th point of the iteration, for k that are not too large."""
    points = [start]

    def at(k: Fraction) -> Any:
        if k > 2000:
            raise Unclear("too many steps to run")
        while len(points) <= k:
            points.append(step(points[-1]))
        return points[int(k)]

    return at


def affine(image: Any, start: Any, target: Any) -> bool | None:
    """Whether the map from `start` (polynomial variables) to its image converges to the target from every start."""
    names = [next(iter(x.terms))[0][0] for x in dense.entries(start)]
    if any(isinstance(x, exact.Symbolic) for x in dense.entries(image)):
        return None  # a root or an exponential of the start
    polynomials = [x if isinstance(x, exact.Poly) else exact.Poly({(): x}) for x in dense.entries(image)]
    if len(names) > 2 or any(p.degree > 1 for p in polynomials):
        return None
    matrix = [[p.terms.get(((name, 1),), Fraction(0)) for name in names] for p in polynomials]
    constants = [p.terms.get((), Fraction(0)) for p in polynomials]
    goal = dense.entries(target)
    moved = [
        c + sum((m * g for m, g in zip(row, goal, strict=True)), Fraction(0))
        for row, c in zip(matrix, constants, strict=True)
    ]
    return not names or (moved == goal and _radius_below_one(matrix))


def _radius_below_one(m: list[list[Fraction]]) -> bool:
    """Whether both roots of t² − tr·t + det lie in the open unit disc: |complex root|² = det, real roots directly."""
    if len(m) == 1:
        return abs(m[0][0]) < 1
    trace, det = m[0][0] + m[1][1], m[0][0] * m[1][1] - m[0][1] * m[1][0]
    discriminant = trace * trace - 4 * det
    if discriminant < 0:
        return det < 1
    room = 2 - abs(trace)  # the larger root (|tr| + √disc)/2 is less than 1
    return room > 0 and discriminant < room * room
