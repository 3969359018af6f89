"""A step of an iteration over balls, written down once as a list of operations and then run again and again.

Nothing is decided while the list runs: a step with a case distinction on what moves is not written down.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add, methodcaller, mul, neg, sub, truediv
from typing import Any

from flint import arb

from numerics.errors import NoValue, Unresolved
from numerics.evaluation import Evaluator
from numerics.functions import Function, Map
from numerics.intervals import Balls
from numerics.matrices import Matrix

Operation = Callable[..., arb]
FUNCTIONS = {"abs": abs, "exp": methodcaller("exp"), "log": methodcaller("log"), "sqrt": methodcaller("sqrt")}


class Moving:
    """A number that depends on the point: the place where it is kept."""

    __slots__ = ("place", "program")

    def __init__(self, program: Program, place: int) -> None:
        """Take the list of operations and the place."""
        self.program, self.place = program, place

    def __add__(self, other: Any) -> Moving:
        """Sum."""
        return self.program.write(add, self, other)

    def __radd__(self, other: Any) -> Moving:
        """Sum."""
        return self.program.write(add, other, self)

    def __sub__(self, other: Any) -> Moving:
        """Difference."""
        return self.program.write(sub, self, other)

    def __rsub__(self, other: Any) -> Moving:
        """Difference."""
        return self.program.write(sub, other, self)

    def __mul__(self, other: Any) -> Moving:
        """Product."""
        return self.program.write(mul, self, other)

    def __rmul__(self, other: Any) -> Moving:
        """Product."""
        return self.program.write(mul, other, self)

    def __truediv__(self, other: Any) -> Moving:
        """Quotient."""
        return self.program.write(truediv, self, other)

    def __rtruediv__(self, other: Any) -> Moving:
        """Quotient."""
        return self.program.write(truediv, other, self)

    def __neg__(self) -> Moving:
        """Opposite."""
        return self.program.write(neg, self)


class Program:
    """The operations of a function of some numbers, each distinct one once."""

    def __init__(self, size: int) -> None:
        """Begin with the places of the numbers."""
        self.values: list[arb | None] = [None] * size
        self.lines: list[tuple[int, Operation, int, int | None]] = []
        self.known: dict[tuple[Operation, tuple[int, ...]], Moving] = {}
        self.start = [Moving(self, i) for i in range(size)]

    def place(self, value: Any) -> int:
        """Where an operand is kept."""
        if isinstance(value, Moving):
            return value.place
        self.values.append(value)
        return len(self.values) - 1

    def write(self, operation: Operation, *operands: Any) -> Moving:
        """Add an operation, or find the one that is there."""
        places = tuple(map(self.place, operands))
        if (operation, places) not in self.known:
            self.values.append(None)
            self.known[operation, places] = Moving(self, len(self.values) - 1)
            self.lines.append((len(self.values) - 1, operation, places[0], places[1] if len(places) > 1 else None))
        return self.known[operation, places]

    def run(self, point: tuple[arb, ...], results: list[int]) -> tuple[arb, ...]:
        """The values at these places, from the numbers of a point; Unresolved where a value is not finite."""
        values: list[Any] = [*self.values]
        values[: len(point)] = point
        for place, operation, left, right in self.lines:
            values[place] = operation(values[left]) if right is None else operation(values[left], values[right])
        found = tuple([values[place] for place in results])
        if not all(x.is_finite() for x in found):
            raise Unresolved("a step that leaves the domain, or balls that hold no number")
        return found


class Written:
    """The field of balls and of numbers that move; the signs of what moves are not known."""

    name = "operations written down"

    def __init__(self, program: Program) -> None:
        """Take the list of operations."""
        self.program, self.balls = program, Balls()

    def number(self, value: Any) -> Any:
        """A constant ball; what moves is taken as it is."""
        return value if isinstance(value, Moving) else self.balls.number(value)

    def sign(self, value: Any) -> int:
        """The sign of a constant; Unresolved for what moves."""
        if isinstance(value, Moving):
            raise Unresolved("the sign of what moves")
        return self.balls.sign(value)

    def pivot(self, column: Any) -> int | None:
        """A pivot among constants; Unresolved for what moves."""
        if any(isinstance(entry, Moving) for entry in column):
            raise Unresolved("a pivot that moves")
        return self.balls.pivot(column)

    def divide(self, top: Any, bottom: Any) -> Any:
        """A quotient."""
        return top / bottom if isinstance(bottom, Moving) else self.balls.divide(top, bottom)

    def pi(self) -> arb:
        """π."""
        return self.balls.pi()

    def apply(self, name: str, value: Any) -> Any:
        """The functions; outside their domains, no number comes out."""
        return self.program.write(FUNCTIONS[name], value) if isinstance(value, Moving) else self.balls.apply(name, value)


def unrolled(step: Map, size: int) -> Callable[[Matrix], Matrix] | None:
    """The step from column to column of ℝ^size as a list of operations; None where it cannot be written down."""
    if not isinstance(step, Function):
        return None
    program = Program(size)
    field = Written(program)
    try:
        after = Function(Evaluator(field, step.evaluator.point), step.term, step.stack)(
            Matrix(size, 1, tuple(program.start))
        )
        results = [program.place(field.number(x)) for x in after.entries]
    except NoValue:
        return None
    return lambda at: Matrix(size, 1, program.run(at.entries, results))
