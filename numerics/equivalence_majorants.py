"""A way to see that a sum of weighted logarithms is integrable: between combinations of functions known to be so.

The combinations are looked for by linear programming among known integrable functions and densities, from bounds
w·log u ≤ w·log(c·v) for u ≤ c·v, and w·log u ≤ w·log c + u/c − w, for c = 1, 2 and ½; the kernel checks what is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import product
from typing import Any, Final

from derivations import search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import Eq, Not, log
from derivations.kernel.terms import ONE, ZERO, apply, make, num
from derivations.lemmas import logarithm
from derivations.refuter.evaluate import evaluate
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, criterion, leaf, once
from numerics.equivalence_equal import by_equality, rewritten, zeros
from numerics.equivalence_guards import learn, plain, prepare, settled_case
from numerics.equivalence_integrals import combination, integrable_parts
from numerics.equivalence_near import Near, arbitrary, integrables
from numerics.equivalence_places import outermost, within
from numerics.equivalence_signs import at_least_zero, strict
from numerics.equivalence_ways import certified
from numerics.factors import lowest

FACTORS: Final = (Fraction(1), Fraction(2), Fraction(1, 2))
FEW: Final = 3  # known functions with logarithms
MOST: Final = 5  # logarithms, or facts of which they are compared
SHORT: Final = 6  # parts of an inequality that is looked at
Lines = Sequence[Theorem]  # f(x) = its form in one case, for several functions


@leaf(7)
@once
def _between(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """L ≤ f ≤ M for combinations L and M of integrable functions."""
    mu, function = integrable_parts(goal)
    if mu.op == "counting" or not any(t.op == "log" for t in within(function)):
        raise Undecided("there is no logarithm", "form")
    known = _known(facts, theorem, goal)
    point = arbitrary(facts, mu, function, *(t.conclusion for t in known))
    bodies = [apply(f, point.x) for f in (function, *(t.conclusion.args[1] for t in known))]
    prepare(point.facts, *bodies)
    sides = [_bound(point, bodies, known, upper) for upper in (False, True)]
    measured = facts.prove(make("measurable", function))
    return integrals.squeezed(measured, sides[0][0], sides[1][0], sides[0][1], sides[1][1])


@criterion
def _exist_together(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An equivalence in which another integral exists now, as one exists if and only if the other does."""
    claim = theorem.conclusion
    if not goal.op == claim.op == "iff":
        raise Undecided("this is no equivalence", "form")
    changed = [(a, b) for a, b in zip(claim.args, goal.args, strict=True) if a.alpha is not b.alpha]
    if len(changed) != 1 or any(t.op != "integrable" for t in changed[0]):
        raise Undecided("no other integral exists", "form")
    return by_equality(facts, theorem, goal)


def _known(facts: Facts, theorem: Theorem, goal: Term) -> list[Theorem]:
    """Integrable functions: unspecified ones, and those with logarithms of the same letters."""
    here = integrables(facts, goal.args[0], theorem, latest=True)
    near = [t for t in here if t.conclusion.free <= goal.free]
    logs = [t for t in near if any(part.op == "log" for part in within(t.conclusion.args[1]))]
    return [*logs[:FEW], *(t for t in near if t.conclusion.args[1].op != "lambda")]


def _bound(point: Near, bodies: list[Term], known: list[Theorem], upper: bool) -> tuple[Theorem, Theorem]:
    """⊢ f ≤ M almost everywhere, or L ≤ f, and that the bound is integrable."""
    weights = _found(point.facts, bodies, upper)
    parts = [(num(c), t) for c, t in zip(weights, known, strict=True) if c]
    bound, held = combination(point.mu, point.x, parts)
    claim = bodies[0] <= bound if upper else bound <= bodies[0]
    return point.everywhere(_shown(point.facts, claim, bodies)), held


def _found(there: Facts, bodies: list[Term], upper: bool) -> list[Fraction]:
    """Weights of the known functions, from the case in which every condition holds."""
    inside, lines = _forms(there, bodies)
    forms = [t.conclusion.args[1] for t in lines]
    goal = forms[0] <= ZERO if upper else ZERO <= forms[0]
    free = [logic.assume(Eq(f, ZERO)) for f in forms[1:]]
    _, parts = _certificate(inside, goal, forms, free)
    sign = -1 if upper else 1
    found = dict[Term, Fraction]()
    for weight, equation, _ in parts:
        key, value = equation.conclusion.alpha, Fraction(evaluate(weight, {}))
        found[key] = found.get(key, Fraction(0)) + sign * value
    return [found.get(t.conclusion.alpha, Fraction(0)) for t in free]


