"""A way to q·log(u/q) being integrable where q > 0: q = u/r almost everywhere for a number r > 0, so it is q·log r."""

from __future__ import annotations

from collections.abc import Iterator

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, order
from derivations.kernel.formulas import Eq, Not, fresh, log
from derivations.kernel.terms import ONE, ZERO, apply, lam, make
from derivations.lemmas.integrands import multiple
from derivations.tactics import Facts
from numerics.equivalence_core import first, from_facts, leaf, new_variable, once, where
from numerics.equivalence_near import Near, arbitrary


@leaf(5)
@once
def _constant_ratio(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The integrand is a multiple of q where q is positive, and 0 elsewhere."""
    if goal.op != "integrable" or goal.args[1].op != "lambda":
        raise Undecided("nothing is to be integrable", "form")
    mu, function = goal.args
    x = new_variable(facts, function, mu)
    weight, top = _of_ratio(apply(function, x))
    alike = [t for t in facts.known.values() if _equates(t.conclusion, mu, lam(x, weight))]
    known = [facts.look_up(make("integrable", mu, f)) for f in {t.conclusion.args[1]: t for t in alike}]
    pairs = [(t, whole) for t in alike for whole in known if whole is not None]
    tries = [(t, w, r) for t, w in pairs for r in _ratios(lam(x, top), t.conclusion.args[2])]
    return first([lambda t=t, w=w, r=r: _shown(facts, goal, t, w, lam(x, top), r) for t, w, r in tries])


def _of_ratio(body: Term) -> tuple[Term, Term]:
    """The q and u of "q·log(u/q) where 0 < q"."""
    if body.op == "piecewise" and body.args[0].op == "lt" and body.args[0].args[0] is ZERO:
        weight, value = body.args[0].args[1], body.args[1]
        if value.op == "mul" and value.args[1].op == "log" and value.args[1].args[0].op == "div":
            top, bottom = value.args[1].args[0].args
            if weight.alpha is value.args[0].alpha is bottom.alpha and body.args[2] is ZERO:
                return weight, top
    raise Undecided("this is no integrand of a ratio's logarithm", "form")


def _equates(claim: Term, mu: Term, weight: Term) -> bool:
    """Whether a claim is that q is some function almost everywhere."""
    if claim.op != "same_almost_everywhere" or claim.args[0].alpha is not mu.alpha:
        return False
    x = new_variable(Facts(), weight, claim)
    return apply(claim.args[1], x).alpha is apply(weight, x).alpha


def _ratios(top: Term, other: Term) -> Iterator[Term]:
    """Numbers r with w = u/r, as far as the form of w shows them."""
    x = new_variable(Facts(), top, other)
    u, w = apply(top, x), apply(other, x)
    above, below = w.args if w.op == "div" else (w, ONE)
    if above.op == "mul" and above.args[0].op == "num" and above.args[1].alpha is u.alpha:
        above, below = above.args[1], below / above.args[0]
    if above.alpha is u.alpha and x not in below.free:
        yield below


def _shown(facts: Facts, goal: Term, alike: Theorem, whole: Theorem, top: Term, ratio: Term) -> Theorem:
    """q = u/r almost everywhere, with q integrable."""
    mu, function = goal.args
    inside = facts.with_()
    inside.add(lemmas.unfolded(alike))
    inside.add(from_facts(facts, ZERO < ratio))
    weight = whole.conclusion.args[1]
    near = arbitrary(inside, mu, function, weight, top, ratio)
    value, q, other, u = (apply(f, near.x) for f in (function, weight, alike.conclusion.args[2], top))
    equal = near.everywhere(near.facts.settled(_pointwise(near, value, q, other, u, ratio)))
    return facts.settled(inside.settled(multiple(mu, function, log(ratio), whole, equal)[0]))


def _pointwise(near: Near, value: Term, weight: Term, other: Term, top: Term, ratio: Term) -> Theorem:
    """⊢ the integrand is log r · q, whatever the sign of q ≥ 0."""
    positive, wanted = value.args[0], integrals.combined([log(ratio)], [weight])
    equal = near.facts.prove(Eq(weight, other))
    y = fresh("y", weight.sort, value, wanted, other)

    above = where(near.facts, positive)
    sign = logic.assume(positive)
    above.add(logic.modus_ponens(logic.congruence(lam(y, ZERO < y), equal), sign))
    quotient = logic.transitivity(
        logic.congruence(lam(y, top / y), equal), above.settled(algebra.field(Eq(top / other, ratio)))
    )
    moved = logic.congruence(lam(y, weight * log(y)), quotient)
    last = algebra.field(Eq(moved.conclusion.args[1], wanted))
    there = above.settled(logic.transitivity(integrals.branch(value, sign), logic.transitivity(moved, last)))

    none, below = logic.assume(Not(positive)), where(near.facts, Not(positive))
    zero = order.antisymmetry(lemmas.flipped(none), below.prove(ZERO <= weight))
    nothing = algebra.combination(Eq(ZERO, wanted), ((-log(ratio), zero, ONE),), ())
    elsewhere = below.settled(logic.transitivity(integrals.branch(value, none), nothing))
    return logic.cases(logic.excluded_middle(positive), there, elsewhere)
