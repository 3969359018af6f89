"""The truth of a formula at a point: true, false or unknown, and whether that is certain or only was seen.

Certain are comparisons of exact values or disjoint balls and decisions on explicit matrices. Not certain are a "for
all" that held at every value tried, balls that overlap, and limits that were only seen to be approached. Predicates are
decided in `definiteness`, `quantifiers` and `convergence`; `truth` brings them together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from derivations.kernel.formulas import DEFINITIONS
from derivations.kernel.terms import SPACE, Term
from numerics.errors import NoValue, Unresolved, Unsupported
from numerics.evaluation import Evaluator
from numerics.functions import Function, Map, Stack
from numerics.matrices import Matrix
from numerics.spaces import points_of


@dataclass(unsafe_hash=True, slots=True)  # not frozen, for speed
class Truth:
    """True, false or unknown (None), and whether it is certain."""

    value: bool | None
    certain: bool = True

    def __invert__(self) -> Truth:
        """Not."""
        return self if self.value is None else Truth(not self.value, self.certain)

    def __and__(self, other: Truth) -> Truth:
        """And: one certain falsehood settles it."""
        if self.value and other.value:
            return other if self.certain else self
        if self.value is False:
            return other if other.value is False and other.certain else self
        return other if other.value is False else UNKNOWN

    def __or__(self, other: Truth) -> Truth:
        """Or: one certain truth settles it."""
        if self.value is False and other.value is False:
            return other if self.certain else self
        if self.value:
            return other if other.value and other.certain else self
        return other if other.value else UNKNOWN


UNKNOWN: Final = Truth(None, False)
CERTAIN: Final = {True: Truth(True), False: Truth(False)}


def equal(field: Any, left: Matrix, right: Matrix) -> Truth:
    """Whether two matrices are equal: certainly not if some entries are disjoint, not certainly if some overlap."""
    certain = True
    for a, b in left.paired(right):
        try:
            if field.sign(a - b) != 0:
                return CERTAIN[False]
        except Unresolved:
            certain = False
    return CERTAIN[True] if certain else Truth(True, False)


class Judge:
    """Truth values at one point."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take the point and the field from an evaluator."""
        self.evaluator, self.field = evaluator, evaluator.field

    def truth(self, formula: Term, stack: Stack = ()) -> Truth:
        """The truth of a formula."""
        return self.evaluator.kept(formula, stack, self._known)

    def _known(self, formula: Term, stack: Stack) -> Truth:
        try:
            return self._truth(formula, stack)
        except (NoValue, ZeroDivisionError):
            return UNKNOWN

    def strictly(self, formula: Term, stack: Stack = ()) -> bool:
        """The truth of a formula on which a value depends; Unresolved unless it is certain."""
        found = self.truth(formula, stack)
        if found.value is None or not found.certain:
            raise Unresolved(f"whether {formula}")
        return found.value

    def _truth(self, formula: Term, stack: Stack) -> Truth:
        op, args = formula.op, formula.args
        if op in ("eq", "le", "lt"):
            return self._comparison(op, args, stack)
        if op in ("and", "or", "implies", "iff"):
            return self._connective(op, args, stack)
        rule = PREDICATES.get(op)
        if rule is not None:
            return rule(self, args, stack)
        if op == "not":
            return ~self.truth(args[0], stack)
        if op in ("true", "false"):
            return CERTAIN[op == "true"]
        if op == "apply":
            return self._applied(args, stack)
        if op in DEFINITIONS and not formula.loose:
            return self.truth(DEFINITIONS[op](*args), stack)
        raise Unsupported(f"{op} cannot be decided numerically")

    def _connective(self, op: str, args: tuple[Term, ...], stack: Stack) -> Truth:
        first = self.truth(args[0], stack)
        decided = first.certain and first.value is not None
        if decided and ((op == "or") == first.value) and op in ("and", "or"):
            return first
        if decided and op == "implies" and first.value is False:
            return Truth(True)
        second = self.truth(args[1], stack)
        if op == "and":
            return first & second
        if op == "or":
            return first | second
        if op == "implies":
            return ~first | second
        return (~first | second) & (~second | first)

    def _comparison(self, op: str, args: tuple[Term, ...], stack: Stack) -> Truth:
        left, right = self.evaluator.value(args[0], stack), self.evaluator.value(args[1], stack)
        if isinstance(left, Matrix):
            return equal(self.field, left, right) if op == "eq" else self._order(op, left, right)
        if isinstance(left, Map):
            return self._same_function(left, right)
        return CERTAIN[left == right] if isinstance(left, int) else equal(self.field, left, right)

    def _order(self, op: str, left: Matrix, right: Matrix) -> Truth:
        try:
            sign = self.field.sign(right.only - left.only)
        except Unresolved:
            return UNKNOWN if op == "lt" else Truth(True, False)
        return CERTAIN[sign > 0 or (op == "le" and sign == 0)]

    def _applied(self, args: tuple[Term, ...], stack: Stack) -> Truth:
        return self.body(self.evaluator.value(args[0], stack), self.evaluator.argument(args[1], stack))

    def _same_function(self, left: Map, right: Map) -> Truth:
        """Equality at every point of a finite space."""
        if left.domain is not SPACE:
            raise Unsupported("an equality of functions")
        same = Truth(True)
        for i in range(points_of(self.evaluator.point.values())):
            same = same & equal(self.field, left(i), right(i))
        return same

    def body(self, function: Map, value: Any) -> Truth:
        """The truth of a predicate, a lambda or given by its truth values, at a value."""
        if not isinstance(function, Function):
            return Truth(bool(function(value)))
        inner = self if function.evaluator is self.evaluator else Judge(function.evaluator)
        return inner.truth(function.term.args[0], (value, *function.stack))

    def function(self, term: Term, stack: Stack) -> Any:
        """The value of a function."""
        return self.evaluator.value(term, stack)

    def matrix(self, term: Term, stack: Stack) -> Matrix:
        """The value of a matrix."""
        return self.evaluator.value(term, stack)


Predicate = Callable[[Judge, tuple[Term, ...], Stack], Truth]
PREDICATES: Final[dict[str, Predicate]] = {}


def predicate(*names: str) -> Callable[[Predicate], Predicate]:
    """Register how a predicate of the language is decided."""

    def register(rule: Predicate) -> Predicate:
        PREDICATES.update(dict.fromkeys(names, rule))
        return rule

    return register
