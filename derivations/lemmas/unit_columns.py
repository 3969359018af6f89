"""The unit columns eᵢ: they are orthonormal, and eᵢᵀv is the entry vᵢ. Everything here only asks the kernel."""

from __future__ import annotations

from functools import cache

from derivations.kernel import Term, Theorem, algebra, integrals, logic, vectors
from derivations.kernel.formulas import FALSE, Eq, Ne, entry, natural, piecewise, unit, vector, zeros
from derivations.kernel.terms import ONE, lam
from derivations.lemmas import finite_sums, term_by_term

n, i, j = natural("n"), natural("i"), natural("j")
_v = vector("v", n)


@cache
def _product_with() -> Theorem:
    inner = term_by_term.inner(unit(n, i), _v, j)
    one = piecewise(Eq(i, j), ONE)
    known = vectors.entry_of(Eq(entry(unit(n, i), j), one))
    product = entry(unit(n, i), j) * entry(_v, j)
    same = algebra.combination(Eq(product, one * entry(_v, j)), ((entry(_v, j), known, ONE),), ())
    summed = term_by_term.equal(j, n, same)
    values = ((finite_sums.m, i), (finite_sums.c, ONE), (finite_sums.f, lam(j, entry(_v, j))))
    single = logic.left(logic.specialise(logic.instantiate(finite_sums.single_term(), values), n))
    single = logic.modus_ponens(single, logic.assume(i < n))
    parts = tuple((ONE, t, ONE) for t in (inner, summed, single))
    return algebra.combination(Eq(unit(n, i).T * _v, entry(_v, i)), parts, ())


def product_with(index: Term, v: Term) -> Theorem:
    """I < n  ⊢  eᵢᵀv = vᵢ."""
    return logic.instantiate(_product_with(), ((n, v.shape[0]), (i, index), (_v, v)))


@cache
def _length() -> Theorem:
    known = vectors.entry_of(Eq(entry(unit(n, i), i), piecewise(Eq(i, i), ONE)))
    one = integrals.branch(known.conclusion.args[1], logic.reflexivity(i))
    return logic.transitivity(logic.transitivity(product_with(i, unit(n, i)), known), one)


def length(size: Term, index: Term) -> Theorem:
    """I < n  ⊢  eᵢᵀeᵢ = 1."""
    return logic.instantiate(_length(), ((n, size), (i, index)))


@cache
def _orthogonal() -> Theorem:
    known = vectors.entry_of(Eq(entry(unit(n, j), i), piecewise(Eq(j, i), ONE)))
    equal = logic.symmetry(logic.assume(Eq(j, i)))
    distinct = logic.negate(Eq(j, i), logic.contradiction(equal, logic.assume(Ne(i, j))))
    zero = integrals.branch(known.conclusion.args[1], distinct)
    return logic.transitivity(logic.transitivity(product_with(i, unit(n, j)), known), zero)


def orthogonal(size: Term, first: Term, second: Term) -> Theorem:
    """I < n, i ≠ j  ⊢  eᵢᵀeⱼ = 0."""
    return logic.instantiate(_orthogonal(), ((n, size), (i, first), (j, second)))


@cache
def _nonzero() -> Theorem:
    zero = logic.assume(Eq(unit(n, i), zeros(n)))
    parts = ((ONE, _length(), ONE), (-unit(n, i).T, zero, ONE))
    return logic.negate(zero.conclusion, algebra.nonneg(FALSE, ((1, (), ()),), parts, ()))


def nonzero(size: Term, index: Term) -> Theorem:
    """I < n  ⊢  eᵢ ≠ 0."""
    return logic.instantiate(_nonzero(), ((n, size), (i, index)))


@cache
def _product() -> Theorem:
    u = vector("u", n)
    inner = term_by_term.inner(u, _v, j)
    first, second = (logic.instantiate(_product_with(), ((i, j), (_v, w))) for w in (u, _v))
    weights = (-entry(_v, j), first, ONE), (-(unit(n, j).T * u), second, ONE)
    goal = Eq(entry(u, j) * entry(_v, j), (unit(n, j).T * u) * (unit(n, j).T * _v))
    summed = term_by_term.equal(j, n, algebra.combination(goal, weights, ()))
    return logic.transitivity(inner, summed)


def product(u: Term, v: Term) -> Theorem:
    """⊢ uᵀv = Σⱼ (eⱼᵀu)·(eⱼᵀv)."""
    size = u.shape[0]
    return logic.instantiate(_product(), ((n, size), (vector("u", n), u), (_v, v)))
