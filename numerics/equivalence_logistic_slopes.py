"""Derivatives at 0 of functions of t made of means of f′(a + bz), z ~ N(0, 1).

f′(u) = 1 − σ(u), and E[f′(bz)] = ½ by the reflection of the line. E[k·f′(u)] is computed where u does not depend on z;
t ↦ E[(p + qz)·f′(t·bz)] is differentiable at 0, which is all that is needed where it has the factor t.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Final

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, calculus, integrals, logic, powers
from derivations.kernel.formulas import Eq, fresh, real
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num, substitute
from derivations.lemmas.dirac import slope
from derivations.lemmas.dirac_integrals import force_slope
from derivations.lemmas.integrands import everywhere
from derivations.tactics import Facts
from numerics.equivalence_core import equality, leaf
from numerics.equivalence_equal import rewritten
from numerics.equivalence_logistic import OVER, WEIGHT, Shape, exists, null, shape, summed, turned_round, z
from numerics.equivalence_moments import moment
from numerics.equivalence_places import outermost

HALF: Final = num(1) / 2
MOST: Final = 6  # means in one expression
_b: Final = real("b")


@equality(0)
def _slopes(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two derivatives at 0 of functions of a number that are made of such means."""
    if not all(_fits(t) for t in (old, new)):
        raise Undecided("these are no derivatives of means at 0", "form")
    left, right = (_derived(facts, t) for t in (old, new))
    middle = facts.settled(powers.powers(Eq(left.conclusion.args[1], right.conclusion.args[1])))
    return logic.transitivity(logic.transitivity(left, middle), logic.symmetry(right))


