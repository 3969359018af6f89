"""The Dirac-GAN of Mescheder, Geiger and Nowozin (2018): its fields, its linearisations, and what steps of size h do.

The generator is a point θ, the data are the point 0, the discriminator is x ↦ ψx, f(t) = −log(1 + e^{−t}) and
L = f(ψθ) + f(0); θ descends and ψ ascends. A *field* is what the derivatives of the objectives give at every (θ, ψ).
J is the matrix of its partial derivatives at the equilibrium (0, 0).

What is said of convergence is said of the linear iteration v ↦ (I + hJ)v (simultaneous) and of the product of its two
half steps, θ first (alternating). That the nonlinear iteration does the same near (0, 0) where the moduli are not 1
is a classical theorem that is not proved here. Eigenvalues τ ± √ς are stated as (λ − τ)² = ς for λ = re + i·im.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations import linear_iterations as linear
from derivations import plane_eigenvalues as plane
from derivations.kernel import Term, Theorem, algebra, calculus, iterations, logic, order, powers
from derivations.kernel import limits as limit_rules
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    Ne,
    above,
    block,
    column,
    exp,
    fresh,
    identity,
    log,
    natural,
    real,
    sqrt,
    tends,
    zeros,
)
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num, substitute
from derivations.proof import Proof, Summand
from derivations.tactics import Facts

h, gamma, g_0, sigma = real("h"), real("gamma"), real("g_0"), real("sigma")
theta, psi, t = real("theta"), real("psi"), real("t")
theta_0, psi_0, k = real("theta_0"), real("psi_0"), natural("k")
HALF, QUARTER = num(Fraction(1, 2)), num(Fraction(1, 4))
Pair = tuple[Term, Term]
Field = Callable[[Term, Term], Pair]
Entry = Callable[[Term, Term], Theorem]
Rows = list[list[Term]]
Ways = tuple[Callable[[Sequence[Theorem]], Theorem], Callable[[Theorem], Sequence[Sequence[Summand]]]]
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


def defined(rows: Sequence[Theorem], known: Sequence[Theorem] = ()) -> Facts:
    """That what the rows say is defined, each by itself."""
    facts = Facts([*map(logic.assume, GIVEN), *known])
    found = [facts.prove(c) for row in rows for c in conditions(row.conclusion)]
    return Facts(found)


# Fields and their linearisations
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


def shown(proof: Proof, theorem: Theorem, because: str) -> Theorem:
    """A theorem as a line."""
    return proof.have(theorem.conclusion, by=theorem, because=because)


def everywhere(proof: Proof, theorem: Theorem, *premises: Term) -> Theorem:
    """For every θ and ψ, under the premises."""
    for premise in premises:
        theorem = logic.discharge(premise, theorem)
    return shown(proof, logic.generalise(theta, logic.generalise(psi, theorem)), "for every θ and ψ")


def from_objectives(proof: Proof, down: Term, up: Term, field: Pair) -> Theorem:
    """θ̇ = −∂(what θ descends)/∂θ and ψ̇ = ∂(what ψ ascends)/∂ψ, whatever θ and ψ."""
    descent = proof.have(Eq(Derivative(down, theta), -field[0]), by=calculus.derivative, because="differentiate by θ")
    falling = proof.have(Eq(-Derivative(down, theta), field[0]), parts=[(-1, descent)], because="θ descends")
    rising = proof.have(Eq(Derivative(up, psi), field[1]), by=calculus.derivative, because="ψ ascends")
    return everywhere(proof, logic.both(falling, rising))


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
    return everywhere(proof, logic.both(*found))


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


def stable(proof: Proof, rows: Rows, centre: Term, square: Term) -> Theorem:
    """Every eigenvalue of J has a negative real part."""
    negative = proof.have(centre < 0, because="half of the trace is negative")
    inside = proof.have(square < centre**2, because="the determinant is positive")
    theorem = plane.left_half_plane(block(rows), centre, square, negative, inside)
    return shown(proof, theorem, "so the linearised flow goes to 0")


def circles(proof: Proof, field: Field) -> Theorem:
    """D(r²/2)/dt = 0 along the field: the flow stays on circles."""
    return everywhere(proof, radius_changes(proof, field(theta, psi), ZERO, "θ and ψ move at right angles to (θ, ψ)"))


def radius_changes(proof: Proof, field: Pair, value: Term, because: str) -> Theorem:
    """The derivative of r²/2 along a field."""
    energy = (theta**2 + psi**2) / 2
    slopes = [proof.have(Eq(Derivative(energy, x), x), by=calculus.derivative) for x in (theta, psi)]
    goal = Eq(Derivative(energy, theta) * field[0] + Derivative(energy, psi) * field[1], value)
    return proof.have(goal, parts=[(c, s) for c, s in zip(field, slopes, strict=True)], because=because)


# Steps of the linearisation
def simultaneous(rows: Rows) -> Term:
    """I + hJ."""
    return identity(2) + h * block(rows)


def alternating(rows: Rows) -> Term:
    """The half step of θ, then that of ψ."""
    first, second = [rows[0], [ZERO, ZERO]], [[ZERO, ZERO], rows[1]]
    return (identity(2) + h * block(second)) * (identity(2) + h * block(first))


def written_out(matrix: Term, rows: Rows) -> Theorem:
    """⊢ M = the same matrix as a product or sum."""
    return algebra.field(Eq(block(rows), matrix))


def multiplied(rows: Rows) -> tuple[Rows, Rows]:
    """The matrices of one simultaneous and of one alternating step, written out."""
    (a, b), (c, d) = rows
    once = [[1 + h * a, h * b], [h * c, 1 + h * d]]
    after = [[1 + h * a, h * b], [h * c * (1 + h * a), 1 + h * d + h * c * h * b]]
    return once, after


def outward(proof: Proof, rows: Rows, step: Term) -> list[Theorem]:
    """HJ = s·(quarter turn): I + hJ has modulus √(1 + s²) > 1, and every orbit but 0 goes to infinity."""
    matrix, rho, start = simultaneous(rows), 1 + step**2, column(theta_0, psi_0)
    scaled = proof.have(Eq(matrix.T * matrix, rho * identity(2)), because="I + hJ turns and scales")
    preserved = algebra.field(Eq(matrix.T * identity(2) * matrix, rho * identity(2)))
    angles = linear.modulus(matrix, identity(2), rho, preserved, lemmas.identity_definite(num(2)))
    angles = shown(proof, angles, "lengths are multiplied by √(1 + s²)")
    large = proof.have(1 < rho, because="h > 0")
    moving = logic.assume(Ne(start, zeros(2)))
    limit = linear.growth(matrix, rho, scaled, large, moving, k)
    return [angles, shown(proof, logic.discharge(moving.conclusion, limit), "‖v_k‖² = (1 + s²)ᵏ‖v_0‖²")]


def unit_circle(proof: Proof, rows: Rows, step: Term, largest: int) -> Theorem:
    """HJ = s·(quarter turn): alternating steps have modulus 1 for s ≤ 2, that is for h up to `largest`."""
    premise = h <= largest
    with proof.suppose(premise):
        positive, bound = proof.have(0 < step), proof.have(step <= 2, because="a small step")
        theorem = linear.unit_modulus(block([[ONE, -step], [step, 1 - step**2]]), positive, bound, step)
        same = written_out(alternating(rows), [[ONE, -step], [step, 1 - step**2]])
        here = shown(proof, logic.rewrite(theorem, same), "determinant 1 and no two real roots")
    return proof.have(Implies(premise, here.conclusion), by=logic.discharge(premise, here))


def jury(proof: Proof, matrix: Term, rows: Rows, inside: Term, ways: Ways) -> Theorem:
    """The iteration of the matrix converges from every start ⇔ the condition, by Schur and Cohn.

    `ways` show the condition from the three Schur-Cohn inequalities, and these from the condition.
    """
    theorem = iterations.schur_cohn(block(rows))
    circle = theorem.conclusion.args[1]
    with proof.suppose(circle) as (known,):
        forward = ways[0](lemmas.split(known))
    with proof.suppose(inside) as (known,):
        backward = proof.have(circle, by=lemmas.join(*_filled(proof, circle, ways[1](known))))
    both = proof.equivalence(Iff(circle, inside), forward, backward)
    whole = logic.transitivity(theorem, both)
    found = logic.rewrite(whole, written_out(matrix, rows))
    return shown(proof, found, "both eigenvalues inside the unit circle (Schur-Cohn)")


def _filled(proof: Proof, circle: Term, weights: Sequence[Sequence[Summand]]) -> list[Theorem]:
    """The three Schur-Cohn inequalities, each from its own sum."""
    goals = circle.args[0], *circle.args[1].args
    return [proof.have(goal, terms=terms, because="multiply out") for goal, terms in zip(goals, weights, strict=True)]


# The table, row by row
def derivatives_at_zero(proof: Proof) -> Theorem:
    """f′(0) = ½ and f″(0) = −¼."""
    steep = proof.have(Eq(Derivative(f(t), t), slope(t)), by=calculus.derivative, because="f′ = 1 − σ")
    first, second = Derivative(f(t), t, ZERO), Derivative(slope(t), t, ZERO)
    one = proof.have(Eq(first, HALF), by=at_zero(first, HALF), because="e⁰ = 1")
    same = logic.symmetry(logic.abstraction(t, steep))
    bend = logic.rewrite(at_zero(second, -QUARTER), same)
    smooth = calculus.smooth(make("differentiable", second.args[0], ZERO))
    shown(proof, logic.rewrite(smooth, same), "f′ = 1 − σ is smooth")
    two = shown(proof, bend, "f″ = −σ(1 − σ)")
    return proof.have(And(one.conclusion, two.conclusion), by=logic.both(one, two))


def smooth_slope(proof: Proof) -> Theorem:
    """What `derivatives_at_zero` showed: f′ is differentiable at 0."""
    return proof.known(make("differentiable", lam(t, Derivative(f(t), t)), ZERO))


def saturating_rows(proof: Proof) -> list[Theorem]:
    """Unregularised and non-saturating: J has the eigenvalues ±i/2."""
    loss = objective(theta, psi)
    first = [from_objectives(proof, loss, loss, plain(theta, psi)), jacobian(proof, plain, TURN)]
    second = from_objectives(proof, -f(-(psi * theta)), loss, saturating_free(theta, psi))
    second = [second, jacobian(proof, saturating_free, TURN)]
    circle = [derivatives_at_zero(proof), circles(proof, plain)]
    about = [spectrum(proof, TURN, ZERO, -QUARTER), *outward(proof, TURN, h / 2), unit_circle(proof, TURN, h / 2, 4)]
    return [*first, *circle, *second, *about]


def wasserstein_rows(proof: Proof) -> list[Theorem]:
    """Wasserstein: the field is linear, with the eigenvalues ±i."""
    loss, rows = psi * theta, [[ZERO, num(-1)], [ONE, ZERO]]
    field = [from_objectives(proof, loss, loss, wasserstein(theta, psi)), jacobian(proof, wasserstein, rows)]
    about = [spectrum(proof, rows, ZERO, num(-1)), circles(proof, wasserstein)]
    return [*field, *about, *outward(proof, rows, h), unit_circle(proof, rows, h, 2)]


def penalty_rows(proof: Proof) -> list[Theorem]:
    """R1 and R2: −γ/2 ± √(γ²/4 − ¼)."""
    loss, rows = objective(theta, psi), [[ZERO, -HALF], [HALF, -gamma]]
    field = from_objectives(proof, loss, loss - gamma / 2 * psi**2, penalised(theta, psi))
    return [field, jacobian(proof, penalised, rows), *about_penalty(proof, rows)]


def about_penalty(proof: Proof, rows: Rows) -> list[Theorem]:
    """What the Jacobian of R1 says."""
    roots = -gamma / 2, gamma**2 / 4 - QUARTER
    return [
        spectrum(proof, rows, *roots),
        stable(proof, rows, *roots),
        _weak_penalty(proof, rows),
        _strong_penalty(proof, rows),
        _alternating_penalty(proof, rows),
    ]


def _below_four_gamma(proof: Proof, determinant: Theorem) -> Theorem:
    """H < 4γ, since det = 1 − hγ + h²/4 < 1."""
    step = proof.known(h > 0)
    return proof.otherwise(
        h < 4 * gamma, lambda no: [(1, [determinant], []), (Fraction(1, 4), [step, no], [])], "then det ≥ 1"
    )


def _weak_penalty(proof: Proof, rows: Rows) -> Theorem:
    """Γ ≤ 1: simultaneous steps converge iff h < 4γ."""
    premise, quarter = gamma <= 1, Fraction(1, 4)
    step, size = proof.known(h > 0), proof.known(gamma > 0)
    with proof.suppose(premise) as (weak,):
        ways: Ways = (
            lambda circle: _below_four_gamma(proof, circle[0]),
            lambda e: [
                [(quarter, [step, e], [])],
                [(quarter, [step, step], [])],
                [(quarter, [e, e], []), (4, [weak], []), (4, [size, weak], [])],
            ],
        )
        found = jury(proof, simultaneous(rows), multiplied(rows)[0], h < 4 * gamma, ways)
    return proof.have(Implies(premise, found.conclusion), by=logic.discharge(premise, found))


def _strong_penalty(proof: Proof, rows: Rows) -> Theorem:
    """Γ ≥ 1: simultaneous steps converge iff h < 4(γ − √(γ² − 1))."""
    premise, quarter, step = 1 <= gamma, Fraction(1, 4), proof.known(h > 0)
    root = sqrt(gamma**2 - 1)
    inside = h < 4 * (gamma - root)
    with proof.suppose(premise) as (strong,):
        proof.have(0 <= gamma**2 - 1, terms=[(1, [strong, strong], []), (2, [strong], [])], because="γ ≥ 1")
        weak = proof.have(0 <= root, because="a root")

        def forward(circle: Sequence[Theorem]) -> Theorem:
            near = _below_four_gamma(proof, circle[0])
            return proof.otherwise(
                inside,
                lambda no: [(1, [circle[2]], []), (1, [no, weak], []), (quarter, [no, near], [])],
                "then (4γ − h)² ≤ 16(γ² − 1)",
            )

        ways: Ways = (
            forward,
            lambda e: [
                [(quarter, [step, e], []), (1, [step, weak], [])],
                [(quarter, [step, step], [])],
                [(quarter, [e, e], []), (2, [e, weak], [])],
            ],
        )
        found = jury(proof, simultaneous(rows), multiplied(rows)[0], inside, ways)
    return proof.have(Implies(premise, found.conclusion), by=logic.discharge(premise, found))


def _alternating_penalty(proof: Proof, rows: Rows) -> Theorem:
    """Alternating steps converge iff h < 4(√(γ² + 1) − γ)."""
    quarter, step, size = Fraction(1, 4), proof.known(h > 0), proof.known(gamma > 0)
    root = sqrt(gamma**2 + 1)
    inside, weak = h < 4 * (root - gamma), proof.have(0 <= root, because="a root")

    def forward(circle: Sequence[Theorem]) -> Theorem:
        return proof.otherwise(
            inside,
            lambda no: [(1, [circle[2]], []), (quarter, [no, step], []), (1, [no, size], []), (1, [no, weak], [])],
            "then (h + 4γ)² ≥ 16(γ² + 1)",
        )

    ways: Ways = (
        forward,
        lambda e: [
            [(1, [step, size], [])],
            [(quarter, [step, step], [])],
            [(1, [e, weak], []), (quarter, [e, step], []), (1, [e, size], [])],
        ],
    )
    return jury(proof, alternating(rows), multiplied(rows)[1], inside, ways)


def consensus_rows(proof: Proof) -> list[Theorem]:
    """Consensus optimisation: −γ/4 ± i/2."""
    rows = [[-gamma / 4, -HALF], [HALF, -gamma / 4]]
    roots = -gamma / 4, -QUARTER
    field = [with_consensus(proof), jacobian(proof, consensus, rows)]
    about = [spectrum(proof, rows, *roots), stable(proof, rows, *roots)]
    return [*field, *about, _simultaneous_consensus(proof, rows), _alternating_consensus(proof, rows)]


def _simultaneous_consensus(proof: Proof, rows: Rows) -> Theorem:
    """Simultaneous steps converge iff h < 8γ/(γ² + 4)."""
    matrix, rho = simultaneous(rows), (1 - h * gamma / 4) ** 2 + h**2 / 4
    step, inside = proof.known(h > 0), h < 8 * gamma / (gamma**2 + 4)
    scaled = proof.have(Eq(matrix.T * matrix, rho * identity(2)), because="I + hJ turns and scales")
    theorem = linear.scaled_convergence(matrix, rho, scaled)
    sixteenth, quarter = Fraction(1, 16), Fraction(1, 4)
    with proof.suppose(rho < 1) as (small,):
        forward = proof.otherwise(
            inside,
            lambda no: [(1, [small], []), (sixteenth, [step, no], [gamma]), (quarter, [step, no], [])],
            "then ρ ≥ 1",
        )
    with proof.suppose(inside) as (e,):
        terms = [(sixteenth, [step, e], [gamma]), (quarter, [step, e], [])]
        backward = proof.have(rho < 1, terms=terms, because="1 − ρ = (h/16)(8γ − h(γ² + 4))")
    same = proof.equivalence(Iff(rho < 1, inside), forward, backward)
    return shown(proof, logic.transitivity(theorem, same), "‖v_k‖² = ρᵏ‖v_0‖²")


def _alternating_consensus(proof: Proof, rows: Rows) -> Theorem:
    """Alternating steps converge iff h < 8/(γ + 2)."""
    step, size, inside = proof.known(h > 0), proof.known(gamma > 0), h < 8 / (gamma + 2)
    part = Fraction(1, 16)

    def terms(weight: int, e: Theorem, near: Theorem) -> list[Summand]:
        """E·(γ + 2)·(2h + 8 − hγ)/16."""
        pairs = [(1, [size, near]), (2, [size, step]), (2, [near]), (4, [step])]
        return [(weight * w * part, [e, *factors], []) for w, factors in pairs]

    def forward(circle: Sequence[Theorem]) -> Theorem:
        near = proof.otherwise(
            h * gamma < 8, lambda no: [(1, [circle[0]], []), (part, [step, size, no], [])], "then det ≥ 1"
        )
        return proof.otherwise(
            inside, lambda no: [(1, [circle[2]], []), *terms(1, no, near)], "then the third inequality fails"
        )

    def backward(e: Theorem) -> list[list[Summand]]:
        near = proof.have(
            h * gamma < 8, terms=[(1, [e, size], []), (2, [e], []), (2, [step], [])], because="8 − hγ > 2h"
        )
        second: list[Summand] = [(part, [step, step, size, size], []), (4 * part, [step, step], [])]
        return [[(part, [step, size, near], [])], second, terms(1, e, near)]

    return jury(proof, alternating(rows), multiplied(rows)[1], inside, (forward, backward))


# WGAN-GP
def towards(a: Term, b: Term) -> Pair:
    """The field of WGAN-GP for ψ ≠ 0, with sgn(ψ) = |ψ|/ψ."""
    return -b, a - gamma * (abs(b) / b) * (abs(b) - g_0)


def gradient_penalty_rows(proof: Proof) -> list[Theorem]:
    """WGAN-GP: no Jacobian at ψ = 0, where the field jumps; near (0, 0) the flow grows and steps leave."""
    distinct = Ne(psi, 0)
    with proof.suppose(distinct):
        loss = psi * theta - gamma / 2 * (abs(psi) - g_0) ** 2
        field = from_objectives_at(proof, psi * theta, loss, towards(theta, psi))
        change = radius_changes(proof, towards(theta, psi), -gamma * abs(psi) * (abs(psi) - g_0), "ψ·sgn(ψ) = |ψ|")
    small = And(0 < abs(psi), abs(psi) < g_0)
    with proof.suppose(*small.args) as (positive, below):
        size = proof.known(gamma > 0)
        grows = proof.have(
            0 < -gamma * abs(psi) * (abs(psi) - g_0), terms=[(1, [size, positive, below], [])], because="so r grows"
        )
    return [
        everywhere(proof, field, distinct),
        *_jump(proof),
        everywhere(proof, change, distinct),
        everywhere(proof, grows, small.args[1], small.args[0]),
        *(_leaves(proof, moved, weight) for moved, weight in ((theta, ONE), (theta - h * psi, 1 + h**2))),
    ]


def from_objectives_at(proof: Proof, down: Term, up: Term, field: Pair) -> Theorem:
    """The field where the objectives are differentiable."""
    descent = proof.have(Eq(Derivative(down, theta), -field[0]), by=calculus.derivative, because="differentiate by θ")
    falling = proof.have(Eq(-Derivative(down, theta), field[0]), parts=[(-1, descent)], because="θ descends")
    rising = proof.have(Eq(Derivative(up, psi), field[1]), by=calculus.derivative, because="ψ ascends")
    return proof.have(And(falling.conclusion, rising.conclusion), by=logic.both(falling, rising))


def _jump(proof: Proof) -> list[Theorem]:
    """At θ = 0 the second component goes to γg₀ as ψ falls to 0, and to −γg₀ as ψ rises to 0."""
    found: list[Theorem] = []
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
    return everywhere(proof, line, Ne(psi, 0))


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
