"""How densities change under maps: test functions, and what every change of variables has in common.

A map g carries the density p to the density q when ∫h(g(z))·p(z) dz = ∫h(x)·q(x) dx for every test function h, a
measurable function with values in [0, 1]. In this order: absolute values, integrals of one function in two forms,
densities, test functions, substitution on the line (`Substitution`), and the data of exercises (`LinearMap`,
`LineMap`). Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import Any, Final

from derivations import lemmas
from derivations.counterexample import describe, find
from derivations.data import DataError, Rows, exact, term_of
from derivations.kernel import (
    IllFormed,
    ProofError,
    Term,
    Theorem,
    Undecided,
    algebra,
    calculus,
    integrals,
    lebesgue,
    logic,
    matrices,
    order,
    powers,
)
from derivations.kernel.densities import density, normal, pushes_forward
from derivations.kernel.display import opened
from derivations.kernel.formulas import (
    TRUE,
    And,
    Eq,
    ForAll,
    Implies,
    Not,
    almost,
    det,
    differentiable,
    exp,
    fresh,
    integrable,
    inv,
    invertible,
    log,
    matrix,
    natural,
    pi,
    piecewise,
    real,
    sqnorm,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.formulas import lebesgue as lebesgue_measure
from derivations.kernel.terms import ONE, PROP, REAL, ZERO, Sort, apply, lam, make, num, var
from derivations.proof import Proof
from derivations.tactics import Facts

LARGEST_DETERMINANT: Final = 3  # rows: the normal form multiplies determinants out up to here
LINE: Final = lebesgue_measure()
LINE_MAP: Final = Sort("function", REAL, REAL)
_t = real("t")
Transport = Callable[[Term, Theorem, Theorem], Theorem]


# Absolute values
def abs_positive(distinct: Theorem) -> Theorem:
    """Γ ⊢ t ≠ 0  gives  Γ ⊢ 0 < |t|."""
    t = distinct.conclusion.args[0].args[0]
    zero = logic.assume(Eq(abs(t), ZERO))
    square = algebra.combination(Eq(sqnorm(t), ZERO), ((abs(t), zero, ONE),), ())
    absurd = logic.contradiction(lemmas.vanishes(square), distinct)
    return order.strengthen(order.range_of(abs(t)), logic.negate(zero.conclusion, absurd))


def abs_reciprocal(distinct: Theorem) -> Theorem:
    """Γ ⊢ t ≠ 0  gives  Γ ⊢ |1/t| = 1/|t|: the product of both absolute values is at least 0, and its square is 1."""
    t = distinct.conclusion.args[0].args[0]
    product = abs(ONE / t) * abs(t)
    facts = Facts([distinct, abs_positive(distinct)])
    square = facts.settled(algebra.field(Eq(product**2, ONE)))
    above = facts.prove(ZERO < product + 1)
    one = algebra.combination(Eq(product, ONE), ((ONE / (product + 1), square, ONE),), ())
    one = logic.cut(lemmas.nonzero_of_positive(above), one)
    return facts.settled(algebra.combination(Eq(abs(ONE / t), ONE / abs(t)), ((ONE / abs(t), one, ONE),), ()))


# Integrals of the same function in two forms
def everywhere(mu: Term, x: Term, theorem: Theorem) -> Theorem:
    """Γ ⊢ φ(x)  gives  Γ ⊢ φ(x) for almost every x."""
    return integrals.almost_everywhere(mu, x, (), theorem)


def multiple(mu: Term, function: Term, factor: Term, known: Theorem, same: Theorem) -> tuple[Theorem, Theorem]:
    """f integrable and g = c·f almost everywhere  give  g integrable  and  ∫g = c·∫f."""
    theorem = integrals.linear(mu, function, ((factor, known),), same)
    return logic.left(theorem), logic.right(theorem)


def zero_integrable(mu: Term, x: Term) -> Theorem:
    """⊢ 0 is integrable."""
    same = everywhere(mu, x, logic.reflexivity(ZERO))
    return logic.left(integrals.linear(mu, lam(x, ZERO), (), same))


def between(mu: Term, x: Term, measured: Theorem, low: Theorem, high: Theorem, bound: Theorem) -> Theorem:
    """f measurable,  0 ≤ f(x),  f(x) ≤ u(x),  u integrable  give  f integrable."""
    below, above = (everywhere(mu, x, t) for t in (low, high))
    return integrals.squeezed(measured, below, above, zero_integrable(mu, x), bound)


# Densities
@dataclass(frozen=True)
class Density:
    """What `density(μ, p)` says, part by part."""

    measurable: Theorem
    sign: Theorem  # ∀x. 0 ≤ p(x)
    integrable: Theorem
    total: Theorem  # ∫p = 1

    @classmethod
    def of(cls, known: Theorem) -> Density:
        """Take a theorem density(μ, p) apart."""
        return cls(*lemmas.split(lemmas.unfolded(known)))


def folded_density(mu: Term, p: Term, sign: Theorem, size: Theorem, total: Theorem) -> Theorem:
    """Γ ⊢ ∀x. 0 ≤ p(x),  p integrable,  ∫p = 1  give  Γ ⊢ density(μ, p), p made of measurable functions."""
    measured = integrals.composed(measurable_goal(p))
    return lemmas.folded(density(mu, p), lemmas.join(measured, sign, size, total))


def measurable_goal(p: Term) -> Term:
    """The formula that p is measurable."""
    return make("measurable", p)


@cache
def pi_positive() -> Theorem:
    """⊢ 0 < π."""
    return algebra.nonneg(ZERO < pi(), ((1, (logic.left(lebesgue.pi_bounds()),), ()), (3, (), ())), (), ())


def normal_positive(x: Term, m: Term, scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < s  gives  Γ ⊢ 0 < N(x; m, s²)."""
    s = scale.conclusion.args[1]
    facts = Facts([scale, pi_positive()])
    above = order.range_of(exp(-((x - m) ** 2) / (2 * s**2)))
    below = facts.prove(ZERO < ONE / (sqrt(2 * pi()) * s))
    return facts.settled(algebra.nonneg(ZERO < normal(x, m, s), ((1, (above, below), ()),), (), ()))