def _forms(there: Facts, bodies: Sequence[Term]) -> tuple[Facts, Lines]:
    """The functions in the case in which every condition holds, logarithms of shares taken apart."""
    inside, lines = there.with_(), [logic.reflexivity(b) for b in bodies]
    while (condition := _condition(lines)) is not None:
        case = settled_case(inside, condition)
        if case is None:
            inside.add(logic.assume(condition))
            inside.propagate()
            prepare(inside, *bodies)
            case = logic.assume(condition)
        lines = [_in_case(t, case) for t in lines]
    return inside, [_apart(inside, t) for t in lines]


def _condition(lines: Lines) -> Term | None:
    return next((t.args[0] for line in lines for t in outermost(line.conclusion.args[1]) if plain(t)), None)


def _in_case(line: Theorem, case: Theorem) -> Theorem:
    """F(x) = its form, with the values of the case distinctions that are decided."""
    condition = case.conclusion.args[0] if case.conclusion.op == "not" else case.conclusion
    for term in [t for t in outermost(line.conclusion.args[1]) if t.op == "piecewise"]:
        if term.args[0].alpha in (condition.alpha, case.conclusion.alpha):
            line = logic.transitivity(line, rewritten(line.conclusion.args[1], integrals.branch(term, case)))
    return line


def _apart(facts: Facts, line: Theorem) -> Theorem:
    """F(x) = its form with log u − log v for log(u/v), the quotient in lowest terms."""
    for term in [t for t in outermost(line.conclusion.args[1]) if t.op == "log"]:
        factor, top, bottom = lowest(term.args[0])
        share = num(factor) * (top / bottom)
        same = rewritten(term, facts.settled(algebra.field(Eq(term.args[0], share))))
        value = sum((sign * log(t) for sign, t in _parts(factor, top, bottom)), ZERO)
        equal = logic.transitivity(same, facts.settled(powers.powers(Eq(log(share), value))))
        line = logic.transitivity(line, rewritten(line.conclusion.args[1], equal))
    return line


def _parts(factor: Fraction, top: Term, bottom: Term) -> list[tuple[int, Term]]:
    """The logarithms of which that of c·u/v consists."""
    found = [(1, num(factor.numerator)), (-1, num(factor.denominator)), (1, top), (-1, bottom)]
    return [(sign, t) for sign, t in found if t is not ONE]


def by_logarithms(facts: Facts, claim: Term) -> Theorem:
    """An inequality between sums of weighted logarithms, in every case of the case distinctions in both.

    Raises:
        Undecided: it was not seen.
    """
    if not any(t.op == "log" for t in outermost(claim)):
        raise Undecided("there is no logarithm", "form")
    prepare(facts, *claim.args)
    return _shown(facts, claim, claim.args)


def _shown(facts: Facts, claim: Term, bodies: Sequence[Term]) -> Theorem:
    """The inequality in every case; the functions in it are these."""
    return _each_case(facts, claim, [logic.reflexivity(b) for b in bodies], bodies)


def _each_case(facts: Facts, claim: Term, lines: Lines, bodies: Sequence[Term]) -> Theorem:
    condition = _condition(lines)
    if condition is None:
        return _at_last(facts, claim, lines)
    if (case := settled_case(facts, condition)) is not None:
        return _each_case(facts, claim, [_in_case(t, case) for t in lines], bodies)
    ends = []
    for case_ in (condition, Not(condition)):
        inside = facts.with_(case_)
        learn(inside, case_)
        inside.propagate()
        prepare(inside, *bodies)
        try:
            ends.append(_each_case(inside, claim, [_in_case(t, logic.assume(case_)) for t in lines], bodies))
        except ProofError:
            ends.append(absurd(inside, claim))
    return logic.cases(logic.excluded_middle(condition), *ends)


def _at_last(facts: Facts, claim: Term, lines: Lines) -> Theorem:
    """The inequality where all conditions are decided."""
    lines = [_apart(facts, t) for t in lines]
    equations = [t for t in lines if t.conclusion.args[0].alpha is not t.conclusion.args[1].alpha]
    terms, parts = _certificate(facts, claim, [t.conclusion.args[1] for t in lines], [*equations, *zeros(facts)])
    return facts.settled(algebra.nonneg(claim, terms, parts, ()))


# Bounds
def _certificate(facts: Facts, goal: Term, forms: Sequence[Term], equations: list[Theorem]) -> tuple[Any, Any]:
    """Weights of the bounds that give the goal: of few, else of more."""
    with suppress(Undecided):
        return search.certificate(goal, _bounds(facts, forms, FACTORS[:1]), equations=equations, degree=1)
    return search.certificate(goal, _bounds(facts, forms, FACTORS), equations=equations, degree=1)


