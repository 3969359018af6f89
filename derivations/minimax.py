"""Minimax gradient descent-ascent (homework E.1): f = 4x² − 4y², and what the step size decides.

x descends and y ascends on f: with one step η, simultaneously, (x, y) ← (x − η ∂f/∂x, y + η ∂f/∂y). A point is a
column v = (x, y) and an algorithm is a map v ↦ step(v) written with the derivatives of f, so that what is proved is
about f and not about a matrix somebody computed. "Converges" means: to the saddle (0, 0), from every start.
"""

from __future__ import annotations

from typing import Any

from derivations import lemmas
from derivations.data import DataError
from derivations.kernel import algebra, calculus, iterations, logic
from derivations.kernel.formulas import And, Derivative, Eq, Iff, block, column, identity, real, zeros
from derivations.kernel.terms import num
from derivations.lemmas import dirac, dirac_table
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas.gradient_steps import descent_ascent, k, v, x, y
from derivations.lemmas.minimax_bilinear import alternating, extra_gradient, simultaneous
from derivations.lemmas.minimax_descent import off_axis, on_axis
from derivations.lemmas.minimax_errata import ERRATA
from derivations.lemmas.minimax_games import eta, eta_x, eta_y, exercise, parameter, quadratic, x_0, y_0
from derivations.lemmas.minimax_saddle import critical_point, hessian_determinant, saddle_lines, strict_extremum
from derivations.lemmas.minimax_steps import best_step, moduli, region, two_steps
from derivations.proof import Proof
from derivations.quadratic_form import Quadratic
from derivations.results import result

__all__ = [
    "ERRATA",
    "bilinear",
    "descent_diverges",
    "dirac_gan",
    "general_step_size",
    "saddle",
    "separate_step_sizes",
    "step_size",
    "updates",
]


@result(source="homework E.1")
def saddle(f: Any = None) -> Proof:
    """f = 4x² − 4y²: the only critical point is (0, 0), the Hessian determinant is −64 < 0: a saddle."""
    form = Quadratic.of(exercise(x, y) if f is None else f, x, y)
    proof = Proof()
    critical = critical_point(proof, form)
    hessian = hessian_determinant(proof, form)
    determinant, size = hessian.conclusion.args[0], abs(form.determinant)
    goal, weight = (determinant < 0, -1) if form.kind == "saddle" else (0 < determinant, 1)
    sign = proof.have(goal, terms=[(size, [], [])], parts=[(weight, hessian)], because="its sign")
    shape = saddle_lines(proof, form) if form.kind == "saddle" else strict_extremum(proof, form)
    return proof.conclude(And(*(s.conclusion for s in (critical, hessian, sign, *shape))), answer=form.answer)


@result(source="homework E.1", needs="PCT")
def updates() -> Proof:
    """Descent in x and ascent in y on 4x² − 4y²: x ← (1 − 8η)x and y ← (1 − 8η)y."""
    proof, f = Proof(), exercise
    dx, dy = Derivative(f(x, y), x), Derivative(f(x, y), y)
    down = proof.have(Eq(dx, 8 * x), by=calculus.derivative, because="differentiate")
    up = proof.have(Eq(dy, -8 * y), by=calculus.derivative, because="differentiate")
    first = proof.calculate(x - eta * dx).equals(x - eta * (8 * x), by=down, because="insert")
    first.equals((1 - 8 * eta) * x, because="collect")
    second = proof.calculate(y + eta * dy).equals(y + eta * (-8 * y), by=up, because="insert")
    second.equals((1 - 8 * eta) * y, because="collect")
    answer = column((1 - 8 * eta) * x, (1 - 8 * eta) * y)
    return proof.conclude(And(first.theorem.conclusion, second.theorem.conclusion), answer=answer)


