"""Quantifiers over functions with finitely many possible values, gone through question by question.

Only the values that are asked for matter: where one is missing, all that it could be are tried. So "for all sequences"
(of points) and "for all predicates" are decided for certain, however long the sequences are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from derivations.kernel.terms import NAT, PROP, SPACE, Sort
from numerics.functions import Map, Native
from numerics.judge import UNKNOWN, Judge, Truth
from numerics.spaces import lifted, points_of

RUNS: Final = 2000


class Asked(Exception):
    """A value of a function is needed that is not fixed yet."""

    def __init__(self, known: dict[Any, int], place: Any) -> None:
        """Keep the values fixed so far, and the argument."""
        super().__init__(str(place))
        self.known, self.place = known, place


def answers(judge: Judge, sort: Sort) -> Sequence[int] | None:
    """All the values that a function of this sort can have; None where they cannot be listed."""
    if sort.kind != "function" or sort.params[0] not in (SPACE, NAT) or sort.params[1] not in (SPACE, PROP):
        return None
    return range(2 if sort.params[1] is PROP else points_of(judge.evaluator.point.values()))


def partial(sort: Sort, known: dict[Any, int]) -> Native:
    """A function with some values fixed."""

    def rule(field: Any, _: tuple[Map, ...], place: Any) -> Any:
        if place not in known:
            raise Asked(known, place)
        return lifted(field, known[place])

    return Native(sort.params[0], rule, shown=f"a function with the values {known}")


def for_all_functions(judge: Judge, predicate: Map, values: Sequence[int]) -> Truth:
    """Whether a predicate holds for all functions with these values."""
    held, waiting = Truth(True), [dict[Any, int]()]
    for _ in range(RUNS):
        if not waiting:
            return held
        known = waiting.pop()
        try:
            held = held & judge.body(predicate, partial(predicate.domain, known).over(judge.field))
        except Asked as asked:
            if asked.known is not known:
                raise
            waiting += [{**known, asked.place: v} for v in reversed(values)]
        if held == Truth(False):
            return held
    return held if held.value is False else UNKNOWN
