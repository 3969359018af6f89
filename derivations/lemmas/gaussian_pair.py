"""Two independent N(0, 1) variables: the mean, the variance and the law of a·ε₁ + b·ε₂.

The density of (ε₁, ε₂) depends on ε₁² + ε₂² only, and the map (ε₁, ε₂) ↦ (a·ε₁ + b·ε₂, b·ε₁ − a·ε₂) multiplies that by
a² + b²: so both new variables are N(0, a² + b²).
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order, random_vectors
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, normal, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    block,
    function,
    integrable,
    lebesgue,
    measure,
    point,
    real,
    sqnorm,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.random_vectors import independent
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num
from derivations.lemmas.affine_laws import Affine
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.combined_moments import factorised
from derivations.lemmas.expectations import Space
from derivations.lemmas.gaussian_sums import NormalSum
from derivations.lemmas.integrands import everywhere, multiple
from derivations.lemmas.normal_formulas import on_the_line
from derivations.proof import Proof

mu, p, w = measure("mu"), function("p"), point("w")
E_1, E_2 = function("E_1"), function("E_2")
a, b, x = real("a"), real("b"), real("x")
h = function("h", REAL)
LINE, VARIANCE = lebesgue(), a**2 + b**2
STANDARD, REFLECTION = lam(x, normal(x, ZERO, ONE)), block([[a, b], [b, -a]])
NEW = lam(x, normal(x, ZERO, sqrt(VARIANCE)))
COMBINED, SCALED = lam(w, a * E_1(w) + b * E_2(w)), lam(w, sqrt(VARIANCE) * E_1(w))


def has_density(e: Term, q: Term) -> Term:
    """The random number has this density."""
    return pushes_forward(mu, p, e, LINE, q)


def mean(value: Term) -> Term:
    """The mean of a random number, given at w."""
    return Integral(value * p(w), w, mu)


def same_law(first: Term, second: Term) -> Term:
    """Every measurable h has the same mean of both, or of neither."""
    exist = [integrable(h(apply(e, w)) * p(w), w, mu) for e in (first, second)]
    equal = Eq(*(mean(h(apply(e, w))) for e in (first, second)))
    return ForAll(h, Implies(make("measurable", h), And(Iff(*exist), Implies(exist[0], equal))))


def sum_of_gaussians() -> Proof:
    """ε₁, ε₂ independent N(0, 1): a·ε₁ + b·ε₂ has mean 0 and variance a² + b², and is √(a² + b²)·ε₁ in law."""
    proof = Proof(given=[density(mu, p), *(has_density(e, STANDARD) for e in (E_1, E_2)), independent(mu, p, E_1, E_2)])
    moments = _moments(proof)
    with proof.suppose(ZERO < VARIANCE):
        law = _combined(proof)
        regular = _alike(proof, law, _scaled(proof, law))
    with proof.suppose(Eq(VARIANCE, ZERO)) as (flat,):
        degenerate = _degenerate(proof, flat)
    weak = proof.have(ZERO <= VARIANCE, because="a sum of squares")
    positive = order.strengthen(weak, logic.assume(Ne(VARIANCE, ZERO)))
    both = logic.cases(logic.excluded_middle(Eq(VARIANCE, ZERO)), degenerate, logic.cut(positive, regular))
    both = proof.have(both.conclusion, by=both, because="in both cases")
    found = lemmas.join(*moments, logic.discharge(ZERO < VARIANCE, law), both)
    return proof.conclude(found.conclusion, by=found, because="together", answer=apply(NEW, x))


# Moments
def _moments(proof: Proof) -> list[Theorem]:
    """E[a·ε₁ + b·ε₂] = 0 and E[(a·ε₁ + b·ε₂)²] = a² + b²."""
    space, whole = Space(proof, mu, w), apply(COMBINED, w)
    (first, one), (second, two) = (_pair_of_moments(proof, k) for k in (1, 2))
    cross = _cross(proof, first, one)
    line = _combination(space, whole, [(a, first), (b, one)], ZERO, "the mean is linear")
    parts = [(a**2, second), (b**2, two), (2 * a * b, cross)]
    return [line, _combination(space, whole**2, parts, VARIANCE, "multiply out")]


def _combination(
    space: Space, value: Term, parts: Sequence[tuple[Term, list[Theorem]]], total: Term, because: str
) -> Theorem:
    """The mean of a combination of random numbers, each with [its mean exists, its value]."""
    _, known = space.linear(value * p(w), [(c, found[0]) for c, found in parts], because=because)
    weights = [(1, known), *((c, found[1]) for c, found in parts)]
    return space.proof.have(Eq(mean(value), total), parts=weights, because="insert the moments")


def _pair_of_moments(proof: Proof, k: int) -> list[list[Theorem]]:
    """E[εᵏ] = 0 for k = 1 and 1 for k = 2, for both variables."""
    f = lam(x, x if k == 1 else x**k)
    known, total = lemmas.split(measures.gaussian_moment(ZERO, ONE, num(k)))
    body = apply(f, x) * normal(x, ZERO, ONE)
    same = proof.have(Eq(body, apply(known.conclusion.args[1], x)), because="(x − 0)/1 = x")
    there, value = multiple(LINE, lam(x, body), ONE, known, everywhere(LINE, x, same))
    value = logic.transitivity(value, total)
    value = proof.have(value.conclusion, by=value, because="a moment of N(0, 1)")
    law = proof.known(has_density(E_1, STANDARD))
    image = random_vectors.law_of_image(proof.known(proof.given[0]), law, integrals.composed(make("measurable", f)))
    together, equal = lemmas.split(proof.have(image.conclusion, by=image, because="by the density of ε₁"))
    exists = logic.modus_ponens(logic.converse(together), there)
    value = logic.transitivity(logic.modus_ponens(equal, there), value)
    found = [proof.have(t.conclusion, by=t, because="by the density of ε₁") for t in (exists, value)]
    other = [logic.instantiate(t, ((E_1, E_2),)) for t in found]
    return [found, [proof.have(t.conclusion, by=t, because="likewise") for t in other]]


def _cross(proof: Proof, first: list[Theorem], second: list[Theorem]) -> list[Theorem]:
    """E[ε₁·ε₂] = E[ε₁]·E[ε₂] = 0."""
    itself = lam(x, x)
    measured = integrals.composed(make("measurable", itself))
    law = factorised(proof.known(independent(mu, p, E_1, E_2)), itself, itself)
    law = logic.modus_ponens(law, lemmas.join(measured, measured, first[0], second[0]))
    exists, value = lemmas.split(proof.have(law.conclusion, by=law, because="ε₁ and ε₂ are independent"))
    parts = [(1, value), (value.conclusion.args[1].args[1], first[1])]
    return [exists, proof.have(Eq(value.conclusion.args[0], ZERO), parts=parts, because="both means are 0")]


# Laws
def _combined(proof: Proof) -> Theorem:
    """0 < a² + b² ⊢ a·ε₁ + b·ε₂ ~ N(0, a² + b²)."""
    one, new = (on_the_line(proof.have(ZERO < s, because="a standard deviation")) for s in (ONE, sqrt(VARIANCE)))
    for known in (one, new):
        known.show(proof)
    change = Affine(1 / VARIANCE * REFLECTION, REFLECTION, zeros(2), vector("x", 2))
    pair = NormalSum(proof, (mu, p), (E_1, E_2), (a, b), (one, one), (new, new), change)
    return pair.show(COMBINED)


def _scaled(proof: Proof, law: Theorem) -> Theorem:
    """0 < a² + b² ⊢ √(a² + b²)·ε₁ ~ N(0, a² + b²): the same for other numbers a and b."""
    root = sqrt(VARIANCE)
    other = logic.instantiate(law, ((a, root), (b, ZERO)))
    same = proof.have(Eq(root**2 + ZERO**2, VARIANCE), because="(√v)² = v")
    image = proof.have(Eq(root * E_1(w) + ZERO * E_2(w), root * E_1(w)), because="0·ε₂ = 0")
    for equation in (same, logic.abstraction(w, image)):
        other = logic.rewrite(other, equation)
    return proof.have(other.conclusion, by=other, because="the same with √(a² + b²) for a and 0 for b")


def _alike(proof: Proof, first: Theorem, second: Theorem) -> Theorem:
    """Two random numbers with one density are equal in law."""
    measured, proper = make("measurable", h), proof.known(proof.given[0])
    with proof.suppose(measured) as (known,):
        laws = [random_vectors.law_of_image(proper, law, known) for law in (first, second)]
        (one, value), (two, other) = (
            lemmas.split(proof.have(law.conclusion, by=law, because="by its density")) for law in laws
        )
        given = logic.assume(one.conclusion.args[0])
        there = logic.modus_ponens(one, given)
        equal = logic.transitivity(logic.modus_ponens(value, there), logic.symmetry(logic.modus_ponens(other, there)))
        exist = logic.transitivity(one, logic.converse(two))
        found = logic.both(exist, logic.discharge(given.conclusion, equal))
        found = proof.have(found.conclusion, by=found, because="they have the same density")
    every = logic.generalise(h, logic.discharge(measured, found))
    return proof.have(same_law(COMBINED, SCALED), by=every, because="for every h")


def _degenerate(proof: Proof, flat: Theorem) -> Theorem:
    """a² + b² = 0 ⊢ the same: both are 0."""
    small = [algebra.nonneg(sqnorm(t) <= ZERO, ((1, (), (o,)),), ((-ONE, flat, ONE),), ()) for t, o in ((a, b), (b, a))]
    zeros = [lemmas.negligible(t) for t in small]
    square = proof.have(Eq(sqrt(VARIANCE) ** 2, ZERO), parts=[(1, flat)], because="(√v)² = v")
    zeros = [proof.have(t.conclusion, by=t, because="its square is 0") for t in (*zeros, lemmas.vanishes(square))]
    weights = (E_1(w), E_2(w), -E_1(w))
    same = Eq(apply(COMBINED, w), apply(SCALED, w))
    same = proof.have(same, parts=[*zip(weights, zeros, strict=True)], because="both are 0")
    functions = logic.symmetry(logic.abstraction(w, in_context(same, lambda t: h(t) * p(w))))
    f = functions.conclusion.args[0]
    exists, value = (make(op, mu, f) for op in ("integrable", "integral"))
    trivial = logic.both(logic.reflexivity(exists), logic.discharge(exists, logic.reflexivity(value)))
    found = logic.modus_ponens(in_context(functions, lambda t: _alike_functions(trivial.conclusion, t)), trivial)
    every = logic.generalise(h, logic.discharge(make("measurable", h), found))
    return proof.have(same_law(COMBINED, SCALED), by=every, because="for every h")


def _alike_functions(trivial: Term, f: Term) -> Term:
    """(f integrable ⇔ g integrable) ∧ (f integrable ⇒ ∫f = ∫g), from the same for g and g."""
    exists, value = trivial.args[0].args[1], trivial.args[1].args[1].args[1]
    here = make("integrable", mu, f)
    return And(Iff(here, exists), Implies(here, Eq(make("integral", mu, f), value)))
