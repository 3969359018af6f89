"""Steps of WGAN-GP on the Dirac-GAN, from every start: an orbit goes to (0, 0) only if it lands there.

The exception is real: for large hγ there are points from which a step leads exactly to (0, 0), where the orbit stays,
since sgn(0) = 0. With T = |ψ′| + (w + hγ)|ψ| + h|θ|, where ψ′ is the next ψ: hγg₀ ≤ T where ψ ≠ 0; and where
ψ = 0 ≠ θ the next point has ψ′ = hθ ≠ 0. So hγg₀ ≤ T + T′ at every point but (0, 0), with T′ for T at the next point.
On an orbit that goes to (0, 0) the right side goes to 0, and hγg₀ ≤ 0 would follow.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, iterations, logic, order
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    ForAll,
    Ne,
    column,
    infinity,
    iterate,
    lam,
    piecewise,
    real,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, apply, num
from derivations.lemmas.dirac import g_0, gamma, h, psi, shown, theta
from derivations.lemmas.dirac_steps import k, psi_0, theta_0
from derivations.lemmas.substitutions import every
from derivations.proof import Proof

v, ORIGIN = vector("v", 2), zeros(2)
_b, _x, _y, _z = map(real, "bxyz")


def sign(b: Term) -> Term:
    """Sgn(b), which is 0 at 0."""
    return piecewise(0 < b, 1, piecewise(b < 0, -1, 0))


def one_step(*, alternate: bool) -> Term:
    """One step of WGAN-GP, of both players at once or of θ first."""
    (a, b), moved = (v[0], v[1]), v[0] - h * v[1]
    seen = moved if alternate else a
    return lam(v, column(moved, b + h * (seen - gamma * sign(b) * (abs(b) - g_0))))


def orbit(*, alternate: bool) -> Term:
    """Where k steps lead from (θ₀, ψ₀)."""
    return iterate(one_step(alternate=alternate), column(theta_0, psi_0), k)


def apart(at: Term) -> Term:
    """No point of an orbit is (0, 0)."""
    return ForAll(k, Ne(at, ORIGIN))


def arrives(at: Term) -> Term:
    """An orbit goes to (0, 0)."""
    return tends(at, k, infinity(), ORIGIN)


def never_arrives(proof: Proof, bound: Theorem, weight: Term, *, alternate: bool) -> Theorem:
    """0 < g₀ and no point of the orbit is (0, 0) ⇒ the orbit does not go to (0, 0).

    `bound` says hγ(g₀ − |ψ|) ≤ |ψ′| + w|ψ| + h|θ| where ψ ≠ 0, and `weight` is w.
    """
    at = orbit(alternate=alternate)
    step, start = at.args[:2]
    pushed = _pushed(proof, bound, weight, alternate=alternate)
    with proof.suppose(0 < g_0, apart(at), arrives(at)) as (wanted, known, limit):
        here = logic.cut(logic.specialise(known, k), logic.instantiate(pushed, ((v, at),)))
        for count in (k, k + 1):
            here = logic.rewrite(here, logic.symmetry(iterations.iterate_step(step, start, count)))
        below = shown(proof, _in_the_limit(here, limit, weight), "both sides have limits")
        sizes = [proof.known(h > 0), proof.known(gamma > 0), wanted]
        absurd = proof.have(FALSE, terms=[(1, [below], []), (1, sizes, [])], because="all three are positive")
        away = logic.negate(arrives(at), absurd)
    return every(proof, (), [0 < g_0, apart(at)], away, "for orbits that do not land on (0, 0)")


def _in_the_limit(near_by: Theorem, limit: Theorem, weight: Term) -> Theorem:
    """Hγg₀ ≤ T + T′ at all points of an orbit that goes to (0, 0)  gives  hγg₀ ≤ 0."""
    (low, high), after = near_by.conclusion.args, limit_rules.shifted(limit, ONE)
    total = 2 * (1 + weight + h * gamma + h)
    goal = tends(high, k, infinity(), total * abs(ZERO))
    last = limit_rules.continuity(goal, (limit, after, limit_rules.shifted(after, ONE)))
    for same in (order.absolute(_zero_at_most_zero()), algebra.field(Eq(total * ZERO, ZERO))):
        last = logic.rewrite(last, same)
    first = limit_rules.continuity(tends(low, k, infinity(), low), ())
    return limit_rules.limit_order(k, near_by, first, last)


def _pushed(proof: Proof, bound: Theorem, weight: Term, *, alternate: bool) -> Theorem:
    """V ≠ (0, 0) ⊢ hγg₀ ≤ T + T′ for a point v and the next one."""
    step = one_step(alternate=alternate)
    here = _from_bound(bound, weight, step)
    there = logic.instantiate(here, ((v, apply(step, v)),))
    sums = [_size(v, weight, step), _size(apply(step, v), weight, step)]
    moved = logic.cut(_moves_on(proof, alternate), there)
    early, late = _with_more(here, sums[1]), _with_more(moved, sums[0], before=True)
    found = logic.cases(logic.excluded_middle(Eq(v[1], 0)), late, early)
    with proof.suppose(Ne(v, ORIGIN)):
        return shown(proof, found, "ψ ≠ 0 at v or at the next point")


def _size(at: Term, weight: Term, step: Term) -> Theorem:
    """0 < h, 0 < γ ⊢ 0 ≤ T."""
    letters = _x, _y, _z
    sizes = [abs(apply(step, at)[1]), abs(at[1]), abs(at[0])]
    theorem = logic.instantiate(_sum_size(weight), tuple(zip(letters, sizes, strict=True)))
    for size in sizes:
        theorem = logic.cut(order.range_of(size), theorem)
    return theorem


def _sum_of(weight: Term, after: Term, b: Term, a: Term) -> Term:
    """T, from the sizes |ψ′|, |ψ| and |θ|."""
    return after + (weight + h * gamma) * b + h * a


@cache
def _sum_size(weight: Term) -> Theorem:
    """0 < h, 0 < γ, 0 ≤ x, 0 ≤ y, 0 ≤ z ⊢ 0 ≤ x + (w + hγ)y + hz, for w = 1 and w = 1 + h²."""
    x, y, z = (logic.assume(ZERO <= u) for u in (_x, _y, _z))
    length, gain = logic.assume(h > 0), logic.assume(gamma > 0)
    terms = [(1, (x,), ()), (1, (y,), ()), (1, (length, gain, y), ()), (1, (length, z), ())]
    terms += [] if weight is ONE else [(1, (length, length, y), ())]
    return algebra.nonneg(ZERO <= _sum_of(weight, _x, _y, _z), tuple(terms), (), ())


def _with_more(known: Theorem, more: Theorem, *, before: bool = False) -> Theorem:
    """Γ ⊢ x ≤ y  and  Δ ⊢ 0 ≤ z  give  Γ, Δ ⊢ x ≤ y + z, or x ≤ z + y."""
    (low, high), rest = known.conclusion.args, more.conclusion.args[1]
    letters = logic.assume(_x <= _y), logic.assume(ZERO <= _z)
    goal = _x <= (_z + _y if before else _y + _z)
    theorem = algebra.nonneg(goal, tuple((1, (t,), ()) for t in letters), (), ())
    theorem = logic.instantiate(theorem, ((_x, low), (_y, high), (_z, rest)))
    return logic.cut(known, logic.cut(more, theorem))


def _from_bound(bound: Theorem, weight: Term, step: Term) -> Theorem:
    """Ψ ≠ 0 ⊢ hγg₀ ≤ T at v = (θ, ψ), with sgn(ψ) for |ψ|/ψ."""
    once, there = apply(step, v), logic.instantiate(bound, ((theta, v[0]), (psi, v[1])))
    known = logic.modus_ponens(there, logic.assume(Ne(v[1], 0)))
    known = logic.rewrite(known, logic.instantiate(_quotient(), ((_b, v[1]),)))
    known = logic.rewrite(known, algebra.field(Eq(once.args[1], once[1])))
    goal = h * gamma * g_0 <= _sum_of(weight, abs(once[1]), abs(v[1]), abs(v[0]))
    return algebra.nonneg(goal, ((1, (known,), ()),), (), ())


def _moves_on(proof: Proof, alternate: bool) -> Theorem:
    """Ψ = 0, v ≠ (0, 0) ⊢ ψ ≠ 0 at the next point."""
    after, still = apply(one_step(alternate=alternate), v)[1], Eq(v[1], 0)
    with proof.suppose(Ne(v, ORIGIN), still, Eq(after, 0)) as (apart, flat, again):
        zero = logic.transitivity(logic.congruence(lam(_b, sign(_b)), flat), _sign_of_zero())
        direct = (h**2 - 1 if alternate else num(-1)) / h
        parts = [(1 / h, again), (direct, flat), (gamma * (abs(v[1]) - g_0), zero)]
        level = proof.have(Eq(v[0], 0), parts=parts, because="ψ′ = hθ where ψ = 0")
        origin = proof.have(Eq(v, ORIGIN), parts=[(column(1, 0), level), (column(0, 1), flat)], because="both are 0")
        absurd = logic.contradiction(origin, apart)
    return logic.negate(Eq(after, 0), absurd)


@cache
def _sign_of_zero() -> Theorem:
    """⊢ sgn(0) = 0."""
    neither = lemmas.not_below(_zero_at_most_zero())
    outer = integrals.branch(sign(ZERO), neither)
    return logic.transitivity(outer, integrals.branch(outer.conclusion.args[1], neither))


def _zero_at_most_zero() -> Theorem:
    """⊢ 0 ≤ 0."""
    return algebra.nonneg(ZERO <= num(0), (), (), ())


@cache
def _quotient() -> Theorem:
    """B ≠ 0 ⊢ |b|/b = sgn(b)."""
    goal = Eq(abs(_b) / _b, sign(_b))
    up, down = logic.assume(0 < _b), logic.assume(_b < 0)
    first = integrals.branch(sign(_b), up)
    not_up = lemmas.not_below(algebra.nonneg(_b <= 0, ((1, (down,), ()),), (), ()))
    second = integrals.branch(sign(_b), not_up)
    second = logic.transitivity(second, integrals.branch(second.conclusion.args[1], down))
    one, other = (
        algebra.combination(goal, ((1 / _b, order.absolute(t), ONE), (num(-1), value, ONE)), ())
        for t, value in ((up, first), (down, second))
    )
    absurd = logic.by_contradiction(goal, logic.contradiction(logic.assume(Eq(_b, 0)), logic.assume(Ne(_b, 0))))
    three = order.trichotomy(_b, ZERO)
    return logic.cases(three, other, logic.cases(logic.assume(three.conclusion.args[1]), absurd, one))
