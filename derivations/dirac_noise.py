"""The Dirac-GAN with instance noise: θ + σz against 0 + σz, z ~ N(0, 1), differentiated under the integral sign.

L = E[f(ψ(θ + σz))] + E[f(−ψσz)] with f(t) = −log(1 + e^{−t}). Every integrand is the density φ(z) times something
whose derivative in the parameter is below 1 + c(z)² for a polynomial c, so that Gaussian moments dominate it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

from derivations import dirac, gaussians, lemmas, logistic
from derivations.arithmetic import in_context
from derivations.dirac import (
    HALF,
    QUARTER,
    Pair,
    defined,
    everywhere,
    f,
    gamma,
    jacobian,
    psi,
    shown,
    sigma,
    slope,
    spectrum,
    stable,
    theta,
)
from derivations.expectations import Space
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic, order, powers
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import Derivative, Eq, Integral, exp, function, lebesgue, log, real
from derivations.kernel.terms import ONE, REAL, ZERO, Exact, apply, coerce, lam, make, num, substitute
from derivations.proof import Proof
from derivations.tactics import Facts

z = real("z")
OVER = lebesgue()
STANDARD = num(0), num(1)
_g = function("g", REAL)
_u, _w, _y, _c, _b = real("u"), real("w"), real("y"), real("c"), real("b")


def weight() -> Term:
    """The density φ(z) of the noise."""
    return normal(z, *STANDARD)


def expected(body: Term) -> Term:
    """E[body] over the noise."""
    return Integral(weight() * body, z, OVER)


# Bounds at one point
@cache
def _loss_bounds() -> tuple[Theorem, Theorem]:
    """⊢ −(log 2 + 1 + u²) ≤ −log(1 + e^{−u})  and  ⊢ −log(1 + e^{−u}) ≤ 0."""
    top, inside = exp(1 + _u**2), 1 + exp(-_u)
    facts = Facts()
    slower = order.monotone(
        "exp", algebra.nonneg(-_u <= 1 + _u**2, ((1, (), (_u + ONE / 2,)), (Fraction(3, 4), (), ())), (), ())
    )
    larger = order.monotone("exp", algebra.nonneg(ZERO <= 1 + _u**2, ((1, (), (_u,)), (1, (), ())), (), ()))
    one = powers.powers(Eq(exp(ZERO), ONE))
    doubled = algebra.nonneg(inside <= 2 * top, ((1, (slower,), ()), (1, (larger,), ())), ((ONE, one, ONE),), ())
    above = order.monotone("log", doubled)
    apart = powers.powers(Eq(log(2 * top), log(num(2)) + 1 + _u**2))
    low = algebra.nonneg(-(log(num(2)) + 1 + _u**2) <= -log(inside), ((1, (above,), ()),), ((-ONE, apart, ONE),), ())
    plus = algebra.nonneg(ONE <= inside, ((1, (order.range_of(exp(-_u)),), ()),), (), ())
    none = powers.powers(Eq(log(ONE), ZERO))
    high = algebra.nonneg(-log(inside) <= ZERO, ((1, (order.monotone("log", plus),), ()),), ((ONE, none, ONE),), ())
    return facts.settled(low), facts.settled(high)


@cache
def _product_bounds() -> tuple[Theorem, Theorem, Theorem]:
    """0 < w, 0 < y < 1  ⊢  −w(1 + c²) ≤ w·(c·y) ≤ w(1 + c²), and the same as a bound of the absolute value."""
    w, y, rest = (logic.assume(f) for f in (_w > 0, _y > 0, _y < 1))
    bound, body = _w * (1 + _c**2), _w * (_c * _y)

    def terms(sign: int) -> tuple[tuple[Fraction | int, tuple[Theorem, ...], tuple[Term, ...]], ...]:
        squares = (1, (w, rest), ()), (1, (w, rest), (_c,)), (1, (w, y), (_c + sign * (ONE / 2),))
        return (*squares, (Fraction(3, 4), (w, y), ()))

    low = algebra.nonneg(-bound <= body, terms(1), (), ())
    high = algebra.nonneg(body <= bound, terms(-1), (), ())
    return low, high, _absolute(low, high, body, bound)


def _absolute(low: Theorem, high: Theorem, body: Term, bound: Term) -> Theorem:
    """−b ≤ a ≤ b  gives  |a| ≤ b."""
    goal, negative, positive = abs(body) <= bound, logic.assume(body <= 0), logic.assume(0 < body)
    below = algebra.nonneg(goal, ((1, (low,), ()),), ((-ONE, order.absolute(negative), ONE),), ())
    beyond = algebra.nonneg(goal, ((1, (high,), ()),), ((-ONE, order.absolute(positive), ONE),), ())
    other = lemmas.flipped(logic.assume(make("not", body <= 0)))
    return logic.cases(logic.excluded_middle(body <= 0), below, logic.cut(other, beyond))


@cache
def _scaled_bounds() -> tuple[Theorem, Theorem]:
    """0 < w, −b ≤ y ≤ 0  ⊢  −(w·b) ≤ w·y ≤ 0."""
    w, low, high = (logic.assume(f) for f in (_w > 0, -_b <= _y, _y <= 0))
    return (
        algebra.nonneg(-(_w * _b) <= _w * _y, ((1, (w, low), ()),), (), ()),
        algebra.nonneg(_w * _y <= ZERO, ((1, (w, high), ()),), (), ()),
    )


def at(theorem: Theorem, facts: Sequence[Theorem], **values: Term) -> Theorem:
    """A theorem about the letters u, w, y, c, b for values of them, its hypotheses met."""
    theorem = logic.instantiate(theorem, tuple((real(name), value) for name, value in values.items()))
    for fact in facts:
        theorem = logic.cut(fact, theorem)
    return theorem


class Noise:
    """Integrals over the noise, in a scratch proof."""

    def __init__(self) -> None:
        """Start with the moments unknown."""
        self.proof = Proof()
        self.space = Space(self.proof, OVER, z)
        self.positive = self.proof.have(0 < weight(), because="a normal density")

    def polynomial(self, body: Term, coefficients: Sequence[Exact]) -> Theorem:
        """φ times a polynomial is integrable, with its integral."""
        moments = (1, 0, 1, 0, 3)
        value = sum((coerce(c) * m for c, m in zip(coefficients, moments, strict=False)), start=ZERO)
        both = gaussians.polynomial(self.space, weight() * body, STANDARD, coefficients, value, "by powers of z")
        return logic.both(*both)

    def squared(self, c: Term, parts: Sequence[Exact]) -> Theorem:
        """φ·(1 + c²) is integrable, for c = c₀ + c₁z + c₂z²."""
        a, b, d = (coerce(p) for p in (*parts, 0, 0)[:3])
        coefficients = [1 + a**2, 2 * a * b, b**2 + 2 * a * d, 2 * b * d, d**2]
        return logic.left(self.polynomial(1 + c**2, coefficients[: 2 * len(parts) - 1]))

    def squeezed(self, body: Term, ends: tuple[Theorem, Theorem], known: tuple[Theorem, Theorem]) -> Theorem:
        """φ·body is integrable, from bounds at every z."""
        everywhere = [integrals.almost_everywhere(OVER, z, (), end) for end in ends]
        return integrals.squeezed(self.space.measurable(weight() * body), *everywhere, *known)

    def negative(self, known: Theorem) -> Theorem:
        """Minus an integrable function is integrable."""
        body = known.conclusion.args[1]
        return logic.left(
            integrals.linear(
                OVER,
                lam(z, -_at(body)),
                ((num(-1), known),),
                integrals.almost_everywhere(OVER, z, (), logic.reflexivity(-_at(body))),
            )
        )

    def loss(self, u: Term, parts: Sequence[Exact]) -> Theorem:
        """φ·f(u) is integrable for u = u₀ + u₁z."""
        a, b = (coerce(p) for p in parts)
        height = log(num(2)) + 1
        top = self.polynomial(height + u**2, [height + a**2, 2 * a * b, b**2])
        low, high = (at(t, (), u=u) for t in _loss_bounds())
        value = -log(1 + exp(-u))
        ends = [at(t, (self.positive, low, high), w=weight(), y=value, b=height + u**2) for t in _scaled_bounds()]
        nothing = logic.left(
            integrals.linear(OVER, lam(z, ZERO), (), integrals.almost_everywhere(OVER, z, (), logic.reflexivity(ZERO)))
        )
        return self.squeezed(value, (ends[0], ends[1]), (self.negative(logic.left(top)), nothing))

    def force(self, u: Term, p: Term, parts: Sequence[Exact]) -> Theorem:
        """φ·(p·f′(u)) is integrable for a polynomial p."""
        top = self.squared(p, parts)
        ends = [
            at(t, (self.positive, *slope_signs(u)), w=weight(), y=1 - sigmoid(u), c=p) for t in _product_bounds()[:2]
        ]
        return self.squeezed(p * (1 - sigmoid(u)), (ends[0], ends[1]), (self.negative(top), top))

    def leibniz(
        self,
        t: Term,
        body: Term,
        exists: Theorem,
        steep_by: tuple[Term, Term, Sequence[Theorem]],
        parts: Sequence[Exact],
        s: Term,
    ) -> tuple[Theorem, Theorem]:
        """t ↦ ∫φ·body is differentiable at s, and its derivative is ∫φ·(c·y), with 0 < y < 1 and c a polynomial."""
        c, y, signs = steep_by
        whole, inside, r = weight() * body, weight() * (c * y), real("r")
        path = lam(t, whole)
        steep = self.proof.facts.settled(calculus.derivative(Eq(make("derivative", path, t), inside)))
        smooth = self.proof.facts.settled(calculus.smooth(make("differentiable", path, t)))
        bound = at(_product_bounds()[2], (self.positive, *signs), w=weight(), y=y, c=c)
        bound = logic.rewrite(bound, logic.symmetry(steep))
        close = abs(r - s) < ONE
        there = logic.instantiate(logic.both(smooth, bound), ((t, r),))
        below = integrals.almost_everywhere(OVER, z, (), logic.generalise(r, logic.discharge(close, there)))
        each = logic.generalise(r, logic.discharge(close, logic.instantiate(exists, ((t, r),))))
        found = integrals.leibniz(OVER, lam(t, lam(z, whole)), s, ONE, self.squared(c, parts), each, below)
        *_, differentiable, value = lemmas.split(lemmas.unfolded(self.proof.facts.settled(found)))
        same = logic.abstraction(z, logic.instantiate(steep, ((t, s),)))
        return differentiable, logic.rewrite(value, same)


def _at(body: Term) -> Term:
    return apply(body, z)


def _same_integrand(exists: Theorem, body: Term) -> Theorem:
    """The integrability of a function, of one that is equal to it by normal form."""
    if _at(exists.conclusion.args[1]).alpha is body.alpha:
        return exists
    same = Facts().settled(algebra.field(Eq(body, _at(exists.conclusion.args[1]))))
    return logic.left(
        integrals.linear(OVER, lam(z, body), ((ONE, exists),), integrals.almost_everywhere(OVER, z, (), same))
    )


def slope_signs(u: Term) -> tuple[Theorem, Theorem]:
    """0 < 1 − σ(u) < 1."""
    low = algebra.nonneg(ZERO < 1 - _u, ((1, (logic.assume(_u < 1),), ()),), (), ())
    high = algebra.nonneg(1 - _u < ONE, ((1, (logic.assume(0 < _u),), ()),), (), ())
    return at(low, (logistic.below_one(u),), u=sigmoid(u)), at(high, (logistic.positive(u),), u=sigmoid(u))


def curve_signs(u: Term) -> tuple[Theorem, Theorem]:
    """0 < σ(u)(1 − σ(u)) < 1."""
    signs = logistic.positive(u), logistic.below_one(u)
    above, below = logic.assume(0 < _u), logic.assume(_u < 1)
    low = algebra.nonneg(ZERO < _u * (1 - _u), ((1, (above, below), ()),), (), ())
    high = algebra.nonneg(_u * (1 - _u) < ONE, ((1, (below,), ()), (1, (), (_u,))), (), ())
    return at(low, signs, u=sigmoid(u)), at(high, signs[1:], u=sigmoid(u))


# The row of the table
class Row:
    """The field with instance noise, and its partial derivatives at (0, 0)."""

    def __init__(self, proof: Proof) -> None:
        """Take the proof in which the row stands."""
        self.proof, self.noise = proof, Noise()
        self.known: list[Theorem] = []  # what makes the statement defined

    @staticmethod
    def field(a: Term, b: Term) -> Pair:
        """θ̇ = −ψE[f′(ψ(θ + σz))] and ψ̇ = E[(θ + σz)f′(ψ(θ + σz))] − E[σz·f′(−ψσz)]."""
        here, there = a + sigma * z, sigma * z
        falling = -b * expected(slope(b * here))
        return falling, expected(here * slope(b * here)) - expected(there * slope(-(b * there)))

    def from_objective(self) -> Theorem:
        """The derivatives of L are the field."""
        here, there = theta + sigma * z, sigma * z
        u, v = psi * here, -(psi * there)
        first, second = expected(f(u)), expected(f(v))
        exists = self.noise.loss(u, [psi * theta, psi * sigma]), self.noise.loss(v, [0, -psi * sigma])
        for known in exists:
            self.proof.have(known.conclusion, by=known, because="dominated by a Gaussian moment")
            self.known += [known, logic.generalise(theta, logic.generalise(psi, known))]
        by_theta = self.noise.leibniz(theta, f(u), exists[0], (psi, slope(u), slope_signs(u)), [psi], theta)
        by_psi = self.noise.leibniz(psi, f(u), exists[0], (here, slope(u), slope_signs(u)), [theta, sigma], psi)
        other = self.noise.leibniz(psi, f(v), exists[1], (-there, slope(v), slope_signs(v)), [0, -sigma], psi)
        down, up = self.field(theta, psi)
        self._fields_exist(theta, psi)
        outside = (
            self._factor(psi, slope(u), self.noise.force(u, ONE, [1]), by_theta[1]),
            by_psi[1],
            self._factor(num(-1), there * slope(v), self.noise.force(v, there, [0, sigma]), other[1]),
        )
        lines = [
            self.proof.have(t.conclusion, by=t, because="differentiation under the integral, dominated by 1 + c(z)²")
            for pair, t in zip((by_theta, by_psi, other), outside, strict=True)
            for t in (pair[0], t)
        ]
        loss = first + second
        descent = self.proof.have(Eq(Derivative(loss, theta), lines[1].conclusion.args[0]), by=calculus.derivative)
        falling = Eq(-Derivative(loss, theta), down)
        falling = self.proof.have(falling, parts=[(-1, descent), (-1, lines[1])], because="θ descends")
        slopes = lines[3].conclusion.args[0] + lines[5].conclusion.args[0]
        ascent = self.proof.have(Eq(Derivative(loss, psi), slopes), by=calculus.derivative)
        rising = Eq(Derivative(loss, psi), up)
        rising = self.proof.have(rising, parts=[(1, ascent), (1, lines[3]), (1, lines[5])], because="ψ ascends")
        for variable in (theta, psi):
            whole = make("differentiable", lam(variable, loss), variable)
            smooth = self.proof.have(whole, by=calculus.smooth(whole), because="so is each integral")
            self.known.append(logic.generalise(theta, logic.generalise(psi, smooth)))
        return everywhere(self.proof, logic.both(falling, rising))

    def _fields_exist(self, a: Term, b: Term) -> None:
        """The three integrals of the field exist."""
        here, there = a + sigma * z, sigma * z
        for theorem in (
            self.noise.force(b * here, ONE, [1]),
            self.noise.force(b * here, here, [a, sigma]),
            self.noise.force(-(b * there), there, [0, sigma]),
        ):
            body = weight() * slope(b * here) if theorem.conclusion.args[1].args[0].args[1].args[0] is ONE else None
            known = theorem if body is None else _same_integrand(theorem, body)
            self.proof.have(known.conclusion, by=known, because="dominated by a Gaussian moment")
            self.known += [known, logic.generalise(theta, logic.generalise(psi, known))]

    def _factor(self, c: Term, body: Term, exists: Theorem, value: Theorem) -> Theorem:
        """A derivative that is ∫φ·(c·body), as c·∫φ·body."""
        inside = value.conclusion.args[1].args[1]
        plain = weight() * body
        same = algebra.field(Eq(_at(inside), c * plain if c.op != "num" else -plain))
        same = self.noise.proof.facts.settled(same)
        exists = _same_integrand(exists, plain)
        total = integrals.linear(OVER, inside, ((c, exists),), integrals.almost_everywhere(OVER, z, (), same))
        return logic.transitivity(value, logic.right(total))

    # The four entries of J(0)
    def jacobian(self, rows: list[list[Term]]) -> Theorem:
        """The partial derivatives at (0, 0)."""
        for a, b in ((theta, ZERO), (ZERO, psi), (ZERO, ZERO)):
            self._fields_exist(a, b)
        ways = iter((self._none, self._by_psi, self._linear, self._bend))

        def entry(one: Term, value: Term) -> Theorem:
            return next(ways)(one, value)

        return jacobian(self.proof, self.field, rows, entry)

    def _none(self, one: Term, value: Term) -> Theorem:
        """Θ ↦ −0·E[…] is 0."""
        x = theta
        nothing = logic.abstraction(
            x, self.noise.proof.facts.settled(algebra.field(Eq(apply(one.args[0], x), ZERO * x)))
        )
        flat = calculus.derivative(Eq(Derivative(ZERO * x, x, ZERO), value))
        self._smooth(ZERO * x, x, nothing)
        return logic.rewrite(flat, logic.symmetry(nothing))

    def _smooth(self, plain: Term, x: Term, same: Theorem) -> None:
        """An entry is differentiable at 0, as the plain function that it equals."""
        smooth = Facts().settled(calculus.smooth(make("differentiable", lam(x, plain), ZERO)))
        self.known.append(logic.rewrite(smooth, logic.symmetry(same)))

    def _differentiable(self, one: Term, *smooth: Theorem) -> None:
        """An entry is differentiable at 0, since its integrals are."""
        whole = calculus.smooth(make("differentiable", one.args[0], ZERO))
        for part in smooth:
            whole = logic.cut(part, whole)
        self.known.append(self.proof.still(whole.conclusion, whole))

    def _half(self, u: Term, body: Callable[[Term], Term], coefficients: Sequence[Exact]) -> Theorem:
        """∫φ·body(f′(u)) for u = 0 in disguise, where f′ = ½."""
        half = self.noise.proof.facts.settled(powers.powers(Eq(slope(u), HALF)))
        same = in_context(half, lambda q: weight() * body(q))
        total = logic.right(self.noise.polynomial(body(HALF), coefficients))
        return logic.rewrite(total, logic.symmetry(logic.abstraction(z, same)))

    def _linear(self, one: Term, value: Term) -> Theorem:
        """Θ ↦ E[(θ + σz)/2] − E[σz/2] is θ/2."""
        here, there = theta + sigma * z, sigma * z
        first = self._half(ZERO * here, lambda q: here * q, [theta / 2, sigma / 2])
        second = self._half(-(ZERO * there), lambda q: there * q, [0, sigma / 2])
        body = apply(one.args[0], theta)
        same = algebra.combination(Eq(body, theta / 2), ((ONE, first, ONE), (-ONE, second, ONE)), ())
        same = logic.abstraction(theta, self.noise.proof.facts.settled(same))
        flat = calculus.derivative(Eq(Derivative(theta / 2, theta, ZERO), value))
        self._smooth(theta / 2, theta, same)
        return logic.rewrite(flat, logic.symmetry(same))

    def _force(
        self, here: Term, u: Term, p: Term, parts: tuple[Sequence[Exact], Sequence[Exact]]
    ) -> tuple[Theorem, Theorem]:
        """The derivative at ψ = 0 of E[p·f′(u)], u = ψ·here: it is −E[p·here·σ(u)(1 − σ(u))]."""
        exists = self.noise.force(u, p, parts[0])
        curve = sigmoid(u) * (1 - sigmoid(u))
        c = -(p * here)
        return self.noise.leibniz(psi, p * slope(u), exists, (c, curve, curve_signs(u)), parts[1], ZERO)

    def _by_psi(self, one: Term, value: Term) -> Theorem:
        """Ψ ↦ −ψE[f′(ψσz)] has the derivative −E[f′(0)] at 0."""
        here = ZERO + sigma * z
        smooth, _ = self._force(here, psi * here, ONE, ([1], [0, -sigma]))
        force = slope(psi * here)
        plain = self.noise.proof.facts.settled(algebra.field(Eq(weight() * (ONE * force), weight() * force)))
        plain = logic.congruence(lam(_g, make("integral", OVER, _g)), logic.abstraction(z, plain))
        smooth = logic.rewrite(smooth, logic.abstraction(psi, plain))
        self._differentiable(one, smooth)
        mean = self._half(ZERO * here, lambda q: q, [HALF])
        steep = logic.cut(smooth, calculus.derivative(Eq(one, -mean.conclusion.args[0])))
        return algebra.combination(Eq(one, value), ((ONE, steep, ONE), (-ONE, mean, ONE)), ())

    def _bend(self, one: Term, value: Term) -> Theorem:
        """Ψ ↦ E[σz·f′(ψσz)] − E[σz·f′(−ψσz)] has the derivative 2f″(0)σ² at 0."""
        here, there = ZERO + sigma * z, sigma * z
        found: list[Theorem] = []
        for p, u, way in ((here, psi * here, here), (there, -(psi * there), -there)):
            sign = 1 if way is here else -1
            smooth, steep = self._force(way, u, p, ([0, sigma], [0, 0, -sign * sigma**2]))
            found += [smooth, logic.transitivity(steep, self._quarter(p, way, u, sign))]
        self._differentiable(one, found[0], found[2])
        left, right = (t.conclusion.args[0] for t in found[1::2])
        whole = logic.cut(found[0], logic.cut(found[2], calculus.derivative(Eq(one, left - right))))
        return algebra.combination(Eq(one, value), ((ONE, whole, ONE), (ONE, found[1], ONE), (-ONE, found[3], ONE)), ())

    def _quarter(self, p: Term, way: Term, u: Term, sign: int) -> Theorem:
        """∫φ·(−p·way·σ(0)(1 − σ(0))) = ∓σ²/4."""
        zero = substitute(u, {psi: ZERO})
        quarter = powers.powers(Eq(sigmoid(zero) * (1 - sigmoid(zero)), QUARTER))
        quarter = self.noise.proof.facts.settled(quarter)
        same = in_context(quarter, lambda q: weight() * (-(p * way) * q))
        total = logic.right(self.noise.polynomial(-(p * way) * QUARTER, [0, 0, -sign * sigma**2 / 4]))
        return logic.rewrite(total, logic.symmetry(logic.abstraction(z, same)))


def noise_rows(proof: Proof) -> list[Theorem]:
    """Instance noise: the field, J, its eigenvalues, and that they have negative real parts."""
    row, rows = Row(proof), [[ZERO, -HALF], [HALF, -(sigma**2 / 2)]]
    roots = -(sigma**2) / 4, sigma**4 / 16 - QUARTER
    about = [row.from_objective(), row.jacobian(rows), spectrum(proof, rows, *roots), stable(proof, rows, *roots)]
    proof.facts.known |= defined(about, row.known).known
    return about


def as_penalty(proof: Proof, steps: Sequence[Theorem]) -> list[Theorem]:
    """J is that of R1 with γ = σ²/2, and so is what `steps`, about R1, say."""
    proof.have(0 < sigma**2 / 2, because="σ > 0")
    same = [logic.instantiate(theorem, ((gamma, sigma**2 / 2),)) for theorem in steps]
    proof.facts.known |= defined(same).known
    return [shown(proof, theorem, "as R1 with γ = σ²/2") for theorem in same]


def table(proof: Proof) -> list[Theorem]:
    """Every row of the Dirac-GAN's table, in a proof of `dirac.GIVEN`, ready to be concluded."""
    noise = noise_rows(proof)
    penalty = dirac.penalty_rows(proof)
    rows = [*dirac.saturating_rows(proof), *dirac.wasserstein_rows(proof), *dirac.gradient_penalty_rows(proof)]
    rows = [*rows, *penalty, *dirac.consensus_rows(proof)]
    proof.facts.known |= defined(rows, [dirac.smooth_slope(proof)]).known
    return [*rows, *noise, *as_penalty(proof, penalty[-3:])]
