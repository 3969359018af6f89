"""Facts about the values of densities at one point, for any positive numbers in their place.

Each is proved once, for variables. Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, powers
from derivations.kernel.formulas import Eq, exp, log, piecewise, real
from derivations.kernel.terms import ONE
from derivations.lemmas.arithmetic import in_context
from derivations.tactics import Facts


def values(names: str, *terms: Term) -> tuple[tuple[Term, Term], ...]:
    """What stands for real variables of these names (one letter each), to instantiate with."""
    return tuple(zip((real(name) for name in names), terms, strict=True))


def cut(theorem: Theorem, *premises: Theorem) -> Theorem:
    """The theorem without the hypotheses that these premises state."""
    for premise in premises:
        theorem = logic.cut(premise, theorem)
    return theorem


def commuted(p: Term, q: Term) -> Theorem:
    """p·q = q·p."""
    r, t = real("r"), real("t")
    return logic.instantiate(algebra.field(Eq(r * t, t * r)), ((r, p), (t, q)))


def times_one(factor: Term, one: Theorem) -> Theorem:
    """t = 1 gives c·t = c."""
    r, t = real("r"), real("t")
    known = algebra.combination(Eq(r * t, r), ((r, logic.assume(Eq(t, ONE)), ONE),), ())
    return logic.cut(one, logic.instantiate(known, ((r, factor), (t, one.conclusion.args[0]))))


@cache
def ratio() -> Theorem:
    """r = p·e, t = e and 0 < t ⊢ r/t = p."""
    r, p, e, t = (real(name) for name in "rpet")
    whole, same, sign = (logic.assume(f) for f in (Eq(r, p * e), Eq(t, e), 0 < t))
    parts = (ONE / t, whole, ONE), (-p / t, same, ONE)
    return logic.cut(lemmas.nonzero_of_positive(sign), algebra.combination(Eq(r / t, p), parts, ()))


def weighted(q: Term, value: Term) -> Term:
    """q·t where q > 0: the integrand of a mean."""
    return piecewise(0 < q, q * value)


@cache
def likelihood_apart() -> Theorem:
    """0 < q, r, p ⊢ q·log(rp/q) = q·log r − q·log(q/p), each where q > 0."""
    r, p, q = (real(name) for name in "rpq")
    apart = powers.powers(Eq(log(r * p / q), log(r) - log(q / p)))
    return _where_positive(apart, (log(r * p / q), log(r), log(q / p)), weighted(q, log(r)) - weighted(q, log(q / p)))


@cache
def evidence_apart() -> Theorem:
    """0 < q, p, e and r = p·e ⊢ q·log(r/q) = log e·q − q·log(q/p), each where q > 0."""
    r, p, e, q = (real(name) for name in "rpeq")
    same = in_context(logic.assume(Eq(r, p * e)), lambda t: log(t / q))
    apart = logic.transitivity(same, powers.powers(Eq(log(p * e / q), log(e) - log(q / p))))
    return _where_positive(apart, (log(r / q), log(q / p)), log(e) * q - weighted(q, log(q / p)))


def _where_positive(apart: Theorem, logarithms: tuple[Term, ...], right: Term) -> Theorem:
    """q·(first logarithm) = right, from the law of the logarithms: the last one is subtracted, any other added."""
    q = real("q")
    branches = [integrals.branch(weighted(q, t), logic.assume(0 < q)) for t in logarithms]
    signs = (ONE, *(-ONE for _ in logarithms[1:-1]), ONE)
    parts = [(q, apart, ONE), *((c, t, ONE) for c, t in zip(signs, branches, strict=True))]
    return _positive(algebra.combination(Eq(weighted(q, logarithms[0]), right), tuple(parts), ()), "rpqe")


def _positive(theorem: Theorem, names: str) -> Theorem:
    """The theorem for positive numbers, and under its equations."""
    known = [logic.assume(0 < real(name)) for name in names]
    return Facts([*known, *(logic.assume(h) for h in theorem.hypotheses if h.op == "eq")]).settled(theorem)


@cache
def equal_products() -> Theorem:
    """0 < p, q, u, t and log p + log q = log u + log t ⊢ p·q = u·t."""
    p, q, u, t = (real(name) for name in "pqut")
    equation = logic.assume(Eq(log(p) + log(q), log(u) + log(t)))
    left, right = (powers.powers(Eq(e * f, exp(log(e) + log(f)))) for e, f in ((p, q), (u, t)))
    whole = logic.transitivity(left, logic.transitivity(in_context(equation, exp), logic.symmetry(right)))
    return _positive(whole, "pqut")


@cache
def difference() -> Theorem:
    """r = e − p and t = e ⊢ t − r = p."""
    r, e, p, t = (real(name) for name in "rept")
    parts = (-ONE, logic.assume(Eq(r, e - p)), ONE), (ONE, logic.assume(Eq(t, e)), ONE)
    return algebra.combination(Eq(t - r, p), parts, ())
