"""A way for divergences from a multiple of a function: KL(q‖c·f) is finite if KL(q‖f) is, for a density q and c > 0.

For q·log(q/(c·f)) = q·log(q/f) − q·log c wherever q > 0, and q is integrable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import NamedTuple

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, Not, log, real, unfolding
from derivations.kernel.terms import ONE, ZERO, apply, make, num
from derivations.tactics import Facts
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_places import within
from numerics.equivalence_signs import signed, strict


class Scale(NamedTuple):
    """A number c with ⊢ ∀x g(x) = c·f(x) and ⊢ 0 < c."""

    factor: Term
    equal: Theorem
    sign: Theorem


@leaf(2)
def _finite(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Finite KL(q‖f) gives finite KL(q‖c·f)."""
    claim = theorem.conclusion
    if not claim.op == goal.op == "finite_kl" or any(claim.args[i].alpha is not goal.args[i].alpha for i in (0, 1)):
        raise Undecided("no two divergences of one density", "form")
    mu, q, f = claim.args
    scale = _scale(facts, f, goal.args[2])
    dominated, finite = lemmas.split(lemmas.unfolded(theorem))
    near = lemmas.unfolded(dominated)
    x = new_variable(facts, q, f, goal.args[2], near.conclusion, finite.conclusion)
    here, there = logic.assume(apply(near.conclusion.args[1], x)), facts.at(x)
    there.propagate()
    above = integrals.almost_everywhere(mu, x, (near,), _positive(here, q, goal.args[2], x, scale))
    function = unfolded(goal).args[1].args[1]
    parts = ((ONE, finite), (-log(scale.factor), facts.prove(make("integrable", mu, q))))
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], x) for _, t in parts])
    ends = (apply(function, x), apply(finite.conclusion.args[1], x), wanted)
    equal = logic.cases(
        logic.excluded_middle(ZERO < apply(q, x)),
        _inside(here, ends, apply(f, x), scale, x),
        _outside(there, ends, scale),
    )
    exists = logic.left(integrals.linear(mu, function, parts, integrals.almost_everywhere(mu, x, (near,), equal)))
    both = logic.both(lemmas.folded(make("absolutely_continuous", *goal.args), above), exists)
    return facts.settled(lemmas.folded(goal, both))


def unfolded(formula: Term) -> Term:
    """What a predicate abbreviates."""
    meaning = unfolding(formula)
    return formula if meaning is None else meaning


def _scale(facts: Facts, f: Term, g: Term) -> Scale:
    """The number by which a function is a multiple of another one.

    Raises:
        Undecided: none was found.
    """
    x = new_variable(facts, f, g)
    for factor in _factors(f, g):
        with suppress(ProofError):
            equal = facts.settled(algebra.field(Eq(apply(g, x), factor * apply(f, x))))
            sign = signed(facts, factor)
            if sign is not None and strict(sign) and sign.conclusion.args[1].alpha is factor.alpha:
                return Scale(factor, logic.generalise(x, equal), facts.settled(sign))
    raise Undecided("the one is not seen to be a multiple of the other", "form")


def _factors(*functions: Term) -> Iterator[Term]:
    """Quotients of 1, 2 and the denominators in the functions that do not depend on the argument."""
    found = {ONE: None, num(2): None}
    for function in functions:
        if function.op == "lambda":
            x, body = opened(function, And(*(Eq(f, f) for f in functions)))
            bottoms = [t.args[1] for t in within(body) if t.op == "div"]
            found.update((t, None) for t in bottoms if x not in t.free and not t.loose)
    yield from (a if b is ONE else a / b for a in found for b in found if a is not b)


def _positive(here: Theorem, q: Term, g: Term, x: Term, scale: Scale) -> Theorem:
    """From q > 0 ⇒ f > 0 the same for c·f."""
    inside = logic.modus_ponens(here, logic.assume(ZERO < apply(q, x)))
    value = logic.specialise(scale.equal, x)
    above = algebra.nonneg(ZERO < apply(g, x), ((1, (scale.sign, inside), ()),), ((ONE, value, ONE),), ())
    return logic.discharge(ZERO < apply(q, x), above)


def _inside(here: Theorem, ends: tuple[Term, Term, Term], value: Term, scale: Scale, x: Term) -> Theorem:
    """The integrand where q > 0."""
    new, old, wanted = ends
    weight, equal = logic.assume(new.args[0]), logic.specialise(scale.equal, x)
    above = logic.modus_ponens(here, weight)
    branches = [integrals.branch(t, weight) for t in (new, old)]
    law = logic.instantiate(_law(), ((_a, new.args[0].args[1]), (_b, value), (_c, scale.factor)))
    for known in (weight, above, scale.sign):
        law = logic.cut(known, law)
    law = logic.rewrite(law, logic.symmetry(equal))
    parts = ((ONE, branches[0], ONE), (-ONE, branches[1], ONE), (ONE, law, ONE))
    other = algebra.nonneg(ZERO < equal.conclusion.args[0], ((1, (scale.sign, above), ()),), ((ONE, equal, ONE),), ())
    return Facts([weight, above, other]).settled(algebra.combination(Eq(new, wanted), parts, ()))


def _outside(facts: Facts, ends: tuple[Term, Term, Term], scale: Scale) -> Theorem:
    """The integrand where q = 0."""
    new, old, wanted = ends
    beyond, q = logic.assume(Not(new.args[0])), new.args[0].args[1]
    nothing = order.antisymmetry(lemmas.flipped(beyond), facts.prove(ZERO <= q))
    branches = [integrals.branch(t, beyond) for t in (new, old)]
    parts = ((ONE, branches[0], ONE), (-ONE, branches[1], ONE), (log(scale.factor), nothing, ONE))
    return algebra.combination(Eq(new, wanted), parts, ())


_a, _b, _c = map(real, "abc")


@cache
def _law() -> Theorem:
    """0 < a, b, c  ⊢  a·log(a/(c·b)) = a·log(a/b) − log(c)·a."""
    facts = Facts([logic.assume(ZERO < t) for t in (_a, _b, _c)])
    return facts.settled(powers.powers(Eq(_a * log(_a / (_c * _b)), _a * log(_a / _b) - log(_c) * _a)))
