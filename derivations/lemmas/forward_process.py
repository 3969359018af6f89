"""The forward process of a diffusion model, x_{t+1} = √(1 − β_t)·x_t + √β_t·ε_t from a fixed x_0, in any dimension.

X(t) and E(t) are x_t and ε_t, functions on a sample space with measure μ and density p. With α_t = Π_{s<t} (1 − β_s),
the law of x_t is N(√α_t·x_0, (1 − α_t)·I) for 1 ≤ t ≤ T, where T is any number of steps; at t = 0 the variance is 0,
and there is no density. Of the noises it is used that ε_t is independent of x_t, which is made of the noises before.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order, powers, summation
from derivations.kernel.densities import density, pushes_forward
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    ForAll,
    Implies,
    Not,
    Product,
    function,
    identity,
    lebesgue,
    measure,
    natural,
    point,
    sqrt,
    vector,
)
from derivations.kernel.random_vectors import independent
from derivations.kernel.terms import NAT, ONE, SPACE, ZERO, Sort, apply, lam
from derivations.lemmas import gaussian_sums
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.isotropic_normals import isotropic, meaningful, standard
from derivations.proof import Proof
from derivations.tactics import Facts

mu, p, w = measure("mu"), function("p"), point("w")
d, t, s, T = natural("d"), natural("t"), natural("s"), natural("T")
x_0, x = vector("x_0", d), vector("x", d)
beta = function("beta", NAT)
X, E = (function(name, NAT, Sort("function", SPACE, x.sort)) for name in "XE")


def alpha(count: Term) -> Term:
    """α_t, the product of 1 − β_s over s < t."""
    return Product(1 - beta(s), s, count)


def has_density(image: Term, q: Term) -> Term:
    """The random column has this density."""
    return pushes_forward(mu, p, image, lebesgue(d), q)


def law(count: Term) -> Term:
    """x_t ~ N(√α_t·x_0, (1 − α_t)·I)."""
    return has_density(X(count), isotropic(sqrt(alpha(count)) * x_0, 1 - alpha(count)))


def in_time(claim: Term) -> Term:
    """The claim for every step t < T."""
    return ForAll(t, Implies(t < T, claim))


BEGUN = ForAll(w, Eq(X(ZERO)(w), x_0))
STEP = in_time(ForAll(w, Eq(X(t + 1)(w), sqrt(1 - beta(t)) * X(t)(w) + sqrt(beta(t)) * E(t)(w))))
SCHEDULE = in_time(And(ZERO < beta(t), beta(t) < ONE))
NOISE = in_time(has_density(E(t), standard(d)))
APART = in_time(independent(mu, p, X(t), E(t)))
GIVEN = [density(mu, p), BEGUN, STEP, SCHEDULE, NOISE, APART]


def kernel() -> Proof:
    """q(x_t|x_0) = N(√α_t·x_0, (1 − α_t)·I) for t = 1, …, T, α_t = Π_{s<t} (1 − β_s)."""
    proof = Proof(given=GIVEN)
    proof.let("alpha", alpha(t), t)
    _schedule(proof)
    _proper(proof)
    with proof.suppose(_reached(ZERO)) as (none,):
        base = _nothing(proof, logic.left(none), law(ZERO))
    with proof.suppose(Implies(_reached(t), law(t)), _reached(t + 1), because="induction on t"):
        _in_time(proof, SCHEDULE, NOISE, APART)
        with proof.suppose(ONE <= t):
            later = _later(proof)
        with proof.suppose(Not(ONE <= t)) as (no,):
            first = _first(proof, no)
        both = logic.cases(logic.excluded_middle(ONE <= t), later, first)
        step = proof.have(law(t + 1), by=both, because="in both cases")
    ends = [logic.discharge(_reached(at), shown) for at, shown in ((ZERO, base), (t + 1, step))]
    every = logic.induction(lam(t, Implies(_reached(t), law(t))), t, *ends)
    answer = apply(isotropic(sqrt(alpha(t)) * x_0, 1 - alpha(t)), x)
    return proof.conclude(every.conclusion, by=every, because="by induction", answer=answer)


def _reached(count: Term) -> Term:
    """1 ≤ t ≤ T."""
    return And(ONE <= count, count <= T)


def _in_time(proof: Proof, *given: Term) -> None:
    """Lines: t < T and t ≤ T, since t + 1 ≤ T; what is given for such a t; and β_t < 1."""
    last = proof.known(t + 1 <= T)
    proof.have(t < T, terms=[(1, [last], []), (1, [], [])], because="t + 1 ≤ T")
    proof.have(t <= T, terms=[(1, [last], []), (1, [], [])], because="t + 1 ≤ T")
    for every in given:
        here = logic.modus_ponens(logic.specialise(proof.known(every), t), proof.known(t < T))
        proof.have(here.conclusion, by=here, because="for this t")
    high = proof.known(beta(t) < ONE)
    proof.have(ZERO < 1 - beta(t), terms=[(1, [high], [])], because="β_t < 1")


# α_t
def _schedule(proof: Proof) -> None:
    """Lines: α_0 = 1; α_{t+1} = α_t·(1 − β_t); 0 < α_t ≤ 1 and, for t ≥ 1, 0 < 1 − α_t, if t ≤ T."""
    none, more = (summation.product_of(alpha(count)) for count in (ZERO, t + 1))
    none = proof.have(none.conclusion, by=none, because="the empty product")
    more = proof.have(more.conclusion, by=more, because="one factor more")
    with proof.suppose(ONE <= ZERO) as (no,):
        absurd = _nothing(proof, no, ZERO < 1 - alpha(ZERO))
    base = lemmas.join(
        proof.have(ZERO < alpha(ZERO), terms=[(1, [], [])], parts=[(1, none)], because="α_0 = 1"),
        proof.have(alpha(ZERO) <= ONE, terms=[(0, [], [])], parts=[(-1, none)], because="α_0 = 1"),
        logic.discharge(ONE <= ZERO, absurd),
    )
    with proof.suppose(Implies(t <= T, _signs(t)), t + 1 <= T, because="induction on t") as (known, _):
        _in_time(proof, SCHEDULE)
        sign, bound, _ = lemmas.split(logic.modus_ponens(known, proof.known(t <= T)))
        low, high = (proof.known(f) for f in (ZERO < beta(t), beta(t) < ONE))
        first = proof.have(ZERO < alpha(t + 1), terms=[(1, [sign, high], [])], parts=[(1, more)], because="β_t < 1")
        terms = [(1, [bound], []), (1, [sign, low], [])]
        third = proof.have(ZERO < 1 - alpha(t + 1), terms=terms, parts=[(-1, more)], because="β_t > 0")
        second = proof.have(alpha(t + 1) <= ONE, because="as was just shown")
        step = lemmas.join(first, second, logic.discharge(ONE <= t + 1, third))
    ends = [logic.discharge(at <= T, shown) for at, shown in ((ZERO, base), (t + 1, step))]
    every = logic.induction(lam(t, Implies(t <= T, _signs(t))), t, *ends)
    proof.have(every.conclusion, by=every, because="by induction")


def _signs(count: Term) -> Term:
    """0 < α_t ≤ 1, and α_t < 1 for t ≥ 1."""
    return And(ZERO < alpha(count), alpha(count) <= ONE, Implies(ONE <= count, ZERO < 1 - alpha(count)))


def _signs_at(proof: Proof, count: Term) -> None:
    """The signs at a time that is known to be at most T, as a line."""
    every = proof.known(ForAll(t, Implies(t <= T, _signs(t))))
    here = logic.modus_ponens(logic.specialise(every, count), proof.known(count <= T))
    proof.have(here.conclusion, by=here, because="for this t")


def _nothing(proof: Proof, no: Theorem, goal: Term) -> Theorem:
    """1 ≤ 0 gives anything."""
    absurd = algebra.nonneg(FALSE, ((1, (no,), ()), (1, (), ())), (), ())
    return proof.have(goal, by=logic.by_contradiction(goal, absurd), because="there is nothing to show")


def _proper(proof: Proof) -> None:
    """Lines: everything in the laws is defined, the covariances I and (1 − α_t)·I for 1 ≤ t ≤ T above all."""
    one = logic.rewrite(meaningful(d, Facts().prove(ZERO < ONE)), algebra.field(Eq(ONE * identity(d), identity(d))))
    proof.have(one.conclusion, by=one, because="a normal density needs a positive definite covariance")
    with proof.suppose(_reached(t)):
        _signs_at(proof, t)
        positive = proof.have(ZERO < 1 - alpha(t), because="t ≥ 1")
        found = lemmas.join(proof.known(ZERO < alpha(t)), meaningful(d, positive))
        found = proof.have(found.conclusion, by=found, because="a multiple of I")
    with proof.suppose(t < T) as (early,):
        here = logic.modus_ponens(logic.specialise(proof.known(SCHEDULE), t), early)
        low, high = lemmas.split(here)
        kept = lemmas.join(low, proof.have(ZERO < 1 - beta(t), terms=[(1, [high], [])], because="β_t < 1"))
    for premise, shown in ((_reached(t), found), (t < T, kept)):
        every = logic.generalise(t, logic.discharge(premise, shown))
        proof.have(every.conclusion, by=every, because="for every such t")


# One step
KEPT, ADDED = sqrt(1 - beta(t)), sqrt(beta(t))


def _follows(proof: Proof, found: Theorem, image: Theorem, mean: Theorem, variance: Theorem) -> Theorem:
    """The law of x_{t+1} in other words: what x_{t+1}(w) is, and what its mean and its variance are."""
    for equation in (logic.abstraction(w, image), mean, variance):
        found = logic.rewrite(found, equation)
    return proof.have(law(t + 1), by=lemmas.folded(law(t + 1), lemmas.unfolded(found)), because="this is x_{t+1}")


def _step_at(proof: Proof) -> Theorem:
    """√(1 − β_t)·x_t + √β_t·ε_t = x_{t+1} at w."""
    here = logic.modus_ponens(logic.specialise(proof.known(STEP), t), proof.known(t < T))
    return logic.symmetry(logic.specialise(here, w))


def _instance(lemma: Theorem, **values: Term) -> Theorem:
    """A lemma for other values of its symbols."""
    free = frozenset[Term]().union(*(f.free for f in (*lemma.hypotheses, lemma.conclusion)))
    return logic.instantiate(lemma, tuple((v, values[v.data]) for v in free if v.data in values))


def _later(proof: Proof) -> Theorem:
    """For t ≥ 1: x_t and ε_t are independent and normal, hence so is x_{t+1}."""
    v, more = 1 - alpha(t), proof.known(Eq(alpha(t + 1), alpha(t) * (1 - beta(t))))
    reached = logic.both(proof.known(ONE <= t), proof.known(t <= T))
    known = logic.modus_ponens(proof.known(Implies(_reached(t), law(t))), reached)
    proof.have(law(t), by=known, because="the hypothesis of the induction")
    for count in (t, t + 1):
        _signs_at(proof, count)
    proof.have(ZERO < v, because="t ≥ 1")
    mean, total = sqrt(alpha(t)) * x_0, KEPT**2 * v + ADDED**2
    proof.have(ZERO < total, because="a sum of positive numbers")
    found = _instance(gaussian_sums.sum_of_normals(), X=X(t), E=E(t), c=KEPT, s=ADDED, m=mean, v=v)
    found = proof.have(found.conclusion, by=found, because="a sum of independent normal columns is normal")
    scaled = Eq(KEPT * mean, sqrt(alpha(t + 1)) * x_0)
    scaled = proof.have(scaled, parts=[(-1, _root_of_product(proof, more), x_0)], because="√(ab) = √a·√b")
    variance = proof.have(Eq(total, 1 - alpha(t + 1)), parts=[(1, more)], because="(1 − β)·(1 − α) + β = 1 − α·(1 − β)")
    return _follows(proof, found, _step_at(proof), scaled, variance)


def _root_of_product(proof: Proof, more: Theorem) -> Theorem:
    """√α_{t+1} = √α_t·√(1 − β_t)."""
    line = proof.calculate(sqrt(alpha(t + 1)))
    line.equals(sqrt(alpha(t) * (1 - beta(t))), by=more, because="one factor more")
    return line.equals(sqrt(alpha(t)) * KEPT, by=powers.powers, because="√(ab) = √a·√b").theorem


def _first(proof: Proof, no: Theorem) -> Theorem:
    """For t = 0: x_1 = √(1 − β_0)·x_0 + √β_0·ε_0 is an affine image of ε_0."""
    begun, one = _at_zero(proof, no)
    proof.have(ZERO < ADDED, because="β_t > 0")
    found = _instance(gaussian_sums.scaled_normal(), E=E(t), s=ADDED, m=KEPT * x_0)
    found = proof.have(found.conclusion, by=found, because="an affine image of a normal column is normal")
    more = proof.known(Eq(alpha(t + 1), alpha(t) * (1 - beta(t))))
    kept = proof.have(Eq(1 - beta(t), alpha(t + 1)), parts=[(-1, more), (beta(t) - 1, one)], because="α_0 = 1")
    scaled = in_context(kept, lambda r: sqrt(r) * x_0)
    variance = proof.have(Eq(ADDED**2, 1 - alpha(t + 1)), parts=[(-1, kept)], because="β_0 = 1 − α_1")
    same = Eq(KEPT * x_0 + ADDED * E(t)(w), X(t + 1)(w))
    same = proof.have(same, parts=[(-KEPT, begun), (1, _step_at(proof))], because="x_0 is fixed")
    return _follows(proof, found, same, scaled, variance)


def _at_zero(proof: Proof, no: Theorem) -> tuple[Theorem, Theorem]:
    """For t < 1: X(t)(w) = x_0 and α_t = 1."""
    step = order.natural_step(lemmas.flipped(no))
    bound = algebra.nonneg(t <= ZERO, ((1, (step,), ()),), (), ())
    zero = order.antisymmetry(bound, order.natural_nonneg(t))
    zero = proof.have(zero.conclusion, by=zero, because="a natural number below 1")
    begun = logic.transitivity(in_context(zero, lambda k: X(k)(w)), logic.specialise(proof.known(BEGUN), w))
    begun = proof.have(begun.conclusion, by=begun, because="the start")
    one = logic.transitivity(in_context(zero, alpha), proof.known(Eq(alpha(ZERO), ONE)))
    return begun, proof.have(one.conclusion, by=one, because="the empty product")
