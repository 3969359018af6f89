"""The eigenvalues of a real 2×2 matrix: exactly the square roots that complete the square say, and where they lie.

With N = M − τI and N² = ςI (τ is half of the trace, by Cayley and Hamilton), λ is an eigenvalue of M exactly if
(λ − τ)² = ς. For λ = re + i·im this is (re − τ)² − im² = ς and (re − τ)·im = 0. It is proved once, for the matrix of
the letters 2τ − d, b, c ≠ 0, d. Nothing here is trusted.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Iff,
    Ne,
    block,
    column,
    eigenvalue,
    identity,
    real,
    sqnorm,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, apply
from derivations.lemmas import linear_iterations as linear

re, im = real("re"), real("im")
_b, _c, _d, _t, _s = map(real, "bcdts")


def roots(centre: Term, square: Term) -> Term:
    """(λ − τ)² = ς for λ = re + i·im."""
    return And(Eq((re - centre) ** 2 - im**2, square), Eq((re - centre) * im, ZERO))


def solved(equations: Term) -> tuple[Term, Term]:
    """τ and ς of the equations (λ − τ)² = ς."""
    first, second = equations.args
    return second.args[0].args[0].args[1], first.args[1]


def spectrum(m: Term, centre: Term, square: Term) -> Theorem:
    """⊢ ∀re, im. re + i·im is an eigenvalue of M ⇔ (λ − τ)² = ς, when (M − τI)² = ςI and M₁₀ is a numeral ≠ 0."""
    _, upper, low, last = m.args
    found = of_entries(upper, low, last, centre)
    distinct = algebra.nonneg(Ne(low, ZERO), ((abs(low.data), (), ()),), (), ())
    found = logic.cut(distinct, found)
    for written, wanted in ((_matrix(upper, low, last, centre), m), (_square(upper, low, last, centre), square)):
        found = logic.rewrite(found, algebra.field(Eq(written, wanted)))
    return found


def of_entries(upper: Term, low: Term, last: Term, centre: Term) -> Theorem:
    """Low ≠ 0 ⊢ ∀re, im. re + i·im is an eigenvalue of M ⇔ (λ − τ)² = ς, where M is written as in `_matrix`."""
    return logic.instantiate(_spectrum(), ((_b, upper), (_c, low), (_d, last), (_t, centre)))


def _matrix(b: Term, c: Term, d: Term, t: Term) -> Term:
    return block([[2 * t - d, b], [c, d]])


def _square(b: Term, c: Term, d: Term, t: Term) -> Term:
    return (t - d) ** 2 + b * c


@cache
def _spectrum() -> Theorem:
    """C ≠ 0 ⊢ ∀re, im. re + i·im is an eigenvalue of [2t − d, b; c, d] ⇔ (λ − t)² = (t − d)² + bc."""
    m, square = (make(_b, _c, _d, _t) for make in (_matrix, _square))
    goal = Iff(eigenvalue(m, re, im), roots(_t, square))
    forward = logic.modus_ponens(_of_vectors(m, _t, square), logic.assume(goal.args[0]))
    found = lemmas.equivalent(goal, forward, _has_vectors(m, _t, square))
    return logic.generalise(re, logic.generalise(im, found))


def _of_vectors(m: Term, centre: Term, square: Term) -> Theorem:
    """An eigenvalue solves the equation: N²(p + iq) = ς(p + iq) = (λ − τ)²(p + iq)."""
    r, lower = re - centre, m - centre * identity(2)
    u, w = r**2 - im**2 - square, 2 * r * im

    def derive(some: Theorem, first: Theorem, second: Theorem, p: Term, q: Term) -> Theorem:
        along, across, none = -(lower + r * identity(2)), im * identity(2), zeros(2)
        real_line = algebra.combination(Eq(u * p - w * q, none), ((along, first, ONE), (across, second, ONE)), ())
        turned = algebra.combination(Eq(w * p + u * q, none), ((along, second, ONE), (-across, first, ONE)), ())
        energy, lines = sqnorm(p) + sqnorm(q), (((u * p - w * q).T, real_line, ONE), ((w * p + u * q).T, turned, ONE))
        total = algebra.combination(Eq((u**2 + w**2) * energy, ZERO), lines, ())
        flat = algebra.combination(Eq(u**2 + w**2, ZERO), ((ONE / energy, total, ONE),), ())
        flat = logic.cut(lemmas.nonzero_of_positive(_not_both_zero(some, p, q)), flat)
        return _both_vanish(flat, u, w, roots(centre, square))

    every = linear.for_every_eigenvalue(m, re, im, (centre, square), derive)
    return logic.specialise(logic.specialise(every, re), im)


def _not_both_zero(some: Theorem, p: Term, q: Term) -> Theorem:
    """¬(p = 0 ∧ q = 0)  gives  0 < ‖p‖² + ‖q‖²."""
    goal, zero = ZERO < sqnorm(p) + sqnorm(q), zeros(2)
    by_p, by_q = (
        algebra.nonneg(
            goal, ((1, (lemmas.square_positive(logic.assume(Ne(one, zero))),), ()), (1, (), (other,))), (), ()
        )
        for one, other in ((p, q), (q, p))
    )
    absurd = logic.contradiction(logic.both(logic.assume(Eq(p, zero)), logic.assume(Eq(q, zero))), some)
    from_p_zero = logic.cut(logic.negate(Eq(q, zero), absurd), by_q)
    return logic.cases(logic.excluded_middle(Eq(p, zero)), from_p_zero, by_p)


def _both_vanish(flat: Theorem, u: Term, w: Term, goal: Term) -> Theorem:
    """u² + w² = 0  gives  both equations u = 0 and w = 0, written as in the goal."""
    found: list[Theorem] = []
    for kept, other, wanted, share in ((u, w, goal.args[0], ONE), (w, u, goal.args[1], ONE / 2)):
        bound = algebra.nonneg(sqnorm(kept) <= ZERO, ((1, (), (other,)),), ((-ONE, flat, ONE),), ())
        found.append(algebra.combination(wanted, ((share, lemmas.negligible(bound), ONE),), ()))
    return logic.both(*found)


def _has_vectors(m: Term, centre: Term, square: Term) -> Theorem:
    """A solution is an eigenvalue: the vector is (λ − M₁₁, M₁₀)."""
    solved, claim = logic.assume(roots(centre, square)), eigenvalue(m, re, im)
    low, last = m.args[2], m.args[3]
    p, q = column(re - last, low), column(im, ZERO)
    inner = logic.unfold(claim).conclusion.args[1]
    outer = apply(inner.args[0], p)
    wanted = apply(outer.args[0], q)
    first, second = logic.left(solved), logic.right(solved)
    acts = (
        algebra.combination(wanted.args[1].args[0], ((-column(ONE, ZERO), first, ONE),), ()),
        algebra.combination(wanted.args[1].args[1], ((-2 * column(ONE, ZERO), second, ONE),), ()),
    )
    below = algebra.combination(Eq(low, ZERO), ((column(ZERO, ONE).T, logic.assume(Eq(p, zeros(2))), ONE),), ())
    absurd = logic.contradiction(below, logic.assume(Ne(low, ZERO)))
    absurd = logic.cut(logic.left(logic.assume(wanted.args[0].args[0])), absurd)
    some = logic.negate(wanted.args[0].args[0], absurd)
    found = logic.exhibit(outer, q, logic.both(some, logic.both(*acts)))
    return lemmas.folded(claim, logic.exhibit(inner, p, found))


def left_half_plane(known: Theorem, negative: Theorem, inside: Theorem) -> Theorem:
    """The spectrum of M,  Γ ⊢ τ < 0  and  Δ ⊢ ς < τ²  give  Γ, Δ ⊢ every eigenvalue of M has a negative real part."""
    centre, square = negative.conclusion.args[0], inside.conclusion.args[0]
    here = logic.specialise(logic.specialise(known, re), im)
    claim = here.conclusion.args[0]
    shown = logic.instantiate(_negative_part(), ((_t, centre), (_s, square)))
    solved = logic.modus_ponens(here, logic.assume(claim))
    for fact in (negative, inside, solved):
        shown = logic.cut(fact, shown)
    return logic.generalise(re, logic.generalise(im, logic.discharge(claim, shown)))


@cache
def _negative_part() -> Theorem:
    """T < 0, s < t², (λ − t)² = s  ⊢  re < 0."""
    negative, inside, solved = (logic.assume(f) for f in (_t < 0, _s < _t**2, roots(_t, _s)))
    goal, no = re < ZERO, logic.assume(ZERO <= re)
    first, second = logic.left(solved), logic.right(solved)
    flat, moving = Eq(im, ZERO), Ne(im, ZERO)
    at_zero = _not_on_axis(goal, (first, logic.assume(flat)), (negative, inside, no))
    centred = algebra.combination(Eq(re, _t), ((ONE / im, second, ONE),), ())
    beside = algebra.nonneg(goal, ((1, (negative,), ()),), ((-ONE, centred, ONE),), ())
    beside = logic.cut(logic.assume(moving), beside)
    return logic.cases(logic.excluded_middle(flat), at_zero, beside)


def _not_on_axis(goal: Term, equations: tuple[Theorem, Theorem], signs: tuple[Theorem, Theorem, Theorem]) -> Theorem:
    """A real root re ≥ 0 would have (re − τ)² ≥ τ² > ς."""
    (first, flat), (negative, inside, no) = equations, signs
    terms = ((1, (inside,), ()), (1, (), (re,)), (2, (negative, no), ()))
    false = algebra.nonneg(FALSE, terms, ((-ONE, first, ONE), (-im, flat, ONE)), ())
    return lemmas.refuted(goal, false)
