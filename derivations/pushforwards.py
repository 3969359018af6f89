"""E_z[f(G(z))] = E_{p_G}[f]: an expectation of a function of z, by the law of G(z).

For a map of finitely many points, an invertible matrix, and a one-to-one differentiable map of a set on the line. Each
is an implication, with its hypotheses as the premise, so that all three can stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from derivations import cells, finite_sums, lemmas, substitutions
from derivations.expectations import Space
from derivations.kernel import Term, Theorem, algebra, integrals, logic, matrices
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, expectation
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    counting,
    det,
    function,
    inv,
    invertible,
    lebesgue,
    matrix,
    natural,
    piecewise,
    real,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, PROP, REAL, ZERO, apply, lam, make
from derivations.proof import Proof
from derivations.tactics import Facts

i, j, n, m, d = map(natural, "ijnmd")
p_1, f_1, G = function("p_1", NAT), function("f_1", NAT), function("G", NAT, NAT)
z, y, M = vector("z", d), vector("y", d), matrix("M", d, d)
p_2, f_2 = function("p_2", z.sort), function("f_2", z.sort)
x, u = real("x"), real("u")
p_3, f_3, g, k = (function(name, REAL) for name in ("p_3", "f_3", "g", "k"))
S, T = function("S", REAL, PROP), function("T", REAL, PROP)


def _supposed(proof: Proof, given: Sequence[Term], show: Callable[[], Theorem]) -> Theorem:
    """What holds under these hypotheses, with them as its premise."""
    premise = And(*given)
    with proof.suppose(*given):
        shown = show()
    for part in lemmas.split(logic.assume(premise)):
        shown = logic.cut(part, shown)
    found = logic.discharge(premise, shown)
    return proof.have(found.conclusion, by=found, because="under these hypotheses")


# Integrands of expectations
@cache
def _guarded() -> Theorem:
    """0 ≤ t ⊢ (t·v where t > 0, else 0) = t·v."""
    t, v = real("t"), real("v")
    return cells.in_cells(Facts([logic.assume(ZERO <= t)]), Eq(piecewise(ZERO < t, t * v), t * v), [t])


def _integrand(sign: Theorem, value: Term) -> Theorem:
    """Γ ⊢ 0 ≤ t  gives  Γ ⊢ (t·v where t > 0, else 0) = t·v."""
    weight = sign.conclusion.args[1]
    return logic.cut(sign, logic.instantiate(_guarded(), ((real("t"), weight), (real("v"), value))))


def _piecewise_sign(condition: Term, sign: Theorem) -> Theorem:
    """Γ ⊢ 0 ≤ t  gives  Γ ⊢ 0 ≤ (t where φ, else 0)."""
    body = piecewise(condition, sign.conclusion.args[1])
    yes, no = (integrals.branch(body, logic.assume(c)) for c in (condition, make("not", condition)))
    first = algebra.nonneg(ZERO <= body, ((1, (sign,), ()),), ((ONE, yes, ONE),), ())
    second = algebra.nonneg(ZERO <= body, (), ((ONE, no, ONE),), ())
    return logic.cases(logic.excluded_middle(condition), first, second)


# Finitely many points
def finite(proof: Proof) -> Theorem:
    """G: {0, …, n − 1} → {0, …, m − 1} and p_G(j) = Σ p(i) over G(i) = j."""
    first, second, law = counting(n), counting(m), finite_sums.law(p_1, G, n)
    inside = ForAll(i, Implies(i < n, G(i) < m))

    def show() -> Theorem:
        space = Space(proof, first, i)
        space.density(p_1)
        sign = proof.facts.prove(0 <= p_1(i))
        weight = _sum_sign(space, _piecewise_sign(Eq(G(i), j), sign))
        names = ((finite_sums.p, p_1), (finite_sums.f, f_1), (finite_sums.G, G), (finite_sums.k, m))
        sums = logic.modus_ponens(
            logic.instantiate(logic.specialise(finite_sums.pushed_forward(), n), names), proof.known(inside)
        )
        reason = "by induction on n: a point i more adds p(i)·f(G(i)) to both sides"
        sums = proof.have(sums.conclusion, by=sums, because=reason)
        ends = [
            _plain(proof, over, at, _integrand(known, value))
            for over, at, known, value in ((first, i, sign, f_1(G(i))), (second, j, weight, f_1(j)))
        ]
        line = proof.calculate(expectation(first, p_1, lam(i, f_1(G(i)))))
        line.equals(sums.conclusion.args[0], by=ends[0], because="p ≥ 0")
        line.equals(sums.conclusion.args[1], by=sums, because="as above")
        return line.equals(expectation(second, law, f_1), by=logic.symmetry(ends[1]), because="p_G ≥ 0").theorem

    return _supposed(proof, [density(first, p_1), inside], show)


def _sum_sign(space: Space, sign: Theorem) -> Theorem:
    """0 ≤ Σᵢ t(i), from 0 ≤ t(i)."""
    exists = integrals.sum_integrable(space.mu.args[0], lam(space.x, sign.conclusion.args[1]))
    return space.positive(integrals.almost_everywhere(space.mu, space.x, (), sign), exists, "a sum of probabilities")


def _plain(proof: Proof, over: Term, at: Term, same: Theorem) -> Theorem:
    """The two sums are equal, since their terms are."""
    body, plain = same.conclusion.args
    exists = integrals.sum_integrable(over.args[0], lam(at, plain))
    everywhere = integrals.almost_everywhere(over, at, (), same)
    return logic.right(integrals.linear(over, lam(at, body), ((ONE, exists),), everywhere))


# Substitutions
def _transferred(proof: Proof, law: Theorem, factor: Term, left: Theorem, right: Theorem) -> Theorem:
    """E_z[f(G(z))] exists iff E_{p_G}[f] does, and then they are equal.

    The law says when two functions are integrable together, and that ∫old = factor·∫new; `left` is that the first
    integrand is factor·new, for every z, and `right` that the second one is old.
    """
    ...
