"""Derivatives of integrals over the line in a parameter, rigorously: differentiation under the integral sign.

If ∂h(t, x)/∂t exists for all t within a small distance of s, and its absolute value lies there below an integrable
function of x that does not depend on t, then t ↦ ∫h(t, x) dx is differentiable at s, and its derivative is
∫∂h(s, x)/∂t dx (dominated convergence). So the integral of ∂h/∂t is enclosed with a ball around s in place of s: the
bounds of its tails then hold for all t in the ball at once, and on the closed pieces between them it is enclosed by
finite balls. Where a case distinction or an absolute value moves with t its sign is not seen: no value is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flint import arb

from numerics.duals import Dual, Duals
from numerics.errors import Unsupported
from numerics.functions import Function, Map, Native
from numerics.intervals import Balls
from numerics.line import line_integral
from numerics.matrices import Matrix, single

RADIUS = arb(2) ** -50  # of the ball around the parameter


def integral(field: Duals, function: Map) -> Dual:
    """∫ f(x) dx and its derivative, for a function that depends on one moving number.

    Raises:
        Unsupported: it depends on several, or in a way that is not looked into.
        Unresolved: an integral is not seen to exist, or the derivative is not seen to be dominated.
    """
    if not isinstance(field.base, Balls) or not isinstance(function, Function):
        raise Unsupported(f"a Lebesgue integral over {field.name}")
    here, beside = Part(function, 0, arb(0)), Part(function, 1, RADIUS)
    return Dual(line_integral(here), line_integral(beside), field.depth)


@dataclass(frozen=True)
class Part:
    """The value (0) or the derivative (1) of an integrand, with a ball of this radius around the parameter."""

    function: Function
    which: int
    radius: arb

    @property
    def domain(self) -> Any:
        """The sort of its argument."""
        return self.function.domain

    def over(self, field: Any) -> Part:
        """The same integrand where the numbers are functions on a piece of the line."""
        duals = Duals(field)
        stack = tuple(self._lifted(x, duals) for x in self.function.stack)
        lifted = Function(self.function.evaluator.over(duals), self.function.term, stack)
        return replace(self, function=lifted)

    def __call__(self, argument: Matrix) -> Matrix:
        """Its value on the piece."""
        found: Dual = self.function(argument).only
        return single(found.b if self.which else found.a)

    def _lifted(self, value: Any, duals: Duals) -> Any:
        """A value around the integral over the new field; the moving number becomes a ball."""
        if isinstance(value, Function):
            return replace(value, stack=tuple(self._lifted(x, duals) for x in value.stack))
        if isinstance(value, Native):
            raise Unsupported("the derivative of an integral around which a function is not a term")
        return value.map(lambda x: self._moved(x, duals)) if isinstance(value, Matrix) else value

    def _moved(self, value: Any, duals: Duals) -> Any:
        if not isinstance(value, Dual):
            return value
        if not isinstance(value.a, arb) or not value.b == 1:
            raise Unsupported("the derivative of an integral that does not depend on the parameter itself")
        ball = value.a + arb(mid=arb(0), rad=self.radius)
        return Dual(duals.base.number(ball), duals.base.number(1), duals.depth)
