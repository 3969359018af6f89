"""The SymPy forms of numbers and matrices, node by node and unevaluated."""

from __future__ import annotations

from typing import Any, Final

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from derivations.kernel.terms import NAT, PROP, Term, linear_dimension
from derivations.sympy_objects import Array, Quantity, Statement, Thing

FUNCTIONS: Final[dict[str, Any]] = {"abs": sp.Abs, "exp": sp.exp, "log": sp.log}
RELATIONS: Final[dict[str, Any]] = {"eq": sp.Eq, "le": sp.Le, "lt": sp.Lt}


def size(term: Term) -> Any:
    """A dimension as a SymPy integer expression."""
    constant, variables = linear_dimension(term)
    return sum((k * _symbol(v.data, natural=True) for v, k in variables.items()), sp.Integer(constant))


def _symbol(name: str, natural: bool) -> Any:
    return sp.Symbol(name, integer=True, nonnegative=True) if natural else sp.Symbol(name, real=True)


def _product(factors: list[Any]) -> Any:
    matrices = any(f.is_Matrix for f in factors)
    return sp.MatMul(*factors, evaluate=False) if matrices else sp.Mul(*factors, evaluate=False)


def _entry(matrix: Any, row: Any, column: Any) -> Any:
    return sp.Expr.__new__(MatrixElement, matrix, row, column)  # the constructor would look the entry up


def _wrapped(entry: Any) -> Any:
    return entry if entry.is_Matrix else sp.ImmutableDenseMatrix(1, 1, [entry])


def _same_kind(outer: Term, left: Term) -> bool:
    """Whether a product on the left can be written in one row with the product around it."""
    if left.op != "mul":
        return False
    numbers = all(a.is_scalar for a in outer.args)
    return all(a.is_scalar for a in left.args) if numbers else not left.is_scalar


