"""The row of WGAN-GP in the Dirac-GAN's table: the field jumps at ψ = 0, near (0, 0) the flow grows and steps leave.

What that means for whole orbits is in `dirac_gradient_penalty_orbits`.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import And, Eq, Ne, above, real, tends
from derivations.kernel.terms import ONE, ZERO, make, num
from derivations.lemmas.dirac import Pair, g_0, gamma, h, moves, psi, radius_changes, shown, theta
from derivations.lemmas.dirac_gradient_penalty_orbits import never_arrives
from derivations.lemmas.substitutions import every
from derivations.proof import Proof


def towards(a: Term, b: Term) -> Pair:
    """The field of WGAN-GP for ψ ≠ 0, with sgn(ψ) = |ψ|/ψ."""
    return -b, a - gamma * (abs(b) / b) * (abs(b) - g_0)


def gradient_penalty_rows(proof: Proof) -> list[Theorem]:
    """WGAN-GP: no Jacobian at ψ = 0, where the field jumps; near (0, 0) the flow grows; steps do not converge."""
    distinct = Ne(psi, 0)
    with proof.suppose(distinct):
        loss = psi * theta - gamma / 2 * (abs(psi) - g_0) ** 2
        field = moves(proof, psi * theta, loss, towards(theta, psi))
        change = radius_changes(proof, towards(theta, psi), -gamma * abs(psi) * (abs(psi) - g_0), "ψ·sgn(ψ) = |ψ|")
    small = And(0 < abs(psi), abs(psi) < g_0)
    with proof.suppose(*small.args) as (positive, below):
        size = proof.known(gamma > 0)
        grows = proof.have(
            0 < -gamma * abs(psi) * (abs(psi) - g_0), terms=[(1, [size, positive, below], [])], because="so r grows"
        )
    return [
        every(proof, (), [distinct], field, "where ψ ≠ 0"),
        *_jump(proof),
        every(proof, (), [distinct], change, "where ψ ≠ 0"),
        every(proof, (), small.args, grows, "near ψ = 0"),
        *_steps(proof, ONE, alternate=False),
        *_steps(proof, 1 + h**2, alternate=True),
    ]


def _steps(proof: Proof, weight: Term, *, alternate: bool) -> list[Theorem]:
    """What simultaneous or alternating steps do near (0, 0), and that no orbit goes there but by landing there."""
    leaves = _leaves(proof, theta - h * psi if alternate else theta, weight)
    return [leaves, never_arrives(proof, leaves, weight, alternate=alternate)]


def _jump(proof: Proof) -> list[Theorem]:
    """At θ = 0 the second component goes to γg₀ as ψ falls to 0, and to −γg₀ as ψ rises to 0."""
    found, positive = list[Theorem](), logic.assume(0 < psi)
    turned = algebra.nonneg(Ne(-psi, ZERO), ((1, (positive,), ()),), (), ())
    proof.recall(logic.discharge(positive.conclusion, turned))
    for sign, inside in ((1, psi), (-1, -psi)):
        value, plainly = towards(ZERO, inside)[1], gamma * (g_0 - psi) if sign > 0 else -gamma * (g_0 - psi)
        with proof.suppose(0 < psi) as (positive,):
            size = proof.have(Eq(abs(inside), psi), by=_size_of(inside, positive), because="ψ > 0")
            same = proof.have(
                Eq(plainly, value), parts=[(-sign * gamma * g_0 / psi, size)], because="its sign is known"
            )
        goal = tends(plainly, psi, above(0), gamma * g_0 if sign > 0 else -gamma * g_0)
        limit = limit_rules.limit_congruence(psi, same, limit_rules.continuity(goal, ()))
        found.append(shown(proof, limit, "continuous on this side"))
    return found


def _size_of(inside: Term, positive: Theorem) -> Theorem:
    """|ψ| or |−ψ| for ψ > 0."""
    if inside is psi:
        return order.absolute(positive)
    return order.absolute(algebra.nonneg(inside <= 0, ((1, (positive,), ()),), (), ()))


def _leaves(proof: Proof, moved: Term, weight: Term) -> Theorem:
    """Hγ(g₀ − |ψ|) ≤ |ψ′| + w|ψ| + h|θ|: a point near (0, 0) with ψ ≠ 0 and the next one are not both near it."""
    u, reached = real("u"), psi + h * towards(moved, psi)[1]
    named, step = logic.assume(Eq(u, reached)), proof.known(h > 0)
    goal = h * gamma * (g_0 - abs(psi)) <= abs(u) + (abs(psi) if weight is ONE else weight * abs(psi)) + h * abs(theta)
    extra = [] if weight is ONE else [(step, step)]
    signs = {True: logic.assume(0 < psi), False: logic.assume(psi < 0)}
    cases = {up: _one_side(goal, named, step, extra, (up, sign)) for up, sign in signs.items()}
    absurd = logic.by_contradiction(goal, logic.contradiction(logic.assume(Eq(psi, 0)), logic.assume(Ne(psi, 0))))
    three = order.trichotomy(psi, ZERO)
    rest = logic.cases(logic.assume(three.conclusion.args[1]), absurd, cases[True])
    whole = logic.instantiate(logic.cases(three, cases[False], rest), ((u, reached),))
    whole = logic.cut(logic.reflexivity(reached), whole)
    with proof.suppose(Ne(psi, 0)):
        line = shown(proof, whole, "the push is away from ψ = 0, of size hγ(g₀ − |ψ|)")
    return every(proof, (), [Ne(psi, 0)], line, "where ψ ≠ 0")


def _one_side(
    goal: Term, named: Theorem, step: Theorem, extra: Sequence[tuple[Theorem, Theorem]], side: tuple[bool, Theorem]
) -> Theorem:
    """The bound for one sign of ψ."""
    up, sign = side
    one, u = (1 if up else -1), named.conclusion.args[0]
    size = order.absolute(sign)
    ends = _at_most_size(u, up), _at_most_size(psi, not up), _at_most_size(theta, not up)
    terms = [(1, (ends[0],), ()), (1, (ends[1],), ()), (1, (step, ends[2]), ())]
    terms += [(1, (*squares, _at_most_size(psi, up)), ()) for squares in extra]
    parts = ((num(one), named, ONE), (h * gamma + one * h * gamma * g_0 / psi, size, ONE))
    return algebra.nonneg(goal, tuple(terms), parts, ())


def _at_most_size(u: Term, up: bool) -> Theorem:
    """⊢ u ≤ |u|, or ⊢ −u ≤ |u|."""
    goal, weak, positive = (u if up else -u) <= abs(u), logic.assume(u <= 0), logic.assume(0 < u)
    low, high = order.absolute(weak), order.absolute(positive)
    below = algebra.nonneg(goal, ((2 if up else 0, (weak,), ()),), ((ONE, low, ONE),), ())
    beyond = algebra.nonneg(goal, ((0 if up else 2, (positive,), ()),), ((ONE, high, ONE),), ())
    other = lemmas.flipped(logic.assume(make("not", u <= 0)))
    return logic.cases(logic.excluded_middle(u <= 0), below, logic.cut(other, beyond))
