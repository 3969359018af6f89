"""Ways for expectations with a guard: both come to the integral of one known function, up to a constant.

So E_p[log(2·f)] = E_p[log f] + log 2, and derivatives do not see such a constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.formulas import Eq, log
from derivations.kernel.terms import ONE, REAL, ZERO, apply, make, num
from derivations.tactics import Facts
from numerics.equivalence_constants import same_slope, still_smooth
from numerics.equivalence_core import equality, first, leaf, new_variable, once
from numerics.equivalence_guards import equal, prepare
from numerics.equivalence_near import arbitrary, integrables

FEW: Final = 4  # integrable functions that are tried
TWICE: Final = log(num(2))
ROUNDS: Final = 2  # of quantifiers within each other


@equality(3)
def _both_known(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two expectations that come to the same integral."""
    _check(old, new, "expectation")
    return first([lambda m=m: algebra.combination(Eq(old, new), ((ONE, m[0], ONE), (-ONE, m[1], ONE)), ())
                  for m in _means(facts, old, new)])  # fmt: skip


@equality(3)
def _slopes(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two derivatives at one point, of expectations that differ by a constant."""
    _check(old, new, "derivative")
    (f, at), (shift, equal) = old.args, _difference(facts, old, new)
    return logic.symmetry(facts.settled(same_slope(f, at, shift, equal)))


@leaf(4)
@once
def _smooth(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An expectation is differentiable, since it differs by a constant from one that is."""
    _check(goal, goal, "differentiable")
    known = [t for t in facts.known.values() if t.conclusion.op == "differentiable" and t.conclusion.free == goal.free]
    return first([lambda t=t: _as_smooth(facts, t, goal) for t in known])


def _as_smooth(facts: Facts, known: Theorem, goal: Term) -> Theorem:
    (f, at), (shift, equal) = known.conclusion.args, _difference(facts, known.conclusion, goal)
    return logic.cut(known, still_smooth(f, at, shift, equal))


def _difference(facts: Facts, old: Term, new: Term) -> tuple[Term, Theorem]:
    """A constant c, and ⊢ g = (t ↦ f(t) + c), for two functions of a number at one point."""
    (f, at), (g, other) = old.args, new.args
    if at.alpha is not other.alpha or any(h.op != "lambda" or h.data[1] is not REAL for h in (f, g)):
        raise Undecided("these are no functions at one point", "form")
    t = new_variable(facts, f, g, at)
    before, after = apply(f, t), apply(g, t)
    _check(before, after, "expectation")
    left, right = next(_means(facts.at(t), before, after), (None, None))
    if left is None or right is None:
        raise Undecided("the expectations were not seen to differ by a constant", "search")
    shift = right.conclusion.args[1].args[1] - left.conclusion.args[1].args[1]
    line = algebra.combination(Eq(after, before + shift), ((ONE, right, ONE), (-ONE, left, ONE)), ())
    return shift, logic.abstraction(t, line)


def _check(old: Term, new: Term, name: str) -> None:
    if old.op != new.op or old.op != name:
        raise Undecided(f"there is no {name} on either side", "form")


def _means(facts: Facts, old: Term, new: Term) -> Iterator[tuple[Theorem, Theorem]]:
    """⊢ E = ∫h + c and ⊢ E′ = ∫h + c′ for a known function h."""
    for known in _known(facts, old):
        left, right = (next(_shifts(facts, t, known), None) for t in (old, new))
        if left is not None and right is not None:
            yield left, right


def _known(facts: Facts, term: Term) -> list[Theorem]:
    """Functions that are known to be integrable and are made of the same letters."""
    return [t for t in integrables(facts, term.args[0]) if t.conclusion.free == term.free][:FEW]


def _shifts(facts: Facts, term: Term, known: Theorem) -> Iterator[Theorem]:
    """⊢ E = ∫h + c, for the c that come into question."""
    for shift in (ZERO, TWICE, -TWICE):
        with suppress(ProofError):
            yield _mean(facts, term, known, shift)


def _mean(facts: Facts, term: Term, known: Theorem, shift: Term) -> Theorem:
    """⊢ E_p[f] = ∫h + c, since p·f = h + c·p almost everywhere, where p > 0."""
    meaning = logic.unfold(term)
    mu, body = meaning.conclusion.args[1].args
    parts = ((ONE, known),)
    if shift is not ZERO:
        parts = (*parts, (shift, facts.prove(make("integrable", mu, term.args[1]))))
    point = arbitrary(facts, mu, body, known.conclusion)
    value = apply(body, point.x)
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], point.x) for _, t in parts])
    for _ in range(ROUNDS):
        prepare(point.facts, value, wanted)
    same = point.everywhere(equal(point.facts, value, wanted))
    total = logic.right(integrals.linear(mu, body, parts, same))
    goal = Eq(term, make("integral", *known.conclusion.args) + shift)
    ways = ((ONE, meaning, ONE), (ONE, total, ONE))
    if shift is not ZERO:
        ways = (*ways, (shift, facts.prove(Eq(make("integral", mu, term.args[1]), ONE)), ONE))
    return facts.settled(algebra.combination(goal, ways, ()))
