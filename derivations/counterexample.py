"""Points at which a claim fails although its hypotheses hold: small numbers first, then random ones.

Hypotheses are used to build the points (a semidefinite matrix is made as BᵀB, an equation is solved exactly for a
variable in which it is linear), so that the search does not starve; what cannot be built is tried and rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, Final

from derivations.kernel.formulas import FALSE
from derivations.kernel.terms import NAT, REAL, Sort, Term
from derivations.refuter import dense, space_points, spaces
from derivations.refuter.equations import satisfy
from derivations.refuter.evaluate import Evaluator, Point
from derivations.refuter.pools import Pools, definiteness, flatten

TRIES: Final = 400
Found = dict[Term, Any]


def find(claim: Term, given: Sequence[Term] = (), *, tries: int = TRIES, seed: int = 0) -> Point | None:
    """A point at which every formula of `given` holds and the claim is false, or None.

    Points at which the claim or a hypothesis means nothing, or cannot be decided, are passed over: undefined is
    neither dead nor alive.

    >>> from derivations.kernel.formulas import Eq, real, sqrt
    >>> x = real("x")
    >>> describe(find(Eq(sqrt(x**2), x)))
    'x = -1'
    >>> find(Eq(sqrt(x**2), x), [0 <= x]) is None
    True
    """
    hypotheses = flatten(given)
    tried = set[frozenset[tuple[Term, Any]]]()
    for point in candidates(claim, hypotheses, tries, Random(seed)):
        if (key := frozenset(point.items())) in tried:
            continue
        tried.add(key)
        here = Evaluator(point)
        here.hasty = True
        if here.truth(claim) is False and all(here.truth(h) for h in hypotheses):
            return point
    return None


def witness(given: Sequence[Term], *, tries: int = TRIES, seed: int = 0) -> Point | None:
    """A point at which all the hypotheses hold: they are not vacuous."""
    return find(FALSE, given, tries=tries, seed=seed)


def candidates(
    claim: Term, given: Sequence[Term], tries: int, random: Random, dimensions: Sequence[int] = (1, 2, 3)
) -> Iterator[Found]:
    """Points that satisfy what can be solved of `given`: small dimensions and small numbers first."""
    if spaces.is_abstract((claim, *given)):
        yield from _abstract(claim, given, tries, random, dimensions)
        return
    variables = sorted(frozenset[Term]().union(*(f.free for f in (claim, *given))), key=_place)
    sizes = [v for v in variables if any(v in other.sort.free for other in variables)]
    pools, structured = Pools(given, random, claim), definiteness(given)
    ones: Found = dict.fromkeys(sizes, 1)
    numbers = [v for v in variables if v not in sizes and (_plain(v) or Evaluator(ones).shape(v.sort) == (1, 1))]
    if any(v not in sizes and _plain(v) and not pools.pool(v) for v in variables):
        return  # nothing to try for a variable
    defined = _defined(given)
    fixed = {v: pools.pool(v)[0] for v in numbers if v in defined}
    spent = 0
    for chosen in pools.grid([v for v in numbers if v not in fixed], limit=tries // 2):
        spent += 1
        values = {**fixed, **chosen}
        point = {v: ones[v] if v in ones else _boxed(v, values[v]) if v in values
                 else _matrix(v, structured.get(v, ""), ones, pools, random) for v in variables}  # fmt: skip
        yield _repaired(point, given, claim, structured, random)
    shapes = sorted(product(dimensions, repeat=len(sizes)), key=lambda shape: (sum(shape), shape))
    for trial in range(tries - spent):
        done = trial / (tries - spent)
        pools.reach = 4 + int(30 * done)
        point = dict[Term, Any](zip(sizes, shapes[int(len(shapes) * done)], strict=True))
        for v in variables:
            if v not in sizes:
                point[v] = pools.draw(v) if _plain(v) else _matrix(v, structured.get(v, ""), point, pools, random)
        yield _repaired(point, given, claim, structured, random)


def _abstract(
    claim: Term, given: Sequence[Term], tries: int, random: Random, dimensions: Sequence[int]
) -> Iterator[Found]:
    """Points for a claim about measures: small finite spaces."""
    pools, structured = Pools(given, random, claim), definiteness(given)

    def plain(variable: Term, fixed: Found) -> Sequence[Any]:
        if _plain(variable):
            return pools.pool(variable)
        if Evaluator(fixed).shape(variable.sort) == (1, 1):
            return [_boxed(variable, x) for x in pools.pool(variable)]
        return [_matrix(variable, structured.get(variable, ""), fixed, pools, random) for _ in range(4)]

    for point in space_points.points(claim, given, tries, random, dimensions, plain):
        yield _repaired(point, given, claim, structured, random)


def _defined(given: Sequence[Term]) -> set[Term]:
    """Variables that a hypothesis defines by others, one for each equation: no value needs to be tried for them."""
    found = set[Term]()
    for left, right in (h.args for h in given if h.op == "eq"):
        for x, t in ((left, right), (right, left)):
            if x.op == "var" and x not in t.free and found.isdisjoint({x} | t.free):
                found.add(x)
                break
    return found


def _place(variable: Term) -> tuple[int, str, str]:
    return (0 if variable.sort is NAT else 2 if variable.sort is REAL else 1), variable.data, str(variable.sort)


def _plain(variable: Term) -> bool:
    return variable.sort in (NAT, REAL) or variable.sort.kind not in ("real", "nat")


def _boxed(variable: Term, value: Any) -> Any:
    return value if _plain(variable) else ((value,),)


def _repaired(point: Found, given: Sequence[Term], claim: Term, structured: dict[Term, str], random: Random) -> Found:
    """The point moved onto the equations of `given`, then, if it can be, onto those that the claim supposes."""
    order = random.sample(given, len(given))
    return satisfy(point, [*order, *_supposed(claim, random)], structured, random)


def _supposed(claim: Term, random: Random) -> list[Term]:
    """What must hold for the claim to say something: φ in φ ⇒ ψ, one side of φ ⇔ ψ."""
    if claim.op == "implies":
        return [*flatten([claim.args[0]]), *_supposed(claim.args[1], random)]
    return flatten([random.choice(claim.args)]) if claim.op == "iff" else []


def _matrix(variable: Term, kind: str, point: Found, pools: Pools, random: Random) -> tuple[tuple[Fraction, ...], ...]:
    """A random matrix of the variable's shape, with the structure that a hypothesis asks for."""
    height, width = Evaluator(point).shape(variable.sort)
    value = dense.build(height, width, lambda i, j: pools.number())
    special = random.randrange(8)
    if special == 0:
        value = dense.each(value, lambda x: Fraction(random.randrange(2)))
    elif special == 1:
        value = dense.build(height, width, lambda i, j: Fraction(i == j))
    elif special == 2 and height > 1:
        value = dense.build(height, width, lambda i, j: dense.at(value, 0, j))
    if kind == "symmetric":
        value = dense.plus(value, dense.transpose(value))
    elif kind:
        value = dense.times(dense.transpose(value), value)
    if kind == "positive_definite":
        value = dense.plus(value, dense.each(dense.unit(height), lambda x: x * Fraction(1, random.choice((1, 2, 3)))))
    return tuple(tuple(dense.at(value, i, j) for j in range(width)) for i in range(height))


