"""What a verdict on one image costs: the zero-one loss of a discriminator, image by image.

A discriminator calls an image genuine or generated. With n copies of a genuine image among the generated ones, the
verdict "generated" is wrong once, on the genuine image, and the verdict "genuine" n times, on the copies. Everything
here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic
from derivations.kernel.formulas import FALSE, And, Eq, Iff, Implies, Not, function, piecewise, real
from derivations.kernel.terms import ONE, PROP, SPACE, lam
from derivations.lemmas.counting import (
    Q,
    between,
    bracket,
    by_cases,
    failed,
    held,
    impossible,
    linear,
)
from derivations.lemmas.counting_copies import anywhere, apart, m, met, picked, u, w, x
from derivations.lemmas.counting_how_many import none_one_more, three_cases

t, D = real("t"), function("D", SPACE, PROP)


def capped(number: Term) -> Term:
    """min(1, n)."""
    return piecewise(number <= 1, number, 1)


def cost(genuine: Term, number: Term) -> Term:
    """[the image is called generated] + n·[it is called genuine]."""
    return bracket(Not(genuine)) + number * bracket(genuine)


def best_verdict(genuine: Term, number: Term) -> Term:
    """Genuine if there is no copy, generated if there are two or more."""
    return And(Implies(Eq(number, 0), genuine), Implies(2 <= number, Not(genuine)))


CASES = Eq(t, 0), Eq(t, 1), 2 <= t


def _capped() -> list[Theorem]:
    """The value of min(1, n) for no copy, for one and for more."""
    none, one, many = map(logic.assume, CASES)
    few = [linear(t <= 1, logic.symmetry(e), slack=s) for e, s in ((none, 1), (one, 0))]
    over = logic.negate(t <= 1, linear(FALSE, many, logic.assume(t <= 1), slack=1))
    return [integrals.branch(capped(t), theorem) for theorem in (*few, over)]


@cache
def capped_value() -> Theorem:
    """N = 0 ∨ n = 1 ∨ 2 ≤ n  ⊢  min(1, n) = 1 − [n = 0]."""
    goal = Eq(capped(t), 1 - bracket(CASES[0]))
    none, one, many = map(logic.assume, CASES)
    empty, single, multiple = _capped()
    one_is_not, many_are_not = (failed(nonzero(number)) for number in (one, many))
    shown = (
        linear(goal, empty, none, held(none)),
        linear(goal, single, one, one_is_not),
        linear(goal, multiple, many_are_not),
    )
    return three_cases(logic.assume(none_one_more(t)), *shown)


@cache
def of_an_image() -> Theorem:
    """N = 0 ∨ n = 1 ∨ 2 ≤ n  ⊢  min(1, n) ≤ the cost ∧ (equality ⇔ the verdict is a best one)."""
    none, one, many = map(logic.assume, CASES)
    empty, single, multiple = _capped()
    yes, no = logic.assume(Q), logic.assume(Not(Q))
    shown = (
        by_cases(Q, _equal(empty, none, yes), _dearer(empty, none, no)),
        by_cases(Q, _equal(single, one, yes), _equal(single, one, no)),
        by_cases(Q, _dearer(multiple, many, yes), _equal(multiple, many, no)),
    )
    return three_cases(logic.assume(none_one_more(t)), *shown)


def _values(verdict: Theorem) -> tuple[Theorem, Theorem]:
    """The values of [¬Q] and [Q]."""
    if verdict.conclusion is Q:
        return failed(lemmas.doubly_negated(verdict)), held(verdict)
    return held(verdict), failed(verdict)


def _equal(least: Theorem, number: Theorem, verdict: Theorem) -> Theorem:
    """The cost is least, and the verdict a best one."""
    wrong, right = _values(verdict)
    goal, rule = Eq(capped(t), cost(Q, t)), best_verdict(Q, t)
    parts = [(ONE, least, ONE), (-ONE, wrong, ONE), (-t, right, ONE)]
    if verdict.conclusion is not Q and number.conclusion.op == "eq":
        parts.append((ONE, number, ONE))
    same = algebra.combination(goal, tuple(parts), ())
    best = lemmas.join(*(logic.discharge(r.args[0], _follows(r, number, verdict)) for r in rule.args))
    return logic.both(
        linear(capped(t) <= cost(Q, t), logic.symmetry(same)), lemmas.equivalent(Iff(goal, rule), best, same)
    )


def _follows(rule: Term, number: Theorem, verdict: Theorem) -> Theorem:
    """What a rule asks of the verdict: given, or its premise is not the number of copies."""
    if rule.args[1].alpha is verdict.conclusion.alpha:
        return verdict
    return logic.by_contradiction(rule.args[1], clash(number, logic.assume(rule.args[0])))


def clash(*numbers: Theorem) -> Theorem:
    """Two different cases of n are a contradiction."""
    low, high = sorted(numbers, key=_least)
    return linear(FALSE, high, logic.symmetry(low), slack=_least(high) - _least(low))


def nonzero(number: Theorem) -> Theorem:
    """Γ ⊢ n = 1 or Γ ⊢ 2 ≤ n  gives  Γ ⊢ n ≠ 0."""
    zero = Eq(next(a for a in number.conclusion.args if a.op != "num"), 0)
    return logic.negate(zero, clash(number, logic.assume(zero)))


def _least(number: Theorem) -> int:
    """The numeral of n = 0, n = 1 or 2 ≤ n."""
    return int(next(a.data for a in number.conclusion.args if a.op == "num"))


def _dearer(least: Theorem, number: Theorem, verdict: Theorem) -> Theorem:
    """The cost is greater, and the verdict not a best one."""
    wrong, right = _values(verdict)
    goal, rule = Eq(capped(t), cost(Q, t)), best_verdict(Q, t)
    parts = [(ONE, wrong, ONE), (t, right, ONE), (-ONE, least, ONE)]
    strict = capped(t) < cost(Q, t)
    if number.conclusion.op == "eq":
        more = algebra.nonneg(strict, ((1, (), ()),), (*parts, (-ONE, number, ONE)), ())
    else:
        more = algebra.nonneg(strict, ((1, (number,), ()), (1, (), ())), tuple(parts), ())
    forward = logic.by_contradiction(rule, linear(FALSE, more, logic.assume(goal)))
    rules = lemmas.split(logic.assume(rule))
    meant = logic.modus_ponens(rules[0] if number.conclusion.op == "eq" else rules[1], number)
    clash = (meant, verdict) if verdict.conclusion is not Q else (verdict, meant)
    backward = impossible(goal, *clash)
    return logic.both(linear(capped(t) <= cost(Q, t), more), lemmas.equivalent(Iff(goal, rule), forward, backward))


# Copies
def genuine(at: Term) -> Term:
    """[D(u)]."""
    return bracket(D(at))


@cache
def of_a_copy() -> Theorem:
    """The x_i distinct  ⊢  Σ_i [u = x_i]·[D(x_i)] ≤ [D(u)] ∧ (equality ⇔ (u apart from all x_i ⇒ ¬D(u)))."""
    weight = lam(u, genuine(u))
    inside, outside = lemmas.split(logic.instantiate(picked(), ((w, weight),)))
    known = anywhere()
    there, away = known.conclusion.args
    shown = _among(logic.modus_ponens(inside, logic.assume(there)), logic.assume(there))
    return logic.cases(known, shown, _apart(logic.modus_ponens(outside, logic.assume(away)), logic.assume(away)))


def _claims(total: Theorem, low: Theorem, forward: Theorem, backward: Theorem) -> Theorem:
    """Both claims about a copy."""
    goal = Iff(Eq(total.conclusion.args[0], genuine(u)), Implies(apart(u, x, m), Not(D(u))))
    return logic.both(low, lemmas.equivalent(goal, forward, backward))


def _among(same: Theorem, there: Theorem) -> Theorem:
    """U = x_i for some i: equality, and nothing is asked of the verdict."""
    away = logic.assume(apart(u, x, m))
    free = met(there, away, Not(D(u)))
    low = linear(same.conclusion.args[0] <= genuine(u), logic.symmetry(same))
    return _claims(same, low, logic.discharge(away.conclusion, free), same)


def _apart(none: Theorem, away: Theorem) -> Theorem:
    """U is no x_i: the sum is 0, and u has to be called generated."""
    total = none.conclusion.args[0]
    low = linear(total <= genuine(u), logic.left(logic.instantiate(between(), ((Q, D(u)),))), logic.symmetry(none))
    equals, yes = logic.assume(Eq(total, genuine(u))), logic.assume(D(u))
    clash = linear(FALSE, equals, logic.symmetry(none), held(yes), slack=1)
    forward = logic.discharge(away.conclusion, logic.negate(yes.conclusion, clash))
    no = logic.modus_ponens(logic.assume(Implies(away.conclusion, Not(D(u)))), away)
    return _claims(none, low, forward, logic.transitivity(none, logic.symmetry(failed(no))))
