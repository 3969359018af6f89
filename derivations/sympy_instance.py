"""Terms with explicit sizes and explicit entries, evaluated by SymPy: what its second opinion is asked about.

SymPy's matrix expressions of symbolic shape cannot be expanded reliably, so every dimension variable gets a small size
and every matrix becomes an explicit matrix of independent symbols, symmetric where the step knew it to be. What SymPy
cannot evaluate (iterates, unspecified functions, a gradient) becomes symbols too, the same for equal arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from zlib import crc32

import sympy as sp

from derivations.kernel.display import opened
from derivations.kernel.formulas import fresh
from derivations.kernel.terms import NAT, ONE, Term, apply, linear_dimension

Sizes = Mapping[Term, int]
EXPLICIT: Final = 2  # the largest size for which an inverse is written out as adjugate/determinant
FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "neg": lambda a: -a, "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b, "abs": sp.Abs, "exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt,
}  # fmt: skip
TRANSPARENT: Final = {*FUNCTIONS, "var", "pow", "transpose", "sqnorm", "block", "slice", "det", "derivative", "lambda"}


class Unspecified(sp.Function):
    """`f(x)` or a derivative of it, for a real function f of which nothing is known: name, order, argument."""

    is_real = True

    def fdiff(self, argindex: int = 3) -> Any:
        """The next derivative."""
        name, order, x = self.args
        return Unspecified(name, order + 1, x)  # type: ignore[operator] - SymPy ships no types


def dimensions(terms: Iterable[Term]) -> list[Term]:
    """The natural variables that are sizes somewhere in the terms, by name."""
    found: set[Term] = set()
    seen: set[Term] = set()
    stack = [*terms]
    while stack:
        term = stack.pop()
        if term not in seen:
            seen.add(term)
            stack += term.args
            found |= term.sort.free | (term.data[1].free if term.op == "lambda" else frozenset())
    return sorted(found, key=lambda v: v.data)


def transparent(body: Term, x: Term) -> bool:
    """Whether SymPy sees all of a body that depends on x, so that it can differentiate it."""
    if x not in body.free:
        return True
    seen = body.op in TRANSPARENT or (body.op == "apply" and body.args[1].is_scalar and x not in body.args[0].free)
    seen = seen and not (body.op == "pow" and not body.is_scalar and body.args[1].op != "num")
    return seen and all(transparent(a, x) for a in body.args)


def _slope(body: Any, x: Any) -> Any:
    return sp.diff(body, x).replace(sp.sign, lambda u: sp.Abs(u) / u)


def entrywise(value: Any) -> list[Any]:
    """The entries of a matrix, or the number itself."""
    return value.flat() if isinstance(value, sp.MatrixBase) else [value]


class Instance:
    """One choice of sizes; `explicit` writes small inverses out, otherwise an inverse is a matrix of new symbols."""

    def __init__(
        self, sizes: Sizes, symmetric: Iterable[Term] = (), positive: Iterable[Term] = (), explicit: bool = False
    ) -> None:
        """`symmetric` are the matrices known to equal their transposes, `positive` the variables known to be > 0."""
        self.sizes, self.explicit = dict(sizes), explicit
        self.symmetric = {t.alpha for t in symmetric}
        self.positive = {t.alpha for t in positive}
        self.memo: dict[Term, Any] = {}
        self.unknowns: dict[Any, Any] = {}
        self.unwritten = False

    def value(self, term: Term) -> Any:
        """The term as a SymPy expression or explicit matrix."""
        if term not in self.memo:
            self.memo[term] = getattr(self, f"on_{term.op}", self.evaluated)(term)
        return self.memo[term]

    def evaluated(self, term: Term) -> Any:
        """An operator that SymPy evaluates, or else an unknown."""
        if term.op not in FUNCTIONS:
            return self.opaque(term)
        values = [self.value(a) for a in term.args]
        if term.op in ("sqrt", "log", "exp", "abs"):
            values = [sp.expand(v) for v in values]
        return FUNCTIONS[term.op](*values)

    def size(self, term: Term) -> int:
        """A dimension as a number."""
        constant, variables = linear_dimension(term)
        return constant + sum(k * self.sizes[v] for v, k in variables.items())

    def shape(self, term: Term) -> tuple[int, int]:
        """Rows and columns as numbers."""
        rows, columns = map(self.size, term.shape)
        return rows, columns

    def unknown(self, key: Any, name: str, shape: tuple[int, int], symmetric: bool) -> Any:
        """New symbols, the same for the same key."""
        if key not in self.unknowns:
            label = f"{name}#{len(self.unknowns)}" if isinstance(key, tuple) else name
            rows, columns = shape

            def entry(i: int, j: int) -> Any:
                i, j = (min(i, j), max(i, j)) if symmetric else (i, j)
                return sp.Symbol(f"{label}[{i}]" if columns == 1 else f"{label}[{i}, {j}]", real=True)

            self.unknowns[key] = sp.ImmutableDenseMatrix(rows, columns, entry)
        return self.unknowns[key]

    def key(self, term: Term) -> Any:
        """What an argument of an unknown is, up to expansion."""
        if term.sort.kind not in ("real", "nat"):
            return term.alpha
        return tuple(sp.expand(e) for e in entrywise(self.value(term)))

    def opaque(self, term: Term) -> Any:
        """Something that SymPy cannot look into."""
        found = self.unknown(
            (term.op, *map(self.key, term.args)), term.op, self.shape(term), term.alpha in self.symmetric
        )
        return found[0, 0] if term.is_scalar else found

    def on_var(self, term: Term) -> Any:
        """A variable: a size, a symbol, or a matrix of symbols."""
        if term in self.sizes:
            return sp.Integer(self.sizes[term])
        if term.is_scalar:
            assumptions = {"integer": True, "nonnegative": True} if term.sort is NAT else {"real": True}
            assumptions |= {"positive": True} if term.alpha in self.positive else {}
            return sp.Symbol(term.data, **assumptions)
        return self.unknown(term, term.data, self.shape(term), term.alpha in self.symmetric)

    def on_num(self, term: Term) -> Any:
        """A number."""
        return sp.Rational(term.data.numerator, term.data.denominator)

    def on_pow(self, term: Term) -> Any:
        """A power; a matrix to an unknown power is itself unknown."""
        base, exponent = map(self.value, term.args)
        if isinstance(base, sp.MatrixBase) and not exponent.is_Integer:
            return self.opaque(term)
        return base**exponent

    def on_transpose(self, term: Term) -> Any:
        """A transpose."""
        inside = self.value(term.args[0])
        return inside.T if isinstance(inside, sp.MatrixBase) else inside

    def on_sqnorm(self, term: Term) -> Any:
        """The sum of squares."""
        return sp.Add(*(e**2 for e in entrywise(self.value(term.args[0]))))

    def on_mul(self, term: Term) -> Any:
        """A product; a 1×1 matrix becomes a number."""
        value = self.value(term.args[0]) * self.value(term.args[1])
        return value[0, 0] if term.is_scalar and isinstance(value, sp.MatrixBase) else value

    def on_identity(self, term: Term) -> Any:
        """The identity."""
        return self.filled(term, lambda i, j: sp.Integer(int(i == j)))

    def on_zeros(self, term: Term) -> Any:
        """Zeros."""
        return self.filled(term, lambda i, j: sp.S.Zero)

    def on_ones(self, term: Term) -> Any:
        """Ones."""
        return self.filled(term, lambda i, j: sp.S.One)

    def filled(self, term: Term, entry: Callable[[int, int], Any]) -> Any:
        """A matrix with given entries, or the number."""
        return entry(0, 0) if term.is_scalar else sp.ImmutableDenseMatrix(*self.shape(term), entry)

    def on_block(self, term: Term) -> Any:
        """A matrix of blocks."""
        (rows, columns), blocks = term.data, [self.matrix(a) for a in term.args]
        if term.is_scalar:
            return blocks[0][0, 0]
        lines = [sp.ImmutableDenseMatrix.hstack(*blocks[i * columns : (i + 1) * columns]) for i in range(rows)]
        return sp.ImmutableDenseMatrix.vstack(*lines)

    def matrix(self, term: Term) -> Any:
        """The value as a matrix, a number as a 1×1 matrix."""
        value = self.value(term)
        return value if isinstance(value, sp.MatrixBase) else sp.ImmutableDenseMatrix(1, 1, [value])

    def on_slice(self, term: Term) -> Any:
        """Some rows and columns."""
        row, height, column, width = map(self.size, term.args[1:])
        part = self.matrix(term.args[0])[row : row + height, column : column + width]
        return part[0, 0] if term.is_scalar else part

    def on_det(self, term: Term) -> Any:
        """A determinant, without division."""
        return self.matrix(term.args[0]).det(method="berkowitz")

    def on_inv(self, term: Term) -> Any:
        """An inverse."""
        inside = self.matrix(term.args[0])
        if term.is_scalar:
            return 1 / inside[0, 0]
        if self.explicit and inside.rows <= EXPLICIT:
            return inside.adjugate() / inside.det(method="berkowitz")
        self.unwritten = True
        key, turned = (tuple(sp.expand(e) for e in m) for m in (inside, inside.T))
        if ("inv", turned) in self.unknowns and turned != key:
            return self.unknowns["inv", turned].T
        return self.unknown(("inv", key), "inv", inside.shape, turned == key)

    def on_apply(self, term: Term) -> Any:
        """An unspecified function at a number."""
        function, argument = term.args
        if function.op != "var" or not (argument.is_scalar and term.is_scalar):
            return self.opaque(term)
        return Unspecified(sp.Symbol(function.data), sp.S.Zero, self.value(argument))

    def on_derivative(self, term: Term) -> Any:
        """A derivative by SymPy's `diff`: of a number by a number, or of a number by every entry of a column."""
        function, point = term.args
        x, body = opened(function, point) if function.op == "lambda" else self.bare(function, point)
        if not transparent(body, x):
            return self.opaque(term)
        variables, at = self.matrix(x), self.matrix(point)
        where = dict(zip(variables, at, strict=True))
        slopes = [_slope(self.value(body), v).xreplace(where) for v in variables]
        return slopes[0] if term.is_scalar else sp.ImmutableDenseMatrix(*variables.shape, slopes)

    def bare(self, function: Term, point: Term) -> tuple[Term, Term]:
        """A new variable and an unspecified function of it."""
        x = fresh("x", function.sort.params[0], function, point)
        return x, apply(function, x)

    def on_tends(self, term: Term) -> Any:
        """The limit of a rational function of a number, by SymPy's `limit`; anything else is too much to ask."""
        function, source, _ = term.args
        x, body = opened(function, term)
        if not x.is_scalar or not transparent(body, x):
            raise NotImplementedError("SymPy is asked for limits of functions that it sees whole")
        variable, values = self.value(x), self.matrix(body)
        if not all(v.is_rational_function(variable) for v in values.flat()):
            raise NotImplementedError("SymPy is asked for limits of rational functions only")
        end = sp.oo if source.op == "infinity" else self.value(source.args[0])
        side = {"infinity": "-", "above": "+", "near": "+-"}[source.op]
        limits = values.applyfunc(lambda v: sp.limit(v, variable, end, side))
        return limits if body.shape != (ONE, ONE) else limits[0, 0]

    def condition(self, formula: Term) -> tuple[str, Any] | None:
        """A comparison of numbers as its kind and right side − left side; None for any other formula."""
        negated = formula.op == "not"
        claim = formula.args[0] if negated else formula
        if claim.op not in ("eq", "le", "lt") or not all(a.is_scalar for a in claim.args):
            return None
        kind = "ne" if negated and claim.op == "eq" else f"not {claim.op}" if negated else claim.op
        return kind, self.value(claim.args[1]) - self.value(claim.args[0])


def numeric(expr: Any, at: Mapping[Any, Any]) -> Any:
    """The value of an expression at a point, exact where it is rational, or None where it is not a real number."""
    value = sp.sympify(expr, strict=True).xreplace(at)  # strict: a text is never evaluated
    value = value.replace(
        lambda e: isinstance(e, Unspecified), lambda e: sp.Rational(crc32(str(e).encode()) % 97 - 48, 13)
    )
    if not value.is_Rational:
        value = sp.N(value, 30, maxn=60)
    return value if value.is_Rational or value.is_Float else None
