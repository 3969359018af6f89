"""Quantifiers, by values tried: one certain counterexample settles "for all", one certain example settles "exists".

`minimiser` is decided for quadratic functions: a nonzero gradient or an indefinite Hessian refutes it, a zero gradient
and a semidefinite Hessian establish it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from numpy.random import default_rng

from derivations.kernel.terms import NAT, SPACE, Term, num
from derivations.refuter.occurring import outside
from numerics.cycles import cycle
from numerics.definiteness import inertia
from numerics.draws import any_function
from numerics.duals import Duals
from numerics.errors import Unsupported
from numerics.evaluation import Evaluator
from numerics.exact import Rationals, fraction
from numerics.explored import answers, for_all_functions
from numerics.functions import Function, Map, Stack
from numerics.germs import Germs, line
from numerics.judge import UNKNOWN, Judge, Truth, predicate
from numerics.matrices import Matrix
from numerics.spaces import points_of

RANDOM_VALUES = 8
MANY = 64  # numbers below a bound that are gone through one by one


def values(judge: Judge, sort: Any, stack: Stack) -> Iterator[Any]:
    """Values of a sort to try: zero, units, ones, then random rationals (always the same ones)."""
    if sort is NAT:
        yield from range(7)
        return
    if sort is SPACE:
        yield from range(points_of(judge.evaluator.point.values()))
        return
    if sort.kind == "function":
        rng, count = default_rng(20), points_of(judge.evaluator.point.values())
        sizes = {v: num(judge.evaluator.count(v)) for v in sort.free}
        yield from (any_function(sort.substitute(sizes), rng, count) for _ in range(RANDOM_VALUES))
        return
    if sort.kind != "real":
        raise Unsupported(f"values of {sort} cannot be listed")
    yield from matrices(*judge.evaluator.shape(sort, stack))


@cache
def matrices(rows: int, columns: int) -> tuple[Matrix, ...]:
    """The matrices of a shape that are tried."""
    return tuple(_matrices(rows, columns))


def _matrices(rows: int, columns: int) -> Iterator[Matrix]:
    size, rng = rows * columns, default_rng(20)
    yield Matrix(rows, columns, (0,) * size)
    for i in range(size):
        yield Matrix(rows, columns, tuple(int(i == j) for j in range(size)))
    yield Matrix(rows, columns, (1,) * size)
    for _ in range(RANDOM_VALUES):
        yield Matrix(
            rows, columns, tuple(Fraction(int(p), int(q)) for p, q in rng.integers((-9, 1), (10, 5), (size, 2)))
        )


def conjuncts(formula: Term) -> list[Term]:
    """The parts of a conjunction."""
    return [formula] if formula.op != "and" else [part for a in formula.args for part in conjuncts(a)]


def limits(op: str, body: Term, depth: int = 0) -> Iterator[tuple[Term, int]]:
    """The n's of i < n that must hold for "for all i" to say anything, or for "there is an i" to be true.

    Each comes with the number of binders between i and it; looks through further quantifiers of the kind.
    """
    if body.op == op and body.args[0].op == "lambda":
        yield from limits(op, body.args[0].args[0], depth + 1)
    elif op == "forall" and body.op == "implies":
        yield from (found for part in conjuncts(body.args[0]) for found in _limit(part, depth))
        yield from limits(op, body.args[1], depth)
    elif op == "exists":
        yield from (found for part in conjuncts(body) for found in _limit(part, depth))


@lru_cache(maxsize=4096)
def _limits(op: str, body: Term) -> tuple[tuple[Term, int], ...]:
    """The same, found once for a formula."""
    return tuple(limits(op, body))


def _limit(part: Term, depth: int) -> Iterator[tuple[Term, int]]:
    """The n of i < n, unless it depends on a variable that is bound no further outwards."""
    index = part.args[0] if part.op == "lt" else part
    if index.op == "bound" and index.data == depth and all(place > depth for place in outside(part.args[1])):
        yield part.args[1], depth


def ends_at(judge: Judge, function: Map, op: str) -> int | None:
    """The number below which all indices that matter lie."""
    if function.domain is not NAT or not isinstance(function, Function):
        return None
    found = list[int]()
    for limit, depth in _limits(op, function.term.args[0]):
        with suppress(Unsupported):
            found.append(judge.evaluator.count(limit, (0,) * (depth + 1) + function.stack))
    return min(found, default=None)


def tried(judge: Judge, function: Map, op: str) -> tuple[Iterator[Any], bool]:
    """Values to try, and whether these are all that matter."""
    count = ends_at(judge, function, op)
    if count is None and function.domain is NAT and isinstance(function, Function):
        count = cycle(function)
    if count is not None and count <= MANY:
        return iter(range(count)), True
    return values(judge, function.domain, function.stack if isinstance(function, Function) else ()), (
        function.domain is SPACE
    )


@predicate("forall")
def _forall(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    function = judge.function(args[0], stack)
    if (listed := answers(judge, function.domain)) is not None:
        return for_all_functions(judge, function, listed)
    places, complete = tried(judge, function, "forall")
    held = Truth(True, complete)
    for value in places:
        held = held & judge.body(function, value)
        if held.value is False and held.certain:
            break
    return held


@predicate("exists")
def _exists(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    function = judge.function(args[0], stack)
    places, complete = tried(judge, function, "exists")
    refused, seen = complete, UNKNOWN
    for value in places:
        truth = judge.body(function, value)
        if truth == Truth(True):
            return truth
        seen = truth if truth.value else seen
        refused = refused and truth == Truth(False)
    return Truth(False) if refused else seen


def hessian(function: Function, point: Matrix, field: Any) -> Matrix:
    """The second derivatives of a real function of a vector, by duals over duals."""
    outer, rows = Duals(field), list[Any]()
    evaluator = Evaluator(outer, function.evaluator.point)
    for i in range(len(point.entries)):
        moved = [outer.moving(x) if i == j else outer.number(x) for j, x in enumerate(point.entries)]
        slopes = evaluator.gradient(function.over(outer), Matrix(point.rows, point.columns, tuple(moved)))
        rows.extend(slope.b for slope in slopes.entries)
    return Matrix(len(point.entries), len(point.entries), tuple(rows))


def degree(function: Function, point: Matrix) -> int | None:
    """The degree of a polynomial function along generic lines through a rational point; None when not a polynomial."""
    along, rng, degrees = function.over(Germs()), default_rng(21), list[int | None]()
    for _ in range(2):
        slopes = rng.integers(1, 10**6, len(point.entries))
        moving = tuple(line(fraction(x), int(s)) for x, s in zip(point.entries, slopes, strict=True))
        degrees.append(along(Matrix(point.rows, point.columns, moving)).only.degree)
    return None if None in degrees else max(d for d in degrees if d is not None)


@predicate("minimiser")
def _minimiser(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    function, point = judge.function(args[0], stack), judge.matrix(args[1], stack)
    slopes = judge.evaluator.gradient(function, point)
    if any(judge.field.sign(x) != 0 for x in slopes.entries):
        return Truth(False)
    if not isinstance(judge.field, Rationals):
        return UNKNOWN
    if not inertia(judge.field, hessian(function, point, judge.field))[0]:
        return Truth(False)
    known = degree(function, point)
    return Truth(True) if known is not None and known <= 2 else UNKNOWN
