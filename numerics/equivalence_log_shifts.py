"""Means of a logarithm log(c·u) with a numeral c > 0, from those of log u: under a density they differ by log c."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel import lebesgue as measures
from derivations.kernel.formulas import Eq, Not, log, real
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.lemmas.named_densities import Density
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_near import arbitrary, integrables
from numerics.equivalence_places import within
from numerics.equivalence_ways import certified
from numerics.factors import lowest


class Shift(NamedTuple):
    """⊢ x ↦ p·log(c·u) where p > 0 is integrable, and its integral is ∫ p·log u + d·1, with d = log c as a term."""

    integrable: Theorem
    total: Theorem
    law: Density
    by: Term


@leaf(6)
def _exists(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Where p > 0, p·log(c·u) is integrable with p·log u."""
    mu, function = integrable_parts(goal)
    if not _weighted(function):
        raise Undecided("this is no weighted logarithm", "form")
    known = [t for t in integrables(facts, mu, theorem) if _weighted(t.conclusion.args[1])]
    return first([lambda t=t: _shifted(facts, mu, function, t).integrable for t in known])


@leaf(1)
def _compared(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality with E_p[log(c·u)] from the same with E_p[log u]."""
    changed = _changed(theorem.conclusion, goal)
    meanings = [logic.unfold(t) for t in changed]
    (mu, old), (_, new) = (t.conclusion.args[1].args for t in meanings)
    known = facts.settled(facts.prove(make("integrable", mu, old)))
    shift = _shifted(facts, mu, new, known)
    value = _log_sign(facts, shift.by)
    totals = (ONE, shift.total, ONE), (shift.by, shift.law.total, ONE)
    parts = (*totals, (ONE, meanings[1], ONE), (-ONE, meanings[0], ONE))
    equation = algebra.combination(Eq(changed[1], changed[0] + shift.by), parts, ())
    return certified(facts, goal, [theorem, value], equations=[equation], degree=1)


def _weighted(function: Term) -> bool:
    """Whether a function is p·log u where p > 0, and 0 elsewhere."""
    body = function.args[0] if function.op == "lambda" else function
    if body.op != "piecewise" or body.args[2] is not ZERO or body.args[0].op != "lt" or body.args[1].op != "mul":
        return False
    weight, rest = body.args[1].args
    return rest.op == "log" and body.args[0].args[0] is ZERO and body.args[0].args[1].alpha is weight.alpha


def _changed(claim: Term, goal: Term) -> tuple[Term, Term]:
    """The one mean of a logarithm that is another one now, by the same density.

    Raises:
        Undecided: the claims have another form.
    """
    if goal.op not in ("le", "lt") or claim.op not in ("le", "lt"):
        raise Undecided("these are no inequalities", "form")
    olds, news = ({t.alpha: t for t in within(f) if _mean_of_logarithm(t)} for f in (claim, goal))
    before, after = ([t for a, t in some.items() if a not in others] for some, others in ((olds, news), (news, olds)))
    if len(before) != 1 or len(after) != 1:
        raise Undecided("not one mean of a logarithm is changed", "form")
    if any(a.alpha is not b.alpha for a, b in zip(before[0].args[:2], after[0].args[:2], strict=True)):
        raise Undecided("another density", "form")
    return before[0], after[0]


def _mean_of_logarithm(term: Term) -> bool:
    if term.op != "expectation" or term.loose:
        return False
    return term.args[2].op == "lambda" and term.args[2].args[0].op == "log"


def _shifted(facts: Facts, mu: Term, function: Term, known: Theorem) -> Shift:
    """Both, by linearity: where p > 0, p·log(c·u) = p·log u + log c·p, and elsewhere p = 0.

    Raises:
        Undecided: the two differ by more than a numeral, or p is not known to be a density.
    """
    point = arbitrary(facts, mu, function, known.conclusion, places=(function,))
    new, old = (apply(f, point.x) for f in (function, known.conclusion.args[1]))
    weight, by = old.args[0].args[1], _by(old, new)
    law = _law(facts, mu, weight.args[0] if weight.op == "apply" else lam(point.x, weight))
    point.facts.propagate()
    goal = Eq(new, integrals.combined([ONE, by], [old, weight]))
    sign = logic.specialise(law.sign, point.x)
    ends = [_positive(point.facts, goal, old, new, by), _zero(goal, old, new, sign)]
    equal = point.everywhere(point.facts.settled(logic.cases(logic.excluded_middle(old.args[0]), *ends)))
    found = facts.settled(integrals.linear(mu, function, ((ONE, known), (by, law.integrable)), equal))
    return Shift(logic.left(found), logic.right(found), law, by)


def _by(old: Term, new: Term) -> Term:
    """Log c, or −log n for c = 1/n."""
    if new.args[0].alpha is not old.args[0].alpha:
        raise Undecided("another weight", "form")
    factor, top, bottom = lowest(new.args[1].args[1].args[0] / old.args[1].args[1].args[0])
    if top is not ONE or bottom is not ONE or factor <= 0 or factor == 1:
        raise Undecided("the logarithms differ by more than a numeral", "form")
    return log(num(factor)) if factor > 1 else -log(num(Fraction(1, 1) / factor))


def _law(facts: Facts, mu: Term, p: Term) -> Density:
    """What is known of p as a density; normal densities of columns are known to be some."""
    known, body = facts.look_up(make("density", mu, p)), p.args[0] if p.op == "lambda" else p
    if known is None and body.op == "multivariate_normal" and not any(a.loose for a in body.args[1:]):
        known = facts.settled(logic.left(measures.gaussian_vector(*body.args[1:])))
    if known is None:
        raise Undecided("the weight is not known to be a density", "search")
    return Density.of(lemmas.renamed(make("density", mu, p), known))


def _positive(facts: Facts, goal: Term, old: Term, new: Term, by: Term) -> Theorem:
    """The equation where p > 0."""
    case = logic.assume(old.args[0])
    there = facts.with_(case.conclusion)
    there.propagate()
    lines = [integrals.branch(t, case) for t in (old, new)]
    inner, other = (t.args[1].args[1].args[0] for t in (old, new))
    apart = _apart(there, inner, other, by)
    parts = ((ONE, lines[1], ONE), (-ONE, lines[0], ONE), (old.args[0].args[1], apart, ONE))
    return there.settled(algebra.combination(goal, parts, ()))


def _apart(facts: Facts, old: Term, new: Term, by: Term) -> Theorem:
    """Log(c·u) = log u + log c, however c·u is written."""
    t, factor = real("t"), by.args[0] if by.op == "log" else ONE / by.args[0].args[0]
    general = Facts([logic.assume(ZERO < t)]).settled(powers.powers(Eq(log(factor * t), log(t) + by)))
    split = facts.settled(logic.instantiate(general, ((t, old),)))
    same = facts.settled(algebra.field(Eq(new, factor * old)))
    return logic.transitivity(logic.congruence(lam(t, log(t)), same), split)


def _zero(goal: Term, old: Term, new: Term, sign: Theorem) -> Theorem:
    """The equation where p > 0 is false: there p = 0."""
    case, weight = logic.assume(Not(old.args[0])), old.args[0].args[1]
    lines = [integrals.branch(t, case) for t in (old, new)]
    distinct = logic.assume(Not(Eq(weight, ZERO)))
    above = logic.contradiction(order.strengthen(sign, distinct), case)
    nothing = logic.by_contradiction(Eq(weight, ZERO), logic.weaken(above, distinct.conclusion))
    by = goal.args[1].args[1].args[0]
    parts = ((ONE, lines[1], ONE), (-ONE, lines[0], ONE), (-by, nothing, ONE))
    return algebra.combination(goal, parts, ())


def _log_sign(facts: Facts, by: Term) -> Theorem:
    """0 < log c for c > 1."""
    inner = by.args[0] if by.op == "neg" else by
    above = facts.settled(order.monotone("log", facts.prove(ONE < inner.args[0])))
    nothing = powers.powers(Eq(log(ONE), ZERO))
    return algebra.nonneg(ZERO < inner, ((1, (above,), ()),), ((ONE, nothing, ONE),), ())