def describe(point: Point) -> str:
    """The point in one line.

    >>> from derivations.kernel.formulas import matrix, natural
    >>> n = natural("n")
    >>> describe({n: 2, matrix("Z", n, 1): ((1,), (Fraction(1, 2),))})
    'n = 2, Z = [1; 1/2]'
    """
    tables = any(v.sort.kind == "function" and isinstance(value, tuple) for v, value in point.items())
    said = ((v, value) for v, value in point.items() if not (tables and _counts(v, value)))
    return ", ".join(f"{v.data} = {_shown(v.sort, value)}" for v, value in said)


def _counts(variable: Term, value: Any) -> bool:
    """Whether a measure gives every point the weight 1, which goes without saying where functions are tables."""
    return variable.sort.kind == "measure" and isinstance(value, tuple) and all(w == 1 for w in value)


def _shown(sort: Sort, value: Any) -> str:
    if sort.kind == "space":
        return f"point {value + 1}"
    if isinstance(value, tuple) and sort.kind in ("function", "measure"):
        inner = sort.params[1] if sort.kind == "function" and sort.params[0].kind in ("space", "nat") else REAL
        return f"({', '.join(_shown(inner, x) for x in value)})"
    if isinstance(value, tuple):
        return f"[{'; '.join(', '.join(str(x) for x in row) for row in value)}]"
    return str(value)


def to_json(point: Point) -> dict[str, Any]:
    """The point as plain data: exact numbers as text, matrices and values at points as lists."""
    return {v.data: _shown(v.sort, x) if v.sort.kind == "space" else _plain_data(x) for v, x in point.items()}


def _plain_data(value: Any) -> Any:
    return [_plain_data(x) for x in value] if isinstance(value, tuple) else str(value)
