"""Ways for divergences of what compares with densities: KL(a‖b) is finite if KL(p‖q) is, a ≤ 2p and q ≤ 2b."""

from __future__ import annotations

from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.densities import absolutely_continuous, finite_kl
from derivations.kernel.formulas import Eq, log
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num, replace
from derivations.lemmas import comparable_divergences as comparable
from derivations.lemmas.relative import relative
from derivations.tactics import Facts
from numerics.equivalence_core import by_any_way, first, leaf, new_variable, once, supposing
from numerics.equivalence_equal import rewritten
from numerics.equivalence_growth import GROWTH
from numerics.equivalence_near import arbitrary, integrables
from numerics.equivalence_places import numbers, occurs, within
from numerics.equivalence_signs import signed
from numerics.equivalence_ways import certified, remembered

MOST: Final = 8  # signs of which products are tried
TWO: Final = num(2)
Parts = tuple[tuple[Term, Theorem], ...]


@leaf(1)
def _finite(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """KL(a‖b) < ∞, or that a·log(a/b) is integrable, from what is known of another divergence."""
    if goal.op == "finite_kl":
        return finite(facts, goal)
    if goal.op != "integrable" or goal.args[0].op == "counting":
        raise Undecided("this is not that a divergence is finite", "form")
    whole = by_any_way(facts, logic.truth(), finite_kl(goal.args[0], *_relative(goal.args[1])))
    return logic.right(lemmas.unfolded(whole))


@leaf(9)
@once
def _in_parts(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """KL(a‖b) < ∞, since a ≪ b is known and a·log(a/b) is integrable."""
    if goal.op != "finite_kl":
        raise Undecided("this is not that a divergence is finite", "form")
    continuous = facts.prove(absolutely_continuous(*goal.args))
    exists = by_any_way(facts, theorem, logic.unfold(goal).conclusion.args[1].args[1])
    return lemmas.folded(goal, logic.both(continuous, exists))


@leaf(1)
def _supported(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """What the ratio a/b needs where a > 0, from 0 < a ⇒ 0 < b."""
    if goal.op != "almost" or goal.args[1].op != "lambda" or goal.args[0].op == "counting":
        raise Undecided("nothing holds almost everywhere", "form")
    mu, predicate = goal.args
    x = new_variable(facts, predicate, mu)
    top, bottom = _ratio(apply(predicate, x))
    whole = finite(facts, finite_kl(mu, lam(x, top), lam(x, bottom)))
    known = lemmas.unfolded(logic.left(lemmas.unfolded(whole)))
    inside = facts.at(x, apply(known.conclusion.args[1], x))
    premise, conclusion = apply(predicate, x).args
    here = supposing(inside, premise)
    shown = logic.discharge(premise, here.prove(conclusion))
    return lemmas.renamed(goal, integrals.almost_everywhere(mu, x, (known,), shown))


def _ratio(claim: Term) -> tuple[Term, Term]:
    """The a and b of "if a > 0, then b ≠ 0", or a/b > 0."""
    if claim.op != "implies" or claim.args[0].op != "lt" or claim.args[0].args[0] is not ZERO:
        raise Undecided("this is not about a ratio", "form")
    top, conclusion = claim.args[0].args[1], claim.args[1]
    if conclusion.op == "not" and conclusion.args[0].op == "eq" and conclusion.args[0].args[1] is ZERO:
        return top, conclusion.args[0].args[0]
    if conclusion.op == "lt" and conclusion.args[1].op == "div" and conclusion.args[1].args[0].alpha is top.alpha:
        return top, conclusion.args[1].args[1]
    raise Undecided("this is not about a ratio", "form")


def _relative(function: Term) -> tuple[Term, Term]:
    """The a and b of a·log(a/b), the integrand of a divergence."""
    x = new_variable(Facts(), function)
    body = apply(function, x)
    ratios = [t.args[0] for t in within(body) if t.op == "log" and t.args[0].op == "div"]
    for top, bottom in [ratio.args for ratio in ratios]:
        if relative(top, bottom).alpha is body.alpha:
            return lam(x, top), lam(x, bottom)
    raise Undecided("this is no integrand of a divergence", "form")


def finite(facts: Facts, goal: Term) -> Theorem:
    """KL(a‖b) < ∞, as it is known or from a known KL(p‖q) < ∞ with a ≤ 2p and q ≤ 2b.

    Raises:
        Undecided: no such one is known.
    """
    found = facts.look_up(goal) or _found(facts, goal)
    if found is None:
        raise Undecided("no known divergence compares with this one", "search")
    return found


@remembered
def _found(facts: Facts, goal: Term) -> Theorem | None:
    known = [t for t in facts.known.values() if t.conclusion.op == "finite_kl"]
    same = [t for t in known if t.conclusion.args[0].alpha is goal.args[0].alpha]
    try:
        return first([lambda t=t: _compared(facts, goal, t) for t in reversed(same)])
    except ProofError:
        return None


def _compared(facts: Facts, goal: Term, known: Theorem) -> Theorem:
    """The divergence of the goal is finite, as it compares with a known one."""
    (mu, a, b), (_, p, q) = goal.args, known.conclusion.args
    point = arbitrary(facts, mu, a, b, p, q)
    x, there = point.x, point.facts
    values = [apply(f, x) for f in (a, b, p, q)]
    for claim in comparable.comparable(*values)[:4]:
        there.add(_ordered(there, claim))
    support, low, high = (point.everywhere(there.settled(t)) for t in comparable.compared(*values))
    measured = facts.prove(make("measurable", lam(x, relative(*values[:2]))))
    parts = (
        (TWO, logic.right(lemmas.unfolded(known))),
        (TWO, combination(facts, mu, q)),
        (4 * log(TWO), combination(facts, mu, p)),
    )
    least = _total(mu, x, -values[1], ((-ONE, combination(facts, mu, b)),))
    most = _total(mu, x, comparable.bound(*values[2:]), parts)
    exists = integrals.squeezed(measured, low, high, least, most)
    return lemmas.folded(goal, logic.both(lemmas.folded(absolutely_continuous(mu, a, b), support), exists))


def _ordered(facts: Facts, claim: Term) -> Theorem:
    """s ≤ t, by products of signs of what is in both."""
    signs = [s for u in numbers(claim) if (s := signed(facts, u)) is not None]
    near = [
        t for t in facts.inequalities if not t.conclusion.free.isdisjoint(claim.free) and t.conclusion.args[0].is_scalar
    ]
    short = [t for t in near if len(list(within(t.conclusion))) <= 5]
    return certified(facts, claim, [*short, *signs][:MOST])


def combination(facts: Facts, mu: Term, function: Term) -> Theorem:
    """A combination of known integrable functions is integrable, or it is one of them.

    Raises:
        Undecided: it was not seen to be one.
    """
    if (known := facts.look_up(make("integrable", mu, function))) is not None:
        return known
    x = new_variable(facts, function, mu)
    body = apply(function, x)
    atoms = {t.conclusion.args[1]: t for t in integrables(facts, mu) if _fits(t.conclusion.args[1], body, x)}
    parts = tuple((_coefficient(body, x, f, [*atoms]), t) for f, t in atoms.items())
    return _total(mu, x, body, parts, facts)


def _fits(function: Term, body: Term, x: Term) -> bool:
    """Whether an unspecified function occurs in the body."""
    return function.op != "lambda" and occurs(apply(function, x), body)


def _coefficient(body: Term, x: Term, function: Term, every: list[Term]) -> Term:
    """What a linear expression multiplies f(x) by."""
    for f in every:
        body = replace(body, apply(f, x), ONE if f is function else ZERO)
    return body


def _total(mu: Term, x: Term, value: Term, parts: Parts, facts: Facts | None = None) -> Theorem:
    """A combination of integrable functions is integrable."""
    wanted = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], x) for _, t in parts])
    equal = (facts or Facts()).settled(algebra.field(Eq(value, wanted)))
    return logic.left(integrals.linear(mu, lam(x, value), parts, integrals.almost_everywhere(mu, x, (), equal)))


