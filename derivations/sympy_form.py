"""The SymPy form of every term of the kernel, and (in `sympy_reader`) the way back.

Nothing is simplified on the way: every node is made with `evaluate=False`, sums and products keep their order, and
a formula never becomes Python's True or False. Where SymPy has no form (quantifiers, limits, iterates, gradients) the
objects of `sympy_objects` stand.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp
from sympy.core.symbol import Str

from derivations.kernel.display import opened
from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import fresh
from derivations.kernel.terms import REAL, Term, apply
from derivations.sympy_integrals import IntegralForms
from derivations.sympy_objects import Array, Statement
from derivations.sympy_reader import read
from derivations.sympy_terms import size

__all__ = ["read", "to_sympy"]

LATTICES: Final[dict[str, Any]] = {"and": sp.And, "or": sp.Or, "iff": sp.Equivalent}


def to_sympy(term: Term) -> Any:
    """The SymPy form of a term: an expression, a matrix expression or a formula, unevaluated.

    Args:
        term: a term without dangling bound variables.

    Returns:
        A SymPy object. Real variables are `Symbol(…, real=True)`, natural ones `integer=True, nonnegative=True`,
        matrices `MatrixSymbol`; a 1×1 product is its entry `(…)[0, 0]`.

    Raises:
        IllFormed: the term has a dangling bound variable, or is nested too deeply for SymPy.

    >>> from derivations.kernel.formulas import Eq, real
    >>> x = real("x")
    >>> to_sympy(Eq(x / x, 1))
    Eq(x/x, 1)
    """
    if term.loose:
        raise IllFormed(f"{term} has a bound variable that nothing binds: it has no SymPy form")
    try:
        return Former().form(term)
    except RecursionError:
        raise IllFormed("the term is nested too deeply for a SymPy form: take its parts") from None


class Former(IntegralForms):
    """Functions, derivatives, limits and formulas."""

    def on_apply(self, term: Term) -> Any:
        """An unspecified function at an argument."""
        function, argument = term.args
        if function.op == "var" and term.sort is REAL:
            return sp.Function(function.data, real=True)(self.form(argument))
        return self.named(term)

    def on_lambda(self, term: Term) -> Any:
        """A function."""
        variable, body = opened(term)
        return sp.Lambda((self.form(variable),), self.form(body))

    def on_derivative(self, term: Term) -> Any:
        """A derivative, `Subs` at a point that is not the variable itself; a gradient for a vector."""
        function, point = term.args
        if not point.is_scalar:
            return Array("Gradient", *map(size, term.shape), self.form(function), self.form(point))
        domain = function.sort.params[0]
        bare = point.op == "var" and point.sort is domain and point not in function.free
        x = point if bare else opened(function, point)[0] if function.op == "lambda" else fresh("x", domain, *term.args)
        slope = sp.Expr.__new__(sp.Derivative, self.form(apply(function, x)), sp.Tuple(self.form(x), sp.S.One))
        return slope if bare else sp.Subs(slope, self.form(x), self.form(point))

    def on_tends(self, term: Term) -> Any:
        """A limit: function, where from, from which side, where to."""
        function, source, target = term.args
        side = Str("+" if source.op == "above" else "+-" if source.op == "near" else "-")
        return Statement("Tends", self.form(function), self.end(source), side, self.end(target))

    def end(self, term: Term) -> Any:
        """The point of a neighbourhood."""
        return sp.oo if term.op == "infinity" else self.form(term.args[0])

    def on_forall(self, term: Term) -> Any:
        """`ForAll(x, …)` or `Exists(x, …)`."""
        return Statement("ForAll" if term.op == "forall" else "Exists", self.form(term.args[0]))

    on_exists = on_forall

    def on_true(self, term: Term) -> Any:
        """Truth and falsity."""
        return sp.true if term.op == "true" else sp.false

    on_false = on_true

    def on_and(self, term: Term) -> Any:
        """A conjunction, disjunction or equivalence; SymPy's constructors would decide and reorder it."""
        parts = self.conjuncts(term, term.op) if term.op != "iff" else [self.form(a) for a in term.args]
        if term.op == "iff" and parts[0] == parts[1]:
            return Statement("Equivalent", *parts)  # SymPy's keeps a set of sides
        formula = sp.Basic.__new__(LATTICES[term.op], *parts)
        formula._argset = frozenset(parts)
        return formula

    on_or = on_iff = on_and

    def conjuncts(self, term: Term, op: str) -> list[Any]:
        """What the connective joins, grouped to the right."""
        if term.op != op:
            return [self.form(term)]
        return [self.form(term.args[0]), *self.conjuncts(term.args[1], op)]

    def on_not(self, term: Term) -> Any:
        """A negation; of an equation, `Ne`."""
        inside = term.args[0]
        if inside.op == "eq":
            return sp.Ne(*map(self.form, inside.args), evaluate=False)
        return sp.Not(self.form(inside), evaluate=False)

    def on_implies(self, term: Term) -> Any:
        """An implication."""
        return sp.Implies(*map(self.form, term.args), evaluate=False)
