"""The Wasserstein GAN (homework B.5): a model q = N(θ, ε²) and data p = N(θ₀, ε²), and what drives θ to θ₀.

As ε → 0⁺ both become point masses: KL and its gradient blow up, JSD is flat, and only the Wasserstein distance has a
useful gradient. A critic D is a function of the line with the loss L(D) = E_q[D] − E_p[D].
"""

from __future__ import annotations

from fractions import Fraction

from derivations import divergences, lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic, order, powers, summation
from derivations.kernel.densities import JSD, KL, mixture
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Exists,
    Iff,
    Implies,
    Ne,
    Or,
    Sum,
    counting,
    exp,
    function,
    log,
    natural,
    pi,
    piecewise,
    real,
    sqrt,
)
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num
from derivations.lemmas import cells, critics
from derivations.lemmas.arithmetic import abs_positive
from derivations.lemmas.critics import (
    DELTA,
    LINE,
    Critics,
    D,
    admissible,
    bell,
    epsilon,
    line,
    lipschitz,
    loss,
    theta,
    theta_0,
    x,
)
from derivations.lemmas.finite_divergences import weights
from derivations.lemmas.relative import relative
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

a, c, B, u = real("a"), real("c"), real("B"), real("u")
delta, penalty, i = real("delta"), real("lam"), natural("i")
HALF = num(Fraction(1, 2))
MODEL, DATA = lam(x, bell(theta)), lam(x, bell(theta_0))


@result(source="homework B.5")
def gaussian_kl() -> Proof:
    """KL(N(θ, ε²)‖N(θ₀, ε²)) = (θ − θ₀)²/(2ε²), and the same the other way round."""
    proof = Proof(given=[0 < epsilon])
    shown = [part for pair in ((theta, theta_0), (theta_0, theta)) for part in _divergence(proof, *pair)]
    answer = DELTA**2 / (2 * epsilon**2)
    return proof.conclude(And(*(t.conclusion for t in shown)), by=lemmas.join(*shown), answer=answer)


def _divergence(proof: Proof, first: Term, second: Term) -> tuple[Theorem, Theorem]:
    """KL between the two is finite, and what it is."""
    replaced = {real("mu_1"): first, real("sigma_1"): epsilon, real("mu_2"): second, real("sigma_2"): epsilon}
    finite, _, value = lemmas.split(proof.use(divergences.gaussian_kl, replaced))
    goal = Eq(value.conclusion.args[0], DELTA**2 / (2 * epsilon**2))
    return finite, proof.have(goal, by=value, because="equal variances")


def _blows_up(proof: Proof, top: Term, equation: Theorem, body: Term) -> Theorem:
    """The body, top/ε² for ε > 0, goes to infinity as ε → 0⁺: it is above B for 0 < ε < top/(top + B² + 1)."""
    total = top + B**2 + 1
    width = proof.have(0 < total, because="top > 0")
    place = top / total
    positive = proof.have(0 < place, because="both are positive")
    with proof.suppose(0 < epsilon, epsilon < place) as (_, high):
        proof.have(0 < 1 / epsilon, because="ε > 0")
        inverse = proof.known(0 < 1 / epsilon)
        scaled = proof.have(epsilon * total < top, terms=[(1, [width, high], [])], because="multiply")
        one = proof.have(epsilon < 1, terms=[(1, [high], []), (1, [_below_one(proof, top, total, width)], [])])
        terms = [
            (1, [inverse, inverse, scaled], []),
            (1, [width, inverse, one], []),
            (1, [proof.known(0 < top)], []),
            (1, [], [B - HALF]),
            (Fraction(3, 4), [], []),
        ]
        proof.facts.add(equation)
        above = proof.have(B < body, terms=terms, parts=[(1, equation)], because="1/ε² > 1/ε > (B² + 1)/top + 1")
    shown = _curried(And(0 < epsilon, epsilon < place), above)
    shown = logic.generalise(B, logic.both(positive, logic.generalise(epsilon, shown)))
    return proof.have(shown.conclusion, by=shown, because="for every bound")


