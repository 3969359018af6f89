"""A point at which many claims are tried in turn: whatever two of them share is evaluated once.

Exact points are read by the independent evaluator of `derivations.refuter`, drawn ones by this package's own, which is
asked as well whether a function is integrable where the other one does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import reduce
from typing import Any, Final, Protocol

from flint import arb

from derivations.counterexample import describe as describe_exact
from derivations.kernel.display import opened
from derivations.kernel.formulas import unfolding
from derivations.kernel.terms import ONE, Term
from derivations.refuter.evaluate import Evaluator as Refuter
from numerics.affine_claims import affine_instances
from numerics.errors import NoValue
from numerics.exact import rational
from numerics.matrices import Matrix
from numerics.sampling import describe as describe_drawn
from numerics.truth import Decider, Truth

CONNECTIVES: Final[dict[str, Callable[..., Truth]]] = {
    "not": Truth.__invert__,
    "and": Truth.__and__,
    "or": Truth.__or__,
    "implies": lambda a, b: ~a | b,
    "iff": lambda a, b: (~a | b) & (~b | a),
}
MIDDLES: Final = tuple(map(Fraction, ("1/3", "4/5", "9/4", "-3/2", "1/10")))
RADIUS: Final = 2.0**-20


class Place(Protocol):
    """A point at which the hypotheses and some premises hold."""

    @property
    def point(self) -> Mapping[Term, Any]:
        """The values."""
        ...

    def truth(self, claim: Term) -> bool | None:
        """The truth of a claim here; None unless it is certain."""
        ...

    def with_(self, values: Mapping[Term, Any]) -> Place:
        """The place with values for further variables."""
        ...

    def __str__(self) -> str:
        """Show the values."""
        ...


class Exact:
    """A point of the exact search."""

    def __init__(self, point: Mapping[Term, Any], hasty: bool = True) -> None:
        """Take the values; in haste little is spent on samples of samples."""
        self.point, self.hasty = dict(point), hasty
        self.here: Refuter | None = None

    def truth(self, claim: Term) -> bool | None:
        """The truth of a claim here, None when undecided."""
        here, self.here = self.here or Refuter(self.point), None  # an interruption leaves it half done
        here.hasty, here.spent = self.hasty, 0
        found = here.truth(claim)
        self.here = here
        return self._enclosed(claim) if found is None and claim.op == "integrable" else found

    def _enclosed(self, claim: Term) -> bool | None:
        """Whether a function is integrable, by this package's own evaluator."""
        with suppress(NoValue, ArithmeticError, LookupError, TypeError, ValueError):
            return Drawn({v: _drawn(x) for v, x in self.point.items() if v in claim.free}).truth(claim)
        return None

    def with_(self, values: Mapping[Term, Any]) -> Exact:
        """The place with values for further variables."""
        return Exact({**self.point, **{v: _exact(x) for v, x in values.items()}}, self.hasty)

    def __str__(self) -> str:
        """Show the values."""
        return describe_exact(self.point) or "as it stands"


def _exact(value: Any) -> Any:
    """A number, or rows of numbers, in fractions; a term as it is."""
    if isinstance(value, tuple):
        return tuple(map(_exact, value))
    return value if isinstance(value, Term) else Fraction(value)


def _drawn(value: Any) -> Any:
    """Rows of numbers as a matrix; anything else as it is."""
    if not isinstance(value, tuple):
        return value
    return Matrix(len(value), len(value[0]) if value else 1, tuple(Fraction(x) for row in value for x in row))


class Near:
    """All the numbers near one."""

    def __init__(self, middle: Fraction) -> None:
        """Take the number in the middle."""
        self.middle = middle

    def ball(self) -> arb:
        """The interval; whoever needs one exact number has no value here."""
        return arb(rational(self.middle)) + arb(0, RADIUS)


class Drawn:
    """A point of the sampler."""

    def __init__(self, point: Mapping[Term, Any]) -> None:
        """Take the values."""
        self.point = dict(point)
        self.here: Decider | None = None

    def truth(self, claim: Term) -> bool | None:
        """The truth of a claim here; None unless it is certain."""
        here, self.here = self.here or Decider(self.point), None  # an interruption leaves it half done
        found = self._by_parts(here, claim)
        self.here = here
        return found.value if found.certain else None

    def _by_parts(self, here: Decider, claim: Term) -> Truth:
        """The truth of a claim; where it is not seen for certain, from its parts: some exact, some enclosed."""
        found = here.truth(claim)
        if found.value is not None and found.certain:
            return found
        if claim.op in CONNECTIVES:
            return CONNECTIVES[claim.op](*(self._by_parts(here, part) for part in claim.args))
        if instances := [*affine_instances(claim, self.point)]:
            return reduce(Truth.__and__, (Decider(point).truth(body) for point, body in instances))
        return Truth(False) if found.value is None and self._fails_near(claim) else found

    def _fails_near(self, claim: Term) -> bool:
        """Whether what should hold almost everywhere on the line fails on a whole interval."""
        if claim.op == "same_almost_everywhere" and (meaning := unfolding(claim)) is not None:
            claim = meaning
        on_line = claim.op == "almost" and claim.args[0].op == "lebesgue" and claim.args[0].args[0] is ONE
        if not on_line or claim.args[1].op != "lambda":
            return False
        x, body = opened(claim.args[1], claim)
        falls = (Decider({**self.point, x: Near(middle)}).truth(body) for middle in MIDDLES)
        return any(truth.value is False and truth.certain for truth in falls)

    def with_(self, values: Mapping[Term, Any]) -> Drawn:
        """The place with values for further variables."""
        return Drawn({**self.point, **{v: _drawn(x) for v, x in values.items()}})

    def __str__(self) -> str:
        """Show the values."""
        return describe_drawn(self.point) or "as it stands"