@result(source="homework E.1", needs="PCT")
def step_size() -> Proof:
    """Descent-ascent on 4x² − 4y² converges from every start iff 0 < η < ¼; η = ⅛ lands in one step."""
    proof, r = Proof(), 1 - 8 * eta
    rho, inside = r**2, And(0 < eta, eta < num(1) / 4)
    move = descent_ascent(proof, exercise, (8 * v[0], -8 * v[1]), r * identity(2), (eta, eta))
    theorem = move.converges(rho, move.scaled(rho))
    with proof.suppose(rho < 1) as (small,):
        low = proof.otherwise(
            inside.args[0], lambda no: [(1, [small], []), (16, [no], []), (64, [], [eta])], "then (1 − 8η)² ≥ 1"
        )
        high = proof.otherwise(inside.args[1], lambda no: [(1, [small], []), (64, [low, no], [])], "then (1 − 8η)² ≥ 1")
        forward = proof.have(inside, by=logic.both(low, high))
    with proof.suppose(*inside.args) as between:
        shown = proof.have(rho < 1, terms=[(64, between, [])], because="1 − (1 − 8η)² = 64·η·(¼ − η)")
        backward = lemmas.from_all(inside, shown)
    same = proof.equivalence(Iff(rho < 1, inside), forward, backward)
    both = proof.have(Iff(theorem.conclusion.args[0], inside), by=logic.transitivity(theorem, same), because="together")
    _, _, one = move.at("one", (eta, num(1) / 8))
    landing = logic.transitivity(one, algebra.field(Eq(one.conclusion.args[1], zeros(2))))
    landing = logic.generalise(v, landing)
    proof.have(landing.conclusion, by=landing, because="1 − 8η = 0 at η = ⅛")
    return proof.conclude(And(both.conclusion, landing.conclusion), answer=inside)


@result(source="homework E.1", needs="PCT")
def general_step_size(a: Any = None, b: Any = None) -> Proof:
    """f = (a/2)x² + bxy − (a/2)y², a ≥ 0: converges iff 0 < η and η(a² + b²) < 2a; best η = a/(a² + b²)."""
    p, q = parameter(a, real("a"), "a"), parameter(b, real("b"), "b")
    if p.op == "num" and p.data < 0:
        raise DataError(
            f"a = {p.data} is negative: f = (a/2)x² + bxy − (a/2)y² needs a >= 0 (exchange x and y otherwise)"
        )
    if p.op == q.op == "num" and not (p.data or q.data):
        raise DataError("a = b = 0: then f = 0 and every point is critical; (a, b) must not be (0, 0)")
    proof = Proof(given=[p >= 0] if p.op != "num" else [])
    sign = proof.have(p >= 0)
    total, rho = p**2 + q**2, (1 - eta * p) ** 2 + eta**2 * q**2
    inside = And(0 < eta, eta * total < 2 * p)
    turn = block([[1 - eta * p, -eta * q], [eta * q, 1 - eta * p]])
    move = descent_ascent(proof, quadratic(p, q, p), (p * v[0] + q * v[1], q * v[0] - p * v[1]), turn, (eta, eta))
    scaled = move.scaled(rho)
    theorem = move.converges(rho, scaled)
    with proof.suppose(rho < 1) as (small,):
        low = proof.otherwise(
            inside.args[0],
            lambda no: [(1, [small], []), (2, [no, sign], []), (1, [], [eta * p]), (1, [], [eta * q])],
            "then ρ = 1 − 2ηa + η²(a² + b²) ≥ 1",
        )
        high = proof.otherwise(inside.args[1], lambda no: [(1, [small], []), (1, [low, no], [])], "then ρ ≥ 1")
        forward = proof.have(inside, by=logic.both(low, high))
    with proof.suppose(*inside.args) as between:
        backward = lemmas.from_all(
            inside, proof.have(rho < 1, terms=[(1, between, [])], because="1 − ρ = η·(2a − η(a² + b²))")
        )
    same = proof.equivalence(Iff(rho < 1, inside), forward, backward)
    both = proof.have(Iff(theorem.conclusion.args[0], inside), by=logic.transitivity(theorem, same), because="together")
    angles = moduli(move, identity(2), rho)
    best = best_step(proof, p, q, rho)
    return proof.conclude(And(both.conclusion, angles.conclusion, best.conclusion), answer=inside)


