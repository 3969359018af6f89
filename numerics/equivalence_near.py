"""What is known for a measure: what holds almost everywhere, so near an arbitrary point, and what is integrable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derivations.kernel import Term, Theorem, integrals, lebesgue, summation
from derivations.kernel.formulas import fresh
from derivations.kernel.terms import ONE, apply
from derivations.tactics import Facts
from numerics.equivalence_places import borders


def new_variable(facts: Facts, function: Term, *avoid: Term) -> Term:
    """A fresh variable for what the function takes."""
    taken = [h for t in facts.known.values() for h in (*t.hypotheses, t.conclusion)]
    hint = function.data[0] if function.op == "lambda" else "x"
    return fresh(hint or "x", function.sort.params[0], function, *avoid, *taken)


def almost_facts(facts: Facts, mu: Term) -> list[Theorem]:
    """What is known almost everywhere for a measure."""
    return [t for t in facts.known.values() if t.conclusion.op == "almost" and t.conclusion.args[0].alpha is mu.alpha]


def near_by(facts: Facts, mu: Term, *functions: Term) -> tuple[Theorem, ...]:
    """What is known almost everywhere; on the line also that a point is none of the borders in the functions."""
    if mu.op == "counting":
        return ()
    line = mu.op == "lebesgue" and mu.args[0] is ONE
    apart = [lebesgue.point_null(c) for c in borders(*functions)] if line else []
    return (*almost_facts(facts, mu), *apart)


@dataclass(frozen=True)
class Near:
    """An arbitrary point x, or index of a sum, what is known there, and the theorems from which that is."""

    mu: Term
    x: Term
    facts: Facts
    known: tuple[Theorem, ...]
    index: bool

    def everywhere(self, shown: Theorem) -> Theorem:
        """What is shown at the point holds almost everywhere."""
        if self.index:
            return summation.sum_almost(self.x, self.mu.args[0], shown)
        return integrals.almost_everywhere(self.mu, self.x, self.known, shown)


def arbitrary(
    facts: Facts, mu: Term, function: Term, *avoid: Term, places: Sequence[Term] = (), index: bool = False
) -> Near:
    """An arbitrary point of what the function takes, with what is known near by.

    It is at none of the borders in `places`; with `index` an index of a sum is small enough.
    """
    known, index = near_by(facts, mu, *places), index and mu.op == "counting"
    x = new_variable(facts, function, *avoid, mu, *(t.conclusion for t in known))
    below = [x < mu.args[0]] if index else []
    there = facts.at(x, *(apply(t.conclusion.args[1], x) for t in known), *below)
    return Near(mu, x, there, known, index)


def integrables(facts: Facts, mu: Term, *before: Theorem, latest: bool = False) -> list[Theorem]:
    """What is known to be integrable for a measure, each once: these theorems, then the facts, perhaps latest first."""
    known = reversed(facts.known.values()) if latest else facts.known.values()
    found = [t for t in (*before, *known) if t.conclusion.op == "integrable"]
    return [*{t.conclusion.alpha: t for t in found if t.conclusion.args[0].alpha is mu.alpha}.values()]
