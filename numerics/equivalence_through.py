"""Ways through what is known for the opposite number: if A(b) ⇔ H(b) and H(−b) is H(b), then A(−b) ⇔ A(b).

So E[h(aX − bY)] exists if E[h(aX + bY)] does, where both are expectations of h(√(a² + b²)·X).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derivations.kernel import ProofError, Term, Theorem, Undecided, logic
from derivations.kernel.terms import REAL
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, once
from numerics.equivalence_equal import by_equality
from numerics.equivalence_instances import settled


@leaf(7)
@once
def _integrable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The one is integrable if the other one is, by an equivalence and its case for the opposite number."""
    if not goal.op == theorem.conclusion.op == "integrable":
        raise Undecided("nothing is integrable", "form")
    return _exists(facts, theorem, goal)


@leaf(7)
@once
def _integrals(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The equation for the opposite number, which holds if something is integrable."""
    if not goal.op == theorem.conclusion.op == "eq" or goal.args[0].op != "integral":
        raise Undecided("this is no equation of integrals", "form")
    known = [t for t in facts.known.values() if t.conclusion.op == "implies"]
    said = [t for t in known if t.conclusion.args[1].alpha is theorem.conclusion.alpha]
    return first([lambda t=t, o=o: _value(facts, t, o, goal) for t in said for o in _opposite(facts, t)])


def _value(facts: Facts, known: Theorem, opposite: Theorem, goal: Term) -> Theorem:
    given = facts.prove(known.conclusion.args[0])
    premise = opposite.conclusion.args[0]
    if premise.op != "integrable":
        raise Undecided("nothing has to be integrable", "form")
    return _equal(facts, logic.modus_ponens(opposite, _exists(facts, given, premise)), goal)


def _exists(facts: Facts, given: Theorem, goal: Term) -> Theorem:
    equivalences = [t for t in facts.known.values() if t.conclusion.op == "iff"]
    known = [t for t in equivalences if all(side.op == "integrable" for side in t.conclusion.args)]
    pairs = [pair for t in known for o in _opposite(facts, t) for pair in ((t, o), (o, t))]
    return first([lambda pair=pair: _along(facts, given, goal, *pair) for pair in pairs])


def _along(facts: Facts, given: Theorem, goal: Term, there: Theorem, back: Theorem) -> Theorem:
    """A′ from A, by A ⇔ H and A′ ⇔ H."""
    middle = logic.modus_ponens(there, _equal(facts, given, there.conclusion.args[0]))
    middle = _equal(facts, middle, back.conclusion.args[1])
    return _equal(facts, logic.modus_ponens(logic.converse(back), middle), goal)


def _opposite(facts: Facts, theorem: Theorem) -> Iterator[Theorem]:
    """The theorem for −v, for its numbers v."""
    for v in sorted((v for v in theorem.conclusion.free if v.sort is REAL), key=repr):
        with suppress(ProofError):
            yield settled(facts, logic.instantiate(theorem, ((v, -v),)))


def _equal(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    return theorem if theorem.conclusion.alpha is goal.alpha else by_equality(facts, theorem, goal)
