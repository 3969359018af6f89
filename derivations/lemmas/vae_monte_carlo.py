"""The Monte Carlo estimate of a mean E_q[f] from M independent samples: where it lies on average, and how far off.

The samples Z(0), …, Z(M − 1) are functions of the points ω of a sample space with a density p; each has the density q
with respect to a measure ν on columns, and any two of them are independent.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import NamedTuple

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic
from derivations.kernel.densities import density, expectation, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    Implies,
    Integral,
    Ne,
    Sum,
    function,
    integrable,
    measure,
    natural,
    piecewise,
    point,
    vector,
)
from derivations.kernel.random_vectors import independent, law_of_image
from derivations.kernel.terms import NAT, ONE, SPACE, Sort, lam, make, num
from derivations.lemmas import finite_sums, guarded, term_by_term
from derivations.lemmas.below import at, below, every
from derivations.lemmas.expectations import Space
from derivations.lemmas.sums_of_integrals import sum_of_integrals
from derivations.proof import Proof

mu, p, w = measure("mu"), function("p"), point("omega")
d, M, m, k = natural("d"), natural("M"), natural("m"), natural("k")
z = vector("z", d)
nu, q, f = measure("nu", z.sort), function("q", z.sort), function("f", z.sort)
Z = function("Z", NAT, Sort("function", SPACE, z.sort))
phi, psi = function("phi", z.sort), function("psi", z.sort)
HALF = num(Fraction(1, 2))

LAW = below(m, M, pushes_forward(mu, p, Z(m), nu, q))
APART = below(k, M, below(m, M, Implies(Ne(k, m), independent(mu, p, Z(k), Z(m)))))
SQUARE = integrable(f(z) ** 2 * q(z), z, nu)
GIVEN = [1 <= M, density(mu, p), density(nu, q), LAW, APART, make("measurable", f), SQUARE]

ESTIMATE = Sum(f(Z(m)(w)), m, M) / M
MEAN = expectation(nu, q, f)
OFF = f(z) - MEAN
VARIANCE = expectation(nu, q, lam(z, OFF**2))


def deviation(index: Term) -> Term:
    """How far the value at a sample is from the mean."""
    return f(Z(index)(w)) - MEAN


def pair(first: Term, second: Term) -> Term:
    """The product of two deviations, weighed."""
    return deviation(first) * deviation(second) * p(w)


class Moments(NamedTuple):
    """What is known of f under q: three functions are integrable, and their integrals."""

    first: Theorem
    mean: Theorem
    off: Theorem
    none: Theorem
    square: Theorem
    variance: Theorem


def moments(proof: Proof) -> Moments:
    """The integrals of f, f − E_q[f] and (f − E_q[f])² times q: E_q[f], 0 and the variance."""
    space, square = Space(proof, nu, z), proof.known(SQUARE)
    mass, one = space.density(q)
    sign = proof.known(0 <= q(z))
    first = _mean_exists(space, sign, square, mass)
    mean = _named(proof, MEAN, sign, f(z), first)
    off, value = space.linear(OFF * q(z), [(1, first), (-MEAN, mass)], because="∫q = 1")
    weights = [(1, value), (-1, mean), (-MEAN, one)]
    none = proof.have(Eq(space.integral(OFF * q(z)), 0), parts=weights, because="∫q = 1")
    parts = [(1, square), (-2 * MEAN, first), (MEAN**2, mass)]
    spread, _ = space.linear(OFF**2 * q(z), parts, because="multiply out")
    return Moments(first, mean, off, none, spread, _named(proof, VARIANCE, sign, OFF**2, spread))


def _mean_exists(space: Space, sign: Theorem, square: Theorem, mass: Theorem) -> Theorem:
    """f·q is integrable, since |f| ≤ 1 + f²."""
    body, bound = f(z) * q(z), f(z) ** 2 * q(z) + q(z)
    high = space.linear(bound, [(1, square), (1, mass)], because="a sum")[0]
    low = space.linear(-bound, [(-1, high)], because="a multiple")[0]
    sides = []
    for goal, shift in ((-bound <= body, HALF), (body <= bound, -HALF)):
        terms = ((1, (sign,), (f(z) + shift,)), (Fraction(3, 4), (sign,), ()))
        sides.append(space.almost(goal, by=partial(algebra.nonneg, goal, terms, (), ()), because="|f| ≤ 1 + f²"))
    found = integrals.squeezed(space.measurable(body), *sides, low, high)
    return space.proof.have(found.conclusion, by=found, because="between two integrable functions")


def _named(proof: Proof, name: Term, sign: Theorem, value: Term, plain: Theorem) -> Theorem:
    """E_q[v], by this name, exists and is ∫v·q."""
    same = algebra.field(Eq(q(z) * value, value * q(z)))
    exists, equal = guarded.mean(z, sign, value, [(ONE, plain)], same)
    proof.have(exists.conclusion, by=exists, because="q ≥ 0")
    return proof.have(Eq(name, Integral(value * q(z), z, nu)), by=equal, because="q ≥ 0")


def _image(proof: Proof, value: Term, index: Term, exists: Theorem) -> tuple[Theorem, Theorem]:
    """The mean of a function of the sample m < M exists, and it is that under q."""
    goal = make("measurable", lam(z, value))
    measured = proof.have(goal, by=integrals.composed(goal), because="made of measurable functions")
    law = law_of_image(proof.known(density(mu, p)), at(proof.known(LAW), index), measured)
    both, same = lemmas.split(law)
    return logic.modus_ponens(logic.converse(both), exists), logic.modus_ponens(same, exists)


def unbiased(proof: Proof, known: Moments) -> Theorem:
    """E[estimate] = E_q[f]: every term of the sum has this mean."""
    body = f(Z(m)(w)) * p(w)
    with proof.suppose(m < M, because="for each sample"):
        exists, value = _image(proof, f(z), m, known.first)
        exists = proof.have(integrable(body, w, mu), by=exists, because="Z(m) has the density q")
        value = proof.have(Eq(Integral(body, w, mu), MEAN), parts=[(1, value), (-1, known.mean)], because="its mean")
    exists, total = sum_of_integrals(every(m, M, exists))
    total = proof.have(total.conclusion, by=total, because="the integral of a sum, by induction on M")
    level = logic.transitivity(term_by_term.equal(m, M, value), term_by_term.constant(M, MEAN))
    level = proof.have(level.conclusion, by=level, because="M equal terms")
    inside = term_by_term.expanded(m, M, logic.reflexivity(body), [(p(w), f(Z(m)(w)))])
    same = Eq(p(w) * ESTIMATE, 1 / M * Sum(body, m, M))
    same = proof.have(same, parts=[(-1 / M, inside)], because="p is a common factor")
    value, weights = _over_samples(proof, ESTIMATE, [(1 / M, exists)], same), [(1 / M, total), (1 / M, level)]
    goal = Eq(value.conclusion.args[0], MEAN)
    return proof.have(goal, parts=[(1, value), *weights], because="1/M·M = 1")


def _over_samples(proof: Proof, value: Term, parts: list[tuple[Term, Theorem]], same: Theorem) -> Theorem:
    """The expectation over the samples exists, and what it is."""
    exists, equal = guarded.mean(w, proof.known(0 <= p(w)), value, parts, same)
    proof.have(exists.conclusion, by=exists, because="p ≥ 0")
    goal = Eq(expectation(mu, p, lam(w, value)), equal.conclusion.args[1])
    return proof.have(goal, by=equal, because="p ≥ 0")


def squared_error(proof: Proof, known: Moments) -> Theorem:
    """E[(estimate − E_q[f])²] = V/M: of M² products of deviations only the M squares have a mean that is not 0."""
    with proof.suppose(k < M, because="for each sample"):
        with proof.suppose(m < M, because="and each other one"):
            exists, value = _pair(proof, known)
        inner, total = sum_of_integrals(every(m, M, exists))
        total = proof.have(total.conclusion, by=total, because="the integral of a sum")
        one = term_by_term.equal(m, M, value)
        single = _single()
        row = Eq(total.conclusion.args[0], VARIANCE)
        row = proof.have(row, parts=[(1, total), (1, one), (1, single)], because="one square")
    exists, total = sum_of_integrals(every(k, M, inner))
    total = proof.have(total.conclusion, by=total, because="the integral of a sum")
    level = logic.transitivity(term_by_term.equal(k, M, row), term_by_term.constant(M, VARIANCE))
    level = proof.have(level.conclusion, by=level, because="M equal terms")
    same = _square_of_sum(proof)
    value = _over_samples(proof, (ESTIMATE - MEAN) ** 2, [(1 / M**2, exists)], same)
    goal = Eq(value.conclusion.args[0], VARIANCE / M)
    weights = [(1 / M**2, total), (1 / M**2, level)]
    return proof.have(goal, parts=[(1, value), *weights], because="M/M² = 1/M")


def _claim() -> tuple[Term, Term]:
    """The mean of a product of two deviations: the variance for a sample and itself, else 0."""
    value = Integral(pair(k, m), w, mu)
    return integrable(pair(k, m), w, mu), Eq(value, piecewise(Eq(k, m), VARIANCE))


def _pair(proof: Proof, known: Moments) -> tuple[Theorem, Theorem]:
    """k, m < M ⊢ the mean of the product of both deviations."""
    goal, same = And(*_claim()), Eq(k, m)
    with proof.suppose(same, because="the same sample") as (equal,):
        square = proof.have(goal, by=_square(proof, known, equal), because="the variance")
    with proof.suppose(Ne(k, m), because="different samples, which are independent") as (different,):
        apart = proof.have(goal, by=_apart(proof, known, different), because="the product of the means is 0")
    both = logic.cases(logic.excluded_middle(same), square, apart)
    exists, value = lemmas.split(proof.have(goal, by=both, because="in both cases"))
    return exists, value


def _square(proof: Proof, known: Moments, equal: Theorem) -> Theorem:
    """k = m ⊢ the product is a square, whose mean is the variance."""
    exists, value = _image(proof, OFF**2, m, known.square)
    off = logic.congruence(lam(k, deviation(k)), equal)
    body = deviation(m) ** 2 * p(w)
    same = algebra.combination(Eq(pair(k, m), body), ((deviation(m) * p(w), off, ONE),), ())
    everywhere = integrals.almost_everywhere(mu, w, (), same)
    exists, plain = lemmas.split(integrals.linear(mu, lam(w, pair(k, m)), ((ONE, exists),), everywhere))
    _, goal = _claim()
    branch = integrals.branch(goal.args[1], equal)
    parts = ((ONE, plain), (ONE, value), (-ONE, known.variance), (-ONE, branch))
    return logic.both(exists, algebra.combination(goal, tuple((c, t, ONE) for c, t in parts), ()))


def _apart(proof: Proof, known: Moments, different: Theorem) -> Theorem:
    """k ≠ m ⊢ the mean of the product is the product of the means, 0."""
    first, second = (_image(proof, OFF, index, known.off) for index in (k, m))
    law = lemmas.unfolded(logic.modus_ponens(at(at(proof.known(APART), k), m), different))
    law = logic.specialise(logic.specialise(law, phi), psi)
    law = logic.instantiate(law, ((phi, lam(z, OFF)), (psi, lam(z, OFF))))
    measured = proof.known(make("measurable", lam(z, OFF)))
    exists, value = lemmas.split(logic.modus_ponens(law, lemmas.join(measured, measured, first[0], second[0])))
    _, goal = _claim()
    branch = integrals.branch(goal.args[1], different)
    other = second[1].conclusion.args[0]
    none = logic.transitivity(first[1], known.none)
    parts = ((ONE, value), (other, none), (-ONE, branch))
    return logic.both(exists, algebra.combination(goal, tuple((c, t, ONE) for c, t in parts), ()))


def _single() -> Theorem:
    """k < M ⊢ Σ_{m<M} (the variance where m = k) is the variance."""
    law = logic.left(logic.specialise(finite_sums.single_term(), M))
    names = ((finite_sums.m, k), (finite_sums.c, VARIANCE), (finite_sums.f, lam(k, ONE)))
    law = logic.modus_ponens(logic.instantiate(law, names), logic.assume(k < M))
    one = piecewise(Eq(k, m), VARIANCE)
    plain = term_by_term.expanded(m, M, logic.reflexivity(one), [(ONE, one * 1)])
    return algebra.combination(Eq(Sum(one, m, M), VARIANCE), ((ONE, plain, ONE), (ONE, law, ONE)), ())


def _square_of_sum(proof: Proof) -> Theorem:
    """p·(estimate − E_q[f])² is 1/M² times the sum of all products of two deviations."""
    values, offs = Sum(f(Z(m)(w)), m, M), Sum(deviation(m), m, M)
    apart = term_by_term.expanded(m, M, logic.reflexivity(deviation(m)), [(1, f(Z(m)(w))), (-1, MEAN)])
    level = term_by_term.constant(M, MEAN)
    off = proof.have(Eq(offs, values - M * MEAN), parts=[(1, apart), (-1, level)], because="M equal terms")
    row = term_by_term.expanded(m, M, logic.reflexivity(pair(k, m)), [(deviation(k) * p(w), deviation(m))])
    rows = term_by_term.expanded(k, M, row, [(offs * p(w), deviation(k))])
    total = rows.conclusion.args[0]
    rows = proof.have(Eq(total, p(w) * offs**2), by=rows, because="a product of two sums")
    goal = Eq(p(w) * (ESTIMATE - MEAN) ** 2, 1 / M**2 * total)
    factor = p(w) / M**2 * (offs + values - M * MEAN)
    return proof.have(goal, parts=[(-1 / M**2, rows), (-factor, off)], because="estimate − E_q[f] is this sum over M")
