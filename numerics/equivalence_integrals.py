"""Ways to see that something is integrable, or that a law has another density, from what is known to be integrable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.formulas import log
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, same
from numerics.equivalence_growth import below
from numerics.equivalence_near import Near, arbitrary, integrables
from numerics.equivalence_places import numbers
from numerics.equivalence_signs import is_negated, signed
from numerics.equivalence_ways import certified

COEFFICIENTS = (ONE, -ONE, log(num(2)), -log(num(2)), num(2), num(1) / 2)
MOST = 6  # integrable functions, and signs, that are tried


@leaf(8)
def _vanishing(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """What is 0 is integrable."""
    mu, function = integrable_parts(goal)
    point = _inside(facts, mu, function)
    nothing = point.everywhere(same(point.facts, apply(function, point.x), ZERO))
    return logic.left(integrals.linear(mu, function, (), nothing))


@leaf(8)
def _combined(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """f + c·g is integrable if f and g are."""
    mu, function = integrable_parts(goal)
    known = integrables(facts, mu, theorem)[:MOST]
    return first(
        [lambda pair=pair, c=c: summed(facts, mu, function, pair, c) for pair in _pairs(known) for c in COEFFICIENTS]
    )


def integrable_parts(goal: Term) -> tuple[Term, Term]:
    """The measure and the function of "integrable"; Undecided for anything else."""
    if goal.op != "integrable":
        raise Undecided("nothing is integrable", "form")
    mu, function = goal.args
    return mu, function


def _pairs(known: list[Theorem]) -> Iterator[tuple[Theorem, Theorem]]:
    yield from ((f, g) for f in known for g in known if f is not g)


def summed(facts: Facts, mu: Term, function: Term, pair: tuple[Theorem, Theorem], factor: Term) -> Theorem:
    """f + c·g is integrable, for a function that is equal to it almost everywhere."""
    parts = ((ONE, pair[0]), (factor, pair[1]))
    point = _inside(facts, mu, function, *(t.conclusion for t in pair))
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], point.x) for _, t in parts])
    equal = point.everywhere(same(point.facts, apply(function, point.x), wanted))
    return logic.left(integrals.linear(mu, function, parts, equal))


def _inside(facts: Facts, mu: Term, function: Term, *avoid: Term) -> Near:
    """An arbitrary point, with what follows from the facts there."""
    point = arbitrary(facts, mu, function, *avoid, places=[function] if function.op == "lambda" else ())
    point.facts.propagate()
    return point


@leaf(9)
def _squeezed(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """−c·g ≤ f ≤ c·g for a measurable f and an integrable g, with 0 for one of the bounds where f has a sign."""
    mu, function = integrable_parts(goal)
    measured = facts.prove(make("measurable", function))
    point = _inside(facts, mu, function)
    x, there, value = point.x, point.facts, apply(function, point.x)
    sign = signed(there, value)
    weights = (-1, 1) if sign is None else (-1, 0) if is_negated(sign, value) else (0, 1)
    for known in integrables(facts, mu, theorem)[:MOST]:
        for factor in (1, 2):
            with suppress(ProofError):
                (low, least), (high, most) = (_multiple(mu, x, known, factor * w) for w in weights)
                sides = ((apply(low, x), value), (value, apply(high, x)))
                shown = [point.everywhere(_at_most(there, *pair)) for pair in sides]
                return integrals.squeezed(measured, *shown, least, most)
    raise Undecided("no integrable bound was found", "search")


def _multiple(mu: Term, x: Term, known: Theorem, factor: int) -> tuple[Term, Theorem]:
    """A multiple of an integrable function, 0 for one, and that it is integrable."""
    bound, held = combination(mu, x, ((num(factor), known),) if factor else ())
    return lam(x, bound), held


def combination(mu: Term, x: Term, parts: Sequence[tuple[Term, Theorem]]) -> tuple[Term, Theorem]:
    """c₁·f₁(x) + … + cₙ·fₙ(x) for integrable functions, and that it is integrable."""
    bound = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], x) for _, t in parts])
    equal = integrals.almost_everywhere(mu, x, (), logic.reflexivity(bound))
    return bound, logic.left(integrals.linear(mu, lam(x, bound), tuple(parts), equal))


def _at_most(facts: Facts, low: Term, high: Term) -> Theorem:
    """s ≤ t, by growth or by products of the signs of what is in both."""
    return _weak(first([lambda: below(facts, low, high), lambda: _by_products(facts, low, high)]))


def _by_products(facts: Facts, low: Term, high: Term) -> Theorem:
    known = [s for u in numbers(low, high) if (s := signed(facts, u)) is not None][:MOST]
    return certified(facts, low <= high, known)


def _weak(theorem: Theorem) -> Theorem:
    """s ≤ t from s ≤ t or s < t."""
    low, high = theorem.conclusion.args
    return algebra.nonneg(low <= high, ((1, (theorem,), ()),), (), ())
