"""The value of a kernel term at a point, over any field; written from the language's documentation alone.

Bound variables are looked up in a stack (the innermost binder first), iterations are run, derivatives are taken by
dual numbers, and natural numbers (sizes, exponents, counts) are kept as Python ints. The operators are in `operations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from derivations.kernel.terms import NAT, Term
from numerics.duals import Duals
from numerics.errors import Unsupported
from numerics.functions import Function, Map, Stack
from numerics.matrices import Matrix
from numerics.operations import RULES
from numerics.spaces import Discrete, Lebesgue


class Evaluator:
    """Values of terms at one point, over one field; shared subterms are evaluated once."""

    def __init__(self, field: Any, point: Mapping[Term, Any]) -> None:
        """Take a field and the values of the free variables."""
        self.field, self.point = field, point
        self._known: dict[Term, Any] = {}

    def over(self, field: Any) -> Evaluator:
        """The same point over another field."""
        return Evaluator(field, self.point)

    def value(self, term: Term, stack: Stack = ()) -> Any:
        """A Matrix (1×1 for a number) or a Function."""
        if term.loose:
            return self._value(term, stack)
        if term not in self._known:
            self._known[term] = self._value(term, stack)
        return self._known[term]

    def scalar(self, term: Term, stack: Stack = ()) -> Any:
        """The value of a number."""
        return self.value(term, stack).only

    def count(self, term: Term, stack: Stack = ()) -> int:
        """The value of a natural number."""
        if term.op == "num":
            return int(term.data)
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
        duals = Duals(self.field)
        lifted = function.over(duals)
        entries = list[Any]()
        for i in range(len(point.entries)):
            moved = [duals.moving(x) if i == j else duals.number(x) for j, x in enumerate(point.entries)]
            entries.append(lifted(Matrix(point.rows, point.columns, tuple(moved))).only.b)
        return Matrix(point.rows, point.columns, tuple(entries))

    def lift(self, value: Any) -> Any:
        """A value of a point or of the stack, over this evaluator's field."""
        if isinstance(value, Term):
            return Function(Evaluator(self.field, {}), value, ())
        if isinstance(value, Map):
            return value.over(self.field)
        if isinstance(value, Discrete | Lebesgue):
            return value
        if isinstance(value, Matrix):
            return value.map(self.field.number)
        return Matrix(1, 1, (self.field.number(value),))

    def _value(self, term: Term, stack: Stack) -> Any:
        if term.op == "var" and term not in self.point:
            raise Unsupported(f"{term} has no value")
        if term.op in ("var", "bound"):
            found = self.point[term] if term.op == "var" else stack[term.data]
            return found if term.sort.kind == "space" else self.lift(found)
        if term.op == "lambda":
            return Function(self, term, stack)
        if term.op not in RULES:
            import_module("numerics.truth")  # brings the rules of measures and densities
        if term.op not in RULES:
            raise Unsupported(f"{term.op} has no numerical value")
        return RULES[term.op](self, term, stack)
