"""A way to see that an orbit in the plane goes to (0, 0) only by landing there, though the map is 0 at (0, 0).

The map has cases by the sign of a coordinate vⱼ. Where vⱼ ≠ 0 the map jumps: c ≤ T(v) for a c > 0 and a sum T of sizes
that are 0 at (0, 0) (`equivalence_departures`). Where vⱼ = 0, but v ≠ (0, 0), the next point has vⱼ ≠ 0. So
c ≤ T(v) + T(step(v)) at all points but (0, 0); on an orbit that goes to (0, 0) without meeting it the right side goes
to 0, and c ≤ 0 would follow. That an orbit does not meet (0, 0) is known, or so by induction: it starts elsewhere, and
no other point goes to (0, 0) in a step.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, iterations, logic, order
from derivations.kernel.formulas import FALSE, Eq, Ne, Not, block, column, fresh, zeros
from derivations.kernel.terms import ONE, REAL, ZERO, apply, num, replace
from derivations.lemmas import linear_iterations as orbits
from derivations.tactics import Facts
from numerics.equivalence_core import criterion, first, leaf, new_variable, where
from numerics.equivalence_departures import distinction, in_the_limit, jump, orbit_of, positive, summands
from numerics.equivalence_ways import certified

FEW: Final = 4  # known inequalities
HALF: Final = num(Fraction(1, 2))


@leaf(6)
@criterion
def _only_by_landing(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """¬(stepᵏ(s) → (0, 0)), where the orbit does not meet (0, 0)."""
    at, k = orbit_of(facts, goal)
    v = new_variable(facts, at.args[0], goal)
    once = apply(at.args[0], v)
    if once.op != "block" or len(once.args) != 2 or distinction(once) is None:
        raise Undecided("the map has no cases", "form")
    j = _axis(v, once)
    near = _about(facts, once)
    apart = _apart(facts, near, at, (v, once, j))
    pushed = logic.cut(apart, logic.instantiate(_pushed(near, v, once, j), ((v, at),)))
    for count in (k, k + ONE):
        pushed = logic.rewrite(pushed, logic.symmetry(iterations.iterate_step(*at.args[:2], count)))
    last = in_the_limit(pushed, logic.assume(goal.args[0]), k)
    above = positive(near, last.conclusion.args[0])
    false = algebra.nonneg(FALSE, ((1, (last,), ()), (1, (above,), ())), (), ())
    return facts.settled(logic.negate(goal.args[0], false))


def _about(facts: Facts, once: Term) -> Facts:
    """The shortest known inequalities between the parameters of the map: with more the searches are not thorough."""
    fitting = [t for t in facts.inequalities if t.conclusion.free and t.conclusion.free <= once.free]
    return Facts(sorted(fitting, key=lambda t: len(repr(t.conclusion)))[:FEW])


def _axis(v: Term, once: Term) -> int:
    """The coordinate on whose sign the first case depends."""
    term = distinction(once)
    conditions = () if term is None else term.args[0].args
    found = [j for j in (0, 1) if any(t.alpha is v[j].alpha for t in conditions)]
    if len(found) != 1:
        raise Undecided("the cases are not by the sign of a coordinate", "form")
    return found[0]


# Jumps
def _pushed(facts: Facts, v: Term, once: Term, j: int) -> Theorem:
    """V ≠ (0, 0) ⊢ c ≤ T(v) + T(step(v))."""
    moving = logic.assume(Ne(v[j], ZERO))
    square = lemmas.square_positive(moving)
    inside = facts.with_(square.conclusion)
    here = first([lambda i=i: jump(inside, v, once, i) for i in (j, 1 - j)])
    there = logic.instantiate(here, ((v, once),))
    sizes = _size(here), _size(there)
    early = _sum(logic.cut(square, here), sizes[1], before=False)
    moved = lemmas.square_positive(_moves_on(facts, v, once, j))
    late = _sum(logic.cut(moved, there), sizes[0], before=True)
    return logic.cases(logic.excluded_middle(Eq(v[j], ZERO)), late, early)


def _size(bound: Theorem) -> Theorem:
    """⊢ 0 ≤ T, a sum of sizes."""
    total: Theorem | None = None
    for part in summands(bound.conclusion.args[1]):
        one = order.range_of(part)
        total = one if total is None else _sum(total, one, before=False)
    if total is None:
        raise Undecided("there is nothing to add", "form")
    return total


def _sum(known: Theorem, more: Theorem, *, before: bool) -> Theorem:
    """Γ ⊢ x ≤ y  and  Δ ⊢ 0 ≤ z  give  Γ, Δ ⊢ x ≤ y + z, or x ≤ z + y."""
    letters = x, y, z = [fresh(n, REAL, known.conclusion, more.conclusion) for n in "xyz"]
    given = logic.assume(x <= y), logic.assume(ZERO <= z)
    law = algebra.nonneg(x <= (z + y if before else y + z), tuple((1, (t,), ()) for t in given), (), ())
    values = (*known.conclusion.args, more.conclusion.args[1])
    law = logic.instantiate(law, tuple(zip(letters, values, strict=True)))
    return logic.cut(known, logic.cut(more, law))


def _moves_on(facts: Facts, v: Term, once: Term, j: int) -> Theorem:
    """V ≠ (0, 0), vⱼ = 0 ⊢ step(v)ⱼ ≠ 0."""
    flat, again = logic.assume(Eq(v[j], ZERO)), logic.assume(Eq(once[j], ZERO))
    return logic.negate(again.conclusion, _at_rest(facts, (v, once, j), flat, again))


def _at_rest(facts: Facts, place: tuple[Term, Term, int], flat: Theorem, again: Theorem) -> Theorem:
    """V ≠ (0, 0), vⱼ = 0, step(v)ⱼ = 0 contradict each other, if step(v)ⱼ has the other coordinate in it there."""
    v, once, j = place
    level = _on_axis(facts, v[1 - j], logic.rewrite(_row(once, j, again), flat))
    units = column(ONE, ZERO), column(ZERO, ONE)
    parts = ((units[1 - j], level, ONE), (units[j], flat, ONE))
    origin = algebra.combination(Eq(v, zeros(2)), parts, ())
    return logic.contradiction(origin, logic.assume(Ne(v, zeros(2))))


def _row(once: Term, i: int, vanishes: Theorem) -> Theorem:
    """Γ ⊢ step(v)ᵢ = 0  gives it for the expression that is written there."""
    return logic.transitivity(algebra.field(Eq(once.args[i], once[i])), vanishes)


def _on_axis(facts: Facts, other: Term, line: Theorem) -> Theorem:
    """Γ ⊢ C = 0, with 0 for a coordinate  gives  Γ ⊢ u = 0 for the other one."""
    facts = facts.with_(*line.hypotheses)
    level = algebra.nonneg(ZERO <= num(0), (), (), ())
    neither = lemmas.not_below(level)
    line = _without_cases(facts.with_(level.conclusion, neither.conclusion), line)
    line = logic.rewrite(line, order.absolute(level))
    line = logic.cut(level, logic.cut(neither, line))
    body = line.conclusion.args[0]
    factor = replace(body, other, ONE) - replace(body, other, ZERO)
    return facts.settled(algebra.combination(Eq(other, ZERO), ((ONE / factor, line, ONE),), ()))


def _without_cases(facts: Facts, line: Theorem) -> Theorem:
    """An equation C = 0 without the cases that the facts decide."""
    while (term := distinction(line.conclusion.args[0])) is not None:
        decided = first([lambda c=c: facts.prove(c) for c in (term.args[0], Not(term.args[0]))])
        line = logic.rewrite(line, integrals.branch(term, decided))
    return line


# Orbits that do not meet the origin
def _apart(facts: Facts, near: Facts, at: Term, place: tuple[Term, Term, int]) -> Theorem:
    """⊢ stepᵏ(s) ≠ (0, 0)."""
    k = at.args[2]
    wanted, known = Ne(at, zeros(2)), _others(facts, k)
    for each in known:
        if each.conclusion.alpha is wanted.alpha:
            return each
    start = at.args[1]
    base = first([*(lambda t=t: _at_first(t, k, start) for t in known), lambda: facts.prove(Ne(start, zeros(2)))])
    origin = iterations.iterate_start(*at.args[:2])
    base = logic.rewrite(base, logic.symmetry(origin))
    v, _, _ = place
    step = logic.instantiate(_no_return(near, place), ((v, at),))
    step = logic.rewrite(step, logic.symmetry(iterations.iterate_step(*at.args[:2], k)))
    return facts.settled(orbits.induct(k, wanted, base, step))


def _others(facts: Facts, k: Term) -> list[Theorem]:
    """What is known of all points of orbits: that they are not (0, 0)."""
    every = [t for t in facts.known.values() if t.conclusion.op == "forall"]
    found = [logic.specialise(t, k) for t in every if t.conclusion.args[0].sort.params[0] is k.sort]
    return [t for t in found if t.conclusion.op == "not" and t.conclusion.args[0].op == "eq"]


def _at_first(known: Theorem, k: Term, start: Term) -> Theorem:
    """S ≠ (0, 0) from fᵏ(s) ≠ (0, 0)."""
    at = known.conclusion.args[0].args[0]
    if at.op != "iterate" or at.args[2] is not k or at.args[1].alpha is not start.alpha:
        raise Undecided("this orbit starts elsewhere", "form")
    return logic.rewrite(logic.instantiate(known, ((k, ZERO),)), iterations.iterate_start(*at.args[:2]))


def _no_return(facts: Facts, place: tuple[Term, Term, int]) -> Theorem:
    """V ≠ (0, 0) ⊢ step(v) ≠ (0, 0)."""
    v, once, j = place
    arrived = logic.assume(Eq(once, zeros(2)))
    picks = block([[ONE, ZERO]]), block([[ZERO, ONE]])
    lines = [algebra.combination(Eq(once[i], ZERO), ((picks[i], arrived, ONE),), ()) for i in (0, 1)]
    flat = logic.assume(Eq(v[j], ZERO))
    ends = {sign: _impossible(facts, place, lines, sign) for sign in (ZERO < v[j], v[j] < ZERO)}
    low, high = (ends[sign] for sign in (v[j] < ZERO, ZERO < v[j]))
    three = order.trichotomy(v[j], ZERO)
    rest = logic.cases(logic.assume(three.conclusion.args[1]), _at_rest(facts, place, flat, lines[j]), high)
    return logic.negate(arrived.conclusion, logic.cases(three, low, rest))


def _impossible(facts: Facts, place: tuple[Term, Term, int], lines: list[Theorem], sign: Term) -> Theorem:
    """False, where a coordinate has a sign, by products and squares."""
    once = place[1]
    inside = where(facts.with_(*lines[0].hypotheses), sign)
    known = logic.assume(sign)
    low, high = sign.args
    inside.add(lemmas.not_below(algebra.nonneg(low <= high, ((1, (known,), ()),), (), ())))
    size = order.absolute(known)
    rows = [logic.rewrite(_without_cases(inside, _row(once, i, line)), size) for i, line in enumerate(lines)]
    letters = sorted((u for u in once.free if u.sort is REAL), key=repr)
    squares = [u + c for u in letters for c in (HALF, -HALF)]
    return certified(inside, FALSE, inside.inequalities, squares=squares, equations=rows, multipliers=(ONE, *letters))
