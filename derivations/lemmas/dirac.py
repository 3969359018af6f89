"""The Dirac-GAN of Mescheder, Geiger and Nowozin (2018): its fields and their linearisations.

The generator is a point θ, the data are the point 0, the discriminator is x ↦ ψx, f(t) = −log(1 + e^{−t}) and
L = f(ψθ) + f(0); θ descends and ψ ascends. A *field* is what the derivatives of the objectives give at every (θ, ψ).
J is the matrix of its partial derivatives at the equilibrium (0, 0). Eigenvalues τ ± √ς are stated as (λ − τ)² = ς for
λ = re + i·im. What steps of size h do is in `dirac_steps`; the rows of the table are put together in `dirac_table`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from derivations.kernel import Term, Theorem, calculus, logic, powers
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import Derivative, Eq, block, column, exp, fresh, log, real
from derivations.kernel.terms import ONE, REAL, ZERO, apply, num, substitute
from derivations.lemmas import plane_eigenvalues as plane
from derivations.proof import Proof, Summand

h, gamma, g_0, sigma = real("h"), real("gamma"), real("g_0"), real("sigma")
theta, psi = real("theta"), real("psi")
HALF, QUARTER = num(Fraction(1, 2)), num(Fraction(1, 4))
Pair = tuple[Term, Term]
Field = Callable[[Term, Term], Pair]
Entry = Callable[[Term, Term], Theorem]
Rows = list[list[Term]]
GIVEN: Final = (h > 0, gamma > 0, sigma > 0)
TURN: Final[Rows] = [[ZERO, -HALF], [HALF, ZERO]]


def f(s: Term) -> Term:
    """The function −log(1 + e^{−s})."""
    return -log(1 + exp(-s))


def slope(s: Term) -> Term:
    """f′(s) = 1 − σ(s)."""
    return 1 - sigmoid(s)


def objective(a: Term, b: Term) -> Term:
    """L = f(ψθ) + f(0)."""
    return f(b * a) + f(ZERO)


# Fields
def plain(a: Term, b: Term) -> Pair:
    """The field of L."""
    return -b * slope(b * a), a * slope(b * a)


def saturating_free(a: Term, b: Term) -> Pair:
    """The field when θ descends −f(−ψθ) instead."""
    return -b * slope(-(b * a)), a * slope(b * a)


def wasserstein(a: Term, b: Term) -> Pair:
    """The field of ψθ."""
    return -b, a


def penalised(a: Term, b: Term) -> Pair:
    """The field when ψ ascends L − (γ/2)ψ²."""
    return -b * slope(b * a), a * slope(b * a) - gamma * b


def consensus(a: Term, b: Term) -> Pair:
    """V − γ∇½‖v‖² for the plain field v; with s = σ(ψθ), ½‖v‖² = ½(θ² + ψ²)(1 − s)²."""
    s = slope(b * a)
    bend = (a**2 + b**2) * s**2 * sigmoid(b * a)
    return -b * s - gamma * (a * s**2 - bend * b), a * s - gamma * (b * s**2 - bend * a)


# Lines
def shown(proof: Proof, theorem: Theorem, because: str) -> Theorem:
    """A theorem as a line."""
    return proof.have(theorem.conclusion, by=theorem, because=because)


def moves(proof: Proof, down: Term, up: Term, field: Pair) -> Theorem:
    """θ̇ = −∂(what θ descends)/∂θ and ψ̇ = ∂(what ψ ascends)/∂ψ."""
    descent = proof.have(Eq(Derivative(down, theta), -field[0]), by=calculus.derivative, because="differentiate by θ")
    falling = proof.have(Eq(-Derivative(down, theta), field[0]), parts=[(-1, descent)], because="θ descends")
    rising = proof.have(Eq(Derivative(up, psi), field[1]), by=calculus.derivative, because="ψ ascends")
    return logic.both(falling, rising)


def with_consensus(proof: Proof) -> Theorem:
    """Consensus optimisation: the plain field v, and v − γ∇½‖v‖²."""
    v = plain(theta, psi)
    energy = (v[0] ** 2 + v[1] ** 2) / 2
    found: list[Theorem] = []
    for variable, old, new in zip((theta, psi), v, consensus(theta, psi), strict=True):
        steep = proof.have(
            Eq(Derivative(energy, variable), (old - new) / gamma), by=calculus.derivative, because="differentiate ½‖v‖²"
        )
        line = Eq(old - gamma * Derivative(energy, variable), new)
        found.append(proof.have(line, parts=[(-gamma, steep)], because="collect"))
    return logic.both(*found)


def radius_changes(proof: Proof, field: Pair, value: Term, because: str) -> Theorem:
    """The derivative of r²/2 along a field."""
    energy = (theta**2 + psi**2) / 2
    slopes = [proof.have(Eq(Derivative(energy, x), x), by=calculus.derivative) for x in (theta, psi)]
    goal = Eq(Derivative(energy, theta) * field[0] + Derivative(energy, psi) * field[1], value)
    return proof.have(goal, parts=[(c, s) for c, s in zip(field, slopes, strict=True)], because=because)


def circles(proof: Proof, field: Field) -> Theorem:
    """D(r²/2)/dt = 0 along the field: the flow stays on circles."""
    return radius_changes(proof, field(theta, psi), ZERO, "θ and ψ move at right angles to (θ, ψ)")


# Linearisations
def jacobian(proof: Proof, field: Field, rows: Rows, entry: Entry | None = None) -> Theorem:
    """The partial derivatives of the field at (0, 0); `entry` shows one, by differentiation if left out."""
    fields = field(theta, ZERO), field(ZERO, psi)
    slopes = [[Derivative(along[i], x, ZERO) for along, x in zip(fields, (theta, psi), strict=True)] for i in (0, 1)]
    units = column(ONE, ZERO), column(ZERO, ONE)
    parts: list[tuple[Term, Theorem, Term]] = []
    for i, row in enumerate(slopes):
        for j, one in enumerate(row):
            shows = (entry or at_zero)(one, rows[i][j])
            known = proof.have(Eq(one, rows[i][j]), by=shows, because="a partial derivative; e⁰ = 1")
            parts.append((units[i], known, units[j].T))
    return proof.have(Eq(block(slopes), block(rows)), parts=parts, because="the Jacobian J(0)")


def at_zero(derivative: Term, value: Term) -> Theorem:
    """⊢ a derivative at 0, as the rules of differentiation give it, with e⁰ = 1."""
    x = fresh("x", REAL, derivative)
    raw = substitute(calculus.slope(apply(derivative.args[0], x), x)[0], {x: ZERO})
    return logic.transitivity(calculus.derivative(Eq(derivative, raw)), powers.powers(Eq(raw, value)))


def spectrum(proof: Proof, rows: Rows, centre: Term, square: Term) -> Theorem:
    """The eigenvalues of J."""
    theorem = plane.spectrum(block(rows), centre, square)
    return shown(proof, theorem, "(J − τI)² = ςI: the eigenvalues are τ ± √ς")


def damped(proof: Proof, rows: Rows, roots: Pair, half: Summand, squares: Sequence[Term] = ()) -> list[Theorem]:
    """The eigenvalues τ ± √ς of J, and that their real parts are negative: −τ is `half`, and τ² − ς = ¼ + squares."""
    (centre, square), known = roots, spectrum(proof, rows, *roots)
    negative = proof.have(centre < 0, terms=[half], because="half of the trace is negative")
    room: list[Summand] = [(Fraction(1, 4), [], []), *((1, [], [s]) for s in squares)]
    inside = proof.have(square < centre**2, terms=room, because="the determinant is positive")
    stable = plane.left_half_plane(known, negative, inside)
    return [known, shown(proof, stable, "so the linearised flow goes to 0")]