@leaf(0)
def _differentiable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A function made of such means is differentiable at 0."""
    if not _fits(goal):
        raise Undecided("this is no function made of means", "form")
    plain = _plainly(facts, goal.args[0])
    hole = fresh("f", goal.args[0].sort, goal)
    same = logic.congruence(lam(hole, make(goal.op, hole, goal.args[1])), plain)
    there = _met(facts, calculus.smooth(same.conclusion.args[1]))
    return logic.modus_ponens(logic.converse(same), there)


def _fits(term: Term) -> bool:
    """Whether it says f′(0), or that f is differentiable at 0, for a function of a number with such a mean in it."""
    if term.op not in ("derivative", "differentiable") or term.args[1] is not ZERO or term.args[0].op != "lambda":
        return False
    function = term.args[0]
    return function.data[1] is REAL and any(_logistic(t) for t in outermost(function.args[0]))


def _logistic(term: Term) -> bool:
    if term.op != "integral" or term.args[0].alpha is not OVER.alpha or term.args[1].op != "lambda":
        return False
    body = term.args[1].args[0]
    return body.op == "mul" and body.args[0].op == "normal"


def _derived(facts: Facts, term: Term) -> Theorem:
    """⊢ f′(0) = its value."""
    plain = _plainly(facts, term.args[0])
    hole = fresh("f", term.args[0].sort, term)
    same = logic.congruence(lam(hole, make("derivative", hole, ZERO)), plain)
    there = same.conclusion.args[1]
    x = fresh("t", REAL, there, term)
    rate = substitute(calculus.slope(apply(there.args[0], x), x)[0], {x: ZERO})
    steep = _met(facts, calculus.derivative(Eq(there, rate)))
    return logic.transitivity(logic.transitivity(same, steep), _valued(facts, rate))


def _plainly(facts: Facts, function: Term) -> Theorem:
    """⊢ f = g, where the means in f are numbers, or are of k·f′ alone."""
    t = fresh("t", REAL, function)
    return logic.abstraction(t, _valued(facts, apply(function, t)))


def _met(facts: Facts, theorem: Theorem) -> Theorem:
    """A theorem without its hypotheses about such means."""
    for hypothesis in theorem.hypotheses:
        if hypothesis.op == "differentiable":
            theorem = logic.cut(_smooth(facts, hypothesis), theorem)
        elif hypothesis.op == "integrable":
            theorem = logic.cut(_exists(facts, hypothesis), theorem)
    return facts.settled(theorem)


def _exists(facts: Facts, goal: Term) -> Theorem:
    with suppress(ProofError):
        return exists(facts, shape(*goal.args))
    return facts.prove(goal)


def _smooth(facts: Facts, goal: Term) -> Theorem:
    """⊢ t ↦ E[(p + qz)·f′(t·bz)] is differentiable at 0."""
    function, at = goal.args
    t = fresh("t", REAL, goal, z)
    mean = apply(function, t)
    if at is not ZERO or not _logistic(mean):
        raise Undecided("this is no mean, or not at 0", "form")
    parts = shape(*mean.args)
    rate = substitute(parts.inside[1], {t: ONE})
    if t in parts.factor.free or not null(parts.inside[0]):
        raise Undecided("the mean depends on the number in another way", "form")
    return force_slope(t, parts.body, parts.line, rate)[0]


# Means
def _valued(facts: Facts, term: Term) -> Theorem:
    """⊢ t = t′ with the values of the means in it, or with means of k·f′ alone."""
    total = logic.reflexivity(term)
    for _ in range(MOST):
        here = total.conclusion.args[1]
        step = next(filter(None, (_step(facts, t) for t in outermost(here) if _logistic(t))), None)
        if step is None:
            break
        total = logic.transitivity(total, rewritten(here, step))
    return total


def _step(facts: Facts, mean: Term) -> Theorem | None:
    with suppress(ProofError):
        parts = shape(*mean.args)
        if null(parts.inside[1]):
            return _fixed(facts, mean, parts)
        if not null(parts.rest):
            return _without_rest(facts, mean, parts)
        if null(parts.inside[0]) and null(parts.line[1]) and not parts.loss:
            return _halved(facts, mean, parts)
    return None


def _fixed(facts: Facts, mean: Term, parts: Shape) -> Theorem:
    """⊢ E[k·y + r] = its value, where y does not depend on z; f′(0) is ½."""
    y = HALF if null(parts.inside[0]) and not parts.loss else substitute(parts.y, {z: ZERO})
    plain = WEIGHT * (parts.factor * y + parts.rest)
    known = moment(facts, OVER, lam(z, plain))
    wanted = integrals.combined([ONE], [plain])
    same = everywhere(OVER, z, facts.settled(powers.powers(Eq(WEIGHT * parts.body, wanted))))
    total = logic.right(integrals.linear(OVER, mean.args[1], ((ONE, logic.left(known)),), same))
    value = substitute(parts.factor * y + parts.rest, {z: ZERO})
    ends = ((ONE, total, ONE), (ONE, logic.right(known), ONE))
    return facts.settled(algebra.combination(Eq(mean, value), ends, ()))


def _without_rest(facts: Facts, mean: Term, parts: Shape) -> Theorem:
    """⊢ E[k·y + r] = E[k·y] + E[r], with the value of the last."""
    total = logic.right(summed(facts, parts))
    rest = moment(facts, OVER, lam(z, WEIGHT * parts.rest))
    alone = parts.factor * parts.y
    value = logic.right(rest)
    goal = Eq(mean, make("integral", OVER, lam(z, WEIGHT * alone)) + value.conclusion.args[1])
    return facts.settled(algebra.combination(goal, ((ONE, total, ONE), (ONE, value, ONE)), ()))


def _halved(facts: Facts, mean: Term, parts: Shape) -> Theorem:
    """⊢ E[p·f′(bz)] = p/2."""
    known = logic.instantiate(_half(), ((_b, parts.inside[1]),))
    there = logic.left(known)
    p = parts.line[0]
    wanted = integrals.combined([p], [apply(there.conclusion.args[1], z)])
    same = everywhere(OVER, z, facts.settled(algebra.field(Eq(WEIGHT * parts.body, wanted))))
    total = logic.right(integrals.linear(OVER, mean.args[1], ((p, there),), same))
    return algebra.combination(Eq(mean, p * HALF), ((ONE, total, ONE), (p, logic.right(known), ONE)), ())


@cache
def _half() -> Theorem:
    """⊢ φ·f′(bz) is integrable, and its integral is ½: that of f′(−bz) = 1 − f′(bz) is the same."""
    facts = Facts()
    function = lam(z, WEIGHT * slope(_b * z))
    known = exists(facts, shape(OVER, function))
    turned = turned_round(facts, function, known)
    mass = moment(facts, OVER, lam(z, WEIGHT * ONE))
    there = turned.conclusion.args[1].args[1]
    parts = ((ONE, logic.left(mass)), (num(-1), known))
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], z) for _, t in parts])
    same = everywhere(OVER, z, facts.settled(powers.powers(Eq(apply(there, z), wanted))))
    total = logic.right(integrals.linear(OVER, there, parts, same))
    ends = ((HALF, turned, ONE), (HALF, total, ONE), (HALF, logic.right(mass), ONE))
    value = algebra.combination(Eq(turned.conclusion.args[0], HALF), ends, ())
    return logic.both(known, facts.settled(value))
