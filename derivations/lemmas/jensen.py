"""Jensen's inequality, from the tangent of a convex function at the mean: f(E[g]) ≤ E[f(g)]."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.kernel import Term, Theorem, algebra, calculus, logic
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import ONE, apply, make
from derivations.lemmas.expectations import Space


def above_tangent(function: Term, x: Term, ends: Sequence[Term], convex: Theorem, at: Term, point: Term) -> Theorem:
    """A convex function lies on or above its tangent.

    Γ, x ∈ I ⊢ f and f′ differentiable at x ∧ 0 < f″(x)  gives  Γ, s ∈ I, t ∈ I ⊢ f(s) + f′(s)·(t − s) ≤ f(t).
    """
    slope = make("derivative", function, at)
    goal = apply(function, at) + slope * (point - at) <= apply(function, point)
    strict = calculus.tangent(function, x, tuple(ends), (at, point), convex)
    off = algebra.nonneg(goal, ((1, (strict,), ()),), (), ())
    same = logic.assume(Eq(point, at))
    level = logic.congruence(function, same)
    on = algebra.nonneg(goal, (), ((ONE, level, ONE), (-slope, same, ONE)), ())
    return logic.cases(logic.excluded_middle(same.conclusion), on, off)


def jensen(
    space: Space, p: Term, value: Term, function: Term, x: Term, ends: Sequence[Term], convex: Theorem
) -> Theorem:
    """F(∫p·g) ≤ ∫p·f(g), for a known density p and an f that is convex on an open interval in which g and its mean lie.

    The premise about f is that of `above_tangent`. That p·g and p·f(g) are integrable, that g(x) lies in the interval
    and that its mean does must be known in the proof.
    """
    proof, weight = space.proof, apply(p, space.x)
    exists, total = space.density(p)
    first, second = (space.function(weight * v) for v in (value, apply(function, value)))
    known = [proof.known(make("integrable", space.mu, f)) for f in (first, second)]
    mean = make("integral", space.mu, first)
    slope, level = make("derivative", function, mean), apply(function, mean)
    line = weight * (level + slope * (value - mean))
    above = above_tangent(function, x, ends, convex, mean, value)
    relation = space.almost(
        line <= weight * apply(function, value),
        because="the tangent at the mean lies below",
        by=lambda: algebra.nonneg(
            line <= weight * apply(function, value), ((1, (above, proof.facts.prove(weight >= 0)), ()),), (), ()
        ),
    )
    below, sum_ = space.linear(line, [(level - slope * mean, exists), (slope, known[0])], because="a linear function")
    order = space.order(relation, below, known[1])
    goal = level <= make("integral", space.mu, second)
    parts = [(1, sum_), (level - slope * mean, total)]
    return proof.have(goal, terms=[(1, [order], [])], parts=parts, because="at the mean the tangent is f(E[g])")


__all__ = ["above_tangent", "jensen"]