def _below_one(proof: Proof, top: Term, total: Term, width: Theorem) -> Theorem:
    """Top/(top + B² + 1) < 1."""
    rest = proof.have(0 < (B**2 + 1) / total, because="both are positive")
    return proof.have(top / total < 1, terms=[(1, [rest], [])], because="a part of the whole")


@result(source="homework B.5")
def kl_blowup() -> Proof:
    """θ ≠ θ₀, ε → 0⁺: KL → ∞ and |dKL/dθ| = |θ − θ₀|/ε² → ∞, above every bound B for all ε in some (0, h(B)).

    The derivative is that of (θ − θ₀)²/(2ε²), to which KL is equal for every θ.
    """
    proof = Proof(given=[Ne(theta, theta_0)])
    distinct = proof.have(Ne(DELTA, 0), by=_difference(proof), because="θ ≠ θ₀")
    size = proof.have(0 < abs(DELTA), by=abs_positive(distinct), because="an absolute value")
    proof.have(0 < DELTA**2 / 2, by=lambda: _half_square(size), because="a square")
    divergence, closed = KL(LINE, MODEL, DATA), DELTA**2 / (2 * epsilon**2)
    with proof.suppose(0 < epsilon):
        value = logic.both(*lemmas.split(proof.use(gaussian_kl))[:2])
        everywhere = logic.instantiate(value, ((theta, u),))
        everywhere = logic.generalise(u, everywhere)
        everywhere = proof.have(everywhere.conclusion, by=everywhere, because="for every θ")
        slope = proof.calculate(Derivative(closed, theta))
        slope.equals(DELTA / epsilon**2, by=calculus.derivative, because="differentiate")
        steep = proof.calculate(abs(slope.theorem.conclusion.args[0]))
        steep.equals(abs(DELTA / epsilon**2), by=slope.theorem, because="insert")
        steep.equals(abs(DELTA) / epsilon**2, by=_quotient_size(proof), because="ε² > 0")
        shown = lemmas.join(everywhere, slope.theorem, steep.theorem)
    here = logic.generalise(epsilon, logic.discharge(0 < epsilon, value))
    proof.have(here.conclusion, by=here, because="for every ε > 0")
    each = logic.generalise(epsilon, logic.discharge(0 < epsilon, shown))
    each = proof.have(each.conclusion, by=each, because="for every ε > 0")
    near = _blows_up(proof, DELTA**2 / 2, logic.right(value), divergence)
    steeper = _blows_up(proof, abs(DELTA), steep.theorem, abs(Derivative(closed, theta)))
    whole = lemmas.join(each, near, steeper)
    return proof.conclude(whole.conclusion, by=whole, because="together", answer=abs(DELTA) / epsilon**2)


def _half_square(size: Theorem) -> Theorem:
    """0 < δ²/2."""
    return algebra.nonneg(0 < DELTA**2 / 2, ((Fraction(1, 2), (size, size), ()),), (), ())


def _quotient_size(proof: Proof) -> Theorem:
    """|δ/ε²| = |δ|/ε²."""
    value = abs(DELTA) / epsilon**2
    proof.have(0 < value, because="both are positive")
    return _size(proof, DELTA / epsilon**2, value)


_HERE = Eq(theta, theta_0)
_AT_TARGET, _ELSEWHERE = (ONE, ZERO), (ZERO, ONE)
_FIXED = weights(_AT_TARGET)
_MOVING = weights((piecewise(_HERE, ONE, ZERO), piecewise(_HERE, ZERO, ONE)))
_FLAT = JSD(counting(2), _FIXED, _MOVING)


