"""A sum over pairs as one sum: Σ_{i<n} Σ_{j<m} f(i·m + j) = Σ_{k<n·m} f(k), for symbolic n and m.

Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations.kernel import Theorem, algebra, logic, summation
from derivations.kernel.formulas import Eq, Sum, natural
from derivations.kernel.terms import ONE, ZERO, Term, lam
from derivations.lemmas.counting import linear
from derivations.lemmas.finite_sums import f, i, j, k, m, n

a = natural("a")


@cache
def one_after_the_other() -> Theorem:
    """⊢ ∀m. Σ_{k<a+m} f(k) = Σ_{k<a} f(k) + Σ_{j<m} f(a + j)."""

    def claim(count: Term) -> Term:
        return Eq(_upto(a + count), _upto(a) + Sum(f(a + j), j, count))

    none = linear(claim(ZERO), _recounted(a + ZERO, a), logic.symmetry(summation.sum_of(Sum(f(a + j), j, ZERO))))
    more = summation.sum_of(_upto(a + m + ONE)), logic.symmetry(summation.sum_of(Sum(f(a + j), j, m + ONE)))
    step = linear(claim(m + ONE), _recounted(a + (m + ONE), a + m + ONE), *more, logic.assume(claim(m)))
    return logic.induction(lam(m, claim(m)), m, none, step)


def _upto(count: Term) -> Term:
    return Sum(f(k), k, count)


def _recounted(count: Term, other: Term) -> Theorem:
    """⊢ the sum over one number of terms is that over the same number written otherwise."""
    return logic.congruence(lam(n, _upto(n)), algebra.field(Eq(count, other)))


@cache
def in_pairs() -> Theorem:
    """⊢ ∀n. Σ_{i<n} Σ_{j<m} f(i·m + j) = Σ_{k<n·m} f(k)."""

    def claim(count: Term) -> Term:
        return Eq(Sum(Sum(f(i * m + j), j, m), i, count), _upto(count * m))

    none = linear(
        claim(ZERO),
        summation.sum_of(claim(ZERO).args[0]),
        logic.symmetry(_recounted(ZERO * m, ZERO)),
        logic.symmetry(summation.sum_of(_upto(ZERO))),
    )
    last = logic.specialise(logic.instantiate(one_after_the_other(), ((a, n * m),)), m)
    whole = _recounted((n + ONE) * m, n * m + m)
    step = linear(
        claim(n + ONE),
        summation.sum_of(claim(n + ONE).args[0]),
        logic.assume(claim(n)),
        logic.symmetry(whole),
        logic.symmetry(last),
    )
    return logic.induction(lam(n, claim(n)), n, none, step)
