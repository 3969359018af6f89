"""Diagonal matrices of any size: their determinant, their definiteness, and that there are such matrices.

S is diagonal with the entries a₀, a₁, … when it is symmetric and S·eᵢ = aᵢ·eᵢ for every i. The language has no way to
write such a matrix down, so that statements are about any S with these properties. Everything here only asks the
kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, matrices, order, summation, vectors
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Product,
    det,
    entry,
    function,
    identity,
    matrix,
    natural,
    piecewise,
    positive_definite,
    real,
    symmetric,
    unit,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, PROP, ZERO, apply, lam, make, substitute, var
from derivations.lemmas import term_by_term, unit_columns
from derivations.lemmas.below import at
from derivations.lemmas.finite_sums import last_index, later
from derivations.lemmas.vanishing_sums import zero_sum
from derivations.tactics import Facts

n, i, j, k = natural("n"), natural("i"), natural("j"), natural("k")
S, a, v = matrix("S", n, n), function("a", NAT), vector("v", n)


def diagonal(s: Term, entries: Term, index: Term = i) -> Term:
    """∀i. i < n ⇒ S·eᵢ = aᵢ·eᵢ."""
    e = unit(s.shape[0], index)
    return ForAll(index, Implies(index < s.shape[0], Eq(s * e, apply(entries, index) * e)))


# The determinant
@cache
def _determinant() -> Theorem:
    turned = algebra.combination(
        Eq(unit(n, i).T * S, a(i) * unit(n, i).T),
        ((ONE, _transposed(at(logic.assume(diagonal(S, a)), i)), ONE),),
        (logic.assume(symmetric(S)),),
    )
    first, second = (unit_columns.product_with(i, u) for u in (S * v, v))
    goal = Eq(entry(S * v, i), a(i) * entry(v, i))
    row = algebra.combination(goal, ((-ONE, first, ONE), (a(i), second, ONE), (ONE, turned, v)), ())
    before = ForAll(j, Implies(j < i, Eq(entry(v, j), ZERO)))
    premise = logic.generalise(v, logic.discharge(before, row))
    premise = logic.generalise(i, logic.discharge(i < n, premise))
    return lemmas.renamed(Eq(det(S), Product(a(i), i, n)), matrices.triangular(S, a, premise))


def _transposed(equation: Theorem) -> Theorem:
    """Γ ⊢ u = v  gives  Γ ⊢ uᵀ = vᵀ."""
    left, _ = equation.conclusion.args
    u = vector("u", left.shape[0])
    return logic.congruence(lam(u, u.T), equation)


def determinant(s: Term, entries: Term) -> Theorem:
    """S symmetric, S·eᵢ = aᵢ·eᵢ for i < n  ⊢  det S = Π aᵢ."""
    return logic.instantiate(_determinant(), ((n, s.shape[0]), (S, s), (a, entries)))


@cache
def _determinant_of_scalar() -> Theorem:
    c = real("c")
    scaled = c * identity(n)
    facts = Facts([lemmas.symmetric_by_field(scaled)])
    each = logic.discharge(i < n, algebra.field(Eq(scaled * unit(n, i), c * unit(n, i))))
    constant = lam(i, c)
    whole = logic.cut(
        lemmas.renamed(diagonal(scaled, constant), logic.generalise(i, each)), determinant(scaled, constant)
    )
    whole = logic.cut(facts.prove(symmetric(scaled)), whole)
    return logic.transitivity(whole, logic.specialise(_power(), n))


@cache
def _power() -> Theorem:
    """⊢ ∀n. Π_{i<n} c = cⁿ."""
    c = real("c")
    statement = lam(n, Eq(Product(c, i, n), c**n))
    base = algebra.combination(apply(statement, ZERO), ((ONE, summation.product_of(Product(c, i, ZERO)), ONE),), ())
    more = summation.product_of(Product(c, i, n + ONE))
    parts = (ONE, more, ONE), (c, logic.assume(apply(statement, n)), ONE)
    return logic.induction(statement, n, base, algebra.combination(apply(statement, n + ONE), parts, ()))


def determinant_of_scalar(size: Term, c: Term) -> Theorem:
    """⊢ det(c·I) = cⁿ."""
    return logic.instantiate(_determinant_of_scalar(), ((n, size), (real("c"), c)))


def determinant_of_identity(action: Theorem, column: Term) -> Theorem:
    """Γ ⊢ M·v = v for the variable v, which is not in Γ,  gives  Γ ⊢ det M = 1."""
    m = action.conclusion.args[0].args[0]
    size = m.shape[0]
    row = logic.congruence(lam(column, entry(column, i)), action)
    row = algebra.combination(Eq(row.conclusion.args[0], ONE * row.conclusion.args[1]), ((ONE, row, ONE),), ())
    before = ForAll(j, Implies(j < i, Eq(entry(column, j), ZERO)))
    premise = logic.generalise(column, logic.discharge(before, row))
    premise = logic.generalise(i, logic.discharge(i < size, premise))
    whole = matrices.triangular(m, lam(i, ONE), premise)
    power = logic.instantiate(logic.specialise(_power(), size), ((real("c"), ONE),))
    return algebra.combination(Eq(det(m), ONE), ((ONE, whole, ONE), (ONE, power, ONE)), ())


# Definiteness
_W = unit(n, i).T * v  # an entry of v
_SQUARE = a(i) * _W**2


@cache
def _sum_of_squares() -> Theorem:
    """S symmetric, S·eᵢ = aᵢ·eᵢ ⊢ vᵀSv = Σ aᵢvᵢ²."""
    action = at(logic.assume(diagonal(S, a)), i)
    product = unit_columns.product(v, S * v)
    summand = apply(product.conclusion.args[1].args[1], i)
    known = (logic.assume(symmetric(S)),)
    same = algebra.combination(Eq(summand, _SQUARE), ((_W, _transposed(action), v),), known)
    return logic.transitivity(product, term_by_term.equal(i, n, same))


@cache
def _definite() -> Theorem:
    sign = at(logic.assume(ForAll(i, Implies(i < n, ZERO < a(i)))), i)
    total, form = _sum_of_squares(), v.T * S * v
    each = algebra.nonneg(ZERO <= _SQUARE, ((1, (sign,), (_W,)),), (), ())
    weak = algebra.nonneg(ZERO <= form, ((1, (sum_at_least_zero(i, n, each),), ()),), ((ONE, total, ONE),), ())
    nothing = logic.assume(Eq(form, ZERO))
    none = algebra.combination(Eq(total.conclusion.args[1], ZERO), ((ONE, nothing, ONE), (-ONE, total, ONE)), ())
    every = at(logic.modus_ponens(zero_sum(i, n, each), none), i)
    square = algebra.combination(Eq(_W**2, ZERO), ((ONE / a(i), every, ONE),), ())
    zero = _zero_column(lemmas.vanishes(logic.cut(lemmas.nonzero_of_positive(sign), square)))
    absurd = logic.contradiction(zero, logic.assume(Ne(v, zeros(n))))
    strict = order.strengthen(weak, logic.negate(nothing.conclusion, absurd))
    return lemmas.definite_by(S, v, strict, (logic.assume(symmetric(S)),))


def _zero_column(flat: Theorem) -> Theorem:
    """Γ, i < n ⊢ eᵢᵀv = 0  gives  Γ ⊢ v = 0."""
    here, there = entry(v, i), entry(zeros(n), i)
    nothing = vectors.entry_of(Eq(there, ZERO))
    parts = (-ONE, unit_columns.product_with(i, v), ONE), (ONE, flat, ONE), (-ONE, nothing, ONE)
    same = algebra.combination(Eq(here, there), parts, ())
    return vectors.extensional(logic.generalise(i, logic.discharge(i < n, same)))


def sum_at_least_zero(index: Term, count: Term, sign: Theorem) -> Theorem:
    """Γ, i < n ⊢ 0 ≤ f(i)  gives  Γ ⊢ 0 ≤ Σf."""
    nothing = term_by_term.expanded(index, count, algebra.field(Eq(ZERO, ZERO)), [])
    return logic.rewrite(term_by_term.at_most(index, count, sign), nothing)


def definite(s: Term, entries: Term) -> Theorem:
    """S symmetric, S·eᵢ = aᵢ·eᵢ and aᵢ > 0 for i < n  ⊢  S positive definite."""
    return logic.instantiate(_definite(), ((n, s.shape[0]), (S, s), (a, entries)))


# Existence
def _up_to(count: Term) -> Term:
    """Some symmetric S has S·eᵢ = aᵢ·eᵢ for i < k and S·eᵢ = 0 from there on."""
    action = Eq(S * unit(n, i), piecewise(i < count, a(i)) * unit(n, i))
    return Exists(S, And(symmetric(S), ForAll(i, Implies(i < n, action))))


@cache
def _existence() -> Theorem:
    """⊢ ∀k. some symmetric S has S·eᵢ = aᵢ·eᵢ for i < k and S·eᵢ = 0 from there on."""
    return logic.induction(lam(k, _up_to(k)), k, _nothing(), _one_more())


def _nothing() -> Theorem:
    """S = 0 for k = 0."""
    zero, e = zeros(n, n), unit(n, i)
    ends = logic.assume(i < ZERO), order.natural_nonneg(i)
    absurd = algebra.nonneg(FALSE, tuple((1, (end,), ()) for end in ends), (), ())
    outside = integrals.branch(piecewise(i < ZERO, a(i)), logic.negate(i < ZERO, absurd))
    action = algebra.combination(Eq(zero * e, outside.conclusion.args[0] * e), ((-ONE, outside, e),), ())
    return _shown(ZERO, zero, (), action)


def _shown(count: Term, s: Term, known: tuple[Theorem, ...], action: Theorem) -> Theorem:
    """There is such a matrix, since this one is."""
    every = logic.generalise(i, logic.discharge(i < n, action))
    return logic.exhibit(_up_to(count), s, logic.both(lemmas.symmetric_by_field(s, known), every))


def _one_more() -> Theorem:
    """S + aₖ·eₖ·eₖᵀ for k + 1."""
    e, last = unit(n, i), unit(n, k)
    old = logic.assume(And(symmetric(S), ForAll(i, Implies(i < n, Eq(S * e, piecewise(i < k, a(i)) * e)))))
    known, action = logic.left(old), at(logic.right(old), i)
    more = S + a(k) * last * last.T
    goal = Eq(more * e, piecewise(i < k + ONE, a(i)) * e)
    shown = logic.cases(logic.excluded_middle(Eq(i, k)), _at_last(goal, action), _elsewhere(goal, action))
    return logic.obtain(logic.assume(_up_to(k)), S, _shown(k + ONE, more, (known,), shown))


def _at_last(goal: Term, action: Theorem) -> Theorem:
    """The claim for i = k, from that for k."""
    last, same, below = unit(n, k), logic.assume(Eq(i, k)), make("lt", k, k)
    nowhere = logic.negate(below, algebra.nonneg(FALSE, ((1, (logic.assume(below),), ()),), (), ()))
    old = integrals.branch(piecewise(below, a(k)), nowhere)
    new = integrals.branch(piecewise(k < k + ONE, a(k)), last_index(k))
    inside = algebra.nonneg(k < n, ((1, (logic.assume(i < n),), ()),), ((ONE, same, ONE),), ())
    at_k = logic.instantiate(action, ((i, k),))
    one = unit_columns.length(n, k)
    parts = (ONE, at_k, ONE), (ONE, old, last), (-ONE, new, last), (a(k) * last, one, ONE)
    claim = logic.cut(inside, algebra.combination(substitute(goal, {i: k}), parts, ()))
    return logic.modus_ponens(logic.converse(logic.congruence(lam(i, goal), same)), claim)


def _elsewhere(goal: Term, action: Theorem) -> Theorem:
    """The claim for i ≠ k: nothing changes."""
    e, last, distinct = unit(n, i), unit(n, k), logic.assume(Ne(i, k))
    beyond = order.natural_step(logic.assume(i < k + ONE))
    before = order.strengthen(algebra.nonneg(i <= k, ((1, (beyond,), ()),), (), ()), distinct)
    where = lemmas.equivalent(Iff(i < k + ONE, i < k), before, later(i, k))
    holds = var("P", PROP)
    weight = logic.congruence(lam(holds, piecewise(holds, a(i))), where)
    parts = (ONE, action, ONE), (-ONE, weight, e), (a(k) * last, unit_columns.orthogonal(n, i, k), ONE)
    return algebra.combination(goal, parts, ())


@cache
def _exists() -> Theorem:
    old = logic.assume(
        And(symmetric(S), ForAll(i, Implies(i < n, Eq(S * unit(n, i), piecewise(i < n, a(i)) * unit(n, i)))))
    )
    known, action = logic.left(old), at(logic.right(old), i)
    inside = integrals.branch(piecewise(i < n, a(i)), logic.assume(i < n))
    each = algebra.combination(
        Eq(S * unit(n, i), a(i) * unit(n, i)), ((ONE, action, ONE), (ONE, inside, unit(n, i))), ()
    )
    acts = logic.generalise(i, logic.discharge(i < n, each))
    positive = _definite()
    for premise in (acts, known):
        positive = logic.cut(premise, positive)
    claim = Exists(S, And(positive_definite(S), diagonal(S, a)))
    found = logic.exhibit(claim, S, logic.both(positive, acts))
    return logic.obtain(logic.specialise(_existence(), n), S, found)


def exists(size: Term, entries: Term) -> Theorem:
    """Aᵢ > 0 for i < n  ⊢  some positive definite S has S·eᵢ = aᵢ·eᵢ for i < n."""
    return logic.instantiate(_exists(), ((n, size), (a, entries)))
