"""Divergences between explicit distributions on 0, …, n − 1: their values as logarithms, and where one is least.

Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from derivations.kernel import Term, Theorem, algebra, integrals, logic, powers, summation
from derivations.kernel.densities import KL
from derivations.kernel.formulas import Eq, Implies, Ne, Sum, column, counting, entry, log, natural
from derivations.kernel.terms import ONE, apply, lam, num
from derivations.lemmas import logarithm
from derivations.lemmas.relative import relative
from derivations.proof import Calculation, Proof
from derivations.refuter.evaluate import evaluate

Values = Sequence[Term]
i = natural("i")


def weights(values: Values) -> Term:
    """The density with these values at 0, 1, …, for the counting measure."""
    return lam(i, entry(column(*values), i))


def divergence(p: Values, q: Values) -> Term:
    """KL(p‖q) for the distributions with these values."""
    return KL(counting(len(p)), weights(p), weights(q))


def written_out(p: Values, q: Values) -> Term:
    """Σ pᵢ·log(pᵢ/qᵢ), term by term."""
    return integrals.combined(p, [log(u / v) for u, v in zip(p, q, strict=True)])


def sum_of_logs(proof: Proof, p: Values, q: Values) -> Calculation:
    """The calculation that begins KL(p‖q) = Σ pᵢ·log(pᵢ/qᵢ), for values known to be positive."""
    first, second = weights(p), weights(q)
    whole = Sum(relative(apply(first, i), apply(second, i)), i, len(p))
    terms = [relative(apply(first, num(j)), apply(second, num(j))) for j in range(len(p))]
    parts = [summation.sum_of(whole), *(integrals.branch(u, proof.facts.prove(u.args[0])) for u in terms)]
    line = proof.calculate(divergence(p, q))
    return line.equals(written_out(p, q), parts=[(1, part) for part in parts], because="a sum of positive terms")


class Certificate(NamedTuple):
    """Why a divergence is least at one value of a parameter a and nowhere else.

    It is `value` − w·log u − v·log r with w(u − 1) + v(r − 1) = 0, and a − best = scale·(u − 1).
    """

    best: Term
    value: Term
    ratios: tuple[Term, Term]
    weights: tuple[Term, Term]
    scale: Term


def only_least(proof: Proof, a: Term, pair: Callable[[Term], tuple[Values, Values]], why: Certificate) -> Theorem:
    """A ≠ best ⇒ the divergence of the pair at `best` is less than at a, from log u ≤ u − 1."""
    (u, r), (w, v) = why.ratios, why.weights
    numbers = [[num(evaluate(t, {})) for t in values] for values in pair(why.best)]
    there = sum_of_logs(proof, *pair(why.best)).equals(written_out(*numbers), because="insert a")
    there.equals(why.value, by=powers.powers, because="laws of logarithms")
    here = sum_of_logs(proof, *pair(a))
    here.equals(why.value - w * log(u) - v * log(r), by=powers.powers, because="laws of logarithms")
    with proof.suppose(Ne(a, why.best)) as (elsewhere,):
        _distinct(proof, u, elsewhere, why.scale)
        strict = proof.have(log(u) < u - 1, by=logarithm.strict_bound(u), because="log u < u − 1 for u ≠ 1")
        weak = proof.have(log(r) <= r - 1, by=logarithm.bound(r), because="log u ≤ u − 1")
        signs = [proof.have(0 < weight, because="a weight") for weight in why.weights]
        goal = there.theorem.conclusion.args[0] < here.theorem.conclusion.args[0]
        terms = [(1, [bound, sign], []) for bound, sign in zip((strict, weak), signs, strict=True)]
        parts = [(1, here.theorem), (-1, there.theorem)]
        less = proof.have(goal, terms=terms, parts=parts, because="the other terms cancel")
    found = logic.discharge(elsewhere.conclusion, less)
    return proof.have(Implies(elsewhere.conclusion, goal), by=found, because="everywhere else it is greater")


def _distinct(proof: Proof, u: Term, elsewhere: Theorem, scale: Term) -> Theorem:
    """U ≠ 1, from a ≠ best and a − best = scale·(u − 1)."""
    equal, level = elsewhere.conclusion.args[0], logic.assume(Eq(u, 1))
    absurd = logic.contradiction(algebra.combination(equal, ((scale, level, ONE),), ()), elsewhere)
    negated = logic.negate(level.conclusion, absurd)
    return proof.have(negated.conclusion, by=negated, because="otherwise a would be that value")
