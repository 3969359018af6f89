"""A way for explicit numbers: divergences and sums written out, then compared as logarithms of whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Final

from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, order, powers, summation
from derivations.kernel.formulas import Eq, log
from derivations.kernel.terms import ONE, num
from derivations.lemmas.cells import Rewriting, decide
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_places import outermost
from numerics.errors import NoValue
from numerics.evaluation import Evaluator
from numerics.logarithms import Logarithm, Logarithms

NAMED: Final = ("KL", "JSD", "expectation", "entropy")
LONGEST: Final = 12  # terms of a sum that is written out
STEPS: Final = 120
LARGEST: Final = 400  # digits of the integers that are compared


@leaf(7)
def _computed(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By writing both sides out."""
    relation = goal.args[0] if goal.op == "not" else goal
    if relation.op not in ("eq", "le", "lt") or not relation.args[0].is_scalar:
        raise Undecided("these are no numbers", "form")
    rewriting = in_full(facts, goal)
    return rewriting.back(_compared(facts, rewriting.goal))


def in_full(facts: Facts, goal: Term) -> Rewriting:
    """A goal with all written out that can be."""
    rewriting = Rewriting(facts, goal)
    for _ in range(STEPS):
        step = next(filter(None, (written_out(facts, t) for t in outermost(rewriting.goal))), None)
        if step is None:
            break
        rewriting.by(step)
    return rewriting


def written_out(facts: Facts, term: Term) -> Theorem | None:
    """⊢ t = what it abbreviates, its terms one by one, the value of the case that holds, the entry that is meant."""
    if term.op in NAMED:
        return logic.unfold(term)
    if term.op == "integral" and term.args[0].op == "counting":
        count = term.args[0].args[0]
        return summation.sum_of(term) if count.op == "num" and count.data <= LONGEST else None
    if term.op == "piecewise":
        return integrals.branch(term, decide(facts, term.args[0]))
    if term.op == "entry" and term.args[0].op == "block" and term.args[1].op == "num":
        rows, index = term.args[0].args, int(term.args[1].data)
        return algebra.field(Eq(term, rows[index])) if index < len(rows) and rows[index].is_scalar else None
    return None


def _compared(facts: Facts, goal: Term) -> Theorem:
    if goal.op == "eq":
        return first([lambda rule=rule: facts.settled(rule(goal)) for rule in (algebra.field, powers.powers)])
    if goal.op == "not":
        a, b = goal.args[0].args
        apart = first([lambda: less(facts, a < b), lambda: less(facts, b < a)])
        return facts.settled(algebra.nonneg(goal, ((1, (apart,), ()),), (), ()))
    return first([lambda: facts.prove(goal), lambda: less(facts, goal)])


def less(facts: Facts, goal: Term) -> Theorem:
    """a < b, since N·(b − a) = log(u/v) for whole numbers v < u."""
    low, high = goal.args
    ratio, times = _ratio(high - low)
    above = order.monotone("log", algebra.nonneg(ONE < num(ratio), ((ratio - 1, (), ()),), (), ()))
    zero = powers.powers(Eq(log(ONE), num(0)))
    whole = facts.settled(powers.powers(Eq(times * (high - low), log(num(ratio)))))
    weight = num(Fraction(1, times))
    parts = ((weight, whole, ONE), (weight, zero, ONE))
    return facts.settled(algebra.nonneg(goal, ((Fraction(1, times), (above,), ()),), parts, ()))


def _ratio(difference: Term) -> tuple[Fraction, int]:
    """u/v > 1 and N with N·t = log(u/v)."""
    try:
        value: Logarithm = Evaluator(Logarithms(), {}).scalar(difference)
    except NoValue as error:
        raise Undecided(f"{difference} is no combination of logarithms", "form") from error
    shares = {p: Fraction(int(c.p), int(c.q)) for p, c in value.primes.items()}
    times = lcm(1, *(c.denominator for c in shares.values()))
    ratio = Fraction(1)
    for prime, share in shares.items():
        ratio *= Fraction(prime) ** int(share * times)
    if value.constant or ratio <= 1 or len(str(ratio)) > LARGEST:
        raise Undecided(f"{difference} is not the logarithm of a number above 1", "sign")
    return ratio, times
