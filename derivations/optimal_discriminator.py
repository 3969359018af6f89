"""The optimal discriminator (homeworks B.3, D.4): what minimises −p log t − q log(1 − t), and its logit.

At a point where the data have density p and the model has density q, a discriminator that answers t, the probability
that what it sees is genuine, loses f(t) = −p log t − q log(1 − t). The best t is D* = p/(p + q) = σ(h*) with
h* = log(p/q). Below, p and q are two numbers, the densities at one point; in `equilibrium` they are functions.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derivations import lemmas
from derivations.data import DataError, exact
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic, powers
from derivations.kernel.densities import (
    JSD,
    density,
    expectation,
    finite_kl,
    mixture,
    normal,
    same_almost_everywhere,
    sigmoid,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    almost,
    differentiable,
    exp,
    function,
    integrable,
    log,
    measure,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import lam, make, num
from derivations.lemmas.expectations import Space
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

p, q, t, h, u, x = real("p"), real("q"), real("t"), real("h"), real("u"), real("x")
BEST = p / (p + q)


def loss(at: Term) -> Term:
    """f(t) = −p log t − q log(1 − t)."""
    return -p * log(at) - q * log(1 - at)


@result(source="homework B.3, D.4", needs="PCT")
def optimum() -> Proof:
    """p, q > 0: f(t) = −p log t − q log(1 − t) is stationary in (0, 1) at t* = p/(p + q) and nowhere else."""
    proof = Proof(given=[0 < p, 0 < q, 0 < t, t < 1])
    inside = _inside(proof)
    proof.have(0 < 1 - t, because="t < 1")
    slope = proof.calculate(Derivative(loss(t), t))
    slope.equals(-p / t + q / (1 - t), by=calculus.derivative, because="differentiate")
    slope.equals(((p + q) * t - p) / (t * (1 - t)), because="common denominator")
    flat, there = Eq(Derivative(loss(t), t), 0), Eq(t, BEST)
    factor = t * (1 - t) / (p + q)
    with proof.suppose(flat) as (zero,):
        parts = [(factor, zero), (-factor, slope.theorem)]
        forward = proof.have(there, parts=parts, because="the numerator is 0: (p + q)·t = p")
    with proof.suppose(there) as (place,):
        parts = [(1, slope.theorem), (1 / factor, place)]
        backward = proof.have(flat, parts=parts, because="there the numerator is 0")
    same = proof.equivalence(Iff(flat, there), forward, backward, because="exactly one stationary point")
    return proof.conclude(And(*(c.conclusion for c in (*inside, same))), answer=BEST)


def _inside(proof: Proof) -> tuple[Theorem, Theorem]:
    """0 < t* < 1."""
    proof.have(0 < p + q, because="both are positive")
    low = proof.have(0 < BEST, because="both are positive")
    rest = proof.have(0 < q / (p + q), because="both are positive")
    return low, proof.have(BEST < 1, terms=[(1, [rest], [])], because="1 − t* = q/(p + q)")


@result(source="homework B.3, D.4")
def global_minimum() -> Proof:
    """p, q > 0: f″ > 0 on (0, 1), so f(t) > f(t*) for t ≠ t* = p/(p + q)."""
    proof = Proof(given=[0 < p, 0 < q, 0 < t, t < 1])
    inside = _inside(proof)
    proof.have(0 < 1 - t, because="t < 1")
    proof.have(0 < 1 - BEST, terms=[(1, [inside[1]], [])], because="t* < 1")
    convex = _convex(proof)
    stationary = lemmas.split(proof.use(optimum, {t: BEST}))[-1]
    flat = proof.have(stationary.conclusion.args[0], by=stationary, because="t* is stationary")
    with proof.suppose(Ne(t, BEST)):
        tangent = calculus.tangent(lam(t, loss(t)), t, (0 < t, t < 1), (BEST, t), convex)
        above = proof.have(tangent.conclusion, by=tangent, because="a convex function lies above its tangent at t*")
        least = proof.have(
            loss(BEST) < loss(t), terms=[(1, [above], [])], parts=[(t - BEST, flat)], because="the tangent is level"
        )
    goal = Implies(Ne(t, BEST), least.conclusion)
    strict = proof.have(goal, by=logic.discharge(goal.args[0], least), because="for every other t")
    bend = lemmas.split(convex)[-1]
    return proof.conclude(And(bend.conclusion, strict.conclusion), answer=BEST)


def _convex(proof: Proof) -> Theorem:
    """0 < t < 1 ⊢ f and f′ are differentiable at t, and 0 < f″(t)."""
    first = Derivative(loss(t), t)
    slope, bend = -p / t + q / (1 - t), p / t**2 + q / (1 - t) ** 2
    smooth = proof.have(differentiable(loss(t), t), by=calculus.smooth, because="built from logarithms")
    once = proof.have(Eq(first, slope), by=calculus.derivative, because="differentiate")
    near = logic.instantiate(calculus.locally(t, (0 < t, t < 1), u, once), ((u, t),))
    near = proof.have(near.conclusion, by=near, because="equal on the interval, so their derivatives are")
    again, same = lemmas.split(near)
    line = proof.calculate(Derivative(first, t)).equals(Derivative(slope, t), by=same, because="insert f′")
    line.equals(bend, by=calculus.derivative, because="differentiate again")
    line.greater_than(0, because="p, q > 0")
    convex = lemmas.join(smooth, again, line.theorem)
    return proof.have(convex.conclusion, by=convex, because="f is strictly convex")


@result(source="homework B.3", needs="PCT")
def logit() -> Proof:
    """p, q > 0: D* = p/(p + q) is σ(h*) exactly for h* = log(p/q)."""
    proof = Proof(given=[0 < p, 0 < q])
    proof.have(0 < p + q, because="both are positive")
    e = exp(-h)
    proof.have(0 < 1 + e, because="e^{−h} > 0")
    best, logarithm = Eq(BEST, sigmoid(h)), Eq(h, log(p / q))
    with proof.suppose(best) as (equal,):
        parts = [((p + q) * (1 + e) / p, equal)]
        ratio = proof.have(Eq(e, q / p), parts=parts, because="1 + e^{−h} = (p + q)/p = 1 + q/p")
        line = proof.calculate(h).equals(-log(e), by=powers.powers, because="the logarithm is the inverse")
        line.equals(-log(q / p), by=ratio, because="insert").equals(log(p / q), by=powers.powers, because="turn over")
        forward = line.theorem
    with proof.suppose(logarithm) as (value,):
        line = proof.calculate(BEST).equals(
            sigmoid(log(p / q)), by=powers.powers, because="e^{−log(p/q)} = q/p and p/(p + q) = 1/(1 + q/p)"
        )
        backward = line.equals(sigmoid(h), by=logic.symmetry(value), because="insert").theorem
    same = proof.equivalence(Iff(best, logarithm), forward, backward)
    return proof.conclude(same.conclusion, answer=log(p / q))


@result(source="homework B.3, D.4", needs="PCT")
def gaussian_logit(mu: Any = None, m: Any = None, s: Any = None, s_p: Any = None, s_q: Any = None) -> Proof:
    """N(μ, s²) against N(m, s²): D* = σ(h*), h* = ((μ − m)/s²)·(x − (μ + m)/2); unequal variances: a quadratic in x."""
    centres = _number(mu, "mu"), _number(m, "m")
    if s is not None and not s_p is s_q is None:
        raise DataError("s is given beside s_p or s_q: write s alone for equal variances, s_p and s_q for unequal ones")
    shared, own = _spread(s, "s"), (_spread(s_p, "s_p"), _spread(s_q, "s_q"))
    cases = [(shared, shared)] if s_p is s_q is None else []
    cases += [own] if s is None else []
    spreads = dict.fromkeys(spread for case in cases for spread in case if spread.op != "num")
    proof = Proof(given=[0 < spread for spread in spreads])
    found = [_gaussian(proof, centres, case) for case in cases]
    answer = found[0][0].conclusion.args[1]
    return proof.conclude(And(*(line.conclusion for pair in found for line in pair)), answer=answer)


def _number(value: Any, name: str) -> Term:
    """A parameter: its symbol, or exact data."""
    return real(name) if value is None else num(exact(value, name))


def _spread(value: Any, name: str) -> Term:
    """A standard deviation: its symbol, or exact data above 0."""
    spread = _number(value, name)
    if spread.op == "num" and spread.data <= 0:
        raise DataError(f"{name} = {spread.data} is not above 0: a standard deviation is needed")
    return spread


def _gaussian(proof: Proof, centres: tuple[Term, Term], spreads: tuple[Term, Term]) -> tuple[Theorem, Theorem]:
    """The logarithm of the ratio of two normal densities as a polynomial in x, and D* as σ of it."""
    ends = [normal(x, centre, spread) for centre, spread in zip(centres, spreads, strict=True)]
    for one in ends:
        proof.have(0 < one, because="an exponential over a positive number")
    (mu, m), (s_p, s_q) = centres, spreads
    apart = (x - m) ** 2 / (2 * s_q**2) - (x - mu) ** 2 / (2 * s_p**2)
    apart = apart if s_p is s_q else apart + log(s_q / s_p)
    line = proof.calculate(log(ends[0] / ends[1]))
    line.equals(apart, by=powers.powers, because="the logarithm of a quotient of exponentials; √(2π) cancels")
    line.equals(_polynomial(centres, spreads), because="expand the squares")
    return line.theorem, _at_logit(proof, ends, line.theorem)


def _polynomial(centres: tuple[Term, Term], spreads: tuple[Term, Term]) -> Term:
    """The logit of two normal densities: linear in x for equal variances, else quadratic."""
    (mu, m), (s_p, s_q) = centres, spreads
    if s_p is s_q:
        slope = _folded(lambda mu, m, s: (mu - m) / s**2, mu, m, s_p)
        return slope * (x - _folded(lambda mu, m: (mu + m) / 2, mu, m))
    square = _folded(lambda s_p, s_q: Fraction(1, 2) * (1 / s_q**2 - 1 / s_p**2), s_p, s_q)
    slope = _folded(lambda mu, m, s_p, s_q: mu / s_p**2 - m / s_q**2, mu, m, s_p, s_q)
    constant = _folded(lambda mu, m, s_p, s_q: Fraction(1, 2) * (m**2 / s_q**2 - mu**2 / s_p**2), mu, m, s_p, s_q)
    return square * x**2 + slope * x + (constant + log(_folded(lambda s_p, s_q: s_q / s_p, s_p, s_q)))


def _folded(formula: Callable[..., Any], *data: Term) -> Term:
    """A coefficient: one number where all of its data are numbers."""
    numbers = all(d.op == "num" for d in data)
    return num(formula(*(d.data for d in data))) if numbers else formula(*data)


def _at_logit(proof: Proof, ends: list[Term], ratio: Theorem) -> Theorem:
    """D* = σ(h*), from h* = log(p/q)."""
    value = ratio.conclusion.args[1]
    same = proof.use(logit, {p: ends[0], q: ends[1], h: value})
    proof.have(same.conclusion.args[1], by=logic.symmetry(ratio), because="as above")
    return proof.have(same.conclusion.args[0], by=same, because="so the discriminator is the sigmoid of it")


@result(source="homework B.3, D.4", needs="PCT")
def equilibrium() -> Proof:
    """q = p almost everywhere: D* = p/(p + q) is ½ wherever p > 0."""
    mu, here, data, model = measure("mu"), point("x"), function("p"), function("q")
    proof = Proof(given=[same_almost_everywhere(mu, data, model)])
    own, other = data(here), model(here)
    best, positive = own / (own + other), 0 < own
    equal = lemmas.unfolded(proof.known(proof.given[0]))
    proof.have(equal.conclusion, by=equal, because="what q = p almost everywhere says")
    with proof.suppose(Eq(own, other), positive) as (same, sign):
        proof.have(0 < own + other, terms=[(2, [sign], [])], parts=[(-1, same)], because="p + q = 2p")
        nonzero = proof.have(Ne(own + other, 0), because="p + q > 0")
        parts = [(1 / (2 * (own + other)), same)]
        half = proof.have(Eq(best, num(1) / 2), parts=parts, because="p/(p + q) = p/(2p)")
    shown = [logic.discharge(positive, theorem) for theorem in (nonzero, half)]
    everywhere = [integrals.almost_everywhere(mu, here, (equal,), theorem) for theorem in shown]
    for theorem in everywhere:
        proof.have(theorem.conclusion, by=theorem, because="for almost every x")
    return proof.conclude(everywhere[-1].conclusion, answer=num(1) / 2)


_mu, _here = measure("mu"), point("x")
_p, _q, _D = function("p"), function("q"), function("D")
_BEST = _p(_here) / (_p(_here) + _q(_here))
_INSIDE = And(0 < _D(_here), _D(_here) < 1)


def loss_of(at: Term) -> Term:
    """−p log t − q log(1 − t) at the point x."""
    return -_p(_here) * log(at) - _q(_here) * log(1 - at)


@result(source="homework D.4")
def functional() -> Proof:
    """p, q > 0: over measurable D into (0, 1), −∫[p log D + q log(1 − D)] dμ is least at D* = p/(p + q), only there."""
    positive = almost(And(0 < _p(_here), 0 < _q(_here)), _here, _mu)
    proof = Proof(given=[density(_mu, _p), density(_mu, _q), positive, make("measurable", _D), ForAll(_here, _INSIDE)])
    proof.let("D_star", _BEST)
    space = Space(proof, _mu, _here)
    known, inside = proof.known(positive), logic.specialise(proof.known(proof.given[-1]), _here)
    proof.have(inside.conclusion, by=inside, because="for every x")
    proof.have(0 < 1 - _D(_here), because="D < 1")
    rest = [_q(_here) / (_p(_here) + _q(_here))]
    space.almost(0 < 1 - _BEST, [known], rest, because="1 − D* = q/(p + q)")
    stationary = _euler_lagrange(space, known)
    best = _best_exists(space, known)
    measured = space.measurable(loss_of(_D(_here)))
    sign = _loss_positive(space, known)
    rival = integrable(loss_of(_D(_here)), _here, _mu)
    below = space.almost(
        loss_of(_BEST) <= loss_of(_D(_here)),
        [known],
        because="f(D*) < f(t) for t ≠ D*",
        by=lambda at: _pointwise(proof, at),
    )
    with proof.suppose(rival) as (exists,):
        least = space.order(below, best, exists)
        only = _only_there(space, known, below, best, exists)
        both = proof.have(And(least.conclusion, only.conclusion), by=lemmas.join(least, only), because="together")
    optimal = logic.discharge(rival, both)
    shown = (stationary, best, measured, sign, optimal)
    goal = And(*(t.conclusion for t in shown))
    return proof.conclude(goal, by=lemmas.join(*shown), because="a loss that is not integrable is +∞", answer=_BEST)


def _euler_lagrange(space: Space, known: Theorem) -> Theorem:
    """The derivative of the integrand by the value of D vanishes exactly at D*."""
    proof, at = space.proof, space.proof.known(known.conclusion)
    claim = Iff(Eq(Derivative(loss_of(t), t, _D(_here)), 0), Eq(_D(_here), _BEST))
    there = {p: _p(_here), q: _q(_here), t: _D(_here)}

    def pointwise(_: Theorem) -> Theorem:
        return lemmas.split(proof.use(optimum, there))[-1]

    return space.almost(claim, [at], because="Euler-Lagrange: the integrand has no derivative of D", by=pointwise)


def _pointwise(proof: Proof, positive: Theorem) -> Theorem:
    """f(D*) ≤ f(D) at one point."""
    there = {p: _p(_here), q: _q(_here), t: _D(_here)}
    strict = lemmas.split(proof.use(global_minimum, there))[-1]
    goal, same = loss_of(_BEST) <= loss_of(_D(_here)), Eq(_D(_here), _BEST)
    z = real("z")
    level = logic.symmetry(logic.congruence(lam(z, loss_of(z)), logic.assume(same)))
    equal = algebra.nonneg(goal, (), ((-num(1), level, num(1)),), ())
    apart = algebra.nonneg(goal, ((1, (logic.modus_ponens(strict, logic.assume(Ne(*same.args))),), ()),), (), ())
    return logic.cases(logic.excluded_middle(same), equal, apart)


def _best_exists(space: Space, known: Theorem) -> Theorem:
    """The integral at D* exists: 0 ≤ f(D*) ≤ p + q."""
    (p_exists, _), (q_exists, _) = space.density(_p), space.density(_q)
    a, b = _p(_here), _q(_here)
    low, high = space.linear(0, [])[0], space.linear(a + b, [(1, p_exists), (1, q_exists)])[0]
    below = [(a, a / (a + b)), (b, b / (a + b)), 2 * a * b / (a + b)]
    above = [(a, (a + b) / a), (b, (a + b) / b)]
    return space.squeezed(loss_of(_BEST), low, high, [known], (below, above), "log u ≤ u − 1", using=[_REST])


_REST = Eq(1 - _BEST, _q(_here) / (_p(_here) + _q(_here)))


def _loss_positive(space: Space, known: Theorem) -> Theorem:
    """0 ≤ −p log D − q log(1 − D)."""
    a, b, d = _p(_here), _q(_here), _D(_here)
    return space.almost(
        0 <= loss_of(d), [known], [(a, d), (b, 1 - d), a * (1 - d), b * d], "log u ≤ u − 1 for D and 1 − D"
    )


def _only_there(space: Space, known: Theorem, below: Theorem, best: Theorem, exists: Theorem) -> Theorem:
    """The two integrals are equal iff D = D* almost everywhere."""
    proof, d = space.proof, _D(_here)
    gap = loss_of(d) - loss_of(_BEST)
    one, other = (make("integral", *t.conclusion.args) for t in (exists, best))
    equal, same = Eq(one, other), almost(Eq(d, _BEST), _here, _mu)
    difference, value = space.linear(gap, [(1, exists), (-1, best)], because="a difference")
    sign = space.almost(0 <= gap, [known, below], because="as above",
                        by=lambda _, at: algebra.nonneg(0 <= gap, ((1, (at,), ()),), (), ()))  # fmt: skip
    with proof.suppose(equal) as (level,):
        none = proof.have(Eq(space.integral(gap), 0), parts=[(1, value), (1, level)], because="no difference")
        flat = space.zero(sign, difference, none)
        forward = space.almost(Eq(d, _BEST), [known, flat], because="elsewhere f(D*) < f(D)",
                               by=lambda _, at: _strictly(proof, at))  # fmt: skip
    with proof.suppose(same) as (there,):
        moved = space.linear(loss_of(d), [(1, best)], [there, known], because="the same integrand")[1]
        backward = proof.have(equal, by=moved, because="equal integrands")
    return proof.equivalence(Iff(equal, same), forward, backward)


def _strictly(proof: Proof, flat: Theorem) -> Theorem:
    """D = D* at a point where f(D) − f(D*) = 0."""
    there = {p: _p(_here), q: _q(_here), t: _D(_here)}
    strict = lemmas.split(proof.use(global_minimum, there))[-1]
    same = Eq(_D(_here), _BEST)
    above = logic.modus_ponens(strict, logic.assume(Ne(*same.args)))
    absurd = algebra.nonneg(make("false"), ((1, (above,), ()),), ((-num(1), flat, num(1)),), ())
    return logic.by_contradiction(same, absurd)


@result(source="homeworks B.3, D.4", needs="PCT")
def value() -> Proof:
    """−∫[p log D* + q log(1 − D*)] dμ = log 4 − 2·JSD(p, q)."""
    from derivations import divergences

    proof = Proof(given=[density(_mu, _p), density(_mu, _q)])
    proof.let("D_star", _BEST)
    space = Space(proof, _mu, _here)
    (p_exists, p_total), (q_exists, q_total) = space.density(_p), space.density(_q)
    a, b = _p(_here), _q(_here)
    proof.use(divergences.jsd)
    both = [lemmas.split(lemmas.unfolded(t))[1] for t in _finite_parts(proof)]
    gain = piecewise(0 < a, a * log(_BEST)) + piecewise(0 < b, b * log(1 - _BEST))
    parts = [(1, both[0]), (1, both[1]), (-log(2), p_exists), (-log(2), q_exists)]
    space.almost(Implies(0 < b, 0 < 1 - _BEST), [], [b / (a + b)], because="1 − D* = q/(p + q)")
    _, total = space.linear(gain, parts, because="log D* = log(p/m) − log 2", using=[_REST])
    line = proof.calculate(-space.integral(gain))
    line.equals(
        2 * log(2) - 2 * JSD(_mu, _p, _q),
        parts=[(-1, total), (log(2), p_total), (log(2), q_total)],
        because="∫p = ∫q = 1",
    )
    four = proof.have(Eq(2 * log(2), log(4)), by=powers.powers, because="log 4 = log 2²")
    line.equals(log(4) - 2 * JSD(_mu, _p, _q), parts=[(1, four)], because="log 4 = 2 log 2")
    return proof.conclude(line.theorem.conclusion, answer=log(4) - 2 * JSD(_mu, _p, _q))


def _finite_parts(proof: Proof) -> list[Theorem]:
    m = mixture(_mu, _p, _q)
    return [proof.known(finite_kl(_mu, f, m)) for f in (_p, _q)]


_GAME = -expectation(_mu, _p, lam(_here, log(_BEST))) - expectation(_mu, _q, lam(_here, log(1 - _BEST)))

ERRATA = (
    Slip(
        "optimal_discriminator",
        "−p/t + q/(1−t) = ((1−t)p + tq)/(t(1−t))",
        lambda: Eq(-p / t + q / (1 - t), ((1 - t) * p + t * q) / (t * (1 - t))),
        "refuted",
        given=[0 < p, 0 < q, 0 < t, t < 1],
        correct="(−(1 − t)p + tq)/(t(1 − t))",
    ),
    Slip(
        "optimal_discriminator",
        "e^{−h} = q/p + p/q − 1",
        lambda: Eq(exp(-log(p / q)), q / p + p / q - 1),
        "refuted",
        given=[0 < p, 0 < q],
        correct="(p + q)/p − 1 = q/p + p/p − 1 = q/p at h = log(p/q); the claim is true at p = q",
    ),
    Slip(
        "optimal_discriminator",
        "D = h = σ(h) (the discriminator equated with its logit)",
        lambda: Eq(h, sigmoid(h)),
        "refuted",
        correct="D = σ(h), a probability; the logit h is any number",
    ),
    Slip(
        "optimal_discriminator",
        "value = log 2 − 2·JSD",
        lambda: Eq(_GAME, log(num(2)) - 2 * JSD(_mu, _p, _q)),
        "refuted",
        given=[density(_mu, _p), density(_mu, _q)],
        correct="log 4 − 2·JSD",
    ),
)
