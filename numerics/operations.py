"""The value of each operator of the language from the values of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from operator import neg
from typing import TYPE_CHECKING, Any, Final

from derivations.kernel.terms import NAT, REAL, Term
from numerics.affine import leaped
from numerics.errors import Undefined
from numerics.functions import Stack
from numerics.matrices import Matrix, blocks, determinant, filled, identity, inverse, product, single

if TYPE_CHECKING:
    from numerics.evaluation import Evaluator

LONG: Final = 12  # steps from which it pays to find out whether a map is affine


Rule = Callable[["Evaluator", Term, Stack], Any]
RULES: Final[dict[str, Rule]] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register how operators of the language are evaluated."""

    def register(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return register


@rule("num")
def _number(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return single(e.field.number(term.data))


@rule("add")
def _sum(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    left, right = e.value(term.args[0], stack), e.value(term.args[1], stack)
    return single(left.entries[0] + right.entries[0]) if term.sort is REAL else left + right


@rule("sub")
def _difference(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    left, right = e.value(term.args[0], stack), e.value(term.args[1], stack)
    return single(left.entries[0] - right.entries[0]) if term.sort is REAL else left - right


@rule("neg")
def _opposite(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return e.value(term.args[0], stack).map(neg)


@rule("mul")
def _times(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    a, b = term.args
    left, right = e.value(a, stack), e.value(b, stack)
    if a.sort is REAL and b.sort is REAL:
        return single(left.entries[0] * right.entries[0])
    if a.is_scalar:
        return right.scaled(left.only)
    if b.is_scalar:
        return left.scaled(right.only)
    return product(e.field, left, right)


@rule("div")
def _quotient(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    top, bottom = e.value(term.args[0], stack), e.scalar(term.args[1], stack)
    if term.sort is REAL:
        return single(e.field.divide(top.entries[0], bottom))
    return top.map(lambda x: e.field.divide(x, bottom))


@rule("pow")
def _power(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    base, exponent = e.value(term.args[0], stack), e.count(term.args[1], stack)
    if exponent == 0:
        return identity(e.field, base.rows)
    while exponent % 2 == 0:
        base, exponent = product(e.field, base, base), exponent // 2
    result, exponent = base, exponent // 2
    while exponent:
        base = product(e.field, base, base)
        result, exponent = product(e.field, result, base) if exponent % 2 else result, exponent // 2
    return result


@rule("transpose")
def _transpose(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return e.value(term.args[0], stack).T


@rule("inv")
def _inverse(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return inverse(e.field, e.value(term.args[0], stack))


@rule("det")
def _determinant(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return single(determinant(e.field, e.value(term.args[0], stack)))


@rule("identity")
def _identity(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return identity(e.field, e.count(term.args[0], stack))


@rule("zeros", "ones")
def _constant(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    return filled(e.field, e.count(term.args[0], stack), e.count(term.args[1], stack), int(term.op == "ones"))


@rule("unit")
def _unit(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    index, size = (e.count(a, stack) for a in term.args)
    if index >= size:
        raise Undefined(f"the unit column {index} of {size} entries")
    return Matrix(size, 1, tuple(e.field.number(int(i == index)) for i in range(size)))


@rule("trace")
def _trace(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    m = e.value(term.args[0], stack)
    return single(sum((m.row(i)[i] for i in range(m.rows)), e.field.number(0)))


@rule("block")
def _blocks(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    rows, columns = term.data
    values = [e.value(a, stack) for a in term.args]
    return blocks([values[i * columns : (i + 1) * columns] for i in range(rows)])


@rule("slice")
def _part(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    whole, (row, rows, column, columns) = e.value(term.args[0], stack), [e.count(a, stack) for a in term.args[1:]]
    if row + rows > whole.rows or column + columns > whole.columns:
        raise Undefined(f"rows or columns outside a {whole.rows}×{whole.columns} matrix")
    return whole.part(row, rows, column, columns)


@rule("sqnorm")
def _squared_norm(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    v = e.value(term.args[0], stack)
    return product(e.field, v.T, v)


@rule("abs", "sqrt", "exp", "log")
def _function(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    value = e.value(term.args[0], stack)
    return Matrix(value.rows, value.columns, tuple([e.field.apply(term.op, x) for x in value.entries]))


@rule("apply")
def _application(e: Evaluator, term: Term, stack: Stack) -> Any:
    function, argument = e.value(term.args[0], stack), term.args[1]
    natural = function.domain is NAT
    found = function(e.count(argument, stack) if natural else e.value(argument, stack))
    return single(e.field.number(found)) if term.sort is NAT and isinstance(found, int) else found


@rule("iterate")
def _iteration(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    step, point = e.value(term.args[0], stack), e.value(term.args[1], stack)
    count, orbit = e.count(term.args[2], stack), e.orbit(term, stack)
    if count > LONG and isinstance(point, Matrix) and point.columns == 1:
        far = leaped(step, point, count, e.field)
        if far is not None:
            return far
        if count - orbit.count > LONG and hasattr(e.field, "unrolled"):
            step = e.field.unrolled(step)
    return orbit.at(step, point, count)


@rule("derivative")
def _derivative(e: Evaluator, term: Term, stack: Stack) -> Matrix:
    function, point = e.value(term.args[0], stack), e.value(term.args[1], stack)
    return e.gradient(function, point)