def _bounds(facts: Facts, forms: Sequence[Term], factors: Sequence[Fraction]) -> list[Theorem]:
    """Bounds of the logarithms in the forms, times the numbers that weigh them; and the signs of those.

    Logarithms are compared up to these factors only.
    """
    inner = {t.args[0].alpha: t.args[0] for f in forms for t in outermost(f) if t.op == "log"}
    inner = dict(list(inner.items())[: MOST + 1])
    weights = {t.alpha: t for f in forms for t in outermost(f) if t.op == "apply" and t.is_scalar}
    signs = {a: s for a, t in weights.items() if (s := at_least_zero(facts, t)) is not None}
    logs = [t for t in inner.values() if t.op != "num"]
    found = [*signs.values(), *_numerals(facts, [t for t in inner.values() if t.op == "num"], [*signs.values()])]
    for (u, v), c in product(product([*logs, ONE], repeat=2), FACTORS):
        if u.alpha is not v.alpha and u is not ONE:
            found += _tangents(facts, u, v, c, [*signs.values()]) if c >= 1 else ()
            found += _compared(facts, u, v, c, [*signs.values()]) if c in factors else ()
    return found


def _numerals(facts: Facts, numerals: list[Term], signs: list[Theorem]) -> Iterator[Theorem]:
    """0 ≤ w·log k ≤ w·(k − 1), for log 2 too."""
    zero = powers.powers(Eq(log(ONE), ZERO))
    for k in {t.alpha: t for t in (num(2), *numerals)}.values():
        above = facts.settled(order.monotone("log", facts.prove(ONE < k)))
        below = facts.settled(logarithm.bound(k))
        for sign in signs:
            w = sign.conclusion.args[1]
            yield algebra.nonneg(ZERO <= w * log(k), ((1, (above, sign), ()),), ((w, zero, ONE),), ())
            yield algebra.nonneg(w * log(k) <= w * (k - 1), ((1, (below, sign), ()),), (), ())


def _compared(facts: Facts, u: Term, v: Term, c: Fraction, signs: list[Theorem]) -> Iterator[Theorem]:
    """w·log u ≤ w·(log c + log v) where u ≤ c·v."""
    scaled = v if c == 1 else num(c) * v
    with suppress(ProofError):
        less = certified(facts, u <= scaled, _told(facts, u, signs)[:MOST], degree=1)
        yield from _times(facts, facts.settled(order.monotone("log", less)), _log_of(facts, v, c), signs)


def _told(facts: Facts, u: Term, signs: Sequence[Theorem]) -> list[Theorem]:
    """Short inequalities between numbers that occur in u, the signs, then the other short ones with its letters."""
    near = [t for t in facts.inequalities if t.conclusion.free & u.free]
    short = [t for t in near if len([*within(t.conclusion)]) <= SHORT]
    values = {t.alpha for t in within(u) if t.op == "apply"}
    close = [t for t in short if values & {part.alpha for part in within(t.conclusion)}]
    return [*{t.conclusion.alpha: t for t in (*close, *signs, *short)}.values()]


def _tangents(facts: Facts, u: Term, v: Term, c: Fraction, signs: list[Theorem]) -> Iterator[Theorem]:
    """w·log u ≤ w·(log c + log w) + u/c − w."""
    scaled = v if c == 1 else num(c) * v
    for sign in [s for s in signs if s.conclusion.args[1].alpha is v.alpha and strict(s)]:
        with suppress(ProofError):
            value = _log_of(facts, v, c).conclusion.args[1]
            tangent = facts.settled(logarithm.bound(u / scaled))
            split = facts.settled(powers.powers(Eq(log(u / scaled), log(u) - value)))
            goal = v * log(u) <= v * value + u / num(c) - v
            yield facts.settled(algebra.nonneg(goal, ((1, (tangent, sign), ()),), ((v, split, ONE),), ()))


def _log_of(facts: Facts, v: Term, c: Fraction) -> Theorem:
    """⊢ log(c·v) = log v ± log 2, without what is 0."""
    shift = {1: (), 2: (log(num(2)),), Fraction(1, 2): (-log(num(2)),)}[c]
    value = sum((*(() if v is ONE else (log(v),)), *shift), ZERO)
    return facts.settled(powers.powers(Eq(log(v if c == 1 else num(c) * v), value)))


def _times(facts: Facts, less: Theorem, apart: Theorem, signs: list[Theorem]) -> Iterator[Theorem]:
    """w·log u ≤ w·t from log u ≤ log(c·v) and log(c·v) = t."""
    low = less.conclusion.args[0]
    for sign in signs:
        w = sign.conclusion.args[1]
        goal = w * low <= w * apart.conclusion.args[1]
        with suppress(ProofError):
            yield facts.settled(algebra.nonneg(goal, ((1, (less, sign), ()),), ((-w, apart, ONE),), ()))
