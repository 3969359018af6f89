"""Distances: what a metric is, when a space is complete, and that the Euclidean spaces are.

A distance is a function d of a point that gives a function of a point; d(u, v) below is d at u at v.
"""

from __future__ import annotations

from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    definition,
    fresh,
    infinity,
    sqnorm,
    sqrt,
    tends,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, Term, apply, lam, make, matrix_sort
from derivations.kernel.theorem import Sequent, Side, rule


def between(d: Term, u: Term, v: Term) -> Term:
    """d(u, v)."""
    return apply(apply(d, u), v)


def _space(d: Term) -> Sort:
    """The space whose points d takes."""
    here = d.sort.params[0] if d.sort.kind == "function" else d.sort
    if d.sort is not Sort("function", here, Sort("function", here, REAL)):
        raise IllFormed(f"a distance takes two points of one space and gives a number, but {d} is {d.sort}")
    return here


@definition
def metric(d: Term) -> Term:
    """0 ≤ d(u, v), which is 0 just for u = v; d(u, v) = d(v, u);  d(u, w) ≤ d(u, v) + d(v, w)."""
    u, v, w = (fresh(name, _space(d), d) for name in ("u", "v", "w"))
    here = between(d, u, v)
    positive = And(ZERO <= here, Iff(Eq(here, ZERO), Eq(u, v)))
    symmetry, triangle = Eq(here, between(d, v, u)), between(d, u, w) <= here + between(d, v, w)
    return ForAll(u, ForAll(v, And(positive, symmetry, ForAll(w, triangle))))


@definition
def cauchy(d: Term, s: Term) -> Term:
    """The points from s(k) on are within b(k) of s(k), for some bounds b(k) that go to 0."""
    k, n = (fresh(name, NAT, d, s) for name in ("k", "n"))
    b = fresh("b", Sort("function", NAT, REAL), d, s)
    near = ForAll(k, ForAll(n, between(d, apply(s, k), apply(s, k + n)) <= apply(b, k)))
    return Exists(b, And(tends(apply(b, k), k, infinity(), ZERO), near))


@definition
def complete(d: Term) -> Term:
    """Every Cauchy sequence s has a limit u: d(s(k), u) → 0."""
    space = _space(d)
    s, u = fresh("s", Sort("function", NAT, space), d), fresh("u", space, d)
    k = fresh("k", NAT, d)
    limit = Exists(u, tends(between(d, apply(s, k), u), k, infinity(), ZERO))
    return ForAll(s, Implies(make("cauchy", d, s), limit))


def euclidean(size: Term) -> Term:
    """The distance ‖u − v‖ between columns of this size."""
    space = matrix_sort(size, ONE)
    u = fresh("u", space, size)
    v = fresh("v", space, size, u)
    return lam(u, lam(v, sqrt(sqnorm(u - v))))


@rule(source="Rudin, Principles of Mathematical Analysis, theorem 3.11")
def euclidean_complete(side: Side, size: Term) -> Sequent:
    """⊢ ℝⁿ is complete with the distance ‖u − v‖."""
    return Sequent((), complete(euclidean(size)))
