"""A way for parts of integrable functions: where h is integrable on ℝⁿ and A measurable, h on A and 0 elsewhere is too.

With a positive integrable φ, a normal density, and the positive part a of h the functions min(a, (k + 1)·φ on A) are
integrable and at most a, and they approach a on A. So dominated convergence gives the positive part, and likewise the
negative one. Nothing is asked of h but that it is integrable; a product of h with anything else need not be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, lebesgue, limits, logic, order
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Not,
    fresh,
    infinity,
    measurable,
    natural,
    near,
    piecewise,
    real,
    tends,
    zeros,
)
from derivations.kernel.terms import ONE, PROP, REAL, ZERO, Sort, apply, lam, make, num
from derivations.lemmas import multivariate_gaussians, named_densities
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable
from numerics.equivalence_guards import equal, prepare
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_near import arbitrary, integrables

FEW: Final = 3  # integrable functions that are tried
HALF: Final = num(1) / 2
K, T, U = natural("k"), real("t"), real("u")


@leaf(6)
def _on_a_part(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A known integrable function where a measurable condition holds, and 0 elsewhere."""
    mu, function = integrable_parts(goal)
    x = new_variable(facts, function)
    body = apply(function, x)
    if mu.op != "lebesgue" or body.op != "piecewise" or body.args[2] is not ZERO:
        raise Undecided("this is no function on a part of the space", "form")
    measured = facts.prove(measurable(body.args[0], x))
    every = integrables(facts, mu, theorem, latest=True)
    known = [t for t in every if t.conclusion.free <= goal.free][:FEW]
    return first([lambda t=t: _as_part(facts, mu, function, t, measured) for t in known])


def _as_part(facts: Facts, mu: Term, function: Term, known: Theorem, measured: Theorem) -> Theorem:
    """The function is a known one on a part of the space, almost everywhere."""
    point = arbitrary(facts, mu, function, known.conclusion)
    body, h = (apply(f, point.x) for f in (function, known.conclusion.args[1]))
    part = piecewise(body.args[0], h, ZERO)
    prepare(point.facts, body, part)
    same = point.everywhere(equal(point.facts, body, part))
    return logic.left(integrals.linear(mu, function, ((ONE, restricted(known, measured)),), same))


def restricted(known: Theorem, measured: Theorem) -> Theorem:
    """Γ ⊢ h integrable on ℝⁿ,  Δ ⊢ A measurable  gives  Γ, Δ ⊢ (h on A, 0 elsewhere) integrable.

    Raises:
        Undecided: the measure is not Lebesgue measure.
    """
    mu, h = known.conclusion.args
    if mu.op != "lebesgue":
        raise Undecided(f"{mu} is not Lebesgue measure", "form")
    space = _Space(mu)
    found = logic.instantiate(_restricted(mu), ((space.h, h), (space.part, measured.conclusion.args[0])))
    return logic.cut(known, logic.cut(measured, found))


class _Space:
    """A point of ℝⁿ, and an unspecified function h there, a set A, and a function φ that is everywhere positive."""

    def __init__(self, mu: Term) -> None:
        domain = integrals.domain(mu)
        self.mu, self.x = mu, fresh("x", domain, mu, K)
        names = (("h", REAL), ("A", PROP), ("f", REAL))
        self.h, self.part, self.bell = (fresh(n, Sort("function", domain, s), mu) for n, s in names)
        self.inside, self.value = apply(self.part, self.x), apply(self.h, self.x)

    def everywhere(self, shown: Theorem) -> Theorem:
        """What is shown at the point holds almost everywhere."""
        return integrals.almost_everywhere(self.mu, self.x, (), shown)

    def linear(self, body: Term, *parts: tuple[Term, Theorem]) -> Theorem:
        """The body is integrable, since it is a combination of integrable functions by normal form."""
        wanted = integrals.combined([c for c, _ in parts], [self.at(t) for _, t in parts])
        same = self.everywhere(algebra.field(Eq(body, wanted)))
        return logic.left(integrals.linear(self.mu, lam(self.x, body), parts, same))

    def at(self, integrable: Theorem) -> Term:
        """The value of an integrable function at the point."""
        return apply(integrable.conclusion.args[1], self.x)

    def on_part(self, show: Callable[[Theorem], Theorem]) -> Theorem:
        """What is shown at the point from that it lies in the set, and from that it does not."""
        ends = [show(logic.assume(case)) for case in (self.inside, Not(self.inside))]
        return logic.cases(logic.excluded_middle(self.inside), *ends)


