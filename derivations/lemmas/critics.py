"""Critics between two normal densities of one width: their means exist, one is the other moved, and slopes bound them.

Everything here only asks the kernel. Below q = N(θ, ε²) and p = N(θ₀, ε²); a critic is a function D of the line, and
its loss is L(D) = E_q[D] − E_p[D].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import expectation, normal
from derivations.kernel.formulas import And, Eq, ForAll, det, function, integrable, lebesgue, piecewise, real
from derivations.kernel.terms import ONE, REAL, ZERO, Exact, apply, coerce, lam, make, num
from derivations.lemmas import gaussians
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.expectations import Space
from derivations.proof import Proof

theta, theta_0, epsilon = real("theta"), real("theta_0"), real("epsilon")
x, y, t = real("x"), real("y"), real("t")
D = function("D", REAL, REAL)
LINE = lebesgue()
DELTA = theta - theta_0
ENDS = theta, theta_0


def bell(m: Term) -> Term:
    """N(x; m, ε²) at x."""
    return normal(x, m, epsilon)


def loss(critic: Term) -> Term:
    """L(D) = E_q[D] − E_p[D]."""
    q, p = (lam(x, bell(m)) for m in ENDS)
    return expectation(LINE, q, critic) - expectation(LINE, p, critic)


def inside(m: Term, critic: Term) -> Term:
    """The integrand of the mean of a critic, at x."""
    return piecewise(ZERO < bell(m), bell(m) * apply(critic, x))


def admissible(critic: Term) -> Term:
    """The critic is integrable under q and under p."""
    return And(*(integrable(inside(m, critic), x, LINE) for m in ENDS))


def line(slope: Exact) -> Term:
    """The critic c·x."""
    return lam(x, coerce(slope) * x)


def lipschitz(critic: Term) -> Term:
    """|D(x) − D(y)| ≤ |x − y| everywhere."""
    return ForAll(x, ForAll(y, abs(apply(critic, x) - apply(critic, y)) <= abs(x - y)))


# Absolute values
def within(number: Term) -> tuple[Theorem, Theorem]:
    """⊢ −|t| ≤ t  and  ⊢ t ≤ |t|, since t² = |t|²."""
    size = abs(number)
    return _refuted(-size <= number), _refuted(number <= size)


def _refuted(goal: Term) -> Theorem:
    low, high = goal.args
    beyond = logic.assume(high < low)
    size = order.range_of(low.args[0] if low.op == "neg" else high)
    absurd = algebra.nonneg(make("false"), ((1, (beyond, beyond), ()), (2, (size, beyond), ())), (), ())
    return lemmas.refuted(goal, absurd)


def parabola(number: Term) -> Theorem:
    """⊢ |t| ≤ 1 + t², since (|t| − ½)² ≥ 0."""
    half = num(1) / 2
    return algebra.nonneg(
        abs(number) <= 1 + number**2, ((1, (), (abs(number) - half,)), (Fraction(3, 4), (), ())), (), ()
    )


# Means
class Critics:
    """The two normal densities in one proof, for a known ε > 0."""

    def __init__(self, proof: Proof) -> None:
        """Show once that the densities are positive."""
        self.proof, self.space = proof, Space(proof, LINE, x)
        self.signs = {m: proof.have(0 < bell(m), because="a normal density is positive") for m in ENDS}

    def _plain(self, m: Term, critic: Term) -> Theorem:
        """The integrand of the mean is N·D, almost everywhere."""
        same = integrals.branch(inside(m, critic), self.signs[m])
        return integrals.almost_everywhere(LINE, x, (), same)

    def mean(self, m: Term, critic: Term, exists: Theorem) -> tuple[Theorem, Theorem]:
        """E[D] exists and is ∫ N·D, from the integrability of N·D."""
        both = integrals.linear(LINE, lam(x, inside(m, critic)), ((ONE, exists),), self._plain(m, critic))
        found = self.proof.have(both.conclusion, by=both, because="N > 0 everywhere")
        return logic.left(found), logic.right(found)

    def product(self, m: Term, critic: Term, known: Theorem) -> Theorem:
        """N·D is integrable, from that of the integrand of the mean."""
        body = bell(m) * apply(critic, x)
        turned = logic.symmetry(integrals.branch(inside(m, critic), self.signs[m]))
        everywhere = integrals.almost_everywhere(LINE, x, (), turned)
        both = integrals.linear(LINE, lam(x, body), ((ONE, known),), everywhere)
        return logic.left(self.proof.have(both.conclusion, by=both, because="N > 0 everywhere"))

    def polynomial(self, m: Term, body: Term, coefficients: Sequence[Exact], value: Exact) -> tuple[Theorem, Theorem]:
        """∫ N·(c₀ + c₁z + …) exists and is this number, z = (x − m)/ε."""
        of = m, epsilon
        return gaussians.polynomial(self.space, body, of, coefficients, value, "a polynomial in z = (x − m)/ε")

    def linear(self, slope: Term) -> tuple[Theorem, Theorem]:
        """c·x is integrable under both, and its loss is c·(θ − θ₀)."""
        exists, values = list[Theorem](), list[Theorem]()
        for m in ENDS:
            product, total = self.polynomial(m, bell(m) * (slope * x), [slope * m, slope * epsilon], slope * m)
            found, value = self.mean(m, line(slope), product)
            exists.append(found)
            values += [value, total]
        goal = Eq(loss(line(slope)), slope * DELTA)
        parts = [(sign, value) for sign, value in zip((1, 1, -1, -1), values, strict=True)]
        equal = self.proof.have(goal, parts=parts, because="the mean of c·x is c times the mean of x")
        return lemmas.join(*exists), equal

    # The coupling
    def bounded_by_slope(self, m: Term, known: Theorem) -> Theorem:
        """N·D is integrable for a measurable D of slope at most 1, since |D(x) − D(m)| ≤ |x − m| ≤ 1 + (x − m)²."""
        proof, wide = self.proof, 1 + (x - m) ** 2
        close = logic.specialise(logic.specialise(known, x), m)
        near = [*within(D(x) - D(m)), close, parabola(x - m)]
        for fact in near:
            proof.have(fact.conclusion, by=fact, because="D has slope at most 1")
        bounds = [self._bound(m, near, sign) for sign in (-1, 1)]
        edges = [self._edge(m, sign, wide) for sign in (-1, 1)]
        measured = self.space.measurable(bell(m) * D(x))
        found = integrals.squeezed(measured, *bounds, *edges)
        return proof.have(found.conclusion, by=found, because="between two integrable functions")

    def _ends(self, m: Term, sign: int) -> Term:
        """N·(D(m) ± (1 + (x − m)²))."""
        wide = 1 + (x - m) ** 2
        return bell(m) * (D(m) + wide if sign > 0 else D(m) - wide)

    def _edge(self, m: Term, sign: int, wide: Term) -> Theorem:
        """These are integrable."""
        coefficients = [D(m) + sign, 0, sign * epsilon**2]
        value = D(m) + sign * (1 + epsilon**2)
        return self.polynomial(m, self._ends(m, sign), coefficients, value)[0]

    def _bound(self, m: Term, near: Sequence[Theorem], sign: int) -> Theorem:
        """N·D is between them."""
        low, high, close, wide = near
        middle, end = bell(m) * D(x), self._ends(m, sign)
        goal = middle <= end if sign > 0 else end <= middle
        terms = [(1, [self.signs[m], fact], []) for fact in (high if sign > 0 else low, close, wide)]
        shown = self.proof.have(goal, terms=terms, because="multiply by N > 0")
        everywhere = integrals.almost_everywhere(LINE, x, (), shown)
        return self.proof.have(everywhere.conclusion, by=everywhere, because="for every x")

    def coupled(self, products: Sequence[Theorem]) -> tuple[Theorem, Theorem]:
        """N(x; θ₀)·D(x + δ) is integrable with integral E_q[D]: x ↦ x + δ carries p to q."""
        proof, of = self.proof, lam(x, bell(theta) * D(x))
        law = measures.affine_substitution(ONE, DELTA, of)
        law = proof.have(law.conclusion, by=law, because="substitute u = x + (θ − θ₀)")
        exists, equal = lemmas.split(law)
        moved = logic.modus_ponens(exists, products[0])
        value = logic.modus_ponens(equal, products[0])
        body = bell(theta_0) * D(x + DELTA)
        found, total = self.space.linear(body, [(1, moved)], because="N(x + δ; θ, ε²) = N(x; θ₀, ε²)")
        size = in_context(algebra.field(Eq(det(ONE), ONE)), abs)
        one = order.absolute(algebra.nonneg(ZERO <= ONE, ((1, (), ()),), (), ()))
        size = proof.have(Eq(abs(det(ONE)), 1), by=logic.transitivity(size, one), because="lengths stay")
        there = total.conclusion.args[0]
        goal = Eq(make("integral", LINE, of), there)
        integral = total.conclusion.args[1]
        same = proof.have(
            goal, parts=[(1, value), (integral, size), (-1, total)], because="so that the means are equal"
        )
        return found, same

    def moved_little(self, known: Theorem, ends: tuple[Theorem, Theorem]) -> Theorem:
        """−|δ| ≤ ∫ N(x; θ₀)·D(x + δ) − ∫ N(x; θ₀)·D(x), since D moves by at most |δ|."""
        proof, gap = self.proof, D(x + DELTA) - D(x)
        close = logic.specialise(logic.specialise(known, x + DELTA), x)
        close = proof.have(close.conclusion, by=close, because="D has slope at most 1")
        back = in_context(algebra.field(Eq(x + DELTA - x, DELTA)), abs)
        back = proof.have(back.conclusion, by=back, because="the shift")
        low = within(gap)[0]
        low = proof.have(low.conclusion, by=low, because="an absolute value")
        difference = bell(theta_0) * D(x + DELTA) - bell(theta_0) * D(x)
        weight, total = self.polynomial(theta_0, -abs(DELTA) * bell(theta_0), [-abs(DELTA)], -abs(DELTA))
        present, value = self.space.linear(difference, [(1, ends[0]), (-1, ends[1])], because="a difference")
        sign = self.signs[theta_0]
        goal = -abs(DELTA) * bell(theta_0) <= difference
        terms = [(1, [sign, fact], []) for fact in (low, close)]
        shown = proof.have(goal, terms=terms, parts=[(bell(theta_0), back)], because="multiply by N > 0")
        everywhere = integrals.almost_everywhere(LINE, x, (), shown)
        everywhere = proof.have(everywhere.conclusion, by=everywhere, because="for every x")
        order_ = self.space.order(everywhere, weight, present)
        goal = -abs(DELTA) <= value.conclusion.args[1]
        return proof.have(goal, terms=[(1, [order_], [])], parts=[(1, total), (-1, value)], because="∫N = 1")

    def sum(
        self, one: Term, other: Term, both: Term, first: Sequence[Theorem], second: Sequence[Theorem]
    ) -> tuple[list[Theorem], tuple[Theorem, Theorem]]:
        """D + E is integrable under both, and its means are the sums."""
        exists, values = list[Theorem](), list[Theorem]()
        for m, left, right in zip(ENDS, first, second, strict=True):
            parts = [(ONE, self.product(m, one, left)), (ONE, self.product(m, other, right))]
            halves = [self.mean(m, critic, part)[1] for critic, (_, part) in zip((one, other), parts, strict=True)]
            product, total = self.space.linear(bell(m) * apply(both, x), parts, because="a sum")
            found, value = self.mean(m, both, product)
            goal = Eq(value.conclusion.args[0], halves[0].conclusion.args[0] + halves[1].conclusion.args[0])
            ways = [(1, value), (1, total), *((-1, half) for half in halves)]
            exists.append(found)
            values.append(self.proof.have(goal, parts=ways, because="the mean of a sum"))
        return exists, (values[0], values[1])
