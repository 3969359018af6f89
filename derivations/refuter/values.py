"""The value of a kernel term at a point, operator by operator; shares nothing with the kernel's normal forms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

from derivations.kernel.terms import Sort, Term
from derivations.refuter import convergence, dense, exact
from derivations.refuter.exact import Dual, Unclear, Undefined
from derivations.refuter.explored import exactly
from derivations.refuter.finite import LARGEST, Counting, Family, Lebesgue, Patched, Table, Weights
from derivations.refuter.gaussian_space import Affine, Normals, Sample
from derivations.refuter.occurring import fewer

Given = int | Fraction | tuple[Any, ...] | Term | Affine | Normals | Patched
Point = Mapping[Term, Given]
KEPT = 10_000  # values kept at one point
WILD = (
    "div",
    "inv",
    "log",
    "sqrt",
    "derivative",
    "entry",
    "integral",
    "unit",
)  # a wild reading gives each its own number


def _number(entry: Any) -> Any:
    """An entry of a column as the point states it."""
    return entry if isinstance(entry, exact.Number) else Fraction(entry)


def _item(entries: list[Any], place: int) -> Any:
    if place >= len(entries):
        raise Undefined("the column has no such entry")
    return entries[place]


def _width(given: Any, sort: Sort) -> int | None:
    """How many points the space of a measure or of a function has; 0 where they are about other things."""
    if not isinstance(given, tuple) or sort.kind not in ("measure", "function"):
        return 0
    domain = sort.params[0]
    if domain.kind == "space" or (sort.kind == "function" and domain.kind == "real"):
        return len(given)
    nested = sort.kind == "function" and domain.kind == "nat" and given
    return _width(given[0], sort.params[1]) if nested else 0


def _mentioned(given: Any, sort: Sort) -> int:
    """How many points there are up to the last one that a value names."""
    if sort.kind == "space":
        return given + 1
    names = sort.kind == "function" and isinstance(given, tuple)
    return max((_mentioned(v, sort.params[1]) for v in given), default=0) if names else 0


@lru_cache(maxsize=4096)
def _on_line(term: Term) -> bool:
    """Whether there is an integral over the line inside: too dear to be tried at many places."""
    return term.op == "lebesgue" or any(map(_on_line, term.args))


class Function(NamedTuple):
    """A lambda with the values of the variables bound around it."""

    term: Term
    stack: tuple[Any, ...]


class Values:
    """One point, and what was computed there."""

    def __init__(self, point: Point, wild: Fraction | None = None) -> None:
        """Keep the point."""
        self.point, self.wild = point, wild
        self.strayed = False  # whether something undefined was met
        self.level, self.drawn, self.spent = exact.MOVING, 0, 0
        self.known: dict[Term, Any] = {}
        self.orbits: dict[tuple[Term, ...], Callable[[Any], Any]] = {}
        self.shapes: dict[Sort, tuple[int, int]] = {}
        self.kept: dict[tuple[Any, ...], tuple[Any, Sequence[Any]]] = {}
        self.judged: dict[tuple[Any, ...], tuple[bool | None, int, list[Any]]] = {}

    def value(self, term: Term, stack: tuple[Any, ...] = ()) -> Any:
        """The value of a term whose bound variables are on the stack."""
        if term.loose:
            if len(stack) > 1 and (places := fewer(term, len(stack))):
                return self.recalled(term, [stack[i] for i in places], lambda: self._value(term, stack))
            return self._value(term, stack)
        if term not in self.known:
            self.known[term] = self._value(term, ())
        return self.known[term]

    def recalled(self, asked: Hashable, used: Sequence[Any], found: Callable[[], Any]) -> Any:
        """What was found before for what is asked, such as a term, and these values of the variables in it."""
        key = asked, tuple(x.as_integer_ratio() if type(x) is Fraction else id(x) for x in used)
        if key in self.kept:
            return self.kept[key][0]
        before = self.spent
        value = found()
        if self.spent == before:  # what was bought is to be bought again
            if len(self.kept) >= KEPT:
                self.kept.clear()
            self.kept[key] = value, used  # the values, too, so that none gets the id of another
        return value

    def _value(self, term: Term, stack: tuple[Any, ...]) -> Any:
        op = term.op
        if op == "bound":
            return stack[term.data]
        if op == "num":
            return term.data
        if op == "var":
            return self.variable(term)
        if op == "lambda":
            return Function(term, stack)
        if op == "piecewise":
            return self.value(term.args[1 if self.decided(term.args[0], stack) else 2], stack)
        args = [self.value(a, stack) for a in term.args]
        handler = getattr(self, f"on_{op}", None)
        if handler is None:
            raise Unclear(f"{op} has no value")
        return handler(term, *args)

    def variable(self, term: Term) -> Any:
        """What the point says of a variable."""
        if term not in self.point:
            raise Undefined(f"the point has no value for {term}")
        given = self.point[term]
        if isinstance(given, Term):
            return self.value(given)
        if isinstance(given, exact.Number | dense.Matrix):
            return given
        return self.given(given, term.sort)

    def given(self, given: Any, sort: Sort) -> Any:
        """A value as the point states it: numbers, rows of numbers, weights of points, values at points."""
        if isinstance(given, Term):
            return self.value(given)
        if isinstance(given, Affine | Normals | Patched):
            return given
        if sort.kind == "measure":
            return Weights(tuple(map(Fraction, given)))
        if sort.kind == "function":
            return self.tabulated(given, *sort.params)
        if sort.kind in ("space", "prop") or not isinstance(given, int | tuple):
            return given
        if isinstance(given, int):
            return Fraction(given)
        height, width = self.shape(sort)
        return dense.build(height, width, lambda i, j: _number(given[i][j]))

    def tabulated(self, given: tuple[Any, ...], domain: Sort, codomain: Sort) -> Any:
        """A function by its values, or one of a parameter by a function for each point."""
        if domain.kind in ("space", "nat"):
            return Table(tuple(self.given(v, codomain) for v in given))
        return Family(tuple(self.given(v, Sort("function", domain, codomain.params[1])) for v in given))

    def points(self) -> range:
        """The points of the space, as many as the tables and measures of the point have, or as it mentions."""
        if self.gaussian:
            raise Unclear("the space is not finite")
        counts = (_width(given, variable.sort) for variable, given in self.point.items())
        found = next((count for count in counts if count), None)
        if found is None:
            found = max((_mentioned(given, v.sort) for v, given in self.point.items()), default=0)
        if not found:
            raise Unclear("the point does not say how many points the space has")
        return range(found)

    @property
    def gaussian(self) -> bool:
        """Whether the space is one of normal random variables, without points that could be listed."""
        return any(isinstance(given, Normals | Affine) for given in self.point.values())

    def sample(self) -> Sample:
        """Any point of a space of normal random variables."""
        self.drawn += 1
        return Sample(self.drawn)

    def decided(self, condition: Term, stack: tuple[Any, ...]) -> bool:
        """Which branch of a case distinction is taken."""
        found = self.truth(condition, stack)
        if found is None:
            raise Unclear("a case distinction whose condition is not decided")
        return found

    def truth(self, term: Term, stack: tuple[Any, ...] = ()) -> bool | None:
        """The truth of a formula."""
        raise NotImplementedError

    def shape(self, sort: Sort) -> tuple[int, int]:
        """The rows and columns of a sort here."""
        if sort not in self.shapes:
            rows, columns = sort.shape
            self.shapes[sort] = int(self.value(rows)), int(self.value(columns))
        return self.shapes[sort]

    def partial(self, op: str, act: Callable[[], Any], *args: Any) -> Any:
        """What may be undefined; in a wild reading, some number instead."""
        try:
            return act()
        except Unclear:
            raise
        except Undefined:
            self.strayed = True
            if self.wild is None:
                raise
            if any(exact.Ball.rank < exact.rank(x) != exact.MOVING for a in args for x in dense.entries(a)):
                raise Unclear("undefined at the point, and perhaps around it") from None
            wild = self.wild + WILD.index(op)
            return dense.each(args[0], lambda _: wild)

    def call(self, function: Any, value: Any) -> Any:
        """A function at a value."""
        if isinstance(function, Function):
            return self.value(function.term.args[0], (value, *function.stack))
        if isinstance(function, Family):
            return Table(tuple(self.call(part, value) for part in function.parts))
        return function(exactly(value) if isinstance(function, Patched) else value)

    on_add = staticmethod(lambda term, a, b: dense.plus(a, b))
    on_sub = staticmethod(lambda term, a, b: dense.plus(a, dense.each(b, lambda x: -x)))
    on_neg = staticmethod(lambda term, a: dense.each(a, lambda x: -x))
    on_mul = staticmethod(lambda term, a, b: dense.times(a, b))
    on_trace = staticmethod(lambda term, a: dense.trace(a))
    on_transpose = staticmethod(lambda term, a: dense.transpose(a))
    on_identity = staticmethod(lambda term, n: dense.unit(int(n)))
    on_zeros = staticmethod(lambda term, m, n: dense.build(int(m), int(n), lambda i, j: Fraction(0)))
    on_ones = staticmethod(lambda term, m, n: dense.build(int(m), int(n), lambda i, j: Fraction(1)))
    on_sqnorm = staticmethod(lambda term, a: dense.times(dense.transpose(a), a))
    on_det = staticmethod(lambda term, a: dense.determinant(a))
    on_exp = staticmethod(lambda term, a: exact.exponential(a))

    on_pi = staticmethod(lambda term: exact.pi())
    on_counting = staticmethod(lambda term, n: Counting(int(n)))
    on_lebesgue = staticmethod(lambda term, n: Lebesgue(int(n)))

    def on_div(self, term: Term, a: Any, b: Any) -> Any:
        """A quotient."""
        return self.quotient(a, b)

    def quotient(self, a: Any, b: Any) -> Any:
        """a/b."""
        return self.partial("div", lambda: dense.times(a, exact.reciprocal(b)), a, b)

    def on_inv(self, term: Term, a: Any) -> Any:
        """An inverse."""
        return self.partial(term.op, lambda: dense.inverse(a), a)

    def on_log(self, term: Term, a: Any) -> Any:
        """A logarithm."""
        return self.logarithm(a)

    def logarithm(self, a: Any) -> Any:
        """log a."""
        return self.partial("log", lambda: exact.logarithm(a), a)

    def on_sqrt(self, term: Term, a: Any) -> Any:
        """A root."""
        return self.partial(term.op, lambda: exact.root(a), a)

    def on_abs(self, term: Term, a: Any) -> Any:
        """An absolute value."""
        return exact.absolute(a)

    def on_pow(self, term: Term, base: Any, exponent: Any) -> Any:
        """A natural power, by squaring; a very large one as a ball."""
        count = int(exponent)
        if (
            isinstance(base, Fraction)
            and base
            and count * max(base.numerator, base.denominator).bit_length() > exact.LARGEST
        ):
            base = exact.Ball.of(base)
        result = dense.unit(dense.shape(base)[0])
        while count:
            result = dense.times(result, base) if count % 2 else result
            base, count = dense.times(base, base) if count > 1 else base, count // 2
        return result

    def on_block(self, term: Term, *blocks: Any) -> Any:
        """Blocks put together."""
        height, width = term.data
        rows: list[tuple[Any, ...]] = []
        for i in range(height):
            band = blocks[i * width : (i + 1) * width]
            rows += [tuple(dense.at(b, r, c) for b in band for c in range(dense.shape(b)[1]))
                     for r in range(dense.shape(band[0])[0])]  # fmt: skip
        return dense.build(len(rows), sum(dense.shape(b)[1] for b in blocks[:width]), lambda i, j: rows[i][j])

    def on_slice(self, term: Term, a: Any, top: Any, height: Any, left: Any, width: Any) -> Any:
        """Some rows and columns."""
        return dense.build(int(height), int(width), lambda i, j: dense.at(a, i + int(top), j + int(left)))

    def on_entry(self, term: Term, column: Any, place: Any) -> Any:
        """An entry of a column."""
        entries = dense.entries(column)
        return self.partial("entry", lambda: _item(entries, int(place)), Fraction(0))

    def on_unit(self, term: Term, place: Any, size: Any) -> Any:
        """A unit column."""

        def column() -> Any:
            if place >= size:
                raise Undefined("the column has no such entry")
            return dense.build(int(size), 1, lambda i, j: Fraction(i == place))

        return self.partial("unit", column, dense.build(int(size), 1, lambda i, j: Fraction(0)))

    def on_product(self, term: Term, count: Any, factors: Any) -> Any:
        """A finite product."""
        if count > LARGEST:
            raise Unclear("too many factors to multiply")
        return prod((self.call(factors, Fraction(i)) for i in range(int(count))), start=Fraction(1))

    def on_apply(self, term: Term, function: Any, value: Any) -> Any:
        """An application."""
        return self.call(function, value)

    def on_iterate(self, term: Term, step: Any, start: Any, count: Any) -> Any:
        """Some steps of a map; where map and start are the same for all counts, from the points found before."""
        fixed = term.args[:2]
        if any(a.loose for a in fixed):
            return convergence.orbit(lambda x: self.call(step, x), start)(count)
        if fixed not in self.orbits:
            self.orbits[fixed] = convergence.orbit(lambda x: self.call(step, x), start)
        return self.orbits[fixed](count)

    def on_derivative(self, term: Term, function: Any, point: Any) -> Any:
        """A derivative or gradient."""
        found = self.smooth(function, point)
        if found is None:
            raise Unclear("it was not seen whether the function is differentiable")
        return self.partial(term.op, lambda: self.gradient(function, point, found), point)

    def gradient(self, function: Any, point: Any, differentiable: bool = True) -> Any:
        """The partial derivatives, by dual numbers of a new rank."""
        if not differentiable:
            raise Undefined("the function is not differentiable at the point")
        self.level += 1
        level = self.level
        try:

            def partial(i: int, j: int) -> Any:
                moved = dense.build(
                    *dense.shape(point), lambda r, c: Dual(dense.at(point, r, c), Fraction(r == i and c == j), level)
                )
                value = self.call(function, moved)
                return value.slope if isinstance(value, Dual) and value.rank == level else Fraction(0)

            return dense.build(*dense.shape(point), partial)
        finally:
            self.level -= 1

    def smooth(self, function: Any, point: Any) -> bool | None:
        """Whether a function is differentiable at a point: by dual numbers, or refuted by difference quotients."""
        try:
            self.gradient(function, point)
        except Undefined:
            quick = isinstance(point, Fraction) and not (isinstance(function, Function) and _on_line(function.term))
            return False if quick and convergence.broken(lambda x: self.call(function, x), point) else None
        return True