@result(source="homework B.5", needs="PCT")
def jsd_flat() -> Proof:
    """Point masses at θ ≠ θ₀, as laws on {θ₀} and the rest of the line, have JSD = log 2 with gradient 0.

    At θ = θ₀ it is 0: the generator is told whether it has arrived, and not which way to go.
    """
    proof = Proof(given=[Ne(theta, theta_0)])
    for name, term in (("delta_0", _FIXED), ("delta_theta", _MOVING)):
        proof.let(name, term)
    for mass in _MOVING.args[0].args[0].args:
        sign = _nonnegative(mass)
        for known in (sign, logic.instantiate(sign, ((theta, theta_0),))):
            proof.have(known.conclusion, by=known, because="a mass")
    with proof.suppose(_HERE) as (same,):
        met = logic.discharge(_HERE, _at(proof, same, _AT_TARGET, (ONE, ONE), ZERO))
    met = logic.modus_ponens(logic.instantiate(met, ((theta, theta_0),)), logic.reflexivity(theta_0))
    proof.have(met.conclusion, by=met, because="at the target")
    flat = _at(proof, proof.known(Ne(theta, theta_0)), _ELSEWHERE, (HALF, HALF), log(num(2)))
    sides = [_level(proof, flat, side) for side in (theta < theta_0, theta_0 < theta)]
    middle = logic.contradiction(logic.assume(_HERE), proof.known(Ne(theta, theta_0)))
    middle = logic.by_contradiction(sides[0].conclusion, middle)
    inner = logic.cases(logic.assume(Or(_HERE, theta_0 < theta)), middle, sides[1])
    slope = logic.cases(order.trichotomy(theta, theta_0), sides[0], inner)
    slope = proof.have(slope.conclusion, by=slope, because="on either side")
    shown = lemmas.join(flat, slope, met)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=log(num(2)))


def _nonnegative(mass: Term) -> Theorem:
    """0 ≤ a mass that is 0 or 1, case by case."""
    goal, where = 0 <= mass, logic.excluded_middle(mass.args[0])
    cases = [logic.assume(formula) for formula in where.conclusion.args]
    shown = []
    for case in cases:
        value = integrals.branch(mass, case)
        shown.append(algebra.nonneg(goal, ((value.conclusion.args[1].data, (), ()),), ((ONE, value, ONE),), ()))
    return logic.cases(where, *shown)


def _at(proof: Proof, case: Theorem, values: tuple[Term, Term], mixed: tuple[Term, Term], value: Term) -> Theorem:
    """The divergence in this case, where the moving mass has these values and the mixture these where it matters."""
    place, other, t = *values, real("t")
    cells_ = [integrals.branch(apply(_MOVING, num(j)).args[0].args[j], case) for j in range(2)]
    first = logic.congruence(lam(t, JSD(counting(2), _FIXED, weights((t, cells_[1].conclusion.args[0])))), cells_[0])
    second = logic.congruence(lam(t, JSD(counting(2), _FIXED, weights((place, t)))), cells_[1])
    line = proof.calculate(_FLAT).equals(first.conclusion.args[1], by=first, because="the mass in the first place")
    line.equals(JSD(counting(2), _FIXED, weights((place, other))), by=second, because="and in the second")
    parts = []
    for masses, half in zip((_AT_TARGET, values), mixed, strict=True):
        parts.append((HALF, _relative_to_mixture(proof, masses, values, half)))
    line.equals(HALF * log(1 / mixed[0]) + HALF * log(1 / mixed[1]), parts=parts, because="½·KL + ½·KL")
    return line.equals(value, by=powers.powers, because="logarithms").theorem


def _relative_to_mixture(proof: Proof, masses: tuple[Term, Term], values: tuple[Term, Term], half: Term) -> Theorem:
    """KL of one mass from the mixture of both is log(1/m) at its place."""
    over, one, moved = counting(2), weights(masses), weights(values)
    m = mixture(over, _FIXED, moved)
    whole = Sum(relative(apply(one, i), apply(m, i)), i, 2)
    terms = [relative(apply(one, num(j)), apply(m, num(j))) for j in range(2)]
    parts = [summation.sum_of(whole), *(integrals.branch(u, cells.decide(proof.facts, u.args[0])) for u in terms)]
    goal = Eq(KL(over, one, m), log(1 / half))
    return proof.have(goal, parts=[(1, part) for part in parts], because="term by term")


