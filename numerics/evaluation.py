"""The value of a kernel term at a point, over any field; written from the language's documentation alone.

Bound variables are looked up in a stack (the innermost binder first), iterations are run, derivatives are taken by
dual numbers, and natural numbers (sizes, exponents, counts) are kept as Python ints. The operators are in `operations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from operator import is_
from typing import Any

from derivations.kernel.terms import NAT, Term
from derivations.refuter.occurring import outside
from numerics.duals import Duals
from numerics.errors import Unsupported
from numerics.functions import Function, Map, Orbit, Stack
from numerics.matrices import Matrix, single
from numerics.operations import RULES, rule
from numerics.spaces import Discrete, Lebesgue

Places = tuple[int, tuple[int, ...]]  # the innermost place, and the others
Memory = tuple[int, Any, tuple[int, ...], Stack, Any]  # the places with what stood there, and the value


@lru_cache(maxsize=1 << 16)
def depends(term: Term) -> Places:
    """The places on the stack that a term which is not closed uses, the innermost apart: it is the first to change."""
    first, *others = outside(term)
    return first, tuple(others)


class Evaluator:
    """Values of terms at one point, over one field.

    The value of a term is kept until the variables bound outside of it have other values: what is repeated, and what
    does not change in a loop, is evaluated once.
    """

    def __init__(self, field: Any, point: Mapping[Term, Any]) -> None:
        """Take a field and the values of the free variables."""
        self.field, self.point = field, point
        self._closed: dict[Term, Any] = {}  # of terms that use no place on the stack
        self._last: dict[Term, Memory] = {}
        self._orbits: dict[Term, Orbit] = {}
        self._other: Evaluator | None = None
        self._duals: Duals | None = None

    def over(self, field: Any) -> Evaluator:
        """The same point over another field."""
        if self._other is None or self._other.field is not field:
            self._other = Evaluator(field, self.point)
        return self._other

    def value(self, term: Term, stack: Stack = ()) -> Any:
        """A Matrix (1×1 for a number) or a Function; what `kept` says, written out here for speed."""
        if not term.loose:
            found = self._closed.get(term)
            if found is None and term.op == "lambda":
                return Function(self, term, ())
            if found is None:
                found = self._closed[term] = RULES.get(term.op, otherwise)(self, term, stack)
            return found
        last = self._last.get(term)
        if last is not None:
            first, before, others, around, found = last
            if stack[first] is before:
                for place, was in zip(others, around, strict=False):
                    if stack[place] is not was:
                        break
                else:
                    return found
        elif term.op == "lambda":
            return Function(self, term, stack)
        else:
            first, others = depends(term)
        found = RULES.get(term.op, otherwise)(self, term, stack)
        self._last[term] = first, stack[first], others, tuple([stack[i] for i in others]) if others else (), found
        return found

    def kept(self, term: Term, stack: Stack, find: Callable[[Term, Stack], Any]) -> Any:
        """What was found for a term, unless a variable on which it depends has changed since."""
        if not term.loose:
            found = self._closed.get(term)
            if found is None:
                found = self._closed[term] = find(term, stack)
            return found
        last = self._last.get(term)
        if last is None:
            first, others = depends(term)
        else:
            first, before, others, around, found = last
            if stack[first] is before and all(map(is_, around, map(stack.__getitem__, others))):
                return found
        found = find(term, stack)
        self._last[term] = first, stack[first], others, tuple([stack[i] for i in others]) if others else (), found
        return found

    def orbit(self, term: Term, stack: Stack) -> Orbit:
        """The iterates so far of the map and from the start of an iteration."""
        around = tuple([stack[place] for a in term.args[:2] for place in outside(a)])
        found = self._orbits.get(term)
        if found is None or not all(map(is_, around, found.around)):
            found = self._orbits[term] = Orbit(around)
        return found

    def scalar(self, term: Term, stack: Stack = ()) -> Any:
        """The value of a number."""
        return self.value(term, stack).only

    def count(self, term: Term, stack: Stack = ()) -> int:
        """The value of a natural number."""
        if term.op == "num":
            return term.data.numerator
        if term.op in ("add", "mul"):
            left, right = (self.count(a, stack) for a in term.args)
            return left + right if term.op == "add" else left * right
        if term.op == "pow":
            return self.count(term.args[0], stack) ** self.count(term.args[1], stack)
        if term.op == "var" and term.sort is NAT and term in self.point:
            return int(self.point[term])
        if term.op == "bound":
            return int(stack[term.data])
        if term.op == "apply":
            return int(self.value(term.args[0], stack)(self.argument(term.args[1], stack)))
        raise Unsupported(f"{term} is not a natural number with a value")

    def argument(self, term: Term, stack: Stack = ()) -> Any:
        """A value as functions take it: natural numbers and points as ints."""
        return self.count(term, stack) if term.sort is NAT else self.value(term, stack)

    def shape(self, sort: Any, stack: Stack = ()) -> tuple[int, int]:
        """Rows and columns of a sort at this point."""
        rows, columns = sort.shape
        return self.count(rows, stack), self.count(columns, stack)

    def gradient(self, function: Map, point: Matrix) -> Matrix:
        """The partial derivatives of a real function, in the shape of its argument."""
        duals = self._duals = self._duals or Duals(self.field)
        lifted = function.over(duals)
        entries = list[Any]()
        for i in range(len(point.entries)):
            moved = [duals.moving(x) if i == j else duals.number(x) for j, x in enumerate(point.entries)]
            entries.append(lifted(Matrix(point.rows, point.columns, tuple(moved))).only.b)
        return Matrix(point.rows, point.columns, tuple(entries))

    def lift(self, value: Any) -> Any:
        """A value of a point or of the stack, over this evaluator's field."""
        if isinstance(value, Matrix):
            return value.map(self.field.number)
        if isinstance(value, Term):
            return Function(Evaluator(self.field, {}), value, ())
        if isinstance(value, Map):
            return value.over(self.field)
        if isinstance(value, Discrete | Lebesgue):
            return value
        return single(self.field.number(value))


@rule("var")
def _variable(e: Evaluator, term: Term, stack: Stack) -> Any:
    if term not in e.point:
        raise Unsupported(f"{term} has no value")
    return e.point[term] if term.sort.kind == "space" else e.lift(e.point[term])


@rule("bound")
def _bound(e: Evaluator, term: Term, stack: Stack) -> Any:
    return stack[term.data] if term.sort.kind == "space" else e.lift(stack[term.data])


def otherwise(e: Evaluator, term: Term, stack: Stack) -> Any:
    """The value by the rules of measures and densities, which may not have been brought yet."""
    import_module("numerics.truth")
    if term.op not in RULES:
        raise Unsupported(f"{term.op} has no numerical value")
    return RULES[term.op](e, term, stack)
