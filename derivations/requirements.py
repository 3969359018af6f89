"""What the data of an exercise must satisfy: shown as a line of its proof, or refused with a point where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from derivations.counterexample import describe, find
from derivations.data import DataError
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, calculus, logic, order, powers
from derivations.kernel.formulas import Eq, exp, log, sqrt
from derivations.kernel.terms import ONE, ZERO
from derivations.proof import Proof
from derivations.tactics import Facts

GROWING: Final = ((sqrt, ONE, ONE), (exp, ZERO, ONE), (log, ONE, ZERO))  # f, a point, and f there


def shown(proof: Proof, goal: Term, where: Term, problem: str, because: str = "") -> Theorem:
    """A line that the data must satisfy where a formula holds, part by part; DataError with a point otherwise."""
    if goal.op == "and":
        return logic.both(*(shown(proof, part, where, problem, because) for part in goal.args))
    facts = proof.facts
    own = (partial(attempt, facts) for attempt in (_by_sign, _by_growth))
    for attempt in (facts.prove, powers.powers, calculus.derivative, *own):
        try:
            return proof.have(goal, by=facts.settled(attempt(goal)), because=because)
        except ProofError:
            continue
    point = find(goal, [where])
    unseen = f"it was not seen that {goal}: pass a theorem that helps in `facts`"
    raise DataError(f"{problem}: {f'{goal} is false at {describe(point)}' if point else unseen}")


def _by_sign(facts: Facts, goal: Term) -> Theorem:
    """−t ≠ 0 from the sign of t."""
    term = goal.args[0].args[0] if goal.op == "not" else goal
    sign = facts.sign(term.args[0]) if term.op == "neg" else None
    if sign is None:
        raise Undecided(f"it was not seen that {goal}", str(goal))
    return algebra.nonneg(goal, ((1, (sign,), ()),), (), ())


def _by_growth(facts: Facts, goal: Term) -> Theorem:
    """An inequality in which roots, exponentials and logarithms are compared with their values at 0 or 1."""
    known = [t for growing in _growing(goal) for t in _compared(facts, growing)]
    return Facts([*facts.known.values(), *known]).prove(goal)


def _growing(term: Term) -> Iterator[Term]:
    """The roots, exponentials and logarithms in a term."""
    if term.op in ("sqrt", "exp", "log"):
        yield term
    for a in term.args:
        yield from _growing(a)


def _compared(facts: Facts, term: Term) -> Iterator[Theorem]:
    """f(u) < f(c) or f(c) < f(u), as u is below or above c."""
    f, at, value = next(g for g in GROWING if g[0](ONE).op == term.op)
    there = powers.powers(Eq(f(at), value))
    (inside,) = term.args
    for low, high in ((inside, at), (at, inside)):
        try:
            known = facts.settled(order.monotone(term.op, facts.prove(low < high)))
        except ProofError:
            continue
        yield logic.rewrite(known, there)