@cache
def _restricted(mu: Term) -> Theorem:
    """An integrable h, A measurable ⊢ (h on A, 0 elsewhere) integrable, from the same for both parts of h."""
    space = _Space(mu)
    known = logic.assume(make("integrable", mu, space.h))
    size, v = integrals.absolutely_integrable(mu, known), space.value
    _, whole, _ = bell = _density(mu, space.x)
    pieces = list[Theorem]()
    for c in (ONE, -ONE):
        half = space.linear((abs(v) + c * v) / 2, (HALF, size), (c / 2, known))
        sign = logic.generalise(space.x, logic.instantiate(_part_sign(c), ((T, v),)))
        values = (space.h, half.conclusion.args[1]), (space.bell, whole.conclusion.args[1])
        pieces.append(_cut(_nonnegative(mu), values, half, sign, *bell))
    body, values = piecewise(space.inside, v, ZERO), [space.at(t) for t in pieces]

    def same(case: Theorem) -> Theorem:
        here = zip((ONE, -ONE, ONE), (body, *values), strict=True)
        goal = Eq(body, integrals.combined((ONE, -ONE), values))
        return algebra.combination(goal, tuple((c, integrals.branch(t, case), ONE) for c, t in here), ())

    parts = tuple(zip((ONE, -ONE), pieces, strict=True))
    return logic.left(integrals.linear(mu, lam(space.x, body), parts, space.everywhere(space.on_part(same))))


@cache
def _nonnegative(mu: Term) -> Theorem:
    """An integrable h ≥ 0, A measurable, φ positive, integrable and measurable ⊢ (h on A, 0 elsewhere) integrable."""
    space = _Space(mu)
    known, bell = logic.assume(make("integrable", mu, space.h)), _Bell(space)
    sign = logic.specialise(logic.assume(ForAll(space.x, ZERO <= space.value)), space.x)
    t, u, factor = space.value, (K + 1) * bell.value, K + 1
    apart = space.linear(t - u, (ONE, known), (-factor, bell.exists))
    size = integrals.absolutely_integrable(mu, apart)
    each = space.linear(_least(t, u), (HALF, known), (factor / 2, bell.exists), (-HALF, size))
    multiple = _multiple(bell.sign, bell.value)
    below = space.everywhere(_cut(_between(), ((T, t), (U, u)), sign, multiple))
    family = logic.generalise(K, logic.both(each, below))
    limit = piecewise(space.inside, t, ZERO)
    goes = space.everywhere(space.on_part(lambda case: _towards(bell, sign, limit, case)))
    sequence = lam(K, lam(space.x, _least(t, u)))
    theorem = integrals.dominated_convergence(mu, sequence, lam(space.x, limit), known, family, goes)
    return logic.left(theorem)


class _Bell:
    """φ on A, and 0 elsewhere: its value q, ⊢ 0 ≤ q, and that it is integrable."""

    def __init__(self, space: _Space) -> None:
        x, f = space.x, space.bell
        every, whole, smooth = map(logic.assume, _asked(space))
        self.above = logic.specialise(every, x)
        self.value = q = piecewise(space.inside, apply(f, x), ZERO)

        def between(case: Theorem) -> Theorem:
            here, positive = integrals.branch(q, case), ((1, (self.above,), ()),)
            low, high = ((), positive) if case.conclusion.op == "not" else (positive, ())
            least = algebra.nonneg(ZERO <= q, low, ((ONE, here, ONE),), ())
            return logic.both(least, algebra.nonneg(q <= apply(f, x), high, ((-ONE, here, ONE),), ()))

        both = space.on_part(between)
        self.sign = logic.left(both)
        measured = Facts([logic.assume(make("measurable", space.part)), smooth]).prove(measurable(q, x))
        sides = [space.everywhere(side) for side in (self.sign, logic.right(both))]
        self.exists = integrals.squeezed(measured, *sides, space.linear(ZERO), whole)


def _asked(space: _Space) -> tuple[Term, Term, Term]:
    """φ is positive, integrable and measurable."""
    f, x = space.bell, space.x
    return ForAll(x, ZERO < apply(f, x)), make("integrable", space.mu, f), make("measurable", f)


def _density(mu: Term, x: Term) -> list[Theorem]:
    """⊢ φ is positive, integrable and measurable, for the standard normal density φ on ℝⁿ."""
    if x.sort is REAL:
        facts = Facts()
        law = facts.settled(named_densities.normal_density(ZERO, facts.prove(ZERO < ONE)))
        sign = facts.prove(ZERO < apply(law.conclusion.args[1], x))
    else:
        middle, definite = zeros(mu.args[0]), lemmas.identity_definite(mu.args[0])
        law = logic.left(logic.cut(definite, lebesgue.gaussian_vector(middle, definite.conclusion.args[0])))
        sign = multivariate_gaussians.log_density(x, middle, definite)[0]
    smooth, _, whole, _ = lemmas.split(lemmas.unfolded(law))
    return [logic.generalise(x, sign), whole, smooth]


def _towards(bell: _Bell, sign: Theorem, limit: Term, case: Theorem) -> Theorem:
    """min(t, (k + 1)·q) → (t on A, 0 elsewhere), in one case."""
    t, here = sign.conclusion.args[1], integrals.branch(bell.value, case)
    if case.conclusion.op == "not":
        goes = _cut(_stays(), ((T, t), (U, bell.value)), sign, here)
    else:
        positive = algebra.nonneg(ZERO < bell.value, ((1, (bell.above,), ()),), ((ONE, here, ONE),), ())
        goes = _cut(_grows(), ((T, t), (U, bell.value)), sign, positive)
    z = fresh("z", REAL, goes.conclusion, *goes.hypotheses)
    pattern = lam(z, make("tends", *goes.conclusion.args[:2], near(z)))
    return logic.modus_ponens(logic.converse(logic.congruence(pattern, integrals.branch(limit, case))), goes)


