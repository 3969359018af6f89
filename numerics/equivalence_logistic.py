"""Means over z ~ N(0, 1) of k·f′(a + bz) + r or c·f(a + bz) + r, where f′(u) = 1 − σ(u) and f(u) = −log(1 + e⁻ᵘ).

Here k = p + qz, and r is a polynomial in z. Such means exist; they stay the same when z becomes −z.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final, NamedTuple

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, lebesgue, logic
from derivations.kernel.densities import normal
from derivations.kernel.formulas import Eq, fresh
from derivations.kernel.formulas import lebesgue as line
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num, replace, substitute
from derivations.lemmas.dirac import f, slope
from derivations.lemmas.dirac_integrals import force_exists, loss_exists, z
from derivations.lemmas.integrands import everywhere
from derivations.tactics import Facts
from numerics.equivalence_core import equality, leaf
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_moments import moment
from numerics.equivalence_places import within
from numerics.equivalence_reflected import size

OVER: Final = line()
WEIGHT: Final = normal(z, num(0), num(1))
Pair = tuple[Term, Term]


class Shape(NamedTuple):
    """An integrand N(z; 0, 1)·(k·y + r), where y is f or f′ at a + bz; r and k do not have y in them."""

    body: Term
    factor: Term
    rest: Term
    y: Term
    inside: Pair

    @property
    def line(self) -> Pair:
        """The p and q of k = p + qz."""
        return _affine(self.factor)

    @property
    def loss(self) -> bool:
        """Whether y is f."""
        return self.y.op == "neg"


def _affine(term: Term) -> Pair:
    """The a and b of t = a + bz.

    Raises:
        Undecided: there are none.
    """
    start = substitute(term, {z: ZERO})
    rate = substitute(term, {z: ONE}) - start
    algebra.field(Eq(term, start + rate * z))
    return start, rate


def shape(mu: Term, function: Term) -> Shape:
    """The parts of an integrand.

    Raises:
        Undecided: it has another form.
    """
    if mu.alpha is not OVER.alpha or function.op != "lambda" or z in function.free:
        raise Undecided("this is no function on the line", "form")
    whole = apply(function, z)
    if whole.op != "mul" or whole.args[0].alpha is not WEIGHT.alpha:
        raise Undecided("this is no mean over N(0, 1)", "form")
    body = whole.args[1]
    cores = [*{t.alpha: t for t in within(body) if t.op == "sigmoid" or _soft(t)}.values()]
    if len(cores) != 1 or cores[0].loose:
        raise Undecided("there is no single logistic function", "form")
    (core,), hole = cores, fresh("y", REAL, body)
    inside = core.args[0] if core.op == "sigmoid" else -core.args[0].args[1].args[0]
    y, value = (slope(inside), 1 - hole) if core.op == "sigmoid" else (f(inside), -hole)
    turned = replace(body, core, value)
    rest = substitute(turned, {hole: ZERO})
    factor = substitute(turned, {hole: ONE}) - rest
    algebra.field(Eq(turned, factor * hole + rest))
    return Shape(body, factor, rest, y, _affine(inside))


def _soft(term: Term) -> bool:
    """Whether a term is log(1 + eᵛ)."""
    inner = term.args[0] if term.op == "log" else term
    return term.op == "log" and inner.op == "add" and inner.args[0] is ONE and inner.args[1].op == "exp"


def null(term: Term) -> bool:
    """Whether a number is 0 by normal form."""
    with suppress(ProofError):
        return not algebra.field(Eq(term, ZERO)).hypotheses
    return False


@leaf(0)
def _integrable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """N·(k·y + r) is integrable."""
    mu, function = integrable_parts(goal)
    return lemmas.renamed(goal, exists(facts, shape(mu, function)))


def exists(facts: Facts, parts: Shape) -> Theorem:
    """⊢ N·(k·y + r) is integrable; for f the factor k has no z in it.

    Raises:
        Undecided: it has.
    """
    return logic.left(summed(facts, parts))


def summed(facts: Facts, parts: Shape) -> Theorem:
    """⊢ N·(k·y + r) is integrable ∧ its integral is that of N·k·y, or k times that of N·y, and that of N·r.

    Raises:
        Undecided: y is f, and k has a z in it.
    """
    p, q = parts.line
    if parts.loss and not null(q):
        raise Undecided("the logarithm has a factor that is not constant", "form")
    known = [(p, loss_exists(parts.y, *parts.inside))] if parts.loss else [(ONE, _force(parts))]
    if not null(parts.rest):
        known.append((ONE, logic.left(moment(facts, OVER, lam(z, WEIGHT * parts.rest)))))
    wanted = integrals.combined([c for c, _ in known], [apply(t.conclusion.args[1], z) for _, t in known])
    same = everywhere(OVER, z, facts.settled(algebra.field(Eq(WEIGHT * parts.body, wanted))))
    return integrals.linear(OVER, lam(z, WEIGHT * parts.body), tuple(known), same)


def _force(parts: Shape) -> Theorem:
    return force_exists(parts.factor * parts.y, parts.inside, parts.line)


@equality(-1)
def _reflected(facts: Facts, old: Term, new: Term) -> Theorem:
    """The mean of what depends on −z is that of what depends on z in the same way."""
    if not old.op == new.op == "integral":
        raise Undecided("these are no two integrals", "form")
    before, after = (shape(*t.args) for t in (old, new))
    sums = before.inside[0] - after.inside[0], before.inside[1] + after.inside[1]
    if not all(map(null, sums)):
        raise Undecided("the one is no reflection of the other", "form")
    turned = turned_round(facts, old.args[1], exists(facts, before))
    there, aim = turned.conclusion.args[1].args[1], new.args[1]
    equal = facts.settled(algebra.field(Eq(apply(there, z), apply(aim, z))))
    hole = fresh("f", aim.sort, old, new)
    last = logic.congruence(lam(hole, make("integral", OVER, hole)), logic.abstraction(z, equal))
    return lemmas.renamed(Eq(old, new), logic.transitivity(turned, last))


def turned_round(facts: Facts, function: Term, known: Theorem) -> Theorem:
    """⊢ ∫f(x) dx = ∫f(−x) dx, for an integrable f."""
    moved = facts.settled(lebesgue.affine_substitution(-ONE, ZERO, function))
    value = logic.modus_ponens(lemmas.split(moved)[1], known)
    factor, there = value.conclusion.args[1].args
    parts = ((ONE, value, ONE), (there, size(factor), ONE))
    return facts.settled(algebra.combination(Eq(value.conclusion.args[0], there), parts, ()))
