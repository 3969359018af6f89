"""Functions of which nothing is known, as SymPy differentiates them: f(x), F(t)(x) and their derivatives."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import sympy as sp

from derivations.kernel.terms import Term


class Unspecified(sp.Function):
    """`f(x)` or `F(t)(x)` or a derivative of it: the name, how often it is differentiated by each argument, those."""

    is_real = True

    def _eval_derivative(self, s: Any) -> Any:
        """The chain rule."""
        parts: tuple[Any, ...] = self.args
        name, orders, *values = parts
        raised = [sp.Tuple(*(k + (i == j) for j, k in enumerate(orders))) for i in range(len(values))]
        return sp.Add(*(Unspecified(name, o, *values) * v.diff(s) for o, v in zip(raised, values, strict=True)))

    def sample(self) -> Any:
        """A number that stands for it at a point, always the same."""
        return sp.Rational(crc32(str(self.args).encode()) % 97 - 48, 13)


class Positive(Unspecified):
    """A value that is known to be greater than 0."""

    is_positive = True

    def sample(self) -> Any:
        """A positive number."""
        return abs(super().sample()) + sp.Rational(1, 13)


def call(term: Term) -> tuple[Term, list[Term]]:
    """What is applied in the end, and to what: F and t, x for F(t)(x)."""
    arguments: list[Term] = []
    while term.op == "apply":
        arguments.insert(0, term.args[1])
        term = term.args[0]
    return term, arguments


def is_call(term: Term) -> bool:
    """Whether a term applies a variable to numbers and points, so that it can be an `Unspecified`."""
    head, arguments = call(term)
    return head.op == "var" and all(a.is_scalar or a.sort.kind == "space" for a in arguments)
