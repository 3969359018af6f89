"""SymPy objects for what SymPy itself has no form for: quantifiers, limits, predicates, iterates, gradients.

Each is a name applied to arguments; functions among the arguments are SymPy's `Lambda`, so that SymPy's own
substitution knows which variables are bound.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Lambda, MatrixExpr
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean


def _parts(args: tuple[Basic, ...]) -> list[Basic]:
    """The arguments as they are shown: a function by its variable and its body."""
    shown: list[Basic] = []
    for a in args:
        shown += [*a.variables, a.expr] if isinstance(a, Lambda) else [a]
    return shown


class Named:
    """How a name applied to arguments is built and printed; the first argument of SymPy's tree is the name."""

    args: tuple[Any, ...]
    hidden = 1

    def __new__(cls, name: str | Str, *args: Any) -> Any:
        """Apply the name."""
        return Basic.__new__(cls, name if isinstance(name, Str) else Str(name), *args)  # type: ignore[arg-type]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({', '.join(map(printer._print, _parts(self.args[self.hidden :])))})"

    def _latex(self, printer: Any) -> str:
        inside = ", ".join(map(printer._print, _parts(self.args[self.hidden :])))
        return rf"\operatorname{{{self.args[0]}}}\left({inside}\right)"


class Statement(Named, Boolean):
    """A formula, such as `ForAll(x, …)`, `Tends(x, …, source, direction, target)` or `Invertible(M)`."""


class Quantity(Named, Expr):
    """A real number that SymPy knows nothing else about, such as `Iterate(x, …, start, count)`."""

    is_commutative = True
    is_real = True


class Thing(Named, Basic):
    """What is no number, matrix or formula: a measure such as `Lebesgue(d)`, a function such as `Apply(family, t)`."""


class Array(Named, MatrixExpr):
    """A matrix that SymPy knows only the shape of, such as `Gradient(v, …, point)`; built with name, rows, columns."""

    hidden = 3

    @property
    def shape(self) -> tuple[Any, Any]:
        """Rows and columns."""
        return self.args[1], self.args[2]
