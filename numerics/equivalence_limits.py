"""Ways for limits: functions equal near by, a greater one that goes to infinity, multiples with a shift."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import Final

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.tactics import Facts
from numerics.equivalence_cases import turned
from numerics.equivalence_core import equality, first, leaf, new_variable, same
from numerics.equivalence_equal import by_equality, rewritten
from numerics.equivalence_growth import below
from numerics.equivalence_places import outermost
from numerics.equivalence_signs import is_negated, signed

FACTORS: Final = (Fraction(-1), Fraction(2), Fraction(1, 2))


@leaf(2)
def _limits(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Near the point the functions are equal, the new one is greater and both go to infinity, or by continuity."""
    old = theorem.conclusion
    if not old.op == goal.op == "tends" or old.args[1].alpha is not goal.args[1].alpha:
        raise Undecided("these are not two limits at one place", "form")
    x = new_variable(facts, goal.args[0], old, goal)
    near = limit_rules.region(x, goal.args[1])
    inside = facts.at(x, *([] if near is None else [near]))
    values = [apply(t.args[0], x) for t in (old, goal)]
    ways = (
        lambda: _equal(inside, theorem, x, values),
        lambda: _greater(inside, theorem, x, values),
        lambda: facts.settled(limit_rules.continuity(goal, (theorem,))),
        lambda: _affine(inside, theorem, goal, x),
        lambda: _without_sizes(inside, goal, x),
    )
    found = first(ways)
    return found if found.conclusion.alpha is goal.alpha else by_equality(facts, found, goal)


def _equal(inside: Facts, theorem: Theorem, x: Term, values: list[Term]) -> Theorem:
    return limit_rules.limit_congruence(x, same(inside, *values), theorem)


def _greater(inside: Facts, theorem: Theorem, x: Term, values: list[Term]) -> Theorem:
    if theorem.conclusion.args[2].op != "infinity":
        raise Undecided("the limit is finite", "form")
    return limit_rules.divergence(x, below(inside, *values), theorem)


def _affine(inside: Facts, theorem: Theorem, goal: Term, x: Term) -> Theorem:
    """c·f(x) + d → c·a + d from f(x) → a, for a few c."""
    target, wanted = theorem.conclusion.args[2], goal.args[2]
    if target.op != "near" or wanted.op != "near":
        raise Undecided("a limit is infinite", "form")
    return first([lambda c=c: _multiple(inside, theorem, goal, x, c) for c in FACTORS])


def _without_sizes(inside: Facts, goal: Term, x: Term) -> Theorem:
    """By continuity, where |u| has been replaced by u or −u, and quotients that are ±1 by that."""
    f, source, wanted = goal.args
    line = _plainly(inside, apply(f, x))
    plain = line.conclusion.args[1]
    if wanted.op != "near" or plain.alpha is apply(f, x).alpha:
        raise Undecided("there is no absolute value with a known sign", "form")
    limit = inside.settled(limit_rules.continuity(make("tends", lam(x, plain), source, wanted), ()))
    return limit_rules.limit_congruence(x, inside.settled(logic.symmetry(line)), limit)


def _plainly(inside: Facts, body: Term) -> Theorem:
    """⊢ f(x) = the same without the absolute values of what has a known sign, and quotients that are 1 or −1."""
    line = logic.reflexivity(body)
    for size in [t for t in outermost(body) if t.op == "abs"]:
        sign = signed(inside, size.args[0])
        if sign is not None:
            line = logic.transitivity(
                line, rewritten(line.conclusion.args[1], order.absolute(turned(sign, size.args[0])))
            )
    for ratio in [t for t in outermost(line.conclusion.args[1]) if t.op == "div"]:
        for number in (ONE, -ONE):
            with suppress(ProofError):
                one = inside.settled(algebra.field(Eq(ratio, number)))
                line = logic.transitivity(line, rewritten(line.conclusion.args[1], one))
                break
    return line


def _multiple(inside: Facts, theorem: Theorem, goal: Term, x: Term, factor: Fraction) -> Theorem:
    (f, source, target), (g, _, wanted) = theorem.conclusion.args, goal.args
    here = num(factor) * apply(f, x) + (wanted.args[0] - num(factor) * target.args[0])
    limit = inside.settled(limit_rules.continuity(make("tends", lam(x, here), source, wanted), (theorem,)))
    return limit_rules.limit_congruence(x, same(inside, here, apply(g, x)), limit)


@equality(1)
def _known_size(facts: Facts, old: Term, new: Term) -> Theorem:
    """|u| = t, or t = |u|, by the sign that u is known to have."""
    size = old if old.op == "abs" else new
    if size.op != "abs" or not size.is_scalar:
        raise Undecided("this is no absolute value", "form")
    u, value = size.args[0], new if size is old else old
    first([lambda t=t: algebra.field(Eq(value, t)) for t in (u, -u)])  # else no sign of u would help
    sign = signed(facts, u)
    if sign is None:
        raise Undecided(f"the sign of {u} is not known", "sign")
    if is_negated(sign, u):
        sign = algebra.nonneg(u <= ZERO, ((1, (sign,), ()),), (), ())
    weight = ONE if size is old else -ONE
    return facts.settled(algebra.combination(Eq(old, new), ((weight, order.absolute(sign), ONE),), ()))
