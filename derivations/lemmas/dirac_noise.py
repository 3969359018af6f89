"""The row of instance noise in the Dirac-GAN's table: θ + σz against 0 + σz, z ~ N(0, 1).

L = E[f(ψ(θ + σz))] + E[f(−ψσz)] is differentiated under the integral sign, twice at (0, 0); the integrals are those of
`dirac_integrals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivations.kernel import Term, Theorem, algebra, calculus, logic
from derivations.kernel.definedness import conditions
from derivations.kernel.formulas import Derivative, Eq
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.lemmas.dirac import (
    HALF,
    QUARTER,
    Pair,
    Rows,
    damped,
    f,
    jacobian,
    psi,
    shown,
    sigma,
    slope,
    theta,
)
from derivations.lemmas.dirac_integrals import (
    expected,
    force_at_zero,
    force_exists,
    force_slope,
    loss_exists,
    loss_slope,
    z,
)
from derivations.proof import Proof

J: Rows = [[ZERO, -HALF], [HALF, -(sigma**2 / 2)]]


@dataclass(frozen=True)
class At:
    """The integrands at one point (a, b) of (θ, ψ)."""

    a: Term
    b: Term

    @property
    def made(self) -> Term:
        """What the generator makes: a + σz."""
        return self.a + sigma * z

    @property
    def scores(self) -> Pair:
        """B(a + σz), and −bσz."""
        return self.b * self.made, -(self.b * (sigma * z))

    @property
    def losses(self) -> Pair:
        """f of both."""
        u, v = self.scores
        return f(u), f(v)

    @property
    def forces(self) -> tuple[Term, Term, Term]:
        """f′(b(a + σz)), the same times a + σz, and σz·f′(−bσz)."""
        u, v = map(slope, self.scores)
        return u, self.made * u, sigma * z * v

    @property
    def field(self) -> Pair:
        """θ̇ = −ψE[f′(ψ(θ + σz))] and ψ̇ = E[(θ + σz)f′(ψ(θ + σz))] − E[σz·f′(−ψσz)]."""
        first, second, third = map(expected, self.forces)
        return -self.b * first, second - third

    def exist(self) -> tuple[Theorem, Theorem, Theorem]:
        """The three integrals of the field exist."""
        first, second, third = self.forces
        u, v = (self.b * self.a, self.b * sigma), (ZERO, -self.b * sigma)
        lines = (ONE, ZERO), (self.a, sigma), (ZERO, sigma)
        return force_exists(first, u, lines[0]), force_exists(second, u, lines[1]), force_exists(third, v, lines[2])


def field(a: Term, b: Term) -> Pair:
    """The field at (a, b)."""
    return At(a, b).field


def _exist(proof: Proof, *integrable: Theorem) -> None:
    """These integrals exist, and their integrands are defined."""
    for known in integrable:
        shown(proof, known, "dominated by a Gaussian moment")
        proof.recall(*(proof.facts.prove(c) for c in conditions(known.conclusion)))


# The field
def from_objective(proof: Proof) -> Theorem:
    """The derivatives of L are the field."""
    here = At(theta, psi)
    forces = here.exist()
    _exist(proof, *_losses_exist(here), *forces)
    reason = "differentiation under the integral, dominated by 1 + c(z)²"
    by_theta, by_psi, other = ([shown(proof, t, reason) for t in pair][1] for pair in _slopes(here, forces))
    loss, (down, up) = expected(here.losses[0]) + expected(here.losses[1]), here.field
    descent = _by_sum(proof, loss, theta, by_theta.conclusion.args[0])
    falling = Eq(-Derivative(loss, theta), down)
    falling = proof.have(falling, parts=[(-1, descent), (-1, by_theta)], because="θ descends")
    ascent = _by_sum(proof, loss, psi, by_psi.conclusion.args[0] + other.conclusion.args[0])
    rising = Eq(Derivative(loss, psi), up)
    rising = proof.have(rising, parts=[(1, ascent), (1, by_psi), (1, other)], because="ψ ascends")
    return logic.both(falling, rising)


def _by_sum(proof: Proof, loss: Term, variable: Term, slopes: Term) -> Theorem:
    """L is differentiable, and its derivative is that of its integrals."""
    whole = make("differentiable", lam(variable, loss), variable)
    proof.have(whole, by=calculus.smooth(whole), because="so is each integral")
    return proof.have(Eq(Derivative(loss, variable), slopes), by=calculus.derivative, because="the sum of both")


def _losses_exist(here: At) -> tuple[Theorem, Theorem]:
    """Both integrals of L exist."""
    first, second = here.losses
    return loss_exists(first, psi * theta, psi * sigma), loss_exists(second, ZERO, -psi * sigma)


def _slopes(here: At, exist: tuple[Theorem, Theorem, Theorem]) -> list[tuple[Theorem, Theorem]]:
    """The integrals of L are differentiable, and their derivatives are those of the field."""
    (made, data), (first, second, third) = here.losses, exist
    return [
        loss_slope(theta, made, (ZERO, psi * sigma), (psi, ZERO), psi, first),
        loss_slope(psi, made, (ZERO, ZERO), (theta, sigma), ONE, second),
        loss_slope(psi, data, (ZERO, ZERO), (ZERO, -sigma), num(-1), third),
    ]


# The four entries of J(0)
def linearised(proof: Proof) -> Theorem:
    """The partial derivatives at (0, 0)."""
    _exist(proof, *At(ZERO, ZERO).exist())
    ways = iter((_none, _by_psi, _by_theta, _bend))
    return jacobian(proof, field, J, lambda one, value: next(ways)(proof, one, value))


def _differentiable(proof: Proof, one: Term, by: Theorem) -> None:
    """An entry is differentiable at 0."""
    proof.have(make("differentiable", one.args[0], ZERO), by=by, because="as its parts are")


def _as_plain(proof: Proof, one: Term, value: Term, plain: Term, same: Theorem) -> Theorem:
    """An entry whose function of θ equals a plain one."""
    same = logic.symmetry(logic.abstraction(theta, same))
    smooth = calculus.smooth(make("differentiable", lam(theta, plain), ZERO))
    _differentiable(proof, one, logic.rewrite(smooth, same))
    return logic.rewrite(calculus.derivative(Eq(Derivative(plain, theta, ZERO), value)), same)


def _none(proof: Proof, one: Term, value: Term) -> Theorem:
    """θ ↦ −0·E[…] is 0."""
    plain = ZERO * theta
    same = proof.still(Eq(apply(one.args[0], theta), plain), algebra.field(Eq(apply(one.args[0], theta), plain)))
    return _as_plain(proof, one, value, plain, same)


def _by_theta(proof: Proof, one: Term, value: Term) -> Theorem:
    """θ ↦ E[(θ + σz)/2] − E[σz/2] is θ/2."""
    here = At(theta, ZERO)
    (u, v), (_, second, third) = here.scores, here.forces
    first, other = force_at_zero(second, u, (theta, sigma)), force_at_zero(third, v, (ZERO, sigma))
    same = algebra.combination(Eq(apply(one.args[0], theta), theta / 2), ((ONE, first, ONE), (-ONE, other, ONE)), ())
    return _as_plain(proof, one, value, theta / 2, same)


def _by_psi(proof: Proof, one: Term, value: Term) -> Theorem:
    """ψ ↦ −ψE[f′(ψσz)] has the derivative −E[f′(0)] at 0."""
    here, still = At(ZERO, psi), At(ZERO, ZERO)
    smooth, _ = force_slope(psi, here.forces[0], (ONE, ZERO), sigma)
    _differentiable(proof, one, logic.cut(smooth, calculus.smooth(make("differentiable", one.args[0], ZERO))))
    mean = force_at_zero(still.forces[0], still.scores[0], (ONE, ZERO))
    steep = logic.cut(smooth, calculus.derivative(Eq(one, -mean.conclusion.args[0])))
    return algebra.combination(Eq(one, value), ((ONE, steep, ONE), (-ONE, mean, ONE)), ())


def _bend(proof: Proof, one: Term, value: Term) -> Theorem:
    """ψ ↦ E[σz·f′(ψσz)] − E[σz·f′(−ψσz)] has the derivative 2f″(0)σ² at 0."""
    _, second, third = At(ZERO, psi).forces
    first, other = (force_slope(psi, body, (ZERO, sigma), rate) for body, rate in ((second, sigma), (third, -sigma)))

    def met(theorem: Theorem) -> Theorem:
        return logic.cut(first[0], logic.cut(other[0], theorem))

    _differentiable(proof, one, met(calculus.smooth(make("differentiable", one.args[0], ZERO))))
    left, right = (pair[1].conclusion.args[0] for pair in (first, other))
    whole = met(calculus.derivative(Eq(one, left - right)))
    return algebra.combination(Eq(one, value), ((ONE, whole, ONE), (ONE, first[1], ONE), (-ONE, other[1], ONE)), ())


def noise_rows(proof: Proof) -> list[Theorem]:
    """Instance noise: −σ²/4 ± √(σ⁴/16 − ¼)."""
    roots = -(sigma**2) / 4, sigma**4 / 16 - QUARTER
    about = [from_objective(proof), linearised(proof)]
    return [*about, *damped(proof, J, roots, (Fraction(1, 4), [proof.known(sigma > 0)] * 2, []))]
