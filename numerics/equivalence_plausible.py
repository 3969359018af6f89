"""Whether an inequality between numbers is hopeless: at some point it fails though all assumptions hold.

For what is refuted so no proof need be searched. Nothing else rests on it: a wrong answer could only cost a proof.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from derivations.counterexample import find
from derivations.kernel import Term
from derivations.kernel.terms import NAT, REAL
from derivations.tactics import Facts
from numerics.equivalence_places import within

NUMBERS: Final = frozenset(("num", "var", "add", "sub", "mul", "div", "neg", "pow", "abs", "sqrt", "exp", "log"))
ARITHMETIC: Final = NUMBERS | {"le", "lt", "eq", "not", "and", "or", "implies", "true", "false"}
TRIES: Final = 60


def refuted(facts: Facts, goal: Term) -> bool:
    """Whether a point is found at which the goal fails though everything assumed about its variables holds."""
    if not _plain(goal):
        return False
    given = {h.alpha: h for t in facts.known.values() for h in t.hypotheses}
    near = _about(goal, frozenset(given.values()))
    return all(map(_plain, near)) and _fails(goal.alpha, near)


@lru_cache(maxsize=2**12)
def _fails(goal: Term, given: frozenset[Term]) -> bool:
    return find(goal, sorted(given, key=repr), tries=TRIES) is not None


def _about(goal: Term, given: frozenset[Term]) -> frozenset[Term]:
    """The assumptions about variables of the goal, about variables of these, and so on."""
    names, near = goal.free, frozenset[Term]()
    while more := {h for h in given - near if not names.isdisjoint(h.free)}:
        near, names = near | more, names.union(*(h.free for h in more))
    return near


def _plain(formula: Term) -> bool:
    """Whether a formula is about real and natural numbers only, in terms of arithmetic."""
    return all(t.op in ARITHMETIC and (t.op != "var" or t.sort in (REAL, NAT)) for t in within(formula))