def normal_density(m: Term, scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < s  gives  Γ ⊢ N(·; m, s²) is a density on the line."""
    general = _any_normal()
    return logic.cut(scale, logic.instantiate(general, ((_MEAN, m), (_DEVIATION, scale.conclusion.args[1]))))


_MEAN, _DEVIATION = real("m"), real("s")


@cache
def _any_normal() -> Theorem:
    """0 < s ⊢ N(·; m, s²) is a density on the line: its moment of order 0."""
    x, m, s, scale = real("x"), _MEAN, _DEVIATION, logic.assume(ZERO < _DEVIATION)
    facts = Facts([scale, pi_positive()])
    size, total = lemmas.split(lebesgue.gaussian_moment(m, s, ZERO))
    same = facts.settled(algebra.field(Eq(normal(x, m, s), apply(size.conclusion.args[1], x))))
    size, value = multiple(LINE, lam(x, normal(x, m, s)), ONE, size, everywhere(LINE, x, same))
    sign = facts.settled(algebra.nonneg(ZERO <= normal(x, m, s), ((1, (normal_positive(x, m, scale),), ()),), (), ()))
    total = logic.transitivity(value, total)
    return facts.settled(folded_density(LINE, size.conclusion.args[1], logic.generalise(x, sign), size, total))


@cache
def uniform_density() -> Theorem:
    """⊢ the uniform density on [0, 1] is one: its antiderivative is x."""
    x, facts = real("x"), Facts()
    inside = And(ZERO <= x, x <= ONE)
    body = piecewise(inside, ONE)
    slope = calculus.derivative(Eq(make("derivative", lam(x, x), x), ONE))
    smooth = logic.both(facts.prove(differentiable(x, x)), slope)
    known = [logic.generalise(x, logic.discharge(inside, t)) for t in (smooth, facts.prove(ZERO <= ONE))]
    whole = facts.settled(lebesgue.antiderivative(lam(x, x), lam(x, ONE), (ZERO, ONE), *known))
    size, total = lemmas.split(whole)
    total = algebra.combination(Eq(total.conclusion.args[0], ONE), ((ONE, total, ONE),), ())
    yes = integrals.branch(body, logic.assume(inside))
    no = integrals.branch(body, logic.assume(Not(inside)))
    signs = [algebra.nonneg(ZERO <= body, ((w, (), ()),), ((ONE, t, ONE),), ()) for w, t in ((1, yes), (0, no))]
    sign = logic.cases(logic.excluded_middle(inside), *signs)
    return folded_density(lebesgue_measure(), lam(x, body), logic.generalise(x, sign), size, total)


def product_density(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ p a density on the line,  Δ ⊢ q another  give  Γ, Δ ⊢ p(x₀)·q(x₁) a density on the plane (Fubini)."""
    p, q = (t.conclusion.args[1] for t in (first, second))
    one, two = Density.of(first), Density.of(second)
    x, mu = vector("x", 2), lebesgue_measure(2)
    size, total = lemmas.split(lebesgue.fubini(one.integrable, two.integrable))
    value = algebra.combination(
        Eq(total.conclusion.args[0], ONE),
        ((ONE, total, ONE), (two.total.conclusion.args[0], one.total, ONE), (ONE, two.total, ONE)),
        (),
    )
    signs = tuple(logic.specialise(d.sign, x[i]) for i, d in enumerate((one, two)))
    body = apply(p, x[0]) * apply(q, x[1])
    sign = logic.generalise(x, product_sign(*signs))
    return Facts([one.measurable, two.measurable]).settled(folded_density(mu, lam(x, body), sign, size, value))


# Test functions
def push_forward(proof: Proof, goal: Term, transport: Transport) -> tuple[Theorem, Theorem]:
    """`pushes_forward(μ, p, g, ν, q)` and ∫q = 1, for a density p that the facts know.

    `transport(h, measurable, bounds)` shows, for a test function h, that h(g)·p is integrable, that h·q is, and that
    ∫h(g(z))·p(z) dz = ∫h(x)·q(x) dx.
    """
    p = Density.of(proof.known(density(*goal.args[:2])))
    _, tested = logic.unfold(goal).conclusion.args[1].args
    h, body = opened(tested.args[0], goal)
    premise = body.args[0]
    with proof.suppose(premise, because="h is a test function") as (test,):
        moved = transport(h, *lemmas.split(test))
    implied = logic.discharge(premise, moved)
    size, total = _without_test(goal, h, implied, p)
    total = proof.have(total.conclusion, by=total, because="take h = 1")
    source, _, same = lemmas.split(logic.modus_ponens(implied, logic.assume(premise)))
    every = logic.generalise(h, logic.discharge(premise, logic.both(source, same)))
    law = lemmas.folded(goal, logic.both(size, every))
    return proof.have(goal, by=law, because="h was arbitrary"), total


def _without_test(goal: Term, h: Term, implied: Theorem, p: Density) -> tuple[Theorem, Theorem]:
    """Q integrable and ∫q = 1: the test function 1."""
    mu, weight, _, nu, q = goal.args
    x, z = (var("x", m.sort.params[0]) for m in (nu, mu))
    at_one = logic.instantiate(implied, ((h, lam(x, ONE)),))
    _, size, same = lemmas.split(logic.modus_ponens(at_one, Facts().prove(at_one.conclusion.args[0])))
    own, value = multiple(nu, q, ONE, size, everywhere(nu, x, _once(apply(q, x))))
    left = same.conclusion.args[0].args[1]
    twice = logic.symmetry(_once(apply(weight, z)))
    _, source = multiple(mu, left, ONE, p.integrable, everywhere(mu, z, twice))
    return own, logic.transitivity(value, logic.transitivity(logic.symmetry(same), logic.transitivity(source, p.total)))


def _once(term: Term) -> Theorem:
    """⊢ t = 1·t, whatever t is."""
    return logic.instantiate(algebra.field(Eq(_t, ONE * _t)), ((_t, term),))


def tested_integrable(proof: Proof, p: Term, image: Term, measured: Theorem, bounds: Theorem) -> Theorem:
    """∫h(g(z))·p(z) dz exists, since 0 ≤ h ≤ 1: p is a known density, and the product is measurable by a theorem."""
    claim = measured.conclusion.args[0]
    mu = lebesgue_measure(claim.sort.params[0].shape[0])
    z, body = opened(claim)
    known = Density.of(proof.known(density(mu, p)))
    low, high = lemmas.split(logic.specialise(bounds, apply(image, z)))
    sign = logic.specialise(known.sign, z)
    below, above = product_sign(low, sign), product_bound(high, sign)
    shown = between(mu, z, measured, below, above, known.integrable)
    return proof.have(integrable(body, z, mu), by=shown, because="it lies between 0 and the density")


def at_test(law: Theorem, h: Term, bounds: Theorem) -> Theorem:
    """Γ ⊢ g carries p to q  gives  Γ ⊢ ∫h(g(z))·p(z) dz = ∫h(x)·q(x) dx, for a test function made of known ones."""
    tested = logic.right(lemmas.unfolded(law))
    k = fresh("k", h.sort, law.conclusion, h)
    implied = logic.instantiate(logic.specialise(tested, k), ((k, h),))
    measured = integrals.composed(make("measurable", h))
    return logic.right(logic.modus_ponens(implied, logic.both(measured, bounds)))


def field_under(equation: Term, context: Callable[[Term], Term]) -> Theorem:
    """⊢ C[s] = C[t], from s = t by normal form."""
    known = algebra.field(equation)
    z = fresh("t", known.conclusion.args[0].sort, equation)
    return logic.congruence(lam(z, context(z)), known)


# Identities of any terms
_r, _s = real("r"), real("s")


def identity_of(equation: Callable[..., Term], *values: Term) -> Theorem:
    """⊢ an identity of numbers, whatever stands for them; denominators among them remain as hypotheses."""
    names = (_r, _s, _t)[: len(values)]
    return logic.instantiate(algebra.field(equation(*names)), tuple(zip(names, values, strict=True)))


def product_sign(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ 0 ≤ a,  Δ ⊢ 0 ≤ b  give  Γ, Δ ⊢ 0 ≤ a·b."""
    signs = [logic.assume(ZERO <= t) for t in (_r, _s)]
    general = algebra.nonneg(ZERO <= _r * _s, ((1, tuple(signs), ()),), (), ())
    return _at(general, first, second, first.conclusion.args[1], second.conclusion.args[1])


def product_bound(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ a ≤ 1,  Δ ⊢ 0 ≤ b  give  Γ, Δ ⊢ a·b ≤ b."""
    known = logic.assume(_r <= ONE), logic.assume(ZERO <= _s)
    general = algebra.nonneg(_r * _s <= _s, ((1, known, ()),), (), ())
    return _at(general, first, second, first.conclusion.args[0], second.conclusion.args[1])


def _at(general: Theorem, first: Theorem, second: Theorem, a: Term, b: Term) -> Theorem:
    return logic.cut(first, logic.cut(second, logic.instantiate(general, ((_r, a), (_s, b)))))


def not_both(condition: Term, no: Theorem) -> Theorem:
    """Γ ⊢ ¬φ  gives  Γ ⊢ ¬(φ ∧ ψ)."""
    return logic.negate(condition, logic.contradiction(logic.left(logic.assume(condition)), no))


# Substitution on the line
@dataclass(frozen=True)
class Substitution:
    """x = g(z): a differentiable bijection g with inverse k between two sets, a density p of z and a density q of x.

    `given` lists what the proof must know: z lies in the first set almost surely, and there q(g(z))·|g′(z)| = p(z).
    """

    proof: Proof
    sets: tuple[Term, Term]
    g: Term
    k: Term
    p: Term
    q: Term
    guarded: bool = False  # state the map as 0 off the first set, when it is not defined there

    z, x = real("z"), real("x")

    @property
    def restricted(self) -> Term:
        """g on the first set, 0 elsewhere."""
        return lam(self.z, piecewise(apply(self.sets[0], self.z), apply(self.g, self.z)))

    @property
    def smooth(self) -> Term:
        """G is differentiable on the first set."""
        return ForAll(self.z, Implies(apply(self.sets[0], self.z), make("differentiable", self.g, self.z)))

    @property
    def forth(self) -> Term:
        """G takes the first set into the second, and k undoes it."""
        image = apply(self.g, self.z)
        round_trip = And(apply(self.sets[1], image), Eq(apply(self.k, image), self.z))
        return ForAll(self.z, Implies(apply(self.sets[0], self.z), round_trip))

    @property
    def back(self) -> Term:
        """K takes the second set into the first, and g undoes it."""
        image = apply(self.k, self.x)
        round_trip = And(apply(self.sets[0], image), Eq(apply(self.g, image), self.x))
        return ForAll(self.x, Implies(apply(self.sets[1], self.x), round_trip))

    @property
    def carried(self) -> Term:
        """The first set carries z: p = 0 almost everywhere off it."""
        return almost(Implies(Not(apply(self.sets[0], self.z)), Eq(apply(self.p, self.z), ZERO)), self.z, LINE)

    @property
    def balance(self) -> Term:
        """What makes q the density of g(z): q(g(z))·|g′(z)| = p(z) almost everywhere on the first set."""
        slope = abs(make("derivative", self.g, self.z))
        balanced = Eq(apply(self.q, apply(self.g, self.z)) * slope, apply(self.p, self.z))
        return almost(Implies(apply(self.sets[0], self.z), balanced), self.z, LINE)

    @property
    def vanishing(self) -> Term:
        """Q is 0 off the second set."""
        return ForAll(self.x, Implies(Not(apply(self.sets[1], self.x)), Eq(apply(self.q, self.x), ZERO)))

    @property
    def measured(self) -> Term:
        """The first set is measurable."""
        return make("measurable", self.sets[0])

    @property
    def goal(self) -> Term:
        """G carries p to q."""
        return pushes_forward(LINE, self.p, self.restricted if self.guarded else self.g, LINE, self.q)

    def law(self) -> tuple[Theorem, Theorem]:
        """G carries p to q, and ∫q = 1: shown for any function q that vanishes and balances so."""
        q, proof = fresh("f", LINE_MAP, self.goal, *self.sets, self.k), self.proof
        any_q = replace(self, q=q)
        with proof.suppose(any_q.vanishing, any_q.balance, because="any such function"):
            shown = push_forward(proof, any_q.goal, any_q._transport)
        law, total = (logic.instantiate(t, ((q, self.q),)) for t in shown)
        law = proof.have(self.goal, by=law, because="its density is such a function")
        proof.facts.add(logic.left(lemmas.unfolded(law)))
        return law, proof.have(total.conclusion, by=total, because="its density is such a function")

    def _transport(self, h: Term, measured: Theorem, bounds: Theorem) -> Theorem:
        """∫h(g(z))·p(z) dz = ∫h(g(z))·q(g(z))·|g′(z)| dz over the first set = ∫h·q over the second."""
        proof, z, x = self.proof, self.z, self.x
        middle = self._middle(h, bounds)
        weighted = lam(x, apply(h, x) * apply(self.q, x))
        known = tuple(proof.known(f) for f in (self.measured, self.smooth, self.forth, self.back))
        law = lebesgue.substitution(self.g, self.k, self.sets, weighted, known)
        exists, equal = lemmas.split(proof.have(law.conclusion, by=law, because="substitute x = g(z)"))
        old, new = (claim.args[1] for claim in exists.conclusion.args)
        left = lam(z, apply(h, apply(self.goal.args[2], z)) * apply(self.p, z))
        source, target = (
            multiple(LINE, f, ONE, middle, same)
            for f, same in zip((left, new), self._pointwise(h, left, new, middle), strict=True)
        )
        present = logic.modus_ponens(logic.converse(exists), target[0])
        moved = multiple(LINE, weighted, ONE, present, self._everywhere(h, old, weighted))
        line = proof.calculate(make("integral", LINE, left))
        line.equals(make("integral", *middle.conclusion.args), by=source[1], because="the same almost everywhere")
        line.equals(make("integral", LINE, new), by=logic.symmetry(target[1]), because="f(g(z))·|g′(z)| = p_z(z)")
        line.equals(
            make("integral", LINE, old),
            by=logic.symmetry(logic.modus_ponens(equal, present)),
            because="the substitution",
        )
        line.equals(make("integral", LINE, weighted), by=logic.symmetry(moved[1]), because="f = 0 off the range")
        return lemmas.join(source[0], moved[0], line.theorem)

    def _middle(self, h: Term, bounds: Theorem) -> Theorem:
        """h(g(z))·p(z) with g restricted to the first set is integrable: g is continuous there."""
        proof, z, restricted = self.proof, self.z, self.restricted
        known = (proof.known(self.measured), proof.known(self.smooth))
        measured = lebesgue.smooth_measurable(self.g, self.sets[0], *known)
        proof.have(measured.conclusion, by=measured, because="a differentiable map is continuous")
        c = fresh("c", LINE_MAP, h, self.p, restricted)
        composed = integrals.composed(make("measurable", lam(z, apply(h, apply(c, z)) * apply(self.p, z))))
        return tested_integrable(proof, self.p, restricted, logic.instantiate(composed, ((c, restricted),)), bounds)

    def _pointwise(self, h: Term, left: Term, new: Term, middle: Theorem) -> tuple[Theorem, Theorem]:
        """Both integrands are the restricted one, almost everywhere."""
        proof, z = self.proof, self.z
        known = [proof.known(f) for f in (self.carried, self.balance)]
        target = apply(middle.conclusion.args[1], z)
        goal = And(*(Eq(apply(f, z), target) for f in (left, new)))
        inside, here = apply(self.sets[0], z), [apply(t.conclusion.args[1], z) for t in known]
        with proof.suppose(*here) as (off, on):
            with proof.suppose(inside) as (yes,):
                first = self._inside(h, goal, logic.modus_ponens(on, yes), yes)
            with proof.suppose(Not(inside)) as (no,):
                second = self._outside(h, goal, logic.modus_ponens(off, no), no)
            both = [
                proof.have(e, by=logic.cases(logic.excluded_middle(inside), s, t), because="in S or not")
                for e, s, t in zip(goal.args, first, second, strict=True)
            ]
        left_same, new_same = (integrals.almost_everywhere(LINE, z, tuple(known), t) for t in both)
        return left_same, new_same

    def _inside(self, h: Term, goal: Term, balanced: Theorem, case: Theorem) -> tuple[Theorem, Theorem]:
        """On the first set: the restriction is g itself, and q(g(z))·|g′(z)| = p(z)."""
        proof = self.proof
        (left, middle), (new, _) = (e.args for e in goal.args)
        weight, image = apply(self.p, self.z), apply(self.g, self.z)
        restriction = middle.args[0].args[1]
        same = logic.symmetry(integrals.branch(restriction, case))
        z = fresh("t", REAL, h, weight)
        one = logic.congruence(lam(z, apply(h, z) * weight), same)
        proof.have(one.conclusion, by=one, because="there the restriction is g itself")
        value = integrals.branch(new, case)
        factors = (apply(h, image), *balanced.conclusion.args[0].args)
        assorted = identity_of(lambda r, s, t: Eq(r * s * t, r * (s * t)), *factors)
        inserted = logic.congruence(lam(z, factors[0] * z), balanced)
        line = proof.calculate(new).equals(value.conclusion.args[1], by=value, because="on the set")
        line.equals(assorted.conclusion.args[1], by=assorted, because="regroup")
        line.equals(inserted.conclusion.args[1], by=inserted, because="f(g(z))·|g′(z)| = p_z(z)")
        two = line.equals(middle, by=one, because="as above").theorem
        return one if left is not middle else logic.reflexivity(left), two

    def _outside(self, h: Term, goal: Term, zero: Theorem, case: Theorem) -> tuple[Theorem, Theorem]:
        """Off the first set: p = 0, and the integral on the right does not go there."""
        proof = self.proof
        (left, middle), (new, _) = (e.args for e in goal.args)
        first, second = (self._annihilated(t.args[0], zero) for t in (left, middle))
        one = proof.have(Eq(left, middle), by=logic.transitivity(first, logic.symmetry(second)), because="p_z(z) = 0")
        value = integrals.branch(new, case)
        two = proof.have(Eq(new, middle), by=logic.transitivity(value, logic.symmetry(second)), because="off the set")
        return one, two

    def _annihilated(self, factor: Term, zero: Theorem) -> Theorem:
        """Γ ⊢ p = 0  gives  Γ ⊢ c·p = 0."""
        t = fresh("t", REAL, factor, zero.conclusion)
        return logic.transitivity(
            logic.congruence(lam(t, factor * t), zero), identity_of(lambda r: Eq(r * ZERO, ZERO), factor)
        )

    def _everywhere(self, h: Term, old: Term, weighted: Term) -> Theorem:
        """h·q is its restriction to the second set."""
        proof, x = self.proof, self.x
        inside, whole, part = apply(self.sets[1], x), apply(weighted, x), apply(old, x)
        yes = logic.symmetry(integrals.branch(part, logic.assume(inside)))
        zero = logic.modus_ponens(logic.specialise(proof.known(self.vanishing), x), logic.assume(Not(inside)))
        no = logic.symmetry(integrals.branch(part, logic.assume(Not(inside))))
        no = logic.transitivity(self._annihilated(apply(h, x), zero), no)
        shown = logic.cases(logic.excluded_middle(inside), yes, no)
        proof.have(Eq(whole, part), by=shown, because="f = 0 off the range")
        return everywhere(LINE, x, shown)


# The matrix of an exercise
@dataclass(frozen=True)
class LinearMap:
    """x ↦ Mx with what is known of it: its inverse and |det M|, as terms."""

    matrix: Term
    inverse: Term
    size: Term  # |det M|
    rows: Rows | None

    @classmethod
    def of(cls, value: Any, name: str = "M") -> LinearMap:
        """Take in None (unspecified, of any size), a square matrix variable, or exact data that are invertible."""
        if value is None:
            value = matrix(name, natural("d"), natural("d"))
        if isinstance(value, Term):
            if value.op != "var" or value.sort.kind != "real" or value.shape[0] is not value.shape[1]:
                raise DataError(f"{name} = {value} is {value.sort}: write a square matrix variable, or rows of numbers")
            return cls(value, inv(value), abs(det(value)), None)
        rows = square_rows(value, name)
        inverse, size = inverted(rows, name)
        m = term_of(rows)
        return cls(m, term_of(inverse), num(abs(size)) if len(rows) <= LARGEST_DETERMINANT else abs(det(m)), rows)

    @property
    def given(self) -> list[Term]:
        """That M is invertible, unless the data show it."""
        return [invertible(self.matrix)] if self.rows is None else []

    def undone(self, z: Term, context: Callable[[Term, Term], Term], target: Term) -> Theorem:
        """⊢ C[Mz + 0, M⁻¹(Mz + 0)] = the target, which is C[Mz, z] by normal form; M⁻¹ is one by hypothesis."""
        image, zero = self.matrix * z, zeros(*z.shape)
        product = Eq(self.inverse * self.matrix, make("identity", self.matrix.shape[0]))
        known = algebra.field(product) if self.rows is not None else logic.right(matrices.inverse(self.matrix))
        back = algebra.combination(Eq(self.inverse * (image + zero), z), ((ONE, known, z),), ())
        t = fresh("t", z.sort, z, target, image)
        first = logic.congruence(lam(t, context(image + zero, t)), back)
        second = logic.congruence(lam(t, context(t, z)), algebra.field(Eq(image + zero, image)))
        last = algebra.field(Eq(second.conclusion.args[1], target))
        return logic.transitivity(logic.transitivity(first, second), last)

    def show(self, proof: Proof) -> Theorem:
        """Lines that say that M is invertible, 0 < |det M|, and (the result) what |det M| is."""
        m, known = self.matrix, det(self.matrix)
        if self.rows is not None:
            product = algebra.field(Eq(m * self.inverse, make("identity", m.shape[0])))
            proof.have(product.conclusion, by=product, because="multiply out")
            proof.have(invertible(m), by=matrices.one_sided_inverse(m, product), because="it has an inverse")
        distinct = logic.modus_ponens(matrices.determinant(m), proof.known(invertible(m)))
        proof.have(0 < abs(known), by=abs_positive(distinct), because="M is invertible")
        if self.size is abs(known):
            return logic.reflexivity(self.size)
        value = num(_determinant(self.rows or []))
        line = proof.calculate(abs(known)).equals(
            abs(value), by=algebra.field(Eq(known, value)), because="the determinant"
        )
        facts = Facts()
        sign = facts.prove(ZERO <= value) if value.data > 0 else facts.prove(value <= ZERO)
        return line.equals(self.size, parts=[(1, order.absolute(sign))], because="its absolute value").theorem


def square_rows(value: Any, name: str) -> Rows:
    """A square matrix of exact numbers from nested sequences or a SymPy matrix."""
    rows = value.tolist() if hasattr(value, "tolist") else value
    listed = isinstance(rows, Sequence) and not isinstance(rows, str) and rows
    if not listed or not all(isinstance(r, Sequence) and not isinstance(r, str) for r in rows):
        raise DataError(f"{name} = {value!r} is not a matrix: write rows such as [[1, 1], [1, -1]] or a SymPy Matrix")
    if any(len(row) != len(rows) for row in rows):
        lengths = [len(r) for r in rows]
        raise DataError(f"{name} has {len(rows)} rows of lengths {lengths}: a square matrix is needed")
    return [[exact(x, f"{name}[{i}][{j}]") for j, x in enumerate(row)] for i, row in enumerate(rows)]


def inverted(rows: Rows, name: str) -> tuple[Rows, Fraction]:
    """The inverse and the determinant, by elimination; DataError with a direction v ≠ 0, Mv = 0, when M is singular."""
    size = len(rows)
    left = [[*row, *(Fraction(int(i == j)) for j in range(size))] for i, row in enumerate(rows)]
    total = Fraction(1)
    for i in range(size):
        pivot = next((r for r in range(i, size) if left[r][i]), None)
        if pivot is None:
            shown = ", ".join(map(str, _null(left, i, size)))
            raise DataError(
                f"{name} is singular: {name}v = 0 for v = ({shown}), so that {name}X lies in a smaller space and has "
                "no density; choose a matrix with determinant other than 0"
            )
        if pivot != i:
            left[i], left[pivot], total = left[pivot], left[i], -total
        total *= left[i][i]
        left[i] = [x / left[i][i] for x in left[i]]
        left = [
            row if r == i else [a - row[i] * b for a, b in zip(row, left[i], strict=True)] for r, row in enumerate(left)
        ]
    return [row[size:] for row in left], total


def _null(left: Rows, column: int, size: int) -> list[Fraction]:
    """V with Mv = 0, when the columns before this one are reduced and it has no pivot."""
    return [-left[i][column] if i < column else Fraction(int(i == column)) for i in range(size)]


def _determinant(rows: Rows) -> Fraction:
    return inverted(rows, "M")[1]


# The map of an exercise
@dataclass(frozen=True)
class LineMap:
    """x = g(z) on a set of z, its inverse on the image, and g′: terms in the real variables z and x."""

    g: Term
    inverse: Term
    on: Term
    image: Term
    slope: Term

    z, x = Substitution.z, Substitution.x

    @classmethod
    def of(cls, g: Any, inverse: Any, on: Any = None, image: Any = None, slope: Any = None) -> LineMap:
        """Take in terms or SymPy expressions; the sets are formulas, the whole line when they are left out."""
        if inverse is None:
            raise DataError("inverse is missing: give the inverse of g as an expression in x")
        map_, back = _expression(g, "g", cls.z), _expression(inverse, "inverse", cls.x)
        sets = _formula(on, "on", cls.z), _formula(image, "image", cls.x)
        return cls(map_, back, *sets, _slope(map_, cls.z) if slope is None else _expression(slope, "slope", cls.z))

    @property
    def name(self) -> str:
        """The map as an error shows it."""
        return f"g = {self.g}"

    def density(self, p: Term) -> Term:
        """p_z(g⁻¹(x))/|g′(g⁻¹(x))| on the image, 0 elsewhere."""
        return lam(
            self.x, piecewise(self.image, apply(p, self.inverse) / abs(apply(lam(self.z, self.slope), self.inverse)))
        )

    def change(self, proof: Proof, p: Term, guarded: bool) -> Substitution:
        """The change of variables."""
        sets = lam(self.z, self.on), lam(self.x, self.image)
        return Substitution(proof, sets, lam(self.z, self.g), lam(self.x, self.inverse), p, self.density(p), guarded)


def _read(value: Any, name: str, variable: Term) -> Term:
    if not isinstance(value, Term):
        from derivations.sympy_form import read

        try:
            value = read(value)
        except IllFormed as error:
            raise DataError(f"{name} cannot be read: {error}") from error
    if not value.free <= {variable}:
        raise DataError(f"{name} = {value} must depend on the real variable {variable} only")
    return value


def _expression(value: Any, name: str, variable: Term) -> Term:
    term = _read(value, name, variable)
    if not term.is_scalar:
        raise DataError(f"{name} = {term} is {term.sort}: a number that depends on {variable} is needed")
    return term


def _formula(value: Any, name: str, variable: Term) -> Term:
    term = TRUE if value is None else _read(value, name, variable)
    if term.sort is not PROP:
        raise DataError(f"{name} = {term} is {term.sort}: a formula such as 0 < {variable} is needed")
    return term


def _slope(g: Term, z: Term) -> Term:
    """g′, as SymPy writes it if the kernel agrees, else as the rules of differentiation give it."""
    from derivations.sympy_form import read

    try:
        found = read(g.sympy.diff(z.sympy))
        calculus.derivative(Eq(make("derivative", lam(z, g), z), found))
    except ProofError:
        found = calculus.slope(g, z)[0]
    return found


def shown(proof: Proof, goal: Term, where: Term, problem: str, because: str = "") -> Theorem:
    """A line that the data must satisfy where a formula holds, part by part; DataError with a point otherwise."""
    if goal.op == "and":
        return logic.both(*(shown(proof, part, where, problem, because) for part in goal.args))
    facts = proof.facts
    for attempt in (
        facts.prove,
        powers.powers,
        calculus.derivative,
        *(partial(t, facts) for t in (_by_sign, _by_growth)),
    ):
        try:
            return proof.have(goal, by=facts.settled(attempt(goal)), because=because)
        except ProofError:
            continue
    point = find(goal, [where])
    fails = (
        f"{goal} is false at {describe(point)}"
        if point
        else f"it was not seen that {goal}: pass a theorem that helps in `facts`"
    )
    raise DataError(f"{problem}: {fails}")


def _by_sign(facts: Facts, goal: Term) -> Theorem:
    """−t ≠ 0 from the sign of t."""
    term = goal.args[0].args[0] if goal.op == "not" else goal
    sign = facts.sign(term.args[0]) if term.op == "neg" else None
    if sign is None:
        raise Undecided(f"it was not seen that {goal}", str(goal))
    return algebra.nonneg(goal, ((1, (sign,), ()),), (), ())


GROWING: Final = ((sqrt, ONE, ONE), (exp, ZERO, ONE), (log, ONE, ZERO))  # f, a point, and f there


def _by_growth(facts: Facts, goal: Term) -> Theorem:
    """An inequality in which roots, exponentials and logarithms are compared with their values at 0 or 1."""
    known = [t for inside in _functions(goal) for t in _compared(facts, inside)]
    return Facts([*facts.known.values(), *known]).prove(goal)


def _functions(term: Term) -> Iterator[Term]:
    if term.op in ("sqrt", "exp", "log"):
        yield term
    for a in term.args:
        yield from _functions(a)


def _compared(facts: Facts, term: Term) -> Iterator[Theorem]:
    """f(u) < f(c) or f(c) < f(u), as u is below or above c."""
    f, at, value = next(g for g in GROWING if g[0](ONE).op == term.op)
    there = powers.powers(Eq(f(at), value))
    inside = term.args[0]
    for low, high in ((inside, at), (at, inside)):
        try:
            known = facts.settled(order.monotone(term.op, facts.prove(low < high)))
        except ProofError:
            continue
        yield logic.rewrite(known, there)