class TermForms:
    """One translation, operator by operator; shared subterms are translated once."""

    def __init__(self) -> None:
        """Start with nothing translated."""
        self.memo: dict[Term, Any] = {}

    def form(self, term: Term) -> Any:
        """The SymPy form of a term."""
        if term not in self.memo:
            self.memo[term] = getattr(self, f"on_{term.op}", self.named)(term)
        return self.memo[term]

    def named(self, term: Term) -> Any:
        """A function, a relation, or else a name applied to the arguments."""
        op, args = term.op, [self.form(a) for a in term.args]
        if op in FUNCTIONS:
            return FUNCTIONS[op](*args, evaluate=False)
        if op in RELATIONS:
            return RELATIONS[op](*args, evaluate=False)
        return self.called(op if op.isupper() else op.title().replace("_", ""), *term.args, of=term)

    def called(self, name: str, *arguments: Term, of: Term | None = None) -> Any:
        """A name applied to arguments; a number, unless it stands for a term of another sort."""
        args = [self.form(a) for a in arguments]
        if of is None or of.is_scalar:
            return Quantity(name, *args)
        if of.sort.kind == "real":
            return Array(name, *map(size, of.shape), *args)
        return (Statement if of.sort is PROP else Thing)(name, *args)

    def element(self, matrix: Any, row: Any, column: Any) -> Any:
        """An entry of a matrix, not looked up."""
        return _entry(matrix, row, column)

    def on_var(self, term: Term) -> Any:
        """A variable; one that stands for a function or a formula is a bare symbol."""
        if term.is_scalar:
            return _symbol(term.data, natural=term.sort is NAT)
        if term.sort.kind == "real":
            return sp.MatrixSymbol(term.data, *map(size, term.shape))
        return sp.Symbol(term.data)

    def on_num(self, term: Term) -> Any:
        """A number."""
        return sp.Rational(term.data.numerator, term.data.denominator)

    def on_add(self, term: Term) -> Any:
        """A sum, the left ones in one row."""
        summands = self.summands(term)
        make_sum = sp.MatAdd if summands[0].is_Matrix else sp.Add
        return make_sum(*summands, evaluate=False)

    on_sub = on_add

    def summands(self, term: Term) -> list[Any]:
        """What is added up, from the left."""
        if term.op not in ("add", "sub"):
            return [self.form(term)]
        last = self.form(term.args[1])
        return [*self.summands(term.args[0]), last if term.op == "add" else _product([sp.S.NegativeOne, last])]

    def on_neg(self, term: Term) -> Any:
        """A negative."""
        return _product([sp.S.NegativeOne, self.form(term.args[0])])

    def on_mul(self, term: Term) -> Any:
        """A product; of matrices that make a number, its entry."""
        product = _product(self.factors(term))
        return _entry(product, sp.S.Zero, sp.S.Zero) if product.is_Matrix and term.is_scalar else product

    def factors(self, term: Term) -> list[Any]:
        """What is multiplied, from the left."""
        left, right = term.args
        head = self.factors(left) if _same_kind(term, left) else [self.form(left)]
        return [*head, self.form(right)]

    def on_div(self, term: Term) -> Any:
        """A quotient; a matrix is divided by a factor in front."""
        top, bottom = self.form(term.args[0]), sp.Pow(self.form(term.args[1]), -1, evaluate=False)
        return _product([bottom, top] if top.is_Matrix else [top, bottom])

    def on_pow(self, term: Term) -> Any:
        """A power."""
        base, exponent = map(self.form, term.args)
        return (sp.MatPow if base.is_Matrix else sp.Pow)(base, exponent, evaluate=False)

    def on_sqrt(self, term: Term) -> Any:
        """A square root."""
        return sp.Pow(self.form(term.args[0]), sp.S.Half, evaluate=False)

    def on_inv(self, term: Term) -> Any:
        """An inverse."""
        inside = self.form(term.args[0])
        return sp.Inverse(inside) if inside.is_Matrix else sp.Pow(inside, -1, evaluate=False)

    def on_transpose(self, term: Term) -> Any:
        """A transpose; a number is its own."""
        inside = self.form(term.args[0])
        return sp.Transpose(inside) if inside.is_Matrix else inside

    def on_det(self, term: Term) -> Any:
        """A determinant; a number is its own."""
        inside = self.form(term.args[0])
        return sp.Determinant(inside) if inside.is_Matrix else inside

    def on_sqnorm(self, term: Term) -> Any:
        """‖v‖² as the entry of vᵀv."""
        v = self.form(term.args[0])
        if not v.is_Matrix:
            return sp.Pow(v, 2, evaluate=False)
        return _entry(_product([sp.Transpose(v), v]), sp.S.Zero, sp.S.Zero)

    def on_identity(self, term: Term) -> Any:
        """The identity."""
        return sp.S.One if term.is_scalar else sp.Identity(size(term.shape[0]))

    def on_zeros(self, term: Term) -> Any:
        """The zero matrix."""
        return sp.S.Zero if term.is_scalar else sp.ZeroMatrix(*map(size, term.shape))

    def on_ones(self, term: Term) -> Any:
        """The matrix of ones."""
        return sp.S.One if term.is_scalar else sp.OneMatrix(*map(size, term.shape))

    def on_block(self, term: Term) -> Any:
        """A matrix of blocks; of numbers only, an explicit matrix."""
        (rows, columns), blocks = term.data, [self.form(a) for a in term.args]
        if len(blocks) == 1:
            return blocks[0]
        if not any(b.is_Matrix for b in blocks):
            return sp.ImmutableDenseMatrix(rows, columns, blocks)
        return sp.BlockMatrix([[_wrapped(b) for b in blocks[i * columns : (i + 1) * columns]] for i in range(rows)])

    def on_slice(self, term: Term) -> Any:
        """An entry, or some rows and columns."""
        whole, (row, height, column, width) = self.form(term.args[0]), map(size, term.args[1:])
        if not whole.is_Matrix:
            return whole
        if term.is_scalar:
            return _entry(whole, row, column)
        if isinstance(whole, MatrixSlice):
            return Array("Slice", height, width, whole, row, column)  # SymPy would merge the two slices
        return MatrixSlice(whole, (row, row + height), (column, column + width))
