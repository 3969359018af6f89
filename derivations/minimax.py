"""Minimax gradient descent-ascent (homework E.1): f = 4x² − 4y², and what the step size decides.

x descends and y ascends on f: with one step η, simultaneously, (x, y) ← (x − η ∂f/∂x, y + η ∂f/∂y). A point is a
column v = (x, y) and an algorithm is a map v ↦ step(v) written with the derivatives of f, so that what is proved is
about f and not about a matrix somebody computed. "Converges" means: to the saddle (0, 0), from every start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derivations import lemmas
from derivations import linear_iterations as linear
from derivations.data import DataError, definite, exact
from derivations.gradient_steps import Iteration, Objective, descent_ascent, k, slope_x, slope_y, v, x, y
from derivations.kernel import Term, Theorem, algebra, calculus, iterations, logic
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import (
    FALSE,
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    block,
    column,
    converges_from_every_start,
    det,
    identity,
    infinity,
    iterate,
    lam,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ZERO, num, replace
from derivations.proof import Proof
from derivations.quadratic_form import Quadratic
from derivations.results import result
from derivations.slips import Slip

eta, t = real("eta"), real("t")
a, b, c = real("a"), real("b"), real("c")
eta_x, eta_y = real("eta_x"), real("eta_y")
x_0, y_0, re, im = real("x_0"), real("y_0"), real("re"), real("im")
EXERCISE: Objective = lambda p, q: 4 * p**2 - 4 * q**2  # noqa: E731 - the objective as one reads it


@result(source="homework E.1")
def saddle(f: Any = None) -> Proof:
    """f = 4x² − 4y²: the only critical point is (0, 0), the Hessian determinant is −64 < 0: a saddle."""
    form = Quadratic.of(EXERCISE(x, y) if f is None else f, x, y)
    proof = Proof()
    critical = _critical_point(proof, form)
    hessian = _hessian(proof, form)
    determinant, size = hessian.conclusion.args[0], abs(form.determinant)
    goal, weight = (determinant < 0, -1) if form.kind == "saddle" else (0 < determinant, 1)
    sign = proof.have(goal, terms=[(size, [], [])], parts=[(weight, hessian)], because="its sign")
    shape = _saddle(proof, form) if form.kind == "saddle" else _extremum(proof, form)
    return proof.conclude(And(*(s.conclusion for s in (critical, hessian, sign, *shape))), answer=form.answer)


def _critical_point(proof: Proof, form: Quadratic) -> Theorem:
    """Both derivatives vanish at the critical point and nowhere else."""
    slopes = [
        proof.have(Eq(Derivative(form.term, p), s), by=calculus.derivative, because="differentiate")
        for p, s in zip((x, y), form.slopes, strict=True)
    ]
    flat = [Eq(s.conclusion.args[0], ZERO) for s in slopes]
    there = [Eq(p, value) for p, value in zip((x, y), form.point, strict=True)]
    with proof.suppose(*flat) as vanish:
        found = [
            proof.have(
                goal,
                parts=[
                    *((w, e) for w, e in zip(row, vanish, strict=True)),
                    *((-w, s) for w, s in zip(row, slopes, strict=True)),
                ],
                because="solve the two linear equations",
            )
            for goal, row in zip(there, form.inverse, strict=True)
        ]
        forward = lemmas.from_all(And(*flat), proof.have(And(*there), by=lemmas.join(*found)))
    with proof.suppose(*there) as place:
        found = [
            proof.have(
                goal, parts=[(1, s), *((w, e) for w, e in zip(row, place, strict=True))], because="insert the point"
            )
            for goal, s, row in zip(flat, slopes, form.hessian, strict=True)
        ]
        backward = lemmas.from_all(And(*there), proof.have(And(*flat), by=lemmas.join(*found)))
    return proof.equivalence(Iff(And(*flat), And(*there)), forward, backward, because="exactly one critical point")


def _hessian(proof: Proof, form: Quadratic) -> Theorem:
    """The determinant of the second derivatives."""
    pairs = [[form.second(p, q) for q in (x, y)] for p in (x, y)]
    shown = [[value.conclusion.args[0] for _, value in row] for row in pairs]
    line = proof.calculate(det(block(shown)))
    for i, row in enumerate(pairs):
        for j, (smooth, value) in enumerate(row):
            proof.recall(smooth)
            shown[i][j] = value.conclusion.args[1]
            line.equals(det(block(shown)), by=value, because="differentiate twice")
    return line.equals(num(form.determinant), because="ad − bc").theorem


def _saddle(proof: Proof, form: Quadratic) -> list[Theorem]:
    """Along one line f is least at the point, along another it is greatest."""
    centre, found = form.at(*form.point), list[Theorem]()
    with proof.suppose(Ne(t, 0)) as (moving,):
        square = proof.have(0 < t**2, by=lemmas.square_positive(moving), because="t ≠ 0")
        for direction, rises in zip(form.directions, (True, False), strict=True):
            there = form.at(*(p + t * u for p, u in zip(form.point, map(num, direction), strict=True)))
            goal = centre < there if rises else there < centre
            terms = [(abs(form.along(direction)), [square], [])]
            found.append(proof.have(goal, terms=terms, because=f"f {'rises' if rises else 'falls'} along this line"))
    return [_every(proof, [t], Ne(t, 0), theorem) for theorem in found]


def _every(proof: Proof, variables: Sequence[Term], premise: Term, theorem: Theorem) -> Theorem:
    """∀ variables. premise ⇒ what was shown under it."""
    theorem = logic.discharge(premise, theorem)
    for variable in reversed(variables):
        theorem = logic.generalise(variable, theorem)
    return proof.have(theorem.conclusion, by=theorem, because="for every one")


def _extremum(proof: Proof, form: Quadratic) -> list[Theorem]:
    """With a positive determinant the point is a strict minimum or maximum."""
    least = form.kind == "minimum"
    sign = 1 if least else -1
    rows = [[sign * entry / 2 for entry in row] for row in form.hessian]
    away = column(x - form.point[0], y - form.point[1])
    curved = definite(rows, "the Hessian")
    here, there = form.at(*form.point), form.term
    with proof.suppose(Ne(away, zeros(2))) as (moving,):
        positive = logic.modus_ponens(lemmas.definite_at(curved, away), moving)
        goal = here < there if least else there < here
        shown = proof.have(goal, terms=[(1, [positive], [])], because="complete the squares")
    return [_every(proof, [x, y], Ne(away, zeros(2)), shown)]


@result(source="homework E.1", needs="PCT")
def updates() -> Proof:
    """Descent in x and ascent in y on 4x² − 4y²: x ← (1 − 8η)x and y ← (1 − 8η)y."""
    proof, f = Proof(), EXERCISE
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
    move = descent_ascent(proof, EXERCISE, (8 * v[0], -8 * v[1]), r * identity(2), (eta, eta))
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


def _given(value: Any, symbol: Term, name: str) -> Term:
    """A parameter: the symbol, or exact data."""
    return symbol if value is None else num(exact(value, name))


def _bilinear_quadratic(p: Term, q: Term, r: Term) -> Objective:
    """F = (p/2)x² + qxy − (r/2)y²."""
    return lambda u, w: p / 2 * u**2 + q * u * w - r / 2 * w**2


@result(source="homework E.1", needs="PCT")
def general_step_size(a: Any = None, b: Any = None) -> Proof:
    """f = (a/2)x² + bxy − (a/2)y², a ≥ 0: converges iff 0 < η and η(a² + b²) < 2a; best η = a/(a² + b²)."""
    p, q = _given(a, real("a"), "a"), _given(b, real("b"), "b")
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
    move = descent_ascent(
        proof, _bilinear_quadratic(p, q, p), (p * v[0] + q * v[1], q * v[0] - p * v[1]), turn, (eta, eta)
    )
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
    angles = _moduli(move, identity(2), rho)
    best = _best_step(proof, p, q, rho)
    return proof.conclude(And(both.conclusion, angles.conclusion, best.conclusion), answer=inside)


def _moduli(move: Iteration, form: Term, rho: Term) -> Theorem:
    """Every eigenvalue has modulus² ρ, by MᵀM = ρI."""
    preserved = algebra.field(Eq(move.matrix.T * form * move.matrix, rho * form))
    return move.modulus(form, rho, preserved, lemmas.identity_definite(num(2)))


def _best_step(proof: Proof, p: Term, q: Term, rho: Term) -> Theorem:
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


@result(source="homework E.1", needs="PCT")
def separate_step_sizes(a: Any = None, b: Any = None, c: Any = None) -> Proof:
    """f = (a/2)x² + bxy − (c/2)y², a, c > 0: η_x, η_y > 0 converge iff P < s and 2s < 4 + P; two steps can do."""
    p, q, r = _given(a, real("a"), "a"), _given(b, real("b"), "b"), _given(c, real("c"), "c")
    for term, name in ((p, "a"), (r, "c")):
        if term.op == "num" and term.data <= 0:
            raise DataError(f"{name} = {term.data}: f = (a/2)x² + bxy − (c/2)y² needs a > 0 and c > 0")
    given = [s > 0 for s in (p, r) if s.op != "num"]
    proof = Proof(given=[*given, eta_x > 0, eta_y > 0])
    total = p * r + q**2
    s, product = eta_x * p + eta_y * r, eta_x * eta_y * total
    turn = block([[1 - eta_x * p, -eta_x * q], [eta_y * q, 1 - eta_y * r]])
    slopes = (p * v[0] + q * v[1], q * v[0] - r * v[1])
    move = descent_ascent(proof, _bilinear_quadratic(p, q, r), slopes, turn, (eta_x, eta_y))
    theorem = move.transfer(iterations.schur_cohn(turn))
    jury = theorem.conclusion.args[1]
    proof.have(theorem.conclusion, by=theorem, because="both eigenvalues inside the unit circle (Schur-Cohn)")
    inside = And(product < s, 2 * s < 4 + product)
    positive = proof.have(0 < product, because="all factors are positive")
    same = _jury(proof, jury, inside, positive)
    both = proof.have(Iff(theorem.conclusion.args[0], inside), by=logic.transitivity(theorem, same), because="together")
    landing = _two_steps(proof, move, (p, q, r))
    return proof.conclude(And(both.conclusion, landing.conclusion), answer=inside)


def _jury(proof: Proof, jury: Term, inside: Term, positive: Theorem) -> Theorem:
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


def _two_steps(proof: Proof, move: Iteration, data: tuple[Term, Term, Term]) -> Theorem:
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


@result(source="homework E.1", needs="PCT")
def descent_diverges() -> Proof:
    """Plain descent in both on 4x² − 4y², η > 0: y² → ∞ unless y₀ = 0, and then it converges iff x₀ = 0 or η < ¼."""
    proof = Proof(given=[eta > 0])
    p, q, start = 1 - 8 * eta, 1 + 8 * eta, column(x_0, y_0)
    move = descent_ascent(proof, EXERCISE, (8 * v[0], -8 * v[1]), block([[p, 0], [0, q]]), (eta, -eta))
    orbit, formula = move.orbit(start), column(p**k * x_0, q**k * y_0)
    closed = move.transfer(linear.iterates(linear.linear(move.matrix), start, k, formula))
    proof.have(Eq(orbit, formula), by=closed, because="by induction: x is multiplied by 1 − 8η, y by 1 + 8η")
    grows, settles = _grows(proof, orbit, closed, q), _settles(proof, orbit, closed, (p, q))
    return proof.conclude(And(grows.conclusion, settles.conclusion), answer=settles.conclusion.args[1].args[1])


def _squared_entry(proof: Proof, orbit: Term, closed: Theorem, factor: Term, row: int) -> Theorem:
    """(r²)ᵏ·s² = (the entry of the orbit)², from the entry rᵏ·s."""
    start = (x_0, y_0)[row]
    pick = block([[num(1 - row), num(row)]])
    entry = proof.have(Eq(orbit[row], factor**k * start), parts=[(pick, closed)], because="one coordinate")
    return proof.have(
        Eq(start**2 * (factor**2) ** k, orbit[row] ** 2),
        parts=[(start**2, linear.square_of_power(factor, k)), (-(orbit[row] + factor**k * start), entry)],
        because="squared",
    )


def _grows(proof: Proof, orbit: Term, closed: Theorem, q: Term) -> Theorem:
    """y₀ ≠ 0 ⇒ y_k² → ∞."""
    premise = Ne(y_0, 0)
    with proof.suppose(premise) as (moving,):
        square = proof.have(0 < y_0**2, by=lemmas.square_positive(moving), because="y₀ ≠ 0")
        step = proof.known(eta > 0)
        faster = proof.have(
            1 < q**2, terms=[(16, [step], []), (64, [step, step], [])], because="(1 + 8η)² = 1 + 16η + 64η²"
        )
        multiple = logic.cut(square, limit_rules.infinite_multiple(limit_rules.geometric_growth(k, faster), y_0**2))
        limit = limit_rules.limit_congruence(k, _squared_entry(proof, orbit, closed, q, 1), multiple)
        proof.have(limit.conclusion, by=limit, because="a geometric sequence with ratio above 1")
    return proof.have(Implies(premise, limit.conclusion), by=logic.discharge(premise, limit))


def _settles(proof: Proof, orbit: Term, closed: Theorem, factors: tuple[Term, Term]) -> Theorem:
    """y₀ = 0 ⇒ (v_k → 0 ⇔ x₀ = 0 or η < ¼)."""
    p, q = factors
    premise, limit = Eq(y_0, 0), tends(orbit, k, infinity(), zeros(2))
    rest, slow = Eq(x_0, 0), eta < num(1) / 4
    with proof.suppose(premise) as (flat,):
        line = proof.have(
            Eq(column(p**k * x_0, 0), orbit), parts=[(-1, closed), (-column(0, q**k), flat)], because="y stays 0"
        )
        with proof.suppose(rest) as (still,):
            nothing = proof.have(Eq(zeros(2), orbit), parts=[(1, line), (-column(p**k, 0), still)], because="x stays 0")
            constant = limit_rules.continuity(tends(zeros(2), k, infinity(), zeros(2)), ())
            first = proof.have(
                limit, by=limit_rules.limit_congruence(k, nothing, constant), because="the start is the saddle"
            )
        with proof.suppose(slow) as (below,):
            shrinks = proof.have(
                p**2 < 1, terms=[(64, [proof.known(eta > 0), below], [])], because="1 − p² = 64·η·(¼ − η)"
            )
            powers = limit_rules.geometric_decay(k, shrinks)
            decays = limit_rules.continuity(tends(column(p**k * x_0, 0), k, infinity(), zeros(2)), (powers,))
            second = proof.have(
                limit, by=limit_rules.limit_congruence(k, line, decays), because="x is multiplied by 1 − 8η"
            )
        backward = logic.cases(logic.assume(Or(rest, slow)), first, second)
        with proof.suppose(limit) as (converges,):
            forward = _must_be_slow(proof, orbit, closed, p, converges)
        both = proof.equivalence(Iff(limit, Or(rest, slow)), forward, backward)
    return proof.have(Implies(premise, both.conclusion), by=logic.discharge(premise, both))


def _must_be_slow(proof: Proof, orbit: Term, closed: Theorem, p: Term, converges: Theorem) -> Theorem:
    """If the orbit goes to 0, then x₀ = 0 or η < ¼."""
    rest, slow = Eq(x_0, 0), eta < num(1) / 4
    with proof.suppose(Ne(x_0, 0)) as (moving,):
        square = proof.have(0 < x_0**2, by=lemmas.square_positive(moving), because="x₀ ≠ 0")
        with proof.suppose(num(1) / 4 <= eta) as (large,):
            ratio = proof.have(
                1 <= p**2, terms=[(64, [proof.known(eta > 0), large], [])], because="p² − 1 = 64·η·(η − ¼)"
            )
            powers = linear.power_at_least_one(p**2, ratio, k)
            same = _squared_entry(proof, orbit, closed, p, 0)
            bound = proof.have(
                x_0**2 <= orbit[0] ** 2, terms=[(1, [powers, square], [])], parts=[(-1, same)], because="(p²)ᵏ ≥ 1"
            )
            goes = limit_rules.continuity(tends(orbit[0] ** 2, k, infinity(), 0), (converges,))
            stays = limit_rules.continuity(tends(x_0**2, k, infinity(), x_0**2), ())
            absurd = limit_rules.limit_order(k, bound, stays, goes)
            false = proof.have(FALSE, terms=[(1, [square], []), (1, [absurd], [])], because="x_k² ≥ x₀² cannot go to 0")
        needed = proof.have(slow, by=lemmas.refuted(slow, false), because="the opposite is impossible")
    at_rest = logic.either(logic.assume(rest), Or(rest, slow))
    whole = logic.cases(logic.excluded_middle(rest), at_rest, logic.either(needed, Or(rest, slow)))
    return proof.have(Or(rest, slow), by=whole, because="one or the other")


def _product(u: Term, w: Term) -> Term:
    return u * w


@result(source="homework E.1", needs="PCT")
def bilinear() -> Proof:
    """f = xy, η > 0: simultaneous steps spiral out, alternating stay on a conic, extra-gradient converges iff η < 1."""
    proof = Proof(given=[eta > 0])
    parts = [*_simultaneous(proof), *_alternating(proof), *_extra_gradient(proof)]
    return proof.conclude(And(*(p.conclusion for p in parts)))


def _simultaneous(proof: Proof) -> list[Theorem]:
    """Simultaneous steps: modulus² 1 + η² > 1, and ‖v_k‖² → ∞ from every start but 0."""
    rho, start = 1 + eta**2, column(x_0, y_0)
    turn = block([[1, -eta], [eta, 1]])
    move = descent_ascent(proof, _product, (v[1], v[0]), turn, (eta, eta), ("simultaneous", "M"))
    scaled = move.scaled(rho)
    angles = _moduli(move, identity(2), rho)
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


def _alternating(proof: Proof) -> list[Theorem]:
    """Alternating steps: y uses the new x. Modulus 1 for η ≤ 2, an invariant, bounded for η < 2, linear growth at 2."""
    dx = slope_x(_product, (v[0], v[1]))
    moved = v[0] - eta * dx
    dy = slope_y(_product, (v[0] - eta * v[1], v[1]))
    new = (moved, v[1] + eta * slope_y(_product, (moved, v[1])))
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


def _extra_gradient(proof: Proof) -> list[Theorem]:
    """Extra-gradient: modulus² 1 − η² + η⁴; converges from every start iff η < 1; best at η = 1/√2."""
    dx, dy = slope_x(_product, (v[0], v[1])), slope_y(_product, (v[0], v[1]))
    half = (v[0] - eta * dx, v[1] + eta * dy)
    known = (v[0] - eta * v[1], v[1] + eta * v[0])
    new = (v[0] - eta * slope_x(_product, half), v[1] + eta * slope_y(_product, half))
    slopes = [(dx, v[1]), (dy, v[0]), (slope_x(_product, known), known[1]), (slope_y(_product, known), known[0])]
    rho = 1 - eta**2 + eta**4
    turn = block([[1 - eta**2, -eta], [eta, 1 - eta**2]])
    move = Iteration(proof, new, slopes, turn, ("extragradient", "E"))
    scaled = move.scaled(rho)
    angles = _moduli(move, identity(2), rho)
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


def _exercise_map(sign: int) -> Term:
    """One step on 4x² − 4y²: descent in x, and in y ascent (sign 1) or descent (sign −1)."""
    dx, dy = slope_x(EXERCISE, (v[0], v[1])), slope_y(EXERCISE, (v[0], v[1]))
    return lam(v, column(v[0] - eta * dx, v[1] + sign * eta * dy))


def _product_map() -> Term:
    """One simultaneous step on xy."""
    dx, dy = slope_x(_product, (v[0], v[1])), slope_y(_product, (v[0], v[1]))
    return lam(v, column(v[0] - eta * dx, v[1] + eta * dy))


def _second_derivatives() -> tuple[Term, Term, Term]:
    """f_xx, f_yy and f_xy of (a/2)x² + bxy + (c/2)y²."""
    f = a / 2 * x**2 + b * x * y + c / 2 * y**2
    return Derivative(Derivative(f, x), x), Derivative(Derivative(f, y), y), Derivative(Derivative(f, y), x)


def _wrong_test() -> Term:
    """The determinant of the Hessian taken as f_xx·f_yy − f_xy."""
    fxx, fyy, fxy = _second_derivatives()
    return Eq(det(block([[fxx, fxy], [fxy, fyy]])), fxx * fyy - fxy)


def _converges(step: Term) -> Term:
    return converges_from_every_start(step, zeros(2))


ERRATA = (
    Slip(
        "minimax",
        "y_{i+1} = y_i − η f_y as the ascent step",
        lambda: EXERCISE(x, y) <= EXERCISE(x, y - eta * Derivative(EXERCISE(x, y), y)),
        "refuted",
        given=[0 < eta, eta < num(1) / 4],
        correct="y_{i+1} = y_i + η f_y: an ascent step does not lower f",
    ),
    Slip(
        "minimax",
        "the learning rate must be 0 or 1",
        lambda: Implies(_converges(_exercise_map(1)), Or(Eq(eta, 0), Eq(eta, 1))),
        "refuted",
        correct="0 < η < ¼",
    ),
    Slip(
        "minimax",
        "second-derivative test with f_xy instead of f_xy²",
        _wrong_test,
        "refuted",
        correct="f_xx·f_yy − f_xy²; equal iff f_xy is 0 or 1, as in the exercise",
    ),
    Slip(
        "minimax",
        "convergence needs 0 < |1−8η|",
        lambda: Implies(_converges(_exercise_map(1)), 0 < abs(1 - 8 * eta)),
        "refuted",
        correct="|1 − 8η| < 1; η = ⅛ converges in one step",
    ),
    Slip(
        "minimax",
        "descent in both never converges",
        lambda: Not(tends(iterate(_exercise_map(-1), column(x_0, y_0), k), k, infinity(), zeros(2))),
        "refuted",
        given=[0 < eta, Eq(x_0, 1), Eq(y_0, 0)],
        correct="it converges iff y₀ = 0 and (x₀ = 0 or 0 < η < ¼)",
    ),
    Slip(
        "minimax",
        "longer training (250 to 500 epochs) makes GAN losses settle",
        lambda: _converges(_product_map()),
        "refuted",
        given=[0 < eta],
        correct="not a theorem: for f = xy simultaneous steps spiral out however long one trains",
    ),
)
