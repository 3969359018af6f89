"""Functions of the language as Python functions: lambdas, and functions given by their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derivations.kernel.terms import Term

Stack = tuple[Any, ...]


@dataclass(unsafe_hash=True, slots=True)  # not frozen, for speed
class Function:
    """A lambda together with the values of the variables around it."""

    evaluator: Any  # an Evaluator
    term: Term
    stack: Stack

    @property
    def domain(self) -> Any:
        """The sort of its argument."""
        return self.term.data[1]

    def __call__(self, argument: Any) -> Any:
        """Its value: of a term, a Matrix."""
        return self.evaluator.value(self.term.args[0], (argument, *self.stack))

    def over(self, field: Any) -> Function:
        """The same function over another field."""
        if self.evaluator.field is field:
            return self
        return Function(self.evaluator.over(field), self.term, self.stack)


@dataclass(unsafe_hash=True)  # not frozen, for speed
class Native:
    """A function given by a rule: of its field, of other functions over that field, and of the argument.

    A table over the natural numbers says from which number on it repeats itself, and after how many of them.
    """

    domain: Any
    rule: Callable[[Any, tuple[Any, ...], Any], Any]
    parts: tuple[Map, ...] = ()
    field: Any = None
    shown: str = "a function"
    repeats: tuple[int, int] | None = None

    def __call__(self, argument: Any) -> Any:
        """The rule's value."""
        return self.rule(self.field, self.parts, argument)

    def over(self, field: Any) -> Native:
        """The same rule over another field."""
        return Native(self.domain, self.rule, tuple(p.over(field) for p in self.parts), field, self.shown, self.repeats)

    def __repr__(self) -> str:
        """Show the values it was made of."""
        return self.shown


Map = Function | Native


@dataclass
class Orbit:
    """The last iterate that was asked for, from which later ones go on; `around` is what map and start depend on."""

    around: Stack
    count: int = 0
    point: Any = None

    def at(self, step: Map, start: Any, count: int) -> Any:
        """The iterate after so many steps."""
        if self.point is None or count < self.count:
            self.point, self.count = start, 0
        while self.count < count:
            self.point, self.count = step(self.point), self.count + 1
        return self.point
