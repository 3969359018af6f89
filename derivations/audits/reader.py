"""How the audit reads formulas: as everybody else does, and differentiation under the integral besides.

On a finite space both sides are found by dual numbers. Over the line the derivative of the integral is compared with
difference quotients of integrals in closed form.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from derivations.kernel.terms import Term
from derivations.refuter import exact
from derivations.refuter.evaluate import Evaluator
from derivations.refuter.finite import Lebesgue
from derivations.refuter.measures import every

STEPS: Final = tuple(Fraction(side, 2**k) for k in (6, 12) for side in (1, -1))


class Reader(Evaluator):
    """Truth at one point."""

    def borel(self, term: Term) -> bool:
        """Finite products and sums of measurable functions, too, are measurable."""
        finite = term.op == "product" or (term.op == "integral" and term.args[0].op == "counting")
        return all(map(self.borel, term.args)) if finite else term.op == "counting" or super().borel(term)

    def is_differentiable_under_integral(self, measure: Any, family: Any, at: Any) -> bool | None:
        """Whether d/dt ∫f(t) = ∫∂f(t)/∂t at a place, and all of this exists."""

        def path(x: Any) -> Callable[[Any], Any]:
            return lambda t: self.call(self.call(family, t), x)

        def slope(x: Any) -> Any:
            return self.gradient(path(x), at)

        def whole(t: Any) -> Any:
            return self.over(measure, lambda x: self.call(self.call(family, t), x))

        exist = [self.is_integrable(measure, f) for f in (self.call(family, at), slope)]
        smooth = every((*exist, self.everywhere(measure, lambda x: self.smooth(path(x), at))))
        if smooth is False:
            return False
        inside = self.over(measure, slope)
        if isinstance(measure, Lebesgue) and measure.size:
            return every((smooth, approached(whole, at, inside)))
        same = self.is_eq(self.gradient(whole, at), inside)
        return every((smooth, self.smooth(whole, at), same))


def approached(f: Callable[[Any], Any], at: Any, slope: Any) -> bool | None:
    """Whether the difference quotients of f go to the slope: True or False only when they clearly do, or do not."""
    here = f(at)
    gaps = [exact.absolute((f(at + h) - here) * (1 / h) - slope) for h in STEPS]
    if any(exact.sign(gap - Fraction(1, 8)) == 1 for gap in gaps[2:]):
        return False
    return True if all(exact.sign(far - 8 * near) != -1 for far, near in zip(gaps, gaps[2:], strict=False)) else None
