"""A way to inequalities with a greater determinant: det A ≤ det(A + LᵀL) for positive definite A.

The divergence of N(0, A) from N(0, B) is ½(tr(B⁻¹A) − n + log det B − log det A) ≥ 0. With B = A + LᵀL the trace is
n − tr(L·B⁻¹·Lᵀ) ≤ n, so log det A ≤ log det B.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache

from derivations import divergences, lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, matrices, order, powers
from derivations.kernel import lebesgue as measures
from derivations.kernel.formulas import (
    Eq,
    Ne,
    det,
    exp,
    identity,
    inv,
    lebesgue,
    log,
    matrix,
    natural,
    positive_definite,
    real,
    trace,
    unit,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, num, resorted
from derivations.lemmas import definite_matrices, term_by_term, traces
from derivations.lemmas.definite_determinants import positive
from derivations.lemmas.multivariate_gaussians import divergence, law
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_places import within
from numerics.equivalence_ways import certified

n, m, i = natural("n"), natural("m"), natural("i")
A, B, L = matrix("A", n, n), matrix("B", n, n), matrix("L", m, n)
p, q, r = map(real, "pqr")
DEFINITE, SUM = tuple(map(positive_definite, (A, B))), Eq(B, A + L.T * L)


@leaf(2)
def _greater(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality with log(t/det B) from one with log(t/det A), or that det B ≠ 0, or 0 < t/det B."""
    if goal.op not in ("le", "lt", "not"):
        raise Undecided("this is no inequality", "form")
    places = {t.alpha: t for t in within(goal) if t.op == "det" and t.args[0].op == "add"}
    if len(places) != 1:
        raise Undecided("there is no determinant of a sum, or there are several", "form")
    (place,) = places.values()
    compared = first([lambda s=s: _compared(facts, s) for s in _smaller(place.args[0])])
    *signs, order_of = lemmas.split(compared)
    found = [*map(lemmas.nonzero_of_positive, signs), *_quotients(facts, goal, signs, order_of)]
    inside = facts.with_()
    for each in found:
        if each.conclusion.alpha is goal.alpha:
            return facts.settled(each)
        inside.add(each)
    known = [t for t in found if t.conclusion.op == "le"]
    return certified(inside, goal, [theorem, *known], degree=1)


def _quotients(facts: Facts, goal: Term, signs: Sequence[Theorem], order_of: Theorem) -> Iterator[Theorem]:
    """0 < t/det B, and log(t/det B) ≤ log(t/det A), for the quotients in the goal of which 0 < t/det A is known."""
    low, high = order_of.conclusion.args
    for quotient in {t.alpha: t for t in within(goal) if t.op == "div" and t.args[1].alpha is high.alpha}.values():
        with suppress(ProofError):
            sign = facts.prove(ZERO < quotient.args[0] / low)
            values = ((p, low), (q, high), (r, quotient.args[0]))
            for law in _of_quotients():
                shown = logic.instantiate(law, values)
                for known in (sign, order_of, *signs):
                    shown = logic.cut(known, shown)
                yield facts.settled(shown)


@cache
def _of_quotients() -> tuple[Theorem, Theorem]:
    """0 < p ≤ q, 0 < r/p ⊢ 0 < r/q and log(r/q) ≤ log(r/p)."""
    below, weak, sign = logic.assume(ZERO < p), logic.assume(p <= q), logic.assume(ZERO < r / p)
    above = logic.assume(ZERO < q)
    over = lemmas.reciprocal_positive(above)
    some = algebra.nonneg(ZERO < r / q, ((1, (sign, below, over), ()),), (), ())
    less = algebra.nonneg(r / q <= r / p, ((1, (sign, weak, over), ()),), (), ())
    facts = Facts([below, weak, sign, above])
    some = facts.settled(some)
    facts.add(some)
    return some, facts.settled(order.monotone("log", less))


def _smaller(total: Term) -> Iterator[tuple[Term, Term, Term]]:
    """The matrices B and A, and an L with B = A + LᵀL, where a summand of B is doubled."""
    for j, part in enumerate(total.args):
        if part.op == "mul" and part.args[0] == num(2):
            rest = [*total.args[:j], part.args[1], *total.args[j + 1 :]]
            root = _root(part.args[1])
            if root is not None:
                yield total, sum(rest[1:], rest[0]), root


def _root(part: Term) -> Term | None:
    """The L of LᵀL; of c²·I too."""
    if part.op != "mul":
        return None
    left, right = part.args
    if right.op == "identity" and left.op == "pow" and left.args[1] == num(2):
        return left.args[0] * right
    return right if not left.is_scalar and left.alpha is right.T.alpha else None


