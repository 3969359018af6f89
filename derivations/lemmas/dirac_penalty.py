"""Rows of the Dirac-GAN's table: the penalties R1 and R2, and consensus optimisation.

Which steps converge is decided by the Schur-Cohn inequalities of one step's matrix: det < 1 and |tr| < 1 + det.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from derivations.kernel import Term, Theorem, algebra, logic
from derivations.kernel.formulas import Eq, Iff, Implies, identity, sqrt
from derivations.kernel.terms import ZERO
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas.dirac import (
    HALF,
    QUARTER,
    Rows,
    consensus,
    damped,
    gamma,
    h,
    jacobian,
    moves,
    objective,
    penalised,
    psi,
    shown,
    theta,
    with_consensus,
)
from derivations.lemmas.dirac_steps import Ways, jury, simultaneous
from derivations.proof import Proof, Summand


def penalty_rows(proof: Proof) -> list[Theorem]:
    """R1 and R2: −γ/2 ± √(γ²/4 − ¼)."""
    loss, rows = objective(theta, psi), [[ZERO, -HALF], [HALF, -gamma]]
    field = moves(proof, loss, loss - gamma / 2 * psi**2, penalised(theta, psi))
    return [field, jacobian(proof, penalised, rows), *about_penalty(proof, rows)]


def about_penalty(proof: Proof, rows: Rows) -> list[Theorem]:
    """What the Jacobian of R1 says."""
    roots = -gamma / 2, gamma**2 / 4 - QUARTER
    return [
        *damped(proof, rows, roots, (Fraction(1, 2), [proof.known(gamma > 0)], [])),
        _weak_penalty(proof, rows),
        _strong_penalty(proof, rows),
        _alternating_penalty(proof, rows),
    ]


def root_exists(damping: Term) -> Theorem:
    """⊢ 1 ≤ γ ⇒ 0 ≤ γ² − 1, for a damping in place of γ."""
    return logic.instantiate(_root_exists(), ((gamma, damping),))


@cache
def _root_exists() -> Theorem:
    strong = logic.assume(1 <= gamma)
    found = algebra.nonneg(0 <= gamma**2 - 1, ((1, (strong, strong), ()), (2, (strong,), ())), (), ())
    return logic.discharge(strong.conclusion, found)


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
        found = jury(proof, rows, True, h < 4 * gamma, ways)
    return proof.have(Implies(premise, found.conclusion), by=logic.discharge(premise, found))


def _strong_penalty(proof: Proof, rows: Rows) -> Theorem:
    """Γ ≥ 1: simultaneous steps converge iff h < 4(γ − √(γ² − 1))."""
    premise, quarter, step = 1 <= gamma, Fraction(1, 4), proof.known(h > 0)
    root = sqrt(gamma**2 - 1)
    inside = h < 4 * (gamma - root)
    proof.recall(root_exists(gamma))
    with proof.suppose(premise):
        proof.have(0 <= gamma**2 - 1, by=root_exists(gamma), because="γ ≥ 1")
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
        found = jury(proof, rows, True, inside, ways)
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
    return jury(proof, rows, False, inside, ways)


def consensus_rows(proof: Proof) -> list[Theorem]:
    """Consensus optimisation: −γ/4 ± i/2."""
    rows = [[-gamma / 4, -HALF], [HALF, -gamma / 4]]
    roots = -gamma / 4, -QUARTER
    field = [with_consensus(proof), jacobian(proof, consensus, rows)]
    about = damped(proof, rows, roots, (Fraction(1, 4), [proof.known(gamma > 0)], []), [gamma / 4])
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

    return jury(proof, rows, False, inside, (forward, backward))
