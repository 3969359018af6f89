"""Which steps converge on a quadratic, the best one, and two steps that land: the parts of the proofs of `minimax`."""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic
from derivations.kernel.formulas import And, Eq, Iff, Implies, lam, sqrt, zeros
from derivations.kernel.terms import num, replace
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas.gradient_steps import Iteration, v
from derivations.lemmas.minimax_games import eta, eta_x, eta_y
from derivations.proof import Proof


def moduli(move: Iteration, form: Term, rho: Term) -> Theorem:
    """Every eigenvalue has modulus² ρ, by MᵀM = ρI."""
    preserved = algebra.field(Eq(move.matrix.T * form * move.matrix, rho * form))
    return move.modulus(form, rho, preserved, lemmas.identity_definite(num(2)))


def best_step(proof: Proof, p: Term, q: Term, rho: Term) -> Theorem:
    """For a > 0 the modulus is least at η = a/(a² + b²), where it is |b|/√(a² + b²)."""
    total = p**2 + q**2
    best, rate = p / total, abs(q) / sqrt(total)
    premise = 0 < p
    with proof.suppose(premise):
        positive = proof.have(0 < total, because="a > 0")
        exactly = proof.have(Eq(replace(rho, eta, best), rate**2), because="insert η = a/(a² + b²)")
        least = proof.have(
            rate**2 <= rho,
            terms=[(1, [positive], [eta - best])],
            because="ρ(η) − b²/(a² + b²) = (a² + b²)·(η − a/(a² + b²))²",
        )
        every = logic.generalise(eta, least)
        whole = proof.have(And(exactly.conclusion, every.conclusion), by=logic.both(exactly, every))
    return proof.have(Implies(premise, whole.conclusion), by=logic.discharge(premise, whole))


def region(proof: Proof, jury: Term, inside: Term, positive: Theorem) -> Theorem:
    """The Schur-Cohn conditions ⇔ P < s ∧ 2s < 4 + P, with det M = 1 − s + P and tr M = 2 − s."""
    with proof.suppose(jury) as (circle,):
        first, _, third = lemmas.split(circle)
        halves = [
            proof.have(inside.args[0], terms=[(1, [first], [])], because="det M = 1 − s + P"),
            proof.have(inside.args[1], terms=[(1, [third], [])], because="tr M = 2 − s"),
        ]
        forward = proof.have(inside, by=logic.both(*halves))
    with proof.suppose(inside) as (bounds,):
        low, high = lemmas.split(bounds)
        wanted = (jury.args[0], jury.args[1].args[0], jury.args[1].args[1])
        parts = [proof.have(g, terms=[(1, [f], [])]) for g, f in zip(wanted, (low, positive, high), strict=True)]
        backward = proof.have(jury, by=lemmas.join(*parts))
    return proof.equivalence(Iff(jury, inside), forward, backward)


def two_steps(proof: Proof, move: Iteration, data: tuple[Term, Term, Term]) -> Theorem:
    """With r = |b|/√(ac + b²), η_x = (1 + r)/a and η_y = (1 − r)/c > 0 the iteration lands in two steps."""
    p, q, r = data
    total = p * r + q**2
    ratio = abs(q) / sqrt(total)
    proof.have(0 < total, because="ac > 0")
    root = proof.have(0 < sqrt(total), because="the root of a positive number")
    less = proof.otherwise(
        abs(q) < sqrt(total),
        lambda no: [(1, [no, no], []), (2, [no, root], []), (1, [proof.facts.prove(0 < p * r)], [])],
        "then b² ≥ ac + b²",
    )
    gap = proof.have(Eq(1 - ratio, (sqrt(total) - abs(q)) * (1 / sqrt(total))), because="common denominator")
    inverse = proof.facts.prove(0 < 1 / sqrt(total))
    proof.have(0 < 1 - ratio, terms=[(1, [less, inverse], [])], parts=[(1, gap)], because="r < 1")
    second = proof.have(0 < (1 - ratio) / r, because="a positive step")
    step, matrix, line = move.at("star", (eta_x, (1 + ratio) / p), (eta_y, (1 - ratio) / r))
    nilpotent = proof.have(Eq(matrix * (matrix * v), zeros(2)), because="the iteration matrix squares to 0")
    again = logic.instantiate(line, ((v, line.conclusion.args[0]),))
    twice = linear.chain(linear.twice(step, v), again, logic.congruence(lam(v, matrix * v), line), nilpotent)
    every = logic.generalise(v, twice)
    landing = proof.have(every.conclusion, by=every, because="two steps are M(Mv) = 0")
    whole = logic.both(second, landing)
    return proof.have(whole.conclusion, by=whole, because="from every start")