@result(source="homework E.1", needs="PCT")
def separate_step_sizes(a: Any = None, b: Any = None, c: Any = None) -> Proof:
    """f = (a/2)x² + bxy − (c/2)y², a, c > 0: η_x, η_y > 0 converge iff P < s and 2s < 4 + P; two steps can do."""
    p, q, r = parameter(a, real("a"), "a"), parameter(b, real("b"), "b"), parameter(c, real("c"), "c")
    for term, name in ((p, "a"), (r, "c")):
        if term.op == "num" and term.data <= 0:
            raise DataError(f"{name} = {term.data}: f = (a/2)x² + bxy − (c/2)y² needs a > 0 and c > 0")
    given = [s > 0 for s in (p, r) if s.op != "num"]
    proof = Proof(given=[*given, eta_x > 0, eta_y > 0])
    total = p * r + q**2
    s, product = eta_x * p + eta_y * r, eta_x * eta_y * total
    turn = block([[1 - eta_x * p, -eta_x * q], [eta_y * q, 1 - eta_y * r]])
    slopes = (p * v[0] + q * v[1], q * v[0] - r * v[1])
    move = descent_ascent(proof, quadratic(p, q, r), slopes, turn, (eta_x, eta_y))
    theorem = move.transfer(iterations.schur_cohn(turn))
    jury = theorem.conclusion.args[1]
    proof.have(theorem.conclusion, by=theorem, because="both eigenvalues inside the unit circle (Schur-Cohn)")
    inside = And(product < s, 2 * s < 4 + product)
    positive = proof.have(0 < product, because="all factors are positive")
    same = region(proof, jury, inside, positive)
    both = proof.have(Iff(theorem.conclusion.args[0], inside), by=logic.transitivity(theorem, same), because="together")
    landing = two_steps(proof, move, (p, q, r))
    return proof.conclude(And(both.conclusion, landing.conclusion), answer=inside)


@result(source="homework E.1", needs="PCT")
def descent_diverges() -> Proof:
    """Plain descent in both on 4x² − 4y², η > 0: y² → ∞ unless y₀ = 0, and then it converges iff x₀ = 0 or η < ¼."""
    proof = Proof(given=[eta > 0])
    p, q, start = 1 - 8 * eta, 1 + 8 * eta, column(x_0, y_0)
    move = descent_ascent(proof, exercise, (8 * v[0], -8 * v[1]), block([[p, 0], [0, q]]), (eta, -eta))
    orbit, formula = move.orbit(start), column(p**k * x_0, q**k * y_0)
    closed = move.transfer(linear.iterates(linear.linear(move.matrix), start, k, formula))
    proof.have(Eq(orbit, formula), by=closed, because="by induction: x is multiplied by 1 − 8η, y by 1 + 8η")
    grows = off_axis(proof, orbit, closed, q)
    settles = on_axis(proof, orbit, closed, (p, q))
    return proof.conclude(And(grows.conclusion, settles.conclusion), answer=settles.conclusion.args[1].args[1])


@result(source="homework E.1", needs="PCT")
def bilinear() -> Proof:
    """f = xy, η > 0: simultaneous steps spiral out, alternating stay on a conic, extra-gradient converges iff η < 1."""
    proof = Proof(given=[eta > 0])
    parts = [*simultaneous(proof), *alternating(proof), *extra_gradient(proof)]
    return proof.conclude(And(*(p.conclusion for p in parts)))


@result(source="homework E.1, Mescheder et al. 2018", needs="PCT")
def dirac_gan() -> Proof:
    """The Dirac-GAN: fields, Jacobians, eigenvalues and bounds on the step, for seven ways to train it; h, γ, σ > 0."""
    proof = Proof(given=dirac.GIVEN)
    whole = lemmas.join(*dirac_table.table(proof))
    return proof.conclude(whole.conclusion, by=whole)
