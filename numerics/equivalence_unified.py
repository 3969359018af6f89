"""A way by what stands where a variable stood: the same claim for that value of the variable."""

from __future__ import annotations

from collections.abc import Iterator

from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.terms import apply
from derivations.tactics import Facts
from numerics.equivalence_cases import differing
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_equal import by_equality
from numerics.equivalence_instances import settled


@leaf(6)
def _unified(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The claim for the value that the goal has in the place of a variable, up to equal expressions."""
    for variable, value in swapped(theorem.conclusion, goal):
        moved = settled(facts, logic.instantiate(theorem, ((variable, value),)))
        return moved if moved.conclusion.alpha is goal.alpha else by_equality(facts, moved, goal)
    raise Undecided("no value stands in the place of a variable", "form")


def swapped(old: Term, new: Term) -> Iterator[tuple[Term, Term]]:
    """A free variable of the one formula, and what the other one has in its place, if they differ there only."""
    a, b = differing(old, new)
    if a.op == b.op == "lambda" and a.data[1] is b.data[1]:
        x = new_variable(Facts(), a, b)
        yield from ((v, value) for v, value in swapped(apply(a, x), apply(b, x)) if x not in value.free and v is not x)
    elif a.op == "var" and a in old.free and not b.loose:
        yield a, b
