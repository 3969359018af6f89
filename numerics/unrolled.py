"""A step of an iteration over balls, written down as a list of operations and then run again and again.

It is written down while it is evaluated at a point, with every sign on which a case depended. Where a sign differs, it
is written down anew.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add, methodcaller, mul, sub, truediv
from typing import Any, Final

from flint import arb

from numerics.errors import NoValue, Undefined, Unresolved
from numerics.evaluation import Evaluator
from numerics.functions import Function
from numerics.intervals import Balls
from numerics.matrices import Matrix

BALLS: Final = Balls()
CASES: Final = 8  # lists of operations that are kept
Operation = Callable[..., arb]
FUNCTIONS: Final = {"abs": abs, "exp": methodcaller("exp"), "log": methodcaller("log"), "sqrt": methodcaller("sqrt")}


class Moving:
    """A number that depends on the point: the place where it is kept, and its value at the first point."""

    __slots__ = ("place", "program", "value")

    def __init__(self, program: Program, place: int, value: arb) -> None:
        """Take the list of operations, the place and the value."""
        self.program, self.place, self.value = program, place, value

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
        return self.program.write(arb.__neg__, self)


class OtherCase(Exception):
    """A case is decided otherwise than when the operations were written down."""


class Program:
    """The operations of a function at a point, each distinct one once, and the signs that were asked for."""

    def __init__(self, point: tuple[arb, ...]) -> None:
        """Begin with the numbers of the point."""
        self.values: list[arb] = [*point]
        self.lines: list[tuple[int, Operation, int, int | None]] = []
        self.known: dict[tuple[Operation, tuple[int, ...]], Moving] = {}
        self.signs: list[tuple[int, int]] = []
        self.start = tuple([Moving(self, i, x) for i, x in enumerate(point)])
        self.results: list[int] = []

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
            value = operation(*(self.values[i] for i in places))
            self.values.append(value)
            self.known[operation, places] = Moving(self, len(self.values) - 1, value)
            self.lines.append((len(self.values) - 1, operation, places[0], places[1] if len(places) > 1 else None))
        return self.known[operation, places]

    def run(self, point: tuple[arb, ...]) -> tuple[arb, ...]:
        """The results at another point.

        Raises:
            OtherCase: a sign is another one there.
            Unresolved: a sign is not known there, or a value is not finite.
        """
        values = self.values
        values[: len(point)] = point
        for place, operation, left, right in self.lines:
            values[place] = operation(values[left]) if right is None else operation(values[left], values[right])
        if any(BALLS.sign(values[place]) != sign for place, sign in self.signs):
            raise OtherCase
        found = tuple([values[place] for place in self.results])
        if not all(x.is_finite() for x in found):
            raise Unresolved("a step that leaves the domain, or balls that hold no number")
        return found


class Written:
    """The field of balls and of numbers that move, whose signs are written down when they are asked for."""

    name = "operations written down"

    def __init__(self, program: Program) -> None:
        """Take the list of operations."""
        self.program = program

    def number(self, value: Any) -> Any:
        """A constant ball; what moves is taken as it is."""
        return value if isinstance(value, Moving) else BALLS.number(value)

    def sign(self, value: Any) -> int:
        """The sign, Unresolved where a ball does not tell."""
        if not isinstance(value, Moving):
            return BALLS.sign(value)
        sign = BALLS.sign(value.value)
        self.program.signs.append((value.place, sign))
        return sign

    def pivot(self, column: Any) -> int | None:
        """A pivot among constants; what moves is not eliminated."""
        if any(isinstance(entry, Moving) for entry in column):
            raise Unresolved("a pivot that moves")
        return BALLS.pivot(column)

    def divide(self, top: Any, bottom: Any) -> Any:
        """A quotient by what is not 0."""
        if self.sign(bottom) == 0:
            raise Undefined("a quotient by 0")
        return top / bottom

    def pi(self) -> arb:
        """π."""
        return BALLS.pi()

    def apply(self, name: str, value: Any) -> Any:
        """The functions; outside their domains, no number comes out."""
        return self.program.write(FUNCTIONS[name], value) if isinstance(value, Moving) else BALLS.apply(name, value)


class Unrolled:
    """A step from column to column, as the lists of operations of the cases met so far."""

    def __init__(self, step: Function) -> None:
        """Take the step."""
        self.step = step
        self.programs: list[Program] = []

    def __call__(self, at: Matrix) -> Matrix:
        """The value at a point, by the first list that fits."""
        for program in self.programs:
            try:
                return Matrix(at.rows, 1, program.run(at.entries))
            except OtherCase:
                continue
        return self._written(at) if len(self.programs) < CASES else self.step(at)

    def _written(self, at: Matrix) -> Matrix:
        """The value at a point, while it is written down; what cannot be written down is only evaluated."""
        program = Program(at.entries)
        field = Written(program)
        step = Function(Evaluator(field, self.step.evaluator.point), self.step.term, self.step.stack)
        try:
            after = step(Matrix(at.rows, 1, program.start))
        except NoValue:
            return self.step(at)
        program.results = [program.place(field.number(x)) for x in after.entries]
        self.programs.append(program)
        return Matrix(at.rows, 1, tuple([program.values[i] for i in program.results]))