def _level(proof: Proof, flat: Theorem, side: Term) -> Theorem:
    """On this side of θ₀ the divergence is constant, so that its derivative is 0."""
    with proof.suppose(side) as (known,):
        same = logic.assume(_HERE)
        absurd = algebra.nonneg(
            make("false"), ((1, (known,), ()),), ((1 if side.args[0] is theta else -1, same, ONE),), ()
        )
        near = logic.cut(logic.negate(_HERE, absurd), flat)
        near = logic.instantiate(calculus.locally(theta, (side,), u, near), ((u, theta),))
        near = proof.have(near.conclusion, by=near, because="constant on this side")
        smooth, equal = lemmas.split(near)
        line = proof.calculate(equal.conclusion.args[0]).equals(equal.conclusion.args[1], by=equal, because="constant")
        line.equals(0, by=calculus.derivative, because="the derivative of a constant")
        return proof.still(And(smooth.conclusion, line.theorem.conclusion), logic.both(smooth, line.theorem))


@result(source="homework B.5", needs="PCT")
def unbounded_critic() -> Proof:
    """θ ≠ θ₀: no integrable critic has the least E_q[D] − E_p[D]; along c·x it is c(θ − θ₀), below every bound.

    Along −c·sign(θ − θ₀)·x it is below B for every c > (B² + 1)/|θ − θ₀|.
    """
    proof = Proof(given=[0 < epsilon, Ne(theta, theta_0)])
    distinct = proof.have(Ne(DELTA, 0), by=_difference(proof), because="θ ≠ θ₀")
    size = proof.have(0 < abs(DELTA), by=abs_positive(distinct), because="an absolute value")
    means = Critics(proof)
    lines = means.linear(c)
    every = logic.generalise(c, logic.both(*lines))
    every = proof.have(every.conclusion, by=every, because="for every slope")
    shown = [every, _no_least(proof, means, every, distinct), _falls(proof, every, size)]
    return proof.conclude(And(*(t.conclusion for t in shown)), by=lemmas.join(*shown), answer=c * DELTA)


def _no_least(proof: Proof, means: Critics, lines: Theorem, distinct: Theorem) -> Theorem:
    """For every integrable D there is one that does better: D − (θ − θ₀)·x."""
    better = function("E", REAL, REAL)
    rival = lam(x, D(x) + -DELTA * x)
    with proof.suppose(admissible(D)) as (known,):
        other = lemmas.split(logic.specialise(lines, -DELTA))
        proof.have(other[2].conclusion, by=other[2], because="the slope −(θ − θ₀)")
        exists, values = means.sum(D, line(-DELTA), rival, lemmas.split(known), other[:2])
        square = proof.have(0 < DELTA**2, by=lemmas.square_positive(distinct), because="θ ≠ θ₀")
        parts = [(-1, other[2]), (-1, values[0]), (1, values[1])]
        less = proof.have(loss(rival) < loss(D), terms=[(1, [square], [])], parts=parts, because="less by (θ − θ₀)²")
        claim = And(admissible(better), loss(better) < loss(D))
        there = logic.exhibit(Exists(better, claim), better, logic.assume(claim))
        there = logic.instantiate(there, ((better, rival),))
        there = logic.cut(lemmas.join(*exists, less), there)
        there = proof.have(there.conclusion, by=there, because="so D was not the best")
    found = logic.generalise(D, logic.discharge(admissible(D), there))
    return proof.have(found.conclusion, by=found, because="for every critic")


