"""Formulas, functions and predicates that authors write, and the predicates that are abbreviations.

A *definition* is a predicate that unfolds to a formula (`logic.unfold`); it adds nothing to what can be proved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from inspect import signature as signature_of
from typing import Any, Final

from derivations.kernel import signatures
from derivations.kernel.errors import IllFormed, Undecided
from derivations.kernel.terms import (
    NAT,
    ONE,
    PROP,
    REAL,
    SPACE,
    ZERO,
    Exact,
    Sort,
    Term,
    apply,
    coerce,
    lam,
    linear_dimension,
    make,
    matrix_sort,
    var,
)

LARGEST: Final = 5_000  # parts of a dimension that the normal form tells apart
TRUE: Final = make("true")
FALSE: Final = make("false")


def real(name: str) -> Term:
    """A real variable."""
    return var(name, REAL)


def point(name: str) -> Term:
    """A point of an arbitrary measurable space."""
    return var(name, SPACE)


def measure(name: str, on: Sort = SPACE) -> Term:
    """A measure, on an arbitrary space unless `on` says otherwise."""
    return var(name, Sort("measure", on))


def function(name: str, domain: Sort = SPACE, codomain: Sort = REAL) -> Term:
    """An unspecified function, of points and real-valued unless said otherwise."""
    return var(name, Sort("function", domain, codomain))


def natural(name: str) -> Term:
    """A natural variable (0, 1, 2, …), usable as a number, an index or a dimension."""
    return var(name, NAT)


def matrix(name: str, rows: Exact, columns: Exact) -> Term:
    """A matrix variable of shape rows×columns."""
    return var(name, matrix_sort(rows, columns))


def vector(name: str, size: Exact) -> Term:
    """A column vector variable."""
    return matrix(name, size, 1)


def fresh(stem: str, sort: Sort, *avoid: Term) -> Term:
    """A variable that occurs in none of the given terms."""
    taken = {v.data for term in avoid for v in term.free}
    names = (stem if not i else f"{stem}_{i}" for i in range(len(taken) + 1))
    return var(next(name for name in names if name not in taken), sort)


def Eq(left: Exact, right: Exact) -> Term:  # noqa: N802 - SymPy's name
    """`left = right`."""
    return make("eq", coerce(left), coerce(right))


def Ne(left: Exact, right: Exact) -> Term:  # noqa: N802 - SymPy's name
    """`left ≠ right`."""
    return Not(Eq(left, right))


def Not(formula: Term) -> Term:  # noqa: N802 - SymPy's name
    """`¬ formula`."""
    return make("not", formula)


def And(*formulas: Term) -> Term:  # noqa: N802 - SymPy's name
    """All of them, grouped to the right."""
    return _chain("and", formulas, TRUE)


def Or(*formulas: Term) -> Term:  # noqa: N802 - SymPy's name
    """At least one of them, grouped to the right."""
    return _chain("or", formulas, FALSE)


def _chain(op: str, formulas: Sequence[Term], empty: Term) -> Term:
    if not formulas:
        return empty
    result = formulas[-1]
    for formula in reversed(formulas[:-1]):
        result = make(op, formula, result)
    return result


def Implies(premise: Term, conclusion: Term) -> Term:  # noqa: N802 - SymPy's name
    """`premise ⇒ conclusion`."""
    return make("implies", premise, conclusion)


def Iff(left: Term, right: Term) -> Term:  # noqa: N802 - as Implies
    """`left ⇔ right`."""
    return make("iff", left, right)


def ForAll(variable: Term, body: Term) -> Term:  # noqa: N802 - as Implies
    """`∀ variable. body`."""
    return make("forall", lam(variable, body))


def Exists(variable: Term, body: Term) -> Term:  # noqa: N802 - as Implies
    """`∃ variable. body`."""
    return make("exists", lam(variable, body))


def inv(term: Term) -> Term:
    """The inverse matrix (of a number: the reciprocal)."""
    return term**-1


def identity(size: Exact) -> Term:
    """The identity matrix."""
    return make("identity", coerce(size))


def zeros(rows: Exact, columns: Exact = 1) -> Term:
    """The zero matrix; a column by default."""
    return make("zeros", coerce(rows), coerce(columns))


def ones(rows: Exact, columns: Exact = 1) -> Term:
    """The matrix of ones; a column by default."""
    return make("ones", coerce(rows), coerce(columns))


def unit(size: Exact, index: Exact) -> Term:
    """The column of this size with 1 at a natural index below it, counted from 0, and 0 elsewhere."""
    return make("unit", coerce(index), coerce(size))


def block(rows: Sequence[Sequence[Exact]]) -> Term:
    """A matrix of blocks, row by row."""
    if len({len(row) for row in rows}) != 1:
        raise IllFormed("every row of a block matrix needs the same number of blocks")
    flat = [coerce(b) for row in rows for b in row]
    return make("block", *flat, data=(len(rows), len(rows[0])))


def column(*entries: Exact) -> Term:
    """A column of blocks."""
    return block([[e] for e in entries])


def sqnorm(term: Term) -> Term:
    """The squared Euclidean norm of a column vector."""
    return make("sqnorm", term)


def det(term: Term) -> Term:
    """The determinant."""
    return make("det", term)


def sqrt(term: Exact) -> Term:
    """The square root of a number that is at least 0."""
    return make("sqrt", coerce(term))


def exp(term: Exact) -> Term:
    """The exponential."""
    return make("exp", coerce(term))


def log(term: Exact) -> Term:
    """The natural logarithm of a positive number."""
    return make("log", coerce(term))


def Derivative(body: Term, variable: Term, at: Exact | None = None) -> Term:  # noqa: N802 - SymPy's name
    """The derivative (for a vector variable: the gradient) of `body` at `at`, by default at the variable itself."""
    return make("derivative", lam(variable, body), variable if at is None else coerce(at))


def differentiable(body: Term, variable: Term, at: Exact | None = None) -> Term:
    """`body`, as a function of `variable`, is differentiable at `at`."""
    return make("differentiable", lam(variable, body), variable if at is None else coerce(at))


def iterate(step: Term, start: Exact, count: Exact) -> Term:
    """The point reached from `start` by `count` steps of the map `step`."""
    return make("iterate", step, coerce(start), coerce(count))


def infinity() -> Term:
    """+∞, as where a variable or its image goes."""
    return make("infinity")


def near(point: Exact) -> Term:
    """Towards a point: both sides, the point itself left out on the source side."""
    return make("near", coerce(point))


def above(point: Exact) -> Term:
    """Down towards a point from above."""
    return make("above", coerce(point))


def tends(body: Term, variable: Term, source: Term, target: Exact) -> Term:
    """`body → target` as `variable → source`; the target is a term or `infinity()`."""
    goal = coerce(target)
    return make("tends", lam(variable, body), source, goal if goal.op == "infinity" else near(goal))


def pi() -> Term:
    """The number π."""
    return make("pi")


def piecewise(condition: Term, value: Exact, otherwise: Exact = 0) -> Term:
    """`value` where the condition holds, `otherwise` (0 by default) where it does not."""
    return make("piecewise", condition, coerce(value), coerce(otherwise))


def entry(v: Term, index: Exact) -> Term:
    """The entry of a column vector at a natural index, counted from 0."""
    return make("entry", v, coerce(index))


def lebesgue(size: Exact = 1) -> Term:
    """Lebesgue measure on columns of this size; on the line by default."""
    return make("lebesgue", coerce(size))


def counting(count: Exact) -> Term:
    """The counting measure of the natural numbers below `count`."""
    return make("counting", coerce(count))


def Integral(body: Term | int, variable: Term, over: Term) -> Term:  # noqa: N802 - SymPy's name
    """The integral of `body`, as a function of `variable`, over a measure."""
    return make("integral", over, lam(variable, coerce(body)))


def Sum(body: Term | int, index: Term, count: Exact) -> Term:  # noqa: N802 - SymPy's name
    """The sum of `body` over index = 0, …, count − 1: its integral over the counting measure."""
    return Integral(body, index, counting(count))


def Product(body: Term | int, index: Term, count: Exact) -> Term:  # noqa: N802 - SymPy's name
    """The product of `body` over index = 0, …, count − 1."""
    return make("product", coerce(count), lam(index, coerce(body)))


def integrable(body: Term | int, variable: Term, over: Term) -> Term:
    """`body`, as a function of `variable`, is measurable up to a null set and has a finite absolute integral."""
    return make("integrable", over, lam(variable, coerce(body)))


def almost(formula: Term, variable: Term, over: Term) -> Term:
    """The formula holds for almost every value of `variable`."""
    return make("almost", over, lam(variable, formula))


def measurable(body: Term, variable: Term) -> Term:
    """`body`, a number, vector or formula, is a Borel measurable function of `variable`."""
    return make("measurable", lam(variable, body))


def evident(formula: Term) -> bool:
    """Whether the formula is a true comparison of a numeral with 0 (≠, < or ≤)."""
    claim = formula.args[0] if formula.op == "not" else formula
    if claim.op not in ("eq", "le", "lt") or any(a.op != "num" for a in claim.args):
        return False
    a, b = (side.data for side in claim.args)
    holds = a == b if claim.op == "eq" else a <= b if claim.op == "le" else a < b
    return holds != (formula.op == "not")


def invertible(term: Term) -> Term:
    """The square matrix has an inverse."""
    return make("invertible", term)


Definition = Callable[..., Term]
DEFINITIONS: Final[dict[str, Definition]] = {}
OPERATORS: Final = signatures.SIGNATURES


def definition(rule: Definition) -> Definition:
    """Make a function that builds a formula into a predicate of the language that abbreviates it.

    The formula must depend on the values of the arguments only: not on how they are written, and on no variable of
    its own.
    """
    return _defined(rule, PROP)


def constant(rule: Definition) -> Definition:
    """Make a function that builds a number into an operator of the language that abbreviates it, as `definition`."""
    return _defined(rule, REAL)


def _defined(written: Definition, sort: Sort) -> Definition:
    name, rule = written.__name__, lru_cache(maxsize=4096)(written)
    arity = len(signature_of(written).parameters)
    if name in OPERATORS:
        raise ValueError(f"there is an operator {name} already")

    def signature(args: tuple[Term, ...], data: Any) -> Sort:
        if len(args) != arity:
            raise IllFormed(f"{name} takes {arity} arguments, not {len(args)}")
        if any(a.loose for a in args):
            return sort
        meaning = rule(*args)
        if meaning.sort is not sort:
            raise IllFormed(f"{name} is not a {'formula' if sort is PROP else 'number'} for {args}")
        if own := meaning.free.difference(*(a.free for a in args)):
            raise IllFormed(f"{name} depends on {min(map(str, own))}, which is not among its arguments")
        return sort

    DEFINITIONS[name], OPERATORS[name] = rule, signature

    def abbreviation(*args: Exact) -> Term:
        return make(name, *map(coerce, args))

    abbreviation.__name__, abbreviation.__doc__ = name, written.__doc__
    return abbreviation


def unfolding(term: Term) -> Term | None:
    """What a defined predicate or number abbreviates; None for anything else, and under a binder."""
    rule = DEFINITIONS.get(term.op)
    return None if rule is None or term.loose else rule(*term.args)


@definition
def symmetric(m: Term) -> Term:
    """Mᵀ = M."""
    return Eq(m.T, m)


@definition
def positive_semidefinite(m: Term) -> Term:
    """M is symmetric and vᵀMv ≥ 0 for every v."""
    v = fresh("v", matrix_sort(m.shape[0], ONE), m)
    return And(symmetric(m), ForAll(v, v.T * m * v >= 0))


@definition
def positive_definite(m: Term) -> Term:
    """M is symmetric and vᵀMv > 0 for every v ≠ 0."""
    v = fresh("v", matrix_sort(m.shape[0], ONE), m)
    return And(symmetric(m), ForAll(v, Implies(Ne(v, zeros(m.shape[0])), v.T * m * v > 0)))


@definition
def full_column_rank(z: Term) -> Term:
    """Zv = 0 only for v = 0."""
    v = fresh("v", matrix_sort(z.shape[1], ONE), z)
    return ForAll(v, Implies(Eq(z * v, zeros(z.shape[0])), Eq(v, zeros(z.shape[1]))))


@definition
def eigenvalue(m: Term, re: Term, im: Term) -> Term:
    """The number re + i·im is an eigenvalue of M: M(p + iq) = (re + i·im)(p + iq) for some p + iq ≠ 0."""
    space = matrix_sort(m.shape[0], ONE)
    p = fresh("p", space, m, re, im)
    q = fresh("q", space, m, re, im, p)
    zero = zeros(m.shape[0])
    acts = And(Eq(m * p, re * p - im * q), Eq(m * q, im * p + re * q))
    return Exists(p, Exists(q, And(Not(And(Eq(p, zero), Eq(q, zero))), acts)))


@definition
def converges_from_every_start(step: Term, target: Term) -> Term:
    """The iterates of the map tend to the target whatever the start."""
    start = fresh("start", step.sort.params[0], step, target)
    k = fresh("k", NAT, step, target)
    return ForAll(start, tends(iterate(step, start, k), k, infinity(), target))


@definition
def minimiser(objective: Term, point: Term) -> Term:
    """No point has a smaller value."""
    other = fresh("other", objective.sort.params[0], objective, point)
    return ForAll(other, apply(objective, point) <= apply(objective, other))


@constant
def trace(m: Term) -> Term:
    """The sum of the entries on the diagonal, Σᵢ eᵢᵀ·M·eᵢ."""
    size = m.shape[0]
    if m.shape[1] is not size:
        raise IllFormed(f"a trace takes a square matrix, but {m} is {m.sort}")
    i = fresh("i", NAT, m)
    return Sum(unit(size, i).T * m * unit(size, i), i, size)


def partition(size: Term) -> tuple[Term, ...]:
    """A dimension cut into units and variables: 2 + d is (1, 1, d)."""
    constant, variables = linear_dimension(size)
    if constant + sum(variables.values()) > LARGEST:
        raise Undecided(f"a matrix with {size} rows or columns is too large for the normal form", "budget")
    parts = [v for v in sorted(variables, key=lambda v: v.data) for _ in range(variables[v])]
    return (*([ONE] * constant), *parts) or (ZERO,)
