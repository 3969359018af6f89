"""What steps of size h do to a linear field v ↦ Jv of the plane, both players at once or one after the other.

What is said of convergence is said of the linear iteration v ↦ (I + hJ)v (simultaneous) and of the product of its two
half steps, θ first (alternating). That the nonlinear iteration does the same near (0, 0) where the moduli are not 1
is a classical theorem that is not proved here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, iterations, logic
from derivations.kernel.formulas import Eq, Iff, Implies, Ne, block, column, identity, natural, real, zeros
from derivations.kernel.terms import ONE, ZERO, num
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas.dirac import Rows, h, shown
from derivations.proof import Proof, Summand

theta_0, psi_0, k = real("theta_0"), real("psi_0"), natural("k")
_s = real("s")
Ways = tuple[Callable[[Sequence[Theorem]], Theorem], Callable[[Theorem], Sequence[Sequence[Summand]]]]


def simultaneous(rows: Rows) -> Term:
    """I + hJ."""
    return identity(2) + h * block(rows)


def alternating(rows: Rows) -> Term:
    """The half step of θ, then that of ψ."""
    first, second = [rows[0], [ZERO, ZERO]], [[ZERO, ZERO], rows[1]]
    return (identity(2) + h * block(second)) * (identity(2) + h * block(first))


def multiplied(rows: Rows) -> tuple[Rows, Rows]:
    """The matrices of one simultaneous and of one alternating step, written out."""
    (a, b), (c, d) = rows
    once = [[1 + h * a, h * b], [h * c, 1 + h * d]]
    after = [[1 + h * a, h * b], [h * c * (1 + h * a), 1 + h * d + h * c * h * b]]
    return once, after


def _written_out(matrix: Term, rows: Rows) -> Theorem:
    """⊢ M = the same matrix as a product or sum."""
    return algebra.field(Eq(block(rows), matrix))


def outward(proof: Proof, rows: Rows, step: Term) -> list[Theorem]:
    """HJ = s·(quarter turn): I + hJ has modulus √(1 + s²) > 1, and every orbit but 0 goes to infinity."""
    positive = proof.have(0 < step, because="h > 0")
    turned = [[ONE, -step], [step, ONE]]
    angles, limit = (
        logic.rewrite(_at(theorem, step, positive), _written_out(simultaneous(rows), turned))
        for theorem in (_lengthened(), _spiral())
    )
    angles = shown(proof, angles, "lengths are multiplied by √(1 + s²)")
    return [angles, shown(proof, limit, "‖v_k‖² = (1 + s²)ᵏ‖v_0‖²")]


def _at(theorem: Theorem, step: Term, *known: Theorem) -> Theorem:
    """A theorem about turns by s for another s, its hypotheses met."""
    theorem = logic.instantiate(theorem, ((_s, step),))
    for fact in known:
        theorem = logic.cut(fact, theorem)
    return theorem


def _stretch() -> tuple[Term, Term]:
    """1 + s·(quarter turn), and by what it multiplies the square of every length."""
    return block([[ONE, -_s], [_s, ONE]]), 1 + _s**2


@cache
def _lengthened() -> Theorem:
    """⊢ re² + im² = 1 + s² for every eigenvalue of 1 + s·(quarter turn)."""
    matrix, rho = _stretch()
    preserved = algebra.field(Eq(matrix.T * identity(2) * matrix, rho * identity(2)))
    return linear.modulus(matrix, identity(2), rho, preserved, lemmas.identity_definite(num(2)))


@cache
def _spiral() -> Theorem:
    """0 < s ⊢ v_0 ≠ 0 ⇒ ‖(1 + s·(quarter turn))ᵏv_0‖² → ∞."""
    (matrix, rho), start, step = _stretch(), column(theta_0, psi_0), logic.assume(0 < _s)
    scaled = algebra.field(Eq(matrix.T * matrix, rho * identity(2)))
    large = algebra.nonneg(ONE < rho, ((1, (step, step), ()),), (), ())
    moving = logic.assume(Ne(start, zeros(2)))
    return logic.discharge(moving.conclusion, linear.growth(matrix, rho, scaled, large, moving, k))


def unit_circle(proof: Proof, rows: Rows, step: Term, largest: int) -> Theorem:
    """HJ = s·(quarter turn): alternating steps have modulus 1 for s ≤ 2, that is for h up to `largest`."""
    premise = h <= largest
    with proof.suppose(premise):
        small = [(Fraction(2, largest), [proof.known(premise)], [])]
        known = proof.have(0 < step), proof.have(step <= 2, terms=small, because="a small step")
        same = _written_out(alternating(rows), [[ONE, -step], [step, 1 - step**2]])
        theorem = logic.rewrite(_at(_circle(), step, *known), same)
        here = shown(proof, theorem, "determinant 1 and no two real roots")
    return proof.have(Implies(premise, here.conclusion), by=logic.discharge(premise, here))


@cache
def _circle() -> Theorem:
    """0 < s ≤ 2 ⊢ re² + im² = 1 for every eigenvalue of [1, −s; s, 1 − s²]."""
    positive, small = logic.assume(0 < _s), logic.assume(_s <= 2)
    return linear.unit_modulus(block([[ONE, -_s], [_s, 1 - _s**2]]), positive, small, _s)


def jury(proof: Proof, rows: Rows, together: bool, inside: Term, ways: Ways) -> Theorem:
    """The iteration of simultaneous or of alternating steps converges from every start ⇔ the condition (Schur-Cohn).

    `ways` show the condition from the three Schur-Cohn inequalities, and these from the condition.
    """
    matrix = simultaneous(rows) if together else alternating(rows)
    written = multiplied(rows)[0 if together else 1]
    theorem = iterations.schur_cohn(block(written))
    circle = theorem.conclusion.args[1]
    with proof.suppose(circle) as (known,):
        forward = ways[0](lemmas.split(known))
    with proof.suppose(inside) as (known,):
        backward = proof.have(circle, by=lemmas.join(*_filled(proof, circle, ways[1](known))))
    both = proof.equivalence(Iff(circle, inside), forward, backward)
    found = logic.rewrite(logic.transitivity(theorem, both), _written_out(matrix, written))
    return shown(proof, found, "both eigenvalues inside the unit circle (Schur-Cohn)")


def _filled(proof: Proof, circle: Term, weights: Sequence[Sequence[Summand]]) -> list[Theorem]:
    """The three Schur-Cohn inequalities, each from its own sum."""
    goals = circle.args[0], *circle.args[1].args
    return [proof.have(goal, terms=terms, because="multiply out") for goal, terms in zip(goals, weights, strict=True)]
