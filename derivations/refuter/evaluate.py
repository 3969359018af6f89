"""The value of a kernel term, and the truth of a formula, at a point: an independent reading of the language.

Shares no rule, no normal form and no definition with the kernel: scalars are exact fractions (balls where a root, an
exponential or a logarithm is irrational), definiteness and the like are decided by elimination, derivatives are
taken with dual numbers, quantifiers by sample values and, for polynomials of degree 2, exactly.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from derivations.kernel.terms import Sort, Term
from derivations.refuter import convergence, dense, exact, quadratic
from derivations.refuter.exact import Unclear, Undefined
from derivations.refuter.finite import Table, Weights
from derivations.refuter.measures import every
from derivations.refuter.metrics import Metrics
from derivations.refuter.occurring import fewer, outside
from derivations.refuter.quantified import DEAR, moves
from derivations.refuter.values import Point

__all__ = ["Point", "Unclear", "Undefined", "evaluate", "holds"]


def evaluate(term: Term, point: Point, *, wild: Fraction | None = None) -> Any:
    """The value of a term: a Fraction, an arb ball, or a tuple of rows of them.

    Args:
        term: the term.
        point: a value for every free variable: numbers, matrices as tuples of rows, functions as lambda terms.
        wild: what 1/0, log(−1) and the like are; without it they raise Undefined.
    """
    value = Evaluator(point, wild).value(term)
    if isinstance(value, dense.Matrix):
        return tuple(tuple(map(_plain, row)) for row in value.rows)
    return _plain(value)


def _plain(value: Any) -> Any:
    return exact.Ball.of(value).value if isinstance(value, exact.Ball | exact.Logs) else value


def holds(formula: Term, point: Point, *, wild: Fraction | None = None) -> bool | None:
    """Whether a formula is true at a point; None when it cannot be told, and where it means nothing."""
    return Evaluator(point, wild).truth(formula)


class Evaluator(Metrics):
    """Truth at one point: three-valued, undecided where a term means nothing."""

    def truth(self, term: Term, stack: tuple[Any, ...] = ()) -> bool | None:
        """True, False or undecided (three-valued, as Kleene's)."""
        if len(stack) > 1 and (places := fewer(term, len(stack))):
            return self.recalled(term, [stack[i] for i in places], lambda: self._truth(term, stack))
        return self._truth(term, stack)

    def _truth(self, term: Term, stack: tuple[Any, ...]) -> bool | None:
        op, args = term.op, term.args
        if op in ("and", "or", "not", "implies", "iff"):
            return self.connective(op, args, stack)
        if op in ("true", "false"):
            return op == "true"
        try:
            if op in ("forall", "exists"):
                return self.remembered(term, stack)
            if op in ("apply", "bound", "var"):
                values = [self.value(a, stack) for a in args]
                return self.said(values[0], values[1]) if values else self.value(term, stack)
            if op == "tends":
                return self.tends(term, stack)
            handler = getattr(self, f"is_{op}", None)
            if op == "eq" and args[0].sort.kind == "prop":
                return self.connective("iff", args, stack)
            if op == "eq" and args[0].sort.kind == "function":
                return self.same_function(self.value(args[0], stack), self.value(args[1], stack), args[0].sort.params)
            return handler(*(self.value(a, stack) for a in args)) if handler else None
        except Undefined:
            return None

    def remembered(self, term: Term, stack: tuple[Any, ...]) -> bool | None:
        """What a quantifier says of the values that occur in it; asked again, it costs as much of what may be spent."""
        used = [stack[place] for place in outside(term)]
        moving = any(map(moves, stack)), any(isinstance(x, exact.Symbolic) for x in stack)
        key = term, len(stack), moving, tuple(map(id, used))
        if key in self.judged:
            found, cost, _ = self.judged[key]
            if not self.exceeded(self.spent + cost):
                self.spent += cost
                return found
        before = self.spent
        found = self.quantified(term.op, self.value(term.args[0], stack))
        self.judged[key] = found, self.spent - before, used  # the values are kept, so that none gets the id of another
        return found

    def connective(self, op: str, args: tuple[Term, ...], stack: tuple[Any, ...]) -> bool | None:
        """Kleene's tables."""
        first = self.truth(args[0], stack)
        if op == "not":
            return None if first is None else not first
        if op == "iff":
            second = self.truth(args[1], stack)
            return None if first is None or second is None else first is second
        first = (None if first is None else not first) if op == "implies" else first
        absorbing = op != "and"
        if first is absorbing:
            return absorbing
        second = self.truth(args[1], stack)
        return absorbing if second is absorbing else None if first is None or second is None else not absorbing

    def is_eq(self, a: Any, b: Any) -> bool | None:
        """Entry by entry."""
        if isinstance(a, int | bool | Weights) and isinstance(b, type(a)):
            return a == b
        if not isinstance(a, Fraction | exact.Number | dense.Matrix):
            return True if a == b else None
        signs = [exact.steady_sign(x - y) for x, y in zip(dense.entries(a), dense.entries(b), strict=True)]
        return False if any(signs) else None if None in signs else True

    def same_function(self, a: Any, b: Any, sorts: tuple[Sort, Sort]) -> bool | None:
        """By the values at every point, or refuted by a sample."""
        domain, codomain = sorts
        agree = (self.same(self.call(a, x), self.call(b, x), codomain) for x in self.samples(domain))
        found = every(agree) if codomain.kind != "prop" else None
        tables = isinstance(a, Table) and isinstance(b, Table) and domain.kind == "nat"
        if tables:
            places = range(lcm(len(a.values), len(b.values)))
            return every(self.same(a(i), b(i), codomain) for i in places)
        return found if found is False or domain.kind == "space" else None

    def same(self, a: Any, b: Any, sort: Sort) -> bool | None:
        """Equality of two values of a sort."""
        return self.same_function(a, b, sort.params) if sort.kind == "function" else self.is_eq(a, b)

    is_le = staticmethod(lambda a, b: exact.below(a, b, strictly=False))
    is_lt = staticmethod(exact.below)
    is_invertible = staticmethod(lambda a: None if (s := exact.sign(dense.determinant(a))) is None else s != 0)
    is_symmetric = staticmethod(lambda a: dense.rows_of(a) == dense.rows_of(dense.transpose(a)))
    is_positive_definite = staticmethod(lambda a: dense.definite(a, strictly=True))
    is_positive_semidefinite = staticmethod(lambda a: dense.definite(a, strictly=False))
    is_full_column_rank = staticmethod(lambda a: dense.rank_of(a) == dense.shape(a)[1])
    is_eigenvalue = staticmethod(dense.has_eigenvalue)

    def is_differentiable(self, function: Any, point: Any) -> bool | None:
        """Whether the derivative exists."""
        return self.smooth(function, point)

    def is_minimiser(self, function: Any, point: Any) -> bool | None:
        """Refuted by a sample; seen for polynomials of degree 2."""
        best = self.call(function, point)
        for other in self.variants(dense.shape(point)):
            for moved in (other, dense.plus(point, other), dense.plus(point, dense.each(other, lambda x: x / 16))):
                if exact.sign(self.call(function, moved) - best) == -1:
                    return False
        return quadratic.at_least(self.call(function, self.unknown(dense.shape(point))), best, strictly=False)

    def is_converges_from_every_start(self, step: Any, target: Any) -> bool | None:
        """By the eigenvalues of an affine map."""
        start = self.unknown(dense.shape(target))
        found = convergence.affine(self.call(step, start), start, target)
        return self.wanders(step, target) if found is None else found

    def wanders(self, step: Any, target: Any) -> bool | None:
        """False when the iterates from some unit vector clearly do not go to the target."""
        height, width = dense.shape(target)
        for place in range(height * width):
            start = dense.build(height, width, lambda i, j, place=place: Fraction(i * width + j == place))
            orbit = convergence.orbit(lambda x: self.call(step, x), start)
            if convergence.tends(orbit, True, "infinity", None, target) is False:
                return False
        return None

    def tends(self, term: Term, stack: tuple[Any, ...]) -> bool | None:
        """A limit, by values far out."""
        function, source, target = term.args
        if any(map(moves, stack)):
            return None  # for all values of a variable at once nothing is far out
        self.spent += 100 * DEAR if any(isinstance(x, exact.Symbolic) for x in stack) else DEAR
        if self.exhausted:
            return None
        f = self.value(function, stack)
        domain = function.data[1] if function.op == "lambda" else function.sort.params[0]
        towards = None if source.op == "infinity" else self.value(source.args[0], stack)
        goal = None if target.op == "infinity" else self.value(target.args[0], stack)
        found = convergence.tends(lambda x: self.call(f, x), domain.kind == "nat", source.op, towards, goal)
        unsure = found is False and any(isinstance(x, exact.Symbolic) for x in stack)
        return None if unsure else found  # no place far out is far enough for a whole interval
