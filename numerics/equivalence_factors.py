"""Ways by positive factors: where a product of nonnegative factors is positive almost everywhere, so is each of them.

Then log(u·v) = log u + log v there, so that p·log(c·u) is integrable with p·log(u).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order
from derivations.kernel.formulas import FALSE, Eq, log
from derivations.kernel.terms import ONE, ZERO, apply, make, replace
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, once, supposing
from numerics.equivalence_integrals import integrable_parts, summed
from numerics.equivalence_near import almost_facts, integrables
from numerics.equivalence_places import within


@leaf(7)
@once
def _shifted_logarithm(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Where A holds p·log(c·u), and 0 elsewhere: integrable with p·log(u) there and p."""
    mu, function = integrable_parts(goal)
    x = new_variable(facts, function, mu)
    body = apply(function, x)
    if body.op != "piecewise" or not (inside := _of_logarithms(body)):
        raise Undecided("this is no logarithm where something holds", "form")
    known = [t for t in integrables(facts, mu, theorem) if _alike(t.conclusion.args[1], body, x)]
    weights = [t for t in integrables(facts, mu) if apply(t.conclusion.args[1], x).op == "apply"]
    more = with_factors(facts, mu)
    sizes = {n for t in (theorem.conclusion, *inside) for n in within(t) if n.op == "num" and n.data > 1}
    shifts = [c for n in sorted(sizes, key=repr) for c in (log(n), -log(n))]
    return first(
        [lambda p=(f, g), c=c: summed(more, mu, function, p, c) for f in known for g in weights for c in shifts]
    )


def _of_logarithms(body: Term) -> list[Term]:
    """What logarithms are taken of in an expression."""
    return [t.args[0] for t in within(body) if t.op == "log"]


def _alike(function: Term, body: Term, x: Term) -> bool:
    """Whether a function distinguishes the same case."""
    other = apply(function, x)
    return other.op == "piecewise" and other.args[0].alpha is body.args[0].alpha


@leaf(8)
def _constant_multiple(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """c·f is integrable for an integrable f and any number c."""
    mu, function = integrable_parts(goal)
    x = new_variable(facts, function, mu)
    factors = [u for u in numerator(apply(function, x)) if x not in u.free and u is not ONE]
    if not factors:
        raise Undecided("there is no constant factor", "form")
    constant = factors[0]
    for factor in factors[1:]:
        constant = constant * factor
    known = integrables(facts, mu)
    return first([lambda t=t: _multiple(facts, mu, function, x, constant, t) for t in known])


def _multiple(facts: Facts, mu: Term, function: Term, x: Term, factor: Term, known: Theorem) -> Theorem:
    wanted = integrals.combined([factor], [apply(known.conclusion.args[1], x)])
    equal = facts.at(x).settled(algebra.field(Eq(apply(function, x), wanted)))
    almost = integrals.almost_everywhere(mu, x, (), equal)
    return logic.left(integrals.linear(mu, function, ((factor, known),), almost))


def with_factors(facts: Facts, mu: Term) -> Facts:
    """The facts, and that the factors of what is positive almost everywhere are positive there.

    Raises:
        Undecided: there is nothing of the kind.
    """
    more = facts.with_()
    for known in almost_facts(facts, mu):
        for found in _factors(facts, mu, known):
            more.add(found)
    if len(more.known) == len(facts.known):
        raise Undecided("no product is positive almost everywhere", "search")
    return more


def _factors(facts: Facts, mu: Term, known: Theorem) -> Iterator[Theorem]:
    """From 0 < u·v/w almost everywhere where A holds: 0 < u there, and 0 < v."""
    x = new_variable(facts, known.conclusion.args[1], known.conclusion)
    claim = apply(known.conclusion.args[1], x)
    if claim.op != "implies" or claim.args[1].op != "lt" or claim.args[1].args[0] is not ZERO:
        return
    inside = supposing(facts.at(x, claim), claim.args[0])
    for u in numerator(claim.args[1].args[1]):
        with suppress(ProofError):
            above = positive(inside, inside.prove(claim.args[1]), u)
            yield integrals.almost_everywhere(mu, x, (known,), logic.discharge(claim.args[0], above))


def positive(facts: Facts, product: Theorem, u: Term) -> Theorem:
    """0 < u from 0 < u·v and 0 ≤ u: otherwise u·v = 0.

    Raises:
        Undecided: 0 ≤ u was not seen.
    """
    nothing, whole = Eq(u, ZERO), product.conclusion.args[1]
    zero = algebra.combination(Eq(whole, ZERO), ((replace(whole, u, ONE), logic.assume(nothing), ONE),), ())
    false = algebra.nonneg(FALSE, ((1, (logic.rewrite(product, zero),), ()),), (), ())
    return facts.settled(order.strengthen(facts.prove(make("le", ZERO, u)), logic.negate(nothing, false)))


def numerator(term: Term) -> Iterator[Term]:
    """The factors of a product, without denominators."""
    if term.op == "mul":
        for factor in term.args:
            yield from numerator(factor)
    elif term.op == "div":
        yield from numerator(term.args[0])
    else:
        yield term
