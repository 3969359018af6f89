"""NumPy functions of terms whose sizes are numbers, by SymPy's printer and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from sympy.printing.numpy import NumPyPrinter

from derivations.kernel.errors import ProofError
from derivations.kernel.terms import Term
from derivations.sympy_form import Former
from derivations.sympy_objects import Named


def lambdified(term: Term, arguments: Sequence[Term]) -> Callable[..., Any]:
    """A function of these variables, in this order.

    Raises:
        ProofError: naming what has no form in NumPy: an iteration, a gradient, an integral over a space ...
    """
    former = Explicit()
    body = former.form(term)
    strange = [part for part in sp.preorder_traversal(body) if isinstance(part, (Named, sp.Integral, sp.Subs))]
    if strange:
        raise ProofError(f"{term} cannot be made a NumPy function, since {strange[0]} has no form there")
    printer = Printer({"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": False})
    return sp.lambdify([former.form(v) for v in arguments], body, modules="numpy", printer=printer)


class Explicit(Former):
    """SymPy forms to be evaluated: a column of one entry is a number."""

    on_multivariate_normal = Former.on_normal

    def on_entry(self, term: Term) -> Any:
        """An entry of a column."""
        whole = self.form(term.args[0])
        return super().on_entry(term) if whole.is_Matrix else whole

    def on_trace(self, term: Term) -> Any:
        """A trace; a number is its own."""
        inside = self.form(term.args[0])
        return sp.Trace(inside) if inside.is_Matrix else inside


class Printer(NumPyPrinter):
    """SymPy's printer for NumPy with determinants, traces and finite products."""

    def _print_Determinant(self, expr: Any) -> str:  # noqa: N802 - the printer looks for the class's name
        return f"{self._module_format('numpy.linalg.det')}({self._print(expr.arg)})"

    def _print_Trace(self, expr: Any) -> str:  # noqa: N802
        return f"{self._module_format('numpy.trace')}({self._print(expr.arg)})"

    def _print_Product(self, expr: Any) -> str:  # noqa: N802
        (index, low, high), body = expr.limits[0], self._print(expr.function)
        numbers = f"range({self._print(low)}, {self._print(high)} + 1)"
        return f"{self._module_format('numpy.prod')}([{body} for {self._print(index)} in {numbers}], axis=0)"
