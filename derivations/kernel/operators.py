"""The operators with which authors write terms; each only asks `terms.make`, so nothing here is trusted."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from derivations.kernel import terms


class Operators:
    """Python's operators, reading exactly like SymPy code."""

    __slots__ = ()

    def __add__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("add", self, terms.coerce(other))

    def __radd__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("add", terms.coerce(other), self)

    def __sub__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("sub", self, terms.coerce(other))

    def __rsub__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("sub", terms.coerce(other), self)

    def __neg__(self: Any) -> terms.Term:
        return terms.make("neg", self)

    def __mul__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("mul", self, terms.coerce(other))

    def __matmul__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("mul", self, terms.coerce(other))

    def __rmul__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("mul", terms.coerce(other), self)

    def __truediv__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("div", self, terms.coerce(other))

    def __rtruediv__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("div", terms.coerce(other), self)

    def __pow__(self: Any, exponent: terms.Exact) -> terms.Term:
        power = terms.coerce(exponent)
        if power.op == "num" and power.data == -1:
            return terms.make("inv", self) if not self.is_scalar else terms.make("div", terms.ONE, self)
        if power.op == "num" and power.data < 0 and power.data.denominator == 1:
            return terms.make("div", terms.ONE, terms.make("pow", self, terms.num(-power.data)))
        return terms.make("pow", self, power)

    def __abs__(self: Any) -> terms.Term:
        return terms.make("abs", self)

    def __lt__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("lt", self, terms.coerce(other))

    def __le__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("le", self, terms.coerce(other))

    def __gt__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("lt", terms.coerce(other), self)

    def __ge__(self: Any, other: terms.Exact) -> terms.Term:
        return terms.make("le", terms.coerce(other), self)

    def __call__(self: Any, argument: terms.Exact) -> terms.Term:
        """Apply a function."""
        return terms.make("apply", self, terms.coerce(argument))

    def __iter__(self: Any) -> Any:
        raise TypeError(f"{self} is a term: take entries with v[i] or M[i, j]")

    def __getitem__(self: Any, index: int | tuple[int, int]) -> terms.Term:
        row, column = index if isinstance(index, tuple) else (index, 0)
        return terms.make("slice", self, terms.num(row), terms.ONE, terms.num(column), terms.ONE)

    @property
    def T(self: Any) -> terms.Term:  # noqa: N802 - the name every matrix library uses
        """The transpose."""
        return terms.make("transpose", self)

    @property
    def sympy(self: Any) -> Any:
        """The SymPy form, for whoever calls it; the kernel itself neither needs nor imports it."""
        return import_module("derivations.sympy_form").to_sympy(self)
