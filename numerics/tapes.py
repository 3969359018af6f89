"""A complex function written down once and played back: Arb's integration asks for an integrand thousands of times.

What does not depend on the variable is computed while the function is written down; what does becomes a line of the
tape, each distinct operation once. Nothing is decided when a tape is played, so that it is a function only where every
case was decided the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add, mul, sub, truediv
from typing import Any, Final

from flint import acb


def _opposite(x: acb) -> acb:
    return -x


def _log(x: acb, analytic: bool) -> acb:
    return x.log(analytic=analytic)


def _sqrt(x: acb, analytic: bool) -> acb:
    return x.sqrt(analytic=analytic)


CUT: Final = {"log": _log, "sqrt": _sqrt}  # functions with a branch cut, which must know whether it may be touched


class Tape:
    """The operations of a function of one complex number, in their order."""

    def __init__(self) -> None:
        """Begin with the variable."""
        self.slots: list[acb | None] = [None]
        self.lines: list[tuple[int, Callable[..., acb], tuple[int, ...], bool]] = []
        self._known: dict[tuple[str, tuple[int, ...]], Node] = {}

    @property
    def variable(self) -> Node:
        """The number on which the function depends."""
        return Node(self, 0)

    def slot(self, value: Any) -> int:
        """Where an operand is kept."""
        if isinstance(value, Node):
            return value.index
        self.slots.append(value if isinstance(value, acb) else acb(value))
        return len(self.slots) - 1

    def write(self, name: str, operation: Callable[..., acb], *operands: Any) -> Node:
        """Add an operation, or find the one that is there already."""
        places = tuple(map(self.slot, operands))
        if (name, places) not in self._known:
            self.slots.append(None)
            self.lines.append((len(self.slots) - 1, operation, places, name in CUT))
            self._known[name, places] = Node(self, len(self.slots) - 1)
        return self._known[name, places]

    def played(self, result: Any) -> Callable[[acb, bool], acb]:
        """The function whose value is a number that was computed on this tape."""
        if not isinstance(result, Node):
            return lambda t, analytic: result
        needed = self._needed(result.index)
        lines = [line for line in self.lines if line[0] in needed]

        def play(t: acb, analytic: bool) -> acb:
            values: list[Any] = [*self.slots]
            values[0] = t
            for place, operation, operands, cut in lines:
                if len(operands) == 2:
                    values[place] = operation(values[operands[0]], values[operands[1]])
                elif cut:
                    values[place] = operation(values[operands[0]], analytic)
                else:
                    values[place] = operation(values[operands[0]])
            return values[result.index]

        return play

    def _needed(self, result: int) -> set[int]:
        """The places on which a result depends."""
        found = {result}
        for place, _, operands, _ in reversed(self.lines):
            if place in found:
                found.update(operands)
        return found


class Node:
    """A number on a tape; it takes part in arithmetic as an acb does."""

    __slots__ = ("index", "tape")

    def __init__(self, tape: Tape, index: int) -> None:
        """Take the tape and the place."""
        self.tape, self.index = tape, index

    def __add__(self, other: Any) -> Node:
        """Sum."""
        return self.tape.write("add", add, self, other)

    def __radd__(self, other: Any) -> Node:
        """Sum."""
        return self.tape.write("add", add, other, self)

    def __sub__(self, other: Any) -> Node:
        """Difference."""
        return self.tape.write("sub", sub, self, other)

    def __rsub__(self, other: Any) -> Node:
        """Difference."""
        return self.tape.write("sub", sub, other, self)

    def __mul__(self, other: Any) -> Node:
        """Product."""
        return self.tape.write("mul", mul, self, other)

    def __rmul__(self, other: Any) -> Node:
        """Product."""
        return self.tape.write("mul", mul, other, self)

    def __truediv__(self, other: Any) -> Node:
        """Quotient."""
        return self.tape.write("div", truediv, self, other)

    def __rtruediv__(self, other: Any) -> Node:
        """Quotient."""
        return self.tape.write("div", truediv, other, self)

    def __neg__(self) -> Node:
        """Opposite."""
        return self.tape.write("neg", _opposite, self)

    def exp(self) -> Node:
        """The exponential."""
        return self.tape.write("exp", acb.exp, self)

    def log(self, analytic: bool = False) -> Node:
        """The logarithm; whether it must be analytic is said when the tape is played."""
        return self.tape.write("log", _log, self)

    def sqrt(self, analytic: bool = False) -> Node:
        """The root; likewise."""
        return self.tape.write("sqrt", _sqrt, self)
