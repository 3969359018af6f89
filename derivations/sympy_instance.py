"""Terms with explicit sizes and explicit entries, evaluated by SymPy: what its second opinion is asked about.

SymPy's matrix expressions of symbolic shape cannot be expanded reliably, so every dimension variable gets a small size
and every matrix becomes an explicit matrix of independent symbols, symmetric where the step knew it to be. Finite sums
and products are written out. What SymPy cannot evaluate (iterates, integrals over a measure, a gradient) becomes
symbols too, the same for equal arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, cast

import sympy as sp
from sympy.core.symbol import Str

from derivations.kernel.display import opened
from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import Not, fresh, unfolding
from derivations.kernel.terms import NAT, ONE, ZERO, Term, apply, lam, linear_dimension, make, num, substitute
from derivations.sympy_quotient import NotRational, exact
from derivations.sympy_unspecified import Positive, Unspecified, call, is_call

Sizes = Mapping[Term, int]
EXPLICIT: Final = 2  # the largest size for which an inverse is written out as adjugate/determinant
FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "neg": lambda a: -a, "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b, "abs": sp.Abs, "exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt,
}  # fmt: skip
RELATIONS: Final[dict[str, Any]] = {
    "eq": sp.Eq, "ne": sp.Ne, "le": sp.Ge, "lt": sp.Gt, "not le": sp.Lt, "not lt": sp.Le,
}  # fmt: skip
TRANSPARENT: Final = {
    *FUNCTIONS,
    "var",
    "pow",
    "transpose",
    "sqnorm",
    "block",
    "slice",
    "det",
    "derivative",
    "lambda",
    "pi",
}


def dimensions(terms: Iterable[Term]) -> list[Term]:
    """The natural variables that are sizes of matrices or of sums somewhere in the terms, by name."""
    found: set[Term] = set()
    seen: set[Term] = set()
    stack = [*terms]
    while stack:
        term = stack.pop()
        if term not in seen:
            seen.add(term)
            stack += term.args
            found |= term.sort.free | (term.data[1].free if term.op == "lambda" else frozenset())
            found |= _counted(term.args[0]) if term.op in ("counting", "product") else frozenset()
    return sorted(found, key=lambda v: v.data)


def _counted(count: Term) -> frozenset[Term]:
    """The variables in the number of summands, where it is a sum of such."""
    try:
        return frozenset(linear_dimension(count)[1])
    except IllFormed:
        return frozenset()


def transparent(body: Term, x: Term) -> bool:
    """Whether SymPy sees all of a body that depends on x, so that it can differentiate it."""
    if x not in body.free:
        return True
    if (meaning := unfolding(body)) is not None:
        return transparent(meaning, x)
    if body.op == "apply":
        return is_call(body) and all(transparent(a, x) for a in call(body)[1])
    seen = body.op in TRANSPARENT or (body.op == "entry" and body.args[1].op == "num")
    seen = seen and not (body.op == "pow" and not body.is_scalar and body.args[1].op != "num")
    return seen and all(transparent(a, x) for a in body.args)


def hidden(body: Term, x: Term, names: dict[Term, Term]) -> Term:
    """The body with what SymPy cannot see of it as unspecified functions of x; `names` says which stands for which."""
    if x not in body.free or transparent(body, x):
        return body
    if body.op in TRANSPARENT and body.op not in ("lambda", "derivative") and all(a.is_scalar for a in body.args):
        return make(body.op, *(hidden(a, x, names) for a in body.args), data=body.data)
    path = lam(x, body)
    known = next((f for f, p in names.items() if p.alpha is path.alpha), None)
    if known is None:
        known = fresh(f"hidden_{len(names)}", path.sort, body)
        names[known] = path
    return make("apply", known, x)


def _slope(body: Any, x: Any) -> Any:
    return sp.diff(body, x).replace(sp.sign, lambda u: sp.Abs(u) / u)


def _rational(value: Any, x: Any) -> bool:
    """Whether a value is a rational function of x and of exponentials of polynomials in x."""
    free = value.replace(
        lambda e: isinstance(e, sp.exp) and cast("Any", e).args[0].is_polynomial(x), lambda _: sp.Symbol("e")
    )
    return free.is_rational_function(x)


def _canonical(value: Any) -> Any:
    expanded: Any = sp.expand(value)
    return expanded if expanded.is_polynomial() else sp.expand(sp.cancel(expanded))


def determinant(matrix: Any) -> Any:
    """The determinant by minors of the first rows, each computed once: no division, and nothing is multiplied out."""

    @cache
    def minor(columns: tuple[int, ...]) -> Any:
        row = matrix.rows - len(columns)
        parts = [(-1) ** k * matrix[row, j] * minor((*columns[:k], *columns[k + 1 :])) for k, j in enumerate(columns)]
        return sp.Add(*parts) if columns else sp.S.One

    return minor(tuple(range(matrix.rows)))


def entrywise(value: Any) -> list[Any]:
    """The entries of a matrix, or the number itself."""
    return value.flat() if isinstance(value, sp.MatrixBase) else [value]


class Instance:
    """One choice of sizes; `explicit` writes small inverses out, otherwise an inverse is a matrix of new symbols."""

    def __init__(
        self, sizes: Sizes, symmetric: Iterable[Term] = (), known: Iterable[Term] = (), explicit: bool = False
    ) -> None:
        """`symmetric` are the matrices known to equal their transposes, `known` the formulas known to hold."""
        self.sizes, self.explicit = dict(sizes), explicit
        self.symmetric = {t.alpha for t in symmetric}
        self.known = {f.alpha for f in known}
        self.positive = {f.args[1] for f in self.known if f.op == "lt" and f.args[0] is ZERO}
        self.memo: dict[Term, tuple[Any, bool]] = {}
        self.unknowns: dict[Any, Any] = {}
        self.unwritten = False
        self.names: dict[Term, Term] = {}
        self.above = frozenset[Any]()
        self.above = frozenset(self.value(t) for t in self.positive if t.op == "apply")
        self.memo.clear()
        self.unknowns.clear()

    def value(self, term: Term) -> Any:
        """The term as a SymPy expression or explicit matrix."""
        if term not in self.memo:
            before, self.unwritten = self.unwritten, False
            found = getattr(self, f"on_{term.op}", self.evaluated)(term)
            self.memo[term] = found, self.unwritten
            self.unwritten = before
        value, unwritten = self.memo[term]
        self.unwritten = self.unwritten or unwritten
        return value

    def evaluated(self, term: Term) -> Any:
        """An operator that SymPy evaluates, or else an unknown."""
        if (meaning := unfolding(term)) is not None:
            return self.value(meaning)
        if term.op not in FUNCTIONS:
            return self.opaque(term)
        values = [self.value(a) for a in term.args]
        if term.op in ("sqrt", "log", "exp", "abs"):
            values = [sp.expand(v) for v in values]
        if term.op == "log":
            values = [
                sp.factor_terms(cast("Any", sp.together(v))) for v in values
            ]  # log(p/((p + q)/2)) is log(2*p/(p + q))
        return FUNCTIONS[term.op](*values)

    def size(self, term: Term) -> int:
        """A dimension as a number."""
        constant, variables = linear_dimension(term)
        return constant + sum(k * self.sizes[v] for v, k in variables.items())

    def shape(self, term: Term) -> tuple[int, int]:
        """Rows and columns as numbers."""
        rows, columns = map(self.size, term.shape)
        return rows, columns

    def unknown(self, key: Any, name: str, shape: tuple[int, int], symmetric: bool, positive: bool = False) -> Any:
        """New symbols, the same for the same key."""
        assumptions = {"positive": True} if positive else {"real": True}
        if key not in self.unknowns:
            label = f"{name}#{len(self.unknowns)}" if isinstance(key, tuple) else name
            rows, columns = shape

            def entry(i: int, j: int) -> Any:
                i, j = (min(i, j), max(i, j)) if symmetric else (i, j)
                return sp.Symbol(f"{label}[{i}]" if columns == 1 else f"{label}[{i}, {j}]", **assumptions)

            self.unknowns[key] = sp.ImmutableDenseMatrix(rows, columns, entry)
        return self.unknowns[key]

    def key(self, term: Term) -> Any:
        """What an argument of an unknown is, up to expansion and cancelling."""
        if term.sort.kind not in ("real", "nat"):
            return substitute(term, {v: num(size) for v, size in self.sizes.items() if v in term.free}).alpha
        return tuple(map(_canonical, entrywise(self.value(term))))

    def opaque(self, term: Term) -> Any:
        """Something that SymPy cannot look into."""
        key = (term.op, *map(self.key, term.args))
        known = term.alpha in self.symmetric, term.alpha in self.positive
        found = self.unknown(key, term.op, self.shape(term), *known)
        return found[0, 0] if term.is_scalar else found

    def on_var(self, term: Term) -> Any:
        """A variable: a size, a symbol, or a matrix of symbols."""
        if term in self.sizes:
            return sp.Integer(self.sizes[term])
        if term.is_scalar:
            assumptions = {"integer": True, "nonnegative": True} if term.sort is NAT else {"real": True}
            assumptions |= {"positive": True} if term.alpha in self.positive else {}
            return sp.Symbol(term.data, **assumptions)
        if term.sort.kind == "space":
            return sp.Symbol(term.data)
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

    def on_unit(self, term: Term) -> Any:
        """A unit column at a known index."""
        index = self.value(term.args[0])
        if not index.is_Integer:
            return self.opaque(term)
        return self.filled(term, lambda i, j: sp.Integer(int(i == index)))

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
        return determinant(self.matrix(term.args[0]))

    def on_inv(self, term: Term) -> Any:
        """An inverse."""
        inside = self.matrix(term.args[0])
        if term.is_scalar:
            return 1 / inside[0, 0]
        if self.explicit and inside.rows <= EXPLICIT:
            return inside.adjugate() / determinant(inside)
        self.unwritten = True
        key, turned = (tuple(sp.expand(e) for e in m) for m in (inside, inside.T))
        if ("inv", turned) in self.unknowns and turned != key:
            return self.unknowns["inv", turned].T
        return self.unknown(("inv", key), "inv", inside.shape, turned == key)

    def on_apply(self, term: Term) -> Any:
        """An unspecified function at a number or point, or a family of such."""
        if not is_call(term) or not (term.is_scalar or term.sort.kind == "space"):
            return self.opaque(term)
        head, arguments = call(term)
        orders = sp.Tuple(*(sp.S.Zero for _ in arguments))
        parts = (Str(head.data), orders, *map(self.value, arguments))
        found = Unspecified(*parts)
        return Positive(*parts) if found in self.above else found

    def on_pi(self, term: Term) -> Any:
        """The number π."""
        return sp.pi

    def on_integral(self, term: Term) -> Any:
        """A finite sum written out; SymPy is never asked to integrate."""
        found = self.summands(term)
        return self.opaque(term) if found is None else sp.Add(*map(self.value, found))

    def on_product(self, term: Term) -> Any:
        """A finite product written out."""
        found = self.summands(term)
        return self.opaque(term) if found is None else sp.Mul(*map(self.value, found))

    def summands(self, term: Term) -> list[Term] | None:
        """The summands of a finite sum or the factors of a finite product, where their number is known."""
        over, function = term.args
        if term.op == "integral" and over.op != "counting":
            return None
        count = over.args[0] if term.op == "integral" else over
        if count.op != "num" and not (_counted(count) and _counted(count) <= self.sizes.keys()):
            return None
        return [apply(function, num(i)) for i in range(self.size(count))]

    def on_entry(self, term: Term) -> Any:
        """An entry at a known index."""
        entries, index = entrywise(self.value(term.args[0])), self.value(term.args[1])
        return entries[int(index)] if index.is_Integer and 0 <= index < len(entries) else self.opaque(term)

    def on_piecewise(self, term: Term) -> Any:
        """The case that is known to hold; else both, where SymPy sees the condition."""
        condition, value, otherwise = term.args
        if condition.alpha in self.known or Not(condition).alpha in self.known:
            return self.value(value if condition.alpha in self.known else otherwise)
        seen = self.condition(condition)
        if seen is None:
            return self.opaque(term)
        kind, gap = seen
        cases = [sp.expand(self.value(a)) for a in (value, otherwise)]
        return sp.Piecewise((cases[0], RELATIONS[kind](sp.expand(gap), 0)), (cases[1], True))

    def on_derivative(self, term: Term) -> Any:
        """A derivative by SymPy's `diff`: of a number by a number, or of a number by every entry of a column."""
        function, point = term.args
        x, body = opened(function, point) if function.op == "lambda" else self.bare(function, point)
        if not transparent(body, x) and not (x.is_scalar and body.is_scalar):
            return self.opaque(term)
        body = hidden(body, x, self.names)
        variables, at = self.matrix(x), self.matrix(point)
        where = dict(zip(variables, at, strict=True))
        shown = {u: Positive(*u.args) for u in self.above}
        paths = {f: path for f, path in self.names.items() if f in body.free}
        shown |= {self.value(make("apply", f, point)): self.value(apply(path, point)) for f, path in paths.items()}
        slopes = [_slope(self.value(body), v).xreplace(where).xreplace(shown) for v in variables]
        return slopes[0] if term.is_scalar else sp.ImmutableDenseMatrix(*variables.shape, slopes)

    def bare(self, function: Term, point: Term) -> tuple[Term, Term]:
        """A new variable and an unspecified function of it."""
        x = fresh("x", function.sort.params[0], function, point)
        return x, apply(function, x)

    def on_tends(self, term: Term) -> Any:
        """The limit of a rational function of x and exponentials, by SymPy's `limit`; others are too much to ask."""
        function, source, _ = term.args
        x, body = opened(function, term)
        if not x.is_scalar or not transparent(body, x):
            raise NotImplementedError("SymPy is asked for limits of functions that it sees whole")
        variable, values = self.value(x), self.matrix(body)
        if not all(_rational(v, variable) for v in values.flat()):
            raise NotImplementedError("SymPy is asked for limits of rational functions of x and exponentials only")
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
    expr = sp.sympify(expr, strict=True)  # strict: a text is never evaluated
    try:
        found = exact(expr, at)
        return sp.Rational(int(found.numerator), int(found.denominator))
    except NotRational:
        value = expr.xreplace(at)
    except ZeroDivisionError:
        return None
    value = value.replace(lambda e: isinstance(e, Unspecified), lambda e: e.sample())
    if not value.is_Rational:
        value = sp.N(value, 30, maxn=60)
    return value if value.is_Rational or value.is_Float else None
