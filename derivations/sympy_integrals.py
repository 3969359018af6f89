"""The SymPy forms of integrals, sums, products, cases and densities, unevaluated.

Integrals over the line, finite sums and products are SymPy's own; an integral over any other measure, and KL, JSD,
entropy and expectation, are names applied to arguments. N(x; m, s²) and σ(h) are the expressions that they abbreviate.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from derivations.kernel.display import opened
from derivations.kernel.formulas import fresh, unfolding
from derivations.kernel.terms import NAT, ONE, Term, apply
from derivations.sympy_terms import TermForms

LINE: Final = (-sp.oo, sp.oo)


def _summed(kind: Any, body: Any, variable: Any, ends: tuple[Any, Any]) -> Any:
    """An integral, sum or product; the constructors would merge nested ones."""
    total = sp.Expr.__new__(kind, body, sp.Tuple(variable, *ends))
    total.is_commutative = True
    return total


class IntegralForms(TermForms):
    """Adds the abstract integral and what is defined by it."""

    def inside(self, function: Term, over: Term) -> tuple[Any, Any]:
        """The variable and the body of an integrand; of an unspecified function, its value at a new variable."""
        if function.op == "lambda":
            x, body = opened(function, over)
        else:
            domain = function.sort.params[0]
            x = fresh("i" if domain is NAT else "x", domain, function, over)
            body = apply(function, x)
        return self.form(x), self.form(body)

    def on_integral(self, term: Term) -> Any:
        """An integral over the line or a finite sum; a name for an integral over any other measure."""
        over, function = term.args
        if over.op == "counting":
            return self.indexed(sp.Sum, over.args[0], function)
        if over.op == "lebesgue" and over.args[0] is ONE:
            x, body = self.inside(function, over)
            return _summed(sp.Integral, body, x, LINE)
        return self.called("Integral", function, over)

    def on_product(self, term: Term) -> Any:
        """A finite product."""
        return self.indexed(sp.Product, *term.args)

    def indexed(self, kind: Any, count: Term, function: Term) -> Any:
        """A sum or product over i = 0, …, count − 1."""
        i, body = self.inside(function, count)
        return _summed(kind, body, i, (sp.S.Zero, self.form(count) - 1))

    def on_piecewise(self, term: Term) -> Any:
        """Two cases; SymPy's constructor would drop one that it takes for void."""
        condition, value, otherwise = map(self.form, term.args)
        cases = ((value, condition), (otherwise, sp.true))
        return sp.Basic.__new__(sp.Piecewise, *(sp.Tuple.__new__(ExprCondPair, *case) for case in cases))

    def on_pi(self, term: Term) -> Any:
        """The number π."""
        return sp.pi

    def on_entry(self, term: Term) -> Any:
        """An entry of a column."""
        whole, index = map(self.form, term.args)
        return self.element(whole, index, sp.S.Zero) if whole.is_Matrix else self.called("Entry", *term.args)

    def on_normal(self, term: Term) -> Any:
        """The expression that a density or function abbreviates."""
        meaning = unfolding(term)
        return self.called(term.op.title(), *term.args) if meaning is None else self.form(meaning)

    on_sigmoid = on_normal
