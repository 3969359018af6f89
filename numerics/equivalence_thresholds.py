"""A way from e < a/b, with e and b positive, to what holds for all e so small; and from a/b < e for all so great.

From e < a/b follow 0 < a, b < a/e and, when a ≤ b, also 1 < 1/e; from a/b < e follows a < e·b. Products of these with
signs, and squares (v − c)² of the other numbers, of 1/e and of a/e, are what the wanted inequality is combined of.
Divergences and derivatives are computed first; log u ≤ u − 1 and log u ≥ 1 − 1/u bound logarithms, and |u| is u or −u.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order, powers
from derivations.kernel.formulas import Eq, Ne, Not, log
from derivations.kernel.terms import ONE, ZERO, num
from derivations.lemmas import logarithm
from derivations.lemmas.cells import Rewriting
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import leaf, where
from numerics.equivalence_equal import rewritten
from numerics.equivalence_library import case_of
from numerics.equivalence_places import outermost
from numerics.equivalence_plausible import refuted
from numerics.equivalence_values import VALUES
from numerics.equivalence_ways import certified

SHIFTS: Final = (ZERO, num(Fraction(1, 2)), ONE, -ONE)
MOST: Final = 7  # facts of which products are tried


@leaf(0)
def below_threshold(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality for every e below a quotient, or above it."""
    if goal.op not in ("lt", "le"):
        raise Undecided("this is no inequality", "form")
    known = [t for t in facts.inequalities if _is_threshold(t.conclusion, goal)]
    if not known or refuted(facts, goal):
        raise Undecided("no threshold is known, or it is not enough", "form")
    aim = Rewriting(facts, goal)
    for term in [t for t in outermost(goal) if t.op in ("KL", "derivative")]:
        with suppress(ProofError):
            aim.by(case_of(facts, term) if term.op == "KL" else VALUES["derivative"](facts, term))
    return aim.back(_without_sizes(facts, known, aim.goal))


def _is_threshold(claim: Term, goal: Term) -> bool:
    """Whether a formula is e < a/b or a/b < e, or ≤, for a variable e of the goal."""
    return any(e.op == "var" and e in goal.free and q.op == "div" for e, q in (claim.args, claim.args[::-1]))


def _without_sizes(facts: Facts, known: Sequence[Theorem], goal: Term) -> Theorem:
    """The goal, in both cases of each absolute value in the thresholds; it may be in the goal, too."""
    size = next((u for t in known for u in outermost(t.conclusion) if u.op == "abs"), None)
    if size is None:
        return _combined(facts, known, goal)
    ends, positive = list[Theorem](), ZERO <= size.args[0]
    for case in (positive, Not(positive)):
        sign = logic.assume(case) if case is positive else lemmas.flipped(logic.assume(case))
        value, inside = order.absolute(sign), where(facts, case)
        plain = [logic.modus_ponens(rewritten(t.conclusion, value), t) for t in known]
        with suppress(ProofError):
            inside.add(_strict(inside, sign))
        aim = Rewriting(inside, goal)
        aim.by(value)
        _reduce(inside, aim)
        ends.append(aim.back(_without_sizes(inside, plain, aim.goal)))
    return logic.cases(logic.excluded_middle(positive), *ends)


def _reduce(facts: Facts, aim: Rewriting) -> None:
    """Put 1 for u/u and −1 for u/(−u)."""
    for quotient in [t for t in outermost(aim.goal) if t.op == "div"]:
        for number in (ONE, -ONE):
            with suppress(ProofError):
                aim.by(facts.settled(algebra.field(Eq(quotient, number))))


def _strict(facts: Facts, sign: Theorem) -> Theorem:
    """0 < u from 0 ≤ u for a u that is not 0, and 0 < −u from u < 0."""
    low, high = sign.conclusion.args
    if low is ZERO:
        return order.strengthen(sign, facts.prove(Ne(high, ZERO)))
    return algebra.nonneg(ZERO < -low, ((1, (sign,), ()),), (), ())


def _combined(facts: Facts, known: Sequence[Theorem], goal: Term) -> Theorem:
    """The goal by products of what the thresholds say: with few squares first."""
    found = [said for premise in known for said in cleared(facts, premise)]
    if not found:
        raise Undecided("no threshold is known to be positive", "form")
    places = [*outermost(goal)]
    found = [*found, *bounds(facts, [u for u in places if u.op == "abs"]), *_of_logarithms(facts, places)]
    squares = [v - c for v in goal.args if v.op == "var" for c in SHIFTS]
    near_one = [v - 1 for t in known if t.conclusion.args[0].op == "var" for v in _near_one(*t.conclusion.args)]
    with suppress(Undecided):
        return _certified(facts, goal, found, squares)
    return _certified(facts, goal, found, [*squares, *near_one])


def _near_one(e: Term, quotient: Term) -> tuple[Term, ...]:
    return e, ONE / e, ONE / e**2, quotient.args[0] / e


def _certified(facts: Facts, goal: Term, known: Sequence[Theorem], squares: Sequence[Term]) -> Theorem:
    return certified(facts, goal, known[:MOST], squares=squares)


def _of_logarithms(facts: Facts, places: Sequence[Term]) -> Iterator[Theorem]:
    """1 − 1/u ≤ log u ≤ u − 1, for each logarithm."""
    for u in {t.args[0].alpha: t.args[0] for t in places if t.op == "log"}.values():
        with suppress(ProofError):
            yield facts.settled(logarithm.bound(u))
            turned = facts.settled(powers.powers(Eq(log(1 / u), -log(u))))
            below = facts.settled(logarithm.bound(1 / u))
            yield algebra.nonneg(1 - 1 / u <= log(u), ((1, (below,), ()),), ((ONE, turned, ONE),), ())


def cleared(facts: Facts, premise: Theorem) -> Iterator[Theorem]:
    """What follows from e < a/b (or ≤): b < a/e, 0 < 1/e, 0 < b, 0 < a, and 1 < 1/e if it is seen that a ≤ b.

    And from a/b < e (or ≤): a < e·b and 0 < b.
    """
    e, quotient = premise.conclusion.args
    if e.op == "div":
        yield from _cleared_above(facts, premise)
        return
    (a, b), signs = quotient.args, [facts.sign(t) for t in (e, quotient.args[1])]
    if any(s is None or s.conclusion.op != "lt" for s in signs):
        return
    positive, below = (s for s in signs if s is not None)
    inverse = lemmas.reciprocal_positive(positive)
    goal = b < a / e if premise.conclusion.op == "lt" else b <= a / e
    yield facts.settled(algebra.nonneg(goal, ((1, (premise, below, inverse), ()),), (), ()))
    yield inverse
    yield below
    yield facts.settled(algebra.nonneg(ZERO < a, ((1, (premise, below), ()), (1, (positive, below), ())), (), ()))
    with suppress(ProofError):
        less = facts.prove(a < b)
        over = lemmas.reciprocal_positive(below)
        small = facts.settled(algebra.nonneg(e < ONE, ((1, (premise,), ()), (1, (less, over), ())), (), ()))
        yield facts.settled(algebra.nonneg(ONE < ONE / e, ((1, (small, inverse), ()),), (), ()))


def _cleared_above(facts: Facts, premise: Theorem) -> Iterator[Theorem]:
    quotient, e = premise.conclusion.args
    a, b = quotient.args
    below = facts.sign(b)
    if below is not None and below.conclusion.op == "lt":
        goal = a < e * b if premise.conclusion.op == "lt" else a <= e * b
        yield facts.settled(algebra.nonneg(goal, ((1, (premise, below), ()),), (), ()))
        yield below
