"""Linear iterations v ↦ Mv: what their powers do when M scales every length alike, or is diagonal.

Each function returns a theorem of the kernel; nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, iterations, logic
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    Iff,
    Ne,
    converges_from_every_start,
    eigenvalue,
    fresh,
    identity,
    infinity,
    iterate,
    lam,
    real,
    sqnorm,
    tends,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, ZERO, apply, make, num


def linear(m: Term) -> Term:
    """The map v ↦ Mv."""
    v = fresh("v", zeros(m.shape[0]).sort, m)
    return lam(v, m * v)


def induct(k: Term, statement: Term, base: Theorem, step: Theorem) -> Theorem:
    """φ(0) and φ(k) ⊢ φ(k + 1)  give  φ(k)."""
    every = logic.induction(lam(k, statement), k, base, step)
    return logic.specialise(every, k)


def chain(*theorems: Theorem) -> Theorem:
    """The transitivity of several relations."""
    result = theorems[0]
    for theorem in theorems[1:]:
        result = logic.transitivity(result, theorem)
    return result


def iterates(step: Term, start: Term, k: Term, formula: Term, inside: tuple[Theorem, ...] = ()) -> Theorem:
    """⊢ stepᵏ(start) = formula(k), for a formula with formula(0) = start and formula(k + 1) = step(formula(k))."""
    at = lam(k, formula)
    first = iterations.iterate_start(step, start)
    base = logic.transitivity(first, algebra.combination(Eq(start, apply(at, ZERO)), (), ()))
    statement = Eq(iterate(step, start, k), formula)
    known = logic.assume(statement)
    unfolded = iterations.iterate_step(step, start, k)
    moved = logic.congruence(step, known)
    closed = algebra.combination(Eq(moved.conclusion.args[1], apply(at, k + ONE)), (), inside)
    return induct(k, statement, base, chain(unfolded, moved, closed))


def twice(step: Term, start: Term) -> Theorem:
    """⊢ step²(start) = step(step(start))."""
    once = logic.rewrite(iterations.iterate_step(step, start, ZERO), iterations.iterate_start(step, start))
    again = logic.rewrite(iterations.iterate_step(step, start, ZERO + ONE), once)
    return logic.rewrite(again, algebra.field(Eq(ZERO + ONE + ONE, num(2))))


def norms(m: Term, rho: Term, scaled: Theorem, start: Term, k: Term) -> Theorem:
    """Γ ⊢ MᵀM = ρI  gives  Γ ⊢ ‖Mᵏs‖² = ρᵏ‖s‖²."""
    step = linear(m)
    point, norm = iterate(step, start, k), lam(v := fresh("v", start.sort, m, start, k), sqnorm(v))
    statement = Eq(sqnorm(point), rho**k * sqnorm(start))
    first = logic.congruence(norm, iterations.iterate_start(step, start))
    base = logic.transitivity(first, algebra.field(Eq(sqnorm(start), rho**ZERO * sqnorm(start))))
    known = logic.assume(statement)
    unfolded = logic.congruence(norm, iterations.iterate_step(step, start, k))
    stretched = algebra.combination(Eq(sqnorm(m * point), rho * sqnorm(point)), ((point.T, scaled, point),), ())
    closed = Eq(rho * sqnorm(point), rho ** (k + ONE) * sqnorm(start))
    last = algebra.combination(closed, ((rho, known, ONE),), ())
    return induct(k, statement, base, chain(unfolded, stretched, last))


def power_at_least_one(r: Term, bound: Theorem, k: Term) -> Theorem:
    """Γ ⊢ 1 ≤ r  gives  Γ ⊢ 1 ≤ rᵏ."""
    statement = ONE <= r**k
    base = algebra.nonneg(ONE <= r**ZERO, (), (), ())
    known = logic.assume(statement)
    terms = ((1, (bound, known), ()), (1, (bound,), ()), (1, (known,), ()))
    return induct(k, statement, base, algebra.nonneg(ONE <= r ** (k + ONE), terms, (), ()))


def square_of_power(r: Term, k: Term) -> Theorem:
    """⊢ (r²)ᵏ = (rᵏ)²."""
    base = fresh("r", r.sort, r, k)
    return logic.instantiate(algebra.field(Eq((base**2) ** k, (base**k) ** 2)), ((base, r),))


def scale_nonneg(m: Term, rho: Term, scaled: Theorem) -> Theorem:
    """Γ ⊢ MᵀM = ρI (2×2)  gives  Γ ⊢ 0 ≤ ρ."""
    e = unit()
    return algebra.nonneg(ZERO <= rho, ((1, (), (m * e,)),), ((-e.T, scaled, e),), ())


def unit() -> Term:
    """The first unit vector of the plane."""
    return make("block", ONE, ZERO, data=(2, 1))


def decay(m: Term, rho: Term, scaled: Theorem, small: Theorem, start: Term, k: Term) -> Theorem:
    """Γ ⊢ MᵀM = ρI and Δ ⊢ ρ < 1  give  Γ, Δ ⊢ Mᵏs → 0."""
    weak = scale_nonneg(m, rho, scaled)
    square = algebra.nonneg(rho**2 < ONE, ((1, (weak, small), ()), (1, (small,), ())), (), ())
    powers = limit_rules.geometric_decay(k, square)
    shrinks = limit_rules.continuity(tends(rho**k * sqnorm(start), k, infinity(), ZERO), (powers,))
    point = iterate(linear(m), start, k)
    eye = identity(start.shape[0])
    form = logic.transitivity(
        logic.symmetry(norms(m, rho, scaled, start, k)), algebra.field(Eq(sqnorm(point), point.T * eye * point))
    )
    quadratic = limit_rules.limit_congruence(k, form, shrinks)
    goal = tends(point, k, infinity(), zeros(start.shape[0]))
    return limit_rules.definite_vanishes(goal, quadratic, lemmas.identity_definite(start.shape[0]))


def growth(m: Term, rho: Term, scaled: Theorem, large: Theorem, moving: Theorem, k: Term) -> Theorem:
    """Γ ⊢ MᵀM = ρI,  Δ ⊢ 1 < ρ  and  Θ ⊢ s ≠ 0  give  Γ, Δ, Θ ⊢ ‖Mᵏs‖² → ∞."""
    start = moving.conclusion.args[0].args[0]
    multiple = limit_rules.infinite_multiple(limit_rules.geometric_growth(k, large), sqnorm(start))
    multiple = logic.cut(lemmas.square_positive(moving), multiple)
    same = logic.transitivity(
        algebra.field(Eq(sqnorm(start) * rho**k, rho**k * sqnorm(start))),
        logic.symmetry(norms(m, rho, scaled, start, k)),
    )
    return limit_rules.limit_congruence(k, same, multiple)


def scaled_convergence(m: Term, rho: Term, scaled: Theorem) -> Theorem:
    """Γ ⊢ MᵀM = ρI (2×2)  gives  Γ ⊢ (Mᵏs → 0 for every s) ⇔ ρ < 1."""
    k = fresh("k", NAT, m, rho, *scaled.hypotheses)
    start = fresh("start", unit().sort, m, rho, *scaled.hypotheses)
    claim = converges_from_every_start(linear(m), zeros(2))
    small = logic.assume(rho < ONE)
    every = logic.generalise(start, decay(m, rho, scaled, small, start, k))
    backward = lemmas.folded(claim, every)
    forward = _not_expanding(m, rho, scaled, lemmas.unfolded(logic.assume(claim)), k)
    return lemmas.equivalent(Iff(claim, rho < ONE), forward, backward)


def _not_expanding(m: Term, rho: Term, scaled: Theorem, converges: Theorem, k: Term) -> Theorem:
    """If every orbit goes to 0, then ρ < 1: otherwise ‖Mᵏe‖² = ρᵏ ≥ 1 for a unit vector e."""
    e = unit()
    point = iterate(linear(m), e, k)
    limit = logic.specialise(converges, e)
    norm = limit_rules.continuity(tends(sqnorm(point), k, infinity(), ZERO), (limit,))
    large = lemmas.flipped(logic.assume(make("not", rho < ONE)))
    above = power_at_least_one(rho, large, k)
    bound = algebra.nonneg(ONE <= sqnorm(point), ((1, (above,), ()),), ((ONE, norms(m, rho, scaled, e, k), ONE),), ())
    constant = limit_rules.continuity(tends(ONE, k, infinity(), ONE), ())
    absurd = limit_rules.limit_order(k, bound, constant, norm)
    false = algebra.nonneg(FALSE, ((1, (), ()), (1, (absurd,), ())), (), ())
    return logic.by_contradiction(rho < ONE, false)


Eigenvector = Callable[[Theorem, Theorem, Theorem, Term, Term], Theorem]


def for_every_eigenvalue(m: Term, re: Term, im: Term, avoid: Sequence[Term], derive: Eigenvector) -> Theorem:
    """∀ re, im: re + i·im an eigenvalue of M ⇒ what `derive` shows of it.

    `derive` gets ¬(p = 0 ∧ q = 0), Mp = re·p − im·q, Mq = im·p + re·q, and the fresh vectors p and q.
    """
    claim = eigenvalue(m, re, im)
    acts = lemmas.unfolded(logic.assume(claim))
    p, q = (fresh(name, zeros(m.shape[0]).sort, m, re, im, *avoid) for name in ("p", "q"))
    inner = apply(acts.conclusion.args[0], p)
    some, first, second = lemmas.split(logic.assume(apply(inner.args[0], q)))
    shown = derive(some, first, second, p, q)
    shown = logic.obtain(acts, p, logic.obtain(logic.assume(inner), q, shown))
    return logic.generalise(re, logic.generalise(im, logic.discharge(claim, shown)))


def modulus(m: Term, form: Term, rho: Term, preserved: Theorem, definite: Theorem) -> Theorem:
    """Γ ⊢ MᵀSM = ρS and Δ ⊢ S positive definite  give  Γ, Δ ⊢ re² + im² = ρ for every eigenvalue re + i·im of M."""
    re, im = real("re"), real("im")

    def derive(some: Theorem, first: Theorem, second: Theorem, p: Term, q: Term) -> Theorem:
        energy = p.T * form * p + q.T * form * q
        u, v = re * p - im * q, im * p + re * q
        parts = (
            (-((m * p).T * form + u.T * form), first, ONE),
            (-((m * q).T * form + v.T * form), second, ONE),
            (p.T, preserved, p),
            (q.T, preserved, q),
        )
        symmetric = (lemmas.definite_symmetric(definite),)
        gap = algebra.combination(Eq((re**2 + im**2 - rho) * energy, ZERO), parts, symmetric)
        shown = algebra.combination(Eq(re**2 + im**2, rho), ((ONE / energy, gap, ONE),), ())
        return logic.cut(lemmas.nonzero_of_positive(_energy_positive(definite, some, p, q)), shown)

    return for_every_eigenvalue(m, re, im, (form, rho), derive)


def _energy_positive(definite: Theorem, some: Theorem, p: Term, q: Term) -> Theorem:
    """0 < pᵀSp + qᵀSq when p and q are not both 0."""
    form = definite.conclusion.args[0]
    goal = ZERO < p.T * form * p + q.T * form * q
    weak_p, weak_q = lemmas.definite_weak(definite, p), lemmas.definite_weak(definite, q)
    zero = zeros(p.shape[0])
    strict_p = logic.modus_ponens(lemmas.definite_at(definite, p), logic.assume(Ne(p, zero)))
    strict_q = logic.modus_ponens(lemmas.definite_at(definite, q), logic.assume(Ne(q, zero)))
    by_p = algebra.nonneg(goal, ((1, (strict_p,), ()), (1, (weak_q,), ())), (), ())
    by_q = algebra.nonneg(goal, ((1, (strict_q,), ()), (1, (weak_p,), ())), (), ())
    absurd = logic.contradiction(logic.both(logic.assume(Eq(p, zero)), logic.assume(Eq(q, zero))), some)
    q_nonzero = logic.negate(Eq(q, zero), absurd)
    from_p_zero = logic.cut(q_nonzero, by_q)
    return logic.cases(logic.excluded_middle(Eq(p, zero)), from_p_zero, by_p)


def unit_modulus(m: Term, positive: Theorem, bound: Theorem, eta: Term) -> Theorem:
    """0 < η ≤ 2  gives  re² + im² = 1 for every eigenvalue re + i·im of M, when M² = (2 − η²)M − I."""
    re, im = real("re"), real("im")
    trace = 2 - eta**2
    value = re**2 - im**2 - trace * re + 1, 2 * re * im - trace * im

    def derive(some: Theorem, first: Theorem, second: Theorem, p: Term, q: Term) -> Theorem:
        roots = _characteristic(m, trace, (some, first, second), (p, q), value, (re, im))
        return _on_the_circle(roots, positive, bound, eta, (re, im))

    return for_every_eigenvalue(m, re, im, (), derive)


def _characteristic(
    m: Term,
    trace: Term,
    acts: tuple[Theorem, Theorem, Theorem],
    vectors: tuple[Term, Term],
    value: tuple[Term, Term],
    names: tuple[Term, Term],
) -> tuple[Theorem, Theorem]:
    """The real and imaginary part of λ² − λ·tr + 1 vanish: Cayley-Hamilton applied to an eigenvector p + iq."""
    (some, first, second), (p, q), (u, w), (re, im) = acts, vectors, value, names
    one = zeros(2)
    lower = m - trace * identity(2)
    real_line = algebra.combination(
        Eq(u * p - w * q, one), ((-(lower + re * identity(2)), first, ONE), (im * identity(2), second, ONE)), ()
    )
    imaginary_line = algebra.combination(
        Eq(w * p + u * q, one), ((-(lower + re * identity(2)), second, ONE), (-im * identity(2), first, ONE)), ()
    )
    energy = sqnorm(p) + sqnorm(q)
    total = algebra.combination(
        Eq((u**2 + w**2) * energy, ZERO),
        (((u * p - w * q).T, real_line, ONE), ((w * p + u * q).T, imaginary_line, ONE)),
        (),
    )
    definite = lemmas.identity_definite(p.shape[0])
    positive = _energy_positive(definite, some, p, q)
    positive = algebra.nonneg(ZERO < energy, ((1, (positive,), ()),), (), ())
    flat = algebra.combination(Eq(u**2 + w**2, ZERO), ((ONE / energy, total, ONE),), ())
    flat = logic.cut(lemmas.nonzero_of_positive(positive), flat)
    return _both_vanish(flat, u, w)


def _both_vanish(flat: Theorem, u: Term, w: Term) -> tuple[Theorem, Theorem]:
    """u² + w² = 0  gives  u = 0 and w = 0."""
    found: list[Theorem] = []
    for kept, other in ((u, w), (w, u)):
        bound = algebra.nonneg(make("sqnorm", kept) <= ZERO, ((1, (), (other,)),), ((-ONE, flat, ONE),), ())
        found.append(lemmas.negligible(bound))
    return found[0], found[1]


def _on_the_circle(
    roots: tuple[Theorem, Theorem], positive: Theorem, bound: Theorem, eta: Term, names: tuple[Term, Term]
) -> Theorem:
    """The circle re² + im² = 1 from re² − im² − t·re + 1 = 0 and (2re − t)·im = 0 with t = 2 − η² and 0 < η ≤ 2."""
    (u, w), (re, im) = roots, names
    goal, trace = Eq(re**2 + im**2, ONE), 2 - eta**2
    flat = logic.assume(Eq(im, ZERO))
    discriminant = algebra.nonneg(
        make("sqnorm", 2 * re - trace) <= ZERO,
        _disc(positive, bound),
        ((-4 * ONE, u, ONE), (-4 * im, flat, ONE)),
        (),
    )
    double = lemmas.negligible(discriminant)
    real_root = algebra.combination(goal, ((-ONE, u, ONE), (re, double, ONE)), ())
    moving = logic.assume(Ne(im, ZERO))
    half = logic.cut(moving, algebra.combination(Eq(2 * re - trace, ZERO), ((ONE / im, w, ONE),), ()))
    complex_root = algebra.combination(goal, ((-ONE, u, ONE), (re, half, ONE)), ())
    return logic.cases(logic.excluded_middle(Eq(im, ZERO)), real_root, complex_root)


def _disc(positive: Theorem, bound: Theorem) -> tuple[tuple[int, tuple[Theorem, ...], tuple[Term, ...]], ...]:
    """4 − t² = η²(2 − η)(2 + η) as products of 0 < η and η ≤ 2."""
    return (2, (positive, positive, bound), ()), (1, (positive, positive, positive, bound), ())