@leaf(5)
@once
def _beyond_another(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """s < t from what is known to be less than t unless a variable has one value; with that value by computing."""
    if goal.op != "lt" or not any(t.op == "KL" for t in within(goal.args[1])):
        raise Undecided("no divergence is bounded", "form")
    low, high = goal.args
    near = [t for t in facts.known.values() if _bounds_unless(t.conclusion, high)]
    return first([lambda t=t: _unless(facts, t, low, high) for t in near])


def _bounds_unless(claim: Term, high: Term) -> bool:
    """Whether a claim is u ≠ c ⇒ r < t for a number c."""
    if claim.op != "implies" or claim.args[0].op != "not" or claim.args[0].args[0].op != "eq":
        return False
    bound, numeral = claim.args[1], claim.args[0].args[0].args[1]
    return bound.op == "lt" and bound.args[1].alpha is high.alpha and numeral.op in ("num", "div")


def _unless(facts: Facts, known: Theorem, low: Term, high: Term) -> Theorem:
    """s < t: beyond r in one case, and with the value c in the other."""
    elsewhere = known.conclusion.args[0]
    bound = logic.modus_ponens(known, logic.assume(elsewhere))
    least = bound.conclusion.args[0]
    away = (
        bound if least.alpha is low.alpha else logic.transitivity(by_any_way(facts, logic.truth(), low < least), bound)
    )
    there = rewritten(low < high, logic.assume(elsewhere.args[0]))
    computed = by_any_way(facts, logic.truth(), there.conclusion.args[1])
    here = logic.modus_ponens(logic.converse(there), computed)
    return logic.cases(logic.excluded_middle(elsewhere.args[0]), here, away)


def _falling(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """KL(p‖b) ≤ KL(p‖q) for q ≤ b; between explicit distributions by computing both."""
    (mu, p, b), q = low.args, high.args[2]
    if not (low.free or high.free):
        return by_any_way(facts, logic.truth(), low <= high)
    if place != 2:
        raise Undecided("the second arguments do not differ", "form")
    ends = [logic.right(lemmas.unfolded(finite(facts, finite_kl(mu, p, f)))) for f in (b, q)]
    point = arbitrary(facts, mu, p, b, q)
    there, values = point.facts, [apply(f, point.x) for f in (p, b, q)]
    for claim in (ZERO <= values[0], values[2] <= values[1]):
        there.add(_ordered(there, claim))
    less = point.everywhere(there.settled(comparable.falling(*values)))
    total = integrals.integral_order(less, *ends)
    meanings = [logic.unfold(t) for t in (low, high)]
    return algebra.nonneg(low <= high, ((1, (total,), ()),), ((-ONE, meanings[0], ONE), (ONE, meanings[1], ONE)), ())


GROWTH["KL"] = _falling
