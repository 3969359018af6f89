"""Signs of expressions, from what is known: ⊢ 0 ≤ t or ⊢ 0 ≤ −t, strict where that is seen.

More than `Facts.sign` sees: logarithms of numbers below or above 1, sums and integrals term by term, case distinctions,
products of two negative factors, what is known to be negative.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import Eq, Not, log
from derivations.kernel.terms import ONE, ZERO, apply, make
from derivations.lemmas import counting, definite_determinants, softplus, vae_decoders
from derivations.lemmas.contractions import Metric
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds, exponent
from numerics.equivalence_core import new_variable, where
from numerics.equivalence_places import numbers, occurs
from numerics.equivalence_ways import certified, remembered

MOST: Final = 6  # facts of which products are tried
ATOMS: Final = ("var", "apply", "entry", "det")
SEARCHED: Final = ("add", "sub", "log", "integral")  # not worth it for a sign that is known but for 0


@remembered
def signed(facts: Facts, term: Term) -> Theorem | None:
    """⊢ 0 ≤ t or ⊢ 0 ≤ −t (or <); None when no sign was seen."""
    weak = None
    for way in (Facts.sign, _negative, _known_value, _by_form):
        with suppress(ProofError):
            known = None if weak is not None and way is _by_form and term.op in SEARCHED else way(facts, term)
            if known is not None and strict(known):
                return known
            weak = weak or known
    return weak


def _by_form(facts: Facts, term: Term) -> Theorem | None:
    """By the rule for what it is made of."""
    rule = RULES.get(term.op)
    return rule and rule(facts, term)


def _known_value(facts: Facts, term: Term) -> Theorem | None:
    """By an equation that says what a variable, an entry or a value of a function is."""
    if term.op not in ATOMS:
        return None
    for known in [
        t for t in facts.known.values() if t.conclusion.op == "eq" and t.conclusion.args[0].alpha is term.alpha
    ]:
        value = known.conclusion.args[1]
        if not occurs(term, value) and (sign := signed(facts, value)) is not None:
            negated = is_negated(sign, value)
            goal = make(sign.conclusion.op, ZERO, -term if negated else term)
            return algebra.nonneg(goal, ((1, (sign,), ()),), ((-ONE if negated else ONE, known, ONE),), ())
    return None


def strict(sign: Theorem) -> bool:
    """Whether a sign is strict."""
    return sign.conclusion.op == "lt"


def is_negated(sign: Theorem, term: Term) -> bool:
    """Whether a sign found for a term is that of its negative."""
    return sign.conclusion.args[1].alpha is not term.alpha


def at_least_zero(facts: Facts, term: Term) -> Theorem | None:
    """⊢ 0 ≤ t, strict where that is seen; None when it was not seen."""
    sign = signed(facts, term)
    return None if sign is None or is_negated(sign, term) else sign


def _negative(facts: Facts, term: Term) -> Theorem | None:
    """⊢ 0 ≤ −t from a known t ≤ c (or <) with a numeral c ≤ 0."""
    for known in facts.inequalities:
        low, high = known.conclusion.args
        if low.alpha is term.alpha and high.op == "num" and high.data <= 0:
            op = "lt" if high.data else known.conclusion.op
            return algebra.nonneg(make(op, ZERO, -term), ((1, (known,), ()), (-high.data, (), ())), (), ())
    return None


def _made(facts: Facts, term: Term, parts: list[Theorem], negated: bool, product: bool) -> Theorem:
    """The sign of a product, or of a sum, from those of its parts."""
    every = all(map(strict, parts)) if product else any(map(strict, parts))
    goal = make("lt" if every else "le", ZERO, -term if negated else term)
    terms = ((1, tuple(parts), ()),) if product else tuple((1, (p,), ()) for p in parts)
    return facts.settled(algebra.nonneg(goal, terms, (), ()))


def _product(facts: Facts, term: Term) -> Theorem | None:
    if not all(a.is_scalar for a in term.args):
        return None
    signs = [signed(facts, a) for a in term.args]
    found = [s for s in signs if s is not None]
    if len(found) < len(signs):
        return None
    turned = sum(is_negated(s, a) for s, a in zip(found, term.args, strict=True)) % 2 == 1
    return _made(facts, term, found, turned, product=True)


def _finite_product(facts: Facts, term: Term) -> Theorem | None:
    """A product of positive factors."""
    count, function = term.args
    x = new_variable(facts, function, count)
    inside = facts.at(x, x < count)
    inside.propagate()
    sign = at_least_zero(inside, apply(function, x))
    if sign is None or not strict(sign):
        return None
    known = logic.generalise(x, logic.discharge(x < count, inside.settled(sign)))
    return facts.settled(vae_decoders.sum_of_logarithms(x, count, apply(function, x), known)[0])


def _quotient(facts: Facts, term: Term) -> Theorem | None:
    """By the signs of both parts, whichever that of the denominator is."""
    top, bottom = (signed(facts, a) for a in term.args)
    if top is None or bottom is None or not strict(bottom):
        return None
    turned = is_negated(top, term.args[0]) != is_negated(bottom, term.args[1])
    return _made(facts, term, [top, lemmas.reciprocal_positive(bottom)], turned, product=True)


def _sum(facts: Facts, term: Term) -> Theorem | None:
    """A sum or difference whose parts pull in one direction, or whose sign the known inequalities give."""
    signs = [signed(facts, a) for a in term.args]
    found = [s for s in signs if s is not None]
    turned = [is_negated(s, a) for s, a in zip(signs, term.args, strict=True) if s is not None]
    if len(found) == len(signs):
        turned[-1] ^= term.op == "sub"
        if len(set(turned)) == 1:
            return _made(facts, term, found, turned[0], product=False)
    return _searched(facts, term)


def _searched(facts: Facts, term: Term) -> Theorem | None:
    """By a combination of known inequalities, and of bounds and signs that the parts have."""
    places = numbers(term)
    known = [
        *bounds(facts, places, signed),
        *(s for u in places if u.op != "var" and (s := signed(facts, u)) is not None),
    ]
    known += [t for t in facts.inequalities if not term.free.isdisjoint(t.conclusion.free)]
    for goal in (ZERO < term, ZERO <= term, ZERO < -term, ZERO <= -term) if known else ():
        with suppress(ProofError):
            return certified(facts, goal, known[:MOST], degree=2 if len(known) < MOST else 1)
    return None


def _opposite(facts: Facts, term: Term) -> Theorem | None:
    known = signed(facts, term.args[0])
    return known and _made(facts, term, [known], not is_negated(known, term.args[0]), product=False)


def _logarithm(facts: Facts, term: Term) -> Theorem | None:
    """log u < log 1 = 0 for u < 1, log u > 0 for u > 1, likewise for ≤."""
    u = term.args[0]
    if (inside := exponent(term)) is not None:
        return softplus.positive(inside)
    zero = powers.powers(Eq(log(ONE), ZERO))
    for claim in (u < ONE, ONE < u, u <= ONE, ONE <= u):
        with suppress(ProofError):
            known = facts.settled(order.monotone("log", facts.prove(claim)))
            negated = claim.args[1] is ONE
            goal = make(claim.op, ZERO, -term if negated else term)
            weight = -ONE if negated else ONE
            return facts.settled(algebra.nonneg(goal, ((1, (known,), ()),), ((weight, zero, ONE),), ()))
    return None


def _total(facts: Facts, term: Term) -> Theorem | None:
    """A finite sum, term by term; an integral of what exists."""
    mu, f = term.args
    x = new_variable(facts, f, mu)
    if mu.op == "counting":
        inside = facts.at(x, x < mu.args[0])
        inside.propagate()
        known = at_least_zero(inside, apply(f, x))
        if known is None:
            return None
        weak = algebra.nonneg(ZERO <= apply(f, x), ((1, (known,), ()),), (), ())
        return lemmas.renamed(ZERO <= term, counting.nonnegative(x, mu.args[0], weak))
    return None


def _cases(facts: Facts, term: Term) -> Theorem | None:
    """A case distinction both of whose values are at least 0, or at most, each in its case."""
    ends = list[tuple[Theorem, Theorem, Term]]()
    for condition, value in ((term.args[0], term.args[1]), (Not(term.args[0]), term.args[2])):
        known = signed(where(facts, condition), value)
        if known is None:
            return None
        ends.append((known, integrals.branch(term, logic.assume(condition)), value))
    turned = {is_negated(known, value) for known, _, value in ends if value is not ZERO}
    if len(turned) > 1:
        return None
    sign = -ONE if True in turned else ONE
    goal = ZERO <= (-term if True in turned else term)
    shown = [_in_case(goal, known, here, sign) for known, here, _ in ends]
    return logic.cases(logic.excluded_middle(term.args[0]), *shown)


def _in_case(goal: Term, known: Theorem, here: Theorem, sign: Term) -> Theorem:
    """0 ≤ ±t from t = its value in one case, and the sign of that."""
    return algebra.nonneg(goal, ((1, (known,), ()),), ((sign, here, ONE),), ())


def _distance(facts: Facts, term: Term) -> Theorem | None:
    """A distance of two points."""
    inner = term.args[0]
    if inner.op != "apply" or inner.args[0].op != "var":
        return None
    distance = inner.args[0]
    known = next(
        (t for t in facts.known.values() if t.conclusion.op == "metric" and t.conclusion.args[0] is distance), None
    )
    return known and Metric(distance, known).nonneg(inner.args[1], term.args[1])


def _determinant(facts: Facts, term: Term) -> Theorem | None:
    """The determinant of a matrix that is known to be positive definite."""
    known = facts.look_up(make("positive_definite", term.args[0]))
    return known and definite_determinants.positive(known)


def _composed(facts: Facts, term: Term) -> Theorem | None:
    """An exponential, a root, an absolute value."""
    return facts.settled(order.range_of(term))


RULES: Final[dict[str, Callable[[Facts, Term], Theorem | None]]] = {
    "mul": _product,
    "product": _finite_product,
    "div": _quotient,
    "add": _sum,
    "sub": _sum,
    "neg": _opposite,
    "log": _logarithm,
    "integral": _total,
    "piecewise": _cases,
    "sqrt": _composed,
    "apply": _distance,
    "det": _determinant,
}
