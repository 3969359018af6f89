"""Ways to see that something is integrable, or that a law has another density, from what is known to be integrable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.formulas import log
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, same
from numerics.equivalence_equal import near_by
from numerics.equivalence_growth import below

COEFFICIENTS = (ONE, -ONE, log(num(2)), -log(num(2)), num(2), num(1) / 2)
MOST = 6  # integrable functions that are tried


@leaf(8)
def _vanishing(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """What is 0 is integrable."""
    mu, function = integrable_parts(goal)
    there, x, near = _inside(facts, mu, function)
    nothing = integrals.almost_everywhere(mu, x, near, same(there, apply(function, x), ZERO))
    return logic.left(integrals.linear(mu, function, (), nothing))


@leaf(8)
def _combined(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """f + c·g is integrable if f and g are."""
    mu, function = integrable_parts(goal)
    known = _known(facts, theorem, mu)
    return first(
        [lambda pair=pair, c=c: _sum(facts, mu, function, pair, c) for pair in _pairs(known) for c in COEFFICIENTS]
    )


def integrable_parts(goal: Term) -> tuple[Term, Term]:
    if goal.op != "integrable":
        raise Undecided("nothing is integrable", "form")
    mu, function = goal.args
    return mu, function


def _known(facts: Facts, theorem: Theorem, mu: Term) -> list[Theorem]:
    """What is known to be integrable for a measure, the claim itself first."""
    found = [t for t in (theorem, *facts.known.values()) if t.conclusion.op == "integrable"]
    found = list({t.conclusion.alpha: t for t in found if t.conclusion.args[0].alpha is mu.alpha}.values())
    return found[:MOST]


def _pairs(known: list[Theorem]) -> Iterator[tuple[Theorem, Theorem]]:
    yield from ((f, g) for f in known for g in known if f is not g)


def _sum(facts: Facts, mu: Term, function: Term, pair: tuple[Theorem, Theorem], factor: Term) -> Theorem:
    parts = ((ONE, pair[0]), (factor, pair[1]))
    there, x, near = _inside(facts, mu, function, *(t.conclusion for t in pair))
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], x) for _, t in parts])
    equal = integrals.almost_everywhere(mu, x, near, same(there, apply(function, x), wanted))
    return logic.left(integrals.linear(mu, function, parts, equal))


def _inside(facts: Facts, mu: Term, *avoid: Term) -> tuple[Facts, Term, tuple[Theorem, ...]]:
    """The facts at an arbitrary point, the point, and what is known almost everywhere."""
    near = near_by(facts, mu, *(a for a in avoid if a.op == "lambda"))
    x = new_variable(facts, avoid[0], *avoid, mu, *(t.conclusion for t in near))
    there = facts.at(x, *(apply(t.conclusion.args[1], x) for t in near))
    there.propagate()
    return there, x, near


@leaf(9)
def _squeezed(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """0 ≤ f ≤ c·g for a measurable f and an integrable g."""
    mu, function = integrable_parts(goal)
    measured = facts.prove(make("measurable", function))
    there, x, near = _inside(facts, mu, function)
    value = apply(function, x)
    low = integrals.almost_everywhere(mu, x, near, _weak(below(there, ZERO, value)))
    nothing = lam(x, ZERO)
    none = logic.left(
        integrals.linear(mu, nothing, (), integrals.almost_everywhere(mu, x, (), logic.reflexivity(ZERO)))
    )
    for known in _known(facts, theorem, mu):
        for factor in (ONE, num(2)):
            with suppress(ProofError):
                bound = lam(x, factor * apply(known.conclusion.args[1], x))
                same_bound = integrals.almost_everywhere(mu, x, (), logic.reflexivity(apply(bound, x)))
                high = integrals.almost_everywhere(mu, x, near, _weak(below(there, value, apply(bound, x))))
                upper = logic.left(integrals.linear(mu, bound, ((factor, known),), same_bound))
                return integrals.squeezed(measured, low, high, none, upper)
    raise Undecided("no integrable bound was found", "search")


def _weak(theorem: Theorem) -> Theorem:
    """s ≤ t from s ≤ t or s < t."""
    low, high = theorem.conclusion.args
    return algebra.nonneg(low <= high, ((1, (theorem,), ()),), (), ())
