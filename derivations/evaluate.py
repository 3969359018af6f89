"""The value of a kernel term, and the truth of a formula, at a point: an independent reading of the language.

Shares no rule, no normal form and no definition with the kernel: scalars are exact fractions (balls where a root, an
exponential or a logarithm is irrational), definiteness and the like are decided by elimination, derivatives are
taken with dual numbers, quantifiers by sample values and, for polynomials of degree 2, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from math import ceil, lcm
from typing import Any, Final

from derivations import convergence, dense, exact, quadratic
from derivations.exact import Poly, Unclear, Undefined
from derivations.finite import LARGEST, Table, Weights
from derivations.kernel.terms import Sort, Term
from derivations.measures import Measures, every
from derivations.values import Point

SAMPLES: Final = tuple(map(Fraction, (0, 1, -1, 2, "1/2", "-1/2", 3, -2, "1/3", -3, 10, "-1/10", -10, "1/10", 1000)))
NATURALS: Final = tuple(map(Fraction, (0, 1, 2, 3, 4, 5, 10)))
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


class Evaluator(Measures):
    """Truth at one point: three-valued, undecided where a term means nothing."""

    def truth(self, term: Term, stack: tuple[Any, ...] = ()) -> bool | None:
        """True, False or undecided (three-valued, as Kleene's)."""
        op, args = term.op, term.args
        if op in ("and", "or", "not", "implies", "iff"):
            return self.connective(op, args, stack)
        if op in ("true", "false"):
            return op == "true"
        try:
            if op in ("forall", "exists"):
                return self.quantified(op, self.value(args[0], stack))
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
        f = self.value(function, stack)
        domain = function.data[1] if function.op == "lambda" else function.sort.params[0]
        towards = None if source.op == "infinity" else self.value(source.args[0], stack)
        goal = None if target.op == "infinity" else self.value(target.args[0], stack)
        found = convergence.tends(lambda x: self.call(f, x), domain.kind == "nat", source.op, towards, goal)
        unsure = found is False and any(isinstance(x, exact.Symbolic) for x in stack)
        return None if unsure else found  # no place far out is far enough for a whole interval

    def quantified(self, op: str, function: Any) -> bool | None:
        """By samples, then exactly for polynomials of low degree."""
        if isinstance(function, Table):
            return _any(function.values, op == "exists")
        body, stack, wanted = function.term.args[0], function.stack, op == "exists"
        domain = function.term.data[1]
        if (places := self.places(domain, body, stack)) is not None:
            return _any((self.truth(body, (x, *stack)) for x in places), wanted)
        if any(self.truth(body, (x, *stack)) is wanted for x in self.samples(domain)):
            return wanted
        if domain.kind != "real":
            return None
        unknown = self.unknown(self.shape(domain))
        decide = quadratic.every if op == "forall" else quadratic.some
        try:
            found = decide(self, body, (unknown, *stack))
        except Undefined:
            found = None
        return self.throughout(body, stack, wanted) if found is None and self.shape(domain) == (1, 1) else found

    def throughout(self, body: Term, stack: tuple[Any, ...], wanted: bool) -> bool | None:
        """A quantifier over the real numbers, by signs on whole intervals."""
        from derivations import enclosures

        def opposite(x: Any) -> bool | None:
            truth = self.truth(body, (x, *stack))
            return None if truth is None else truth is not wanted

        found = enclosures.throughout(opposite)
        return None if found is None else found is not wanted

    def places(self, domain: Sort, body: Term, stack: tuple[Any, ...]) -> Iterable[Any] | None:
        """Values that decide a quantifier: all there are, all below a bound, or a period of the tables."""
        if domain.kind == "space":
            return self.points()
        if domain.kind != "nat":
            return None
        bound, periods = self.bound_of(body, stack), self.periods(body, stack, 0)
        count = bound if bound is not None else None if periods is None else lcm(*periods)
        return None if count is None or count > LARGEST else map(Fraction, range(count))

    def bound_of(self, body: Term, stack: tuple[Any, ...]) -> int | None:
        """The n of i < n ⇒ φ(i)."""
        limit = body.args[0] if body.op == "implies" else body
        fits = body.op == "implies" and limit.op == "lt" and limit.args[0].op == "bound" and not limit.args[0].data
        if not fits or _mentions(limit.args[1], 0):
            return None
        found = self.value(limit.args[1], (None, *stack))
        return max(0, ceil(found)) if isinstance(found, Fraction) else None

    def periods(self, term: Term, stack: tuple[Any, ...], depth: int) -> set[int] | None:
        """The lengths of the tables to which the variable is given; None when it is used for anything else."""
        if not _mentions(term, depth):
            return set()
        if term.op == "apply" and term.args[1].op == "bound" and not term.args[0].loose:
            table = self.value(term.args[0])
            return {len(table.values)} if isinstance(table, Table) else None
        if term.op == "bound":
            return None
        found = [self.periods(a, stack, depth + (term.op == "lambda")) for a in term.args]
        return None if None in found else set[int]().union(*(f for f in found if f is not None))

    def unknown(self, size: tuple[int, int]) -> Any:
        """A number or matrix of polynomial variables."""
        self.level += 1000  # a new name for every entry
        return dense.build(*size, lambda i, j: Poly({((self.level + 30 * i + j, 1),): Fraction(1)}))

    def samples(self, domain: Sort) -> Iterable[Any]:
        """Some values of a sort."""
        if domain.kind == "nat":
            return NATURALS
        if domain.kind == "space":
            return self.points()
        if domain.kind in ("prop", "function", "measure"):
            return ()
        return self.variants(self.shape(domain))

    def variants(self, size: tuple[int, int]) -> Iterable[Any]:
        """Some matrices of a size."""
        count = size[0] * size[1]
        if count == 1:
            return SAMPLES
        few = (SAMPLES[:6], SAMPLES[:6], SAMPLES[:4], SAMPLES[:3], SAMPLES[:2])[min(count, 4)]
        flat = (
            product(few, repeat=count)
            if count <= 6
            else ([Fraction(k == i) for k in range(count)] for i in range(count))
        )
        return (dense.build(*size, lambda i, j, f=f: f[i * size[1] + j]) for f in flat)


def _any(found: Iterable[bool | None], wanted: bool) -> bool | None:
    """Whether one of these has the wanted truth (then it), or all have the other."""
    opposite = every(found if not wanted else (None if truth is None else not truth for truth in found))
    return None if opposite is None else opposite is not wanted


def _mentions(term: Term, depth: int) -> bool:
    """Whether the variable bound `depth` lambdas outwards occurs."""
    if term.loose <= depth:
        return False
    if term.op == "bound":
        return term.data == depth
    return any(_mentions(a, depth + (term.op == "lambda")) for a in term.args)
