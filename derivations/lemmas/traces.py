"""Traces: linear, cyclic, and that of the identity. Everything here only asks the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from derivations.kernel import Term, Theorem, algebra, integrals, logic, summation
from derivations.kernel.formulas import Eq, Sum, fresh, identity, matrix, natural, trace, unit, vector
from derivations.kernel.terms import NAT, ONE, Exact, apply, coerce, lam
from derivations.lemmas import term_by_term, unit_columns, vae_decoders
from derivations.lemmas.sums_of_integrals import sum_of_integrals

n, m, i, j = natural("n"), natural("m"), natural("i"), natural("j")


def on_diagonal(a: Term, index: Term) -> Term:
    """eᵢᵀ·A·eᵢ, the entry on the diagonal."""
    e = unit(a.shape[0], index)
    return e.T * a * e


def linear(a: Term, parts: Sequence[tuple[Exact, Term]], known: Sequence[tuple[Term, Theorem, Term]] = ()) -> Theorem:
    """⊢ tr A = c₁·tr B₁ + … + cₖ·tr Bₖ, since A = c₁·B₁ + … by normal form with what is known of matrices."""
    size = a.shape[0]
    index = fresh("i", NAT, a, *(t for c, b in parts for t in (coerce(c), b)), *(k[1].conclusion for k in known))
    e, terms = unit(size, index), [(coerce(c), on_diagonal(b, index)) for c, b in parts]
    goal = Eq(on_diagonal(a, index), integrals.combined([c for c, _ in terms], [t for _, t in terms]))
    same = algebra.combination(goal, tuple((e.T * left, t, right * e) for left, t, right in known), ())
    total = term_by_term.expanded(index, size, same, terms)
    value = integrals.combined([c for c, _ in terms], [trace(b) for _, b in parts])
    return algebra.combination(Eq(trace(a), value), ((ONE, total, ONE),), ())


@cache
def _cyclic() -> Theorem:
    a, b = matrix("A", n, m), matrix("B", m, n)
    body = (unit(n, i).T * a * unit(m, j)) * (unit(m, j).T * b * unit(n, i))
    first, second = _double_sum(a, b, (i, j), body), _double_sum(b, a, (j, i), body)
    each = logic.generalise(i, logic.discharge(i < n, summation.sum_integrable(m, lam(j, body))))
    swapped = sum_of_integrals(each)[1]
    parts = (ONE, first, ONE), (-ONE, swapped, ONE), (-ONE, second, ONE)
    return algebra.combination(Eq(trace(a * b), trace(b * a)), parts, ())


def _double_sum(a: Term, b: Term, indices: tuple[Term, Term], body: Term) -> Theorem:
    """⊢ tr(A·B) = Σᵢ Σⱼ (eᵢᵀAeⱼ)·(eⱼᵀBeᵢ), the body as it is given."""
    (outer, inner), (rows, columns) = indices, a.shape
    e = unit(rows, outer)
    known = unit_columns.product(a.T * e, b * e)
    term = apply(known.conclusion.args[1].args[1], inner)
    summed = term_by_term.equal(inner, columns, algebra.field(Eq(term, body)))
    goal = Eq(on_diagonal(a * b, outer), Sum(body, inner, columns))
    same = algebra.combination(goal, ((ONE, known, ONE), (ONE, summed, ONE)), ())
    total = term_by_term.equal(outer, rows, same)
    return algebra.combination(Eq(trace(a * b), total.conclusion.args[1]), ((ONE, total, ONE),), ())


def cyclic(a: Term, b: Term) -> Theorem:
    """⊢ tr(A·B) = tr(B·A) for A of size n×m and B of size m×n."""
    values = ((n, a.shape[0]), (m, a.shape[1]), (matrix("A", n, m), a), (matrix("B", m, n), b))
    return logic.instantiate(_cyclic(), values)


@cache
def _of_identity() -> Theorem:
    one = algebra.combination(Eq(on_diagonal(identity(n), i), ONE), ((ONE, unit_columns.length(n, i), ONE),), ())
    total = logic.transitivity(term_by_term.equal(i, n, one), logic.specialise(vae_decoders.count(), n))
    return algebra.combination(Eq(trace(identity(n)), n), ((ONE, total, ONE),), ())


def of_identity(size: Term) -> Theorem:
    """⊢ tr I = n."""
    return logic.instantiate(_of_identity(), ((n, size),))


@cache
def _outer() -> Theorem:
    u, v = vector("u", n), vector("v", n)
    known = unit_columns.product(v, u)
    term = apply(known.conclusion.args[1].args[1], i)
    summed = term_by_term.equal(i, n, algebra.field(Eq(term, on_diagonal(u * v.T, i))))
    return algebra.combination(Eq(trace(u * v.T), v.T * u), ((-ONE, known, ONE), (-ONE, summed, ONE)), ())


def outer(u: Term, v: Term) -> Theorem:
    """⊢ tr(u·vᵀ) = vᵀu."""
    return logic.instantiate(_outer(), ((n, u.shape[0]), (vector("u", n), u), (vector("v", n), v)))
