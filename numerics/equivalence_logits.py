"""A way to ∫N(log(c·x/(1 − x)); m, s²)/(x(1 − x)) dx = 1 on (0, 1), for numbers c > 0: a density of σ(z) for normal z.

For z ~ N(0, 1) the density of σ(z) is known, so that E[h(σ(z))] = ∫h(x)·N(logit x; 0, 1)/(x(1 − x)) dx for all h. The
quotient of two normal densities of the logit for h gives another mean and another width; log c moves the mean.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, powers, random_vectors
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import And, Eq, Not, exp, lebesgue, log, piecewise, real
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.integrands import everywhere, multiple
from derivations.lemmas.logistic import below_one, positive
from derivations.lemmas.logit_normal import LOGIT
from derivations.lemmas.monotone_maps import x, z
from derivations.lemmas.named_densities import normal_density
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import outermost, within
from numerics.factors import lowest

LINE, UNIT, SHARE = lebesgue(), And(ZERO < x, x < ONE), x * (1 - x)
ODDS, m, s = x / (1 - x), real("m"), real("s")
STANDARD: Final = normal(LOGIT, ZERO, ONE)


@leaf(3)
def _logit_normal(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Such a density is integrable, and its integral is 1."""
    total = goal.op == "eq" and goal.args[1] is ONE and goal.args[0].op == "integral"
    if not (total or goal.op == "integrable") or x in goal.free:
        raise Undecided("this is no integral", "form")
    over, function = goal.args[0].args if total else goal.args
    if over.alpha is not LINE.alpha:
        raise Undecided("this is no integral over the line", "form")
    body = apply(function, x)
    law, factor = _law(body)
    known = logic.instantiate(any_normal(), ((m, law.args[1] - log(num(factor))), (s, law.args[2])))
    known = logic.right(known) if total else logic.left(known)
    wanted = (known.conclusion.args[0] if total else known.conclusion).args[1]
    same = logic.abstraction(x, _equal(facts, body, apply(wanted, x), law, factor))
    return facts.settled(logic.rewrite(known, logic.symmetry(same)))


def _law(body: Term) -> tuple[Term, Fraction]:
    """The normal density of log(c·x/(1 − x)) in a density on (0, 1), and the number c.

    Raises:
        Undecided: there is none.
    """
    fits = body.op == "piecewise" and body.args[0].alpha is UNIT.alpha and body.args[2] is ZERO
    laws = [t for t in within(body.args[1]) if t.op == "normal"] if fits else []
    if len(laws) != 1 or laws[0].args[0].op != "log" or x in laws[0].args[1].free | laws[0].args[2].free:
        raise Undecided("this is no normal density of a logarithm on (0, 1)", "form")
    factor, top, bottom = lowest(laws[0].args[0].args[0] / ODDS)
    if not top is bottom is ONE:
        raise Undecided("this is no logarithm of a multiple of x/(1 − x)", "form")
    return laws[0], factor


def _equal(facts: Facts, body: Term, wanted: Term, law: Term, factor: Fraction) -> Theorem:
    """⊢ N(log(c·x/(1 − x)); m, s²)/(x(1 − x)) = N(log(x/(1 − x)); m − log c, s²)/(x(1 − x)) on (0, 1)."""
    score, mean, width = law.args
    moved = _near(facts).settled(powers.powers(Eq(score, LOGIT + log(num(factor)))))
    line = in_context(moved, lambda value: normal(value, mean, width))
    ends = [logic.unfold(t) for t in (line.conclusion.args[1], normal(LOGIT, mean - log(num(factor)), width))]
    middle = _near(facts).settled(algebra.field(Eq(*(t.conclusion.args[1] for t in ends))))
    equal = logic.transitivity(logic.transitivity(ends[0], middle), logic.symmetry(ends[1]))
    return _in_both_cases(facts, body, wanted, logic.transitivity(line, equal))


def _near(facts: Facts) -> Facts:
    """What is known where 0 < x < 1."""
    near, bounds = facts.with_(UNIT), logic.assume(UNIT)
    near.add(algebra.nonneg(ZERO < 1 - x, ((1, (logic.right(bounds),), ()),), (), ()))
    return near


def _in_both_cases(facts: Facts, left: Term, right: Term, *equations: Theorem) -> Theorem:
    """⊢ s = t by multiplying out, for 0 < x < 1 with the right for the left sides of equations, and elsewhere."""
    ends = list[Theorem]()
    for case, inside, known in ((UNIT, _near(facts), equations), (Not(UNIT), facts.with_(Not(UNIT)), ())):
        sides = [logic.reflexivity(t) for t in (left, right)]
        for term in {t.alpha: t for side in (left, right) for t in outermost(side) if t.op == "piecewise"}.values():
            sides = [_put(side, integrals.branch(term, logic.assume(case))) for side in sides]
        for equation in known:
            sides = [_put(side, equation) for side in sides]
        middle = inside.settled(algebra.field(Eq(*(side.conclusion.args[1] for side in sides))))
        ends.append(logic.transitivity(logic.transitivity(sides[0], middle), logic.symmetry(sides[1])))
    return logic.cases(logic.excluded_middle(UNIT), *ends)


def _put(line: Theorem, equation: Theorem) -> Theorem:
    """⊢ s = C[v] from s = C[u] and u = v."""
    return logic.transitivity(line, rewritten(line.conclusion.args[1], equation))


@cache
def any_normal() -> Theorem:
    """0 < s ⊢ N(logit x; m, s²)/(x(1 − x)) on (0, 1) is integrable, and its integral is 1."""
    from derivations.results import find

    facts = Facts([logic.assume(ZERO < s)])
    standard = normal_density(ZERO, facts.prove(ZERO < ONE))
    wanted = normal_density(m, facts.prove(ZERO < s))
    *_, exists, one = lemmas.split(lemmas.unfolded(wanted))
    h = lam(x, piecewise(UNIT, normal(LOGIT, m, s) / STANDARD))
    law = logic.left(find("change_of_variables.logistic").proof.theorem)
    together, means = lemmas.split(random_vectors.law_of_image(standard, law, facts.prove(make("measurable", h))))
    source, image = (side.args[1] for side in together.conclusion.args)
    there, value = multiple(LINE, source, ONE, exists, everywhere(LINE, z, _at_the_source(facts, apply(source, z))))
    here = logic.modus_ponens(together, there)
    value = logic.transitivity(logic.symmetry(logic.modus_ponens(means, here)), logic.transitivity(value, one))
    density = lam(x, piecewise(UNIT, normal(LOGIT, m, s) / SHARE))
    same = _in_both_cases(facts, apply(density, x), apply(image, x))
    found, total = multiple(LINE, density, ONE, here, everywhere(LINE, x, same))
    return facts.settled(logic.both(found, logic.transitivity(total, value)))


def _at_the_source(facts: Facts, body: Term) -> Theorem:
    """⊢ h(σ(z))·N(z; 0, 1) = N(z; m, s²), as the logit of σ(z) is z."""
    near, bounds = facts.with_(), logic.both(positive(z), below_one(z))
    near.add(bounds)
    share = near.settled(powers.powers(Eq(sigmoid(z) / (1 - sigmoid(z)), exp(z))))
    undone = logic.transitivity(in_context(share, log), powers.powers(Eq(log(exp(z)), z)))
    inside = _put(_put(logic.reflexivity(body), integrals.branch(body.args[0], bounds)), undone)
    return logic.transitivity(inside, near.settled(algebra.field(Eq(inside.conclusion.args[1], normal(z, m, s)))))
