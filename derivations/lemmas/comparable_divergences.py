"""Bounds of a·log(a/b), the integrand of a divergence, by that of other numbers: a ≤ 2p and q ≤ 2b are enough.

So KL(a‖b) is finite when KL(p‖q) is; and it falls when only b grows. Each is proved once, for variables.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from derivations.kernel import Term, Theorem, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import Eq, Not, log, real
from derivations.kernel.terms import ONE, ZERO, num
from derivations.lemmas import logarithm, reciprocal_positive
from derivations.lemmas.relative import at_least, relative, supported
from derivations.tactics import Facts

_a, _b, _p, _q = map(real, "abpq")
TWO, _HALF = num(2), Fraction(1, 2)


def comparable(a: Term, b: Term, p: Term, q: Term) -> tuple[Term, ...]:
    """What is asked: a ≤ 2p, q ≤ 2b, p and q are at least 0, and 0 < p ⇒ 0 < q."""
    return a <= 2 * p, q <= 2 * b, ZERO <= p, ZERO <= q, supported(p, q)


def bound(p: Term, q: Term) -> Term:
    """2·p·log(p/q) + 2q + (4·log 2)·p."""
    return 2 * relative(p, q) + 2 * q + 4 * log(TWO) * p


def compared(a: Term, b: Term, p: Term, q: Term) -> tuple[Theorem, Theorem, Theorem]:
    """The comparable ⊢ 0 < a ⇒ 0 < b,  −b ≤ a·log(a/b),  a·log(a/b) ≤ the bound."""
    values = ((_a, a), (_b, b), (_p, p), (_q, q))
    first, second, third = (logic.instantiate(t, values) for t in _compared())
    return first, second, third


@cache
def _compared() -> tuple[Theorem, Theorem, Theorem]:
    facts = Facts(map(logic.assume, comparable(_a, _b, _p, _q)))
    inside = facts.with_(ZERO < _a)
    for known, twice in ((_a, _a <= 2 * _p), (_q, _q <= 2 * _b)):
        terms = ((_HALF, (facts.known[twice.alpha],), ()), (_HALF, (inside.prove(ZERO < known),), ()))
        inside.add(algebra.nonneg(ZERO < twice.args[1].args[1], terms, (), ()))
        inside.propagate()
    support = logic.discharge(ZERO < _a, inside.prove(ZERO < _b))
    return support, _low(facts, inside), _high(facts, inside)


def _low(facts: Facts, inside: Facts) -> Theorem:
    """−b ≤ a·log(a/b): it is at least a − b where a > 0, and 0 elsewhere."""
    goal = -_b <= relative(_a, _b)
    weak = inside.with_()
    weak.add(algebra.nonneg(ZERO <= _a, ((1, (logic.assume(ZERO < _a),), ()),), (), ()))
    weak.add(logic.discharge(ZERO < _a, inside.prove(ZERO < _b)))
    positive = (weak.settled(at_least(_a, _b)), logic.assume(ZERO < _a))
    on = algebra.nonneg(goal, tuple((1, (t,), ()) for t in positive), (), ())
    value = integrals.branch(relative(_a, _b), logic.assume(Not(ZERO < _a)))
    known = (facts.known[(_q <= 2 * _b).alpha], facts.known[(ZERO <= _q).alpha])
    off = algebra.nonneg(goal, tuple((_HALF, (t,), ()) for t in known), ((ONE, value, ONE),), ())
    return logic.cases(logic.excluded_middle(ZERO < _a), on, off)


def _high(facts: Facts, inside: Facts) -> Theorem:
    """Where a > 0: a·log(a/b) ≤ a·(log(p/q) + 2·log 2), and log(p/q) + q/p ≥ 1, so that a may become 2p."""
    goal, least = relative(_a, _b) <= bound(_p, _q), facts.settled(at_least(_p, _q))
    two = facts.settled(order.monotone("log", facts.prove(ONE < TWO)))
    zero = powers.powers(Eq(log(ONE), ZERO))
    positive_log = algebra.nonneg(ZERO < log(TWO), ((1, (two,), ()),), ((ONE, zero, ONE),), ())
    value = integrals.branch(relative(_a, _b), logic.assume(Not(ZERO < _a)))
    known = [facts.known[t.alpha] for t in (ZERO <= _p, ZERO <= _q)]
    terms = ((2, (least,), ()), (2, (known[0],), ()), (4, (positive_log, known[0]), ()))
    off = algebra.nonneg(goal, terms, ((-ONE, value, ONE),), ())
    return logic.cases(logic.excluded_middle(ZERO < _a), _where_positive(inside, goal, positive_log), off)


def _where_positive(inside: Facts, goal: Term, positive_log: Theorem) -> Theorem:
    one = [integrals.branch(relative(*pair), inside.prove(ZERO < pair[0])) for pair in ((_a, _b), (_p, _q))]
    up = [inside.known[t.alpha] for t in (_a <= 2 * _p, _q <= 2 * _b)]
    signs = {t: inside.prove(ZERO < t) for t in (_a, _b, _p, _q)}
    over = {t: reciprocal_positive(s) for t, s in signs.items()}
    less = algebra.nonneg(
        _a / _b <= 4 * (_p / _q),
        ((1, (up[0], over[_b]), ()), (2, (up[1], over[_b], over[_q], signs[_p]), ())), (), (),
    )  # fmt: skip
    larger = inside.settled(order.monotone("log", inside.settled(less)))
    apart = inside.settled(powers.powers(Eq(log(4 * (_p / _q)), 2 * log(TWO) + log(_p / _q))))
    turned = inside.settled(powers.powers(Eq(log(_q / _p), -log(_p / _q))))
    tangent = inside.settled(logarithm.bound(_q / _p))
    room = ((1, (tangent,), ()), (1, (), ()))
    above_one = algebra.nonneg(ZERO <= log(_p / _q) + _q / _p, room, ((ONE, turned, ONE),), ())
    terms = (
        (1, (larger, signs[_a]), ()),
        (1, (above_one, up[0]), ()),
        (2, (positive_log, up[0]), ()),
        (1, (signs[_a], signs[_q], over[_p]), ()),
    )
    parts = ((-ONE, one[0], ONE), (2 * ONE, one[1], ONE), (-_a, apart, ONE))
    return inside.settled(algebra.nonneg(goal, terms, parts, ()))


def falling(p: Term, b: Term, q: Term) -> Theorem:
    """0 ≤ p, q ≤ b, 0 < p ⇒ 0 < q  ⊢  p·log(p/b) ≤ p·log(p/q)."""
    return logic.instantiate(_falling(), ((_p, p), (_b, b), (_q, q)))


@cache
def _falling() -> Theorem:
    goal, positive = relative(_p, _b) <= relative(_p, _q), ZERO < _p
    facts = Facts(map(logic.assume, (ZERO <= _p, _q <= _b, supported(_p, _q))))
    inside = facts.with_(positive)
    inside.propagate()
    more = logic.assume(_q <= _b)
    inside.add(algebra.nonneg(ZERO < _b, ((1, (inside.prove(ZERO < _q),), ()), (1, (more,), ())), (), ()))
    over = [reciprocal_positive(inside.prove(ZERO < t)) for t in (_b, _q)]
    weight = logic.assume(positive)
    less = inside.settled(algebra.nonneg(_p / _b <= _p / _q, ((1, (more, *over, weight), ()),), (), ()))
    logs = inside.settled(order.monotone("log", less))
    ends = []
    for case, terms, here in ((positive, ((1, (logs, weight), ()),), inside), (Not(positive), (), facts)):
        one, other = (integrals.branch(relative(_p, t), logic.assume(case)) for t in (_b, _q))
        parts = ((-ONE, one, ONE), (ONE, other, ONE))
        ends.append(here.with_(case).settled(algebra.nonneg(goal, terms, parts, ())))
    return logic.cases(logic.excluded_middle(positive), *ends)
