"""Jensen's inequality for a convex function, and where it is refused."""

import pytest

from derivations import lemmas
from derivations.kernel import Theorem, Undecided, calculus, logic
from derivations.kernel.densities import density
from derivations.kernel.formulas import Derivative, Eq, exp, function, integrable, measure, point, real
from derivations.kernel.terms import ZERO, Term, lam, make
from derivations.lemmas.expectations import Space
from derivations.lemmas.jensen import above_tangent, jensen
from derivations.proof import Proof
from derivations.tactics import Facts

mu, x, p, g, t, s = measure("mu"), point("x"), function("p"), function("g"), real("t"), real("s")


def convex(body: Term, first: Term, second: Term) -> Theorem:
    """f and f′ are differentiable and 0 < f″, everywhere."""
    facts = Facts()
    smooth = calculus.smooth(make("differentiable", lam(t, body), t))
    slope = calculus.derivative(Eq(Derivative(body, t), first))
    near = logic.instantiate(calculus.locally(t, (), s, slope), ((s, t),))
    near = facts.settled(near)
    bend = logic.transitivity(logic.right(near), calculus.derivative(Eq(Derivative(first, t), second)))
    above = logic.rewrite(facts.prove(ZERO < second), logic.symmetry(bend))
    return facts.settled(lemmas.join(smooth, logic.left(near), above))


EXPONENTIAL = (exp(t), exp(t), exp(t))


def mean_of_exponential() -> Proof:
    exist = [integrable(p(x) * value, x, mu) for value in (g(x), exp(g(x)))]
    proof = Proof(given=[density(mu, p), *exist])
    theorem = jensen(Space(proof, mu, x), p, g(x), lam(t, exp(t)), t, (), convex(*EXPONENTIAL))
    return proof.conclude(theorem.conclusion, by=theorem)


def test_the_exponential_of_a_mean_is_at_most_the_mean_of_the_exponential():
    proof = mean_of_exponential()
    mean = make("integral", mu, lam(x, p(x) * g(x)))
    assert proof.statement is (exp(mean) <= make("integral", mu, lam(x, p(x) * exp(g(x)))))
    assert not proof.oracles


def test_the_mean_must_exist():
    proof = Proof(given=[density(mu, p)])
    with pytest.raises(Undecided, match="integrable"):
        jensen(Space(proof, mu, x), p, g(x), lam(t, exp(t)), t, (), convex(*EXPONENTIAL))


def test_a_concave_function_has_no_tangent_from_below():
    with pytest.raises(Undecided, match="second derivative is positive"):
        above_tangent(lam(t, -exp(t)), t, (), convex(*EXPONENTIAL), s, t)


def test_a_convex_function_touches_its_tangent():
    shown = above_tangent(lam(t, exp(t)), t, (), convex(*EXPONENTIAL), real("a"), real("b"))
    a, b = real("a"), real("b")
    slope = make("derivative", lam(t, exp(t)), a)
    assert shown.conclusion.alpha is (exp(a) + slope * (b - a) <= exp(b)).alpha
    assert not shown.hypotheses
