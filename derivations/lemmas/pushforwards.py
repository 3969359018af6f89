"""E_z[f(G(z))] = E_{p_G}[f]: an expectation of a function of z, by the law of G(z).

For a map of finitely many points, an invertible matrix, and a one-to-one differentiable map of a set on the line. Each
is an implication, with its hypotheses as the premise, so that all three can stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, matrices, summation
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, expectation
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    Not,
    counting,
    det,
    fresh,
    function,
    inv,
    invertible,
    lebesgue,
    matrix,
    natural,
    piecewise,
    real,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, PROP, REAL, ZERO, apply, lam, make
from derivations.lemmas import arithmetic, below, cells, finite_sums, named_densities
from derivations.lemmas.expectations import Space
from derivations.proof import Proof
from derivations.tactics import Facts

i, j, n, m, d = map(natural, "ijnmd")
p_1, f_1, G = function("p_1", NAT), function("f_1", NAT), function("G", NAT, NAT)
z, y, M = vector("z", d), vector("y", d), matrix("M", d, d)
p_2, f_2 = function("p_2", z.sort), function("f_2", z.sort)
x, u = real("x"), real("u")
p_3, f_3, g, k = (function(name, REAL) for name in ("p_3", "f_3", "g", "k"))
S, T = function("S", REAL, PROP), function("T", REAL, PROP)


def _supposed(proof: Proof, given: Sequence[Term], show: Callable[[], Sequence[Theorem]]) -> Theorem:
    """What holds under these hypotheses, with them as its premise: what makes the claim defined, and the claim."""
    premise = And(*given)
    with proof.suppose(*given):
        found = show()
    lines = [logic.discharge(premise, lemmas.from_all(premise, theorem)) for theorem in found]
    return [proof.have(t.conclusion, by=t, because="under these hypotheses") for t in lines][-1]


# Integrands of expectations
@cache
def _guarded() -> Theorem:
    """0 ≤ t ⊢ (t·v where t > 0, else 0) = t·v."""
    t, v = real("t"), real("v")
    return cells.in_cells(Facts([logic.assume(ZERO <= t)]), Eq(piecewise(ZERO < t, t * v), t * v), [t])


def _integrand(sign: Theorem, value: Term) -> Theorem:
    """Γ ⊢ 0 ≤ t  gives  Γ ⊢ (t·v where t > 0, else 0) = t·v."""
    weight = sign.conclusion.args[1]
    return logic.cut(sign, logic.instantiate(_guarded(), ((real("t"), weight), (real("v"), value))))


def _piecewise_sign(condition: Term, sign: Theorem) -> Theorem:
    """Γ, φ ⊢ 0 ≤ t  gives  Γ ⊢ 0 ≤ (t where φ, else 0)."""
    t = fresh("t", REAL, condition)
    body, premise = piecewise(condition, t), Implies(condition, ZERO <= t)
    yes, no = (integrals.branch(body, logic.assume(case)) for case in (condition, Not(condition)))
    known = logic.modus_ponens(logic.assume(premise), logic.assume(condition))
    first = algebra.nonneg(ZERO <= body, ((1, (known,), ()),), ((ONE, yes, ONE),), ())
    second = algebra.nonneg(ZERO <= body, (), ((ONE, no, ONE),), ())
    either = logic.cases(logic.excluded_middle(condition), first, second)
    shown = logic.instantiate(either, ((t, sign.conclusion.args[1]),))
    return logic.cut(logic.discharge(condition, sign), shown)


# Finitely many points
def finite(proof: Proof) -> Theorem:
    """G: {0, …, n − 1} → {0, …, m − 1} and p_G(j) = Σ p(i) over G(i) = j."""
    first, second, law = counting(n), counting(m), proof.let("q_1", finite_sums.law(p_1, G, n))
    inside = ForAll(i, Implies(i < n, G(i) < m))

    def show() -> list[Theorem]:
        space = Space(proof, first, i)
        space.density(p_1)
        sign = proof.facts.prove(0 <= p_1(i))
        weight = _sum_sign(space, _piecewise_sign(Eq(G(i), j), sign))
        names = ((finite_sums.p, p_1), (finite_sums.f, f_1), (finite_sums.G, G), (finite_sums.k, m))
        sums = logic.modus_ponens(
            logic.instantiate(logic.specialise(finite_sums.pushed_forward(), n), names), proof.known(inside)
        )
        reason = "by induction on n: a point i more adds p(i)·f(G(i)) to both sides"
        sums = proof.have(sums.conclusion, by=sums, because=reason)
        ends = [
            _plain(proof, over, at, _integrand(known, value))
            for over, at, known, value in ((first, i, sign, f_1(G(i))), (second, j, weight, f_1(j)))
        ]
        line = proof.calculate(expectation(first, p_1, lam(i, f_1(G(i)))))
        line.equals(sums.conclusion.args[0], by=ends[0], because="p ≥ 0")
        line.equals(sums.conclusion.args[1], by=sums, because="as above")
        return [line.equals(expectation(second, law, f_1), by=logic.symmetry(ends[1]), because="p_G ≥ 0").theorem]

    return _supposed(proof, [density(first, p_1), inside], show)


def _sum_sign(space: Space, sign: Theorem) -> Theorem:
    """0 ≤ Σᵢ t(i), from 0 ≤ t(i)."""
    exists = summation.sum_integrable(space.mu.args[0], lam(space.x, sign.conclusion.args[1]))
    return space.positive(integrals.almost_everywhere(space.mu, space.x, (), sign), exists, "a sum of probabilities")


def _plain(proof: Proof, over: Term, at: Term, same: Theorem) -> Theorem:
    """The two sums are equal, since their terms are."""
    body, plain = same.conclusion.args
    exists = summation.sum_integrable(over.args[0], lam(at, plain))
    everywhere = integrals.almost_everywhere(over, at, (), same)
    return logic.right(integrals.linear(over, lam(at, body), ((ONE, exists),), everywhere))


# Substitutions
class Transfer:
    """From ∫old = factor·∫new to E_z[f(G(z))] = E_{p_G}[f].

    `left` is, at a point, first integrand = factor·new, and `right` second integrand = old.
    """

    def __init__(self, law: Theorem, factor: Term, left: tuple[Term, Theorem], right: tuple[Term, Theorem]) -> None:
        """Take the law (the functions are integrable together, and then the integrals agree) and both equations."""
        self.together, self.value = lemmas.split(law)
        (self.over, self.old), (_, self.new) = (claim.args for claim in self.together.conclusion.args)
        self.first, self.second = (lam(at, same.conclusion.args[0]) for at, same in (left, right))
        divided = _divided(left[1], factor)
        self.to_new = self._follows(self.new, ONE if factor is ONE else ONE / factor, self.first, left[0], divided)
        self.from_new = self._follows(self.first, factor, self.new, *left)
        self.to_old = self._follows(self.old, ONE, self.second, right[0], logic.symmetry(right[1]))
        self.from_old = self._follows(self.second, ONE, self.old, *right)

    def _follows(self, f: Term, factor: Term, known: Term, at: Term, same: Theorem) -> list[Theorem]:
        """H integrable  ⊢  f integrable  and  ∫f = c·∫h, since f = c·h."""
        everywhere = integrals.almost_everywhere(self.over, at, (), same)
        given = logic.assume(make("integrable", self.over, known))
        return lemmas.split(integrals.linear(self.over, f, ((factor, given),), everywhere))

    def show(self, proof: Proof, expectations: tuple[Term, Term]) -> Theorem:
        """If one expectation exists, so does the other, and they are equal."""
        exists = [make("integrable", self.over, f) for f in (self.first, self.second)]
        turned = logic.converse(self.together)
        with proof.suppose(exists[0], because="if the first expectation exists"):
            new = proof.have(self.to_new[0].conclusion, by=self.to_new[0], because="a multiple of it")
            old = logic.modus_ponens(turned, new)
            old = proof.have(old.conclusion, by=old, because="the substitution")
            there = proof.have(exists[1], by=self.from_old[0], because="the same function")
            line = proof.calculate(expectations[0])
            line.equals(self.from_new[1].conclusion.args[1], by=self.from_new[1], because="p ≥ 0")
            value = logic.symmetry(logic.modus_ponens(self.value, old))
            line.equals(value.conclusion.args[1], by=value, because="the substitution")
            line.equals(expectations[1], by=logic.symmetry(self.from_old[1]), because="p_G ≥ 0")
            forward = logic.discharge(exists[0], logic.both(there, line.theorem))
        with proof.suppose(exists[1], because="if the second one exists"):
            old = proof.have(self.to_old[0].conclusion, by=self.to_old[0], because="the same function")
            new = logic.modus_ponens(self.together, old)
            proof.have(new.conclusion, by=new, because="the substitution")
            back = logic.discharge(exists[1], proof.have(exists[0], by=self.from_new[0], because="a multiple of it"))
        found = logic.both(forward, back)
        return proof.have(found.conclusion, by=found, because="they exist together, and then they are equal")


def _divided(same: Theorem, factor: Term) -> Theorem:
    """S = c·t  gives  t = (1/c)·s."""
    if factor is ONE:
        return logic.symmetry(same)
    left, right = same.conclusion.args
    return algebra.combination(Eq(right.args[1], ONE / factor * left), ((-ONE / factor, same, ONE),), ())


def linear(proof: Proof) -> Theorem:
    """G(z) = Mz, M invertible, and p_G(y) = p(M⁻¹y)/|det M|."""
    over, size = lebesgue(d), abs(det(M))
    law = proof.let("q_2", lam(y, apply(p_2, inv(M) * y) / size))

    def show() -> list[Theorem]:
        known = named_densities.Density.of(proof.known(density(over, p_2)))
        nonzero = logic.modus_ponens(matrices.determinant(M), proof.known(invertible(M)))
        regular = proof.have(0 < size, by=arithmetic.abs_positive(nonzero), because="M is invertible")
        proof.facts.add(logic.specialise(known.sign, inv(M) * y))
        sign = proof.have(0 <= apply(law, y), because="p ≥ 0")
        integrand = _integrand(sign, f_2(y))
        moved = measures.affine_substitution(M, zeros(d), lam(y, integrand.conclusion.args[1]))
        moved = proof.have(moved.conclusion, by=moved, because="substitute y = Mz")
        new = apply(logic.left(moved).conclusion.args[1].args[1], z)
        same = proof.have(Eq(p_2(z) * f_2(M * z), size * new), because="M⁻¹M = I")
        same = logic.transitivity(_integrand(logic.specialise(known.sign, z), f_2(M * z)), same)
        same = proof.have(same.conclusion, by=same, because="p ≥ 0")
        ends = expectation(over, p_2, lam(z, f_2(M * z))), expectation(over, law, f_2)
        return [regular, Transfer(moved, size, (z, same), (y, integrand)).show(proof, ends)]

    return _supposed(proof, [density(over, p_2), invertible(M)], show)


def on_the_line(proof: Proof) -> Theorem:
    """g: S → T differentiable with inverse k and g′ ≠ 0 on S, p = 0 off S, and p_G(u) = p(k(u))/|g′(k(u))| on T."""
    over = lebesgue()
    smooth, slope = make("differentiable", g, x), make("derivative", g, x)
    off = ForAll(x, Implies(Not(S(x)), Eq(p_3(x), 0)))
    regular = ForAll(x, Implies(S(x), And(smooth, Ne(slope, 0))))
    there = ForAll(x, Implies(S(x), And(T(g(x)), Eq(k(g(x)), x))))
    back = ForAll(u, Implies(T(u), And(S(k(u)), Eq(g(k(u)), u))))
    value = p_3(k(u)) / abs(make("derivative", g, k(u)))
    law, measured = proof.let("q_3", lam(u, piecewise(T(u), value))), make("measurable", S)

    def show() -> list[Theorem]:
        known = named_densities.Density.of(proof.known(density(over, p_3)))
        defined, weak = _regular_image(proof, proof.known(regular), proof.known(back), known.sign)
        each = logic.left(below.at(proof.known(regular), x))
        premises = logic.generalise(x, logic.discharge(S(x), each)), proof.known(there), proof.known(back)
        moved = measures.substitution(g, k, (S, T), lam(u, value * f_3(u)), (proof.known(measured), *premises))
        moved = proof.have(moved.conclusion, by=moved, because="substitute u = g(x)")
        new = apply(logic.left(moved).conclusion.args[1].args[1], x)
        same = _undone(proof, new, (proof.known(regular), proof.known(there), proof.known(off)))
        left = logic.transitivity(_integrand(logic.specialise(known.sign, x), f_3(g(x))), same)
        sign = _piecewise_sign(T(u), weak)
        right = logic.transitivity(_integrand(sign, f_3(u)), _pulled_in(T(u), value, f_3(u)))
        ends = expectation(over, p_3, lam(x, f_3(g(x)))), expectation(over, law, f_3)
        return [defined, Transfer(moved, ONE, (x, left), (u, right)).show(proof, ends)]

    return _supposed(proof, [density(over, p_3), measured, off, regular, there, back], show)


def _regular_image(proof: Proof, regular: Theorem, back: Theorem, sign: Theorem) -> tuple[Theorem, Theorem]:
    """∀u. T(u) ⇒ g is differentiable at k(u) and |g′(k(u))| > 0;  T(u) ⊢ 0 ≤ p(k(u))/|g′(k(u))|."""
    with proof.suppose(T(u), because="u = g(x) with x = k(u)"):
        smooth, nonzero = lemmas.split(logic.cut(logic.left(below.at(back, u)), below.at(regular, k(u))))
        slope = nonzero.conclusion.args[0].args[0]
        size = proof.have(0 < abs(slope), by=arithmetic.abs_positive(nonzero), because="g′ ≠ 0 on S")
        proof.facts.add(logic.specialise(sign, k(u)))
        weak = proof.have(0 <= p_3(k(u)) / abs(slope), because="p ≥ 0")
    every = logic.generalise(u, logic.discharge(T(u), logic.both(smooth, size)))
    return proof.have(every.conclusion, by=every, because="for every u"), weak


def _undone(proof: Proof, new: Term, given: tuple[Theorem, Theorem, Theorem]) -> Theorem:
    """p(x)·f(g(x)) is the new integrand: on S since k(g(x)) = x, elsewhere since p = 0."""
    regular, there, off = given
    goal = Eq(p_3(x) * f_3(g(x)), new)
    with proof.suppose(S(x)):
        nonzero, inverse = (logic.right(below.at(every, x)) for every in (regular, there))
        slope = nonzero.conclusion.args[0].args[0]
        size = proof.have(0 < abs(slope), by=arithmetic.abs_positive(nonzero), because="g′ ≠ 0 on S")
        at_u = abs(make("derivative", g, u))
        same = logic.converse(logic.congruence(lam(u, 0 < at_u), inverse))
        proof.have(same.conclusion.args[1], by=logic.modus_ponens(same, size), because="k(g(x)) = x")
        ratio = logic.congruence(lam(u, p_3(u) / at_u), inverse)
        parts = [(-1, integrals.branch(new, logic.assume(S(x)))), (-f_3(g(x)) * abs(slope), ratio)]
        inside = proof.have(goal, parts=parts, because="k(g(x)) = x")
    with proof.suppose(Not(S(x))):
        parts = [(-1, integrals.branch(new, logic.assume(Not(S(x))))), (f_3(g(x)), below.at(off, x))]
        outside = proof.have(goal, parts=parts, because="p = 0 off S")
    both = logic.cases(logic.excluded_middle(S(x)), inside, outside)
    return proof.have(goal, by=both, because="in both cases")


def _pulled_in(condition: Term, weight: Term, value: Term) -> Theorem:
    """⊢ (t where φ, else 0)·v = (t·v where φ, else 0)."""
    t, v = fresh("t", REAL, condition), fresh("v", REAL, condition)
    one, both = piecewise(condition, t), piecewise(condition, t * v)
    found: list[Theorem] = []
    for case in (condition, Not(condition)):
        first, second = (integrals.branch(term, logic.assume(case)) for term in (one, both))
        found.append(algebra.combination(Eq(one * v, both), ((v, first, ONE), (-ONE, second, ONE)), ()))
    either = logic.cases(logic.excluded_middle(condition), *found)
    return logic.instantiate(either, ((t, weight), (v, value)))