def _compared(facts: Facts, matrices_: tuple[Term, Term, Term]) -> Theorem:
    """⊢ 0 < det A ∧ 0 < det B ∧ det A ≤ det B."""
    total, part, root = matrices_
    definite, sum_of = _definite(facts, part), facts.settled(algebra.field(Eq(total, part + root.T * root)))
    values = ((n, total.shape[0]), (m, root.shape[0]), (A, part), (B, total), (L, root))
    both = logic.instantiate(_determinants(), values)
    both = logic.cut(definite, logic.cut(sum_of, both))
    return facts.settled(logic.both(positive(definite), both))


def _definite(facts: Facts, matrix_: Term) -> Theorem:
    """⊢ A positive definite, for a known one or for U·V + s²·I with V = Uᵀ and a known s > 0."""
    with suppress(ProofError):
        return facts.prove(positive_definite(matrix_))
    product, multiple = matrix_.args if len(matrix_.args) == 2 else (ZERO, ZERO)
    if product.op == multiple.op == "mul" and multiple.args[0].op == "pow" and product.args[0].is_scalar is False:
        scale = facts.prove(ZERO < multiple.args[0].args[0])
        left, right = product.args
        found = definite_matrices.regularised(left, right, scale)
        if found.conclusion.args[0].alpha is matrix_.alpha:
            return found
    raise Undecided(f"{matrix_} was not seen to be positive definite", "sign")


# Determinants
@cache
def _determinants() -> Theorem:
    """A positive definite, B = A + LᵀL ⊢ 0 < det B ∧ det A ≤ det B."""
    one, sum_of = logic.assume(DEFINITE[0]), logic.assume(SUM)
    u = vector("u", n)
    sign = logic.modus_ponens(lemmas.definite_at(one, u), logic.assume(Ne(u, zeros(n))))
    symmetric = (lemmas.definite_symmetric(one),)
    whole = SUM.args[1]
    sign = algebra.nonneg(ZERO < u.T * whole * u, ((1, (sign,), ()), (1, (), (L * u,))), (), ())
    two = logic.rewrite(lemmas.definite_by(whole, u, sign, symmetric), logic.symmetry(sum_of))
    signs = positive(one), positive(two)
    undone = [powers.powers(Eq(exp(log(det(t))), det(t))) for t in (A, B)]
    grown = order.monotone("exp", _logarithms())
    for t in undone:
        grown = logic.rewrite(grown, t)
    return Facts([one, two, *signs, sum_of]).settled(logic.cut(two, logic.both(signs[1], grown)))


@cache
def _logarithms() -> Theorem:
    """A and B positive definite, B = A + LᵀL ⊢ log det A ≤ log det B."""
    one, two = map(logic.assume, DEFINITE)
    finite, value = divergence(one, two, (zeros(n), zeros(n)))
    least = logic.left(logic.modus_ponens(_gibbs(), finite))
    for t in (A, B):
        least = logic.cut(logic.left(measures.gaussian_vector(zeros(n), t)), least)
    goal = log(det(A)) <= log(det(B))
    terms = ((2, (least,), ()), (1, (_spread(),), ()))
    nothing = term_by_term.constant(m, ZERO)
    parts = (num(-2), value, ONE), (-ONE, _trace(), ONE), (ONE, nothing, ONE)
    known = [one, two, positive(one), positive(two), logic.assume(SUM)]
    return Facts(known).settled(algebra.nonneg(goal, terms, parts, ()))


def _gibbs() -> Theorem:
    """The inequality of Gibbs for the two normal densities."""
    known = integrals.on_space(divergences.gibbs().theorem, vector("z", n))
    instances = {divergences.mu: lebesgue(n), divergences.p: law(zeros(n), A), divergences.q: law(zeros(n), B)}
    return logic.left(logic.instantiate(known, tuple((resorted(v, zeros(n).sort), t) for v, t in instances.items())))


def _trace() -> Theorem:
    """tr(B⁻¹A) = n − tr(L·B⁻¹·Lᵀ)."""
    back, sum_of = inv(B), logic.assume(SUM)
    unity = logic.right(matrices.inverse(B))
    known = [(-back, sum_of, identity(n)), (identity(n), unity, identity(n))]
    apart = traces.linear(back * A, [(1, identity(n)), (-1, back * L.T * L)], known)
    turned = traces.cyclic(back * L.T, L)
    parts = (ONE, apart, ONE), (-ONE, turned, ONE), (ONE, traces.of_identity(n), ONE)
    return algebra.combination(Eq(trace(back * A), n - trace(L * (back * L.T))), parts, ())


def _spread() -> Theorem:
    """0 ≤ tr(L·B⁻¹·Lᵀ)."""
    back = definite_matrices.inverse(logic.assume(DEFINITE[1]))
    e = unit(m, i)
    weak = lemmas.definite_weak(back, L.T * e)
    goal = ZERO <= traces.on_diagonal(L * (inv(B) * L.T), i)
    return term_by_term.at_most(i, m, algebra.nonneg(goal, ((1, (weak,), ()),), (), ()))
