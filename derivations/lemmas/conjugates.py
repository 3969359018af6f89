"""The convex conjugate of softplus: the least value of λy + log(1 + eʸ) over y is h(−λ), for −1 ≤ λ ≤ 0.

Here are the parts of that proof, as lines of a `Proof`; `gan_duality` puts them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, limits, logic, order, powers
from derivations.kernel.formulas import And, Eq, Iff, Ne, Not, Or, exp, infinity, log, piecewise, real, tends
from derivations.kernel.terms import ONE, ZERO, lam, num
from derivations.lemmas import logarithm, softplus
from derivations.lemmas.softplus import softplus as soft
from derivations.proof import Proof

y, t, e, B, multiplier = real("y"), real("t"), real("e"), real("B"), real("lam")
HALF: Final = Fraction(1, 2)


def entropy(p: Term) -> Term:
    """h(p) = −p log p − (1 − p) log(1 − p), with h(0) = h(1) = 0."""
    return -piecewise(0 < p, p * log(p)) - piecewise(p < 1, (1 - p) * log(1 - p))


def tilted(slope: Term, at: Term) -> Term:
    """λy + log(1 + eʸ)."""
    return slope * at + soft(at)


def best_score(slope: Term) -> Term:
    """The minimiser y = log(−λ/(1 + λ))."""
    return log(-slope / (1 + slope))


INSIDE: Final = And(-1 < multiplier, multiplier < 0)
CLOSED: Final = And(-1 <= multiplier, multiplier <= 0)


def interior(proof: Proof) -> tuple[Theorem, Theorem]:
    """−1 < λ < 0 ⊢ h(−λ) ≤ λy + log(1 + eʸ); and the value and the only minimiser there."""
    p, q, here = -multiplier, 1 + multiplier, tilted(multiplier, y)
    written = multiplier * log(p) - q * log(q)
    with proof.suppose(INSIDE):
        for sign, reason in ((0 < p, "λ < 0"), (p < 1, "λ > −1"), (0 < q, "λ > −1"), (0 < 1 + exp(y), "eʸ > 0")):
            proof.have(sign, because=reason)
        value = _entropy_inside(proof, written)
        shares = exp(y) / ((1 + exp(y)) * p), 1 / ((1 + exp(y)) * q)
        logs = [y - soft(y) - log(p), -soft(y) - log(q)]
        equal = [
            proof.have(Eq(log(u), a), by=powers.powers, because="laws of logarithms")
            for u, a in zip(shares, logs, strict=True)
        ]
        for share in shares:
            proof.have(0 < share, because="a quotient of positive numbers")
        bounds = [proof.have(log(u) <= u - 1, by=logarithm.bound(u), because="log u ≤ u − 1") for u in shares]
        signs = [proof.known(0 < p), proof.known(0 < q)]
        insert = [(p, equal[0]), (q, equal[1]), (-1, value)]
        terms = [(1, [bound, sign], []) for bound, sign in zip(bounds, signs, strict=True)]
        least = proof.have(entropy(p) <= here, terms=terms, parts=insert, because="Gibbs' inequality on two points")
        both = lemmas.join(value, _only_minimiser(proof, shares[0], bounds[1], insert))
        odds = proof.have(0 < p / q, because="both are positive")
    defined = logic.discharge(INSIDE, odds)
    proof.have(defined.conclusion, by=defined, because="so its logarithm exists")
    found = logic.discharge(INSIDE, both)
    return least, proof.have(found.conclusion, by=found, because="strictly inside")


def _entropy_inside(proof: Proof, written: Term) -> Theorem:
    """h(−λ) = λ log(−λ) − (1 + λ) log(1 + λ), where −λ lies in (0, 1)."""
    whole = entropy(-multiplier)
    pieces = whole.args[0].args[0], whole.args[1]
    taken = [(-1, integrals.branch(piece, proof.known(piece.args[0]))) for piece in pieces]
    return proof.have(Eq(whole, written), parts=taken, because="both −λ and 1 + λ are positive")


def _only_minimiser(proof: Proof, share: Term, other: Theorem, insert: list[tuple[Term, Theorem]]) -> Theorem:
    """λy + log(1 + eʸ) = h(−λ) only for y = log(−λ/(1 + λ))."""
    p, q, here = -multiplier, 1 + multiplier, tilted(multiplier, y)
    level, best = Eq(here, entropy(p)), Eq(y, best_score(multiplier))
    ratio = proof.have(0 < q / p, because="both are positive")
    with proof.suppose(level) as (equal,):
        parts = [(1, insert[0][1]), (q / p, insert[1][1]), (-1 / p, insert[2][1]), (-1 / p, equal)]
        above = proof.have(share - 1 <= log(share), terms=[(1, [other, ratio], [])], parts=parts, because="no gap")
        same = order.antisymmetry(proof.known(log(share) <= share - 1), above)
        proof.have(same.conclusion, by=same, because="so log u = u − 1")
        one = proof.have(Eq(share, 1), by=logarithm.attained(share), because="which holds for u = 1 only")
        odds = proof.have(Eq(exp(y), p / q), parts=[((1 + exp(y)) * p / q, one)], because="solve for eʸ")
        line = proof.calculate(y).equals(log(exp(y)), by=powers.powers, because="the logarithm is the inverse")
        forward = line.equals(best_score(multiplier), by=odds, because="insert").theorem
    with proof.suppose(best) as (there,):
        line = proof.calculate(here).equals(tilted(multiplier, best_score(multiplier)), by=there, because="insert y")
        line.equals(insert[2][1].conclusion.args[1], by=at_best, because="1 + eʸ = 1/(1 + λ)")
        backward = line.equals(entropy(p), by=logic.symmetry(insert[2][1]), because="as above").theorem
    return proof.equivalence(Iff(level, best), forward, backward)


def at_best() -> Theorem:
    """At y = log(−λ/(1 + λ)): λy + log(1 + eʸ) = λ log(−λ) − (1 + λ) log(1 + λ)."""
    p, q, best = -multiplier, 1 + multiplier, best_score(multiplier)
    inner = logic.transitivity(powers.powers(Eq(1 + exp(best), 1 + p / q)), algebra.field(Eq(1 + p / q, 1 / q)))
    same = logic.congruence(lam(t, multiplier * best + log(t)), inner)
    value = multiplier * log(p) - q * log(q)
    return logic.transitivity(same, powers.powers(Eq(multiplier * best + log(1 / q), value)))


def no_entropy(proof: Proof, p: Term) -> Theorem:
    """h(0) = 0 and h(1) = 0."""
    whole = entropy(p)
    pieces = whole.args[0].args[0], whole.args[1]
    empty, full = pieces if p.data == 0 else reversed(pieces)
    never = lemmas.not_below(algebra.nonneg(empty.args[0].args[1] <= empty.args[0].args[0], (), (), ()))
    always = algebra.nonneg(full.args[0], ((1, (), ()),), (), ())
    certain = full.args[1].args[1]
    parts = [(-1, integrals.branch(empty, never)), (-1, integrals.branch(full, always))]
    parts.append((-1, powers.powers(Eq(certain, 0))))
    return proof.have(Eq(whole, 0), parts=parts, because="log 1 = 0, and 0·log 0 is read as 0")


def at_zero(proof: Proof) -> list[Theorem]:
    """At λ = 0: log(1 + eʸ) > 0, and it tends to 0 as y → −∞."""
    sign = proof.have(0 < soft(y), by=softplus.positive(y), because="1 + eʸ > 1")
    weak = proof.have(0 <= soft(-t), by=softplus.positive(-t), because="as above")
    with proof.suppose(0 < t):
        growth = proof.have(log(exp(t)) <= exp(t) - 1, by=logarithm.bound(exp(t)), because="log u ≤ u − 1")
        inverse = proof.have(Eq(log(exp(t)), t), by=powers.powers, because="the logarithm is the inverse")
        gap = proof.have(
            0 <= exp(t) - t, terms=[(1, [growth], []), (1, [], [])], parts=[(1, inverse)], because="t < eᵗ"
        )
        small = proof.have(soft(-t) <= exp(-t), by=softplus.below_exponential(-t), because="log u ≤ u − 1")
        turned = proof.have(Eq(exp(-t), 1 / exp(t)), by=powers.powers, because="law of exponents")
        signs = [proof.have(0 < 1 / exp(t), because="eᵗ > 0"), proof.have(0 < 1 / t, because="t > 0")]
        terms = [(1, [small], []), (1, [gap, *signs], [])]
        above = proof.have(soft(-t) <= 1 / t, terms=terms, parts=[(-1, turned)], because="e⁻ᵗ ≤ 1/t")
    nothing = limits.continuity(tends(ZERO, t, infinity(), 0), ())
    limit = limits.sandwich(t, weak, above, nothing, limits.reciprocal_vanishes(t))
    return [sign, proof.have(limit.conclusion, by=limit, because="between 0 and 1/t")]


def at_minus_one(proof: Proof) -> list[Theorem]:
    """At λ = −1: −y + log(1 + eʸ) = log(1 + e⁻ʸ) > 0, and it tends to 0 as y → ∞."""
    line = proof.calculate(-y + soft(y)).equals(soft(-y), by=softplus.mirrored(y), because="1 + eʸ = eʸ(1 + e⁻ʸ)")
    sign = line.greater_than(0, by=softplus.positive(-y), because="1 + e⁻ʸ > 1").theorem
    limit = proof.known(tends(soft(-t), t, infinity(), 0))
    same = limits.limit_congruence(t, logic.symmetry(softplus.mirrored(t)), limit)
    return [sign, proof.have(same.conclusion, by=same, because="the mirror image")]


def closed(proof: Proof, least: Theorem, ends: list[Theorem], levels: list[Theorem]) -> Theorem:
    """−1 ≤ λ ≤ 0: h(−λ) ≤ λy + log(1 + eʸ)."""
    claim = entropy(-multiplier) <= tilted(multiplier, y)
    with proof.suppose(CLOSED):
        at_end = [
            _at_end(proof, num(place), end, level) for place, end, level in zip((0, -1), ends, levels, strict=True)
        ]
        away = [logic.assume(Ne(multiplier, place)) for place in (0, -1)]
        bounds = lemmas.split(logic.assume(CLOSED))
        strict = [order.strengthen(bound, far) for bound, far in zip(bounds, reversed(away), strict=True)]
        inside = logic.cut(lemmas.join(*strict), least)
        for end, place in zip(at_end, (0, -1), strict=True):
            inside = logic.cases(logic.excluded_middle(Eq(multiplier, place)), end, inside)
        shown = proof.have(claim, by=inside, because="at both ends, and strictly between them")
    found = logic.discharge(CLOSED, shown)
    return proof.have(found.conclusion, by=found, because="on the closed interval")


def _at_end(proof: Proof, place: Term, end: Theorem, level: Theorem) -> Theorem:
    """At λ = 0 or λ = −1: h(−λ) = 0 is below."""
    with proof.suppose(Eq(multiplier, place)) as (here,):
        turned = algebra.combination(Eq(-multiplier, num(-place.data)), ((-ONE, here, ONE),), ())
        same = logic.transitivity(logic.congruence(lam(t, entropy(t)), turned), level)
        none = proof.have(same.conclusion, by=same, because="h vanishes at both ends")
        goal, parts = entropy(-multiplier) <= tilted(multiplier, y), [(-1, none), (y, here)]
        return proof.have(goal, terms=[(1, [end], [])], parts=parts, because="insert λ")


def unbounded(proof: Proof, case: Term, size: Term, sign: int) -> Theorem:
    """For λ > 0 or λ < −1: the value at an explicit y is below any bound B."""
    low = -(B**2 + 2) / size
    place = low if sign > 0 else -low
    with proof.suppose(case):
        proof.have(0 < size, because="in this case")
        far = proof.have(0 < (B**2 + 2) / size, because="a quotient of positive numbers")
        left = proof.have(low <= 0, terms=[(1, [far], [])], because="so y lies far out")
        falls = order.monotone("exp", left)
        proof.have(falls.conclusion, by=falls, because="the exponential grows")
        one = proof.have(Eq(exp(num(0)), 1), by=powers.powers, because="e⁰ = 1")
        bound = proof.have(soft(low) <= exp(low), by=softplus.below_exponential(low), because="log u ≤ u − 1")
        parts = [(-1, one)]
        if sign < 0:
            mirror = softplus.mirrored(place)
            parts.append((-1, proof.have(mirror.conclusion, by=mirror, because="1 + eʸ = eʸ(1 + e⁻ʸ)")))
        terms = [
            (1, [bound], []),
            (1, [proof.known(falls.conclusion)], []),
            (1, [], [B + HALF]),
            (Fraction(3, 4), [], []),
        ]
        below = proof.have(tilted(multiplier, place) < B, terms=terms, parts=parts, because="at most −(B² + 2) + 1 < B")
    found = logic.discharge(case, below)
    return proof.have(found.conclusion, by=found, because="for every bound B")


# Scores within e of the infimum, for every λ of the closed interval
def nearly(slope: Term) -> Term:
    """The minimiser log(−λ/(1 + λ)) where −1 < λ < 0; log e at λ = 0 and −log e at λ = −1, nearly as good."""
    far = piecewise(Eq(slope, 0), log(e), -log(e))
    return piecewise(And(-1 < slope, slope < 0), best_score(slope), far)


def nearly_least(proof: Proof, facts: Sequence[Theorem]) -> Theorem:
    """−1 ≤ λ ≤ 0, 0 < e ⊢ the value there is at most h(−λ) + e; `facts`: the conjugate at y = log(−λ/(1 + λ))."""
    claim = tilted(multiplier, nearly(multiplier)) <= entropy(-multiplier) + e
    with proof.suppose(CLOSED, 0 < e):
        with proof.suppose(INSIDE) as (inside,):
            inner = _near_inside(proof, facts[0], inside, claim)
        with proof.suppose(Not(INSIDE)) as (outside,):
            with proof.suppose(Eq(multiplier, 0)) as (zero,):
                low = _near_end(proof, (zero, outside, zero), facts[2], claim)
            with proof.suppose(Eq(multiplier, -1)) as (minus,):
                away = algebra.nonneg(Ne(multiplier, 0), ((1, (), ()),), ((-ONE, minus, ONE),), ())
                high = _near_end(proof, (minus, outside, away), facts[3], claim)
            end = logic.cases(_an_end(outside), low, high)
        every = logic.cases(logic.excluded_middle(INSIDE), inner, end)
        near = proof.have(claim, by=every, because="in each of the three cases")
    return near


def _an_end(outside: Theorem) -> Theorem:
    """−1 ≤ λ ≤ 0 and not −1 < λ < 0 ⊢ λ = 0 or λ = −1."""
    zero, minus = Eq(multiplier, 0), Eq(multiplier, -1)
    goal = Or(zero, minus)
    low, high = lemmas.split(logic.assume(CLOSED))
    strict = lemmas.join(
        order.strengthen(low, logic.assume(Not(minus))), order.strengthen(high, logic.assume(Not(zero)))
    )
    absurd = logic.by_contradiction(goal, logic.contradiction(strict, outside))
    other = logic.cases(logic.excluded_middle(minus), logic.either(logic.assume(minus), goal), absurd)
    return logic.cases(logic.excluded_middle(zero), logic.either(logic.assume(zero), goal), other)


def _near_inside(proof: Proof, known: Theorem, inside: Theorem, claim: Term) -> Theorem:
    """At the minimiser itself."""
    at = nearly(multiplier)
    chosen = integrals.branch(at, inside)
    _, only = lemmas.split(logic.modus_ponens(known, inside))
    level = logic.modus_ponens(logic.converse(only), logic.reflexivity(best_score(multiplier)))
    line = proof.calculate(tilted(multiplier, at)).equals(
        tilted(multiplier, best_score(multiplier)), by=chosen, because="this case"
    )
    value = line.equals(entropy(-multiplier), by=level, because="the minimum").theorem
    return proof.have(claim, terms=[(1, [proof.known(0 < e)], [])], parts=[(-1, value)], because="e > 0")


def _near_end(proof: Proof, where: tuple[Theorem, Theorem, Theorem], level: Theorem, claim: Term) -> Theorem:
    """At λ = 0 or λ = −1, with the score log e or −log e."""
    here, outside, which = where
    at, place = nearly(multiplier), here.conclusion.args[1]
    chosen = logic.transitivity(integrals.branch(at, outside), integrals.branch(at.args[2], which))
    far = chosen.conclusion.args[1]
    turned = algebra.combination(Eq(-multiplier, num(-place.data)), ((-ONE, here, ONE),), ())
    none = logic.transitivity(logic.congruence(lam(t, entropy(t)), turned), level)
    none = proof.have(none.conclusion, by=none, because="h vanishes at both ends")
    bound = proof.have(soft(log(e)) <= exp(log(e)), by=softplus.below_exponential(log(e)), because="log u ≤ u − 1")
    inverse = proof.have(Eq(exp(log(e)), e), by=powers.powers, because="the logarithm is the inverse")
    line = proof.calculate(tilted(multiplier, at)).equals(tilted(multiplier, far), by=chosen, because="this case")
    line.equals(place * far + soft(far), parts=[(far, here)], because="insert λ")
    if place.data:
        line.equals(soft(log(e)), by=softplus.mirrored(far), because="1 + eʸ = eʸ(1 + e⁻ʸ)")
    parts = [(-1, line.theorem), (1, none), (-1, inverse)]
    return proof.have(claim, terms=[(1, [bound], [])], parts=parts, because="log(1 + e) ≤ e")