def _falls(proof: Proof, lines: Theorem, size: Theorem) -> Theorem:
    """For every bound B the loss of −c·sign(θ − θ₀)·x is below B for every c > (B² + 1)/|θ − θ₀|."""
    place = (B**2 + 1) / abs(DELTA)
    slope = -c * (DELTA / abs(DELTA))
    *exists, value = lemmas.split(logic.specialise(lines, slope))
    there = logic.generalise(c, lemmas.join(*exists))
    proof.have(there.conclusion, by=there, because="these critics are integrable")
    with proof.suppose(place < c) as (far,):
        proof.have(value.conclusion, by=value, because="this slope")
        terms = [(1, [size, far], []), (1, [], [B + HALF]), (Fraction(3, 4), [], [])]
        below = proof.have(loss(line(slope)) < B, terms=terms, parts=[(-1, value)], because="it is −c·|θ − θ₀|")
    shown = logic.generalise(B, logic.generalise(c, logic.discharge(place < c, below)))
    return proof.have(shown.conclusion, by=shown, because="for every bound")


@result(source="homework B.5", needs="PCT")
def lipschitz_critic() -> Proof:
    """Over 1-Lipschitz D the least E_q[D] − E_p[D] is −|θ − θ₀| = −W₁, attained by the slope −sign(θ − θ₀).

    W₁ is read as the greatest E_p[D] − E_q[D]. That D is measurable is part of the premise: a Lipschitz D always is.
    """
    proof = Proof(given=[0 < epsilon, Ne(theta, theta_0)])
    distinct = proof.have(Ne(DELTA, 0), by=_difference(proof), because="θ ≠ θ₀")
    proof.have(0 < abs(DELTA), by=abs_positive(distinct), because="an absolute value")
    means = Critics(proof)
    shown = [_lower_bound(proof, means), *_attained(proof, means)]
    return proof.conclude(And(*(t.conclusion for t in shown)), by=lemmas.join(*shown), answer=-abs(DELTA))


def _lower_bound(proof: Proof, means: Critics) -> Theorem:
    """Every 1-Lipschitz critic is integrable, and its loss is at least −|θ − θ₀|, by the coupling x ↦ x + (θ − θ₀)."""
    gentle = lipschitz(D)
    with proof.suppose(make("measurable", D), gentle) as (_, known):
        products = [means.bounded_by_slope(m, known) for m in critics.ENDS]
        both = [means.mean(m, D, product) for m, product in zip(critics.ENDS, products, strict=True)]
        moved, same = means.coupled(products)
        bounded = means.moved_little(known, (moved, products[1]))
        least = -abs(DELTA) <= loss(D)
        parts = [(1, both[0][1]), (-1, both[1][1]), (1, same)]
        low = proof.have(least, terms=[(1, [bounded], [])], parts=parts, because="E_q[D] = E_p[D(x + θ − θ₀)]")
    premise = And(make("measurable", D), gentle)
    shown = _curried(premise, lemmas.join(*(exists for exists, _ in both), low))
    every = logic.generalise(D, shown)
    return proof.have(every.conclusion, by=every, because="for every critic")


def _attained(proof: Proof, means: Critics) -> list[Theorem]:
    """The critic −sign(θ − θ₀)·x is measurable and 1-Lipschitz, and its loss is −|θ − θ₀|."""
    slope = -(DELTA / abs(DELTA))
    best, y = line(slope), critics.y
    _, value = means.linear(slope)
    total = proof.calculate(loss(best)).equals(slope * DELTA, by=value, because="the mean of a line")
    total.equals(-abs(DELTA), because="δ² = |δ|²")
    gap = apply(best, x) - apply(best, y)
    square = proof.have(Eq(abs(gap) ** 2, abs(x - y) ** 2), because="the slope is ±1")
    steep = _same_size(proof, gap, x - y, square)
    gentle = logic.generalise(x, logic.generalise(y, steep))
    gentle = proof.have(lipschitz(best), by=gentle, because="for all points")
    return [means.space.measurable(slope * x), gentle, total.theorem]


def _same_size(proof: Proof, one: Term, other: Term, square: Theorem) -> Theorem:
    """|s| ≤ |t|, from |s|² = |t|²."""
    sizes = [proof.have(0 <= abs(number), because="an absolute value") for number in (one, other)]
    return proof.otherwise(
        abs(one) <= abs(other),
        lambda no: [(1, [no, no], []), (2, [sizes[1], no], [])],
        because="otherwise the squares would differ",
        parts=[(-1, square)],
    )