def _cut(theorem: Theorem, values: Sequence[tuple[Term, Term]], *known: Theorem) -> Theorem:
    """A theorem for these values, its hypotheses met."""
    found = logic.instantiate(theorem, tuple(values))
    for premise in known:
        found = logic.cut(premise, found)
    return found


# Numbers
def _least(t: Term, u: Term) -> Term:
    """min(t, u)."""
    return (t + u - abs(t - u)) / 2


def _by_sign(u: Term, show: Callable[[Theorem, Theorem], Theorem]) -> Theorem:
    """What is shown from 0 ≤ u, or from u < 0, and from what |u| is then."""
    ends = []
    for case in (ZERO <= u, Not(ZERO <= u)):
        sign = logic.assume(case)
        sign = lemmas.flipped(sign) if case.op == "not" else sign
        ends.append(show(sign, order.absolute(sign)))
    return logic.cases(logic.excluded_middle(ZERO <= u), *ends)


@cache
def _part_sign(c: Term) -> Theorem:
    """⊢ 0 ≤ (|t| + c·t)/2 for c = ±1."""
    goal = ZERO <= (abs(T) + c * T) / 2

    def show(sign: Theorem, value: Theorem) -> Theorem:
        room = ((1, (sign,), ()),) if (sign.conclusion.op == "le") is (c is ONE) else ()
        return algebra.nonneg(goal, room, ((HALF, value, ONE),), ())

    return _by_sign(T, show)


def _multiple(sign: Theorem, q: Term) -> Theorem:
    """0 ≤ q  gives  0 ≤ (k + 1)·q."""
    return algebra.nonneg(ZERO <= (K + 1) * q, ((1, (sign, order.natural_nonneg(K)), ()), (1, (sign,), ())), (), ())


@cache
def _between() -> Theorem:
    """0 ≤ t, 0 ≤ u ⊢ |min(t, u)| ≤ t."""
    least = _least(T, U)
    signs = [logic.assume(ZERO <= v) for v in (T, U)]

    def show(sign: Theorem, value: Theorem) -> Theorem:
        smaller = U if sign.conclusion.op == "le" else T
        above = (signs[1] if smaller is U else signs[0],)
        half = (HALF, value, ONE)
        size = order.absolute(algebra.nonneg(ZERO <= least, ((1, above, ()),), ((-HALF, value, ONE),), ()))
        room = ((1, (sign,), ()),) if smaller is U else ()
        return algebra.nonneg(abs(least) <= T, room, ((-ONE, size, ONE), half), ())

    return _by_sign(T - U, show)


@cache
def _stays() -> Theorem:
    """0 ≤ t, u = 0 ⊢ min(t, (k + 1)·u) → 0."""
    zero, many = logic.assume(Eq(U, ZERO)), (K + 1) * U
    equal_to_t = (-(K + 1), zero, ONE)
    value = order.absolute(algebra.nonneg(ZERO <= T - many, ((1, (logic.assume(ZERO <= T),), ()),), (equal_to_t,), ()))
    nothing = algebra.combination(Eq(ZERO, _least(T, many)), (equal_to_t, (HALF, value, ONE)), ())
    return limits.limit_congruence(K, nothing, limits.continuity(tends(ZERO, K, infinity(), ZERO), ()))


@cache
def _grows() -> Theorem:
    """0 ≤ t, 0 < u ⊢ min(t, (k + 1)·u) → t: it is at least t − t²/(4·(k + 1)·u)."""
    signs = [logic.assume(ZERO <= T), logic.assume(ZERO < U)]
    facts, many = Facts(signs), (K + 1) * U
    share = lemmas.reciprocal_positive(facts.prove(ZERO < many))
    low, least = T - T**2 / (4 * U) * (ONE / (K + 1)), _least(T, many)

    def show(sign: Theorem, value: Theorem) -> Theorem:
        smaller = many if sign.conclusion.op == "le" else T
        square = ((1, (share,), ((T - 2 * many) / 2 if smaller is many else T / 2,)),)
        above = algebra.nonneg(low <= least, square, ((-HALF, value, ONE),), ())
        room = ((1, (sign,), ()),) if smaller is many else ()
        return logic.both(above, algebra.nonneg(least <= T, room, ((HALF, value, ONE),), ()))

    both = facts.settled(_by_sign(T - many, show))
    vanishing = limits.shifted(limits.reciprocal_vanishes(K), num(1))
    ends = [limits.continuity(tends(t, K, infinity(), T), (vanishing,)) for t in (low, T)]
    return facts.settled(limits.sandwich(K, logic.left(both), logic.right(both), *ends))
