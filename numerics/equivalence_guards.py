"""Ways for integrands with guards, such as p·f where p > 0 and 0 elsewhere: one is a multiple of another, or 0.

At an arbitrary point every case is distinguished; where a density is not positive it is 0, and so is what it weighs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import Eq, Ne, Not, log
from derivations.kernel.terms import ONE, ZERO, apply, make, num
from derivations.lemmas import arithmetic
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, first, leaf, once
from numerics.equivalence_equal import by_equations, rewritten, zeros
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_near import Near, arbitrary, integrables
from numerics.equivalence_places import outermost, within
from numerics.equivalence_signs import RULES, at_least_zero, is_negated, signed, strict

DEEP: Final = 8  # case distinctions within each other
FEW: Final = 3  # integrable functions that are tried
USUAL: Final = (ONE, num(2), ONE / 2, -ONE)


@leaf(4)
@once
def _multiple(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """What is 0, or a multiple of an integrable function, is integrable."""
    integrable_parts(goal)
    known = [t for t in _alike(facts, theorem, goal) if _guarded(goal) or _guarded(t.conclusion)]
    return first([lambda t=t: _by_size(facts, t, goal) for t in known])


def _guarded(term: Term) -> bool:
    """Whether a case is distinguished in a term."""
    return any(t.op == "piecewise" for t in within(term))


def _alike(facts: Facts, theorem: Theorem, goal: Term) -> list[Theorem]:
    """Integrable functions made of the same letters, the latest first."""
    every = integrables(facts, goal.args[0], theorem, latest=True)
    return [t for t in every if t.conclusion.free == goal.free][:FEW]


def _by_size(facts: Facts, known: Theorem, goal: Term) -> Theorem:
    """By the multiples that come into question; else by the sign of a number of which there is an absolute value."""
    (mu, function), (_, other) = goal.args, known.conclusion.args
    point = arbitrary(facts, mu, function, other, places=(other, function))
    x = point.x
    bodies = [apply(f, x) for f in (function, other)]
    prepare(point.facts, *bodies)
    ways = [lambda c=c: _times(point, known, function, c) for c in (ZERO, *_factors(bodies, x))]
    size = next((t for b in bodies for t in within(b) if t.op == "abs" and x not in t.free and not t.loose), None)
    return first(ways if size is None else [*ways, lambda: _either_sign(facts, known, goal, size)])


def _times(point: Near, known: Theorem, function: Term, factor: Term) -> Theorem:
    """The function is c times the known one, so that it is integrable."""
    parts = () if factor is ZERO else ((factor, known),)
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], point.x) for _, t in parts])
    shown = point.everywhere(equal(point.facts, apply(function, point.x), wanted))
    return logic.left(integrals.linear(point.mu, function, parts, shown))


def _factors(bodies: list[Term], x: Term) -> Iterator[Term]:
    """±1, 2 and ½; and the constants by which something is divided."""
    yield from USUAL
    found = {t.args[1] for b in bodies for t in within(b) if t.op == "div" and t.args[1].op != "num"}
    for bottom in sorted((t for t in found if x not in t.free and not t.loose), key=repr):
        yield from (bottom, ONE / bottom)


def _either_sign(facts: Facts, known: Theorem, goal: Term, size: Term) -> Theorem:
    """For u > 0 and for u < 0, with ±u for |u|; it is known that u ≠ 0."""
    u, ends = size.args[0], list[Theorem]()
    distinct = facts.prove(Ne(u, ZERO))
    for condition in (ZERO <= u, Not(ZERO <= u)):
        sign = logic.assume(condition)
        sign = order.strengthen(sign, distinct) if condition.op == "le" else lemmas.flipped(sign)
        value, inside = order.absolute(sign), facts.with_()
        inside.add(sign)
        aim = rewritten(goal, value)
        found = _by_size(inside, logic.rewrite(known, value), aim.conclusion.args[1])
        ends.append(logic.modus_ponens(logic.converse(aim), found))
    return logic.cases(logic.excluded_middle(ZERO <= u), *ends)


def prepare(facts: Facts, *terms: Term) -> None:
    """Add what is known of everything, of what the functions in the terms are taken at; and sizes that are positive."""
    values = {t.args[1] for term in terms for t in within(term) if t.op == "apply" and not t.args[1].loose}
    for theorem in [t for t in facts.known.values() if t.conclusion.op == "forall"]:
        for v in sorted((v for v in values if v.sort is theorem.conclusion.args[0].sort.params[0]), key=repr):
            facts.add(logic.specialise(theorem, v))
    facts.propagate()
    for size in {t for term in terms for t in within(term) if t.op == "abs" and not t.loose}:
        with suppress(ProofError):
            facts.add(arithmetic.abs_positive(facts.prove(Ne(size.args[0], ZERO))))


def equal(facts: Facts, left: Term, right: Term, deep: int = DEEP) -> Theorem:
    """⊢ s = t, in every case of the case distinctions in both, the inner ones first.

    Raises:
        Undecided: it was not seen.
    """
    term = next((t for side in (left, right) for t in outermost(side) if plain(t)), None)
    if term is None or not deep:
        rules = (algebra.field, powers.powers) if _logarithms(left, right) else (algebra.field,)
        ways = [lambda rule=rule: facts.settled(rule(Eq(left, right))) for rule in rules]
        return first([*ways, lambda: by_equations(facts, left, right, zeros(facts))])
    known = settled_case(facts, term.args[0])
    if known is not None:
        return _in_case(facts, known, left, right, term, deep)
    ends = []
    for case in (term.args[0], Not(term.args[0])):
        inside = facts.with_(case)
        learn(inside, case)
        inside.propagate()
        prepare(inside, left, right)
        way = lambda i=inside, c=case: _in_case(i, logic.assume(c), left, right, term, deep)  # noqa: E731
        ends.append(inside.settled(first([way, lambda i=inside: absurd(i, Eq(left, right))])))
    return logic.cases(logic.excluded_middle(term.args[0]), *ends)


def _logarithms(*terms: Term) -> bool:
    """Whether there is a logarithm in the terms."""
    return any(t.op == "log" for term in terms for t in within(term))


def plain(term: Term) -> bool:
    """Whether this is a case distinction whose condition contains no other one."""
    return term.op == "piecewise" and not any(t.op == "piecewise" for t in within(term.args[0]))


def _in_case(facts: Facts, known: Theorem, left: Term, right: Term, term: Term, deep: int) -> Theorem:
    """s = t with the value of a case distinction."""
    here = integrals.branch(term, known)
    one, last = (rewritten(side, here) for side in (left, right))
    middle = equal(facts, one.conclusion.args[1], last.conclusion.args[1], deep - 1)
    return logic.transitivity(logic.transitivity(one, middle), logic.symmetry(last))


def settled_case(facts: Facts, condition: Term) -> Theorem | None:
    """The condition, or its negation, if it is known or follows from the sign that a number has."""
    for case in (condition, Not(condition)):
        if (known := facts.look_up(case)) is not None:
            return known
    if condition.op not in ("lt", "le"):
        return None
    low, high = condition.args
    number, turned = (high, False) if low is ZERO else (low, True)
    sign = signed(facts, number) if ZERO in (low, high) else None
    if sign is None:
        return None
    above = is_negated(sign, number) is turned
    if above and (condition.op == "le" or strict(sign)):
        return facts.settled(algebra.nonneg(condition, ((1, (sign,), ()),), (), ()))
    if not above and (condition.op == "lt" or strict(sign)):
        opposite = make("le" if condition.op == "lt" else "lt", high, low)
        held = algebra.nonneg(opposite, ((1, (sign,), ()),), (), ())
        return facts.settled(lemmas.not_below(held))
    return None


def learn(facts: Facts, case: Term) -> None:
    """From ¬(0 < t), where t is at least 0: t = 0, and what it is a quotient of."""
    condition = case.args[0] if case.op == "not" else case
    if case.op != "not" or condition.op not in ("le", "lt"):
        return
    turned = lemmas.flipped(logic.assume(case))
    facts.add(turned)
    number = condition.args[1]
    sign = at_least_zero(facts, number) if condition.op == "lt" and condition.args[0] is ZERO else None
    if sign is None:
        return
    with suppress(ProofError):
        above = algebra.nonneg(ZERO <= number, ((1, (sign,), ()),), (), ())
        facts.add(zero := facts.settled(order.antisymmetry(turned, above)))
        if number.op == "div":
            top, bottom = number.args
            facts.add(facts.settled(algebra.combination(Eq(top, ZERO), ((bottom, zero, ONE),), ())))


# Shares
def below_one(facts: Facts, share: Term) -> Theorem:
    """⊢ a/(a + b) < 1, for positive a + b and b.

    Raises:
        Undecided: it is no such share, or the signs are not known.
    """
    top, bottom = share.args if share.op == "div" else (share, ONE)
    rest = [t for t in bottom.args if t.alpha is not top.alpha] if bottom.op == "add" else []
    if len(rest) != 1:
        raise Undecided(f"{share} is no share", "form")
    signs = [facts.sign(t) for t in (rest[0], bottom)]
    known = [s for s in signs if s is not None and strict(s)]
    if len(known) < 2:
        raise Undecided(f"it was not seen that {rest[0]} is positive", "sign")
    terms = ((1, (known[0], lemmas.reciprocal_positive(known[1])), ()),)
    return facts.settled(algebra.nonneg(share < ONE, terms, (), ()))


def _logarithm(facts: Facts, term: Term) -> Theorem | None:
    """log(a/(a + b)) < 0, else what is known of logarithms."""
    try:
        less = order.monotone("log", below_one(facts, term.args[0]))
    except ProofError:
        return LOGARITHM(facts, term)
    zero = powers.powers(Eq(log(ONE), ZERO))
    return facts.settled(algebra.nonneg(ZERO < -term, ((1, (less,), ()),), ((-ONE, zero, ONE),), ()))


LOGARITHM: Final = RULES["log"]
RULES["log"] = _logarithm
