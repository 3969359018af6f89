"""The Monte Carlo estimate: its mean and its mean squared error are stated, and nothing that is given can go."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations import vae
from derivations.counterexample import find
from derivations.kernel import Undecided, algebra, logic
from derivations.kernel.densities import density, expectation, normal, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Integral,
    Ne,
    Sum,
    exp,
    function,
    integrable,
    lebesgue,
    measure,
    natural,
    piecewise,
    point,
    vector,
)
from derivations.kernel.random_vectors import independent
from derivations.kernel.terms import NAT, ONE, REAL, SPACE, Sort, Term, lam, make
from derivations.lemmas import guarded
from derivations.lemmas.sums_of_integrals import sum_of_integrals
from derivations.opinion import summary
from derivations.proof import once
from derivations.refuter.evaluate import evaluate, holds
from tests.derivations.spoiling import unnoticed

d, M, m, k = natural("d"), natural("M"), natural("m"), natural("k")
mu, p, w, z = measure("mu"), function("p"), point("omega"), vector("z", d)
nu, q, f = measure("nu", z.sort), function("q", z.sort), function("f", z.sort)
Z = function("Z", NAT, Sort("function", SPACE, z.sort))


def each(index: Term, body: Term) -> Term:
    return ForAll(index, Implies(index < M, body))


LAW = each(m, pushes_forward(mu, p, Z(m), nu, q))
APART = each(k, each(m, Implies(Ne(k, m), independent(mu, p, Z(k), Z(m)))))
SQUARE = integrable(f(z) ** 2 * q(z), z, nu)
GIVEN = [1 <= M, density(mu, p), density(nu, q), LAW, APART, make("measurable", f), SQUARE]
ESTIMATE = Sum(f(Z(m)(w)), m, M) / M
MEAN = expectation(nu, q, f)
VARIANCE = expectation(nu, q, lam(z, (f(z) - MEAN) ** 2))
UNBIASED = Eq(expectation(mu, p, lam(w, ESTIMATE)), MEAN)
ERROR = expectation(mu, p, lam(w, (ESTIMATE - MEAN) ** 2))


def test_the_estimate_has_the_mean_of_f_and_a_variance_that_falls_as_one_over_m():
    proof = once(vae.monte_carlo)
    assert proof.statement.alpha is And(UNBIASED, Eq(ERROR, VARIANCE / M)).alpha
    assert [h.alpha for h in proof.hypotheses] == [g.alpha for g in GIVEN]
    assert proof.oracles == frozenset()
    assert proof.uses == []
    assert proof.answer_term.alpha is (VARIANCE / M).alpha


def test_the_latent_may_have_a_density_for_lebesgue_measure():
    proof = once(vae.monte_carlo)
    found = logic.instantiate(proof.theorem, ((nu, lebesgue(d)),))
    assert density(lebesgue(d), q).alpha in {h.alpha for h in found.hypotheses}
    assert len(found.hypotheses) == len(GIVEN)


def test_it_is_the_reconstruction_when_f_is_the_log_likelihood():
    ell = function("l", z.sort)
    f_is = lam(z, make("log", ell(z)))
    found = logic.instantiate(once(vae.monte_carlo).theorem, ((f, f_is),))
    total = Sum(make("log", ell(Z(m)(w))), m, M) / M
    unbiased = Eq(expectation(mu, p, lam(w, total)), expectation(nu, q, f_is))
    assert found.conclusion.args[0].alpha is unbiased.alpha


def test_the_hypotheses_hold_for_several_normal_samples():
    proof = once(vae.monte_carlo)
    assert proof.witness is not None
    assert proof.witness[M] >= 2
    assert all(holds(given, proof.witness) is True for given in proof.hypotheses)
    assert holds(proof.statement, proof.witness) is True


WRONG = {
    "V for V/M": (Eq(ERROR, VARIANCE), GIVEN),
    "V/M²": (Eq(ERROR, VARIANCE / M**2), GIVEN),
    "the second moment for the variance": (Eq(ERROR, expectation(nu, q, lam(z, f(z) ** 2)) / M), GIVEN),
    "samples of another law": (UNBIASED, [g for g in GIVEN if g is not LAW]),
}


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted(claim, given):
    found = find(claim, given)
    assert found is not None
    assert all(holds(formula, found) is True for formula in given)
    assert holds(claim, found) is False


def test_one_sample_taken_twice_is_no_better_than_one():
    at = dict(once(vae.monte_carlo).witness)
    at |= {M: 2, Z: (at[Z][0],) * 2}
    assert all(holds(given, at) is True for given in GIVEN if given is not APART)
    assert holds(APART, at) is not True
    assert holds(Eq(ERROR, VARIANCE / M), at) is False
    assert holds(Eq(ERROR, VARIANCE), at) is True
    assert holds(UNBIASED, at) is True


def test_two_coins_computed_without_the_kernel():
    """Two fair coins worth 1 and −1: the mean of both is 1, 0, 0 or −1, so that the error is ½ = 1/2."""
    quarter, one = Fraction(1, 4), Fraction(1)
    here = {
        d: 1,
        M: 2,
        mu: (one,) * 4,
        p: (quarter,) * 4,
        Z: ((((one,),), ((one,),), ((-one,),), ((-one,),)), (((one,),), ((-one,),), ((one,),), ((-one,),))),
        nu: lebesgue(1),
        q: lam(vector("z", 1), normal(vector("z", 1), ONE - 1, ONE)),
        f: lam(vector("z", 1), vector("z", 1)),
    }
    assert evaluate(ERROR, here) == Fraction(1, 2)
    assert evaluate(expectation(mu, p, lam(w, ESTIMATE)), here) == 0


def test_a_wrong_line_stops_the_proof(monkeypatch):
    assert unnoticed(vae.monte_carlo, monkeypatch) == []


def test_sympy_disagrees_with_no_step():
    assert summary(once(vae.monte_carlo).theorem)["disagrees"] == 0


# What the proof rests on
n, i = natural("n"), natural("i")
g = function("g", NAT, Sort("function", SPACE, REAL))


@pytest.mark.parametrize("over", [mu, lebesgue(d)], ids=["any measure", "Lebesgue measure"])
def test_the_integral_of_a_finite_sum_is_the_sum_of_the_integrals(over):
    u = w if over is mu else z
    body = g(i)(u) if over is mu else exp(-i * make("sqnorm", u))
    each_one = logic.assume(ForAll(i, Implies(i < n, integrable(body, u, over))))
    exists, value = sum_of_integrals(each_one)
    assert exists.conclusion.alpha is integrable(Sum(body, i, n), u, over).alpha
    whole = Eq(Integral(Sum(body, i, n), u, over), Sum(Integral(body, u, over), i, n))
    assert value.conclusion.alpha is whole.alpha
    for theorem in (exists, value):
        assert [h.alpha for h in theorem.hypotheses] == [each_one.conclusion.alpha]
        assert theorem.oracles == frozenset()


def test_a_sum_of_integrals_is_of_terms_that_are_all_integrable_over_one_measure():
    one = make("integrable", mu, g(i))
    for formula in (one, Implies(i < n, one), ForAll(i, one), ForAll(i, Implies(n < i, one)), ForAll(i, i < n)):
        with pytest.raises(Undecided, match="does not say of all i < n"):
            sum_of_integrals(logic.assume(formula))
    body = integrable(exp(-make("sqnorm", z)), z, lebesgue(d))
    moving = measure("lam", z.sort)
    assert sum_of_integrals(logic.assume(ForAll(i, Implies(i < n, body))))
    several = function("several", NAT, moving.sort)
    other = integrable(exp(-make("sqnorm", z)), z, several(i))
    with pytest.raises(Undecided, match="over one measure"):
        sum_of_integrals(logic.assume(ForAll(i, Implies(i < n, other))))


def test_an_expectation_is_a_plain_integral_where_the_density_is_nowhere_negative():
    sign, plain = logic.assume(0 <= p(w)), logic.assume(integrable(p(w) * g(i)(w), w, mu))
    value = guarded.integrand(sign, g(i)(w))
    inside = piecewise(0 < p(w), p(w) * g(i)(w))
    assert value.conclusion.alpha is Eq(inside, p(w) * g(i)(w)).alpha
    assert value.hypotheses == (sign.conclusion,)
    known = logic.specialise(logic.assume(ForAll(w, 0 <= p(w))), w)
    same = algebra.field(Eq(p(w) * g(i)(w), p(w) * g(i)(w)))
    exists, equal = guarded.mean(w, known, g(i)(w), [(ONE, plain)], same)
    assert exists.conclusion.alpha is integrable(inside, w, mu).alpha
    mean = expectation(mu, lam(w, p(w)), lam(w, g(i)(w)))
    assert equal.conclusion.alpha is Eq(mean, Integral(p(w) * g(i)(w), w, mu)).alpha
