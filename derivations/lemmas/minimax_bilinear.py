"""f = xy played simultaneously, alternately and with a trial step: the three parts of `minimax.bilinear`."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, algebra, iterations, logic
from derivations.kernel.formulas import (
    Eq,
    Iff,
    Implies,
    Ne,
    block,
    column,
    identity,
    iterate,
    lam,
    sqnorm,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.terms import num, replace
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas.gradient_steps import Iteration, descent_ascent, k, slope_x, slope_y, v
from derivations.lemmas.minimax_games import eta, product, x_0, y_0
from derivations.lemmas.minimax_steps import moduli
from derivations.proof import Proof


def simultaneous(proof: Proof) -> list[Theorem]:
    """Simultaneous steps: modulus² 1 + η² > 1, and ‖v_k‖² → ∞ from every start but 0."""
    rho, start = 1 + eta**2, column(x_0, y_0)
    turn = block([[1, -eta], [eta, 1]])
    move = descent_ascent(proof, product, (v[1], v[0]), turn, (eta, eta), ("simultaneous", "M"))
    scaled = move.scaled(rho)
    angles = moduli(move, identity(2), rho)
    step = proof.known(eta > 0)
    large = proof.have(1 < rho, terms=[(1, [step, step], [])], because="η² > 0")
    premise = Ne(start, zeros(2))
    with proof.suppose(premise) as (moving,):
        theorem = move.transfer(linear.growth(move.matrix, rho, scaled, large, moving, k))
        limit = proof.have(theorem.conclusion, by=theorem, because="‖v_k‖² = (1 + η²)ᵏ‖v_0‖²")
    outwards = proof.have(
        Implies(premise, limit.conclusion), by=logic.discharge(premise, limit), because="it spirals out"
    )
    return [angles, outwards]


def alternating(proof: Proof) -> list[Theorem]:
    """Alternating steps: y uses the new x. Modulus 1 for η ≤ 2, an invariant, bounded for η < 2, linear growth at 2."""
    dx = slope_x(product, (v[0], v[1]))
    moved = v[0] - eta * dx
    dy = slope_y(product, (v[0] - eta * v[1], v[1]))
    new = (moved, v[1] + eta * slope_y(product, (moved, v[1])))
    turn = block([[1, -eta], [eta, 1 - eta**2]])
    move = Iteration(proof, new, [(dx, v[1]), (dy, v[0] - eta * v[1])], turn, ("alternating", "N"))
    start = column(x_0, y_0)
    orbit = move.orbit(start)
    conserved = _conserved(proof, move, start, orbit)
    angles = _alternating_moduli(proof, turn)
    bounded = _bounded(proof, start, orbit, conserved)
    linear_growth = _linear_growth(proof, move, start)
    return [angles, conserved, bounded, linear_growth]


def _energy(p: Term) -> Term:
    """x² + y² − ηxy."""
    return p[0] ** 2 + p[1] ** 2 - eta * p[0] * p[1]


def _conserved(proof: Proof, move: Iteration, start: Term, orbit: Term) -> Theorem:
    """x² + y² − ηxy is the same after every step."""
    point = vector("p", 2)
    energy = lam(point, _energy(point))
    inner = iterate(linear.linear(move.matrix), start, k)
    statement = Eq(_energy(inner), _energy(start))
    base = logic.congruence(energy, iterations.iterate_start(linear.linear(move.matrix), start))
    moved = logic.congruence(energy, iterations.iterate_step(linear.linear(move.matrix), start, k))
    same = algebra.field(Eq(_energy(move.matrix * inner), _energy(inner)))
    step = linear.chain(moved, same, logic.assume(statement))
    theorem = move.transfer(linear.induct(k, statement, base, step))
    plain = algebra.field(Eq(_energy(start), x_0**2 + y_0**2 - eta * x_0 * y_0))
    every = logic.generalise(k, logic.transitivity(theorem, plain))
    return proof.have(every.conclusion, by=every, because="x² + y² − ηxy does not change in a step")


def _alternating_moduli(proof: Proof, turn: Term) -> Theorem:
    """For η ≤ 2 both eigenvalues have modulus 1: det M = 1 and the characteristic polynomial has no two real roots."""
    premise = eta <= 2
    with proof.suppose(premise):
        theorem = linear.unit_modulus(turn, proof.known(eta > 0), proof.known(premise), eta)
        shown = proof.have(
            theorem.conclusion, by=theorem, because="t² − (2 − η²)t + 1 has a discriminant ≤ 0 and product of roots 1"
        )
    return proof.have(Implies(premise, shown.conclusion), by=logic.discharge(premise, shown))


def _bounded(proof: Proof, start: Term, orbit: Term, conserved: Theorem) -> Theorem:
    """For η < 2 the orbit stays in a disc: ‖v_k‖² ≤ (2 + η)/(2 − η)·‖v_0‖²."""
    premise, same = eta < 2, logic.specialise(conserved, k)
    goal = sqnorm(orbit) <= (2 + eta) / (2 - eta) * sqnorm(start)
    with proof.suppose(premise) as (below,):
        proof.have(0 < 2 - eta, terms=[(1, [below], [])], because="η < 2")
        factor = proof.facts.prove(0 < 1 / (2 - eta))
        step = proof.known(eta > 0)
        shown = proof.have(
            goal,
            terms=[(1, [factor, step], [orbit[0] - orbit[1]]), (1, [factor, step], [start[0] + start[1]])],
            parts=[(-2 / (2 - eta), same)],
            because="(1 − η/2)‖v‖² ≤ x² + y² − ηxy ≤ (1 + η/2)‖v‖²",
        )
        every = logic.generalise(k, shown)
        every = proof.have(every.conclusion, by=every, because="for every k")
    return proof.have(Implies(premise, every.conclusion), by=logic.discharge(premise, every))


def _linear_growth(proof: Proof, move: Iteration, start: Term) -> Theorem:
    """At η = 2 the orbit is (−1)ᵏ(v_0 − 2k(x₀ − y₀)(1, 1)): it grows linearly unless x₀ = y₀."""
    _, matrix, line = move.at("two", (eta, 2))
    drift = 2 * (x_0 - y_0)
    formula = num(-1) ** k * column(x_0 - k * drift, y_0 - k * drift)
    about = linear.iterates(lam(v, matrix * v), start, k, formula)
    theorem = logic.rewrite(about, logic.symmetry(logic.abstraction(v, line)))
    every = logic.generalise(k, theorem)
    return proof.have(
        every.conclusion, by=every, because="by induction: at η = 2 the matrix is −I plus a nilpotent one"
    )


def extra_gradient(proof: Proof) -> list[Theorem]:
    """Extra-gradient: modulus² 1 − η² + η⁴; converges from every start iff η < 1; best at η = 1/√2."""
    dx, dy = slope_x(product, (v[0], v[1])), slope_y(product, (v[0], v[1]))
    half = (v[0] - eta * dx, v[1] + eta * dy)
    known = (v[0] - eta * v[1], v[1] + eta * v[0])
    new = (v[0] - eta * slope_x(product, half), v[1] + eta * slope_y(product, half))
    slopes = [(dx, v[1]), (dy, v[0]), (slope_x(product, known), known[1]), (slope_y(product, known), known[0])]
    rho = 1 - eta**2 + eta**4
    turn = block([[1 - eta**2, -eta], [eta, 1 - eta**2]])
    move = Iteration(proof, new, slopes, turn, ("extragradient", "E"))
    scaled = move.scaled(rho)
    angles = moduli(move, identity(2), rho)
    theorem = move.converges(rho, scaled)
    inside, step = eta < 1, proof.known(eta > 0)
    with proof.suppose(rho < 1) as (small,):
        forward = proof.otherwise(
            inside,
            lambda no: [(1, [small], []), (1, [step, step, no, no], []), (2, [step, step, no], [])],
            "then η²(η² − 1) ≥ 0",
        )
    with proof.suppose(inside) as (below,):
        terms = [(1, [step, step, below, step], []), (1, [step, step, below], [])]
        backward = proof.have(rho < 1, terms=terms, because="1 − ρ = η²(1 − η)(1 + η)")
    same = proof.equivalence(Iff(rho < 1, inside), forward, backward)
    both = proof.have(Iff(theorem.conclusion.args[0], inside), by=logic.transitivity(theorem, same), because="together")
    least = proof.have(num(3) / 4 <= rho, terms=[(1, [], [eta**2 - num(1) / 2])], because="ρ − ¾ = (η² − ½)²")
    every = logic.generalise(eta, logic.discharge(eta > 0, least)) if least.hypotheses else logic.generalise(eta, least)
    proof.have(every.conclusion, by=every, because="for every η")
    attained = proof.have(Eq(replace(rho, eta, 1 / sqrt(2)), num(3) / 4), because="at η = 1/√2")
    return [angles, both, every, attained]
