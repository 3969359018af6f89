"""Decoders with independent coordinates: the logarithm of a product, by induction, and of a Gaussian one."""

from __future__ import annotations

from functools import cache

from derivations.kernel import Term, Theorem, algebra, logic, powers, summation
from derivations.kernel.densities import normal
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Product,
    Sum,
    entry,
    exp,
    function,
    log,
    natural,
    pi,
    real,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import NAT, ONE, ZERO, apply, lam, num
from derivations.lemmas import term_by_term
from derivations.lemmas.finite_sums import last_index, later
from derivations.proof import Proof
from derivations.tactics import Facts

i, n, t = natural("i"), natural("n"), real("t")
a = function("a", NAT)


@cache
def logarithm_of_product() -> Theorem:
    """⊢ ∀n. (∀i. i < n ⇒ 0 < a(i)) ⇒ 0 < Πa ∧ log Πa = Σ log a(i)."""

    def claim(count: Term) -> Term:
        product = Product(a(i), i, count)
        return And(ZERO < product, Eq(log(product), Sum(log(a(i)), i, count)))

    def positive(count: Term) -> Term:
        return ForAll(i, Implies(i < count, ZERO < a(i)))

    statement = lam(n, Implies(positive(n), claim(n)))
    none = logic.discharge(positive(ZERO), _no_factor(claim(ZERO)))
    assumed = logic.assume(positive(n + ONE))
    fewer = logic.generalise(i, logic.discharge(i < n, logic.modus_ponens(logic.specialise(assumed, i), later(i, n))))
    last = logic.modus_ponens(logic.specialise(assumed, n), last_index(n))
    known = logic.modus_ponens(logic.assume(apply(statement, n)), fewer)
    return logic.induction(
        statement, n, none, logic.discharge(positive(n + ONE), _one_more(claim(n + ONE), known, last))
    )


def _no_factor(claim: Term) -> Theorem:
    """The claim for n = 0: the empty product is 1, its logarithm and the empty sum are 0."""
    sign, equation = claim.args
    product, total = summation.product_of(sign.args[1]), summation.sum_of(equation.args[1])
    positive = algebra.nonneg(sign, ((1, (), ()),), ((ONE, product, ONE),), ())
    logarithm = logic.congruence(lam(t, log(t)), product)
    parts = ((ONE, logarithm, ONE), (ONE, powers.powers(Eq(log(ONE), ZERO)), ONE), (-ONE, total, ONE))
    return logic.both(positive, algebra.combination(equation, parts, ()))


def _one_more(claim: Term, known: Theorem, last: Theorem) -> Theorem:
    """The claim for n + 1 from that for n and the sign of the factor n."""
    sign, equation = claim.args
    before, factor = logic.left(known), last.conclusion.args[1]
    product, total = summation.product_of(sign.args[1]), summation.sum_of(equation.args[1])
    positive = algebra.nonneg(sign, ((1, (before, last), ()),), ((ONE, product, ONE),), ())
    logarithm = logic.congruence(lam(t, log(t)), product)
    shorter = before.conclusion.args[1]
    law = powers.powers(Eq(log(shorter * factor), log(shorter) + log(factor)))
    law = Facts([before, last]).settled(law)
    parts = tuple((w, e, ONE) for w, e in ((ONE, logarithm), (ONE, law), (ONE, logic.right(known)), (-ONE, total)))
    return logic.both(positive, algebra.combination(equation, parts, ()))


@cache
def count() -> Theorem:
    """⊢ ∀n. Σ_{i<n} 1 = n."""
    statement = lam(n, Eq(Sum(ONE, i, n), n))
    none = summation.sum_of(Sum(ONE, i, ZERO))
    more = summation.sum_of(Sum(ONE, i, n + ONE))
    parts = ((ONE, more, ONE), (ONE, logic.assume(apply(statement, n)), ONE))
    step = algebra.combination(Eq(Sum(ONE, i, n + ONE), n + ONE), parts, ())
    return logic.induction(statement, n, none, step)


def sum_of_logarithms(index: Term, size: Term, factor: Term, sign: Theorem) -> tuple[Theorem, Theorem]:
    """Γ ⊢ ∀i. i < n ⇒ 0 < tᵢ  gives  Γ ⊢ 0 < Πtᵢ  and  Γ ⊢ log Πtᵢ = Σ log tᵢ."""
    law = logic.instantiate(logic.specialise(logarithm_of_product(), size), ((a, lam(index, factor)),))
    both = logic.modus_ponens(law, sign)
    return logic.left(both), logic.right(both)


# The Gaussian decoder
D, sigma = natural("D"), real("sigma")
x, f = vector("x", D), vector("f", D)
SQUARE = sqnorm(x - f) / (2 * sigma**2)
NORMALISER = D / num(2) * log(2 * pi() * sigma**2)


def squared_error(proof: Proof) -> tuple[Theorem, Term]:
    """0 < σ: −log N(x; f, σ²I) = ‖x−f‖²/(2σ²) + (D/2)·log(2πσ²)."""
    joint = exp(-sqnorm(x - f) / (2 * sigma**2)) / (sqrt(2 * pi()) * sigma) ** D
    value = SQUARE + NORMALISER
    return proof.have(Eq(-log(joint), value), by=powers.powers, because="laws of logarithms"), value


def by_coordinates(proof: Proof) -> Theorem:
    """The same for the product of the densities of the coordinates."""
    one, gap = normal(entry(x, i), entry(f, i), sigma), (entry(x, i) - entry(f, i)) ** 2
    sign = proof.have(0 < one, because="a normal density")
    scale, shift = 1 / (2 * sigma**2), log(2 * pi() * sigma**2) / 2
    each = Eq(log(one), -gap / (2 * sigma**2) - shift)
    each = proof.have(each, by=powers.powers, because="laws of logarithms")
    positive, logs = sum_of_logarithms(i, D, one, logic.generalise(i, logic.discharge(i < D, sign)))
    for theorem in (positive, logs):
        proof.have(theorem.conclusion, by=theorem, because="the logarithm of a product is a sum")
    total = term_by_term.expanded(i, D, each, [(-scale, gap), (-shift, ONE)])
    total = proof.have(total.conclusion, by=total, because="the sum is linear")
    size = logic.specialise(count(), D)
    size = proof.have(size.conclusion, by=size, because="D terms")
    apart = Eq(-log(Product(one, i, D)), Sum(gap, i, D) / (2 * sigma**2) + NORMALISER)
    return proof.have(apart, parts=[(-1, logs), (-1, total), (shift, size)], because="insert them")