@result(source="homework B.5", needs="PCT")
def w1_gradient() -> Proof:
    """θ ≠ θ₀: the derivative of W₁ = |θ − θ₀| by θ is (θ − θ₀)/|θ − θ₀|: 1 above θ₀, −1 below it, whatever ε is."""
    proof = Proof(given=[Ne(theta, theta_0)])
    distinct = proof.have(Ne(DELTA, 0), by=_difference(proof), because="θ ≠ θ₀")
    proof.have(0 < abs(DELTA), by=abs_positive(distinct), because="an absolute value")
    slope = proof.calculate(Derivative(abs(DELTA), theta))
    slope.equals(DELTA / abs(DELTA), by=calculus.derivative, because="differentiate")
    size = proof.calculate(slope.theorem.conclusion.args[0] ** 2)
    size.equals((DELTA / abs(DELTA)) ** 2, by=slope.theorem, because="insert").equals(1, because="|δ|² = δ²")
    signed = [_signed(proof, slope.theorem, *case) for case in ((theta_0 < theta, 1), (theta < theta_0, -1))]
    shown = slope.theorem, size.theorem, *signed
    return proof.conclude(And(*(t.conclusion for t in shown)), answer=DELTA / abs(DELTA))


def _difference(proof: Proof) -> Theorem:
    """θ − θ₀ ≠ 0."""
    level = logic.assume(Eq(DELTA, ZERO))
    same = algebra.combination(Eq(theta, theta_0), ((ONE, level, ONE),), ())
    return logic.negate(level.conclusion, logic.contradiction(same, proof.known(Ne(theta, theta_0))))


def _signed(proof: Proof, slope: Theorem, case: Term, sign: int) -> Theorem:
    """On this side of θ₀ the slope is the sign."""
    with proof.suppose(case) as (side,):
        order_ = 0 < DELTA if sign > 0 else DELTA < 0
        size = order.absolute(proof.have(order_, terms=[(1, [side], [])], because="the side of θ₀"))
        size = proof.have(size.conclusion, by=size, because="its absolute value")
        parts = [(1, slope), (-sign / abs(DELTA), size)]
        value = proof.have(Eq(slope.conclusion.args[0], sign), parts=parts, because="a sign")
    goal = Implies(case, value.conclusion)
    return proof.have(goal, by=logic.discharge(case, value), because="on this side")


def penalised(at: Term) -> Term:
    """aδ + λ(|a| − 1)²: the loss of the critic a·x, with the gradient penalty."""
    return at * delta + penalty * (abs(at) - 1) ** 2


_FAR, _NEAR = 1 + abs(delta) / (2 * penalty), 1 - abs(delta) / (2 * penalty)
_LEAST = -abs(delta) - delta**2 / (4 * penalty)
_BEST, _WRONG = -(delta / abs(delta)) * _FAR, delta / abs(delta) * _NEAR


@result(source="homework B.5", needs="PCT")
def gradient_penalty() -> Proof:
    """λ > 0, δ ≠ 0: aδ + λ(|a| − 1)² is least at a = −sign(δ)(1 + |δ|/(2λ)); |δ| < 2λ: also a wrong-signed minimum."""
    proof = Proof(given=[0 < penalty, Ne(delta, 0)])
    proof.have(0 < abs(delta), by=abs_positive(proof.known(Ne(delta, 0))), because="δ ≠ 0")
    proof.have(0 < _FAR, because="both are positive")
    shown = [*_global(proof), _local(proof)]
    return proof.conclude(And(*(t.conclusion for t in shown)), answer=_BEST)


def _size(proof: Proof, number: Term, value: Term) -> Theorem:
    """|t| = v, from t² = v² and a known v > 0."""
    square = proof.have(Eq(abs(number) ** 2, value**2), because="|δ|² = δ²")
    proof.have(0 < abs(number) + value, because="a positive number and an absolute value")
    parts = [(1 / (abs(number) + value), square)]
    return proof.have(
        Eq(abs(number), value), parts=parts, because="both are at least 0, and so are their squares equal"
    )


