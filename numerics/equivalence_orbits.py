"""A way for orbits of linear maps of the plane that go to infinity: a weighted sum of squares grows like a power.

Where MᵀM = ρI, ‖Mᵏs‖² = ρᵏ‖s‖². Where M = [a, b; c, a] with b < 0 < c, the energy E(v) = c·v₀² − b·v₁² of an image is
ρ·E(v) for ρ = det M, so that E grows like ρᵏ, and so does ‖v‖² ≥ E(v)/(c − b). The kernel checks all of it.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, iterations, logic
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import Eq, Ne, identity, iterate, lam, sqnorm, vector, zeros
from derivations.kernel.terms import NAT, ONE, ZERO, apply
from derivations.lemmas import linear_iterations as orbits
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable
from numerics.equivalence_planes import matrix_of, rows, shown

Weights = tuple[Term, Term]


@leaf(5)
def _outwards(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """‖stepᵏ(s)‖² → ∞ for a linear step and s ≠ 0."""
    step, start, k = _orbit(goal)
    known = matrix_of(facts, step)
    m = apply(known.conclusion.args[1], start).args[0]
    moving = facts.prove(Ne(start, zeros(2)))
    ways = (_stretched, _turned)
    found = first([lambda way=way: facts.settled(way(facts, m, moving, k)) for way in ways])
    return logic.rewrite(found, logic.symmetry(known))


def _orbit(goal: Term) -> tuple[Term, Term, Term]:
    """The step, the start and a number of steps of a claim that ‖stepᵏ(s)‖² → ∞.

    Raises:
        Undecided: the goal has another form.
    """
    if goal.op == "tends" and goal.args[2].op == "infinity" and goal.args[0].sort.params[0] is NAT:
        k = new_variable(Facts(), goal.args[0], goal)
        body = apply(goal.args[0], k)
        inner = body.args[0] if body.op == "sqnorm" else body
        if inner.op == "iterate" and inner.args[2] is k and inner.shape == zeros(2).shape:
            return inner.args[0], inner.args[1], k
    raise Undecided("no orbit in the plane is to go to infinity", "form")


def _stretched(facts: Facts, m: Term, moving: Theorem, k: Term) -> Theorem:
    """By MᵀM = ρI."""
    (a, _), (c, _) = rows(m)
    rho = a**2 + c**2
    scaled = facts.settled(algebra.field(Eq(m.T * m, rho * identity(2))))
    return orbits.growth(m, rho, scaled, shown(facts, ONE < rho), moving, k)


def _turned(facts: Facts, m: Term, moving: Theorem, k: Term) -> Theorem:
    """By the energy of M = [a, b; c, a]."""
    (a, b), (c, _) = rows(m)
    weights, rho = (c, -b), a * a - b * c
    signs = [shown(facts, ZERO < w) for w in weights]
    both = algebra.nonneg(ZERO < c + -b, tuple((1, (s,), ()) for s in signs), (), ())
    over = lemmas.reciprocal_positive(both)
    start = moving.conclusion.args[0].args[0]
    factor = _energy(weights, start) / (c + -b)
    above = _positive(weights, signs, over, moving)
    growing = limit_rules.infinite_multiple(limit_rules.geometric_growth(k, shown(facts, ONE < rho)), factor)
    growing = logic.cut(algebra.nonneg(ZERO < factor, ((1, (above, over), ()),), (), ()), growing)
    point = iterate(orbits.linear(m), start, k)
    one = algebra.field(Eq((c + -b) * (ONE / (c + -b)), ONE))
    low = algebra.nonneg(
        factor * rho**k <= sqnorm(point),
        ((1, (over, signs[1]), (point[0],)), (1, (over, signs[0]), (point[1],))),
        ((ONE / (c + -b), _grown(m, weights, rho, start, k), ONE), (-sqnorm(point), one, ONE)),
        (),
    )
    return logic.cut(lemmas.nonzero_of_positive(both), limit_rules.divergence(k, low, growing))


def _energy(weights: Weights, point: Term) -> Term:
    return weights[0] * point[0] ** 2 + weights[1] * point[1] ** 2


def _positive(weights: Weights, signs: list[Theorem], over: Theorem, moving: Theorem) -> Theorem:
    """0 < E(s) for s ≠ 0: (c − b)·E(s) is −bc·‖s‖² and two squares."""
    start = moving.conclusion.args[0].args[0]
    terms = [(1, (over, *signs, lemmas.square_positive(moving)), ())]
    terms += [(1, (over, sign, sign), (start[i],)) for i, sign in enumerate(signs)]
    whole, energy = weights[0] + weights[1], _energy(weights, start)
    one = algebra.field(Eq(whole * (ONE / whole), ONE))
    return algebra.nonneg(ZERO < energy, tuple(terms), ((-energy, one, ONE),), ())


def _grown(m: Term, weights: Weights, rho: Term, start: Term, k: Term) -> Theorem:
    """E(Mᵏs) = ρᵏ·E(s), by induction."""
    step, p = orbits.linear(m), vector("p", 2)
    energy, point = lam(p, _energy(weights, p)), iterate(orbits.linear(m), start, k)
    statement = Eq(apply(energy, point), rho**k * apply(energy, start))
    first_one = logic.congruence(energy, iterations.iterate_start(step, start))
    base = logic.transitivity(first_one, algebra.field(Eq(apply(energy, start), rho**ZERO * apply(energy, start))))
    moved = logic.congruence(energy, iterations.iterate_step(step, start, k))
    same = algebra.field(Eq(apply(energy, m * point), rho * apply(energy, point)))
    closed = Eq(rho * apply(energy, point), rho ** (k + ONE) * apply(energy, start))
    last = algebra.combination(closed, ((rho, logic.assume(statement), ONE),), ())
    return orbits.induct(k, statement, base, orbits.chain(moved, same, last))
