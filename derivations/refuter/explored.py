"""Functions of which nothing is fixed but the values that are asked for: quantifiers over functions, exactly.

What is said of a function uses finitely many of its values. Where these are points of a finite space or truth values,
every answer is tried, question by question: a tree, all of whose leaves together speak of all functions. Where they are
real, each is a polynomial variable. Nothing here knows the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from derivations.refuter import dense
from derivations.refuter.exact import Unclear

RUNS = 500  # partial functions tried for one quantifier


class Asked(Exception):
    """A value of a function is needed that is not fixed yet."""

    def __init__(self, function: Partial, place: Any) -> None:
        """Keep the function and the argument."""
        super().__init__(str(place))
        self.function, self.place = function, place


class Partial:
    """A function with some values fixed."""

    def __init__(self, known: dict[Any, Any]) -> None:
        """Keep the values."""
        self.known = known

    def __call__(self, place: Any) -> Any:
        """A value, or the question for it."""
        key = exactly(place)
        if key not in self.known:
            raise Asked(self, key)
        return self.known[key]


class Unknown:
    """A function whose every value is new, and the same for the same argument."""

    def __init__(self, new: Callable[[], Any]) -> None:
        """Keep how a new value is made."""
        self.new, self.known = new, dict[Any, Any]()

    def __call__(self, place: Any) -> Any:
        """A value."""
        key = exactly(place)
        if key not in self.known:
            self.known[key] = self.new()
        return self.known[key]


def exactly(place: Any) -> Any:
    """An argument that can be told from others."""
    if isinstance(place, int):
        return place
    if not isinstance(place, Fraction | dense.Matrix) or any(not isinstance(x, Fraction) for x in dense.entries(place)):
        raise Unclear("an argument that is not known exactly")
    return place


def every_function(said: Callable[[Partial], bool | None], values: Sequence[Any], wanted: bool) -> bool | None:
    """`wanted` if some function with these values has that truth, its opposite if all have the other."""
    waiting, unclear = [dict[Any, Any]()], False
    for _ in range(RUNS):
        if not waiting:
            return None if unclear else not wanted
        function = Partial(waiting.pop())
        try:
            found = said(function)
        except Asked as asked:
            if asked.function is not function:
                raise
            waiting += [{**function.known, asked.place: v} for v in reversed(values)]
            continue
        if found is wanted:
            return wanted
        unclear = unclear or found is None
    return None
