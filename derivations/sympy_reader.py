"""SymPy expressions, matrix expressions and relations as terms of the kernel.

What SymPy has already rewritten (`exp(log(t))` is `t` before anybody can look) cannot be restored: authors write terms
of the kernel, and `read` takes in what others bring, such as a reader's answer or the data of a parametric exercise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any, Final, NoReturn

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanAtom
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from derivations.kernel import formulas
from derivations.kernel.errors import IllFormed, ProofError
from derivations.kernel.terms import NAT, ONE, REAL, Term, dimension, is_term, make, matrix_sort, num, var

KNOWN: Final = "sums, products, powers, quotients, exp, log, sqrt, Abs, pi, Piecewise, matrix expressions and relations"


def read(expr: Any, symbols: Mapping[str, Term] | None = None) -> Term:
    """Take a SymPy expression, matrix or relation as a term of the kernel.

    Args:
        expr: a SymPy object, an int, a Fraction, or a term (returned as it is).
        symbols: the variables that may occur, by name; by default any, with the sort that SymPy's assumptions say.

    Returns:
        The term; `a*b**-1` is read as a/b, `a + (-1)*b` as a − b, an explicit matrix as a block of its entries.

    Raises:
        IllFormed: naming the part that cannot be read, what was expected there, and what to write instead.

    >>> import sympy
    >>> x = sympy.Symbol("x", real=True)
    >>> read((x - 1) / (x + 1))
    (x - 1)/(x + 1)
    """
    try:
        return _Reader(symbols).read(expr)
    except RecursionError:
        raise IllFormed("the expression is nested too deeply: read its parts one by one") from None
    except ProofError:
        raise
    except Exception as error:  # the caller's expression is at fault, whatever SymPy says when it is looked at
        raise IllFormed(f"SymPy cannot take this {type(expr).__name__} apart ({error}): check its parts") from error


def _refuse(part: Any, problem: str, advice: str) -> NoReturn:
    shown = str(part)
    raise IllFormed(f"{shown if len(shown) < 80 else shown[:77] + '...'} {problem}: {advice}")


def _foreign(value: Any) -> NoReturn:
    if isinstance(value, bool | BooleanAtom):
        _refuse(value, "is a truth value, not a formula", "SymPy decided it already; write Eq(a, b, evaluate=False)")
    if isinstance(value, float | complex):
        _refuse(repr(value), "is not exact", "write an int, a Fraction or sympy.Rational(1, 2)")
    if isinstance(value, str):
        _refuse(repr(value), "is text", "build the expression with SymPy and symbols declared real")
    kind = f"{type(value).__module__}.{type(value).__name__}"
    _refuse(repr(value), f"is a {kind}, not SymPy's", "pass a SymPy expression, matrix or relation")


class _Reader:
    """One reading: the variables allowed, and those met so far."""

    def __init__(self, symbols: Mapping[str, Term] | None) -> None:
        """Start with no symbol met."""
        self.symbols = symbols
        self.met: dict[str, Any] = {}

    def read(self, expr: Any) -> Term:
        """The term of any expression."""
        if is_term(expr):
            return expr
        if isinstance(expr, int | Fraction) and not isinstance(expr, bool):
            return num(expr)
        if isinstance(expr, BooleanAtom) or not isinstance(expr, sp.Basic | sp.MatrixBase):
            _foreign(expr)
        for kind in type(expr).__mro__:
            if kind in HANDLERS:
                return HANDLERS[kind](self, expr)
        _refuse(expr, f"is SymPy's {type(expr).__name__}, which has no counterpart here", f"use {KNOWN}")

    def all(self, args: Any) -> list[Term]:
        """The terms of several expressions."""
        return [self.read(a) for a in args]

    def named(self, symbol: Any, name: str, term: Term) -> Term:
        """The variable of a symbol: one of those allowed, and always the same for one name."""
        if self.met.setdefault(name, symbol) != symbol:
            _refuse(name, "names two different SymPy symbols", "declare it once, with one set of assumptions")
        if self.symbols is None:
            return term
        if name not in self.symbols:
            _refuse(name, "is not a symbol here", f"the symbols are {', '.join(sorted(self.symbols))}")
        wanted = self.symbols[name]
        if term.sort is not wanted.sort and not (wanted.sort is REAL and term.sort is NAT):
            kind = "natural (integer=True, nonnegative=True)" if wanted.sort is NAT else repr(wanted.sort)
            _refuse(name, f"is {term.sort} but must be {kind}", "declare it so")
        return wanted

    def size(self, expr: Any) -> Term:
        """A dimension or an index."""
        advice = "use a non-negative integer, or Symbol('n', integer=True, positive=True) and sums of such"
        try:
            return dimension(self.read(expr))
        except IllFormed as error:
            raise IllFormed(f"{expr} cannot be the size or an index of a matrix: {advice} ({error})") from None

    def symbol(self, expr: Any) -> Term:
        """A number, natural where SymPy knows it for one."""
        if expr.is_real is not True:
            _refuse(expr, "is not declared real", f"declare it with Symbol({expr.name!r}, real=True)")
        natural = expr.is_integer and expr.is_nonnegative
        return self.named(expr, expr.name, var(expr.name, NAT if natural else REAL))

    def matrix_symbol(self, expr: Any) -> Term:
        """A matrix variable."""
        return self.named(expr, expr.name, var(expr.name, matrix_sort(*map(self.size, expr.shape))))

    def number(self, expr: Any) -> Term:
        """An exact rational number."""
        return num(Fraction(int(expr.p), int(expr.q)))

    def not_exact(self, expr: Any) -> Term:
        """A float."""
        _refuse(expr, "is a Float, which is not exact", f"write Rational({str(expr)!r}) or a quotient of integers")

    def no_number(self, expr: Any) -> Term:
        """A number that the kernel does not have."""
        if expr is sp.E:
            return formulas.exp(ONE)
        if expr is sp.pi:
            return formulas.pi()
        _refuse(expr, "is not a number here", "use rational numbers and pi, and exp, log and sqrt of them")

    def cases(self, expr: Any) -> Term:
        """A case distinction, from its last case backwards."""
        *others, (last, always) = expr.args
        if always is not sp.true:
            _refuse(expr, "does not say what it is in every other case", "end it with a case (value, True)")
        return reduce(lambda rest, case: self.case(case, rest), reversed(others), self.read(last))

    def case(self, case: Any, otherwise: Term) -> Term:
        """One case before others."""
        return formulas.piecewise(self.read(case.cond), self.read(case.expr), otherwise)

    def undefined(self, expr: Any) -> Term:
        """An undefined function."""
        _refuse(expr, "is an undefined function", f"write its formula, made of {KNOWN}")

    def total(self, expr: Any) -> Term:
        """A sum; where SymPy has chosen the order of storage, in the order in which it prints."""
        stored = type(expr) is sp.Add and sp.Add(*expr.args).args == expr.args
        return reduce(_plus, self.all(expr.as_ordered_terms() if stored else expr.args))

    def product(self, expr: Any) -> Term:
        """A product, with negative powers as a quotient and a negative factor as a sign."""
        above = [a for a in expr.args if not _is_reciprocal(a)]
        below = [sp.Pow(a.base, -a.exp, evaluate=False) for a in expr.args if _is_reciprocal(a)]
        negative = bool(above) and above[0].is_Rational and above[0].is_negative
        if negative:
            above = [-above[0], *above[1:]]
        above = above[1:] if len(above) > 1 and above[0] is sp.S.One else above
        quotient = self.joined(above) / self.joined(below) if below else self.joined(above)
        return -quotient if negative else quotient

    def joined(self, factors: list[Any]) -> Term:
        """The product of some factors."""
        return reduce(lambda a, b: a * b, self.all(factors)) if factors else ONE

    def power(self, expr: Any) -> Term:
        """An integer power, a root, or a power with a natural symbol."""
        base, exponent = expr.args
        if base is sp.E:
            return formulas.exp(self.read(exponent))
        if exponent.is_Rational and exponent.q == 2:
            return _raised(formulas.sqrt(self.read(base)), int(exponent.p))
        if exponent.is_Integer:
            return _raised(self.read(base), int(exponent))
        if exponent.could_extract_minus_sign():
            return ONE / self.natural_power(expr, base, -exponent)
        return self.natural_power(expr, base, exponent)

    def natural_power(self, expr: Any, base: Any, exponent: Any) -> Term:
        """A power whose exponent is a natural term."""
        count = self.read(exponent)
        if count.sort is not NAT:
            _refuse(expr, f"has the exponent {exponent}", "use an integer, 1/2 or a natural symbol")
        return self.read(base) ** count

    def entry(self, expr: Any) -> Term:
        """An entry of a matrix."""
        whole, row, column = self.read(expr.args[0]), *map(self.size, expr.args[1:])
        if row.op != "num" and whole.shape[1] is ONE and not whole.is_scalar:
            return formulas.entry(whole, row)
        return whole if whole.is_scalar else make("slice", whole, row, ONE, column, ONE)

    def some(self, expr: Any) -> Term:
        """Some rows and columns of a matrix."""
        if any(step != 1 for _, _, step in (expr.rowslice, expr.colslice)):
            _refuse(expr, "takes rows or columns in steps", "take consecutive ones")
        ends = [self.size(e) for start, stop, _ in (expr.rowslice, expr.colslice) for e in (start, stop - start)]
        return make("slice", self.read(expr.parent), *ends)

    def explicit(self, expr: Any) -> Term:
        """An explicit matrix."""
        rows, columns = expr.shape
        if not rows * columns:
            return formulas.zeros(rows, columns)
        if rows == columns == 1:
            return self.number_entry(expr[0, 0])
        return formulas.block([[self.number_entry(expr[i, j]) for j in range(columns)] for i in range(rows)])

    def number_entry(self, expr: Any) -> Term:
        """An entry of an explicit matrix."""
        entry = self.read(expr)
        if not entry.is_scalar:
            _refuse(expr, f"is {entry.sort}, but an entry of a Matrix is a number", "use BlockMatrix for blocks")
        return entry

    def blocks(self, expr: Any) -> Term:
        """A matrix of blocks."""
        rows, columns = expr.blocks.shape
        return formulas.block([self.all(expr.blocks[i, j] for j in range(columns)) for i in range(rows)])

    def matrix_product(self, expr: Any) -> Term:
        """A product of matrices and numbers; a leading −1 is a sign."""
        if len(expr.args) > 1 and expr.args[0] is sp.S.NegativeOne:
            return -self.joined(list(expr.args[1:]))
        return self.joined(list(expr.args))

    def matrix_power(self, expr: Any) -> Term:
        """A power of a matrix; an inverse when the exponent is negative."""
        if expr.exp.is_Integer and expr.exp < 0:
            base = formulas.inv(self.read(expr.base))
            return base if expr.exp == -1 else base ** int(-expr.exp)
        return self.natural_power(expr, expr.base, expr.exp)


def _is_reciprocal(factor: Any) -> bool:
    return isinstance(factor, sp.Pow) and factor.base is not sp.E and factor.exp.could_extract_minus_sign()


def _raised(base: Term, exponent: int) -> Term:
    if exponent < 0:
        return ONE / _raised(base, -exponent)
    return base if exponent == 1 else base**exponent


def _plus(left: Term, right: Term) -> Term:
    if right.op == "neg":
        return left - right.args[0]
    return left - num(-right.data) if right.op == "num" and right.data < 0 else left + right


def _applied(function: Callable[..., Term]) -> Callable[[_Reader, Any], Term]:
    return lambda reader, expr: function(*reader.all(expr.args))


def _sized(function: Callable[..., Term]) -> Callable[[_Reader, Any], Term]:
    return lambda reader, expr: function(*map(reader.size, expr.args))


def _relation(op: str) -> Callable[[_Reader, Any], Term]:
    return lambda reader, expr: make(op, *reader.all((expr.lhs, expr.rhs) if op == "eq" else (expr.lts, expr.gts)))


HANDLERS: Final[dict[type, Callable[[_Reader, Any], Term]]] = {
    sp.Symbol: _Reader.symbol, sp.MatrixSymbol: _Reader.matrix_symbol,
    sp.Rational: _Reader.number, sp.Float: _Reader.not_exact, sp.Number: _Reader.no_number,
    sp.core.numbers.NumberSymbol: _Reader.no_number, sp.core.numbers.ImaginaryUnit: _Reader.no_number,
    AppliedUndef: _Reader.undefined,
    sp.Add: _Reader.total, sp.Mul: _Reader.product, sp.Pow: _Reader.power,
    sp.exp: _applied(formulas.exp), sp.log: _applied(formulas.log), sp.Abs: _applied(Term.__abs__),
    sp.MatAdd: _Reader.total, sp.MatMul: _Reader.matrix_product, sp.MatPow: _Reader.matrix_power,
    sp.Transpose: _applied(lambda m: m.T), sp.Inverse: lambda reader, expr: formulas.inv(reader.read(expr.arg)),
    sp.Identity: _sized(formulas.identity), sp.ZeroMatrix: _sized(formulas.zeros), sp.OneMatrix: _sized(formulas.ones),
    sp.Determinant: _applied(formulas.det), sp.BlockMatrix: _Reader.blocks, sp.MatrixBase: _Reader.explicit,
    MatrixElement: _Reader.entry, MatrixSlice: _Reader.some,
    sp.Piecewise: _Reader.cases, sp.Eq: _relation("eq"), sp.Le: _relation("le"), sp.Ge: _relation("le"),
    sp.Lt: _relation("lt"), sp.Gt: _relation("lt"),
    sp.Ne: lambda reader, expr: formulas.Ne(reader.read(expr.lhs), reader.read(expr.rhs)),
    sp.And: _applied(formulas.And), sp.Or: _applied(formulas.Or), sp.Not: _applied(formulas.Not),
    sp.Implies: _applied(formulas.Implies), sp.Equivalent: _applied(formulas.Iff),
}  # fmt: skip