def _global(proof: Proof) -> list[Theorem]:
    """The least value, where it is attained, and that this slope has the sign that is not δ's."""
    size = _size(proof, _BEST, _FAR)
    proof.have(0 < abs(delta) * _FAR, because="both are positive")
    opposite = proof.have(_BEST * delta < 0, terms=[(1, [proof.known(0 < abs(delta) * _FAR)], [])], because="δ² = |δ|²")
    signs = [critics.within(number) for number in (a, delta)]
    for pair in signs:
        for bound in pair:
            proof.have(bound.conclusion, by=bound, because="an absolute value")
    low, high = zip(*signs, strict=True)
    cross = proof.have(
        0 <= a * delta + abs(a) * abs(delta),
        terms=[(Fraction(1, 2), [*low], []), (Fraction(1, 2), [*high], [])],
        because="aδ ≥ −|a||δ|",
    )
    positive = proof.known(0 < penalty)
    because = "L(a) = least + (aδ + |a||δ|) + λ(|a| − 1 − |δ|/(2λ))²"
    terms = [(1, [cross], []), (1, [positive], [abs(a) - _FAR])]
    least = proof.have(_LEAST <= penalised(a), terms=terms, because=because)
    attained = Eq(penalised(a), _LEAST)
    with proof.suppose(attained) as (equal,):
        forward = _only_there(proof, equal, cross)
    with proof.suppose(Eq(a, _BEST)) as (there,):
        same = proof.calculate(abs(a)).equals(abs(_BEST), by=there, because="insert").equals(_FAR, by=size)
        parts = [(delta, there), (abs(delta) + penalty * (abs(a) - _FAR), same.theorem)]
        backward = proof.have(attained, parts=parts, because=because)
    iff = proof.equivalence(Iff(attained, Eq(a, _BEST)), forward, backward)
    every = logic.generalise(a, logic.both(least, iff))
    return [proof.have(every.conclusion, by=every, because="for every slope"), size, opposite]


def _only_there(proof: Proof, equal: Theorem, cross: Theorem) -> Theorem:
    """A = −sign(δ)(1 + |δ|/(2λ)) where the loss is least."""
    gap, positive = abs(a) - _FAR, proof.known(0 < penalty)
    product = cross.conclusion.args[1]
    weak = proof.have(product <= 0, terms=[(1, [positive], [gap])], parts=[(-1, equal)], because="both summands are 0")
    none = proof.have(Eq(product, 0), by=lambda: order.antisymmetry(weak, cross), because="both signs")
    parts = [(1 / penalty, equal), (-1 / penalty, none)]
    flat = proof.have(Eq(gap**2, 0), parts=parts, because="so is the square")
    zero = lemmas.vanishes(flat)
    zero = proof.have(zero.conclusion, by=zero, because="so is its root")
    parts = [(delta / abs(delta) ** 2, none), (-delta / abs(delta), zero)]
    return proof.have(Eq(a, _BEST), parts=parts, because="aδ = −|a||δ|")


def _local(proof: Proof) -> Theorem:
    """|δ| < 2λ: on the half line of the wrong sign the loss is least at sign(δ)(1 − |δ|/(2λ)), and nowhere else."""
    small, distinct = abs(delta) < 2 * penalty, Ne(a, _WRONG)
    with proof.suppose(small) as (bound,):
        proof.have(0 < 1 / (2 * penalty), because="λ > 0")
        terms = [(1, [bound, proof.known(0 < 1 / (2 * penalty))], [])]
        proof.have(0 < _NEAR, terms=terms, because="|δ| < 2λ")
        size = _size(proof, _WRONG, _NEAR)
        proof.have(0 < abs(delta) * _NEAR, because="both are positive")
        side = proof.have(
            0 < _WRONG * delta, terms=[(1, [proof.known(0 < abs(delta) * _NEAR)], [])], because="δ² = |δ|²"
        )
        goal = Eq(penalised(_WRONG), abs(delta) - delta**2 / (4 * penalty))
        value = proof.have(goal, parts=[(penalty * (abs(_WRONG) + _NEAR - 2), size)], because="insert")
        with proof.suppose(0 < a * delta, distinct) as (same, elsewhere):
            less = _above(proof, same, elsewhere, value)
        premise = And(0 < a * delta, distinct)
        every = _curried(premise, less)
        every = logic.generalise(a, every)
        every = proof.have(every.conclusion, by=every, because="on the half line of this sign")
        both = lemmas.join(size, side, value, every)
    goal = Implies(small, both.conclusion)
    return proof.have(goal, by=logic.discharge(small, both), because="while |δ| < 2λ")


