"""Rigorous enclosures: the field of Arb balls (python-flint), at a fixed number of bits.

A ball contains the true value. Disjoint balls prove that two values differ; overlapping balls prove nothing. Traps met
in python-flint and avoided here: integer and rational constants are made at the precision in force (a constant made at
53 bits caps the accuracy); √ and abs are arb's own, on real balls, never `acb` inside an integral (where √(x²) and
|x| across 0 came out silently wrong); nan, which overlaps everything, is turned into Undefined or Unresolved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flint import arb, ctx

from derivations.kernel.terms import Term
from numerics.errors import Undefined, Unresolved
from numerics.evaluation import Evaluator
from numerics.exact import Point, rational
from numerics.functions import Function

if TYPE_CHECKING:
    from numerics.matrices import Matrix

BITS = 160


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work at this many bits, then at what was in force before."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


class Balls:
    """Real balls; comparisons are decided only when the balls are disjoint (or both exact)."""

    name = "Arb balls"

    def number(self, value: Any) -> arb:
        """The ball around an exact number at the precision in force."""
        if hasattr(value, "ball"):
            return value.ball()
        return value if isinstance(value, arb) else arb(rational(value))

    def sign(self, value: arb) -> int:
        """−1, 0 or 1; Unresolved when the ball holds 0 and something else."""
        if value > 0:
            return 1
        if value < 0:
            return -1
        if value.is_zero():
            return 0
        raise Unresolved(f"the sign of {value}")

    def pivot(self, column: Sequence[arb]) -> int | None:
        """The entry farthest from 0, if it is certainly not 0."""
        best = max(range(len(column)), key=lambda i: float(column[i].abs_lower()), default=None)
        if best is None or all(entry.is_zero() for entry in column):
            return None
        if column[best].contains(0):
            raise Unresolved("a pivot that may be 0")
        return best

    def divide(self, top: arb, bottom: arb) -> arb:
        """A quotient; Undefined for 0, Unresolved for a ball that holds 0."""
        if self.sign(bottom) == 0:
            raise Undefined("a quotient by 0")
        return top / bottom

    def pi(self) -> arb:
        """π at the precision in force."""
        return arb.pi()

    def apply(self, name: str, value: arb) -> arb:
        """The functions abs, sqrt, exp and log; Undefined outside the domain, Unresolved across its border."""
        if name == "abs":
            return abs(value)
        if name == "exp":
            return value.exp()
        if value.is_zero() and name == "sqrt":
            return value
        if self.sign(value) < 0 or value.is_zero():
            raise Undefined(f"{name} of {value}")
        return value.sqrt() if name == "sqrt" else value.log()

    def unrolled(self, step: Any) -> Callable[[Matrix], Matrix]:
        """A step from column to column that is to be run many times."""
        from numerics.unrolled import Unrolled

        return Unrolled(step) if isinstance(step, Function) else step


def enclosure(term: Term, point: Point, bits: int = BITS) -> Any:
    """A ball that contains the value of a term at a rational point (for a matrix: a Matrix of balls).

    Raises:
        Undefined: a partial operator lies outside its domain.
        Unresolved: `bits` do not suffice to keep away from the border of a domain.
        Unsupported: the term has no evaluation.
    """
    with precision(bits):
        value = Evaluator(Balls(), point).value(term)
    return value.only if term.is_scalar else value


def refuted(formula: Term, point: Point, bits: int = BITS) -> bool:
    """Whether enclosures prove that a formula is false at a point; False says nothing."""
    from numerics.truth import judge

    with precision(bits):
        verdict = judge(formula, point, Balls())
    return verdict.value is False and verdict.certain
