"""The Euclidean distance ‖u − v‖ between columns is a metric, and what goes to 0 in it is a limit.

Everything here only asks the kernel. ‖v‖ is √(vᵀv), and the triangle inequality comes from ‖‖b‖a − ‖a‖b‖² ≥ 0.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    Iff,
    Ne,
    function,
    identity,
    infinity,
    natural,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.metric import euclidean, metric
from derivations.kernel.terms import ONE, REAL, ZERO, Sort, apply, lam
from derivations.tactics import Facts

n, k = natural("n"), natural("k")
t, h = real("t"), function("h", vector("v", n).sort)
a, b, u, v, w = (vector(name, n) for name in ("a", "b", "u", "v", "w"))
COLUMNS = a.sort
d = function("d", COLUMNS, Sort("function", COLUMNS, REAL))


def norm(column: Term) -> Term:
    """‖v‖ = √(vᵀv)."""
    return sqrt(sqnorm(column))


def rooted(theorem: Theorem) -> Theorem:
    """The theorem without the hypotheses 0 ≤ vᵀv that the roots in it asked for."""
    for hypothesis in theorem.hypotheses:
        if hypothesis.op == "le" and hypothesis.args[1].op == "sqnorm":
            square = algebra.nonneg(hypothesis, ((1, (), hypothesis.args[1].args),), (), ())
            theorem = logic.cut(square, theorem)
    return theorem


def nonneg(column: Term) -> Theorem:
    """⊢ 0 ≤ ‖v‖."""
    return rooted(order.range_of(norm(column)))


def positive(distinct: Theorem) -> Theorem:
    """Γ ⊢ v ≠ 0  gives  Γ ⊢ 0 < ‖v‖."""
    return Facts([distinct]).prove(ZERO < norm(distinct.conclusion.args[0].args[0]))


@cache
def triangle() -> Theorem:
    """⊢ ‖a + b‖ ≤ ‖a‖ + ‖b‖."""
    goal = norm(a + b) <= norm(a) + norm(b)
    no = logic.assume(norm(a) + norm(b) < norm(a + b))
    apart = _without_zero(no, logic.assume(Ne(a, zeros(n))), logic.assume(Ne(b, zeros(n))))
    second = logic.cases(logic.excluded_middle(Eq(b, zeros(n))), _with_zero(no, b, a), apart)
    absurd = logic.cases(logic.excluded_middle(Eq(a, zeros(n))), _with_zero(no, a, b), second)
    return lemmas.refuted(goal, absurd)


def _with_zero(no: Theorem, flat: Term, other: Term) -> Theorem:
    """‖a‖ + ‖b‖ < ‖a + b‖ is absurd where one of them is 0: then ‖a + b‖² = ‖b‖²."""
    zero = logic.assume(Eq(flat, zeros(n)))
    size, whole = norm(flat), norm(a + b)
    square = algebra.combination(Eq(size**2, ZERO), ((flat.T, zero, ONE),), ())
    none = rooted(lemmas.vanishes(square))
    terms = ((1, (no, no), ()), (2, (no, nonneg(other)), ()))
    parts = ((2 * whole - size, none, ONE), (-(flat + 2 * other).T, zero, ONE))
    return rooted(algebra.nonneg(FALSE, terms, parts, ()))


def _without_zero(no: Theorem, first: Theorem, second: Theorem) -> Theorem:
    """N = ‖a + b‖ − ‖a‖ − ‖b‖ > 0 is absurd: ‖a‖‖b‖N(N + 2‖a‖ + 2‖b‖) + ‖‖b‖a − ‖a‖b‖² = 0."""
    sizes = positive(first), positive(second)
    terms = ((1, (*sizes, no, no), ()), (1, (), (norm(b) * a - norm(a) * b,)))
    terms = (*terms, *((2, (*sizes, no, size), ()) for size in sizes))
    return rooted(algebra.nonneg(FALSE, terms, (), ()))


@cache
def is_metric() -> Theorem:
    """⊢ metric(‖u − v‖)."""
    long = logic.instantiate(triangle(), ((a, u - v), (b, v - w)))
    corner = logic.rewrite(long, algebra.field(Eq((u - v) + (v - w), u - w)))
    turned = logic.congruence(lam(t, sqrt(t)), algebra.field(Eq(sqnorm(u - v), sqnorm(v - u))))
    whole = lemmas.join(logic.both(nonneg(u - v), _apart()), turned, logic.generalise(w, corner))
    return lemmas.folded(metric(euclidean(n)), logic.generalise(u, logic.generalise(v, whole)))


def _apart() -> Theorem:
    """⊢ ‖u − v‖ = 0 ⇔ u = v."""
    size, same = norm(u - v), Eq(u, v)
    zero, equal = logic.assume(Eq(size, ZERO)), logic.assume(same)
    square = rooted(algebra.combination(Eq(sqnorm(u - v), ZERO), ((size, zero, ONE),), ()))
    forward = algebra.combination(same, ((ONE, lemmas.vanishes(square), ONE),), ())
    flat = algebra.combination(Eq(size**2, ZERO), (((u - v).T, equal, ONE),), ())
    backward = rooted(lemmas.vanishes(flat))
    return lemmas.equivalent(Iff(zero.conclusion, same), forward, backward)


@cache
def written() -> Theorem:
    """⊢ ∀u. ∀v. d(u, v) = ‖u − v‖, for the distance d of `euclidean`."""
    g, hole = function("g", COLUMNS), function("h", COLUMNS)
    same = logic.congruence(lam(hole, hole(v)), logic.assume(Eq(d(u), g)))
    here = apply(euclidean(n), u)
    named = logic.instantiate(logic.instantiate(same, ((g, here),)), ((d, euclidean(n)),))
    return logic.generalise(u, logic.generalise(v, logic.cut(logic.reflexivity(here), named)))


def limit(point: Term, target: Term, index: Term, shrinks: Theorem) -> Theorem:
    """Γ ⊢ ‖p(k) − z‖ → 0  gives  Γ ⊢ p(k) → z, as k → ∞."""
    gap, eye = point - target, identity(n)
    square = limit_rules.continuity(tends(norm(gap) ** 2, index, infinity(), ZERO), (shrinks,))
    form = rooted(algebra.field(Eq(norm(gap) ** 2, gap.T * eye * gap)))
    flat = limit_rules.limit_congruence(index, form, square)
    flat = limit_rules.definite_vanishes(tends(gap, index, infinity(), zeros(n)), flat, lemmas.identity_definite(n))
    moved = limit_rules.continuity(tends(gap + target, index, infinity(), target), (flat,))
    return limit_rules.limit_congruence(index, algebra.field(Eq(gap + target, point)), moved)