def _curried(premise: Term, theorem: Theorem) -> Theorem:
    """Γ, φ, ψ ⊢ χ  gives  Γ ⊢ φ ∧ ψ ⇒ χ."""
    return logic.discharge(premise, lemmas.from_all(premise, theorem))


def _above(proof: Proof, same: Theorem, elsewhere: Theorem, value: Theorem) -> Theorem:
    """The loss at b is less than at another a of δ's sign, since L(a) = L(b) + λ(|a| − |b|)² there."""
    product = abs(a) * abs(delta)
    square = proof.have(Eq(product**2, (a * delta) ** 2), because="squares of absolute values")
    sum_ = proof.have(0 < product + a * delta, because="aδ > 0")
    most, least = (
        proof.otherwise(goal, lambda no: [(1, [no, sum_], [])], "else the squares differ", parts=[(sign, square)])
        for goal, sign in ((product <= a * delta, -1), (a * delta <= product, 1))
    )
    equal = proof.have(Eq(product, a * delta), by=lambda: order.antisymmetry(most, least), because="both signs")
    gap, level = abs(a) - _NEAR, logic.assume(Eq(abs(a) - _NEAR, ZERO))
    # a = |a|·δ/|δ|, and with |a| = 1 − |δ|/(2λ) that is b
    parts = ((delta / abs(delta), level, ONE), (-delta / abs(delta) ** 2, equal, ONE))
    there = algebra.combination(elsewhere.conclusion.args[0], parts, ())
    negated = logic.negate(level.conclusion, logic.contradiction(there, elsewhere))
    apart = proof.have(Ne(gap, 0), by=negated, because="otherwise a would be that slope")
    positive = proof.have(0 < gap**2, by=lemmas.square_positive(apart), because="a square")
    terms = [(1, [proof.known(0 < penalty), positive], [])]
    parts = [(-1, equal), (-1, value)]
    return proof.have(penalised(_WRONG) < penalised(a), terms=terms, parts=parts, because="L(a) − L(b) = λ(|a| − |b|)²")


_OTHER_ROOT = exp(-((x - theta) ** 2) / (2 * epsilon**2)) / (sqrt(2 * pi()) * sqrt(epsilon))

ERRATA = (
    Slip(
        "wasserstein",
        "scalar Gaussian normaliser (2π)^{1/2} ε^{1/2}",
        lambda: Eq(bell(theta), _OTHER_ROOT),
        "refuted",
        given=[0 < epsilon],
        correct="(2π)^{1/2} ε; it cancels in the ratio, so the KL is right; the claim is true at ε = 1",
    ),
    Slip(
        "wasserstein",
        "for θ ≠ θ₀ the two Gaussians do not overlap",
        lambda: Eq(bell(theta) * bell(theta_0), 0),
        "refuted",
        given=[0 < epsilon, Ne(theta, theta_0)],
        correct="both densities are positive everywhere, for every ε > 0; only the point masses are apart",
    ),
    Slip(
        "wasserstein",
        "the best 1-Lipschitz critic has value D = ±1",
        lambda: Or(*(Eq(-(DELTA / abs(DELTA)) * x, value) for value in (1, -1))),
        "refuted",
        given=[Ne(theta, theta_0)],
        correct="its slope is ±1: D(x) = −sign(θ − θ₀)·x, up to a constant",
    ),
)
